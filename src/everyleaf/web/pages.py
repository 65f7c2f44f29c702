"""Let readers of the web edition find the printed page that somebody quotes.

Step 2 of `web.write`.

Why a list behind a `<details>`: it needs no script, opens by keyboard, is announced as a list of
pages, and is one line until somebody wants it. It stands before the contents, because a book's
contents may be hundreds of links, and a keyboard passes them one by one.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from everyleaf.model import Element, PageStart
from everyleaf.page_breaks import PageBreak, place_page_breaks
from everyleaf.words import Words


def mark_pages(document: Element, page_starts: Sequence[PageStart], words: Words) -> None:
    """Put the markers and the list of pages into a document; changes the tree.

    Args:
        document: The `<html>` element.
        page_starts: In page order; none leaves the document as it is.
        words: For the name of the list.
    """
    body = document.find("body")
    if body is None or not page_starts:
        return
    breaks = place_page_breaks([body], page_starts)
    for marker in body.iter("span"):
        if marker.get("role") == "doc-pagebreak":
            # axe-core 4.14 refuses aria-label on a <span> with this role, which DPUB-ARIA allows
            marker.set("title", marker.attrib.pop("aria-label"))
            following = marker.getnext()
            if (
                following is not None
                and not marker.tail
                and following.get("role") == marker.get("role")
            ):
                marker.set("class", "blank-page")
    page_list = _make_page_list(breaks, words)
    contents = next((n for n in body.iter("nav") if n.get("role") == "doc-toc"), None)
    main = next(body.iter("main"), None)
    if contents is not None:
        contents.addprevious(page_list)
    elif main is not None:
        main.addprevious(page_list)
    else:
        body.append(page_list)


def _make_page_list(breaks: Sequence[PageBreak], words: Words) -> Element:
    nav = etree.Element("nav", {"role": "doc-pagelist", "class": "page-list"})
    nav.set("aria-label", words.pages)
    for name, value in words.attributes().items():
        nav.set(name, value)
    details = etree.SubElement(nav, "details")
    etree.SubElement(details, "summary").text = words.go_to_page
    items = etree.SubElement(details, "ol")
    for page_break in breaks:
        link = etree.SubElement(etree.SubElement(items, "li"), "a")
        link.set("href", f"#{page_break.identifier}")
        link.text = page_break.label
    return nav
