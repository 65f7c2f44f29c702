"""Embed a font in a file: the glyphs that all of its units show, and no others.

1. The font file is cut down to these glyphs, which keep their numbers.
2. WeasyPrint writes the font's dictionaries into a file of their own, which the join takes them
   from: one font for each map from glyphs to text, all with the same file.
"""

from __future__ import annotations

import copy
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from everyleaf.jobs import Deferred
from everyleaf.model import Font
from everyleaf.pdf.file.cut_fonts import subset_font
from everyleaf.pdf.file.loose_objects import LooseObjects, ObjectCounts, dump_objects
from everyleaf.pdf.file.objects import is_dictionary, pdf_file
from everyleaf.pdf.layout.weasy import load, working
from everyleaf.pdf.unit.used_fonts import EmbeddedUse


@dataclass(frozen=True, slots=True)
class EmbeddedFont:
    """The objects of a font."""

    counts: ObjectCounts
    fonts: tuple[int, ...]
    """Place of the font dictionary of each variant."""
    objects: Deferred[LooseObjects]


def embed_font(
    use: EmbeddedUse, file: Font, pdf_version: str, patched: bool = True
) -> EmbeddedFont:
    """Return the objects of a font.

    Args:
        use: what is shown of it.
        file: the whole font.
        pdf_version: `1.7` or `2.0`.
        patched: whether slow functions of WeasyPrint are replaced (`patches`).
    """
    fonts: Any = load().pdf.fonts
    base: Any = fonts.Font
    data = file.data

    class Embedded(base):  # type: ignore[misc]  # WeasyPrint is untyped
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
    variants = {number: Embedded(dict(texts)) for number, texts in enumerate(use.variants)}
    options = {"hinting": False, "pdf_version": pdf_version}
    with working(patched):
        fonts.build_fonts_dictionary(pdf, variants, True, True, options)
    made: list[Any] = [o for o in pdf.objects if is_dictionary(o, "/Font")]
    whole = [o for o in made if o["Subtype"] in ("/Type0", "/Type3")]
    dump = dump_objects(pdf, [o.reference for o in whole], {})
    places = tuple(dump.places[o.number] for o in whole)
    return EmbeddedFont(dump.counts, places, Deferred(dump.objects))
