"""Leave page numbers out of what is drawn, and say how the join shall write them.

1. A page-margin box whose content has a page counter is laid out like any other; its text is then
   held back, so that a unit looks the same wherever its pages come to stand.
2. When the pages are drawn, the signs that a number may need are shaped with the box's own font and
   features, so that the font has them and the join needs no layout.
3. What cannot be written so (several lines or fonts, counters of other kinds) is named: the document
   is then laid out in one piece.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Literal

from everyleaf.pdf.unit.painted_unit import Counter, Glyph, Shaped, Stamp, StampStyle

_STYLES: dict[str, Literal["D", "r", "R"]] = {
    "decimal": "D",
    "lower-roman": "r",
    "upper-roman": "R",
}
_SIGNS = {"D": "0123456789", "r": "ivxlcdm", "R": "IVXLCDM"}
_SHAPING = (
    "font_family", "font_size", "font_stretch", "font_style", "font_weight", "font_kerning",
    "font_feature_settings", "font_language_override", "font_variant_alternates",
    "font_variant_caps", "font_variant_east_asian", "font_variant_ligatures",
    "font_variant_numeric", "font_variant_position", "font_variation_settings",
    "letter_spacing", "word_spacing", "lang", "direction", "color",
)  # fmt: skip
"""What the drawing of a sign depends on."""


class CannotStampError(Exception):
    """Says what cannot be written at the join."""


@dataclass(slots=True)
class HeldBack:
    """The page-margin boxes whose text was held back."""

    boxes: list[tuple[int, float, Any, tuple[str | Counter, ...]]] = field(default_factory=list)
    """Page, its height in CSS pixels, box, what it says."""
    refused: str | None = None
    """What cannot be written at the join."""


@dataclass(frozen=True, slots=True)
class Stamps:
    """What the join writes on the pages of a unit."""

    stamps: tuple[Stamp, ...] = ()
    styles: tuple[StampStyle, ...] = ()


def hold_back(original: Callable[..., Any], held: HeldBack) -> Callable[..., Any]:
    """Return WeasyPrint's `make_margin_boxes` that fills `held` with boxes that have counters."""

    def make_margin_boxes(context: Any, page: Any, state: Any) -> Iterator[Any]:
        for box in original(context, page, state):
            content = box.style["content"]
            if any(kind in ("counter()", "counters()", "element()") for kind, _ in content):
                try:
                    parts = tuple(_parts(content, context, page))
                    _find_text(box)
                except CannotStampError as error:
                    held.refused = str(error)
                else:
                    number, height = context.current_page - 1, page.margin_height()
                    held.boxes.append((number, height, box.copy(), parts))
                    box.children = ()
            yield box

    return make_margin_boxes


def _parts(content: Any, context: Any, page: Any) -> Iterator[str | Counter]:
    """Yield what a margin box says, in the order of its content."""
    for kind, value in content:
        if kind == "string":
            yield value
        elif kind == "string()":
            yield "".join(context.get_string_set_for(page, *value))
        elif kind == "counter()" and value[0] in ("page", "pages") and value[-1] in _STYLES:
            yield Counter(value[0], _STYLES[value[-1]])
        else:
            raise CannotStampError(f"{kind} in the margin of a page, beside a page number")


def _find_text(box: Any) -> Any:
    """Return the one text box of a margin box."""
    lines = box.children
    texts = [child for child in box.descendants() if getattr(child, "text", None) is not None]
    if len(lines) != 1 or len(texts) != 1:
        raise CannotStampError("a page number that does not stand in one line of one piece")
    (text,) = texts
    style = text.style
    if style["text_transform"] != "none" or style["text_decoration_line"] != "none":
        raise CannotStampError("a page number that is transformed or decorated")
    if style["color"].alpha != 1:
        raise CannotStampError("a page number that is transparent")
    return text


def shape_stamps(weasyprint: ModuleType, held: HeldBack, streams: Sequence[Any]) -> Stamps:
    """Shape what was held back with the fonts of the drawn pages, which learn the signs.

    Raises:
        CannotStampError: if signs come from several fonts.
    """
    if not held.boxes:
        return Stamps()
    shaper = _Shaper(weasyprint, streams[0].clone())
    stamps: list[Stamp] = []
    styles: dict[str, int] = {}
    made: list[StampStyle] = []
    for page, height, box, parts in held.boxes:
        text = _find_text(box)
        key = repr([(name, text.style[name]) for name in _SHAPING]) + repr(
            [part for part in parts if isinstance(part, Counter)]
        )
        if key not in styles:
            styles[key] = len(made)
            made.append(_style(shaper, text, parts))
        shaped = [
            part if isinstance(part, Counter) else shaper.shape(text, part, made[styles[key]].font)
            for part in parts
            if part
        ]
        if box.style["direction"] == "rtl":
            shaped.reverse()
        left = box.content_box_x()
        stamps.append(
            Stamp(
                page,
                "Header" if box.at_keyword.startswith("@top") else "Footer",
                left * 0.75,
                (left + box.width) * 0.75,
                (height - text.position_y - text.baseline) * 0.75,
                _align(box.style),
                tuple(shaped),
                styles[key],
            )
        )
    return Stamps(tuple(stamps), tuple(made))


def _style(shaper: _Shaper, text: Any, parts: tuple[str | Counter, ...]) -> StampStyle:
    """Return the style of a stamp, with the signs that its counters may need."""
    signs = [sign for part in parts if isinstance(part, Counter) for sign in _SIGNS[part.style]]
    font, _ = shaper.draw(text, signs[0])
    glyphs = {sign: shaper.shape(text, sign, font) for sign in sorted(set(signs))}
    red, green, blue = text.style["color"].to("srgb").coordinates
    return StampStyle(font, text.style["font_size"] * 0.75, (red, green, blue), glyphs)


def _align(style: Any) -> Literal["left", "center", "right"]:
    ltr = style["direction"] == "ltr"
    align = style["text_align_all"]
    if align in ("start", "justify"):
        return "left" if ltr else "right"
    if align == "end":
        return "right" if ltr else "left"
    return "center" if align == "center" else "right" if align == "right" else "left"


_SHOWN = re.compile(rb"<([0-9a-f]*)>|(-?[0-9.]+)")


class _Shaper:
    """Draws text where nobody sees it, and reads its glyphs."""

    def __init__(self, weasyprint: ModuleType, stream: Any) -> None:
        self._split = weasyprint.text.line_break.split_first_line
        self._draw = weasyprint.draw.text.draw_text
        self._stream = stream

    def shape(self, like: Any, words: str, font: str) -> Shaped:
        """Return the glyphs of words in the style of a text box."""
        found, glyphs = self.draw(like, words)
        if found not in (font, ""):
            raise CannotStampError("a page number in several fonts")
        return glyphs

    def draw(self, like: Any, words: str) -> tuple[str, Shaped]:
        """Return the name of the font of words, and their glyphs."""
        text = like.copy_with_text(words)
        line = self._split(words, text.style, None, None, 0)
        text.pango_layout, text.baseline = line[0], line[-1]
        self._stream.stream.clear()
        self._stream._current_font = None
        self._draw(self._stream, text, 0, "clip", "none")
        fonts, glyphs = set(), list[Glyph]()
        known = {font.hash: font for font in self._stream._fonts.values()}
        for token in self._stream.stream:
            if token.endswith(b" Tf"):
                fonts.add(token.split()[0][1:].decode())
            elif token.endswith(b"TJ"):
                (font,) = fonts
                glyphs += _read_glyphs(token, known[font].widths)
            elif token.endswith((b" Ts", b" Do")):
                raise CannotStampError("a page number whose signs are raised, or pictures")
        if len(fonts) > 1:
            raise CannotStampError("a page number in several fonts")
        return next(iter(fonts), ""), tuple(glyphs)


def _read_glyphs(token: bytes, widths: dict[int, float]) -> list[Glyph]:
    """Return the glyphs of an operand of TJ, with the kerning after each."""
    glyphs: list[Glyph] = []
    for match in _SHOWN.finditer(token):
        shown, moved = match.groups()
        if moved is not None:
            if not glyphs:
                raise CannotStampError("a page number whose first sign is moved")
            last = glyphs.pop()
            glyphs.append(Glyph(last.number, last.width - float(moved)))
        else:
            numbers = [int(shown[i : i + 4], 16) for i in range(0, len(shown), 4)]
            glyphs += [Glyph(number, widths[number]) for number in numbers]
    return glyphs
