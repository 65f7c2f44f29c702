"""Cut the print document into units: stretches that begin on a new page.

1. A page begins before an element (`page_flow`): there a unit begins, and goes on in document order
   until the next.
2. A unit's document has its stretch, with what stands around it as *wrappers*: a chapter of a part
   has the body and the part. Elements are numbered anew and do not say where they came from, so
   that a change before a unit leaves it as it was.
3. A document that cannot be cut is one unit.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import unquote

from lxml import etree

from everyleaf.elements import HEADINGS
from everyleaf.index_pages import has_index
from everyleaf.model import Element
from everyleaf.pdf.layout.page_flow import Break, Skeleton
from everyleaf.pdf.structure.elements import node_number
from everyleaf.pdf.unit.painted_unit import FIRST_WRAPPER, Unit

NODE = "data-node"


def whole_unit(document: Element) -> Unit:
    """Return a print document as one unit; the document is left alone."""
    return _make_unit(_Cutter(document, ()).cut(None, None), "document", None, frozenset())


def split_units(document: Element, skeleton: Skeleton, breaks: Sequence[Break]) -> tuple[Unit, ...]:
    """Return the units of a print document; the document is left alone.

    Args:
        document: the `<html>` element.
        skeleton: of this document.
        breaks: before which of its elements pages begin, in document order.
    """
    stretches = cut_stretches(document, [skeleton.elements[b.element] for b in breaks])
    names = _Names()
    known = frozenset(_ids(document))
    units = []
    for stretch, page_break in zip(stretches, [None, *breaks], strict=True):
        units.append(_make_unit(stretch, names.name(stretch), page_break, known))
    return tuple(units)


def cut_stretches(document: Element, starts: Sequence[Element]) -> Iterator[Element]:
    """Yield the stretches of a document, each with what stands around it; it is left alone.

    The `data-node` of a wrapper holds its number as a wrapper and that in the document.
    """
    cutter = _Cutter(document, starts)
    for start, end in zip([None, *starts], [*starts, None], strict=True):
        yield cutter.cut(start, end)


def has_loose_text(document: Element, elements: Iterable[Element]) -> bool:
    """Tell whether text stands directly in what is around some elements."""
    around = {above for el in elements for above in el.iterancestors()} - {document}
    return any(
        (text or "").strip() for el in around for text in (el.text, *(child.tail for child in el))
    )


class _Cutter:
    """The walk in document order, which stops before each unit."""

    def __init__(self, document: Element, starts: Iterable[Element | None]) -> None:
        self._document = document
        self._around = {
            above for start in starts if start is not None for above in start.iterancestors()
        }
        body = document.find("body")
        assert body is not None
        self._body = body
        self._around.add(body)

    def cut(self, start: Element | None, end: Element | None) -> Element:
        """Return the document from one element to another, wrappers numbered."""
        html = _shallow(self._document)
        self._wrappers = 0
        if start is None:
            self._wrap(self._body, html, end)
            return html
        above = [*reversed([*start.iterancestors()])][1:]
        copies = [html]
        for el in above:
            copies.append(self._begin(el, copies[-1]))
        el, ended = start, self._take(start, copies[-1], end)
        while not ended:
            following = el.getnext()
            if following is not None:
                el, ended = following, self._take(following, copies[-1], end)
                continue
            parent = el.getparent()
            if parent is None or parent is self._body:
                break
            el = parent
            copies.pop()
        return html

    def _begin(self, el: Element, parent: Element) -> Element:
        """Begin a wrapper."""
        made = _shallow(el)
        made.set(NODE, f"{FIRST_WRAPPER - self._wrappers} {node_number(el)}")
        self._wrappers += 1
        parent.append(made)
        return made

    def _wrap(self, el: Element, parent: Element, end: Element | None) -> bool:
        """Copy a wrapper up to the end; tell whether the end was met."""
        made = self._begin(el, parent)
        made.text = el.text
        return any(self._take(child, made, end) for child in el)

    def _take(self, el: Element, parent: Element, end: Element | None) -> bool:
        """Copy an element up to the end; tell whether the end was met."""
        if el is end:
            return True
        if el in self._around:
            return self._wrap(el, parent, end)
        parent.append(copy.deepcopy(el))
        return False


def _shallow(el: Element) -> Element:
    return etree.Element(el.tag, {str(k): str(v) for k, v in el.attrib.items()})


class _Names:
    """Names that do not depend on how many units there are, as far as may be."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    def name(self, stretch: Element) -> str:
        """Return a name that no other unit has."""
        chunk = next(
            (el for el in _own(stretch) if el.get("data-chunk") is not None),
            next(iter(_own(stretch)), stretch),
        )
        heading = next((h.get("id") for h in chunk.iter(*HEADINGS) if h.get("id")), None)
        kind = chunk.get("data-chunk") or chunk.get("class") or "begin"
        name = wanted = chunk.get("id") or heading or f".{kind.replace(' ', '-')}"
        number = 1
        while name in self._used:
            number += 1
            name = f"{wanted}.{number}"
        self._used.add(name)
        return name


def _own(stretch: Element) -> Iterator[Element]:
    """Yield the elements of a stretch that are not wrappers, and wrappers with a heading."""
    return (
        el
        for el in stretch.iter(etree.Element)
        if el.get(NODE) is not None and " " not in el.get(NODE, "")
    )


def _make_unit(
    stretch: Element, name: str, page_break: Break | None, known: frozenset[str]
) -> Unit:
    """Number a stretch, and say what it needs of other units; the stretch is changed."""
    nodes: list[int] = []
    wrappers: list[int] = []
    for el in stretch.iter(etree.Element):
        el.attrib.pop("data-source", None)
        number = el.get(NODE)
        if number is None:
            continue
        if " " in number:
            own, whole = number.split()
            el.set(NODE, own)
            wrappers.append(int(whole))
        else:
            el.set(NODE, str(len(nodes)))
            nodes.append(int(number))
    links = {
        target
        for link in stretch.iter("a")
        if (href := link.get("href", "")).startswith("#")
        for target in (href[1:], unquote(href[1:]))
    }
    details = {el.get("aria-details", "") for el in stretch.iterfind(".//*[@aria-details]")}
    others = known - set(_ids(stretch))
    return Unit(
        name,
        etree.tostring(stretch, encoding="utf-8"),
        tuple(nodes),
        tuple(wrappers),
        page_break.side if page_break else None,
        page_break.blank_page if page_break else "",
        tuple(sorted(links & others)),
        tuple(sorted(details & others)),
        has_index(stretch),
    )


def _ids(root: Element) -> Iterator[str]:
    for el in root.iter(etree.Element):
        if name := el.get("id"):
            yield name
        if el.tag == "a" and (name := el.get("name")):
            yield name
