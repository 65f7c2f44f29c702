r"""Find markup that an author meant and Markdown did not understand.

CommonMark knows no errors: `![Map](my map.png)` is a sentence with brackets in it. Printed as it
stands it would lose the image, so what looks like markup and is left over in the text is a finding.
What an author wants to see printed is escaped with a backslash, as in `\]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Leftover:
    """Markup that stayed text."""

    code: str
    message: str
    remedy: str
    words: str
    """The source's own characters, to find the place by."""


_IN_TEXT = (
    # code, pattern, what is wrong, what to do
    (
        "note-undefined",
        re.compile(r"\[\^([^\]\s]+)\]"),
        "the note [^{0}] is not defined",
        "Add a line `[^{0}]: …` with its text.",
    ),
    (
        "note-undefined",
        re.compile(r"\[\^([^\]\s]+\s[^\]]*)\]"),
        "[^{0}] is not the name of a note",
        "Write a name without spaces, and a line `[^name]: …` with the note's text.",
    ),
    (
        "note-unreadable",
        re.compile(r"\^\[.*", re.DOTALL),
        "this looks like a note and cannot be read as one",
        r"Close it with `]` in the same paragraph; write `\[` for a bracket that is meant.",
    ),
    (
        "link-unreadable",
        re.compile(r"(?:!?\[[^\[\]]*)?\]\([^\s)]*"),
        "this looks like a link or an image and cannot be read as one",
        "Put an address with spaces between angle brackets, as in `[words](<img/my map.png>)`, and "
        r"words after it in straight quotation marks; write `\]` for a bracket that is meant.",
    ),
    (
        "link-undefined",
        re.compile(r"!?\[[^\[\]]*\]\[[^\[\]]*\]"),
        "this looks like a link or an image whose address is not given anywhere",
        r"Add a line such as `[name]: https://…`, or write `\]` for a bracket that is meant.",
    ),
    (
        "attributes-unreadable",
        re.compile(
            r"\]\{[^{}]*\}?|\{\s*[#.][^\W\d][^{}]*\}|\{[^{}]*\b(?:id|class|lang|dir)=[^{}]*\}|\{-\}"
        ),
        "these attributes cannot be read",
        "Write them as `{{#id .class lang=az}}` at the end of a heading or caption, or directly "
        r"after an image, a link, code or words in square brackets; write `\{{` for a brace that "
        "is meant.",
    ),
)

_IN_LINES = (
    (
        "caption-misplaced",
        re.compile(r":[ \t].*"),
        "this line begins like a caption or a definition and belongs to no table and no term",
        "Put a caption directly after its table, and a definition after a term of one line; in "
        r"`<table>` write `<caption>`; write `\:` for a colon that is meant.",
    ),
    (
        "table-unreadable",
        re.compile(r"\|(?:[ \t].*|.*\|)|\+[-=:]{2,}.*"),
        "this looks like a table and cannot be read as one",
        "Write below the column names a line of dashes with as many columns, such as `|---|---|`; "
        r"write `\|` for a bar that is meant.",
    ),
    (
        "heading-unreadable",
        re.compile(r"#{2,}(?:[^\s#]|#{5}).*"),
        "this looks like a heading and cannot be read as one",
        r"Put a space after two to six #; write `\#` for one that is meant.",
    ),
)

_BEGINNINGS = frozenset(":|+#")
"""The signs that the lines of `_IN_LINES` begin with."""


def find_in_text(text: str) -> Iterator[Leftover]:
    """Find leftovers in text that Markdown has taken for plain."""
    if "[" not in text and "]" not in text and "{" not in text:
        return  # all of them have one of these, and most text has none
    for code, pattern, message, remedy in _IN_TEXT:
        for match in pattern.finditer(text):
            names = match.groups() or ("",)
            yield Leftover(code, message.format(*names), remedy.format(*names), match[0])


def find_in_lines(paragraph: str) -> Iterator[Leftover]:
    """Find lines of a paragraph's source that were meant as a block of another kind."""
    for line in map(str.strip, paragraph.split("\n")):
        if line[:1] not in _BEGINNINGS:
            continue
        for code, pattern, message, remedy in _IN_LINES:
            if pattern.fullmatch(line):
                yield Leftover(code, message, remedy, line)
