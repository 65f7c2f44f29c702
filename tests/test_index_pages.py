"""The index quotes pages: repeats become one, runs become ranges, nothing else changes."""

from __future__ import annotations

import pytest
from lxml import etree

from everyleaf.index_pages import find_locators, has_index, quote_pages


def index(*entries: str) -> etree._Element:
    items = "".join(f"<li>{entry}</li>" for entry in entries)
    return etree.fromstring(
        f"<html><body><p id='p'>a <a class='locator' href='#p'>x</a></p>"
        f"<section role='doc-index'><h2>Index</h2><ul>{items}</ul></section></body></html>"
    )


def entry(*targets: str) -> str:
    links = [f"<a class='locator' href='#{t}'>{i}</a>" for i, t in enumerate(targets, 1)]
    return ", ".join(["clerk", *links])


def quoted(labels: str, tail: str = "") -> str:
    """Return the text of an entry whose locators stand on pages with these labels."""
    pages = {f"i{number}": label for number, label in enumerate(labels.split())}
    document = quote_pages(index(entry(*pages) + tail), pages)
    return "".join(str(text) for text in document.xpath("//section//li[1]")[0].itertext())


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ("4", "clerk, 4"),
        ("4 4 4", "clerk, 4"),
        ("4 9", "clerk, 4, 9"),
        ("4 5", "clerk, 4, 5"),
        ("4 5 6", "clerk, 4–6"),
        ("4 4 5 6 6 9", "clerk, 4–6, 9"),
        ("1 3 4 5 7 8 9 12", "clerk, 1, 3–5, 7–9, 12"),
        ("viii ix x", "clerk, viii–x"),
        ("xiii 1 2 3", "clerk, xiii, 1–3"),
        ("xii xiii 1", "clerk, xii, xiii, 1"),
        ("Cover i ii", "clerk, Cover, i, ii"),
        ("99 100 101", "clerk, 99–101"),
        ("4 9 4", "clerk, 4, 9"),
    ],
)
def test_locators(labels: str, expected: str) -> None:
    assert quoted(labels) == expected
    assert quoted(labels, "; <i>see also</i> tide") == f"{expected}; see also tide"


def test_a_range_leads_to_its_first_page() -> None:
    document = quote_pages(index(entry("a", "b", "c")), {"a": "4", "b": "5", "c": "6"})
    (locator,) = find_locators(document)
    assert (locator.text, locator.get("href")) == ("4–6", "#a")


def test_entries_are_counted_apart() -> None:
    nested = f"tide<ul><li>{entry('a')}</li><li>{entry('b')}</li></ul>"
    document = quote_pages(index(nested, entry("a", "b")), {"a": "4", "b": "4"})
    assert [a.text for a in find_locators(document)] == ["4", "4", "4"]


def test_places_that_no_page_has_keep_their_number() -> None:
    document = quote_pages(index(entry("a", "b")), {"b": "7"})
    assert [a.text for a in find_locators(document)] == ["1", "7"]


def test_the_document_is_left_alone_and_only_the_index_is_quoted() -> None:
    document = index(entry("p"))
    before = etree.tostring(document)
    made = quote_pages(document, {"p": "4"})
    assert etree.tostring(document) == before
    assert made.findtext(".//p/a") == "x"
    assert has_index(document)
    assert not has_index(index("clerk"))
