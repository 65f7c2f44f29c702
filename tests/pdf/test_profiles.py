"""What both profiles share and what each has of its own: read back by others' readers."""

from __future__ import annotations

import dataclasses
import io
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from lxml import etree

from everyleaf.check.judges import PDF_PROFILES
from everyleaf.check.verapdf import PROFILES, validate_all
from everyleaf.model import PDF_STANDARDS, PdfOutput, PdfStandard, Publication, SourceFile
from everyleaf.pdf import write
from everyleaf.pdf.file.xmp_schemas import ATTRIBUTION
from everyleaf.pdf.layout import unit_layout
from everyleaf.pdf.structure.elements import AssociatedFile, StructElem
from everyleaf.pdf.structure.tree import build_structure
from tests.conftest import make_publication
from tests.pdf.documents import document_text, paragraph, publication, render, squeeze
from tests.readers.pdf import TaggedPdf, format_tree, read_pdf, structure_text

GOLDEN = Path(__file__).parent / "tides-ua-2.tree"
NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfd": "http://pdfa.org/declarations/",
    "extension": "http://www.aiim.org/pdfa/ns/extension/",
    "schema": "http://www.aiim.org/pdfa/ns/schema#",
    "property": "http://www.aiim.org/pdfa/ns/property#",
    "type": "http://www.aiim.org/pdfa/ns/type#",
    "field": "http://www.aiim.org/pdfa/ns/field#",
    "attribution": ATTRIBUTION,
}
XMP_2005 = {
    "http://purl.org/dc/elements/1.1/",
    "http://ns.adobe.com/xap/1.0/",
    "http://ns.adobe.com/xap/1.0/mm/",
    "http://ns.adobe.com/xap/1.0/rights/",
    "http://ns.adobe.com/pdf/1.3/",
    NAMESPACES["pdfaid"],
    NAMESPACES["rdf"],
}
"""Namespaces that PDF/A-3 knows without a description."""


def in_profile(made: Publication, standard: PdfStandard) -> Publication:
    settings = dataclasses.replace(made.settings, pdf_standard=standard)
    return dataclasses.replace(made, settings=settings)


_tides: dict[PdfStandard, PdfOutput] = {}


def tides(standard: PdfStandard) -> bytes:
    if standard not in _tides:
        output, findings = write(in_profile(make_publication(), standard))
        assert findings == ()
        _tides[standard] = output
    return _tides[standard].data


def packet(data: bytes) -> etree._Element:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return etree.fromstring(pdf.Root.Metadata.read_bytes())


def texts(root: etree._Element, path: str) -> list[str]:
    return [el.text or "" for el in root.findall(path, NAMESPACES)]


both = pytest.mark.parametrize("standard", PDF_STANDARDS)


# Both profiles


@pytest.mark.book
@both
def test_every_standard_of_the_profile_is_kept(standard: PdfStandard) -> None:
    for verdict in validate_all(tides(standard), PDF_PROFILES[standard]):
        assert (verdict.standard, verdict.outcome, verdict.findings) == (
            verdict.standard,
            "passed",
            (),
        )
        assert verdict.checks and verdict.checks > 500


@both
def test_the_claims_are_what_is_judged(standard: PdfStandard) -> None:
    root = packet(tides(standard))
    parts = {name: texts(root, f".//pdfuaid:{name}") for name in ("part", "rev")}
    archive = {name: texts(root, f".//pdfaid:{name}") for name in ("part", "conformance", "rev")}
    declared = texts(root, ".//pdfd:conformsTo")
    expected = {
        "ua-1": ({"part": ["1"], "rev": []}, {"part": ["3"], "conformance": ["A"], "rev": []}, []),
        "ua-2": (
            {"part": ["2"], "rev": ["2024"]},
            {"part": ["4"], "conformance": ["F"], "rev": ["2020"]},
            ["http://pdfa.org/declarations/wtpdf#accessibility1.0"],
        ),
    }
    assert (parts, archive, declared) == expected[standard]
    claimed = len(texts(root, ".//pdfuaid:part")) + len(texts(root, ".//pdfaid:part"))
    assert claimed + len(declared) == len(PDF_PROFILES[standard])
    assert set(PDF_PROFILES[standard]) <= set(PROFILES)


@both
def test_the_source_is_in_the_file(standard: PdfStandard) -> None:
    made = make_publication()
    (file,) = read_pdf(tides(standard)).files
    assert (file.name, file.data) == ("tides.md", made.sources[0].data)
    assert (file.media_type, file.relationship) == ("text/markdown", "Source")
    assert file.description == "The source of this publication: The Tides"
    with pikepdf.open(io.BytesIO(tides(standard))) as pdf:
        assert list(pdf.attachments) == ["tides.md"]
        attached = pdf.attachments["tides.md"].get_file()
        assert attached.read_bytes() == made.sources[0].data
        assert attached.size == len(made.sources[0].data)
        parameters = pdf.attachments["tides.md"].obj.EF.F.Params
        assert str(parameters.ModDate) == "D:20261101"


def test_the_sources_keep_their_names() -> None:
    names = ["book.yaml", "xocalı.md", "a b/ü.md"]
    sources = tuple(SourceFile(name, "text/markdown", name.encode()) for name in names)
    data = write(dataclasses.replace(publication("<p>A</p>"), sources=sources))[0].data
    assert sorted(file.name for file in read_pdf(data).files) == sorted(names)
    assert validate_all(data, PDF_PROFILES["ua-1"])[1].passed


@both
def test_the_same_bytes_twice(standard: PdfStandard) -> None:
    again, _ = write(in_profile(make_publication(), standard))
    assert tides(standard) == again.data


@both
def test_the_file_is_whole(standard: PdfStandard, tmp_path: Path) -> None:
    data = tides(standard)
    assert data.startswith(b"%PDF-1.7" if standard == "ua-1" else b"%PDF-2.0")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.check_pdf_syntax() == []
        used = {o.objgen for o in _reachable(pdf.trailer)}
        every = {o.objgen for o in pdf.objects if not _is_container(o)}
        assert every - used == set(), "nothing is left that nothing refers to"
    if shutil.which("qpdf"):
        path = tmp_path / "t.pdf"
        path.write_bytes(data)
        run = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr


def _reachable(trailer: pikepdf.Object) -> list[pikepdf.Object]:
    found: dict[tuple[int, int], pikepdf.Object] = {}
    pending: list[object] = [trailer]
    while pending:
        item = pending.pop()
        if not isinstance(item, pikepdf.Object):
            continue
        if item.is_indirect:
            if item.objgen in found:
                continue
            found[item.objgen] = item
        if isinstance(item, pikepdf.Array):
            pending += list(item)
        elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            pending += [value for _, value in item.items()]
    return list(found.values())


def _is_container(item: pikepdf.Object) -> bool:
    type = item.get("/Type") if isinstance(item, pikepdf.Stream) else None
    return type in ("/XRef", "/ObjStm")


@both
def test_output_intent_is_srgb(standard: PdfStandard) -> None:
    with pikepdf.open(io.BytesIO(tides(standard))) as pdf:
        (intent,) = pdf.Root.OutputIntents
        assert str(intent.S) == "/GTS_PDFA1"
        assert "sRGB" in str(intent.OutputConditionIdentifier)
        assert intent.DestOutputProfile.read_bytes()[36:40] == b"acsp"
        assert not any(
            isinstance(o, pikepdf.Stream) and bool(o.get("/Interpolate", False))
            for o in pdf.objects
        )


@both
def test_pages_and_their_furniture(standard: PdfStandard) -> None:
    with pikepdf.open(io.BytesIO(tides(standard))) as pdf:
        assert [str(page.label) for page in pdf.pages] == ["1", "2", "3"]
        assert {str(page.Tabs) for page in pdf.pages} == {"/S"}
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.Root.Lang) == "en-GB"
        assert str(pdf.Root.MarkInfo.Marked) == "True"
    types = {(a.type, a.subtype) for a in read_pdf(tides(standard)).artifacts if a.text.strip()}
    assert types == {("Layout", ""), ("Pagination", "Header"), ("Pagination", "Footer")}


@both
def test_bookmarks_are_the_headings(standard: PdfStandard) -> None:
    body = "".join(
        f"<section><h{level}>{title}</h{level}><p>x</p></section>"
        for level, title in ((1, "A"), (2, "B"), (3, "C"), (2, "D"), (3, "E"), (1, "F"))
    )
    style = "h1 { bookmark-level: 1 } h2 { bookmark-level: 2 } h3 { bookmark-level: 3 }"
    read = read_pdf(render(body, style, standard=standard))
    assert [(b.title, b.level) for b in read.bookmarks] == [
        ("A", 1), ("B", 2), ("C", 3), ("D", 2), ("E", 3), ("F", 1),
    ]  # fmt: skip
    targets = [b.target.text if b.target else None for b in read.bookmarks]
    assert targets == ([None] * 6 if standard == "ua-1" else list("ABCDEF"))


@both
def test_text_is_the_documents(standard: PdfStandard) -> None:
    got = structure_text(tides(standard))
    assert squeeze(got) == squeeze(document_text(make_publication().document))


@both
def test_poppler_reads_the_structure(standard: PdfStandard, tmp_path: Path) -> None:
    program = shutil.which("pdfinfo")
    if program is None:
        pytest.skip("pdfinfo is not installed")
    path = tmp_path / "t.pdf"
    path.write_bytes(tides(standard))
    run = subprocess.run(
        [program, "-struct-text", path], capture_output=True, text=True, check=True
    )
    assert "StructElem object is wrong type" not in run.stderr
    text = " ".join(re.findall(r'"(.*)"', run.stdout))
    assert "A paragraph with " in text
    assert {"TOCI", "Table", "TH", "Link", "Note", "Caption"} <= set(
        re.findall(r"^ *(\w+)", run.stdout, re.MULTILINE)
    )


# Lines of code


@both
def test_lines_of_code_stay_lines(standard: PdfStandard) -> None:
    code = "def f(x):\n    if <b>x\n        :</b>\n\n        return 1\nf(2)\n"
    read = read_pdf(render(f"<pre><code>{code}</code></pre><p>After</p>", standard=standard))
    (element,) = read.root.find("Code")
    assert element.text == "def f(x):\n    if x\n        :\n\n        return 1\nf(2)"
    lines = ["def f(x):\n", "    if x\n", "        :\n\n", "        return 1\n", "f(2)"]
    assert [line.text for line in element.find("Sub")] == lines


@both
def test_code_without_a_space_glyph_and_wrapped_code(standard: PdfStandard) -> None:
    read = read_pdf(render("<pre>a\nb</pre>", standard=standard))
    assert read.root.text == "a\nb"
    long = f"{paragraph(30)}\nend"
    wrap = "pre { white-space: pre-wrap }"
    assert read_pdf(render(f"<pre>{long}</pre>", wrap, standard=standard)).root.text == long


# Links


@both
def test_a_link_is_one_annotation(standard: PdfStandard) -> None:
    body = f"<p>x <a href='https://example.org/'>one <em>{paragraph(25)}</em> end</a> y</p>"
    (link,) = read_pdf(render(body, standard=standard)).root.find("Link")
    (annotation,) = link.annotations
    assert annotation.contents == f"one {paragraph(25)} end"
    left, bottom, right, top = annotation.rectangle
    assert left < right
    assert bottom < top
    assert len(annotation.quadrilaterals) >= 3
    for quadrilateral in annotation.quadrilaterals:
        assert left <= min(quadrilateral[::2]) < max(quadrilateral[::2]) <= right
        assert bottom <= min(quadrilateral[1::2]) < max(quadrilateral[1::2]) <= top


@both
def test_links_that_cross_keep_their_lines_apart(standard: PdfStandard) -> None:
    one = f"<a href='https://example.org/1'>{paragraph(14)}</a>"
    body = f"<p>{one} and <a href='https://example.org/2'>other</a> {paragraph(20, 50)}</p>"
    read = read_pdf(render(body, standard=standard))
    first, second = read.root.find("Link")
    assert len(first.annotations) > 1
    assert len(second.annotations) == 1
    for one_line in first.annotations:
        x1, y1, x2, y2 = one_line.rectangle
        a1, b1, a2, b2 = second.annotations[0].rectangle
        assert x2 <= a1 + 1 or a2 <= x1 + 1 or y2 <= b1 + 1 or b2 <= y1 + 1


@both
def test_annotations_are_in_the_order_of_the_structure(standard: PdfStandard) -> None:
    body = (
        "<div class='f'><p class='last'><a href='https://example.org/1'>one</a></p>"
        "<p><a href='https://example.org/2'>two</a></p></div>"
        "<header><a href='https://example.org/0'>head</a></header>"
    )
    style = (
        ".f { display: flex } .last { order: 2 } header { position: running(h) }"
        "@page { @top-center { content: element(h) } }"
    )
    data = render(body, style, standard=standard)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert [str(a.Contents) for a in pdf.pages[0].Annots] == ["one", "two"]
        assert {int(a.F) for a in pdf.pages[0].Annots} == {4}


@both
def test_a_link_says_its_language(standard: PdfStandard) -> None:
    body = (
        "<p><a href='#x'>here</a> <a href='#x'><i lang='fr'>ici</i></a></p>"
        "<p lang='de'><a href='#x'>hier</a></p><p id='x'>X</p>"
    )
    links = read_pdf(render(body, standard=standard)).root.find("Link")
    assert [link.annotations[0].language for link in links] == [None, "fr", "de"]


# PDF 2.0


@pytest.fixture(scope="module")
def new() -> TaggedPdf:
    return read_pdf(tides("ua-2"))


def test_tree(update: bool) -> None:
    got = format_tree(tides("ua-2"))
    if update:
        GOLDEN.write_text(got, "utf-8")
    assert got == GOLDEN.read_text("utf-8")


def test_every_type_has_its_namespace(new: TaggedPdf) -> None:
    old = {"Art", "BlockQuote", "Code", "Quote", "Reference", "TOC", "TOCI"}
    for element in new.root.walk():
        generation = "pdf" if element.type in old else "pdf2"
        assert element.namespace == f"http://iso.org/{generation}/ssn", element.type
    assert {"Em", "Strong", "Aside", "FENote", "Sub"} <= {e.type for e in new.root.walk()}


def test_notes_and_references_name_each_other(new: TaggedPdf) -> None:
    (note,) = new.root.find("FENote")
    calls = [r for r in new.root.find("Reference") if r.refs]
    assert len(calls) == 2
    assert note.refs == calls
    assert [call.refs for call in calls] == [[note], [note]]
    assert note.attributes["NoteType"] == "Endnote"


def test_a_footnote_called_by_the_stylesheet_names_its_call() -> None:
    body = "<p>A<span role='doc-footnote'>Note</span> b</p>"
    read = read_pdf(render(body, "[role=doc-footnote] { float: footnote }", standard="ua-2"))
    (note,) = read.root.find("FENote")
    (call,) = read.root.find("Reference")
    assert (note.refs, call.refs) == ([call], [note])
    assert note.attributes["NoteType"] == "Footnote"


def test_contents_name_their_sections(new: TaggedPdf) -> None:
    for item in new.root.find("TOCI"):
        (link, *_) = item.find("Link")
        (target,) = item.refs
        assert squeeze(target.text) == squeeze(link.text)
        assert target.type[0] == "H"


def test_every_destination_inside_is_a_structure_destination(new: TaggedPdf) -> None:
    links = [a for link in new.root.find("Link") for a in link.annotations]
    inside = [a for a in links if a.uri is None]
    assert inside
    assert all(a.target is not None and a.destination is not None for a in inside)
    (note,) = new.root.find("FENote")
    assert [a.target for a in inside if a.destination == "fn-1"] == [note, note]
    assert new.names
    assert all(new.names.values())
    assert {"what", "moon", "tbl:heights", "fn-1"} <= set(new.names)
    table = new.names["tbl:heights"]
    assert table is not None
    assert table.type == "Table"
    for bookmark in new.bookmarks:
        assert bookmark.target is not None
        assert squeeze(bookmark.target.text) == squeeze(bookmark.title)
    with pikepdf.open(io.BytesIO(tides("ua-2"))) as pdf:
        assert not any("/Dest" in o for o in pdf.objects if isinstance(o, pikepdf.Dictionary))


def test_lists_and_scripts_of_pdf_2_0() -> None:
    body = (
        "<ul><li>a</li></ul><ol><li>b</li></ol><dl><dt>t</dt><dd>d</dd></dl>"
        "<ol style='list-style-type: \"-\"'><li>c</li></ol><p>H<sub>2</sub>O x<sup>2</sup></p>"
    )
    read = read_pdf(render(body, standard="ua-2"))
    numbering = [element.attributes["ListNumbering"] for element in read.root.find("L")]
    assert numbering == ["Disc", "Decimal", "Description", "Ordered"]
    positions = [
        e.attributes["TextPosition"] for e in read.root.walk() if "TextPosition" in e.attributes
    ]
    assert positions == ["Sub", "Sup"]


# Metadata


def test_pdf_a_4_has_no_document_information() -> None:
    with pikepdf.open(io.BytesIO(tides("ua-2"))) as pdf:
        assert "/Info" not in pdf.trailer
    root = packet(tides("ua-2"))
    assert root.find(".//extension:schemas", NAMESPACES) is None
    assert len(root.findall(".//attribution:credits/rdf:Seq/rdf:li", NAMESPACES)) == 1


def test_document_information_says_what_xmp_says() -> None:
    with pikepdf.open(io.BytesIO(tides("ua-1"))) as pdf, pdf.open_metadata() as xmp:
        info = {key: str(value) for key, value in pdf.docinfo.items()}
        assert info["/Title"] == xmp["dc:title"]
        assert info["/Author"] == ", ".join(xmp["dc:creator"])
        assert info["/Subject"] == xmp["dc:description"]
        assert info["/Keywords"] == xmp["pdf:Keywords"]
        assert info["/Producer"] == xmp["pdf:Producer"]
        assert info["/Creator"] == xmp["xmp:CreatorTool"]
        assert info["/CreationDate"] == "D:" + xmp["xmp:CreateDate"].replace("-", "")
        assert info["/ModDate"] == "D:" + xmp["xmp:ModifyDate"].replace("-", "")
        assert info["/Rights"] == xmp["dc:rights"]
        assert (
            info["/License"] == f"{xmp['xmpRights:UsageTerms']} ({xmp['xmpRights:WebStatement']})"
        )
    assert info["/Credits"] == (
        "source: Harbour Board; Tide tables; Brest; 2026-10-01; https://example.org/tides; "
        "changes: figures rounded"
    )


def test_every_property_is_described() -> None:
    root = packet(tides("ua-1"))
    described: dict[str, set[str]] = {}
    for schema in root.findall(".//schema:schema/..", NAMESPACES):
        (uri,) = texts(schema, "schema:namespaceURI")
        names = texts(schema, "schema:property/rdf:Seq/rdf:li/property:name")
        names += texts(schema, ".//type:field/rdf:Seq/rdf:li/field:name")
        described[uri] = set(names)
        for value_type in texts(schema, ".//property:valueType"):
            own = texts(schema, ".//type:type")
            assert re.sub(r"^(Seq|Bag) ", "", value_type) in {"Text", "Integer", *own}
    extension = root.find(".//extension:schemas", NAMESPACES)
    assert extension is not None
    apart = set(extension.iter())
    for el in root.iter():
        if el in apart or not isinstance(el.tag, str) or "adobe:ns:meta" in el.tag:
            continue
        name = etree.QName(el)
        uri = name.namespace or ""
        assert uri in XMP_2005 or name.localname in described[uri], el.tag


# What a structure element may carry


def written(
    patch: pytest.MonkeyPatch,
    body: str,
    standard: PdfStandard,
    change: Callable[[StructElem], StructElem],
) -> bytes:
    """Return the PDF of a body whose first paragraph is changed in the structure."""

    def build(*arguments: Any) -> StructElem:
        root = build_structure(*arguments)
        first, *others = root.children
        assert isinstance(first, StructElem)
        return dataclasses.replace(root, children=(change(first), *others))

    patch.setattr(unit_layout, "build_structure", build)
    return render(body, standard=standard)


@both
def test_an_element_carries_files_in_pdf_2_0(
    standard: PdfStandard, monkeypatch: pytest.MonkeyPatch
) -> None:
    mathml = AssociatedFile("formula.mml", b"<math/>", "application/mathml+xml", "MathML")
    data = written(
        monkeypatch, "<p>A</p>", standard, lambda p: dataclasses.replace(p, associated=(mathml,))
    )
    (p,) = read_pdf(data).root.find("P")
    found = [(f.name, f.data, f.media_type, f.relationship) for f in p.files]
    assert found == (
        [("formula.mml", b"<math/>", "application/mathml+xml", "Supplement")]
        if standard == "ua-2"
        else []
    )


def test_an_element_refers_to_another(monkeypatch: pytest.MonkeyPatch) -> None:
    body = "<p>A</p><p>B</p>"
    data = written(monkeypatch, body, "ua-2", lambda p: dataclasses.replace(p, ref=(1,)))
    first, second = read_pdf(data).root.find("P")
    assert (first.refs, second.refs) == ([second], [])
