"""Look up the height of a line once for a style.

WeasyPrint 70.0: `strut` keeps what it has measured under a text that is made of sixteen properties,
and makes that text anew for each line and each piece of it. The result is kept with the style.
Gain: a text of sixteen properties for each line. Drop when WeasyPrint does so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from everyleaf.pdf.patches.patch import WEASYPRINT, Patch, Replacement, everywhere


def _find() -> Iterator[Replacement]:
    from weasyprint.text import line_break

    original = line_break.strut

    def strut(style: Any) -> Any:
        kept = style.__dict__.get("everyleaf_strut")
        if kept is None:
            kept = style.everyleaf_strut = original(style)
        return kept

    yield from everywhere(original, strut)


PATCH = Patch("struts", WEASYPRINT, _find)
