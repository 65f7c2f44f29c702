"""Lay the cells of a table on a grid, as HTML's table model does, and tell what follows from it.

1. Each cell takes the first free place of its row; a span is cut where it would leave the row
   group or cover another cell.
2. Rows that end early get empty cells: all rows of a PDF table are equally long (ISO 14289-1:2014
   7.2).
3. Where a header cell spans, or headers lie in several rows or columns, Scope does not say enough:
   each cell then names its header cells by their ID (ISO 32000-1 table 349, Headers), found as
   HTML says (HTML Standard 4.9.12.2), except that a row's header ends a block of column headers
   as a data cell does: a second heading of the same width then replaces the first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from everyleaf.pdf.structure.elements import Attribute, Kid, StructElem

PADDING = StructElem("TD", -1)
"""An empty cell at the end of a short row."""


@dataclass(slots=True, eq=False)
class _Cell:
    """A cell with its place."""

    elem: StructElem
    row: int
    column: int
    height: int
    width: int

    @property
    def scope(self) -> str:
        """`Column`, `Row`, or nothing for a data cell."""
        return str(_value(self.elem, "Scope") or "")


class _Grid:
    """The places of a table, filled row by row."""

    def __init__(self) -> None:
        self.cells: list[_Cell] = []
        self.at: dict[tuple[int, int], _Cell] = {}
        self.height = 0
        self.width = 0

    def add_group(self, rows: Sequence[StructElem]) -> None:
        """Place the cells of the rows of one group."""
        end = self.height + len(rows)
        for number, row in enumerate(rows, self.height):
            column = 0
            for elem in _cells(row):
                while (number, column) in self.at:
                    column += 1
                width = _span(elem, "ColSpan")
                taken = (c for c in range(column, column + width) if (number, c) in self.at)
                width = next(taken, column + width) - column
                height = min(_span(elem, "RowSpan"), end - number)
                cell = _Cell(elem, number, column, height, width)
                self.cells.append(cell)
                for r in range(number, number + height):
                    for c in range(column, column + width):
                        self.at[r, c] = cell
                column += width
                self.width = max(self.width, column)
        self.height = end

    def headers(self, cell: _Cell) -> list[_Cell]:
        """Return the header cells of a cell: those of its columns from the top, then of its row."""
        found: list[_Cell] = []
        for column in range(cell.column, cell.column + cell.width):
            found += reversed(list(self._scan(cell, -1, 0, cell.row, column)))
        for row in range(cell.row, cell.row + cell.height):
            found += reversed(list(self._scan(cell, 0, -1, row, cell.column)))
        return [h for h in dict.fromkeys(found) if h is not cell]

    def _scan(self, cell: _Cell, down: int, right: int, row: int, column: int) -> Iterator[_Cell]:
        """Yield header cells above or before a place, nearest first."""
        wanted = "Column" if down else "Row"
        block = [cell] if cell.scope == wanted else []
        opaque: list[_Cell] = []
        last: _Cell | None = cell
        while row + down >= 0 and column + right >= 0:
            row, column = row + down, column + right
            current = self.at.get((row, column))
            if current is last or current is None:
                continue
            last = current
            if current.scope == wanted:
                block.append(current)
                if not any(_lies_like(current, other, down) for other in opaque):
                    yield current
            elif block:
                opaque += block
                block = []


def _lies_like(cell: _Cell, other: _Cell, down: int) -> bool:
    if down:
        return (cell.column, cell.width) == (other.column, other.width)
    return (cell.row, cell.height) == (other.row, other.height)


def arrange_cells(parts: Sequence[StructElem], prefix: str = "") -> list[StructElem]:
    """Return the parts of a Table with rows of one length and cells that know their headers.

    The IDs that header cells get begin with `prefix`.
    """
    grid = _Grid()
    rows = [part for part in parts if part.type == "TR"]
    groups = [part for part in parts if part.type in ("THead", "TBody", "TFoot")]
    for group in [rows] if rows else [_rows(group) for group in groups]:
        grid.add_group(group)
    made: dict[int, list[StructElem]] = defaultdict(list)
    finisher = _Finisher(grid, prefix)
    for cell in grid.cells:
        made[cell.row].append(finisher.finish(cell))
    covered = [sum((row, c) in grid.at for c in range(grid.width)) for row in range(grid.height)]
    numbers = iter(range(grid.height))

    def finish_row(row: StructElem) -> StructElem:
        number = next(numbers)
        padding = [PADDING] * (grid.width - covered[number])
        return replace(row, children=(*made[number], *padding))

    result: list[StructElem] = []
    for part in parts:
        if part.type == "TR":
            part = finish_row(part)
        elif part.type != "Caption":
            part = replace(part, children=tuple(finish_row(row) for row in _rows(part)))
        result.append(part)
    return result


class _Finisher:
    """Makes the finished element of each cell of one table; it keeps the names that are given."""

    def __init__(self, grid: _Grid, prefix: str) -> None:
        self._grid = grid
        self._prefix = prefix
        self._known = {c.elem.identifier for c in grid.cells if c.elem.identifier}
        self._complex = _needs_headers(grid)

    def finish(self, cell: _Cell) -> StructElem:
        """Return a cell's element with the spans it really has, its ID and its Headers."""
        elem = cell.elem
        given = _value(elem, "Headers")
        kept = [a for a in elem.attributes if a.key not in ("ColSpan", "RowSpan", "Headers")]
        spans = (("ColSpan", cell.width), ("RowSpan", cell.height))
        kept += [Attribute("Table", key, span) for key, span in spans if span > 1]
        names = tuple(str(n) for n in given if n in self._known) if isinstance(given, tuple) else ()
        if self._complex and not names:
            names = tuple(self._identifier(h) for h in self._grid.headers(cell) if _says(h.elem))
        if names:
            kept.append(Attribute("Table", "Headers", names))
        identifier = self._identifier(cell) if cell.scope and self._complex else elem.identifier
        return replace(elem, attributes=tuple(kept), identifier=identifier)

    def _identifier(self, cell: _Cell) -> str:
        """Return the ID of a header cell; the space keeps ours apart from an author's."""
        return cell.elem.identifier or f"{self._prefix}th {cell.elem.node}"


def _needs_headers(grid: _Grid) -> bool:
    """Tell whether Scope does not say enough."""
    by_row: dict[int, int] = defaultdict(int)
    by_column: dict[int, int] = defaultdict(int)
    for cell in grid.cells:
        if cell.scope and (cell.width > 1 or cell.height > 1):
            return True
        if cell.scope == "Column" and _says(cell.elem):
            by_column[cell.column] += 1
        elif cell.scope == "Row" and _says(cell.elem):
            by_row[cell.row] += 1
    return max([*by_row.values(), *by_column.values()], default=0) > 1


def _says(kid: Kid) -> bool:
    """Tell whether there is anything to read in a cell."""
    if isinstance(kid, StructElem):
        return bool(kid.alternative) or any(map(_says, kid.children))
    return isinstance(kid.slot, str) or bool(kid.text.strip())


def _cells(row: StructElem) -> list[StructElem]:
    return [kid for kid in row.children if isinstance(kid, StructElem)]


def _rows(group: StructElem) -> list[StructElem]:
    return [kid for kid in group.children if isinstance(kid, StructElem)]


def _span(elem: StructElem, key: str) -> int:
    value = _value(elem, key)
    return value if isinstance(value, int) else 1


def _value(elem: StructElem, key: str) -> str | int | tuple[str, ...] | tuple[float, ...] | None:
    return next((a.value for a in elem.attributes if a.key == key), None)
