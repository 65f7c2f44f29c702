"""Find what leads from one unit into another, when all objects have numbers.

1. Where each id is: the page, and in PDF 2.0 the structure element (`destinations`).
2. Which elements each element refers to (Ref, ISO 32000-2 table 355); a note refers back.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence

from everyleaf.pdf.join.destinations import Destination
from everyleaf.pdf.join.numbers import NumberedUnit
from everyleaf.pdf.join.outline import OutlineItem
from everyleaf.pdf.unit.painted_unit import Place
from everyleaf.pdf.unit.unit_objects import Reference


class CrossReferences:
    """What the units of a file have to do with each other."""

    def __init__(self, units: Sequence[NumberedUnit], places: Mapping[str, Place]) -> None:
        """Find it.

        Args:
            units: all units, in order.
            places: id → where it is, pages counted in the whole document.
        """
        self._units = units
        self.pages = array("i", [u.dump.number(page.place) for u in units for page in u.kept.pages])
        """Number of each page."""
        self._anchors: dict[str, int] = {}
        self._notes: set[int] = set()
        for unit in units:
            for name, place in unit.kept.anchors.items():
                number = self._anchors.setdefault(name, unit.dump.number(place))
                if place in unit.kept.notes:
                    self._notes.add(number)
        self.destinations = {name: self._destination(name, at) for name, at in places.items()}
        """Id → where it is in the file."""
        self.targets = self._find_targets()
        """Number of a structure element → those that its Ref names."""

    def _destination(self, name: str, place: Place) -> Destination:
        page = self.pages[place.page]
        return Destination(page, place.x_pt, place.y_pt, self._anchors.get(name))

    def _find_targets(self) -> dict[int, list[int]]:
        found: dict[int, dict[int, None]] = {}
        for unit in self._units:
            for reference in unit.kept.references:
                source = unit.dump.number(reference.source)
                for target in self._resolve(unit, reference):
                    found.setdefault(source, {})[target] = None
                    if target in self._notes:
                        found.setdefault(target, {})[source] = None
        return {source: list(targets) for source, targets in found.items()}

    def _resolve(self, unit: NumberedUnit, reference: Reference) -> list[int]:
        """Return the numbers of the elements that a reference names."""
        numbers: list[int] = []
        for target in reference.targets:
            if isinstance(target, int):
                numbers.append(unit.dump.number(target))
            elif target in self._anchors:
                number = self._anchors[target]
                if number in self._notes or not reference.only_notes:
                    numbers.append(number)
        return numbers

    def bookmarks(self) -> list[OutlineItem]:
        """Return the bookmarks of all units, not yet nested."""
        items: list[OutlineItem] = []
        for unit in self._units:
            for bookmark in unit.placed.painted.bookmarks:
                page = self.pages[unit.placed.first_page + bookmark.page]
                place = unit.kept.bookmarked.get(bookmark.node)
                element = None if place is None else unit.dump.number(place)
                destination = Destination(page, bookmark.x_pt, bookmark.y_pt, element)
                item = OutlineItem(bookmark.level, bookmark.label, destination, bookmark.is_open)
                items.append(item)
        return items

    def identified(self) -> dict[str, bytes]:
        """Return ID → reference to the structure element."""
        return {
            name: b"%d 0 R" % unit.dump.number(place)
            for unit in self._units
            for name, place in unit.kept.identified.items()
        }
