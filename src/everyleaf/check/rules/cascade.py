"""Compute the colours and sizes of text as a browser would: cascade, inheritance, custom properties.

Only what contrast depends on is computed. What cannot be known, such as a system colour or a
picture as the ground, makes a colour unknown, and nothing is said of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

import cssselect2
import tinycss2
import tinycss2.color5
from tinycss2 import ast

from everyleaf.check.rules.skeleton import HAS_TEXT, MAY_BE_TARGET
from everyleaf.check.rules.stylesheets import Mode, StyleRule, Stylesheet
from everyleaf.model import Element

DARK_CANVAS = (18 / 255, 18 / 255, 18 / 255)
"""What browsers show below a page that asks for dark and sets no ground."""

PROPERTIES = frozenset(
    "color background background-color font font-size font-weight line-height opacity display "
    "visibility color-scheme".split()
)
"""What is computed here; rules that set nothing of it need not be read."""

_BROWSER = """
a[href] { color: LINK } mark { background: #ff0; color: #000 }
h1 { font-size: 2em } h2 { font-size: 1.5em } h3 { font-size: 1.17em } h5 { font-size: .83em }
h6 { font-size: .67em } small, sub, sup { font-size: .83em }
h1, h2, h3, h4, h5, h6, th, b, strong, dt { font-weight: bold }
code, pre, kbd, samp { font-size: .8125em }
"""
_LINKS: Mapping[Mode, str] = {"light": "#0000ee", "dark": "#9e9eff", "print": "#000"}
_KEYWORDS = {
    "xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0,
    "x-large": 24.0, "xx-large": 32.0,
}  # fmt: skip
_UNITS = {
    "px": 1.0,
    "pt": 4 / 3,
    "pc": 16.0,
    "in": 96.0,
    "cm": 96 / 2.54,
    "mm": 96 / 25.4,
    "q": 96 / 101.6,
}
_ROOT_PX = 16.0
_MAX_DEPTH = 12


@dataclass(frozen=True, slots=True)
class Colour:
    """An sRGB colour, channels and alpha from 0 to 1."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0

    def over(self, ground: Colour) -> Colour:
        """Return this colour painted over an opaque one."""
        a = self.alpha
        return Colour(
            self.red * a + ground.red * (1 - a),
            self.green * a + ground.green * (1 - a),
            self.blue * a + ground.blue * (1 - a),
        )

    def luminance(self) -> float:
        """Return the relative luminance (WCAG 2.2, definition)."""

        def linear(channel: float) -> float:
            return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

        return 0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)

    def __str__(self) -> str:
        channels = (self.red, self.green, self.blue)
        return "#" + "".join(f"{round(max(0.0, min(1.0, c)) * 255):02x}" for c in channels)


WHITE = Colour(1.0, 1.0, 1.0)
BLACK = Colour(0.0, 0.0, 0.0)


def contrast_of(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two opaque colours, from 1 to 21 (WCAG 2.2, definition)."""
    light, dark = sorted((one.luminance(), other.luminance()), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@dataclass(frozen=True, slots=True)
class Style:
    """What an element looks like, as far as contrast goes."""

    colour: Colour | None
    """None if it cannot be known."""
    ground: Colour | None
    """What lies behind its text, opaque; None if it cannot be known."""
    size_px: float
    bold: bool
    properties: Mapping[str, tuple[ast.Node, ...]]
    """Custom properties."""
    rule: StyleRule | None
    """Which rule gave the text's colour; None for the browser's."""
    ground_rule: StyleRule | None
    hidden: bool = False
    leading: float = 1.2
    """The line height as a multiple of the type size."""
    size_rule: StyleRule | None = None
    leading_rule: StyleRule | None = None

    @property
    def large(self) -> bool:
        """Whether the text is large (WCAG 2.2: 18 pt, or 14 pt and bold)."""
        return self.size_px >= 24 or (self.bold and self.size_px >= 18.66)


@dataclass(frozen=True, slots=True)
class Styled:
    """An element of the reduced document and its style in one state."""

    element: Element
    selector: str
    """A short name for it: `figcaption`, `.notes li`."""
    style: Style


def style_document(reduced: Element, sheet: Stylesheet, mode: Mode) -> Iterator[Styled]:
    """Yield each element that holds text with its style: at rest, and in states that change it."""
    matcher = cssselect2.Matcher()
    browser = tinycss2.parse_stylesheet(_BROWSER.replace("LINK", _LINKS[mode]), True, True)
    for node in browser:
        declared = tuple(tinycss2.parse_blocks_contents(node.content, True, True))
        for compiled in cssselect2.compile_selector_list(node.prelude):
            matcher.add_selector(compiled, (0, StyleRule("", compiled, "", declared, 0)))
    for rule in sheet.rules:
        matcher.add_selector(rule.compiled, (1, rule))
    states = ("", *dict.fromkeys(rule.state for rule in sheet.rules if rule.state))
    dark = mode == "dark" and any(_asks_for_dark(rule) for rule in sheet.rules)
    canvas = Colour(*DARK_CANVAS) if dark else WHITE
    initial = Style(WHITE if dark else BLACK, canvas, _ROOT_PX, False, {}, None, None)
    matches = [
        (wrapper, matcher.match(wrapper))
        for wrapper in cssselect2.ElementWrapper.from_html_root(reduced).iter_subtree()
    ]
    at_rest: dict[Element, Style] = {}
    for state in states:
        styles: dict[Element, Style] = {}
        alike: dict[tuple[object, ...], Style] = {}
        for wrapper, matched in matches:
            element = wrapper.etree_element
            above = element.getparent()
            parent = styles.get(above, initial)
            same = state and parent is at_rest.get(above, initial)
            if same and all(rule.state != state for *_, (_, rule) in matched):
                styles[element] = at_rest[element]
                continue
            own = [m for m in matched if m[2] is None]
            rules = tuple(id(match[3]) for match in own)
            kind = (id(parent), MAY_BE_TARGET in element.attrib, rules)
            style = alike.get(kind) or _compute(element, parent, own, state, mode)
            styles[element] = alike[kind] = style
            if HAS_TEXT in element.attrib and not style.hidden:
                yield Styled(element, _name(element), style)
            for pseudo in dict.fromkeys(m[2] for m in matched if m[2] is not None):
                inner = [m for m in matched if m[2] == pseudo]
                yield Styled(
                    element,
                    f"{_name(element)}::{pseudo}",
                    _compute(element, style, inner, state, mode),
                )
        at_rest = at_rest or styles


def _asks_for_dark(rule: StyleRule) -> bool:
    return any(
        d.lower_name == "color-scheme" and "dark" in tinycss2.serialize(d.value).lower()
        for d in rule.declarations
    )


def _name(element: Element) -> str:
    classes = element.get("class", "").split()
    if classes:
        return f".{classes[0]}"
    if element.get("role"):
        return f"[role={element.get('role')}]"
    return str(element.tag)


_Match: TypeAlias = tuple[tuple[int, int, int], int, str | None, tuple[int, StyleRule]]
"""As cssselect2 gives it: specificity, order, pseudo-element, and what was added: who says it, the
browser (0) or the sheet (1), and the rule."""


def _compute(
    element: Element, parent: Style, matched: list[_Match], state: str, mode: Mode
) -> Style:
    """Return the style of an element from its parent's and the rules that match it."""
    winning = _cascade(element, matched, state)
    properties = dict(parent.properties)
    for name, won in winning.items():
        if name.startswith("--"):
            properties[name] = tuple(won.declaration.value)
    values = {
        name: _substitute(list(won.declaration.value), properties, 0)
        for name, won in winning.items()
    }
    style = _set_type(replace(parent, properties=properties), parent, values, winning)
    if "color" in values:
        colour = _colour(values["color"], parent.colour, mode)
        style = replace(style, colour=colour, rule=winning["color"].rule)
    if "background" in values:
        ground = _ground(values["background"], style, parent.ground, mode)
        if ground != parent.ground:
            style = replace(style, ground=ground, ground_rule=winning["background"].rule)
    if "opacity" in values and style.colour is not None:
        share = next((t.value for t in values["opacity"] if t.type == "number"), 1.0)
        faded = replace(style.colour, alpha=style.colour.alpha * max(0.0, min(1.0, share)))
        style = replace(style, colour=faded, rule=winning["opacity"].rule)
    for name, hiding in (("display", "none"), ("visibility", "hidden")):
        if name in values and tinycss2.serialize(values[name]).strip() == hiding:
            style = replace(style, hidden=True)
    return style


@dataclass(frozen=True, slots=True)
class _Won:
    """The declaration of a property that counts."""

    rank: tuple[bool, int]
    declaration: ast.Declaration
    rule: StyleRule


def _cascade(element: Element, matched: list[_Match], state: str) -> dict[str, _Won]:
    winning: dict[str, _Won] = {}
    for *_, (origin, rule) in matched:  # in the order of specificity, then of the sheet
        if rule.state and rule.state != state:
            continue
        if rule.state == "target" and MAY_BE_TARGET not in element.attrib:
            continue
        for declaration in rule.declarations:
            rank = (bool(declaration.important), origin)
            own = declaration.name.startswith("--")
            name = declaration.name if own else declaration.lower_name
            for set_by_it in _SHORTHANDS.get(name, (name,)):
                if set_by_it not in winning or winning[set_by_it].rank <= rank:
                    winning[set_by_it] = _Won(rank, declaration, rule)
    return winning


def _set_type(
    style: Style, parent: Style, values: Mapping[str, list[ast.Node]], winning: Mapping[str, _Won]
) -> Style:
    """Return a style with the size and weight of its type."""
    if "font-size" in values:
        shorthand = winning["font-size"].declaration.lower_name == "font"
        size = _size(values["font-size"], parent.size_px, shorthand)
        style = replace(style, size_px=size, size_rule=winning["font-size"].rule)
    if "line-height" in values:
        value = values["line-height"]
        if winning["line-height"].declaration.lower_name == "font":
            value = _behind_slash(value)
        leading = _leading(value, style)
        style = replace(style, leading=leading, leading_rule=winning["line-height"].rule)
    if "font-weight" in values:
        style = replace(style, bold=_is_bold(values["font-weight"], parent.bold))
    return style


def _behind_slash(value: list[ast.Node]) -> list[ast.Node]:
    slash = next((n for n, token in enumerate(value) if token == "/"), None)
    return value[slash + 1 :] if slash is not None else []


def _leading(value: list[ast.Node], style: Style) -> float:
    for token in value:
        if token.type == "number":
            return float(token.value)
        if (length := length_px(token, style.size_px)) is not None and style.size_px:
            return length / style.size_px
        if token.type == "ident" and token.lower_value == "normal":
            return 1.2
    return style.leading


_SHORTHANDS = {
    "background-color": ("background",),
    "font": ("font-size", "font-weight", "line-height"),
}
"""What a declaration sets, so that the later of two wins for each."""


def _substitute(
    tokens: list[ast.Node], properties: Mapping[str, tuple[ast.Node, ...]], depth: int
) -> list[ast.Node]:
    """Put the values of custom properties in place of `var()`."""
    found: list[ast.Node] = []
    for token in tokens:
        if token.type == "function" and token.lower_name == "var" and depth < _MAX_DEPTH:
            arguments = [a for a in token.arguments if a.type != "whitespace"]
            name = arguments[0].value if arguments else ""
            comma = next((n for n, a in enumerate(token.arguments) if a == ","), None)
            given = list(properties.get(name, ()))
            if not given and comma is not None:
                given = token.arguments[comma + 1 :]
            found += _substitute(given, properties, depth + 1)
        else:
            found.append(token)
    return found


def _colour(value: list[ast.Node], inherited: Colour | None, mode: Mode) -> Colour | None:
    tokens = [token for token in value if token.type != "whitespace"]
    if len(tokens) != 1:
        return None
    if tokens[0].type == "ident" and tokens[0].lower_value in ("inherit", "unset", "currentcolor"):
        return inherited
    return parse_colour(tokens[0], mode)


def parse_colour(token: ast.Node | str, mode: Mode = "light") -> Colour | None:
    """Return the colour of a token or text, or None if it is none that can be known."""
    schemes = ["dark" if mode == "dark" else "light"]
    found = tinycss2.color5.parse_color(token, schemes)
    if found is None or isinstance(found, str):
        return None
    try:
        red, green, blue = found.to("srgb").coordinates
    except (NotImplementedError, ValueError):
        return None
    return Colour(red or 0.0, green or 0.0, blue or 0.0, found.alpha)


def _ground(
    value: list[ast.Node], style: Style, behind: Colour | None, mode: Mode
) -> Colour | None:
    """Return what a background leaves behind the text: None where a picture or gradient is."""
    for token in value:
        if token.type == "url" or (token.type == "function" and _PICTURE.search(token.lower_name)):
            return None
    for token in value:
        if token.type == "ident" and token.lower_value in ("none", "inherit", "unset", "initial"):
            return behind
        if token.type == "ident" and token.lower_value == "currentcolor":
            return style.colour
        if token.type in ("ident", "hash", "function"):
            if (colour := parse_colour(token, mode)) is not None:
                if colour.alpha == 0:
                    return behind
                if colour.alpha == 1:
                    return colour
                return colour.over(behind) if behind else None
            if token.type == "ident" and token.lower_value not in _GROUND_WORDS:
                return None  # a system colour
            if token.type == "function":
                return None
    return behind


_PICTURE = re.compile(r"gradient|image|url|element|paint")
_GROUND_WORDS = frozenset(
    "repeat no-repeat repeat-x repeat-y scroll fixed local left right top bottom center cover "
    "contain border-box padding-box content-box".split()
)


def _size(value: list[ast.Node], inherited: float, shorthand: bool) -> float:
    """Return a font size in CSS pixels; what cannot be computed leaves the inherited one."""
    for token in value:
        if token.type == "literal" and token.value == "/" and shorthand:
            break
        if (length := length_px(token, inherited)) is not None:
            return length
        if token.type == "ident":
            if token.lower_value in _KEYWORDS:
                return _KEYWORDS[token.lower_value]
            if token.lower_value in ("smaller", "larger"):
                return inherited * (1.2 if token.lower_value == "larger" else 1 / 1.2)
        if token.type == "function" and token.lower_name in ("clamp", "max"):
            # at the least it is the first: what is judged is the smallest text
            first = next((length_px(t, inherited) for t in token.arguments), None)
            if first is not None:
                return first
    return inherited


def length_px(token: ast.Node, em_px: float) -> float | None:
    """Return a length in CSS pixels, or None if it is none; a percentage is of `em_px`."""
    if token.type == "percentage":
        return float(token.value) / 100 * em_px
    if token.type != "dimension":
        return None
    unit = token.lower_unit
    if unit in _UNITS:
        return float(token.value) * _UNITS[unit]
    if unit == "em":
        return float(token.value) * em_px
    return float(token.value) * _ROOT_PX if unit == "rem" else None


def _is_bold(value: list[ast.Node], inherited: bool) -> bool:
    for token in value:
        if token.type == "ident" and token.lower_value in ("bold", "bolder"):
            return True
        if token.type == "ident" and token.lower_value == "inherit":
            return inherited
        if token.type == "number":
            return bool(token.value >= 700)
        if token.type in ("dimension", "percentage"):
            break  # of the shorthand: the weight stands before the size
    return False
