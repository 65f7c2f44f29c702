r"""Make MathML Core of TeX: the one module that knows math-core.

1. Convert; a document's formulas share one converter, so that `\newcommand` and the numbers of
   equations go on from formula to formula.
2. Parse the result into elements of the MathML namespace.
3. Mend what math-core 0.9 writes for browsers with its stylesheet and EPUB's schema refuses: HTML
   inside text, helpers of struck-out terms, styles on elements that have none in MathML 3. Drop
   each when it has come out.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from lxml import etree
from math_core import LatexError, LatexToMathML

from everyleaf.elements import MATHML, full_text, local_name
from everyleaf.model import Element

MAX_LENGTH = 5000
"""Characters of a formula: math-core 0.9 recurses into what is nested, without a bound."""

_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)\w+;")
_PLACE = re.compile(r"(\d+): (.*)", re.DOTALL)
_TEXT_STYLES = {"b": "font-weight: bold", "i": "font-style: italic", "em": "font-style: italic"}


@dataclass(frozen=True, slots=True)
class TexError:
    """Why TeX could not be converted."""

    message: str
    """What is wrong, in lower case, without a full stop."""
    offset: int
    """Characters of the TeX before the fault."""


class TexConverter:
    """Converts the formulas of one document in order; remembers macros and numbers."""

    def __init__(self) -> None:
        self._converter = LatexToMathML(xml_namespace=True, fancy_error=False, global_group=True)

    def convert(self, tex: str, *, display: bool) -> Element | TexError:
        """Return a `<math>` element, or why there is none."""
        if not tex.strip():
            return TexError("there is nothing between the dollars", 0)
        if len(tex) > MAX_LENGTH:
            return TexError(f"it is longer than {MAX_LENGTH} characters", 0)
        try:
            text = self._converter.convert_with_global_state(tex, displaystyle=display)
        except LatexError as error:
            return _describe(str(error), len(tex.rstrip()))
        try:
            math = etree.fromstring(_ENTITY.sub(lambda match: html.unescape(match[0]), text))
        except etree.XMLSyntaxError:  # libxml2 bounds the depth of a document
            return TexError("its parts are nested too deep", 0)
        if math.find(f".//{{{MATHML}}}a") is not None:
            return TexError("\\ref and \\eqref lead nowhere here", 0)
        _mend(math)
        return math


def _describe(error: str, last: int) -> TexError:
    match = _PLACE.fullmatch(error)
    message, offset = (match[2], int(match[1])) if match else (error, 0)
    message = message.strip().removesuffix(".")
    return TexError(message[:1].lower() + message[1:], min(offset, last))


def _mend(math: Element) -> None:
    """Take out what is not MathML; changes the tree."""
    for text in math.iter(f"{{{MATHML}}}mtext"):
        styles = [s for child in text.iter() if (s := _TEXT_STYLES.get(local_name(child)))]
        if len(text):
            words = full_text(text)
            for child in list(text):
                text.remove(child)
            text.text = words
            if styles:
                text.set("style", "; ".join(dict.fromkeys(styles)))
    for helper in list(math.iter(f"{{{MATHML}}}mrow")):
        parent = helper.getparent()
        if helper.get("class", "").startswith("menclose-") and parent is not None:
            parent.remove(helper)
    for element in list(math.iter(etree.Element)):
        if local_name(element) not in ("math", "mstyle"):
            _move_style(element)


def _move_style(element: Element) -> None:
    """Say in an `<mstyle>` around an element how its formula is set; changes the tree."""
    styles = {n: v for n in ("displaystyle", "scriptlevel") if (v := element.get(n)) is not None}
    if local_name(element) == "mtable":
        element.attrib.pop("scriptlevel", None)
    elif styles:
        parent = element.getparent()
        assert parent is not None  # `<math>` itself is left out
        style = etree.Element(f"{{{MATHML}}}mstyle", styles)
        for name in styles:
            del element.attrib[name]
        parent.replace(element, style)
        style.append(element)
