"""Show right-to-left text in logical order: the same glyphs at the same places.

A line of Arabic or Hebrew is drawn from left to right in visual order, and readers that go by the
content stream read it backwards. Moving back and forth between glyphs with TJ numbers keeps every
pixel and lets all of them read it right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe]")
_STRONG = re.compile(r"[^\W_]")
_ITEM = re.compile(rb"<([0-9a-f]+)>|(-?[0-9.]+)")


class _Font(Protocol):
    bitmap: bool
    to_unicode: Mapping[int, str]
    widths: Mapping[int, float]


_Glyph = tuple[float, int, str]  # x in thousandths of an em, glyph, characters


def is_right_to_left(text: str) -> bool:
    """Tell whether a text has a right-to-left letter."""
    return _RIGHT_TO_LEFT.search(text) is not None


def show_in_logical_order(token: bytes, font: _Font, text: str, space: int | None) -> bytes | None:
    """Return the TJ token that shows the same line in logical order, or None if it cannot.

    Args:
        token: the TJ token in visual order.
        font: its font.
        text: what must be read.
        space: the glyph of a space to show at the end, or None.
    """
    glyphs = [glyph for run in reversed(_runs(_place_glyphs(token, font))) for glyph in run]
    if "".join(characters for *_, characters in glyphs).strip() != text.strip():
        return None
    size = 2 if font.bitmap else 4
    now, out = 0.0, ""
    for x, glyph, _ in glyphs:
        out += f"{now - x:.3f}<{glyph:0{size}x}>"
        now = x + font.widths[glyph]
    if space is not None:
        out += f"{now - glyphs[-1][0] + font.widths[space]:.3f}<{space:0{size}x}>"
    return f"[{out}] TJ".encode()


def _place_glyphs(token: bytes, font: _Font) -> list[_Glyph]:
    x, glyphs, size = 0.0, [], 2 if font.bitmap else 4
    for codes, number in _ITEM.findall(token):
        x -= float(number or 0)
        for c in range(0, len(codes), size):
            glyph = int(codes[c : c + size], 16)
            glyphs.append((x, glyph, font.to_unicode.get(glyph, "")))
            x += font.widths[glyph]
    return glyphs


def _runs(glyphs: list[_Glyph]) -> list[list[_Glyph]]:
    """Group left-to-right words and numbers; every other glyph is a run of its own."""
    runs: list[list[_Glyph]] = []
    left_to_right = False
    for glyph in glyphs:
        strong = bool(_STRONG.search(glyph[2])) and not is_right_to_left(glyph[2])
        if left_to_right and (strong or not is_right_to_left(glyph[2])):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
            left_to_right = strong
    trimmed: list[list[_Glyph]] = []
    for run in runs:  # neutral characters after a left-to-right run are not part of it
        end = len(run)
        while end > 1 and not _STRONG.search(run[end - 1][2]):
            end -= 1
        trimmed += [run[:end], *([glyph] for glyph in run[end:])]
    return trimmed
