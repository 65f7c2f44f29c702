"""One document becomes content documents whose links still work."""

from __future__ import annotations

import pytest
from lxml import etree

from everyleaf.chunks import LIMIT_BYTES, list_headings, plain_text, split_chunks
from everyleaf.model import Publication
from tests.conftest import make_publication


def document(body: str) -> Publication:
    html = f"<html lang='en'><head><title>t</title></head><body>{body}</body></html>"
    return make_publication(html=html.encode())


def test_chunks_in_document_order(tides: Publication) -> None:
    chunks = split_chunks(tides)
    assert [(c.name, c.kind, c.title) for c in chunks] == [
        ("title", "title", "The Tides – A short report for testing"),
        ("nav", "contents", "Contents – The Tides"),
        ("text", "text", "The Tides"),
        ("notes", "notes", "Notes – The Tides"),
        ("credits", "credits", "Attribution and rights – The Tides"),
    ]


def test_links_between_chunks_are_repaired_and_others_kept(tides: Publication) -> None:
    chunks = {c.name: c.root for c in split_chunks(tides)}
    assert [a.get("href") for a in chunks["nav"].iter("a")] == [
        "text.xhtml#what",
        "text.xhtml#moon",
        "text.xhtml#figures",
        "notes.xhtml#notes",
        "credits.xhtml#credits",
    ]
    assert [a.get("href") for a in chunks["text"].iter("a")] == [
        "notes.xhtml#fn-1",
        "https://example.org/a",
        "#tbl:heights",
        "notes.xhtml#fn-1",
        "#tbl:heights",
    ]


def test_document_is_left_alone_and_nodes_are_kept(tides: Publication) -> None:
    before = etree.tostring(tides.document)
    chunks = split_chunks(tides)
    assert etree.tostring(tides.document) == before
    assert chunks[2].root.get("data-node") == "26"


def test_a_second_chunk_of_a_kind_gets_a_name_and_title_of_its_own() -> None:
    chunks = split_chunks(document("<p data-chunk='text'>a</p><p data-chunk='text'>b</p>"))
    assert [(c.file_name, c.title) for c in chunks] == [
        ("text.xhtml", "The Tides"),
        ("text-2.xhtml", "The Tides (2)"),
    ]


PARTS = """
<header data-chunk="title" data-matter="front"><h1 id="title">The Tides</h1></header>
<main><section role="doc-part" data-chunk="part" data-matter="body" lang="fr" dir="ltr">
<h2 id="part-1">Cold</h2>
<section role="doc-chapter" data-chunk="chapter" data-matter="body"><h3 id="02-été">Winter</h3>
<p id="w"><a href="#n">n</a> and <a href="#part-1">up</a></p>
<section data-chunk="subchapter" data-matter="body"><h4 id="x">In</h4></section>
</section> and then
<section data-chunk="chapter" data-matter="body" lang="de"><h3 id="chapter-3">Ice</h3></section>
</section>
<section data-chunk="chapter" data-matter="body"><h3 id="月">月</h3></section>
<section data-chunk="notes" data-matter="back"><h2 id="notes">Notes</h2><p id="n">a</p></section>
</main>"""


def test_chunks_inside_a_chunk_are_cut_out_of_it() -> None:
    chunks = split_chunks(document(PARTS))
    assert [(c.file_name, c.kind, c.matter, c.title) for c in chunks] == [
        ("title.xhtml", "title", "front", "The Tides – A short report for testing"),
        ("part-1.xhtml", "part", "body", "Cold – The Tides"),
        ("chapter-02-ete.xhtml", "chapter", "body", "Winter – The Tides"),
        ("subchapter-x.xhtml", "subchapter", "body", "In – The Tides"),
        ("chapter-3.xhtml", "chapter", "body", "Ice – The Tides"),
        ("chapter.xhtml", "chapter", "body", "月 – The Tides"),
        ("notes.xhtml", "notes", "back", "Notes – The Tides"),
    ]
    part, winter = chunks[1], chunks[2]
    assert "".join(part.root.itertext()).split() == ["Cold", "and", "then"]
    assert [a.get("href") for a in winter.root.iter("a")] == [
        "notes.xhtml#n",
        "part-1.xhtml#part-1",
    ]


def test_a_chunk_keeps_the_language_of_what_it_was_cut_out_of() -> None:
    languages = [(c.root.get("lang"), c.root.get("dir")) for c in split_chunks(document(PARTS))]
    assert languages == [
        (None, None), ("fr", "ltr"), ("fr", "ltr"), ("fr", "ltr"), ("de", "ltr"), (None, None),
        (None, None),
    ]  # fmt: skip


def long_chapter(sections: int, paragraphs: int) -> str:
    text = "<p data-source='a.md:1'>" + "tide " * 1000 + "</p>"
    parts = [
        f"<section><h3 id='s{n}'>S{n}</h3>{text * paragraphs}<p><a href='#s0'>0</a></p></section>"
        for n in range(sections)
    ]
    whole = f"<h2 id='long'>Long</h2>{text}{''.join(parts)}"
    return f"<section data-chunk='chapter' data-matter='body' lang='fr'>{whole}</section>"


@pytest.mark.parametrize(
    ("sections", "paragraphs", "firsts"),
    [
        (2, 20, ["long"]),
        (8, 20, ["long", "s2", "s4", "s6"]),
        (2, 60, ["long", "s0", None, "s1", None]),  # too long a section is cut between its blocks
        (0, 1, ["long"]),
    ],
)
def test_a_long_chapter_is_divided_at_its_sections(
    sections: int, paragraphs: int, firsts: list[str | None]
) -> None:
    publication = document(long_chapter(sections, paragraphs))
    chunks = split_chunks(publication)
    headings = [next(c.root.iter("h2", "h3"), None) for c in chunks]
    assert [None if h is None else h.get("id") for h in headings] == firsts
    assert {c.kind for c in chunks} == {"chapter"}
    assert {c.root.get("lang") for c in chunks} == {"fr"}
    assert len({c.file_name for c in chunks}) == len({c.title for c in chunks}) == len(chunks)
    before = "".join(str(t) for t in publication.document[1].itertext())
    assert "".join(str(t) for c in chunks for t in c.root.itertext()) == before
    homes = {e.get("id"): c.file_name for c in chunks for e in c.root.iter() if e.get("id")}
    for chunk in chunks:
        assert len(etree.tostring(chunk.root)) < LIMIT_BYTES * 1.1
        for link in chunk.root.iter("a"):
            home = "" if homes["s0"] == chunk.file_name else homes["s0"]
            assert link.get("href") == f"{home}#s0"


def test_a_long_chapter_without_sections_is_divided_between_blocks() -> None:
    text = "<h3 id='h'>H</h3>" + "<p>" + "tide " * 30_000 + "</p>"
    chunks = split_chunks(
        document(f"<section data-chunk='chapter'><h2 id='a'>A</h2>{text}<p>end</p></section>")
    )
    assert [c.file_name for c in chunks] == ["chapter-a.xhtml"]
    text = "".join(f"<p>{n} " + "tide " * 10_000 + "</p>" for n in range(12))
    chunks = split_chunks(
        document(f"<section data-chunk='chapter'><h2 id='a'>A</h2>{text}</section>")
    )
    assert [(c.file_name, c.title) for c in chunks] == [
        ("chapter-a.xhtml", "A – The Tides"),
        ("chapter-a-2.xhtml", "A – The Tides (2)"),
        ("chapter-a-3.xhtml", "A – The Tides (3)"),
    ]


def test_a_long_description_elsewhere_becomes_a_link() -> None:
    chunks = split_chunks(
        document("""
<section data-chunk="chapter"><h2 id="c">C</h2>
<figure><img alt="a" aria-details="d1"/><figcaption>F</figcaption></figure>
<p><img alt="b" aria-details="d2"/>.</p><p><img alt="c" aria-details="d3"/></p><p id="d3">x</p>
</section>
<section data-chunk="appendix"><h2 id="e">Descriptions</h2><p id="d1">one</p>
<section><h3 id="f">Of <em>b</em></h3><p id="d2">two</p></section></section>""")
    )
    chapter = chunks[0].root
    assert [image.get("aria-details") for image in chapter.iter("img")] == [None, None, "d3"]
    assert [(a.get("href"), a.text) for a in chapter.iter("a")] == [
        ("appendix-e.xhtml#d1", "Descriptions"),
        ("appendix-e.xhtml#d2", "Of b"),
    ]
    assert chapter.find(".//figcaption/a") is not None


def test_headings_keep_their_rank(tides: Publication) -> None:
    headings = list_headings(split_chunks(tides))
    assert [(h.rank, h.href, plain_text(h.element)) for h in headings] == [
        (2, "text.xhtml#what", "What the tides are"),
        (3, "text.xhtml#moon", "The moon"),
        (2, "text.xhtml#figures", "The figures"),
        (2, "notes.xhtml#notes", "Notes"),
        (2, "credits.xhtml#credits", "Attribution and rights"),
    ]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<p>a</p>", "no element with data-chunk"),
        ("<p data-chunk='text'><a href='#x'>x</a></p>",
         r"#x, which no chunk has, in text\.xhtml"),
    ],
)  # fmt: skip
def test_bugs_are_named(body: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        split_chunks(document(body))


def test_heading_without_an_id() -> None:
    chunks = split_chunks(document("<div data-chunk='text'><h2>x</h2></div>"))
    with pytest.raises(ValueError, match=r"text\.xhtml"):
        list_headings(chunks)


def test_plain_text_leaves_note_references_out() -> None:
    heading = etree.fromstring("<h2>A <em>b</em>\n<a role='doc-noteref'>1</a>c</h2>")
    assert plain_text(heading) == "A b c"
