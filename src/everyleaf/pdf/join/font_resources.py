"""Say by which fonts each unit shows its text: one dictionary of fonts for units that agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from everyleaf.jobs import Jobs, Task
from everyleaf.model import Font
from everyleaf.pdf.file.profiles import Profile
from everyleaf.pdf.file.streamed_file import StreamedFile
from everyleaf.pdf.join.embedded_fonts import EmbeddedFont, embed_font
from everyleaf.pdf.join.numbers import NumberedDump, Numbers
from everyleaf.pdf.unit.used_fonts import MergedFonts


def embed_fonts(
    merged: MergedFonts,
    files: Mapping[str, Font],
    profile: Profile,
    patched: bool,
    jobs: Jobs,
) -> list[EmbeddedFont]:
    """Return the objects of all fonts.

    Args:
        merged: the fonts that units show.
        files: SHA-256 of a font file → font.
        profile: the standards that the file keeps.
        patched: whether slow functions of WeasyPrint are replaced meanwhile (`patches`).
        jobs: who embeds them.
    """
    tasks = [
        Task((use, files[use.font.file], profile.pdf_version, patched), len(use.font.widths))
        for use in merged.fonts
    ]
    return jobs.map_memo(embed_font, tasks)


class FontResources:
    """The dictionaries of fonts: one for units that read all their glyphs in the same way."""

    def __init__(
        self,
        merged: MergedFonts,
        fonts: Sequence[EmbeddedFont],
        placed: Sequence[NumberedDump],
        numbers: Numbers,
    ) -> None:
        """Begin with no dictionary.

        Args:
            merged: the fonts that units show.
            fonts: their objects, in the same order.
            placed: the numbers of these.
            numbers: gives the dictionaries theirs.
        """
        self._merged = merged
        self.widths = {use.font.name: use.font.widths for use in merged.fonts}
        self._variants = {
            use.font.name: [of_font.number(place) for place in font.fonts]
            for use, font, of_font in zip(merged.fonts, fonts, placed, strict=True)
        }
        self._chosen: dict[tuple[int, ...], int] = {}
        self._numbers = numbers

    def of_unit(self, index: int) -> int:
        """Return the number of a unit's dictionary of fonts."""
        variants = self._merged.variants[index]
        chosen = tuple(variants.get(name, 0) for name in self._variants)
        if chosen not in self._chosen:
            self._chosen[chosen] = self._numbers.new()
        return self._chosen[chosen]

    def write(self, file: StreamedFile) -> None:
        """Write the dictionaries."""
        for chosen, number in self._chosen.items():
            fonts = zip(self._variants.items(), chosen, strict=True)
            items = (b"/%s %d 0 R" % (name.encode(), of[index]) for (name, of), index in fonts)
            file.add(number, b"<<%s>>" % b"".join(items))
