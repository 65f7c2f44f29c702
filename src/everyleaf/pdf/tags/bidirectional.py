"""Show right-to-left text in logical order: the same glyphs at the same places.

A line of Arabic or Hebrew is drawn from left to right in visual order, and readers that go by the
content stream read it backwards. Moving back and forth between glyphs with TJ numbers keeps every
pixel and lets all of them read it right.

1. Take the glyphs of a line, in all its fonts, with their places.
2. Tell from the text, by the rules of the Unicode Bidirectional Algorithm for text without
   explicit marks (UAX #9 W1-W7, N1-N2, I1-L2), in which order its characters are seen, and so which
   glyph is which character. A line that does not come out is left alone.
3. Show the glyphs in the order of the text. One that does not spell its own character, such as a
   mirrored bracket, gets ActualText, it alone; a joiner that draws nothing becomes a space that
   reads as the joiner. (MuPDF 1.26 turns a line around where a glyph reads as two characters.)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from everyleaf.pdf.file.objects import Value, dictionary, string

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe]")
_ITEM = re.compile(rb"<([0-9a-f]+)>|(-?[0-9.]+)")
_NUMBERS = ("EN", "AN")
_MIRRORED = dict(zip("()[]{}<>«»‹›", ")(][}{><»«›‹", strict=True))


class _Font(Protocol):
    bitmap: bool
    to_unicode: Mapping[int, str]
    widths: Mapping[int, float]


@dataclass(slots=True)
class _Glyph:
    """A glyph at its place."""

    x: float
    """From where the line begins, in the unit of the font size."""
    code: int
    font: str
    size: float
    rise: float
    characters: str
    """What it spells."""
    text: str = ""
    """What it stands for in this line."""
    index: int = -1
    """Where that is in the text."""


def is_right_to_left(text: str) -> bool:
    """Tell whether a text has a right-to-left letter."""
    return _RIGHT_TO_LEFT.search(text) is not None


def show_in_logical_order(
    tokens: Sequence[Value], fonts: Mapping[str, _Font], text: str, space: bool
) -> list[Value] | None:
    """Return tokens that show the same line in the order of its text, or None if they cannot.

    Args:
        tokens: a marked-content sequence in visual order.
        fonts: name in the stream → font.
        text: what must be read.
        space: whether to show a space behind it, which layout dropped.
    """
    shown = [i for i, t in enumerate(tokens) if isinstance(t, bytes) and t.endswith((b"Tf", b"TJ"))]
    if not shown:
        return None
    first, last = shown[0], shown[-1] + 1
    glyphs = _place_glyphs(tokens[first:last], fonts)
    if glyphs is None:
        return None
    if not any(_assign(glyphs, text, base) for base in (1, 0)):
        glyphs, text = _trim(glyphs), text.strip()  # layout dropped white space at an end
        if not any(_assign(glyphs, text, base) for base in (1, 0)):
            return None
    glyphs.sort(key=lambda glyph: glyph.index)
    glyphs = _with_joiners(glyphs, text, fonts)
    if space:
        shown_space = _space_after(glyphs[-1], glyphs, fonts)
        if shown_space is None:
            return None
        glyphs.append(shown_space)
    return [*tokens[:first], *_show(glyphs, fonts), *tokens[last:]]


def _place_glyphs(tokens: Sequence[Value], fonts: Mapping[str, _Font]) -> list[_Glyph] | None:
    """Return the glyphs that tokens show in one line, in visual order."""
    x, size, rise, name = 0.0, 0.0, 0.0, ""
    glyphs: list[_Glyph] = []
    for token in tokens:
        if not isinstance(token, bytes):
            return None
        if token.endswith(b" Tf"):
            name, size = token[1:].split()[0].decode(), float(token.split()[1])
            if name not in fonts or fonts[name].bitmap:
                return None
        elif token.endswith(b" Ts"):
            rise = float(token.split()[0])
        elif token.endswith(b" TJ"):
            font = fonts[name]
            for codes, number in _ITEM.findall(token):
                x -= float(number or 0) * size / 1000
                for c in range(0, len(codes), 4):
                    code = int(codes[c : c + 4], 16)
                    spelt = font.to_unicode.get(code, "")
                    glyphs.append(_Glyph(x, code, name, size, rise, spelt))
                    x += font.widths[code] * size / 1000
        else:
            return None
    return glyphs


def _trim(glyphs: Sequence[_Glyph]) -> list[_Glyph]:
    """Return glyphs without white space at their ends."""
    says = [i for i, glyph in enumerate(glyphs) if glyph.characters.strip()]
    return list(glyphs[says[0] : says[-1] + 1]) if says else []


def _assign(glyphs: list[_Glyph], text: str, base: int) -> bool:
    """Tell each glyph its characters of the text, in place; tell whether all came out even.

    Args:
        glyphs: in visual order.
        text: in logical order.
        base: 1 for a line that runs from the right, 0 for one that runs from the left.
    """
    if not glyphs:
        return False
    levels = _levels(text, base)
    seen = [i for i in _visual_order(levels) if not _draws_nothing(text[i])]
    at = 0
    for glyph in glyphs:
        length = len([c for c in glyph.characters if not _draws_nothing(c)])
        if at + length > len(seen):
            return False
        places = sorted(seen[at : at + length])
        at += length
        found = "".join(text[i] for i in places)
        spelt = "".join(c for c in glyph.characters if not _draws_nothing(c))
        if found != spelt and not (length == 1 and found == _MIRRORED.get(spelt)):
            return False
        glyph.index, glyph.text = (places[0], found) if places else (-1, "")
    if at != len(seen):
        return False
    _adopt_marks(glyphs, levels)
    return True


def _adopt_marks(glyphs: Sequence[_Glyph], levels: Sequence[int]) -> None:
    """Put glyphs that spell nothing, such as marks, behind the one they belong to."""
    for number, glyph in enumerate(glyphs):
        if glyph.index >= 0:
            continue
        after = next((g for g in glyphs[number + 1 :] if g.text), None)
        before = next((g for g in reversed(glyphs[:number]) if g.text), None)
        owner = after if after is not None and levels[after.index] % 2 else before or after
        assert owner is not None  # a line has a letter
        glyph.index = owner.index


def _with_joiners(glyphs: Sequence[_Glyph], text: str, fonts: Mapping[str, _Font]) -> list[_Glyph]:
    """Return glyphs in logical order with spaces that read as the joiners among them."""
    made: list[_Glyph] = []
    at = 0
    for glyph in [*glyphs, None]:
        until = glyph.index if glyph is not None else len(text)
        joiners = "".join(c for c in text[at:until] if _draws_nothing(c))
        if joiners and made:
            space = _space_after(made[-1], glyphs, fonts)
            if space is not None:
                space.text = joiners
                made.append(space)
        at = max(at, until)
        if glyph is not None:
            made.append(glyph)
    return made


def _draws_nothing(character: str) -> bool:
    return unicodedata.category(character) == "Cf"


def _levels(text: str, base: int) -> list[int]:
    """Return the embedding level of each character."""
    kinds = [unicodedata.bidirectional(c) for c in text]
    strong = "R" if base else "L"
    last = strong
    for i, kind in enumerate(kinds):  # W1, W2
        if kind == "NSM":
            kinds[i] = kinds[i - 1] if i else strong
        elif kind in ("L", "R", "AL"):
            last = kind
        elif kind == "EN" and last == "AL":
            kinds[i] = "AN"
    for i in range(1, len(kinds) - 1):  # W4
        around = kinds[i - 1]
        parts = kinds[i] == "CS" or (kinds[i] == "ES" and around == "EN")
        if parts and around in _NUMBERS and around == kinds[i + 1]:
            kinds[i] = around
    for indices in (range(1, len(kinds)), range(len(kinds) - 2, -1, -1)):  # W5
        for i in indices:
            near = kinds[i - indices.step]
            if kinds[i] == "ET" and near == "EN":
                kinds[i] = "EN"
    last = strong
    for i, kind in enumerate(kinds):  # W7
        if kind in ("L", "R", "AL"):
            last = "L" if kind == "L" else "R"
        elif kind == "EN" and last == "L":
            kinds[i] = "L"
    directions = [_direction(kind) for kind in kinds]
    start = 0
    while start < len(directions):  # N1, N2
        end = start
        while end < len(directions) and not directions[end]:
            end += 1
        before = _as_neighbour(directions[start - 1]) if start else strong
        after = _as_neighbour(directions[end]) if end < len(directions) else strong
        directions[start:end] = [before if before == after else strong] * (end - start)
        start = end + 1
    steps = {"L": (0, 2), "R": (1, 1), "N": (2, 2)}
    return [steps[direction][base] for direction in directions]


def _direction(kind: str) -> str:
    """Return `L`, `R`, `N` for a number, or nothing for a neutral character."""
    return {"L": "L", "R": "R", "AL": "R", "EN": "N", "AN": "N"}.get(kind, "")


def _as_neighbour(direction: str) -> str:
    return "R" if direction == "N" else direction


def _visual_order(levels: Sequence[int]) -> list[int]:
    """Return the indices of the characters as they are seen from left to right (L2)."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = end + 1
    return order


def _space_after(
    last: _Glyph, glyphs: Sequence[_Glyph], fonts: Mapping[str, _Font]
) -> _Glyph | None:
    """Return a space beside a glyph, on the side where the text goes on, if a font has one."""
    for name in dict.fromkeys([last.font, *(glyph.font for glyph in glyphs)]):
        code = next((c for c, spelt in fonts[name].to_unicode.items() if spelt == " "), None)
        if code is not None:
            width = fonts[name].widths[code] * last.size / 1000
            return _Glyph(last.x - width, code, name, last.size, 0.0, " ", " ")
    return None


def _show(glyphs: Sequence[_Glyph], fonts: Mapping[str, _Font]) -> list[Value]:
    """Return tokens that show glyphs one after the other, each at its place."""
    tokens: list[Value] = []
    now, items = 0.0, ""
    font, size, rise = "", 0.0, 0.0

    def flush() -> None:
        nonlocal items
        if items:
            tokens.append(f"[{items}] TJ".encode())
        items = ""

    for glyph in glyphs:
        if (glyph.font, glyph.size) != (font, size):
            flush()
            font, size = glyph.font, glyph.size
            tokens.append(f"/{font} {size} Tf".encode())
        if glyph.rise != rise:
            flush()
            rise = glyph.rise
            tokens.append(f"{rise} Ts".encode())
        differs = glyph.text != glyph.characters
        if differs:
            flush()
            actual = dictionary({"ActualText": string(glyph.text)})
            tokens += ["/Span", actual, b"BDC"]
        items += f"{(now - glyph.x) * 1000 / size:.3f}<{glyph.code:04x}>"
        now = glyph.x + fonts[font].widths[glyph.code] * size / 1000
        if differs:
            flush()
            tokens.append(b"EMC")
    flush()
    if rise:
        tokens.append(b"0 Ts")
    return tokens
