"""Say at which word each page begins, so that other editions can quote the page.

1. Of the marks on a page, the first one in reading order begins it; what the stylesheet added, and
   artifacts, do not count.
2. Its place is given in the nearest block: `node` is that element's `data-node`, `offset` the
   number of characters of its text content before the page, white space (`str.isspace`) and soft
   hyphens not counted. An image that begins a page is named itself, with offset 0.
3. A page on which no text begins or goes on, such as a blank verso or the cover that only print
   has, starts where the next one does.

Why the block and not the innermost element: a marker at its offset never falls inside a link.
"""

from __future__ import annotations

from itertools import islice

from everyleaf.model import Element, PageStart
from everyleaf.pdf.structure.elements import node_number
from everyleaf.pdf.tags.marks import Mark, counted
from everyleaf.pdf.tags.tagged_tree import TaggedElem
from everyleaf.pdf.unit.painted_unit import PageBegin, Pagination

PHRASING = frozenset(
    "a abbr b bdi bdo br cite code data del dfn em i img ins kbd mark q rb ruby rt rp s samp small "
    "span strong sub sup svg time u var wbr".split()
)
"""Elements that a page-break marker is not measured in."""


_TEXTS = 1000
"""Texts that are counted together: one by one takes four times as long, all of a book its memory."""


def find_begins(document: Element, top: TaggedElem, pages: int) -> tuple[PageBegin | None, ...]:
    """Return what begins each page of a unit; None where nothing does.

    Args:
        document: the unit's `<html>` element, as it is tagged.
        top: its structure tree with its marks.
        pages: how many it has.
    """
    first: dict[int, Mark] = {}
    elements = {
        node_number(el): el
        for el in document.iter()
        if isinstance(el.tag, str) and el.get("role") != "doc-cover"
    }
    for leaf in top.authored():
        if leaf.mark.node in elements:
            first.setdefault(leaf.mark.page, leaf.mark)
    return tuple(
        PageBegin(*_place(elements[first[page].node], first[page])) if page in first else None
        for page in range(pages)
    )


def find_page_starts(pagination: Pagination, end: tuple[int, int]) -> tuple[PageStart, ...]:
    """Return one start for each page of a whole document, whose text has this end (`find_end`)."""
    begins = [
        None if begin is None else (placed.unit.whole_node(begin.node), begin.offset)
        for placed in pagination.units
        for begin in placed.painted.begins
    ]
    starts: list[PageStart] = []
    place = end
    for label, begin in zip(reversed(pagination.labels), reversed(begins), strict=True):
        place = begin or place
        starts.append(PageStart(label, *place))
    return tuple(reversed(starts))


def _place(el: Element, mark: Mark) -> tuple[int, int]:
    if not isinstance(mark.slot, int):
        return mark.node, 0
    source = (el.text if mark.slot == 0 else el[mark.slot - 1].tail) or ""
    offset = count(source[: mark.start])
    offset += count(el.text) * (mark.slot > 0)
    for child in el[: max(mark.slot - 1, 0)]:
        offset += count(_text(child)) + count(child.tail)
    if mark.slot > 0:
        offset += count(_text(el[mark.slot - 1]))
    while el.tag in PHRASING:
        above = el.getparent()
        if above is None or node_number(above) == -1:
            break
        offset += count(above.text)
        for sibling in above[: above.index(el)]:
            offset += count(_text(sibling)) + count(sibling.tail)
        el = above
    return node_number(el), offset


def _text(el: Element) -> str:
    """Return an element's text without notes at the page foot, which other editions have elsewhere."""
    if el.get("role") == "doc-footnote":
        return ""
    return (el.text or "") + "".join(_text(child) + (child.tail or "") for child in el)


def find_end(document: Element) -> tuple[int, int]:
    """Return the end of the document's text, for pages after it."""
    body = document.find("body")
    assert body is not None
    texts = map(str, body.itertext())
    total = 0
    while some := [*islice(texts, _TEXTS)]:
        total += count("".join(some))
    return node_number(body), total


def count(text: str | None) -> int:
    """Return the number of characters that count."""
    return len(counted(text or ""))
