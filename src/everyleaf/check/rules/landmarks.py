"""Rules about the parts of the page that come from templates: an author's own may lose them.

Readers jump by landmarks (WCAG 2.2 SC 1.3.1, 2.4.1), and by the title they find a page at all
(SC 2.4.2).
"""

from __future__ import annotations

from collections.abc import Iterator

from everyleaf.check.rules.contrast import place_of_sheet
from everyleaf.check.rules.places import words_of
from everyleaf.diagnostics import Diagnostic
from everyleaf.elements import place_of, text_of, values_of
from everyleaf.model import Element, Publication

_TEMPLATE = "publication.html"
_REFERENCES = frozenset("aria-labelledby aria-describedby aria-controls aria-owns".split())
"""Of aria-details the reader knows: `image-details-missing`."""


def landmarks_present(publication: Publication) -> Iterator[Diagnostic]:
    """Find a page without its main part, its title, or a way past what comes before the text."""
    document = publication.document
    mains = list(document.iter("main"))
    found = []
    if len(mains) != 1:
        found.append(("has no <main>" if not mains else f"has {len(mains)} <main>", "1.3.1"))
    if next(document.iter("h1"), None) is None:  # a second one: `structure.heading_order`
        found.append(("has no <h1>, the title", "1.3.1"))
    if mains and not _is_skipped_to(document, mains[0]):
        found.append(("has no link at its beginning that leads to the text", "2.4.1"))
    for nav in document.iter("nav"):
        if not (nav.get("aria-label") or nav.get("aria-labelledby")):
            found.append(("has a <nav> without a name", "1.3.1"))
    for what, criterion in found:
        yield Diagnostic(
            "landmark-missing",
            "warning",
            f"the page that your template makes {what}",
            "Take the part that is missing from the template that comes with Everyleaf.",
            place_of_sheet(publication, _TEMPLATE, 1),
            f"WCAG 2.2 SC {criterion}",
        )
    title = document.find("head/title")
    if title is None or " ".join(publication.metadata.title.split()) not in text_of(title):
        yield Diagnostic(
            "document-title-wrong",
            "warning",
            "the page that your template makes does not have the publication’s title",
            "Write `<title>{{ metadata.title }}</title>` into its <head>.",
            place_of_sheet(publication, _TEMPLATE, 1),
            "WCAG 2.2 SC 2.4.2",
        )


def _is_skipped_to(document: Element, main: Element) -> bool:
    first = next(document.iter("a"), None)
    if first is None:
        return False
    target = first.get("href", "")[1:]
    return bool(target) and any(e.get("id") == target for e in main.iter())


def names_resolve(publication: Publication) -> Iterator[Diagnostic]:
    """Find parts that are named or described by an element that is not there (WAI-ARIA 1.2)."""
    known = set(values_of(publication.document, "id"))
    for element in publication.document.iter("*"):
        if _REFERENCES.isdisjoint(element.keys()):
            continue
        for attribute in sorted(_REFERENCES.intersection(map(str, element.keys()))):
            value = element.get(attribute, "")
            lost = [name for name in value.split() if name not in known]
            if lost:
                yield Diagnostic(
                    "aria-reference-missing",
                    "warning",
                    f"{attribute} of “{words_of(element) or str(element.tag)}” names {lost[0]}, and "
                    "nothing has that id",
                    "Give what is meant that id, or name another.",
                    place_of(element),
                    "WCAG 2.2 SC 1.3.1",
                )
