r"""Find TeX between dollars in Markdown, as Pandoc does.

1. `$…$` in a line: no space inside its dollars, no digit after the last one, so that prices stay
   prices; `\$` is a dollar.
2. `$$…$$` in a line, or as a block over several lines with attributes behind it:
   `$$ … $$ {#eq:mass}`.

Why rules of our own: the dollarmath plugin (mdit-py-plugins 0.7) takes no attributes after a block,
reads on to the next formula where it finds them, and at the start of a paragraph it looks at the
paragraph's last character for a digit.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

INLINE, DISPLAY = "math_inline", "math_inline_double"
"""Types of inline tokens; `attrs_plugin` gives them the attributes that follow."""
BLOCK = "math_block"
"""Type of the block token."""

RAW = "everyleaf-raw"
"""Key in a block token's `meta`: its text from the first dollar on."""
TRAILING = "everyleaf-trailing"
"""Key in a block token's `meta`: the attributes as written, or an empty string."""
UNCLOSED = "everyleaf-unclosed"
"""Key in a block token's `meta`: whether the closing dollars are missing."""

_TEX = r"(?:\\.|\$(?!\$)|[^\\$])+?"
_DISPLAY = re.compile(rf"\$\$({_TEX})\$\$", re.DOTALL)
_INLINE = re.compile(r"\$(?![\s$])((?:\\.|[^\\$])+?)(?<![\s])\$(?!\d)", re.DOTALL)
_TRAILING = re.compile(r"[ \t]*(\{.*\})?[ \t]*", re.DOTALL)


def dollar_math_plugin(md: MarkdownIt) -> None:
    """Add the rules to a parser; changes it."""
    md.inline.ruler.before("escape", "everyleaf_math", _inline)
    md.block.ruler.before(
        "fence",
        "everyleaf_math_block",
        _block,
        {"alt": ["paragraph", "reference", "blockquote", "list"]},
    )


def _inline(state: StateInline, silent: bool) -> bool:
    for kind, pattern in ((DISPLAY, _DISPLAY), (INLINE, _INLINE)):
        match = pattern.match(state.src, state.pos, state.posMax)
        if match is not None and not match[1].count("`") % 2:  # code spans come first
            if not silent:
                token = state.push(kind, "math", 0)
                token.content = match[1]
                token.markup = "$$" if kind == DISPLAY else "$"
            state.pos = match.end()
            return True
    return False


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start):
        return False
    if not state.src.startswith("$$", state.bMarks[start] + state.tShift[start]):
        return False
    last = start
    while last + 1 < end and not _ends(state, last + 1):
        last += 1
    text = state.getLines(start, last + 1, state.blkIndent, False).lstrip(" ")
    match = _DISPLAY.match(text)
    raw, trailing = text, ""
    if match is not None:
        line_end = text.find("\n", match.end())
        line_end = len(text) if line_end < 0 else line_end
        behind = _TRAILING.fullmatch(text, match.end(), line_end)
        if behind is None:
            return False  # a formula in a paragraph that it begins
        raw, trailing = text[:line_end], behind[1] or ""
        last = start + raw.count("\n")
    if silent:
        return True
    token = state.push(BLOCK, "math", 0)
    token.block = True
    token.content = match[1] if match else text[2:]
    token.markup = "$$"
    token.map = [start, last + 1]
    token.meta = {RAW: raw, TRAILING: trailing, UNCLOSED: match is None}
    state.line = last + 1
    return True


def _ends(state: StateBlock, line: int) -> bool:
    """Tell whether a line ends what began before it: empty, or less indented."""
    return state.isEmpty(line) or state.sCount[line] < state.blkIndent
