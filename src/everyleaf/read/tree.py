"""Build elements from Markdown tokens, each with `data-source`.

1. Walk the tokens of blocks once; `growth` holds the open elements and the place.
2. `inline` adds what stands in a line of text: `links`, `images`, `formulas`, `raw_html`, and
   references to `notes`.
3. An image alone in its paragraph becomes a figure (`figures`); a paragraph after a table that
   begins with `: ` becomes the table's caption (`tables`).
4. `notes` come out apart.

Words that a reader sees but no author wrote ("Back to reference 1") are not made here: `html/`
knows the language of the furniture.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.elements import full_text
from everyleaf.model import Element
from everyleaf.read import dollar_math
from everyleaf.read.attributes import clean_attributes, read_attributes
from everyleaf.read.figures import add_figure, close_listing, open_listing
from everyleaf.read.formulas import add_block_formula
from everyleaf.read.growth import Growth, begin_growth
from everyleaf.read.inline import add_inline, report_leftovers
from everyleaf.read.leftovers import find_in_lines
from everyleaf.read.listings import CAPTION_LINE, CAPTION_WORDS
from everyleaf.read.markdown import (
    ATTRIBUTES,
    CAPTION,
    CAPTION_KEYS,
    CAPTION_SOURCE,
    MAX_NESTING,
    ParsedMarkdown,
    parse_attributes,
    parse_line,
)
from everyleaf.read.mdbook import shown_code
from everyleaf.read.notes import close_note, number_notes, open_note, report_notes
from everyleaf.read.raw_html import add_html, add_html_block, is_around
from everyleaf.read.tables import add_caption, open_cell, report_lost_cells

_DIRECT = {
    "blockquote": "blockquote",
    "bullet_list": "ul",
    "list_item": "li",
    "dl": "dl",
    "dt": "dt",
    "dd": "dd",
    "thead": "thead",
    "tbody": "tbody",
    "tr": "tr",
}
_TASK = re.compile(r"\[([ xX])\]\s+")


@dataclass(frozen=True, slots=True)
class Tree:
    """The elements of one source."""

    body: Element
    notes: Element | None
    """An `<ol>`, each `<li>` with the id that its references lead to; None if there are none."""
    findings: tuple[Diagnostic, ...]


def build_tree(parsed: ParsedMarkdown) -> Tree:
    """Turn tokens into an `<article>` and a list of notes."""
    growth = begin_growth(parsed)
    _add_blocks(growth, parsed.tokens)
    while growth.around:
        growth.leave_open()
    _fill_captions(growth)
    report_notes(growth)
    number_notes(growth.body, growth.notes)
    notes = growth.notes if len(growth.notes) else None
    return Tree(growth.body, notes, tuple(growth.findings))


def _add_blocks(growth: Growth, tokens: Sequence[Token]) -> None:
    deep = next((t for t in tokens if t.level >= MAX_NESTING - 1 and t.map), None)
    if deep is not None:
        growth.error(
            "nesting-too-deep",
            f"blocks are nested more than {MAX_NESTING - 1} deep",
            "Use fewer levels of lists and quotations.",
            growth.block(deep),
        )
    index = 0
    while index < len(tokens):
        index += _add_block(growth, tokens, index)


def _fill_captions(growth: Growth) -> None:
    """Add the captions of mdBook's listings, which are Markdown in an attribute."""
    for caption in [e for e in growth.body.iter("figcaption") if CAPTION_WORDS in e.attrib]:
        growth.line = int(caption.attrib.pop(CAPTION_LINE))
        growth.content = caption.attrib.pop(CAPTION_WORDS)
        growth.enter(caption)
        add_inline(growth, parse_line(growth.content))
        growth.leave()


def _add_block(growth: Growth, tokens: Sequence[Token], index: int) -> int:
    """Handle the token at `index`; return how many tokens it took."""
    token = tokens[index]
    kind, _, side = token.type.rpartition("_")
    if token.type == "inline":
        growth.line = token.map[0] if token.map else growth.line
        growth.content = token.content
        if growth.stack[-1].tag not in ("td", "th"):
            report_leftovers(growth, find_in_lines(token.content))
        _add_task(growth, token)
        add_inline(growth, token.children or [])
    elif token.type == "paragraph_open":
        return _add_paragraph(growth, tokens, index)
    elif token.type == "heading_open":
        _add_heading(growth, token, tokens[index + 1])
        return 3
    elif token.type == "caption_open":
        add_caption(growth, token, tokens[index + 1])
        return 3
    elif side == "open" and kind in _DIRECT:
        report_lost_cells(growth, token)
        growth.open(_DIRECT[kind], growth.block(token), read_attributes(growth, token))
    elif side == "close" and kind in _DIRECT:
        _close_block(growth, kind)
    elif token.type in ("fence", "code_block"):
        _add_code(growth, token)
    elif token.type == "hr":
        _add_rule(growth, token)
    elif token.type == "html_block":
        add_html_block(growth, token)
    else:
        _add_special_block(growth, token, tokens, index)
    return 1


def _add_special_block(growth: Growth, token: Token, tokens: Sequence[Token], index: int) -> None:
    match token.type:
        case "ordered_list_open":
            attributes = read_attributes(growth, token)
            if start := token.attrs.get("start"):
                attributes["start"] = str(start)
            growth.open("ol", growth.block(token), attributes)
        case "table_open":
            growth.open("table", growth.block(token), read_attributes(growth, token))
        case "th_open" | "td_open":
            open_cell(growth, token)
        case "container_div_open":
            _open_div(growth, token)
        case "footnote_open":
            open_note(growth, token)
        case "footnote_close":
            close_note(growth)
        case dollar_math.BLOCK:
            add_block_formula(growth, token)
        case "grid_table_invalid":
            growth.error(
                "grid-table-invalid",
                f"the grid table cannot be read: {token.content}",
                "Draw every cell's border with +, - and |, all in line, and close the header "
                "with a line of =.",
                growth.block(token),
            )
            _show_drawing(growth, token)
        case "footnote_block_open" | "footnote_block_close" | "footnote_anchor" | "paragraph_close":
            pass
        case _ if token.type.endswith("_close"):
            growth.close()
        case _:
            raise AssertionError(f"no rule for token {token.type}")


def _show_drawing(growth: Growth, token: Token) -> None:
    """Show a drawing of a table as it stands."""
    first, last = token.map or (0, 0)
    growth.open("pre", growth.block(token))
    growth.open("code", growth.here())
    growth.text("\n".join(growth.parsed.lines[first:last]))
    growth.close()
    growth.close()


def _close_block(growth: Growth, kind: str) -> None:
    element = growth.close()
    if kind == "bullet_list" and any(li.get("class") == "task" for li in element):
        element.set("class", "task-list")
    if kind == "tbody" and not len(element):  # its only row was the caption
        growth.stack[-1].remove(element)
        growth.look_back()


def _add_heading(growth: Growth, token: Token, inline: Token) -> None:
    place = growth.block(token)
    growth.open(token.tag, place, clean_attributes(growth, token.meta[ATTRIBUTES], place))
    growth.line, growth.content = token.map[0] if token.map else growth.line, inline.content
    add_inline(growth, inline.children or [])
    heading = growth.close()
    if not full_text(heading).strip() and heading.find(".//img") is None:
        growth.error(
            "heading-empty",
            "the heading has no words",
            "Write its words or remove the #.",
            place,
            "WCAG 2.2 SC 2.4.6",
        )


def _add_paragraph(growth: Growth, tokens: Sequence[Token], index: int) -> int:
    """Handle paragraph_open, inline and paragraph_close together."""
    token, inline = tokens[index], tokens[index + 1]
    place = growth.block(token)
    if growth.parsed.dialect.mdbook and is_around(inline):
        growth.line = token.map[0] if token.map else growth.line
        add_html(growth, inline.content)
        return 3
    children = [c for c in inline.children or [] if c.type != "text" or c.content.strip()]
    if len(children) == 1 and children[0].type == "image":
        growth.content = inline.content
        add_figure(growth, children[0], place)
        return 3
    if token.hidden:
        return 1
    growth.open("p", place)
    _add_block(growth, tokens, index + 1)
    anchors = index + 2
    while tokens[anchors].type == "footnote_anchor":
        anchors += 1
    growth.close()
    return anchors - index + 1


def _add_task(growth: Growth, inline: Token) -> None:
    """Turn `[x]` at the start of a list item into a box with a name."""
    item = growth.stack[-1]
    if item.tag == "p" and len(growth.stack) > 1:
        item = growth.stack[-2]
    first = inline.children[0] if inline.children else None
    if item.tag != "li" or item.get("class") or first is None or first.type != "text":
        return
    match = _TASK.match(first.content)
    if match is None or full_text(item).strip():
        return
    first.content = first.content[match.end() :]
    item.set("class", "task")
    done = match[1] != " "
    growth.open("span", growth.here(), {"class": "task-done" if done else "task-open"})
    growth.text("☑" if done else "☐")
    growth.close()
    growth.text(" ")


def _add_rule(growth: Growth, token: Token) -> None:
    place = growth.block(token)
    if re.search(r"--[ \t]+--", growth.parsed.lines[growth.line]):
        growth.error(
            "table-unreadable",
            "this looks like a simple or multiline table of Pandoc, which cannot be read",
            "Draw it with bars, or as a grid table; write --- alone for a break.",
            place,
        )
    growth.open("hr", place)
    growth.close()


def _add_code(growth: Growth, token: Token) -> None:
    place = growth.block(token)
    first, last = token.map or (0, 0)
    closed = last - first > 1 and token.markup in growth.parsed.lines[last - 1]
    if token.type == "fence" and not closed:
        growth.error(
            "code-unclosed",
            f"the code that begins with {token.markup} is never closed",
            f"Close it with a line of {token.markup}.",
            place,
        )
    caption = str(token.meta.get(CAPTION_SOURCE, ""))
    attributes = _code_attributes(growth, token, place)
    is_listing = bool(caption) or attributes.get("id", "").startswith(("lst:", "lst-"))
    if is_listing:
        identifier = {"id": attributes.pop("id")} if "id" in attributes else {}
        open_listing(growth, place, identifier)
    growth.open("pre", place)
    growth.open("code", place, attributes)
    language = attributes.get("class", "").removeprefix("language-")
    mdbook = growth.parsed.dialect.mdbook
    growth.text(shown_code(token.content, language) if mdbook else token.content)
    growth.close()
    growth.close()
    if is_listing:
        close_listing(growth, caption, token.meta.get(CAPTION, []), place)


def _code_attributes(growth: Growth, token: Token, place: Position) -> dict[str, str]:
    """Read `python` or `{.python #id}` behind the fence; the first class is the language."""
    info = token.info.strip()
    given = parse_attributes(info) if info.startswith("{") else None
    if given is not None and CAPTION_SOURCE in token.meta:
        given = {key: value for key, value in given.items() if key not in CAPTION_KEYS}
    attributes = clean_attributes(growth, given or {}, place)
    words = re.split(r"[\s,]+", info)[:1] if given is None else attributes.get("class", "").split()
    if words and re.fullmatch(r"[\w+#.-]+", words[0]):
        attributes["class"] = " ".join([f"language-{words[0]}", *words[1:]])
    return attributes


def _open_div(growth: Growth, token: Token) -> None:
    place = growth.block(token)
    word, _, rest = token.info.strip().partition("{")
    attributes = parse_attributes("{" + rest) if rest else {}
    word = word.strip()
    if attributes is None or word not in ("", "aside"):
        growth.error(
            "div-unknown",
            f"::: {token.info.strip()} is not a kind of block",
            "Write `::: aside`, or attributes such as `::: {lang=ar dir=rtl}`.",
            place,
        )
    last = token.map[1] if token.map else len(growth.parsed.lines)
    if not (last < len(growth.parsed.lines) and ":::" in growth.parsed.lines[last]):
        growth.error(
            "div-unclosed",
            "the block that begins with ::: is never closed",
            "Close it with a line of ::: of the same length.",
            place,
        )
    growth.open(
        "aside" if word == "aside" else "div",
        place,
        clean_attributes(growth, attributes or {}, place),
    )
