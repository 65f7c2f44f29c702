"""Rules about the navigation document: contents, page list, landmarks, against what they list.

EPUB 3.3 §5.4 and §7; EPUB Accessibility 1.1 §3.3. EPUBCheck sees that targets exist; these rules
see whether they are the right ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from everyleaf import wording
from everyleaf.check.files.faults import find_fault
from everyleaf.check.files.markup import (
    ContentDocument,
    find,
    headings_of,
    is_a,
    rank_of,
    spoken_text,
    text_of,
    types_of,
)
from everyleaf.check.files.notes import Documents, follow
from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.elements import local_name, shorten
from everyleaf.model import Element

_UNLISTED = frozenset(
    "cover titlepage halftitlepage halftitle toc copyright-page colophon dedication epigraph "
    "imprint frontmatter-unlisted landmarks loi lot".split()
)


_MINOR = (
    *("doc-endnotes", "endnotes", "footnotes", "rearnotes", "notes", "index", "doc-index"),
    *("doc-credits", "credits"),
)
"""Parts whose headings contents need not list."""
_NUMBER = re.compile(r"^\s*(?:\d+\.)+\d*\s*|^\s*[A-Z\d]+(?:\.\d+)+\.?\s*|^\s*\d+\s+")


@dataclass(frozen=True, slots=True, eq=False)
class _Entry:
    link: Element
    depth: int
    document: ContentDocument
    target: Element
    heading: Element | None
    rank: int | None
    order: int
    """Place of the target in reading order."""


def find_nav(document: ContentDocument, kind: str) -> Element | None:
    """Return the `nav` of a kind: `toc`, `page-list`, `landmarks`."""
    return next((nav for nav in find(document.root, "nav") if kind in types_of(nav)), None)


def contents(nav: ContentDocument, documents: Documents, title: str) -> Iterator[Diagnostic]:
    """Compare the contents with the headings: text, nesting, order, and what is left out."""
    toc = find_nav(nav, "toc")
    if toc is None:
        message = "the navigation document has no contents"
        yield find_fault("contents-missing", message, Position(nav.name))
        return
    entries: list[_Entry] = []
    orders = _orders(documents)
    for link in find(toc, "a"):
        found = follow(link.get("href") or "", nav, documents)
        shown = f"the contents’ entry “{shorten(spoken_text(link))}”"
        if found is None:
            message = f"{shown} leads to {link.get('href') or 'nowhere'}, which is not there"
            yield find_fault("contents-target-missing", message, nav.at(link))
            continue
        document, target = found
        heading = _heading_at(target)
        rank = rank_of(heading) if heading is not None else None
        depth = sum(1 for e in link.iterancestors() if local_name(e) == "ol")
        order = orders.get(heading if heading is not None else target, 0)
        entry = _Entry(link, depth, document, target, heading, rank, order)
        if heading is not None and not _says_the_same(spoken_text(link), heading):
            message = f"{shown} leads to the heading “{shorten(spoken_text(heading))}”"
            yield find_fault("contents-text-differs", message, nav.at(link))
        entries.append(entry)
    yield from _nesting(nav, entries)
    yield from _left_out(entries, documents, nav, title)


def _nesting(nav: ContentDocument, entries: Sequence[_Entry]) -> Iterator[Diagnostic]:
    for before, entry in zip(entries, entries[1:], strict=False):
        shown = f"the contents’ entry “{shorten(spoken_text(entry.link))}”"
        if entry.order < before.order:
            message = f"{shown} stands after one that comes later in the text"
            yield find_fault("contents-order-differs", message, nav.at(entry.link))
        if before.rank is None or entry.rank is None or entry.document is not before.document:
            continue
        deeper = (entry.depth > before.depth) - (entry.depth < before.depth)
        lower = (entry.rank > before.rank) - (entry.rank < before.rank)
        if deeper != lower:
            words = {1: "below", 0: "beside", -1: "above"}
            message = (
                f"{shown} stands {words[deeper]} the entry before it, but its heading stands "
                f"{words[lower]} the heading before it"
            )
            yield find_fault("contents-nesting-differs", message, nav.at(entry.link))


def _left_out(
    entries: Sequence[_Entry], documents: Documents, nav: ContentDocument, title: str
) -> Iterator[Diagnostic]:
    """Find headings that the contents leave out, though they have others of the same rank."""
    listed = {entry.heading for entry in entries if entry.heading is not None}
    every = [
        (rank, heading, document)
        for document in documents.values()
        if document is not nav and not _is_unlisted(document)
        for rank, heading in headings_of(document.root)
        if not any(is_a(e, "doc-toc", "toc") for e in heading.iterancestors())
        and not wording.same_words(spoken_text(heading), title)
        and len(_letters(spoken_text(heading))) > 1  # no letter of an index
        and not any(
            is_a(e, *_MINOR) or local_name(e) in ("aside", "blockquote")
            for e in heading.iterancestors()
        )
    ]
    for rank in range(1, 7):
        same = [(heading, document) for r, heading, document in every if r == rank]
        missing = [(h, d) for h, d in same if h not in listed]
        if not same or not missing or len(missing) > len(same) // 5:
            continue
        for heading, document in missing:
            message = f"the contents leave out the heading “{shorten(spoken_text(heading))}”"
            yield find_fault("contents-incomplete", message, document.at(heading))
    reached = {entry.document for entry in entries}
    for document in documents.values():
        if document is nav or document in reached or _is_unlisted(document) or not reached:
            continue
        top = headings_of(document.root)
        if not top or any(h in listed for _, h in top):
            continue
        heading = top[0][1]
        highest = min((e.rank for e in entries if e.rank), default=1)
        is_title = wording.same_words(spoken_text(heading), title)
        if top[0][0] in (1, highest) and not is_title:
            message = f"the contents leave out the heading “{shorten(spoken_text(heading))}”"
            yield find_fault("contents-incomplete", message, document.at(heading))


def _is_unlisted(document: ContentDocument) -> bool:
    """Tell whether a document is of a kind that contents do not list."""
    first = [document.root, *list(document.root.iter("*"))[:12]]
    return any(
        types_of(e) & _UNLISTED
        or any(
            role in (e.get("role") or "")
            for role in ("doc-cover", "doc-dedication", "doc-epigraph", "doc-colophon", "doc-toc")
        )
        or "title-page" in (e.get("class") or "").split()
        for e in first
    )


def page_list(nav: ContentDocument, documents: Documents) -> Iterator[Diagnostic]:
    """Compare the page list with the markers of page breaks: order, labels, targets."""
    markers = [
        (document, element)
        for document in documents.values()
        for element in document.root.iter("*")
        if is_a(element, "doc-pagebreak", "pagebreak")
    ]
    labels: dict[str, Element] = {}
    for document, marker in markers:
        label = label_of(marker)
        if not label:
            message = "a page break does not say which page begins"
            yield find_fault("page-label-missing", message, document.at(marker))
        elif label in labels:
            message = f"two page breaks say that page {label} begins"
            yield find_fault("page-label-repeated", message, document.at(marker))
        labels.setdefault(label, marker)
    listing = find_nav(nav, "page-list")
    if listing is None:
        if markers:
            message = f"there are {len(markers)} page breaks, but no page list"
            yield find_fault("page-list-missing", message, Position(nav.name))
        return
    yield from _compare_pages(nav, listing, documents, markers)


def _compare_pages(
    nav: ContentDocument,
    listing: Element,
    documents: Documents,
    markers: Sequence[tuple[ContentDocument, Element]],
) -> Iterator[Diagnostic]:
    position = {marker: number for number, (_, marker) in enumerate(markers)}
    listed: set[Element] = set()
    last = -1
    for link in find(listing, "a"):
        found = follow(link.get("href") or "", nav, documents)
        label = text_of(link)
        shown = f"page {label or 'without a label'} of the page list"
        if found is None:
            message = f"{shown} leads to {link.get('href') or 'nowhere'}, which is not there"
            yield find_fault("page-list-target-wrong", message, nav.at(link))
            continue
        target = found[1]
        if target not in position:
            inside = next((e for e in target.iter("*") if e in position), None)
            if inside is None or text_of(target):
                message = f"{shown} leads to {link.get('href')}, where no page begins"
                yield find_fault("page-list-target-wrong", message, nav.at(link))
                continue
            target = inside
        listed.add(target)
        if label_of(target) and label != label_of(target):
            message = f"{shown} leads to the break where page {label_of(target)} begins"
            yield find_fault("page-list-label-differs", message, nav.at(link))
        if position[target] < last:
            message = f"{shown} stands after a page that comes later in the text"
            yield find_fault("page-list-order-differs", message, nav.at(link))
        last = position[target]
    for document, marker in markers:
        if marker not in listed:
            message = f"the page list leaves out page {label_of(marker) or 'without a label'}"
            yield find_fault("page-list-incomplete", message, document.at(marker))


def landmarks(nav: ContentDocument, documents: Documents) -> Iterator[Diagnostic]:
    """Find landmarks that are missing or lead to something else."""
    listing = find_nav(nav, "landmarks")
    if listing is None:
        message = "the navigation document has no landmarks"
        yield find_fault("landmarks-missing", message, Position(nav.name))
        return
    kinds: dict[str, Element] = {}
    for link in find(listing, "a"):
        found = follow(link.get("href") or "", nav, documents)
        if found is None:
            message = f"the landmark “{shorten(text_of(link))}” leads to nothing"
            yield find_fault("landmark-target-wrong", message, nav.at(link))
            continue
        for kind in types_of(link):
            kinds[kind] = link
            wanted = {"toc": "doc-toc", "endnotes": "doc-endnotes", "index": "doc-index"}.get(kind)
            elements = [found[1], *found[1].iter("*"), *found[1].iterancestors()]
            if wanted and not any(is_a(e, wanted, kind) for e in elements):
                message = f"the landmark “{shorten(text_of(link))}” leads to something else"
                yield find_fault("landmark-target-wrong", message, nav.at(link))
    if not kinds:
        message = "the landmarks have no entries"
        yield find_fault("landmarks-missing", message, nav.at(listing))
    elif "bodymatter" not in kinds and len(documents) > 1:
        message = "no landmark says where the text begins"
        yield find_fault("landmark-bodymatter-missing", message, nav.at(listing))


def label_of(marker: Element) -> str:
    """Return what a page break says: the label of the page that begins."""
    said = marker.get("aria-label") or marker.get("title") or text_of(marker)
    return " ".join((said or "").split())


def _orders(documents: Documents) -> dict[Element, int]:
    elements = (e for document in documents.values() for e in document.root.iter("*"))
    return {element: number for number, element in enumerate(elements)}


def _heading_at(target: Element) -> Element | None:
    """Return the heading that a target is, begins with or, right before it, belongs to."""
    if rank_of(target) is not None:
        return target
    for above in target.iterancestors():
        if rank_of(above) is not None:
            return above
        if local_name(above) in ("section", "body", "div", "article"):
            break
    for element in target.iter("*"):
        if rank_of(element) is not None:
            return element
        if local_name(element) in ("p", "li", "table") and text_of(element):
            return None
    if text_of(target):
        return None
    following = target.getnext()
    steps = 0
    while following is not None and steps < 4:
        if isinstance(following.tag, str):
            if rank_of(following) is not None:
                return following
            if text_of(following):
                return None
        following = following.getnext()
        steps += 1
    return None


def _says_the_same(entry: str, heading: Element) -> bool:
    """Tell whether an entry has its heading's words; numbers and notes may be left out."""
    one = _letters(_NUMBER.sub("", entry))
    whole = _letters(_NUMBER.sub("", spoken_text(heading)))
    without = _letters(
        "".join(
            str(part)
            for part in heading.itertext()
            if not any(
                is_a(e, "doc-noteref", "noteref") or local_name(e) == "sup"
                for e in _chain(part, heading)
            )
        )
    )
    return not one or one in (whole, without) or (len(one) > 3 and (one in whole or whole in one))


def _chain(part: object, heading: Element) -> list[Element]:
    parent = getattr(part, "getparent", lambda: None)()
    if parent is None:
        return []
    if getattr(part, "is_tail", False):
        parent = parent.getparent()
    chain: list[Element] = []
    while parent is not None and parent is not heading:
        chain.append(parent)
        parent = parent.getparent()
    return chain


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())
