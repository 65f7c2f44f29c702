"""Make what the cases ask for: a book with one paragraph edited, and a book four times over.

Both leave their source alone and work on a copy.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

_ITEM = re.compile(r"(?P<indent>\s*)(?:[-*] )?\[(?P<title>.*)\]\((?P<file>[^)]+)\)\s*")
_PARAGRAPH = re.compile(r"\n\n([A-Z][^\n`\[<|]{30,}[^\n]*(?:\n[^\n]+)*)(?=\n\n)")


def copy_book(source: Path, to: Path) -> None:
    """Copy a book to a folder that is not there yet."""
    shutil.copytree(source, to)


def edit_paragraph(source: Path, book: Path, edit: int) -> Path:
    """Add a sentence to one paragraph in the middle of a copy; return the file.

    Args:
        source: the book as it was.
        book: the copy; what an earlier call did to it is undone.
        edit: the number of the edit, so that each is new.
    """
    files = [p for p in sorted(source.rglob("*.md")) if p.name != "SUMMARY.md"]
    files = [p for p in files if _PARAGRAPH.search(p.read_text("utf-8"))]
    file = files[len(files) // 2]
    text = file.read_text("utf-8")
    found = [m for m in _PARAGRAPH.finditer(text) if text.count("```", 0, m.start()) % 2 == 0]
    place = found[len(found) // 2].end(1)
    target = book / file.relative_to(source)
    target.write_text(f"{text[:place]} This is edit {edit}.{text[place:]}", "utf-8")
    return target


def repeat_book(source: Path, to: Path, times: int) -> None:
    """Write a book of mdBook that has another so many times, one after the other.

    What stands before and behind its list becomes chapters too: front matter comes once.
    """
    lines = ["# Summary", ""]
    for number in range(1, times + 1):
        copy_book(source, to / str(number))
        (to / str(number) / "book.yaml").unlink()
        summary = to / str(number) / "src" / "SUMMARY.md"
        for line in summary.read_text("utf-8").splitlines():
            if match := _ITEM.fullmatch(line):
                title = f"{match['title']}, copy {number}"
                lines.append(f"{match['indent']}- [{title}]({number}/src/{match['file']})")
        summary.unlink()
    (to / "SUMMARY.md").write_text("\n".join(lines) + "\n", "utf-8")
    told = (source / "book.yaml").read_text("utf-8")
    (to / "book.yaml").write_text(re.sub(r"(?m)^summary:.*$", "summary: SUMMARY.md", told), "utf-8")
