"""Say how the objects of a unit hang together with those of the others.

The join must know that of all units before it writes the first one.

Objects are named by their places in the unit's dump (`loose_objects`). Those that the join makes
have places there too, and names:

- `fonts`: the resources' dictionary of fonts,
- `namespace 0` and `namespace 1`: those of `tagger.NAMESPACES`,
- `wrapper 0`, `wrapper 1` …: structure elements that other units are part of too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from everyleaf.pdf.file.loose_objects import ObjectCounts


@dataclass(frozen=True, slots=True)
class Reference:
    """What one structure element refers to (Ref)."""

    source: int
    """The element."""
    targets: tuple[int | str, ...]
    """Elements of the same unit, ids of other units."""
    only_notes: bool
    """Whether ids that are not those of notes are passed over."""


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page object."""

    place: int
    contents: int
    """Place of its content stream, which the join names, with the stamps."""


@dataclass(frozen=True, slots=True)
class Wrapper:
    """A structure element that other units are part of too; of this unit its kids alone."""

    entries: bytes
    """Its dictionary without P and K."""
    kids: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class UnitObjects:
    """How the objects of a unit hang together with those of the others."""

    counts: ObjectCounts
    pages: tuple[KeptPage, ...]
    keys: int
    """How many entries it has in the ParentTree; they are the last parts of its text."""
    output_intents: bytes | None
    wrappers: tuple[Wrapper | None, ...] = ()
    """From the outermost; None for one that has nothing on a page."""
    anchors: Mapping[str, int] = field(default_factory=dict)
    """Id → structure element; in PDF 2.0 only."""
    notes: frozenset[int] = frozenset()
    """The notes among these."""
    references: tuple[Reference, ...] = ()
    bookmarked: Mapping[int, int] = field(default_factory=dict)
    """`data-node` of a bookmark → structure element; in PDF 2.0 only."""
    links: Mapping[int, str] = field(default_factory=dict)
    """Annotation → the id that it leads to."""
    identified: Mapping[str, int] = field(default_factory=dict)
    """ID → structure element."""
