"""Mark the words of a work in another script: names and titles that no author writes as a span.

A screen reader skips or spells Cyrillic words that are said to be English (WCAG 2.2 SC 3.1.2).
"""

from __future__ import annotations

import re
import unicodedata

from lxml import etree

from everyleaf.model import Element
from everyleaf.read.languages import direction_of, script_of

_LETTER = r"[^\W\d_A-Za-zªºÀ-ɏḀ-ỿ]"
"""A letter of another script than Latin."""
_WORDS = re.compile(rf"{_LETTER}(?:[\s\-.,’'·\u0300-\u036f]*{_LETTER})*")

_NAMES = {
    "Arab": ("ARABIC",), "Armn": ("ARMENIAN",), "Beng": ("BENGALI",), "Cyrl": ("CYRILLIC",),
    "Deva": ("DEVANAGARI",), "Ethi": ("ETHIOPIC",), "Geor": ("GEORGIAN",), "Grek": ("GREEK",),
    "Hans": ("CJK",), "Hant": ("CJK",), "Hebr": ("HEBREW",), "Khmr": ("KHMER",),
    "Jpan": ("CJK", "HIRAGANA", "KATAKANA"), "Kore": ("HANGUL", "CJK"), "Taml": ("TAMIL",),
    "Telu": ("TELUGU",), "Thai": ("THAI",),
}  # fmt: skip
"""Script → how the names of its letters begin in Unicode."""


def mark_foreign_words(root: Element, told: str, language: str) -> None:
    """Mark what is written in another script as the work's language; changes the tree.

    Args:
        root: a citation, or an entry of the bibliography.
        told: the language of the work, BCP 47.
        language: that of the text around.
    """
    if script_of(told) == "Latn" or script_of(told) == script_of(language):
        return
    names = _NAMES.get(script_of(told) or "")
    if names is None:
        return
    attributes = {"lang": told}
    if direction_of(told) != direction_of(language):
        attributes["dir"] = direction_of(told)
    for element in [e for e in root.iter("*") if not _is_marked(e, root)]:
        _wrap(element, None, element.text, names, attributes)
        for child in list(element):
            if not (child.tag == "span" and child.get("lang") == told):
                _wrap(element, child, child.tail, names, attributes)


def _is_marked(element: Element, root: Element) -> bool:
    while True:
        if element.get("lang"):
            return True
        parent = element.getparent()
        if element is root or parent is None:
            return False
        element = parent


def _wrap(
    parent: Element,
    before: Element | None,
    text: str | None,
    names: tuple[str, ...],
    attributes: dict[str, str],
) -> None:
    """Put each run of foreign words of one piece of text into a span; changes the parent."""
    runs = [
        run
        for run in _WORDS.finditer(text or "")
        if unicodedata.name(run[0][0], "").startswith(names)
    ]
    if text is None or not runs:
        return
    if before is None:
        parent.text = text[: runs[0].start()]
    else:
        before.tail = text[: runs[0].start()]
    place = 0 if before is None else parent.index(before) + 1
    for number, run in enumerate(runs):
        end = runs[number + 1].start() if number + 1 < len(runs) else len(text)
        span = etree.Element("span", attributes)
        span.set("data-source", parent.get("data-source", ""))
        span.text, span.tail = run[0], text[run.end() : end]
        parent.insert(place + number, span)
