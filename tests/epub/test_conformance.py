"""EPUBCheck finds nothing, in the plain case and in a contrary one."""

from __future__ import annotations

import dataclasses
import datetime

import pytest

from everyleaf import epub
from everyleaf.check import epubcheck
from everyleaf.model import (
    Attribution,
    Contributor,
    License,
    PageStart,
    Publication,
    Resource,
)
from tests.conftest import make_publication
from tests.epub.test_write import PIXEL, STARTS
from tests.readers.epub import read_epub

CONTRARY = """
<html lang="ar" dir="rtl"><head><title>x</title></head><body data-node="0">
<nav role="doc-toc" data-chunk="contents" data-node="1"><h2 id="c" data-node="2">المحتويات</h2>
<ol data-node="3"><li data-node="4"><a href="#a:1" data-node="5">البحر <span lang="en" dir="ltr"
data-node="6">sea</span></a></li></ol></nav>
<main id="main" data-node="7"><article data-chunk="text" data-node="8">
<section role="doc-chapter" aria-labelledby="a:1" data-node="9">
<h2 id="a:1" data-node="10">البحر <span lang="en" dir="ltr" data-node="11">sea</span><a
id="r1" href="#n1" role="doc-noteref" data-node="12">1</a></h2>
<h4 id="b" data-node="13">a</h4><h3 id="d" data-node="14">b <a href="#b" data-node="15">c</a></h3>
<p data-node="16"><math xmlns="http://www.w3.org/1998/Math/MathML" alttext="x" data-node="17"><mi
data-node="18">x</mi></math> and <ruby data-node="19">漢<rt data-node="20">kan</rt></ruby><br
data-node="21"/>line <kbd data-node="22">k</kbd></p>
<figure aria-labelledby="cap" data-node="23"><svg xmlns="http://www.w3.org/2000/svg" role="img"
viewBox="0 0 4 4" data-node="24"><title data-node="25">A box</title><path d="M0 0h4v4z"
data-node="26"/></svg><figcaption id="cap" data-node="27">c</figcaption></figure>
<p data-node="28"><img src="img/a b ü.png" alt="x" data-node="29"/><img
src="img/sub/A B Ü.png" alt="" data-node="30"/></p>
<table data-node="31"><caption data-node="32">t</caption><thead data-node="33"><tr data-node="34">
<th scope="col" colspan="2" data-node="35">h</th></tr></thead><tbody data-node="36"><tr
data-node="37"><td data-node="38"></td><td rowspan="1" data-node="39">x</td></tr></tbody></table>
<details data-node="40"><summary data-node="41">s</summary><p data-node="42">t</p></details>
</section></article>
<section role="doc-endnotes" aria-labelledby="notes" data-chunk="notes" data-node="43"><h2
id="notes" data-node="44">ملاحظات</h2><ol data-node="45"><li id="n1" data-node="46">n <a href="#r1"
role="doc-backlink" data-node="47">back</a></li></ol></section></main></body></html>
"""


def contrary() -> Publication:
    base = make_publication(html=CONTRARY.encode())
    words = License("Used with permission, © R&D")
    metadata = dataclasses.replace(
        base.metadata,
        title='Seas & "tides" <1>',
        language="ar",
        direction="rtl",
        identifier="https://example.org/books/1?a=1&b=2",
        contributors=(
            Contributor("منى", None, "aut", "https://orcid.org/0000-0002-1825-0097"),
            Contributor("T. Rans", "Rans, T.", "trl"),
        ),
        attributions=(
            Attribution("source", "ant", "A & B"),
            Attribution("photographer", "pht", "C", "T", "P", "https://example.org/é?x=1&y=2",
                        datetime.date(1999, 1, 2), words, "cropped"),
        ),
        license=License("MIT OR Apache-2.0", None, "MIT OR Apache-2.0"),
    )  # fmt: skip
    resources = (
        Resource("img/a b ü.png", "image/png", PIXEL, 1, 1),
        Resource("img/sub/A B Ü.png", "image/png", PIXEL, 1, 1),
    )
    return dataclasses.replace(base, metadata=metadata, resources=resources)


@pytest.mark.book
def test_plain() -> None:
    verdict = epubcheck.validate(epub.write(make_publication(), STARTS, PIXEL))
    assert verdict.passed, verdict.findings


@pytest.mark.book
def test_contrary() -> None:
    starts = [PageStart(label, node, 0) for node, label in enumerate(["١", "A 1", "x<&>"] * 16)]
    data = epub.write(contrary(), starts, PIXEL)
    verdict = epubcheck.validate(data)
    assert verdict.passed, verdict.findings
    book = read_epub(data)
    assert [m.label for m in book.markers()] == [start.label for start in starts]
    assert [e.depth for e in book.entries("toc")] == [1, 2, 2, 1]
    assert [e.label for e in book.entries("toc")] == ["البحر sea", "a", "b c", "ملاحظات"]
    assert {name for name in book.files if name.startswith("EPUB/images/")} == {
        "EPUB/images/cover.png",
        "EPUB/images/a-b.png",
        "EPUB/images/a-b-2.png",
    }
