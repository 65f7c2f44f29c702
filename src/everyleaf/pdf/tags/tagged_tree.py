"""Fill the structure tree with marks, and prune what no page shows.

1. Each place for content takes the marks that layout made of it, in the order of the text.
2. White space between two marks that layout dropped, at line ends, is remembered in the first;
   in preformatted text the line ends themselves.
3. Elements without content go, except table cells; a link without an annotation gives its content
   to its parent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias, Union

from everyleaf.pdf.file.objects import Dictionary
from everyleaf.pdf.structure.elements import Content, Kid, Slot, StructElem
from everyleaf.pdf.tags.boxes import Layout
from everyleaf.pdf.tags.content_stream import Leaf
from everyleaf.pdf.tags.marks import Mark

_CELLS = {"TD", "TH"}
_IN_LINE = {
    "Span", "Em", "Strong", "Link", "Quote", "Code", "Reference", "BibEntry", "Sub",
    "Ruby", "RB", "RT", "RP",
}  # fmt: skip

TaggedKid: TypeAlias = Union["TaggedElem", Leaf]


@dataclass(slots=True, eq=False)
class TaggedElem:
    """A structure element with its marked content; changed until it is written."""

    elem: StructElem
    kids: list[TaggedKid] = field(default_factory=list)
    page: int | None = None
    """The page of its first marked content (Pg)."""
    object: Dictionary | None = None
    """The element as written."""

    def walk(self) -> Iterator[TaggedElem]:
        """Yield this element and all below it, parents first."""
        yield self
        for kid in self.kids:
            if isinstance(kid, TaggedElem):
                yield from kid.walk()

    def authored(self) -> Iterator[Leaf]:
        """Yield the marks of this element and all below it that the author wrote, as read.

        Notes at the foot of a page are left out: they do not tell where a page begins.
        """
        for kid in self.kids:
            if isinstance(kid, Leaf):
                yield kid
            elif not kid.elem.generated and not kid.elem.footnote:
                yield from kid.authored()


def fill_tree(root: StructElem, layout: Layout) -> TaggedElem:
    """Return the structure tree with the marks of a layout, pruned."""
    filler = _Filler(layout)
    top = TaggedElem(root, filler.fill_kids(root))
    for tagged in top.walk():
        for position, kid in enumerate(tagged.kids):
            if isinstance(kid, Leaf):
                kid.owner, kid.position = tagged, position
    return top


class _Filler:
    """The walk in reading order; it remembers the last text, to give it a dropped space."""

    def __init__(self, layout: Layout) -> None:
        self._laid_out = layout.laid_out
        self._linked = {link.node for link in layout.links}
        self._marks: dict[tuple[int, Slot], list[Mark]] = {}
        for mark in layout.marks:
            self._marks.setdefault((mark.node, mark.slot), []).append(mark)
        self._last: Leaf | None = None
        self._space = ""

    def fill_kids(self, elem: StructElem) -> list[TaggedKid]:
        kids: list[TaggedKid] = []
        for kid in elem.children:
            kids += self._fill(kid)
        return kids

    def _fill(self, kid: Kid) -> list[TaggedKid]:
        if isinstance(kid, Content):
            return list(self._leaves(kid))
        block = kid.type not in _IN_LINE
        if block:
            self._break()
        tagged = TaggedElem(kid, self.fill_kids(kid))
        if block:
            self._break()
        if not tagged.kids and not self._is_empty_cell(kid):
            return []
        if kid.type == "TR" and kid.node != -1 and kid.node not in self._laid_out:
            return []  # only the cells that fill up its row
        if kid.type == "Link" and kid.node not in self._linked:
            return tagged.kids
        return [tagged]

    def _is_empty_cell(self, elem: StructElem) -> bool:
        """Tell whether an element without content is a cell all the same."""
        return elem.type in _CELLS and (elem.node == -1 or elem.node in self._laid_out)

    def _break(self) -> None:
        self._last, self._space = None, ""

    def _leaves(self, content: Content) -> Iterator[Leaf]:
        """Yield the marks of a place for content, and note spaces that layout dropped."""
        marks = self._marks.get((content.node, content.slot), [])
        if isinstance(content.slot, str):
            for mark in marks:
                yield self._leaf(mark)
            return
        done = 0
        if content.preformatted:
            end = content.start + len(content.text)
            marks = [mark for mark in marks if content.start <= mark.start < end]
        for mark in sorted(marks, key=lambda mark: mark.start):
            start = mark.start - content.start
            self._pass(content.text[done:start], content)
            yield self._leaf(mark)
            done = max(done, mark.end - content.start)
        self._pass(content.text[done:], content)

    def _pass(self, dropped: str, content: Content) -> None:
        """Remember white space that no mark shows."""
        if content.preformatted and "\n" in dropped:
            self._space = self._space.strip(" ") + "\n" * dropped.count("\n")
        elif not self._space and any(map(str.isspace, dropped)):
            self._space = " "

    def _leaf(self, mark: Mark) -> Leaf:
        leaf = Leaf(mark)
        if mark.text is None:
            self._last = None
        else:
            line_end = "\n" in self._space
            if self._last and self._space and (line_end or not mark.text[0].isspace()):
                self._last.ending = self._space
            self._last = leaf
        self._space = ""
        return leaf
