"""Set ruby: small readings above the characters that they are about.

1. `make_ruby` makes a Ruby of each base and its reading.
2. `mark_bases` gives the characters of each base an `rb` of their own, in the document that is
   tagged: Ruby holds RB and RT (ISO 32000-1 14.8.4.4.3).
3. `arrange_ruby` puts each reading before its base in the copy that is laid out; print.css stacks
   the two. WeasyPrint 70.0 knows no ruby layout.

The tags follow the document, so that a base is read before its reading.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

from lxml import etree

from everyleaf.model import Element
from everyleaf.pdf.structure.containment import dissolve, is_blank
from everyleaf.pdf.structure.context import Context
from everyleaf.pdf.structure.elements import Kid, StructElem, node_number

_PARTS = ("RB", "RT", "RP")
_NOT_IN_RUBY = {"Figure", "Formula", "FENote", "Ruby", "L", "Table"}
"""What RB and RT may not hold (ISO 32005)."""


def mark_bases(document: Element) -> None:
    """Wrap the text of every ruby base in `<rb>`; the document is changed."""
    rubies = list(document.iter("ruby"))
    if not rubies:
        return
    numbers = count(1 + max(int(el.get("data-node", "-1")) for el in document.iter(etree.Element)))
    for ruby in rubies:
        for child in list(ruby):
            if child.tail and child.tail.strip():
                base = _make_base(ruby, next(numbers), child.tail)
                child.tail = None
                child.addnext(base)
        if ruby.text and ruby.text.strip():
            base = _make_base(ruby, next(numbers), ruby.text)
            ruby.text = None
            ruby.insert(0, base)


def _make_base(ruby: Element, node: int, text: str) -> Element:
    source = ruby.get("data-source", "")
    base = etree.Element("rb", {"data-node": str(node), "data-source": source})
    base.text = text
    return base


def arrange_ruby(document: Element) -> None:
    """Put each reading before its base, in a `span.ruby-pair`; the document is changed."""
    for ruby in document.iter("ruby"):
        bases: list[Element] = []
        for child in list(ruby):
            if child.tag == "rt":
                pair = etree.Element("span", {"class": "ruby-pair"})
                child.addnext(pair)
                pair.tail, child.tail = child.tail, None
                pair.append(child)
                pair.extend(bases)
                bases = []
            elif child.tag != "rp":
                bases.append(child)


def make_ruby(el: Element, kids: list[Kid], context: Context) -> list[Kid]:
    """Return a Ruby of one RB and one RT for each base with a reading (ISO 14289-2:2024 8.2.5.23).

    What has no reading, or is one of nothing, is plain text. Parentheses are not drawn.
    """
    made: list[Kid] = []
    base: list[Kid] = []
    for kid in kids:
        type = kid.type if isinstance(kid, StructElem) else ""
        inner = kid.children if isinstance(kid, StructElem) and type in _PARTS else (kid,)
        if type == "RT" and _is_text(base) and _is_text(inner):
            pair = StructElem("RB", -1, tuple(base)), kid
            made.append(StructElem("Ruby", node_number(el), pair))
            base = []
        elif type == "RT":
            made += [*base, *inner]
            base = []
        elif type != "RP" and not is_blank([kid]):
            base += dissolve(inner)
    return [*made, *base]


def _is_text(kids: Iterable[Kid]) -> bool:
    """Tell whether an RB or RT may hold this: some text, and no pictures or notes."""
    kids = list(kids)
    return not is_blank(kids) and _is_plain(kids)


def _is_plain(kids: Iterable[Kid]) -> bool:
    return all(
        kid.type not in _NOT_IN_RUBY and _is_plain(kid.children)
        for kid in kids
        if isinstance(kid, StructElem)
    )
