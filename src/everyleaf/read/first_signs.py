"""Let markdown-it try only the rules that the sign at hand can begin.

1. `_INLINE` and `_BLOCK` say which signs each rule can begin with; None is any.
2. `choose_by_sign` puts in the place of all rules one that tries those of the sign.
3. The rule for inline marks takes what no mark begins with as text, and notes where each token began
   (`OFFSET`).

Why: markdown-it tries eighteen rules at every sign of a line and a dozen at every line, each of
which looks at the sign again: half of the time that reading a book took.

Why the offsets: markdown-it gives lines to blocks only, and a finding names a column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from markdown_it import MarkdownIt
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

OFFSET = "everyleaf-offset"
"""Key in a token's `meta`: characters from the start of its inline content."""

_INLINE: Mapping[str, str | None] = {
    "text": "]",  # whatever no other begins with, as far as the words of a link may go
    "newline": "\n",
    "everyleaf_math": "$",
    "escape": "\\",
    "backticks": "`",
    "strikethrough": "~",
    "emphasis": "*_",
    "everyleaf_citations": "[@-",
    "link": "[",
    "span": "[",
    "image": "!",
    "footnote_inline": "^",
    "footnote_ref": "[",
    "autolink": "<",
    "html_inline": "<",
    "entity": "&",
    "everyleaf_image_attributes": "{",
    "attr": "{",
}
_BLOCK: Mapping[str, str | None] = {
    "grid_table": "+",
    "table": None,
    "code": None,
    "everyleaf_math_block": "$",
    "container_div": ":",
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*-+0123456789",
    "footnote_def": "[",
    "reference": "[",
    "html_block": "<",
    "heading": "#",
    "lheading": None,
    "deflist": None,
    "paragraph": None,
}
_MARKS = ("*", "_", "~", "**", "__", "~~")
"""Text that emphasis is made of, and that stays text where none is."""

_Rule = TypeVar("_Rule")
_InlineRule = Callable[[StateInline, bool], bool]
_BlockRule = Callable[[StateBlock, int, int, bool], bool]


def choose_by_sign(md: MarkdownIt) -> None:
    """Let a parser that is otherwise finished try only what can succeed; changes it.

    Raises:
        KeyError: if it has a rule that is not named here.
    """
    md.inline.ruler.__cache__ = {"": [_inline_rule(_sort(md.inline.ruler, "", _INLINE)[0])]}
    md.block.ruler.__cache__ = {
        chain: [_block_rule(*_sort(md.block.ruler, chain, _BLOCK))]
        for chain in ("", "paragraph", "reference", "blockquote", "list")
    }


def _sort(
    ruler: Ruler[_Rule], chain: str, signs_of: Mapping[str, str | None]
) -> tuple[Mapping[str, Sequence[_Rule]], Sequence[_Rule]]:
    """Return the rules of a chain by the signs that they begin with, and those for other signs."""
    rules = [r for r in ruler.__rules__ if r.enabled and (not chain or chain in r.alt)]
    signs = "".join(signs_of[rule.name] or "" for rule in rules)
    of_sign = {sign: [r.fn for r in rules if sign in (signs_of[r.name] or sign)] for sign in signs}
    return of_sign, [r.fn for r in rules if signs_of[r.name] is None]


def _inline_rule(of_sign: Mapping[str, Sequence[_InlineRule]]) -> _InlineRule:
    match_text = re.compile(f"[^{re.escape(''.join(of_sign))}]+").match

    def apply(state: StateInline, silent: bool) -> bool:
        start, known = state.pos, len(state.tokens)
        if text := match_text(state.src, start, state.posMax):
            if not silent:
                state.append_pending(text[0])
            state.pos = text.end()
            return True
        for rule in of_sign[state.src[start]]:
            if rule(state, silent):
                if not silent:
                    for token in state.tokens[known:]:
                        if token.type != "text" or token.content in _MARKS:
                            token.meta.setdefault(OFFSET, start)
                return True
        return False

    return apply


def _block_rule(
    of_sign: Mapping[str, Sequence[_BlockRule]], others: Sequence[_BlockRule]
) -> _BlockRule:
    def apply(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        start = state.bMarks[line] + state.tShift[line]
        for rule in of_sign.get(state.src[start : start + 1], others):
            if rule(state, line, end, silent):
                return True
        return False

    return apply
