"""Keep the shaped text of a line from layout to drawing.

WeasyPrint 70.0 throws a line's Pango layout away once it is measured, to save memory, and shapes
the same text again when it is drawn. The last `_KEPT` of them are kept here, from where a justified
line or one with another style is still shaped again. Gain: 10 % of a chapter's CPU time. Drop when
WeasyPrint keeps them.
"""

from __future__ import annotations

import re
import weakref
from collections import deque
from collections.abc import Iterator
from typing import Any

from everyleaf.pdf.patches.patch import WEASYPRINT, Patch, Replacement, everywhere

_KEPT = 30_000
"""How many of the lines that were measured last are kept: those of some 200 pages."""
_SEPARATOR = re.compile("[\n\r\u2028\u2029]")


def _find() -> Iterator[Replacement]:
    from weasyprint.draw import text as drawing
    from weasyprint.text import line_break
    from weasyprint.text.ffi import pango

    layout_class = line_break.Layout
    deactivate, reactivate, set_text = (
        layout_class.deactivate,
        layout_class.reactivate,
        layout_class.set_text,
    )
    kept: deque[weakref.ref[Any]] = deque()

    def release(layout: Any) -> None:
        if "layout" in layout.__dict__:
            deactivate(layout)

    def keep(self: Any) -> None:
        if "everyleaf_kept" in self.__dict__:
            return
        self.everyleaf_kept = True
        kept.append(weakref.ref(self))
        if len(kept) > _KEPT:
            oldest = kept.popleft()()
            if oldest is not None:
                release(oldest)

    def set_as_paragraph(self: Any, text: str, justify: bool = False) -> None:
        # Drawing asks for it; to change it then would throw the shaped text away.
        single = _SEPARATOR.search(text) is None
        pango.pango_layout_set_single_paragraph_mode(self.layout, single)
        set_text(self, text, justify)

    def wake(self: Any, style: Any) -> None:
        same = self.__dict__.get("style") is style and not self.justification_spacing
        if not same or "layout" not in self.__dict__:
            self.__dict__.pop("everyleaf_kept", None)
            reactivate(self, style)

    def draw_text(stream: Any, textbox: Any, *more: Any, **named: Any) -> None:
        original(stream, textbox, *more, **named)
        if textbox.pango_layout is not None:
            release(textbox.pango_layout)

    original = drawing.draw_text
    yield Replacement(layout_class, "deactivate", keep)
    yield Replacement(layout_class, "reactivate", wake)
    yield Replacement(layout_class, "set_text", set_as_paragraph)
    yield from everywhere(original, draw_text)


PATCH = Patch("kept-lines", WEASYPRINT, _find)
