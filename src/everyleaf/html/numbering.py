"""Number chapters, sections, figures, tables, listings and equations.

1. Chapters count through the whole body, parts too; appendices are letters. Front and back matter
   have no numbers, nor has a heading of the class `unnumbered` and what is under it.
2. Sections are numbered under their chapter, as deep as the author asks.
3. In a book whatever has a caption is numbered, under its chapter: Figure 2.1. In an article only
   what carries an id of its kind (`fig:…`) is, and counts through the text.
4. What can be referred to comes out as `Target`s.

Why numbers are text and not counters of the stylesheet: they are part of what is read, in every
edition, with or without styles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from lxml import etree

from everyleaf.elements import HEADINGS
from everyleaf.html.divisions import Placed, heading_of
from everyleaf.html.languages import mark_language, words_at
from everyleaf.ids import take_id
from everyleaf.model import Element, Settings
from everyleaf.words import Words

Kind: TypeAlias = Literal[
    "figure", "table", "listing", "equation", "section", "chapter", "part", "appendix"
]

_PREFIXES = {"figure": "fig", "table": "tbl", "listing": "lst", "equation": "eq"}
_UNNUMBERED = frozenset({"unnumbered", "-"})


@dataclass(frozen=True, slots=True)
class Target:
    """What a cross-reference may lead to."""

    kind: Kind
    element: Element
    number: str | None = None


def label_of(words: Words, kind: Kind, number: str) -> str:
    """Return `Figure 2.1` in the language of the words."""
    pattern: str = getattr(words, kind)
    return pattern.format(number=number)


def number_publication(
    placed: Iterable[Placed], settings: Settings, language: str, taken: set[str]
) -> dict[str, Target]:
    """Number everything; changes the sections and `taken`. Return id → what it is.

    What is numbered gets an id, `figure-2-1`, if its author gave it none.
    """
    targets: dict[str, Target] = {}
    counters = _Counters(settings, language, targets, taken)
    for one in placed:
        counters.number_division(one)
        for heading in one.section.iter(*HEADINGS):  # those inside an aside, say
            targets.setdefault(heading.get("id", ""), Target("section", heading))
    targets.pop("", None)
    return targets


class _Counters:
    """The numbers that go on from division to division."""

    def __init__(
        self, settings: Settings, language: str, targets: dict[str, Target], taken: set[str]
    ) -> None:
        self.taken = taken
        self.settings = settings
        self.language = language
        self.targets = targets
        self.divisions: Counter[Kind] = Counter()
        self.things: Counter[tuple[str, str]] = Counter()

    def number_division(self, one: Placed) -> None:
        """Number a division, its headings and what it shows."""
        prefix = ""
        if one.kind == "text":
            self._number_sections(one.section, "", 1)
        elif one.kind == "part":
            self._number_heading(one.section, "part", self._next("part", one), one.words)
        elif one.kind == "chapter" or one.kind == "appendix":
            prefix = self._next(one.kind, one) or ""
            self._number_heading(one.section, one.kind, prefix or None, one.words)
            self._number_sections(one.section, prefix or None, 2)
        else:
            self._number_heading(one.section, "section", None, one.words)
            self._number_sections(one.section, None, 2)
        self._number_things(one, prefix)
        if one.kind == "part":
            for child in one.children:
                self.number_division(child)

    def _next(self, kind: Kind, one: Placed) -> str | None:
        heading = one.heading
        if not self.settings.number_sections or heading is None or _is_unnumbered(heading):
            return None
        self.divisions[kind] += 1
        number = self.divisions[kind]
        if kind == "appendix":
            return _letters(number)
        if kind == "part" and one.words.part_numerals == "roman":
            return _roman(number)
        return str(number)

    def _number_heading(
        self, section: Element, kind: Kind, number: str | None, words: Words
    ) -> None:
        heading = heading_of(section)
        if heading is None:
            return
        self.targets[heading.get("id", "")] = Target(kind, heading, number)
        if number is None:
            return
        pattern = {"section": "{number}", "chapter": words.chapter_heading}.get(
            kind, getattr(words, kind)
        )
        span = _put_first(heading, "number", pattern.format(number=number) + " ")
        if pattern != "{number}":
            span.set("class", "number worded")
            mark_language(span, words)

    def _number_sections(self, parent: Element, prefix: str | None, level: int) -> None:
        """Number the sections of a section; a prefix of None leaves them without."""
        count = 0
        if not self.settings.number_sections or level > self.settings.number_depth:
            prefix = None
        for section in parent.findall("section"):
            heading = heading_of(section)
            if heading is None:
                continue
            number = None
            if prefix is not None and not _is_unnumbered(heading):
                count += 1
                number = f"{prefix}.{count}" if prefix else str(count)
            self._number_heading(section, "section", number, words_at(section, self.language))
            self._number_sections(section, number, level + 1)

    def _number_things(self, one: Placed, prefix: str) -> None:
        roots = [one.section, *(c.notes for c in one.walk() if c.notes is not None)]
        if one.kind == "part":
            roots = [one.section, *([one.notes] if one.notes is not None else [])]
        skipped = {child.section for child in one.children} if one.kind == "part" else set()
        for root in roots:
            for kind, element in _things(root, skipped):
                if self._is_numbered(kind, element, book=one.kind != "text"):
                    self._number_thing(kind, element, prefix)

    def _is_numbered(self, kind: Kind, element: Element, *, book: bool) -> bool:
        identifier = element.get("id", "")
        if identifier.startswith((f"{_PREFIXES[kind]}:", f"{_PREFIXES[kind]}-")):
            return True
        if kind == "listing" and element.get("data-number"):
            return True
        return book and kind != "equation" and _caption_of(element) is not None

    def _number_thing(self, kind: Kind, element: Element, prefix: str) -> None:
        number = element.attrib.pop("data-number", "")
        if not number:
            self.things[kind, prefix] += 1
            number = str(self.things[kind, prefix])
            number = f"{prefix}.{number}" if prefix else number
        words = words_at(element, self.language)
        if not element.get("id"):
            element.set("id", take_id(f"{kind}-{number.replace('.', '-')}", self.taken))
        self.targets[element.get("id", "")] = Target(kind, element, number)
        if kind == "equation":
            mark = etree.SubElement(element, "span", {"class": "equation-number"})
            mark.text = f"({number})"
            return
        label = label_of(words, kind, number)
        caption = _caption_of(element)
        if caption is None:
            caption = etree.Element("caption" if kind == "table" else "figcaption")
            caption.set("data-source", element.get("data-source", ""))
            element.insert(0 if kind == "table" else len(element), caption)
            span = _put_first(caption, "label", label)
        else:
            span = _put_first(caption, "label", words.caption.format(label=label))
        mark_language(span, words)


def _things(root: Element, skipped: set[Element]) -> Iterator[tuple[Kind, Element]]:
    """Yield what may have a number, in the order of the text."""
    for element in _CANDIDATES(root):
        if any(e in skipped for e in _up_to(element, root)):
            continue
        classes = element.get("class", "").split()
        if element.tag == "figure":
            yield ("listing" if "listing" in classes else "figure"), element
        elif element.tag == "table":
            yield "table", element
        elif "equation" in classes:
            yield "equation", element


_CANDIDATES = etree.XPath(
    "descendant::*[self::figure or self::table or contains(@class, 'equation')]"
)


def _up_to(element: Element, root: Element) -> Iterator[Element]:
    """Yield an element and what it stands in, without the root."""
    above: Element | None = element
    while above is not None and above is not root:
        yield above
        above = above.getparent()


def _caption_of(element: Element) -> Element | None:
    return element.find("caption" if element.tag == "table" else "figcaption")


def _is_unnumbered(heading: Element) -> bool:
    return not _UNNUMBERED.isdisjoint(heading.get("class", "").split())


def _put_first(element: Element, name: str, text: str) -> Element:
    """Put a span before what an element holds; white space at its end stays outside."""
    span = etree.Element("span", {"class": name})
    span.text = text.rstrip()
    span.tail = text[len(span.text) :] + (element.text or "")
    element.text = None
    element.insert(0, span)
    return span


def _letters(number: int) -> str:
    """Return A, B, … Z, AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _roman(number: int) -> str:
    roman = ""
    for value, letters in (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
        (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        while number >= value:
            roman, number = roman + letters, number - value
    return roman
