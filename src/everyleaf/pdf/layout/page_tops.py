"""Let text begin at the top of a page, whatever margin it has (CSS Fragmentation 3 §5.2).

WeasyPrint 70.0 takes every page with a name (CSS `page`) for one that a forced break began, and so
keeps margins at its top that an unforced break truncates: in a book, a page that begins with a
section's heading began too low. Drop this when tests/pdf/test_traps.py passes without it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

PageMaker: TypeAlias = Callable[..., Any]


def truncate_margins(make_page: PageMaker) -> PageMaker:
    """Return WeasyPrint's `make_page` with that fault mended, for one layout."""
    names: dict[int, str | None] = {}

    def make(
        context: Any, root: Any, page_type: Any, resume_at: Any, page_number: int, state: Any
    ) -> Any:
        asked = context.page_maker[page_number - 1][1]
        names[page_number] = page_type.name
        goes_on = page_number > 1 and names.get(page_number - 1) == page_type.name
        if asked["break"] == "any" and goes_on:
            context.forced_break = False
        return make_page(context, root, page_type, resume_at, page_number, state)

    return make
