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
import importlib.resources
import re
import unicodedata
import warnings
from dataclasses import dataclass, field
from itertools import pairwise
from types import ModuleType
from xml.etree import ElementTree

from lxml import etree

from everyleaf.elements import MATH, MATHML
from everyleaf.model import Element, Font

_SIZE = 100.0
"""Units of the drawing in one em; ziamath rounds to three decimals of them."""
_SPACE = "0.2222em"
"""Room around a binary operator (MathML Core, operator dictionary)."""
_BINARY = frozenset("∪∩∧∨⊓⊔⊎⋈⊕⊗⊙∘∖⋆∗·⋅×÷±∓")
_LARGE = frozenset("∑∏∐⋂⋃⋀⋁⨀⨁⨂⨄⨆")
_BESIDE = {"munder": "msub", "mover": "msup", "munderover": "msubsup"}
_ALIGNED = re.compile(r"text-align: (\w+)")
_FILE = "STIXTwoMath-Regular.ttf"
_NUMBERED = "width: 50%"
"""In the style of the cells left and right of a numbered equation."""
_FORMS = "\ufe00\ufe01"
"""Variation selectors: which of two forms of a script letter is meant."""
_INVISIBLE = frozenset("\u2061\u2062\u2063\u2064\u200b\u00a0" + _FORMS)
"""Function application, times, separator and plus that are not drawn, and choices of form."""


_FAULTS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What ziamath 0.13 raises for a few nestings, such as a box in an accent."""


class UndrawableError(Exception):
    """A formula that ziamath cannot draw."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A formula as a picture."""

    svg: bytes = field(repr=False)
    width_em: float
    height_em: float
    depth_em: float
    """How far it reaches below the baseline."""


def draw_formula(math: Element) -> Drawing:
    """Return the drawing of a `<math>` element; the same element gives the same bytes.

    Raises:
        UndrawableError: if ziamath fails at it; `check/rules` finds such formulas before layout.
    """
    return _draw(_drawable_form(math))


@functools.lru_cache(maxsize=4096)
def _draw(form: str) -> Drawing:
    try:
        drawn = _load().Math(form, size=_SIZE, margin=0.0)
        svg = ElementTree.tostring(drawn.svgxml(), encoding="utf-8")
    except _FAULTS as error:
        raise UndrawableError(str(error)) from error
    box = drawn.node.bbox
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


def math_font() -> Font:
    """Return the font of formulas, for editions that set their MathML themselves."""
    _load()  # the folder of its fonts cannot be named without importing ziamath
    file = importlib.resources.files("ziamath.fonts").joinpath(_FILE)
    return Font("STIX Two Math", "normal", "400", _FILE, file.read_bytes())


def math_characters(document: Element) -> frozenset[str]:
    """Return the characters that the formulas of a document are set in.

    A browser sets an `<mi>` of one letter in italics of the mathematical alphabets (MathML Core,
    text-transform: math-auto).
    """
    found: set[str] = set()
    for math in document.iter(MATH):
        for element in math.iter(etree.Element):
            text = element.text or ""
            found |= set(text)
            if etree.QName(element).localname in ("msqrt", "mroot"):
                found.add("√")
            if len(text) == 1 and etree.QName(element).localname == "mi":
                found |= set(_italics().get(text, ""))
    return frozenset(found)


@functools.cache
def _italics() -> dict[str, str]:
    """Return letter → mathematical italic letter, as Unicode decomposes them."""
    letters = map(chr, (*range(0x1D434, 0x1D468), 0x210E, *range(0x1D6E2, 0x1D71C)))
    plain = ((unicodedata.decomposition(letter), letter) for letter in letters)
    return {chr(int(code.split()[-1], 16)): letter for code, letter in plain if code}


@functools.cache
def _load() -> ModuleType:
    """Import ziamath, for texts with formulas only, and set what it keeps for the process."""
    with warnings.catch_warnings():
        # ziamath 0.13: finds its font in a way that Python deprecates; drop when it does not
        warnings.simplefilter("ignore", DeprecationWarning)
        from ziamath import zmath
        from ziamath.config import config

    config.svg2 = False  # outlines in place: no ids, no `symbol` for WeasyPrint to scale
    config.precision = 3
    config.minsizefraction = 0.5
    return zmath


@functools.cache
def _font_characters() -> frozenset[int]:
    font = _load().Math("<math><mi>x</mi></math>").font
    return frozenset(n for n in range(0x20, 0x30000) if font.glyphindex(chr(n)))


def _drawable_form(math: Element) -> str:
    """Return a formula with what ziamath 0.13 does not do by itself; drop each when it does."""
    form = copy.deepcopy(math)
    form.tail = None
    for name in [n for n in form.attrib if n != "display"]:
        del form.attrib[name]
    form.set("display", form.get("display", "inline"))  # ziamath takes none for block
    for element in form.iter(etree.Element):
        name = etree.QName(element).localname
        if element.text:
            element.text = "".join(c for c in element.text if c not in _FORMS)
        if name == "mtext":
            style = element.get("style", "")
            bold, italic = "bold" in style, "italic" in style
            if bold or italic:
                element.set("mathvariant", "-".join(["bold"] * bold + ["italic"] * italic))
        elif name == "mo" and element.text in _BINARY and _is_between(element):
            element.set("lspace", element.get("lspace", _SPACE))
            element.set("rspace", element.get("rspace", _SPACE))
        elif name == "mtable":
            _align(element)
        elif name in _BESIDE and len(element) and _moves_limits(element):
            element.tag = f"{{{MATHML}}}{_BESIDE[name]}"
    return etree.tostring(form, encoding="unicode")


def _moves_limits(element: Element) -> bool:
    """Tell whether the limits of a sum stand beside it: in a line (movablelimits)."""
    if (element[0].text or "") not in _LARGE:
        return False
    styles = (e.get("displaystyle") for e in element.iterancestors())
    shown = next((style == "true" for style in styles if style), None)
    return not (
        element.getroottree().getroot().get("display") == "block" if shown is None else shown
    )


def _is_between(operator: Element) -> bool:
    """Tell whether an operator has a term on each side, and so room around it."""
    before, after = operator.getprevious(), operator.getnext()
    return before is not None and after is not None and etree.QName(before).localname != "mo"


def _align(table: Element) -> None:
    """Say in attributes how columns stand, which math-core 0.9 says in CSS; changes the element."""
    for cell in table.iter(f"{{{MATHML}}}mtd"):
        match = _ALIGNED.search(cell.get("style", ""))
        if match is not None:
            cell.set("columnalign", match[1])
    styles = [cell.get("style", "") for cell in table[0]] if len(table) else []
    gaps = []
    for left, right in pairwise(styles):
        if _NUMBERED in left or ("padding-right: 0" in left and "padding-left: 0" in right):
            gaps.append("0em")
        elif _NUMBERED in right or (table.get("displaystyle") == "true" and "right" in right):
            gaps.append("2em")
        else:
            gaps.append("1em")
    table.set("columnspacing", " ".join(gaps) or "0.8em")
    table.set("rowspacing", "0.5em")
