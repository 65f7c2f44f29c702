"""Make ids that can be read, and that nothing else has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

RESERVED_IDS = (
    "main",
    "title",
    "half-title",
    "cover",
    "toc",
    "contents",
    "figures",
    "tables",
    "listings",
    "colophon",
    "notes",
    "bibliography",
    "index",
    "credits",
)
"""Ids of what the publication adds to the author's text; no heading gets one of itself."""


def slugify(words: str) -> str:
    """Return the words in lower case, joined by hyphens, as GitHub and Pandoc do."""
    words = unicodedata.normalize("NFC", words).lower()
    words = "".join(c for c in words if c.isalnum() or c in " -_\t\n" or unicodedata.combining(c))
    return re.sub(r"[\s-]+", "-", words).strip("-") or "section"


def free_id(wanted: str, taken: Collection[str]) -> str:
    """Return the id, numbered if it is taken."""
    free, number = wanted, 2
    while free in taken:
        free, number = f"{wanted}-{number}", number + 1
    return free


def take_id(wanted: str, taken: set[str]) -> str:
    """Return the id, numbered if it is taken, and take it; changes `taken`."""
    free = free_id(wanted, taken)
    taken.add(free)
    return free
