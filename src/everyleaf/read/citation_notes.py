"""Make notes of citations, for the styles that cite in notes.

1. What the style says becomes a note, and the citation a reference to it, behind the punctuation
   that follows it.
2. The notes of each division are numbered anew, in the order of their first reference; their ids
   stay.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from lxml import etree

from everyleaf.model import Element
from everyleaf.read.notes import number_notes

NOTE_CLASS = "citation-note"
"""Of the words of a citation that belong into a note."""

_PUNCTUATION = re.compile(r"[.,;:!?…]+[”’»\"]?|[”’»]")


def make_notes(
    roots: Sequence[tuple[Element, Element | None]], language: str
) -> Mapping[Element, Element]:
    """Make notes of all citations that want to be; changes the trees.

    Returns:
        Text → its notes, where it had none.
    """
    made: dict[Element, Element] = {}
    count = 0
    for body, notes in roots:
        citations = [e for e in body.iter("span") if e.get("class") == NOTE_CLASS]
        if not citations:
            continue
        if notes is None:
            notes = made[body] = etree.Element("ol")
            notes.set("data-source", citations[0].get("data-source", ""))
        for words in citations:
            count += 1
            notes.append(_note(words, count, language))
        number_notes(body, notes)
    return made


def _note(words: Element, number: int, language: str) -> Element:
    """Put a reference in place of some words, and return them as a note; changes their tree."""
    citation = words.getparent()
    assert citation is not None
    citation.remove(words)
    source = words.get("data-source", "")
    reference = etree.SubElement(citation, "a")
    reference.set("data-source", source)
    reference.set("id", f"fnref-cite-{number}")
    reference.set("href", f"#fn-cite-{number}")
    reference.set("role", "doc-noteref")
    mark = etree.SubElement(reference, "sup")
    mark.set("data-source", source)
    is_french = language.split("-")[0] == "fr"  # there the number comes first
    _close_up(citation, None if is_french else _PUNCTUATION.match(citation.tail or ""))
    note = etree.Element("li")
    note.set("data-source", source)
    note.set("id", f"fn-cite-{number}")
    paragraph = etree.SubElement(note, "p")
    paragraph.set("data-source", source)
    paragraph.text = words.text
    paragraph.extend(list(words))
    return note


def _close_up(citation: Element, behind: re.Match[str] | None) -> None:
    """Put no space before a note's number, but the marks behind it; changes the tree."""
    moved = behind[0] if behind else ""
    citation.tail = (citation.tail or "")[len(moved) :]
    if citation.text:  # an author in the text
        citation.text += moved
        return
    before, parent = citation.getprevious(), citation.getparent()
    if before is not None:
        before.tail = (before.tail or "").rstrip() + moved
    elif parent is not None:
        parent.text = (parent.text or "").rstrip() + moved
