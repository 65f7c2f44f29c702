"""Say what an element must know of its ancestors and of the stylesheet to become structure."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from everyleaf.model import Element
from everyleaf.pdf.structure.elements import Content, Kid, StructElem, node_number


@dataclass(frozen=True, slots=True)
class Presentation:
    """What the stylesheet adds to the document's content."""

    generated: AbstractSet[tuple[int, str]] = frozenset()
    """Pseudo-elements with text: (`data-node`, `before` | `after` | `marker` | `footnote-call`)."""
    list_styles: Mapping[int, str] = field(default_factory=dict)
    """`data-node` of a list → its list-style-type."""


@dataclass(frozen=True, slots=True)
class Context:
    """What an element must know of its ancestors."""

    pdf_2_0: bool
    presentation: Presentation
    language: str
    names: Mapping[str, int] = field(default_factory=dict)
    """Id → `data-node`."""
    prefix: str = ""
    """What the IDs begin with that are made from `data-node`, which is unique in a unit only."""
    outside: AbstractSet[str] = frozenset()
    """Ids that other units have."""
    contents: bool = False
    """Inside a table of contents."""
    bibliography: bool = False
    """Inside a list of works cited."""
    endnotes: bool = False
    """Inside a section of endnotes."""
    article: bool = False
    preformatted: bool = False
    """Inside an element whose line ends are the author's."""
    picture: bool = False
    """Inside several images that are one: theirs need no text of their own."""


def generated(el: Element, slot: str, context: Context, type: str = "Span") -> list[Kid]:
    """Return the element of a pseudo-element's text, if the stylesheet made any."""
    node = node_number(el)
    if (node, slot) not in context.presentation.generated:
        return []
    return [StructElem(type, node, (Content(node, slot),), generated=True)]
