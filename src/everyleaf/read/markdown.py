"""Parse Markdown into tokens that know where they stand.

The dialect is CommonMark with the habits of Pandoc, Quarto and GitHub: pipe and grid tables,
strikethrough, footnotes, definition lists, attributes `{#id .class lang=az}` on headings,
images, links, code, formulas and `[spans]`, fenced divs `::: aside`, and TeX between dollars.

Why a wrapper around every inline rule: markdown-it gives lines to blocks only. The wrapper notes
where in its paragraph each inline token began, so that a finding can name a column.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.attrs.parse import ParseError, parse
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from everyleaf.diagnostics import Position
from everyleaf.read import dollar_math
from everyleaf.read.grid_table import grid_table_plugin

OFFSET = "everyleaf-offset"
"""Key in a token's `meta`: characters from the start of its inline content."""

MAX_NESTING = 60
"""Levels of blocks and of inline marks; markdown-it drops what lies deeper, so we report it."""

ATTRIBUTES = "everyleaf-attributes"
"""Key in the `meta` of a heading or caption: the attributes written at its end."""

CAPTION = "everyleaf-caption"
"""Key in an image's `meta`: the tokens of its title."""

_WITH_ATTRIBUTES = (
    "image",
    "code_inline",
    "link_close",
    "span_close",
    dollar_math.INLINE,
    dollar_math.DISPLAY,
)

_CAPTION = re.compile(r"(?:Table)?:[ \t]+")
_TRAILING_ATTRIBUTES = re.compile(r"(?:^|[ \t]+)(\{[^{}]*\})[ \t]*$")


@dataclass(frozen=True, slots=True)
class ParsedMarkdown:
    """The tokens of one source, and its lines for finding columns."""

    path: str
    tokens: list[Token]
    lines: tuple[str, ...]
    """The source's lines, from index 0."""
    notes_defined: Mapping[str, int]
    """Footnote label → number from 0, or -1 where the note is never referenced."""

    def position(
        self, line_index: int, token: Token | None, content: str, further: int = 0
    ) -> Position:
        """Return the place of an inline token, or of the block's first character.

        `line_index` counts from 0 and is where the block begins; `content` is the block's
        inline content, which markdown-it has freed of quote marks and indents; `further` are
        characters behind the token's first.
        """
        offset = (token.meta.get(OFFSET, 0) if token is not None else 0) + further
        before = content[:offset]
        index = line_index + before.count("\n")
        if index >= len(self.lines):
            return Position(self.path, min(line_index + 1, len(self.lines)), None)
        content_lines = content.split("\n")
        row = before.count("\n")
        text = content_lines[row] if row < len(content_lines) else ""
        start = max(self.lines[index].find(text), 0)
        column = start + offset - (before.rfind("\n") + 1) + 1
        return Position(self.path, index + 1, column)


@functools.cache
def _parser() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": True, "maxNesting": MAX_NESTING})
    md.enable(["table", "strikethrough"])
    md.use(footnote_plugin)
    md.use(deflist_plugin)
    md.use(attrs_plugin, after=_WITH_ATTRIBUTES, spans=True)
    md.use(dollar_math.dollar_math_plugin)
    md.use(container_plugin, "div", validate=lambda params, _markup: bool(params.strip()))
    md.use(grid_table_plugin)
    md.core.ruler.before("inline", "everyleaf_captions", _split_captions)
    md.core.ruler.before("inline", "everyleaf_attributes", _cut_attributes)
    md.core.ruler.after("inline", "everyleaf_titles", _parse_titles)
    md.validateLink = lambda url: True  # type: ignore[method-assign]  # tree.py judges addresses
    for rule in md.inline.ruler.__rules__:
        rule.fn = functools.partial(_noting_offset, rule.fn)
    md.inline.ruler.__cache__ = None
    return md


def _noting_offset(rule: Any, state: StateInline, silent: bool) -> bool:
    """Run an inline rule and note where each token it made began."""
    start, known = state.pos, len(state.tokens)
    done: bool = rule(state, silent)
    if done and not silent:
        for token in state.tokens[known:]:
            if token.type != "text" or token.content in ("*", "_", "~", "**", "__", "~~"):
                token.meta.setdefault(OFFSET, start)
    return done


def parse_markdown(body: str, path: str) -> ParsedMarkdown:
    """Parse a body whose line numbers are those of the file."""
    env: dict[str, Any] = {}
    tokens = _parser().parse(body, env)
    refs = env.get("footnotes", {}).get("refs", {})
    notes = {label[1:]: number for label, number in refs.items()}
    return ParsedMarkdown(path, tokens, tuple(body.split("\n")), notes)


def parse_attributes(text: str) -> dict[str, str] | None:
    """Read `{#id .class key=value}`; None if the text is not exactly that."""
    try:
        end, attributes = parse(text)
    except ParseError:
        return None
    return attributes if not text[end + 1 :].strip() else None


def _split_captions(state: StateCore) -> None:
    """Take a caption line out of a pipe table, which GFM takes for its last row."""
    lines = state.src.split("\n")
    tokens = state.tokens
    for end in [i for i, t in enumerate(tokens) if t.type == "table_close"][::-1]:
        start = next(i for i in range(end, -1, -1) if tokens[i].type in ("tr_open", "table_open"))
        place = tokens[start].map
        if place is None or not _CAPTION.match(lines[place[0]].lstrip()):
            continue
        stop = next(i for i in range(start, end) if tokens[i].type == "tr_close")
        paragraph = [Token("paragraph_open", "p", 1), Token("paragraph_close", "p", -1)]
        content = lines[place[0]].strip()
        inline = Token("inline", "", 0, map=place, content=content, children=[])
        paragraph[0].map = place
        tokens[end + 1 : end + 1] = [paragraph[0], inline, paragraph[1]]
        del tokens[start : stop + 1]


def _cut_attributes(state: StateCore) -> None:
    """Take `{#id}` off headings and captions, and `: ` off captions, before marks are parsed."""
    for index, token in enumerate(state.tokens[:-1]):
        inline = state.tokens[index + 1]
        if token.type == "heading_open":
            inline.content, token.meta[ATTRIBUTES] = _cut_trailing_attributes(inline.content)
        elif (
            token.type == "paragraph_open"
            and index
            and state.tokens[index - 1].type == "table_close"
            and _CAPTION.match(inline.content)
        ):
            words, token.meta[ATTRIBUTES] = _cut_trailing_attributes(inline.content)
            inline.content = _CAPTION.sub("", words)
            token.type = "caption_open"
            state.tokens[index + 2].type = "caption_close"


def _parse_titles(state: StateCore) -> None:
    """Parse the titles of images, which become captions, as inline Markdown.

    It happens here so that a note in a caption is counted with the others.
    """
    for token in state.tokens:
        for child in token.children or []:
            if child.type == "image" and (title := str(child.attrs.get("title", ""))):
                child.meta[CAPTION] = state.md.inline.parse(title, state.md, state.env, [])


def _cut_trailing_attributes(text: str) -> tuple[str, dict[str, str]]:
    """Split `Words {#id}` into the words and the attributes."""
    match = _TRAILING_ATTRIBUTES.search(text)
    if match and (attributes := parse_attributes(match[1])) is not None:
        return text[: match.start()], attributes
    return text, {}
