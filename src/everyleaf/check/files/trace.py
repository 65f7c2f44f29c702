"""Lead from an element of a finished page or content document of ours back to the author's line.

1. An element with an id is the element of the HTML intermediate that has it.
2. Else it is one of the elements that stand in the same element, in the same order, and have its
   name and words; or its name, where as many are left between two that are known.
3. Else it is the only one in the publication that has its name and words.

What cannot be told is traced to what it stands in, an entry of a list to where it leads, and what
is about the whole document to its first heading: a wrong line is worse than none.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from lxml import etree

from everyleaf.check.files.markup import text_of
from everyleaf.diagnostics import Position
from everyleaf.elements import HEADINGS, local_name
from everyleaf.model import Element, Publication

_WIDE = frozenset("html body main article section nav div header footer aside ol ul dl".split())
"""What holds so much that its place would mislead."""
_WHOLE = frozenset("html head title body".split())
_MANY = 2000
"""Children beyond which only what is the same is paired, without looking for what has moved."""

Signature = tuple[str, str]


class Tracer:
    """Finds the author's places of the written documents of one publication."""

    def __init__(self, publication: Publication) -> None:
        self._by_id: dict[str, Element] = {}
        self._wanted: dict[Signature, list[Element]] = defaultdict(list)
        for element in publication.document.iter(etree.Element):
            if element.get("data-source"):
                self._wanted[_signature(element)].append(element)
                if identifier := element.get("id"):
                    self._by_id[identifier] = element

    def trace(self, root: Element) -> dict[Element, Position]:
        """Return the author's place of each element of a written document that can be traced."""
        pairing = _Pairing(root, self._by_id, self._wanted)
        found: dict[Element, Position] = {}
        for element in root.iter(etree.Element):
            source = pairing.source_of(element)
            if source is None:
                source = pairing.target_of(element)
            if source is not None:
                found[element] = place_in_source(source)
                continue
            above = element.getparent()
            if above is not None and above in found and local_name(above) not in _WIDE:
                found[element] = found[above]
        headings = (e for e in root.iter(etree.Element) if local_name(e) in HEADINGS and e in found)
        first = next(headings, None)
        if first is not None:
            whole = (e for e in root.iter(etree.Element) if local_name(e) in _WHOLE)
            found |= {element: found[first] for element in whole if element not in found}
        return found


class _Pairing:
    """Finds the element of the intermediate for each written element, parents first."""

    def __init__(
        self,
        root: Element,
        by_id: Mapping[str, Element],
        wanted: Mapping[Signature, Sequence[Element]],
    ) -> None:
        self._by_id = by_id
        self._wanted = wanted
        self._written = Counter(_signature(element) for element in root.iter(etree.Element))
        self._paired: dict[Element, Element] = {}

    def source_of(self, element: Element) -> Element | None:
        """Return the element of the intermediate; its parent must have been asked for before."""
        source = self._by_id.get(element.get("id") or "")
        if source is None:
            source = self._paired.get(element)
        if source is None:
            source = self._only(element)
        if source is not None:
            written = [child for child in element if isinstance(child.tag, str)]
            wanted = [child for child in source if child.get("data-source")]
            self._paired |= dict(_align(written, wanted))
        return source

    def target_of(self, element: Element) -> Element | None:
        """Return what a link of ours leads to inside the publication, such as an entry of a list."""
        _, _, fragment = (element.get("href") or "").partition("#")
        return self._by_id.get(fragment) if local_name(element) == "a" else None

    def _only(self, element: Element) -> Element | None:
        signature = _signature(element)
        wanted = self._wanted.get(signature, [])
        return wanted[0] if len(wanted) == 1 and self._written[signature] == 1 else None


def _align(
    written: Sequence[Element], wanted: Sequence[Element]
) -> Iterator[tuple[Element, Element]]:
    """Pair the children of two elements that are the same."""
    one = [_signature(element) for element in written]
    other = [_signature(element) for element in wanted]
    if one == other or max(len(one), len(other)) > _MANY:
        same = zip(written, wanted, one, other, strict=False)
        yield from ((a, b) for a, b, mark, its in same if mark == its)
        return
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for kind, start, end, place, place_end in matcher.get_opcodes():
        if kind == "equal":
            yield from zip(written[start:end], wanted[place:place_end], strict=True)
        elif kind == "replace":
            yield from _by_names(written[start:end], wanted[place:place_end])


def _signature(element: Element) -> Signature:
    """Return what an element is known by in every edition: its name, and its words or file."""
    name = local_name(element)
    if name == "img":
        return name, (element.get("src") or "").rsplit("/", 1)[-1]
    return name, re.sub(r"\s+", "", text_of(element))


def _by_names(
    written: Sequence[Element], wanted: Sequence[Element]
) -> Iterator[tuple[Element, Element]]:
    """Pair elements whose words differ by their names, where both have as many of one name."""
    for name in dict.fromkeys(map(local_name, written)):
        one = [element for element in written if local_name(element) == name]
        other = [element for element in wanted if local_name(element) == name]
        if len(one) == len(other):
            yield from zip(one, other, strict=True)


def place_in_source(element: Element) -> Position:
    """Return the author's place of an element of the HTML intermediate."""
    return Position.parse(element.get("data-source") or "")
