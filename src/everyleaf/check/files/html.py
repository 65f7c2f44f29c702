"""Judge a finished HTML page of any maker: structure, words, claims in JSON-LD.

Contrast and everything that needs a layout is axe's, validity is Nu's.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from everyleaf.check.files.claims import Claims, gather_facts, judge_claims
from everyleaf.check.files.documents import judge_document
from everyleaf.check.files.faults import find_fault
from everyleaf.check.files.languages import detector_missing, languages_lost
from everyleaf.check.files.markup import (
    ContentDocument,
    MalformedError,
    find,
    headings_of,
    in_hidden,
    is_a,
    read_html,
    roles_of,
    words_of,
)
from everyleaf.check.files.notes import notes
from everyleaf.check.files.trace import Tracer
from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.elements import local_name
from everyleaf.model import Element, Publication

MAX_PAGE_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True)
class ExaminedPage:
    """What was found in a page, and what it claims."""

    findings: tuple[Diagnostic, ...]
    claims: Claims | None = None
    """None if it claims nothing."""
    document: ContentDocument | None = None
    """None if it could not be read."""


def examine_html(data: bytes, name: str, publication: Publication | None = None) -> ExaminedPage:
    """Return what is found in an HTML page.

    Args:
        data: The file.
        name: What findings call it.
        publication: What it was made from, if it is ours, for the author's places.
    """
    place = Position(name)
    if len(data) > MAX_PAGE_BYTES:
        message = f"the page has {len(data) // 2**20} MiB"
        return ExaminedPage((find_fault("file-too-large", message, place),))
    try:
        document = read_html(data, name)
    except MalformedError as error:
        message = f"the page cannot be read: {error.reason}"
        return ExaminedPage((find_fault("file-damaged", message, place),))
    if publication is not None:
        sources = Tracer(publication).trace(document.root)
        document = dataclasses.replace(document, sources=sources)
    findings = [
        *judge_document(document),
        *_page_rules(document),
        *detector_missing(name),
        *languages_lost([document]),
        *notes({"": document}),
    ]
    claims, found = _claims(document)
    findings += found
    if claims is not None and not claims.conformance_alone:
        facts = gather_facts(
            [document],
            page_list=any(is_a(e, "doc-pagelist") for e in document.root.iter(etree.Element)),
            contents=any(is_a(e, "doc-toc") for e in document.root.iter(etree.Element)),
        )
        findings += judge_claims(claims, facts)
    return ExaminedPage(tuple(findings), claims, document)


def _page_rules(document: ContentDocument) -> Iterator[Diagnostic]:
    root = document.root
    place = Position(document.name)
    ranks = headings_of(root)
    if not ranks:
        yield find_fault("heading-missing", "the page has no headings", place)
    firsts = [heading for rank, heading in ranks if rank == 1]
    if ranks and not firsts:
        yield find_fault("heading-missing", "the page has no heading of level 1", place)
    for heading in firsts[1:]:
        message = f"“{words_of(heading)}” has the rank of the title"
        yield find_fault("heading-second-title", message, document.at(heading))
    mains = [e for e in root.iter(etree.Element) if _is_main(e)]
    if not mains:
        yield find_fault("landmark-main-missing", "the page has no main element", place)
    elif len(mains) > 1:
        message = "the page has more than one main element"
        yield find_fault("landmark-main-missing", message, document.at(mains[1]))
    yield from _navigations(document)
    for meta in find(root, "meta"):
        content = (meta.get("content") or "").casefold()
        name = (meta.get("name") or "").casefold()
        barred = re.search(
            r"user-scalable\s*=\s*(?:no|0)\b|maximum-scale\s*=\s*1(?:\.0*)?\b", content
        )
        if name == "viewport" and barred:
            message = f"the viewport keeps readers from zooming: {barred[0]}"
            yield find_fault("zoom-barred", message, document.at(meta))
        timed = re.match(r"\s*[1-9]\d*", content)
        if (meta.get("http-equiv") or "").casefold() == "refresh" and timed:
            message = f"the page changes by itself after {timed[0].strip()} seconds"
            yield find_fault("refresh-timed", message, document.at(meta))


def _navigations(document: ContentDocument) -> Iterator[Diagnostic]:
    navigations = [
        e
        for e in document.root.iter(etree.Element)
        if (local_name(e) == "nav" or "navigation" in roles_of(e)) and not in_hidden(e)
    ]
    if len(navigations) < 2:
        return
    for nav in navigations:
        if not (nav.get("aria-label") or nav.get("aria-labelledby") or nav.get("title")):
            message = "one of several nav elements has no name"
            yield find_fault("landmark-unlabelled", message, document.at(nav))


def _is_main(element: Element) -> bool:
    if in_hidden(element):
        return False
    return local_name(element) == "main" or "main" in roles_of(element)


def _claims(document: ContentDocument) -> tuple[Claims | None, list[Diagnostic]]:
    """Return what the JSON-LD of a page says about its accessibility."""
    findings: list[Diagnostic] = []
    conforming: Claims | None = None
    for script in find(document.root, "script"):
        if (script.get("type") or "").casefold() != "application/ld+json":
            continue
        place = document.at(script)
        try:
            data: object = json.loads(script.text or "")
        except (ValueError, RecursionError) as error:
            message = f"the JSON-LD cannot be read: {error}"
            findings.append(find_fault("metadata-malformed", message, place))
            continue
        for thing in _things(data):
            if any(str(key).startswith(("accessib", "accessMode")) for key in thing):
                return _read_claims(thing, place), findings
            if conforming is None and any(key in thing for key in _CONFORMS):
                # Perhaps to something else, such as a profile of a data set.
                claims = _read_claims(thing, place)
                conforming = dataclasses.replace(claims, conformance_alone=True)
    return conforming, findings


def _things(data: object, depth: int = 0) -> Iterator[dict[str, object]]:
    """Yield every object of a JSON-LD document."""
    if depth > 20:
        return
    if isinstance(data, dict):
        yield data
        for value in data.values():
            yield from _things(value, depth + 1)
    elif isinstance(data, list):
        for value in data:
            yield from _things(value, depth + 1)


_CONFORMS = ("conformsTo", "dcterms:conformsTo", "dct:conformsTo")


def _read_claims(thing: dict[str, object], place: Position) -> Claims:
    def texts(key: str) -> tuple[str, ...]:
        value = thing.get(key, ())
        values = value if isinstance(value, list) else [value]
        named = (v.get("@id") if isinstance(v, dict) else v for v in values)
        return tuple(v for v in named if isinstance(v, str) and v)

    sufficient = list(texts("accessModeSufficient"))
    given = thing.get("accessModeSufficient", ())
    for item in given if isinstance(given, list) else [given]:
        if isinstance(item, dict):
            modes = item.get("itemListElement", ())
            words = modes if isinstance(modes, list) else [modes]
            sufficient.append(",".join(str(mode) for mode in words))
    return Claims(
        texts("accessMode"),
        tuple(sufficient),
        texts("accessibilityFeature"),
        texts("accessibilityHazard"),
        texts("accessibilitySummary"),
        tuple(value for key in _CONFORMS for value in texts(key)),
        *_reviewers(thing),
        made="".join((texts("dateModified") or texts("datePublished"))[:1]),
        place=place,
    )


def _reviewers(
    thing: dict[str, object],
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return who reviewed the accessibility of a thing, with which authority, and when."""
    given = thing.get("review", ())
    names: list[object] = []
    credentials: list[object] = []
    dates: list[object] = []
    for review in given if isinstance(given, list) else [given]:
        if not isinstance(review, dict) or "accessib" not in str(review.get("reviewAspect")):
            continue
        author = review.get("author")
        person = author if isinstance(author, dict) else {"name": author}
        names.append(person.get("name"))
        credentials += [person.get("hasCredential"), review.get("url")]
        dates.append(review.get("datePublished"))
    return _texts(names), _texts(credentials), _texts(dates)


def _texts(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(value for value in values if isinstance(value, str) and value.strip())
