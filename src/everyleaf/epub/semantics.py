"""Say in `epub:type` what the elements of a content document are.

Step 3 of `epub.write`. The terms are those of the EPUB 3 Structural Semantics Vocabulary 1.1. A
role of DPUB-ARIA says the same to assistive technology and has the same name with `doc-` before
it; here stands what has no role, and what the deprecated roles of entries and notes said.

Why `epub:type` as well as roles: reading systems look at it to show a note as a pop-up, to skip
page breaks and to find the index.
"""

from __future__ import annotations

from lxml import etree

from everyleaf.chunks import Chunk
from everyleaf.model import Element

KINDS = {
    "half-title": "halftitlepage",
    "title": "titlepage",
    "list-of-figures": "loi",
    "list-of-tables": "lot",
}
"""Kind of chunk without a role of its own → its term."""

_OTHER_TERMS = {"doc-pagelist": "page-list"}
"""Roles whose term is another word than theirs without `doc-`."""

_PARTS: dict[str, dict[str, str]] = {
    "doc-glossary": {"dt": "glossterm", "dd": "glossdef"},
    "doc-endnotes": {"li": "endnote"},
    "doc-index": {"ul": "index-entry-list", "li": "index-entry"},
}
"""Role of a section → the terms of elements in it, where nothing nearer says what they are."""

_CLASSES = {"locator": "index-locator", "index-see": "index-xref-preferred"}
"""Class of an element in an index → its term."""


_WITH_ROLES = etree.XPath("descendant-or-self::*/@role/..")


def inflect(body: Element, chunk: Chunk | None = None) -> None:
    """Give the elements of a body their terms as `data-epub-type`; changes the tree.

    What has one already keeps it.

    Args:
        body: The `<body>` of the content document.
        chunk: What it holds; None for the cover.
    """
    if chunk is not None and chunk.kind in KINDS:
        _set(chunk.root, KINDS[chunk.kind])
    for element in _WITH_ROLES(body):
        role = element.get("role", "").partition(" ")[0]
        if role.startswith("doc-"):
            _set(element, _OTHER_TERMS.get(role, role.removeprefix("doc-")))
        if role in _PARTS:
            _inflect_parts(element, _PARTS[role], in_index=role == "doc-index")


def _inflect_parts(section: Element, terms: dict[str, str], *, in_index: bool) -> None:
    for element in section.iter(*terms):
        if terms[str(element.tag)] != "endnote" or _is_note(element, section):
            _set(element, terms[str(element.tag)])
    if in_index:
        for element in section.iter("a", "span"):
            for name in element.get("class", "").split():
                if name in _CLASSES:
                    _set(element, _CLASSES[name])


def _is_note(item: Element, section: Element) -> bool:
    """Tell whether a list item is a note, and not an item of a list in a note."""
    return not any(e.tag == "li" for e in item.iterancestors() if e is not section)


def _set(element: Element, term: str) -> None:
    if element.get("data-epub-type") is None:
        element.set("data-epub-type", term)
