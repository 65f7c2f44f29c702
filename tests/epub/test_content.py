"""Content documents: what is written of a tree, sign by sign."""

from __future__ import annotations

from lxml import etree

from everyleaf.epub.content import Language, write_content_document

_SVG = "http://www.w3.org/2000/svg"
_MATHML = "http://www.w3.org/1998/Math/MathML"


def write(inside: str) -> str:
    """Return what becomes of the inside of a body."""
    body = etree.fromstring(f"<body>{inside}</body>")
    document = write_content_document("a.xhtml", "A", body, Language("en", "ltr"), {"a": "b.png"})
    return document.data.decode().partition("<body>")[2].partition("</body>")[0]


def test_what_is_ours_is_left_out_of_tags_and_of_nothing_else() -> None:
    text = '&lt;p data-x="1"&gt; data-x="1"'
    title = " data-x=&quot;1&quot; &lt; &gt;"
    assert write(f'<p data-x="&gt;" title="{title}" data-y="">{text}</p>') == (
        f'<p title="{title}">{text}</p>'
    )
    assert write("<p>a<!-- b -->c<?d e?>f</p><i><!-- g --></i>") == "<p>acf</p><i></i>"


def test_languages_and_terms_are_said_twice() -> None:
    assert write('<p data-epub-type="x" lang="az" id="i">a</p>') == (
        '<p lang="az" id="i" xml:lang="az" epub:type="x">a</p>'
    )


def test_drawings_have_no_prefix_and_what_is_xhtml_in_them_is_said_so() -> None:
    plain = f'<svg xmlns="{_SVG}"><g></g></svg>'
    assert write(f'a <s:svg xmlns:s="{_SVG}"><s:g/></s:svg> b') == f"a {plain} b"
    assert write(f'<svg xmlns="{_SVG}" data-node="1"><g/></svg>') == plain
    assert write(f'<m:math xmlns:m="{_MATHML}"><m:mi lang="en">x</m:mi></m:math>c') == (
        f'<math xmlns="{_MATHML}"><mi lang="en" xml:lang="en">x</mi></math>c'
    )
    held = '<foreignObject><div xmlns="http://www.w3.org/1999/xhtml"><img src="b.png"/></div></foreignObject>'
    given = held.replace("http://www.w3.org/1999/xhtml", "").replace("b.png", "a")
    assert write(f'<svg xmlns="{_SVG}">{given}</svg>') == f'<svg xmlns="{_SVG}">{held}</svg>'
