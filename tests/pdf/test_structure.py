"""HTML → structure tree, without layout: one case file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from everyleaf.check.verapdf import validate
from everyleaf.pdf.structure.context import Presentation
from everyleaf.pdf.structure.elements import Content, Kid
from everyleaf.pdf.structure.tree import build_structure
from tests.cases import Case, check_case, parametrize, read_cases
from tests.pdf.documents import parse, render

CASES = Path(__file__).parent / "cases"


def format_kid(kid: Kid, depth: int) -> str:
    margin = "  " * depth
    if isinstance(kid, Content):
        if isinstance(kid.slot, str):
            return f"{margin}[{kid.slot}]"
        return f"{margin}{kid.text!r}"
    notes = {
        "Lang": kid.language,
        "Alt": kid.alternative,
        "E": kid.expansion,
        "ID": kid.identifier,
        **{attribute.key: attribute.value for attribute in kid.attributes},
    }
    given = "".join(f" {key}={value}" for key, value in notes.items() if value)
    return "\n".join(
        [f"{margin}{kid.type}{given}", *(format_kid(child, depth + 1) for child in kid.children)]
    )


@parametrize(CASES / "structure.txt")
def test_structure(case: Case, update: bool) -> None:
    document = parse(case.given)
    markers = frozenset((int(el.get("data-node", "")), "marker") for el in document.iter("li"))
    tree = build_structure(document, Presentation(markers))
    got = "\n".join(format_kid(kid, 0) for kid in tree.children)
    check_case(case, got, update)


@pytest.mark.book
@pytest.mark.parametrize("case", read_cases(CASES / "structure.txt"), ids=lambda c: c.title)
def test_structure_conforms(case: Case) -> None:
    """Each case as a publication of its own, under headings that it may go on from."""
    html = re.sub("[ab].png", "img/p.png", case.given)
    missing = set(re.findall('href="#(.*?)"', html)) - set(re.findall('id="(.*?)"', html))
    above = "<h1>T</h1>" if "<h2" in html else "<h1>T</h1><h2>T</h2>"
    data = render(above + "".join(f"<p id='{name}'>.</p>" for name in sorted(missing)) + html)
    verdict = validate(data, "ua1")
    assert (verdict.outcome, verdict.findings) == ("passed", ())


@pytest.mark.parametrize(
    ("html", "old", "new"),
    [
        ("<figure><figcaption>A</figcaption></figure>", "Div", "Sect"),
        ("<blockquote><p>A</p></blockquote>", "BlockQuote", "BlockQuote"),
        ("<aside><p>A</p></aside>", "Aside", "Aside"),
    ],
)
def test_types_by_version(html: str, old: str, new: str) -> None:
    document = parse(html)
    for pdf_2_0, type in ((False, old), (True, new)):
        (kid,) = build_structure(document, pdf_2_0=pdf_2_0).children
        assert not isinstance(kid, Content)
        assert kid.type == type
