"""Walk through the boxes of a page without a chain of generators.

WeasyPrint 70.0: `Box.descendants` yields each box through one generator for each box above it, ten
of them on average. One stack does the same in the same order. Gain: 1 % of a chapter's calls of
functions. Drop when it has no recursion.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from everyleaf.pdf.patches.patch import WEASYPRINT, Patch, Replacement


def _find() -> Iterator[Replacement]:
    from weasyprint.formatting_structure.boxes import Box

    def descendants(self: Any, placeholders: bool = False) -> Iterator[Any]:
        yield self
        stack = [iter(self.children)]
        while stack:
            for child in stack[-1]:
                if placeholders:
                    child = getattr(child, "_box", child)  # of an AbsolutePlaceholder
                yield child
                if placeholders or isinstance(child, Box):
                    stack.append(iter(child.children))
                    break
            else:
                stack.pop()

    yield Replacement(Box, "descendants", descendants)


PATCH = Patch("descendants", WEASYPRINT, _find)
