"""Turn notes, and the links that lead to them and back, into FENote, Reference and Link."""

from __future__ import annotations

from everyleaf.model import Element
from everyleaf.pdf.containment import dissolve, fill
from everyleaf.pdf.context import Context, generated
from everyleaf.pdf.elements import Attribute, Kid, StructElem, node_number


def make_notes(el: Element, kids: list[Kid], context: Context) -> list[Kid]:
    """Return the list of endnotes as a Div of notes."""
    return [StructElem("Div", node_number(el), tuple(fill(kids, "Div")))]


def make_note(el: Element, kids: list[Kid], context: Context) -> list[Kid]:
    """Return an FENote; PDF/UA-1 asks for its ID (ISO 14289-1:2014 7.9)."""
    node = node_number(el)
    label = generated(el, "marker", context, "Lbl")
    identifier = el.get("id") or f"note-{node}"
    attributes: tuple[Attribute, ...] = ()
    if context.pdf_2_0:
        kind = "Endnote" if context.endnotes or "endnote" in el.get("role", "") else "Footnote"
        attributes = (Attribute("FENote", "NoteType", kind),)
    body = fill(kids, "FENote")
    return [
        StructElem("FENote", node, (*label, *body), identifier=identifier, attributes=attributes)
    ]


def make_link(el: Element, kids: list[Kid], context: Context) -> list[Kid]:
    """Return a Link, in a Reference where it points at a note."""
    node = node_number(el)
    link = StructElem("Link", node, tuple(dissolve(kids)))
    if "doc-noteref" in el.get("role", "").split():
        return [StructElem("Reference", node, (link,))]
    return [link]
