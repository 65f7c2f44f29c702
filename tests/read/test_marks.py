"""What authors mark in a line of text becomes what `html/` can finish."""

from __future__ import annotations

from pathlib import Path

import pytest

from everyleaf.diagnostics import Diagnostic
from everyleaf.model import Element
from everyleaf.read.citation_marks import CITES, MARK, Cite
from everyleaf.read.glossary import define_terms, link_terms
from everyleaf.read.image_credits import collect_credits
from everyleaf.read.index_marks import number_index_marks
from everyleaf.read.markdown import parse_markdown
from everyleaf.read.references import report_missing_targets
from everyleaf.read.tree import build_tree
from tests.cases import Case, check_case, parametrize
from tests.read.test_tree import read, show

CASES = Path(__file__).parent / "cases"


def body(markdown: str) -> Element:
    tree = build_tree(parse_markdown(markdown, "a.md"))
    assert not tree.findings
    return tree.body


def codes(findings: list[Diagnostic]) -> list[str]:
    return [f"{d.code} {d.position}" for d in findings]


@parametrize(CASES / "marks.txt")
def test_marks(case: Case, update: bool) -> None:
    tree = read(case.given)
    assert not tree.findings
    check_case(case, show(tree, positions=False), update)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("@doe99.", ["doe99"]),
        ("@doe:99a/b.c, x", ["doe:99a/b.c"]),
        ("@doe--x", ["doe"]),
        ("@{a b} @{https://example.org/x}", ["https://example.org/x"]),
        ("(@a) “@b” *@c* —@d", ["a", "b", "c", "d"]),
        ("x@a _@ @ @_b", ["_b"]),
        ("@Ünï_çode [p. 3]", ["Ünï_çode"]),
        ("[@a; and others]", ["a"]),
        ("[see @a; @b]{.index}", ["a", "b"]),
        ("[`@a`; @b]", ["b"]),
        (r"[@a, \] p. 3; b\; -@c]", ["a", "c"]),
        ("[@a\nsee; @b]", ["a", "b"]),
        ("@a [b @c]", ["a", "c"]),
        ("@a [p. 3; see @b]", ["a", "b"]),
        ("@a [x](https://example.org)", ["a"]),
        ("[x @a][ref]\n\n[ref]: https://example.org", ["a"]),
    ],
)
def test_keys(text: str, keys: list[str]) -> None:
    tokens = [t for block in parse_markdown(text, "a.md").tokens for t in block.children or []]
    marks: list[tuple[Cite, ...]] = [t.meta[CITES] for t in tokens if t.type == MARK]
    assert [cite.key for mark in marks for cite in mark] == keys


def test_index_marks_are_numbered_in_reading_order() -> None:
    first, second = (
        body("[A *b*]{.index} []{index=c}"),
        body("## H {#ix-2}\n\n[d]{.index} []{.index}"),
    )
    findings = number_index_marks([first, second])
    marks = [span for root in (first, second) for span in root.iter("span")]
    assert [(m.get("id"), m.get("data-index")) for m in marks] == [
        ("ix-1", "A b"), ("ix-3", "c"), ("ix-4", "d"), ("ix-5", None),
    ]  # fmt: skip
    assert codes(findings) == ["index-mark-invalid a.md:3:13"]


def test_terms_lead_to_the_glossary() -> None:
    glossary = body("Spring *tide*\n: High.\n\nÉtale\n: Still.\n\nspring  tide\n: Again.")
    text = body('[spring tide]{.term} [l’étale]{term="étale"} [neep]{.term}\n\n## H {#term-étale}')
    terms = define_terms(glossary, {"term-étale"})
    assert terms == {"spring tide": "term-spring-tide", "étale": "term-étale-2"}
    assert glossary.findtext(".//dt[@id='term-spring-tide']/dfn/em") == "tide"
    findings = link_terms([text], terms)
    links = [(a.get("href"), a.get("role"), a.text) for a in text.iter("a")]
    assert links == [
        ("#term-spring-tide", "doc-glossref", "spring tide"),
        ("#term-étale-2", "doc-glossref", "l’étale"),
    ]
    assert codes(findings) == ["glossary-term-missing a.md:1:46"]
    assert codes(link_terms([body("[a]{.term}")], None)) == ["glossary-term-missing a.md:1:1"]


def test_credits_are_collected() -> None:
    text = body(
        '![A.](a.png){credit="Ada Example" role=pht license=CC-BY-4.0 source=https://x.org/}\n\n'
        '![B.](b.png){#b credit="Bo"}\n\n![C.](c.png){license=MIT}\n\n'
        "![D.](d.png){credit=D role=cook license=XX source=x details=#no}\n\n## H {#figure-1}"
    )
    attributions, findings = collect_credits([text])
    assert [(a.name, a.role, a.relator, a.part) for a in attributions] == [
        ("Ada Example", "photographer", "pht", "figure-2"),
        ("Bo", "creator", "cre", "b"),
    ]
    licence = attributions[0].license
    assert licence is not None
    assert (licence.name, attributions[0].url) == ("CC BY 4.0", "https://x.org/")
    assert codes(findings) == [
        "image-details-missing a.md:7:1",
        "attribution-incomplete a.md:5:1",
        "role-unknown a.md:7:1",
        "url-invalid a.md:7:1",
        "license-unknown a.md:7:1",
    ]
    assert not [f for f in text.iter("figure") if "data-credit" in f.attrib]


def test_references_to_nothing_show_what_was_meant() -> None:
    text = body("See @fig:a and @fig:b.\n\n![A.](a.png){#fig:a}")
    findings = report_missing_targets([text], ["fig:a"])
    assert codes(findings) == ["reference-missing a.md:1:16"]
    assert "".join(text[0].itertext()) == "See  and fig:b."
