"""Rules about links."""

from __future__ import annotations

from collections.abc import Iterator

from everyleaf.check.rules.places import place_of, words_of
from everyleaf.diagnostics import Diagnostic, suggest
from everyleaf.model import Publication


def links_named(publication: Publication) -> Iterator[Diagnostic]:
    """Find links without words (WCAG 2.2 SC 2.4.4)."""
    for link in publication.document.iter("a"):
        if words_of(link) or link.get("aria-label"):
            continue
        if not any(image.get("alt") for image in link.iter("img")):
            yield Diagnostic(
                "link-empty",
                "error",
                f"the link to {link.get('href', 'nowhere')} has no words",
                "Write in the square brackets where it leads.",
                place_of(link),
                "WCAG 2.2 SC 2.4.4",
            )


def targets_exist(publication: Publication) -> Iterator[Diagnostic]:
    """Find links to ids that are not there."""
    ids = [i for e in publication.document.iter("*") if (i := e.get("id"))]
    known = set(ids)
    for link in publication.document.iter("a"):
        target = link.get("href", "")
        if not target.startswith("#") or target[1:] in known:
            continue
        yield Diagnostic(
            "link-target-missing",
            "error",
            f"nothing has the id {target[1:]}",
            f"Write {{{target}}} after the heading, figure or table that is meant.{suggest(target, [f'#{i}' for i in ids])}",
            place_of(link),
        )
