"""Read the running text once, for every rule that judges words.

1. `find_portions` parts the document into chapters and what stands around them.
2. `read_passages` walks a portion and notes for each piece of text its language, its direction
   and whether it is prose: code, formulas and what someone else quotes by its form are not.
3. Pieces are gathered by the block that they stand in, a `Passage`.

Why portions: what is found in the words of a chapter is remembered, so that after an edit the words
of the others are not judged again.

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

_HOLDERS = (None, "part")
"""Kinds of chunk of which those inside are portions of their own; None for the text itself."""

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


class Around(NamedTuple):
    """What an element inherits."""

    language: str
    direction: str
    literal: bool
    role: str


@dataclass(frozen=True, slots=True)
class Portion:
    """A chapter or the like, or what stands around several: the text itself, or a part."""

    element: Element
    around: Around
    is_whole: bool
    """Whether all that is in the element belongs to it, and not to other portions."""


def find_portions(publication: Publication) -> tuple[Portion, ...]:
    """Return the portions of the text in document order."""
    main = publication.document.find(".//main")
    if main is None:
        return ()
    metadata = publication.metadata
    outside = Around(metadata.language, metadata.direction, literal=False, role="")
    return tuple(_portions(main, outside))


def _portions(element: Element, outside: Around) -> Iterator[Portion]:
    """Yield the portion that an element is, then those inside it."""
    inner = list(_chunks_in(element, outside)) if element.get("data-chunk") in _HOLDERS else []
    yield Portion(element, outside, not inner)
    for chunk, around in inner:
        yield from _portions(chunk, around)


def _chunks_in(element: Element, outside: Around) -> Iterator[tuple[Element, Around]]:
    """Yield the chunks in an element that are in no other, each with what it inherits."""
    around = _inherit(element, outside)
    for child in element.iterchildren("*"):
        if not _is_furniture(child):
            if child.get("data-chunk") is not None:
                yield child, around
            else:
                yield from _chunks_in(child, around)


def read_passages(portion: Portion) -> tuple[Passage, ...]:
    """Return the passages of a portion in document order; headings are among them."""
    return tuple(_read_block(portion.element, portion.around, portion.is_whole))


def _read_block(block: Element, around: Around, whole: bool) -> Iterator[Passage]:
    """Yield the passage of a block, then those of the blocks in it."""
    runs: list[Run] = []
    inner: list[tuple[Element, Around]] = []
    around = _inherit(block, around)
    _read_inline(block, around, runs, inner, whole)
    if any(run.text.strip() for run in runs):
        prose = "".join("\ufffc" if run.literal else run.text for run in runs)
        yield Passage(block, tuple(runs), around.language, around.direction, around.role, prose)
    for element, outside in inner:
        yield from _read_block(element, outside, whole)


def _read_inline(
    element: Element,
    around: Around,
    runs: list[Run],
    inner: list[tuple[Element, Around]],
    whole: bool,
) -> None:
    """Note the text of an element, and the blocks that begin in it; changes both lists.

    Chunks are left out, unless the whole of the portion is meant.
    """
    if element.text:
        runs.append(_run(element.text, element, around))
    for child in element:
        name = child.tag
        apart = not whole and child.get("data-chunk") is not None
        if isinstance(name, str) and not apart and not _is_furniture(child):
            if name in BLOCKS:
                inner.append((child, around))
            elif name.startswith(f"{{{MATHML}}}"):
                runs.append(Run("\ufffc", child, around.language, around.direction, literal=True))
            elif not name.startswith("{"):
                _read_inline(child, _inherit(child, around), runs, inner, whole)
                if name == "br":
                    runs.append(_run("\n", element, around))
        if child.tail:
            runs.append(_run(child.tail, element, around))


def _run(text: str, element: Element, around: Around) -> Run:
    return Run(text, element, around.language, around.direction, around.literal)


def _inherit(element: Element, around: Around) -> Around:
    role = element.get("role", "")
    language, direction = element.get("lang"), element.get("dir")
    literal = element.tag in _LITERAL
    if not (language or direction or literal or role):
        return around
    return Around(
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
