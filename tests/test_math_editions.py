"""A small publication with formulas, published: what each edition says of them."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest
from lxml import etree, html

from everyleaf.build import Editions, publish
from tests.readers.pdf import Element, read_pdf, structure_text

pytestmark = pytest.mark.book

MATH = "{http://www.w3.org/1998/Math/MathML}math"
SOURCE = r"""---
title: Energy
lang: en-GB
date: 2026-11-01
publisher: Example Press
pdf-standard: STANDARD
attribution:
  - role: source
    name: Example Board
---

## The formula $E=mc^2$

Mass $m$ and a root $\sqrt{\frac{a}{b}}$ in a line; see [the integral](#eq:gauss).

$$
\int_0^\infty e^{-x^2}\,dx = \frac{\sqrt{\pi}}{2}
$$ {#eq:gauss}

So $$\sum_{i=1}^n i$$ is inside a paragraph.[^1]

- An item:

  $$x \to y$$ {alt="x goes to y"}

| Name  | Value  |
|-------|-------:|
| $\pi$ | $3.14$ |

: Of $\pi$

[^1]: A note with $x_{i+1}$.
"""
WORDS = [
    "E equals m c squared",
    "m",
    "square root of a over b, end root",
    "integral from 0 to infinity of e to the power, negative x squared, end exponent d x equals "
    "fraction, square root of pi, over 2, end fraction",
    "sum from i equals 1 to n of i",
    "x goes to y",
    "pi",
    "pi",
    "3.14",
    "x sub open paren i plus 1 close paren",
]


@dataclass(frozen=True)
class Made:
    """A published publication."""

    standard: str
    editions: Editions

    @property
    def pdf(self) -> bytes:
        return self.editions.files["pdf"]

    @property
    def formulas(self) -> list[Element]:
        return read_pdf(self.pdf).root.find("Formula")


@pytest.fixture(scope="module", params=["ua-1", "ua-2"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder: Path = tmp_path_factory.mktemp("math")
    source = folder / "energy.md"
    source.write_text(SOURCE.replace("STANDARD", request.param), "utf-8")
    (editions,) = publish([source], folder / "dist").editions
    return Made(request.param, editions)


def squeeze(text: str) -> str:
    return "".join(text.split())


def without_math(root: etree._Element) -> str:
    for math in [e for e in root.iter() if isinstance(e.tag, str) and e.tag.endswith("math")]:
        tail, math.text = math.tail, None
        for child in list(math):
            math.remove(child)
        math.tail = tail
    return squeeze("".join(str(text) for text in root.itertext()))


def test_judges_find_nothing(made: Made) -> None:
    assert not made.editions.findings
    outcomes = {v.outcome for verdicts in made.editions.verdicts.values() for v in verdicts}
    assert outcomes <= {"passed", "not judged"}


def test_pdf_says_formulas_in_words(made: Made) -> None:
    in_contents = WORDS[:1]
    assert [f.alternative for f in made.formulas] == [*in_contents, *WORDS]
    assert all("BBox" in f.attributes for f in made.formulas)
    assert not any(f.text for f in made.formulas)


def test_displayed_formulas_are_blocks(made: Made) -> None:
    placements = {f.alternative: f.attributes["Placement"] for f in made.formulas}
    assert placements["sum from i equals 1 to n of i"] == "Block"
    assert placements["m"] == "Inline"


def test_pdf_2_carries_the_mathml(made: Made) -> None:
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        files = [
            bytes(node.AF[0].EF.F.read_bytes())
            for node in pdf.objects
            if isinstance(node, pikepdf.Dictionary)
            and node.get("/S") == "/Formula"
            and "/AF" in node
        ]
    if made.standard == "ua-1":
        assert not files
        return
    assert len(files) == len(made.formulas)
    assert {etree.fromstring(data).tag for data in files} == {MATH}
    assert not any(b"data-" in data for data in files)


def test_text_beside_formulas_is_the_same_in_pdf_and_web(made: Made) -> None:
    document = html.document_fromstring(made.editions.files["html"].decode())
    body = document.find("body")
    assert body is not None
    for element in list(body.iter("script", "style")):
        element.drop_tree()
    for own in body.xpath(".//*[@class='skip-link' or @role='doc-pagelist']"):
        own.drop_tree()
    assert squeeze(structure_text(made.pdf)) == without_math(body)


def test_epub_has_mathml_with_words(made: Made, tmp_path: Path) -> None:
    path = tmp_path / "a.epub"
    path.write_bytes(made.editions.files["epub"])
    with zipfile.ZipFile(path) as epub:
        package = epub.read(next(n for n in epub.namelist() if n.endswith(".opf"))).decode()
        texts = [epub.read(n) for n in epub.namelist() if n.endswith("text.xhtml")]
    words = [m.get("alttext") for data in texts for m in etree.fromstring(data).iter(MATH)]
    assert words == WORDS[:-1]
    assert 'properties="mathml"' in package
    assert ">MathML<" in package
    assert ">describedMath<" in package


def test_web_edition_scrolls_displayed_formulas(made: Made) -> None:
    document = html.document_fromstring(made.editions.files["html"].decode())
    boxes = document.find_class("formula-scroll")
    assert [box.get("aria-label") for box in boxes] == WORDS[3:6]
    assert all(box.get("tabindex") == "0" for box in boxes)
    assert all(math.get("alttext") for math in document.iter("math"))
