"""Write the objects of units and other dumps into a file, one dump after the other.

What leads out of a unit is added to its objects: the parent and the stamps of a page, where a link
leads, which elements an element refers to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from everyleaf.pdf.file.loose_objects import LooseObjects, extend, resolve, split
from everyleaf.pdf.file.streamed_file import StreamedFile
from everyleaf.pdf.file.trees import NumberTree, references
from everyleaf.pdf.join.cross_references import CrossReferences
from everyleaf.pdf.join.numbers import NumberedDump, NumberedUnit
from everyleaf.pdf.join.stamps import write_stamps


class DumpWriter:
    """Writes dumps; a stream that several of them share is written once."""

    def __init__(self, file: StreamedFile) -> None:
        """Begin with nothing written."""
        self._file = file
        self._shared: set[int] = set()

    def write(
        self,
        objects: LooseObjects,
        dump: NumberedDump,
        first_key: int = 0,
        more: Mapping[int, bytes] | None = None,
    ) -> list[bytes]:
        """Write the objects of a dump, and return what else its text holds.

        Args:
            objects: what is written.
            dump: its numbers.
            first_key: of its entries in the ParentTree.
            more: place → entries to add to a dictionary.
        """
        numbers = dump.all_numbers()
        texts = split(resolve(objects.text, numbers, first_key))
        for place, added in (more or {}).items():
            texts[place] = extend(texts[place], added)
        shared, streams = len(dump.counts.shared), shared_and_objects(dump)
        end = streams + dump.counts.streams
        for place in range(shared):
            if numbers[place] not in self._shared:
                self._shared.add(numbers[place])
                self._file.add_stream(numbers[place], texts[place], objects.contents[place])
        self._file.add_all(numbers[shared:streams], texts[shared:streams])
        contents = objects.contents[shared:]
        for place, content in zip(range(streams, end), contents, strict=True):
            self._file.add_stream(numbers[place], texts[place], content)
        return texts[end:]


def shared_and_objects(dump: NumberedDump) -> int:
    """Return the place of the first stream that is not shared."""
    return len(dump.counts.shared) + dump.counts.objects


class UnitWriter:
    """Writes units."""

    def __init__(
        self,
        file: StreamedFile,
        dumps: DumpWriter,
        cross_references: CrossReferences,
        widths: Mapping[str, Mapping[int, float]],
        page_numbers: Sequence[int],
    ) -> None:
        """Begin with the first unit.

        Args:
            file: where they are written.
            dumps: writes their objects.
            cross_references: what leads from one into another.
            widths: font → glyph → its width in the file.
            page_numbers: for each page the number that is printed on it.
        """
        self._file = file
        self._dumps = dumps
        self._cross_references = cross_references
        self._widths = widths
        self._page_numbers = page_numbers

    def write(self, unit: NumberedUnit, parents: NumberTree) -> Iterator[tuple[int, int]]:
        """Write all objects of a unit, and its entries in the ParentTree.

        Yields:
            The number of an object, and the `data-node` in the whole document that it is made from.
        """
        deferred = unit.placed.painted.objects
        assert deferred is not None  # it is drawn
        objects = deferred.get()
        more = {**self._link(unit), **self._refer(unit), **dict(self._stamp(unit))}
        rest = self._dumps.write(objects, unit.dump, unit.first_key, more)
        parents.add_leaf(unit.first_key, rest[: unit.kept.keys])
        whole = unit.placed.unit
        own = slice(len(unit.dump.counts.shared), shared_and_objects(unit.dump))
        for number, node in zip(unit.dump.all_numbers()[own], objects.nodes[own], strict=True):
            if node != -1:
                yield number, whole.whole_node(node)

    def _link(self, unit: NumberedUnit) -> dict[int, bytes]:
        """Return where the links of a unit lead."""
        destinations = self._cross_references.destinations
        return {
            place: destinations[name].write_link(name) for place, name in unit.kept.links.items()
        }

    def _refer(self, unit: NumberedUnit) -> dict[int, bytes]:
        """Return the Ref of the elements of a unit."""
        targets = self._cross_references.targets
        first = unit.dump.first - len(unit.dump.counts.shared)
        last = unit.dump.first + unit.dump.counts.objects
        return {
            number - first: b"/Ref [%s]" % references(targets[number])
            for number in (range(unit.dump.first, last) if targets else ())
            if number in targets
        }

    def _stamp(self, unit: NumberedUnit) -> Iterator[tuple[int, bytes]]:
        """Yield the parent and contents of each page, whose page numbers are written."""
        painted = unit.placed.painted
        for page, kept in enumerate(unit.kept.pages):
            contents = [unit.dump.number(kept.contents)]
            stamps = [stamp for stamp in painted.stamps if stamp.page == page]
            if stamps:
                number = self._page_numbers[unit.placed.first_page + page]
                shown = {"page": number, "pages": len(self._page_numbers)}
                content = write_stamps(stamps, painted.stamp_styles, self._widths, shown)
                contents.append(self._file.new_number())
                self._file.add_stream(contents[-1], b"<</Length %d>>" % len(content), content)
            named = references(contents)
            named = b"[%s]" % named if stamps else named
            yield kept.place, b"/Parent %d 0 R/Contents %s" % (unit.pages, named)
