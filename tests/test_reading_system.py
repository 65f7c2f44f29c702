"""Somebody else's reading system opens our EPUB: foliate-js, the engine of the reader Foliate.

Its own page is served from this machine, which is the only one that the browser may ask. What is
asserted is what the reader shows: the text within the visible page, the heading of its window.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from everyleaf import epub
from everyleaf.check.verdict import JudgeMissingError
from tests.books import make_book, start_pages
from tests.epub.test_write import PIXEL
from tests.judges import TOOLS, browser_or_skip, judge_missing
from tests.readers.epub import Epub, read_epub

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Page, Request

pytestmark = [pytest.mark.book, pytest.mark.browser]

READER = "foliate-js"


IS_SHOWN = """id => {
  const { range } = globalThis.reader.view.lastLocation;
  const element = range.startContainer.ownerDocument.getElementById(id);
  return element != null && range.intersectsNode(element);
}"""


class _Handler(SimpleHTTPRequestHandler):
    """Serves the reader's folder, and the book beside it."""

    def __init__(self, *arguments: object, book: bytes, directory: str) -> None:
        self.book = book
        super().__init__(*arguments, directory=directory)  # type: ignore[arg-type]  # the server's

    def do_GET(self) -> None:  # noqa: N802 - the library's name
        if self.path == "/favicon.ico":
            self.send_response(204)
            self.end_headers()
            return None
        if self.path != "/book.epub":
            return super().do_GET()
        self.send_response(200)
        self.send_header("Content-Type", "application/epub+zip")
        self.send_header("Content-Length", str(len(self.book)))
        self.end_headers()
        self.wfile.write(self.book)
        return None

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the library's
        pass


@pytest.fixture(scope="module")
def data() -> bytes:
    publication = make_book()
    return epub.write(publication, start_pages(publication), PIXEL)


@pytest.fixture(scope="module")
def book(data: bytes) -> Epub:
    return read_epub(data)


@pytest.fixture(scope="module")
def address(data: bytes) -> Iterator[str]:
    try:
        folder = TOOLS.require_module(READER, "reader.html").parent
    except JudgeMissingError as error:
        judge_missing(READER, error.remedy)
    handler = partial(_Handler, book=data, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


class Reader:
    """The reading system with the book open."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.troubles: list[str] = []
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", lambda m: self.troubles.append(m.text) if m.type == "error" else None)

    def open(self, address: str) -> None:
        self.page.goto(f"{address}reader.html?url=book.epub")
        self.until("() => globalThis.reader?.view?.lastLocation != null")
        self.page.wait_for_timeout(300)  # after a turn of the page it takes no order for 100 ms

    def until(self, question: str, about: object = None) -> None:
        """Ask the page until it says yes; its security policy forbids Playwright's own way."""
        for _ in range(100):
            if self.page.evaluate(question, about):
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"never true: {question} of {about!r}; shown: {self.shown()!r}")

    def shown(self) -> str:
        """Return the text within the page that is shown."""
        text = self.page.evaluate("globalThis.reader?.view?.lastLocation?.range?.toString() ?? ''")
        return " ".join(text.split())

    def sees(self, text: str) -> None:
        """Wait until the page that is shown has a text in it."""
        for _ in range(100):
            if text in self.shown():
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{text!r} is not in what is shown: {self.shown()!r}")

    def misses(self, text: str) -> None:
        """Make sure that the page that is shown has not a text in it."""
        assert text not in self.shown()

    def follow_contents(self, label: str) -> None:
        self.page.click("#side-bar-button")
        closed = self.page.locator('#toc-view a[aria-expanded="false"]:visible svg')
        while closed.count():
            closed.first.click()
        self.page.locator("#toc-view a", has_text=label).first.click()

    def go_to_page(self, label: str) -> None:
        """Choose a page of the page list."""
        href = self.page.evaluate(
            "label => globalThis.reader.view.book.pageList.find(p => p.label === label).href", label
        )
        self.page.evaluate("href => globalThis.reader.view.goTo(href)", href)

    def turn_to(self, identifier: str) -> None:
        """Turn pages, as a reader does, until an element is shown."""
        for _ in range(20):
            if self.page.evaluate(IS_SHOWN, identifier):
                return
            self.page.click("#right-button")
            self.page.wait_for_timeout(500)
        raise AssertionError(f"{identifier} is on no page; shown: {self.shown()!r}")

    def text_frame(self, selector: str) -> Frame:
        """Return the frame that shows the content document with an element."""
        from playwright.sync_api import Error

        for _ in range(50):
            for frame in self.page.frames[1:]:
                with suppress(Error):  # the reader has just taken the document away
                    if frame.query_selector(selector) is not None:
                        return frame
            self.page.wait_for_timeout(100)
        raise AssertionError(f"no document on show has {selector}")

    def click(self, selector: str) -> None:
        """Click a link in the text."""
        self.text_frame(selector).locator(selector).first.click()

    def window_title(self) -> str:
        return self.page.title()


@pytest.fixture
def reader(address: str) -> Iterator[Reader]:
    with browser_or_skip() as browser:
        context = browser.new_context(viewport={"width": 360, "height": 400})
        asked: list[str] = []

        def note(one: Request) -> None:
            asked.append(one.url)

        context.on("request", note)
        context.route(
            "**/*",
            lambda route: (
                route.continue_()
                if route.request.url.startswith((address, "blob:", "data:"))
                else route.abort()
            ),
        )
        reader = Reader(context.new_page())
        reader.open(address)
        yield reader
        assert reader.troubles == []
        strangers = [url for url in asked if not url.startswith((address, "blob:", "data:"))]
        assert strangers == []
        context.close()


def test_contents_lead_to_a_chapter(reader: Reader) -> None:
    assert reader.window_title() == "The Tides"
    reader.misses("draws the water")
    reader.follow_contents("The moon")
    reader.sees("1 The moon The moon draws")
    reader.follow_contents("The force")
    reader.sees("1.1 The force")
    reader.follow_contents("Glossary")
    reader.sees("A tide at full moon.")


def test_the_reader_lists_the_contents_that_we_wrote(reader: Reader, book: Epub) -> None:
    labels = reader.page.eval_on_selector_all(
        "#toc-view a", "links => links.map(a => a.textContent.trim().replace(/\\s+/g, ' '))"
    )
    assert labels == [entry.label for entry in book.entries("toc")]


@pytest.mark.parametrize("reference", ["fnref-1-1", "fnref-1-1-2"])
def test_a_note_and_back_to_the_very_reference(reader: Reader, reference: str) -> None:
    reader.follow_contents("The moon")
    reader.sees("draws the water")
    reader.turn_to(reference)
    reader.click(f"#{reference}")
    reader.sees("The pull of the sun is half.")
    reader.misses("draws the water")
    reader.click(f'a[role=doc-backlink][href$="#{reference}"]')
    reader.text_frame(f"#{reference}")
    reader.sees("There is a spring tide." if reference == "fnref-1-1" else "so the water.")
    reader.until(IS_SHOWN, reference)
    other = {"fnref-1-1": "fnref-1-1-2", "fnref-1-1-2": "fnref-1-1"}[reference]
    assert not reader.page.evaluate(IS_SHOWN, other)


def test_a_note_as_a_pop_up(reader: Reader) -> None:
    """The reader's own footnote handler takes the link for a note and shows the note alone."""
    reader.page.evaluate(
        """async () => {
          const { FootnoteHandler } = await import('./footnotes.js');
          const handler = new FootnoteHandler();
          const { view } = globalThis.reader;
          handler.addEventListener('before-render', e => {
            const box = document.createElement('dialog');
            box.append(e.detail.view); document.body.append(box); box.show();
          });
          handler.addEventListener('render', e => { globalThis.note = {
            type: e.detail.type, href: e.detail.href,
            text: e.detail.view.renderer.getContents()[0].doc.body.textContent }; });
          view.addEventListener('link', e => handler.handle(view.book, e));
        }"""
    )
    reader.follow_contents("The moon")
    reader.sees("draws the water")
    reader.click("#fnref-1-1")
    reader.until("() => globalThis.note != null")
    note = reader.page.evaluate("globalThis.note")
    assert note["type"] == "endnote"
    assert " ".join(note["text"].split()).startswith("The pull of the sun is half.")
    reader.sees("draws the water")  # the text behind it has not moved


def test_a_printed_page(reader: Reader, book: Epub) -> None:
    labels = reader.page.evaluate("globalThis.reader.view.book.pageList.map(p => p.label)")
    markers = book.markers()
    assert labels == [marker.label for marker in markers]
    assert {"i", "ii", "1", "2"} <= set(labels)
    for marker in markers[::3]:
        words = " ".join(marker.after.split())[:12].strip()
        reader.go_to_page(marker.label)
        if words:
            reader.sees(words)


def test_our_fonts_set_the_text(reader: Reader) -> None:
    reader.follow_contents("The moon")
    reader.sees("draws the water")
    frame = reader.text_frame("#fnref-1-1")
    assert frame.evaluate(
        """async () => { await document.fonts.ready;
          return [...document.fonts].some(
            f => f.family.includes('Source Serif 4') && f.status === 'loaded'); }"""
    )
    assert frame.evaluate("document.querySelector('math').getBoundingClientRect().width") > 20
