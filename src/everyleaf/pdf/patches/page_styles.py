"""Compute a page's styles without a look at those of all pages before it.

WeasyPrint 70.0: `set_page_type_computed_styles` walks the cascaded styles of every page type so far
to find the margin boxes of one, and keeps them all: layout grows with the square of the pages,
since each page has its own index. Emptied before each page, the dictionary holds only what the page
needs. Gain: nothing in a chapter; in a book of 1,600 pages laid out in one piece, 24 million
comparisons. Drop when the function no longer loops over all cascaded styles
(upstream/weasyprint-linear.patch).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from everyleaf.pdf.patches.patch import WEASYPRINT, Patch, Replacement


def _find() -> Iterator[Replacement]:
    from weasyprint.layout import page

    original = page.set_page_type_computed_styles

    def set_page_type_computed_styles(page_type: Any, html: Any, style_for: Any) -> None:
        style_for.get_cascaded_styles().clear()  # of the page before; computed styles stay
        original(page_type, html, style_for)

    yield Replacement(page, original.__name__, set_page_type_computed_styles)


PATCH = Patch("page-styles", WEASYPRINT, _find)
