"""What the file says about itself, read back by others' readers; nothing of a credit is lost."""

from __future__ import annotations

import dataclasses
import datetime
import io

import pikepdf
import pytest
from lxml import etree

from everyleaf.model import Attribution, Contributor, License, Metadata
from everyleaf.pdf import write
from tests.conftest import make_publication

ATTRIBUTION = "{https://everyleaf.example/ns/attribution/1.0/}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
CREDITS = (
    Attribution("source", "ant", "Harbour Board", "Tide tables", "Brest"),
    Attribution(
        "photographer",
        "pht",
        "Zoë <O’Neil> & Søn",
        url="https://example.org/?a=1&b=2",
        date=datetime.date(2020, 2, 29),
        license=License(
            "CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/", "CC-BY-SA-4.0"
        ),
        changes="cropped; colours made stronger",
    ),
    Attribution("translator", "trl", "مترجم", license=License("by kind permission")),
)


@pytest.fixture(scope="module")
def metadata() -> Metadata:
    people = (
        Contributor("Ada Example", "Example, Ada"),
        Contributor("Tove Test"),
        Contributor("Ed Itor", role="edt"),
    )
    return dataclasses.replace(
        make_publication().metadata, contributors=people, attributions=CREDITS
    )


@pytest.fixture(scope="module")
def data(metadata: Metadata) -> bytes:
    return write(dataclasses.replace(make_publication(), metadata=metadata))[0].data


@pytest.fixture(scope="module")
def packet(data: bytes) -> etree._Element:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return etree.fromstring(pdf.Root.Metadata.read_bytes())


def test_dublin_core(data: bytes, metadata: Metadata) -> None:
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_metadata() as xmp:
        assert xmp["dc:title"] == "The Tides"
        assert (
            xmp["{http://prismstandard.org/namespaces/basic/2.0/}subtitle"]
            == "A short report for testing"
        )
        assert xmp["dc:creator"] == ["Ada Example", "Tove Test"]
        assert "Ed Itor" in xmp["dc:contributor"]
        assert xmp["dc:publisher"] == {"Example Press"}
        assert xmp["dc:description"] == "A test publication."
        assert xmp["dc:language"] == {"en-GB"}
        assert xmp["dc:subject"] == {"Tides"}
        assert xmp["dc:identifier"] == metadata.identifier
        assert xmp["dc:date"] == ["2026-11-01"]
        assert xmp["dc:source"] == "Harbour Board, Tide tables, Brest"
        assert xmp["dc:rights"] == "© 2026 Example Press"
        assert xmp["dc:relation"] == {"https://example.org/?a=1&b=2"}
        assert xmp["xmpRights:Marked"] == "True"
        assert xmp["xmpRights:WebStatement"] == "https://creativecommons.org/licenses/by/4.0/"
        assert xmp["xmpRights:UsageTerms"] == "CC BY 4.0"
        assert xmp["xmpMM:DocumentID"] == metadata.edition_identifier("pdf")
        assert xmp["xmp:ModifyDate"] == "2026-11-01"


def test_every_credit_comes_back_whole(packet: etree._Element) -> None:
    read = []
    for item in packet.findall(f".//{ATTRIBUTION}credits/{RDF}Seq/{RDF}li"):
        part = {str(el.tag).removeprefix(ATTRIBUTION): el.text for el in item}
        license = None
        if "licenseName" in part:
            name = part["licenseName"] or ""
            license = License(name, part.get("licenseUrl"), part.get("licenseSpdx"))
        date = part.get("date")
        read.append(
            Attribution(
                role=part["role"] or "",
                relator=part["relator"] or "",
                name=part["name"] or "",
                title=part.get("title"),
                place=part.get("place"),
                url=part.get("url"),
                date=datetime.date.fromisoformat(date) if date else None,
                license=license,
                changes=part.get("changes"),
            )
        )
    assert tuple(read) == CREDITS


def test_every_credit_is_in_dublin_core(packet: etree._Element) -> None:
    text = "".join(
        packet.xpath("//dc:*//text()", namespaces={"dc": "http://purl.org/dc/elements/1.1/"})
    )
    for credit in CREDITS:
        for part in (credit.name, credit.title, credit.place, credit.url, credit.changes):
            assert part is None or part in text


def test_document_information(data: bytes) -> None:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        info = {key: str(value) for key, value in pdf.docinfo.items()}
    assert info["/Title"] == "The Tides"
    assert info["/Author"] == "Ada Example, Tove Test"
    assert info["/Subject"] == "A test publication."
    assert info["/Keywords"] == "Tides"
    assert info["/Producer"].startswith("Everyleaf ")
    assert info["/CreationDate"] == info["/ModDate"] == "D:20261101"


def test_least_metadata() -> None:
    least = Metadata("urn:x", "T", "ar", "rtl", datetime.date(2026, 1, 2))
    output, _ = write(dataclasses.replace(make_publication(), metadata=least))
    with pikepdf.open(io.BytesIO(output.data)) as pdf:
        assert str(pdf.Root.ViewerPreferences.Direction) == "/R2L"
        assert "/Author" not in pdf.docinfo
        with pdf.open_metadata() as xmp:
            assert "dc:creator" not in xmp
            assert "xmpRights:Marked" not in xmp
