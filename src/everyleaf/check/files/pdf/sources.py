"""Lead from a structure element of a PDF of ours back to the author's line.

It is the HTML element whose id it has, or the n-th of its type where both count as many; or else
the one with its alternative text. What cannot be told is traced to what it stands in.

Why by counting and not by a table from the writer: the PDF has no room for `data-node`. Were the
tagger to hand over which object it wrote for which node, `trace_structure` would be a look-up.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from lxml import etree

from everyleaf.check.files.pdf.structure import StructureElement, StructureTree
from everyleaf.check.files.trace import place_in_source
from everyleaf.diagnostics import Position
from everyleaf.elements import local_name
from everyleaf.model import Element, Publication
from everyleaf.vocabulary import ELEMENTS, ROLES

_COUNTED = frozenset(
    "Figure Formula Table TR TH TD Caption L LI H1 H2 H3 H4 H5 H6 P Link Note FENote BlockQuote "
    "Code Quote".split()
)


def trace_structure(tree: StructureTree, publication: Publication) -> dict[int, Position]:
    """Return the author's place for each object number of a structure element."""
    html: dict[str, list[Element]] = defaultdict(list)
    by_id: dict[str, Element] = {}
    for element in publication.document.iter(etree.Element):
        if not element.get("data-source"):
            continue
        if identifier := element.get("id"):
            by_id[identifier] = element
        for type_ in _types(element):
            html[type_].append(element)
    written: dict[str, list[StructureElement]] = defaultdict(list)
    for item in tree.elements:
        if item.own_type in _COUNTED:
            written[item.own_type].append(item)
    found: dict[StructureElement, Position] = {}
    for type_, items in written.items():
        if len(items) == len(html[type_]):
            found.update(
                (item, place_in_source(e)) for item, e in zip(items, html[type_], strict=True)
            )
        else:
            found.update(_by_neighbours(items, html[type_]))
    numbers: dict[int, Position] = {}
    for item in tree.elements:
        if item.identifier in by_id:
            found[item] = place_in_source(by_id[item.identifier])
        elif item not in found and item.parent is not None and item.parent in found:
            found[item] = found[item.parent]
        if item in found and item.object_number:
            numbers[item.object_number] = found[item]
    return numbers


def object_numbers(context: str) -> Sequence[int]:
    """Return the objects on the way that veraPDF's context names, the last first."""
    return [int(n) for n in re.findall(r"\((\d+) \d+ obj\b", context)][::-1]


def page_number(context: str) -> int | None:
    """Return the page, from 1, that veraPDF's context goes through."""
    match = re.search(r"/pages\[(\d+)\]", context)
    return int(match[1]) + 1 if match else None


def _by_neighbours(
    items: Sequence[StructureElement], elements: Sequence[Element]
) -> Iterator[tuple[StructureElement, Position]]:
    """Pair what has the same alternative text, and as many others between them."""
    said = [(item.alternative or "").strip() for item in items]
    wanted = [(e.get("alt") or e.get("alttext") or "").strip() for e in elements]
    matcher = SequenceMatcher(None, said, wanted, autojunk=False)
    for kind, start, end, other, other_end in matcher.get_opcodes():
        known = kind == "equal" and any(said[start:end])
        if known or (kind == "replace" and end - start == other_end - other):
            pairs = zip(items[start:end], elements[other:other_end], strict=True)
            yield from ((item, place_in_source(element)) for item, element in pairs)


def _types(element: Element) -> frozenset[str]:
    """Return the structure types, in PDF 1.7 and 2.0, of an element."""
    if element.get("alt") == "" or element.get("role") in ("presentation", "none"):
        return frozenset()  # decoration
    if element.get("role") == "img" and local_name(element) not in ("img", "svg"):
        return frozenset()  # a sign with a name
    term = ROLES.get(element.get("role") or "") or ELEMENTS.get(local_name(element))
    return frozenset({term.pdf_1_7, term.pdf_2_0} if term else ()) & _COUNTED
