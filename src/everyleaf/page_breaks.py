"""Put a page-break marker at the word where each printed page begins.

Step 2 of `epub.write` and of `web.write`. For each `PageStart`:

1. Find the place: in the element of that node, after so many non-space characters.
2. Step back to the start of the word (a printed page may begin in the middle of one), never
   between a letter and its combining marks.
3. Step out of what ends there: a marker before `<em>`, a heading, a figure or a whole table is
   better than one inside, because what is inside becomes part of the link's, heading's or header
   cell's name. Step out of mathematics, drawings and ruby wherever they are.
4. Where a `<span>` may not stand (in a list, a row, a table) take the next place where it may.
5. Keep the order of the pages, whatever the layout said.

All places are found first and the tree is changed last, from its end, so that none moves another.

Why nothing is ever lost: a page may begin in something that the EPUB does not have (the skip link,
a running head). Node numbers are in document order, so the next element that is here stands in.
"""

from __future__ import annotations

import bisect
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from everyleaf.elements import HEADINGS, VOID_ELEMENTS, local_name
from everyleaf.model import Element, PageStart


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A marker that was put into a content document."""

    label: str
    """The folio as printed."""
    identifier: str
    """Its id, unique in the publication."""
    document: int
    """Index of the content document that it stands in."""


@dataclass(frozen=True, slots=True)
class _Slot:
    """A run of text: an element's own, before its first child, or the tail after it."""

    element: Element
    is_tail: bool
    document: int

    @property
    def text(self) -> str:
        return (self.element.tail if self.is_tail else self.element.text) or ""

    @property
    def parent(self) -> Element | None:
        """The element that a marker in this slot would be a child of."""
        return self.element.getparent() if self.is_tail else self.element


class _Slots:
    """The runs of text of all bodies in document order, empty ones too.

    Made when they are asked for: a book has tens of thousands, and few are looked at.
    """

    def __init__(self, bodies: Sequence[Element]) -> None:
        self.own: dict[Element, int] = {}
        """Element → index of its own text."""
        self.tails: dict[Element, int] = {}
        """Element → index of the text after it."""
        self._elements: list[Element] = []
        self._are_tails = bytearray()
        self._first: list[int] = []
        for body in bodies:
            self._first.append(len(self._elements))
            self._add(body)

    def _add(self, element: Element) -> None:
        self.own[element] = len(self._elements)
        self._elements.append(element)
        self._are_tails.append(False)
        for child in element:
            if isinstance(child.tag, str):
                self._add(child)
            self.tails[child] = len(self._elements)
            self._elements.append(child)
            self._are_tails.append(True)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._elements)

    def __getitem__(self, index: int) -> _Slot:
        """Return one of them."""
        document = bisect.bisect(self._first, index) - 1
        return _Slot(self._elements[index], bool(self._are_tails[index]), document)


@dataclass(frozen=True, slots=True, order=True)
class _Place:
    """A place in the text; places compare in document order."""

    slot: int
    """Index of the slot."""
    index: int
    """Characters of the slot before the place."""


_PHRASING = frozenset(
    "a abbr b bdi bdo cite code data del dfn em i ins kbd mark q s samp small span strong sub sup "
    "time u var".split()
)
_WHOLE = frozenset("math svg ruby rb rt rp rtc button select picture object audio video".split())
"""What a marker never stands in: it stands before."""
_LEFT = (
    _PHRASING | _WHOLE | frozenset(HEADINGS)
    | frozenset("pre figure figcaption details summary nav".split())
    | frozenset("table caption thead tbody tfoot tr th td".split())
)  # fmt: skip
"""What a marker at the very start steps out of."""
_NO_SPAN = frozenset(
    "html head ul ol menu dl table thead tbody tfoot tr colgroup hgroup details".split()
)
"""What may not have a `<span>` as a child (HTML, content models)."""


def place_page_breaks(
    bodies: Sequence[Element], page_starts: Sequence[PageStart]
) -> tuple[PageBreak, ...]:
    """Put one marker into the bodies for each page start; changes the trees.

    Returns the markers in page order, which is the order of the text as well.
    """
    if not page_starts:
        return ()
    slots = _Slots(bodies)
    finder = _Finder(slots)
    places: list[_Place] = []
    for start in page_starts:
        place = finder.find(start)
        places.append(max(place, places[-1]) if places else place)
    taken = {i for body in bodies for e in body.iter(etree.Element) if (i := e.get("id"))}
    breaks = []
    for start, place in zip(page_starts, places, strict=True):
        identifier = _identifier(start.label, taken)
        breaks.append(PageBreak(start.label, identifier, slots[place.slot].document))
    for page_break, place in reversed(list(zip(breaks, places, strict=True))):
        _insert(slots[place.slot], place.index, page_break)
    return tuple(breaks)


class _Finder:
    """The slots of all bodies with the indexes that finding a place needs."""

    def __init__(self, slots: _Slots) -> None:
        self.slots = slots
        self.nodes = {
            int(node): element
            for element in slots.own
            if (node := element.get("data-node")) is not None
        }
        self.order = sorted(self.nodes)

    def find(self, start: PageStart) -> _Place:
        """Return where the marker of a page start belongs; the trees are left alone."""
        element = self.nodes.get(start.node)
        if element is None:
            after = bisect.bisect(self.order, start.node)
            if after == len(self.order):
                return self.last()
            return self.settle(self.start_of(self.nodes[self.order[after]]))
        if start.offset <= 0:
            return self.settle(self.start_of(element))
        return self.settle(self.within(element, start.offset))

    def start_of(self, element: Element) -> _Place:
        if element.tag in VOID_ELEMENTS or _is_whole(element):
            return self.before(element)
        return _Place(self.slots.own[element], 0)

    def before(self, element: Element) -> _Place:
        """Return the place before an element, which is the end of a slot."""
        previous, parent = element.getprevious(), element.getparent()
        holder = parent if previous is None else previous
        assert holder is not None  # only a body has no parent, and nothing steps out of a body
        number = (self.slots.own if previous is None else self.slots.tails)[holder]
        return _Place(number, len(self.slots[number].text))

    def within(self, element: Element, offset: int) -> _Place:
        """Return the place before the non-space character after so many of an element's."""
        number = self.slots.own[element]
        last = self.slots.tails[element] if element.getparent() is not None else len(self.slots)
        while number < last:
            for index, character in enumerate(self.slots[number].text):
                if character.isspace() or character == _SOFT_HYPHEN:
                    continue
                if offset == 0:
                    return _Place(number, _word_start(self.slots[number].text, index))
                offset -= 1
            number += 1
        return _Place(min(last, len(self.slots) - 1), 0)

    def settle(self, place: _Place) -> _Place:
        """Return the best place for a `<span>` at or after a place."""
        inner = self.slots[place.slot].parent
        if inner is not None:
            whole = [e for e in (inner, *inner.iterancestors()) if _is_whole(e)]
            if whole:
                place = self.before(whole[-1])
        best = self.step_out(place)
        if best is not None:
            return best
        for number in range(place.slot + 1, len(self.slots)):
            if self.allows(_Place(number, 0)):
                return self.step_out(_Place(number, 0)) or _Place(number, 0)
        return self.last()

    def step_out(self, place: _Place) -> _Place | None:
        """Return the outermost allowed place that has the same text before it, or None."""
        best = place if self.allows(place) else None
        while True:
            slot = self.slots[place.slot]
            inner = slot.element
            if slot.is_tail or slot.text[: place.index].strip() or local_name(inner) not in _LEFT:
                return best
            place = self.before(inner)
            if self.allows(place):
                best = place

    def allows(self, place: _Place) -> bool:
        """Tell whether a `<span>` may stand at a place."""
        slot = self.slots[place.slot]
        parent = slot.parent
        if parent is None or local_name(parent) in _NO_SPAN | VOID_ELEMENTS or _is_whole(parent):
            return False
        above = [local_name(e) for e in parent.iterancestors()]
        if any(name in _WHOLE for name in above):
            return False
        if local_name(parent) == "div" and above[:1] == ["dl"]:
            return False
        if local_name(parent) == "figure" and not slot.is_tail:
            first = next(iter(parent), None)
            return first is None or local_name(first) != "figcaption"
        if "nav" in (local_name(parent), *above):  # EPUB 3.3 §7.3: heading, list, items, links
            return bool({"a", *HEADINGS} & {local_name(parent), *above})
        return True

    def last(self) -> _Place:
        """Return the last place of all that allows a marker."""
        allowed = (
            _Place(number, len(self.slots[number].text))
            for number in range(len(self.slots) - 1, -1, -1)
        )
        return next(place for place in allowed if self.allows(place))


def _is_whole(element: Element) -> bool:
    return local_name(element) in _WHOLE


def _word_start(text: str, index: int) -> int:
    """Return the start of the word or character that the index is in."""
    while 0 < index < len(text) and _joined(text[index - 1], text[index]):
        index -= 1
    return index


def _joined(before: str, after: str) -> bool:
    """Tell whether two neighbours belong to one word, or to one character."""
    if before.isspace():
        return False
    if unicodedata.category(after) in ("Mn", "Me", "Mc") or after in _JOINERS or before in _JOINERS:
        return True
    return all(_in_word(c) for c in (before, after))


_SOFT_HYPHEN = "\u00ad"
"""Not text: the layout may draw it or not, so it does not count in an offset either."""
_JOINERS = frozenset("\u00ad\u200c\u200d\u2060\ufe0e\ufe0f")


def _in_word(character: str) -> bool:
    """Tell whether a character is part of words that are set apart by spaces."""
    if unicodedata.east_asian_width(character) in ("W", "F"):
        return False
    if unicodedata.name(character, "").startswith(("THAI", "LAO", "KHMER", "MYANMAR")):
        return False
    return character.isalnum() or unicodedata.category(character) in ("Mn", "Me", "Mc")


def _identifier(label: str, taken: set[str]) -> str:
    """Return an id for a page and note it as taken."""
    base = "page-" + (re.sub(r"[^\w.-]+", "-", label) or "0")
    identifier, number = base, 1
    while identifier in taken:
        number += 1
        identifier = f"{base}-{number}"
    taken.add(identifier)
    return identifier


def _insert(slot: _Slot, index: int, page_break: PageBreak) -> None:
    """Put a marker into a slot; changes the tree."""
    marker = etree.Element("span")
    marker.set("role", "doc-pagebreak")
    marker.set("id", page_break.identifier)
    marker.set("aria-label", page_break.label)
    text = slot.text
    parent = slot.parent
    assert parent is not None  # `allows` refuses a place without one
    marker.tail = text[index:] or None
    if slot.is_tail:
        slot.element.tail = text[:index] or None
        parent.insert(parent.index(slot.element) + 1, marker)
    else:
        slot.element.text = text[:index] or None
        parent.insert(0, marker)
