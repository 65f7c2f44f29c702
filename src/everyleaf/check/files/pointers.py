"""Find the element of a content document that a judge means, and so its place.

EPUBCheck and Nu name the line and column at which they noticed; axe names the element by its XPath,
Ace by a canonical fragment identifier (EPUB CFI 1.1 §3).
"""

from __future__ import annotations

import re

from lxml import etree

from everyleaf.check.files.markup import ContentDocument
from everyleaf.diagnostics import Position
from everyleaf.elements import local_name
from everyleaf.model import Element


def place_finding(document: ContentDocument, place: Position, pointer: str) -> Position:
    """Return the place of the element that is meant, the author's if it is known.

    Args:
        document: What was judged.
        place: Where the judge says that it is.
        pointer: The judge's own way to the element; empty if it gives none.
    """
    element = None
    if pointer.startswith("/") and re.fullmatch(r"[/\d]+(?:\[[^\]]*\][/\d]*)*", pointer):
        element = _by_steps(document.root, pointer)
    elif pointer:
        element = _by_path(document.root, pointer)
    elif place.line is not None:
        element = _by_line(document, place.line, place.column)
    return document.at(element) if element is not None else place


def _by_steps(root: Element, steps: str) -> Element | None:
    """Return the element of a CFI: even steps count the elements from the root's own children."""
    element = root
    for step in re.findall(r"/(\d+)", steps):
        children = [child for child in element if isinstance(child.tag, str)]
        place = int(step) // 2 - 1
        if int(step) % 2 or not 0 <= place < len(children):
            break  # text, or what a browser has added: what holds it
        element = children[place]
    return element if element is not root else None


def _by_path(root: Element, path: str) -> Element | None:
    """Return the element of axe's XPath: `/html/body/p[2]`, or `/p[@id='x']/a` from an id on."""
    element: Element | None = None
    for number, step in enumerate(path.strip("/").split("/")):
        match = re.fullmatch(r"([\w:-]+)(?:\[@id='(.*)'\])?(?:\[(\d+)\])?", step)
        if match is None:
            return None
        name, identifier, place = match[1].lower(), match[2], int(match[3] or 1)
        if identifier is not None:
            element = next((e for e in root.iter(etree.Element) if e.get("id") == identifier), None)
        elif number == 0:
            element = root
        elif element is not None:
            named = [e for e in element if isinstance(e.tag, str) and _name(e) == name]
            element = named[place - 1] if place <= len(named) else None
        if element is None:
            return None
    return element


def _name(element: Element) -> str:
    return local_name(element).lower()


def _by_line(document: ContentDocument, line: int, column: int | None) -> Element | None:
    """Return the element whose start tag is the last before a place.

    EPUBCheck names the column behind the tag, where the next may begin; Nu that of the tag.
    """
    end = (line, column + (not document.is_xml) if column is not None else 2**31)
    found: Element | None = None
    for element, start in document.columns.items():
        if start >= end:
            break
        found = element
    return found
