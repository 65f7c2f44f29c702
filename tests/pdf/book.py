"""A book of the shape that html/ hands over, with everything in it, made without our reader."""

from __future__ import annotations

import dataclasses
from html import escape

from lxml import etree

from everyleaf.model import Cover, Document, Publication, Resource, Settings
from tests.conftest import load_templates, make_publication
from tests.pdf.documents import picture

_SENTENCES = (
    "The tide comes up the river twice a day and stays nowhere long.",
    "Those who live beside it learn to read the banks before they learn to read a table.",
    "Twice a month, at new and at full moon, the water reaches the foot of the old wall.",
    "Between the two it keeps its distance, and boats lie where children play.",
    "Nobody in the harbour trusts a forecast that was made far from the sea.",
    "A gauge is a post with numbers; what matters is who looks at it, and how often.",
    "When the wind stands in the west for three days, every figure is a little wrong.",
    "The clerk wrote down what he saw and, in a second column, what he had expected.",
    "It is the second column that made him famous, though he never knew it.",
)


def prose(sentences: int, start: int = 0) -> str:
    """Return sentences, each numbered, so that no two are the same."""
    count = len(_SENTENCES)
    return " ".join(
        f"{_SENTENCES[i % count][:-1]} ({i + 1})." for i in range(start, start + sentences)
    )


def paragraphs(number: int, sentences: int = 6, start: int = 0) -> str:
    """Return paragraphs of prose."""
    return "".join(f"<p>{prose(sentences, start + i * sentences)}</p>" for i in range(number))


_ROWS = "".join(
    f"<tr><th scope='row'>Station {i}</th><td class='number'>{i * 1.7:.1f}</td>"
    f"<td class='number'>{i * 0.4:.1f}</td><td>{_SENTENCES[i % 9][:40]}</td></tr>"
    for i in range(1, 48)
)
_CODE = """def read_gauge(station: str, hour: int, *, corrected: bool = True, tolerance_m: float = 0.05) -> float:
    height = STATIONS[station].heights[hour]  # metres above chart datum, as the clerk wrote them down
    if corrected:
        height += wind_setup(station, hour)
    return round(height, 2)
"""
_MATH = (
    "<math xmlns='http://www.w3.org/1998/Math/MathML' display='block' alttext='h equals a'>"
    "<mi>h</mi><mo>=</mo><mi>a</mi></math>"
)
_INLINE_MATH = (
    "<math xmlns='http://www.w3.org/1998/Math/MathML' alttext='x squared'>"
    "<msup><mi>x</mi><mn>2</mn></msup></math>"
)

FRONT = f"""
<p class="half-title" data-chunk="half-title" data-matter="front">The Tides</p>
<header class="title-page" data-chunk="title" data-matter="front">
<p class="publisher">Example Press</p><h1 id="title">The Tides</h1>
<p class="subtitle" role="doc-subtitle">A short report for testing</p>
<p class="byline">By Ada Example and Tove Test</p>
<p class="date"><time datetime="2026-11-01">1 November 2026</time></p></header>
<section role="doc-colophon" class="colophon" data-chunk="colophon" data-matter="front"
 aria-label="Imprint"><p>© 2026 Example Press</p><p>Licence: <a rel="license"
 href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>
 (<span class="address">https://creativecommons.org/licenses/by/4.0/</span>)</p>
<p>Published by Example Press, Brest, 1 November 2026</p>
<p>Identifier: <span class="address">urn:uuid:00000000-0000-4000-8000-000000000001</span></p></section>
<section role="doc-dedication" class="dedication" data-chunk="dedication" data-matter="front"
 aria-label="Dedication"><p>For everyone who keeps the gauges</p></section>
<section class="epigraph" data-chunk="epigraph" data-matter="front" aria-label="Epigraph">
<blockquote role="doc-epigraph"><p>Time and tide wait for no man.</p>
<p class="attribution">A proverb</p></blockquote></section>
<nav role="doc-toc" class="contents" aria-labelledby="contents" data-chunk="contents"
 data-matter="front"><h2 id="contents">Contents</h2><ol>
<li><a href="#preface">Preface</a></li>
<li><a href="#part-1"><span class="number">I</span> Water that moves</a><ol>
<li><a href="#moon"><span class="number">1</span> The moon</a><ol>
<li><a href="#low"><span class="number">1.1</span> Low water and what it shows of the old harbour
 and its walls</a></li>
<li><a href="#code"><span class="number">1.2</span> Reading a gauge</a></li></ol></li>
<li><a href="#winter"><span class="number">2</span> Winter</a></li></ol></li>
<li><a href="#part-2"><span class="number">II</span> The warm half</a><ol>
<li><a href="#summer"><span class="number">3</span> Summer, and a title that is so long that it
 takes two lines</a></li></ol></li>
<li><a href="#tables"><span class="number">A</span> Tables</a></li>
<li><a href="#notes">Notes</a></li><li><a href="#glossary">Glossary</a></li>
<li><a href="#bibliography">Bibliography</a></li><li><a href="#index">Index</a></li>
<li><a href="#credits">Attribution and rights</a></li></ol></nav>
<section class="list-of-figures" data-chunk="list-of-figures" data-matter="front"
 aria-labelledby="lof"><h2 id="lof">Figures</h2><ol>
<li><a href="#fig:heights"><span class="label">Figure 1.1:</span> Heights in a month</a></li>
<li><a href="#fig:rule"><span class="label">Figure 2.1:</span> A rule</a></li></ol></section>
<section class="list-of-tables" data-chunk="list-of-tables" data-matter="front"
 aria-labelledby="lot"><h2 id="lot">Tables</h2><ol>
<li><a href="#tbl:stations"><span class="label">Table A.1:</span> All stations</a></li></ol></section>
<section role="doc-preface" class="preface" data-chunk="preface" data-matter="front"
 aria-labelledby="preface"><h2 id="preface">Preface</h2>{paragraphs(9)}
<p>Mind <span class="index-term" id="ix-0" data-index="clerk">the clerk</span>.</p></section>
"""
BODY = f"""
<section role="doc-part" class="part" data-chunk="part" data-matter="body" aria-labelledby="part-1">
<h2 id="part-1"><span class="number">I</span> Water that moves</h2>
<section role="doc-chapter" class="chapter" data-chunk="chapter" data-matter="body"
 aria-labelledby="moon"><h3 id="moon"><span class="number">1</span> The moon<a role="doc-noteref"
 href="#fn-1-1" id="fnref-1-1"><sup>1</sup></a></h3>
<p>{prose(4)} See <a class="cross-reference" href="#fig:heights" data-page-words=" (page {{}})">Figure
 1.1</a>, <a class="cross-reference" href="#preface" data-page-words=" (page {{}})">the preface</a> and
<span class="citation">(<a href="#ref-smith" role="doc-biblioref">Smith 2020, p. 4</a>)</span>.<a
 role="doc-noteref" href="#fn-1-2" id="fnref-1-2"><sup>2</sup></a></p>
{paragraphs(4, 6, 4)}
<p>About <a class="glossary-term" role="doc-glossref" href="#term-spring-tide">springs</a> and
<span class="index-term" id="ix-1" data-index="tide!spring">spring tides</span>;
<span class="index-term" id="ix-2" data-index="clerk">the clerk</span>.</p>
<h4 id="low"><span class="number">1.1</span> Low water and {_INLINE_MATH}</h4>
{paragraphs(2, 5, 30)}
<figure id="fig:heights"><img src="img/chart.svg" alt="Twelve bars that rise and fall twice"
 aria-details="details"/><figcaption><span class="label">Figure 1.1:</span> Heights in a month.
 <span class="credit">Photographer: Ada Example, CC BY 4.0</span></figcaption></figure>
<p id="details">In words: the heights rise for seven days and fall for seven.</p>
{paragraphs(3, 6, 40)}<div class="equation" id="eq:mass">{_MATH} <span class="number">(1.1)</span></div>
<h4 id="code"><span class="number">1.2</span> Reading a gauge</h4>
<figure class="listing" id="lst:a"><pre><code>{escape(_CODE)}</code></pre>
<figcaption><span class="label">Listing 1.1:</span> Reading a gauge</figcaption></figure>
{paragraphs(3, 6, 60)}
<p>A mark <span class="index-term" id="ix-3" data-index="clerk">again</span>
 and <ruby>東<rp>(</rp><rt>とう</rt><rp>)</rp>京<rp>(</rp><rt>きょう</rt><rp>)</rp></ruby>
 and <span lang="ar" dir="rtl">مرحبا بالعالم</span>.</p>
<section role="doc-endnotes" class="notes" aria-labelledby="notes-1"><h4 id="notes-1">Notes</h4><ol>
<li id="fn-1-1" data-number="1"><p>Of the earth. <a role="doc-backlink" href="#fnref-1-1">↑</a></p></li>
<li id="fn-1-2" data-number="2"><p>A second note, longer than the first, so that it takes a line and
 a half on a small page. <a role="doc-backlink" href="#fnref-1-2">↑</a></p></li></ol></section>
</section>
<section role="doc-chapter" class="chapter" data-chunk="chapter" data-matter="body"
 aria-labelledby="winter"><h3 id="winter"><span class="number">2</span> Winter</h3>
{paragraphs(8, 6, 100)}
<figure id="fig:rule"><img src="img/rule.png" alt="A rule"/><figcaption><span
 class="label">Figure 2.1:</span> A rule</figcaption></figure>
<ul><li>One thing</li><li>Another thing, <span class="index-term" id="ix-4"
 data-index="clerk">marked</span></li></ul>
<blockquote><p>{prose(3, 200)}</p></blockquote>
<aside role="note"><p>A note in the text.</p></aside>{paragraphs(5, 6, 160)}</section></section>
<section role="doc-part" class="part" data-chunk="part" data-matter="body" aria-labelledby="part-2">
<h2 id="part-2"><span class="number">II</span> The warm half</h2>
<p>A part may say a word or two of its own before it begins.</p>
<section role="doc-chapter" class="chapter" data-chunk="chapter" data-matter="body"
 aria-labelledby="summer"><h3 id="summer"><span class="number">3</span> Summer, and a title that is
 so long that it takes two lines</h3>
<p>Marks <span class="index-term" id="ix-5" data-index="clerk">here</span>.</p>
{paragraphs(10, 6, 210)}
<p>and <span class="index-term" id="ix-6" data-index="tide!neap">neaps</span>.</p></section></section>
<section role="doc-appendix" class="appendix" data-chunk="appendix" data-matter="body"
 aria-labelledby="tables"><h2 id="tables"><span class="number">A</span> Tables</h2>
<table id="tbl:stations"><caption><span class="label">Table A.1:</span> All stations</caption>
<thead><tr><th>Station</th><th class="number">Height</th><th class="number">Setup</th><th>Remark</th>
</tr></thead><tbody>{_ROWS}</tbody></table></section>
"""
_ENTRIES = "".join(
    f"<li>{word}, <a class='locator' href='#ix-{i % 7}'>1</a>, "
    f"<a class='locator' href='#ix-{(i + 2) % 7}'>2</a></li>"
    for i, word in enumerate(
        f"{stem} {kind}"
        for stem in ("dam", "ebb", "flood", "gauge", "harbour", "island", "jetty", "keel", "knot")
        for kind in (
            *("at night", "before the storm", "by name", "in summer", "in winter"),
            *("of the east", "of the north", "of the west", "seen", "unseen", "with dates"),
        )
    )
)
BACK = f"""
<section role="doc-endnotes" class="notes" data-chunk="notes" data-matter="back"
 aria-labelledby="notes"><h2 id="notes">Notes</h2><h3 id="notes-of-2">2 Winter</h3>
<ol><li id="fn-2-1" data-number="1"><p>{prose(2)}</p></li></ol></section>
<section role="doc-glossary" class="glossary" data-chunk="glossary" data-matter="back"
 aria-labelledby="glossary"><h2 id="glossary">Glossary</h2><dl>
<dt id="term-neap"><dfn>neap tide</dfn></dt><dd><p>{prose(2)}</p></dd>
<dt id="term-spring-tide"><dfn>spring tide</dfn></dt><dd>{prose(1, 3)}</dd></dl></section>
<section role="doc-bibliography" class="bibliography" data-chunk="bibliography" data-matter="back"
 aria-labelledby="bibliography"><h2 id="bibliography">Bibliography</h2><ul>
<li id="ref-smith" data-epub-type="biblioentry">Smith, A. 2020. <i>Tides and Times</i>. Brest.
 <a href="https://example.org/tides">https://example.org/tides</a></li>
<li id="ref-tove" data-epub-type="biblioentry">Test, T. 2021. “The Clerk of Brest and the columns
 that he kept.” <i>Journal of Gauges</i> 4: 1–20.</li></ul></section>
<section role="doc-index" class="index" data-chunk="index" data-matter="back"
 aria-labelledby="index"><h2 id="index">Index</h2><h3 id="index-c">C</h3><ul>
<li>clerk, <a class="locator" href="#ix-0">1</a>, <a class="locator" href="#ix-2">2</a>,
 <a class="locator" href="#ix-3">3</a>, <a class="locator" href="#ix-4">4</a>,
 <a class="locator" href="#ix-5">5</a></li></ul>
<h3 id="index-m">D–K</h3><ul>{_ENTRIES}</ul>
<h3 id="index-t">T</h3><ul><li>tide<ul>
<li>neap, <a class="locator" href="#ix-6">1</a></li>
<li>spring, <a class="locator" href="#ix-1">1</a></li></ul></li>
<li>time, <span class="see">see <a href="#index-c">clerk</a></span></li></ul></section>
<section role="doc-credits" class="credits" data-chunk="credits" data-matter="back"
 aria-labelledby="credits"><h2 id="credits">Attribution and rights</h2><dl><dt>Source</dt>
<dd>Harbour Board, <cite>Tide tables</cite>, Brest.</dd></dl></section>
"""


def make_book(
    settings: Settings | None = None,
    *,
    front: str = FRONT,
    body: str = BODY,
    back: str = BACK,
    language: str = "en-GB",
    direction: str = "ltr",
    cover: bool = False,
) -> Publication:
    """Return a book as html/ hands it over, with our own stylesheet."""
    html = (
        f"<html lang='{language}' dir='{direction}'><head><title>The Tides</title></head>"
        f"<body class='book'><a class='skip-link' href='#main'>Skip</a>{front}"
        f"<main id='main'>{body}</main>{back}</body></html>"
    )
    document = etree.fromstring(html)
    root = document.find("body")
    assert root is not None
    for number, el in enumerate(e for e in root.iter() if isinstance(e.tag, str)):
        el.set("data-node", str(number))
        el.set("data-source", f"book/test.md:{number + 1}")
    made = make_publication()
    image = Resource("img/p.png", "image/png", picture(), 20, 20)
    metadata = dataclasses.replace(
        made.metadata, form="book", language=language, direction=direction
    )
    return dataclasses.replace(
        made,
        name="book",
        kept=Document(document),
        metadata=metadata,
        settings=settings or Settings(page_size="A5", index=True),
        resources=(*made.resources, image),
        cover=Cover(image, "A green square") if cover else None,
        templates=load_templates(),
    )
