"""Find the structure element that a link leads to, and say who refers to whom.

1. `Targets` knows for each element of the unit the structure element that stands for it, or the
   nearest one.
2. `find_references` lists for each structure element those that its Ref names (ISO 32000-2 table
   355): a reference names its note, the note all references to it, a contents item its section
   (ISO 14289-2:2024 8.2.5). Those in other units are named by their ids.
"""

from __future__ import annotations

from collections.abc import Collection

from everyleaf.model import Element
from everyleaf.pdf.structure.elements import node_number
from everyleaf.pdf.tags.tagged_tree import TaggedElem
from everyleaf.pdf.unit.unit_objects import Reference


class Targets:
    """Where links lead, in one unit and its structure tree."""

    def __init__(self, document: Element, top: TaggedElem, outside: Collection[str]) -> None:
        self._top = top
        self._outside = frozenset(outside)
        self._written: dict[int, TaggedElem] = {}
        for tagged in top.walk():
            if tagged.elem.node != -1 and not tagged.elem.generated:
                self._written.setdefault(tagged.elem.node, tagged)
        self._by_name: dict[str, Element] = {}
        self._by_node: dict[int, Element] = {}
        for el in document.iter():
            if isinstance(el.tag, str):
                self._by_node[node_number(el)] = el
                for name in (el.get("id"), el.get("name") if el.tag == "a" else None):
                    if name:
                        self._by_name.setdefault(name, el)

    def of_node(self, node: int) -> TaggedElem:
        """Return the element of a `data-node`, or what it holds, or what holds it."""
        return self._nearest(self._by_node.get(node))

    def of_name(self, name: str) -> TaggedElem:
        """Return the element of an `id`, in the same way."""
        return self._nearest(self._by_name.get(name))

    def of_link(self, node: int) -> TaggedElem | str | None:
        """Return where the `<a>` of a `data-node` leads: to an element, or an id elsewhere."""
        el = self._by_node.get(node)
        href = el.get("href", "") if el is not None else ""
        if not href.startswith("#"):
            return None
        target = self._by_name.get(href[1:])
        if target is not None:
            return self._nearest(target)
        return href[1:] if href[1:] in self._outside else None

    def _nearest(self, el: Element | None) -> TaggedElem:
        """Return what stands for an element: itself, the first one inside it, the one around it."""
        if el is None:
            return self._top
        for candidate in (*el.iter(), *el.iterancestors()):
            if isinstance(candidate.tag, str):
                found = self._written.get(node_number(candidate))
                if found is not None:
                    return found
        return self._top


def find_references(top: TaggedElem, targets: Targets) -> list[Reference]:
    """Return what each element refers to; elements and targets are in the order of the tree."""
    found: dict[TaggedElem, dict[TaggedElem | str, None]] = {}

    def refer(source: TaggedElem, target: TaggedElem | str) -> None:
        if target is source:
            return
        found.setdefault(source, {})[target] = None
        if isinstance(target, TaggedElem) and target.elem.type == "FENote":
            found.setdefault(target, {})[source] = None

    for tagged in top.walk():
        for node in tagged.elem.ref:
            refer(tagged, node if isinstance(node, str) else targets.of_node(node))
        if tagged.elem.type == "TOCI":
            for target in _linked(tagged, targets):
                refer(tagged, target)
        elif tagged.elem.type == "Reference":
            called = [targets.of_node(tagged.elem.node)] if tagged.elem.generated else []
            for target in [*_linked(tagged, targets), *called]:
                if isinstance(target, str) or target.elem.type == "FENote":
                    refer(tagged, target)
    return [
        Reference(object_number(source), tuple(map(_name, names)), source.elem.type == "Reference")
        for source, names in found.items()
    ]


def object_number(tagged: TaggedElem) -> int:
    """Return the number of an element's object; it is written."""
    assert tagged.object is not None
    return tagged.object.number


def _name(target: TaggedElem | str) -> int | str:
    return target if isinstance(target, str) else object_number(target)


def _linked(tagged: TaggedElem, targets: Targets) -> list[TaggedElem | str]:
    """Return where the links of an element lead, without those of contents lists inside it."""
    found: list[TaggedElem | str] = []
    for kid in tagged.kids:
        if not isinstance(kid, TaggedElem) or kid.elem.type == "TOC":
            continue
        if kid.elem.type == "Link":
            target = targets.of_link(kid.elem.node)
            found += [] if target is None else [target]
        found += _linked(kid, targets)
    return found
