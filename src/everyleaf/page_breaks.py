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
import math
import re
import unicodedata
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from lxml import etree

from everyleaf.elements import HEADINGS, VOID_ELEMENTS, ids_of, local_name
from everyleaf.model import Element, PageStart

_NODE = "data-node"
_PREFIX = "page-"
"""How the id of a marker begins."""


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

    @property
    def text(self) -> str:
        return (self.element.tail if self.is_tail else self.element.text) or ""

    @property
    def parent(self) -> Element | None:
        """The element that a marker in this slot would be a child of."""
        return self.element.getparent() if self.is_tail else self.element


class _Slots:
    """The runs of text of all bodies in document order, empty ones too.

    Why none is kept: a book has hundreds of thousands, and few are looked at.
    """

    def __init__(self, bodies: Sequence[Element]) -> None:
        self.bodies = bodies
        self._numbers = {body: number for number, body in enumerate(bodies)}

    def following(self, slot: _Slot | None) -> Iterator[_Slot]:
        """Yield a slot and those after it."""
        while slot is not None:
            yield slot
            slot = self._next(slot)

    def preceding(self, slot: _Slot | None) -> Iterator[_Slot]:
        """Yield a slot and those before it."""
        while slot is not None:
            yield slot
            slot = self._previous(slot)

    def is_body(self, element: Element) -> bool:
        """Tell whether an element is a body, whose tail is no slot."""
        return element in self._numbers

    def last(self) -> _Slot:
        """Return the last of all."""
        return _last_within(self.bodies[-1])

    def position(self, slot: _Slot) -> tuple[float, ...]:
        """Return what compares with others in document order; its first number is the body's."""
        path: list[float] = [math.inf] if slot.is_tail else []
        element = slot.element
        while element not in self._numbers:
            parent = element.getparent()
            assert parent is not None  # it is in a body
            path.append(parent.index(element))
            element = parent
        return (self._numbers[element], *reversed(path))

    def _next(self, slot: _Slot) -> _Slot | None:
        element = slot.element
        first = None if slot.is_tail else next(iter(element), None)
        if first is not None:
            return _first_of(first)
        if not slot.is_tail:
            return self._after(element)
        following = element.getnext()
        parent = element.getparent()
        assert parent is not None  # what has a tail here is in a body
        return self._after(parent) if following is None else _first_of(following)

    def _after(self, element: Element) -> _Slot | None:
        """Return the slot behind an element."""
        if element not in self._numbers:
            return _Slot(element, True)
        number = self._numbers[element] + 1
        return _Slot(self.bodies[number], False) if number < len(self.bodies) else None

    def _previous(self, slot: _Slot) -> _Slot | None:
        element = slot.element
        if slot.is_tail and isinstance(element.tag, str):
            return _last_within(element)
        number = self._numbers.get(element)
        if number is not None:
            return _last_within(self.bodies[number - 1]) if number else None
        return _before(element)


def _first_of(element: Element) -> _Slot:
    """Return the first slot of an element; of a comment that is what follows it."""
    return _Slot(element, not isinstance(element.tag, str))


def _last_within(element: Element) -> _Slot:
    """Return the last slot in an element."""
    last = next(element.iterchildren(reversed=True), None)
    return _Slot(element, False) if last is None else _Slot(last, True)


def _before(element: Element) -> _Slot:
    """Return the slot that ends where an element begins."""
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        return _Slot(previous, True)
    assert parent is not None  # only a body has no parent, and nothing steps out of a body
    return _Slot(parent, False)


@dataclass(frozen=True, slots=True)
class _Place:
    """A place in the text."""

    slot: _Slot
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
    finder = _Finder(slots, {start.node for start in page_starts})
    places: list[tuple[tuple[float, ...], _Place]] = []
    for start in page_starts:
        place = finder.find(start)
        found = ((*slots.position(place.slot), -1, place.index), place)
        places.append(found if not places or places[-1][0] < found[0] else places[-1])
    taken = {name for name in ids_of(*bodies) if name.startswith(_PREFIX)}
    breaks = [
        PageBreak(start.label, _identifier(start.label, taken), int(position[0]))
        for start, (position, _) in zip(page_starts, places, strict=True)
    ]
    for page_break, (_, place) in reversed(list(zip(breaks, places, strict=True))):
        _insert(place.slot, place.index, page_break)
    return tuple(breaks)


class _Finder:
    """The slots of all bodies, and the elements that pages begin in."""

    def __init__(self, slots: _Slots, wanted: Set[int]) -> None:
        self.slots = slots
        self.nodes = self._gather(wanted)
        self.stand_ins: dict[int, Element] = {}
        """For an element that is not here the next that is."""
        missing = wanted - self.nodes.keys()
        if missing:
            order = sorted(int(number) for number, _ in self._elements())
            places = {node: bisect.bisect(order, node) for node in missing}
            after = {node: order[place] for node, place in places.items() if place < len(order)}
            found = self._gather({*after.values()})
            self.stand_ins = {node: found[number] for node, number in after.items()}

    def _elements(self) -> Iterator[tuple[str, Element]]:
        """Yield the elements with a number, and this."""
        for body in self.slots.bodies:
            for element in body.iter(etree.Element):
                if (number := element.get(_NODE)) is not None:
                    yield number, element

    def _gather(self, wanted: Set[int]) -> dict[int, Element]:
        written = {*map(str, wanted)}
        return {int(number): e for number, e in self._elements() if number in written}

    def find(self, start: PageStart) -> _Place:
        """Return where the marker of a page start belongs; the trees are left alone."""
        element = self.nodes.get(start.node)
        if element is None:
            stand_in = self.stand_ins.get(start.node)
            return self.last() if stand_in is None else self.settle(self.start_of(stand_in))
        if start.offset <= 0:
            return self.settle(self.start_of(element))
        return self.settle(self.within(element, start.offset))

    def start_of(self, element: Element) -> _Place:
        if element.tag in VOID_ELEMENTS or _is_whole(element):
            return self.before(element)
        return _Place(_Slot(element, False), 0)

    def before(self, element: Element) -> _Place:
        """Return the place before an element, which is the end of a slot."""
        slot = _before(element)
        return _Place(slot, len(slot.text))

    def within(self, element: Element, offset: int) -> _Place:
        """Return the place before the non-space character after so many of an element's."""
        for slot in self.slots.following(_Slot(element, False)):
            if slot.is_tail and slot.element is element:
                return _Place(slot, 0)
            text = slot.text
            for run in _COUNTED.finditer(text):
                length = run.end() - run.start()
                if offset < length:
                    return _Place(slot, _word_start(text, run.start() + offset))
                offset -= length
        return _Place(self.slots.last(), 0)

    def settle(self, place: _Place) -> _Place:
        """Return the best place for a `<span>` at or after a place."""
        inner = place.slot.parent
        if inner is not None:
            whole = [e for e in (inner, *inner.iterancestors()) if _is_whole(e)]
            if whole:
                place = self.before(whole[-1])
        best = self.step_out(place)
        if best is not None:
            return best
        after = self.slots.following(place.slot)
        next(after)
        for slot in after:
            if self.allows(_Place(slot, 0)):
                return self.step_out(_Place(slot, 0)) or _Place(slot, 0)
        return self.last()

    def step_out(self, place: _Place) -> _Place | None:
        """Return the outermost allowed place that has the same text before it, or None."""
        best = place if self.allows(place) else None
        while True:
            slot = place.slot
            inner = slot.element
            if slot.is_tail or slot.text[: place.index].strip() or local_name(inner) not in _LEFT:
                return best
            place = self.before(inner)
            if self.allows(place):
                best = place

    def allows(self, place: _Place) -> bool:
        """Tell whether a `<span>` may stand at a place."""
        slot = place.slot
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
        places = (_Place(slot, len(slot.text)) for slot in self.slots.preceding(self.slots.last()))
        return next(place for place in places if self.allows(place))


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


_COUNTED = re.compile(r"[^\s\u00ad]+")
"""What counts in an offset: no white space, and no soft hyphens, which layout may draw or not."""
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
    base = _PREFIX + (re.sub(r"[^\w.-]+", "-", label) or "0")
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
