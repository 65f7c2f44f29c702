"""Grow a tree of elements while its tokens are walked: what must be remembered between them.

1. The open elements: new ones go into the innermost. Each gets its `data-source`.
2. Where in the source we stand, so that an element or a finding can say its line and column.
3. What we found so far, and the TeX that earlier formulas defined.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree
from markdown_it.token import Token

from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.elements import place_of
from everyleaf.model import Element
from everyleaf.read.markdown import ParsedMarkdown
from everyleaf.read.math import TexConverter

NO_ALT = "data-no-alt"
"""Attribute of an image whose author says nothing about it."""


@dataclass
class Growth:
    """A tree that grows, and the place in the source that it has come to."""

    parsed: ParsedMarkdown
    body: Element
    """An `<article>`."""
    notes: Element
    """An `<ol>`; it stands apart from the body."""
    stack: list[Element]
    """The open elements, the innermost last."""
    findings: list[Diagnostic]
    tex: TexConverter = field(default_factory=TexConverter)
    around: list[tuple[Element, str]] = field(default_factory=list)
    """The open elements that stand around Markdown, and what the author calls them."""
    line: int = 0
    """Index of the line where the block at hand begins."""
    content: str = ""
    """The inline content of the block at hand, to find columns by."""
    last: Element | None = None
    """The last child of the innermost element, which text comes behind."""

    def open(self, tag: str, position: Position, attributes: dict[str, str] | None = None) -> None:
        """Open an element inside the innermost."""
        element = etree.SubElement(self.stack[-1], tag)
        element.set("data-source", str(position))
        if attributes:
            for name, value in attributes.items():
                element.set(name, value)
        self.stack.append(element)
        self.last = None

    def enter(self, element: Element) -> None:
        """Open an element that is there already."""
        self.stack.append(element)
        self.look_back()

    def leave(self) -> None:
        """Go back from an element that was entered."""
        self.stack.pop()
        self.look_back()

    def look_back(self) -> None:
        """Look for the last child of the innermost element, whose children others have changed."""
        self.last = next(self.stack[-1].iterchildren(reversed=True), None)

    def put(self, element: Element, position: Position) -> None:
        """Put a finished element, with all that is in it, into the innermost."""
        element.set("data-source", str(position))
        self.stack[-1].append(element)
        self.last = element

    def close(self) -> Element:
        """Close the innermost element and return it; report HTML that is open inside it."""
        while self.around and self.around[-1][0] is self.stack[-1]:
            self.leave_open()
        return self._pop()

    def leave_open(self) -> None:
        """Close an element around Markdown that its author never closes, and report it."""
        element, name = self.around.pop()
        if element is self.stack[-1]:
            self._pop()
        else:
            self.stack.remove(element)
        self.error(
            "html-unbalanced",
            f"<{name}> is never closed",
            f"Add </{name}> where what it stands around ends.",
            place_of(element),
        )

    def close_tag(self, tag: str) -> bool:
        """Close the innermost element if it is that tag; tell whether it was."""
        if len(self.stack) > 1 and self.stack[-1].tag == tag:
            self._pop()
            return True
        return False

    def _pop(self) -> Element:
        self.last = self.stack.pop()
        return self.last

    def text(self, text: str) -> None:
        """Add text at the end of the innermost element."""
        if (last := self.last) is not None:
            last.tail = (last.tail or "") + text
        else:
            parent = self.stack[-1]
            parent.text = (parent.text or "") + text

    def here(self, token: Token | None = None) -> Position:
        """Return the place of an inline token, or of the block at hand."""
        return self.parsed.position(self.line, token, self.content)

    def block(self, token: Token) -> Position:
        """Go to a block and return the place of its first character."""
        if token.map:
            self.line, self.content = token.map[0], ""
        text = self.parsed.lines[self.line] if self.line < len(self.parsed.lines) else ""
        return self.parsed.at(self.line, len(text) - len(text.lstrip()) + 1)

    def locate(self, words: str) -> Position:
        """Return the first place of some words at or after the line at hand."""
        for number in range(self.line, len(self.parsed.lines)):
            if (column := self.parsed.lines[number].find(words)) >= 0:
                return self.parsed.at(number, column + 1)
        return Position.parse(self.stack[-1].get("data-source", self.parsed.path))

    def error(
        self, code: str, message: str, remedy: str, place: Position, reference: str | None = None
    ) -> None:
        """Add a finding."""
        self.findings.append(Diagnostic(code, "error", message, remedy, place, reference))


def begin_growth(parsed: ParsedMarkdown) -> Growth:
    """Return an empty body and empty notes, ready for the first token."""
    body, notes = etree.Element("article"), etree.Element("ol")
    for root in (body, notes):
        root.set("data-source", str(parsed.at(0)))
    return Growth(parsed, body, notes, [body], list(parsed.findings))
