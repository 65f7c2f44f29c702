"""The rule about text in drawings: its contrast with what it is drawn upon (WCAG 2.2 SC 1.4.3).

1. Shapes are followed in the order in which they are painted, with their transformations.
2. The ground of a text is the last filled shape before it that its anchor lies in, or white: every
   edition shows drawings on white.

A drawing with gradients, patterns, masks or shapes other than rectangles, circles and ellipses
under its text is left alone where they matter: what cannot be known is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import tinycss2
from lxml import etree

from everyleaf.check.rules.cascade import BLACK, WHITE, Colour, contrast_of, parse_colour
from everyleaf.check.rules.contrast import LEAST, LEAST_LARGE
from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.elements import place_of, shorten
from everyleaf.model import Element, Publication, Resource

_SVG = "{http://www.w3.org/2000/svg}"
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_TRANSFORM = re.compile(r"(\w+)\s*\(([^)]*)\)")
_INHERITED = (
    "fill",
    "fill-opacity",
    "opacity",
    "font-size",
    "font-weight",
    "visibility",
    "display",
)
_UNPAINTED = frozenset(
    "defs clipPath mask pattern marker symbol linearGradient radialGradient".split()
)
_UNIT_PX = {"": 1.0, "px": 1.0, "pt": 4 / 3, "em": 16.0, "rem": 16.0, "mm": 96 / 25.4, "%": 0.16}


@dataclass(frozen=True, slots=True)
class _Shape:
    """A painted area."""

    left: float
    top: float
    right: float
    bottom: float
    fill: Colour | None
    """None if it cannot be known."""

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.top <= y <= self.bottom


@dataclass(frozen=True, slots=True)
class _Matrix:
    """An affine transformation."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def at(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def then(self, o: _Matrix) -> _Matrix:
        """Return the transformation that first does `o`, then this one."""
        return _Matrix(
            self.a * o.a + self.c * o.b, self.b * o.a + self.d * o.b,
            self.a * o.c + self.c * o.d, self.b * o.c + self.d * o.d,
            self.a * o.e + self.c * o.f + self.e, self.b * o.e + self.d * o.f + self.f,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A drawing that is being measured."""

    resource: Resource
    root: Element


@dataclass(frozen=True, slots=True)
class DrawnText:
    """A text of a drawing, and how it stands out."""

    drawing: Resource
    text: str
    colour: Colour
    ground: Colour
    ratio: float
    large: bool

    @property
    def enough(self) -> bool:
        """Whether it is what WCAG 2.2 SC 1.4.3 asks for."""
        return self.ratio >= (LEAST_LARGE if self.large else LEAST)


def measure_drawings(publication: Publication) -> tuple[DrawnText, ...]:
    """Return every text of every SVG drawing whose colours can be known."""
    return tuple(
        text
        for resource in publication.resources
        if resource.media_type == "image/svg+xml" and b"<text" in resource.data
        for text in _texts(resource)
    )


def drawings_stand_out(
    publication: Publication, measured: tuple[DrawnText, ...]
) -> Iterator[Diagnostic]:
    """Find text in SVG drawings whose contrast with its ground is too low, once a drawing."""
    shown = {image.get("src"): image for image in reversed(publication.kept.named("img"))}
    found: dict[str, list[DrawnText]] = {}
    for text in measured:
        if not text.enough:
            found.setdefault(text.drawing.path, []).append(text)
    for faint in found.values():
        resource = faint[0].drawing
        worst = min(faint, key=lambda f: f.ratio)
        more = f", as are {len(faint) - 1} more" if len(faint) > 1 else ""
        image = shown.get(resource.path)
        yield Diagnostic(
            "contrast-low-drawing",
            "warning",
            f"in the drawing {resource.path}, “{shorten(worst.text)}” is hard to read{more}: "
            f"{worst.colour} on {worst.ground}, {worst.ratio:.2f}:1; it needs "
            f"{LEAST_LARGE if worst.large else LEAST:g}:1",
            "Make one of the two colours darker or lighter.",
            _place(resource, image),
            "WCAG 2.2 SC 1.4.3",
        )


def _place(resource: Resource, image: Element | None) -> Position | None:
    return place_of(image) if image is not None else resource.position


def _texts(resource: Resource) -> Iterator[DrawnText]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = etree.fromstring(resource.data, parser)
    if root is None:
        return
    classes = _class_styles(root)
    shapes: list[_Shape] = []
    yield from _walk(root, {}, _Matrix(), shapes, classes, _Drawn(resource, root))


def _walk(
    element: Element,
    inherited: Mapping[str, str],
    matrix: _Matrix,
    shapes: list[_Shape],
    classes: Mapping[str, Mapping[str, str]],
    drawn: _Drawn,
) -> Iterator[DrawnText]:
    """Follow what is painted; adds to `shapes`."""
    if not isinstance(element.tag, str):
        return
    name = element.tag.removeprefix(_SVG)
    if name in _UNPAINTED:
        return
    style = {k: v for k, v in inherited.items() if k != "opacity"} | _own_style(element, classes)
    if style.get("display") == "none" or style.get("visibility") == "hidden":
        return
    matrix = matrix.then(_matrix_of(element.get("transform", "")))
    if shape := _shape(element, name, style, matrix, drawn.root):
        shapes.append(shape)
    if name in ("text", "tspan"):
        words = " ".join((element.text or "").split())
        x, y = (_first(element.get(axis), element.getparent(), axis) for axis in ("x", "y"))
        if words and x is not None and y is not None:
            yield from _measure(drawn, words, style, matrix.at(x, y), shapes, matrix)
    if name in ("text", "tspan", "g", "svg", "a"):
        for child in element:
            yield from _walk(child, style, matrix, shapes, classes, drawn)


def _measure(
    drawn: _Drawn,
    words: str,
    style: Mapping[str, str],
    point: tuple[float, float],
    shapes: list[_Shape],
    matrix: _Matrix,
) -> Iterator[DrawnText]:
    colour = _fill(style)
    if colour is None or colour.alpha == 0:
        return
    size = _length(style.get("font-size", "16")) * abs(matrix.d or matrix.b or 1.0)
    # the baseline's end lies on the edge of a shape; a little above it is in the letters
    x, y = point[0], point[1] - size * 0.3
    ground: Colour | None = WHITE
    for shape in shapes:
        if not shape.holds(x, y):
            continue
        if shape.fill is None:
            ground = None
        elif shape.fill.alpha == 1:
            ground = shape.fill
        elif ground is not None:
            ground = shape.fill.over(ground)
    if ground is None:
        return
    seen = colour.over(ground)
    weight = style.get("font-weight", "")
    bold = weight in ("bold", "bolder") or (weight.isdecimal() and int(weight) >= 700)
    large = size >= 24 or (bold and size >= 18.66)
    ratio = contrast_of(seen, ground)
    yield DrawnText(drawn.resource, words, seen, ground, ratio, large)


def _fill(style: Mapping[str, str]) -> Colour | None:
    """Return the fill; fully transparent for none, None if it cannot be known."""
    value = style.get("fill", "")
    if value in ("none", "transparent"):
        return Colour(0.0, 0.0, 0.0, 0.0)
    colour = parse_colour(value) if value and value != "currentColor" else BLACK
    if colour is None:
        return None
    share = _share(style.get("fill-opacity")) * _share(style.get("opacity"))
    return Colour(colour.red, colour.green, colour.blue, colour.alpha * share)


def _share(text: str | None) -> float:
    match = _NUMBER.search(text or "")
    if match is None:
        return 1.0
    return max(0.0, min(1.0, float(match[0]) / (100 if "%" in (text or "") else 1)))


def _shape(
    element: Element, name: str, style: Mapping[str, str], matrix: _Matrix, root: Element
) -> _Shape | None:
    """Return the area that an element fills, as the box around it."""
    if name not in ("rect", "circle", "ellipse", "path", "polygon", "image", "use"):
        return None
    fill = _fill(style)
    if fill is not None and fill.alpha == 0:
        return None

    def number(attribute: str, whole: str = "") -> float:
        text = element.get(attribute, "0")
        if text.endswith("%") and whole:
            return _length(text[:-1]) / 100 * _extent(root, whole)
        return _length(text)

    if name in ("rect", "image"):
        x, y = number("x"), number("y")
        box = (x, y, x + number("width", "width"), y + number("height", "height"))
        fill = None if name == "image" else fill
    elif name in ("circle", "ellipse"):
        x, y = number("cx"), number("cy")
        rx, ry = number("rx") or number("r"), number("ry") or number("r")
        # the square within, so that no corner outside is taken for the shape
        box = (x - rx * 0.7, y - ry * 0.7, x + rx * 0.7, y + ry * 0.7)
    else:
        drawn = element.get("d") or element.get("points") or ""
        numbers = [float(n) for n in _NUMBER.findall(drawn)]
        relative = re.search(r"[a-df-y]", drawn)
        if len(numbers) < 4 or name == "use":
            return None
        if relative:  # its extent is not known: nothing is said of text after it
            return _Shape(float("-inf"), float("-inf"), float("inf"), float("inf"), None)
        xs, ys = numbers[::2], numbers[1::2]
        box = (min(xs), min(ys), max(xs), max(ys))
        upright = name == "polygon" and len(set(xs)) == len(set(ys)) == 2
        fill = fill if upright else None
    (x1, y1), (x2, y2) = matrix.at(box[0], box[1]), matrix.at(box[2], box[3])
    return _Shape(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2), fill)


def _extent(root: Element, side: str) -> float:
    box = _NUMBER.findall(root.get("viewBox", ""))
    if len(box) == 4:
        return float(box[2 if side == "width" else 3])
    return _length(root.get(side, "0"))


def _length(text: str) -> float:
    match = re.match(rf"\s*({_NUMBER.pattern})\s*(\D*)$", text)
    if match is None:
        return 0.0
    return float(match[1]) * _UNIT_PX.get(match[2].strip(), 1.0)


def _first(value: str | None, parent: Element | None, axis: str) -> float | None:
    """Return a coordinate; a span without one goes on from the text that it stands in."""
    if value is None and parent is not None and parent.tag in (f"{_SVG}text", f"{_SVG}tspan"):
        value = parent.get(axis)
    match = _NUMBER.search(value) if value is not None else None
    return float(match[0]) if match else 0.0 if value is None else None


def _matrix_of(text: str) -> _Matrix:
    made = _Matrix()
    for name, arguments in _TRANSFORM.findall(text):
        n = [float(x) for x in _NUMBER.findall(arguments)]
        if name == "translate" and n:
            made = made.then(_Matrix(e=n[0], f=n[1] if len(n) > 1 else 0.0))
        elif name == "scale" and n:
            made = made.then(_Matrix(a=n[0], d=n[1] if len(n) > 1 else n[0]))
        elif name == "matrix" and len(n) == 6:
            made = made.then(_Matrix(*n))
        elif name == "rotate" and n and n[0] % 360:
            made = made.then(_rotation(n))
    return made


def _rotation(numbers: list[float]) -> _Matrix:
    turn = complex(0, 1) ** (numbers[0] / 90)
    rotated = _Matrix(turn.real, turn.imag, -turn.imag, turn.real)
    if len(numbers) < 3:
        return rotated
    x, y = numbers[1], numbers[2]
    return _Matrix(e=x, f=y).then(rotated).then(_Matrix(e=-x, f=-y))


def _own_style(element: Element, classes: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return what an element says of its paint: attributes, then its classes, then `style`."""
    found = {name: str(element.get(name)).strip() for name in _INHERITED if element.get(name)}
    tag = str(element.tag).removeprefix(_SVG)
    for key in (tag, *(f".{name}" for name in element.get("class", "").split())):
        found |= classes.get(key, {})
    if style := element.get("style"):
        found |= _read(tinycss2.parse_blocks_contents(style, True, True))
    return found


def _class_styles(root: Element) -> dict[str, dict[str, str]]:
    """Return what a drawing's style sheet says of single classes and elements."""
    found: dict[str, dict[str, str]] = {}
    for sheet in root.iter(f"{_SVG}style"):
        for rule in tinycss2.parse_stylesheet(sheet.text or "", True, True):
            if rule.type != "qualified-rule":
                continue
            declared = _read(tinycss2.parse_blocks_contents(rule.content, True, True))
            for selector in tinycss2.serialize(rule.prelude).split(","):
                key = selector.strip().rpartition(" ")[2]
                found.setdefault(key, {}).update(declared)
                if "." in key[1:] and not key.startswith("."):
                    found.setdefault(key[key.index(".") :], {}).update(declared)
    return found


def _read(nodes: list[tinycss2.ast.Node]) -> dict[str, str]:
    return {
        node.lower_name: tinycss2.serialize(node.value).strip()
        for node in nodes
        if node.type == "declaration" and node.lower_name in _INHERITED
    }
