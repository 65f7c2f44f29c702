"""A reader in a real browser: opens the shelf, downloads every edition, reads the web edition.

The output is served from this machine; the browser may ask no other.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from tests.conftest import Published
from tests.judges import PUBLICATIONS, browser_or_skip

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

pytestmark = [pytest.mark.book, pytest.mark.browser]

WIDTHS_PX = (320, 1280)
REPORTS = [f"{name}-accessibility.html" for name in PUBLICATIONS]
PAGES = ["index.html", *REPORTS, *(f"{name}.html" for name in PUBLICATIONS)]

TEXT_SPACING = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-bottom: 2em !important }
"""  # WCAG 2.2 SC 1.4.12

# The page as a whole is not wider than the window; nothing sticks out of it unless it is clipped on
# purpose or stands in a container that scrolls and can be reached with the keyboard.
OVERFLOWING = """() => {
  const wide = document.documentElement.clientWidth;
  const out = [];
  if (document.documentElement.scrollWidth > wide) out.push('the page: '
    + document.documentElement.scrollWidth);
  for (const element of document.body.querySelectorAll('*')) {
    const box = element.getBoundingClientRect();
    if (!box.width || box.right <= wide + 1) continue;
    let holder = element.parentElement;
    while (holder && !['auto', 'scroll'].includes(getComputedStyle(holder).overflowX))
      holder = holder.parentElement;
    if (!holder || holder === document.documentElement || holder.tabIndex < 0)
      out.push(element.tagName + ': ' + element.textContent.trim().slice(0, 40));
  }
  return out;
}"""

# Text that its own box cuts off: the box hides what does not fit, and not all fits.
CLIPPED = """() => [...document.body.querySelectorAll('*')].filter(element => {
  const style = getComputedStyle(element);
  const hides = side => ['hidden', 'clip'].includes(style['overflow' + side]);
  const tiny = element.clientWidth <= 1 || element.clientHeight <= 1;  // visually hidden on purpose
  return !tiny && element.textContent.trim()
    && (hides('Y') && element.scrollHeight > element.clientHeight + 1
      || hides('X') && element.scrollWidth > element.clientWidth + 1);
}).map(element => element.tagName + ': ' + element.textContent.trim().slice(0, 40))"""

BEHIND_CONTENTS = """target => {
  const contents = document.querySelector('[role=doc-toc]');
  return (contents.compareDocumentPosition(document.querySelector(target))
    & Node.DOCUMENT_POSITION_FOLLOWING) > 0;
}"""

FOCUSED = """() => {
  const element = document.activeElement;
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  return {
    link: element.getAttribute('href'),
    visible: box.width > 0 && box.height > 0
      && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0,
  };
}"""


@dataclass(frozen=True, slots=True)
class Site:
    """The published folder as readers reach it."""

    url: str
    published: Published


@dataclass(slots=True)
class Visit:
    """One open page and what it asked for."""

    page: Page
    requests: list[str] = field(default_factory=list)


class _QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        pass


@pytest.fixture(scope="module")
def site(published: Published) -> Iterator[Site]:
    handler = partial(_QuietHandler, directory=str(published.folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Site(f"http://127.0.0.1:{server.server_port}/", published)
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browser_or_skip() as browser:
        yield browser


@contextmanager
def visit(browser: Browser, site: Site, file: str, width_px: int) -> Iterator[Visit]:
    """Open a page of the site; at the end, fail if it asked another host for anything."""
    context = browser.new_context(
        viewport={"width": width_px, "height": 800}, accept_downloads=True, reduced_motion="reduce"
    )
    try:
        visit = Visit(context.new_page())

        def note(request: Request) -> None:
            visit.requests.append(request.url)

        context.on("request", note)
        visit.page.goto(site.url + file, wait_until="load")
        yield visit
        # Chromium keeps its own PDF viewer at chrome-extension:, and that viewer's style and type
        # at chrome:; whether a page is told of them is a matter of how fast they load.
        own = (site.url, "data:", "blob:", "chrome-extension:", "chrome:")
        strangers = [url for url in visit.requests if not url.startswith(own)]
        assert strangers == [], "the page asked other hosts"
    finally:
        context.close()


def _own_links(page: Page, site: Site) -> list[str]:
    """Return the addresses, as written, of the links that lead to files of the site."""
    links = page.locator("a[href]").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    return [link for link in links if urljoin(site.url, link).startswith(site.url)]


def _same_file(data: bytes, path: Path) -> None:
    expected = path.read_bytes()
    assert len(data) == len(expected), path.name
    assert hashlib.sha256(data).hexdigest() == hashlib.sha256(expected).hexdigest(), path.name


def _fetch_by_click(page: Page, link: str) -> bytes:
    """Click a link as a reader does; return what arrives: a download, or the page shown."""
    target = page.locator(f'a[href="{link}"]').first
    if link.endswith(".html"):
        with page.expect_response(lambda r: urlsplit(r.url).path.endswith("/" + link)) as answer:
            target.click()
        assert answer.value.status == 200
        data: bytes = answer.value.body()
        page.wait_for_url(f"**/{link}")
        return data
    # Chromium shows a PDF in a viewer whose bytes tests cannot see; Alt and click saves the link.
    with page.expect_download() as download:
        target.click(modifiers=["Alt"])
    return Path(download.value.path()).read_bytes()


def test_the_probes_see_what_sticks_out_and_what_is_cut_off(browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 800})
    try:
        page = context.new_page()
        wide = '<p style="width: 900px">Wide</p>'
        page.set_content(wide)
        assert page.evaluate(OVERFLOWING) == ["the page: 908", "P: Wide"]
        page.set_content(f'<div style="overflow-x: auto">{wide}</div>')
        assert page.evaluate(OVERFLOWING) == ["P: Wide"]  # the keyboard cannot scroll it
        page.set_content(f'<div style="overflow-x: auto" tabindex="0">{wide}</div>')
        assert page.evaluate(OVERFLOWING) == []
        page.set_content('<p style="height: 20px; overflow: hidden">Cut<br>off</p>')
        assert page.evaluate(CLIPPED) == ["P: Cutoff"]
    finally:
        context.close()


def test_the_shelf_links_every_edition_of_every_publication(browser: Browser, site: Site) -> None:
    with visit(browser, site, "index.html", 1280) as shelf:
        links = _own_links(shelf.page, site)
    endings = (".html", ".pdf", ".epub", "-accessibility.html")
    wanted = {f"{name}{ending}" for name in PUBLICATIONS for ending in endings}
    assert {unquote(link) for link in links} == wanted


@pytest.mark.parametrize("suffix", ["html", "pdf", "epub"])
@pytest.mark.parametrize("name", PUBLICATIONS)
def test_a_click_brings_the_whole_file(
    name: str, suffix: str, browser: Browser, site: Site
) -> None:
    with visit(browser, site, "index.html", 1280) as shelf:
        (link,) = [a for a in _own_links(shelf.page, site) if unquote(a) == f"{name}.{suffix}"]
        data = _fetch_by_click(shelf.page, link)
    _same_file(data, site.published.folder / f"{name}.{suffix}")


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_a_click_opens_the_pdf_in_the_browser(name: str, browser: Browser, site: Site) -> None:
    with visit(browser, site, "index.html", 1280) as shelf:
        link = f"{name}.pdf"
        with shelf.page.expect_response(lambda response: response.url.endswith(link)) as answer:
            shelf.page.locator(f'a[href="{link}"]').click()
        assert answer.value.status == 200
        assert answer.value.headers["content-type"] == "application/pdf"


@pytest.mark.parametrize("width_px", WIDTHS_PX)
def test_the_keyboard_reaches_every_link_of_the_shelf_in_order(
    width_px: int, browser: Browser, site: Site
) -> None:
    with visit(browser, site, "index.html", width_px) as shelf:
        links = shelf.page.locator("a[href]").evaluate_all(
            "links => links.map(a => a.getAttribute('href'))"
        )
        reached = []
        for _ in links:
            shelf.page.keyboard.press("Tab")
            focused = shelf.page.evaluate(FOCUSED)
            assert focused["visible"], f"{focused['link']} is out of sight when it has the focus"
            assert focused["outlined"], f"{focused['link']} does not show that it has the focus"
            reached.append(focused["link"])
    assert reached == links


def test_enter_follows_a_link_of_the_shelf(browser: Browser, site: Site) -> None:
    with visit(browser, site, "index.html", 320) as shelf:
        link = f"{PUBLICATIONS[0]}.html"
        shelf.page.locator(f'a[href="{link}"]').focus()
        shelf.page.keyboard.press("Enter")
        shelf.page.wait_for_url(site.url + link)
        assert shelf.page.locator("h1").count() == 1


@pytest.mark.parametrize("page", PAGES)
def test_the_skip_link_or_first_link_gets_the_focus_first(
    page: str, browser: Browser, site: Site
) -> None:
    with visit(browser, site, page, 1280) as opened:
        opened.page.keyboard.press("Tab")
        focused = opened.page.evaluate(FOCUSED)
        assert focused["visible"]
        if page != "index.html" and page not in REPORTS:
            opened.page.keyboard.press("Enter")
            target = opened.page.evaluate("() => location.hash")
            assert target == focused["link"]
            assert opened.page.evaluate(BEHIND_CONTENTS, target)


@pytest.mark.parametrize("width_px", WIDTHS_PX)
@pytest.mark.parametrize("page", PAGES)
def test_nothing_sticks_out_of_the_window(
    page: str, width_px: int, browser: Browser, site: Site
) -> None:
    with visit(browser, site, page, width_px) as opened:
        assert opened.page.evaluate(OVERFLOWING) == []


@pytest.mark.parametrize("page", PAGES)
def test_text_at_320_px_is_large_enough_to_read(page: str, browser: Browser, site: Site) -> None:
    with visit(browser, site, page, 320) as opened:
        sizes_px = opened.page.locator("p, li, td, th, dd, dt, figcaption, caption").evaluate_all(
            "elements => elements.map(e => parseFloat(getComputedStyle(e).fontSize))"
        )
    assert sizes_px
    assert min(sizes_px) >= 12


@pytest.mark.parametrize("width_px", WIDTHS_PX)
@pytest.mark.parametrize("page", PAGES)
def test_wider_text_spacing_clips_and_spills_nothing(
    page: str, width_px: int, browser: Browser, site: Site
) -> None:
    with visit(browser, site, page, width_px) as opened:
        opened.page.add_style_tag(content=TEXT_SPACING)
        assert opened.page.evaluate(CLIPPED) == []
        assert opened.page.evaluate(OVERFLOWING) == []


@pytest.mark.parametrize("page", PAGES)
def test_every_image_is_shown(page: str, browser: Browser, site: Site) -> None:
    with visit(browser, site, page, 1280) as opened:
        blank = opened.page.locator("img").evaluate_all(
            "images => images.filter(i => !i.complete || !i.naturalWidth).map(i => i.src)"
        )
    assert blank == []


@pytest.mark.parametrize("page", PAGES)
def test_the_page_reads_without_scripts_and_writes_nothing_to_the_console(
    page: str, browser: Browser, site: Site
) -> None:
    context = browser.new_context(java_script_enabled=False)
    messages: list[str] = []
    try:
        tab = context.new_page()
        tab.on("console", lambda message: messages.append(message.text))
        tab.goto(site.url + page)
        assert tab.locator("h1").inner_text().strip()
    finally:
        context.close()
    assert messages == []
