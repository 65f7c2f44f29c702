"""Rules about notes: each reference leads to its note, and each note leads back.

DPUB-ARIA 1.1 doc-noteref and doc-backlink. Links are followed through all documents of a book.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from everyleaf.check.files.archive import resolve
from everyleaf.check.files.faults import find_fault
from everyleaf.check.files.markup import ContentDocument, find, is_a, text_of
from everyleaf.diagnostics import Diagnostic
from everyleaf.elements import local_name, shorten
from everyleaf.model import Element

Documents = Mapping[str, ContentDocument]
"""The content documents of a publication by their path, in reading order."""

_NOTE_TYPES = ("footnote", "endnote", "rearnote", "note")
_SECTION_TYPES = ("footnotes", "endnotes", "rearnotes", "notes")


@dataclass(frozen=True, slots=True, eq=False)
class _Reference:
    document: ContentDocument
    link: Element
    target: Element


def notes(documents: Documents) -> Iterator[Diagnostic]:
    """Judge the notes of a publication, both ways."""
    references: list[_Reference] = []
    for document in documents.values():
        for link in find(document.root, "a"):
            if not is_a(link, "doc-noteref", "noteref"):
                continue
            found = follow(link.get("href") or "", document, documents)
            words = f"the note reference “{shorten(text_of(link))}”"
            if found is None:
                message = f"{words} leads to {link.get('href') or 'nowhere'}, which is not there"
                yield find_fault("note-target-missing", message, document.at(link))
                continue
            target = _note_around(found[1])
            if target is None:
                message = f"{words} leads to “{shorten(text_of(found[1]))}”, which is no note"
                yield find_fault("note-target-wrong", message, document.at(link))
                continue
            references.append(_Reference(document, link, target))
            wanted, given = _number_of_text(text_of(link)), _number_of(target)
            if wanted and given and wanted != given:
                message = f"{words} leads to note {given}"
                yield find_fault("note-target-wrong", message, document.at(link))
    yield from _crossed(references, documents)
    yield from _ways_back(references, documents)


def _crossed(references: list[_Reference], documents: Documents) -> Iterator[Diagnostic]:
    """Find references that lead to one note while another note leads back to them."""
    homes: dict[Element, set[Element]] = {}
    for document in documents.values():
        for note in _notes_of(document):
            for link in find(note, "a"):
                found = follow(link.get("href") or "", document, documents)
                if found is not None:
                    homes.setdefault(found[1], set()).add(note)
    for reference in references:
        homed = homes.get(reference.link, set())
        if homed and reference.target not in homed:
            message = (
                f"the note reference “{shorten(text_of(reference.link))}” leads to the note "
                f"“{shorten(text_of(reference.target))}”, but another note leads back to it"
            )
            place = reference.document.at(reference.link)
            yield find_fault("note-target-wrong", message, place)


def _ways_back(references: list[_Reference], documents: Documents) -> Iterator[Diagnostic]:
    referred: dict[Element, list[_Reference]] = {}
    for reference in references:
        referred.setdefault(reference.target, []).append(reference)
    for document in documents.values():
        for note in _notes_of(document):
            own = referred.get(note, [])
            words = f"the note “{shorten(text_of(note))}”"
            if not own:
                message = f"{words} has no reference in the text"
                yield find_fault("note-unreferenced", message, document.at(note))
                continue
            yield from _judge_back(note, words, own, document, documents)
        declared = set(_notes_of(document))
        for note, own in referred.items():  # notes that are only known by their references
            if note not in declared and document.ids.get(note.get("id") or "") is note:
                words = f"the note “{shorten(text_of(note))}”"
                yield from _judge_back(note, words, own, document, documents)


def _judge_back(
    note: Element,
    words: str,
    own: list[_Reference],
    document: ContentDocument,
    documents: Documents,
) -> Iterator[Diagnostic]:
    places = {reference.link for reference in own}
    blocks = {block for link in places for block in _around(link)}
    back = False
    for link in find(note, "a"):
        found = follow(link.get("href") or "", document, documents)
        reached = found is not None and (
            found[1] in blocks or any(e in places for e in found[1].iter("*"))
        )
        back = back or reached
        if is_a(link, "doc-backlink", "backlink") and not reached:
            where = link.get("href") or "nowhere"
            message = f"the link back of {words} leads to {where}, where it is not referred to"
            yield find_fault("note-backlink-wrong", message, document.at(link))
            return
    if not back:
        message = f"{words} has no link back to the place that refers to it"
        yield find_fault("note-backlink-missing", message, document.at(note))


def _around(link: Element) -> list[Element]:
    """Return a reference and what is around it up to its paragraph."""
    found = [link]
    for above in link.iterancestors():
        found.append(above)
        if local_name(above) in ("p", "li", "td", "th", "dd", "blockquote", "h1", "h2", "h3"):
            break
        if local_name(above) in ("body", "section", "div", "article"):
            return found[:-1]
    return found


def _notes_of(document: ContentDocument) -> list[Element]:
    """Return the elements that a document says are notes."""
    found = [
        element
        for element in document.root.iter("*")
        if is_a(element, "doc-footnote", *_NOTE_TYPES) or "doc-endnote" in _roles(element)
    ]
    if found:
        return found
    sections = (e for e in document.root.iter("*") if is_a(e, "doc-endnotes", *_SECTION_TYPES))
    return [item for section in sections for item in find(section, "li") if item.get("id")]


def _roles(element: Element) -> list[str]:
    return (element.get("role") or "").split()


def _note_around(target: Element) -> Element | None:
    """Return the note that an element is, or is in, or that it begins; None if there is none."""
    for element in (target, *target.iterancestors()):
        if is_a(element, "doc-footnote", *_NOTE_TYPES) or "doc-endnote" in _roles(element):
            return element
    for element in (target, *target.iterancestors()):
        if local_name(element) == "li":
            around = element.iterancestors()
            if any(is_a(e, "doc-endnotes", *_SECTION_TYPES) for e in around):
                return element
    if is_a(target, "doc-endnotes", *_SECTION_TYPES) or _heads(target):
        return None
    if any(is_a(e, "doc-endnotes", *_SECTION_TYPES) for e in target.iterancestors()):
        return target
    # Books of EPUB 2 and of many converters mark the reference only.
    leads_back = any((a.get("href") or "").find("#") >= 0 for a in find(target, "a"))
    plausible = local_name(target) in ("li", "p", "dd", "dt", "td", "div", "aside")
    return target if plausible and leads_back else None


def _heads(element: Element) -> bool:
    return local_name(element) in ("h1", "h2", "h3", "h4", "h5", "h6", "body", "html", "section")


def _number_of_text(text: str) -> int | None:
    match = re.fullmatch(r"[\[(]?\s*(?:note\s+)?(\d{1,4})\s*[\])]?", text.strip(), re.IGNORECASE)
    return int(match[1]) if match else None


def _number_of(note: Element) -> int | None:
    """Return the number that a note is shown with, where that can be told."""
    listing = note.getparent()
    if local_name(note) == "li" and listing is not None and local_name(listing) == "ol":
        if (listing.get("style") or "").find("none") >= 0 or listing.get("reversed") is not None:
            return None
        start = listing.get("start") or "1"
        number = int(start) if re.fullmatch(r"-?\d{1,6}", start) else 1
        for item in listing:
            if local_name(item) != "li":
                continue
            value = item.get("value") or ""
            number = int(value) if re.fullmatch(r"\d{1,6}", value) else number
            if item is note:
                return number
            number += 1
    match = re.match(r"[\[(]?(\d{1,4})[\]).:\s]", text_of(note) + " ")
    return int(match[1]) if match else None


def follow(
    href: str, document: ContentDocument, documents: Documents
) -> tuple[ContentDocument, Element] | None:
    """Return the document and the element that a link leads to; None if it leads nowhere.

    A link without a fragment leads to the root of the document.
    """
    path, _, fragment = href.strip().partition("#")
    if ":" in path.split("/")[0]:
        return None
    target = document
    if path:
        found = documents.get(resolve(document.path, unquote(path)))
        if found is None:
            return None
        target = found
    if not fragment:
        return target, target.root
    element = target.ids.get(fragment)
    if element is None:
        element = target.ids.get(unquote(fragment))
    return None if element is None else (target, element)
