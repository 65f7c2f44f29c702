"""Structure over page ends, and the word at which each page begins."""

from __future__ import annotations

import io
import re

import pikepdf

from everyleaf.model import PdfOutput, Publication
from everyleaf.pdf import write
from tests.pdf.documents import (
    document_text,
    page_texts,
    paragraph,
    publication,
    squeeze,
    tagged,
)
from tests.readers.pdf import read_pdf, structure_text

BARE = "@page { @top-left { content: none } @bottom-center { content: none } }"


def write_bare(body: str, style: str = "") -> tuple[Publication, PdfOutput]:
    """Return a publication without page furniture and its PDF."""
    made = publication(body, BARE + style)
    return made, write(made)[0]


def test_table_over_pages_is_one_table() -> None:
    rows = "".join(
        f"<tr><th scope='row'>Row {i}</th><td>{i}</td><td>{i * i}</td></tr>" for i in range(120)
    )
    head = "<tr><th>Name</th><th colspan='2'>Values</th></tr>"
    body = f"<table><caption>Long</caption><thead>{head}</thead><tbody>{rows}</tbody></table>"
    pdf = tagged(body)
    (table,) = pdf.root.find("Table")
    assert [kid.type for kid in table.elements] == [
        "Caption",
        "THead",
        "TBody",
    ]
    assert len(table.find("TR")) == 121
    assert len(table.find("TH")) == 122
    assert len(table.all_pages) >= 3
    repeated = [a for a in pdf.artifacts if a.type == "Pagination" and "Values" in a.text]
    assert {a.page for a in repeated} == table.all_pages - {0}


def test_paragraph_over_pages_is_one_paragraph() -> None:
    pdf = tagged(f"<p>{paragraph(650)}</p>")
    (p,) = pdf.root.find("P")
    assert p.pages == {0, 1, 2}
    assert p.text.split() == paragraph(650).split()


def test_list_over_pages_is_one_list() -> None:
    items = "".join(f"<li>Item {i}</li>" for i in range(100))
    pdf = tagged(f"<ol>{items}</ol>")
    (ol,) = pdf.root.find("L")
    assert len(ol.find("LI")) == 100
    assert [lbl.text.strip() for lbl in ol.find("Lbl")] == [f"{i}." for i in range(1, 101)]


def test_link_over_pages_is_one_link_with_an_annotation_a_line() -> None:
    pdf = tagged(f"<p>{paragraph(220)} <a href='https://example.org/'>{paragraph(60)}</a></p>")
    (link,) = pdf.root.find("Link")
    assert {a.page for a in link.annotations} == {0, 1}
    assert pdf.annotations == len(link.annotations)


def first_word(text: str) -> str:
    match = re.search(r"\S+", text)
    assert match is not None
    return match[0]


def text_at(made: Publication, node: int, offset: int) -> str:
    """Return the text of a node after an offset, white space and soft hyphens left out."""
    (el,) = made.document.xpath(f"//*[@data-node='{node}']")
    return squeeze("".join(el.itertext()))[offset:]


def assert_starts(made: Publication, output: PdfOutput) -> None:
    """Compare every page start with the first word that MuPDF finds on the page."""
    pages = page_texts(output.data)
    assert [s.label for s in output.page_starts] == [str(i + 1) for i in range(len(pages))]
    for start, page in zip(output.page_starts, pages, strict=True):
        assert text_at(made, start.node, start.offset).startswith(first_word(page)), start


def test_page_starts_in_paragraphs_with_inline_elements() -> None:
    words = [f"word{i}" for i in range(1500)]
    marked = [
        f"<em>{w}</em>" if i % 7 == 0 else f"<a href='#x'>{w}</a>" if i % 11 == 0 else w
        for i, w in enumerate(words)
    ]
    body = "".join(f"<p>{' '.join(marked[i : i + 250])}</p>" for i in range(0, 1500, 250))
    made, output = write_bare(f"<h1 id='x'>Title</h1>{body}")
    assert len(output.page_starts) >= 4
    assert_starts(made, output)
    tags = {made.document.xpath(f"//*[@data-node='{s.node}']")[0].tag for s in output.page_starts}
    assert tags <= {"h1", "p"}


def test_page_starts_in_lists_and_tables() -> None:
    items = "".join(f"<li>{paragraph(9, i * 9)}</li>" for i in range(60))
    rows = "".join(f"<tr><th>head{i}</th><td>cell{i}</td></tr>" for i in range(80))
    made, output = write_bare(
        f"<h1>Title</h1><ul>{items}</ul><table>{rows}</table>", "ul { list-style: none }"
    )
    assert len(output.page_starts) >= 4
    assert_starts(made, output)


def test_page_starts_do_not_count_soft_hyphens_and_added_hyphens() -> None:
    word = "in\u00adcom\u00adpre\u00adhen\u00adsi\u00adble"
    body = " ".join(f"{word}{i}" for i in range(700))
    made, output = write_bare(f"<p>{body}</p>", "html { hyphens: manual }")
    pages = page_texts(output.data)
    assert len(pages) >= 3
    for start, page in zip(output.page_starts, pages, strict=True):
        rest = text_at(made, start.node, start.offset)
        assert rest.startswith(first_word(page).rstrip("-\u00ad\u2010")), start


def test_page_starts_with_an_image_and_a_blank_page() -> None:
    made, output = write_bare(
        "<p>One</p><div class='r'><p><img src='img/p.png' alt='A'/></p></div>",
        ".r { break-before: right }",
    )
    assert [(s.label, s.node, s.offset) for s in output.page_starts] == [
        ("1", 1, 0),
        ("2", 4, 0),
        ("3", 4, 0),
    ]


def test_columns_read_in_order() -> None:
    body = f"<div class='c'><p>{paragraph(150)}</p><p>{paragraph(150, 150)}</p></div>"
    made = publication(body, ".c { columns: 2 }")
    output, _ = write(made)
    assert structure_text(output.data).split() == document_text(made.document).split()
    assert len(read_pdf(output.data).root.find("P")) == 2


def test_right_to_left_over_pages() -> None:
    sentence = "هذه فقرة عربية كاملة مع كلمة English في الوسط ثم بقية الكلام والعدد 123 هنا. "
    made = publication(f"<p lang='ar' dir='rtl'>{sentence * 40}</p>")
    output, _ = write(made)
    pdf = read_pdf(output.data)
    (p,) = pdf.root.find("P")
    assert (p.language, len(p.pages)) == ("ar", 2)
    assert squeeze(p.text) == squeeze(sentence * 40)
    assert p.text.split() == (sentence * 40).split()


def test_every_page_has_its_tab_order_and_its_place_in_the_parent_tree() -> None:
    _, output = write_bare(f"<p>{paragraph(1200)}</p>")
    with pikepdf.open(io.BytesIO(output.data)) as pdf:
        tree = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
        for number, page in enumerate(pdf.pages):
            assert int(page.StructParents) == number
            owners = tree[number]
            assert len(owners) and all(str(owner.S) == "/P" for owner in owners)
