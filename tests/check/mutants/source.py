"""Defects in a source: what an author gets wrong, in a text that is otherwise right.

A file of the folder is changed in one place; the rules for sources and the reader must name it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.check.mutants.planting import Change, replace

TEXT = """---
title: Water at the coast
lang: en-GB
date: 2026-11-01
publisher: Example Press
license: CC-BY-4.0
attribution:
  - role: source
    name: Harbour Board
    title: Tide tables
    url: https://example.org/tides
    date: 2026-10-01
    license: CC-BY-4.0
  - role: illustrator
    name: Ada Example
    license: CC0-1.0
---

The sea rises and falls twice a day.[^once] The reason is told in [the part on the moon](#moon).

## What the moon does {#moon}

The moon pulls the water. In French a gauge is a [marégraphe]{lang=fr}, and in Arabic the tide is
called [المد]{lang=ar}. The Harbour Board writes the heights down.

### Two tides {#two}

There are two tides a day, as [the table of heights](#tbl:heights) shows for two ports.

| Port  | High (m) | Low (m) |
|-------|---------:|--------:|
| Brest |      6.9 |     1.0 |
| Dover |      6.8 |     0.8 |

: Heights at two ports {#tbl:heights .row-headers}

## What is drawn {#drawn}

![Bar chart: 6.9 m at Brest, 6.8 m at Dover.](chart.svg "Heights; the numbers are in
[the table of heights](#tbl:heights)."){#fig:heights}

The force falls with distance: $F = m a$.

```python
def read(gauge):
    return round(gauge.metres, 1)
```

- Spring tides are high.
- Neap tides are low.

[^once]: In most places. See [the tide tables](https://example.org/tides).
"""

CHART = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 120" width="320" height="120">
<rect width="320" height="120" fill="#fff"/>
<rect x="70" y="15" width="230" height="30" fill="#1d4e6b"/>
<text x="10" y="36" font-family="'Source Sans 3', sans-serif" font-size="14">Brest</text>
<text x="10" y="86" font-family="'Source Sans 3', sans-serif" font-size="14">Dover</text>
</svg>
"""

FILES: Mapping[str, str] = {"tides.md": TEXT, "chart.svg": CHART}
"""The clean original; a picture `scan.png` is beside it, for mutants that show it."""


@dataclass(frozen=True)
class SourceMutant:
    """One defect in one file of a source."""

    name: str
    file: str
    change: Change
    codes: tuple[str, ...]
    """It is named if one of these is among the findings."""


_IMAGE = r"!\[Bar chart[^\]]*\]"
_LONG = (
    "When the moon, which has for a long time been held by those who live on the coast and by "
    "those who sail along it to be the cause of the tides, stands in one line with the sun, as it "
    "does at the new moon and again at the full moon, the water rises higher, and it falls lower "
    "too, than it does on the days between, which is what sailors who have to enter the harbour "
    "over the bar at its mouth, where there is little water at low tide, must know."
)


def _after(heading: str, text: str) -> Change:
    return replace(rf"({heading}[^\n]*\n)", rf"\1\n{text}\n")


_TABLE: tuple[tuple[str, Change, tuple[str, ...]], ...] = (
    # images
    ("an image has no alternative", replace(_IMAGE, "![]"), ("image-alt-missing",)),
    ("an alternative is a file name", replace(_IMAGE, "![chart.svg]"), ("image-alt-file-name",)),
    ("an alternative is generic", replace(_IMAGE, "![chart]"), ("image-alt-generic",)),
    ("an alternative is the caption", replace(r'!\[Bar chart[^\]]*\]\(chart.svg "[^"]*"\)', '![Heights at the ports of the coast](chart.svg "Heights at the ports of the coast.")'), ("image-alt-repeats-caption",)),
    ("an alternative begins “picture of”", replace(r"!\[Bar chart", "![Picture of a bar chart"), ("image-alt-begins-with-kind",)),
    ("an alternative is too long", replace(r"!\[Bar chart: ", "![Bar chart: " + "heights at a port on the coast, " * 20), ("image-alt-too-long",)),
    ("a chart has no data", replace(r' "Heights; the numbers[^"]*"', ' "Heights"'), ("chart-data-missing",)),
    ("a picture shows text", replace(rf"{_IMAGE}\(chart\.svg", "![Screenshot of text: the harbour is closed on Sunday](scan.png"), ("image-of-text", "image-alt-begins-with-kind")),
    ("a table is a picture", replace(rf"{_IMAGE}\(chart\.svg", "![Table of heights at two ports](scan.png"), ("table-as-image",)),
    ("a formula is a picture", replace(r"\$F = m a\$", "![Formula: F equals m times a](scan.png)"), ("math-as-image",)),
    ("decoration has words", replace(r"\{#fig:heights\}", "{.decorative}"), ("image-decorative-alt", "image-decorative-caption")),
    ("an image is not there", replace(r"\(chart\.svg", "(chrat.svg"), ("image-not-found",)),
    # structure
    ("headings skip a level", replace("### Two", "##### Two"), ("heading-skipped",)),
    ("a heading is empty", replace(r"### Two tides \{#two\}", "###"), ("heading-empty",)),
    ("there is a second title", replace("## What is drawn", "# What is drawn"), ("heading-second-title",)),
    ("a bold line poses as a heading", _after("called", "**How we measure**\n\nWe read a gauge."), ("heading-bold",)),
    ("a list is faked with dashes", replace(r"- Spring tides are high\.\n- Neap", "– Spring tides are high.\\\\\n– Mean tides are not.\\\\\n– Neap"), ("list-faked",)),
    ("a list is faked with numbers", replace(r"- Spring tides are high\.\n- Neap tides are low\.", "(1) Spring tides are high.\\\\\n(2) Mean tides are not.\\\\\n(3) Neap tides are low."), ("list-faked",)),
    ("a table has no caption", replace(r"\n: Heights at two ports[^\n]*\n", "\n"), ("table-caption-missing", "link-target-missing")),
    ("a table has no header cells", replace(r"\| Port  \| High \(m\) \| Low \(m\) \|", "|       |          |         |"), ("table-header-missing", "table-header-empty")),
    ("a cell is empty", replace(r"\|     0\.8 \|", "|         |"), ("table-cell-empty",)),
    ("a cell holds but a sign", replace(r"\|     0\.8 \|", "|       – |"), ("table-cell-sign", "table-cell-empty")),
    ("a cell holds but a tick", replace(r"\|     0\.8 \|", "|       ✓ |"), ("table-cell-sign",)),
    ("a row has a cell too many", replace(r"\|     0\.8 \|", "|     0.8 | 3 |"), ("table-row-too-long", "table-ragged")),
    ("two elements have one id", replace(r"\{#drawn\}", "{#moon}"), ("id-repeated",)),
    # text
    ("a passage in another script is unmarked", replace(r"\[المد\]\{lang=ar\}", "المد والجزر"), ("direction-missing", "language-part-missing")),
    ("a sentence in another language is unmarked", _after("called", "Les marées sont un mouvement périodique de la mer, dû à la lune et au soleil."), ("language-part-suspected", "language-part-missing")),
    ("the language is none", replace("lang: en-GB", "lang: english"), ("language-invalid",)),
    ("the language is missing", replace("lang: en-GB\n", ""), ("language-missing",)),
    ("a language of a part is none", replace("lang=fr", "lang=french"), ("language-invalid",)),
    ("an abbreviation is not explained", replace("The Harbour Board writes", "The UKHO writes"), ("abbreviation-unexplained",)),
    ("a link says “here”", replace(r"\[the tide tables\]", "[here]"), ("link-text-vague",)),
    ("a link says its address", replace(r"\[the tide tables\]\(https://example.org/tides\)", "<https://example.org/tides>"), ("link-address-bare",)),
    ("a link says nothing", replace(r"\[the tide tables\]", "[]"), ("link-empty",)),
    ("one text leads to two places", _after("called", "See [the almanac](https://example.org/one) and [the almanac](https://example.org/two)."), ("link-text-repeated",)),
    ("a passage is in capitals", replace("The moon pulls the water.", "THE MOON PULLS THE WATER UP AND LETS IT FALL AGAIN."), ("text-capitals",)),
    ("colour alone says something", _after("called", "The high tides are those in red."), ("colour-alone",)),
    ("a sentence is very long", _after("called", _LONG), ("sentence-long", "text-difficult")),
    ("a link leads to nothing", replace(r"\(#moon\)", "(#mond)"), ("link-target-missing",)),
    # code, formulas, notes
    ("a code block is not closed", replace(r"1\)\n```", "1)"), ("code-unclosed",)),
    ("a formula is not TeX", replace(r"\$F = m a\$", r"$\\frac{F$"), ("math-invalid",)),
    ("a formula has no words in its language", lambda t: replace("lang: en-GB", "lang: az")(t), ("math-words-missing",)),
    ("a note is not there", replace(r"\[\^once\]:", "[^twice]:"), ("note-undefined", "note-unreferenced")),
    ("a note is never referred to", replace(r"day\.\[\^once\]", "day."), ("note-unreferenced",)),
    ("a note is empty", replace(r"\[\^once\]: .*", "[^once]:\n"), ("note-empty", "note-undefined", "note-unreadable")),
    ("a reference leads nowhere", _after("called", "See [@fig:tidse]."), ("reference-missing", "citation-missing")),
    # metadata and credit
    ("the title is missing", replace("title: Water at the coast\n", ""), ("title-missing",)),
    ("the title is generic", replace("title: Water at the coast", "title: Untitled"), ("title-generic",)),
    ("a key is misspelt", replace("publisher:", "publischer:"), ("front-matter-key-unknown",)),
    ("a date is none", replace("date: 2026-11-01", "date: 2026-13-01"), ("date-invalid",)),
    ("nobody is credited", replace(r"attribution:.*?---", "---"), ("attribution-missing",)),
    ("a licence is unknown", replace("license: CC-BY-4.0\nattr", "license: CC-BYE-4.0\nattr"), ("license-unknown",)),
    ("a licence does not fit the book’s", replace("    license: CC-BY-4.0", "    license: CC-BY-NC-ND-4.0\n    changes: figures rounded"), ("license-incompatible",)),
    ("a role is unknown", replace("role: source", "role: sauce"), ("role-unknown",)),
    ("an address is none", replace("url: https://example.org/tides", "url: example dot org"), ("url-invalid",)),
    ("a character has no glyph", replace("twice a day", "twice a day 𒀭"), ("glyph-missing", "language-part-missing")),
    ("HTML that is not allowed", _after("called", "<marquee>Tides!</marquee>"), ("html-not-allowed",)),
    ("a quotation has no source", _after("called", "> The sea is never still, and neither are those who live by it."), ("quotation-source-missing",)),
)  # fmt: skip

MUTANTS: tuple[SourceMutant, ...] = (
    *(SourceMutant(name, "tides.md", change, codes) for name, change, codes in _TABLE),
    SourceMutant("a word in a drawing is too pale", "chart.svg", replace("<text ", '<text fill="#ccc" '), ("contrast-low-drawing",)),
    SourceMutant("a drawing runs a script", "chart.svg", replace("</svg>", "<script>alert(1)</script></svg>"), ("svg-unsafe",)),
    SourceMutant("a drawing has no size", "chart.svg", replace(r' viewBox="[^"]*" width="320" height="120"', ""), ("svg-no-size",)),
)  # fmt: skip
