"""The values of the structure tree, and what an HTML element says of itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias, Union

from everyleaf.elements import local_name
from everyleaf.model import Element

Slot: TypeAlias = int | str
"""A text node's number in its element (0 before the first child, i after the i-th), or `image`,
or the name of a pseudo-element: `before`, `after`, `marker`, `footnote-call`."""

Kid: TypeAlias = Union["StructElem", "Content"]


@dataclass(frozen=True, slots=True)
class Content:
    """A place that marked content may fill, on one page or many."""

    node: int
    """`data-node` of the element that owns it; -1 for a space of our own."""
    slot: Slot
    text: str = ""
    """The text node's text; empty for images and for what a stylesheet adds."""
    preformatted: bool = False
    """Whether its line ends are the author's."""
    start: int = 0
    """Where it begins in its text node; not 0 for a further line of preformatted text."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """An entry of a structure attribute object (ISO 32000-1 14.7.5)."""

    owner: str
    """`Layout`, `List`, `Table`, `FENote`."""
    key: str
    value: str | int | tuple[str, ...] | tuple[float, ...]
    """A name, a number, or an array of byte strings or numbers."""


@dataclass(frozen=True, slots=True)
class AssociatedFile:
    """A file that belongs to a structure element or to the document (ISO 32000-2 14.13)."""

    name: str
    """The file's name: `formula.mml`, `tides.md`."""
    data: bytes = field(repr=False)
    media_type: str
    description: str
    """What it is, in words for people (Desc; ISO 14289-2:2024 asks for it)."""
    relationship: str = "Supplement"
    """AFRelationship: `Source`, `Data`, `Alternative`, `Supplement` (ISO 32000-2 table 43)."""


@dataclass(frozen=True, slots=True)
class StructElem:
    """A structure element (ISO 32000-1 14.7.2)."""

    type: str
    """A standard structure type, or one that the RoleMap maps to one."""
    node: int
    """`data-node` of the HTML element; -1 if there is none."""
    children: tuple[Kid, ...] = ()
    language: str | None = None
    """Lang, where it differs from the parent's."""
    alternative: str | None = None
    """Alt."""
    expansion: str | None = None
    """E: what an abbreviation stands for."""
    identifier: str | None = None
    """ID."""
    attributes: tuple[Attribute, ...] = ()
    generated: bool = False
    """Whether a stylesheet wrote the text: not part of the document's text."""
    footnote: bool = False
    """Whether it is a note that is written in a line of text and set at the foot of the page."""
    ref: tuple[int | str, ...] = ()
    """Ref: `data-node` of each element that this one refers to, or its id if it is in another unit;
    a note refers back by itself."""
    associated: tuple[AssociatedFile, ...] = ()
    """AF: files that belong to it, such as a formula's MathML; written in PDF 2.0 only."""


def node_number(el: Element) -> int:
    """Return an element's `data-node`, or -1."""
    return int(el.get("data-node", "-1"))


def is_decorative(el: Element) -> bool:
    """Tell whether an image says nothing: `alt=""`, or a role of presentation."""
    return el.get("alt") == "" or el.get("role") in ("presentation", "none")


def text_alternative(el: Element) -> str | None:
    """Return what is read in place of an image."""
    if local_name(el) == "svg":
        title = el.find("{http://www.w3.org/2000/svg}title")
        return el.get("aria-label") or (title.text if title is not None else None)
    if local_name(el) == "math":
        return el.get("alttext")
    return el.get("alt") or el.get("aria-label") or el.get("title")
