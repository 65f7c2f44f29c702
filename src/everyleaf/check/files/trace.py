"""Lead from an element of a finished file of ours back to the author's line.

1. `trace_document`: an element of a web page or content document is the element of the HTML
   intermediate that has its id, or else its name and words, in the same order.
2. `trace_structure`: a structure element of a PDF is the HTML element whose id it has, or the
   n-th of its type where both count as many.

What cannot be told is traced to what it stands in, or not at all: a wrong line is worse than none.

Why by counting and not by a table from the writer: the PDF has no room for `data-node`. Were the
tagger to hand over which object it wrote for which node, `trace_structure` would be a look-up.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from lxml import etree

from everyleaf.check.files.markup import local_name, text_of
from everyleaf.check.files.pdf.structure import StructureElement, StructureTree
from everyleaf.diagnostics import Position
from everyleaf.model import Element, Publication
from everyleaf.vocabulary import ELEMENTS, ROLES

_COUNTED = frozenset(
    "Figure Formula Table TR TH TD Caption L LI H1 H2 H3 H4 H5 H6 P Link Note FENote BlockQuote "
    "Code Quote".split()
)


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
        places = [_place(source) for source in sources]
        if len(sources) == len(elements):
            found.update(zip(elements, places, strict=True))
        elif len({(p.path, p.line) for p in places}) == 1:
            found.update((element, places[0]) for element in elements)
    for element in root.iter(etree.Element):
        source = by_id.get(element.get("id") or "")
        if source is not None:
            found[element] = _place(source)
        elif element not in found:
            above = element.getparent()
            if above is not None and above in found and local_name(element) not in ("body", "head"):
                found[element] = found[above]
    return found


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
            found.update((item, _place(e)) for item, e in zip(items, html[type_], strict=True))
        else:
            found.update(_by_alternative(items, html[type_]))
    numbers: dict[int, Position] = {}
    for item in tree.elements:
        if item.identifier in by_id:
            found[item] = _place(by_id[item.identifier])
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


def _by_alternative(
    items: Iterable[StructureElement], elements: Sequence[Element]
) -> Mapping[StructureElement, Position]:
    said: dict[str, list[Element]] = defaultdict(list)
    for element in elements:
        said[(element.get("alt") or element.get("alttext") or "").strip()].append(element)
    return {
        item: _place(said[words][0])
        for item in items
        if (words := (item.alternative or "").strip()) and len(said.get(words, ())) == 1
    }


def _types(element: Element) -> frozenset[str]:
    """Return the structure types, in PDF 1.7 and 2.0, of an element."""
    term = ROLES.get(element.get("role") or "") or ELEMENTS.get(local_name(element))
    return frozenset({term.pdf_1_7, term.pdf_2_0} if term else ()) & _COUNTED


def _signature(element: Element) -> tuple[str, str]:
    """Return what an element is known by in every edition: its name, and its words or file."""
    name = local_name(element)
    if name == "img":
        return name, (element.get("src") or "").rsplit("/", 1)[-1]
    return name, re.sub(r"\s+", "", text_of(element))


def _place(element: Element) -> Position:
    return Position.parse(element.get("data-source") or "")
