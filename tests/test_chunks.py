"""One document becomes content documents whose links still work."""

from __future__ import annotations

import pytest
from lxml import etree

from everyleaf.chunks import list_headings, plain_text, split_chunks
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


def test_chunk_in_a_chunk_stays_there() -> None:
    (chunk,) = split_chunks(document("<div data-chunk='text'><p data-chunk='notes'>a</p></div>"))
    assert chunk.kind == "text"


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
        ("<p data-chunk='text' data-source='a.md:3'><a href='#x' data-source='a.md:4'>x</a></p>",
         "#x, which no chunk has, at a.md:4"),
    ],
)  # fmt: skip
def test_bugs_are_named(body: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        split_chunks(document(body))


def test_heading_without_an_id() -> None:
    chunks = split_chunks(document("<div data-chunk='text'><h2 data-source='a.md:5'>x</h2></div>"))
    with pytest.raises(ValueError, match=r"a\.md:5"):
        list_headings(chunks)


def test_plain_text_leaves_note_references_out() -> None:
    heading = etree.fromstring("<h2>A <em>b</em>\n<a role='doc-noteref'>1</a>c</h2>")
    assert plain_text(heading) == "A b c"
