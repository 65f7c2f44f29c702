"""Let WeasyPrint lay out a unit as if the rest of the document stood around it.

1. Its first page is a left or a right one, and `@page :first` only if it begins the document.
2. `target-counter(…, page)` shows numbers that are given, and says which were asked for; links to
   ids of other units stay links.
3. Named strings that the unit has not yet set have the values that they had before it.
4. A blank page between units is a unit without text, laid out as WeasyPrint's own blank pages are.

Why the seam and not the stylesheet: a stylesheet is the publisher's, and says all this in its own
ways. tests/pdf/test_units.py compares with the document laid out in one piece.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from types import ModuleType, SimpleNamespace
from typing import Any

from everyleaf.pdf.layout.held_counters import HeldBack, hold_back
from everyleaf.pdf.unit.painted_unit import Asked, UnitJob


@dataclass(slots=True)
class Surroundings:
    """What a unit is told of the rest of the document, and what it asks."""

    job: UnitJob
    numbers: dict[str, int] = field(default_factory=dict)
    strings: dict[str, str] = field(default_factory=dict)
    asked_numbers: set[str] = field(default_factory=set)
    asked_strings: set[str] = field(default_factory=set)
    context: Any = None
    """WeasyPrint's `LayoutContext`, once the pages are made."""

    def __post_init__(self) -> None:
        self.numbers = dict(self.job.numbers or ())
        self.strings = dict(self.job.strings)

    @property
    def asked(self) -> Asked:
        """What the unit wants to know of the others."""
        return Asked(tuple(sorted(self.asked_numbers)), tuple(sorted(self.asked_strings)))

    @property
    def is_answered(self) -> bool:
        """Whether it was told all that it asked."""
        known = self.job.numbers is not None or not self.asked_numbers
        return known and self.asked_strings <= self.strings.keys()

    def last_strings(self) -> dict[str, str]:
        """Return the last value of each named string that the unit sets."""
        sets = self.context.string_set.items() if self.context is not None else ()
        return {name: pages[max(pages)][-1] for name, pages in sorted(sets) if pages}


@contextmanager
def surrounded(
    weasyprint: ModuleType, surroundings: Surroundings, held: HeldBack
) -> Iterator[None]:
    """Lay out and draw as part of a document; one that is whole is left alone.

    `held` receives the page-margin boxes that have page numbers.
    """
    layout, page = weasyprint.layout, weasyprint.layout.page
    with ExitStack() as stack:

        def replace(owner: Any, name: str, make: Callable[[Any], Any]) -> None:
            original = getattr(owner, name)
            stack.callback(setattr, owner, name, original)
            setattr(owner, name, make(original))

        if not surroundings.job.whole:
            targets = weasyprint.css.targets
            replace(
                weasyprint.document, "TargetCollector", lambda o: _collector(targets, surroundings)
            )
            replace(layout.LayoutContext, "get_string_set_for", lambda o: _strings(o, surroundings))
            replace(layout, "initialize_page_maker", lambda o: _begin_on_side(o, surroundings))
            replace(layout, "make_margin_boxes", lambda o: hold_back(o, held))
            replace(page, "PageType", lambda o: _page_type(o, surroundings.job))
            replace(weasyprint.pdf, "resolve_links", lambda o: _resolve_links(o, surroundings.job))
        yield


def _collector(targets: Any, surroundings: Surroundings) -> Any:
    """Return a class of collectors that know the page numbers of all ids."""
    outside = frozenset(surroundings.job.outside)

    class Collector(targets.TargetCollector):  # type: ignore[misc]  # WeasyPrint is untyped
        def lookup_target(
            self, anchor_token: Any, source_box: Any, css_token: Any, parse_again: Any
        ) -> Any:
            name = _name(targets, anchor_token, source_box)
            if name not in outside and name not in self.target_lookup_items:
                return super().lookup_target(anchor_token, source_box, css_token, parse_again)
            surroundings.asked_numbers.add(name)
            item = targets.TargetLookupItem()
            number = surroundings.numbers.get(name)
            if surroundings.job.numbers is None or number is not None:
                item.state = "up-to-date"
                item.target_box = SimpleNamespace(cached_counter_values={"page": [number or 0]})
            return item  # what is never laid out has no number, and stays pending

    return Collector


def _name(targets: Any, anchor_token: Any, source_box: Any) -> Any:
    """Return the id that a `target-counter()` means, as `TargetCollector.lookup_target` does."""
    if anchor_token[0] == "attr()":
        attribute, kind, fallback = anchor_token[1]
        value = source_box.element.get(attribute, fallback)
        if kind == "url":
            value = targets.get_url_tuple(value, source_box.style.base_url)
        anchor_token = (kind, value)
    return targets.anchor_name_from_token(anchor_token) if anchor_token[1] else None


def _strings(original: Any, surroundings: Surroundings) -> Any:
    """Return `LayoutContext.get_string_set_for` that looks before the unit, too."""

    def get_string_set_for(context: Any, page: Any, name: str, keyword: str = "first") -> Any:
        found = original(context, page, name, keyword)
        excepted = keyword == "first-except" and context.current_page in context.string_set[name]
        if found or excepted or keyword == "all-once":
            return found
        surroundings.asked_strings.add(name)
        value = surroundings.strings.get(name)
        return (value,) if value is not None else ()

    return get_string_set_for


def _begin_on_side(original: Any, surroundings: Surroundings) -> Any:
    def initialize_page_maker(context: Any, root_box: Any) -> None:
        original(context, root_box)
        surroundings.context = context
        resume_at, next_page, _, page_state, remake_state = context.page_maker[0]
        right = surroundings.job.side == "right"
        context.page_maker[0] = (resume_at, next_page, right, page_state, remake_state)

    return initialize_page_maker


def _page_type(original: Any, job: UnitJob) -> Any:
    """Return `PageType` for pages that are not the document's first, or that are blank."""

    def page_type(side: str, blank: bool, name: Any, index: int, groups: Any) -> Any:
        if job.blank is not None:
            blank, name = True, job.blank or None
        return original(side, blank, name, index + (not job.first), groups)

    return page_type


def _resolve_links(original: Any, job: UnitJob) -> Any:
    """Return `resolve_links` for which the ids of other units stand on a further page."""
    beyond = SimpleNamespace(anchors=dict.fromkeys(job.outside, (0, 0, 0, 0)), links=[])

    def resolve_links(pages: Iterable[Any]) -> Any:
        return original([*pages, beyond])

    return resolve_links
