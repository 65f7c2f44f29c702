"""Read mdBook's `SUMMARY.md`: the order of the chapters and how they nest.

1. Chapters before the list stand before the body, those behind it behind.
2. A list item is a chapter; items indented under it are its children.
3. `# Words` above items begin a part; the first heading names the summary itself.
4. A chapter without a file, `[Title]()`, is a draft and left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import unquote

from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.model import DivisionKind
from everyleaf.read.book_file import BACK_KINDS, FRONT_KINDS, Entry, kind_of
from everyleaf.read.settings import NamedFile

_LINK = r"\[(?P<title>(?:\\.|[^\]\\]|\[[^\]]*\])*)\]\((?P<file><[^>]*>|[^)]*)\)"
_ITEM = re.compile(rf"(?P<indent>[ \t]*)(?P<bullet>[-*+]|\d+[.)])[ \t]+{_LINK}[ \t]*")
_PLAIN = re.compile(rf"{_LINK}[ \t]*")
_HEADING = re.compile(r"#{1,6}[ \t]+(?P<title>.*?)[ \t#]*")
_SEPARATOR = re.compile(r"[ \t]*([-*_])(?:[ \t]*\1){2,}[ \t]*")


@dataclass(frozen=True, slots=True)
class Summary:
    """The order that a summary gives."""

    front: tuple[Entry, ...]
    body: tuple[Entry, ...]
    back: tuple[Entry, ...]
    findings: tuple[Diagnostic, ...]


@dataclass
class _Node:
    """An entry that grows."""

    kind: DivisionKind
    indent: int
    file: NamedFile | None
    title: str
    position: Position
    children: list[_Node] = field(default_factory=list)

    def entry(self) -> Entry:
        children = tuple(child.entry() for child in self.children)
        return Entry(self.kind, self.file, self.title, self.position, children)


def read_summary(text: str, path: str, folder: str) -> Summary:
    """Return the entries of a summary; `folder` is where it lies in the book, `src` or nothing."""
    findings: list[Diagnostic] = []
    front: list[_Node] = []
    body: list[_Node] = []
    back: list[_Node] = []
    open_nodes: list[_Node] = []
    part: _Node | None = None
    for number, line in _lines(text):
        match = _ITEM.fullmatch(line)
        plain = None if match else _PLAIN.fullmatch(line.strip())
        heading = None if match or plain else _HEADING.fullmatch(line)
        place = Position(path, number, len(line) - len(line.lstrip()) + 1)
        if heading is not None:
            open_nodes = []
            if front or body or back or number > 1 and _has_title(text, number):
                part = _Node("part", -1, None, heading["title"], place)
                body.append(part)
        elif match is not None:
            node = _node(match, "chapter", len(match["indent"].expandtabs(4)), folder, place)
            while open_nodes and open_nodes[-1].indent >= node.indent:
                open_nodes.pop()
            siblings = open_nodes[-1].children if open_nodes else part.children if part else body
            if siblings and siblings[0].kind == "chapter" and siblings[0].indent != node.indent:
                findings.append(_indented(line, place))
            open_nodes.append(node)
            siblings.append(node)
            if back:
                findings.append(
                    Diagnostic(
                        "summary-unreadable",
                        "error",
                        "a chapter of the list stands behind one that has no - before it",
                        "Begin every line of the list with -; chapters without it come before the "
                        "list or behind it.",
                        place,
                    )
                )
        elif plain is not None:
            where, kinds = (back, BACK_KINDS) if body else (front, FRONT_KINDS)
            stem = kind_of(plain["file"], kinds, plain["title"])
            where.append(_node(plain, stem, 0, folder, place))
            open_nodes = []
        elif line.strip() and not _SEPARATOR.fullmatch(line):
            findings.append(
                Diagnostic(
                    "summary-unreadable",
                    "error",
                    "this line names no chapter",
                    "Write `- [Title](file.md)`, or `# Title` for a part, or remove the line.",
                    place,
                )
            )
    kept = [list(_without_drafts(nodes, findings)) for nodes in (front, body, back)]
    if not any(kept) and not findings:
        findings.append(
            Diagnostic(
                "chapters-missing",
                "error",
                "the summary lists no chapter",
                "Write a line such as `- [Title](file.md)` for each chapter.",
                Position(path, 1, 1),
            )
        )
    first, middle, last = (tuple(node.entry() for node in nodes) for nodes in kept)
    return Summary(first, middle, last, tuple(findings))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines with their numbers; comments are empty."""
    shown = re.sub(r"<!--.*?-->", lambda m: re.sub(r"[^\n]", " ", m[0]), text, flags=re.DOTALL)
    return iter(enumerate(shown.split("\n"), 1))


def _has_title(text: str, number: int) -> bool:
    """Tell whether a heading stands before a line."""
    return any(_HEADING.fullmatch(line) for n, line in _lines(text) if n < number)


def _node(
    match: re.Match[str], kind: DivisionKind, indent: int, folder: str, place: Position
) -> _Node:
    name = unquote(match["file"].strip().removeprefix("<").removesuffix(">")).strip()
    path = str(PurePosixPath(folder, name)) if name else ""
    where = Position(place.path, place.line, match.start("file") + 1)
    file = NamedFile(path, where) if path else None
    return _Node(kind, indent, file, match["title"].strip(), where)


def _without_drafts(nodes: list[_Node], findings: list[Diagnostic]) -> Iterator[_Node]:
    """Yield the nodes that have files; report and leave out the drafts, but not their children."""
    for node in nodes:
        node.children = list(_without_drafts(node.children, findings))
        if node.file is not None or (node.kind == "part" and node.children):
            yield node
            continue
        draft = node.kind != "part"
        findings.append(
            Diagnostic(
                "chapter-draft",
                "warning",
                f"the {'chapter' if draft else 'part'} “{node.title}” has no "
                f"{'file' if draft else 'chapters'} and is left out",
                "Write its file between the brackets when it is ready."
                if draft
                else "List its chapters below it, or remove it.",
                node.position,
            )
        )
        yield from node.children


def _indented(line: str, place: Position) -> Diagnostic:
    return Diagnostic(
        "summary-unreadable",
        "error",
        f"“{line.strip()}” is indented neither like the chapter before it nor like one under it",
        "Indent it like its neighbours, with two spaces for each level.",
        place,
    )
