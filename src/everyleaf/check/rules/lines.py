"""Rules about line breaks that the author typed and no reader sees."""

from __future__ import annotations

from collections.abc import Iterator

from everyleaf.diagnostics import Diagnostic
from everyleaf.elements import full_text, place_of, shorten
from everyleaf.model import Element, Publication

_LEAST_VERSES = 4
_LONGEST_VERSE = 48
"""Characters; prose is wrapped at more."""


def code_keeps_lines(publication: Publication) -> Iterator[Diagnostic]:
    """Find code of several lines that is not a block, and lines of code that run into one."""
    main = publication.document.find(".//main")
    if main is None:
        return
    judged: set[Element] = set()
    for code in main.iter("code", "samp"):
        parent = code.getparent()
        if parent is None or parent.tag == "pre" or parent in judged:
            continue
        text = full_text(code) if len(code) else code.text or ""
        run_together = parent.tag == "p" and _is_lines_of_code(parent)
        if run_together:
            judged.add(parent)
        if run_together or text.strip().count("\n") >= 2:
            yield Diagnostic(
                "code-lines-lost",
                "warning",
                f"the lines of the code that begins “{shorten(text)}” run into one",
                "Put it between lines of ``` instead.",
                place_of(parent if run_together else code),
                "WCAG 2.2 SC 1.3.1",
            )


def _is_lines_of_code(paragraph: Element) -> bool:
    """Tell whether a paragraph is code alone, each piece on a line of its own."""
    if len(paragraph) < 2 or (paragraph.text or "").strip():
        return False
    if any(child.tag != "code" for child in paragraph):
        return False
    tails = [child.tail or "" for child in paragraph]
    return all("\n" in tail and not tail.strip() for tail in tails[:-1]) and not tails[-1].strip()


def verse_keeps_lines(publication: Publication) -> Iterator[Diagnostic]:
    """Find paragraphs that look like verse, whose lines run together."""
    main = publication.document.find(".//main")
    for paragraph in main.iter("p") if main is not None else ():
        text = (paragraph.text or "").strip()
        if len(paragraph) or text.count("\n") < _LEAST_VERSES - 1:
            continue
        lines = text.split("\n")
        if all(line[:1].isupper() and len(line) <= _LONGEST_VERSE for line in lines):
            yield Diagnostic(
                "verse-lines-lost",
                "advice",
                f"“{shorten(text)}” looks like verse, but its lines run together",
                "End each line with a backslash to keep it.",
                place_of(paragraph),
                "WCAG 2.2 SC 1.3.1",
            )
