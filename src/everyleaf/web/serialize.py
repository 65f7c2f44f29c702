"""Serialise a document as HTML, not as XML.

Why not lxml's own: its HTML method escapes addresses with letters beyond ASCII, adds a
`<meta http-equiv>`, and writes the namespaces of SVG and MathML as it finds them. The rules of the
HTML standard (§13.3, Serializing HTML fragments) are few.
"""

from __future__ import annotations

import functools
import io

from everyleaf.elements import VOID_ELEMENTS
from everyleaf.model import Element

_RAW = frozenset(("script", "style"))
_NEWLINE_LOST = frozenset(("pre", "textarea"))
_MANY = 4000
"""Parts that are written together."""
_PREFIXES = {
    "{http://www.w3.org/1999/xlink": "xlink:",
    "{http://www.w3.org/XML/1998/namespace": "xml:",
}


def serialize_html(document: Element) -> bytes:
    """Return the document as an HTML5 file, with its doctype and without `data-*`.

    Raises:
        ValueError: if a style or script would end before its end; content has neither.
    """
    out = io.BytesIO()
    parts = ["<!DOCTYPE html>\n"]
    _add(document, parts, out)
    parts.append("\n")
    _flush(parts, out)
    return out.getvalue()


def _flush(parts: list[str], out: io.BytesIO) -> None:
    """Write the parts and forget them.

    Why not all at once: one letter beyond the first plane makes the whole text four times as long
    in memory.
    """
    out.write("".join(parts).encode())
    parts.clear()


def _add(element: Element, parts: list[str], out: io.BytesIO) -> None:
    """Append the text of an element, but not of what follows it, to the parts."""
    if len(parts) > _MANY:
        _flush(parts, out)
    space, name = _split_name(str(element.tag))
    parts.append(f"<{name}")
    for key, value in element.items():
        if not key.startswith("data-"):
            parts.append(f' {_attribute_name(key)}="{_escape_attribute(value)}"')
    parts.append(">")
    if not space and name in VOID_ELEMENTS:
        return
    if not space and name in _RAW:
        parts.append(_raw(element))
    else:
        if text := element.text:
            if not space and name in _NEWLINE_LOST and text.startswith("\n"):
                parts.append("\n")  # a parser drops the first line feed
            parts.append(_escape(text))
        for child in element:
            if isinstance(child.tag, str):
                _add(child, parts, out)
            if tail := child.tail:
                parts.append(_escape(tail))
    parts.append(f"</{name}>")


def _raw(element: Element) -> str:
    text = element.text or ""
    if element.tag == "script" and element.get("type") == "application/ld+json":
        return text.replace("<", "\\u003c")  # the same string in JSON
    if "</" in text or "<!--" in text:
        raise ValueError("a style or script has '</' or '<!--' in it")
    return text


@functools.lru_cache(maxsize=1000)
def _split_name(tag: str) -> tuple[str, str]:
    """Return the namespace of an element and its name without it."""
    space, _, name = tag.rpartition("}")
    return space, name


@functools.lru_cache(maxsize=1000)
def _attribute_name(key: str) -> str:
    space, _, name = key.rpartition("}")
    return _PREFIXES.get(space, "") + name


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _escape_attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
