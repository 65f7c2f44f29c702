"""Put in what mdBook includes: `{{#include file.rs:anchor}}`, `{{#rustdoc_include …}}` and others.

1. A whole file, its lines from one to another, or those between `ANCHOR: name` and `ANCHOR_END`.
2. What is put in may include in its turn, but never itself.
3. Every line remembers the file that its author edits.
"""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from everyleaf.diagnostics import Diagnostic, Position, PublishError
from everyleaf.read.markdown import Origin, Stretch, gather_origins
from everyleaf.read.named_files import find_named
from everyleaf.read.project import Library
from everyleaf.read.settings import NamedFile

_MARK = re.compile(r"(\\?)\{\{\s*#(\w+)\s*([^}]*)\}\}")
_ANCHOR = re.compile(r"ANCHOR(_END)?:\s*([\w-]+)")
_LINES = re.compile(r"(\d*)(?::(\d*))?")
_INCLUDES = ("include", "rustdoc_include", "playground")
_SILENT = ("title",)
"""What says something to mdBook alone."""

MAX_LINES = 200_000
"""Lines that a file may become."""


@dataclass(frozen=True, slots=True)
class Expanded:
    """A text with everything put in."""

    text: str
    origins: tuple[Stretch, ...]
    """Where its lines come from."""
    findings: tuple[Diagnostic, ...]


@dataclass
class _Expansion:
    """What is remembered while files are put into each other."""

    library: Library
    findings: list[Diagnostic] = field(default_factory=list)
    lines: int = 0


_Line = tuple[str, Origin]


class _TooLongError(Exception):
    """The text grows beyond `MAX_LINES`."""

    def __init__(self, place: Position) -> None:
        super().__init__(place)
        self.place = place


def expand_includes(text: str, name: str, path: str, library: Library) -> Expanded:
    """Return a file's text with everything put in.

    Args:
        text: the file's Markdown, its lines those of the file.
        name: the file, relative to the folder; includes begin at its place.
        path: the file as the user named it.
        library: what the files are read from.
    """
    expansion = _Expansion(library)
    lines = [(line, Origin(path, n)) for n, line in enumerate(text.split("\n"), 1)]
    try:
        done = list(_expand(expansion, lines, (name,)))
    except _TooLongError as error:
        expansion.findings.append(
            Diagnostic(
                "include-too-long",
                "error",
                f"the includes make a text of more than {MAX_LINES} lines",
                "Include less.",
                error.place,
            )
        )
        done = [line for line in lines if not _MARK.search(line[0])]
    return Expanded(
        "\n".join(line for line, _ in done),
        gather_origins(origin for _, origin in done),
        tuple(expansion.findings),
    )


def _expand(expansion: _Expansion, lines: list[_Line], opened: tuple[str, ...]) -> Iterator[_Line]:
    """Yield lines with what they include; `opened` are the files that we are in."""
    for line, origin in lines:
        expansion.lines += 1
        if expansion.lines > MAX_LINES:
            raise _TooLongError(Position(origin.path, origin.line))
        if "{{" not in line:
            yield line, origin
            continue
        yield from _expand_line(expansion, line, origin, opened)


def _expand_line(
    expansion: _Expansion, line: str, origin: Origin, opened: tuple[str, ...]
) -> Iterator[_Line]:
    match = _MARK.search(line)
    if match is None:
        yield line, origin
        return
    before, behind = line[: match.start()], line[match.end() :]
    place = Position(origin.path, origin.line, max(match.start() - origin.shift, 0) + 1)
    if match[1]:  # \{{#include …}} is meant to be read
        made: list[_Line] = [(match[0][1:], origin)]
    else:
        made = _include(expansion, match[2], match[3].strip(), place, opened)
    first_text, first = made[0] if made else ("", origin)
    inside = first.path != origin.path or first.line != origin.line
    made = [
        (before + first_text, first._replace(shift=len(before)) if inside else origin),
        *made[1:],
    ]
    last_text, last = made[-1]
    if _MARK.search(behind):
        rest = list(_expand_line(expansion, behind, origin, opened))
        yield from made[:-1]
        yield last_text + rest[0][0], last
        yield from rest[1:]
    else:
        yield from made[:-1]
        yield last_text + behind, last


def _include(
    expansion: _Expansion, kind: str, given: str, place: Position, opened: tuple[str, ...]
) -> list[_Line]:
    """Return the lines that a mark stands for; none, and a finding, where there is something wrong."""

    def error(code: str, message: str, remedy: str) -> list[_Line]:
        expansion.findings.append(Diagnostic(code, "error", message, remedy, place))
        return []

    if kind in _SILENT:
        return []
    if kind not in _INCLUDES:
        return error(
            "include-unknown",
            f"{{{{#{kind}}}}} is not known",
            "Use {{#include file}} or {{#rustdoc_include file}}, or write a \\ before it to show it.",
        )
    file, _, part = (given.split()[0] if given.split() else "").partition(":")
    named = NamedFile(
        posixpath.normpath(posixpath.join(posixpath.dirname(opened[-1]), file)), place
    )
    name = find_named(expansion.library, named, "file")
    if isinstance(name, Diagnostic):
        expansion.findings.append(name)
        return []
    if name in opened:
        return error(
            "include-cyclic",
            f"{name} includes itself" + (f", by way of {opened[-1]}" if name != opened[-1] else ""),
            "Remove one of the includes.",
        )
    try:
        source = expansion.library.read(name)
    except PublishError as problem:
        expansion.findings += problem.diagnostics
        return []
    lines = source.text.rstrip("\n").split("\n")
    chosen = _choose(lines, part)
    if chosen is None:
        names = [m[2] for line in lines if (m := _ANCHOR.search(line)) and not m[1]]
        near = difflib.get_close_matches(part, names, n=1, cutoff=0.6)
        return error(
            "include-part-missing",
            f"{name} has no lines {part}",
            f"Mark them with `ANCHOR: {part}` and `ANCHOR_END: {part}`, or name lines such as 3:7."
            + (f" Did you mean {near[0]}?" if near else ""),
        )
    placed = [(lines[index], Origin(source.path, index + 1)) for index in chosen]
    made = list(_expand(expansion, placed, (*opened, name)))
    if kind == "playground":
        fence = ("```rust", Origin(place.path, place.line or 1))
        return [fence, *made, ("```", fence[1])]
    return made


def _choose(lines: list[str], part: str) -> list[int] | None:
    """Return which lines a part names, but for those that mark anchors; None for no such part."""
    part = part.strip()
    anchors = {
        index: match
        for index, line in enumerate(lines)
        if "ANCHOR" in line and (match := _ANCHOR.search(line))
    }
    chosen: Iterable[int]
    if not part:
        chosen = range(len(lines))
    elif match := _LINES.fullmatch(part):
        first = int(match[1] or 1)
        last = first if match[2] is None else int(match[2] or len(lines))
        if not 1 <= first <= min(last, len(lines)):
            return None
        chosen = range(first - 1, min(last, len(lines)))
    else:
        marks = [(index, anchor[1]) for index, anchor in anchors.items() if anchor[2] == part]
        if not marks:
            return None
        ends = [*(index for index, _ in marks[1:]), len(lines)]
        chosen = [
            inside
            for (index, closes), end in zip(marks, ends, strict=True)
            if not closes
            for inside in range(index + 1, end)
        ]
    return [index for index in chosen if index not in anchors]
