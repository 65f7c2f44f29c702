"""The sample publication as a PDF, read by an independent reader."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

import pikepdf
import pytest

from everyleaf.model import PdfOutput, Publication
from everyleaf.pdf import write
from tests.conftest import make_publication
from tests.pdf.documents import document_text, squeeze
from tests.readers.pdf import TaggedPdf, format_tree, read_pdf, structure_text

GOLDEN = Path(__file__).parent / "tides.tree"


@pytest.fixture(scope="module")
def publication() -> Publication:
    return make_publication()


@pytest.fixture(scope="module")
def output(publication: Publication) -> PdfOutput:
    output, findings = write(publication)
    assert findings == ()
    return output


@pytest.fixture(scope="module")
def read(output: PdfOutput) -> TaggedPdf:
    return read_pdf(output.data)


def test_tree(output: PdfOutput, update: bool) -> None:
    got = format_tree(output.data)
    if update:
        GOLDEN.write_text(got, "utf-8")
    assert got == GOLDEN.read_text("utf-8")


def test_text_is_the_documents(output: PdfOutput, publication: Publication) -> None:
    got, want = structure_text(output.data), document_text(publication.document)
    assert squeeze(got) == squeeze(want)
    assert got.split() == want.replace("\u00ad", "").split()


def test_everything_is_tagged_or_an_artifact(read: TaggedPdf) -> None:
    assert read.untagged == ""
    assert read.unclaimed == []
    types = {(a.type, a.subtype) for a in read.artifacts if a.text.strip()}
    assert types == {("Layout", ""), ("Pagination", "Header"), ("Pagination", "Footer")}
    claimed = sum(len(element.annotations) for element in read.root.walk())
    assert claimed == read.annotations


def test_one_element_for_each_html_element(read: TaggedPdf, publication: Publication) -> None:
    html = Counter(el.tag for el in publication.document.iter() if isinstance(el.tag, str))
    pdf = Counter(element.type for element in read.root.walk())
    assert pdf["H1"] == html["h1"] == 1
    assert pdf["H2"] == html["h2"]
    assert pdf["H3"] == html["h3"]
    assert pdf["Em"] == html["em"]
    assert pdf["Strong"] == html["strong"]
    assert pdf["Code"] == html["code"]
    assert pdf["Link"] == html["a"] - 1  # the skip link is for the screen
    assert pdf["BlockQuote"] == html["blockquote"]
    assert pdf["Aside"] == html["aside"]
    assert pdf["Table"] == html["table"]
    assert pdf["TR"] == html["tr"]
    assert pdf["TH"] == html["th"]
    assert pdf["TD"] == html["td"]
    assert pdf["Caption"] == html["caption"] + html["figcaption"]
    assert pdf["Figure"] == 1
    lists = html["ul"] + html["ol"] + html["dl"]
    notes = 1
    assert pdf["L"] + pdf["TOC"] + notes == lists
    assert pdf["FENote"] == 1


def test_headings_keep_order_and_level(read: TaggedPdf, publication: Publication) -> None:
    def level(name: str) -> bool:
        return len(name) == 2 and name[0] in "hH" and name[1].isdigit()

    html = [
        (str(el.tag).upper(), squeeze("".join(el.itertext())))
        for el in publication.document.iter("h1", "h2", "h3", "h4")
    ]
    assert [(e.type, squeeze(e.text)) for e in read.root.walk() if level(e.type)] == html


def test_notes_link_both_ways(read: TaggedPdf) -> None:
    (note,) = read.root.find("FENote")
    assert (note.standard_type, note.identifier) == ("Note", "fn-1")
    references = read.root.find("Reference")
    calls = [r for r in references for link in r.find("Link") if link.annotations[0].contents]
    calls = [r for r in calls if r.find("Link")[0].annotations[0].destination == "fn-1"]
    assert len(calls) == 2
    back = [link.annotations[0] for link in note.find("Link")]
    assert [a.destination for a in back] == ["fnref-1", "fnref-1-2"]
    assert back[0].contents == "Back to reference 1 of note 1"


def test_link_over_two_lines_is_one_element(read: TaggedPdf) -> None:
    links = [link for link in read.root.find("Link") if link.text == "https://example.org/tides"]
    assert len(links) == 1
    assert {a.uri for a in links[0].annotations} == {"https://example.org/tides"}


def test_languages(read: TaggedPdf) -> None:
    assert read.root.language == "en-GB"
    found = {(e.language, squeeze(e.text)) for e in read.root.walk() if e.language}
    assert {("fr", "lamaréemonte"), ("az", "Xocalı"), ("ar", "البحر")} < found
    assert ("ar", "مرحبابالعالم123.") in found


def test_catalog(output: PdfOutput, publication: Publication) -> None:
    with pikepdf.open(io.BytesIO(output.data)) as pdf:
        assert output.data[:8] == b"%PDF-1.7"
        assert str(pdf.Root.Lang) == "en-GB"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.PageLabels.Nums[1].S) == "/D"
        assert all(str(page.Tabs) == "/S" for page in pdf.pages)
        titles = []
        with pdf.open_outline() as outline:
            pending = list(outline.root)
            while pending:
                item = pending.pop(0)
                titles.append(item.title)
                pending = [*item.children, *pending]
        assert titles[0] == "The Tides"
        assert {"What the tides are", "The moon", "Notes"} < set(titles)
        for font in [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary)]:
            if font.get("/Type") == "/FontDescriptor":
                assert "/FontFile2" in font or "/FontFile3" in font


def test_page_starts(output: PdfOutput) -> None:
    assert [(s.label, s.node, s.offset) for s in output.page_starts] == [
        ("1", 3, 0),
        ("2", 27, 0),
        ("3", 75, 0),
    ]


def test_the_document_is_left_alone(publication: Publication, output: PdfOutput) -> None:
    assert document_text(publication.document) == document_text(make_publication().document)
