"""Read Pandoc grid tables, which can have spanning cells and blocks inside cells.

1. A block rule collects the lines that begin with `+` or `|`.
2. docutils' parser, which knows the same drawing, finds cells and spans.
3. Each cell's lines are parsed as Markdown of their own.

A header is closed by a line of `=`; alignment colons in that line or in the first line are kept.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

GRID = "+"
"""Markup of a grid table's tokens; a pipe table's have none."""

_RULE = re.compile(r"\+(?::?[-=]+:?\+)+[ \t]*$")


def grid_table_plugin(md: MarkdownIt) -> None:
    """Add the block rule before pipe tables."""
    md.block.ruler.before(
        "table", "grid_table", _grid_table, {"alt": ["paragraph", "reference", "blockquote"]}
    )


def _without_colons(rule: str) -> str:
    """Draw a rule of one kind of dash, as docutils knows it."""
    return rule.replace(":", "=").replace("-", "=") if "=" in rule else rule.replace(":", "-")


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip()


def _grid_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start) or not _RULE.match(_line(state, start)):
        return False
    stop = start
    while stop < end and _line(state, stop)[:1] in ("+", "|"):
        stop += 1
    lines = [_line(state, number) for number in range(start, stop)]
    if len(lines) < 3:
        return False
    if silent:
        return True
    # here, for docutils takes as long to load as a chapter to read, and few books draw grids
    from docutils.parsers.rst.tableparser import GridTableParser, TableMarkupError
    from docutils.statemachine import StringList

    state.line = stop
    aligns = _alignments(lines)
    plain = [_without_colons(x) if _RULE.match(x) else x for x in lines]
    width = max(map(len, plain))
    try:
        _, head, body = GridTableParser().parse(StringList([x.ljust(width) for x in plain]))
    except (TableMarkupError, AssertionError, IndexError) as error:
        token = state.push("grid_table_invalid", "", 0)
        token.map, token.content = [start, stop], " ".join(str(error).split())
        return True
    opening = state.push("table_open", "table", 1)
    opening.map, opening.markup = [start, stop], GRID
    for group, rows in (("thead", head), ("tbody", body)):
        if rows:
            state.push(f"{group}_open", group, 1)
            for row in rows:
                _row(state, row, "th" if group == "thead" else "td", aligns, start)
            state.push(f"{group}_close", group, -1)
    state.push("table_close", "table", -1)
    return True


_Cell = tuple[int, int, int, list[str]]


def _row(
    state: StateBlock, row: list[_Cell | None], tag: str, aligns: list[str], start: int
) -> None:
    opening = state.push("tr_open", "tr", 1)
    for column, cell in enumerate(row):
        if cell is None:  # covered by a neighbour's span
            continue
        more_rows, more_columns, offset, lines = cell
        line = start + offset
        opening.map = opening.map or [line, line + 1]
        token = state.push(f"{tag}_open", tag, 1)
        token.map = [line, line + max(len(lines), 1)]
        if more_rows:
            token.attrs["rowspan"] = more_rows + 1
        if more_columns:
            token.attrs["colspan"] = more_columns + 1
        if column < len(aligns) and aligns[column]:
            token.attrs["style"] = f"text-align:{aligns[column]}"
        _cell_content(state, "\n".join(lines), line)
        state.push(f"{tag}_close", tag, -1)
    state.push("tr_close", "tr", -1)


def _cell_content(state: StateBlock, text: str, line: int) -> None:
    """Parse a cell's lines as blocks; a single paragraph stands without `<p>`."""
    known = len(state.tokens)
    state.md.block.parse(text, state.md, state.env, state.tokens)
    made = state.tokens[known:]
    single = len(made) == 3 and made[0].type == "paragraph_open"
    for token in made:
        token.level += state.level
        if token.map:
            token.map = [token.map[0] + line, token.map[1] + line]
        if single and token.type.startswith("paragraph"):
            token.hidden = True


def _alignments(lines: list[str]) -> list[str]:
    """Return `left`, `right`, `center` or nothing for each column, from the colons of a rule."""
    rules = [x for x in lines if _RULE.match(x)]
    marked = next((x for x in rules if ":" in x), "")
    words = {(True, True): "center", (False, True): "right", (True, False): "left"}
    parts = marked.strip().strip("+").split("+") if marked else []
    return [words.get((p.startswith(":"), p.endswith(":")), "") for p in parts]
