"""Turn pictures and formulas into Figure and Formula."""

from __future__ import annotations

from collections.abc import Sequence

from everyleaf.model import Element
from everyleaf.pdf.context import Context
from everyleaf.pdf.elements import (
    Content,
    Kid,
    StructElem,
    local_name,
    node_number,
    text_alternative,
)

REPLACED = ("img", "svg", "math")
"""Elements whose content is drawn as a whole."""


def make_figure(el: Element, kids: list[Kid], context: Context) -> list[Kid]:
    """Return a Figure; a caption inside goes beside it."""
    return _make_picture("Figure", el, kids, context)


def make_formula(el: Element, kids: list[Kid], context: Context) -> list[Kid]:
    """Return a Formula."""
    return _make_picture("Formula", el, kids, context)


def _make_picture(type: str, el: Element, kids: list[Kid], context: Context) -> list[Kid]:
    node = node_number(el)
    if local_name(el) in REPLACED:
        content: tuple[Kid, ...] = (Content(node, "image"),)
        return [StructElem(type, node, content, alternative=text_alternative(el))]
    captions = [k for k in kids if isinstance(k, StructElem) and k.type == "Caption"]
    painted = tuple(_contents([k for k in kids if k not in captions]))
    if type == "Figure" and not any(content.slot == "image" for content in painted):
        type = "Span"  # a symbol that is text, such as a ballot box
    picture = StructElem(type, node, painted, alternative=text_alternative(el))
    if not captions:
        return [picture]
    group = "Sect" if context.pdf_2_0 else "Div"
    return [StructElem(group, node, (picture, *captions))]


def _contents(kids: Sequence[Kid]) -> list[Content]:
    """Return the places for marked content in a forest, in order."""
    found: list[Content] = []
    for kid in kids:
        found += [kid] if isinstance(kid, Content) else _contents(kid.children)
    return found
