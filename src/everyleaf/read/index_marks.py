"""Add marks for the index: `[beech]{.index}`, `[beeches]{index="tree!beech"}`, `[]{index="tree"}`.

1. A mark becomes `<span class="index-term" data-index="tree!beech">`: entry, and sub-entries behind
   exclamation marks; `index="tree|see forest"` sends the reader to another entry (`data-see`).
2. When the whole publication is read, marks get their ids, in reading order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.elements import ids_of, place_of, text_of
from everyleaf.model import Element
from everyleaf.read.growth import Growth

CLASS = "index-term"

_SEE = re.compile(r"\s*\|\s*see\b\s*(.+)", re.DOTALL)


def is_index_mark(attributes: dict[str, str]) -> bool:
    """Tell whether a span is meant for the index."""
    return "index" in attributes or "index" in attributes.get("class", "").split()


def index_attributes(growth: Growth, given: dict[str, str], place: Position) -> dict[str, str]:
    """Turn an author's attributes into those of a mark; changes `given`, which keeps the others."""
    classes = [name for name in given.pop("class", "").split() if name != "index"]
    entry, see = given.pop("index", ""), None
    if match := _SEE.search(entry):
        entry, see = entry[: match.start()], match[1].strip()
    levels = [" ".join(level.split()) for level in entry.split("!")] if entry.strip() else []
    if not all(levels) or (see is not None and not levels) or "|" in entry:
        growth.error(
            "index-mark-invalid",
            "this mark cannot be read as an entry of the index",
            'Write `index="tree"`, `index="tree!beech"` for an entry under another, or '
            '`index="tree|see forest"`.',
            place,
        )
        levels = [level for level in levels if level]
    attributes = {"class": " ".join([CLASS, *classes])}
    if levels:
        attributes["data-index"] = "!".join(levels)
    if see:
        attributes["data-see"] = see
    return attributes


def number_index_marks(roots: Iterable[Element]) -> list[Diagnostic]:
    """Give every mark of a publication its entry and an id; changes the trees.

    Returns a finding for each mark that has neither an entry nor words.
    """
    findings = []
    trees = list(roots)
    marks = [m for r in trees for m in r.iter("span", "a") if CLASS in m.get("class", "").split()]
    taken = set(ids_of(*trees)) if marks else set()
    number = 0
    for mark in marks:
        number += 1
        while mark.get("id") is None and f"ix-{number}" in taken:
            number += 1
        if mark.get("id") is None:
            mark.set("id", f"ix-{number}")
        words = text_of(mark).replace("!", "")
        if mark.get("data-index") is None and words:
            mark.set("data-index", words)
        elif mark.get("data-index") is None:
            findings.append(
                Diagnostic(
                    "index-mark-invalid",
                    "error",
                    "the mark for the index has no words",
                    'Write the words that it is about, or `index="tree"`.',
                    place_of(mark),
                )
            )
    return findings
