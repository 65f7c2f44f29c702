"""Rules about tables: headers, captions, rows of one length, and what stands in cells."""

from __future__ import annotations

from collections.abc import Iterator

from everyleaf.check.rules.places import list_of, words_of
from everyleaf.diagnostics import Diagnostic
from everyleaf.elements import HEADINGS, place_of
from everyleaf.model import Element, Publication

_ROW_GROUPS = ("thead", "tbody", "tfoot")
_HELD = {"figure": "figure", "pre": "block of code", "aside": "block set apart"}
_SIGNS = frozenset("✓✔✗✘✕✖×☑☒☐●○◦•■□▪▫★☆⬤◆◇▲▼")


def table_headers(publication: Publication) -> Iterator[Diagnostic]:
    """Find tables without a header cell that says something (WCAG 2.2 SC 1.3.1)."""
    for table in publication.kept.named("table"):
        if not any(words_of(cell) for cell in table.iter("th")):
            yield Diagnostic(
                "table-header-missing",
                "error",
                "the table has no header cells",
                "Write the names of the columns in its first row, above the line of dashes.",
                place_of(table),
                "WCAG 2.2 SC 1.3.1",
            )


def table_captions(publication: Publication) -> Iterator[Diagnostic]:
    """Find tables that nobody can refer to or find by name."""
    for table in publication.kept.named("table"):
        caption = table.find("caption")
        if caption is None or not words_of(caption):
            yield Diagnostic(
                "table-caption-missing",
                "warning",
                "the table has no caption",
                "Add a paragraph after it, such as `: Heights at two ports {#tbl:heights}`.",
                place_of(table),
                "WCAG 2.2 technique H39",
            )


def table_rows_even(publication: Publication) -> Iterator[Diagnostic]:
    """Find rows that are longer or shorter than the first, and spans that lead out of the table.

    PDF fills short rows up with empty cells and cuts such spans (ISO 14289-1:2014 7.2), but then
    a value may stand under the wrong header.
    """
    for table in publication.kept.named("table"):
        lengths: list[tuple[Element, int]] = []
        for group in _groups(table):
            lengths += _row_lengths(group)
        if not lengths:
            continue
        wanted = lengths[0][1]
        for row, length in lengths:
            if length != wanted:
                yield Diagnostic(
                    "table-ragged",
                    "error",
                    f"the row has {_count(length)}, but the first row has {_count(wanted)}",
                    "Give every row as many cells, empty ones where there is nothing to say; count "
                    "a cell that spans as many times as it spans.",
                    place_of(row),
                    "ISO 14289-1:2014 7.2",
                )


def _count(cells: int) -> str:
    return "1 column" if cells == 1 else f"{cells} columns"


def _groups(table: Element) -> Iterator[list[Element]]:
    """Yield the rows of each row group; rows that stand alone are one group."""
    alone = [child for child in table if child.tag == "tr"]
    if alone:
        yield alone
    for group in table.iterchildren(*_ROW_GROUPS):
        yield [child for child in group if child.tag == "tr"]


def _row_lengths(rows: list[Element]) -> Iterator[tuple[Element, int]]:
    """Yield how many columns each row has, with the cells that reach into it from above.

    A cell that spans more rows than follow in its group makes the last row too long.
    """
    above: dict[int, int] = {}
    for number, row in enumerate(rows, 1):
        taken = {column for column, left in above.items() if left > 0}
        above = {column: left - 1 for column, left in above.items() if left > 1}
        column = 0
        overlaps = 0
        for cell in row.iterchildren("td", "th"):
            while column in taken:
                column += 1
            for place in range(column, column + _span(cell, "colspan")):
                overlaps += place in taken
                taken.add(place)
                if (height := _span(cell, "rowspan")) > 1:
                    above[place] = height - 1
            column += _span(cell, "colspan")
        sticks_out = len(above) if number == len(rows) else 0
        yield row, len(taken) + overlaps + sticks_out


def _span(cell: Element, name: str) -> int:
    text = cell.get(name, "").strip()
    return max(1, min(int(text), 1000)) if text.isascii() and text.isdecimal() else 1


def table_references(publication: Publication) -> Iterator[Diagnostic]:
    """Find `headers` that name no header cell of the table."""
    for table in publication.kept.named("table"):
        known = {cell.get("id") for cell in table.iter("th")}
        for cell in table.iter("td", "th"):
            for name in cell.get("headers", "").split():
                if name not in known:
                    yield Diagnostic(
                        "table-headers-unknown",
                        "error",
                        f"no header cell of the table has the id {name}",
                        "Give the header cell that is meant this id, or remove it from headers=.",
                        place_of(cell),
                        "WCAG 2.2 SC 1.3.1",
                    )


def headings_in_cells(publication: Publication) -> Iterator[Diagnostic]:
    """Find headings in table cells: they would head what follows the table."""
    for table in publication.kept.named("table"):
        for heading in table.iter(*HEADINGS):
            yield Diagnostic(
                "heading-in-table",
                "error",
                f"the heading “{words_of(heading)}” stands in a table",
                "Write it in **bold**, or put it before the table.",
                place_of(heading),
                "WCAG 2.2 SC 1.3.1",
            )


def cells_filled(publication: Publication) -> Iterator[Diagnostic]:
    """Find cells that are empty or a dash, and header cells without words; the corner may be empty."""
    for table in publication.kept.named("table"):
        rows = list(table.iter("tr"))
        empty = [c for row in rows for c in row.iterchildren("td", "th") if _is_empty(c)]
        headers = [c for c in empty if c.tag == "th" and not (rows and c is rows[0][0])]
        for header in headers[:1] if any(words_of(cell) for cell in table.iter("th")) else ():
            yield Diagnostic(
                "table-header-empty",
                "warning",
                "a header cell has no words: the cells under or beside it have no name",
                "Write what the row or column is about.",
                place_of(header),
                "WCAG 2.2 SC 1.3.1",
            )
        cells = [c for c in empty if c.tag == "td" and not (rows and c is rows[0][0])]
        if cells:
            yield Diagnostic(
                "table-cell-empty",
                "advice",
                "a cell is empty, or a dash"
                if len(cells) == 1
                else f"{len(cells)} cells are empty, or dashes",
                "Write what is meant, such as “none” or “not known”; a reader who hears nothing "
                "cannot tell.",
                place_of(cells[0]),
                "WCAG 2.2 SC 1.3.1",
            )


def _is_empty(cell: Element) -> bool:
    words = words_of(cell)
    if words:
        return cell.tag == "td" and words in ("-", "–", "—", "−", "--", "…", "...")
    return cell.find(".//{*}img") is None and cell.find(".//{*}math") is None


def cells_not_of_signs_alone(publication: Publication) -> Iterator[Diagnostic]:
    """Find columns of bare signs, such as ✓ and ✗, which many screen readers skip."""
    for table in publication.kept.named("table"):
        signs = [
            cell
            for cell in table.iter("td")
            if (text := words_of(cell)) and len(text) <= 2 and not _SIGNS.isdisjoint(text)
        ]
        if signs:
            shown = dict.fromkeys(words_of(cell) for cell in signs)
            yield Diagnostic(
                "table-cell-sign",
                "warning",
                f"cells say only {list_of(list(shown))}, which many screen readers pass over",
                "Write the word, such as “yes” or “no”, beside the sign or instead of it.",
                place_of(signs[0]),
                "WCAG 2.2 SC 1.3.3",
            )


def headers_have_scope(publication: Publication) -> Iterator[Diagnostic]:
    """Find header cells of tables in HTML that do not say what they head (ISO 14289-1 7.5)."""
    for table in publication.kept.named("table"):
        named = {
            name for cell in table.iter("td", "th") for name in cell.get("headers", "").split()
        }
        for cell in table.iter("th"):
            if cell.get("scope") or cell.get("id") in named:
                continue
            yield Diagnostic(
                "table-scope-missing",
                "warning",
                f"the header cell “{words_of(cell)}” does not say whether it heads a row or a "
                "column",
                'Add scope="col" or scope="row" to it.',
                place_of(cell),
                "WCAG 2.2 SC 1.3.1",
            )


def tables_not_for_layout(publication: Publication) -> Iterator[Diagnostic]:
    """Find tables that arrange a page instead of relating values."""
    for table in publication.kept.named("table"):
        columns = [length for group in _groups(table) for _, length in _row_lengths(group)]
        holds = next(table.iter("figure", "pre", "aside"), None)
        inner = next((t for t in table.iter("table") if t is not table), None)
        if columns and max(columns) == 1:
            why = "has one column only, so it is a list"
        elif inner is not None:
            why = "has another table in it"
        elif holds is not None:
            why = f"has a {_HELD[str(holds.tag)]} in a cell"
        else:
            continue
        yield Diagnostic(
            "table-layout",
            "warning",
            f"the table {why}: readers who hear it cell by cell lose the thread",
            "Use a table for values in rows and columns only; write the rest as text or a list.",
            place_of(table),
            "WCAG 2.2 SC 1.3.1",
        )
