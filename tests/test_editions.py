"""What was written says the same in every edition; read back by readers that did not write it."""

from __future__ import annotations

import datetime
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from lxml import etree, html

from everyleaf.model import Attribution, Metadata
from everyleaf.read import read_manuscript
from tests.conftest import Published
from tests.readers.epub import Epub, read_epub
from tests.readers.pdf import structure_text

pytestmark = pytest.mark.book

SOURCES = sorted((Path(__file__).parents[1] / "content").glob("*.md"))
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(params=[p.stem for p in SOURCES])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def metadata(name: str) -> Metadata:
    (source,) = [p for p in SOURCES if p.stem == name]
    return read_manuscript(source).manuscript.metadata


class Editions:
    """The three files of one publication."""

    def __init__(self, folder: Path, name: str) -> None:
        self.pdf = (folder / f"{name}.pdf").read_bytes()
        self.html = html.document_fromstring((folder / f"{name}.html").read_text("utf-8"))
        self.epub: Epub = read_epub((folder / f"{name}.epub").read_bytes())

    def chunks(self, kind: str) -> str:
        """The EPUB's text of one content document."""
        (document,) = [d for d in self.epub.spine if d.name.endswith(f"{kind}.xhtml")]
        return document.text


@pytest.fixture
def editions(published: Published, name: str) -> Editions:
    return Editions(published.folder, name)


def squeeze(text: str) -> str:
    """Leave out white space and soft hyphens."""
    return re.sub(r"[\s\u00ad]+", "", text)


def web_text(document: html.HtmlElement) -> str:
    body = document.find("body")
    assert body is not None
    parts: list[str] = []
    for element in body.iter():
        own = element.get("class") == "skip-link" or element.get("role") == "doc-pagelist"
        if own or element.tag in ("script", "style"):
            element.text = None
            for child in list(element):
                element.remove(child)
    for text in body.itertext():
        parts.append(str(text))
    return "".join(parts)


# The text


def test_pdf_structure_reads_as_the_web_edition(editions: Editions) -> None:
    assert squeeze(structure_text(editions.pdf)) == squeeze(web_text(editions.html))


def test_epub_reads_as_the_web_edition(editions: Editions) -> None:
    """Spine order, without the cover and the page list and landmarks that only an EPUB has."""
    parts = []
    for document in editions.epub.spine:
        for nav in document.root.iter(f"{XHTML}nav"):
            if nav.get("{http://www.idpf.org/2007/ops}type") in ("page-list", "landmarks"):
                for child in list(nav):
                    nav.remove(child)
        parts.append("".join(str(t) for t in document.body.itertext()))
    assert squeeze("".join(parts)) == squeeze(web_text(editions.html))


def test_words_are_not_run_together(editions: Editions) -> None:
    """White space counts too: the words of the structure are the words of the web edition."""
    blocks = "p h1 h2 h3 h4 h5 h6 li dt dd th td caption figcaption pre".split()
    for element in editions.html.iter(*blocks):
        element.text = "\n" + (element.text or "")
        element.tail = "\n" + (element.tail or "")
    assert structure_text(editions.pdf).split() == web_text(editions.html).split()


FIGURES = (
    "613", "106", "63", "70", "1,275", "150", "8", "25", "487", "2,500", "1948", "33 years",
    "25–26 February 1992", "27 September 2020",
)  # fmt: skip


@pytest.mark.parametrize("figure", FIGURES)
def test_every_figure_of_the_source_is_in_every_edition(published: Published, figure: str) -> None:
    editions = Editions(published.folder, "khojaly-statement")
    whole = re.compile(r"(?<![\d,.])" + re.escape(figure) + r"(?![\d]|,\d)")
    texts = {
        "web": web_text(editions.html),
        "pdf": structure_text(editions.pdf),
        "epub": editions.epub.text,
    }
    for edition, text in texts.items():
        assert whole.search(" ".join(text.split())), f"{figure} is not in the {edition} edition"


# Pages


def test_page_list_is_the_pdf(editions: Editions) -> None:
    """Each marker stands at the first word that another library reads on that page."""
    markers = editions.epub.markers()
    with pymupdf.open(stream=editions.pdf, filetype="pdf") as pdf:  # type: ignore[no-untyped-call]
        labels = [page.get_label() for page in pdf]
        pages = [page.get_text("blocks", sort=False) for page in pdf]
    assert [m.label for m in markers] == labels
    assert [e.label for e in editions.epub.entries("page-list")] == labels
    for marker, blocks in zip(markers, pages, strict=True):
        text = squeeze(marker.after)
        starts = [squeeze(block[4])[:8] for block in blocks]
        assert any(start and text.startswith(start) for start in starts), marker.label


# Attribution: entered once, in every carrier


def expected_parts(credit: Attribution) -> dict[str, str]:
    """Every part of an attribution as its carriers write it for machines."""
    license = credit.license
    parts = {
        "role": credit.role,
        "name": credit.name,
        "title": credit.title,
        "place": credit.place,
        "url": credit.url,
        "date": credit.date.isoformat() if credit.date else None,
        "license name": license.name if license else None,
        "license url": license.url if license else None,
        "changes": credit.changes,
    }
    return {key: value for key, value in parts.items() if value}


def printed_date(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"


def check_parts(carrier: str, credit: Attribution, got: dict[str, str], keys: set[str]) -> None:
    wanted = {k: v for k, v in expected_parts(credit).items() if k in keys}
    lost = {k: v for k, v in wanted.items() if got.get(k) != v}
    assert not lost, f"{credit.position}: the {carrier} lost {lost}"


ALL = {
    "role", "name", "title", "place", "url", "date", "license name", "license url", "changes",
}  # fmt: skip


def visible(credit: Attribution) -> Iterator[tuple[str, str]]:
    for key, value in expected_parts(credit).items():
        if key == "date":
            assert credit.date is not None
            value = printed_date(credit.date)
        yield key, value[:1].upper() + value[1:] if key == "role" else value


def test_attribution_is_seen_in_every_edition(editions: Editions, metadata: Metadata) -> None:
    section = editions.html.xpath("//section[@role='doc-credits']")[0]
    texts = {
        "web edition": section.text_content(),
        "PDF": structure_text(editions.pdf).rpartition("Attribution and rights")[2],
        "EPUB": editions.chunks("credits"),
    }
    assert metadata.attributions
    for carrier, text in texts.items():
        for credit in metadata.attributions:
            for key, value in visible(credit):
                message = f"{credit.position}: the {carrier} does not show the {key}: {value}"
                assert squeeze(value) in squeeze(text), message
        for key, said in (("rights", metadata.rights), ("publisher", metadata.publisher)):
            message = f"{metadata.position}: the {carrier} lost the {key}"
            assert squeeze(said or "") in squeeze(text), message


def test_attribution_is_in_json_ld(editions: Editions, metadata: Metadata) -> None:
    [script] = editions.html.xpath("//script[@type='application/ld+json']")
    data = json.loads(script.text_content())
    works = {work["author"]["name"] + work["creditText"]: work
             for key in ("isBasedOn", "hasPart") for work in data.get(key, [])}  # fmt: skip
    assert len(works) == len(metadata.attributions)
    for credit in metadata.attributions:
        work = works.get(credit.name + credit.role, {"author": {}})
        license = work.get("license", {})
        got = {
            "role": work.get("creditText", ""),
            "name": work["author"].get("name", ""),
            "title": work.get("name", ""),
            "place": work.get("locationCreated", {}).get("name", ""),
            "url": work.get("url", ""),
            "date": work.get("datePublished", ""),
            "license name": license if isinstance(license, str) else license.get("name", ""),
            "license url": "" if isinstance(license, str) else license.get("url", ""),
            "changes": work.get("comment", {}).get("text", ""),
        }
        check_parts("web edition's JSON-LD", credit, got, ALL)
    assert data["copyrightNotice"] == metadata.rights
    assert metadata.license
    assert data["license"]["url"] == metadata.license.url


RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
XMP_KEYS = {"licenseName": "license name", "licenseUrl": "license url"}


def test_attribution_is_in_xmp(editions: Editions, metadata: Metadata) -> None:
    with pikepdf.open(io.BytesIO(editions.pdf)) as pdf:
        xmp = etree.fromstring(pdf.Root.Metadata.read_bytes())
    credits = [
        {
            XMP_KEYS.get(etree.QName(part).localname, etree.QName(part).localname): part.text or ""
            for part in item
        }
        for item in xmp.iterfind(f".//{{*}}credits/{RDF}Seq/{RDF}li")
    ]
    assert len(credits) == len(metadata.attributions)
    for credit, got in zip(metadata.attributions, credits, strict=True):
        check_parts("PDF's XMP", credit, got, ALL)
    words = "".join(str(t) for t in xmp.itertext())
    assert metadata.license
    for value in (metadata.rights, metadata.license.url, metadata.identifier, metadata.publisher):
        assert value and value in words
    static = xmp.find(".//{http://ns.adobe.com/xap/1.0/rights/}WebStatement")
    assert static is not None
    assert static.text == metadata.license.url
    for credit in metadata.attributions:
        if credit.role == "source":
            source = xmp.findtext(".//{http://purl.org/dc/elements/1.1/}source")
            assert source and credit.name in source, f"{credit.position}: not in dc:source"


def test_attribution_is_in_document_information(editions: Editions, metadata: Metadata) -> None:
    with pikepdf.open(io.BytesIO(editions.pdf)) as pdf:
        information = {key: str(value) for key, value in pdf.docinfo.items()}
    assert information["/Title"] == metadata.title
    for credit in metadata.attributions:
        for key, value in expected_parts(credit).items():
            message = f"{credit.position}: the document information lost the {key}: {value}"
            assert value in information["/Credits"], message
    assert information["/Rights"] == metadata.rights
    assert metadata.license
    assert metadata.license.url
    assert metadata.license.url in information["/License"]


OPF_KEYS = {
    "schema:roleName": "role",
    "dcterms:title": "title",
    "dcterms:spatial": "place",
    "dcterms:source": "url",
    "dcterms:date": "date",
    "dcterms:license": "license name",
    "cc:license": "license url",
    "dcterms:description": "changes",
}


def test_attribution_is_in_the_package(editions: Editions, metadata: Metadata) -> None:
    credits = [c for c in editions.epub.credits() if "schema:roleName" in c.parts]
    assert len(credits) == len(metadata.attributions)
    for credit, found in zip(metadata.attributions, credits, strict=True):
        got = {OPF_KEYS[k]: v for k, v in found.parts.items() if k in OPF_KEYS}
        check_parts("EPUB's package", credit, {**got, "name": found.name}, ALL)
        assert found.parts["role"] == credit.relator, f"{credit.position}: the role is lost"
    assert metadata.rights in editions.epub.values("dc:rights")
    assert metadata.license
    assert metadata.license.url in editions.epub.values("cc:license")
    sources = "\n".join(editions.epub.values("dc:source"))
    for credit in metadata.attributions:
        if credit.role == "source":
            assert credit.name in sources, f"{credit.position}: not in dc:source"
