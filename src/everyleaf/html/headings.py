"""Give headings their ids and sections, and list them as contents.

1. Every heading of the text gets an id: the author's own, or a slug of its words.
2. Flat headings become nested `<section>`s named by their heading.
3. The contents list holds headings down to level 3 and the back matter.
"""

from __future__ import annotations

import copy
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree
from markupsafe import Markup

from everyleaf.model import Element

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
CONTENTS_DEPTH = 3


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A line of the contents list."""

    id: str
    label: Markup
    """The heading's words with their inline markup, without notes and ids."""
    source: str
    children: tuple[ContentsEntry, ...]


def give_ids(body: Element, reserved: Iterable[str]) -> None:
    """Give an id to each heading that has none; changes `body`."""
    taken = set(reserved) | {e.get("id", "") for e in body.iter() if e.get("id")}
    for heading in body.iter(*HEADINGS):
        if heading.get("id"):
            continue
        slug = base = _slug(_words(heading))
        number = 2
        while slug in taken:
            slug, number = f"{base}-{number}", number + 1
        taken.add(slug)
        heading.set("id", slug)


def _words(heading: Element) -> str:
    """Return a heading's words without the numbers of notes."""
    heading = copy.deepcopy(heading)
    for note in heading.findall(".//a[@role='doc-noteref']"):
        _drop(note)
    return "".join(str(text) for text in heading.itertext())


def _slug(words: str) -> str:
    """Return the words in lower case, joined by hyphens, as GitHub and Pandoc do."""
    words = unicodedata.normalize("NFC", words).lower()
    words = "".join(c for c in words if c.isalnum() or c in " -_\t\n" or unicodedata.combining(c))
    return re.sub(r"[\s-]+", "-", words).strip("-") or "section"


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


def list_contents(body: Element) -> tuple[ContentsEntry, ...]:
    """Return the headings of nested sections, to `CONTENTS_DEPTH` levels of heading."""
    return tuple(
        ContentsEntry(
            heading.get("id", ""),
            _label(heading),
            heading.get("data-source", ""),
            list_contents(section),
        )
        for section in body.findall("section")
        if (heading := section[0]).tag in HEADINGS and int(str(heading.tag)[1]) <= CONTENTS_DEPTH
    )


def _label(heading: Element) -> Markup:
    """Return the heading's content as markup that can stand inside a link."""
    label = copy.deepcopy(heading)
    for note in label.findall(".//a[@role='doc-noteref']"):
        _drop(note)
    etree.strip_tags(label, "a")
    for element in label.iter():
        element.attrib.pop("id", None)
    text = etree.tostring(label, encoding="unicode", with_tail=False)
    return Markup(re.sub(r"^<h\d[^>]*?(?:/>|>)|</h\d>$", "", text))


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
