"""Turn the content of lists and their items into L, LI, Lbl and LBody (ISO 32000-1 14.8.4.3.3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from everyleaf.elements import local_name
from everyleaf.model import Element
from everyleaf.pdf.structure.containment import dissolve, fill, is_blank, is_inline
from everyleaf.pdf.structure.context import Context, generated
from everyleaf.pdf.structure.elements import Attribute, Content, Kid, StructElem, node_number

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


def make_list(el: Element, kids: list[Kid], context: Context) -> list[Kid]:
    """Return an L; what is not an item of it becomes one."""
    node = node_number(el)
    if local_name(el) == "dl":
        described = (Attribute("List", "ListNumbering", "Description"),) if context.pdf_2_0 else ()
        return [StructElem("L", node, tuple(_description_items(kids)), attributes=described)]
    items: list[Kid] = []
    labelled = False
    for kid in kids:
        if isinstance(kid, StructElem) and kid.type in ("LI", "Caption"):
            items.append(kid)
            first = kid.children[0] if kid.children else None
            labelled |= isinstance(first, StructElem) and first.type == "Lbl"
        elif not is_blank([kid]):
            items.append(StructElem("LI", -1, (_stray_body(kid),)))
    numbering = _numbering(el, context) if labelled else "None"
    attributes = (Attribute("List", "ListNumbering", numbering),)
    return [StructElem("L", node, tuple(items), attributes=attributes)]


def _stray_body(kid: Kid) -> StructElem:
    return StructElem("LBody", -1, tuple(fill([kid], "LBody")))


def _numbering(el: Element, context: Context) -> str:
    """Return the value of ListNumbering (ISO 32000-1 table 347)."""
    ordered = local_name(el) == "ol"
    given = _LIST_STYLE.get(el.get("type", ""))
    style = context.presentation.list_styles.get(node_number(el)) or given
    if style in _LIST_NUMBERING:
        return _LIST_NUMBERING[style]
    if context.pdf_2_0:
        return "Ordered" if ordered else "Unordered"
    return "Decimal" if ordered else "None"


def make_item(el: Element, kids: list[Kid], context: Context) -> list[Kid]:
    """Return an LI; in a bibliography its text is a BibEntry."""
    node = node_number(el)
    label = generated(el, "marker", context, "Lbl")
    if _is_bibliography_entry(el, context) and all(map(is_inline, kids)):
        kids = [StructElem("BibEntry", node, tuple(kids))]
    return [StructElem("LI", node, (*label, StructElem("LBody", node, tuple(fill(kids, "LBody")))))]


def _is_bibliography_entry(el: Element, context: Context) -> bool:
    """Tell whether an item is a work cited: DPUB-ARIA 1.1 has no role for it any more."""
    named = context.bibliography and el.get("data-epub-type") == "biblioentry"
    return named or "doc-biblioentry" in el.get("role", "").split()


def make_term(el: Element, kids: list[Kid], context: Context) -> list[Kid]:
    """Return the Lbl of a `dt`; a `dd` is an LBody without any doing of ours."""
    return [StructElem("Lbl", node_number(el), tuple(dissolve(kids)))]


def _description_items(kids: Iterable[Kid]) -> list[StructElem]:
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

    for kid in kids:
        if is_blank([kid]):
            continue
        if not isinstance(kid, StructElem) or kid.type not in ("Lbl", "LBody"):
            kid = _stray_body(kid)
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
