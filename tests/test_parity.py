"""A book with everything in it says the same in all three editions.

Each edition is read by a reader that knows nothing of the writers: the PDF by its tags, the EPUB by
zip and XML, the web edition as HTML; the words on the printed pages by MuPDF.
"""

from __future__ import annotations

import functools
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from lxml import etree, html

from tests.conftest import SAMPLES, TEMPLATES, run_command
from tests.readers import pdf as pdf_reader
from tests.readers.epub import EPUB_TYPE, Epub, read_epub, resolve

pytestmark = pytest.mark.book

Node = etree._Element
Run = tuple[str, str]
"""A language and text without white space."""


@dataclass(frozen=True)
class Book:
    """The three editions of the kitchen-sink book."""

    path: Path
    pdf: pdf_reader.TaggedPdf
    epub: Epub
    web: Node


@pytest.fixture(scope="module")
def publish(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Book]:
    """Return what publishes the book with its notes in a place, once for each."""

    @functools.cache
    def publish(notes: str) -> Book:
        folder = tmp_path_factory.mktemp("parity")
        source = folder / "tides-book"
        shutil.copytree(SAMPLES / "tides-book", source)
        settings = (source / "book.yaml").read_text("utf-8")
        assert "notes: end\n" in settings
        settings = settings.replace("notes: end\n", f"notes: {notes}\n")
        (source / "book.yaml").write_text(settings, "utf-8")
        done = run_command("publish", source, "--to", folder, "--no-judges", cwd=TEMPLATES.parent)
        assert done.returncode == 0, done.stderr
        path = folder / "tides-book.pdf"
        return Book(
            path,
            pdf_reader.read_pdf(path.read_bytes()),
            read_epub(path.with_suffix(".epub").read_bytes()),
            html.document_fromstring(path.with_suffix(".html").read_bytes()),
        )

    return publish


@pytest.fixture(params=["end", "chapter"])
def book(request: pytest.FixtureRequest, publish: Callable[[str], Book]) -> Book:
    """The book with its notes after the text, and after each chapter."""
    return publish(request.param)


@pytest.fixture(params=["end", "chapter", "page"])
def any_book(request: pytest.FixtureRequest, publish: Callable[[str], Book]) -> Book:
    """The same, and with footnotes, which print alone has elsewhere than in order of the text."""
    return publish(request.param)


def squeeze(text: str) -> str:
    """Leave out white space and soft hyphens."""
    return re.sub(r"[\s\u00ad]+", "", text)


def name(node: Node) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def is_left_out(node: Node) -> bool:
    """What only one edition has: the way to pages, landmarks, skip links; and drawn formulas."""
    return (
        name(node) in ("", "script", "style", "math")
        or node.get("class") == "skip-link"
        or node.get("role") == "doc-pagelist"
        or node.get(EPUB_TYPE) in ("page-list", "landmarks")
    )


def walk(node: Node) -> Iterator[Node]:
    if not is_left_out(node):
        yield node
        for child in node:
            yield from walk(child)


def text_of(node: Node) -> str:
    """All text of an element that every edition has."""
    if is_left_out(node):
        return ""
    inner = (text_of(child) + (child.tail or "") for child in node)
    return squeeze((node.text or "") + "".join(inner))


def web_nodes(book: Book) -> list[Node]:
    body = book.web.find("body")
    assert body is not None
    return list(walk(body))


def epub_nodes(book: Book) -> list[Node]:
    return [node for document in book.epub.spine for node in walk(document.body)]


def tags(element: pdf_reader.Element, *types: str) -> list[pdf_reader.Element]:
    return [e for e in element.walk() if e.standard_type in types or e.type in types]


def tag_text(element: pdf_reader.Element) -> str:
    """The text of a structure element without what only print says."""
    if element.generated or element.type in ("Figure", "Formula"):
        return ""
    parts = (kid if isinstance(kid, str) else tag_text(kid) if isinstance(kid, pdf_reader.Element)
             else "" for kid in element.kids)  # fmt: skip
    return squeeze("".join(parts))


def find(nodes: list[Node], *names: str) -> list[Node]:
    return [node for node in nodes if name(node) in names]


# Text, headings, languages


def test_text(book: Book) -> None:
    body = book.web.find("body")
    assert body is not None
    web = text_of(body)
    assert len(web) > 3000
    assert "".join(text_of(document.body) for document in book.epub.spine) == web
    assert tag_text(book.pdf.root) == web


def test_headings(book: Book) -> None:
    ranks = [f"h{n}" for n in range(1, 7)]
    web = [(name(node), text_of(node)) for node in find(web_nodes(book), *ranks)]
    assert len(web) > 30
    assert [(name(node), text_of(node)) for node in find(epub_nodes(book), *ranks)] == web
    found = tags(book.pdf.root, *(rank.upper() for rank in ranks))
    assert [(e.standard_type.lower(), tag_text(e)) for e in found] == web


def html_runs(node: Node, language: str) -> Iterator[Run]:
    if is_left_out(node):
        return
    language = node.get("lang") or language
    yield language, node.text or ""
    for child in node:
        yield from html_runs(child, language)
        yield language, child.tail or ""


def pdf_runs(element: pdf_reader.Element, language: str) -> Iterator[Run]:
    if element.generated or element.type in ("Figure", "Formula"):
        return
    language = element.language or language
    for kid in element.kids:
        if isinstance(kid, str):
            yield language, kid
        elif isinstance(kid, pdf_reader.Element):
            yield from pdf_runs(kid, language)


def merge(runs: Iterator[Run]) -> list[Run]:
    merged: list[Run] = []
    for language, text in runs:
        if not (text := squeeze(text)):
            continue
        if merged and merged[-1][0] == language:
            text = merged.pop()[1] + text
        merged.append((language, text))
    return merged


def test_languages(book: Book) -> None:
    """Every character is in the same language."""
    body = book.web.find("body")
    assert body is not None
    web = merge(html_runs(body, "en-GB"))
    assert {language for language, _ in web} == {"en-GB", "fr", "ar"}
    parts = (html_runs(document.body, "en-GB") for document in book.epub.spine)
    assert merge(run for part in parts for run in part) == web
    assert merge(pdf_runs(book.pdf.root, "en-GB")) == web


# Figures, tables, notes, references


def html_figures(nodes: list[Node]) -> list[tuple[str, str]]:
    return [
        (image.get("alt", ""), text_of(caption))
        for figure in find(nodes, "figure")
        for image in find(list(walk(figure)), "img")
        for caption in find(list(walk(figure)), "figcaption")
    ]


def test_figures(any_book: Book) -> None:
    web = html_figures(web_nodes(any_book))
    assert [caption[:10] for _, caption in web] == ["Figure1.1:", "Figure2.1:"]
    assert html_figures(epub_nodes(any_book)) == web
    found = [
        (figure.alternative or "", tag_text(caption))
        for holder in any_book.pdf.root.walk()
        for figure in holder.elements
        if figure.type == "Figure"
        for caption in holder.elements
        if caption.type == "Caption"
    ]
    assert found == web


def test_long_descriptions_and_formulas(any_book: Book) -> None:
    for nodes in (web_nodes(any_book), epub_nodes(any_book)):
        (target,) = [n.get("aria-details") for n in nodes if n.get("aria-details")]
        (described,) = [n for n in nodes if n.get("id") == target]
        assert text_of(described).startswith("Bresthasthehighesttide")
    math = "{http://www.w3.org/1998/Math/MathML}math"
    (formula,) = tags(any_book.pdf.root, "Formula")
    alternatives = [node.get("alttext") for d in any_book.epub.spine for node in d.root.iter(math)]
    assert [node.get("alttext") for node in any_book.web.iter("math")] == alternatives
    assert [formula.alternative] == alternatives


Table = tuple[str, list[list[tuple[str, str]]]]


def html_tables(nodes: list[Node]) -> list[Table]:
    return [
        (
            "".join(text_of(caption) for caption in find(list(table), "caption")),
            [
                [(name(cell), text_of(cell)) for cell in row if name(cell) in ("th", "td")]
                for row in find(list(walk(table)), "tr")
            ],
        )
        for table in find(nodes, "table")
    ]


def test_tables(any_book: Book) -> None:
    web = html_tables(web_nodes(any_book))
    assert [caption[:9] for caption, _ in web] == ["Table2.1:", "TableA.1:"]
    assert html_tables(epub_nodes(any_book)) == web
    found = [
        (
            "".join(tag_text(caption) for caption in tags(table, "Caption")),
            [
                [(cell.type.lower(), tag_text(cell)) for cell in row.elements]
                for row in tags(table, "TR")
            ],
        )
        for table in tags(any_book.pdf.root, "Table")
    ]
    assert found == web


def html_notes(nodes: list[Node], find_target: Callable[[Node], Node]) -> list[tuple[str, str]]:
    """The number and the text of the note of each reference, in order of the text."""
    return [
        (text_of(node), text_of(find_target(node)))
        for node in find(nodes, "a")
        if node.get("role") == "doc-noteref"
    ]


def web_target(book: Book, link: Node) -> Node:
    (target,) = book.web.xpath("//*[@id=$id]", id=link.get("href", "")[1:])
    assert isinstance(target, etree._Element)
    return target


def epub_targets(book: Book) -> dict[Node, Node]:
    """Each link within the EPUB → the element that it leads to."""
    return {
        link: book.epub.find(target)
        for document in book.epub.spine
        for link in find(list(walk(document.body)), "a")
        if (target := resolve(document.name, link.get("href", ""))).startswith("EPUB/")
    }


def test_notes(any_book: Book) -> None:
    web = html_notes(web_nodes(any_book), lambda link: web_target(any_book, link))
    assert len(web) == 6
    targets = epub_targets(any_book)
    assert html_notes(epub_nodes(any_book), lambda link: targets[link]) == web
    printed = {
        note.identifier: tag_text(note) for note in tags(any_book.pdf.root, "FENote", "Note")
    }
    found = [
        (tag_text(link), printed[annotation.destination])
        for link in tags(any_book.pdf.root, "Link")
        for annotation in link.annotations
        if annotation.destination in printed
    ]
    assert found == web


def test_every_reference_has_its_way_back(any_book: Book) -> None:
    web = web_nodes(any_book)
    references = {n.get("id") for n in find(web, "a") if n.get("role") == "doc-noteref"}
    backs = [n.get("href", "")[1:] for n in find(web, "a") if n.get("role") == "doc-backlink"]
    assert sorted(backs) == sorted(r for r in references if r)
    ends = epub_targets(any_book)
    for link in find(epub_nodes(any_book), "a"):
        if link.get("role") == "doc-noteref":
            inside = [n for n in walk(ends[link]) if n.get("role") == "doc-backlink"]
            assert link in [ends[back] for back in inside]
    destinations = [
        annotation.destination
        for link in tags(any_book.pdf.root, "Link")
        for annotation in link.annotations
    ]
    assert set(backs) <= set(destinations)


def test_references(book: Book) -> None:
    """Every link within the book, with its words and the element that it leads to."""
    web = [
        (text_of(link), link.get("href", "")[1:])
        for link in find(web_nodes(book), "a")
        if link.get("href", "").startswith("#")
    ]
    assert len(web) > 60
    targets = epub_targets(book)
    epub = [(text_of(n), targets[n].get("id")) for n in find(epub_nodes(book), "a") if n in targets]
    assert epub == web
    found = []
    for link in tags(book.pdf.root, "Link"):
        inner = [a.destination for a in link.annotations if a.destination]
        if inner:
            assert len(set(inner)) == 1
            found.append((tag_text(link), inner[0]))
    assert found == web


# Pages


def test_page_lists_are_the_page_labels(any_book: Book) -> None:
    with pikepdf.open(any_book.path) as pdf:
        labels = [str(page.label) for page in pdf.pages]
    assert {"Cover", "i", "iv", "1", "2", "10"} <= set(labels)
    assert [entry.label for entry in any_book.epub.entries("page-list")] == labels
    assert [marker.label for marker in any_book.epub.markers()] == labels
    assert [m.target for m in any_book.epub.markers()] == [
        entry.target for entry in any_book.epub.entries("page-list")
    ]
    (page_list,) = any_book.web.xpath("//nav[@role='doc-pagelist']")
    links = list(page_list.iter("a"))
    assert [link.text for link in links] == labels
    assert [web_target(any_book, link).get("title") for link in links] == labels


def printed_lines(book: Book) -> Iterator[tuple[str, list[str]]]:
    """The label and the lines of each page as MuPDF reads it, without heads and folios."""
    furniture: dict[int, set[str]] = {}
    for artifact in book.pdf.artifacts:
        furniture.setdefault(artifact.page, set()).add(squeeze(artifact.text))
    with pymupdf.open(book.path) as opened:  # type: ignore[no-untyped-call]  # has no types
        for number, page in enumerate(opened):
            lines = [
                squeeze("".join(span["text"] for span in line["spans"]))
                for block in page.get_text("dict")["blocks"]  # as they were drawn
                for line in block.get("lines", ())
            ]
            ignored = furniture.get(number, set())
            own = [line for line in lines if line and line not in ignored]
            yield page.get_label(), own


def test_each_marker_stands_at_the_first_word_of_its_page(any_book: Book) -> None:
    pages = list(printed_lines(any_book))
    markers = any_book.epub.markers()
    math = "{http://www.w3.org/1998/Math/MathML}math"
    formulas = [
        squeeze("".join(m.itertext())) for d in any_book.epub.spine for m in d.root.iter(math)
    ]
    assert sum(bool(lines) for _, lines in pages) > 20
    for index, ((label, lines), marker) in enumerate(zip(pages, markers, strict=True)):
        assert marker.label == label
        after = squeeze(marker.after)
        for formula in formulas:  # a page may begin with one: print draws it, its number last
            after = re.sub(rf"^{re.escape(formula)}\(\d+\.\d+\)", "", after)
        if label == "Cover":
            assert marker.target.startswith("EPUB/cover.xhtml#")
        elif lines and marker.target.startswith(
            "EPUB/title.xhtml#"
        ):  # its first words, the publisher's
            assert after.startswith(lines[-1])  # name, are printed at the foot
        elif lines:
            assert after.startswith(lines[0][:12]), (label, lines[0], after[:40])
        elif index + 1 < len(markers):  # an empty page: nothing between it and the next
            assert after == squeeze(markers[index + 1].after), label
