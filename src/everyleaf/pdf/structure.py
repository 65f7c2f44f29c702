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

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from everyleaf.model import Element
from everyleaf.pdf.containment import dissolve, fill, is_blank, is_inline
from everyleaf.pdf.elements import (
    Attribute,
    Content,
    Kid,
    StructElem,
    is_decorative,
    local_name,
    node_number,
    text_alternative,
)
from everyleaf.pdf.tables import cell_attributes, order_table
from everyleaf.vocabulary import TRANSPARENT, struct_type

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NOT_SHOWN = {"head", "script", "style", "template", "colgroup", "col", "hr", "wbr", "title"}
_MAYBE_PARAGRAPH = {"div", "header", "footer", "address", "center", "legend", "details"}
_DECORATION = {"del": "LineThrough", "s": "LineThrough", "ins": "Underline"}
_LIST_NUMBERING = {
    "disc": "Disc",
    "circle": "Circle",
    "square": "Square",
    "decimal": "Decimal",
    "lower-roman": "LowerRoman",
    "upper-roman": "UpperRoman",
    "lower-alpha": "LowerAlpha",
    "upper-alpha": "UpperAlpha",
    "lower-latin": "LowerAlpha",
    "upper-latin": "UpperAlpha",
}
_LIST_STYLE = {"a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}


@dataclass(frozen=True, slots=True)
class Presentation:
    """What the stylesheet adds to the document's content."""

    generated: AbstractSet[tuple[int, str]] = frozenset()
    """Pseudo-elements with text: (`data-node`, `before` | `after` | `marker`)."""
    list_styles: Mapping[int, str] = field(default_factory=dict)
    """`data-node` of a list → its list-style-type."""


@dataclass(frozen=True, slots=True)
class _Context:
    """What an element must know of its ancestors."""

    pdf_2_0: bool
    presentation: Presentation
    language: str
    contents: bool = False
    """Inside a table of contents."""
    endnotes: bool = False
    """Inside a section of endnotes."""
    article: bool = False


def build_structure(
    document: Element, presentation: Presentation | None = None, pdf_2_0: bool = False
) -> StructElem:
    """Return the Document structure element of an `<html>` element.

    Args:
        document: `<html>`, each element inside `<body>` with `data-node`; comments are removed.
        presentation: what the stylesheet adds; None for nothing.
        pdf_2_0: choose types of PDF 2.0 (ISO 32000-2) and not of PDF 1.7.
    """
    language = document.get("lang", "")
    context = _Context(pdf_2_0, presentation or Presentation(), language)
    body = document.find("body")
    assert body is not None  # html/compose always writes one
    kids = fill(_inner(body, context), "Document")
    return StructElem("Document", node_number(body), tuple(kids), language=language or None)


def _inner(el: Element, context: _Context) -> list[Kid]:
    """Return the content of an element, with the text that the stylesheet puts around it."""
    kids: list[Kid] = [*_generated(el, "before", context), *_text(el, 0, el.text)]
    for i, child in enumerate(el, 1):
        kids += _convert(child, context)
        kids += _text(el, i, child.tail)
    return [*kids, *_generated(el, "after", context)]


def _text(el: Element, slot: int, text: str | None) -> list[Kid]:
    return [Content(node_number(el), slot, text)] if text else []


def _generated(el: Element, slot: str, context: _Context, type: str = "Span") -> list[Kid]:
    node = node_number(el)
    if (node, slot) not in context.presentation.generated:
        return []
    return [StructElem(type, node, (Content(node, slot),), generated=True)]


def _convert(el: Element, context: _Context) -> list[Kid]:
    name = local_name(el)
    if name in _NOT_SHOWN or el.get("aria-hidden") == "true" or el.get("hidden") is not None:
        return []
    if name == "br":
        return [Content(node_number(el), 0, "\n")]
    type = _type(el, name, context)
    own = el.get("lang") or el.get(_XML_LANG)
    language = own if own and own != context.language else None
    inside = replace(
        context,
        language=language or context.language,
        contents=context.contents or "doc-toc" in el.get("role", "").split(),
        endnotes=context.endnotes or "doc-endnotes" in el.get("role", "").split(),
        article=context.article or name == "article",
    )
    converter = _CONVERTERS.get(type)
    if converter is not None:
        return [_with_language(kid, el, language) for kid in converter(el, type, inside)]
    kids = _inner(el, inside)
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


def _type(el: Element, name: str, context: _Context) -> str:
    """Return the structure type, where it depends on what is around the element."""
    role = el.get("role", "")
    if role == "heading":
        return f"H{el.get('aria-level', '2')}"
    type = struct_type(name, role, context.pdf_2_0)
    if type == "Link" and not el.get("href"):
        return TRANSPARENT
    if type == "Figure" and is_decorative(el):
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


def _is_layout_table(el: Element) -> bool:
    table = next((above for above in el.iterancestors() if local_name(above) == "table"), None)
    return table is not None and table.get("role") in ("presentation", "none")


def _with_language(kid: Kid, el: Element, language: str | None) -> Kid:
    own = isinstance(kid, StructElem) and kid.node == node_number(el)
    if own and language and isinstance(kid, StructElem):
        return replace(kid, language=language)
    return kid


def _layout_attributes(name: str, context: _Context) -> tuple[Attribute, ...]:
    if name in _DECORATION:
        return (Attribute("Layout", "TextDecorationType", _DECORATION[name]),)
    if name in ("sup", "sub") and context.pdf_2_0:
        return (Attribute("Layout", "TextPosition", name.capitalize()),)
    return ()


# Elements whose content has a form of its own


def _artifact(el: Element, type: str, context: _Context) -> list[Kid]:
    return []


def _picture(el: Element, type: str, context: _Context) -> list[Kid]:
    """Return a Figure or Formula; a caption inside goes beside it."""
    node, name = node_number(el), local_name(el)
    if name in ("img", "svg", "math"):
        content: tuple[Kid, ...] = (Content(node, "image"),)
        return [StructElem(type, node, content, alternative=text_alternative(el))]
    kids = _inner(el, context)
    captions = [k for k in kids if isinstance(k, StructElem) and k.type == "Caption"]
    painted = tuple(_contents([k for k in kids if k not in captions]))
    if type == "Figure" and not any(content.slot == "image" for content in painted):
        type = "Span"  # a symbol that is text, such as a ballot box
    picture = StructElem(type, node, painted, alternative=text_alternative(el))
    if not captions:
        return [picture]
    group = "Sect" if context.pdf_2_0 else "Div"
    return [StructElem(group, node, (picture, *captions))]


def _contents(kids: Sequence[Kid]) -> list[Content]:
    """Return the places for marked content in a forest, in order."""
    found: list[Content] = []
    for kid in kids:
        found += [kid] if isinstance(kid, Content) else _contents(kid.children)
    return found


def _list(el: Element, type: str, context: _Context) -> list[Kid]:
    node = node_number(el)
    if local_name(el) == "dl":
        return [StructElem("L", node, tuple(_description_items(el, context)))]
    items: list[Kid] = []
    labelled = False
    for kid in _inner(el, context):
        if isinstance(kid, StructElem) and kid.type in ("LI", "Caption"):
            items.append(kid)
            first = kid.children[0] if kid.children else None
            labelled |= isinstance(first, StructElem) and first.type == "Lbl"
        elif not is_blank([kid]):
            items.append(StructElem("LI", -1, (StructElem("LBody", -1, (kid,)),)))
    numbering = _numbering(el, context) if labelled else "None"
    attributes = (Attribute("List", "ListNumbering", numbering),)
    return [StructElem("L", node, tuple(items), attributes=attributes)]


def _numbering(el: Element, context: _Context) -> str:
    """Return the value of ListNumbering (ISO 32000-1 table 347)."""
    ordered = local_name(el) == "ol"
    given = _LIST_STYLE.get(el.get("type", ""))
    style = context.presentation.list_styles.get(node_number(el)) or given
    if style in _LIST_NUMBERING:
        return _LIST_NUMBERING[style]
    if context.pdf_2_0:
        return "Ordered" if ordered else "Unordered"
    return "Decimal" if ordered else "None"


def _list_item(el: Element, type: str, context: _Context) -> list[Kid]:
    node = node_number(el)
    label = _generated(el, "marker", context, "Lbl")
    body = StructElem("LBody", node, tuple(fill(_inner(el, context), "LBody")))
    return [StructElem("LI", node, (*label, body))]


def _description_items(el: Element, context: _Context) -> list[StructElem]:
    """Return one LI for each group of terms and descriptions.

    Further terms are Spans of the first one's Lbl, further descriptions Divs of its LBody, since
    an LI has one of each (ISO 32000-1 table 336).
    """
    items: list[StructElem] = []
    labels: list[StructElem] = []
    bodies: list[StructElem] = []

    def close() -> None:
        if labels or bodies:
            items.append(StructElem("LI", (labels or bodies)[0].node, (*labels, *bodies)))
        labels.clear()
        bodies.clear()

    rows = [c for child in el for c in (child if local_name(child) == "div" else [child])]
    for child in rows:
        for kid in _convert(child, context):
            if not isinstance(kid, StructElem) or kid.type not in ("Lbl", "LBody"):
                continue
            if kid.type == "Lbl":
                if bodies:
                    close()
                if labels:
                    more = (Content(-1, 0, " "), replace(kid, type="Span"))
                    labels[0] = replace(labels[0], children=(*labels[0].children, *more))
                else:
                    labels.append(kid)
            elif bodies:
                first = tuple(fill(bodies[0].children, "Div"))
                more_body = replace(kid, type="Div", children=tuple(fill(kid.children, "Div")))
                bodies[0] = replace(bodies[0], children=(*first, more_body))
            else:
                bodies.append(kid)
    close()
    return items


def _term(el: Element, type: str, context: _Context) -> list[Kid]:
    return [StructElem("Lbl", node_number(el), tuple(dissolve(_inner(el, context))))]


def _notes(el: Element, type: str, context: _Context) -> list[Kid]:
    return [StructElem("Div", node_number(el), tuple(fill(_inner(el, context), "Div")))]


def _note(el: Element, type: str, context: _Context) -> list[Kid]:
    """Return an FENote; PDF/UA-1 asks for its ID (ISO 14289-1:2014 7.9)."""
    node = node_number(el)
    label = _generated(el, "marker", context, "Lbl")
    body = fill(_inner(el, context), "FENote")
    identifier = el.get("id") or f"note-{node}"
    attributes: tuple[Attribute, ...] = ()
    if context.pdf_2_0:
        kind = "Endnote" if context.endnotes or "endnote" in el.get("role", "") else "Footnote"
        attributes = (Attribute("FENote", "NoteType", kind),)
    return [
        StructElem("FENote", node, (*label, *body), identifier=identifier, attributes=attributes)
    ]


def _link(el: Element, type: str, context: _Context) -> list[Kid]:
    """Return a Link, in a Reference where it points at a note."""
    node = node_number(el)
    link = StructElem("Link", node, tuple(dissolve(_inner(el, context))))
    if "doc-noteref" in el.get("role", "").split():
        return [StructElem("Reference", node, (link,))]
    return [link]


def _contents_list(el: Element, type: str, context: _Context) -> list[Kid]:
    items = [k for k in _inner(el, context) if isinstance(k, StructElem) and k.type == "TOCI"]
    return [StructElem("TOC", node_number(el), tuple(items))]


def _contents_item(el: Element, type: str, context: _Context) -> list[Kid]:
    """Return TOCI(Lbl of the marker, Reference(Link), Lbl of the page number, TOC)."""
    node = node_number(el)
    kids: list[Kid] = [*_generated(el, "marker", context, "Lbl")]
    for kid in fill(_inner(el, context), "Div"):
        if isinstance(kid, StructElem) and kid.type in ("TOC", "Lbl"):
            kids.append(kid)
            continue
        if isinstance(kid, StructElem) and kid.type == "P":
            entry = kid.children
        else:
            entry = tuple(dissolve([kid]))
        text, labels = _take_generated(entry)
        kids.append(StructElem("Reference", node, tuple(text)))
        kids += [replace(label, type="Lbl") for label in labels]
    return [StructElem("TOCI", node, tuple(kids))]


def _take_generated(kids: tuple[Kid, ...]) -> tuple[list[Kid], list[StructElem]]:
    """Split what the stylesheet added from what the author wrote."""
    text: list[Kid] = []
    labels: list[StructElem] = []
    for kid in kids:
        if isinstance(kid, StructElem) and kid.generated:
            labels.append(kid)
        elif isinstance(kid, StructElem):
            inside, more = _take_generated(kid.children)
            text.append(replace(kid, children=tuple(inside)))
            labels += more
        else:
            text.append(kid)
    return text, labels


def _table(el: Element, type: str, context: _Context) -> list[Kid]:
    kids = [k for k in _inner(el, context) if isinstance(k, StructElem)]
    return [StructElem(type, node_number(el), tuple(order_table(type, kids)))]


def _cell(el: Element, type: str, context: _Context) -> list[Kid]:
    kids = fill(_inner(el, context), type)
    if context.pdf_2_0:  # ISO 32005 allows no BlockQuote, Aside or Part in a cell
        kids = [
            replace(k, type="Div")
            if isinstance(k, StructElem) and k.type in ("BlockQuote", "Aside", "Part")
            else k
            for k in kids
        ]
    identifier = el.get("id") if type == "TH" else None
    attributes = cell_attributes(el, type)
    node = node_number(el)
    return [StructElem(type, node, tuple(kids), identifier=identifier, attributes=attributes)]


_CONVERTERS: Mapping[str, Callable[[Element, str, _Context], list[Kid]]] = {
    "Artifact": _artifact,
    "Figure": _picture,
    "Formula": _picture,
    "L": _list,
    "LI": _list_item,
    "Lbl": _term,
    "Notes": _notes,
    "FENote": _note,
    "Link": _link,
    "TOC": _contents_list,
    "TOCI": _contents_item,
    "Table": _table,
    "THead": _table,
    "TBody": _table,
    "TFoot": _table,
    "TR": _table,
    "TH": _cell,
    "TD": _cell,
}
