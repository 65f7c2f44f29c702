"""Serialise a document as HTML, not as XML.

Why not lxml's own: its HTML method escapes addresses with letters beyond ASCII, adds a
`<meta http-equiv>`, and writes the namespaces of SVG and MathML as it finds them. The rules of the
HTML standard (§13.3, Serializing HTML fragments) are few.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from everyleaf.elements import VOID_ELEMENTS
from everyleaf.model import Element

_RAW = frozenset(("script", "style"))
_NEWLINE_LOST = frozenset(("pre", "textarea"))
_PREFIXES = {
    "http://www.w3.org/1999/xlink": "xlink:",
    "http://www.w3.org/XML/1998/namespace": "xml:",
}


def serialize_html(document: Element) -> str:
    """Return the document as an HTML5 file's text, with its doctype.

    Raises:
        ValueError: if a style or script would end before its end; content has neither.
    """
    return "<!DOCTYPE html>\n" + "".join(_parts(document)) + "\n"


def _parts(element: Element) -> Iterator[str]:
    name = etree.QName(element)
    html = name.namespace is None
    attributes = "".join(
        f' {_attribute_name(str(key))}="{_escape_attribute(value)}"'
        for key, value in element.attrib.items()
    )
    yield f"<{name.localname}{attributes}>"
    if html and name.localname in VOID_ELEMENTS:
        return
    if html and name.localname in _RAW:
        yield _raw(element)
    else:
        text = element.text or ""
        if html and name.localname in _NEWLINE_LOST and text.startswith("\n"):
            yield "\n"  # a parser drops the first line feed
        yield _escape(text)
        for child in element:
            if isinstance(child.tag, str):
                yield from _parts(child)
            yield _escape(child.tail or "")
    yield f"</{name.localname}>"


def _raw(element: Element) -> str:
    text = element.text or ""
    if element.tag == "script" and element.get("type") == "application/ld+json":
        return text.replace("<", "\\u003c")  # the same string in JSON
    if "</" in text or "<!--" in text:
        raise ValueError("a style or script has '</' or '<!--' in it")
    return text


def _attribute_name(key: str) -> str:
    name = etree.QName(key)
    return _PREFIXES.get(name.namespace or "", "") + str(name.localname)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _escape_attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
