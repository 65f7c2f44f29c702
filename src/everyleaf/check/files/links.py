"""Rules about links and references in content documents.

WCAG 2.2 SC 2.4.4 for the words of links; ARIA 1.2 for references to other elements.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from everyleaf import wording
from everyleaf.check.files.faults import find_fault
from everyleaf.check.files.markup import (
    ContentDocument,
    find,
    in_hidden,
    is_a,
    spoken_text,
    text_of,
)
from everyleaf.diagnostics import Diagnostic
from everyleaf.elements import shorten
from everyleaf.model import Element

_REFERENCES = (
    "aria-details", "aria-describedby", "aria-labelledby", "aria-controls", "aria-owns",
    "aria-flowto", "aria-errormessage",
)  # fmt: skip


def link_words(document: ContentDocument) -> Iterator[Diagnostic]:
    """Find links whose words do not say where they lead."""
    for link in find(document.root, "a"):
        href = (link.get("href") or "").strip()
        if not href or in_hidden(link):
            continue
        said = spoken_text(link) or (link.get("title") or "").strip()
        if not said:
            if link.get("aria-labelledby"):
                continue
            message = f"the link to {shorten(href)} has no words"
            yield find_fault("link-empty", message, document.at(link))
        elif (
            is_a(link, "doc-noteref", "noteref")
            or is_a(link, "doc-backlink", "backlink")
            or _is_cited(link)
        ):
            continue
        elif wording.is_bare_address(said) and href.startswith(("http:", "https:", "ftp:")):
            message = f"the words of a link are its address: “{shorten(said)}”"
            yield find_fault("link-address-bare", message, document.at(link))
        elif wording.is_vague_link(said):
            message = f"the words “{shorten(said)}” do not say where the link leads"
            yield find_fault("link-text-vague", message, document.at(link))


def _is_cited(link: Element) -> bool:
    """Tell whether a link stands in a list of works cited, where styles print the address."""
    around = (link, *link.iterancestors())
    return any(
        is_a(e, "doc-bibliography", "bibliography", "biblioentry")
        or "doc-biblioentry" in (e.get("role") or "")
        for e in around
    )


def references(document: ContentDocument) -> Iterator[Diagnostic]:
    """Find ARIA attributes that name an element which is not there."""
    for element in document.root.iter("*"):
        for name in _REFERENCES:
            value = element.get(name)
            if not value:
                continue
            lost = [i for i in value.split() if i not in document.ids]
            if lost:
                message = f"{name} names #{' #'.join(lost)}, which is nowhere in the document"
                yield find_fault("aria-reference-missing", message, document.at(element))


def targets(document: ContentDocument) -> Iterator[Diagnostic]:
    """Find links within the document to an id that is not there."""
    for link in find(document.root, "a"):
        href = link.get("href") or ""
        if not href.startswith("#") or href in ("#", "#top"):
            continue
        if href[1:] not in document.ids and unquote(href[1:]) not in document.ids:
            message = f"the link “{shorten(text_of(link))}” leads to #{href[1:]}, which is nowhere"
            yield find_fault("link-target-missing", message, document.at(link))


def identifiers(document: ContentDocument) -> Iterator[Diagnostic]:
    """Find ids that two elements share."""
    seen: set[str] = set()
    told: set[str] = set()
    for element in document.root.iter("*"):
        identifier = element.get("id")
        if identifier and identifier in seen and identifier not in told:
            told.add(identifier)
            message = f"two elements have the id {identifier}"
            yield find_fault("id-repeated", message, document.at(element))
        if identifier:
            seen.add(identifier)
