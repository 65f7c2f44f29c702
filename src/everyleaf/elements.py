"""Name the namespaces of elements; ask an element its place, its words and its kind."""

from __future__ import annotations

import copy
import functools

from lxml import etree

from everyleaf.diagnostics import Position
from everyleaf.model import Document, Element

XHTML = "http://www.w3.org/1999/xhtml"
SVG = "http://www.w3.org/2000/svg"
MATHML = "http://www.w3.org/1998/Math/MathML"
MATH = f"{{{MATHML}}}math"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
"""In the order of their ranks."""

_HOLDERS = ("body", "main")
"""What holds nearly all of a document."""
_PLACE = "data-source"

VOID_ELEMENTS = frozenset("area base br col embed hr img input link meta source track wbr".split())
"""Elements that hold nothing and have no end tag (HTML 13.1.2)."""


def copy_for_readers(kept: Document) -> Element:
    """Return a copy of a document that does not know its places in the author's files."""
    document = kept.root
    if not kept.is_away:
        return _copy_without_places(document)
    etree.strip_attributes(document, _PLACE)
    return document


def _copy_without_places(document: Element) -> Element:
    """Return a copy without places.

    Why part by part: the places are a fifth of a copy, and are never there for all of it at once.
    """
    copied = etree.Element(document.tag, dict(document.attrib), dict(document.nsmap))
    copied.text, copied.tail = document.text, document.tail
    for child in document:
        if child.tag in _HOLDERS:
            copied.append(_copy_without_places(child))
        else:
            part = copy.deepcopy(child)
            if isinstance(part.tag, str):
                etree.strip_attributes(part, _PLACE)
            copied.append(part)
    copied.attrib.pop(_PLACE, None)
    return copied


def local_name(element: Element) -> str:
    """Return an element's name without its namespace; empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def place_of(element: Element) -> Position:
    """Return the author's place of an element."""
    return Position.parse(element.get("data-source", ""))


def text_of(element: Element) -> str:
    """Return all the text of an element on one line."""
    return " ".join(full_text(element).split())


def full_text(element: Element) -> str:
    """Return all the text of an element as it stands; in a seventh of the time of `itertext`."""
    text: str = etree.tostring(element, method="text", encoding="unicode", with_tail=False)
    return text


def own_text(element: Element) -> str:
    """Return the text that stands in an element itself, not in its children."""
    return "".join([element.text or "", *(child.tail or "" for child in element)])


def values_of(root: Element, attribute: str) -> list[str]:
    """Return the values of an attribute, of an element and all in it, in document order.

    By XPath, which visits thousands of elements before Python has looked at one.
    """
    found: list[str] = _values(attribute)(root)
    return found


def ids_of(*roots: Element) -> list[str]:
    """Return the ids of some trees, in document order."""
    return [value for root in roots for value in values_of(root, "id") if value]


@functools.cache
def _values(attribute: str) -> etree.XPath:
    return etree.XPath(f"descendant-or-self::*/@{attribute}", smart_strings=False)


def shorten(text: str) -> str:
    """Return a text on one line in at most 60 characters, to be quoted in a finding."""
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:59] + "…"
