"""Markdown becomes the elements, places and findings that the case files show."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from everyleaf.read.markdown import parse_markdown
from everyleaf.read.tree import Tree, build_tree
from tests.cases import Case, check_case, parametrize

CASES = Path(__file__).parent / "cases"


def read(markdown: str) -> Tree:
    return build_tree(parse_markdown(markdown, "a.md"))


def show(tree: Tree, *, positions: bool) -> str:
    roots = [tree.body] + ([tree.notes] if tree.notes is not None else [])
    parts = []
    for root in roots:
        if not positions:
            for element in root.iter():
                element.attrib.pop("data-source", None)
        parts += [etree.tostring(child, encoding="unicode").strip() for child in root]
    return "\n".join(parts)


@parametrize(CASES / "elements.txt")
def test_elements(case: Case, update: bool) -> None:
    tree = read(case.given)
    assert not tree.findings
    check_case(case, show(tree, positions=False), update)


@parametrize(CASES / "positions.txt")
def test_positions(case: Case, update: bool) -> None:
    check_case(case, show(read(case.given), positions=True), update)


@parametrize(CASES / "findings.txt")
def test_findings(case: Case, update: bool) -> None:
    findings = "\n".join(d.format_text() for d in read(case.given).findings)
    check_case(case, findings, update)


def test_every_element_knows_its_place() -> None:
    for case_file in ("elements.txt", "findings.txt"):
        text = (CASES / case_file).read_text("utf-8")
        for root in (read(text).body, read(text).notes):
            if root is not None:
                assert all(e.get("data-source", "").startswith("a.md:") for e in root.iter())
