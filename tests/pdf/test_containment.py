"""Every element inside every other, one and two levels deep: always PDF/UA-1, no word lost.

1. `ELEMENTS` are those that authors and templates can write, `MOVERS` those whose text is read in
   another place than it is written, or that mean nothing where they stand.
2. Each pair is tried with text around the inner one, and every second pair bare, with a third one
   in it; a fixed seed draws which. Many cases make one document.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from everyleaf.check.judges import PDF_PROFILES
from everyleaf.check.verapdf import validate
from everyleaf.model import PDF_STANDARDS, PdfStandard
from tests.pdf.documents import document_text, parse, render, squeeze
from tests.readers.pdf import structure_text

ELEMENTS = {
    "p": "<p>{}</p>",
    "heading": "<h3>{}</h3>",
    "em": "<em>{}</em>",
    "strong": "<strong>{}</strong>",
    "link": "<a href='#top'>{}</a>",
    "web-link": "<a href='https://example.org/'>{}</a>",
    "note-reference": "<a role='doc-noteref' href='#top'>{}</a>",
    "code": "<code>{}</code>",
    "language": "<span lang='fr'>{}</span>",
    "right-to-left": "<bdi lang='he' dir='rtl'>{}</bdi>",
    "overridden": "<bdo dir='ltr'>{}</bdo>",
    "abbreviation": "<abbr title='k'>{}</abbr>",
    "quote": "<q>{}</q>",
    "citation": "<cite>{}</cite>",
    "deletion": "<del>{}</del>",
    "insertion": "<ins>{}</ins>",
    "mark": "<mark>{}</mark>",
    "superscript": "<sup>{}</sup>",
    "line-break": "<br/>",
    "rule": "<hr/>",
    "image": "<img src='img/p.png' alt='w'/>",
    "decoration": "<img src='img/p.png' alt=''/>",
    "drawing": "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9' aria-label='v'>"
    "<rect width='9' height='9'/></svg>",
    "symbol": "<span role='img' aria-label='Done:'>x</span>",
    "list": "<ul><li>{}</li></ul>",
    "numbered-list": "<ol><li>{}</li><li>x</li></ol>",
    "term": "<dl><dt>{}</dt><dd>y</dd></dl>",
    "description": "<dl><dt>t</dt><dd>{}</dd></dl>",
    "group-of-terms": "<dl><div><dt>t</dt><dd>{}</dd></div></dl>",
    "block-quote": "<blockquote>{}</blockquote>",
    "preformatted": "<pre>{}</pre>",
    "aside": "<aside>{}</aside>",
    "note": "<div role='note'>{}</div>",
    "section": "<section>{}</section>",
    "article": "<article>{}</article>",
    "division": "<div>{}</div>",
    "division-in-german": "<div lang='de'>{}</div>",
    "header": "<header>{}</header>",
    "figure": "<figure>{}</figure>",
    "figure-caption": "<figure><img src='img/p.png' alt='z'/><figcaption>{}</figcaption></figure>",
    "cell": "<table><tr><td>{}</td></tr></table>",
    "header-cell": "<table><thead><tr><th>{}</th></tr></thead><tr><td>x</td></tr></table>",
    "spanning-cell": "<table><tr><th colspan='2'>h</th></tr><tr><td>{}</td><td>x</td></tr></table>",
    "table-caption": "<table><caption>{}</caption><tr><td>z</td></tr></table>",
    "layout-table": "<table role='presentation'><tr><td>{}</td></tr></table>",
    "contents": "<nav role='doc-toc'><ol><li>{}</li></ol></nav>",
    "endnotes": "<section role='doc-endnotes'><ol><li>{}</li></ol></section>",
    "bibliography": "<ul><li role='doc-biblioentry'>{}</li></ul>",
    "ruby": "<ruby>{}<rt>r</rt></ruby>",
    "ruby-text": "<ruby>r<rt>{}</rt></ruby>",
    "index": "<section role='doc-index'>{}</section>",
    "part": "<section role='doc-part'>{}</section>",
    "list-of-figures": "<section data-chunk='list-of-figures'><ol><li>{}</li></ol></section>",
    "cross-reference": "<a class='cross-reference' href='#top'>{}</a>",
}
MOVERS = {
    "footnote": "<span role='doc-footnote'>{}</span>",
    "footnote-of-blocks": "<div role='doc-footnote'><p>{}</p></div>",
    "table": "<table>{}</table>",
    "row-group": "<table><tbody>{}</tbody></table>",
    "row": "<table><tr>{}</tr></table>",
    "stray-cell": "<td>{}</td>",
    "stray-row": "<tr><th>{}</th></tr>",
    "stray-caption": "<caption>{}</caption>",
    "stray-row-group": "<tfoot>{}</tfoot>",
}
ALL = ELEMENTS | MOVERS
STYLE = "[role=doc-footnote] { float: footnote }"
BATCHES = 8


def cases(outer: str, elements: dict[str, str]) -> Iterator[str]:
    """Yield the cases of an outer element."""
    chance = random.Random(outer)
    for inner in elements.values():
        deepest = elements[chance.choice(sorted(elements))].format("b")
        yield ALL[outer].format(f"a {inner.format('b')} c")
        if chance.random() < 0.5:
            yield ALL[outer].format(inner.format(deepest))


def document(sections: list[str]) -> str:
    return "<h1 id='top'>T</h1><h2>t</h2>" + "".join(f"<section>{s}</section>" for s in sections)


def fault(sections: list[str], standard: PdfStandard, data: bytes | None = None) -> str:
    """Return the failed rules of the first case that fails, or nothing."""
    data = data or render(document(sections), STYLE, standard=standard)
    verdict = validate(data, PDF_PROFILES[standard][0])
    if verdict.outcome == "passed":
        return ""
    half = len(sections) // 2
    alone = half and (fault(sections[:half], standard) or fault(sections[half:], standard))
    words = "\n".join(finding.format_text() for finding in verdict.findings)
    return alone or f"{words}\n{sections[:2]}"


@pytest.mark.book
@pytest.mark.parametrize("standard", PDF_STANDARDS)
@pytest.mark.parametrize("batch", range(BATCHES))
def test_containment(batch: int, standard: PdfStandard) -> None:
    sections = [c for outer in sorted(ELEMENTS)[batch::BATCHES] for c in cases(outer, ELEMENTS)]
    body = document(sections)
    data = render(body, STYLE, standard=standard)
    assert fault(sections, standard, data) == ""
    got = structure_text(data, skip=("Formula",))
    assert squeeze(got) == squeeze(document_text(parse(body)))


@pytest.mark.book
@pytest.mark.parametrize("standard", PDF_STANDARDS)
@pytest.mark.parametrize("batch", range(BATCHES // 2))
def test_containment_of_what_moves(batch: int, standard: PdfStandard) -> None:
    sections = [c for outer in sorted(MOVERS)[batch :: BATCHES // 2] for c in cases(outer, ALL)]
    inside = sorted(ELEMENTS)[batch :: BATCHES // 2]
    sections += [c for outer in inside for c in cases(outer, MOVERS)]
    body = document(sections)
    data = render(body, STYLE, standard=standard)
    assert fault(sections, standard, data) == ""
    got = structure_text(data, skip=("Formula",))
    assert sorted(squeeze(got)) == sorted(squeeze(document_text(parse(body))))
