"""Faults in a finished PDF of ours are told at the author's line, whoever finds them."""

from __future__ import annotations

import dataclasses
import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
import pytest
from pikepdf import Dictionary, Name, Pdf

from everyleaf import build, pdf
from everyleaf.check.files.examination import check_file
from everyleaf.check.files.pdf.places import read_pointer
from everyleaf.diagnostics import Diagnostic
from everyleaf.model import PdfOutput, Publication
from everyleaf.report import survey_publication
from tests.check.article import line_of, prepare_article
from tests.check.mutants.rewriting import rewrite
from tests.readers.pdf import read_pdf

pytestmark = pytest.mark.book

SENTENCES = {
    # where the element is, by words on the author's line: (its type, words that it holds)
    "The heading": ("H2", "The heading"),
    "A paragraph": ("P", "A paragraph of its own"),
    "The second item": ("LBody", "The second item"),
    "harbour board": ("Link", "harbour board"),
    "The note about it": ("FENote", "The note about it."),
    "A quotation": ("BlockQuote", "A quotation of somebody."),
    "```python": ("Code", "a block of code"),
    "`inline code`": ("Code", "inline code"),
    "A chart": ("Figure", ""),
    "The energy": ("Formula", ""),
    "| Port  |": ("TH", "Port"),
    "| Dover |": ("TD", "6.8"),
    "Spring tide": ("Lbl", "Spring tide"),
    ": The high one": ("LBody", "The high one."),
    "The last words": ("Em", "emphasis"),
}


@pytest.fixture(scope="module")
def article(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    return prepare_article(tmp_path_factory.mktemp("article"))


@pytest.fixture(scope="module")
def printed(article: Publication) -> PdfOutput:
    return pdf.write(article)[0]


def _walk(file: Pdf) -> Iterator[Any]:
    """Yield the structure elements in order."""
    stack: list[Any] = [file.Root.StructTreeRoot.K]
    while stack:
        item = stack.pop()
        if isinstance(item, pikepdf.Array):
            stack += reversed(list(item))
        elif isinstance(item, Dictionary) and "/S" in item:
            yield item
            stack += [item.K] if "/K" in item else []


def _find(file: Pdf, data: bytes, type_: str, words: str) -> Any:
    """Return the first structure element of a type that holds words."""
    read = read_pdf(data).root.walk()
    for item, element in zip(_walk(file), read, strict=True):
        if str(item.S) == f"/{type_}" and words in " ".join(element.text.split()):
            return item
    raise AssertionError(f"there is no {type_} with {words}")


def _plant(printed: PdfOutput, change: Callable[[Any], None], type_: str, words: str) -> bytes:
    def alter(file: Pdf) -> list[Any]:
        item = _find(file, printed.data, type_, words)
        change(item)
        return [item]

    return rewrite(printed.data, alter)


def _check(
    data: bytes, article: Publication, printed: PdfOutput, judged: bool = True
) -> tuple[Diagnostic, ...]:
    report = check_file(data, "t.pdf", publication=article, objects=printed.objects, judged=judged)
    return report.findings


def _lines(findings: tuple[Diagnostic, ...], code: str) -> list[int | None]:
    places = [f.position for f in findings if f.code == code]
    assert all(place is not None and place.path.endswith("tides.md") for place in places)
    return [place.line for place in places if place is not None]


def test_the_original_is_clean(article: Publication, printed: PdfOutput) -> None:
    assert _check(printed.data, article, printed) == ()


def test_every_kind_of_element_is_traced(article: Publication, printed: PdfOutput) -> None:
    """Each gets a type of its own that means nothing (ISO 14289-1:2014 7.1)."""

    def alter(file: Pdf) -> Iterator[Any]:
        for number, (type_, words) in enumerate(SENTENCES.values()):
            item = _find(file, printed.data, type_, words)
            item.S = Name(f"/Nonsense{number}")
            yield item

    findings = _check(rewrite(printed.data, alter), article, printed)
    lines = _lines(findings, "pdf-role-unmapped")
    assert lines == sorted({line_of(words) for words in SENTENCES})


def test_the_judge_alone_leads_to_the_line(article: Publication, printed: PdfOutput) -> None:
    """Our own reader names a type once; two of one type are told by veraPDF."""

    def alter(file: Pdf) -> Iterator[Any]:
        for type_, words in SENTENCES.values():
            item = _find(file, printed.data, type_, words)
            item.S = Name.Nonsense
            yield item

    data = rewrite(printed.data, alter)
    lines = _lines(_check(data, article, printed), "pdf-role-unmapped")
    assert lines == sorted({line_of(words) for words in SENTENCES})


def _delete(key: str) -> Callable[[Any], None]:
    return lambda item: item.__delitem__(key)


def _retype(type_: str) -> Callable[[Any], None]:
    return lambda item: item.__setitem__("/S", Name(f"/{type_}"))


@pytest.mark.parametrize(
    ("change", "type_", "words", "code", "place"),
    [
        (_delete("/Alt"), "Figure", "", "image-alt-missing", "A chart"),
        (_delete("/Alt"), "Formula", "", "math-words-missing", "The energy"),
        (_delete("/A"), "TH", "High", "table-scope-missing", "| Port  |"),
        (_delete("/ID"), "FENote", "", "pdf-note-unidentified", "The note about it"),
        (_retype("TD"), "LBody", "The second item", "pdf-nesting", "The second item"),
        (_retype("TR"), "BlockQuote", "", "pdf-nesting", "A quotation"),
        (_retype("LI"), "P", "A paragraph", "pdf-nesting", "A paragraph"),
        (_retype("H5"), "H2", "The heading", "heading-skipped", "The heading"),
        (_retype("P"), "TD", "6.8", "pdf-nesting", "| Dover |"),
    ],
)
def test_a_broken_element_is_told_at_its_line_and_once(
    change: Callable[[Any], None],
    type_: str,
    words: str,
    code: str,
    place: str,
    article: Publication,
    printed: PdfOutput,
) -> None:
    findings = _check(_plant(printed, change, type_, words), article, printed)
    assert line_of(place) in _lines(findings, code), findings
    told = [(f.code, f.position) for f in findings if str(f.position) != "t.pdf"]
    assert len(told) == len(set(told))
    assert not [f for f in findings if "shall" in f.message]
    assert all(f.remedy and f.reference for f in findings)


def test_a_link_without_words_is_told_at_its_line(article: Publication, printed: PdfOutput) -> None:
    def alter(file: Pdf) -> Iterator[Any]:
        for page in file.pages:
            for annotation in page.obj.get("/Annots", []):
                if "/A" in annotation and "board" in str(annotation.A.get("/URI", "")):
                    del annotation["/Contents"]
                    yield annotation

    findings = _check(rewrite(printed.data, alter), article, printed)
    told = [(f.code, f.position.line) for f in findings if f.position and f.position.line]
    assert told == [("pdf-link-undescribed", line_of("harbour board"))]
    assert "https://example.org/board" in findings[0].message


def test_text_without_characters_is_told_where_it_stands(
    article: Publication, printed: PdfOutput
) -> None:
    """A glyph has no number: it is led through the marks of the page and the structure."""

    def alter(file: Pdf) -> Iterator[Any]:
        for item in file.objects:
            is_font = isinstance(item, Dictionary) and "/ToUnicode" in item
            if is_font and "Code-Pro" in str(item.BaseFont):
                del item["/ToUnicode"]
                yield item

    findings = _check(rewrite(printed.data, alter), article, printed)
    lines = _lines(tuple(f for f in findings if "veraPDF" in f.message), "pdf-font-unmapped")
    assert {line_of("```python"), line_of("`inline code`")} <= set(lines)


def test_what_a_page_lacks_is_told_near_its_first_line(
    article: Publication, printed: PdfOutput
) -> None:
    def alter(file: Pdf) -> Iterator[Any]:
        for page in file.pages:
            if "/Annots" in page.obj:
                del page.obj["/Tabs"]
                yield page.obj

    findings = _check(rewrite(printed.data, alter), article, printed)
    told = [f for f in findings if f.code == "pdf-tab-order"]
    assert told
    assert re.search(r"on page \d+, which begins here", told[0].message)
    assert told[0].position is not None
    assert told[0].position.path.endswith("tides.md")


def test_what_is_true_of_the_whole_file_is_told_once(article: Publication) -> None:
    """Without a language veraPDF finds more than two hundred pieces of text in none."""

    def alter(file: Pdf) -> list[Any]:
        document = next(_walk(file))
        del file.Root["/Lang"], document["/Lang"]
        return [file.Root, document]

    printed, _ = pdf.write(article, patched=False)  # patched, it draws fewer and longer pieces
    data = rewrite(printed.data, alter)
    report = check_file(data, "t.pdf", publication=article, objects=printed.objects)
    told = [finding for finding in report.findings if finding.code == "language-missing"]
    assert [str(finding.position) for finding in told] == ["t.pdf"]
    rests = [f for verdict in report.verdicts for f in verdict.findings if "more)" in f.message]
    assert re.search(r"\(and \d{3} places more\)$", rests[0].message)


def test_pointers_are_read() -> None:
    context = "root/document[0]/pages[4](9 0 obj PDPage)/annots[0](31 0 obj PDLinkAnnot)"
    pointer = read_pointer(context)
    assert (pointer.page, pointer.numbers, pointer.kind) == (5, (31,), "PDLinkAnnot")
    pointer = read_pointer(
        "root/document[0]/pages[0](6 0 obj PDPage)/contentStream[0](266 0 obj "
        "PDSemanticContentStream)/content[1]{mcid:7}/contentItem[0]{mcid:7}"
    )
    assert (pointer.page, pointer.mcid, pointer.operator) == (1, 7, None)
    pointer = read_pointer(
        "root/document[0]/pages[2](8 0 obj PDPage)/contentStream[0](764 0 obj PDContentStream)/"
        "operators[13]/usedGlyphs[1]"
    )
    assert (pointer.page, pointer.operator, pointer.kind) == (3, 13, "usedGlyphs")
    pointer = read_pointer(  # a page whose contents are several streams
        "root/document[0]/pages[2](8 0 obj PDPage)/contentStream[0]/operators[13]/usedGlyphs[1]"
    )
    assert (pointer.numbers, pointer.operator) == ((), 13)
    assert read_pointer("").numbers == ()


def test_a_file_of_another_maker_is_told_by_its_pages(printed: PdfOutput) -> None:
    data = _plant(printed, _delete("/Alt"), "Figure", "")
    findings = check_file(data, "t.pdf").findings
    told = [str(f.position) for f in findings if f.code == "image-alt-missing"]
    assert told == ["t.pdf page 2"]


def test_a_run_that_publishes_names_the_authors_line(
    article: Publication, printed: PdfOutput
) -> None:
    data = _plant(printed, _delete("/Alt"), "Figure", "")
    editions = build.Editions(
        article, {"pdf": data}, b"", 3, {}, (), survey_publication(article), objects=printed.objects
    )
    judged = build.judge(editions, lambda name, step: None, (), None)
    assert _lines(judged.findings, "image-alt-missing") == [line_of("A chart")]
    (finding,) = [f for f in judged.findings if f.code == "image-alt-missing"]
    assert finding.message.endswith("(in tides.pdf)")


def test_files_of_pdf_2_0_are_traced_too(article: Publication) -> None:
    """ISO 14289-2:2024, Well-Tagged PDF and PDF/A-4f, whose rules are others."""
    settings = dataclasses.replace(article.settings, pdf_standard="ua-2")
    article = dataclasses.replace(article, settings=settings)
    printed = pdf.write(article)[0]
    assert _check(printed.data, article, printed) == ()

    def alter(file: Pdf) -> Iterator[Any]:
        for type_, words, new in (
            ("P", "A paragraph of its own", "Nonsense"),
            ("BlockQuote", "A quotation", "TR"),
            ("LBody", "The second item", "TD"),
        ):
            item = _find(file, printed.data, type_, words)
            item.S = Name(f"/{new}")
            yield item
        figure = _find(file, printed.data, "Figure", "")
        del figure["/Alt"]
        yield figure

    findings = _check(rewrite(printed.data, alter), article, printed)
    assert _lines(findings, "pdf-role-unmapped") == [line_of("A paragraph")]
    assert _lines(findings, "image-alt-missing") == [line_of("A chart")]
    nested = _lines(findings, "pdf-nesting")
    assert {line_of("A quotation"), line_of("The second item")} <= set(nested)
    assert not [f for f in findings if "shall" in f.message]


def test_an_update_keeps_the_rest_of_the_file(printed: PdfOutput) -> None:
    data = rewrite(printed.data, lambda file: [file.Root])
    with pikepdf.open(io.BytesIO(data)) as file:
        assert file.Root.Type == Name.Catalog
        assert len(file.get_warnings()) == 0
