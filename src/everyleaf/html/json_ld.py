"""Say the metadata to machines that read the web edition: JSON-LD with schema.org terms."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from everyleaf.model import Attribution, License, Metadata

Json = str | Mapping[str, "Json"] | Sequence["Json"]

_WORKS_DRAWN_UPON = frozenset({"ant", "dst", "isb", "pbl", "dtc"})
"""Relators of what the publication rests on; the others made a part of it."""


def write_json_ld(metadata: Metadata, accessibility: Mapping[str, object]) -> str:
    """Return the JSON text; `<` is escaped so that it can stand in a script element."""
    based_on = [_work(a) for a in metadata.attributions if a.relator in _WORKS_DRAWN_UPON]
    parts = [_work(a) for a in metadata.attributions if a.relator not in _WORKS_DRAWN_UPON]
    graph: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "identifier": metadata.identifier,
        "name": metadata.title,
        "headline": metadata.title,
        "alternativeHeadline": metadata.subtitle,
        "inLanguage": metadata.language,
        "datePublished": metadata.date.isoformat(),
        "author": [_maker(c.name, c.identifier) for c in metadata.contributors],
        "publisher": {"@type": "Organization", "name": metadata.publisher}
        if metadata.publisher
        else None,
        "description": metadata.description,
        "keywords": list(metadata.subjects),
        "copyrightNotice": metadata.rights,
        "license": _license(metadata.license),
        "isBasedOn": based_on,
        "hasPart": parts,
        **accessibility,
    }
    kept = {key: value for key, value in graph.items() if value}
    return json.dumps(kept, ensure_ascii=False, indent=1).replace("<", "\\u003c")


def _work(credit: Attribution) -> dict[str, Json]:
    """Return what is credited as a work; its role stands in `creditText`."""
    work: dict[str, Json | None] = {
        "@type": "CreativeWork",
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


def _maker(name: str, identifier: str | None) -> Json:
    # Whether it is a person or a body is not known, so no @type is claimed.
    return {"name": name, "sameAs": identifier} if identifier else {"name": name}


def _license(license: License | None) -> Json | None:
    if license is None:
        return None
    if license.url is None:
        return license.name
    return {"@type": "CreativeWork", "name": license.name, "url": license.url}
