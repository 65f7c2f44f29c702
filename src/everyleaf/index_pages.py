"""Let the index quote the pages of the print edition, in every edition.

1. The locators of an entry get the labels of the pages on which what they lead to stands.
2. Several on one page become one.
3. Three or more pages that follow each other become a range, `5–7`, that leads to the first.

Why shared: print lays out its index with these words, and the EPUB and the web edition say the
same; a page that is quoted is the same page everywhere.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence

from everyleaf.model import Element

LOCATOR = "locator"
"""The class of a link from an index entry to a place in the text."""

_RANGE_LENGTH = 3
"""Fewer pages are named one by one, as indexers do."""
_ROMAN = re.compile(r"(?=[ivxlcdm])m*(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}


def has_index(document: Element) -> bool:
    """Tell whether a document has an index that quotes pages."""
    return next(find_locators(document), None) is not None


def quote_pages(document: Element, labels: Mapping[str, str]) -> Element:
    """Return a copy of a document whose index quotes pages; the document is left alone.

    Args:
        document: the `<html>` element; a locator is an `<a class="locator" href="#id">` in a
            section with the role doc-index, and those of one entry are children of one element.
        labels: id → label of the page on which it begins (`PdfOutput.labels`).
    """
    quoted = copy.deepcopy(document)
    entries: dict[Element, list[Element]] = {}
    for locator in find_locators(quoted):
        parent = locator.getparent()
        assert parent is not None
        entries.setdefault(parent, []).append(locator)
    for locators in entries.values():
        known = [a for a in locators if a.get("href", "")[1:] in labels]
        _quote(known, [labels[a.get("href", "")[1:]] for a in known])
    return quoted


def find_locators(document: Element) -> Iterator[Element]:
    """Yield the links of a document's index to places in the text."""
    for section in document.iter("section", "div", "nav"):
        if section.get("role") == "doc-index":
            yield from (a for a in section.iter("a") if LOCATOR in a.get("class", "").split())


def _quote(locators: Sequence[Element], labels: Sequence[str]) -> None:
    """Write the pages of one entry into its locators; those that repeat a page go."""
    first: dict[str, Element] = {}
    for locator, label in zip(locators, labels, strict=True):
        if label in first:
            _remove(locator)
        else:
            first[label] = locator
            locator.text = label
    for run in _runs(list(first)):
        if len(run) >= _RANGE_LENGTH:
            first[run[0]].text = f"{run[0]}–{run[-1]}"
            for label in run[1:]:
                _remove(first[label])


def _remove(locator: Element) -> None:
    """Take a locator out, with the comma before it: what came after it stays."""
    before, parent = locator.getprevious(), locator.getparent()
    assert before is not None and parent is not None  # the first locator of an entry stays
    before.tail, locator.tail = locator.tail, None
    parent.remove(locator)


def _runs(labels: Sequence[str]) -> Iterator[list[str]]:
    """Yield stretches of labels whose pages follow each other."""
    run: list[str] = []
    for label in labels:
        if run and not _follows(label, run[-1]):
            yield run
            run = []
        run.append(label)
    if run:
        yield run


def _follows(label: str, before: str) -> bool:
    (kind, number), (kind_before, number_before) = _read(label), _read(before)
    return kind == kind_before != "" and number == number_before + 1


def _read(label: str) -> tuple[str, int]:
    """Return the style of a label and its number; no style if it is not a number."""
    if label.isdecimal():
        return "arabic", int(label)
    if _ROMAN.fullmatch(label):
        values = [_VALUES[sign] for sign in label]
        after = [*values[1:], 0]
        return "roman", sum(-v if v < n else v for v, n in zip(values, after, strict=True))
    return "", 0
