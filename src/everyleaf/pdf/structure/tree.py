"""Build the structure tree from the HTML alone, before any layout.

1. Each element becomes the structure element that `vocabulary` names, or gives its content to its
   parent.
2. Each text node becomes a `Content`: a place that marked content will fill, known by the
   element's `data-node` and the text node's number in it (its slot).
3. Containment is made legal for PDF by `containment`: text in groups gets a P, blocks in
   paragraphs are dissolved.

Why pure: the structure is the document's, whatever the pages are. Layout only supplies marked
content, and what got none is pruned (`tagger`). What a stylesheet adds (list markers, page
numbers, quotation marks) is known after layout and comes in as `Presentation`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import partial

from everyleaf.elements import XML_LANG, local_name
from everyleaf.model import Element
from everyleaf.pdf.structure.code_lines import split_lines
from everyleaf.pdf.structure.containment import dissolve, fill, is_blank, is_inline
from everyleaf.pdf.structure.contents import make_contents, make_contents_item
from everyleaf.pdf.structure.context import Context, Presentation, generated
from everyleaf.pdf.structure.elements import (
    Attribute,
    Content,
    Kid,
    StructElem,
    is_decorative,
    node_number,
)
from everyleaf.pdf.structure.iso_32005 import keep_containment
from everyleaf.pdf.structure.lists import make_item, make_list, make_term
from everyleaf.pdf.structure.notes import hoist_footnotes, make_link, make_note, make_notes
from everyleaf.pdf.structure.pictures import REPLACED, make_figure, make_formula
from everyleaf.pdf.structure.ruby import make_ruby
from everyleaf.pdf.structure.tables import make_cell, make_row, make_row_group, make_table
from everyleaf.vocabulary import TRANSPARENT, struct_type

_NOT_SHOWN = {"head", "script", "style", "template", "colgroup", "col", "hr", "wbr", "title"}
_MAYBE_PARAGRAPH = {"div", "header", "footer", "address", "center", "legend", "details"}
_DECORATION = {"del": "LineThrough", "s": "LineThrough", "ins": "Underline", "u": "Underline"}


def build_structure(
    document: Element,
    presentation: Presentation | None = None,
    pdf_2_0: bool = False,
    prefix: str = "",
    outside: Collection[str] = (),
) -> StructElem:
    """Return the Document structure element of an `<html>` element.

    Args:
        document: `<html>`, each element inside `<body>` with `data-node`; comments are removed.
        presentation: what the stylesheet adds; None for nothing.
        pdf_2_0: choose types of PDF 2.0 (ISO 32000-2) and not of PDF 1.7.
        prefix: what the IDs begin with that are made from `data-node`.
        outside: ids that other units of the document have.
    """
    language = document.get("lang", "")
    names = {identifier: node_number(el) for el in document.iter() if (identifier := el.get("id"))}
    elsewhere = frozenset(outside)
    context = Context(pdf_2_0, presentation or Presentation(), language, names, prefix, elsewhere)
    body = document.find("body")
    assert body is not None  # html/compose always writes one
    kids = fill(_inner(body, context), "Document")
    top = StructElem("Document", node_number(body), tuple(kids), language=language or None)
    top = hoist_footnotes(top)
    return keep_containment(top, document, elsewhere) if pdf_2_0 else top


def _inner(el: Element, context: Context) -> list[Kid]:
    """Return the content of an element, with the text that the stylesheet puts around it."""
    kids: list[Kid] = [*generated(el, "before", context), *_text(el, 0, el.text, context)]
    for i, child in enumerate(el, 1):
        kids += _convert(child, context)
        kids += _text(el, i, child.tail, context)
    return [*kids, *generated(el, "after", context)]


def _text(el: Element, slot: int, text: str | None, context: Context) -> list[Kid]:
    return [Content(node_number(el), slot, text, context.preformatted)] if text else []


def _convert(el: Element, context: Context) -> list[Kid]:
    name = local_name(el)
    if name in _NOT_SHOWN or el.get("aria-hidden") == "true" or el.get("hidden") is not None:
        return []
    if name == "br":
        return [Content(node_number(el), 0, "\n")]
    type = _type(el, name, context)
    if type == "Artifact":
        return []
    own = el.get("lang") or el.get(XML_LANG)
    language = own if own and own != context.language else None
    roles = el.get("role", "").split()
    inside = replace(
        context,
        language=language or context.language,
        contents=context.contents or "doc-toc" in roles or _is_list_of(el),
        bibliography=context.bibliography or "doc-bibliography" in roles,
        endnotes=context.endnotes or "doc-endnotes" in roles,
        article=context.article or name == "article",
        preformatted=context.preformatted or name == "pre",
        picture=context.picture or (type == "Figure" and name not in REPLACED),
    )
    converter = _CONVERTERS.get(type)
    if converter is not None:
        kids = [] if name in REPLACED else _inner(el, inside)
        return [_with_language(kid, el, language) for kid in converter(el, kids, inside)]
    kids = _inner(el, inside)
    if name == "pre":
        kids = split_lines(kids)
    if name == "div" and _is_group_of_terms(el):
        return [_in_language(kid, language) for kid in kids]
    attributes = _layout_attributes(name, context)
    expansion = el.get("title") if name == "abbr" else None
    if type in (TRANSPARENT, "Span") and not (language or attributes or expansion):
        if type == "Span" and name != "abbr":
            return [StructElem("Span", node_number(el), tuple(dissolve(kids)))] if kids else []
        if name not in _MAYBE_PARAGRAPH or not all(map(is_inline, kids)) or is_blank(kids):
            return kids
        type = "P"
    if type == TRANSPARENT:
        inline = all(map(is_inline, kids))
        type = ("P" if name in _MAYBE_PARAGRAPH else "Span") if inline else "Div"
    return [
        StructElem(
            type,
            node_number(el),
            tuple(fill(kids, type)),
            language=language,
            expansion=expansion,
            attributes=attributes,
        )
    ]


def _type(el: Element, name: str, context: Context) -> str:
    """Return the structure type, where it depends on what is around the element."""
    role = el.get("role", "")
    if role == "heading":
        return f"H{el.get('aria-level', '2')}"
    type = struct_type(name, role, context.pdf_2_0)
    if type == "Link" and not el.get("href"):
        return TRANSPARENT
    if type == "Figure" and is_decorative(el) and not context.picture:
        return "Artifact"
    if type == "Art" and context.article:
        return "Sect"
    if context.contents and type in ("L", "LI") and name != "dl":
        return "TOC" if type == "L" else "TOCI"
    if context.endnotes and not _in_note(el):
        if type == "LI":
            return "FENote"
        if type == "L" and name != "dl":
            return "Notes"
    if type in ("TR", "TH", "TD", "THead", "TBody", "TFoot") and _is_layout_table(el):
        return "Div" if type in ("TH", "TD") else TRANSPARENT
    return type


def _in_note(el: Element) -> bool:
    """Tell whether a list or item lies inside a note, and so is a list of the note's own text."""
    return any(local_name(above) == "li" for above in el.iterancestors())


def _is_list_of(el: Element) -> bool:
    """Tell whether an element lists the figures, tables or listings of a book."""
    return el.get("data-chunk", "").startswith("list-of-")


def _is_group_of_terms(el: Element) -> bool:
    parent = el.getparent()
    return parent is not None and local_name(parent) == "dl"


def _is_layout_table(el: Element) -> bool:
    table = next((above for above in el.iterancestors() if local_name(above) == "table"), None)
    return table is not None and table.get("role") in ("presentation", "none")


def _with_language(kid: Kid, el: Element, language: str | None) -> Kid:
    own = isinstance(kid, StructElem) and kid.node == node_number(el)
    return _in_language(kid, language) if own else kid


def _in_language(kid: Kid, language: str | None) -> Kid:
    if language and isinstance(kid, StructElem) and not kid.language:
        return replace(kid, language=language)
    return kid


def _layout_attributes(name: str, context: Context) -> tuple[Attribute, ...]:
    if name in _DECORATION:
        return (Attribute("Layout", "TextDecorationType", _DECORATION[name]),)
    if name in ("sup", "sub") and context.pdf_2_0:
        return (Attribute("Layout", "TextPosition", name.capitalize()),)
    return ()


Converter = Callable[[Element, list[Kid], Context], list[Kid]]
"""Makes the structure of an element from the structure of its content."""

_CONVERTERS: Mapping[str, Converter] = {
    "Figure": make_figure,
    "Formula": make_formula,
    "L": make_list,
    "LI": make_item,
    "Lbl": make_term,
    "Notes": make_notes,
    "FENote": make_note,
    "Link": make_link,
    "Ruby": make_ruby,
    "TOC": make_contents,
    "TOCI": make_contents_item,
    "Table": make_table,
    "THead": partial(make_row_group, "THead"),
    "TBody": partial(make_row_group, "TBody"),
    "TFoot": partial(make_row_group, "TFoot"),
    "TR": make_row,
    "TH": partial(make_cell, "TH"),
    "TD": partial(make_cell, "TD"),
}
