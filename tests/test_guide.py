"""The guide tells of every finding, key and option that there is, and of none that there is not."""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from lxml import etree

from everyleaf.cli import main
from everyleaf.diagnostics import PublishError
from everyleaf.elements import MATHML
from everyleaf.read import read_manuscript
from everyleaf.read.math_words import add_words
from everyleaf.read.raw_html import SAFE_TAGS
from tests.conftest import SAMPLES

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "content" / "guide"
SOURCE = ROOT / "src" / "everyleaf"
CODES = Path(__file__).parent / "codes"

CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+")
ENTRY = re.compile(r"^### \[`([^`]+)`\]\{\.index\} \{#code:(\S+) \.unnumbered\}$", re.MULTILINE)

FAMILIES = {"verapdf-…", "epubcheck-…", "ace-…", "axe-…", "axe-undecided-…", "…-no-report"}
"""Entries about codes that end, or begin, with what a judge calls its own finding."""

NEVER_TOLD = {"nu-error", "nu-fatal"}
"""Nu names no rules: all that it finds is told by a code of ours (`judge_rules.NU_WORDS`)."""


def _first_constants(call: ast.Call) -> Iterator[str]:
    """Yield the strings that a call's first argument, or its `code`, may be."""
    first = [*call.args[:1], *(k.value for k in call.keywords if k.arg == "code")]
    for argument in first:
        parts = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
        for part in parts:
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value


def _table_codes(table: ast.Dict) -> Iterator[str]:
    """Yield the keys whose values are calls that make a fault."""
    for key, value in zip(table.keys, table.values, strict=True):
        if (
            isinstance(key, ast.Constant)
            and isinstance(value, ast.Call)
            and isinstance(value.func, ast.Name)
            and value.func.id in ("_error", "_warning", "_advice", "Fault")
        ):
            yield str(key.value)


def raised_codes() -> set[str]:
    """Return every code that stands first in a Diagnostic, an error or a warning call."""
    names = {"Diagnostic", "error", "_error", "warn", "warning", "advise", "fault", "Fault"}
    found = {p.stem for p in CODES.glob("*.txt")}
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                function = node.func
                name = function.attr if isinstance(function, ast.Attribute) else ""
                name = function.id if isinstance(function, ast.Name) else name
                if name in names:
                    found |= {c for c in _first_constants(node) if CODE.fullmatch(c)}
            elif isinstance(node, ast.Dict):  # the table of what can be wrong with finished files
                found |= set(_table_codes(node))
    return found


def entries() -> list[tuple[str, str]]:
    """Return each entry's code and id."""
    texts = [p.read_text("utf-8") for p in sorted(GUIDE.glob("findings-*.md"))]
    return [found for text in texts for found in ENTRY.findall(text)]


def test_every_finding_has_an_entry() -> None:
    codes = raised_codes()
    assert len(codes) > 80
    assert codes - NEVER_TOLD - {code for code, _ in entries()} == set()


def test_no_entry_is_about_a_finding_that_does_not_exist() -> None:
    assert {code for code, _ in entries()} - raised_codes() - FAMILIES == set()


def test_entries_are_named_once_and_by_their_code() -> None:
    codes = [code for code, _ in entries()]
    assert len(codes) == len(set(codes))
    for code, identifier in entries():
        assert identifier == code.replace("…", "").strip("-")


def test_every_entry_says_how_much_it_weighs() -> None:
    for path in sorted(GUIDE.glob("findings-*.md")):
        text = path.read_text("utf-8")
        for match in ENTRY.finditer(text):
            assert re.match(r"\n\n\*(Error|Warning|Advice)[,.;]", text[match.end() :]), match[1]


def _guide() -> str:
    return "\n".join(p.read_text("utf-8") for p in sorted(GUIDE.glob("*.md")))


def _keys() -> Iterator[str]:
    """Yield every key that a table of keys in `read/` has."""
    for path in sorted((SOURCE / "read").glob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple):
                names = [n.id for n in node.targets if isinstance(n, ast.Name)]
                if any(name.endswith("_KEYS") for name in names):
                    yield from (
                        str(e.value) for e in node.value.elts if isinstance(e, ast.Constant)
                    )


def test_every_key_is_named() -> None:
    keys = set(_keys())
    assert {"title", "chapters", "page-size", "credit"} <= keys
    assert [key for key in sorted(keys) if f"`{key}`" not in _guide()] == []


@pytest.mark.parametrize("file", ["keys-of-front-matter.md", "keys-of-books.md"])
def test_no_key_is_listed_that_does_not_exist(file: str) -> None:
    listed = re.findall(r"^\| `([a-z-]+)`", (GUIDE / file).read_text("utf-8"), re.MULTILINE)
    assert listed
    assert set(listed) - set(_keys()) == set()


def _options() -> Iterator[tuple[str, str]]:
    commands = main.commands if isinstance(main, click.Group) else {}
    assert commands
    for name, command in [("everyleaf", main), *commands.items()]:
        for parameter in command.params:
            for option in [*parameter.opts, *parameter.secondary_opts]:
                if option.startswith("-"):
                    yield name, option


@pytest.mark.parametrize(("command", "option"), sorted(set(_options())))
def test_every_option_is_named(command: str, option: str) -> None:
    assert re.search(rf"`(?:[^`\n]* )?{re.escape(option)}\b", _guide()), (command, option)


def test_every_element_and_template_is_named() -> None:
    elements = (GUIDE / "html.md").read_text("utf-8")
    assert [tag for tag in SAFE_TAGS if f"`{tag}`" not in elements] == []
    look = (GUIDE / "look.md").read_text("utf-8")
    assert [p.name for p in (ROOT / "templates").iterdir() if f"`{p.name}`" not in look] == []


def test_languages_are_those_that_there_are() -> None:
    text = (GUIDE / "languages-of-the-furniture.md").read_text("utf-8")
    listed = re.findall(r"\| `([a-z]+)` *\| (yes|no) *\| (yes|no) *\|", text)
    catalogues = {path.stem for path in (SOURCE / "words").glob("*.toml")}
    assert {tag for tag, furniture, _ in listed if furniture == "yes"} == catalogues
    for tag, _, formulas in listed:
        math = etree.fromstring(f"<math xmlns='{MATHML}'><mi>x</mi></math>")
        root = etree.Element("p")
        root.append(math)
        assert (not add_words([root], tag)) == (formulas == "yes"), tag


def test_every_command_is_named() -> None:
    assert isinstance(main, click.Group)
    for name in main.commands:
        assert f"everyleaf {name}" in _guide()


FRONT_MATTER = """---
title: The Tides
lang: en-GB
date: 2026-11-01
attribution: [{role: source, name: Harbour Board}]
bibliography: refs.bib
---

"""

EXAMPLE = re.compile(
    r"^(`{3,})(?:markdown|\{\.markdown[^\n]*\})\n(.*?)^\1$", re.MULTILINE | re.DOTALL
)

ELSEWHERE = {
    # what an example speaks of stands in another part of the reader's text
    "glossary-term-missing", "link-target-invalid", "link-target-missing", "image-details-missing",
}  # fmt: skip

MISTAKE = "![](chart.png)\n"
"""The mistake that the reader of the first chapter is asked to make."""


def _examples() -> Iterator[tuple[str, str]]:
    for path in sorted(GUIDE.glob("*.md")):
        if not path.name.startswith("findings-"):
            for match in EXAMPLE.finditer(path.read_text("utf-8")):
                yield path.name, match[2]


@pytest.mark.parametrize(("chapter", "text"), list(_examples()))
def test_every_example_can_be_copied(
    chapter: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "img").mkdir()
    for name in re.findall(r"img/(\w+\.\w+)", text):
        sample = "chart.svg" if name.endswith(".svg") else "rule.png"
        shutil.copy(SAMPLES / sample, tmp_path / "img" / name)
    shutil.copy(GUIDE / "refs.bib", tmp_path)
    whole = text.startswith("---\ntitle")
    (tmp_path / "tides.md").write_text(text if whole else FRONT_MATTER + text, "utf-8")
    monkeypatch.chdir(tmp_path)
    try:
        findings = read_manuscript(Path("tides.md")).findings
    except PublishError as error:
        findings = error.diagnostics
    codes = {finding.code for finding in findings}
    if text == MISTAKE:
        assert codes == {"image-alt-missing", "image-not-found"}
    else:
        assert codes <= ELSEWHERE, (chapter, [finding.format_text() for finding in findings])
