"""Turn notes, and the links that lead to them and back, into FENote, Reference and Link.

A note that is written in the middle of a paragraph (`role="doc-footnote"`, `float: footnote`) is
read after the paragraph: `hoist_footnotes`.
"""

from __future__ import annotations

from dataclasses import replace

from everyleaf.model import Element
from everyleaf.pdf.structure.containment import FLOW, GROUPS, dissolve, fill, is_inline
from everyleaf.pdf.structure.context import Context, generated
from everyleaf.pdf.structure.elements import Attribute, Content, Kid, StructElem, node_number

_REFERRING = frozenset("doc-noteref doc-biblioref doc-glossref cross-reference locator".split())
"""Roles and classes of links that point out something: a note, a work cited, a term, a figure, a
place that the index names."""


def make_notes(el: Element, kids: list[Kid], context: Context) -> list[Kid]:
    """Return the list of endnotes as a Div of notes."""
    return [StructElem("Div", node_number(el), tuple(fill(kids, "Div")))]


def make_note(el: Element, kids: list[Kid], context: Context) -> list[Kid]:
    """Return an FENote; PDF/UA-1 asks for its ID (ISO 14289-1:2014 7.9)."""
    node = node_number(el)
    label = generated(el, "marker", context, "Lbl")
    identifier = el.get("id") or f"{context.prefix}note-{node}"
    attributes: tuple[Attribute, ...] = ()
    if context.pdf_2_0:
        kind = "Endnote" if context.endnotes or "endnote" in el.get("role", "") else "Footnote"
        attributes = (Attribute("FENote", "NoteType", kind),)
    body = fill(kids, "FENote")
    note = StructElem(
        "FENote",
        node,
        (*label, *body),
        identifier=identifier,
        attributes=attributes,
        footnote="doc-footnote" in el.get("role", "").split(),
    )
    return [*generated(el, "footnote-call", context, "Reference"), note]


def make_link(el: Element, kids: list[Kid], context: Context) -> list[Kid]:
    """Return a Link, in a Reference where it points at something else in the publication."""
    node = node_number(el)
    link = StructElem("Link", node, tuple(dissolve(kids)))
    if not _REFERRING.isdisjoint([*el.get("role", "").split(), *el.get("class", "").split()]):
        return [StructElem("Reference", node, (link,))]
    return [link]


def hoist_footnotes(elem: StructElem) -> StructElem:
    """Return a tree whose footnotes stand behind the block in which they are referred to."""
    return _hoist(elem)[0]


def _hoist(elem: StructElem) -> tuple[StructElem, list[StructElem]]:
    """Return an element without its footnotes, unless it may hold them, and those it may not."""
    kids: list[Kid] = []
    pending: list[StructElem] = []
    found: list[StructElem] = []
    holds = elem.type in GROUPS | FLOW and elem.type != "TOC"
    for kid in elem.children:
        if isinstance(kid, Content):
            kids.append(kid)
            continue
        made, notes = _hoist(kid)
        if made.footnote:
            notes = [made, *notes]
        else:
            kids.append(made)
        if holds and not is_inline(kid):
            kids += notes
        else:
            found += notes
    if not found:
        pass
    elif not holds:
        pending = found
    elif all(map(is_inline, kids)):
        labels = [k for k in kids if isinstance(k, StructElem) and k.type == "Lbl"]
        text = [k for k in kids if k not in labels]
        kids = [*labels, StructElem("P", -1, tuple(text)), *found]
    else:
        kids += found
    return replace(elem, children=tuple(kids)), pending
