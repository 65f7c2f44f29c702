"""Read a book: `book.yaml`, its files in order, and what leads from one to another.

1. `book_file`, and `summary` where there is one, say the order.
2. Each file becomes a division: its own front matter, its Markdown, its title.
3. `anchors` gives ids and leads the links from file to file.

What concerns the whole, such as images and citations, comes after it, as for an article.
"""

from __future__ import annotations

import dataclasses
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from everyleaf.diagnostics import Diagnostic, Position, PublishError
from everyleaf.elements import HEADINGS, place_of
from everyleaf.jobs import Jobs
from everyleaf.model import Attribution, Division, Element
from everyleaf.read.anchors import Page, give_ids
from everyleaf.read.book_file import BOOK_FILE, BookFile, Entry, read_book_file
from everyleaf.read.chapter_file import ChapterMatter, read_chapter_matter
from everyleaf.read.chapter_text import read_text
from everyleaf.read.includes import expand_includes
from everyleaf.read.markdown import Dialect, Stretch, parse_markdown
from everyleaf.read.named_files import find_named
from everyleaf.read.project import Library
from everyleaf.read.ranks import mend_ranks
from everyleaf.read.settings import NamedFile
from everyleaf.read.summary import read_summary
from everyleaf.read.text import Text
from everyleaf.read.tree import build_tree

_UNTITLED = ("dedication", "epigraph")
"""Kinds that need no title of their own."""


@dataclass
class _Growing:
    """A division that grows."""

    entry: Entry
    page: Page
    matter: ChapterMatter
    body: Element
    notes: Element | None
    children: list[_Growing]

    def division(self) -> Division:
        matter = self.matter
        return Division(
            kind=self.entry.kind,
            identifier=self.page.identifier,
            body=self.body,
            notes=self.notes,
            contributors=matter.contributors,
            rights=matter.rights,
            license=matter.license,
            language=matter.language,
            children=tuple(child.division() for child in self.children),
        )


@dataclass
class _Reading:
    """What is remembered from file to file."""

    library: Library
    jobs: Jobs
    mdbook: bool
    source_folder: str = ""
    """Where the summary lies in the folder."""
    findings: list[Diagnostic] = field(default_factory=list)
    listed: dict[str, Position] = field(default_factory=dict)
    """File → where it is listed."""
    pages: list[Page] = field(default_factory=list)


def read_book(library: Library, jobs: Jobs) -> Text:
    """Read the book that a folder holds; `jobs` remembers what came of each file.

    Raises:
        PublishError: if `book.yaml` cannot be read at all.
    """
    source = library.read(BOOK_FILE)
    told = read_book_file(source.text, source.path)
    reading = _Reading(library, jobs, told.summary is not None, findings=list(told.findings))
    entries = _in_order(reading, told)
    grown = [g for entry in entries for g in _grow(reading, entry)]
    reading.findings += give_ids(reading.pages, form_is_book=True, own_names=reading.mdbook)
    return Text(
        source.path,
        told.metadata,
        told.settings,
        told.materials,
        tuple(g.division() for g in grown),
        tuple(reading.pages),
        tuple(a for g in _all(grown) for a in _credits(g)),
        tuple(reading.findings),
    )


def _all(grown: list[_Growing]) -> Iterator[_Growing]:
    for one in grown:
        yield one
        yield from _all(one.children)


def _credits(grown: _Growing) -> Iterator[Attribution]:
    for credit in grown.matter.attributions:
        yield dataclasses.replace(credit, part=grown.page.identifier)


def _in_order(reading: _Reading, told: BookFile) -> tuple[Entry, ...]:
    """Return the entries of the whole book, with those of the summary."""
    if told.summary is None:
        return (*told.front, *told.body, *told.back)
    name = _find(reading, told.summary, "summary")
    if name is None:
        return (*told.front, *told.back)
    try:
        source = reading.library.read(name)
    except PublishError as error:
        reading.findings += error.diagnostics
        return (*told.front, *told.back)
    reading.source_folder = posixpath.dirname(name)
    summary = read_summary(source.text, source.path, reading.source_folder)
    reading.findings += summary.findings
    return (*told.front, *summary.front, *summary.body, *told.back, *summary.back)


def _find(reading: _Reading, file: NamedFile, what: str) -> str | None:
    """Return a file's name as the disk has it; report one that may not or cannot be read."""
    found = find_named(reading.library, file, what)
    if isinstance(found, Diagnostic):
        reading.findings.append(found)
        return None
    return found


def _grow(reading: _Reading, entry: Entry) -> Iterator[_Growing]:
    """Yield an entry as a division; what cannot be read is reported and left out."""
    grown = _read_file(reading, entry) if entry.file else _titled(reading, entry)
    children = [g for child in entry.children for g in _grow(reading, child)]
    if grown is None:
        yield from children
        return
    grown.children = children
    yield grown


def _titled(reading: _Reading, entry: Entry) -> _Growing:
    """Return a part that has a title and no words of its own."""
    body = etree.Element("article")
    body.set("data-source", str(entry.position))
    _put_title(body, entry.title or "", entry.position)
    page = Page("", (body,))
    reading.pages.append(page)
    return _Growing(entry, page, ChapterMatter(), body, None, [])


def _put_title(body: Element, title: str, place: Position) -> None:
    """Put a title before what a file says; changes the body."""
    text = "\n" * ((place.line or 1) - 1) + f"# {title}"
    heading = build_tree(parse_markdown(text, place.path)).body[0]
    for element in heading.iter():
        element.set("data-source", str(place))
    body.insert(0, heading)


def _read_file(reading: _Reading, entry: Entry) -> _Growing | None:
    assert entry.file is not None
    name = _find(reading, entry.file, "file")
    if name is None:
        return None
    if (place := reading.listed.setdefault(name, entry.file.position)) != entry.file.position:
        reading.findings.append(
            Diagnostic(
                "chapter-repeated",
                "error",
                f"{name} is listed already, at {place}",
                "List each file once.",
                entry.file.position,
            )
        )
        return None
    try:
        source = reading.library.read(name)
    except PublishError as error:
        reading.findings += error.diagnostics
        return None
    matter, markdown = read_chapter_matter(source.text, source.path)
    number = len(reading.pages) + 1
    dialect = Dialect(book=True, mdbook=reading.mdbook, note_prefix=f"{number}-")
    origins: tuple[Stretch, ...] = ()
    reading.findings += matter.findings
    if reading.mdbook and "{{" in markdown:
        expanded = expand_includes(markdown, name, source.path, reading.library)
        markdown, origins = expanded.text, expanded.origins
        reading.findings += expanded.findings
    tree = read_text(reading.jobs, markdown, source.path, dialect, origins)
    reading.findings += tree.findings
    _check_title(reading, entry, tree.body, source.path)
    roots = (tree.body,) if tree.notes is None else (tree.body, tree.notes)
    within = posixpath.relpath(name, reading.source_folder or ".")
    page = Page(name, roots, posixpath.splitext(within)[0].replace("/", "-"))
    reading.pages.append(page)
    return _Growing(entry, page, matter, tree.body, tree.notes, [])


def _check_title(reading: _Reading, entry: Entry, body: Element, path: str) -> None:
    """Make sure that a title comes first, and that no rank is skipped below it; changes the body."""
    headings = list(body.iter(*HEADINGS))
    first = body[0] if len(body) else None
    if first is not None and (first.tag == "h1" or (reading.mdbook and first in headings)):
        rank = int(str(first.tag)[1])
        first.tag = "h1"
        reading.findings += mend_ranks(headings[1:], rank, one_title=not reading.mdbook)
        return
    reading.findings += mend_ranks(headings, one_title=not reading.mdbook)
    if entry.title is not None:
        _put_title(body, entry.title, entry.position)
    elif entry.kind not in _UNTITLED:
        place = place_of(first) if first is not None else None
        reading.findings.append(
            Diagnostic(
                "chapter-title-missing",
                "error",
                "the file does not begin with a title",
                "Begin its text with `# Title`; its sections begin with ##.",
                place or Position(path, 1),
            )
        )
        _put_title(body, posixpath.splitext(posixpath.basename(path))[0], Position(path, 1, 1))
