"""Read the glyphs of a line of Pango's as blocks of memory, not field by field."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

Glyph: TypeAlias = tuple[int, int, int, int, int]
"""Its number, width, horizontal and vertical offset, attributes: Pango's struct."""
UNIT = 1 / 1024
"""Pango counts in 1024ths of a pixel."""
_GLYPH = struct.Struct("=Iiiii")


@dataclass(frozen=True, slots=True)
class GlyphRun:
    """Glyphs of one font."""

    item: Any
    glyphs: Sequence[Glyph]
    clusters: Any
    """Byte of the item's text at which each glyph's cluster begins."""

    @property
    def font(self) -> Any:
        """Pango's font."""
        return self.item.analysis.font

    @property
    def leads_left(self) -> bool:
        """Whether it is set from right to left."""
        return bool(self.item.analysis.level % 2)


def read_runs(run: Any, ffi: Any) -> Iterator[GlyphRun]:
    """Read the runs of a line, given the first."""
    while run != ffi.NULL:
        item, glyphs = run.data.item, run.data.glyphs
        run = run.next
        memory = ffi.buffer(glyphs.glyphs, glyphs.num_glyphs * _GLYPH.size)
        yield GlyphRun(item, list(_GLYPH.iter_unpack(memory)), glyphs.log_clusters)
