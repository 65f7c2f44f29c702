"""Let a small safe set of HTML through as elements; report everything else.

Nothing is passed on as text: each tag and attribute is named here, or it is a finding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html.parser import HTMLParser

from markdown_it.token import Token

from everyleaf.diagnostics import Position
from everyleaf.elements import place_of
from everyleaf.read import mdbook
from everyleaf.read.attributes import clean_attributes
from everyleaf.read.growth import NO_ALT, Growth
from everyleaf.read.links import open_address
from everyleaf.read.listings import close_listing, open_listing

_GLOBAL = frozenset({"id", "class", "lang", "dir"})
_CELL = _GLOBAL | {"colspan", "rowspan", "scope", "headers", "abbr"}

SAFE_TAGS: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        "bdi bdo br cite del dfn em i ins kbd mark p "
        "q s samp small span strong sub sup u var b code div ruby rt rp".split(),
        _GLOBAL,
    ),
    "abbr": _GLOBAL | {"title"},
    "time": _GLOBAL | {"datetime"},
    **dict.fromkeys(["table", "caption", "thead", "tbody", "tfoot", "tr"], _GLOBAL),
    **dict.fromkeys(["td", "th"], _CELL),
}
"""Tag → attributes that may stand on it."""

VOID_TAGS = frozenset({"br"})

DROPPED_TAGS = frozenset({"rb"})
"""HTML no longer has them, and the words in them need none."""

MAX_DEPTH = 100
"""Levels of elements; layout calls itself for each."""

_ROW_GROUPS = ("thead", "tbody", "tfoot")
_TABLE_PARTS = ("table", *_ROW_GROUPS, "tr")
_RUBY_PARTS = ("rt", "rp")
_PARENTS = {
    **dict.fromkeys(["caption", *_ROW_GROUPS], ("table",)),
    "tr": ("table", *_ROW_GROUPS),
    **dict.fromkeys(_RUBY_PARTS, ("ruby",)),
    "li": ("ul", "ol"),
    **dict.fromkeys(["td", "th"], ("tr",)),
    **dict.fromkeys(
        ["p", "div", "table"],
        ("article", "aside", "blockquote", "div", "figure", "li", "dd", "td", "th"),
    ),
}
"""Tag → where alone it may stand; browsers would tear a tree apart that breaks this."""

_BEFORE: Mapping[str, tuple[str, ...]] = {
    "caption": (),
    "thead": ("caption",),
    "tbody": ("caption", "thead", "tbody"),
}
"""Part of a table → what alone may stand before it there."""

_VALUES = {
    **dict.fromkeys(["colspan", "rowspan"], re.compile(r"[1-9]\d{0,2}")),
    "scope": re.compile(r"row|col|rowgroup|colgroup"),
}


def add_html_block(growth: Growth, token: Token) -> None:
    """Add a block of HTML; report what is open at its end."""
    place = growth.block(token)
    if token.content.lstrip().startswith("<!--") and "-->" not in token.content:
        growth.error("html-unbalanced", "the comment is never closed", "Add -->.", place)
        return
    add_html(growth, token.content)


def add_html(growth: Growth, text: str) -> None:
    """Add a block of HTML that begins in the line at hand."""
    first, rows = growth.line, text.split("\n")

    def at(row: int, column: int) -> Position:
        line = growth.parsed.lines[first + row] if first + row < len(growth.parsed.lines) else ""
        indent = max(line.find(rows[row]), 0) if row < len(rows) else 0
        return growth.parsed.at(first + row, indent + column + 1)

    _add(growth, text, at)


def _add(growth: Growth, text: str, place: Callable[[int, int], Position]) -> None:
    depth = len(growth.stack)
    safe = _SafeHtml(growth, place)
    safe.feed(text)
    safe.close()
    around = [element for element, _ in growth.around]
    while growth.stack[depth:] and growth.stack[-1] not in around:
        report_unclosed(growth, len(growth.stack) - 1)


def is_around(inline: Token) -> bool:
    """Tell whether a paragraph is nothing but tags of elements that stand around Markdown."""
    tags = [child for child in inline.children or [] if child.type != "softbreak"]
    return bool(tags) and all(
        child.type == "html_inline"
        and (match := re.match(r"</?([A-Za-z][A-Za-z0-9]*)", child.content)) is not None
        and match[1].lower() in mdbook.AROUND
        for child in tags
    )


def add_html_inline(growth: Growth, token: Token) -> None:
    """Add one tag or comment; what it opens stays open."""

    def at(row: int, column: int) -> Position:
        return growth.here(token)

    safe = _SafeHtml(growth, at)
    safe.feed(token.content)
    safe.close()


def report_unclosed(growth: Growth, depth: int) -> None:
    """Close the elements beyond a depth of the stack and report each."""
    while len(growth.stack) > depth:
        if growth.around and growth.around[-1][0] is growth.stack[-1]:
            growth.leave_open()
            continue
        element = growth.close()
        growth.error(
            "html-unbalanced",
            f"<{element.tag!s}> is never closed",
            f"Add </{element.tag!s}> in the same paragraph or table, before any empty line.",
            place_of(element),
        )


class _SafeHtml(HTMLParser):
    """Add raw HTML to a tree, tag by tag.

    State that lives between calls: where the fragment stands, for positions; whether an element was
    refused, for its text is no finding of its own.
    """

    def __init__(self, growth: Growth, place: Callable[[int, int], Position]) -> None:
        super().__init__(convert_charrefs=True)
        self._growth, self._place = growth, place
        self._refused = self._mute = False
        self._mdbook = growth.parsed.dialect.mdbook

    def _open_mdbook(self, tag: str, given: dict[str, str]) -> bool:
        """Open an element that only mdBook's files may have; tell whether it was one."""
        line, column = self.getpos()
        growth, place = self._growth, self._place(line - 1, column)
        if tag in (*mdbook.VOID, *mdbook.AROUND, "a", "pre"):
            self._report_others(tag, given)
        if tag in mdbook.VOID:
            self._add_void(tag, given, place)
        elif tag == "a":
            self._open_link(given, place)
        elif tag == "pre":
            kept = {k: v for k, v in given.items() if k in _GLOBAL}
            growth.open("pre", place, clean_attributes(growth, kept, place))
        elif tag in mdbook.AROUND:
            made, kept = mdbook.attributes_of(tag, given)
            own = {name: kept.pop(name) for name in ("data-number",) if name in kept}
            self._check_parent(made)
            growth.open(made, place, clean_attributes(growth, kept, place) | own)
            growth.around.append((growth.stack[-1], tag))
            if tag == "listing":
                open_listing(growth, given, place)
        else:
            return False
        return True

    def _report_others(self, tag: str, given: dict[str, str]) -> None:
        """Report attributes that are neither kept nor only about looks."""
        for name in given:
            if name not in (*_GLOBAL, *mdbook.LOOKS, *mdbook.OWN.get(tag, ())):
                self._error(
                    "html-attribute-not-allowed",
                    f"the attribute {name} on <{tag}> is not passed through",
                    "Remove it.",
                )

    def _add_void(self, tag: str, given: dict[str, str], place: Position) -> None:
        growth = self._growth
        if tag == "img":
            kept = {k: v for k, v in given.items() if k in _GLOBAL}
            if "alt" not in given:
                self._error(
                    "image-alt-missing",
                    "the image has no alternative text",
                    'Say in alt="…" what the image says, or mark decoration with alt="".',
                )
                kept[NO_ALT] = ""
            alt = " ".join(given.get("alt", "").split())
            silent = {NO_ALT: kept.pop(NO_ALT)} if NO_ALT in kept else {}
            kept = (
                clean_attributes(growth, kept, place)
                | silent
                | {"src": given.get("src", ""), "alt": alt}
            )
            growth.open("img", place, kept)
            growth.close()
        elif tag == "hr":
            growth.open("hr", place)
            growth.close()

    def _open_link(self, given: dict[str, str], place: Position) -> None:
        kept = {k: v for k, v in given.items() if k in _GLOBAL}
        name = given.get("id") or given.get("name", "")
        if "href" in given:
            open_address(self._growth, given["href"], kept, place)
            return
        attributes = clean_attributes(self._growth, {**kept, "id": name}, place)
        self._growth.open("span", place, attributes | {mdbook.PLACE: ""})

    def _close_mdbook(self, tag: str) -> bool:
        """Close what only mdBook's files may have; tell whether it was that."""
        growth = self._growth
        if tag in mdbook.VOID:
            return True
        if tag == "a":
            if not (growth.close_tag("a") or growth.close_tag("span")):
                self._stray(tag)
        elif tag == "pre":
            if not growth.close_tag("pre"):
                self._stray(tag)
        elif tag in mdbook.AROUND:
            if not any(name == tag for _, name in growth.around):
                self._stray(tag)
                return True
            while growth.around[-1][1] != tag:
                growth.leave_open()
            element = growth.around[-1][0]
            while growth.stack[-1] is not element:
                report_unclosed(growth, len(growth.stack) - 1)
            if tag == "listing":
                close_listing(growth)
            growth.around.pop()
            growth.close()
        else:
            return False
        return True

    def _stray(self, tag: str) -> None:
        self._error(
            "html-unbalanced",
            f"</{tag}> closes nothing",
            f"Open <{tag}> before it, or remove it.",
        )

    def _error(self, code: str, message: str, remedy: str) -> None:
        line, column = self.getpos()
        self._growth.error(code, message, remedy, self._place(line - 1, column))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element of the safe set."""
        if self._mdbook and self._open_mdbook(tag, {k: v or "" for k, v in attrs}):
            return
        tag = mdbook.RENAMED.get(tag, tag) if self._mdbook else tag
        if tag in DROPPED_TAGS:
            return
        if tag not in SAFE_TAGS:
            self._refused = True
            self._mute = tag in ("script", "style")
            self._error(
                "html-not-allowed",
                f"the HTML element <{tag}> is not passed through",
                "Use Markdown for it, or remove it. HTML that may be used: "
                f"{', '.join(sorted(SAFE_TAGS))}.",
            )
            return
        line, column = self.getpos()
        place = self._place(line - 1, column)
        kept: dict[str, str] = {}
        for name, value in attrs:
            if self._mdbook and name in mdbook.LOOKS and name not in SAFE_TAGS[tag]:
                continue
            if name in _GLOBAL:
                kept |= clean_attributes(self._growth, {name: value or ""}, place)
            elif name in SAFE_TAGS[tag] and name in _VALUES and not _fits(name, value):
                self._error(
                    "html-attribute-invalid",
                    f"{name} on <{tag}> cannot be “{value or ''}”",
                    "Write a number from 1 to 999 for colspan and rowspan; row, col, rowgroup or "
                    "colgroup for scope.",
                )
            elif name in SAFE_TAGS[tag]:
                kept[name] = value or ""
            else:
                self._error(
                    "html-attribute-not-allowed",
                    f"the attribute {name} on <{tag}> is not passed through",
                    f"Remove it. Attributes that may be used: {', '.join(sorted(SAFE_TAGS[tag]))}.",
                )
        self._check_parent(tag)
        if len(self._growth.stack) == MAX_DEPTH:
            self._error(
                "nesting-too-deep",
                f"elements are nested more than {MAX_DEPTH} deep",
                "Use fewer elements inside each other.",
            )
        self._growth.open(tag, place, kept)
        if tag in VOID_TAGS:
            self._growth.close_tag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close an element; a stray end tag is a finding."""
        self._mute = False
        if self._mdbook and self._close_mdbook(tag):
            return
        tag = mdbook.RENAMED.get(tag, tag) if self._mdbook else tag
        if tag not in SAFE_TAGS or tag in VOID_TAGS:
            return
        if not self._growth.close_tag(tag):
            self._error(
                "html-unbalanced",
                f"</{tag}> closes nothing",
                f"Open <{tag}> before it in the same paragraph or table, or remove it.",
            )

    def handle_data(self, data: str) -> None:
        """Pass text on; text where none can stand is a finding."""
        if self._mute:  # orders to a browser are no words
            return
        parent = str(self._growth.stack[-1].tag)
        stray = parent in (*_TABLE_PARTS, "article", "aside", "blockquote")
        if data.strip() and stray and not self._refused:
            where = "in no paragraph" if parent not in _TABLE_PARTS else f"in <{parent}>"
            self._error(
                "html-misplaced",
                f"“{' '.join(data.split())[:60]}” stands {where}",
                "Leave an empty line before text that follows HTML; put words of a table into its "
                "cells.",
            )
        if parent == "pre" and not (len(self._growth.stack[-1]) or self._growth.stack[-1].text):
            data = data.removeprefix("\n")  # as HTML has it, and XML has not
        self._growth.text(data)

    def _check_parent(self, tag: str) -> None:
        parent = self._growth.stack[-1]
        where = str(parent.tag)
        allowed = _PARENTS.get(tag)
        if where not in allowed if allowed else where in _TABLE_PARTS:
            message = f"<{tag}> cannot stand " + (f"in <{where}>" if allowed else "between cells")
            if tag in _RUBY_PARTS:
                self._error("html-misplaced", message, "Put it directly into <ruby>.")
            else:
                self._misplaced(message)
        elif tag in _BEFORE and any(e.tag not in _BEFORE[tag] for e in parent):
            self._misplaced(f"<{tag}> stands behind what it must come before")

    def _misplaced(self, message: str) -> None:
        self._error(
            "html-misplaced",
            message,
            "A caption comes first in its table, then thead, tbody, tfoot; rows stand in them, "
            "cells in rows; a paragraph, div or table begins after an empty line.",
        )

    def handle_pi(self, data: str) -> None:
        """Report a processing instruction."""
        self._error(
            "html-not-allowed", "processing instructions are not passed through", "Remove it."
        )

    def handle_decl(self, decl: str) -> None:
        """Report a declaration."""
        self._error("html-not-allowed", "declarations are not passed through", "Remove it.")

    def unknown_decl(self, data: str) -> None:
        """Report a CDATA section."""
        self._error("html-not-allowed", "CDATA sections are not passed through", "Remove it.")


def _fits(name: str, value: str | None) -> bool:
    return _VALUES[name].fullmatch(value or "") is not None
