"""Let the space at the end of a line stand beyond it, as CSS Text 3 §4.1.3 asks.

WeasyPrint 70.0: where a text ends with a space, an element follows it, and the text fills a line to
within the width of that space, Pango lets the space hang and says that all fits; WeasyPrint measures
the space too, takes the line for one long word, and breaks it after its first word. About one line
in forty before an `<em>`, a link or an index mark is spoilt so. Drop this when
tests/pdf/test_traps.py passes without it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

Line: TypeAlias = tuple[Any, int, int | None, float, float, float]
"""Layout, length, where the next line resumes, width, height, baseline."""
Splitter: TypeAlias = Callable[..., Line]


def hang_spaces(split_first_line: Splitter) -> Splitter:
    """Return WeasyPrint's `split_first_line` with that fault mended."""

    def split(
        text: str, style: Any, context: Any, max_width: float | None, *more: Any, **named: Any
    ) -> Line:
        line = split_first_line(text, style, context, max_width, *more, **named)
        resume = line[2]
        if resume is None or max_width is None or not text.endswith(" "):
            return line
        if style["white_space"] != "normal" or _has_space_within(text, resume):
            return line
        bare = split_first_line(text.rstrip(" "), style, context, max_width, *more, **named)
        if bare[2] is not None or bare[3] > max_width:
            return line
        return split_first_line(text, style, context, None, *more, **named)

    return split


def _has_space_within(text: str, length: int) -> bool:
    """Tell whether there is a space between the words in the first bytes of a text."""
    if " " in text[: length // 4].strip():  # no character has more than four bytes
        return True
    return " " in text[:length].encode()[:length].decode().strip()
