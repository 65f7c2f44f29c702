"""Cut a font file down to some of its glyphs, which keep their numbers.

Why by uharfbuzz and not by the system's HarfBuzz, as WeasyPrint does: WeasyPrint can only cut fonts
that a layout has open, and the same bytes are then made on each machine.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import uharfbuzz

_DROPPED = b"BASE DSIG EBDT EBLC EBSC GPOS GSUB JSTF LTSH PCLT".split() + [b"SVG "]
"""Tables that say nothing of how a glyph looks."""


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
