"""Rules about tables in content documents: captions, header cells, scope, rows.

WCAG 2.2 SC 1.3.1 with techniques H39, H51, H63. A table of one column or row, or one that says
that it is for layout, is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from everyleaf.check.files.faults import find_fault
from everyleaf.check.files.markup import (
    ContentDocument,
    find,
    in_hidden,
    roles_of,
    text_of,
    words_of,
)
from everyleaf.diagnostics import Diagnostic
from everyleaf.elements import local_name
from everyleaf.model import Element


def tables(document: ContentDocument) -> Iterator[Diagnostic]:
    """Judge each table of a document."""
    for table in find(document.root, "table"):
        if in_hidden(table) or roles_of(table) & {"presentation", "none"}:
            continue
        rows = rows_of(table)
        if rows and _is_data(rows):
            yield from _judge(document, table, rows)


def _judge(
    document: ContentDocument, table: Element, rows: list[list[Element]]
) -> Iterator[Diagnostic]:
    place = document.at(table)
    first = " | ".join(words_of(cell)[:20] for cell in rows[0][:4])
    if not _is_captioned(document, table):
        message = f"the table that begins “{first}” has no caption"
        yield find_fault("table-caption-missing", message, place)
    headers = [cell for row in rows for cell in row if _is_header(cell)]
    if not any(text_of(cell) or next(find(cell, "img"), None) is not None for cell in headers):
        message = f"the table that begins “{first}” has no header cells"
        yield find_fault("table-header-missing", message, place)
    else:
        yield from _scopes(document, rows, headers)
    known = {cell.get("id") for cell in headers}
    for cell in (cell for row in rows for cell in row):
        lost = [name for name in (cell.get("headers") or "").split() if name not in known]
        if lost:
            message = f"a cell names {' '.join(lost)}, which is no header cell of its table"
            yield find_fault("table-headers-unknown", message, document.at(cell))
    yield from _ragged(document, table)


def _scopes(
    document: ContentDocument, rows: list[list[Element]], headers: list[Element]
) -> Iterator[Diagnostic]:
    """Find header cells of which nobody can tell what they head.

    In a table with headers on one side only, the side tells; a table that says so for some of its
    headers says so for all.
    """
    by_name = any(cell.get("headers") for row in rows for cell in row)
    without = [c for c in headers if not _scope(c) and text_of(c)]
    if by_name or not without:
        return
    above = any(_is_header(cell) for cell in rows[0][1:])
    beside = any(row and _is_header(row[0]) for row in rows[1:])
    if (above and beside) or len(without) < len([c for c in headers if text_of(c)]):
        cell = without[0]
        more = f" and {len(without) - 1} more" if len(without) > 1 else ""
        message = f"the header cell “{words_of(cell)}”{more} does not say what it heads"
        yield find_fault("table-scope-missing", message, document.at(cell))


def _ragged(document: ContentDocument, table: Element) -> Iterator[Diagnostic]:
    """Find rows that are longer or shorter than the first."""
    wanted = 0
    above: dict[int, int] = {}
    group: Element | None = None
    for row in find(table, "tr"):
        if _table_of(row) is not table:
            continue
        if row.getparent() is not group:
            group, above = row.getparent(), {}
        taken = {column for column, left in above.items() if left > 0}
        above = {column: left - 1 for column, left in above.items() if left > 1}
        column = 0
        for cell in _cells(row):
            while column in taken:
                column += 1
            for _ in range(_span(cell, "colspan")):
                taken.add(column)
                if (height := _span(cell, "rowspan")) > 1:
                    above[column] = height - 1
                column += 1
        if not wanted:
            wanted = len(taken)
        elif taken and len(taken) != wanted:
            message = f"a row has {len(taken)} columns, but the first row has {wanted}"
            yield find_fault("table-ragged", message, document.at(row))
            return


def rows_of(table: Element) -> list[list[Element]]:
    """Return the cells of each row of a table, not of tables inside it."""
    rows = [_cells(row) for row in find(table, "tr") if _table_of(row) is table]
    return [row for row in rows if row]


def _table_of(row: Element) -> Element | None:
    return next((e for e in row.iterancestors() if local_name(e) == "table"), None)


def _cells(row: Element) -> list[Element]:
    return [child for child in row if local_name(child) in ("td", "th")]


def _is_data(rows: list[list[Element]]) -> bool:
    """Tell whether a table has two dimensions and no table or heading inside."""
    if len(rows) < 2 or max(len(row) for row in rows) < 2:
        return False
    return not any(next(find(cell, "table"), None) is not None for row in rows for cell in row)


def _is_captioned(document: ContentDocument, table: Element) -> bool:
    if any(local_name(child) == "caption" and text_of(child) for child in table):
        return True
    if table.get("aria-label") or table.get("aria-labelledby"):
        return True
    figure = next((e for e in table.iterancestors() if local_name(e) == "figure"), None)
    return figure is not None and any(text_of(c) for c in find(figure, "figcaption"))


def _is_header(cell: Element) -> bool:
    return local_name(cell) == "th" or bool(roles_of(cell) & {"columnheader", "rowheader"})


def _scope(cell: Element) -> bool:
    return bool((cell.get("scope") or "").strip() or roles_of(cell) & {"columnheader", "rowheader"})


def _span(cell: Element, name: str) -> int:
    text = (cell.get(name) or "").strip()
    return max(1, min(int(text), 1000)) if text.isascii() and text.isdecimal() else 1
