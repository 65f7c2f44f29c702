"""Gather from the laid-out boxes of all pages what the tagger needs.

1. Walk the boxes of each page in layout order.
2. Each piece of text and each image becomes a `Mark` at its element and text node, or an artifact
   with its type (ISO 32000-1 14.8.2.2): page furniture, repeated table heads, decoration.
3. Link annotations go to their `<a>`; what the stylesheet added is noted as `Presentation`.
4. Lines of code that the layout broke are noted for `wrapped_lines`.

`find_matters` says on which pages front matter, body and back matter begin, without walking every
line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from xml.etree.ElementTree import Element as LaidOut

from everyleaf.pdf.file.objects import Dictionary
from everyleaf.pdf.structure.context import Presentation
from everyleaf.pdf.structure.elements import Slot
from everyleaf.pdf.tags.marks import Mark, TextCursor
from everyleaf.pdf.tags.wrapped_lines import WrappedLine

PAGINATION_HEADER = ("Pagination", "Header")
PAGINATION_FOOTER = ("Pagination", "Footer")
PAGINATION = ("Pagination", "")
LAYOUT = ("Layout", "")


class Box(Protocol):
    """A box of WeasyPrint's layout; only some kinds have each attribute."""

    element: LaidOut | None
    element_tag: str | None
    style: Mapping[str, Any]


class LaidOutPage(Protocol):
    """A page of WeasyPrint's layout."""

    height: float
    """In CSS pixels."""
    anchors: Mapping[str, tuple[float, float, float, float]]
    """The ids that begin or go on here, and their rectangles: left, top, right, bottom."""
    bookmarks: Sequence[tuple[int, str, tuple[float, float], str]]
    """Level, label, place, `open` or `closed`."""
    _page_box: Box


@dataclass(frozen=True, slots=True)
class LinkAnnotation:
    """One rectangle of a link."""

    node: int
    """`data-node` of the `<a>`."""
    page: int
    annotation: Dictionary
    rectangle: tuple[float, float, float, float]
    """Left, bottom, right, top in points."""


@dataclass(slots=True)
class Layout:
    """What layout made of the document."""

    marks: list[Mark] = field(default_factory=list)
    artifacts: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    """(page, MCID) → type and subtype."""
    links: list[LinkAnnotation] = field(default_factory=list)
    furniture_links: list[Dictionary] = field(default_factory=list)
    """Link annotations that belong to artifacts."""
    bookmarks: list[int] = field(default_factory=list)
    """`data-node` of the element of each bookmark, in the order of the outline."""
    laid_out: set[int] = field(default_factory=set)
    """`data-node` of every element that has a box."""
    pictures: dict[int, tuple[tuple[float, float, float, float], bool]] = field(
        default_factory=dict
    )
    """`data-node` → first box in points, and whether it is a block."""
    generated: set[tuple[int, str]] = field(default_factory=set)
    list_styles: dict[int, str] = field(default_factory=dict)
    wrapped: list[WrappedLine] = field(default_factory=list)

    @property
    def presentation(self) -> Presentation:
        """What the stylesheet added to the document."""
        return Presentation(frozenset(self.generated), self.list_styles)


def gather_layout(
    root: LaidOut, pages: Sequence[LaidOutPage], tags: Sequence[Mapping[Box, Mapping[str, int]]]
) -> Layout:
    """Return what layout made of each element.

    Args:
        root: the `<html>` element that was laid out.
        pages: the pages.
        tags: for each page, box → `{"mcid": number}`.
    """
    walker = _Walker(root, pages, tags)
    for page, laid_out in enumerate(pages):
        walker.walk(laid_out._page_box, page, None)
    return walker.layout


def find_matters(box: Any, page: int, matters: dict[str, int]) -> None:
    """Note the matters on a page; chunks stand above lines of text, so no line is looked at."""
    matter = box.element.get("data-matter") if box.element is not None else None
    if matter:
        matters.setdefault(matter, page)
        return
    for child in getattr(box, "children", ()):
        if hasattr(child, "children") and not _is_line(child):
            find_matters(child, page, matters)


def _is_line(box: object) -> bool:
    return type(box).__name__ == "LineBox"


class _Walker:
    """The walk over the boxes; it remembers what came on earlier pages."""

    def __init__(
        self,
        root: LaidOut,
        pages: Sequence[LaidOutPage],
        tags: Sequence[Mapping[Box, Mapping[str, int]]],
    ) -> None:
        self.layout = Layout()
        self._pages = pages
        self._tags = tags
        self._parents = {child: (el, i) for el in root.iter() for i, child in enumerate(el, 1)}
        self._cursors: dict[LaidOut, TextCursor] = {}
        self._noted: set[LaidOut] = set()
        self._slots: dict[LaidOut, int] = {}  # the last child seen, for text that is not found
        self._first_group: dict[LaidOut, Box] = {}
        self._first_page: dict[LaidOut, int] = {}

    def walk(self, box: Box, page: int, artifact: tuple[str, str] | None) -> None:
        box = getattr(box, "_box", box)  # AbsolutePlaceholder
        tag = box.element_tag
        pseudo = tag.partition("::")[2] if tag and "::" in tag else ""
        if pseudo in ("first-line", "first-letter"):
            pseudo = ""
        artifact = self._furniture(box, pseudo, page, artifact)
        el = box.element
        if getattr(box, "bookmark_label", "") and box.style["bookmark_level"] != "none":
            self.layout.bookmarks.append(-1 if el is None else _node(el))
        if el is not None and artifact is None and not pseudo and el not in self._noted:
            self._noted.add(el)
            self._note_box(el, box, page)
        annotation = getattr(box, "link_annotation", None)
        if annotation is not None:
            self._note_link(el, annotation, page, artifact)
        mark = self._tags[page].get(box)
        if mark is not None:
            self._note_mark(el, box, pseudo, page, mark["mcid"], artifact)
        if el is not None and el.tag == "pre" and _is_line(box) and artifact is None:
            self._note_wrapped(box, page)
        for child in getattr(box, "children", ()):
            self.walk(child, page, artifact)

    def _furniture(
        self, box: Box, pseudo: str, page: int, artifact: tuple[str, str] | None
    ) -> tuple[str, str] | None:
        """Return the artifact type of a box and all that is in it, if it is not real content."""
        keyword = getattr(box, "at_keyword", None)  # a page-margin box
        if keyword is not None:
            return PAGINATION_HEADER if keyword.startswith("@top") else PAGINATION_FOOTER
        el = box.element
        if artifact is not None or el is None:
            return artifact
        if getattr(box, "is_leader", False) or el.get("aria-hidden") == "true":
            return LAYOUT
        repeats = getattr(box, "is_header", False) or getattr(box, "is_footer", False)
        if repeats and self._first_group.setdefault(el, box) is not box:
            return PAGINATION
        fixed = box.style["position"] == "fixed" and not pseudo
        if fixed and self._first_page.setdefault(el, page) != page:
            return PAGINATION
        return None

    def _note_box(self, el: LaidOut, box: Box, page: int) -> None:
        parent, index = self._parents.get(el, (None, 0))
        if parent is not None:
            self._slots[parent] = max(self._slots.get(parent, 0), index)
        node = _node(el)
        if node == -1 or node in self.layout.laid_out:
            return
        self.layout.laid_out.add(node)
        if el.tag in ("ul", "ol"):
            self.layout.list_styles[node] = str(box.style["list_style_type"])
        is_picture = el.tag == "img" or el.get("role") in ("img", "math") or "}" in el.tag
        if is_picture:
            block = "inline" not in box.style["display"]
            self.layout.pictures[node] = (self._rectangle(box, page), block)

    def _rectangle(self, box: Any, page: int) -> tuple[float, float, float, float]:
        left, top = box.content_box_x() * 0.75, box.content_box_y()
        top = (self._pages[page].height - top) * 0.75
        return (left, top - box.height * 0.75, left + box.width * 0.75, top)

    def _note_link(
        self,
        el: LaidOut | None,
        annotation: Dictionary,
        page: int,
        artifact: tuple[str, str] | None,
    ) -> None:
        owner = next((a for a in self._lineage(el) if a.tag == "a" and a.get("href")), None)
        if artifact is not None or owner is None:
            self.layout.furniture_links.append(annotation)
            return
        x1, y1, x2, y2 = (float(x) for x in annotation["Rect"])  # type: ignore[attr-defined]
        rectangle = (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
        self.layout.links.append(LinkAnnotation(_node(owner), page, annotation, rectangle))

    def _lineage(self, el: LaidOut | None) -> Iterator[LaidOut]:
        while el is not None:
            yield el
            el = self._parents.get(el, (None, 0))[0]

    def _note_mark(
        self,
        el: LaidOut | None,
        box: Any,
        pseudo: str,
        page: int,
        mcid: int,
        artifact: tuple[str, str] | None,
    ) -> None:
        text: str | None = getattr(box, "text", None)
        if el is not None and artifact is None and text is None and pseudo:
            artifact = LAYOUT  # an image that the stylesheet put there
        if el is None or artifact is not None:
            self.layout.artifacts[page, mcid] = artifact or LAYOUT
        elif text is not None and not text.strip():
            return  # nothing is drawn
        elif text is None:
            self.layout.marks.append(Mark(_node(el), "image", page, mcid))
        elif pseudo:
            slot = "marker" if pseudo.endswith("marker") else pseudo  # also ::footnote-marker
            self.layout.generated.add((_node(el), slot))
            self.layout.marks.append(Mark(_node(el), slot, page, mcid, text))
        else:
            self.layout.marks.append(self._text_mark(el, box, text, page, mcid))

    def _note_wrapped(self, line: Any, page: int) -> None:
        """Note a line of code if the layout began it, and the block leaves room for a sign."""
        text = _first_text(line)
        el = text.element if text is not None else None
        if el is None or el.tag not in ("pre", "code"):
            return
        cursor = self._cursors.get(el)
        here = cursor.here if cursor is not None else None
        source = (el.text or "") if here is None or here.slot == 0 else el[here.slot - 1].tail or ""
        before = source[: here.end if here is not None else 0]
        after = source[len(before) :]
        skipped = after[: len(after) - len(after.lstrip())]
        if not before.strip() or before.endswith("\n") or "\n" in skipped:
            return
        middle = (line.position_y + line.height / 2) * 0.75
        self.layout.wrapped.append(WrappedLine(page, line.position_x * 0.75, middle))

    def _text_mark(self, el: LaidOut, box: Any, text: str, page: int, mcid: int) -> Mark:
        """Return the mark of a piece of an element's own text."""
        cursor = self._cursors.get(el)
        if cursor is None:
            alternative = el.get("alt") if el.tag == "img" else el.text
            texts = [alternative or "", *(child.tail or "" for child in el)]
            cursor = self._cursors[el] = TextCursor(texts)
        transformed = box.style["text_transform"] != "none"
        hyphen = box.style["hyphenate_character"]
        span = cursor.locate(text, hyphen, transformed)
        if span is None:
            slot: Slot = self._slots.get(el, 0)
            here = cursor.here
            start = here.start if here.slot == slot else 0
            return Mark(_node(el), slot, page, mcid, text, start, start)
        added = len(hyphen) if span.hyphenated else 0
        if transformed:
            text = _source_text(el, span.slot, span.start, span.end, text, added)
        return Mark(_node(el), span.slot, page, mcid, text, span.start, span.end, added)


def _first_text(box: Any) -> Any:
    """Return the first box with text in a line, or None."""
    if (getattr(box, "text", None) or "").strip():
        return box
    return next(
        (found for child in getattr(box, "children", ()) if (found := _first_text(child))), None
    )


def _source_text(el: LaidOut, slot: int, start: int, end: int, drawn: str, added: int) -> str:
    """Return the author's characters for text that text-transform changed."""
    source = (el.text if slot == 0 else el[slot - 1].tail) or ""
    words = " ".join(source[start:end].split())
    left = drawn[: len(drawn) - len(drawn.lstrip())]
    right = drawn[len(drawn.rstrip()) :]
    return left + words + (drawn[-added:] if added else "") + right


def _node(el: LaidOut) -> int:
    return int(el.get("data-node", "-1"))
