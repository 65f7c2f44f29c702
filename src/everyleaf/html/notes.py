"""Name note references and give every one of them its way back (DPUB-ARIA 1.1)."""

from __future__ import annotations

from collections import defaultdict

from lxml import etree

from everyleaf.model import Element
from everyleaf.words import Words

BACK_MARK = "↑"
"""A glyph that every font of ours has."""


def link_notes(body: Element, notes: Element, words: Words, furniture: dict[str, str]) -> None:
    """Label the references in `body` and `notes` and append backlinks to `notes`.

    Changes both. `furniture` holds the attributes of words that are not in the text's language.
    """
    references: dict[str, list[Element]] = defaultdict(list)
    for root in (body, notes):
        for reference in root.iter("a"):
            if reference.get("role") == "doc-noteref":
                references[reference.get("href", "")[1:]].append(reference)
    for note in notes:
        number = note.get("id", "").removeprefix("fn-")
        links = references[note.get("id", "")]
        for reference in links:
            reference.set("aria-label", words.note.format(number=number))
            for name, value in furniture.items():
                reference.set(name, value)
        last = note[-1] if len(note) and note[-1].tag == "p" else etree.SubElement(note, "p")
        last.set("data-source", last.get("data-source", note.get("data-source", "")))
        for index, reference in enumerate(links, 1):
            _add_backlink(last, reference, number, index if len(links) > 1 else None, words)
            for name, value in furniture.items():
                last[-1].set(name, value)


def _add_backlink(
    paragraph: Element, reference: Element, number: str, index: int | None, words: Words
) -> None:
    if len(paragraph):
        paragraph[-1].tail = (paragraph[-1].tail or "") + " "
    else:
        paragraph.text = (paragraph.text or "") + " "
    link = etree.SubElement(paragraph, "a")
    link.set("href", f"#{reference.get('id')}")
    link.set("role", "doc-backlink")
    link.set("data-source", reference.get("data-source", ""))
    label = words.back if index is None else words.back_to
    link.set("aria-label", label.format(number=number, reference=index))
    link.text = BACK_MARK
    if index is not None:
        mark = etree.SubElement(link, "sup")
        mark.text = str(index)
