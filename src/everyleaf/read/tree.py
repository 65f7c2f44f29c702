"""Build elements from Markdown tokens, each with `data-source`.

1. `_TokenWalker` walks the tokens once; `Builder` holds the open elements.
2. An image alone in its paragraph becomes a figure, its title the caption.
3. A paragraph after a table that begins with `: ` becomes the table's caption.
4. Notes come out apart, as list items in the order of their first reference.

Words that a reader sees but no author wrote ("Back to reference 1") are not made here: `html/`
knows the language of the furniture.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from lxml import etree
from markdown_it.token import Token

from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.model import Element
from everyleaf.read import dollar_math
from everyleaf.read.languages import direction_of, normalize_language
from everyleaf.read.leftovers import Leftover, find_in_lines, find_in_text
from everyleaf.read.markdown import (
    ATTRIBUTES,
    CAPTION,
    LOST_CELLS,
    MAX_NESTING,
    ParsedMarkdown,
    parse_attributes,
)
from everyleaf.read.math import TexConverter, TexError
from everyleaf.read.raw_html import SafeHtml

_SIMPLE = {"em": "em", "strong": "strong", "s": "del"}
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
_KNOWN_ATTRIBUTES = frozenset({"id", "class", "lang", "dir", "alt"})
_LINK_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_ALIGNMENT = re.compile(r"text-align:(\w+)")
_ALIGN_CLASS = {"right": "number", "center": "center"}
_TASK = re.compile(r"\[([ xX])\]\s+")


@dataclass
class Builder:
    """The open elements of a growing tree; new ones go into the innermost."""

    stack: list[Element]

    def open(self, tag: str, position: Position, attributes: dict[str, str] | None = None) -> None:
        """Open an element inside the innermost."""
        element = etree.SubElement(self.stack[-1], tag)
        element.set("data-source", str(position))
        for name, value in (attributes or {}).items():
            element.set(name, value)
        self.stack.append(element)

    def put(self, element: Element, position: Position) -> None:
        """Put a finished element, with all that is in it, into the innermost."""
        element.set("data-source", str(position))
        self.stack[-1].append(element)

    def close(self) -> Element:
        """Close the innermost element and return it."""
        return self.stack.pop()

    def close_tag(self, tag: str) -> bool:
        """Close the innermost element if it is that tag; tell whether it was."""
        if len(self.stack) > 1 and self.stack[-1].tag == tag:
            self.stack.pop()
            return True
        return False

    def text(self, text: str) -> None:
        """Add text at the end of the innermost element."""
        parent = self.stack[-1]
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + text
        else:
            parent.text = (parent.text or "") + text


def _can_lead_out(href: str) -> bool:
    """Tell whether an address works outside the publication, from every edition."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    if parts.scheme.lower() in ("http", "https"):
        return bool(parts.hostname)
    return parts.scheme.lower() in _LINK_SCHEMES and bool(parts.path)


@dataclass(frozen=True, slots=True)
class Tree:
    """The elements of one source."""

    body: Element
    notes: Element | None
    """An `<ol>`, each `<li>` with `data-label` and the ids of its references in `data-refs`."""
    findings: tuple[Diagnostic, ...]


def build_tree(parsed: ParsedMarkdown) -> Tree:
    """Turn tokens into an `<article>` and a list of notes."""
    walker = _TokenWalker(parsed)
    walker.walk(parsed.tokens)
    walker.report_notes()
    notes = walker.notes if len(walker.notes) else None
    return Tree(walker.body, notes, tuple(walker.findings))


@dataclass
class _TokenWalker:
    """Walk tokens in order; what it must remember between tokens are the open elements."""

    parsed: ParsedMarkdown
    findings: list[Diagnostic] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.findings += self.parsed.findings
        self.body = etree.Element("article")
        self.body.set("data-source", str(Position(self.parsed.path, 1)))
        self.notes = etree.Element("ol")
        self.notes.set("data-source", str(Position(self.parsed.path, 1)))
        self.builder = Builder([self.body])
        self.line = 0
        self.content = ""
        self.tex = TexConverter()

    # Positions and findings

    def _here(self, token: Token | None = None) -> Position:
        return self.parsed.position(self.line, token, self.content)

    def _block(self, token: Token) -> Position:
        """Return the place of a block's first character."""
        if token.map:
            self.line, self.content = token.map[0], ""
        text = self.parsed.lines[self.line] if self.line < len(self.parsed.lines) else ""
        return Position(self.parsed.path, self.line + 1, len(text) - len(text.lstrip()) + 1)

    def _error(
        self, code: str, message: str, remedy: str, place: Position, reference: str | None = None
    ) -> None:
        self.findings.append(Diagnostic(code, "error", message, remedy, place, reference))

    # Blocks

    def walk(self, tokens: Sequence[Token]) -> None:
        deep = next((t for t in tokens if t.level >= MAX_NESTING - 1 and t.map), None)
        if deep is not None:
            self._error(
                "nesting-too-deep",
                f"blocks are nested more than {MAX_NESTING - 1} deep",
                "Use fewer levels of lists and quotations.",
                self._block(deep),
            )
        index = 0
        while index < len(tokens):
            index += self._token(tokens, index)

    def _token(self, tokens: Sequence[Token], index: int) -> int:
        """Handle the token at `index`; return how many tokens it took."""
        token = tokens[index]
        kind, _, side = token.type.rpartition("_")
        if token.type == "inline":
            self.line = token.map[0] if token.map else self.line
            self.content = token.content
            if self.builder.stack[-1].tag not in ("td", "th"):
                self._report_leftovers(find_in_lines(token.content))
            self._task(token)
            self._inline(token.children or [])
        elif token.type == "paragraph_open":
            return self._paragraph(tokens, index)
        elif token.type == "heading_open":
            self._heading(token, tokens[index + 1])
            return 3
        elif token.type == "caption_open":
            self._caption(token, tokens[index + 1])
            return 3
        elif side == "open" and kind in _DIRECT:
            self._report_lost_cells(token)
            self.builder.open(_DIRECT[kind], self._block(token), self._attributes(token))
        elif side == "close" and kind in _DIRECT:
            self._close_block(kind)
        elif token.type in ("fence", "code_block"):
            self._code(token)
        elif token.type == "hr":
            self._rule(token)
        elif token.type == "html_block":
            self._html_block(token)
        else:
            self._special_block(token, tokens, index)
        return 1

    def _special_block(self, token: Token, tokens: Sequence[Token], index: int) -> None:
        match token.type:
            case "ordered_list_open":
                attributes = self._attributes(token)
                if start := token.attrs.get("start"):
                    attributes["start"] = str(start)
                self.builder.open("ol", self._block(token), attributes)
            case "table_open":
                self.builder.open("table", self._block(token), self._attributes(token))
            case "th_open" | "td_open":
                self._cell(token)
            case "container_div_open":
                self._div(token)
            case "footnote_open":
                self._note(token)
            case "footnote_close":
                self.builder.close()
                self.builder.stack.pop()
            case dollar_math.BLOCK:
                self._block_formula(token)
            case "grid_table_invalid":
                self._error(
                    "grid-table-invalid",
                    f"the grid table cannot be read: {token.content}",
                    "Draw every cell's border with +, - and |, all in line, and close the header "
                    "with a line of =.",
                    self._block(token),
                )
            case (
                "footnote_block_open"
                | "footnote_block_close"
                | "footnote_anchor"
                | "paragraph_close"
            ):
                pass
            case _ if token.type.endswith("_close"):
                self.builder.close()
            case _:
                raise AssertionError(f"no rule for token {token.type}")

    def _close_block(self, kind: str) -> None:
        element = self.builder.close()
        if kind == "bullet_list" and any(li.get("class") == "task" for li in element):
            element.set("class", "task-list")
        if kind == "tbody" and not len(element):  # its only row was the caption
            self.builder.stack[-1].remove(element)

    def _heading(self, token: Token, inline: Token) -> None:
        place = self._block(token)
        self.builder.open(token.tag, place, self._clean(token.meta[ATTRIBUTES], place))
        self.line, self.content = token.map[0] if token.map else self.line, inline.content
        self._inline(inline.children or [])
        heading = self.builder.close()
        if not "".join(heading.itertext()).strip() and heading.find(".//img") is None:
            self._error(
                "heading-empty",
                "the heading has no words",
                "Write its words or remove the #.",
                place,
                "WCAG 2.2 SC 2.4.6",
            )

    def _paragraph(self, tokens: Sequence[Token], index: int) -> int:
        """Handle paragraph_open, inline and paragraph_close together."""
        token, inline = tokens[index], tokens[index + 1]
        place = self._block(token)
        children = [c for c in inline.children or [] if c.type != "text" or c.content.strip()]
        if len(children) == 1 and children[0].type == "image":
            self.line, self.content = place.line - 1 if place.line else 0, inline.content
            self._figure(children[0], place)
            return 3
        if token.hidden:
            return 1
        self.builder.open("p", place)
        self._token(tokens, index + 1)
        anchors = index + 2
        while tokens[anchors].type == "footnote_anchor":
            anchors += 1
        self.builder.close()
        return anchors - index + 1

    def _rule(self, token: Token) -> None:
        place = self._block(token)
        if re.search(r"--[ \t]+--", self.parsed.lines[self.line]):
            self._error(
                "table-unreadable",
                "this looks like a simple or multiline table of Pandoc, which cannot be read",
                "Draw it with bars, or as a grid table; write --- alone for a break.",
                place,
            )
        self.builder.open("hr", place)
        self.builder.close()

    def _code(self, token: Token) -> None:
        place = self._block(token)
        first, last = token.map or (0, 0)
        closed = last - first > 1 and token.markup in self.parsed.lines[last - 1]
        if token.type == "fence" and not closed:
            self._error(
                "code-unclosed",
                f"the code that begins with {token.markup} is never closed",
                f"Close it with a line of {token.markup}.",
                place,
            )
        attributes = self._code_attributes(token.info.strip(), place)
        self.builder.open("pre", place)
        self.builder.open("code", place, attributes)
        self.builder.text(token.content)
        self.builder.close()
        self.builder.close()

    def _code_attributes(self, info: str, place: Position) -> dict[str, str]:
        """Read `python` or `{.python #id}` behind the fence; the first class is the language."""
        given = parse_attributes(info) if info.startswith("{") else None
        attributes = self._clean(given or {}, place)
        words = info.split()[:1] if given is None else attributes.get("class", "").split()
        if words and re.fullmatch(r"[\w+#.-]+", words[0]):
            attributes["class"] = " ".join([f"language-{words[0]}", *words[1:]])
        return attributes

    def _div(self, token: Token) -> None:
        place = self._block(token)
        word, _, rest = token.info.strip().partition("{")
        attributes = parse_attributes("{" + rest) if rest else {}
        word = word.strip()
        if attributes is None or word not in ("", "aside"):
            self._error(
                "div-unknown",
                f"::: {token.info.strip()} is not a kind of block",
                "Write `::: aside`, or attributes such as `::: {lang=ar dir=rtl}`.",
                place,
            )
        last = token.map[1] if token.map else len(self.parsed.lines)
        if not (last < len(self.parsed.lines) and ":::" in self.parsed.lines[last]):
            self._error(
                "div-unclosed",
                "the block that begins with ::: is never closed",
                "Close it with a line of ::: of the same length.",
                place,
            )
        self.builder.open(
            "aside" if word == "aside" else "div", place, self._clean(attributes or {}, place)
        )

    def _html_block(self, token: Token) -> None:
        place = self._block(token)
        line = place.line or 1
        if token.content.lstrip().startswith("<!--") and "-->" not in token.content:
            self._error("html-unbalanced", "the comment is never closed", "Add -->.", place)
            return

        def at(row: int, column: int) -> Position:
            return Position(self.parsed.path, line + row, column + 1)

        depth = len(self.builder.stack)
        safe = SafeHtml(self.builder, at, self._clean, self.findings)
        safe.feed(token.content)
        safe.close()
        self._unclosed(depth)

    def _unclosed(self, depth: int) -> None:
        while len(self.builder.stack) > depth:
            element = self.builder.close()
            self._error(
                "html-unbalanced",
                f"<{element.tag!s}> is never closed",
                f"Add </{element.tag!s}> in the same paragraph or table, before any empty line.",
                Position.parse(element.get("data-source", "")),
            )

    # Tables

    def _report_lost_cells(self, token: Token) -> None:
        if lost := token.meta.get(LOST_CELLS):
            self._error(
                "table-row-too-long",
                f"the row has more cells than the table has columns; {lost} would be left out",
                r"Add a column to the first row, or write `\|` for a bar inside a cell.",
                self._block(token),
            )

    def _cell(self, token: Token) -> None:
        place = self._block(token) if token.map else Position(self.parsed.path, self.line + 1)
        spans = ("rowspan", "colspan")
        attributes: dict[str, str] = {k: str(token.attrs[k]) for k in spans if k in token.attrs}
        if match := _ALIGNMENT.search(str(token.attrs.get("style", ""))):
            attributes |= {"class": c} if (c := _ALIGN_CLASS.get(match[1])) else {}
        if token.tag == "th":
            attributes["scope"] = "col"
        self.builder.open(token.tag, place, attributes)

    def _caption(self, token: Token, inline: Token) -> None:
        """Give the preceding table its caption and attributes."""
        place = self._block(token)
        table = self.builder.stack[-1][-1]
        caption = etree.Element("caption")
        caption.set("data-source", str(place))
        table.insert(0, caption)
        self.builder.stack.append(caption)
        self.content = inline.content
        self._inline(inline.children or [])
        self.builder.close()
        attributes = self._clean(token.meta[ATTRIBUTES], place)
        if "row-headers" in attributes.get("class", "").split():
            covered = 0
            for row in table.iterfind("tbody/tr"):
                if covered:  # by the header of a row above
                    covered -= 1
                    continue
                cell = row[0]
                cell.tag = "th"
                cell.set("scope", "row")
                covered = int(cell.get("rowspan", "1")) - 1
        for name, value in attributes.items():
            table.set(name, value)

    # Images

    def _figure(self, token: Token, place: Position) -> None:
        attributes = self._attributes(token)
        decorative = "decorative" in attributes.get("class", "").split()
        title = str(token.attrs.get("title", ""))
        if decorative and not title:
            self.builder.open("p", place, {"class": "decoration"})
            self._image(token)
            self.builder.close()
            return
        identifier = {"id": attributes["id"]} if "id" in attributes else {}
        self.builder.open("figure", place, identifier)
        token.attrs.pop("id", None)
        token.attrs.pop("title", None)
        self._image(token)
        if title:
            self.builder.open("figcaption", place)
            self.content = title
            self._inline(token.meta[CAPTION])
            self.builder.close()
        self.builder.close()

    def _image(self, token: Token) -> None:
        place = self._here(token)
        attributes = self._attributes(token)
        classes = attributes.get("class", "").split()
        # An image's children are the tokens of its alternative text.
        alt = "".join(
            c.content
            if c.type in ("text", "text_special", "code_inline")
            else " "
            if "break" in c.type
            else ""
            for c in token.children or []
        ).strip()
        if any(c.type == "footnote_ref" for c in token.children or []):
            self._error(
                "note-misplaced",
                "a note stands in the alternative text of an image",
                "Put it behind the image or into the caption.",
                place,
            )
        if "decorative" in classes:
            if alt:
                self._error(
                    "image-decorative-alt",
                    "the image is marked decorative and has alternative text too",
                    "Remove {.decorative} if the image says something; otherwise empty the "
                    "square brackets.",
                    place,
                    "WCAG 2.2 SC 1.1.1",
                )
        elif not alt:
            self._error(
                "image-alt-missing",
                "the image has no alternative text",
                "Say in the square brackets what the image says, or mark decoration with "
                "`![](…){.decorative}`.",
                place,
                "WCAG 2.2 SC 1.1.1",
            )
        if title := token.attrs.get("title"):
            self._error(
                "image-caption-misplaced",
                f"the caption “{title}” would be left out, for the image stands in a line of text",
                "Put the image alone between empty lines, or remove the caption.",
                place,
            )
        attributes |= {"src": str(token.attrs.get("src", "")), "alt": alt}
        self.builder.open("img", place, attributes)
        self.builder.close()

    # Inline

    def _task(self, inline: Token) -> None:
        """Turn `[x]` at the start of a list item into a box with a name."""
        item = self.builder.stack[-1]
        if item.tag == "p" and len(self.builder.stack) > 1:
            item = self.builder.stack[-2]
        first = inline.children[0] if inline.children else None
        if item.tag != "li" or item.get("class") or first is None or first.type != "text":
            return
        match = _TASK.match(first.content)
        if match is None or "".join(item.itertext()).strip():
            return
        first.content = first.content[match.end() :]
        item.set("class", "task")
        done = match[1] != " "
        self.builder.open("span", self._here(), {"class": "task-done" if done else "task-open"})
        self.builder.text("☑" if done else "☐")
        self.builder.close()
        self.builder.text(" ")

    def _inline(self, tokens: Sequence[Token]) -> None:
        depth = len(self.builder.stack)
        for token in tokens:
            self._inline_token(token)
        self._unclosed(depth)

    def _inline_token(self, token: Token) -> None:
        kind, _, side = token.type.rpartition("_")
        match token.type:
            case "text":
                self._report_leftovers(find_in_text(token.content))
                self.builder.text(token.content)
            case "text_special":
                self.builder.text(token.content)
            case "softbreak":
                self.builder.text("\n")
            case "hardbreak":
                self.builder.open("br", self._here(token))
                self.builder.close()
            case "code_inline":
                self.builder.open("code", self._here(token), self._attributes(token))
                self.builder.text(token.content)
                self.builder.close()
            case "image":
                self._image(token)
            case dollar_math.INLINE | dollar_math.DISPLAY:
                dollars = len(token.markup)
                self._formula(token, dollars, dollars == 2, self._attributes(token))
            case "link_open":
                self._link(token)
            case "span_open":
                self.builder.open("span", self._here(token), self._attributes(token))
            case "html_inline":
                self._html_inline(token)
            case "footnote_ref":
                self._note_reference(token)
            case _ if side == "open":
                self.builder.open(_SIMPLE[kind], self._here(token), self._attributes(token))
            case _ if side == "close":
                self._close_inline(_SIMPLE.get(kind, token.tag))
            case _:
                raise AssertionError(f"no rule for inline token {token.type}")

    def _close_inline(self, tag: str) -> None:
        """Close Markdown's own element; raw HTML left open inside it is a finding."""
        while self.builder.stack[-1].tag != tag:
            self._unclosed(len(self.builder.stack) - 1)
        self.builder.close()

    def _html_inline(self, token: Token) -> None:
        def at(row: int, column: int) -> Position:
            return self._here(token)

        safe = SafeHtml(self.builder, at, self._clean, self.findings)
        safe.feed(token.content)
        safe.close()

    def _link(self, token: Token) -> None:
        place = self._here(token)
        href = str(token.attrs.get("href", ""))
        attributes = self._attributes(token)
        self._report_nested(place, "a link")
        if href.startswith("#") and len(href) > 1:
            attributes["href"] = unquote(href)  # markdown-it writes #größe as #gr%C3%B6%C3%9Fe
        else:
            attributes["href"] = href
            if not _can_lead_out(href):
                self._error(
                    "link-target-invalid",
                    f"the link leads to {href or 'nothing'}, which no edition can reach",
                    "Use a whole address (https://…), mailto: or tel:, or #id of a place in this "
                    "text.",
                    place,
                )
        if title := token.attrs.get("title"):
            attributes["title"] = str(title)
        self.builder.open("a", place, attributes)

    def _report_nested(self, place: Position, what: str) -> None:
        if any(element.tag == "a" for element in self.builder.stack):
            self._error(
                "link-nested",
                f"{what} stands in the words of a link",
                "Put it before or behind the link.",
                place,
            )

    def _report_leftovers(self, leftovers: Iterable[Leftover]) -> None:
        for left in leftovers:
            place = self._locate(self.builder.stack[-1], left.words)
            self._error(left.code, left.message, left.remedy, place)

    # Formulas

    def _block_formula(self, token: Token) -> None:
        place = self._block(token)
        self.content = token.meta[dollar_math.RAW]
        if token.meta[dollar_math.UNCLOSED]:
            self._error(
                "math-invalid",
                "the formula that begins with $$ is never closed",
                "Close it with $$ before the next empty line.",
                place,
            )
            return
        trailing = token.meta[dollar_math.TRAILING]
        attributes = parse_attributes(trailing) if trailing else {}
        if attributes is None:
            self._error(
                "math-invalid",
                "what stands behind the formula cannot be read as attributes",
                'Write `{#eq:name}`, or `{alt="the formula in words"}`, or nothing.',
                self.parsed.position(self.line, None, self.content, self.content.rfind(trailing)),
            )
            attributes = {}
        self._formula(token, 2, True, self._clean(attributes, place))

    def _formula(
        self, token: Token, dollars: int, display: bool, attributes: dict[str, str]
    ) -> None:
        """Put a formula as MathML; its words come when its language is known (`math_words`)."""
        made = self.tex.convert(token.content, display=display)
        if isinstance(made, TexError):
            self._error(
                "math-invalid",
                f"the formula cannot be read: {made.message}",
                "Mend the TeX there; the commands of LaTeX with amsmath and amssymb are known.",
                self.parsed.position(self.line, token, self.content, dollars + made.offset),
            )
        elif len(made):  # one that only defines commands shows nothing
            words = attributes.pop("alt", "").strip()
            if words:
                made.set("alttext", words)
            for name, value in attributes.items():
                made.set(name, value)
            self.builder.put(made, self._here(token))

    # Notes

    def _note_reference(self, token: Token) -> None:
        number, repeat = token.meta["id"] + 1, token.meta.get("subId", 0)
        ref = f"fnref-{number}" + (f"-{repeat + 1}" if repeat else "")
        place = self._here(token)
        self._report_nested(place, "a note")
        self.builder.open("a", place, {"id": ref, "href": f"#fn-{number}", "role": "doc-noteref"})
        self.builder.open("sup", place)
        self.builder.text(str(number))
        self.builder.close()
        self.builder.close()

    def _note(self, token: Token) -> None:
        number = token.meta["id"] + 1
        self.builder.stack.append(self.notes)
        place = self._definition_place(token.meta.get("label")) or self._here()
        self.builder.open("li", place, {"id": f"fn-{number}"})

    def _definition_place(self, label: str | None) -> Position | None:
        """Return the line where a note is defined."""
        if label is None:
            return None
        for number, line in enumerate(self.parsed.lines, 1):
            if (column := line.find(f"[^{label}]:")) >= 0:
                return Position(self.parsed.path, number, column + 1)
        return None

    def report_notes(self) -> None:
        """Find notes that nothing refers to and references without a note."""
        for label, number in self.parsed.notes_defined.items():
            if number < 0:
                self._error(
                    "note-unreferenced",
                    f"nothing refers to the note [^{label}]",
                    f"Put [^{label}] where the note belongs, or remove the note.",
                    self._definition_place(label) or Position(self.parsed.path),
                )
        for note in self.notes:
            if not "".join(note.itertext()).strip() and note.find(".//img") is None:
                self._error(
                    "note-empty",
                    "the note has no words",
                    "Write its words behind the colon, or remove it.",
                    Position.parse(note.get("data-source", "")),
                )

    def _locate(self, element: Element, words: str) -> Position:
        """Return the first place of some words at or after the line at hand."""
        for number in range(self.line, len(self.parsed.lines)):
            if (column := self.parsed.lines[number].find(words)) >= 0:
                return Position(self.parsed.path, number + 1, column + 1)
        return Position.parse(element.get("data-source", self.parsed.path))

    # Attributes

    def _attributes(self, token: Token) -> dict[str, str]:
        given = {
            k: str(v)
            for k, v in token.attrs.items()
            if k not in ("href", "src", "title", "style", "start")
        }
        given |= {k: str(v) for k, v in token.meta.get("insecure_attrs", {}).items()}
        if token.type == "image":
            given.pop("alt", None)
        return self._clean(given, self._here(token)) if given else {}

    def _clean(self, given: dict[str, str], place: Position) -> dict[str, str]:
        """Keep the attributes an author may set; check the language; infer the direction."""
        kept: dict[str, str] = {}
        for name, value in given.items():
            if name not in _KNOWN_ATTRIBUTES:
                self._error(
                    "attribute-unknown",
                    f"the attribute {name} cannot be set here",
                    "Use #id, .class, lang=… or dir=….",
                    place,
                )
            elif name == "lang" and normalize_language(value) is None:
                self._error(
                    "language-invalid",
                    f"{value} is not a language tag",
                    "Use a BCP 47 tag, such as en-GB, az or ar.",
                    place,
                    "WCAG 2.2 SC 3.1.2",
                )
            elif name == "id" and (not value or re.search(r"\s", value)):
                self._error(
                    "id-invalid",
                    f"“{value}” cannot be an id",
                    "Write a name without spaces, such as {#tbl:heights}.",
                    place,
                )
            elif name == "dir" and value not in ("ltr", "rtl", "auto"):
                self._error(
                    "direction-invalid",
                    f"{value} is not a direction",
                    "Use dir=ltr or dir=rtl.",
                    place,
                )
            else:
                kept[name] = normalize_language(value) or value if name == "lang" else value
        if "lang" in kept and "dir" not in kept and direction_of(kept["lang"]) == "rtl":
            kept["dir"] = "rtl"
        return kept
