"""Rules that judge a publication before it is written.

1. `RULES` judge the document, its images and drawings, and who is credited for them.
2. `words` judges the running text, which is read once for all its rules.
3. `sheets` judges the style sheets, on a document that is reduced to what they tell apart.
4. Contrast and readability are measured once, for their rules and for the report.

A rule is a function to findings and a row here; it never changes what it judges. Its severity is
`error` where a standard is broken or content lost, `warning` where a reader will suffer, `advice`
where the author should look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from everyleaf.check.rules import (
    attribution,
    drawings,
    formulas,
    glyphs,
    headings,
    images,
    landmarks,
    lines,
    links,
    readability,
    structure,
    tables,
    typefaces,
)
from everyleaf.check.rules.measurements import gather_contrast, gather_readability
from everyleaf.check.rules.sheets import judge_sheets
from everyleaf.check.rules.words import judge_words
from everyleaf.diagnostics import Diagnostic
from everyleaf.jobs import InProcess, Jobs
from everyleaf.model import Measurements, Publication

Rule = Callable[[Publication], Iterator[Diagnostic]]

RULES: tuple[Rule, ...] = (
    landmarks.landmarks_present,
    landmarks.names_resolve,
    images.decorations_silent,
    images.alternatives_say_something,
    images.alternatives_to_the_point,
    images.images_of_text,
    images.charts_have_data,
    structure.heading_order,
    structure.ids_unique,
    headings.titles_given,
    headings.headings_distinct,
    headings.headings_not_numbered_twice,
    headings.bold_paragraphs,
    headings.lists_faked,
    lines.code_keeps_lines,
    lines.verse_keeps_lines,
    tables.table_headers,
    tables.table_captions,
    tables.table_rows_even,
    tables.table_references,
    tables.headings_in_cells,
    tables.cells_filled,
    tables.cells_not_of_signs_alone,
    tables.headers_have_scope,
    tables.tables_not_for_layout,
    links.links_named,
    links.targets_exist,
    links.links_say_where,
    links.links_distinct,
    attribution.images_credited,
    attribution.quotations_credited,
    attribution.quotations_are_such,
    attribution.data_credited,
    attribution.licences_stated,
    attribution.licences_compatible,
    attribution.licence_addresses,
    glyphs.glyphs_present,
    typefaces.fonts_embeddable,
    formulas.formulas_drawable,
    formulas.formulas_without_lines,
    formulas.formulas_fit,
)

_HERE = InProcess()


@dataclass(frozen=True, slots=True)
class Examined:
    """What came of judging a publication."""

    findings: tuple[Diagnostic, ...]
    measurements: Measurements


def examine_publication(publication: Publication, jobs: Jobs = _HERE) -> Examined:
    """Return what every rule finds, and what was measured for it; `jobs` remembers parts of it."""
    sheets = judge_sheets(publication, jobs)
    drawn = drawings.measure_drawings(publication)
    words = judge_words(publication, jobs)
    findings = (
        *(finding for rule in RULES for finding in rule(publication)),
        *drawings.drawings_stand_out(publication, drawn),
        *words.findings,
        *readability.chapters_readable(publication, words.scores),
        *sheets.findings,
    )
    measurements = Measurements(
        gather_contrast(sheets.pairs, drawn),
        gather_readability(words.scores),
        words.without_formula,
    )
    return Examined(findings, measurements)
