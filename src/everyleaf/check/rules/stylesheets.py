"""Read a style sheet of an edition as rules that can be matched with elements.

1. At-rules are opened where their media query holds in the context asked for.
2. A selector with a state, such as `:hover` or `:target`, is kept without it and remembers it: what
   it styles is looked at as if the state were there.
"""

from __future__ import annotations

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
    nodes = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    for node in _open(nodes, mode, 0):
        if node.type == "at-rule":
            pages += _page_rules(node)
        else:
            rules += _style_rules(node, properties)
    return Stylesheet(tuple(rules), tuple(pages))


def _open(nodes: list[ast.Node], mode: Mode, depth: int) -> Iterator[ast.Node]:
    for node in nodes:
        if node.type == "qualified-rule":
            yield node
        elif node.type == "at-rule" and node.content is not None:
            if node.lower_at_keyword == "page":
                yield node
            elif node.lower_at_keyword in _OPEN and depth < _MAX_DEPTH:
                query = tinycss2.serialize(node.prelude).strip().lower()
                if node.lower_at_keyword != "media" or _holds(query, mode):
                    inner = tinycss2.parse_rule_list(node.content, True, True)
                    yield from _open(inner, mode, depth + 1)


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


def _style_rules(node: ast.QualifiedRule, properties: frozenset[str]) -> Iterator[StyleRule]:
    declarations = _declarations(node.content)
    if not any(d.lower_name in properties or d.name.startswith("--") for d in declarations):
        return
    for part in _selectors(node.prelude):
        states = _STATE.findall(part)
        bare = _STATE.sub("", part)
        bare = re.sub(r"(^|[\s>+~])(?=[\s>+~]|::|$)", r"\1*", bare.strip())
        try:
            compiled = cssselect2.compile_selector_list(bare)
        except cssselect2.SelectorError:
            continue
        for one in compiled:
            yield StyleRule(part, one, states[0] if states else "", declarations, node.source_line)


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
