"""What authors do to their sources all day: each edit is a small function over a small desk.

The desk is a folder `content` with the book `tides` and the article `report.md`. Edits draw what they
change from a `random.Random`, so that a seed tells a day's work.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import TypeAlias

Edit: TypeAlias = Callable[[Path, Random], None]

_BOOK = """\
title: The Tides
lang: en-GB
date: 2026-11-01
authors: [Ada Example]
publisher: Example Press
description: How the sea rises and falls.
identifier: urn:isbn:9783161484100
rights: © 2026 Example Press
license: CC-BY-4.0
attribution:
  - {role: source, name: Harbour Board, title: Tide tables, url: https://example.org/tides}
chapters: [CHAPTERS]
index: true
lists: [figures]
notes: end
page-size: A5
"""
_ARTICLE = """\
---
title: A report of the harbour
lang: en-GB
date: 2026-11-02
authors: [Tove Test]
publisher: Example Press
description: What was seen.
rights: © 2026 Example Press
license: CC-BY-4.0
attribution:
  - {role: source, name: Harbour Board}
---

The harbour was quiet.

## Boats

There were four boats.
"""
_CHAPTERS = {
    "moon": """\
# The moon {#moon}

The [moon]{index="moon"} pulls the sea.[^1] More of it is in [@sec:sun].

[^1]: And the sea pulls the moon.

![A disc](img/moon.svg "The moon seen from the harbour"){#fig:moon}

## Its phases

A new moon and a full moon make spring tides.
""",
    "sun": """\
# The sun {#sec:sun}

The [sun]{index="sun"} helps or hinders, as the [moon](moon.md) stands; see [@fig:moon].

| Port  | High |
|-------|-----:|
| Brest |  6.9 |
| Dover |  6.8 |

: Heights {#tbl:heights}
""",
    "wind": """\
# The wind {#sec:wind}

A [storm]{index="storm"} comes on top of it, as in [@tbl:heights].[^1]

[^1]: The storm of 1953 came with a spring tide.
""",
}
_DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 60" width="120" height="60">'
    '<circle cx="60" cy="30" r="RADIUS" fill="#333"/></svg>\n'
)
_WORDS = "the harbour keeps its water while boats wait for a slow tide under cold stars".split()


def set_desk(folder: Path) -> None:
    """Write the first state of the sources."""
    book = folder / "content" / "tides"
    (book / "img").mkdir(parents=True)
    for name, text in _CHAPTERS.items():
        (book / f"{name}.md").write_text(text, "utf-8")
    (book / "img" / "moon.svg").write_text(_DRAWING.replace("RADIUS", "20"), "utf-8")
    _list_chapters(book, ["moon.md", "sun.md", "wind.md"])
    (folder / "content" / "report.md").write_text(_ARTICLE, "utf-8")


def _list_chapters(book: Path, names: list[str]) -> None:
    path = book / "book.yaml"
    text = path.read_text("utf-8") if path.is_file() else _BOOK
    lines = [
        f"chapters: [{', '.join(names)}]" if line.startswith("chapters:") else line
        for line in text.splitlines()
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _chapters(book: Path) -> list[str]:
    text = (book / "book.yaml").read_text("utf-8")
    line = next(line for line in text.splitlines() if line.startswith("chapters:"))
    return line.removeprefix("chapters: [").removesuffix("]").split(", ")


def _book(desk: Path) -> Path:
    return desk / "content" / "tides"


def _some_chapter(desk: Path, random: Random) -> Path:
    return _book(desk) / random.choice(_chapters(_book(desk)))


def _sentence(random: Random) -> str:
    words = [random.choice(_WORDS) for _ in range(random.randint(4, 60))]
    return f"{' '.join(words).capitalize()}."


def insert(desk: Path, random: Random) -> None:
    """Put a paragraph somewhere into a chapter, after its heading."""
    path = _some_chapter(desk, random)
    blocks = path.read_text("utf-8").split("\n\n")
    blocks.insert(random.randint(1, len(blocks)), _sentence(random))
    path.write_text("\n\n".join(blocks), "utf-8")


def insert_much(desk: Path, random: Random) -> None:
    """Write so much at the beginning that all later pages move."""
    path = _book(desk) / _chapters(_book(desk))[0]
    blocks = path.read_text("utf-8").split("\n\n")
    blocks[1:1] = [_sentence(random) for _ in range(12)]
    path.write_text("\n\n".join(blocks), "utf-8")


def delete(desk: Path, random: Random) -> None:
    """Take a paragraph of plain words out of a chapter."""
    path = _some_chapter(desk, random)
    blocks = path.read_text("utf-8").split("\n\n")
    plain = [i for i, block in enumerate(blocks) if block[:1].isalpha() and "[" not in block]
    if plain:
        del blocks[random.choice(plain)]
    path.write_text("\n\n".join(blocks), "utf-8")


def move(desk: Path, random: Random) -> None:
    """Move the last paragraph of a chapter to its beginning."""
    path = _some_chapter(desk, random)
    blocks = path.read_text("utf-8").rstrip().split("\n\n")
    if blocks[-1][:1].isalpha():
        blocks.insert(1, blocks.pop())
    path.write_text("\n\n".join(blocks) + "\n", "utf-8")


def reorder(desk: Path, random: Random) -> None:
    """Change the order of the chapters."""
    names = _chapters(_book(desk))
    random.shuffle(names)
    _list_chapters(_book(desk), names)


def rename(desk: Path, random: Random) -> None:
    """Give a chapter's file another name."""
    names = _chapters(_book(desk))
    place = random.randrange(len(names))
    if names[place] == "moon.md":
        return  # a link leads to it
    new = f"chapter-{random.randrange(10**6)}.md"
    (_book(desk) / names[place]).rename(_book(desk) / new)
    names[place] = new
    _list_chapters(_book(desk), names)


def add_chapter(desk: Path, random: Random) -> None:
    """Write a new chapter."""
    new = f"new-{random.randrange(10**6)}.md"
    (_book(desk) / new).write_text(f"# {_sentence(random)[:20]}\n\n{_sentence(random)}\n", "utf-8")
    names = _chapters(_book(desk))
    names.insert(random.randint(0, len(names)), new)
    _list_chapters(_book(desk), names)


def drop_chapter(desk: Path, random: Random) -> None:
    """Leave out a chapter that nothing refers to, but keep its file."""
    names = _chapters(_book(desk))
    added = [name for name in names if name.startswith("new-")]
    if added:
        names.remove(random.choice(added))
    _list_chapters(_book(desk), names)


def retitle(desk: Path, random: Random) -> None:
    """Change the metadata."""
    path = _book(desk) / "book.yaml"
    lines = path.read_text("utf-8").splitlines()
    lines[0] = f"title: The {random.choice(_WORDS)} {random.randrange(100)}"
    path.write_text("\n".join(lines) + "\n", "utf-8")


def restyle(desk: Path, random: Random) -> None:
    """Change a stylesheet of the book's own."""
    folder = _book(desk) / "templates"
    folder.mkdir(exist_ok=True)
    name = random.choice(["print.css", "web.css", "epub.css"])
    ours = (Path(__file__).parents[1] / "templates" / name).read_text("utf-8")
    own = f"\nh2 {{ margin-top: {random.randint(1, 9)}mm }}\n"
    (folder / name).write_text(ours + own, "utf-8")


def unstyle(desk: Path, random: Random) -> None:
    """Throw the book's own stylesheets away."""
    shutil.rmtree(_book(desk) / "templates", ignore_errors=True)


def redraw(desk: Path, random: Random) -> None:
    """Change an image."""
    drawing = _DRAWING.replace("RADIUS", str(random.randint(5, 29)))
    (_book(desk) / "img" / "moon.svg").write_text(drawing, "utf-8")


def rename_heading(desk: Path, random: Random) -> None:
    """Change a chapter's heading, which contents, running heads and bookmarks repeat."""
    path = _book(desk) / "moon.md"
    lines = path.read_text("utf-8").split("\n")
    lines[0] = f"# The {random.choice(_WORDS)} moon {{#moon}}"
    path.write_text("\n".join(lines), "utf-8")


def mark(desk: Path, random: Random) -> None:
    """Mark a word for the index."""
    path = _some_chapter(desk, random)
    word = random.choice(_WORDS)
    path.write_text(
        f'{path.read_text("utf-8").rstrip()}\n\nA [{word}]{{index="{word}"}}.\n', "utf-8"
    )


def note(desk: Path, random: Random) -> None:
    """Write a note."""
    path = _some_chapter(desk, random)
    name = f"n{random.randrange(10**6)}"
    text = (
        f"{path.read_text('utf-8').rstrip()}\n\nNoted.[^{name}]\n\n[^{name}]: {_sentence(random)}\n"
    )
    path.write_text(text, "utf-8")


def place_notes(desk: Path, random: Random) -> None:
    """Change where the notes stand."""
    path = _book(desk) / "book.yaml"
    place = random.choice(["end", "chapter", "page"])
    lines = [
        f"notes: {place}" if line.startswith("notes:") else line
        for line in path.read_text("utf-8").splitlines()
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def report(desk: Path, random: Random) -> None:
    """Write on in the article."""
    path = desk / "content" / "report.md"
    path.write_text(f"{path.read_text('utf-8')}\n{_sentence(random)}\n", "utf-8")


def break_it(desk: Path, random: Random) -> None:
    """Write something that cannot be published."""
    path = desk / "content" / "report.md"
    path.write_text(f"{path.read_text('utf-8')}\n[dead](#nowhere)\n", "utf-8")


def mend(desk: Path, random: Random) -> None:
    """Take it out again."""
    path = desk / "content" / "report.md"
    path.write_text(path.read_text("utf-8").replace("\n[dead](#nowhere)\n", ""), "utf-8")


def touch(desk: Path, random: Random) -> None:
    """Save without a change."""
    path = _some_chapter(desk, random)
    path.write_bytes(path.read_bytes())


def leave(desk: Path, random: Random) -> None:
    """Change nothing."""


EDITS: tuple[Edit, ...] = (
    insert, insert_much, delete, move, reorder, rename, add_chapter, drop_chapter, retitle, restyle,
    unstyle, redraw, rename_heading, mark, note, place_notes, report, touch, leave,
)  # fmt: skip
