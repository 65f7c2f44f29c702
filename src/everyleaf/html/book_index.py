"""Make the index from the marks in the text.

1. A mark is `<span class="index-term" data-index="tree!beech">`; each gets an id.
2. Marks of one entry come together, entries under entries, sorted as the language sorts, under
   letters.
3. A locator leads to its mark. Until the pages are known its text is its number in the entry.
4. `data-see` makes an entry that leads to another instead of to a place; `data-sort` files an entry
   under other words than its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lxml import etree
from markupsafe import Markup

from everyleaf.diagnostics import Diagnostic, suggest
from everyleaf.elements import place_of
from everyleaf.html.collation import initial_of, sort_key
from everyleaf.html.languages import in_language, language_at, mark_language, write_attributes
from everyleaf.ids import slugify, take_id
from everyleaf.model import Element
from everyleaf.words import Words


@dataclass(slots=True)
class Entry:
    """A line of the index; it grows while the marks are gathered."""

    term: str
    source: str
    language: str
    sort: str = ""
    """How it is filed, if not as it is written: the reading of a Japanese word, say."""
    marks: list[Element] = field(default_factory=list)
    sees: list[tuple[str, Element]] = field(default_factory=list)
    """Each other entry that this one leads to, and the mark that says so."""
    entries: dict[str, Entry] = field(default_factory=dict)
    id: str = ""
    """Given when another entry leads here."""


def make_index(
    roots: Sequence[Element], words: Words, language: str, taken: set[str]
) -> tuple[Markup, tuple[Diagnostic, ...]]:
    """Return what stands under the index's heading, nothing if there are no marks, and findings.

    Gives each mark an id; changes the trees and `taken`.
    """
    top = _gather(roots, language, taken)
    findings = tuple(_link_sees(top, taken))
    index = etree.Element("div")
    letter = None
    for entry in _sorted(top.values(), language):
        initial = initial_of(entry.sort or entry.term, language)
        if initial != letter or not len(index):
            letter = initial
            heading = etree.SubElement(index, "h3")
            heading.set("id", take_id(f"index-{slugify(initial or words.symbols)}", taken))
            heading.set("data-source", entry.source)
            heading.text = initial or words.symbols
            if not initial:
                mark_language(heading, words)
            etree.SubElement(index, "ul")
        index[-1].append(_write_entry(entry, top, words, language))
    parts = [etree.tostring(child, encoding="unicode") for child in index]
    return Markup("\n".join(parts)), findings


def _gather(roots: Sequence[Element], language: str, taken: set[str]) -> dict[str, Entry]:
    top: dict[str, Entry] = {}
    for root in roots:
        for mark in root.iter("span"):
            if "index-term" not in mark.get("class", "").split():
                continue
            path = [part.strip() for part in (mark.get("data-index") or "").split("!")]
            path = [part for part in path if part]
            if not path:
                continue
            if not mark.get("id"):
                mark.set("id", take_id("ix-1", taken))
            entries = top
            for part in path:
                entry = entries.setdefault(
                    part,
                    Entry(part, mark.get("data-source", ""), language_at(mark, language)),
                )
                entries = entry.entries
            entry.sort = entry.sort or mark.get("data-sort", "")
            if other := mark.get("data-see"):
                entry.sees.append((other, mark))
            else:
                entry.marks.append(mark)
    return top


def _link_sees(top: dict[str, Entry], taken: set[str]) -> Iterable[Diagnostic]:
    """Give an id to each entry that another leads to; report those that are not there."""
    for entry in _walk(top):
        for other, mark in entry.sees:
            found = _find(top, other)
            if found is None:
                yield Diagnostic(
                    "index-entry-missing",
                    "error",
                    f"the index has no entry “{other}” to see",
                    f'Mark a place as `index="{other}"`, or name another entry.'
                    f"{suggest(other, (e.term for e in _walk(top) if e is not entry))}",
                    place_of(mark),
                )
            elif not found.id:
                found.id = take_id(f"index-{slugify(other.replace('!', ' '))}", taken)


def _walk(entries: dict[str, Entry]) -> Iterable[Entry]:
    for entry in entries.values():
        yield entry
        yield from _walk(entry.entries)


def _find(top: dict[str, Entry], path: str) -> Entry | None:
    entries, entry = top, None
    for part in path.split("!"):
        entry = entries.get(part.strip())
        if entry is None:
            return None
        entries = entry.entries
    return entry


def _sorted(entries: Iterable[Entry], language: str) -> list[Entry]:
    return sorted(entries, key=lambda entry: sort_key(entry.sort or entry.term, language))


def _write_entry(entry: Entry, top: dict[str, Entry], words: Words, language: str) -> Element:
    line = in_language(Markup.escape(entry.term), entry.language, language)
    for number, mark in enumerate(entry.marks, 1):
        line += Markup('{}<a class="locator" href="#{}" data-source="{}">{}</a>').format(
            words.comma, mark.get("id"), mark.get("data-source", ""), number
        )
    if entry.sees:
        line += Markup.escape(words.comma) + _write_sees(entry, top, words, language)
    item = etree.fromstring(
        Markup('<li data-source="{}"{}>{}</li>').format(
            entry.source, Markup(' id="{}"').format(entry.id) if entry.id else "", line
        )
    )
    if entry.entries:
        below = etree.SubElement(item, "ul")
        for child in _sorted(entry.entries.values(), language):
            below.append(_write_entry(child, top, words, language))
    return item


def _write_sees(entry: Entry, top: dict[str, Entry], words: Words, language: str) -> Markup:
    links = []
    for other in dict.fromkeys(other for other, _ in entry.sees):
        found = _find(top, other)
        name = Markup.escape(other.replace("!", words.comma))
        name = in_language(name, (found or entry).language, language)
        links.append(
            Markup('<a class="index-see" href="#{}">{}</a>').format(found.id, name)
            if found
            else name
        )
    pattern = words.see_also if entry.marks or entry.entries else words.see
    return Markup('<span class="see"{}>{}</span>').format(
        write_attributes(words), Markup.escape(pattern).format(terms=Markup("; ").join(links))
    )
