"""Keep the lines of preformatted text apart: each one a Sub (ISO 32000-2 14.8.4.6).

1. Text is cut after each line end, elements that run over several lines are cut with it.
2. Lines of a single `code` stay inside its Code.

Why: where a line ends is part of what code says. A line's own end is written by `content_stream`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from everyleaf.pdf.structure.containment import is_blank
from everyleaf.pdf.structure.elements import Content, Kid, StructElem


def split_lines(kids: Sequence[Kid]) -> list[Kid]:
    """Return preformatted content with each of its lines as a Sub, if it has several."""
    whole = [kid for kid in kids if not is_blank([kid])]
    if len(whole) == 1 and isinstance(whole[0], StructElem) and whole[0].type == "Code":
        code = whole[0]
        return [replace(code, children=tuple(split_lines(code.children)))]
    lines = _lines(kids)
    if len(lines) == 1:
        return list(kids)
    return [StructElem("Sub", -1, tuple(line)) for line in lines]


def _lines(kids: Sequence[Kid]) -> list[list[Kid]]:
    """Return the content of each line; there is always at least one."""
    lines: list[list[Kid]] = [[]]
    for kid in kids:
        parts = _text_lines(kid) if isinstance(kid, Content) else _element_lines(kid)
        lines[-1].append(parts[0])
        lines += [[part] for part in parts[1:]]
    return lines


def _text_lines(content: Content) -> Sequence[Kid]:
    if not content.preformatted:
        return [content]
    parts, start = [], content.start
    for line in content.text.split("\n"):
        text = content.text[start - content.start :][: len(line) + 1]
        parts.append(replace(content, text=text, start=start))
        start += len(text)
    if len(parts) > 1 and not parts[-1].text:
        del parts[-1]  # the text's last line end
    return parts


def _element_lines(elem: StructElem) -> Sequence[Kid]:
    lines = _lines(elem.children)
    first = replace(elem, children=tuple(lines[0]))
    return [first, *(replace(first, children=tuple(line), identifier=None) for line in lines[1:])]
