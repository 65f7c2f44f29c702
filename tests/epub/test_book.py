"""The EPUB of a book, read back by a reader that knows nothing of the writer."""

from __future__ import annotations

import dataclasses
import io
import re

import pytest
from fontTools.ttLib import TTFont
from lxml import etree

from everyleaf import epub
from everyleaf.check import ace, epubcheck
from everyleaf.model import Cover, Font, PageStart, Publication, Resource
from tests.books import make_book, start_pages
from tests.epub.test_write import PIXEL
from tests.judges import TOOLS, assert_passed
from tests.readers.epub import EPUB_TYPE, OPF, XHTML, Document, Epub, read_epub, resolve


def write(publication: Publication) -> bytes:
    return epub.write(publication, start_pages(publication), PIXEL)


@pytest.fixture(scope="module")
def data() -> bytes:
    return write(make_book())


@pytest.fixture(scope="module")
def book(data: bytes) -> Epub:
    return read_epub(data)


def document(book: Epub, name: str) -> Document:
    (found,) = [d for d in book.spine if d.name == f"EPUB/{name}.xhtml"]
    return found


def test_one_document_for_each_chapter(book: Epub) -> None:
    assert [d.name.removeprefix("EPUB/").removesuffix(".xhtml") for d in book.spine] == [
        "cover", "half-title", "title", "colophon", "dedication", "epigraph", "nav",
        "list-of-figures", "list-of-tables", "preface", "part-1", "chapter-sec-moon",
        "chapter-sec-winter", "subchapter-low", "part-2", "chapter-sec-summer",
        "appendix-sec-tables", "afterword", "notes", "glossary", "bibliography", "index", "credits",
    ]  # fmt: skip
    titles = [d.title for d in book.spine]
    assert len(set(titles)) == len(titles)
    assert titles[1] == "Half title – The Tides"
    assert titles[11] == "1 The moon – The Tides"


def test_text_is_the_document_s(book: Epub) -> None:
    body = make_book().document.find("body")
    assert body is not None
    link = body.find("a")
    assert link is not None
    link.text = ""
    assert "".join(book.text.split()) == "".join("".join(body.itertext()).split())


def test_contents_are_those_of_the_document(book: Epub) -> None:
    entries = book.entries("toc")
    assert [(e.depth, e.label) for e in entries[4:13]] == [
        (1, "Preface"),
        (1, "I The cold half"),
        (2, "1 The moon"),
        (3, "1.1 The force"),
        (2, "2 L’hiver"),
        (1, "II The warm half"),
        (2, "3 Summer"),
        (1, "A Tables"),
        (1, "Afterword"),
    ]
    for entry in entries:
        assert " ".join("".join(book.find(entry.target).itertext()).split()) == entry.label


def test_contents_stop_at_three_levels_where_the_document_has_none() -> None:
    publication = make_book()
    nav = publication.document.find(".//nav")
    assert nav is not None
    nav.getparent().remove(nav)  # type: ignore[union-attr]
    labels = [e.label for e in read_epub(write(publication)).entries("toc")]
    assert "1.1 The force" in labels and "Low water" in labels
    assert "In plain words" not in labels


def test_page_list_has_roman_and_arabic_pages(book: Epub) -> None:
    labels = [start.label for start in start_pages(make_book())]
    assert {"i", "ix", "1", "2"} <= set(labels)
    assert [e.label for e in book.entries("page-list")] == labels
    assert [m.label for m in book.markers()] == labels
    for marker in book.markers():
        assert marker.element.get(EPUB_TYPE) == "pagebreak"


def test_a_printed_cover_is_the_cover() -> None:
    publication = make_book()
    starts = [PageStart("Cover", 2, 0), *start_pages(publication)]
    first, second = read_epub(epub.write(publication, starts, PIXEL)).markers()[:2]
    assert (first.label, first.target) == ("Cover", "EPUB/cover.xhtml#page-Cover")
    assert second.target == "EPUB/half-title.xhtml#page-i"


def test_landmarks(book: Epub) -> None:
    assert [(e.types, e.label, e.target.removeprefix("EPUB/")) for e in book.entries("landmarks")] == [
        ("cover", "Cover", "cover.xhtml"),
        ("halftitlepage", "Half title", "half-title.xhtml"),
        ("titlepage", "Title page", "title.xhtml"),
        ("colophon", "Imprint", "colophon.xhtml"),
        ("dedication", "Dedication", "dedication.xhtml"),
        ("epigraph", "Epigraph", "epigraph.xhtml"),
        ("toc", "Contents", "nav.xhtml#toc"),
        ("loi", "List of figures", "list-of-figures.xhtml"),
        ("lot", "List of tables", "list-of-tables.xhtml"),
        ("preface", "Preface", "preface.xhtml"),
        ("bodymatter", "Start of the text", "part-1.xhtml"),
        ("appendix", "A Tables", "appendix-sec-tables.xhtml"),
        ("afterword", "Afterword", "afterword.xhtml"),
        ("endnotes", "Notes", "notes.xhtml"),
        ("glossary", "Glossary", "glossary.xhtml"),
        ("bibliography", "Bibliography", "bibliography.xhtml"),
        ("index", "Index", "index.xhtml"),
        ("credits", "Attribution and rights", "credits.xhtml"),
    ]  # fmt: skip


SEMANTICS = {
    "half-title": {"frontmatter", "halftitlepage"},
    "title": {"frontmatter", "titlepage", "subtitle"},
    "colophon": {"frontmatter", "colophon"},
    "dedication": {"frontmatter", "dedication"},
    "epigraph": {"frontmatter", "epigraph"},
    "list-of-figures": {"frontmatter", "loi"},
    "list-of-tables": {"frontmatter", "lot"},
    "preface": {"frontmatter", "preface", "noteref"},
    "part-1": {"bodymatter", "part"},
    "chapter-sec-moon": {"bodymatter", "chapter", "noteref", "biblioref", "glossref"},
    "appendix-sec-tables": {"bodymatter", "appendix"},
    "afterword": {"backmatter", "afterword"},
    "notes": {"backmatter", "endnotes", "endnote", "backlink"},
    "glossary": {"backmatter", "glossary", "glossterm", "glossdef"},
    "bibliography": {"backmatter", "bibliography", "biblioentry"},
    "index": {"backmatter", "index", "index-entry-list", "index-entry", "index-locator"},
    "credits": {"backmatter", "credits"},
}


@pytest.mark.parametrize("name", SEMANTICS)
def test_semantic_inflection(book: Epub, name: str) -> None:
    found = {e.get(EPUB_TYPE) for e in document(book, name).root.iter() if e.get(EPUB_TYPE)}
    assert found - {"pagebreak"} == SEMANTICS[name]


def test_languages_of_parts_are_kept_in_documents_of_their_own(book: Epub) -> None:
    xml = "{http://www.w3.org/XML/1998/namespace}lang"
    for name in ("chapter-sec-winter", "subchapter-low"):
        (section,) = document(book, name).body.findall(f"{XHTML}section")
        assert (section.get("lang"), section.get(xml)) == ("fr", "fr")


def test_every_link_lands_and_every_reference_has_its_way_back(book: Epub) -> None:
    seen = 0
    for one in book.spine:
        for link in one.root.iter(f"{XHTML}a"):
            target = resolve(one.name, link.get("href", ""))
            if not target.startswith("EPUB/"):
                continue
            found = book.find(target)
            if link.get(EPUB_TYPE) == "noteref":
                seen += 1
                assert (found.tag, found.get(EPUB_TYPE)) == (f"{XHTML}li", "endnote")
                home = target.partition("#")[0]
                backs = [resolve(home, a.get("href", "")) for a in found.iter(f"{XHTML}a")]
                assert f"{one.name}#{link.get('id')}" in backs
    assert seen == 3


def test_credits_say_what_they_are_about(book: Epub) -> None:
    parts = {c.name: c.parts.get("dcterms:isPartOf") for c in book.credits() if len(c.parts) > 1}
    assert parts["Pia Photo"] == "chapter-sec-winter.xhtml#fig:heights"
    assert parts["Tove Test"] == "chapter-sec-winter.xhtml#sec:winter"
    assert parts["Harbour Board"] is None
    for place in filter(None, parts.values()):
        book.find(f"EPUB/{place}")


def test_what_is_accessible(book: Epub) -> None:
    features = set(book.values("schema:accessibilityFeature"))
    assert {
        "alternativeText", "describedMath", "index", "longDescription", "MathML",
        "pageBreakMarkers", "pageNavigation", "tableOfContents", "structuralNavigation",
    } <= features  # fmt: skip
    assert "ttsMarkup" not in features


# Fonts


def faces(book: Epub) -> list[tuple[str, str]]:
    """Family and file of each @font-face rule."""
    style = book.files["EPUB/epub.css"].decode()
    return re.findall(r'@font-face { font-family: "([^"]+)";[^}]*url\(([^)]*)\)', style)


def test_fonts_have_all_characters_and_are_the_readers_to_change(book: Epub) -> None:
    families = {family for family, _ in faces(book)}
    assert {"Source Serif 4", "Source Code Pro", "Amiri", "STIX Two Math"} <= families
    covered: set[int] = set()
    for _, file in faces(book):
        with TTFont(io.BytesIO(book.files[f"EPUB/{file}"])) as font:
            assert font.flavor == "woff2"
            covered |= set(font.getBestCmap())
    assert {c for c in book.text if not c.isspace() and ord(c) not in covered} == set()
    style = book.files["EPUB/epub.css"].decode()
    assert "!important" not in style
    rules = re.findall(r"([^{}]+)\{[^{}]*font-family", style.split("*/", 1)[1])
    assert {"html", "pre, code, kbd, samp", "math"} == {rule.strip() for rule in rules}


def test_a_font_that_must_stay_whole_stays_whole() -> None:
    publication = make_book()
    serif = publication.fonts[0]
    out = io.BytesIO()
    with TTFont(io.BytesIO(serif.data)) as font:
        font["OS/2"].fsType = 0x0100
        count = len(font.getGlyphOrder())
        font.save(out)
    whole = Font(serif.family, serif.style, serif.weight, "Own.ttf", out.getvalue())
    read = read_epub(write(dataclasses.replace(publication, fonts=(whole, *publication.fonts[1:]))))
    with TTFont(io.BytesIO(read.files["EPUB/fonts/own.woff2"])) as font:
        assert len(font.getGlyphOrder()) == count


# Cover, direction


def test_the_publication_s_own_cover() -> None:
    picture = Resource("img/front.PNG", "image/png", PIXEL + b"own", 1, 1)
    read = read_epub(write(dataclasses.replace(make_book(), cover=Cover(picture, "A wave."))))
    (image,) = read.spine[0].root.iter(f"{XHTML}img")
    assert (image.get("alt"), image.get("src")) == ("A wave.", "images/cover.png")
    assert read.files["EPUB/images/cover.png"] == PIXEL + b"own"
    (item,) = [i for i in read.package.iter(f"{OPF}item") if i.get("properties") == "cover-image"]
    assert item.get("href") == "images/cover.png"


def test_a_right_to_left_book_turns_its_pages_the_other_way() -> None:
    publication = make_book()
    metadata = dataclasses.replace(publication.metadata, language="fa", direction="rtl")
    read = read_epub(write(dataclasses.replace(publication, metadata=metadata)))
    spine = read.package.find(f"{OPF}spine")
    assert spine is not None
    assert spine.get("page-progression-direction") == "rtl"
    assert {d.root.get("dir") for d in read.spine} == {"rtl"}


def test_same_bytes_and_the_publication_is_left_alone(data: bytes) -> None:
    publication = make_book()
    before = etree.tostring(publication.document)
    assert write(publication) == data
    assert etree.tostring(publication.document) == before


@pytest.mark.book
def test_epubcheck_finds_nothing(data: bytes) -> None:
    assert_passed(epubcheck.validate(data))


@pytest.mark.book
@pytest.mark.browser
def test_ace_finds_nothing(data: bytes) -> None:
    assert_passed(ace.validate(data, TOOLS))
