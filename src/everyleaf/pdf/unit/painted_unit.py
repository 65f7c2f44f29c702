"""The values that go between laying out units apart and joining them.

1. `units` cuts the print document into `Unit`s.
2. `pagination` makes a `UnitJob` of each; a worker answers with a `Draft` or a `PaintedUnit`.
3. `join` writes the file from `Pagination`.

All of them can be pickled. Pages and nodes are the unit's own, from 0, so that a change before a
unit leaves what was kept of it true; only `Unit` and `Pagination` know the whole document.

Nodes: in a unit's document `data-node` counts its own elements from 0 in document order. An element
that other units are part of too (the body, a part with its chapters) is a *wrapper*: wrapper `k`
has `data-node` `-(k + 2)` in each of these units. -1 stays "none".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from everyleaf.jobs import Deferred
from everyleaf.pdf.file.folios import FolioRange
from everyleaf.pdf.file.loose_objects import LooseObjects
from everyleaf.pdf.unit.message import Message
from everyleaf.pdf.unit.unit_objects import UnitObjects
from everyleaf.pdf.unit.used_fonts import UsedFont

Side: TypeAlias = Literal["left", "right"]

FIRST_WRAPPER = -2
"""`data-node` of wrapper 0, the body; wrapper 1 has one less."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of the print document that begins on a new page."""

    name: str
    """Like no other unit's, and the same when units before it come and go."""
    document: bytes = field(repr=False)
    """XML: `<html>` with the ancestors of the stretch, and the stretch."""
    nodes: tuple[int, ...] = field(repr=False)
    """`data-node` in the unit → in the whole document."""
    wrappers: tuple[int, ...]
    """Wrapper, outermost first → `data-node` in the whole document; the body is first."""
    side: Side | None = None
    """On which side it must begin; None on the next page, whichever that is."""
    blank_page: str = ""
    """The name (CSS `page`) of a blank page before it."""
    outside: tuple[str, ...] = ()
    """Ids of other units that it links to, sorted."""
    details: tuple[str, ...] = ()
    """Ids of other units that describe something in it, sorted."""
    quotes_pages: bool = False
    """Whether it is an index that quotes pages in its text."""

    def whole_node(self, node: int) -> int:
        """Return the `data-node` in the whole document of one in the unit; -1 for none."""
        if node <= FIRST_WRAPPER:
            return self.wrappers[FIRST_WRAPPER - node]
        return self.nodes[node] if node >= 0 else -1


@dataclass(frozen=True, slots=True)
class UnitJob:
    """All that the layout of one unit depends on, besides the shared `Material`."""

    name: str
    document: bytes = field(repr=False)
    side: Side
    """Of its first page."""
    whole: bool
    """Whether it is all of the document: then its page numbers, named strings and the targets of
    its links are its own, and nothing below is needed."""
    first: bool = True
    """Whether it begins the document, so that `@page :first` is its first page."""
    blank: str | None = None
    """The name of the one blank page that it is; None for a unit with text."""
    outside: tuple[str, ...] = ()
    """Ids of other units that it names, sorted."""
    numbers: tuple[tuple[str, int], ...] | None = None
    """Id → page number, for the ids that it asked for; None while they are not known."""
    strings: tuple[tuple[str, str], ...] = ()
    """Named string → its value before the unit, for those that it asked for."""
    draft: bool = False
    """Whether only places are wanted."""
    files: tuple[str, ...] = ()
    """What of the material's files it may ask for, sorted."""

    @property
    def prefix(self) -> str:
        """What the identifiers of its structure elements begin with."""
        return "" if self.whole else f"{self.name} "


@dataclass(frozen=True, slots=True)
class Asked:
    """What a unit wants to know of the others."""

    numbers: tuple[str, ...] = ()
    """Ids whose page numbers it shows, sorted."""
    strings: tuple[str, ...] = ()
    """Named strings that it shows before it sets them, sorted."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an id is."""

    page: int
    x_pt: float
    """From the left edge of the page."""
    y_pt: float
    """From its lower edge, as in PDF."""


@dataclass(frozen=True, slots=True)
class Draft:
    """How a unit falls into pages: all that others may ask of it."""

    pages: int
    places: Mapping[str, Place]
    """Id → where it begins; wrappers' ids are in each of their units."""
    matters: Mapping[str, int]
    """`front`, `body`, `back` → page on which such matter begins or goes on first."""
    strings: Mapping[str, str]
    """Named string → its last value, for those that the unit sets."""
    asked: Asked
    messages: tuple[Message, ...] = ()
    whole_only: str | None = None
    """What in it cannot be laid out apart from the rest; None if all can."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An item of the outline."""

    level: int
    """CSS `bookmark-level`, from 1."""
    label: str
    page: int
    x_pt: float
    y_pt: float
    """From the lower edge of the page."""
    is_open: bool
    node: int
    """`data-node` of its element."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A shaped glyph."""

    number: int
    """Its id in the font."""
    width: float
    """How far the pen moves, in thousandths of the font size, kerning included."""


Shaped: TypeAlias = tuple[Glyph, ...]


@dataclass(frozen=True, slots=True)
class Counter:
    """A place in a stamp for a number that only the join knows."""

    name: Literal["page", "pages"]
    """The number of the page, or how many there are."""
    style: Literal["D", "r", "R"]
    """Decimal, small or large roman; as in `FolioRange`."""


@dataclass(frozen=True, slots=True)
class StampStyle:
    """What the stamps of many pages have in common."""

    font: str
    """The name of the font among the resources of the page (`Font.hash`)."""
    size_pt: float
    color: tuple[float, float, float]
    """sRGB, 0 to 1."""
    glyphs: Mapping[str, Shaped]
    """Sign of a number → its glyphs."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A page-margin box with a page number: the join writes it, as an artifact of Pagination."""

    page: int
    subtype: Literal["Header", "Footer"]
    left_pt: float
    right_pt: float
    """Between what its text is aligned, from the left edge of the page."""
    baseline_pt: float
    """From the lower edge of the page."""
    align: Literal["left", "center", "right"]
    parts: tuple[Shaped | Counter, ...]
    """What it says, from left to right."""
    style: int
    """Place of its `StampStyle` in `PaintedUnit.stamp_styles`."""


@dataclass(frozen=True, slots=True)
class PageBegin:
    """At which word a page begins (`page_starts`)."""

    node: int
    """`data-node` in the unit."""
    offset: int


@dataclass(frozen=True, slots=True)
class PaintedUnit(Draft):
    """A drawn unit."""

    begins: tuple[PageBegin | None, ...] = ()
    """For each page; None where no text begins or goes on."""
    bookmarks: tuple[Bookmark, ...] = ()
    """In the order of the outline."""
    stamps: tuple[Stamp, ...] = ()
    stamp_styles: tuple[StampStyle, ...] = ()
    fonts: tuple[UsedFont, ...] = field(default=(), repr=False)
    kept: UnitObjects | None = field(default=None, repr=False)
    """How its objects hang together with those of other units; None if nothing was drawn."""
    objects: Deferred[LooseObjects] | None = field(default=None, repr=False)
    """Its objects, read back when the file is written."""


@dataclass(frozen=True, slots=True)
class PlacedUnit:
    """A drawn unit in its place in the document."""

    unit: Unit
    painted: PaintedUnit
    first_page: int
    """Index in the whole document."""


@dataclass(frozen=True, slots=True)
class Pagination:
    """The whole document in pages; blank pages between units are units without text."""

    units: Sequence[PlacedUnit]
    folios: tuple[FolioRange, ...]
    numbers: tuple[int, ...] = field(repr=False)
    """For each page the value of the `page` counter."""
    labels: tuple[str, ...] = field(repr=False)
    """For each page what is printed as its number."""
    places: Mapping[str, Place] = field(repr=False)
    """Id → where it begins, pages counted in the whole document."""
