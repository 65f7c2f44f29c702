"""Give the objects of all units their numbers, before the first one is written.

1. The streams that units share get one number each, told by their content.
2. All other objects of a dump get numbers that follow each other.
3. Objects that the join makes are known by name to the units that refer to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from everyleaf.pdf.file.loose_objects import ObjectCounts
from everyleaf.pdf.unit.painted_unit import PlacedUnit
from everyleaf.pdf.unit.unit_objects import UnitObjects


@dataclass(slots=True)
class NumberedDump:
    """A dump whose objects have numbers."""

    counts: ObjectCounts
    first: int
    """Number of its first object that is not shared."""
    shared: Mapping[str, int] = field(repr=False)
    """Digest of a stream → number, for all units."""
    outside: dict[str, int] = field(default_factory=dict)
    """Name → number of the object that the join makes."""

    def number(self, place: int) -> int:
        """Return the number of the object at a place."""
        own = place - len(self.counts.shared)
        if own < 0:
            return self.shared[self.counts.shared[place]]
        if own < self.counts.own:
            return self.first + own
        return self.outside[self.counts.outside[own - self.counts.own]]

    def all_numbers(self) -> list[int]:
        """Return place → number."""
        return [
            *(self.shared[digest] for digest in self.counts.shared),
            *range(self.first, self.first + self.counts.own),
            *(self.outside.get(name, 0) for name in self.counts.outside),
        ]


@dataclass(slots=True)
class Numbers:
    """Gives out the numbers of objects."""

    last: int = 0
    shared: dict[str, int] = field(default_factory=dict)
    """Digest of a stream → number."""

    def new(self, count: int = 1) -> int:
        """Return the first of some numbers that follow each other."""
        first = self.last + 1
        self.last += count
        return first

    def place(self, counts: ObjectCounts) -> NumberedDump:
        """Give numbers to the objects of a dump."""
        for digest in counts.shared:
            if digest not in self.shared:
                self.shared[digest] = self.new()
        return NumberedDump(counts, self.new(counts.own), self.shared)


@dataclass(slots=True)
class NumberedUnit:
    """A unit whose objects have numbers."""

    placed: PlacedUnit
    kept: UnitObjects
    dump: NumberedDump
    first_key: int
    """Of its entries in the ParentTree."""
    pages: int
    """Number of the node of its pages."""
