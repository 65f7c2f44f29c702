"""What is made of divisions, in case files: a book or an article written by hand, and the result.

The input is XML: `<book>` or `<article>` with the settings as attributes, in it the divisions by
their kinds, `<notes>` in a division, `<credit>` and `<bibliography>` in the whole.
"""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
from lxml import etree

from everyleaf.diagnostics import Position
from everyleaf.html import compose
from everyleaf.model import (
    Attribution,
    Contributor,
    Division,
    Element,
    License,
    Manuscript,
    Metadata,
    Settings,
)
from tests.cases import Case, check_case, read_cases
from tests.conftest import load_templates

CASES = Path(__file__).parent / "cases"
SHOWN = {
    "credits": "//*[@class='credit'] | //section[@role='doc-credits']",
    "index": "//section[@role='doc-index']",
    "lists": "//section[starts-with(@class, 'list-of')] | //nav[@role='doc-toc']",
    "notes": "//a[@role='doc-noteref'] | //section[@role='doc-endnotes']",
    "numbering": "//*[self::h2 or self::h3 or self::h4][not(ancestor::nav or ancestor::section[@role='doc-credits'])]"
    " | //figcaption | //caption | //*[contains(@class, 'equation')]",
    "references": "//a[@class='cross-reference']",
}
"""File → what of the document its cases show."""
_PARTS = ("notes", "credit", "bibliography")


@pytest.mark.parametrize(
    ("name", "case"),
    [(path.stem, case) for path in sorted(CASES.glob("*.txt")) for case in read_cases(path)],
    ids=lambda value: value.title if isinstance(value, Case) else value,
)
def test_case(name: str, case: Case, update: bool) -> None:
    publication, findings = compose(manuscript_of(etree.fromstring(case.given)))
    shown = publication.document.getroottree().xpath(SHOWN[name])
    assert isinstance(shown, list)
    lines = [finding.format_text() for finding in findings]
    lines += [plain(element) for element in shown if isinstance(element, etree._Element)]
    check_case(case, "\n".join(lines), update)


def manuscript_of(root: Element) -> Manuscript:
    language = root.get("lang", "en-GB")
    for number, element in enumerate(root.iter(etree.Element), 1):
        element.set("data-source", f"book/a.md:{number}")
    metadata = Metadata(
        identifier="urn:isbn:9783161484100",
        title="The Tides",
        language=language,
        direction="rtl" if language in ("ar", "fa") else "ltr",
        date=datetime.date(2026, 11, 1),
        attributions=tuple(_attribution(e) for e in root.iter("credit")),
        form="book" if root.tag == "book" else "article",
        position=Position("book/book.yaml", 1, 1),
    )
    settings = Settings(
        number_sections=root.get("numbering", "yes" if root.tag == "book" else "no") == "yes",
        number_depth=int(root.get("number-depth", "3")),
        notes=root.get("notes", "end"),  # type: ignore[arg-type]  # one of three
        lists=tuple(root.get("lists", "").split()),  # type: ignore[arg-type]  # some of three
        index=root.get("index") == "yes",
    )
    works = root.find("bibliography")
    if works is not None:
        works.tag = "ul"
    divisions = tuple(_division(e) for e in root if e.tag not in _PARTS and e.tag != "ul")
    return Manuscript(
        name="tides",
        sources=(),
        source_path="book/book.yaml",
        metadata=metadata,
        settings=settings,
        divisions=divisions,
        bibliography=works,
        cover=None,
        resources=(),
        fonts=(),
        templates=load_templates(),
    )


def _division(root: Element) -> Division:
    kind = str(root.tag)
    inner = [e for e in root if e.tag in ("chapter", "part")]
    notes = root.find("notes")
    for element in [*inner, *(e for e in root if e.tag in _PARTS)]:
        root.remove(element)
    children = tuple(_division(e) for e in inner)
    if notes is not None:
        notes.tag = "ol"
    attributes = dict(root.attrib)
    root.tag = "article"
    for name in attributes:
        del root.attrib[name]
    root.set("data-source", str(attributes["data-source"]))
    heading = root.find("h1")
    return Division(
        kind,  # type: ignore[arg-type]  # a kind of division
        heading.get("id", "") if heading is not None else "",
        root,
        notes,
        tuple(Contributor(n.strip()) for n in str(attributes.get("by", "")).split(",") if n),
        str(attributes["rights"]) if "rights" in attributes else None,
        License(str(attributes["license"])) if "license" in attributes else None,
        str(attributes["lang"]) if "lang" in attributes else None,
        children,
    )


def _attribution(credit: Element) -> Attribution:
    return Attribution(
        role=credit.get("role", ""),
        relator=credit.get("relator", "pht"),
        name=credit.get("name", ""),
        title=credit.get("title"),
        url=credit.get("url"),
        license=License(credit.get("license", "")) if credit.get("license") else None,
        changes=credit.get("changes"),
        part=credit.get("part"),
        position=Position("book/a.md", 1),
    )


def plain(element: Element) -> str:
    """Return an element's markup on a few lines, without what only writers need."""
    element.tail = None
    for inner in element.iter(etree.Element):
        for name in ("data-source", "data-node"):
            inner.attrib.pop(name, None)
    text = etree.tostring(element, encoding="unicode")
    text = re.sub(r"\s+(?=<)|(?<=>)\s+(?=<)", lambda m: " " if "\n" not in m[0] else "", text)
    return re.sub(r"(?<=.)(?=<(?:section|h\d|ul|ol|li|dl|dt|dd|p)\b)", "\n", text)
