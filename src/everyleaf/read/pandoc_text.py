"""Turn pandoc's inline text into elements, and our words into pandoc's.

Pandoc's JSON says `{"t": "Emph", "c": […]}` for each piece of text; its citations and entries are
made of a few kinds of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from lxml import etree

from everyleaf.model import Element
from everyleaf.read.citation_marks import Words

_TAGS = {
    "Emph": "i",  # a title is set off, not stressed
    "Strong": "b",
    "Superscript": "sup",
    "Subscript": "sub",
    "Strikeout": "del",
    "Underline": "u",
}
_CLASSES = {
    "SmallCaps": "small-caps",
    "csl-left-margin": "csl-number",
    "csl-right-inline": "csl-entry",
    "csl-block": "csl-block",
    "csl-indent": "csl-indent",
    "nodecor": "upright",
}
_QUOTES = {"DoubleQuote": ("“", "”"), "SingleQuote": ("‘", "’")}


def as_inlines(words: Words) -> list[Any]:
    """Return words around a key as pandoc's inlines."""
    inlines: list[Any] = []
    for text, marks in words:
        run: list[Any] = []
        for index, piece in enumerate(text.split(" ")):
            run += [{"t": "Space"}] if index else []
            run += [{"t": "Str", "c": piece}] if piece else []
        for mark in marks:
            run = [{"t": "Emph" if mark == "e" else "Strong", "c": run}]
        inlines += run
    return inlines


def add_inlines(
    parent: Element,
    inlines: Sequence[Any],
    source: str,
    link: Callable[[str], dict[str, str]],
) -> None:
    """Add pandoc's inlines at the end of an element; changes it.

    Args:
        parent: gets the text.
        inlines: pandoc's.
        source: `data-source` of the new elements.
        link: from an address to a link's attributes.
    """
    for inline in inlines:
        kind, content = inline["t"], inline.get("c")
        match kind:
            case "Str":
                _add_text(parent, content)
            case "Space" | "SoftBreak" | "LineBreak":
                _add_text(parent, " ")
            case "Quoted":
                opening, closing = _QUOTES[content[0]["t"]]
                _add_text(parent, opening)
                add_inlines(parent, content[1], source, link)
                _add_text(parent, closing)
            case "Code" | "Math" | "RawInline":
                _add_text(parent, content[1])
            case "Link":
                attributes = link(content[2][0])
                is_nested = parent.tag == "a" or next(parent.iterancestors("a"), None) is not None
                can_lead = bool(attributes) and not is_nested
                element = _open(parent, "a", source, attributes) if can_lead else parent
                add_inlines(element, content[1], source, link)
            case "Span":
                attributes = _span_attributes(content[0])
                element = _open(parent, "span", source, attributes) if attributes else parent
                add_inlines(element, content[1], source, link)
            case "SmallCaps":
                element = _open(parent, "span", source, {"class": _CLASSES[kind]})
                add_inlines(element, content, source, link)
            case "Cite":
                add_inlines(parent, content[1], source, link)
            case _ if kind in _TAGS:
                add_inlines(_open(parent, _TAGS[kind], source, {}), content, source, link)
            case _:
                raise AssertionError(f"no rule for pandoc's {kind}")


def all_inlines(blocks: Iterable[Any]) -> list[Any]:
    """Return the inlines of paragraphs and of what holds them, with a space between blocks."""
    inlines: list[Any] = []
    for block in blocks:
        more = all_inlines(block["c"][1]) if block["t"] == "Div" else block["c"]
        if block["t"] == "Div" and (attributes := _span_attributes(block["c"][0])):
            classes = [name for name, own in _CLASSES.items() if own == attributes.get("class")]
            more = [{"t": "Span", "c": [["", classes, []], more]}]
        inlines += ([{"t": "Space"}] if inlines else []) + more
    return inlines


def _span_attributes(attributes: Any) -> dict[str, str]:
    _, classes, pairs = attributes
    known = [_CLASSES[name] for name in classes if name in _CLASSES]
    language = next((value for key, value in pairs if key == "lang"), None)
    return ({"class": " ".join(known)} if known else {}) | ({"lang": language} if language else {})


def _open(parent: Element, tag: str, source: str, attributes: dict[str, str]) -> Element:
    element = etree.SubElement(parent, tag)
    element.set("data-source", source)
    for name, value in attributes.items():
        element.set(name, value)
    return element


def _add_text(parent: Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text
