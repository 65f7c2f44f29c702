"""Read and rewrite case files: `title`, `.`, input, `.`, expected output, `.`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Case:
    """One case of a file."""

    path: Path
    title: str
    given: str
    expected: str


def read_cases(path: Path) -> list[Case]:
    """Return the cases of a file in order."""
    cases = []
    lines = iter(path.read_text("utf-8").splitlines())
    for line in lines:
        if not line.strip():
            continue
        title = line
        assert next(lines) == ".", f"{path}: a line with a dot after “{title}”"
        parts = []
        for _ in range(2):
            part = []
            for text in lines:
                if text == ".":
                    break
                part.append(text)
            parts.append("\n".join(part))
        cases.append(Case(path, title, parts[0], parts[1]))
    return cases


def check_case(case: Case, got: str, update: bool) -> None:
    """Compare with what is expected, or rewrite the file if asked to."""
    got = "\n".join(line.rstrip() for line in got.strip("\n").splitlines())
    if got == case.expected.strip("\n"):
        return
    if not update:
        assert got == case.expected.strip("\n"), f"{case.path.name}: {case.title}"
    cases = read_cases(case.path)
    blocks = [
        f"{c.title}\n.\n{c.given}\n.\n{got if c.title == case.title else c.expected}\n.\n"
        for c in cases
    ]
    case.path.write_text("\n".join(blocks), "utf-8")


def parametrize(path: Path) -> pytest.MarkDecorator:
    """Return the mark that runs a test once for each case of a file."""
    return pytest.mark.parametrize("case", read_cases(path), ids=lambda case: case.title)
