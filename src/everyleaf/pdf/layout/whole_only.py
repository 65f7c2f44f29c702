"""Find what in a print stylesheet needs the whole document in one piece.

Units are laid out apart, so a rule that counts, repeats or quotes across chapters would be wrong:

- counters of its own on elements, and the counters of pages and footnotes in their content;
- `target-counter` of anything but pages, `target-counters` and `target-text`;
- `position: running(…)` with `element(…)`, and `position: fixed`, which repeats on every page;
- `@page :nth(…)` without `of`, and page counters that are set to anything but 1.

Why tokens and not declarations: custom properties and `@media` may hold any of these, and a
document that is laid out in one piece without need is only slower.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

import tinycss2

Token: TypeAlias = Any
"""Of tinycss2, which has no types."""

_COUNTS = {"counter-reset", "counter-increment", "counter-set"}
_OF_PAGES = {"page", "pages", "footnote", "note"}
_NUMBERED = ("::footnote-call", "::footnote-marker")
"""What a stylesheet says of footnotes if it numbers them itself."""
_NEVER = {"target-text", "target-counters", "running", "element"}


def find_whole_only(stylesheet: str) -> str | None:
    """Return the first thing in a stylesheet that needs the whole document, as its author knows it."""
    rules = tinycss2.parse_stylesheet(stylesheet, skip_comments=True, skip_whitespace=True)
    if "footnote" in stylesheet and not all(part in stylesheet for part in _NUMBERED):
        return "footnotes that WeasyPrint numbers"
    return next(_find(rules, in_page=False), None)


def _find(rules: Iterable[Token], in_page: bool) -> Iterator[str]:
    for rule in rules:
        if rule.type == "qualified-rule":
            yield from _find_in_content(rule.content, in_page)
        elif rule.type == "at-rule":
            keyword = rule.lower_at_keyword
            if keyword == "import":
                yield "@import"
            if keyword == "page" and _has_plain_nth(rule.prelude):
                yield "@page :nth() without of"
            if rule.content is not None:
                yield from _find_in_content(rule.content, in_page or keyword == "page")


def _find_in_content(content: Sequence[Token], in_page: bool) -> Iterator[str]:
    """Look through a block: declarations, and the rules in it."""
    name = ""
    for i, token in enumerate(content):
        if token.type == "ident" and _is(content, i + 1, ":"):
            name = token.lower_value
            if name in _COUNTS:
                yield from _find_counters(name, content[i + 2 :], in_page)
            if name == "position" and "fixed" in _values(content[i + 2 :]):
                yield "position: fixed"
        elif token.type == "at-keyword":
            in_page = in_page or token.lower_value == "page"
        yield from _find_function(token, in_page)
        if token.type == "{} block":
            yield from _find_in_content(token.content, in_page)


def _find_counters(name: str, value: Sequence[Token], in_page: bool) -> Iterator[str]:
    values = _values(value)
    if in_page and name == "counter-reset" and values == ["page", "1"]:
        return
    if values[:1] in (["none"], ["list-item"], ["inherit"], ["initial"], ["unset"]):
        return
    yield f"{name}: {' '.join(values)}"


def _find_function(token: Token, in_page: bool) -> Iterator[str]:
    if token.type not in ("function", "() block", "[] block"):
        return
    inside = token.arguments if token.type == "function" else token.content
    name = token.lower_name if token.type == "function" else ""
    idents = [t.lower_value for t in inside if t.type == "ident"]
    if name in _NEVER:
        yield f"{name}()"
    elif name == "target-counter" and "page" not in idents:
        yield "target-counter() of what is not a page"
    elif name in ("counter", "counters") and not in_page and _OF_PAGES & {*idents}:
        yield f"{name}({idents[0]}) outside the margins of a page"
    for part in inside:
        yield from _find_function(part, in_page)


def _has_plain_nth(prelude: Sequence[Token]) -> bool:
    return any(
        token.type == "function"
        and token.lower_name == "nth"
        and "of" not in [t.lower_value for t in token.arguments if t.type == "ident"]
        for token in prelude
    )


def _values(tokens: Sequence[Token]) -> list[str]:
    """Return the words of a declaration up to its end."""
    values: list[str] = []
    for token in tokens:
        if token.type in ("literal", "{} block") and getattr(token, "value", "") in (";", ""):
            break
        if token.type == "literal" and token.value == "!":
            break
        if token.type not in ("whitespace", "comment"):
            values.append(token.serialize())
    return values


def _is(tokens: Sequence[Token], i: int, sign: str) -> bool:
    """Tell whether a sign follows, perhaps after a space."""
    rest = (token for token in tokens[i : i + 2] if token.type not in ("whitespace", "comment"))
    token = next(rest, None)
    return token is not None and token.type == "literal" and token.value == sign
