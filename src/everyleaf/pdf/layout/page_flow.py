"""Ask the print stylesheet which chunks begin a page.

1. `make_skeleton` keeps of a document its chunks, what stands beside and around them, and the first
   and last elements in these: all that may decide about a page break between two of them.
2. `find_breaks` computes their styles with WeasyPrint's own cascade, and says before which elements
   a page begins, as its layout does (CSS Fragmentation 3 §3, CSS Page 3 §9).

Why a skeleton: computing the styles of a whole book takes longer than laying out a chapter, and
does not change while no chunk comes or goes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from everyleaf.elements import local_name
from everyleaf.model import Element
from everyleaf.pdf.layout import weasy
from everyleaf.pdf.layout.cover_page import COVER_CLASS
from everyleaf.pdf.layout.unit_layout import UnitMaterial
from everyleaf.pdf.unit.painted_unit import Side

_FORCED = ("page", "left", "right", "recto", "verso")
_NUMBER = "data-node"
_PLAIN: Mapping[str, object] = {
    "float": "none",
    "height": "auto",
    "column_count": "auto",
    "column_width": "auto",
    "transform": (),
    "opacity": 1,
}


@dataclass(frozen=True, slots=True)
class Break:
    """A page break before an element."""

    element: int
    """Its place among the elements of the skeleton, in document order."""
    side: Side | None
    """On which side the page must be; None for either."""
    blank_page: str
    """The name (CSS `page`) of a blank page before it."""


@dataclass(frozen=True, slots=True)
class Breaks:
    """Where pages begin between chunks."""

    breaks: tuple[Break, ...]
    whole_only: str | None = None
    """What in the style of an element around chunks needs them to be laid out together."""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """What decides about page breaks between chunks."""

    data: bytes
    """XML, without what changes while chunks stay as they are."""
    elements: tuple[Element, ...]
    """The document's elements for those of the skeleton, in document order."""


def make_skeleton(document: Element) -> Skeleton:
    """Return the skeleton of a print document; the document is left alone."""
    body = document.find("body")
    assert body is not None
    around = {body} | {above for chunk in _chunks(body) for above in chunk.iterancestors()}
    elements: list[Element] = []

    def keep(el: Element, parent: Element | None) -> Element:
        kept = {str(k): str(v) for k, v in el.attrib.items() if k not in _VOLATILE}
        made = (
            etree.Element("html", kept)
            if parent is None
            else etree.SubElement(parent, el.tag, kept)
        )
        elements.append(el)
        children = [child for child in el if isinstance(child.tag, str)]
        if el is not document and el not in around:
            children = children[:1] + (children[-1:] if len(children) > 1 else [])
        for child in children:
            if el is not document or child is body:
                keep(child, made)
        return made

    return Skeleton(etree.tostring(keep(document, None)), tuple(elements))


_VOLATILE = {
    "data-node", "data-source", "data-plain", "data-left-head", "data-right-head", "href", "src",
    "alt", "title",
}  # fmt: skip
"""Attributes that change with the text, and that a rule about page breaks has no use for."""


def _chunks(body: Element) -> Iterator[Element]:
    for el in body.iter(etree.Element):
        if el.get("data-chunk") is not None or COVER_CLASS in el.get("class", "").split():
            yield el


def find_breaks(skeleton: bytes, material: UnitMaterial) -> Breaks:
    """Return the page breaks before chunks, and before what begins with one."""
    root = etree.fromstring(skeleton)
    with weasy.working(material.layout.patched):
        style_for, laid_out = weasy.compute_styles(root, material.layout)
        return _Finder(root, style_for, dict(zip(root.iter(), laid_out.iter(), strict=True))).find()


class _Finder:
    """The walk over the skeleton."""

    def __init__(
        self, root: Element, style_for: Callable[..., Any], twins: Mapping[Element, Any]
    ) -> None:
        self._root = root
        self._style_for = style_for
        self._twins = twins
        body = root.find("body")
        assert body is not None
        self._body = body
        self._chunks = set(_chunks(body))

    def find(self) -> Breaks:
        numbers = {el: i for i, el in enumerate(self._root.iter())}
        breaks = [
            Break(numbers[el], self._side(value), self._style(self._parent(el))["page"])
            for before, el in self._pairs(self._body)
            if (value := self._break(before, el)) is not None
        ]
        cut = {page_break.element for page_break in breaks}
        around = {above for el in numbers if numbers[el] in cut for above in el.iterancestors()}
        reasons = (self._reason(el) for el in self._root.iter() if el in around)
        whole_only = next(filter(None, reasons), None)
        return Breaks(tuple(breaks), whole_only)

    def _style(self, el: Element, pseudo: str | None = None) -> Any:
        return self._style_for(self._twins[el], pseudo)

    def _parent(self, el: Element) -> Element:
        parent = el.getparent()
        assert parent is not None
        return parent

    def _pairs(self, el: Element) -> Iterator[tuple[Element, Element]]:
        """Yield neighbours in the flow of which the second is a chunk or begins with one."""
        flow = [child for child in el if self._flows(child)]
        for i, child in enumerate(flow):
            if i and self._begins_with_chunk(child):
                yield flow[i - 1], child
            if self._chunks & {*child.iterdescendants()}:
                yield from self._pairs(child)

    def _flows(self, el: Element) -> bool:
        style = self._style(el)
        positioned = style["position"] in ("absolute", "fixed") or isinstance(
            style["position"], tuple
        )
        return style["display"] != ("none",) and not (positioned or style["float"] == "footnote")

    def _begins_with_chunk(self, el: Element) -> bool:
        return any(part in self._chunks for part in self._edge(el, 0))

    def _edge(self, el: Element, index: int) -> Iterator[Element]:
        """Yield an element, its first (or last) child in the flow, the first in that, and so on."""
        yield el
        flow = [child for child in el if self._flows(child)]
        if flow and "inline" not in self._style(el)["display"]:
            yield from self._edge(flow[index], index)

    def _break(self, before: Element, el: Element) -> str | None:
        """Return the value of a forced break between neighbours; None if there is none."""
        after = [self._style(part)["break_after"] for part in self._edge(before, -1)]
        values = [*reversed(after), *(self._style(p)["break_before"] for p in self._edge(el, 0))]
        forced = [value for value in values if value in _FORCED]
        sided = [value for value in forced if value != "page"]
        if forced:
            return str((sided or forced)[-1])
        return "page" if self._page(before, -1) != self._page(el, 0) else None

    def _page(self, el: Element, index: int) -> str:
        """Return the name of the page on which an element begins or ends."""
        *_, innermost = (self._style(part)["page"] for part in self._edge(el, index))
        return str(innermost)

    def _side(self, value: str) -> Side | None:
        if value in ("left", "right"):
            return "left" if value == "left" else "right"
        if value == "page":
            return None
        left_to_right = self._style(self._root)["direction"] == "ltr"
        return "right" if (value == "recto") == left_to_right else "left"

    def _reason(self, el: Element) -> str | None:
        """Return why an element that stands around several units cannot be cut, if it cannot."""
        style = self._style(el)
        name = el.get("data-chunk") or local_name(el)
        for prop, plain in _PLAIN.items():
            if style[prop] != plain:
                return f"{prop.replace('_', '-')} of {name}"
        for side in ("top", "bottom"):
            sizes = (f"margin_{side}", f"padding_{side}", f"border_{side}_width")
            for prop in sizes:
                if _number(style[prop]):
                    return f"{prop.replace('_', '-')} of {name}"
        if style["position"] not in ("static", "relative"):
            return f"position of {name}"
        if style["display"] not in (("block", "flow"), ("block", "flow-root")):
            return f"display of {name}"
        for pseudo in ("before", "after"):
            made = self._style(el, pseudo)
            if made is not None and made["content"] not in ("normal", "none", "inhibit"):
                return f"{name}::{pseudo}"
        return None


def _number(value: Any) -> bool:
    """Tell whether a length is not nought."""
    return bool(getattr(value, "value", value)) and value != "auto"
