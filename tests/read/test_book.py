"""A folder of files becomes a manuscript with divisions; what is wrong is said with its place."""

from __future__ import annotations

import time
import unicodedata
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from everyleaf import read
from everyleaf.diagnostics import PublishError
from everyleaf.memory import collecting_nothing
from everyleaf.model import Settings
from everyleaf.read.markdown import parse_markdown
from tests.conftest import SAMPLES
from tests.read.books import SUMMARY, every, read_book, read_chapter, shown, told, write_book

ONE = {"book.yaml": "chapters: [a.md]", "a.md": "# One\n\nText.\n"}


def test_the_sample_with_everything() -> None:
    reading = read.read_manuscript(SAMPLES / "tides-book")
    assert reading.findings == ()
    manuscript = reading.manuscript
    assert [(d.kind, d.identifier) for d in manuscript.divisions] == [
        ("dedication", "dedication"),
        ("epigraph", "epigraph"),
        ("preface", "preface"),
        ("part", "part-1"),
        ("part", "the-warm-half"),
        ("appendix", "sec:tables"),
        ("appendix", "b-script"),
        ("afterword", "afterword"),
        ("glossary", "glossary"),
    ]
    assert [d.identifier for d in manuscript.divisions[3].children] == ["sec:moon", "sec:winter"]
    assert manuscript.name == "tides-book"
    assert manuscript.metadata.form == "book"
    assert manuscript.settings == Settings(
        page_size="A5",
        number_sections=True,
        lists=("figures", "tables", "listings"),
        index=True,
        half_title=True,
    )
    assert manuscript.sources[0].path == "book.yaml"
    assert {s.path for s in manuscript.sources} == {
        p.name for p in (SAMPLES / "tides-book").iterdir() if p.is_file()
    }
    winter = manuscript.divisions[3].children[1]
    assert [c.name for c in winter.contributors] == ["Émile Essai"]
    assert winter.license is not None and winter.license.name == "CC BY-SA 4.0"
    assert [a.part for a in manuscript.metadata.attributions if a.name == "Tove Test"] == [
        "sec:winter"
    ]
    assert manuscript.divisions[4].children[1].language == "fr"


def test_headings_and_ids_are_one_publication() -> None:
    manuscript = read.read_manuscript(SAMPLES / "tides-book").manuscript
    roots = [r for d in every(manuscript.divisions) for r in (d.body, d.notes) if r is not None]
    ids = [i for root in roots for e in root.iter("*") if (i := e.get("id"))]
    assert len(ids) == len(set(ids))
    for root in roots:
        for heading in root.iter("h1", "h2", "h3"):
            assert heading.get("id")
        for link in root.iter("a"):
            href = link.get("href", "")
            assert href.startswith(("https://", "#"))
            assert href[1:] in ids or not href.startswith("#") or "ref-" in href


def test_notes_are_numbered_in_their_division(tmp_path: Path) -> None:
    files = {
        "book.yaml": "chapters: [a.md, b.md]",
        "a.md": "# One\n\nText.[^a]\n\n[^a]: First.\n",
        "b.md": "# Two\n\nText.[^a] More.[^b] Again.[^a]\n\n[^a]: One.\n[^b]: Two.\n",
    }
    manuscript, findings = read_book(tmp_path, files)
    assert findings == ()
    assert [
        [(li.get("id"), li.get("data-number")) for li in d.notes]
        for d in manuscript.divisions
        if d.notes is not None
    ] == [[("fn-1-1", "1")], [("fn-2-1", "1"), ("fn-2-2", "2")]]
    body = manuscript.divisions[1].body
    assert [a.get("id") for a in body.iter("a")] == ["fnref-2-1", "fnref-2-2", "fnref-2-1-2"]


NAMES = (
    "zwei drei.md",
    "глава 2.md",
    "章.md",
    "sub/Deep.md",
    unicodedata.normalize("NFD", "café.md"),
)


@pytest.mark.parametrize("name", NAMES)
def test_file_names(tmp_path: Path, name: str) -> None:
    composed = unicodedata.normalize("NFC", name)
    stem = composed.removesuffix(".md")
    files = {
        "book.yaml": f"chapters: [a.md, '{composed}']",
        "a.md": f"# One\n\n[a](<{composed}>), [b](<{stem.upper()}.html#low water>), [c](<./{name}#Low>)\n",
        name: "# Two\n\n## Low water\n\n## Low {#low}\n",
    }
    manuscript, findings = read_book(tmp_path, files)
    assert findings == ()
    title = manuscript.divisions[1].identifier
    hrefs = [a.get("href") for a in manuscript.divisions[0].body.iter("a")]
    assert hrefs == [f"#{title}", f"#{title}--low-water", "#low"]


@pytest.mark.parametrize(
    "address",
    ["two/b.md#low-water", "two/b.html#low-water", "./two/../two/b.md#Low-Water", "two/B.md#tide"],
)
def test_links_between_files(tmp_path: Path, address: str) -> None:
    files = {
        "book.yaml": "chapters: [a.md, two/b.md]",
        "a.md": f"# One\n\n[x]({address})\n",
        "two/b.md": "# Two\n\n[back](../a.md) [self](#low-water)\n\n## Low water\n\n[Tide]{#tide}\n",
    }
    manuscript, findings = read_book(tmp_path, files)
    assert findings == ()
    one, two = manuscript.divisions
    wanted = "#tide" if "tide" in address else "#two-b--low-water"
    assert [a.get("href") for a in one.body.iter("a")] == [wanted]
    assert [a.get("href") for a in two.body.iter("a")] == ["#a", "#two-b--low-water"]


def test_images_lie_beside_their_chapter(tmp_path: Path) -> None:
    files = {
        "book.yaml": "chapters: [two/b.md]",
        "two/b.md": "# Two\n\n![Nine.](img/x.svg)\n\n![Nine.](../x.svg)\n",
        "two/img/x.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>',
        "x.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>',
    }
    manuscript, findings = read_book(tmp_path, files)
    assert findings == ()
    assert [r.path for r in manuscript.resources] == ["two/img/x.svg", "x.svg"]
    assert [i.get("src") for i in manuscript.divisions[0].body.iter("img")] == [
        "two/img/x.svg",
        "x.svg",
    ]


def test_kinds_by_name_and_by_word(tmp_path: Path) -> None:
    texts = {f"{n}.md": "# T\n\nText.\n" for n in ("00-foreword", "other", "x", "conclusion", "y")}
    order = """chapters: [a.md]
front-matter: [00-foreword.md, other.md, {file: x.md, kind: introduction}]
back-matter: [conclusion.md, y.md]
"""
    manuscript, findings = read_book(tmp_path, {**ONE, **texts, "book.yaml": order})
    assert findings == ()
    assert [d.kind for d in manuscript.divisions] == [
        "foreword", "preface", "introduction", "chapter", "conclusion", "afterword",
    ]  # fmt: skip


def test_a_dedication_needs_no_title(tmp_path: Path) -> None:
    order = "chapters: [a.md]\nfront-matter: [dedication.md]"
    manuscript, findings = read_book(
        tmp_path, {**ONE, "book.yaml": order, "dedication.md": "For all.\n"}
    )
    assert findings == ()
    assert manuscript.divisions[0].identifier == "dedication"
    assert shown(manuscript.divisions[0]) == "<p>For all.</p>"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("title: [", "front-matter-syntax"),
        ("- a\n- b", "front-matter-syntax"),
        ("words", "front-matter-syntax"),
        (" \n", "file-empty"),
        ("chapters: [a.md]", "title-missing"),
        ("a: " + "[" * 3000, "front-matter-syntax"),
    ],
)
def test_a_book_file_that_is_none(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "book.yaml").write_text(text, "utf-8")
    (tmp_path / "a.md").write_text("# A\n", "utf-8")
    try:
        findings = read.read_manuscript(tmp_path).findings
    except PublishError as error:
        findings = error.diagnostics
    assert code in [f.code for f in findings]
    assert all(f.position and f.position.path.endswith("book.yaml") for f in findings)


def test_links_that_lead_out_of_the_folder(tmp_path: Path) -> None:
    folder = write_book(tmp_path / "book", {**ONE, "book.yaml": "chapters: [a.md, l.md, o.md]"})
    (tmp_path / "secret.md").write_text("# Secret\n", "utf-8")
    (folder / "l.md").symlink_to(tmp_path / "secret.md")
    (folder / "o.md").symlink_to("o.md")
    findings = read.read_manuscript(folder).findings
    assert told(findings) == [
        ("file-outside", "book.yaml:6:18"),
        ("file-missing", "book.yaml:6:24"),
    ]


def test_a_chapter_of_many_lines_is_read_in_time(tmp_path: Path) -> None:
    lines = [
        f"Word {n} with *marks*, `code`, a [link](#h-{n % 90}) and a note[^{n}].\n\n[^{n}]: Note.\n"
        if n % 50
        else f"## H {n // 50}\n"
        for n in range(5000)
    ]
    text = "# Long\n\n" + "\n".join(lines)
    assert text.count("\n") > 19_000
    start = time.process_time()
    with collecting_nothing():  # as a publish does
        _, findings = read_book(tmp_path, {**ONE, "a.md": text})
    assert findings == ()
    assert time.process_time() - start < 20


def test_a_paragraph_of_many_lines_is_read_in_time(tmp_path: Path) -> None:
    text = "# Long\n\n" + "Words, *marks*, [links](#a) and **stars\n" * 20_000
    start = time.process_time()
    with collecting_nothing():  # as a publish does
        _, findings = read_book(tmp_path, {**ONE, "a.md": text})
    assert findings == ()
    assert time.process_time() - start < 20


def test_an_image_of_200_megapixels(tmp_path: Path) -> None:
    folder = write_book(tmp_path / "book", {**ONE, "a.md": "# One\n\n![Black.](bomb.png)\n"})
    bomb = BytesIO()
    Image.new("1", (20_000, 10_000)).save(bomb, "PNG")
    (folder / "bomb.png").write_bytes(bomb.getvalue())
    start = time.process_time()
    assert told(read.read_manuscript(folder).findings) == [("image-too-large", "a.md:3:1")]
    assert time.process_time() - start < 2


def test_thousands_of_open_brackets_are_read_in_time() -> None:
    start = time.process_time()
    parse_markdown("@a [@b " * 4000, "a.md")
    assert time.process_time() - start < 10


def test_books_and_articles_lie_in_one_folder(tmp_path: Path) -> None:
    write_book(tmp_path / "guide", ONE)
    (tmp_path / "article.md").write_text("Text.", "utf-8")
    (tmp_path / "img").mkdir()
    names = ["article.md", "guide"]
    assert [p.name for p in read.find_sources([tmp_path])] == names
    for path in (tmp_path / "guide", tmp_path / "guide" / "book.yaml"):
        assert read.find_sources([path]) == [tmp_path / "guide"]
    (tmp_path / "guide.md").write_text("Text.", "utf-8")
    with pytest.raises(PublishError, match="source-name-repeated"):
        read.find_sources([tmp_path])


def test_a_book_in_the_folder_where_we_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write_book(tmp_path / "guide", ONE))
    [source] = read.find_sources([Path()])
    assert read.read_manuscript(source).manuscript.name == "guide"


def test_a_summary(tmp_path: Path) -> None:
    summary = """# Summary

[Foreword](foreword.md)

# First *part*

- [One](one.md)
    - [Deep](deep.md)
        - [Deeper](deeper.md)
- [Draft]()

---

* [Two](<two b.md>) <!-- a comment -->

[People](people.md)
"""
    names = ("foreword", "one", "deep", "deeper", "two b", "people")
    files = {f"src/{n}.md": f"# {n.title()}\n\nText.\n" for n in names}
    manuscript, findings = read_book(
        tmp_path, {"book.yaml": "summary: src/SUMMARY.md", "src/SUMMARY.md": summary, **files}
    )
    assert [(f.code, f.severity) for f in findings] == [("chapter-draft", "warning")]
    foreword, part, people = manuscript.divisions
    assert [d.kind for d in manuscript.divisions] == ["foreword", "part", "afterword"]
    assert people.identifier == "people"
    assert shown(part).startswith('<h1 id="first-part">First <em>part</em></h1>')
    one, two = part.children
    assert (one.identifier, two.identifier) == ("one", "two-b")
    assert [d.identifier for d in every(one.children)] == ["deep", "deeper"]
    assert foreword.children == ()


def test_a_file_of_mdbook_may_begin_at_any_rank(tmp_path: Path) -> None:
    text = "<a id='old'></a>\n\n## One\n\n### Low\n\n[a](#old) [b](#low--high)\n\n### Low & High\n"
    made = read_chapter(tmp_path, text)
    assert made == (
        '<h1 id="a">One</h1>\n<h2 id="a--low">Low</h2>\n'
        '<p><a href="#a">a</a> <a href="#a--low-high">b</a></p>\n'
        '<h2 id="a--low-high">Low &amp; High</h2>'
    )


def test_names_may_be_used_in_every_file_of_mdbook(tmp_path: Path) -> None:
    files = {
        **SUMMARY,
        "SUMMARY.md": "- [One](a.md)\n- [Two](b.md)",
        "a.md": "# One\n\n## Low {#low}\n\n[a](#low) [b](b.md#low)\n",
        "b.md": "# Two\n\n## Low {#low}\n\n[a](#low) [b](a.html#low)\n",
    }
    manuscript, findings = read_book(tmp_path, files)
    assert findings == ()
    hrefs = [[a.get("href") for a in d.body.iter("a")] for d in manuscript.divisions]
    assert hrefs == [["#low", "#b--low"], ["#b--low", "#low"]]


@pytest.mark.parametrize("given", ["chapters:", "chapters: ~", "chapters: [~]", "chapters: ['']"])
def test_chapters_without_a_file(tmp_path: Path, given: str) -> None:
    _, findings = read_book(tmp_path, {**ONE, "book.yaml": given})
    assert [f.code for f in findings] == ["chapters-missing"]
