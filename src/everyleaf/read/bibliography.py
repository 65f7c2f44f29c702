"""Set the citations of a publication, and list the works that it cites.

1. Gather the citations in reading order; a note is read where the text first refers to it.
2. Look their keys up in the author's bibliography.
3. `pandoc` sets them all at once by the style, for they depend on each other: "ibid.", "2020a".
4. Put each in its place: every work cited is a link to its entry.

Without a bibliography, `@name` in running text is just that.
"""

from __future__ import annotations

import dataclasses
import difflib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.elements import full_text, ids_of, place_of
from everyleaf.model import Element
from everyleaf.read.bibtex import Work
from everyleaf.read.citation_notes import NOTE_CLASS, make_notes
from everyleaf.read.citations import CITES_ATTRIBUTE
from everyleaf.read.foreign_words import mark_foreign_words
from everyleaf.read.languages import direction_of, normalize_language
from everyleaf.read.pandoc import PandocError, PandocMissingError, set_citations
from everyleaf.read.pandoc_text import add_inlines, all_inlines, as_inlines
from everyleaf.read.text import Works
from everyleaf.read.works import Library, Style, read_style, read_works

_API_VERSION = [1, 23]
"""Of pandoc's JSON; pandoc says so if it no longer reads it."""

_PAGES = re.compile(r"^(,?\s*)pp?\.\s*(?=\d)")
"""English for pages, before a number: one without a label is a page too."""


@dataclass(frozen=True, slots=True)
class Cited:
    """What came of the citations."""

    bibliography: Element | None
    """A `<ul>` of the works cited, in the style's order."""
    findings: tuple[Diagnostic, ...]
    notes: Mapping[Element, Element] = field(default_factory=dict)
    """Text → its notes, where it had none and the style cites in notes."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """A citation in the text, not set yet."""

    element: Element
    cites: tuple[tuple[str, Any, Any, bool], ...]
    """Key, prefix, suffix, and whether the author is left out."""
    narrative: bool
    is_in_note: bool

    @property
    def position(self) -> Position:
        return place_of(self.element)


def cite(
    roots: Sequence[tuple[Element, Element | None]],
    works: Works | None,
    language: str,
    place: Position,
) -> Cited:
    """Set all citations; changes the trees.

    Args:
        roots: the text and the notes of each division, in reading order.
        works: the author's files; None if one cannot be read.
        language: of the publication, BCP 47.
        place: where the style, or else the bibliography, is named.
    """
    marks = list(_marks(roots))
    trees = [root for pair in roots for root in pair if root is not None]
    ids = set(ids_of(*trees)) if marks else set()
    cited = Cited(None, ())
    if works is not None:
        try:
            cited = _cite(marks, works, language, place, ids)
        except PandocMissingError:
            cited = Cited(None, (_missing_tool(place),))
        cited = dataclasses.replace(cited, notes=make_notes(roots, language))
    for mark in marks:  # those that could not be set stay as they were written
        mark.element.attrib.pop(CITES_ATTRIBUTE, None)
    return cited


def _cite(marks: list[_Mark], works: Works, language: str, place: Position, ids: set[str]) -> Cited:
    if not works.files:
        return Cited(None, tuple(_without_bibliography(marks)))
    library = read_works(works.files, frozenset(_cited(marks)))
    findings = [*library.findings, *_repeated(library, marks)]
    style = read_style(works.style, place)
    if isinstance(style, Diagnostic):
        findings.append(style)
    if not library.findings:
        findings += _unknown_keys(marks, library.places)
    marks = [mark for mark in marks if all(key in library.works for key, *_ in mark.cites)]
    if isinstance(style, Diagnostic) or not marks:
        return Cited(None, tuple(findings))
    try:
        return Cited(_set(marks, library.works, style, language, ids), tuple(findings))
    except PandocError as error:
        return Cited(None, (*findings, _refused(str(error), marks, library, place)))


def _refused(message: str, marks: Sequence[_Mark], library: Library, place: Position) -> Diagnostic:
    """Say which work pandoc cannot read, or that the style cannot be used."""
    reason = " ".join(message.split())
    if found := re.search(r"works\.json: Error in \$\[(\d+)\]", reason):
        key = _cited(marks)[int(found[1])]
        return Diagnostic(
            "bibliography-unreadable",
            "error",
            f"the work {key} cannot be read: {reason[found.end() :].lstrip(': ')}",
            "Mend what it says there, or export it anew.",
            library.works[key].position,
        )
    return Diagnostic(
        "citation-style-unreadable",
        "error",
        f"the citations cannot be set: {reason}",
        "Use another style of citing.",
        place,
    )


def _cited(marks: Iterable[_Mark]) -> list[str]:
    """Return the keys in the order of their first citation."""
    return list(dict.fromkeys(key for mark in marks for key, *_ in mark.cites))


def _missing_tool(place: Position) -> Diagnostic:
    return Diagnostic(
        "citation-tool-missing",
        "error",
        "pandoc, which sets citations, is not there",
        "Install it: `pip install pypandoc-binary`.",
        place,
    )


def _marks(roots: Sequence[tuple[Element, Element | None]]) -> Iterator[_Mark]:
    """Yield the citations in reading order."""
    for body, notes in roots:
        waiting = {f"#{note.get('id')}": note for note in (notes if notes is not None else ())}
        yield from _marks_within(body, waiting, is_note=False)
        for note in list(waiting.values()):
            yield from _marks_within(note, {}, is_note=True)


def _marks_within(root: Element, waiting: dict[str, Element], *, is_note: bool) -> Iterator[_Mark]:
    for element in root.iter("span", "a"):
        if (text := element.get(CITES_ATTRIBUTE)) is not None:
            told = json.loads(text)
            cites = tuple(
                (key, prefix, suffix, minus) for key, prefix, suffix, minus in told["cites"]
            )
            yield _Mark(element, cites, told["narrative"], is_note)
        elif element.get("role") == "doc-noteref":
            note = waiting.pop(element.get("href", ""), None)
            if note is not None:
                yield from _marks_within(note, waiting, is_note=True)


def _without_bibliography(marks: Iterable[_Mark]) -> Iterator[Diagnostic]:
    """Make text again of what stands in running text; report the first in brackets."""
    meant = []
    for mark in marks:
        if mark.narrative:
            _unwrap(mark.element)
        else:
            meant.append(mark)
    if meant:
        others = f" (and {len(meant) - 1} more)" if len(meant) > 1 else ""
        yield Diagnostic(
            "bibliography-missing",
            "error",
            f"{meant[0].element.text} is a citation{others}, and there is no bibliography",
            "Name one: `bibliography: works.bib`; write `\\@` for an at sign that is meant.",
            meant[0].position,
        )


def _unwrap(element: Element) -> None:
    """Put an element's text in its place; changes its parent."""
    parent, before = element.getparent(), element.getprevious()
    assert parent is not None
    text = (element.text or "") + (element.tail or "")
    if before is None:
        parent.text = (parent.text or "") + text
    else:
        before.tail = (before.tail or "") + text
    element.tail = None
    parent.remove(element)


def _unknown_keys(marks: Iterable[_Mark], works: Mapping[str, Position]) -> Iterator[Diagnostic]:
    for mark in marks:
        for key in dict.fromkeys(key for key, *_ in mark.cites):
            if key not in works:
                near = difflib.get_close_matches(key, works, 1, 0.6)
                yield Diagnostic(
                    "citation-missing",
                    "error",
                    f"no work in the bibliography has the key {key}",
                    "Correct it, or add the work; write `\\@` for an at sign that is meant."
                    + (f" Did you mean @{near[0]}?" if near else ""),
                    mark.position,
                )


def _repeated(library: Library, marks: Iterable[_Mark]) -> Iterator[Diagnostic]:
    cited = {key for mark in marks for key, *_ in mark.cites}
    for key, position in library.repeated.items():
        yield Diagnostic(
            "bibliography-key-repeated",
            "error" if key in cited else "warning",
            f"the key {key} is used already, at {library.places[key]}",
            "Give one of the works another key, or remove it.",
            position,
        )


def _set(
    marks: Sequence[_Mark], works: Mapping[str, Work], style: Style, language: str, ids: set[str]
) -> Element | None:
    """Set the citations; return the list of works; changes the marks' elements."""
    cited = _cited(marks)
    names = dict(zip(cited, _names(cited, ids), strict=True))
    items = [{**works[key].item, "id": names[key]} for key in cited]
    is_english = language.split("-")[0] == "en"
    blocks = []
    for mark in marks:
        block = {"t": "Para", "c": [_pandoc_cite(mark, names, is_english)]}
        if style.in_notes and mark.is_in_note:
            block = {"t": "Para", "c": [{"t": "Note", "c": [block]}]}
        blocks.append(block)
    meta = {
        "lang": {"t": "MetaString", "c": language},
        "link-citations": {"t": "MetaBool", "c": True},
        "link-bibliography": {"t": "MetaBool", "c": True},
    }
    document = {"pandoc-api-version": _API_VERSION, "meta": meta, "blocks": blocks}
    made: Any = set_citations(document, items, style.data)

    first = {key: mark for mark in reversed(marks) for key, *_ in mark.cites}
    keys = {f"ref-{name}": key for key, name in names.items()}
    listed = made["blocks"][len(marks) :]
    entries = [entry for div in listed for entry in div["c"][1]]
    known = {entry["c"][0][0] for entry in entries}
    for mark, block in zip(marks, made["blocks"], strict=False):
        inlines = block["c"]
        if style.in_notes and mark.is_in_note:
            inlines = _within_note(mark.element, all_inlines(inlines[0]["c"]))
        _fill(mark.element, inlines, known)
        for key, *_ in mark.cites:
            if told := _language(works[key]):
                mark_foreign_words(mark.element, told, language)
    if not entries:
        return None
    bibliography = etree.Element("ul")
    bibliography.set("class", "bibliography")
    bibliography.set("data-source", str(works[keys[entries[0]["c"][0][0]]].position))
    for entry in entries:
        identifier = entry["c"][0][0]
        key = keys[identifier]
        work = works[key]
        source = str(work.position if work.position.line else first[key].position)
        item = etree.SubElement(bibliography, "li")
        item.set("id", identifier)
        item.set("data-epub-type", "biblioentry")
        item.set("data-source", source)
        add_inlines(item, all_inlines(entry["c"][1]), source, _link)
        _mark_language(item, work, language)
    return bibliography


def _names(keys: Iterable[str], ids: set[str]) -> Iterator[str]:
    """Yield for each key what can stand in an id and in an address, behind `ref-`."""
    taken = {identifier.removeprefix("ref-") for identifier in ids}
    for key in keys:
        stem = re.sub(r"[^\w.:-]+", "-", key)
        name, number = stem, 1
        while name in taken:
            number += 1
            name = f"{stem}-{number}"
        taken.add(name)
        yield name


def _pandoc_cite(mark: _Mark, names: Mapping[str, str], is_english: bool) -> dict[str, Any]:
    citations = []
    for index, (key, prefix, suffix, minus) in enumerate(mark.cites):
        is_author_in_text = mark.narrative and index == 0 and not minus
        mode = "SuppressAuthor" if minus else "NormalCitation"
        if suffix and not is_english:  # pandoc knows the labels of the text's language alone
            suffix = [[_PAGES.sub(r"\1", suffix[0][0]), suffix[0][1]], *suffix[1:]]
        behind = as_inlines(suffix)
        if behind and not mark.narrative and suffix[0][0][0] not in ",.;:":
            behind = [{"t": "Space"}, *behind]
        citations.append(
            {
                "citationId": names[key],
                "citationPrefix": as_inlines(prefix),
                "citationSuffix": behind,
                "citationMode": {"t": "AuthorInText" if is_author_in_text else mode},
                "citationNoteNum": 0,
                "citationHash": 0,
            }
        )
    return {"t": "Cite", "c": [citations, []]}


def _fill(element: Element, inlines: Sequence[Any], known: set[str]) -> None:
    """Put the set citation in place of what the author wrote; changes the element."""

    def link(address: str) -> dict[str, str]:
        return _link(address) if not address.startswith("#") or address[1:] in known else {}

    element.text = None
    notes = [note for cite in inlines if cite["t"] == "Cite" for note in _take_notes(cite)]
    add_inlines(element, inlines, element.get("data-source", ""), link)
    if notes:  # of a style that cites in notes
        note = etree.SubElement(element, "span")
        note.set("class", NOTE_CLASS)
        note.set("data-source", element.get("data-source", ""))
        add_inlines(note, notes, element.get("data-source", ""), link)


def _within_note(element: Element, inlines: list[Any]) -> list[Any]:
    """Return a citation in the author's own note, without the stop of a whole note; changes it."""
    words = inlines[0]["c"][1]
    while words and words[-1]["t"] == "Span":
        words = words[-1]["c"][1]
    goes_on = bool((element.tail or "").strip()) or element.getnext() is not None
    if goes_on and words and words[-1] == {"t": "Str", "c": "."}:
        del words[-1]
    return inlines


def _take_notes(cite: Any) -> list[Any]:
    """Take the notes out of a citation; return their text; changes the citation."""
    inlines = cite["c"][1]
    taken = all_inlines(block for one in inlines if one["t"] == "Note" for block in one["c"])
    cite["c"][1] = [one for one in inlines if one["t"] != "Note"]
    return taken


def _link(address: str) -> dict[str, str]:
    """Return a link's attributes; none for an address that no edition can reach."""
    if address.startswith("#"):
        return {"href": address, "role": "doc-biblioref"}
    return {"href": address} if re.match(r"https?://[^/]", address) else {}


def _mark_language(entry: Element, work: Work, language: str) -> None:
    """Mark the title of a work in another language, or else the whole entry; changes it."""
    told = _language(work)
    if told is None or told.split("-")[0] == language.split("-")[0]:
        return
    title = _bare(re.sub(r"<[^>]*>", "", str(work.item.get("title", ""))))
    marked = next((e for e in entry.iter("i") if _bare(full_text(e)) == title), None)
    target = entry if marked is None else marked
    target.set("lang", told)
    if marked is not None and direction_of(told) != direction_of(language):
        target.set("dir", direction_of(told))
    if marked is not None:
        mark_foreign_words(entry, told, language)


def _language(work: Work) -> str | None:
    return normalize_language(str(work.item.get("language", "")))


def _bare(text: str) -> str:
    return "".join(re.findall(r"\w+", text.casefold()))
