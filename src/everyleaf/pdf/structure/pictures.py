"""Turn pictures and formulas into Figure and Formula."""

from __future__ import annotations

import copy
from collections.abc import Sequence

from lxml import etree

from everyleaf.elements import local_name
from everyleaf.model import Element
from everyleaf.pdf.structure.context import Context
from everyleaf.pdf.structure.elements import (
    AssociatedFile,
    Content,
    Kid,
    StructElem,
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
        words, files = text_alternative(el), _mathml(el)
        return [
            StructElem(
                type, node, content, alternative=words, associated=files, ref=_details(el, context)
            )
        ]
    captions = [k for k in kids if isinstance(k, StructElem) and k.type == "Caption"]
    painted = tuple(_contents([k for k in kids if k not in captions]))
    if type == "Figure" and not any(content.slot == "image" for content in painted):
        type = "Span"  # a symbol that is text, such as a ballot box
    picture = StructElem(
        type, node, painted, alternative=text_alternative(el), ref=_details(el, context)
    )
    if not captions:
        return [picture]
    group = "Sect" if context.pdf_2_0 else "Div"
    return [StructElem(group, node, (picture, *captions))]


def _details(el: Element, context: Context) -> tuple[int | str, ...]:
    """Return where a picture is described at length (`aria-details`)."""
    names = el.get("aria-details", "").split()
    known = [name for name in names if name in context.names or name in context.outside]
    return tuple(context.names.get(name, name) for name in known)


def _mathml(el: Element) -> tuple[AssociatedFile, ...]:
    """Return a formula's MathML as the file that PDF 2.0 carries (ISO 14289-2:2024 8.2.5.29)."""
    if local_name(el) != "math":
        return ()
    clean = copy.deepcopy(el)
    clean.tail = None
    for part in clean.iter(etree.Element):
        for name in [name for name in part.attrib if str(name).startswith("data-")]:
            del part.attrib[name]
    data = etree.tostring(clean, encoding="utf-8", xml_declaration=True)
    name = f"formula-{node_number(el)}.mml"
    return (AssociatedFile(name, data, "application/mathml+xml", "The formula in MathML"),)


def _contents(kids: Sequence[Kid]) -> list[Content]:
    """Return the places for marked content in a forest, in order."""
    found: list[Content] = []
    for kid in kids:
        found += [kid] if isinstance(kid, Content) else _contents(kid.children)
    return found
