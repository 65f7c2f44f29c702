"""Set notes at the foot of the page where they are referred to, in the print edition's own copy.

1. A note goes behind its first reference in running text, as `role="doc-footnote"`; print.css
   floats it to the foot of the page.
2. Notes that only a heading, a caption, a table head or another note refers to stay at the end.
3. A section of notes that is empty now goes, and its line in the contents with it.
4. White space in what stands at the page foot is collapsed here.

Why in a copy: the web edition and the EPUB have no pages. Numbers, links and the way back are the
document's own, so that every edition says the same.
"""

from __future__ import annotations

import re

from lxml import etree

from everyleaf.model import Element

_STAY = {"h1", "h2", "h3", "h4", "h5", "h6", "caption", "figcaption", "thead", "nav"}


def move_notes(document: Element) -> None:
    """Move endnotes behind their first reference; the document is changed."""
    for section in document.xpath("//*[@role='doc-endnotes']"):
        inside = set(section.iter(etree.Element))
        references: dict[str, Element] = {}
        for link in document.iter("a"):
            stays = any(above.tag in _STAY for above in link.iterancestors())
            if link.get("role") == "doc-noteref" and link not in inside and not stays:
                references.setdefault(link.get("href", "")[1:], link)
        for list_ in section.findall("ol"):
            number = int(list_.get("start", "1"))
            for note in list(list_):
                number = int(note.get("data-number", number))
                reference = references.get(note.get("id", ""))
                if reference is not None:
                    _place(note, reference, number)
                else:
                    note.set("value", str(number))
                number += 1
        if not any(len(list_) for list_ in section.findall("ol")):
            _drop(document, section)


def collapse_white_space(document: Element) -> None:
    """Make line ends of the source spaces in notes at the page foot; the document is changed.

    WeasyPrint 70.0 takes footnotes out before it collapses white space, and breaks lines there;
    drop this when it does not.
    """
    for note in document.iterfind(".//*[@role='doc-footnote']"):
        for el in note.iter(etree.Element):
            if any(a.tag == "pre" for a in (el, *el.iterancestors())):
                continue
            el.text = _collapse(el.text)
            for child in el:
                child.tail = _collapse(child.tail)


def _collapse(text: str | None) -> str | None:
    return re.sub(r"[ \t\n]+", " ", text) if text else text


def _place(note: Element, reference: Element, number: int) -> None:
    """Move a note behind a reference to it."""
    parent = reference.getparent()
    assert parent is not None
    note.tag = "div"
    note.set("role", "doc-footnote")
    note.set("data-number", str(number))
    note.tail, reference.tail = reference.tail, None
    parent.insert(parent.index(reference) + 1, note)


def _drop(document: Element, section: Element) -> None:
    """Remove an empty section, and the line of the contents that leads to it."""
    gone = {element.get("id") for element in section.iter(etree.Element)}
    parent = section.getparent()
    assert parent is not None
    parent.remove(section)
    for link in list(document.xpath("//nav//a")):
        if link.get("href", "").removeprefix("#") in gone:
            item = next((above for above in link.iterancestors() if above.tag == "li"), None)
            list_ = item.getparent() if item is not None else None
            if item is not None and list_ is not None:
                list_.remove(item)
