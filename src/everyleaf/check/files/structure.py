"""Rules about headings and titles of content documents, and about code and formulas in them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from everyleaf import wording
from everyleaf.check.files.faults import find_fault
from everyleaf.check.files.markup import (
    ContentDocument,
    find,
    headings_of,
    in_hidden,
    spoken_text,
    text_of,
    words_of,
)
from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.elements import local_name, shorten
from everyleaf.model import Element


def headings(document: ContentDocument) -> Iterator[Diagnostic]:
    """Find empty headings, and headings that skip a rank (WCAG 2.2 SC 1.3.1, 2.4.6)."""
    before: int | None = None
    for rank, heading in headings_of(document.root):
        if not (spoken_text(heading) or heading.get("aria-labelledby")):
            message = f"a heading of level {rank} has no words"
            yield find_fault("heading-empty", message, document.at(heading))
            continue
        if before is not None and rank > before + 1:
            message = (
                f"“{words_of(heading)}” is of level {rank}, but the heading before it is of level "
                f"{before}"
            )
            yield find_fault("heading-skipped", message, document.at(heading))
        before = rank


def title(document: ContentDocument) -> Iterator[Diagnostic]:
    """Find a document whose title is missing or is a file name (WCAG 2.2 SC 2.4.2)."""
    words = title_of(document)
    if not words:
        message = "the document has no title"
        yield find_fault("title-missing", message, Position(document.name))
    elif wording.is_file_name(words) or wording.plain(words) in ("untitled", "document", "unknown"):
        message = f"the title of the document says nothing of it: “{shorten(words)}”"
        yield find_fault("title-file-name", message, Position(document.name))


def title_of(document: ContentDocument) -> str:
    """Return the title in the head of a document."""
    head = next((child for child in document.root if local_name(child) == "head"), None)
    element = next(find(head, "title"), None) if head is not None else None
    return text_of(element) if element is not None else ""


def formulas(document: ContentDocument) -> Iterator[Diagnostic]:
    """Find formulas that no speech without MathML can say (EPUB Accessibility 1.1 §3.4)."""
    for math in find(document.root, "math"):
        if in_hidden(math):
            continue
        if not (math.get("alttext") or math.get("aria-label") or math.get("aria-labelledby")):
            message = f"the formula {shorten(text_of(math)) or 'without characters'} has no words"
            yield find_fault("math-words-missing", message, document.at(math))


_STATEMENT_END = re.compile(r";\s+\S|\S {3,}\S")
_INDENTATION = re.compile(r"[:;{})] {3,}(?!//|/\*|#|--|<!--)\S")
"""What is left of an indented line; a comment may stand apart in its line."""


def code_lines(document: ContentDocument) -> Iterator[Diagnostic]:
    """Find code whose lines have run into one."""
    for pre in find(document.root, "pre"):
        text = "".join(str(part) for part in pre.itertext()).strip("\n")
        has_lines = "\n" in text or _breaks(pre)
        run_together = len(_STATEMENT_END.findall(text)) >= 2 or _INDENTATION.search(text)
        if not has_lines and len(text) > 30 and run_together:
            message = f"the lines of code have run into one: “{shorten(text)}”"
            yield find_fault("code-lines-lost", message, document.at(pre))
        elif has_lines and _collapses(pre):
            message = f"a style lets the lines of code run into one: “{shorten(text)}”"
            yield find_fault("code-lines-lost", message, document.at(pre))
    for code in find(document.root, "code"):
        if any(local_name(above) == "pre" for above in code.iterancestors()) or _breaks(code):
            continue
        text = "".join(str(part) for part in code.itertext())
        if re.search(r"\S[^\n]*\n[ \t]*\S[^\n]*\n[ \t]*\S", text) and not _keeps_lines(code):
            message = f"code of several lines is not in a pre: “{shorten(text)}”"
            yield find_fault("code-lines-lost", message, document.at(code))


def _breaks(element: Element) -> bool:
    if next(find(element, "br"), None) is not None:
        return True
    blocks = [e for e in find(element, "div", "li", "p", "tr")]
    displayed = [e for e in find(element, "span", "code") if "block" in (e.get("style") or "")]
    lines = [e for e in find(element, "span") if "line" in (e.get("class") or "").split()]
    return len(blocks) + len(displayed) + len(lines) > 1


def _collapses(element: Element) -> bool:
    style = re.sub(r"\s+", "", element.get("style") or "")
    return "white-space:normal" in style or "white-space:nowrap" in style


def _keeps_lines(element: Element) -> bool:
    around = (element, *element.iterancestors())
    return any("white-space:pre" in re.sub(r"\s+", "", e.get("style") or "") for e in around)
