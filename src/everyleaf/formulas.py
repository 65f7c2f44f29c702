"""Draw formulas as outlines: the one module that knows ziamath.

1. Write the MathML in the form that ziamath 0.13 draws rightly: no variation selectors, text in the
   weight that its style asks for.
2. Draw it at the size of the text around it, in STIX Two Math (OFL), which comes with ziamath.
3. Measure the drawing in em, with its depth below the baseline.

Why outlines: print needs no font of its own for them, and they have no text that a reader could
meet twice; what the formula says is its alternative text.
"""

from __future__ import annotations

import copy
import functools
from dataclasses import dataclass, field
from xml.etree import ElementTree

from lxml import etree
from ziamath.config import config
from ziamath.zmath import Math

from everyleaf.model import Element

MATHML = "http://www.w3.org/1998/Math/MathML"
MATH = f"{{{MATHML}}}math"

_SIZE = 100.0
"""Units of the drawing in one em; ziamath rounds to three decimals of them."""
_TOKENS = ("mi", "mn", "mo", "mtext", "ms")
_INVISIBLE = frozenset("\u2061\u2062\u2063\u2064\u200b\ufe00\ufe01\u00a0")
"""Function application, times, separator and plus that are not drawn, and choices of form."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A formula as a picture."""

    svg: bytes = field(repr=False)
    width_em: float
    height_em: float
    depth_em: float
    """How far it reaches below the baseline."""


def draw_formula(math: Element) -> Drawing:
    """Return the drawing of a `<math>` element; the same element gives the same bytes."""
    _configure()
    drawn = Math(_drawable_form(math), size=_SIZE, margin=0.0)
    box = drawn.node.bbox
    svg = ElementTree.tostring(drawn.svgxml(), encoding="utf-8")
    return Drawing(
        svg=svg,
        width_em=round((box.xmax - box.xmin) / _SIZE, 4),
        height_em=round((box.ymax - box.ymin) / _SIZE, 4),
        depth_em=round(-box.ymin / _SIZE, 4),
    )


def undrawable_characters(math: Element) -> frozenset[str]:
    """Return the characters of a formula that its font has no outline for."""
    text = {c for part in math.itertext() for c in str(part)}
    known = _font_characters()
    return frozenset(
        c for c in text if not (c.isspace() or c in _INVISIBLE) and ord(c) not in known
    )


@functools.cache
def _configure() -> None:
    """Set what ziamath keeps for the whole process, once."""
    config.svg2 = False  # outlines in place: no ids, no `symbol` for WeasyPrint to scale
    config.precision = 3
    config.minsizefraction = 0.5


@functools.cache
def _font_characters() -> frozenset[int]:
    font = Math("<math><mi>x</mi></math>").font
    return frozenset(n for n in range(0x20, 0x30000) if font.glyphindex(chr(n)))


def _drawable_form(math: Element) -> str:
    form = copy.deepcopy(math)
    form.tail = None
    for element in form.iter(etree.Element):
        if element.text:
            element.text = "".join(c for c in element.text if c not in "\ufe00\ufe01")
        style = element.get("style", "")
        if etree.QName(element).localname == "mtext":
            bold, italic = "bold" in style, "italic" in style
            if bold or italic:
                element.set("mathvariant", "-".join(["bold"] * bold + ["italic"] * italic))
    for name in [n for n in form.attrib if n != "display"]:
        del form.attrib[name]
    return etree.tostring(form, encoding="unicode")
