"""Say the metadata to machines that read the web edition: JSON-LD with schema.org terms."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from everyleaf.html.divisions import BODY_KINDS, Placed
from everyleaf.html.headings import label_markup
from everyleaf.model import Attribution, Contributor, License, Metadata

Json = str | int | Mapping[str, "Json"] | Sequence["Json"]

_WORKS_DRAWN_UPON = frozenset({"ant", "dst", "isb", "pbl", "dtc"})
"""Relators of what the publication rests on; the others made a part of it."""


def write_json_ld(metadata: Metadata, divisions: Sequence[Placed]) -> str:
    """Return the JSON text; `<` is escaped so that it can stand in a script element.

    What is accessible about the edition is said by `web`, which knows its pages.
    """
    book = metadata.form == "book"
    names = {one.division.identifier for one in divisions} - {""}
    works = [a for a in metadata.attributions if a.part not in names]
    based_on = [_work(a) for a in works if a.relator in _WORKS_DRAWN_UPON and not a.part]
    parts = [
        _work(a, image=bool(a.part)) for a in works if a.relator not in _WORKS_DRAWN_UPON or a.part
    ]
    graph: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Book" if book else "Article",
        "identifier": metadata.identifier,
        "isbn": metadata.identifier.removeprefix("urn:isbn:")
        if metadata.identifier.startswith("urn:isbn:")
        else None,
        "name": metadata.title,
        "headline": metadata.title,
        "alternativeHeadline": metadata.subtitle,
        "inLanguage": metadata.language,
        "datePublished": metadata.date.isoformat(),
        "author": _makers(metadata.contributors),
        "publisher": {"@type": "Organization", "name": metadata.publisher}
        if metadata.publisher
        else None,
        "description": metadata.description,
        "keywords": list(metadata.subjects),
        "copyrightNotice": metadata.rights,
        "license": _license(metadata.license),
        "isBasedOn": based_on,
        "hasPart": [*(_chapters(divisions, metadata.attributions) if book else ()), *parts],
    }
    kept = {key: value for key, value in graph.items() if value}
    return json.dumps(kept, ensure_ascii=False, indent=1).replace("<", "\\u003c")


def _chapters(
    divisions: Iterable[Placed], attributions: Iterable[Attribution]
) -> Iterable[dict[str, Json]]:
    """Yield the chapters and appendices that a reader counts, with what is theirs alone."""
    position = 0
    for one in divisions:
        heading = one.heading
        if one.kind not in BODY_KINDS - {"part"} or one.section.get("role") is None:
            continue
        if heading is None:
            continue
        position += 1
        own = one.division
        credits = [_work(a) for a in attributions if a.part == own.identifier]
        chapter: dict[str, Json | None] = {
            "@type": "Chapter",
            "name": label_markup(heading, number=False).striptags(),
            "position": position,
            "url": f"#{own.identifier}",
            "inLanguage": own.language,
            "author": _makers(own.contributors),
            "copyrightNotice": own.rights,
            "license": _license(own.license),
            "hasPart": credits,
        }
        yield {key: value for key, value in chapter.items() if value}


def _work(credit: Attribution, *, image: bool = False) -> dict[str, Json]:
    """Return what is credited as a work; its role stands in `creditText`."""
    work: dict[str, Json | None] = {
        "@type": "ImageObject" if image else "CreativeWork",
        "@id": f"#{credit.part}" if image else None,
        "creditText": credit.role,
        "author": {"name": credit.name},
        "name": credit.title,
        "locationCreated": {"@type": "Place", "name": credit.place} if credit.place else None,
        "url": credit.url,
        "datePublished": credit.date.isoformat() if credit.date else None,
        "license": _license(credit.license),
        "comment": {"@type": "Comment", "text": credit.changes} if credit.changes else None,
    }
    return {key: value for key, value in work.items() if value}


def _makers(people: Iterable[Contributor]) -> list[Json]:
    # Whether one is a person or a body is not known, so no @type is claimed.
    return [{"name": p.name, "sameAs": p.identifier} if p.identifier else {"name": p.name}
            for p in people]  # fmt: skip


def _license(license: License | None) -> Json | None:
    if license is None:
        return None
    if license.url is None:
        return license.name
    return {"@type": "CreativeWork", "name": license.name, "url": license.url}
