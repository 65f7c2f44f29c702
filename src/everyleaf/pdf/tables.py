"""Tell the scope of header cells and keep table parts in the order that PDF asks for.

ISO 32000-1 14.8.4.3.4; ISO 14289-1:2014 7.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from everyleaf.model import Element
from everyleaf.pdf.elements import Attribute, StructElem

_PARTS = {
    "Table": ("Caption", "THead", "TBody", "TFoot", "TR"),
    "THead": ("TR",),
    "TBody": ("TR",),
    "TFoot": ("TR",),
    "TR": ("TH", "TD"),
}


def order_table(type: str, kids: Sequence[StructElem]) -> list[StructElem]:
    """Return the parts of a table, row group or row as PDF allows them: caption first, foot last."""
    parts = [kid for kid in kids if kid.type in _PARTS[type]]
    if type != "Table":
        return parts
    groups = {"THead", "TBody", "TFoot"}
    if not any(kid.type in ("TBody", "TR") for kid in parts):
        parts = [replace(k, type="TBody") if k.type in groups else k for k in parts]
    elif any(kid.type in groups for kid in parts) and any(k.type == "TR" for k in parts):
        parts = _group_rows(parts)
    return sorted(parts, key=lambda k: (k.type == "TFoot") - (k.type == "Caption"))


def _group_rows(parts: Sequence[StructElem]) -> list[StructElem]:
    """Put rows that stand beside row groups into a TBody."""
    result: list[StructElem] = []
    for part in parts:
        last = result[-1] if result else None
        if part.type != "TR":
            result.append(part)
        elif last is not None and last.type == "TBody" and last.node == -1:
            result[-1] = replace(last, children=(*last.children, part))
        else:
            result.append(StructElem("TBody", -1, (part,)))
    return result


def cell_attributes(el: Element, type: str) -> tuple[Attribute, ...]:
    """Return Scope, spans and Headers of a cell (ISO 32000-1 table 349)."""
    attributes = []
    if type == "TH":
        attributes.append(Attribute("Table", "Scope", _scope(el)))
    for key, name in (("ColSpan", "colspan"), ("RowSpan", "rowspan")):
        span = el.get(name, "")
        if span.isdecimal() and int(span) > 1:
            attributes.append(Attribute("Table", key, int(span)))
    if el.get("headers"):
        attributes.append(Attribute("Table", "Headers", tuple(el.get("headers", "").split())))
    return tuple(attributes)


def _scope(el: Element) -> str:
    """Return the Scope that the author gave, or else the one that the cell's place implies."""
    given = el.get("scope", "").lower()
    if given.startswith("row"):
        return "Row"
    row = el.getparent()
    group = row.getparent() if row is not None else None
    in_head = group is not None and group.tag == "thead"
    all_headers = row is not None and all(cell.tag == "th" for cell in row)
    return "Column" if given.startswith("col") or in_head or all_headers else "Row"
