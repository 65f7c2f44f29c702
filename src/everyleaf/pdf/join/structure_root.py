"""Write the top of the structure tree: its root, and the elements that several units are part of.

1. Such an element is written once, with the kids that it has in each unit, in their order.
2. The root names types and classes: the RoleMap, namespaces in PDF 2.0, the ClassMap, the IDTree
   (ISO 32000-1 14.7.2, ISO 32000-2 14.7.4).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from everyleaf.pdf.file.loose_objects import extend, resolve
from everyleaf.pdf.file.streamed_file import StreamedFile
from everyleaf.pdf.file.syntax import write_string
from everyleaf.pdf.file.trees import references, write_name_tree
from everyleaf.pdf.join.numbers import NumberedUnit
from everyleaf.pdf.tags.tagger import GENERATED_CLASS, NAMESPACES
from everyleaf.vocabulary import ROLE_MAP


@dataclass(slots=True)
class _Element:
    number: int
    entries: bytes = b""
    parent: int | None = None
    kids: dict[bytes, None] = field(default_factory=dict)


class Wrapping:
    """The elements that units are part of, by `data-node` of the whole document."""

    def __init__(self, new_number: Callable[[], int]) -> None:
        """Begin with no element.

        Args:
            new_number: returns a number that no object has.
        """
        self._new_number = new_number
        self._elements: dict[int, _Element] = {}

    def number(self, node: int) -> int:
        """Return the number of an element."""
        if node not in self._elements:
            self._elements[node] = _Element(self._new_number())
        return self._elements[node].number

    @property
    def top(self) -> int:
        """The number of the Document."""
        return next(iter(self._elements.values())).number

    def add(self, unit: NumberedUnit) -> None:
        """Add the kids that the elements have in a unit."""
        numbers = unit.dump.all_numbers()
        parent: int | None = None
        for node, wrapper in zip(unit.placed.unit.wrappers, unit.kept.wrappers, strict=False):
            if wrapper is None:
                continue
            element = self._elements[node]
            if not element.entries:
                element.entries = resolve(wrapper.entries, numbers)
                element.parent = parent
            element.kids |= dict.fromkeys(resolve(kid, numbers) for kid in wrapper.kids)
            parent = element.number

    def write(
        self, file: StreamedFile, root: int, targets: Mapping[int, Sequence[int]]
    ) -> Iterator[tuple[int, int]]:
        """Write the elements, and yield the number and `data-node` of each.

        Args:
            file: where they are written.
            root: number of the StructTreeRoot.
            targets: number of an element → those that its Ref names.
        """
        for node, element in self._elements.items():
            parent = root if element.parent is None else element.parent
            more = [b"/P %d 0 R/K [%s]" % (parent, b" ".join(element.kids))]
            if element.number in targets:
                more.append(b"/Ref [%s]" % references(targets[element.number]))
            file.add(element.number, extend(element.entries, *more))
            yield element.number, node


def write_structure_root(
    file: StreamedFile,
    number: int,
    top: int,
    parent_tree: int,
    keys: int,
    identified: Mapping[str, bytes],
    namespaces: Sequence[int],
) -> None:
    """Write the StructTreeRoot.

    Why the RoleMap in PDF 2.0 too: readers that know no namespaces take every type for one of 1.7,
    which is what a RoleMap is about (ISO 32000-2 14.8.6.2); the others never look.

    Args:
        file: where it is written.
        number: of the root.
        top: number of the Document.
        parent_tree: number of the ParentTree.
        keys: how many keys that has.
        identified: ID → reference to an element.
        namespaces: numbers of the namespaces in PDF 2.0.
    """
    roles = b"".join(b"/%s /%s" % (n.encode(), o.encode()) for n, o in sorted(ROLE_MAP.items()))
    generated = b"/%s <</O /CSS-2.00/content (generated)>>" % GENERATED_CLASS.encode()
    entries = [
        b"<</Type /StructTreeRoot/K [%d 0 R]" % top,
        b"/ParentTree %d 0 R/ParentTreeNextKey %d" % (parent_tree, keys),
        b"/RoleMap <<%s>>/ClassMap <<%s>>" % (roles, generated),
    ]
    if identified:
        tree = file.new_number()
        write_name_tree(file, tree, identified)
        entries.append(b"/IDTree %d 0 R" % tree)
    if namespaces:
        for namespace, uri in zip(namespaces, NAMESPACES, strict=True):
            file.add(namespace, b"<</Type /Namespace/NS %s>>" % write_string(uri))
        entries.append(b"/Namespaces [%s]" % references(namespaces))
    file.add(number, b"".join(entries) + b">>")
