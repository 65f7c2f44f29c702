"""Write the print edition: a tagged PDF.

1. Copy the document as print has it, and cut it into units, each of which begins a page
   (`layout.print_text`).
2. Lay out each unit apart and draw it (`layout.unit_layout`): through the seam to WeasyPrint
   (`layout.weasy`), with the publication's own fonts and images, on the author's page size, its
   structure tree built from the HTML (`structure.tree`) and joined with what was drawn (`tags`).
   Count the pages, and lay out again what shows their numbers (`layout.pagination`).
3. Note the label of each page (`file.folios`) and at which word each begins (`layout.page_starts`).
4. Join the units into one file (`join.book`), with metadata and attributions, and what archives ask
   for (`file`).

Why units: they are laid out beside each other, and one that has not changed is not laid out again;
memory is that of the longest chapter. An article is one unit, and goes the same way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from everyleaf.pdf.edition import LaidOutBook, cut, join_pages, lay_out, write

__all__ = ["LaidOutBook", "cut", "join_pages", "lay_out", "write"]


def __getattr__(name: str) -> Any:
    """Load what writes the edition when it is asked for: who draws a cover needs none of it."""
    if name not in __all__:
        raise AttributeError(name)
    from everyleaf.pdf import edition

    return getattr(edition, name)
