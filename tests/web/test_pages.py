"""Readers of the web edition find the printed page that somebody quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree, html

from everyleaf import web
from everyleaf.check import axe, nu
from everyleaf.check.verdict import JudgeMissingError
from everyleaf.model import PageStart
from tests.books import make_book, start_pages
from tests.judges import TOOLS, assert_passed, browser_or_skip, judge_missing

if TYPE_CHECKING:
    from playwright.sync_api import Browser

STARTS = start_pages(make_book())


@pytest.fixture(scope="module")
def data() -> bytes:
    return web.write(make_book(), STARTS)


@pytest.fixture(scope="module")
def parsed(data: bytes) -> html.HtmlElement:
    return html.document_fromstring(data)


def test_list_and_markers_have_the_printed_labels(parsed: html.HtmlElement) -> None:
    (nav,) = parsed.xpath("//nav[@role='doc-pagelist']")
    assert nav.get("aria-label") == "Pages"
    assert nav.findtext("details/summary") == "Go to page"
    labels = [start.label for start in STARTS]
    assert [link.text for link in nav.iter("a")] == labels
    markers = parsed.xpath("//span[@role='doc-pagebreak']")
    assert [marker.get("title") for marker in markers] == labels
    assert [link.get("href") for link in nav.iter("a")] == [f"#{m.get('id')}" for m in markers]
    assert not any("".join(marker.itertext()) for marker in markers)


def test_the_list_stands_before_the_contents(parsed: html.HtmlElement) -> None:
    (nav,) = parsed.xpath("//nav[@role='doc-pagelist']")
    assert nav.getnext().get("role") == "doc-toc"
    assert not nav.xpath("details/@open")


def test_an_empty_page_is_not_written_over_the_next() -> None:
    (first, second, *rest) = html.document_fromstring(
        web.write(
            make_book(), [PageStart("1", 40, 0), PageStart("2", 40, 0), PageStart("3", 60, 0)]
        )
    ).xpath("//span[@role='doc-pagebreak']")
    assert (first.get("class"), second.get("class")) == ("blank-page", None)
    assert len(rest) == 1


def test_without_pages_there_is_nothing() -> None:
    page = web.write(make_book())
    assert b"doc-pagelist" not in page.partition(b"<body")[2]
    assert b'role="doc-pagebreak"' not in page


def test_long_chapters_say_how_long_they_are() -> None:
    publication = make_book()
    (chapter,) = publication.document.xpath("//section[@aria-labelledby='sec:summer']")
    assert isinstance(chapter, etree._Element)
    etree.SubElement(chapter, "p", {"data-node": "9999"}).text = "tide " * 4000
    parsed = html.document_fromstring(web.write(publication, STARTS))
    long = parsed.xpath("//*[contains(@class, 'long-chapter')]")
    assert [section.get("aria-labelledby") for section in long] == ["sec:summer"]
    assert re.fullmatch(r"--characters: 20\d{3}", long[0].get("style"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browser_or_skip() as browser:
        yield browser


@pytest.mark.book
@pytest.mark.browser
@pytest.mark.parametrize("view", axe.VIEWS, ids=str)
def test_axe_finds_nothing(view: axe.View, browser: Browser, data: bytes, tmp_path: Path) -> None:
    try:
        script = TOOLS.require_module("axe-core", "axe.min.js")
    except JudgeMissingError as error:
        judge_missing(axe.JUDGE, error.remedy)
    page = tmp_path / "book.html"
    page.write_bytes(data.replace(b"<details>", b"<details open>"))
    assert_passed(axe.judge_view(page, browser, script, view))


@pytest.mark.book
@pytest.mark.browser
def test_nu_finds_nothing(data: bytes) -> None:
    assert_passed(nu.validate(data, TOOLS, "book.html"))


@pytest.mark.book
@pytest.mark.browser
@pytest.mark.parametrize("width_px", [320, 1280])
def test_a_reader_goes_to_a_page_by_keyboard(
    width_px: int, browser: Browser, data: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "book.html"
    path.write_bytes(data)
    tab = browser.new_page(viewport={"width": width_px, "height": 800})
    tab.goto(path.as_uri())
    tab.focus("summary")
    tab.keyboard.press("Enter")
    for _ in STARTS:
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.textContent") == "5":
            break
    tab.keyboard.press("Enter")
    assert tab.evaluate("location.hash") == "#page-5"
    top = tab.evaluate("document.getElementById('page-5').getBoundingClientRect().top")
    assert -1 <= top <= 800
    shown = tab.evaluate("getComputedStyle(document.getElementById('page-5'), '::before').content")
    assert shown == '"5"'
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tab.close()
