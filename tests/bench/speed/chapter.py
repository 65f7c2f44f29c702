"""Put tables and plot into the guide's chapter on speed; its prose is its author's.

A table is found by the id in its caption, the plot's words by their block: what stands there is
replaced.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.bench.speed.plot import describe, draw
from tests.bench.speed.results import Results
from tests.bench.speed.tables import (
    write_changes,
    write_cost,
    write_growth,
    write_machine,
    write_makers,
    write_targets,
)

CHAPTER = "speed.md"
PLOT = "img/speed.svg"
WORDS = "speed-in-words"
"""The id of the block that says the plot in words."""

TABLES: Mapping[str, Callable[[Results], str]] = {
    "tbl:speed-targets": write_targets,
    "tbl:speed-makers": write_makers,
    "tbl:speed-growth": write_growth,
    "tbl:speed-cost": write_cost,
    "tbl:speed-changes": write_changes,
    "tbl:speed-machine": write_machine,
}


def fill_chapter(text: str, results: Results) -> str:
    """Return the chapter with the tables and the plot's words of these results.

    Raises:
        ValueError: if the chapter has no place for one of them.
    """
    for identifier, write in TABLES.items():
        place = re.compile(rf"(?:^\|.*\n)+(?=\n: [^\n]*\{{#{identifier}[ }}])", re.MULTILINE)
        text = _replace(place, f"{write(results)}\n", text, identifier)
    place = re.compile(rf"(?<=^::: \{{#{WORDS}\}}\n)(?:.*\n)*?(?=:::\n)", re.MULTILINE)
    words = textwrap.fill(f"In words: {describe(results)}", 100, break_on_hyphens=False)
    return _replace(place, f"{words}\n", text, WORDS)


def _replace(place: re.Pattern[str], words: str, text: str, what: str) -> str:
    made, count = place.subn(lambda match: words, text)
    if count != 1:
        raise ValueError(f"the chapter has {count} places for {what}")
    return made


def write_guide(results: Results, guide: Path) -> None:
    """Write tables and plot into the guide's folder."""
    chapter = guide / CHAPTER
    chapter.write_text(fill_chapter(chapter.read_text("utf-8"), results), "utf-8")
    (guide / PLOT).write_text(draw(results), "utf-8")
