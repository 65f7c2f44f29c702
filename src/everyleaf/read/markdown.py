"""Parse Markdown into tokens that know where they stand.

The dialect is CommonMark with the habits of Pandoc, Quarto and GitHub: pipe and grid tables,
strikethrough, footnotes, definition lists, attributes `{#id .class lang=az}` on headings,
images, links, code, formulas and `[spans]`, fenced divs `::: aside`, and TeX between dollars.
"""

from __future__ import annotations

import bisect
import dataclasses
import functools
import itertools
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, NamedTuple

from markdown_it import MarkdownIt, helpers
from markdown_it.rules_block.table import escapedSplit
from markdown_it.rules_core import StateCore, normalize
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.attrs.parse import ParseError, parse
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.read import dollar_math
from everyleaf.read.citation_marks import citation_marks_plugin
from everyleaf.read.first_signs import OFFSET, choose_by_sign
from everyleaf.read.grid_table import GRID, grid_table_plugin
from everyleaf.read.image_attributes import image_attributes_plugin

MAX_NESTING = 60
"""Levels of blocks and of inline marks; markdown-it drops what lies deeper, so we report it."""

ATTRIBUTES = "everyleaf-attributes"
"""Key in the `meta` of a heading or caption: the attributes written at its end."""

CAPTION = "everyleaf-caption"
"""Key in the `meta` of an image or of code: the tokens of its caption."""

CAPTION_SOURCE = "everyleaf-caption-source"
"""Key in the `meta` of code: its caption as written."""

CAPTION_KEYS = ("caption", "lst-cap")
"""Attributes of code that are its caption; the second is Quarto's."""

LOST_CELLS = "everyleaf-lost-cells"
"""Key in the `meta` of a row: the words of cells beyond the table's last column."""

_WITH_ATTRIBUTES = (
    "image",
    "code_inline",
    "link_close",
    "span_close",
    dollar_math.INLINE,
    dollar_math.DISPLAY,
)

_NOTE = re.compile(r"[\s>]*\[\^([^\]\s]+)\]:")
_CAPTION = re.compile(r"(?:Table)?:[ \t]+")
_TRAILING_ATTRIBUTES = re.compile(r"(?:^|[ \t]+)(\{[^{}]*\})[ \t]*$")


@dataclass(frozen=True, slots=True)
class Dialect:
    """What a file may hold besides what every article may."""

    book: bool = False
    """Links may lead to other files."""
    mdbook: bool = False
    """HTML may stand around Markdown, and code may hide lines, as mdBook has it."""
    note_prefix: str = ""
    """What comes before the numbers of notes in their ids, such as `2-`."""


class Origin(NamedTuple):
    """Where a line comes from, if others were put in before it.

    A named tuple because a book has tens of thousands.
    """

    path: str
    line: int
    """From 1."""
    shift: int = 0
    """Characters in this line before the first one that comes from there."""


class Stretch(NamedTuple):
    """Lines that follow one another in the file that they come from."""

    start: int
    """Index of the first of them, from 0; the last is that before the next stretch."""
    origin: Origin
    """Where the first of them comes from."""


def gather_origins(origins: Iterable[Origin]) -> tuple[Stretch, ...]:
    """Return the origins of lines as the stretches that they make."""
    stretches: list[Stretch] = []
    path, line, shift = "", 0, 0
    for index, origin in enumerate(origins):
        if origin.line != line + 1 or origin.path != path or origin.shift != shift:
            stretches.append(Stretch(index, origin))
        path, line, shift = origin
    return tuple(stretches)


@dataclass(frozen=True, slots=True)
class ParsedMarkdown:
    """The tokens of one source, and its lines for finding columns."""

    path: str
    tokens: list[Token]
    lines: tuple[str, ...]
    """The source's lines, from index 0."""
    notes_defined: Mapping[str, int]
    """Footnote label → number from 0, or -1 where the note is never referenced."""
    note_places: Mapping[str, tuple[Position, ...]]
    """Footnote label → where it is defined."""
    findings: tuple[Diagnostic, ...]
    """Definitions that would be left out."""
    dialect: Dialect = Dialect()
    origins: tuple[Stretch, ...] = ()
    """Where the lines come from; none where all come from the file as it stands."""

    def at(self, index: int, column: int | None = None) -> Position:
        """Return a place in the file that the author edits; `index` counts lines from 0."""
        if self.origins:
            start, origin = self.origins[bisect.bisect_right(self.origins, index, key=_start) - 1]
            column = max(column - origin.shift, 1) if column else column
            return Position(origin.path, origin.line + index - start, column)
        return Position(self.path, index + 1, column)

    def position(
        self, line_index: int, token: Token | None, content: str, further: int = 0
    ) -> Position:
        """Return the place of an inline token, or of the block's first character.

        `line_index` counts from 0 and is where the block begins; `content` is the block's
        inline content, which markdown-it has freed of quote marks and indents; `further` are
        characters behind the token's first.
        """
        offset = (token.meta.get(OFFSET, 0) if token is not None else 0) + further
        offset = min(offset, len(content))
        starts = _line_starts(content)
        number = bisect.bisect_right(starts, offset) - 1
        index = line_index + number
        if index >= len(self.lines):
            return self.at(min(line_index + 1, len(self.lines)) - 1)
        start = starts[number]
        row = content[start : starts[number + 1] - 1 if number + 1 < len(starts) else None]
        column = max(self.lines[index].find(row), 0) + offset - start + 1
        return self.at(index, column)


@functools.lru_cache(maxsize=1)
def _line_starts(content: str) -> tuple[int, ...]:
    """Return where lines begin; kept, for a paragraph has as many places as it has links."""
    if "\n" not in content:
        return (0,)
    ends = itertools.accumulate(len(line) + 1 for line in content.split("\n"))
    return (0, *ends)[:-1]


_start = operator.itemgetter(0)


@functools.cache
def _parser() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": True, "maxNesting": MAX_NESTING})
    md.enable(["table", "strikethrough"])
    md.use(footnote_plugin)
    md.use(deflist_plugin)
    md.use(attrs_plugin, after=_WITH_ATTRIBUTES, spans=True)
    md.use(image_attributes_plugin)
    md.use(citation_marks_plugin)
    md.use(dollar_math.dollar_math_plugin)
    md.use(container_plugin, "div", validate=lambda params, _markup: bool(params.strip()))
    md.use(grid_table_plugin)
    md.core.ruler.at("normalize", _normalize)
    md.core.ruler.before("inline", "everyleaf_captions", _split_captions)
    md.core.ruler.before("inline", "everyleaf_rows", _keep_long_rows)
    md.core.ruler.before("inline", "everyleaf_attributes", _cut_attributes)
    md.core.ruler.after("inline", "everyleaf_titles", _parse_titles)
    md.core.ruler.disable("text_join")  # escaped characters stay apart, so that none is a leftover
    own = SimpleNamespace(**{**vars(helpers), "parseLinkLabel": _parse_link_label})
    md.helpers = own  # type: ignore[assignment]  # typed as the module, used as a namespace
    md.validateLink = lambda url: True  # type: ignore[method-assign]  # links.py judges addresses
    choose_by_sign(md)
    return md


def _normalize(state: StateCore) -> None:
    """Let a text have no line ends but one kind, and no zeros.

    markdown-it-py 4.3: looks for them by expressions, sign by sign, in every text; drop when it is
    as fast to find that there are none.
    """
    if "\r" in state.src or "\0" in state.src:
        normalize(state)


def _parse_link_label(state: StateInline, start: int, disable_nested: bool = False) -> int:
    """Let `[spans]{lang=az}` stand in the words of a link; links.py judges links inside links."""
    return helpers.parseLinkLabel(state, start, False)


def parse_markdown(
    body: str, path: str, dialect: Dialect = Dialect(), origins: tuple[Stretch, ...] = ()
) -> ParsedMarkdown:
    """Parse a body whose line numbers are those of the file, or else have their origins."""
    env: dict[str, Any] = {}
    tokens = _parser().parse(body, env)
    refs = env.get("footnotes", {}).get("refs", {})
    notes = {label[1:]: number for label, number in refs.items()}
    lines = tuple(body.split("\n"))
    parsed = ParsedMarkdown(path, tokens, lines, notes, {}, (), dialect, origins)
    parsed = dataclasses.replace(parsed, note_places=_note_places(lines, parsed.at))
    findings = (*_repeated_notes(parsed), *_idle_addresses(env, parsed))
    return dataclasses.replace(parsed, findings=findings)


def _repeated_notes(parsed: ParsedMarkdown) -> Iterator[Diagnostic]:
    """Find notes that are defined twice, of which the plugin keeps the last."""
    for label in parsed.notes_defined:
        first, *others = parsed.note_places.get(label) or (None,)
        for place in others:
            assert first is not None
            assert place is not None
            yield Diagnostic(
                "note-repeated",
                "error",
                f"the note [^{label}] is defined already, in line {first.line}",
                "Give one of them another name.",
                place,
            )


def _note_places(
    lines: Iterable[str], at: Callable[[int, int], Position]
) -> Mapping[str, tuple[Position, ...]]:
    """Return where notes are defined, by their labels."""
    places: dict[str, tuple[Position, ...]] = {}
    for index, line in enumerate(lines):
        if match := _NOTE.match(line):
            place = at(index, line.index("[^") + 1)
            places[match[1]] = (*places.get(match[1], ()), place)
    return places


def _idle_addresses(env: Mapping[str, Any], parsed: ParsedMarkdown) -> Iterator[Diagnostic]:
    """Find `[name]: address` lines that no link uses, for they show nothing."""
    given, repeated = env.get("references", {}), env.get("duplicate_refs", ())
    if not given and not repeated:
        return
    used = {
        str(t.attrs[k])
        for t in _with_children(parsed.tokens)
        if t.attrs
        for k in ("href", "src")
        if k in t.attrs
    }
    idle = [r for r in given.values() if r["href"] not in used]
    for reference in [*idle, *repeated]:
        yield Diagnostic(
            "address-unused",
            "warning",
            "this line gives an address that no link uses, and is left out",
            "Use its name in a link, remove it, or begin it with `\\[` if it is meant to be read.",
            parsed.at(reference["map"][0]),
        )


def _with_children(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        if token.children:
            yield from _with_children(token.children)
        if CAPTION in token.meta:
            yield from _with_children(token.meta[CAPTION])


def parse_line(words: str) -> list[Token]:
    """Parse words as what stands in a line of text."""
    [inline] = _parser().parseInline(words, {})
    return inline.children or []


def parse_attributes(text: str) -> dict[str, str] | None:
    """Read `{#id .class key=value}`; None if the text is not exactly that."""
    try:
        end, attributes = parse(text)
    except ParseError:
        return None
    return attributes if not text[end + 1 :].strip() else None


def _split_captions(state: StateCore) -> None:
    """Take a caption out of a pipe table, which GFM takes for its last rows."""
    lines = state.src.split("\n")
    tokens = state.tokens
    for end in [i for i, t in enumerate(tokens) if t.type == "table_close"][::-1]:
        opening = next(i for i in range(end, -1, -1) if tokens[i].type == "table_open")
        rows = [i for i in range(opening, end) if tokens[i].type == "tr_open" and tokens[i].map]
        places = [token.map for i in rows if (token := tokens[i]).map]
        texts = [lines[place[0]].lstrip(" \t>") for place in places]
        first = next((n for n, text in enumerate(texts) if _CAPTION.match(text)), None)
        if first is None or tokens[opening].markup == GRID:
            continue
        start = rows[first]
        stop = next(i for i in range(end, start, -1) if tokens[i].type == "tr_close")
        paragraph = [Token("paragraph_open", "p", 1), Token("paragraph_close", "p", -1)]
        place = [places[first][0], places[-1][1]]
        content = "\n".join(text.strip() for text in texts[first:])
        inline = Token("inline", "", 0, map=place, content=content, children=[])
        paragraph[0].map = place
        tokens[end + 1 : end + 1] = [paragraph[0], inline, paragraph[1]]
        del tokens[start : stop + 1]


def _keep_long_rows(state: StateCore) -> None:
    """Note the cells of pipe tables that GFM leaves out, because no column is above them."""
    lines = state.src.split("\n")
    columns, is_grid = 0, False
    for token in state.tokens:
        if token.type == "table_open":
            columns, is_grid = 0, token.markup == GRID
        elif token.type == "th_open":
            columns += 1
        elif token.type == "tr_open" and token.map and columns and not is_grid:
            cells = escapedSplit(lines[token.map[0]].strip(" \t>"))
            cells = cells[not cells[0].strip() :]
            token.meta[LOST_CELLS] = " ".join(" ".join(cells[columns:]).split())


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
            inline.content = _CAPTION.sub("", words, count=1)
            token.type = "caption_open"
            state.tokens[index + 2].type = "caption_close"


def _parse_titles(state: StateCore) -> None:
    """Parse the captions of images, which are their titles, and of code as inline Markdown.

    It happens here so that a note in a caption is counted with the others.
    """
    for token in state.tokens:
        for child in token.children or []:
            if child.type == "image" and (title := str(child.attrs.get("title", ""))):
                child.meta[CAPTION] = state.md.inline.parse(title, state.md, state.env, [])
        if token.type != "fence" or "{" not in token.info:
            continue
        info = token.info.strip()
        given = (parse_attributes(info) if info.startswith("{") else None) or {}
        if caption := next((given[key] for key in CAPTION_KEYS if given.get(key)), ""):
            token.meta[CAPTION_SOURCE] = caption
            token.meta[CAPTION] = state.md.inline.parse(caption, state.md, state.env, [])


def _cut_trailing_attributes(text: str) -> tuple[str, dict[str, str]]:
    """Split `Words {#id}` into the words and the attributes."""
    match = _TRAILING_ATTRIBUTES.search(text)
    if match and (attributes := parse_attributes(match[1])) is not None:
        return text[: match.start()], attributes
    return text, {}
