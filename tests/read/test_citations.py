"""Citations are set as the style guides say, judged by the examples that they give."""

from __future__ import annotations

from pathlib import Path

import pytest

from everyleaf.diagnostics import Position
from everyleaf.model import Element, SourceFile
from everyleaf.read import pandoc
from everyleaf.read.bibliography import Cited, cite
from everyleaf.read.markdown import parse_markdown
from everyleaf.read.text import Works
from everyleaf.read.tree import Tree, build_tree
from tests.cases import Case, check_case, parametrize
from tests.conftest import SAMPLES

CASES = Path(__file__).parent / "cases"
PLACE = Position("a.md", 3)
MARKS = {"i": "*", "b": "**", "em": "*", "strong": "**", "sub": "_"}


def works(name: str = "works.bib", data: bytes | None = None) -> SourceFile:
    return SourceFile(name, "", data if data is not None else (SAMPLES / name).read_bytes())


def set_text(
    markdown: str, style: str = "apa", language: str = "en-US", *files: SourceFile
) -> tuple[Tree, Cited]:
    tree = build_tree(parse_markdown(markdown, "a.md"))
    cited = cite([(tree.body, tree.notes)], Works(files, style), language, PLACE)
    return tree, cited


def words(element: Element) -> str:
    """Return the text, marks in Markdown, links in angle brackets but for those inside."""
    text = element.text or ""
    text += "".join(words(child) + (child.tail or "") for child in element)
    if lang := element.get("lang"):
        text = f"{{{' '.join([lang, *element.get('dir', '').split()])}: {text}}}"
    mark = MARKS.get(str(element.tag), "")
    if element.tag == "a" and not element.get("href", "").startswith("#"):
        text = f"<{text}>"
    return f"{mark}{text}{mark}"


@parametrize(CASES / "citations.txt")
def test_citations(case: Case, update: bool) -> None:
    head, _, markdown = case.given.partition("\n")
    style, language = head.split()
    tree, cited = set_text(markdown, style, language, works())
    assert [*tree.findings, *cited.findings] == []
    blocks = [*tree.body, *(tree.notes if tree.notes is not None else [])]
    lines = [words(block).strip() for block in blocks]
    lines += [
        f"- {words(e)}" for e in (cited.bibliography if cited.bibliography is not None else [])
    ]
    check_case(case, "\n".join(lines), update)


def codes(cited: Cited) -> list[str]:
    return [f"{d.code} {d.position}" for d in cited.findings]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("H$_2$O", "H_2_O"),
        (r"$\alpha$-Sn, $^{13}$C, $\mathrm{CO}_2$", "α-Sn, 13C, CO_2_"),
        (r"From \$5 to \$6", "From $5 to $6"),
        (r"{\TeX} --- a {DNA} ``Study''", "TeX — a DNA ‘Study’"),
        (r"Stra{\ss}e, \v{C}apek, {\aa}, \'{\i}, {\O}", "Straße, Čapek, å, í, Ø"),
    ],
)
def test_tex_in_titles(title: str, expected: str) -> None:
    entry = f"@article{{a, title = {{{{{title}}}}}, journal = {{J}}, year = 2000}}"
    _, cited = set_text("[@a]", "chicago-author-date", "en-US", works("a.bib", entry.encode()))
    assert cited.bibliography is not None
    assert expected in words(cited.bibliography)


def test_a_reference_manager_exports_what_we_read() -> None:
    zotero = r"""
@article{muller_how_2020,
	title = {How {CRISPR} {Works}: {A} {Primer} on \textit{{Cas9}}},
	volume = {12},
	issn = {1234-5678},
	shorttitle = {How {CRISPR} {Works}},
	url = {https://www.example.org/article/view/10\%20a_b},
	doi = {10.1000/abc_def},
	language = {en},
	urldate = {2021-02-03},
	journal = {Journal of Things \& Stuff},
	author = {Müller, Jörg and O'Neil, Shaun and {van Gogh}, Vincent},
	month = mar,
	year = {2020},
	note = {Publisher: Things},
	keywords = {a, b},
	pages = {1--9},
	file = {Full Text:/home/me/Zotero/storage/ABC/a.pdf:application/pdf},
}
@inproceedings{jab, author = {Jones, {\relax Ch}ris Jr.}, crossref = {proc}, title = {In Proc}, pages = {3+}}
@proceedings{proc, title = {Proceedings of X}, year = {2018}, editor = {Ed, Itor}}
"""
    _, cited = set_text("[@muller_how_2020; @jab]", "apa", "en-US", works("z.bib", zotero.encode()))
    assert cited.findings == ()
    assert cited.bibliography is not None
    entries = {e.get("id"): words(e) for e in cited.bibliography}
    assert entries["ref-muller_how_2020"].startswith(
        "Müller, J., O’Neil, S., & van Gogh, V. (2020). How CRISPR Works: A Primer on *Cas9*. *Journal of Things & Stuff*, *12*, 1–9."
    )
    assert "*Proceedings of x*" in entries["ref-jab"]
    assert "(2018)" in entries["ref-jab"]


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (
            "@book{a, title={A}, year={2000}}\n@book{b,\n title={B}\n year={2000}}",
            4,
            "unexpected 'y'",
        ),
        ("@book{a,\n title={A},\n\n@book{b, title={B}}", 1, "never closed in the entry a"),
    ],
)
def test_a_broken_entry_is_named(data: str, line: int, reason: str) -> None:
    _, cited = set_text("[@a; @b]", "apa", "en", works("w.bib", data.encode()))
    [finding] = cited.findings
    assert finding.code == "bibliography-unreadable"
    assert finding.position is not None
    assert finding.position.line == line
    assert reason in finding.message


@pytest.mark.parametrize(
    "data", ['[{"id": "a"', '{"a": 1}', "[1]", '[{"title": "A"}]', '[{"id": [], "type": "book"}]']
)
def test_broken_json_is_a_finding(data: str) -> None:
    _, cited = set_text("[@a]", "apa", "en", works("w.json", data.encode()))
    assert [d.code for d in cited.findings] == ["bibliography-unreadable"]


def test_json_is_read_as_it_is() -> None:
    data = b"""[
 {"id": "a", "type": "book", "title": "A", "author": [{"family": "Doe", "given": "Jane"}],
  "issued": {"date-parts": [[2001, 2, 3]]}, "custom": {"x": 1}},
 {"id": 7, "type": "article-journal", "title": "B <i>c</i>",
  "container-title": "J", "issued": {"raw": "2002"}}
]"""
    _, cited = set_text("[@a; @7]", "apa", "en-US", works("w.json", data))
    assert cited.findings == ()
    assert cited.bibliography is not None
    assert [words(e) for e in cited.bibliography] == ["B *c*. (2002). *J*.", "Doe, J. (2001). *A*."]
    assert [e.get("data-source") for e in cited.bibliography] == ["w.json:4", "w.json:2"]


def test_entries_know_their_lines_and_links_their_entries() -> None:
    tree, cited = set_text("[@doe1999a; @DBLP:books/x_y+z]", "apa", "en", works())
    assert cited.bibliography is not None
    ids = [e.get("id") for e in cited.bibliography]
    assert [f"#{i}" for i in ids] == [
        a.get("href") for a in tree.body.iter("a") if a.get("role") == "doc-biblioref"
    ]
    lines = (SAMPLES / "works.bib").read_text("utf-8").split("\n")
    places = [Position.parse(e.get("data-source", "")) for e in cited.bibliography]
    assert all(p.path == "works.bib" for p in places)
    assert ["x_y+z" in lines[(p.line or 0) - 1] for p in places] == [True, False]


def test_without_a_bibliography_handles_are_text() -> None:
    tree = build_tree(parse_markdown("By @ada and *@bob* too.", "a.md"))
    assert cite([(tree.body, None)], Works((), None), "en", PLACE) == Cited(None, ())
    assert words(tree.body) == "By @ada and *@bob* too."


def test_a_missing_program_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> str:
        raise pandoc.PandocMissingError

    monkeypatch.setattr(pandoc, "_executable", nowhere)
    _, cited = set_text("[@a]", "apa", "en", works("w.json", b'[{"id": "a", "type": "book"}]'))
    assert codes(cited) == ["citation-tool-missing a.md:3"]
    _, cited = set_text("[@a]", "apa", "en", works())
    assert codes(cited) == ["citation-tool-missing a.md:3"]


def test_the_same_every_time() -> None:
    text = "[@doe1999a; @doe1999b], @mahfouz [p. 4]"
    once, again = (set_text(text, "apa", "fr", works()) for _ in range(2))
    assert words(once[0].body) == words(again[0].body)


def test_only_what_is_cited_is_read_and_what_it_rests_on() -> None:
    data = r"""
@string{p = {Press}} @book{hidden, title = {Within a line}, year = 1999}
@book{broken, title = {No end
@inbook{child, title = {Child}, crossref = {parent}}
@book{parent, title = {Parent}, publisher = p # { Ltd}, year = 2001}
"""
    _, cited = set_text("[@child; @parent; @hidden]", "apa", "en", works("w.bib", data.encode()))
    assert [d.code for d in cited.findings] == ["bibliography-unreadable"]
    _, cited = set_text("[@child; @parent]", "apa", "en-US", works("w.bib", data.encode()))
    assert cited.findings == ()
    assert cited.bibliography is not None
    assert [words(e) for e in cited.bibliography] == [
        "Child. (2001). In *Parent*. Press Ltd.", "*Parent*. (2001). Press Ltd.",
    ]  # fmt: skip


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "https:///x"])
def test_addresses_that_lead_nowhere_are_words(address: str) -> None:
    data = f'[{{"id": "a", "type": "webpage", "title": "T", "URL": "{address}"}}]'
    _, cited = set_text("[@a]", "ieee", "en-US", works("w.json", data.encode()))
    assert cited.bibliography is not None
    links = [a.get("href", "") for a in cited.bibliography.iter("a")]
    assert all(link.startswith("https://") for link in links)


def test_characters_that_no_edition_may_hold_are_left_out() -> None:
    data = rb'[{"id": "a", "type": "book", "title": "A\u0001B\ud800C"}]'
    _, cited = set_text("[@a]", "apa", "en-US", works("w.json", data))
    assert cited.bibliography is not None
    assert words(cited.bibliography) == "*ABC*. (n.d.)."


def test_a_work_that_makes_no_sense_is_named() -> None:
    data = b'[\n{"id": "a", "type": "book"},\n{"id": "b", "type": "book", "author": "Jane"}]'
    _, cited = set_text("[@a; @b]", "apa", "en", works("w.json", data))
    assert codes(cited) == ["bibliography-unreadable w.json:3"]


def test_a_style_that_cites_in_notes_makes_them() -> None:
    text = build_tree(parse_markdown("A [@doe1999a; @doe1999b]. B.[^n]\n\n[^n]: C.", "a.md"))
    other = build_tree(parse_markdown("## D\n\nE @doe1999a.", "b.md"))
    roots = [(text.body, text.notes), (other.body, None)]
    found = cite(roots, Works((works(),), "chicago-notes-bibliography"), "en", PLACE)
    assert found.findings == ()
    assert text.notes is not None
    assert list(found.notes) == [other.body]
    [made] = found.notes.values()
    for notes, numbers in ((text.notes, ["1", "2"]), (made, ["1"])):
        assert [note.get("data-number") for note in notes] == numbers
        for note in notes:
            body = other.body if notes is made else text.body
            [reference] = [a for a in body.iter("a") if a.get("href") == f"#{note.get('id')}"]
            assert words(reference) == note.get("data-number")
            assert note.get("data-source", "").startswith("b.md" if notes is made else "a.md")
    assert not [a for a in text.notes.iter("a") if next(a.iterancestors("a"), None) is not None]


def test_in_french_the_number_comes_before_the_stop() -> None:
    tree, _ = set_text("A [@doe1999a].", "chicago-notes-bibliography", "fr", works())
    assert words(tree.body) == "A1."


def test_words_in_other_scripts_know_their_language() -> None:
    data = """@book{a, author = {محفوظ, نجيب}, title = {زقاق المدق}, year = 1947, langid = {arabic}}
@book{t, author = {Толстой, Лев}, title = {Война и мир}, year = 1869, langid = {russian}}"""
    tree, cited = set_text("[@a; @t], @t", "apa", "en", works("w.bib", data.encode()))
    assert words(tree.body) == (
        "({ru-RU: Толстой}, 1869; {ar rtl: محفوظ}, 1947), {ru-RU: Толстой} (1869)"
    )
    assert cited.bibliography is not None
    assert [words(e) for e in cited.bibliography] == [
        "{ru-RU: Толстой, Л}. (1869). *{ru-RU: Война и мир}*.",
        "{ar rtl: محفوظ, نجيب}. (1947). *{ar rtl: زقاق المدق}*.",
    ]
    tree, _ = set_text("[@a]", "apa", "fa", works("w.bib", data.encode()))
    assert not [e for e in tree.body.iter() if e.get("lang")]
