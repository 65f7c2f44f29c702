"""Read the attributes behind an image, whose values need no quotation marks.

`{source=https://example.org width=50% details=#key}` is what authors write; the attrs plugin takes
only letters, digits, `-`, `_` and `:` without quotation marks.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.attrs.parse import ParseError, parse

_BRACES = re.compile(r"\{(?:[^{}\"]|\"(?:\\.|[^\"\\])*\")*\}")
_BARE = re.compile(r"(\"(?:\\.|[^\"\\])*\")|((?<=[\s{])[A-Za-z][\w-]*=)([^\s\"{}]+)")


def image_attributes_plugin(md: MarkdownIt) -> None:
    """Add the rule to a parser, before the rule for other attributes; changes it."""
    md.inline.ruler.before("attr", "everyleaf_image_attributes", _rule)


def _rule(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "{" or state.pending or not state.tokens:
        return False
    image = state.tokens[-1]
    match = _BRACES.match(state.src, state.pos, state.posMax)
    if image.type != "image" or match is None:
        return False
    attributes = parse_loose_attributes(match[0])
    if attributes is None:
        return False
    state.pos = match.end()
    if not silent:
        for name, value in attributes.items():
            if name in ("href", "src", "title", "alt") or name.startswith("on"):
                image.meta.setdefault("insecure_attrs", {})[name] = value
            else:
                image.attrSet(name, value)
    return True


def parse_loose_attributes(text: str) -> dict[str, str] | None:
    """Read `{#id .class key=value}` whose values may hold any sign; None if it is not that."""
    quoted = _BARE.sub(lambda m: m[1] or f'{m[2]}"{m[3]}"', text)
    try:
        end, attributes = parse(quoted)
    except ParseError:
        return None
    return attributes if end == len(quoted) - 1 else None
