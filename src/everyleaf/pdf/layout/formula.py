"""Put drawings in the place of formulas, in the copy of the document that is laid out.

1. Each `<math>` becomes an image of the same `data-node`, drawn as outlines (`formulas`).
2. In a line it stands on the baseline; its size follows the size of the text.
3. One that is displayed is a block of its own, and shrinks if it is wider than the column.

Why only in that copy: the structure tree is built from the document with its MathML, so that a
formula is a Formula with its words, and in PDF 2.0 carries its MathML.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field

from lxml import etree

from everyleaf.elements import MATH
from everyleaf.formulas import Drawing, draw_formula
from everyleaf.model import Element

_FOLDER = ".formulas/"
_KEPT = ("id", "class", "lang", "dir", "data-node", "data-source")


@dataclass(frozen=True, slots=True)
class DrawnDocument:
    """A document whose formulas are images."""

    document: Element
    drawings: dict[str, bytes] = field(repr=False)
    """`src` → SVG."""


def draw_formulas(document: Element) -> DrawnDocument:
    """Return a copy with images for formulas; a document without formulas as it is."""
    if next(document.iter(MATH), None) is None:
        return DrawnDocument(document, {})
    drawn = copy.deepcopy(document)
    drawings: dict[str, bytes] = {}
    addresses: dict[bytes, str] = {}
    for math in list(drawn.iter(MATH)):
        drawing = draw_formula(math)
        address = addresses.setdefault(drawing.svg, f"{_FOLDER}{len(addresses) + 1}.svg")
        drawings[address] = drawing.svg
        parent = math.getparent()
        assert parent is not None  # a formula is in the body
        parent.replace(math, _make_image(math, address, drawing))
    return DrawnDocument(drawn, drawings)


def _make_image(math: Element, address: str, drawing: Drawing) -> Element:
    image = etree.Element("img", {name: math.get(name, "") for name in _KEPT if math.get(name)})
    image.set("src", address)
    image.set("role", "math")
    image.set("alt", math.get("alttext", ""))
    if math.get("display") == "block":
        image.set("class", f"{image.get('class', '')} formula-display".strip())
        image.set("style", f"width: {drawing.width_em:g}em")
    else:
        image.set(
            "style",
            f"width: {drawing.width_em:g}em; height: {drawing.height_em:g}em; "
            f"vertical-align: {-drawing.depth_em:g}em",
        )
    image.tail = math.tail
    return image
