"""veraPDF finds no failed rule of any standard of a profile, whatever authors do."""

from __future__ import annotations

import pytest

from everyleaf.check.judges import PDF_PROFILES
from everyleaf.check.verapdf import validate_all
from everyleaf.model import PDF_STANDARDS, PdfStandard
from tests.pdf.documents import paragraph, render

pytestmark = pytest.mark.book

ROWS = "".join(f"<tr><th scope='row'>Row {i}</th><td>{i}</td><td/></tr>" for i in range(60))
CONSTRUCTS = f"""
<h1>Constructs <em>with</em> markup</h1>
<nav role="doc-toc"><h2>Contents</h2><ol><li><a href="#a">A <em>b</em></a><ol>
<li><a href="#t">T</a></li></ol></li></ol></nav>
<main><article><section id="a"><h2>A <br/>heading with <img src="img/p.png" alt="icon"/></h2>
<p class="drop">First {paragraph(300)}</p>
<p>office <strong>a <em>b</em></strong> <q lang="fr">citation</q> <kbd>Ctrl</kbd> <del>old</del>
<ins>new</ins> <mark>m</mark> <abbr title="World Health Organization">WHO</abbr> H<sub>2</sub>O
x<sup>2</sup> <a href="https://example.org/">link <b>with</b> {paragraph(20)}</a></p>
<p lang="ar" dir="rtl">هذه فقرة عربية كاملة مع كلمة English في الوسط ثم بقية الكلام.</p>
<p>Hebrew <span lang="he" dir="rtl">שלום עולם</span>.</p>
<div>Bare <b>text</b></div><div>Mixed bare text <p>and a paragraph</p> and tail</div>
<div class="o"><p>In a <span class="o">nested group</span></p><img src="img/p.png" alt="x"/></div>
<blockquote>bare quote <cite>Someone</cite></blockquote><blockquote><p>A</p><p>B</p></blockquote>
<pre><code>a = 1
b = 2</code></pre>
<aside class="l"><p>Floating aside</p></aside><p>{paragraph(30)}</p>
<ul><li>One</li><li>Two<ol type="a"><li>Alpha<p>para</p></li><li>Beta</li></ol>after</li>
<li><p>Three</p></li><li></li></ul>
<ol start="3"><li>Three</li><li value="7">Seven</li></ol>
<ul class="n"><li>No marker</li></ul>
<ul><li><span role="img" aria-label="Done:">☑</span> Task</li></ul>
<dl><dt>A</dt><dt>A2</dt><dd>Definition</dd><dd><p>Second</p></dd><dt>B</dt>
<dd>With <a href="#t">link</a></dd></dl><dl><div><dt>W</dt><dd>In div</dd></div></dl>
<figure id="f"><img src="img/p.png" alt="A leaf"/><figcaption>Figure 1. <a href="#t">see</a>
<span lang="de">Ein Blatt</span></figcaption></figure>
<figure><pre><code>x</code></pre><figcaption>Listing</figcaption></figure>
<figure><table><tr><th>h</th></tr><tr><td>1</td></tr></table><figcaption>T</figcaption></figure>
<figure role="img" aria-label="Two leaves"><img src="img/p.png" alt="a"/>
<img src="img/p.png" alt="b"/><figcaption>Both</figcaption></figure>
<p>Inline <img src="img/p.png" alt="leaf"/> and <img src="img/p.png" alt=""/></p>
<p><a href="https://example.org/"><img src="img/p.png" alt="Linked"/></a></p>
<p aria-hidden="true">hidden</p><hr/><p></p>
<table id="t"><caption>Table 1</caption><thead><tr><th>Name</th><th colspan="2">Values</th></tr>
<tr><th>n</th><th>a</th><th>b</th></tr></thead><tfoot><tr><td>Foot</td><td>1</td><td/></tr></tfoot>
<tbody>{ROWS}</tbody></table>
<table><tr><th scope="row" rowspan="2" id="h1">Group</th><td>1</td></tr>
<tr><td headers="h1">2 <blockquote>quoted</blockquote><ul><li>x</li></ul></td></tr></table>
<table><thead><tr><th>Only</th><th>head</th></tr></thead></table>
<table role="presentation"><tr><td>layout</td><td>table</td></tr></table>
<div role="heading" aria-level="3">Heading by role</div>
<div class="c"><p>{paragraph(30)}</p><p>{paragraph(30, 30)}</p></div>
<p>Note<a id="r1" href="#n1" role="doc-noteref"><sup>1</sup></a>.</p></section></article>
<section role="doc-endnotes"><h2>Notes</h2><ol><li id="n1"><p>First
<a href="#r1" role="doc-backlink">↑</a></p><ul><li>list</li></ul></li></ol></section></main>
"""
STYLE = """
.drop::first-letter { font-size: 3em } .o { opacity: .6; overflow: hidden }
.l { float: left; width: 30% } .c { columns: 2 } .n { list-style: none }
nav a::after { content: leader('.') target-counter(attr(href), page) }
h2::before { content: counter(ch) ". "; counter-increment: ch }
blockquote::before { content: "Quoted: " }
p { background: #f4f4f4; border: .5pt solid #999 }
"""


@pytest.mark.parametrize("standard", PDF_STANDARDS)
@pytest.mark.parametrize("style", ["", STYLE], ids=["plain", "styled"])
def test_constructs(style: str, standard: PdfStandard) -> None:
    for verdict in validate_all(
        render(CONSTRUCTS, style, standard=standard), PDF_PROFILES[standard]
    ):
        assert (verdict.outcome, verdict.findings) == ("passed", ()), verdict.standard
