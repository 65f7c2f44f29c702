"""Embed a font in a file: the glyphs that all of its units show, and no others.

1. The font file is cut down to these glyphs, which keep their numbers.
2. WeasyPrint writes the font's dictionaries into a file of their own, which the join takes them
   from: one font for each map from glyphs to text, all with the same file.

Why by uharfbuzz and not by the system's HarfBuzz, as WeasyPrint does: WeasyPrint can only cut fonts
that a layout has open, and the same bytes are then made on each machine.
"""

from __future__ import annotations

import copy
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import uharfbuzz

from everyleaf.jobs import Deferred
from everyleaf.pdf.loose_objects import LooseObjects, ObjectCounts, dump_objects
from everyleaf.pdf.objects import is_dictionary, pdf_file
from everyleaf.pdf.used_fonts import EmbeddedUse
from everyleaf.pdf.weasy import load, working

_DROPPED = b"BASE DSIG EBDT EBLC EBSC GPOS GSUB JSTF LTSH PCLT".split() + [b"SVG "]
"""Tables that say nothing of how a glyph looks."""


@dataclass(frozen=True, slots=True)
class EmbeddedFont:
    """The objects of a font."""

    counts: ObjectCounts
    fonts: tuple[int, ...]
    """Place of the font dictionary of each variant."""
    objects: Deferred[LooseObjects]


def embed_font(
    use: EmbeddedUse, data: bytes, pdf_version: str, patched: bool = True
) -> EmbeddedFont:
    """Return the objects of a font.

    Args:
        use: what is shown of it.
        data: the font file.
        pdf_version: `1.7` or `2.0`.
        patched: whether slow functions of WeasyPrint are replaced (`patches`).
    """
    fonts: Any = load().pdf.fonts
    base: Any = fonts.Font

    class Font(base):  # type: ignore[misc]  # WeasyPrint is untyped
        def __init__(self, texts: dict[int, str]) -> None:
            self.__dict__ |= copy.deepcopy(use.font.facts)  # WeasyPrint changes some
            self.file_content = data
            self.widths = dict(use.font.widths)
            self.missing = dict(use.font.missing)
            self.to_unicode = texts

        def subset(self, to_unicode: Collection[int], hinting: bool) -> None:
            if to_unicode:
                self.file_content = subset_font(data, self.index, to_unicode, bool(self.missing))

    pdf = pdf_file()
    variants = {number: Font(dict(texts)) for number, texts in enumerate(use.variants)}
    options = {"hinting": False, "pdf_version": pdf_version}
    with working(patched):
        fonts.build_fonts_dictionary(pdf, variants, True, True, options)
    made: list[Any] = [o for o in pdf.objects if is_dictionary(o, "/Font")]
    whole = [o for o in made if o["Subtype"] in ("/Type0", "/Type3")]
    dump = dump_objects(pdf, [o.reference for o in whole], {})
    places = tuple(dump.places[o.number] for o in whole)
    return EmbeddedFont(dump.counts, places, Deferred(dump.objects))


def cut_variable_font(font: Any, glyphs: Collection[int]) -> bool:
    """Cut a font of WeasyPrint's down to some glyphs and to the weight that is shown of it.

    Tells whether it has such weights at all; other fonts are left alone. Why: what HarfBuzz does in
    a millisecond takes fontTools, whom WeasyPrint asks, a third of the time of drawing a cover.
    """
    if not {"fvar", "glyf"} <= set(font.tables) or font.png or font.svg or font.colr:
        return False
    wanted = {"wght": font.weight, "opsz": font.font_size} | font.variations
    face = uharfbuzz.Face(font.file_content, font.index)
    keep = _keep(glyphs, notdef=True)
    for axis in face.axis_infos:
        value = wanted.get(axis.tag, axis.default_value)
        value = min(max(value, axis.min_value), axis.max_value)
        keep.pin_axis_location(face, axis.tag, value)
    font.file_content = bytes(uharfbuzz.subset(face, keep).blob.data)
    return True


def subset_font(data: bytes, index: int, glyphs: Collection[int], notdef: bool) -> bytes:
    """Return a font file with some of its glyphs, which keep their numbers.

    Args:
        data: the font file.
        index: of the font in it.
        glyphs: those to keep.
        notdef: whether the sign for a missing character is shown.
    """
    face = uharfbuzz.Face(data, index)
    known = {glyph for glyph in glyphs if glyph < face.glyph_count}
    keep = _keep(known, notdef=notdef)
    face = uharfbuzz.subset(face, keep)
    # the empty glyphs after the last one that is kept
    rest = uharfbuzz.SubsetInput()
    rest.flags = keep.flags & ~uharfbuzz.SubsetFlags.RETAIN_GIDS
    rest.glyph_set.set(range(max(known, default=0) + 1))
    return bytes(uharfbuzz.subset(face, rest).blob.data)


def _keep(glyphs: Collection[int], *, notdef: bool) -> uharfbuzz.SubsetInput:
    """Return what is kept of a font of which some glyphs are shown."""
    flags = uharfbuzz.SubsetFlags
    keep = uharfbuzz.SubsetInput()
    keep.flags = (
        flags.RETAIN_GIDS | flags.PASSTHROUGH_UNRECOGNIZED | flags.DESUBROUTINIZE | flags.NO_HINTING
    )
    if notdef:
        keep.flags |= flags.NOTDEF_OUTLINE
    keep.glyph_set.set(set(glyphs))
    keep.drop_table_tag_set.update(int.from_bytes(tag, "big") for tag in _DROPPED)
    return keep
