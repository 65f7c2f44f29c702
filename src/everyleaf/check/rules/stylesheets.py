"""Read a style sheet of an edition as rules that can be matched with elements.

1. At-rules are opened where their media query holds in the context asked for.
2. A selector with a state, such as `:hover` or `:target`, is kept without it and remembers it: what
   it styles is looked at as if the state were there.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

import cssselect2
import tinycss2
from tinycss2 import ast

Mode: TypeAlias = Literal["light", "dark", "print"]
"""The context in which a sheet is shown."""

STATES = ("hover", "focus", "focus-visible", "focus-within", "active", "target", "visited")
_STATE = re.compile(r":(" + "|".join(sorted(STATES, key=len, reverse=True)) + r")(?![\w-])")
_OPEN = frozenset({"media", "supports", "layer", "container"})
_MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class StyleRule:
    """One selector with its declarations."""

    selector: str
    """As written."""
    compiled: cssselect2.compiler.CompiledSelector
    """Without its states."""
    state: str
    """The first state that it asks for, or an empty string."""
    declarations: tuple[ast.Declaration, ...]
    line: int
    """From 1."""


@dataclass(frozen=True, slots=True)
class PageRule:
    """An `@page` rule, or one of the boxes in its margin."""

    name: str
    """`@page`, `@page :first`, or `@page @top-left`."""
    declarations: tuple[ast.Declaration, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Stylesheet:
    """What a sheet says in one context."""

    rules: tuple[StyleRule, ...]
    pages: tuple[PageRule, ...]


def read_stylesheet(css: str, mode: Mode, properties: frozenset[str]) -> Stylesheet:
    """Return the rules of a sheet that hold in a context, in their order.

    Rules that set none of the properties, and no custom property, are left out.
    """
    rules: list[StyleRule] = []
    pages: list[PageRule] = []
    for block in _read_blocks(css):
        if not all(_holds(query, mode) for query in block.queries):
            continue
        if block.page is not None:
            pages += _page_rules(block.page)
        elif any(d.lower_name in properties or d.name.startswith("--") for d in block.declarations):
            rules += _style_rules(block)
    return Stylesheet(tuple(rules), tuple(pages))


@dataclass(frozen=True, slots=True)
class _Block:
    """A rule as written, with the media queries around it."""

    queries: tuple[str, ...]
    selectors: tuple[str, ...]
    declarations: tuple[ast.Declaration, ...]
    line: int
    page: ast.AtRule | None = None


@functools.lru_cache(maxsize=16)
def _read_blocks(css: str) -> tuple[_Block, ...]:
    """Read a sheet once for all the contexts in which it is shown."""
    nodes = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return tuple(_open(nodes, ()))


def _open(nodes: list[ast.Node], queries: tuple[str, ...]) -> Iterator[_Block]:
    for node in nodes:
        if node.type == "qualified-rule":
            declarations = _declarations(node.content)
            yield _Block(queries, tuple(_selectors(node.prelude)), declarations, node.source_line)
        elif node.type == "at-rule" and node.content is not None:
            if node.lower_at_keyword == "page":
                yield _Block(queries, (), (), node.source_line, node)
            elif node.lower_at_keyword in _OPEN and len(queries) < _MAX_DEPTH:
                query = tinycss2.serialize(node.prelude).strip().lower()
                query = query if node.lower_at_keyword == "media" else "all"
                inner = tinycss2.parse_rule_list(node.content, True, True)
                yield from _open(inner, (*queries, query))


def _holds(query: str, mode: Mode) -> bool:
    """Tell whether a media query holds; what is not known of the reader's device is taken as so."""
    return any(_holds_one(part.strip(), mode) for part in query.split(","))


def _holds_one(query: str, mode: Mode) -> bool:
    if query.startswith("not ") or "forced-colors" in query or "prefers-contrast" in query:
        return False
    medium = re.match(r"(?:only\s+)?(all|screen|print|speech)\b", query)
    if medium and medium[1] not in ("all", "print" if mode == "print" else "screen"):
        return False
    if scheme := re.search(r"prefers-color-scheme\s*:\s*(\w+)", query):
        return scheme[1] == ("dark" if mode == "dark" else "light")
    return True


def _declarations(content: list[ast.Node]) -> tuple[ast.Declaration, ...]:
    nodes = tinycss2.parse_blocks_contents(content, True, True)
    return tuple(node for node in nodes if node.type == "declaration")


def _style_rules(block: _Block) -> Iterator[StyleRule]:
    for selector in block.selectors:
        states = _STATE.findall(selector)
        for compiled in _compile(selector):
            state = states[0] if states else ""
            yield StyleRule(selector, compiled, state, block.declarations, block.line)


@functools.lru_cache(maxsize=4096)
def _compile(selector: str) -> tuple[cssselect2.compiler.CompiledSelector, ...]:
    """Compile a selector without its states; nothing for one that nobody knows."""
    bare = _STATE.sub("", selector)
    bare = re.sub(r"(^|[\s>+~])(?=[\s>+~]|::|$)", r"\1*", bare.strip())
    try:
        return tuple(cssselect2.compile_selector_list(bare))
    except cssselect2.SelectorError:
        return ()


def _selectors(prelude: list[ast.Node]) -> Iterator[str]:
    """Yield the selectors of a list; commas within brackets do not part them."""
    part: list[ast.Node] = []
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            yield tinycss2.serialize(part).strip()
            part = []
        else:
            part.append(token)
    if text := tinycss2.serialize(part).strip():
        yield text


def _page_rules(node: ast.AtRule) -> Iterator[PageRule]:
    name = f"@page {tinycss2.serialize(node.prelude).strip()}".strip()
    inner = tinycss2.parse_blocks_contents(node.content, True, True)
    yield PageRule(name, _declarations(node.content), node.source_line)
    for box in inner:
        if box.type == "at-rule" and box.content is not None:
            yield PageRule(
                f"{name} @{box.lower_at_keyword}", _declarations(box.content), box.source_line
            )
