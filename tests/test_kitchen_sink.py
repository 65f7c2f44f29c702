"""A publication with every element of the source format, read back by readers that share no code.

`tests/samples/kitchen-sink.md` goes through the whole pipeline. What the web edition says, as
lxml.html reads it, the PDF must say by its structure, as pikepdf reads it.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import html

from everyleaf import epub, pdf, web
from everyleaf.check import epubcheck
from everyleaf.check.judges import PDF_PROFILES
from everyleaf.check.verapdf import validate
from everyleaf.model import PDF_STANDARDS
from everyleaf.pdf.layout.cover import draw_cover
from everyleaf.sources import prepare
from tests.readers.pdf import Element, TaggedPdf, read_pdf, structure_text

pytestmark = pytest.mark.book

SOURCE = Path(__file__).parent / "samples" / "kitchen-sink.md"
Node = html.HtmlElement


@dataclass(frozen=True)
class Made:
    """The kitchen sink, published with one set of PDF standards."""

    standard: str
    data: bytes
    pdf: TaggedPdf
    web: Node
    epub: bytes


@pytest.fixture(scope="module", params=PDF_STANDARDS)
def made(request: pytest.FixtureRequest) -> Made:
    (prepared,) = prepare([SOURCE], lambda name, step: None)
    publication, findings = prepared.publication, prepared.findings
    assert {f.code for f in findings} == {a.code for a in publication.settings.accepted}
    settings = dataclasses.replace(publication.settings, pdf_standard=request.param)
    publication = dataclasses.replace(publication, settings=settings)
    printed, warnings = pdf.write(publication)
    assert warnings == ()
    page = html.document_fromstring(web.write(publication).decode("utf-8"))
    body = page.find("body")
    assert body is not None
    for hidden in body.xpath(".//script | .//style | .//*[@class='skip-link'] | .//*[@hidden]"):
        hidden.drop_tree()
    book = epub.write(publication, printed.page_starts, draw_cover(publication))
    return Made(request.param, printed.data, read_pdf(printed.data), body, book)


def squeeze(text: str) -> str:
    return re.sub(r"[\s\u00ad]+", "", text)


def text_of(node: Node) -> str:
    """Return a node's text without the drawn formulas."""
    return squeeze("".join(str(t) for t in node.xpath(".//text()[not(ancestor::math)]")))


def spoken(element: Element) -> str:
    """Return an element's text without pictures and without what the stylesheet wrote."""
    if element.generated or element.type in ("Figure", "Formula"):
        return ""
    parts = [
        kid if isinstance(kid, str) else spoken(kid) if isinstance(kid, Element) else ""
        for kid in element.kids
    ]
    return squeeze("".join(parts))


def find(root: Element, *types: str) -> list[Element]:
    return [element for element in root.walk() if element.type in types]


def test_text_is_that_of_the_web_edition(made: Made) -> None:
    assert squeeze(structure_text(made.data)) == text_of(made.web)
    assert made.pdf.untagged.strip() == ""
    assert made.pdf.unclaimed == []


TYPES = {
    "Em": "em i",
    "Strong": "strong b",
    "Quote": "q",
    "BlockQuote": "blockquote",
    "Aside": "aside",
    "Code": "code kbd samp",
    "Table": "table",
    "THead": "thead",
    "TBody": "tbody",
    "TFoot": "tfoot",
    "TR": "tr",
    "TH": "th",
    "TD": "td",
    "Link": "a[@href]",
    "Formula": "math",
    **{f"H{rank}": f"h{rank}" for rank in range(1, 7)},
}


@pytest.mark.parametrize("type", TYPES)
def test_one_structure_element_for_each_element(made: Made, type: str) -> None:
    wanted = made.web.xpath(" | ".join(f".//{name}" for name in TYPES[type].split()))
    wanted = [text_of(node) for node in wanted if not node.xpath("ancestor::math")]
    assert wanted, f"the kitchen sink has no {TYPES[type]}"
    assert [spoken(element) for element in find(made.pdf.root, type)] == wanted


def test_paragraphs(made: Made) -> None:
    """Each `<p>` is one P; bare text in groups makes further ones."""
    have = Counter(spoken(element) for element in find(made.pdf.root, "P"))
    wanted = Counter(text_of(p) for p in made.web.iter("p"))
    wanted.pop("", None)
    assert wanted - have == Counter()


def test_captions(made: Made) -> None:
    wanted = [text_of(c) for c in made.web.iter("caption", "figcaption")]
    assert [spoken(c) for c in find(made.pdf.root, "Caption")] == wanted


def test_headings_are_the_same_tree(made: Made) -> None:
    ranks = ("h1", "h2", "h3", "h4", "h5", "h6")
    wanted = [(int(str(h.tag)[1]), text_of(h)) for h in made.web.iter(*ranks)]
    types = [f"H{rank}" for rank in range(1, 7)]
    got = [(int(h.type[1]), spoken(h)) for h in find(made.pdf.root, *types)]
    assert got == wanted
    assert {rank for rank, _ in wanted} == set(range(1, 7))


def shape_of_lists(node: Node) -> list[object]:
    """Return lists in their items in their lists, of the web edition."""
    found: list[object] = []
    for child in node:
        inner = shape_of_lists(child)
        if child.tag in ("ul", "ol"):
            items = [[text_of(li), shape_of_lists(li)] for li in child.findall("li")]
            found.append([child.tag, items])
        elif child.tag == "dl":
            found.append(["dl", [text_of(term) for term in child.iter("dt")]])
        else:
            found += inner
    return found


def shape_of_structure(element: Element) -> list[object]:
    """Return the same of the structure: L and LI, TOC and TOCI, the Div of notes and FENote."""
    found: list[object] = []
    for child in element.elements:
        items = [kid for kid in child.elements if kid.type in ("LI", "TOCI", "FENote")]
        if child.type in ("L", "TOC") or (items and items[0].type == "FENote"):
            labels = [kid for item in items for kid in item.elements if kid.type == "Lbl"]
            if any(not label.generated for label in labels):
                terms = [spoken(label) for label in labels]
                found.append(["dl", terms])
                continue
            numbered = child.type != "L" or ordered(child)
            shapes = [[spoken(item), shape_of_structure(item)] for item in items]
            found.append(["ol" if numbered else "ul", shapes])
        else:
            found += shape_of_structure(child)
    return found


def ordered(element: Element) -> bool:
    return element.attributes.get("ListNumbering") in ("Decimal", "Ordered")


def test_lists_are_nested_alike(made: Made) -> None:
    wanted = shape_of_lists(made.web)
    assert shape_of_structure(made.pdf.root) == wanted
    assert "deepest" in str(wanted)


def test_tables_are_whole(made: Made) -> None:
    tables = find(made.pdf.root, "Table")
    for table, node in zip(tables, made.web.iter("table"), strict=True):
        rows = [[text_of(cell) for cell in row] for row in node.iter("tr")]
        assert [[spoken(c) for c in row.elements] for row in find(table, "TR")] == rows
        for cell, td in zip(find(table, "TH", "TD"), node.iter("th", "td"), strict=True):
            for key in ("ColSpan", "RowSpan"):
                assert cell.attributes.get(key, 1) == int(td.get(key.lower(), "1"))
        assert all(header.attributes["Scope"] for header in find(table, "TH"))
    assert max(len(table.all_pages) for table in tables) >= 2


def test_cells_name_their_headers(made: Made) -> None:
    identified = {e.identifier for e in made.pdf.root.walk() if e.identifier}
    assert len(identified) == sum(bool(e.identifier) for e in made.pdf.root.walk())
    named = {n for cell in find(made.pdf.root, "TD", "TH") for n in headers(cell)}
    assert named and named <= identified
    levels = next(t for t in find(made.pdf.root, "Table") if "twolevels" in spoken(t))
    texts = {e.identifier: spoken(e) for e in find(levels, "TH")}
    value = next(cell for cell in find(levels, "TD") if spoken(cell) == "1.1")
    assert [texts[name] for name in headers(value)] == ["Heights", "Low", "Brest"]


def headers(cell: Element) -> list[str]:
    given = cell.attributes.get("Headers", [])
    assert isinstance(given, list)
    return [str(name) for name in given]


def test_language_of_parts(made: Made) -> None:
    wanted = Counter(
        (node.get("lang"), text_of(node))
        for node in made.web.xpath(".//*[@lang]")
        if node.get("lang") != language_around(node)
    )
    have = Counter((e.language, spoken(e)) for e in made.pdf.root.walk() if e.language)
    assert made.pdf.root.language == "en-GB"
    assert wanted - have == Counter()
    assert {"ar", "he", "fa", "fr", "az", "de"} <= {language for language, _ in wanted}


def language_around(node: Node) -> str:
    return next((str(a.get("lang")) for a in node.iterancestors() if a.get("lang")), "en-GB")


def test_figures_have_their_words(made: Made) -> None:
    wanted = [
        i.get("alt") or i.get("aria-label") for i in made.web.xpath(".//img|.//*[@role='img']")
    ]
    pictures = [e for e in made.pdf.root.walk() if e.type == "Figure" or e.alternative]
    got = [e.alternative for e in pictures if e.type != "Formula"]
    assert got == [words for words in wanted if words]


def test_formulas_have_their_words(made: Made) -> None:
    formulas = find(made.pdf.root, "Formula")
    assert [f.alternative for f in formulas] == [m.get("alttext") for m in made.web.iter("math")]
    assert all(f.alternative and "\\" not in f.alternative for f in formulas)


def test_abbreviations_are_expanded(made: Made) -> None:
    wanted = [(text_of(a), a.get("title")) for a in made.web.iter("abbr")]
    assert [(spoken(e), e.expansion) for e in made.pdf.root.walk() if e.expansion] == wanted


def test_notes_and_references_lead_to_each_other(made: Made) -> None:
    notes = {note.identifier: note for note in find(made.pdf.root, "FENote")}
    calls = [r for r in find(made.pdf.root, "Reference") if is_call(r)]
    led = [destination for call in calls for destination in destinations(call)]
    assert set(led) == set(notes)
    references = {a.get("id"): a.get("href") for a in made.web.xpath(".//a[@role='doc-noteref']")}
    back = {d: name for name, note in notes.items() for d in destinations(note)}
    for reference, target in references.items():
        assert f"#{back[reference]}" == target
    assert len(calls) == len(references)


def is_call(reference: Element) -> bool:
    return any(name.startswith("fn-") for name in destinations(reference))


def destinations(element: Element) -> list[str]:
    links = find(element, "Link")
    return [a.destination for link in links for a in link.annotations if a.destination]


def test_links_lead_where_the_web_edition_leads(made: Made) -> None:
    def places(root: Element) -> Iterator[str]:
        for link in find(root, "Link"):
            first = link.annotations[0]
            yield f"#{first.destination}" if first.destination else str(first.uri)

    assert list(places(made.pdf.root)) == [a.get("href") for a in made.web.xpath(".//a[@href]")]
    assert made.pdf.annotations == sum(len(e.annotations) for e in made.pdf.root.walk())


def test_verapdf(made: Made) -> None:
    for profile in PDF_PROFILES[made.standard]:  # type: ignore[index]  # a parameter is a str
        verdict = validate(made.data, profile)
        assert (verdict.outcome, verdict.findings) == ("passed", ())


def test_epubcheck(made: Made) -> None:
    verdict = epubcheck.validate(made.epub)
    assert (verdict.outcome, verdict.findings) == ("passed", ())
