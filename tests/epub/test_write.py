"""An EPUB, read back by a reader that knows nothing of the writer."""

from __future__ import annotations

import dataclasses
import datetime
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from everyleaf import epub
from everyleaf.accessibility import describe_cover
from everyleaf.model import Attribution, License, PageStart, Publication
from tests.conftest import make_publication
from tests.readers.epub import XHTML, Epub, read_epub, resolve

PIXEL = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx"
    b"\x9cc\xf8\xff\xff?\0\x05\xfe\x02\xfe\xa75\x81\x84\0\0\0\0IEND\xaeB`\x82"
)
STARTS = tuple(
    PageStart(label, node, offset)
    for label, node, offset in [
        ("i", 2, 0), ("ii", 11, 0), ("iii", 19, 3), ("1", 27, 0), ("2", 27, 33), ("3", 35, 0),
        ("4", 36, 28), ("5", 47, 2), ("6", 64, 0), ("7", 69, 13), ("8", 76, 0), ("9", 87, 0),
        ("10", 97, 0), ("11", 100, 6), ("12", 109, 4),
    ]
)  # fmt: skip


@pytest.fixture(scope="module")
def book() -> Epub:
    return read_epub(epub.write(make_publication(), STARTS, PIXEL))


def test_container(book: Epub) -> None:
    data = epub.write(make_publication(), STARTS, PIXEL)
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        first, *rest = container.infolist()
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert {entry.date_time for entry in [first, *rest]} == {(1980, 1, 1, 0, 0, 0)}
    assert book.files["mimetype"] == b"application/epub+zip"


def test_documents_in_order_with_titles_of_their_own(book: Epub) -> None:
    assert [(d.name, d.title) for d in book.spine] == [
        ("EPUB/cover.xhtml", "Cover – The Tides"),
        ("EPUB/title.xhtml", "The Tides – A short report for testing"),
        ("EPUB/nav.xhtml", "Contents – The Tides"),
        ("EPUB/text.xhtml", "The Tides"),
        ("EPUB/notes.xhtml", "Notes – The Tides"),
        ("EPUB/credits.xhtml", "Attribution and rights – The Tides"),
    ]


def test_text_is_the_document_s(book: Epub) -> None:
    document = make_publication().document
    link = document.find(".//a[@class='skip-link']")
    assert link is not None
    link.text = ""
    body = document.find("body")
    assert body is not None
    assert "".join(book.text.split()) == "".join("".join(body.itertext()).split())


def test_no_data_attribute_and_both_languages(book: Epub) -> None:
    for document in book.spine:
        assert b" data-" not in book.files[document.name]
        for element in document.root.iter(etree.Element):
            if element.get("lang"):
                assert element.get("{http://www.w3.org/XML/1998/namespace}lang") == element.get(
                    "lang"
                )
    languages = {e.get("lang") for d in book.spine for e in d.root.iter() if e.get("lang")}
    assert languages == {"en-GB", "fr", "az", "ar"}


def test_contents_are_the_headings(book: Epub) -> None:
    headings = []
    for document in book.spine:
        if document.name in ("EPUB/title.xhtml", "EPUB/nav.xhtml"):
            continue
        for element in document.root.iter(*(f"{XHTML}h{rank}" for rank in range(1, 7))):
            depth = int(etree.QName(element).localname[1]) - 1
            label = " ".join("".join(element.itertext()).split())
            headings.append((depth, label, f"{document.name}#{element.get('id')}"))
    assert headings == [(e.depth, e.label, e.target) for e in book.entries("toc")]
    assert len(headings) == 5


def test_page_list_is_the_markers_is_the_pages(book: Epub) -> None:
    markers = book.markers()
    assert [(m.label, m.target) for m in markers] == [
        (e.label, e.target) for e in book.entries("page-list")
    ]
    assert [m.label for m in markers] == [start.label for start in STARTS]


def test_markers_stand_at_the_word(book: Epub) -> None:
    after = {m.label: " ".join(m.after.split())[:12] for m in book.markers()}
    assert after == {
        "i": "Example Pres",
        "ii": "ContentsWhat",
        "iii": "figuresNotes",
        "1": "The tides ri",
        "2": "French say l",
        "3": "What the tid",
        "4": "code, struck",
        "5": "One itemA lo",
        "6": "Neap tideThe",
        "7": "return 1 An ",
        "8": "Figure of th",
        "9": "Brest6.9Dove",
        "10": "Notes In mos",
        "11": "places. ↑ ↑2",
        "12": "tables, Bres",
    }


def test_landmarks(book: Epub) -> None:
    assert [(e.types, e.target) for e in book.entries("landmarks")] == [
        ("cover", "EPUB/cover.xhtml"),
        ("titlepage", "EPUB/title.xhtml"),
        ("toc", "EPUB/nav.xhtml#toc"),
        ("bodymatter", "EPUB/text.xhtml"),
        ("endnotes", "EPUB/notes.xhtml"),
        ("credits", "EPUB/credits.xhtml"),
    ]


def test_every_link_lands_and_notes_come_back(book: Epub) -> None:
    seen = 0
    for document in book.spine:
        for link in document.root.iter(f"{XHTML}a"):
            target = resolve(document.name, link.get("href", ""))
            if target.startswith("EPUB/"):
                found = book.find(target)
                seen += 1
            if link.get("role") == "doc-noteref":
                backs = [
                    resolve(target.partition("#")[0], back.get("href", ""))
                    for back in found.iter(f"{XHTML}a")
                    if back.get("role") == "doc-backlink"
                ]
                assert f"{document.name}#{link.get('id')}" in backs
    assert seen > 20


def test_metadata(book: Epub) -> None:
    metadata = make_publication().metadata
    assert book.values("dc:identifier") == [metadata.identifier]
    assert book.values("dc:title") == ["The Tides", "A short report for testing"]
    assert book.values("dc:language") == ["en-GB"]
    assert book.values("dc:creator") == ["Ada Example", "Tove Test"]
    assert book.values("dc:publisher") == ["Example Press"]
    assert book.values("dc:date") == ["2026-11-01"]
    assert book.values("dc:rights") == ["© 2026 Example Press"]
    assert book.values("dc:source") == ["https://example.org/tides"]
    assert book.values("dc:subject") == ["Tides"]
    assert book.values("dc:description") == ["A test publication."]
    assert book.values("cc:license") == ["https://creativecommons.org/licenses/by/4.0/"]
    assert book.values("dcterms:modified") == ["2026-11-01T00:00:00Z"]
    assert book.values("pageBreakSource") == [metadata.edition_identifier("pdf")]
    assert book.values("dcterms:conformsTo") == []
    assert book.credits()[0].parts == {"role": "aut", "file-as": "Example, Ada"}


FULL_CREDIT = Attribution(
    role="photographer",
    relator="pht",
    name="Fikret Örnek",
    title="High water",
    place="İzmir",
    url="https://example.org/photo",
    date=datetime.date(2025, 2, 3),
    license=License("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/", "CC-BY-4.0"),
    changes="cropped & straightened",
)


def with_credit(credit: Attribution) -> Publication:
    publication = make_publication()
    metadata = dataclasses.replace(publication.metadata, attributions=(credit,))
    return dataclasses.replace(publication, metadata=metadata)


def test_a_credit_keeps_every_part() -> None:
    read = read_epub(epub.write(with_credit(FULL_CREDIT), (), PIXEL))
    credit = read.credits()[-1]
    assert credit.name == "Fikret Örnek"
    assert credit.parts == {
        "role": "pht",
        "schema:roleName": "photographer",
        "dcterms:title": "High water",
        "dcterms:spatial": "İzmir",
        "dcterms:source": "https://example.org/photo",
        "dcterms:date": "2025-02-03",
        "dcterms:license": "CC BY 4.0",
        "schema:license": "CC-BY-4.0",
        "cc:license": "https://creativecommons.org/licenses/by/4.0/",
        "dcterms:description": "cropped & straightened",
    }


def test_without_pages_nothing_is_claimed_about_pages() -> None:
    read = read_epub(epub.write(make_publication(), (), PIXEL))
    assert read.entries("page-list") == [] and read.markers() == []
    assert "pageBreakMarkers" not in read.values("schema:accessibilityFeature")
    assert read.values("pageBreakSource") == []


def test_cover(book: Epub) -> None:
    (image,) = book.spine[0].root.iter(f"{XHTML}img")
    assert image.get("alt") == describe_cover(make_publication().metadata)
    assert image.get("alt") == (
        "The Tides. A short report for testing. Ada Example, Tove Test. Example Press."
    )
    assert book.files[resolve(book.spine[0].name, image.get("src", ""))] == PIXEL


def test_contents_without_contents_in_the_document() -> None:
    publication = make_publication()
    nav = publication.document.find(".//nav")
    assert nav is not None
    nav.getparent().remove(nav)  # type: ignore[union-attr]
    read = read_epub(epub.write(publication, STARTS, PIXEL))
    assert [e.depth for e in read.entries("toc")] == [1, 2, 1, 1, 1]
    assert [m.label for m in read.markers()] == [start.label for start in STARTS]


def test_publication_is_left_alone() -> None:
    publication = make_publication()
    before = etree.tostring(publication.document)
    epub.write(publication, STARTS, PIXEL)
    assert etree.tostring(publication.document) == before


SCRIPT = """
import hashlib, sys
sys.path.insert(0, "")
from tests.epub.test_write import STARTS, PIXEL
from tests.conftest import make_publication
from everyleaf import epub, web
publication = make_publication()
data = epub.write(publication, STARTS, PIXEL) + web.write(publication)
print(hashlib.sha256(data).hexdigest())
"""


@pytest.mark.book
def test_same_bytes_everywhere() -> None:
    sums = set()
    for zone, seed in (("UTC", "1"), ("Pacific/Kiritimati", "2")):
        root = Path(__file__).parents[2]
        environment = {"PATH": "/usr/bin:/bin", "TZ": zone, "PYTHONHASHSEED": seed}
        environment["PYTHONPATH"] = os.pathsep.join([str(root / "src"), str(root)])
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env=environment, cwd=root, capture_output=True, text=True, check=True,
        )  # fmt: skip
        sums.add(done.stdout)
    assert len(sums) == 1
