"""Turn the content of tables into rows and cells that PDF allows (ISO 32000-1 14.8.4.3.4).

1. What stands in a table but in no cell gets a cell.
2. Caption first, one head, then bodies, one foot.
3. `grid` makes the rows equally long and says which header cells belong to which cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from everyleaf.model import Element
from everyleaf.pdf.structure.containment import fill, is_blank
from everyleaf.pdf.structure.context import Context
from everyleaf.pdf.structure.elements import Attribute, Kid, StructElem, node_number
from everyleaf.pdf.structure.grid import arrange_cells

ROW_GROUPS = ("THead", "TBody", "TFoot")
MAX_SPAN = 1000
"""Columns or rows that a cell may span, as in HTML."""


def make_table(el: Element, kids: list[Kid], context: Context) -> list[Kid]:
    """Return a Table whose rows are equally long and whose cells know their headers."""
    parts: list[StructElem] = []
    for kid in kids:
        if isinstance(kid, StructElem) and kid.type in ("Caption", "TR", *ROW_GROUPS):
            parts.append(kid)
        elif isinstance(kid, StructElem) and kid.type in ("TD", "TH"):
            parts.append(StructElem("TR", -1, (kid,)))
        elif not is_blank([kid]):
            parts.append(_stray_row(kid))
    parts = arrange_cells(_order(parts), context.prefix)
    return [StructElem("Table", node_number(el), tuple(parts))]


def make_row_group(type: str, el: Element, kids: list[Kid], context: Context) -> list[Kid]:
    """Return a THead, TBody or TFoot."""
    rows: list[StructElem] = []
    for kid in kids:
        if isinstance(kid, StructElem) and kid.type == "TR":
            rows.append(kid)
        elif isinstance(kid, StructElem) and kid.type in ("TD", "TH"):
            rows.append(StructElem("TR", -1, (kid,)))
        elif not is_blank([kid]):
            rows.append(_stray_row(kid))
    return [StructElem(type, node_number(el), tuple(rows))]


def make_row(el: Element, kids: list[Kid], context: Context) -> list[Kid]:
    """Return a TR."""
    cells = [
        kid if isinstance(kid, StructElem) and kid.type in ("TD", "TH") else _stray_cell(kid)
        for kid in kids
        if not is_blank([kid])
    ]
    return [StructElem("TR", node_number(el), tuple(cells))]


def make_cell(type: str, el: Element, kids: list[Kid], context: Context) -> list[Kid]:
    """Return a TH or TD with its scope and spans."""
    kids = fill(kids, type)
    if context.pdf_2_0:  # ISO 32005 allows no BlockQuote, Aside or Part in a cell
        kids = [
            replace(k, type="Div")
            if isinstance(k, StructElem) and k.type in ("BlockQuote", "Aside", "Part")
            else k
            for k in kids
        ]
    identifier = el.get("id") if type == "TH" else None
    attributes = _cell_attributes(el, type)
    node = node_number(el)
    return [StructElem(type, node, tuple(kids), identifier=identifier, attributes=attributes)]


def _stray_row(kid: Kid) -> StructElem:
    return StructElem("TR", -1, (_stray_cell(kid),))


def _stray_cell(kid: Kid) -> StructElem:
    return StructElem("TD", -1, tuple(fill([kid], "TD")))


def _order(parts: Sequence[StructElem]) -> list[StructElem]:
    """Return the parts of a table as PDF allows them: caption, head, bodies, foot.

    A second caption joins the first, a second head or foot becomes a body.
    """
    captions = [part for part in parts if part.type == "Caption"]
    groups = [part for part in parts if part.type != "Caption"]
    if not any(part.type in ("TBody", "TR") for part in groups):
        groups = [replace(part, type="TBody") for part in groups]
    elif any(part.type in ROW_GROUPS for part in groups):
        groups = _group_rows(groups)
    for type in ("THead", "TFoot"):
        first = next((part for part in groups if part.type == type), None)
        groups = [
            replace(part, type="TBody") if part.type == type and part is not first else part
            for part in groups
        ]
    groups.sort(key=lambda part: (part.type == "TFoot") - (part.type == "THead"))
    if len(captions) > 1:
        whole = [kid for part in captions for kid in fill(part.children, "Div")]
        captions = [replace(captions[0], children=tuple(whole))]
    return [*captions, *groups]


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


def _cell_attributes(el: Element, type: str) -> tuple[Attribute, ...]:
    """Return Scope, spans and the author's Headers of a cell (ISO 32000-1 table 349)."""
    attributes = []
    if type == "TH":
        attributes.append(Attribute("Table", "Scope", _scope(el)))
    for key, name in (("ColSpan", "colspan"), ("RowSpan", "rowspan")):
        span = el.get(name, "").strip()
        if span.isascii() and span.isdecimal():
            # 0 rows: all that follow in the group
            number = MAX_SPAN if int(span) == 0 and key == "RowSpan" else min(int(span), MAX_SPAN)
            if number > 1:
                attributes.append(Attribute("Table", key, number))
    if el.get("headers", "").split():
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
    all_headers = row is not None and all(cell.tag == "th" or _is_empty(cell) for cell in row)
    return "Column" if given.startswith("col") or in_head or all_headers else "Row"


def _is_empty(cell: Element) -> bool:
    return not len(cell) and not (cell.text or "").strip()
