"""Markers stand at the very word, wherever a page may begin."""

from __future__ import annotations

import random
import tracemalloc

import pytest
from lxml import etree

from everyleaf.model import Element, PageStart
from everyleaf.page_breaks import place_page_breaks
from tests.conftest import make_publication


def placed(html: str, *starts: tuple[int, int]) -> str:
    """Return the body's content with each marker as `|1|`; elements are numbered here."""
    body = etree.fromstring(f"<body>{html}</body>")
    for number, element in enumerate(body.iter(etree.Element)):
        element.set("data-node", str(number))
    pages = [PageStart(str(i), node, offset) for i, (node, offset) in enumerate(starts, 1)]
    place_page_breaks([body], pages)
    for element in list(body.iter("span")):
        if element.get("role") == "doc-pagebreak":
            element.text = f"|{element.get('aria-label')}|"
    for element in body.iter(etree.Element):
        for key in ("data-node", "role", "id", "aria-label"):
            element.attrib.pop(key, None)
    text = etree.tostring(body, encoding="unicode").removeprefix("<body>").removesuffix("</body>")
    for number in range(1, len(starts) + 1):
        text = text.replace(f"<span>|{number}|</span>", f"|{number}|")
    return text


CASES = {
    "start of a paragraph": ("<p>One two</p>", [(1, 0)], "<p>|1|One two</p>"),
    "second word": ("<p>One two</p>", [(1, 3)], "<p>One |1|two</p>"),
    "middle of a word goes to its start": ("<p>One twofold</p>", [(1, 6)], "<p>One |1|twofold</p>"),
    "soft hyphen does not count": ("<p>a soft\u00adhyphen x</p>", [(1, 11)],
                                   "<p>a soft\u00adhyphen |1|x</p>"),
    "after a soft hyphen goes to the word": ("<p>a soft\u00adhyphen</p>", [(1, 5)],
                                             "<p>a |1|soft\u00adhyphen</p>"),
    "inside inline markup": ("<p>One <em>two three</em></p>", [(1, 6)],
                             "<p>One <em>two |1|three</em></p>"),
    "node is the inline element": ("<p>One <em>two three</em></p>", [(2, 3)],
                                   "<p>One <em>two |1|three</em></p>"),
    "before an inline element": ("<p>One <em>two</em></p>", [(1, 3)], "<p>One |1|<em>two</em></p>"),
    "before nested inline elements": ("<p>One <a><em><b>two</b></em></a></p>", [(4, 0)],
                                      "<p>One |1|<a><em><b>two</b></em></a></p>"),
    "inside nested inline elements": ("<p>One <a>t <em>u <b>v w</b></em></a></p>", [(1, 6)],
                                      "<p>One <a>t <em>u <b>v |1|w</b></em></a></p>"),
    "after an inline element": ("<p><em>One</em> two</p>", [(1, 3)], "<p><em>One</em> |1|two</p>"),
    "combining mark": ("<p>x e\u0301 y</p>", [(1, 2)], "<p>x |1|e\u0301 y</p>"),
    "Chinese has no spaces": ("<p>春天来了</p>", [(1, 2)], "<p>春天|1|来了</p>"),
    "emoji with joiner": ("<p>x 👩\u200d🚀 y</p>", [(1, 2)], "<p>x |1|👩\u200d🚀 y</p>"),
    "address broken at a slash": ("<p>https://example.org/tides</p>", [(1, 20)],
                                  "<p>https://example.org/|1|tides</p>"),
    "heading": ("<section><h2>Two</h2></section>", [(2, 0)], "<section>|1|<h2>Two</h2></section>"),
    "heading with markup": ("<section><h2><em>Two</em></h2></section>", [(3, 0)],
                            "<section>|1|<h2><em>Two</em></h2></section>"),
    "image in a figure": ("<figure><img/><figcaption>c</figcaption></figure>", [(2, 0)],
                          "|1|<figure><img/><figcaption>c</figcaption></figure>"),
    "figure": ("<figure><img/><figcaption>c</figcaption></figure>", [(1, 0)],
               "|1|<figure><img/><figcaption>c</figcaption></figure>"),
    "caption after its image": ("<figure><img/><figcaption>c</figcaption></figure>", [(3, 0)],
                                "<figure><img/>|1|<figcaption>c</figcaption></figure>"),
    "caption that comes first": ("<figure><figcaption>c</figcaption><img/></figure>", [(2, 0)],
                                 "|1|<figure><figcaption>c</figcaption><img/></figure>"),
    "image in a paragraph": ("<p>a <img/> b</p>", [(2, 0)], "<p>a |1|<img/> b</p>"),
    "table": ("<table><caption>c</caption><tr><th>h</th></tr></table>", [(1, 0)],
              "|1|<table><caption>c</caption><tr><th>h</th></tr></table>"),
    "caption of a table": ("<table><caption>c</caption><tr><th>h</th></tr></table>", [(2, 0)],
                           "|1|<table><caption>c</caption><tr><th>h</th></tr></table>"),
    "first cell": ("<table><thead><tr><th>h</th></tr></thead></table>", [(4, 0)],
                   "|1|<table><thead><tr><th>h</th></tr></thead></table>"),
    "later row": ("<table><tr><td>a</td></tr> <tr><td>b</td></tr></table>", [(4, 0)],
                  "<table><tr><td>a</td></tr> <tr><td>|1|b</td></tr></table>"),
    "later row by its table": ("<table><tr><td>a</td></tr> <tr><td>b</td></tr></table>", [(1, 1)],
                               "<table><tr><td>a</td></tr> <tr><td>|1|b</td></tr></table>"),
    "list": ("<ol> <li>a</li><li>b</li></ol>", [(1, 0)], "<ol> <li>|1|a</li><li>b</li></ol>"),
    "later item by its list": ("<ol><li>a</li> <li>b</li></ol>", [(1, 1)],
                               "<ol><li>a</li> <li>|1|b</li></ol>"),
    "definition list": ("<dl><div><dt>a</dt><dd>b</dd></div></dl>", [(1, 0)],
                        "<dl><div><dt>|1|a</dt><dd>b</dd></div></dl>"),
    "definition": ("<dl><dt>a</dt><dd>b</dd></dl>", [(3, 0)],
                   "<dl><dt>a</dt><dd>|1|b</dd></dl>"),
    "rule": ("<p>a</p><hr/>", [(2, 0)], "<p>a</p>|1|<hr/>"),
    "mathematics": ('<p>a <math><mi>x</mi></math></p>', [(3, 0)],
                    "<p>a |1|<math><mi>x</mi></math></p>"),
    "ruby": ("<p>a <ruby>漢<rt>kan</rt></ruby></p>", [(3, 0)],
             "<p>a |1|<ruby>漢<rt>kan</rt></ruby></p>"),
    "code": ("<pre><code>a\nb</code></pre>", [(1, 1)], "<pre><code>a\n|1|b</code></pre>"),
    "start of code": ("<pre><code>a</code></pre>", [(2, 0)], "|1|<pre><code>a</code></pre>"),
    "past the end": ("<p>a</p><p>b</p>", [(1, 9)], "<p>a</p>|1|<p>b</p>"),
    "unknown node": ("<p>a</p><p>b</p>", [(99, 0)], "<p>a</p><p>b</p>|1|"),
    "two pages at one place": ("<p>a b</p>", [(1, 1), (1, 1)], "<p>a |1||2|b</p>"),
    "two in one text": ("<p>a b c</p>", [(1, 1), (1, 2)], "<p>a |1|b |2|c</p>"),
    "out of order": ("<p>a b c</p>", [(1, 2), (1, 0)], "<p>a b |1||2|c</p>"),
    "contents": ("<nav><h2>C</h2><ol><li><a>x y</a></li></ol></nav>", [(1, 0), (4, 0), (5, 1)],
                 "|1|<nav><h2>C</h2><ol><li><a>|2|x |3|y</a></li></ol></nav>"),
    "details": ("<p>a</p><details><summary>s</summary><p>t</p></details>", [(3, 0)],
                "<p>a</p>|1|<details><summary>s</summary><p>t</p></details>"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_place(name: str) -> None:
    html, starts, expected = CASES[name]
    assert placed(html, *starts) == expected


def test_ids_are_unique_and_plain() -> None:
    body = etree.fromstring('<body><p id="page-1" data-node="1">a b c d</p></body>')
    pages = [PageStart(label, 1, i) for i, label in enumerate(["1", "1", "A 2", "iv"])]
    breaks = place_page_breaks([body], pages)
    assert [b.identifier for b in breaks] == ["page-1-2", "page-1-3", "page-A-2", "page-iv"]
    assert [b.label for b in breaks] == ["1", "1", "A 2", "iv"]


def counted(text: str) -> int:
    return sum(not c.isspace() and c != "\u00ad" for c in text)


def before(body: Element, stop: Element) -> str:
    """The text of a body before an element begins."""
    parts: list[str] = []

    def walk(element: Element) -> bool:
        if element is stop:
            return True
        parts.append(element.text or "")
        for child in element:
            if walk(child):
                return True
            parts.append(child.tail or "")
        return False

    walk(body)
    return "".join(parts)


def test_at_any_offset_of_any_element() -> None:
    """The marker stands at the place or at the start of its word, legally, and no text changes."""
    main = make_publication().document.find("body")
    assert main is not None
    text = "".join(main.itertext())
    chance = random.Random(7)
    elements = [e for e in main.iter(etree.Element) if counted("".join(e.itertext()))]
    for element in chance.choices(elements, k=300):
        offset = chance.randrange(counted("".join(element.itertext())))
        start = PageStart("7", int(element.get("data-node", "0")), offset)
        body = etree.fromstring(etree.tostring(main))
        place_page_breaks([body], [start])
        (marker,) = [e for e in body.iter("span") if e.get("role") == "doc-pagebreak"]
        parent = marker.getparent()
        assert parent is not None
        assert parent.tag not in {"ol", "ul", "dl", "table", "thead", "tbody", "tr", "nav"}
        assert "".join(body.itertext()) == text
        stands = before(body, marker)
        wanted = counted(before(main, element)) + offset
        assert counted(stands) <= wanted
        rest = text[len(stands) :].lstrip()
        if counted(stands) < wanted:  # in the middle of a word, whose start it is
            word = rest.split()[0]
            assert counted(stands) + counted(word) > wanted


def test_a_long_book_takes_no_more_memory_than_its_pages() -> None:
    body = etree.fromstring("<body>" + "<p>One <em>word</em> here.</p>" * 20_000 + "</body>")
    for number, element in enumerate(body.iter(etree.Element)):
        element.set("data-node", str(number))
    pages = [PageStart(str(page), page * 400, 0) for page in range(100)]
    tracemalloc.start()
    try:
        place_page_breaks([body], pages)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 1_000_000  # an index of the 80,000 texts would take 20 MB
