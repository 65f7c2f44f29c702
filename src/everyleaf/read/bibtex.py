"""Read works from BibTeX and BibLaTeX, as reference managers export them.

1. The entries are found by their first lines, so that each work knows its place.
2. `pandoc` reads those that are cited, and what they rest on: strings and parents. A library of
   thousands takes it half a minute otherwise.
3. Formulas in titles are said as CSL can say them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from everyleaf.diagnostics import Position
from everyleaf.read.pandoc import PandocError, read_bibtex

Item: TypeAlias = Mapping[str, object]
"""A work in CSL-JSON."""

_BLOCK = re.compile(
    r"^[ \t]*@[ \t]*(\w+)[ \t]*[{(][ \t]*(?:([^\s,{}()\"=]+)[ \t]*,)?", re.MULTILINE
)
_SHARED = ("string", "preamble")
_NO_WORKS = (*_SHARED, "comment", "xdata", "set")
_PARENTS = re.compile(
    r"\b(?:crossref|xref|xdata|related|entryset)\s*=\s*[{\"]([^}\"]*)", re.IGNORECASE
)
_PLACE = re.compile(r"\(line (\d+), column (\d+)\):?\s*")

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


@dataclass(frozen=True, slots=True)
class Work:
    """A work that may be cited."""

    item: Item
    position: Position
    """Where it stands in its file."""


@dataclass(frozen=True, slots=True)
class _Block:
    """An entry, or another block, with all that stands behind it before the next."""

    kind: str
    key: str | None
    text: str
    line: int


class UnreadableError(Exception):
    """A file of works cannot be read: where, why, and what to do."""

    def __init__(self, position: Position, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.position, self.reason, self.remedy = position, reason, remedy


def read_bibtex_works(
    path: str, text: str, cited: frozenset[str]
) -> Iterator[tuple[str, Position, Work | None]]:
    """Yield the entries of a file: their keys and places, and the works that are cited.

    Raises:
        UnreadableError: if an entry that is cited cannot be read.
    """
    blocks = list(_blocks(text))
    items = _read(path, text, blocks, cited)
    seen: set[str] = set()
    for block in blocks:
        if block.key is None or block.kind in _NO_WORKS:
            continue
        position = Position(path, block.line)
        item = items.get(block.key) if block.key not in seen else None
        seen.add(block.key)
        yield block.key, position, Work(item, position) if item is not None else None
    for key in [key for key in items if key not in seen]:
        position = Position(path, 1)
        yield key, position, Work(items[key], position)


def _blocks(text: str) -> Iterator[_Block]:
    matches = list(_BLOCK.finditer(text))
    ends = [*(match.start() for match in matches), len(text)][1:]
    line, before = 1, 0
    for match, end in zip(matches, ends, strict=True):
        line += text.count("\n", before, match.start())
        before = match.start()
        yield _Block(match[1].lower(), match[2], text[match.start() : end], line)


def _read(
    path: str, text: str, blocks: list[_Block], cited: frozenset[str]
) -> dict[str, dict[str, object]]:
    wanted = _with_parents(blocks, cited)
    lines = [""] * (text.count("\n") + 1)
    for block in blocks:
        if block.kind in _SHARED or block.key in wanted:
            for number, line in enumerate(block.text.split("\n"), block.line - 1):
                lines[number] += line
    overlooked = cited - {block.key for block in blocks}  # entries that begin within a line
    is_here = any(re.search(rf"[{{(]\s*{re.escape(key)}\s*,", text) for key in overlooked)
    try:
        return _as_items(text if is_here else "\n".join(lines))
    except PandocError as error:
        raise _broken_entry(path, blocks, wanted) or _as_told(path, str(error)) from error


def _as_items(text: str) -> dict[str, dict[str, object]]:
    items = read_bibtex(text.encode())
    assert isinstance(items, list)
    found: dict[str, dict[str, object]] = {}
    for item in items:
        texts = {k: _without_math(v) for k, v in item.items() if isinstance(v, str) and "$" in v}
        found.setdefault(str(item["id"]), item | texts)
    return found


def _with_parents(blocks: list[_Block], cited: frozenset[str]) -> set[str]:
    """Return the keys that are cited, and those that their entries rest on."""
    texts = {block.key: block.text for block in blocks if block.key is not None}
    wanted: set[str] = set()
    waiting = [key for key in cited if key in texts]
    while waiting:
        key = waiting.pop()
        if key not in wanted and key in texts:
            wanted.add(key)
            named = [
                names for match in _PARENTS.finditer(texts[key]) for names in match[1].split(",")
            ]
            waiting += [name.strip() for name in named]
    return wanted


def _broken_entry(path: str, blocks: list[_Block], wanted: set[str]) -> UnreadableError | None:
    """Find the first entry whose braces do not match: pandoc notices at the end of the file."""
    for block in blocks:
        entry = re.sub(r"\\.", "", block.text)
        more = entry.count("{") - entry.count("}")
        if more and block.key in wanted:
            return UnreadableError(
                Position(path, block.line),
                f"braces are {'opened and never closed' if more > 0 else 'closed twice'} in the "
                f"entry {block.key}",
                "Mend the braces of that entry.",
            )
    return None


def _as_told(path: str, message: str) -> UnreadableError:
    found = _PLACE.search(message)
    position = Position(path, *(int(n) for n in found.groups())) if found else Position(path, 1)
    return UnreadableError(
        position,
        (message[found.end() if found else 0 :].strip().splitlines() or ["it is no BibTeX"])[0],
        "Mend the entry there or above: a brace, a quotation mark or a comma is missing.",
    )


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
