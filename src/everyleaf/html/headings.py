"""Nest headings in sections, and list them as contents.

1. Flat headings become nested `<section>`s named by their heading; the reader gave each an id.
2. The contents list holds headings down to a rank; `contents` adds what the author did not write.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass

from lxml import etree
from markupsafe import Markup

from everyleaf.elements import HEADINGS
from everyleaf.html.languages import keep_language
from everyleaf.model import Element


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A line of the contents list."""

    id: str
    label: Markup
    """The heading's words with their inline markup, without notes and ids."""
    source: str
    children: tuple[ContentsEntry, ...] = ()


def nest_sections(body: Element) -> None:
    """Wrap each top-level heading and what follows it in a section; changes `body`."""
    children = list(body)
    first_text = body.text
    for child in children:
        body.remove(child)
    body.text = first_text
    open_sections: list[tuple[int, Element]] = []
    for child in children:
        if child.tag in HEADINGS:
            level = int(str(child.tag)[1])
            while open_sections and open_sections[-1][0] >= level:
                open_sections.pop()
            parent = open_sections[-1][1] if open_sections else body
            section = etree.SubElement(parent, "section")
            section.set("aria-labelledby", child.get("id", ""))
            section.set("data-source", child.get("data-source", ""))
            open_sections.append((level, section))
        (open_sections[-1][1] if open_sections else body).append(child)


def list_contents(body: Element, deepest: int, language: str) -> tuple[ContentsEntry, ...]:
    """Return the headings of nested sections, down to the rank `deepest`."""
    return tuple(
        entry
        for section in body.findall("section")
        if (entry := contents_entry(section, deepest, language)) is not None
    )


def contents_entry(section: Element, deepest: int, language: str) -> ContentsEntry | None:
    """Return a section's line with those below it; None if it has no heading, or one too low."""
    heading = section[0] if len(section) else None
    if heading is None or heading.tag not in HEADINGS or section.get("role") == "doc-endnotes":
        return None
    if int(str(heading.tag)[1]) > deepest:
        return None
    return ContentsEntry(
        heading.get("id", ""),
        keep_language(label_markup(heading), heading, language),
        heading.get("data-source", ""),
        list_contents(section, deepest, language),
    )


def label_markup(heading: Element, *, number: bool = True) -> Markup:
    """Return the content of a heading or caption as markup that can stand inside a link.

    Notes, links, ids, credits and marks of the index stay behind; so does the number, if asked.
    """
    label = copy.deepcopy(heading)
    label.tail = None
    for element in [*label.iterfind(".//a[@role='doc-noteref']"), *label.iterfind(".//span")]:
        classes = element.get("class", "").split()
        if "index-term" in classes:
            element.tag = "a"  # its words stay
        elif "credit" in classes or element.tag == "a" or ("number" in classes and not number):
            _drop(element)
    etree.strip_tags(label, "a")
    for element in label.iter(etree.Element):
        element.attrib.pop("id", None)
    text = etree.tostring(label, encoding="unicode", with_tail=False)
    return Markup(re.sub(r"^<\w+[^>]*?(?:/>|>)|</\w+>$", "", text).strip())


def _drop(element: Element) -> None:
    """Remove an element but keep the text after it."""
    parent = element.getparent()
    assert parent is not None
    previous = element.getprevious()
    tail = element.tail or ""
    if previous is not None:
        previous.tail = (previous.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)
