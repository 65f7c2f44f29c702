"""The shelf says what judges found, and nothing else."""

from __future__ import annotations

import dataclasses
import hashlib
import json

import pytest
from lxml import html

from everyleaf.diagnostics import PublishError
from everyleaf.model import Judgement, Publication
from everyleaf.shelf import (
    ShelfEdition,
    ShelfEntry,
    find_versions,
    write_manifest,
    write_shelf,
)

PASSED = Judgement("veraPDF", "1.28", "PDF/UA-1 (ISO 14289-1)", "passed")
MISSING = Judgement("EPUBCheck", "", "EPUB 3.3", "missing")


def entry(publication: Publication) -> ShelfEntry:
    return ShelfEntry(
        publication.name,
        publication.metadata,
        "tides.png",
        (
            ShelfEdition("pdf", "tides.pdf", 430_123, 12, (PASSED,)),
            ShelfEdition("epub", "tides.epub", 1_234_567, 12, (MISSING,)),
            ShelfEdition("html", "tides.html", 99),
        ),
    )


def test_page(tides: Publication) -> None:
    page = html.document_fromstring(write_shelf([entry(tides)], tides.templates).decode())
    links = {a.get("href"): " ".join(a.text_content().split()) for a in page.iter("a")}
    assert links["tides.pdf"] == "PDF, 12 pages, 430 kB"
    assert links["tides.epub"] == "EPUB e-book, 12 pages, 1.2 MB"
    assert links["tides.html"] == "Web page, 1 kB"
    (cover,) = page.iter("img")
    assert (cover.get("src"), cover.get("alt")) == ("tides.png", entry(tides).cover_alt)
    text = " ".join(page.text_content().split())
    assert "aids: conforms to PDF/UA-1 (ISO 14289-1), as checked by veraPDF 1.28." in text
    assert "EPUB 3.3" not in text
    assert text.count("Not checked by a judge when it was published.") == 2
    for part in ("The Tides", "A test publication.", "Ada Example", "Harbour Board", "CC BY 4.0"):
        assert part in text


def test_words_of_authors_are_escaped(tides: Publication) -> None:
    metadata = dataclasses.replace(tides.metadata, title="<b>Tides</b> & co")
    page = write_shelf([dataclasses.replace(entry(tides), metadata=metadata)], tides.templates)
    assert b"&lt;b&gt;Tides&lt;/b&gt; &amp; co" in page


def test_order_does_not_depend_on_arguments(tides: Publication) -> None:
    first = entry(tides)
    second = dataclasses.replace(first, name="other")
    assert write_shelf([first, second], tides.templates) == write_shelf(
        [second, first], tides.templates
    )
    assert write_manifest([first, second], {"b": b"", "a": b""}) == write_manifest(
        [second, first], {"a": b"", "b": b""}
    )


def test_fonts_are_carried_inside(tides: Publication) -> None:
    page = write_shelf([entry(tides)], tides.templates, tides.fonts).decode()
    assert '@font-face { font-family: "Source Serif 4"' in page
    assert "url(http" not in page and len(page) < 200_000


def test_template_that_cannot_be_used(tides: Publication) -> None:
    with pytest.raises(PublishError) as caught:
        write_shelf([entry(tides)], {"shelf.html": "<p>\n{{ nothing }}"})
    assert [d.code for d in caught.value.diagnostics] == ["template-invalid"]


def test_manifest(tides: Publication) -> None:
    data = write_manifest([entry(tides)], {"tides.pdf": b"%PDF"}, {"pango": "1.50"})
    manifest = json.loads(data)
    assert manifest["files"] == {
        "tides.pdf": {"bytes": 4, "sha256": hashlib.sha256(b"%PDF").hexdigest()}
    }
    (publication,) = manifest["publications"]
    assert [(e["file"], e["pages"]) for e in publication["editions"]] == [
        ("tides.pdf", 12),
        ("tides.epub", 12),
        ("tides.html", None),
    ]
    assert publication["editions"][1]["judged"][0]["outcome"] == "missing"
    assert manifest["made_with"]["pango"] == "1.50"


def test_versions_name_what_makes_the_bytes() -> None:
    versions = find_versions()
    assert {"everyleaf", "weasyprint", "pydyf", "lxml", "fonttools", "zlib"} <= versions.keys()
    assert list(versions) == sorted(versions)
