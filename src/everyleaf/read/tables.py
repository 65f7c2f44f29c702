"""Add the cells and captions of tables.

1. Cells keep their spans, their alignment as a class, and headers their scope.
2. A paragraph after a table that begins with `: ` is its caption; `{.row-headers}` at its end
   makes the first cell of each row a header.
"""

from __future__ import annotations

import re

from lxml import etree
from markdown_it.token import Token

from everyleaf.model import Element
from everyleaf.read.attributes import clean_attributes
from everyleaf.read.growth import Growth
from everyleaf.read.inline import add_inline
from everyleaf.read.markdown import ATTRIBUTES, LOST_CELLS

_ALIGNMENT = re.compile(r"text-align:(\w+)")
_ALIGN_CLASS = {"right": "number", "center": "center"}


def report_lost_cells(growth: Growth, token: Token) -> None:
    """Report the cells of a row that have no column above them."""
    if lost := token.meta.get(LOST_CELLS):
        growth.error(
            "table-row-too-long",
            f"the row has more cells than the table has columns; {lost} would be left out",
            r"Add a column to the first row, or write `\|` for a bar inside a cell.",
            growth.block(token),
        )


def open_cell(growth: Growth, token: Token) -> None:
    """Open a cell with what it spans, and its scope if it is a header."""
    place = growth.block(token) if token.map else growth.parsed.at(growth.line)
    spans = ("rowspan", "colspan")
    attributes: dict[str, str] = {k: str(token.attrs[k]) for k in spans if k in token.attrs}
    if match := _ALIGNMENT.search(str(token.attrs.get("style", ""))):
        attributes |= {"class": c} if (c := _ALIGN_CLASS.get(match[1])) else {}
    if token.tag == "th":
        attributes["scope"] = "col"
    growth.open(token.tag, place, attributes)


def add_caption(growth: Growth, token: Token, inline: Token) -> None:
    """Give the preceding table its caption and attributes."""
    place = growth.block(token)
    table = growth.stack[-1][-1]
    caption = etree.Element("caption")
    caption.set("data-source", str(place))
    table.insert(0, caption)
    growth.enter(caption)
    growth.content = inline.content
    add_inline(growth, inline.children or [])
    growth.close()
    growth.look_back()
    attributes = clean_attributes(growth, token.meta[ATTRIBUTES], place)
    if "row-headers" in attributes.get("class", "").split():
        _mark_row_headers(table)
    for name, value in attributes.items():
        table.set(name, value)


def _mark_row_headers(table: Element) -> None:
    """Make headers of the first cells of rows; changes the table."""
    covered = 0
    for row in table.iterfind("tbody/tr"):
        if covered:  # by the header of a row above
            covered -= 1
            continue
        cell = row[0]
        cell.tag = "th"
        cell.set("scope", "row")
        covered = int(cell.get("rowspan", "1")) - 1
