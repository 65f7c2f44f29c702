"""Read `book.yaml`: the metadata and settings of a book, and the order of its files.

1. The keys of the front matter and the settings, as in an article.
2. `chapters`, `front-matter`, `appendices`, `back-matter` and `glossary` become entries.
3. `summary` names a file of mdBook's, which `summary` reads into the same entries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

import yaml

from everyleaf.diagnostics import Diagnostic, Position, suggest
from everyleaf.model import DivisionKind, Metadata, Settings
from everyleaf.read.front_matter import METADATA_KEYS, read_metadata
from everyleaf.read.settings import (
    MATERIAL_KEYS,
    SETTING_KEYS,
    Materials,
    NamedFile,
    read_file,
    read_materials,
    read_settings,
)
from everyleaf.read.yaml_fields import (
    Context,
    compose_mapping,
    read_mapping,
    read_text,
)

BOOK_FILE = "book.yaml"

_ORDER_KEYS = ("chapters", "summary", "front-matter", "appendices", "back-matter", "glossary")
FRONT_KINDS: tuple[DivisionKind, ...] = (
    "preface",
    "dedication",
    "epigraph",
    "foreword",
    "introduction",
    "acknowledgments",
)
BACK_KINDS: tuple[DivisionKind, ...] = (
    "afterword",
    "conclusion",
    "acknowledgments",
    "colophon",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A division as the author ordered it, not read yet."""

    kind: DivisionKind
    file: NamedFile | None
    """None for a part without words of its own."""
    title: str | None
    """A part's title; a chapter has its own in its file."""
    position: Position
    children: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class BookFile:
    """What `book.yaml` says."""

    metadata: Metadata | None
    """None where it cannot be used."""
    settings: Settings
    materials: Materials
    front: tuple[Entry, ...]
    """What stands before the body."""
    body: tuple[Entry, ...]
    """Chapters and parts; none where a summary lists them."""
    back: tuple[Entry, ...]
    """Appendices and what stands behind them."""
    summary: NamedFile | None
    findings: tuple[Diagnostic, ...]


def read_book_file(text: str, path: str) -> BookFile:
    """Return what the file says, with every problem found."""
    context = Context(path, first_line=1)
    node = compose_mapping(context, text)
    if node is None:
        return BookFile(None, Settings(), Materials(), (), (), (), None, tuple(context.findings))
    keys = (*METADATA_KEYS, *_ORDER_KEYS, *SETTING_KEYS, *MATERIAL_KEYS)
    fields = read_mapping(context, node, keys, "book.yaml")
    metadata = read_metadata(context, fields, "book")
    settings = read_settings(context, fields, "book")
    materials = read_materials(context, fields)
    summary = read_file(context, fields.get("summary"))
    if ("chapters" in fields) == ("summary" in fields):
        both = "chapters" in fields
        context.error(
            "chapters-missing",
            "the order of the book is given twice, in chapters and in summary"
            if both
            else "the book has no chapters",
            "Keep one of them."
            if both
            else "Add `chapters:` with a list of files, or `summary: SUMMARY.md`.",
            fields["summary"] if both else context.start,
        )
    front = tuple(_matter(context, fields, "front-matter", FRONT_KINDS))
    body = tuple(_body(context, fields.get("chapters")))
    appendices = [
        e for n in _items(fields.get("appendices")) for e in _file(context, n, "appendix")
    ]
    back = [*appendices, *_matter(context, fields, "back-matter", BACK_KINDS)]
    if (glossary := fields.get("glossary")) is not None:
        back += _file(context, glossary, "glossary")
    return BookFile(
        None if context.findings else metadata,
        settings,
        materials,
        front,
        body,
        tuple(back),
        summary,
        tuple(context.findings),
    )


def _items(node: yaml.Node | None) -> list[yaml.Node]:
    if node is None or (isinstance(node, yaml.ScalarNode) and not node.value):
        return []
    return list(node.value) if isinstance(node, yaml.SequenceNode) else [node]


def _file(context: Context, node: yaml.Node, kind: DivisionKind) -> Iterator[Entry]:
    if (file := read_file(context, node)) is not None:
        yield Entry(kind, file, None, file.position)


def _body(context: Context, node: yaml.Node | None) -> Iterator[Entry]:
    known = len(context.findings)
    entries = [entry for item in _items(node) for entry in _chapter(context, item)]
    if node is not None and not entries and len(context.findings) == known:
        context.error("chapters-missing", "chapters lists no file", "List at least one file.", node)
    yield from entries


def _chapter(context: Context, node: yaml.Node, depth: int = 0) -> Iterator[Entry]:
    """Yield a chapter, or a part with its chapters."""
    if not isinstance(node, yaml.MappingNode):
        yield from _file(context, node, "chapter")
        return
    place = context.at(node.start_mark)
    fields = read_mapping(context, node, ("title", "file", "chapters"), "a part")
    title, file = read_text(context, fields.get("title")), read_file(context, fields.get("file"))
    if depth:
        context.error(
            "front-matter-value",
            "a part stands in a part",
            "List files there; a book has parts, and parts have chapters.",
            node,
        )
    if title is None and file is None:
        context.error("title-missing", "a part has no title", "Add `title:` to the entry.", node)
    children = [e for item in _items(fields.get("chapters")) for e in _chapter(context, item, 1)]
    if not children:
        context.error(
            "chapters-missing",
            "a part has no chapters",
            "Add `chapters:` with a list of files.",
            node,
        )
    yield Entry("part", file, title, place, tuple(children))


def _matter(
    context: Context,
    fields: Mapping[str, yaml.Node],
    key: str,
    kinds: tuple[DivisionKind, ...],
) -> Iterator[Entry]:
    """Yield the divisions before or behind the body: files, or files and what they are."""
    for node in _items(fields.get(key)):
        if isinstance(node, yaml.MappingNode):
            yield from _matter_entry(context, node, key, kinds)
        elif (file := read_file(context, node)) is not None:
            yield Entry(kind_of(file.name, kinds), file, None, file.position)


def _matter_entry(
    context: Context, node: yaml.Node, where: str, kinds: tuple[DivisionKind, ...]
) -> Iterator[Entry]:
    fields = read_mapping(context, node, ("file", "kind"), where)
    file = read_file(context, fields.get("file"))
    word = read_text(context, fields.get("kind"))
    kind = next((k for k in kinds if k == word), None)
    if word is not None and kind is None:
        context.error(
            "division-kind-unknown",
            f"{where} has nothing of the kind {word}",
            f"Use one of: {', '.join(kinds)}.{suggest(word, kinds)}",
            fields["kind"],
        )
    if file is None:
        context.error(
            "front-matter-value",
            f"an entry of {where} has no file",
            "Write it as `{file: preface.md, kind: preface}`.",
            node,
        )
        return
    yield Entry(kind or kind_of(file.name, kinds), file, None, file.position)


def kind_of(name: str, kinds: tuple[DivisionKind, ...], title: str = "") -> DivisionKind:
    """Return what a file is by its name or title, `00-preface.md`; else the first of the kinds."""
    stem = PurePosixPath(name).stem.casefold()
    words = (re.sub(r"^\w*\d+[-_. ]*", "", stem), stem, title.strip().casefold())
    return next((kind for kind in kinds if kind in words), kinds[0])
