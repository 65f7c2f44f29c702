"""Books written by hand for the tests: divisions as the reader hands them over."""

from __future__ import annotations

import dataclasses
import datetime

from lxml import etree

from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.html import compose
from everyleaf.model import (
    Contributor,
    Division,
    DivisionKind,
    Element,
    License,
    Manuscript,
    Metadata,
    Publication,
    Settings,
)
from tests.conftest import load_templates


def division(
    kind: DivisionKind,
    markup: str,
    *,
    identifier: str = "",
    notes: str = "",
    children: tuple[Division, ...] = (),
    people: tuple[str, ...] = (),
    rights: str | None = None,
    license: License | None = None,
    language: str | None = None,
) -> Division:
    body = etree.fromstring(f"<article>{markup}</article>")
    for number, element in enumerate(body.iter(), 1):
        element.set("data-source", f"book/{identifier or kind}.md:{number}")
    heading = body.find("h1")
    return Division(
        kind,
        identifier or (heading.get("id", "") if heading is not None else ""),
        body,
        etree.fromstring(f"<ol>{notes}</ol>") if notes else None,
        tuple(Contributor(name) for name in people),
        rights,
        license,
        language,
        children,
    )


def book(
    *divisions: Division,
    settings: Settings | None = None,
    language: str = "en-GB",
    bibliography: str = "",
    **metadata: object,
) -> Manuscript:
    values = {
        "identifier": "urn:isbn:9783161484100",
        "title": "The Tides",
        "language": language,
        "direction": "rtl" if language in ("ar", "fa") else "ltr",
        "date": datetime.date(2026, 11, 1),
        "form": "book",
        "position": Position("book/book.yaml", 1, 1),
        **metadata,
    }
    return Manuscript(
        name="tides",
        sources=(),
        source_path="book/book.yaml",
        metadata=Metadata(**values),  # type: ignore[arg-type]  # given by the test
        settings=settings or Settings(number_sections=True),
        divisions=divisions,
        bibliography=etree.fromstring(f"<ul>{bibliography}</ul>") if bibliography else None,
        cover=None,
        resources=(),
        fonts=(),
        templates=load_templates(),
    )


def composed(manuscript: Manuscript) -> Element:
    """Return the document of a book that nothing is wrong with."""
    publication, findings = compose(manuscript)
    assert findings == ()
    return publication.document


def findings_of(manuscript: Manuscript) -> tuple[Diagnostic, ...]:
    return compose(manuscript)[1]


def with_settings(manuscript: Manuscript, **settings: object) -> Manuscript:
    changed = dataclasses.replace(manuscript.settings, **settings)  # type: ignore[arg-type]  # given by the test
    return dataclasses.replace(manuscript, settings=changed)


def select(document: Element, path: str) -> Element:
    found = document.find(path)
    assert found is not None, path
    return found


def text_of(element: Element) -> str:
    return " ".join("".join(str(t) for t in element.itertext()).split())


def outline(document: Element) -> list[str]:
    """Return the chunks and headings of the document, indented as they nest."""
    lines = []
    for element in select(document, "body").iter(etree.Element):
        depth = sum(1 for e in element.iterancestors() if e.get("data-chunk"))
        if chunk := element.get("data-chunk"):
            lines.append("  " * depth + f"[{element.get('data-matter')} {chunk}]")
        if element.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            lines.append("  " * (depth - 1) + f"{element.tag} {text_of(element)}")
    return lines


__all__ = ["Publication", "book", "composed", "division", "findings_of", "outline", "select", "text_of",
           "with_settings"]  # fmt: skip
