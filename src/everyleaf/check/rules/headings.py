"""Rules about what heads a section: words that do, and paragraphs that only look as if they did."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from everyleaf.check.rules.phrases import UNTITLED
from everyleaf.check.rules.places import words_of
from everyleaf.diagnostics import Diagnostic
from everyleaf.elements import HEADINGS, full_text, place_of, shorten
from everyleaf.model import Element, Publication

_FILE = re.compile(r"[\w-]+\.(?:md|markdown|html?|docx?|txt|odt|pdf)", re.IGNORECASE)
_TYPED_NUMBER = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})+\.?|\d{1,2}\.)\s+\S")
_LONGEST_HEADING = 90
_BEGINS = frozenset("p ul ol dl table pre figure blockquote div".split())
_NO_SECTIONS = ("li", "td", "th", "dd", "aside", "blockquote", "figure", "header")
_SHOWN_ALONE = ("doc-dedication", "doc-epigraph", "doc-colophon", "doc-subtitle", "doc-credits")


def titles_given(publication: Publication) -> Iterator[Diagnostic]:
    """Find titles and headings that are file names or say that nobody gave one."""
    found = [(publication.metadata.title, publication.metadata.position)]
    main = publication.document.find(".//main")
    if main is not None:
        found += [(_own_words(h), place_of(h)) for h in main.iter(*HEADINGS)]
    for title, position in found:
        bare = " ".join(title.split()).strip(" .:#").lower()
        if bare in UNTITLED or _FILE.fullmatch(bare):
            yield Diagnostic(
                "title-generic",
                "warning",
                f"“{shorten(title)}” is not a title: nobody finds the text by it",
                "Give it a title that says what it is about.",
                position,
                "WCAG 2.2 SC 2.4.2",
            )


def headings_distinct(publication: Publication) -> Iterator[Diagnostic]:
    """Find headings that repeat under one heading: in a list of headings they are all the same."""
    main = publication.document.find(".//main")
    if main is None:
        return
    seen: dict[tuple[Element | None, str], Element] = {}
    for heading in main.iter(*HEADINGS[1:]):
        section = heading.getparent()
        chapter = section is not None and section.get("data-chunk") == "chapter"
        parent = main if chapter or section is None else section.getparent()
        words = " ".join(_own_words(heading).split()).lower()
        first = seen.setdefault((parent, words), heading)
        if first is not heading and words:
            yield Diagnostic(
                "heading-repeated",
                "advice",
                f"“{words_of(heading)}” is the heading of another section beside it, at "
                f"{place_of(first)}",
                "Say in each what sets it apart.",
                place_of(heading),
                "WCAG 2.2 SC 2.4.6",
            )


def headings_not_numbered_twice(publication: Publication) -> Iterator[Diagnostic]:
    """Find numbers that the author typed where sections are numbered anyway."""
    if not publication.settings.number_sections:
        return
    main = publication.document.find(".//main")
    for heading in main.iter(*HEADINGS) if main is not None else ():
        if heading.find("span[@class='number']") is None:
            continue
        if _TYPED_NUMBER.match(_own_words(heading)):
            yield Diagnostic(
                "heading-number-typed",
                "warning",
                f"“{shorten(_own_words(heading))}” is numbered twice: sections get their numbers "
                "by themselves",
                "Remove the number, or set `numbering: false`.",
                place_of(heading),
            )


def bold_paragraphs(publication: Publication) -> Iterator[Diagnostic]:
    """Find paragraphs in bold that pose as headings (WCAG failure F2 of SC 1.3.1)."""
    main = publication.document.find(".//main")
    for strong in main.iter("strong", "b") if main is not None else ():
        paragraph = strong.getparent()
        if paragraph is None or paragraph.tag != "p" or len(paragraph) != 1:
            continue
        if (paragraph.text or "").strip() or (strong.tail or "").strip():
            continue
        words = words_of(strong)
        following = paragraph.getnext()
        if not words or len(words) > _LONGEST_HEADING or words[-1] in ".:;,!…":
            continue
        if following is None or following.tag not in _BEGINS or _is_bold(following):
            continue
        if any(e.tag in _NO_SECTIONS or e.get("role") in _SHOWN_ALONE for e in _around(paragraph)):
            continue
        yield Diagnostic(
            "heading-bold",
            "warning",
            f"the paragraph “{words}” looks like a heading, but is none: nobody can find or jump "
            "to it",
            "Begin it with ## or lower instead of setting it in bold.",
            place_of(paragraph),
            "WCAG 2.2 SC 1.3.1",
        )


def _around(element: Element) -> Iterator[Element]:
    return element.iterancestors()


def _is_bold(element: Element) -> bool:
    """Tell whether it is another paragraph of bold words alone: then both are shown, not heads."""
    return (
        element.tag == "p"
        and len(element) == 1
        and element[0].tag in ("strong", "b")
        and not (element.text or "").strip()
        and not (element[0].tail or "").strip()
    )


def _own_words(heading: Element) -> str:
    """Return a heading's words without its number and the numbers of notes."""
    parts = [heading.text or ""]
    for child in heading:
        if child.get("class") != "number" and child.get("role") != "doc-noteref":
            parts.append(full_text(child))
        parts.append(child.tail or "")
    return "".join(parts).strip()


_BULLET = re.compile(r"\s*[•◦▪▫‣⁃·●○■□►▸➢➤✓✔✗✘→*–-]\s+\S")
_ITEM = re.compile(r"\s*(?:\((\d{1,2}|[a-z])\)|(\d{1,2}|[a-z])[.)])\s+\S")


def lists_faked(publication: Publication) -> Iterator[Diagnostic]:
    """Find lines or paragraphs that begin with bullets or numbers, but are no list.

    Dashes count only within a paragraph: where paragraphs begin with them, people speak.
    """
    main = publication.document.find(".//main")
    if main is None:
        return
    runs: dict[Element, list[Element]] = defaultdict(list)
    before: Element | None = None
    for paragraph in main.iter("p"):
        text = _with_breaks(paragraph)
        lines = text.split("\n")
        if _looks_listed(lines):
            yield _faked(paragraph, shorten(next(line for line in lines if _marker(line))))
            before = None
            continue
        mark = _marker(text)
        if mark is None or mark in "–-*":
            before = None
            continue
        if before is not None and paragraph.getprevious() is before:
            first = next(p for p, members in runs.items() if before in members)
            runs[first].append(paragraph)
        else:
            runs[paragraph].append(paragraph)
        before = paragraph
    for first, members in runs.items():
        if _looks_listed([_with_breaks(p) for p in members]):
            yield _faked(first, words_of(first))


def _faked(paragraph: Element, words: str) -> Diagnostic:
    return Diagnostic(
        "list-faked",
        "warning",
        f"“{words}” begins a list in looks only: nobody hears how many items it has",
        "Begin each item on a line of its own with `- ` or `1. `, after an empty line.",
        place_of(paragraph),
        "WCAG 2.2 SC 1.3.1",
    )


def _marker(line: str) -> str | None:
    """Return the bullet of a line, or `1`, `a` for a numbered one."""
    if _BULLET.match(line):
        return line.strip()[0]
    if match := _ITEM.match(line):
        return match[1] or match[2]
    return None


def _looks_listed(lines: list[str]) -> bool:
    """Tell whether two lines running have the same bullet, or numbers that go on from 1 or a."""
    marks = [_marker(line) for line in lines]
    for one, two in zip(marks, marks[1:], strict=False):
        if one is None or two is None:
            continue
        if one == two and not one.isalnum():
            return True
        if (one, two) in (("1", "2"), ("a", "b")):
            return True
    return False


def _with_breaks(paragraph: Element) -> str:
    parts = [paragraph.text or ""]
    for child in paragraph:
        if child.tag == "br":
            parts.append("\n")
        elif child.tag not in ("code", "math"):
            parts.append(full_text(child))
        parts.append(child.tail or "")
    return "".join(parts)
