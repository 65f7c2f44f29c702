"""Rules about links."""

from __future__ import annotations

import re
from collections.abc import Iterator

from everyleaf import wording
from everyleaf.check.rules.passages import Passage
from everyleaf.check.rules.places import Sighting, list_of, words_of
from everyleaf.diagnostics import Diagnostic, suggest
from everyleaf.elements import full_text, ids_of, place_of, shorten
from everyleaf.model import Element, Publication

_ADDRESS = re.compile(
    # not what is left of a link that could not be read, nor this machine, which nobody can visit
    r"(?<!\]\()(?<![<\w])(?:https?|ftp)://(?!localhost\b|127\.)[^\s<>“”\"]*[^\s<>“”\".,;:!?)\]’']"
)
_MADE = ("doc-toc", "doc-credits", "doc-index", "doc-bibliography", "doc-colophon")
_MADE_CLASSES = ("cross-reference", "glossary-term", "locator", "index-see", "skip-link")
"""What is made of links by their nature, and reads well in its place."""


def links_named(publication: Publication) -> Iterator[Diagnostic]:
    """Find links without words (WCAG 2.2 SC 2.4.4)."""
    for link in publication.document.iter("a"):
        if words_of(link) or link.get("aria-label"):
            continue
        if next(link.iterancestors("nav"), None) is not None:  # its words are those of a heading
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
    ids = ids_of(publication.document)
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
            "WCAG 2.2 SC 2.4.4",
        )


def links_say_where(publication: Publication) -> Iterator[Diagnostic]:
    """Find links whose words are an address, or say nothing (WCAG 2.2 SC 2.4.4)."""
    for link in _in_text(publication):
        words = full_text(link)
        target = link.get("href", "")
        # a name such as crates.io is a name
        address = wording.is_bare_address(words) and "/" in words
        if address and target.startswith(("http:", "https:", "ftp:")):
            yield Diagnostic(
                "link-address-bare",
                "advice",
                f"the words of the link are its address, {shorten(words)}, which is heard letter "
                "by letter",
                "Write where it leads: `[The tide tables](https://…)`.",
                place_of(link),
                "WCAG 2.2 SC 2.4.4",
            )
        elif wording.is_vague_link(words):
            yield Diagnostic(
                "link-text-vague",
                "warning",
                f"the words “{shorten(words)}” do not say where the link leads: many readers hear "
                "links in a list, without the text around them",
                "Write where it leads.",
                place_of(link),
                "WCAG 2.2 SC 2.4.4",
            )


def addresses_linked(passages: tuple[Passage, ...]) -> Iterator[Sighting]:
    """Find addresses that stand in the text and lead nowhere (WCAG 2.2 SC 2.4.4)."""
    for passage in passages:
        if passage.role in _MADE or "://" not in passage.prose:
            continue
        for run in passage.runs:
            match = None if run.literal or _is_linked(run.element) else _ADDRESS.search(run.text)
            if match:
                yield Sighting(
                    Diagnostic(
                        "link-address-bare",
                        "advice",
                        f"the address {shorten(match[0])} stands bare in the text: it is heard "
                        "letter by letter, and leads nowhere",
                        "Write where it leads: `[The tide tables](https://…)`; or as code, if the "
                        "address itself is meant.",
                        place_of(run.element),
                        "WCAG 2.2 SC 2.4.4",
                    ),
                    match[0],
                )


def _is_linked(element: Element) -> bool:
    return element.tag == "a" or next(element.iterancestors("a"), None) is not None


def links_distinct(publication: Publication) -> Iterator[Diagnostic]:
    """Find words that lead to several places in one content document or article.

    Code is a name, and the same name may be explained in several places; so may a number.
    """
    seen: dict[tuple[Element | None, str], dict[str, Element]] = {}
    for link in _in_text(publication):
        words = wording.plain(full_text(link))
        if len(words) < 2 or wording.is_vague_link(words) or words.isdecimal():
            continue
        if len(link) == 1 and link[0].tag == "code" and not (link.text or "").strip():
            continue
        chunk = next((e for e in link.iterancestors() if e.get("data-chunk")), None)
        seen.setdefault((chunk, words), {}).setdefault(link.get("href", ""), link)
    several = {key: targets for key, targets in seen.items() if len(targets) > 1}
    chapters = _chapters_of_ids(publication) if several else {}
    for (_, words), found in several.items():
        targets: dict[str, Element] = {}
        for target, link in found.items():
            # parts of one chapter are one place: “chapter 3” may lead to any of them
            targets.setdefault(chapters.get(target, target), link)
        if len(targets) < 2:
            continue
        links = list(targets.values())
        yield Diagnostic(
            "link-text-repeated",
            "advice",
            f"“{shorten(words)}” leads to {list_of(list(targets), 3)}: in a list of links "
            "nobody can tell which is which",
            "Say in each what sets it apart.",
            place_of(links[1]),
            "WCAG 2.2 SC 2.4.4",
        )


def _chapters_of_ids(publication: Publication) -> dict[str, str]:
    """Map each `#id` to the id of the chapter that it is in."""
    found: dict[str, str] = {}
    for chapter in publication.document.iterfind(".//*[@data-chunk]"):
        if chapter.get("data-chunk") in ("part", "text", "subchapter"):
            continue
        ids = ids_of(chapter)
        found |= {f"#{i}": f"#{ids[0]}" for i in ids}
    return found


def _in_text(publication: Publication) -> Iterator[Element]:
    """Yield the links that the author wrote: no contents, notes, references or credits."""
    main = publication.document.find(".//main")
    skipped: set[Element] = set()
    if main is not None:
        for part in main.iter("nav", "section"):
            if part.tag == "nav" or part.get("role") in _MADE:
                skipped.update(part.iter("a"))
        for link in main.iter("a"):
            if link in skipped or link.get("role") or link.get("class") in _MADE_CLASSES:
                continue
            yield link
