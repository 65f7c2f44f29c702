"""A lenient reading mends the faults of a source, says so, and leaves a sound tree."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from everyleaf import read
from everyleaf.diagnostics import PublishError
from everyleaf.model import Element
from everyleaf.read.lenient import MENDED
from everyleaf.sources import Prepared, prepare
from tests.cases import read_cases
from tests.read.books import META, SUMMARY, every, read_book, shown, told
from tests.test_codes import CODES, make_content, write_files

_BLOCKS = "article aside blockquote div dl figure h1 h2 h3 h4 h5 h6 hr ol p pre table ul".split()
_PARENTS = {
    "td": ("tr",),
    "th": ("tr",),
    "tr": ("table", "thead", "tbody", "tfoot"),
    "thead": ("table",),
    "tbody": ("table",),
    "caption": ("table",),
    "li": ("ul", "ol"),
    "figcaption": ("figure",),
}


def faults(root: Element) -> list[str]:
    """Return what browsers would tear apart, or no PDF could hold."""
    found = []
    for element in root.iter(etree.Element):
        tag, parent = str(element.tag), element.getparent()
        if parent is None:
            continue
        where = str(parent.tag)
        if tag in _PARENTS and where not in _PARENTS[tag]:
            found.append(f"{tag} in {where}")
        if tag in _BLOCKS and (where in ("p", "span", "em", "strong", "a") or where[1:].isdigit()):
            found.append(f"{tag} in {where}")
        if tag == "a" and any(a.tag == "a" for a in element.iterancestors()):
            found.append("a in a")
        texts = [parent.text or "", *(e.tail or "" for e in parent)]
        if where in ("article", "aside", "blockquote", "table", "tr") and "".join(texts).strip():
            found.append(f"words in {where}")
        if element.get("data-no-alt") is not None or element.get("data-failed") is not None:
            found.append("a mark was left")
        if tag == "a" and not element.get("href"):
            found.append("a without address")
    return found


@pytest.mark.parametrize("code", sorted(MENDED))
def test_each_fault_of_the_cases_is_mended(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The failing input of each code that is mended: warnings only, and a tree without faults."""
    monkeypatch.chdir(tmp_path)
    failing, _ = read_cases(CODES / f"{code}.txt")
    [source] = read.find_sources([write_files(failing.given, make_content(tmp_path))])
    reading = read.read_manuscript(source, lenient=True)
    mine = [f for f in reading.findings if f.code in MENDED]
    assert all(f.severity == "warning" for f in mine)
    for division in every(reading.manuscript.divisions):
        for root in (division.body, division.notes):
            assert root is None or faults(root) == []
    try:
        [prepared] = prepare([source], lambda name, step: None, lenient=True)
    except PublishError as error:  # another fault of the case that nobody can mend
        left = {f.code for f in error.diagnostics if f.severity == "error"}
    else:
        assert isinstance(prepared, Prepared)
        left = set()
    assert not left & MENDED.keys()


RAGGED = """# One

<video src="x"><p>Words of a <q>film</q></video>

<table>stray<tr><td>A</td><caption>Late</caption></tr>words<td>B</td></table>

##### Deep

##### Deep too

### Less

A [dead [nested](b.md) one](gone.md), ![](x.png) 🚨.

![Gone.](gone.png "A *caption*")
"""


def test_a_source_with_many_faults(tmp_path: Path) -> None:
    files = {"book.yaml": "chapters: [a.md]", "a.md": RAGGED}
    _, strict = read_book(tmp_path / "strict", files)
    manuscript, findings = read_book(tmp_path / "lenient", files, lenient=True)
    assert all(f.severity == "warning" for f in findings)
    strictly = {(f.code, f.position.line) for f in strict if f.position}
    assert strictly <= {(f.code, f.position.line) for f in findings if f.position}
    assert all(f.position and f.position.line for f in findings)
    [division] = manuscript.divisions
    assert faults(division.body) == []
    assert [h.tag for h in division.body.iter("h1", "h2", "h3", "h4")] == ["h1", "h2", "h2", "h2"]
    made = shown(division)
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", made))
    for part in ("Words of a", "film", "stray", "Late", "words", "dead", "nested", "[U+1F6A8]"):
        assert part in words
    assert "[Gone.]" in words
    assert "caption" in words


@pytest.mark.parametrize(
    ("language", "words"),
    [("de", "Bild ohne Beschreibung"), ("az", "Təsviri olmayan şəkil"), ("fy", "without a")],
)
def test_an_image_that_nobody_described_says_so(tmp_path: Path, language: str, words: str) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'
    files = {
        "book.yaml": "chapters: [a.md]",
        "a.md": f"---\nlang: {language}\n---\n\n# One\n\n![](x.svg)\n",
        "x.svg": svg,
    }
    manuscript, findings = read_book(tmp_path, files, lenient=True)
    assert told(findings) == [("image-alt-missing", "a.md:7:1")]
    [image] = manuscript.divisions[0].body.iter("img")
    assert words in str(image.get("alt"))


def test_an_article_may_be_lenient_too(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"---\n{META}---\n\n# A\n\n#### B\n\n[c](d.md)\n", "utf-8")
    reading = read.read_manuscript(tmp_path / "a.md", lenient=True)
    assert told(reading.findings) == [
        ("link-target-invalid", "a.md:13:1"),
        ("heading-second-title", "a.md:9:1"),
        ("heading-skipped", "a.md:11:1"),
    ]
    assert [e.tag for e in reading.manuscript.divisions[0].body] == ["h2", "h3", "p"]


def test_what_a_browser_would_run_is_no_words(tmp_path: Path) -> None:
    text = "# One\n\n<script>alert(1)</script>\n\n<style>p { color: red }</style>\n\nWords.\n"
    manuscript, _ = read_book(tmp_path, {**SUMMARY, "a.md": text}, lenient=True)
    assert "".join(manuscript.divisions[0].body.itertext()).split() == ["One", "Words."]
