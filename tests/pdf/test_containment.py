"""Every element inside every other, with text around it and without: always PDF/UA-1, no word lost."""

from __future__ import annotations

import pytest

from everyleaf.check.verapdf import validate
from tests.pdf.documents import document_text, parse, render, squeeze
from tests.readers.pdf import structure_text

ELEMENTS = {
    "p": "<p>{}</p>",
    "heading": "<h3>{}</h3>",
    "em": "<em>{}</em>",
    "link": "<a href='#top'>{}</a>",
    "note-reference": "<a role='doc-noteref' href='#top'>{}</a>",
    "code": "<code>{}</code>",
    "language": "<span lang='fr'>{}</span>",
    "abbreviation": "<abbr title='k'>{}</abbr>",
    "quote": "<q>{}</q>",
    "deletion": "<del>{}</del>",
    "superscript": "<sup>{}</sup>",
    "line-break": "<br/>",
    "image": "<img src='img/p.png' alt='w'/>",
    "list": "<ul><li>{}</li></ul>",
    "numbered-list": "<ol><li>{}</li><li>x</li></ol>",
    "term": "<dl><dt>{}</dt><dd>y</dd></dl>",
    "description": "<dl><dt>t</dt><dd>{}</dd></dl>",
    "block-quote": "<blockquote>{}</blockquote>",
    "preformatted": "<pre>{}</pre>",
    "aside": "<aside>{}</aside>",
    "note": "<div role='note'>{}</div>",
    "section": "<section>{}</section>",
    "article": "<article>{}</article>",
    "division": "<div>{}</div>",
    "figure": "<figure>{}</figure>",
    "figure-caption": "<figure><img src='img/p.png' alt='z'/><figcaption>{}</figcaption></figure>",
    "cell": "<table><tr><td>{}</td></tr></table>",
    "header-cell": "<table><thead><tr><th>{}</th></tr></thead><tr><td>x</td></tr></table>",
    "table-caption": "<table><caption>{}</caption><tr><td>z</td></tr></table>",
    "contents": "<nav role='doc-toc'><ol><li>{}</li></ol></nav>",
    "endnotes": "<section role='doc-endnotes'><ol><li>{}</li></ol></section>",
}


@pytest.mark.book
@pytest.mark.parametrize("outer", ELEMENTS)
def test_containment(outer: str) -> None:
    outside = ELEMENTS[outer]
    body = "<h1 id='top'>T</h1><h2>t</h2>" + "".join(
        f"<section>{outside.format(f'a {inside} c')}{outside.format(inside)}</section>"
        for inside in (element.format("b") for element in ELEMENTS.values())
    )
    data = render(body)
    verdict = validate(data, "ua1")
    assert (verdict.outcome, verdict.findings) == ("passed", ())
    assert squeeze(structure_text(data, skip=())) == squeeze(document_text(parse(body)))
