"""Rules about style sheets: what takes a reader's own settings away.

EPUB Accessibility 1.1 and WCAG 2.2 SC 1.4.4, 1.4.8, 1.4.12: size, colour, spacing and alignment
belong to the reader. `@media print` is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import tinycss2
from tinycss2 import ast

from everyleaf.check.files.faults import find_fault
from everyleaf.diagnostics import Diagnostic, Position

Declarations: TypeAlias = dict[str, ast.Declaration]

_OVERRULED = re.compile(
    r"font|font-family|font-size|line-height|letter-spacing|word-spacing|color|background|"
    r"background-color|text-align|hyphens"
)
_BODY_TEXT = re.compile(
    r"(?:(?:html|body|main|section|article|div|ul|ol)\s*[\s>]\s*)*"
    r"(?:\*|html|body|main|p|li|td|div|section|article|:root)"
)
"""A selector that names no class: it meets running text."""
_FIXED = frozenset({"px", "pt", "cm", "mm", "in", "pc", "q"})
_WORD = re.compile(r"[^\W\d_]{2,}")
MAX_NESTING = 8


@dataclass(frozen=True, slots=True)
class _Rule:
    selector: str
    declarations: Declarations
    line: int
    column: int


def style_sheet(css: str, name: str, first_line: int = 1) -> Iterator[Diagnostic]:
    """Judge a style sheet.

    Args:
        css: Its text.
        name: What findings call the file.
        first_line: The line on which the text begins in that file.
    """
    rules = list(_rules(tinycss2.parse_stylesheet(css, True, True), 0))
    grounds = [rule.selector for rule in rules if _background(rule.declarations)]
    focused = any(
        ":focus" in rule.selector
        and rule.declarations.keys() & {"outline", "box-shadow", "border", "outline-color"}
        and not _removes_outline(rule.declarations)
        for rule in rules
    )
    for rule in rules:
        place = Position(name, rule.line + first_line - 1, rule.column)
        for code, message in _judge(rule, grounds, focused):
            yield find_fault(code, message, place)


def style_attribute(style: str, place: Position) -> Iterator[Diagnostic]:
    """Judge a `style` attribute."""
    declarations = _declarations(tinycss2.parse_blocks_contents(style, True, True))
    rule = _Rule("style", declarations, 1, 1)
    for code, message in _judge(rule, ["style"], True):
        yield find_fault(code, message, place)


def _rules(nodes: list[ast.Node], depth: int) -> Iterator[_Rule]:
    for node in nodes:
        if node.type == "qualified-rule":
            selector = " ".join(tinycss2.serialize(node.prelude).split())
            content = tinycss2.parse_blocks_contents(node.content, True, True)
            yield _Rule(selector, _declarations(content), node.source_line, node.source_column)
        elif node.type == "at-rule" and node.content is not None and depth < MAX_NESTING:
            condition = tinycss2.serialize(node.prelude).strip().casefold()
            on_screen = node.lower_at_keyword != "media" or condition != "print"
            if on_screen and node.lower_at_keyword in ("media", "supports", "layer", "container"):
                yield from _rules(tinycss2.parse_rule_list(node.content, True, True), depth + 1)


def _declarations(nodes: list[ast.Node]) -> Declarations:
    return {node.lower_name: node for node in nodes if node.type == "declaration"}


def _judge(rule: _Rule, grounds: list[str], focused: bool) -> Iterator[tuple[str, str]]:
    found, selector = rule.declarations, rule.selector
    shown = selector if len(selector) <= 40 else selector[:39] + "…"
    for name, declaration in found.items():
        if declaration.important and _OVERRULED.fullmatch(name):
            yield "style-important", f"{shown} sets {name} with !important"
            break
    text = selector == "style" or any(
        _BODY_TEXT.fullmatch(part.strip()) for part in selector.split(",")
    )
    for name in ("font-size", "font", "line-height"):
        unit = _fixed_unit(found.get(name))
        if unit and text:
            yield "style-size-fixed", f"{shown} sets {name} in {unit}"
            break
    if text and selector != "style" and _colour(found) and not _background(found):
        if selector not in grounds:
            yield "style-colour-alone", f"{shown} sets a colour and no background"
    elif selector in ("body", "html", ":root") and _background(found) and not _colour(found):
        yield "style-colour-alone", f"{shown} sets a background and no colour"
    if any(_is(found.get(f"{p}user-select"), "none") for p in ("", "-webkit-", "-moz-", "-epub-")):
        yield "style-selection-barred", f"{shown} keeps readers from selecting text"
    if _removes_outline(found) and (":focus" in selector or not focused):
        yield "style-focus-hidden", f"{shown} takes the outline of the focus away"
    if reason := _clips(found):
        yield "style-text-clipped", f"{shown} {reason}"
    if selector.rstrip(") ").endswith(("before", "after")) and (words := _generated(found)):
        yield "style-text-generated", f"{shown} writes “{words}” that is not in the text"


def _colour(found: Declarations) -> bool:
    value = _words(found.get("color"))
    return bool(value) and value not in (
        "inherit",
        "currentcolor",
        "initial",
        "unset",
        "canvastext",
    )


def _background(found: Declarations) -> bool:
    value = _words(found.get("background-color")) or _words(found.get("background"))
    return bool(value) and value not in ("none", "inherit", "transparent", "initial", "unset", "0")


def _removes_outline(found: Declarations) -> bool:
    removed = any(
        _words(found.get(name)) in ("none", "0", "0px", "0 none", "none 0")
        for name in ("outline", "outline-style", "outline-width")
    )
    return removed and not found.keys() & {"box-shadow", "border", "border-color", "background"}


def _clips(found: Declarations) -> str:
    hidden = any(_is(found.get(n), "hidden", "clip") for n in ("overflow", "overflow-y"))
    if _is(found.get("text-overflow"), "ellipsis") and _is(found.get("white-space"), "nowrap"):
        return "cuts lines of text off with an ellipsis"
    if "-webkit-line-clamp" in found or "line-clamp" in found:
        return "cuts text off after some lines"
    if hidden and any(_fixed_unit(found.get(n)) for n in ("height", "max-height")):
        height = found.get("height") or found.get("max-height")
        if _words(height) not in ("1px", "0", "0px"):  # what hides words for screen readers only
            return "gives text a fixed height and hides what does not fit"
    return ""


def _generated(found: Declarations) -> str:
    content = found.get("content")
    if content is None:
        return ""
    texts = [token.value for token in content.value if token.type == "string"]
    return next((text.strip() for text in texts if _WORD.search(text)), "")


def _fixed_unit(declaration: ast.Declaration | None) -> str:
    if declaration is None:
        return ""
    for token in declaration.value:
        if token.type == "dimension" and token.lower_unit in _FIXED and token.value:
            return str(token.unit)
    return ""


def _words(declaration: ast.Declaration | None) -> str:
    if declaration is None:
        return ""
    return str(tinycss2.serialize(declaration.value)).strip().casefold()


def _is(declaration: ast.Declaration | None, *words: str) -> bool:
    return _words(declaration) in words
