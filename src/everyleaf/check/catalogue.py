"""Explain findings: the entries of the guide's reference part, by code.

The guide is the one place where a code is explained; what the command prints is read from there, so
the two never part. An entry is a heading with the id `code:CODE` and what follows it, down to the
next heading of its level.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path

_PACKAGED = Path(__file__).parents[1] / "findings"
_CHECKOUT = Path(__file__).parents[3] / "content" / "guide"

_HEADING = re.compile(r"(#{1,6}) .*?(?:\{#code:([\w-]+)[^}]*\})?[ \t]*")
_REFERENCE = re.compile(r" *\(\[@[^\]]*\]\)|\[@[^\]]*\]")


@functools.cache
def explanations() -> Mapping[str, str]:
    """Return each code and its explanation, as Markdown, in alphabetical order."""
    folder = _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT
    entries: dict[str, list[str]] = {}
    for file in sorted(folder.glob("findings-*.md")):
        entries |= _read_entries(file.read_text("utf-8"))
    return {code: _tidy(code, entries[code]) for code in sorted(entries)}


_FAMILIES = ("axe-undecided", "axe", "ace", "epubcheck", "verapdf")
"""What begins the codes of a judge, which go on as the judge calls its rule."""


def explain(code: str) -> str | None:
    """Return the explanation of a code, or of those that begin like it; None if there is none."""
    known = explanations()
    families = [family for family in _FAMILIES if code.startswith(f"{family}-")]
    if code.endswith("-no-report"):
        families.insert(0, "no-report")
    name = code if code in known else families[0] if families else None
    return known.get(name) if name else None


def _read_entries(text: str) -> dict[str, list[str]]:
    """Return the lines below the heading of each code; headings inside code are not headings."""
    entries: dict[str, list[str]] = {}
    lines: list[str] | None = None
    fence = ""
    for line in text.splitlines():
        mark = re.match(r"`{3,}|~{3,}", line)
        if mark and not fence:
            fence = mark[0]
        elif mark and line.strip() == fence:
            fence = ""
        heading = None if fence else _HEADING.fullmatch(line)
        if heading:
            lines = entries.setdefault(heading[2], []) if heading[2] else None
        elif lines is not None:
            lines.append(line)
    return entries


def _tidy(code: str, lines: list[str]) -> str:
    """Return an entry for a terminal, where references to other chapters lead nowhere."""
    text = _REFERENCE.sub("", "\n".join(lines)).strip()
    return f"# {code}\n\n{text}"
