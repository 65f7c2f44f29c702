"""Say of nearly all boxes at once that they are in normal flow.

WeasyPrint 70.0: `Box.is_in_normal_flow` asks five questions in turn, ten times for each box of a
line. A box that neither floats nor is positioned answers all of them. Gain: 2 % of a chapter's
calls of functions. Drop when WeasyPrint asks less.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from everyleaf.pdf.patches.patch import WEASYPRINT, Patch, Replacement

_IN_FLOW = ("static", "relative")


def _find() -> Iterator[Replacement]:
    from weasyprint.formatting_structure.boxes import Box

    original = Box.is_in_normal_flow

    def is_in_normal_flow(self: Any) -> bool:
        style = self.style
        if style["float"] == "none" and style["position"] in _IN_FLOW:
            return True
        return bool(original(self))

    yield Replacement(Box, "is_in_normal_flow", is_in_normal_flow)


PATCH = Patch("normal-flow", WEASYPRINT, _find)
