"""What layout does to text and marks, each put right: the traps that cost the most to find."""

from __future__ import annotations

import pytest

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


def same_words(body: str, style: str = "", language: str = "en") -> None:
    """Check that the structure's text is the document's, word for word."""
    made = publication(body, style, language)
    output, _ = write(made)
    got = structure_text(output.data).replace("\u00ad", "").split()
    assert got == document_text(made.document).replace("\u00ad", "").split()


def test_spaces_at_line_ends_are_kept() -> None:
    same_words(f"<p>{paragraph(90)}</p>", "html { text-align: justify }")


def test_spaces_between_inline_elements_at_line_ends_are_kept() -> None:
    words = " ".join(f"<em>word{i}</em>" if i % 2 else f"<b>word{i}</b>" for i in range(120))
    same_words(f"<p>{words}</p>")


@pytest.mark.parametrize("width_um", range(106_500, 107_500, 100))
def test_a_line_that_a_space_would_overfill_is_not_broken_after_its_first_word(
    width_um: int,
) -> None:
    words = "text that you can write in any editor. What comes out are three"
    made = publication(
        f"<p>{words} <b>editions</b> of the same.</p>",
        "html { font: 10.2pt 'Source Serif 4' } @page { margin: 10mm }"
        f"p {{ width: {width_um / 1000}mm }}",
    )
    first = page_texts(write(made)[0].data)[0].split("\n")[0]
    assert len(first.strip()) >= len(words) - len(" three")


@pytest.mark.parametrize("style", ["", "body { page: named }"])
def test_margins_at_the_top_of_a_page_are_truncated(style: str) -> None:
    body = f"<section><p>{paragraph(238)}</p><h3>Head</h3><p>{paragraph(400, 300)}</p></section>"
    made = publication(
        body, style + "h3 { margin: 20mm 0 0 } @page { @top-left { content: none } }"
    )
    _, page, *_ = page_texts(write(made)[0].data)
    assert page.startswith("Head")
    bare = publication(body, style + "h3 { margin: 0 } @page { @top-left { content: none } }")
    assert page_texts(write(bare)[0].data)[1] == page, "as many words as without a margin"


def test_spaces_are_kept_for_readers_without_structure() -> None:
    made = publication(f"<p>{paragraph(90)}</p>")
    output, _ = write(made)
    assert " ".join(page_texts(output.data)[0].split()).startswith(paragraph(90))


def test_automatic_hyphens_read_as_soft_hyphens() -> None:
    body = "<p>" + "incomprehensibilities internationalisation characterisation " * 20 + "</p>"
    pdf = tagged(body, "html { hyphens: auto; text-align: justify } p { width: 60mm }")
    (p,) = pdf.root.find("P")
    assert "\u00ad" in p.text
    assert squeeze(p.text) == squeeze(body[3:-4])


def test_manual_hyphens_and_hard_hyphens() -> None:
    word = "super\u00adcali\u00adfragi\u00adlistic well-known "
    same_words(f"<p>{word * 30}</p>", "html { hyphens: manual } p { width: 40mm }")


def test_transformed_text_reads_as_written() -> None:
    same_words(
        "<p class='u'>The straße of UNESCO, <em>ǆ</em> and <b>again straße</b></p>"
        "<p class='c'>capital letters here</p>",
        ".u { text-transform: uppercase } .c { text-transform: capitalize }",
    )


def test_first_letter_and_first_line() -> None:
    same_words(
        f"<p>Drop capital {paragraph(60)}</p>",
        "p::first-letter { font-size: 3em; float: left } p::first-line { color: #333 }",
    )


def test_ligatures_and_small_capitals() -> None:
    same_words("<p>office affine flow <b>fi</b></p>", "b { font-variant: small-caps }")


def test_right_to_left_runs_read_in_logical_order() -> None:
    same_words(
        "<p>Arabic <span lang='ar' dir='rtl'>مرحبا بالعالم والسلام عليكم</span>, Hebrew "
        "<span lang='he' dir='rtl'>שלום עולם</span> and English.</p>"
    )


def test_leader_is_an_artifact_and_its_page_number_a_label() -> None:
    pdf = tagged(
        "<nav role='doc-toc'><ol><li><a href='#a'>Chapter</a></li></ol></nav><h2 id='a'>A</h2>",
        "nav a::after { content: leader('.') target-counter(attr(href), page) }"
        "nav ol { list-style: none }",
    )
    (item,) = pdf.root.find("TOCI")
    assert [kid.type for kid in item.elements] == ["Reference", "Lbl"]
    (label,) = item.find("Lbl")
    assert (label.text, label.generated) == ("1", True)
    (link,) = item.find("Link")
    assert (link.text.strip(), len(link.annotations)) == ("Chapter", 1)
    assert any(a.type == "Layout" and "...." in a.text for a in pdf.artifacts)


def test_generated_content_is_apart_from_the_text() -> None:
    made = publication(
        "<p class='n'>Bring a coat.</p><p><q>Words</q></p>", ".n::before { content: 'Note: ' }"
    )
    output, _ = write(made)
    assert structure_text(output.data).split() == "Bring a coat. Words".split()
    spoken = structure_text(output.data, generated=True)
    assert "Note: Bring a coat." in spoken
    assert "“Words”" in spoken


def test_line_breaks_read_as_spaces() -> None:
    same_words("<p>Line<br/>break<br/>here</p><h2>A <br/>heading</h2>")


def test_empty_elements_are_pruned_but_not_cells() -> None:
    pdf = tagged("<p></p><p> </p><ul><li></li></ul><table><tr><td>A</td><td></td></tr></table>")
    assert len(pdf.root.find("TD")) == 2
    assert pdf.root.find("P") == []


def test_hidden_content_is_not_in_the_structure() -> None:
    pdf = tagged(
        "<a class='skip-link' href='#m'>Skip</a><p id='m'>A</p><p aria-hidden='true'>B</p>"
        "<p class='v'>C <span class='n'>D</span></p>",
        ".n { display: none }",
    )
    assert squeeze(pdf.root.text) == "AC"
    assert [a.type for a in pdf.artifacts if a.text == "B"] == ["Layout"]


def test_opacity_groups_keep_their_place() -> None:
    pdf = tagged(
        "<p>Before</p><div class='o'><p>In <span class='o'>a <b>nested</b> group</span></p>"
        "<p><img src='img/p.png' alt='Leaf'/></p></div><p>After</p>",
        ".o { opacity: .6; overflow: hidden }",
    )
    texts = [squeeze(p.text) for p in pdf.root.find("P")]
    assert texts == ["Before", "Inanestedgroup", "", "After"]
    assert pdf.unclaimed == []
    assert pdf.untagged == ""


def test_nested_boxes_in_a_link_make_one_annotation() -> None:
    pdf = tagged("<p><a href='https://example.org/'>a <em>b <b>c</b></em> d</a></p>")
    (link,) = pdf.root.find("Link")
    assert len(link.annotations) == pdf.annotations == 1
    assert link.annotations[0].contents == "a b c d"


def test_linked_image() -> None:
    pdf = tagged("<p><a href='https://example.org/'><img src='img/p.png' alt='Leaf'/></a></p>")
    (link,) = pdf.root.find("Link")
    assert [kid.type for kid in link.elements] == ["Figure"]
    assert link.annotations[0].contents == "Leaf"


def test_links_in_running_heads_are_no_annotations() -> None:
    pdf = tagged(
        "<header><p>Head <a href='https://example.org/'>link</a></p></header><p>Text</p>",
        "@page { @top-center { content: element(head) } } header { position: running(head) }",
    )
    assert pdf.annotations == 0
    assert squeeze(pdf.root.text) == "Text"


def test_figure_has_its_place_and_its_words() -> None:
    pdf = tagged(
        "<figure><img src='img/p.png' alt='A leaf'/><figcaption>Fig. 1</figcaption></figure>",
        "img { display: block; width: 20mm; height: 20mm }",
    )
    (figure,) = pdf.root.find("Figure")
    assert figure.alternative == "A leaf"
    assert figure.attributes["Placement"] == "Block"
    box = figure.attributes["BBox"]
    assert isinstance(box, list)
    left, bottom, right, top = box
    assert (round(right - left), round(top - bottom)) == (57, 57)
    (caption,) = pdf.root.find("Caption")
    assert caption.text == "Fig. 1"


def test_decorative_images_are_artifacts() -> None:
    pdf = tagged(
        "<p>A <img src='img/p.png' alt=''/> b</p>", "p::before { content: url(img/p.png) }"
    )
    assert pdf.root.find("Figure") == []
    assert squeeze(pdf.root.text) == "Ab"


def test_fixed_boxes_are_read_once() -> None:
    pdf = tagged(
        f"<div class='f'>fixed</div><p>{paragraph(800)}</p>",
        ".f { position: fixed; bottom: 0; right: 0 }",
    )
    assert pdf.root.text.count("fixed") == 1
    repeated = [a for a in pdf.artifacts if "fixed" in a.text]
    assert {a.type for a in repeated} == {"Pagination"}


def test_code_blocks_keep_their_characters() -> None:
    made = publication("<pre><code>def f(x):\n    if x:\n        return 1\n</code></pre>")
    output, _ = write(made)
    assert structure_text(output.data).split() == "def f(x): if x: return 1".split()
    assert len(read_pdf(output.data).root.find("Code")) == 1


@pytest.mark.parametrize("style", ["columns: 2", "display: flex", "position: relative"])
def test_layout_does_not_change_the_order(style: str) -> None:
    body = f"<p>{paragraph(40)}</p><p>{paragraph(40, 40)}</p>"
    same_words(f"<div class='x'>{body}</div><p>{paragraph(5, 80)}</p>", f".x {{ {style} }}")


def test_order_of_flex_items_is_the_documents() -> None:
    pdf = tagged(
        "<div class='f'><div class='b'>first</div><div>second</div></div>",
        ".f { display: flex } .b { order: 2 }",
    )
    assert squeeze(pdf.root.text) == "firstsecond"


def test_floats_stay_where_they_are_written() -> None:
    same_words(
        f"<p>One <span class='r'>floated</span> two {paragraph(40)}</p>"
        f"<aside class='l'><p>Aside</p></aside><p>{paragraph(40, 40)}</p>",
        ".r { float: right } .l { float: left; width: 30% }",
    )


def test_table_with_spans() -> None:
    pdf = tagged(
        "<table><thead><tr><th rowspan='2'>A</th><th colspan='2'>B</th></tr>"
        "<tr><th>C</th><th>D</th></tr></thead>"
        "<tbody><tr><th scope='row'>e</th><td>1</td><td>2</td></tr></tbody></table>"
    )
    spans = [
        (cell.text.strip(), cell.attributes.get("ColSpan"), cell.attributes.get("RowSpan"))
        for cell in pdf.root.find("TH")
    ]
    assert spans[:2] == [("A", None, 2), ("B", 2, None)]
    assert [c.attributes["Scope"] for c in pdf.root.find("TH")] == ["Column"] * 4 + ["Row"]
