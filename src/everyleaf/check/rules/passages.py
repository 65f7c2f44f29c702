"""Read the running text once, for every rule that judges words.

1. `read_passages` walks the document and notes for each piece of text its language, its direction
   and whether it is prose: code, formulas and what someone else quotes by its form are not.
2. Pieces are gathered by the block that they stand in, a `Passage`.

What the furniture repeats (contents, credits, index, numbers of notes) is left out: the author did
not write it there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from everyleaf.elements import MATHML
from everyleaf.model import Element, Publication

BLOCKS = frozenset("p li dt dd td th h1 h2 h3 h4 h5 h6 figcaption caption summary".split())
"""Elements that hold a passage of their own; what stands in others belongs to its parent's."""

_LITERAL = frozenset("pre code kbd samp var".split())
"""What stands there is not prose: its capitals and signs are as they must be."""

_FURNITURE_ROLES = frozenset("doc-toc doc-credits doc-index doc-backlink doc-noteref".split())
_FURNITURE_CLASSES = frozenset(
    "skip-link number label credit half-title list-of-figures list-of-tables list-of-listings".split()
)


class Run(NamedTuple):
    """A text node; a named tuple because a book has tens of thousands."""

    text: str
    element: Element
    """What it stands in, for its place."""
    language: str
    """BCP 47, inherited."""
    direction: str
    literal: bool
    """Whether it is code or the like."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The text of one block."""

    element: Element
    runs: tuple[Run, ...]
    language: str
    direction: str
    role: str
    """The nearest `doc-` role around it, such as `doc-bibliography`, or an empty string."""
    prose: str
    """The words, with an object replacement character (U+FFFC) for each run of code."""


class _Around(NamedTuple):
    """What an element inherits."""

    language: str
    direction: str
    literal: bool
    role: str


def read_passages(publication: Publication) -> tuple[Passage, ...]:
    """Return the passages of the text in document order; headings are among them."""
    main = publication.document.find(".//main")
    if main is None:
        return ()
    metadata = publication.metadata
    around = _Around(metadata.language, metadata.direction, literal=False, role="")
    return tuple(_read_block(main, around))


def _read_block(block: Element, around: _Around) -> Iterator[Passage]:
    """Yield the passage of a block, then those of the blocks in it."""
    runs: list[Run] = []
    inner: list[tuple[Element, _Around]] = []
    around = _inherit(block, around)
    _read_inline(block, around, runs, inner)
    if any(run.text.strip() for run in runs):
        prose = "".join("\ufffc" if run.literal else run.text for run in runs)
        yield Passage(block, tuple(runs), around.language, around.direction, around.role, prose)
    for element, outside in inner:
        yield from _read_block(element, outside)


def _read_inline(
    element: Element, around: _Around, runs: list[Run], inner: list[tuple[Element, _Around]]
) -> None:
    """Note the text of an element, and the blocks that begin in it; changes both lists."""
    if element.text:
        runs.append(_run(element.text, element, around))
    for child in element:
        if isinstance(child.tag, str) and not _is_furniture(child):
            name = child.tag
            if name in BLOCKS:
                inner.append((child, around))
            elif name.startswith(f"{{{MATHML}}}"):
                runs.append(Run("\ufffc", child, around.language, around.direction, literal=True))
            elif not name.startswith("{"):
                _read_inline(child, _inherit(child, around), runs, inner)
                if name == "br":
                    runs.append(_run("\n", element, around))
        if child.tail:
            runs.append(_run(child.tail, element, around))


def _run(text: str, element: Element, around: _Around) -> Run:
    return Run(text, element, around.language, around.direction, around.literal)


def _inherit(element: Element, around: _Around) -> _Around:
    role = element.get("role", "")
    language, direction = element.get("lang"), element.get("dir")
    literal = element.tag in _LITERAL
    if not (language or direction or literal or role):
        return around
    return _Around(
        language or around.language,
        direction or around.direction,
        literal or around.literal,
        role if role.startswith("doc-") else around.role,
    )


def _is_furniture(element: Element) -> bool:
    if element.get("role") in _FURNITURE_ROLES:
        return True
    classes = element.get("class")
    if not classes or element.tag in ("td", "th"):  # cells set to the right are of a class number
        return False
    return not _FURNITURE_CLASSES.isdisjoint(classes.split())
