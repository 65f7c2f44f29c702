"""Reduce a document to what its style sheets can tell apart.

Siblings that look the same to every selector become one element, so that a book of many thousand
elements is styled as one of some hundred.

Why: the contrast of every pair of text and ground is judged on what the publication really holds,
and a cascade over all of it would take longer than reading it.
"""

from __future__ import annotations

import re

from lxml import etree

from everyleaf.model import Element, Publication

SHEETS = ("web.css", "epub.css", "print.css")
"""The style sheets of the editions."""

HAS_TEXT = "data-has-text"
"""Set on elements in which text stands directly."""

MAY_BE_TARGET = "data-may-be-target"
"""Set on elements that links can lead to."""

_ALWAYS = ("class", "role", "lang", "dir")
_ATTRIBUTE = re.compile(r"\[\s*([a-zA-Z][\w-]*)")


def reduce_publication(publication: Publication) -> Element:
    """Return the publication's document, reduced to what its editions' sheets tell apart."""
    return reduce_document(
        publication.document, [publication.templates.get(name, "") for name in SHEETS]
    )


def reduce_document(document: Element, sheets: list[str]) -> Element:
    """Return a small document that has an element for each kind of element in each kind of place.

    Args:
        document: The HTML intermediate.
        sheets: The style sheets; attributes that they name are kept.
    """
    names = {*_ALWAYS, *(name for css in sheets for name in _ATTRIBUTE.findall(css))}
    ids = {i for css in sheets for i in re.findall(r"#([A-Za-z_][\w-]*)", css)}
    reduced = etree.Element("html", {k: str(v) for k, v in document.attrib.items() if k in names})
    body = document.find("body")
    if body is not None:
        _merge([body], reduced, names, ids)
    return reduced


def _merge(elements: list[Element], into: Element, names: set[str], ids: set[str]) -> None:
    """Add one child for each kind among the elements, and what all of that kind hold; recursive."""
    kinds: dict[tuple[str, tuple[tuple[str, str], ...]], list[Element]] = {}
    for element in elements:
        if not isinstance(element.tag, str):
            continue
        kept = tuple(
            [
                (str(name), element.get(name, ""))
                for name in element.keys()  # noqa: SIM118  # an element is no mapping
                if name in names or (name == "id" and element.get(name) in ids)
            ]
        )
        kinds.setdefault((element.tag, kept), []).append(element)
    for (name, kept), alike in kinds.items():
        if name.startswith("{"):  # drawings and formulas take the colour of what is around them
            continue
        made = etree.SubElement(into, name)
        for attribute, value in kept:
            made.set(attribute, value)
        if name == "a" and alike[0].get("href"):
            made.set("href", "#")
        if any(element.get("id") for element in alike):
            made.set(MAY_BE_TARGET, "")
        if any(_has_text(element) for element in alike):
            made.set(HAS_TEXT, "")
        _merge([child for element in alike for child in element], made, names, ids)


def _has_text(element: Element) -> bool:
    if (element.text or "").strip():
        return True
    return any((child.tail or "").strip() for child in element)
