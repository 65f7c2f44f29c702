"""Turn the list of a contents section into TOC and TOCI (ISO 32000-1 table 333)."""

from __future__ import annotations

from dataclasses import replace

from everyleaf.model import Element
from everyleaf.pdf.structure.containment import dissolve, fill
from everyleaf.pdf.structure.context import Context, generated
from everyleaf.pdf.structure.elements import Kid, StructElem, node_number


def make_contents(el: Element, kids: list[Kid], context: Context) -> list[Kid]:
    """Return a TOC of its items."""
    items = [k for k in kids if isinstance(k, StructElem) and k.type == "TOCI"]
    return [StructElem("TOC", node_number(el), tuple(items))]


def make_contents_item(el: Element, kids: list[Kid], context: Context) -> list[Kid]:
    """Return TOCI(Lbl of the marker, Reference(Link), Lbl of the page number, TOC)."""
    node = node_number(el)
    made: list[Kid] = [*generated(el, "marker", context, "Lbl")]
    for kid in fill(kids, "Div"):
        if isinstance(kid, StructElem) and kid.type in ("TOC", "Lbl"):
            made.append(kid)
            continue
        if isinstance(kid, StructElem) and kid.type == "P":
            entry = kid.children
        else:
            entry = tuple(dissolve([kid]))
        text, labels = _take_generated(entry)
        made.append(StructElem("Reference", node, tuple(text)))
        made += [replace(label, type="Lbl") for label in labels]
    return [StructElem("TOCI", node, tuple(made))]


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
