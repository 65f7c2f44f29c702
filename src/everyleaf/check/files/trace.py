"""Lead from an element of a finished page or content document of ours back to the author's line.

It is the element of the HTML intermediate that has its id, or else its name and words, in the same
order. What cannot be told is traced to what it stands in: a wrong line is worse than none.
"""

from __future__ import annotations

import re
from collections import defaultdict

from lxml import etree

from everyleaf.check.files.markup import text_of
from everyleaf.diagnostics import Position
from everyleaf.elements import local_name
from everyleaf.model import Element, Publication

_WIDE = frozenset("html body main article section nav div header footer aside ol ul dl".split())
"""What holds so much that its place would mislead."""


def trace_document(root: Element, publication: Publication) -> dict[Element, Position]:
    """Return the author's place of each element of a written document that can be traced."""
    wanted: dict[tuple[str, str], list[Element]] = defaultdict(list)
    by_id: dict[str, Element] = {}
    for element in publication.document.iter(etree.Element):
        if element.get("data-source"):
            wanted[_signature(element)].append(element)
            if identifier := element.get("id"):
                by_id[identifier] = element
    written: dict[tuple[str, str], list[Element]] = defaultdict(list)
    for element in root.iter(etree.Element):
        written[_signature(element)].append(element)
    found: dict[Element, Position] = {}
    for signature, elements in written.items():
        sources = wanted.get(signature, [])
        places = [place_in_source(source) for source in sources]
        if len(sources) == len(elements):
            found.update(zip(elements, places, strict=True))
        elif len({(p.path, p.line) for p in places}) == 1:
            found.update((element, places[0]) for element in elements)
    for element in root.iter(etree.Element):
        source = by_id.get(element.get("id") or "")
        if source is not None:
            found[element] = place_in_source(source)
        elif element not in found:
            above = element.getparent()
            if above is not None and above in found and local_name(above) not in _WIDE:
                found[element] = found[above]
    return found


def _signature(element: Element) -> tuple[str, str]:
    """Return what an element is known by in every edition: its name, and its words or file."""
    name = local_name(element)
    if name == "img":
        return name, (element.get("src") or "").rsplit("/", 1)[-1]
    return name, re.sub(r"\s+", "", text_of(element))


def place_in_source(element: Element) -> Position:
    """Return the author's place of an element of the HTML intermediate."""
    return Position.parse(element.get("data-source") or "")
