"""Rules that judge a publication before it is written.

1. `structure`: headings, ids.
2. `tables`: headers, captions, rows.
3. `links`: every link has words and leads somewhere.
4. `glyphs`: every character has a glyph in the fonts.
5. `formulas`: all of every formula can be drawn.

A rule is a function from a publication to findings and a row in `RULES`; it never changes what
it judges.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from everyleaf.check.rules import formulas, glyphs, links, structure, tables
from everyleaf.diagnostics import Diagnostic
from everyleaf.model import Publication

Rule = Callable[[Publication], Iterator[Diagnostic]]

RULES: tuple[Rule, ...] = (
    structure.heading_order,
    structure.ids_unique,
    tables.table_headers,
    tables.table_captions,
    tables.table_rows_even,
    tables.table_references,
    tables.headings_in_cells,
    links.links_named,
    links.targets_exist,
    glyphs.glyphs_present,
    formulas.formulas_drawable,
    formulas.formulas_without_lines,
    formulas.formulas_fit,
)


def check_publication(publication: Publication) -> list[Diagnostic]:
    """Return what every rule finds."""
    return [finding for rule in RULES for finding in rule(publication)]
