"""Write a book of any length, the same on every machine: what a benchmark needs and nobody owns.

`write_book(folder, chapters)` makes *A Hundred Harbours*: each chapter is about one harbour, with
four sections, tables, notes, code, a drawing, a picture of pixels, index marks, and references to
tables and figures and to other chapters. A chapter takes about twelve pages of A4.

Why words are drawn by a counter and not by chance: the same book on every machine, in every run.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

_PAGES_A_CHAPTER = 12
_PAGES_AROUND = 10

_BOOK = """title: A Hundred Harbours
subtitle: A book of tides that a program wrote
lang: en-GB
date: 2026-11-22
authors: [{name: Everyleaf contributors}]
publisher: Everyleaf
identifier: urn:uuid:6f1f3f0e-7f0c-5d6a-9a53-4a8f6d1f2b10
license: CC-BY-4.0
attribution:
  - {role: source, name: Everyleaf contributors, title: A program that writes about harbours}
notes: page
index: true
lists: [figures, tables]
numbering: true
chapters:
"""

_ONSETS = "Ar Bel Cor Dun El Far Gal Hol Inver Kil Lan Mor Nor Os Pen Ros Sal Tor Ul Wes".split()
_MIDDLES = "a e i o u an en in on ar er or".split()
_ENDS = "bay by cliff ford ham haven holm mouth ness pool port quay sand stow wick".split()
_WINDS = "north north-east east south-east south south-west west north-west".split()
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_WHO = (
    "The harbour master",
    "The pilot",
    "A fisherman of the place",
    "The keeper of the gauge",
    "The author of the oldest chart",
    "The ferryman",
    "A schoolteacher",
)
_SAID = (
    "wrote down that the water stood {a} centimetres above the sill in {month}",
    "measured {b} centimetres of range at springs, and {a} at neaps",
    "says that with wind from the {wind} the ebb runs {a} minutes longer than the tables have it",
    "kept a *book of heights* for {b} weeks, until the gauge was carried away",
    "counted {a} boats at the quay on the morning after the storm of {month}",
    "warns that the bar dries **twice a day** from {month} onwards",
    "reckons the flood at `{a}` and the ebb at `{b}` minutes",
)
_AND = (
    "and nobody who was there has contradicted it since",
    "which the tables of the neighbouring ports bear out",
    "although the chart of the same year shows the sill a little higher",
    "and this is why the lamps on the outer mole are lit an hour early in winter",
    "so that a vessel of any draught waits for the second half of the flood",
    "and the children of the place learn it before they learn to row",
    "for the river brings down as much sand as the sea takes away",
)


class _Words:
    """Draws words in an order that only the chapter decides."""

    def __init__(self, chapter: int) -> None:
        self._state = chapter * 2654435761 % 2**32 or 1

    def number(self, below: int) -> int:
        self._state = (self._state * 1664525 + 1013904223) % 2**32
        return self._state * below >> 32

    def one_of(self, words: Sequence[str]) -> str:
        return words[self.number(len(words))]

    def sentence(self) -> str:
        said = self.one_of(_SAID).format(
            a=20 + self.number(80),
            b=100 + self.number(700),
            month=self.one_of(_MONTHS),
            wind=self.one_of(_WINDS),
        )
        return f"{self.one_of(_WHO)} {said}, {self.one_of(_AND)}."

    def paragraph(self, sentences: int) -> str:
        return " ".join(self.sentence() for _ in range(sentences))


def harbour(chapter: int) -> str:
    """Return the name of the harbour of a chapter, from 1; no two chapters share one."""
    parts = (_ONSETS, _MIDDLES, _ENDS)
    count = len(_ONSETS) * len(_MIDDLES) * len(_ENDS)
    rest = chapter * 1009 % count  # 1009 is prime to it: every name comes once
    name = ""
    for words in parts:
        rest, index = divmod(rest, len(words))
        name += words[index]
    return name


def chapters_of(pages: int) -> int:
    """Return how many chapters make about so many pages."""
    return max(1, round((pages - _PAGES_AROUND) / _PAGES_A_CHAPTER))


def write_book(folder: Path, chapters: int) -> None:
    """Write the book with that many chapters into an empty folder."""
    (folder / "img").mkdir(parents=True)
    names = [f"{number:03}.md" for number in range(1, chapters + 1)]
    listed = "".join(f"  - {name}\n" for name in names)
    (folder / "book.yaml").write_text(_BOOK + listed, "utf-8")
    for number, name in enumerate(names, 1):
        (folder / name).write_text(write_chapter(number, chapters), "utf-8")
        heights = _heights(number, 0)
        (folder / "img" / f"{number:03}.svg").write_text(draw_chart(heights), "utf-8")
        (folder / "img" / f"{number:03}.png").write_bytes(draw_sea(number))


def write_chapter(number: int, chapters: int) -> str:
    """Return the Markdown of a chapter, one of so many."""
    words = _Words(number)
    name, key = harbour(number), f"{number:03}"
    nearest = number % chapters + 1
    parts = [
        f"# The tides at {name} {{#harbour-{key}}}",
        f"[{name}]{{.index}} lies {words.number(40) + 3} miles along the coast from the place that "
        f"[its neighbour’s chapter]({nearest:03}.md#harbour-{nearest:03}) is about. "
        f"{words.paragraph(5)}",
        f"![{name} from the sea: a grey sky above darker water.](img/{key}.png "
        f'"The sea off {name}"){{#fig:sea-{key}}}',
    ]
    for section, about in enumerate(("Heights", "Winds", "Reckoning", "Boats"), 1):
        parts += _section(words, number, section, about)
    return "\n\n".join(parts) + "\n"


def _section(words: _Words, number: int, section: int, about: str) -> list[str]:
    """Return the blocks of a section."""
    key, name = f"{number:03}", harbour(number)
    mark = f"{number}-{section}"
    parts = [
        f"## {about} at {name} {{#{about.lower()}-{key}}}",
        f"{words.paragraph(4)}[^{mark}]",
        _table(words, number, section),
        f"In [@tbl:heights-{key}-{section}] the heights are those of the gauge; [@fig:chart-{key}] "
        f"shows them as bars. {words.paragraph(3)}",
        f"### What the {about.lower()} mean {{#meaning-{key}-{section}}}",
        words.paragraph(4),
        "\n".join(f"- {words.sentence()}" for _ in range(4)),
        f"> {words.paragraph(2)}",
        "\n".join(f"{n}. {words.sentence()}" for n in range(1, 4)),
        words.paragraph(4),
        f"[^{mark}]: {words.sentence()} {words.sentence()}",
    ]
    if section == 1:
        chart = f"Bar chart of the heights at {name}, month by month, as the table gives them."
        parts.insert(4, f'![{chart}](img/{key}.svg "Heights by month"){{#fig:chart-{key}}}')
    if section == 3:
        parts.insert(3, _code(number))
    return parts


def _heights(number: int, section: int) -> list[int]:
    words = _Words(number * 7 + section)
    return [180 + words.number(420) for _ in _MONTHS]


def _table(words: _Words, number: int, section: int) -> str:
    rows = [
        f"| {month} | {height} | {height - 90 - words.number(60)} | {words.one_of(_WINDS)} |"
        for month, height in zip(_MONTHS, _heights(number, section - 1), strict=True)
    ]
    head = ["| Month | High (cm) | Low (cm) | Wind |", "|:---|---:|---:|:---|"]
    caption = f": Heights in year {section} {{#tbl:heights-{number:03}-{section} .row-headers}}"
    return "\n".join([*head, *rows]) + f"\n\n{caption}"


def _code(number: int) -> str:
    lines = [
        "```python",
        f"def height_at_{number}(minutes: float) -> float:",
        '    """Return the height of the water in centimetres."""',
        f"    mean, range_cm, period = {200 + number}, {90 + number}, 745.2",
        "    phase = 2 * math.pi * minutes / period",
        "    return mean + range_cm / 2 * math.cos(phase)",
        "",
        f"for hour in range(0, 25, {1 + number % 3}):",
        f'    print(f"{{hour:02}}:00  {{height_at_{number}(60 * hour):6.1f}} cm")',
        "```",
    ]
    return "\n".join(lines)


def draw_chart(heights: Sequence[int]) -> str:
    """Return a bar chart as SVG."""
    bars = "".join(
        f'<rect x="{20 + 36 * n}" y="{220 - height // 3}" width="26" height="{height // 3}"/>'
        for n, height in enumerate(heights)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 460 230" width="460" height="230">'
        f'<g fill="#17503a">{bars}</g><path d="M10 220H450" stroke="#1a1a1a"/></svg>\n'
    )


def draw_sea(number: int, width: int = 240, height: int = 120) -> bytes:
    """Return a picture of sky and sea as PNG, grainy as a photograph is, other in each chapter."""
    rows, grain = bytearray(), number
    for y in range(height):
        rows.append(0)
        for x in range(width):
            grain = (grain * 1103515245 + 12345) % 2**31
            wave = (x * (3 + number % 5) + y * y // 7 + number * 31) % 23
            grey = (200 - y // 2 if y < height // 2 else 110 - y // 3 + wave) + (grain >> 16) % 12
            rows += bytes((grey - 12, grey, min(255, grey + 18)))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
