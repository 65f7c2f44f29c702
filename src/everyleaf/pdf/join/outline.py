"""Write the outline: the bookmarks of all units as one tree (ISO 32000-1 12.3.3).

An item lies in the nearest one before it of a lower level; levels that are left out leave no gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from everyleaf.pdf.file.streamed_file import StreamedFile
from everyleaf.pdf.file.syntax import write_string
from everyleaf.pdf.join.destinations import Destination


@dataclass(slots=True)
class OutlineItem:
    """An item with those in it."""

    level: int
    label: str
    destination: Destination
    is_open: bool
    kids: list[OutlineItem] = field(default_factory=list)

    @property
    def shown(self) -> int:
        """How many items below it are to be seen when it is open."""
        return sum(1 + (kid.shown if kid.is_open else 0) for kid in self.kids)


def nest_items(items: Iterable[OutlineItem]) -> list[OutlineItem]:
    """Return the outermost items of a list; the others are put into them."""
    top: list[OutlineItem] = []
    above: list[OutlineItem] = []
    for item in items:
        while above and above[-1].level >= item.level:
            above.pop()
        (above[-1].kids if above else top).append(item)
        above.append(item)
    return top


def write_outline(file: StreamedFile, items: Sequence[OutlineItem]) -> int:
    """Write the outline of some items, and return the number of its root."""
    root = file.new_number()
    first, last = _write_items(file, items, root)
    shown = sum(1 + (item.shown if item.is_open else 0) for item in items)
    file.add(root, b"<</Type /Outlines%s/Count %d>>" % (_ends(first, last), shown))
    return root


def _write_items(file: StreamedFile, items: Sequence[OutlineItem], parent: int) -> tuple[int, int]:
    """Write items that lie next to each other, and return the first and the last number."""
    numbers = [file.new_number() for _ in items]
    for index, (number, item) in enumerate(zip(numbers, items, strict=True)):
        entries = [b"/Title %s/Parent %d 0 R" % (write_string(item.label), parent)]
        entries.append(item.destination.write_bookmark())
        if index:
            entries.append(b"/Prev %d 0 R" % numbers[index - 1])
        if index + 1 < len(items):
            entries.append(b"/Next %d 0 R" % numbers[index + 1])
        if item.kids:
            count = item.shown if item.is_open else -item.shown
            entries.append(_ends(*_write_items(file, item.kids, number)))
            entries.append(b"/Count %d" % count)
        file.add(number, b"<<%s>>" % b"".join(entries))
    return numbers[0], numbers[-1]


def _ends(first: int, last: int) -> bytes:
    return b"/First %d 0 R/Last %d 0 R" % (first, last)
