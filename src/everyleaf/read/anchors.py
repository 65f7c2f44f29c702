"""Give every heading an id, unique in the publication, and lead links to ids.

1. What the author named keeps its name; two elements of one name are a finding. In mdBook each
   file is a page of its own, so there a name that is taken gets the file's name before it.
2. A chapter's title gets the name of its file, its other headings a slug of their words behind it.
3. A link to a file, `02-summer.md#low`, leads to the id. A link to nothing is a finding, and loses
   its address.

Why a link is tried by several names: authors copy addresses from GitHub, Pandoc and mdBook, each of
which makes another slug of the same heading.
"""

from __future__ import annotations

import copy
import difflib
import posixpath
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.elements import HEADINGS, full_text, ids_of, place_of
from everyleaf.ids import RESERVED_IDS, free_id, slugify, take_id
from everyleaf.model import Element
from everyleaf.read.links import can_lead_between

ALIASES = "data-aliases"
"""Attribute of an element: other names of its place, by which links may call it."""


@dataclass
class Page:
    """One file's trees, and the names by which links know its places."""

    file: str
    """Relative to the publication's folder; empty where words come from no file of their own."""
    roots: tuple[Element, ...]
    name: str = ""
    """What its ids begin with, before it is a slug."""
    identifier: str = ""
    """The id of its title."""
    anchors: dict[str, str] = field(default_factory=dict)
    """What a link may say behind `#` → the id of that place."""
    aliases: dict[str, Element] = field(default_factory=dict)
    """Other names of places → the element there."""


def give_ids(pages: Sequence[Page], *, form_is_book: bool, own_names: bool) -> list[Diagnostic]:
    """Make ids unique and give each heading one; changes the trees and the pages' anchors.

    `own_names` says that each file may name its places without regard to the others.
    """
    findings: list[Diagnostic] = []
    seen: dict[str, Element] = {}
    for page in pages:
        mine: dict[str, Element] = {}
        for element in list(_named(page)):
            name = element.get("id", "")
            other = mine.setdefault(name, element)
            if other is element and own_names and (name in seen or name in RESERVED_IDS):
                element.set("id", free_id(f"{_prefix(page)}--{name}", {*seen, *RESERVED_IDS}))
                other = element
            elif other is element:
                other = seen.get(name, element)
            if other is not element:
                findings.append(_repeated(name, element, other))
                del element.attrib["id"]
                continue
            seen[element.get("id", "")] = element
            page.anchors[name] = element.get("id", "")
        for element in [e for root in page.roots for e in root.iter("*") if ALIASES in e.attrib]:
            _take_aliases(page, element, {*seen, *RESERVED_IDS})
            if element.get("id"):
                seen.setdefault(element.get("id", ""), element)
    taken = {*seen, *RESERVED_IDS}
    for page in pages:
        _name_headings(page, taken, form_is_book=form_is_book)
    return findings


def _take_aliases(page: Page, element: Element, taken: set[str]) -> None:
    """Let an element answer to its other names; changes the element and the page."""
    names = element.attrib.pop(ALIASES).split()
    if not element.get("id") and element.tag not in HEADINGS:
        base = names[0] if names[0] not in taken else f"{_prefix(page)}--{names[0]}"
        element.set("id", free_id(base, taken))
    for name in names:
        page.aliases[name] = element


def _named(page: Page) -> Iterator[Element]:
    return (e for root in page.roots for e in root.iter("*") if e.get("id"))


def _name_headings(page: Page, taken: set[str], *, form_is_book: bool) -> None:
    """Give each heading an id, and note what else links may call it; changes the page."""
    counted: dict[str, int] = {}
    prefix = _prefix(page)
    for heading in (h for root in page.roots for h in root.iter(*HEADINGS)):
        words = _words(heading)
        slug = slugify(words)
        if not heading.get("id"):
            title = heading.tag == "h1" and not page.identifier
            base = slug if not form_is_book else prefix if title else f"{prefix}--{slug}"
            heading.set("id", take_id(base, taken))
        if heading.tag == "h1" and not page.identifier:
            page.identifier = heading.get("id", "")
        on_a_page = _mdbook_slug(words)
        times = counted.get(on_a_page, 0)
        counted[on_a_page] = times + 1
        names = (f"{on_a_page}-{times}" if times else on_a_page, on_a_page, slug)
        for name in names:
            page.anchors.setdefault(name, heading.get("id", ""))
    if form_is_book and not page.identifier:  # a dedication: nothing but words
        page.identifier = take_id(prefix, taken)
    for name, element in page.aliases.items():
        page.anchors.setdefault(name, element.get("id", ""))


def _prefix(page: Page) -> str:
    """Return the id of a file's title: `02-summer`, or the words of a part's title."""
    if page.name:
        return slugify(page.name)
    heading = next((h for root in page.roots for h in root.iter(*HEADINGS)), None)
    return slugify(_words(heading)) if heading is not None else "section"


def _repeated(name: str, element: Element, other: Element) -> Diagnostic:
    return Diagnostic(
        "id-repeated",
        "error",
        f"the id {name} is used already, at {place_of(other)}",
        "Give one of them another id.",
        place_of(element),
        "WCAG 2.2 SC 1.3.1",
    )


def lead_links(pages: Sequence[Page], names: Iterable[str] = ()) -> list[Diagnostic]:
    """Lead each link to an id, or report it and take its address; changes the trees.

    `names` are those of all files of the folder, for suggestions.
    """
    findings: list[Diagnostic] = []
    by_file = {_folded(page.file): page for page in pages if page.file}
    everywhere = {*RESERVED_IDS, *(i for page in pages for i in ids_of(*page.roots))}
    suggestions = _Suggestions(tuple(sorted(everywhere)), tuple(p.file for p in pages if p.file))
    for page in pages:
        for link in [a for root in page.roots for a in root.iter("a")]:
            href = link.get("href", "")
            if not href:
                unlink(link)
            if not _is_inside(href) or link.get("role") or link.get("class") == "cross-reference":
                continue
            found = _resolve(href, page, by_file, everywhere, suggestions, place_of(link))
            if isinstance(found, Diagnostic):
                findings.append(found)
                unlink(link)
            elif found is not None:
                link.set("href", f"#{found}")
    return findings


def unlink(link: Element) -> None:
    """Take a link's address; its words stay. Changes the element."""
    link.tag = "span"
    for name in ("href", "title", "data-form", "data-page"):
        link.attrib.pop(name, None)


@dataclass(frozen=True, slots=True)
class _Suggestions:
    """What an author may have meant."""

    ids: Sequence[str]
    files: Sequence[str]

    def near(self, word: str, known: Sequence[str], mark: str = "") -> str:
        found = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
        return f" Did you mean {mark}{found[0]}?" if found else ""


def _is_inside(href: str) -> bool:
    """Tell whether an address is that of a place in the publication."""
    return len(href) > 1 if href.startswith("#") else can_lead_between(href)


def _resolve(
    href: str,
    page: Page,
    by_file: Mapping[str, Page],
    everywhere: set[str],
    suggestions: _Suggestions,
    place: Position,
) -> str | Diagnostic | None:
    """Return the id that an address leads to, or what is wrong with it."""
    if href.startswith("#"):
        anchor, target = href[1:], page
    else:
        parts = urlsplit(href)
        path, anchor = unquote(parts.path), unquote(parts.fragment)
        names = list(_file_names(posixpath.join(posixpath.dirname(page.file), path)))
        found = next((by_file[n] for name in names if (n := _folded(name)) in by_file), None)
        if found is None:
            return Diagnostic(
                "link-file-missing",
                "error",
                f"the link leads to {path}, which is no file of this book",
                "Name a file that the book lists, from the folder of this one, or write the whole "
                f"address (https://…).{suggestions.near(names[0], suggestions.files)}",
                place,
            )
        target = found
        if not anchor:
            return target.identifier
    identifier = _place_in(target, anchor)
    if identifier is None and target is page and anchor in everywhere:
        identifier = anchor
    if identifier is not None:
        return identifier
    of_page = tuple(target.anchors) if target is not page else suggestions.ids
    where = "" if target is page else f" in {target.file}"
    return Diagnostic(
        "link-target-missing",
        "error",
        f"nothing{where} has the id {anchor}",
        f"Write {{#{anchor}}} after the heading, figure or table that is meant."
        f"{suggestions.near(anchor, of_page, '#')}",
        place,
        "WCAG 2.2 SC 2.4.4",
    )


def _place_in(page: Page, anchor: str) -> str | None:
    for name in (anchor, unicodedata.normalize("NFC", anchor), anchor.lower(), slugify(anchor)):
        if name in page.anchors:
            return page.anchors[name]
    folded = _folded(anchor)
    return next((i for name, i in page.anchors.items() if _folded(name) == folded), None)


def _file_names(path: str) -> Iterator[str]:
    """Yield the files that an address may mean: `a.html` is mdBook's name of `a.md`."""
    name = posixpath.normpath(path)
    if path.endswith("/"):
        yield from (posixpath.join(name, "README.md"), posixpath.join(name, "index.md"))
    if name.casefold().endswith(".html"):
        yield f"{name[:-5]}.md"
        if posixpath.basename(name).casefold() == "index.html":
            yield posixpath.join(posixpath.dirname(name), "README.md")
    else:
        yield name


def _mdbook_slug(words: str) -> str:
    """Return the words as mdBook and GitHub do: every space is a hyphen."""
    kept = (c for c in words.strip() if c.isalnum() or c in "-_" or c.isspace())
    return "".join("-" if c.isspace() else c.lower() for c in kept)


def _words(heading: Element) -> str:
    """Return a heading's words without the numbers of notes."""
    if heading.find(".//a[@role='doc-noteref']") is None:
        return full_text(heading)
    heading = copy.deepcopy(heading)
    for note in heading.findall(".//a[@role='doc-noteref']"):
        for child in note:
            note.remove(child)
        note.text = None
    return full_text(heading)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
