r"""Find `[see @smith2020, p. 4; -@jones]` and `@fig:tides` in Markdown, by Pandoc's rules.

1. A group in square brackets: every part of it, between semicolons, names one key. What is
   followed by an address or attributes is a link or a span, as in `[@ada](https://…)`.
2. `@key` in running text, not inside a word or an e-mail address, perhaps with a locator behind it:
   `@key [p. 4]`.
3. `\@` is an at sign.

What the marks mean, `citations` and `references` decide: here a mark becomes a token that keeps its
source in `content`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

MARK = "citation_mark"
"""Type of the inline token."""
CITES = "everyleaf-cites"
"""Key in its `meta`: a tuple of `Cite`."""
NARRATIVE = "everyleaf-narrative"
"""Key in its `meta`: whether it stands in running text, without brackets."""

_KEY = r"@(?:\{(?P<braced>[^{}\s]+)\}|(?P<plain>\w+(?:[:.#$%&\-+?<>~/]\w+)*))"
_AT = re.compile(rf"(?<![\w\\])(?P<minus>(?<!\w)-)?{_KEY}")
_BRACKET = re.compile(r" ?\[(?!\^)")
_CODE = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)


Words: TypeAlias = tuple[tuple[str, str], ...]
"""Words around a key: each run of text with its marks, `e` for emphasis and `s` for strong."""


@dataclass(frozen=True, slots=True)
class Cite:
    """One key of a mark, with the words around it."""

    key: str
    prefix: Words
    """The words before it."""
    suffix: Words
    """The words behind it; a citation's locator stands here."""
    minus: bool
    """Whether a minus stands before the at sign."""
    lost: str = ""
    """What stands in the words and cannot be said there: a link, a note, an image."""


def citation_marks_plugin(md: MarkdownIt) -> None:
    """Add the rule to a parser; changes it."""
    md.inline.ruler.before("link", "everyleaf_citations", _rule)


def _rule(state: StateInline, silent: bool) -> bool:
    sign = state.src[state.pos]
    if sign == "[":
        found = _group(state)
    elif sign in "@-":
        found = _narrative(state)
    else:
        return False
    if found is None:
        return False
    cites, end = found
    if not silent:
        token = state.push(MARK, "", 0)
        token.content = state.src[state.pos : end]
        token.meta = {CITES: cites, NARRATIVE: sign != "["}
    state.pos = end
    return True


def _group(state: StateInline) -> tuple[tuple[Cite, ...], int] | None:
    """Read `[…]` at the place; None if it is no group of keys."""
    if "@" not in state.src:
        return None  # of most texts, without a look at their brackets
    end = _closing_bracket(state.src, state.pos, state.posMax)
    if end is None or "@" not in state.src[state.pos : end] or _leads_on(state, end + 1):
        return None
    cites: list[Cite] = []
    for part in _split(state.src[state.pos + 1 : end]):
        match = next(_keys(part), None)
        if match is None:
            return None
        cites.append(_cite(state, match, part[: match.start()], part[match.end() :]))
    return tuple(cites), end + 1


def _narrative(state: StateInline) -> tuple[tuple[Cite, ...], int] | None:
    """Read `@key` or `-@key` at the place, with the locator in brackets behind it."""
    match = _AT.match(state.src, state.pos, state.posMax)
    if match is None:
        return None
    end = match.end()
    bracket = _BRACKET.match(state.src, end, state.posMax)
    cites = [_cite(state, match, "", "")]
    if bracket is not None and not is_reference(cites[0].key):
        close = _closing_bracket(state.src, bracket.end() - 1, state.posMax)
        if close is not None and not _leads_on(state, close + 1):
            inner = state.src[bracket.end() : close]
            first, *others = _split(inner)
            matches = [next(_keys(part), None) for part in others]
            plain = bool(first.strip()) and next(_keys(first), None) is None
            if plain and None not in matches and not _is_link_label(state, inner):
                cites = [_cite(state, match, "", first)] + [
                    _cite(state, m, part[: m.start()], part[m.end() :])
                    for m, part in zip(matches, others, strict=True)
                    if m is not None
                ]
                end = close + 1
    return tuple(cites), end


def plain_words(words: Words) -> str:
    """Return words without their marks."""
    return "".join(text for text, _ in words)


def is_reference(key: str) -> bool:
    """Tell whether a key names a section, figure, table, equation or listing of the text."""
    return re.match(r"(?:sec|fig|tbl|eq|lst)[:-]", key, re.IGNORECASE) is not None


def _cite(state: StateInline, match: re.Match[str], before: str, after: str) -> Cite:
    prefix, lost_before = _words(state, before.strip())
    suffix, lost_after = _words(state, after.strip())
    key = match["braced"] or match["plain"]
    return Cite(key, prefix, suffix, match["minus"] is not None, lost_before or lost_after)


def _words(state: StateInline, source: str) -> tuple[Words, str]:
    """Read the words around a key as inline Markdown; return them and what cannot be kept."""
    if not source:
        return (), ""
    tokens: list[Token] = []
    state.md.inline.parse(source, state.md, {}, tokens)
    runs: list[tuple[str, str]] = []
    marks, lost = "", ""
    for token in tokens:
        if token.type in ("text", "text_special", "code_inline"):
            runs.append((token.content, marks))
        elif token.type in ("softbreak", "hardbreak"):
            runs.append((" ", marks))
        elif token.tag in ("em", "strong"):
            mark = token.tag[0]
            marks = marks + mark if token.nesting > 0 else marks.replace(mark, "", 1)
        else:
            lost = source
    return tuple((text, "".join(sorted(set(marks)))) for text, marks in runs if text), lost


def _keys(text: str) -> Iterator[re.Match[str]]:
    """Yield the keys in some words that stand in no code."""
    code = [match.span() for match in _CODE.finditer(text)]
    for match in _AT.finditer(text):
        if not any(start <= match.start() < end for start, end in code):
            yield match


def _split(text: str) -> list[str]:
    """Split at semicolons that are not escaped and stand in no brackets, braces or code."""
    parts, depth, start, index = [], 0, 0, 0
    code = {m.start(): m.end() for m in _CODE.finditer(text)}
    while index < len(text):
        sign = text[index]
        if index in code:
            index = code[index]
            continue
        if sign == "\\":
            index += 2
            continue
        depth += (sign in "[{") - (sign in "]}")
        if sign == ";" and depth == 0:
            parts.append(text[start:index])
            start = index + 1
        index += 1
    return [*parts, text[start:]]


def _closing_bracket(text: str, start: int, stop: int) -> int | None:
    """Return where the bracket that opens at `start` closes."""
    end = _brackets(text).get(start)
    return end if end is not None and end < stop else None


@functools.lru_cache(maxsize=8)
def _brackets(text: str) -> Mapping[int, int]:
    """Return where each bracket closes: all at once, for a text may open thousands."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    code = {m.start(): m.end() for m in _CODE.finditer(text)}
    index = 0
    while index < len(text):
        sign = text[index]
        if index in code:
            index = code[index]
            continue
        if sign == "\\":
            index += 2
            continue
        if sign == "[":
            opened.append(index)
        elif sign == "]" and opened:
            pairs[opened.pop()] = index
        index += 1
    return pairs


def _leads_on(state: StateInline, pos: int) -> bool:
    """Tell whether brackets that end here are a link's or a span's."""
    return pos < state.posMax and state.src[pos] in "([{"


def _is_link_label(state: StateInline, label: str) -> bool:
    return " ".join(label.split()).upper() in state.env.get("references", {})
