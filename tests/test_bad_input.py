"""Bad files and folders: a finding with its place and a remedy, exit code 1, nothing lost."""

from __future__ import annotations

import errno
import io
import json
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from fontTools.ttLib import TTFont

from everyleaf.cli import main
from everyleaf.fonts import packaged_fonts
from tests.conftest import SAMPLES

GOOD = """---
title: The Tides
lang: en-GB
date: 2026-11-01
publisher: Example Press
attribution:
  - role: source
    name: Harbour Board
---

Text.
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A content folder beside a dist folder that holds an earlier edition."""
    (tmp_path / "content" / "img").mkdir(parents=True)
    shutil.copy(SAMPLES / "chart.svg", tmp_path / "content" / "img")
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "a.pdf").write_bytes(b"earlier edition")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "content"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["publish", *arguments])


def refused(result: Result, *parts: str) -> None:
    """Check that a run was refused with a readable message and left dist alone."""
    assert result.exit_code == 1, result.output
    for part in parts:
        assert part in result.stderr
    assert "Traceback" not in result.output
    assert isinstance(result.exception, SystemExit)
    assert Path("dist/a.pdf").read_bytes() == b"earlier edition"
    assert sorted(p.name for p in Path("dist").iterdir()) == ["a.pdf"]


def test_not_utf8(folder: Path) -> None:
    (folder / "a.md").write_bytes(GOOD.encode() + "é Caf".encode() + b"\xe9 au lait")
    refused(run(), "content/a.md:12:6: error: the file is not UTF-8", "[file-not-utf8]", "Save it")


@pytest.mark.parametrize("data", [b"", b" \n\n", b"\xef\xbb\xbf"])
def test_empty(folder: Path, data: bytes) -> None:
    (folder / "a.md").write_bytes(data)
    refused(run(), "content/a.md:1:1: error: the file is empty [file-empty]")


def test_no_source(folder: Path) -> None:
    refused(run(), "content: error: content holds no Markdown file and no book [source-missing]")
    refused(run("nowhere.md"), "nowhere.md: error: there is no nowhere.md [source-missing]")


def test_no_content_folder(folder: Path) -> None:
    shutil.rmtree(folder)
    refused(run(), "content: error: there is no content [source-missing]")


def test_two_sources_of_one_name(folder: Path) -> None:
    (folder / "a.md").write_text(GOOD, "utf-8")
    (folder / "img" / "a.md").write_text(GOOD, "utf-8")
    refused(run("content/a.md", "content/img/a.md"), "[source-name-repeated]", "Rename one")


@pytest.mark.parametrize(
    "name", ["index.md", "Index.md", "a#b.md", "a\nb.md", "a\udcff.md", 'a"b.md']
)
def test_names_that_no_page_can_have(folder: Path, name: str) -> None:
    (folder / name).write_text(GOOD, "utf-8")
    refused(run(), "error: the file's name cannot become", "[source-name-invalid]")


def test_names_that_differ_in_case_only(folder: Path) -> None:
    (folder / "a.md").write_text(GOOD, "utf-8")
    (folder / "A.MD").write_text(GOOD, "utf-8")
    refused(run(), "[source-name-repeated]")


def test_hidden_files_are_no_sources(folder: Path) -> None:
    (folder / "._a.md").write_bytes(b"\x00\xff")
    refused(run(), "[source-missing]")


def test_what_is_neither_file_nor_folder(folder: Path) -> None:
    refused(run("/dev/zero"), "neither file nor folder", "[file-unreadable]")
    (folder / "a.md").write_text(GOOD, "utf-8")
    for name in ("templates/web.css", "fonts/a.ttf"):
        (folder / name).parent.mkdir()
        os.mkfifo(folder / name)
        refused(run(), f"content/{name}: error: cannot be read: it is not a file")
        (folder / name).unlink()


def test_a_folder_where_a_file_should_go(folder: Path) -> None:
    """Nothing is replaced, not even what comes before it."""
    (folder / "a.md").write_text(GOOD, "utf-8")
    Path("dist/a.html").write_bytes(b"earlier")
    Path("dist/manifest.json").mkdir()
    result = run("--format", "html", "--no-judges")
    assert result.exit_code == 1
    assert "manifest.json is a folder" in result.stderr
    assert Path("dist/a.html").read_bytes() == b"earlier"


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("{{ cycler.__init__.__globals__.os.system('touch owned') }}", "unsafe"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        ("{% for i in range(10**9) %}{% endfor %}", "too big"),
        ("{{ 1 / 0 }}", "division by zero"),
        ("{{ 1 + 'a' }}", "unsupported operand"),
        ("{% include 'publication.html' %}", "recursion"),
        ("{% include '../a.md' %}", "it includes ../a.md, which is no template"),
        ("{{ 'x' * 10**18 }}", "memory"),
        ("{% for i in range(99999) %}{{ 'x' * 9999 }}{% endfor %}", "more than any edition"),
        ("<p/>", "not an <html>"),
        ("<html><head/><body/></html>", "no lang and dir"),
        ('<html lang="en" dir="ltr"><head/><body/></html>', "{{ body }}"),
        (
            '<html lang="en" dir="ltr"><head><script src="//x/a.js"/></head><body/></html>',
            "it holds <script>; an edition runs no script",
        ),
        (
            '<html lang="en" dir="ltr"><head/><body onload="x()">{{ body }}</body></html>',
            "it runs a script on <body onload>",
        ),
        (
            '<html lang="en" dir="ltr"><head/><body><a href=" javascript:x()">y</a></body></html>',
            "it runs a script on <a href>",
        ),
        (
            '<html lang="en" dir="ltr"><head/><body>{{ body }}</body></html>',
            "does not name Harbour Board",
        ),
        (
            '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
            '<html lang="en" dir="ltr"><head/><body>&x;{{ body }}</body></html>',
            "&x; is not a character",
        ),
    ],
)
def test_templates_that_break_or_break_out(folder: Path, template: str, reason: str) -> None:
    (folder / "a.md").write_text(GOOD, "utf-8")
    (folder / "templates").mkdir()
    (folder / "templates" / "publication.html").write_text(template, "utf-8")
    refused(run(), "[template-invalid]", reason)
    assert not Path("owned").exists()


@pytest.mark.parametrize(
    ("name", "style"),
    [
        ("web.css", "body { background: url(http://example.org/a.png) }"),
        ("web.css", "@import 'http://example.org/a.css';"),
        ("web.css", "</style><script>1</script>"),
        ("epub.css", "\nbody { background: url('file:///etc/passwd') }"),
    ],
)
def test_stylesheets_that_lead_outside(folder: Path, name: str, style: str) -> None:
    (folder / "a.md").write_text(GOOD, "utf-8")
    (folder / "templates").mkdir()
    (folder / "templates" / name).write_text(style, "utf-8")
    line = style.count("\n") + 1
    refused(run(), f"content/templates/{name}:{line}: error: the stylesheet", "[template-invalid]")


def test_front_matter_that_yaml_cannot_hold(folder: Path) -> None:
    deep = "[" * 5000 + "]" * 5000
    (folder / "a.md").write_text(GOOD.replace("publisher:", f"subjects: {deep}\nrights:"), "utf-8")
    refused(run(), "nested too deep", "[front-matter-syntax]")
    hidden = r'"a\ud800b\u0000"'
    (folder / "a.md").write_text(GOOD.replace("The Tides", hidden), "utf-8")
    refused(run(), "content/a.md:2:8: error: the value holds a control character, U+D800")


def test_all_problems_at_once(folder: Path) -> None:
    """Missing alternative text, a skipped heading, an unknown key and a bare table, in two files."""
    text = GOOD.replace("publisher:", "publsher:") + "\n![](img/chart.svg)\n\n#### Deep\n"
    (folder / "a.md").write_text(text, "utf-8")
    (folder / "b.md").write_text(GOOD + "\n|  |\n|--|\n| 1 |\n\n𒀀\n", "utf-8")
    result = run()
    refused(
        result,
        "content/a.md:5:1: error: unknown key in front matter: publsher",
        "content/a.md:13:1: error: the image has no alternative text",
        "content/a.md:15:1: error: “Deep” is of level 4",
        "content/b.md:13:1: error: the table has no header cells",
        "content/b.md:17:1: error: no font has the character",
        "5 errors; nothing was published or changed.",
    )
    assert result.stdout == ""


def test_findings_as_json(folder: Path) -> None:
    (folder / "a.md").write_text(GOOD + "\n![](img/chart.svg)\n", "utf-8")
    result = run("--json")
    refused(result, "[image-alt-missing]")
    report = json.loads(result.stdout)
    assert report["published"] == []
    [finding] = report["findings"]
    assert (finding["code"], finding["path"]) == ("image-alt-missing", "content/a.md")
    assert (finding["line"], finding["column"], finding["severity"]) == (13, 1, "error")
    assert finding["remedy"] and finding["reference"] == "WCAG 2.2 SC 1.1.1"


def test_image_through_a_link(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.svg").write_bytes((SAMPLES / "chart.svg").read_bytes())
    (folder / "img" / "linked.svg").symlink_to(tmp_path / "secret.svg")
    (folder / "a.md").write_text(GOOD + "\n![A chart.](img/linked.svg)\n", "utf-8")
    refused(run(), "content/a.md:13:1: error:", "[image-outside]")


@pytest.mark.parametrize("name", ["templates/web.css", "fonts/a.ttf"])
def test_templates_and_fonts_through_a_link(folder: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_text("secret", "utf-8")
    (folder / "a.md").write_text(GOOD, "utf-8")
    (folder / name).parent.mkdir()
    (folder / name).symlink_to(tmp_path / "secret")
    refused(run(), f"content/{name}: error:", "lies outside the folder", "[file-outside]")


@pytest.mark.parametrize("name", ["book.yml", "Book.yaml"])
def test_book_under_another_name(folder: Path, name: str) -> None:
    (folder / "handbook").mkdir()
    (folder / "handbook" / name).write_text("title: The Tides\n", "utf-8")
    (folder / "a.md").write_text(GOOD, "utf-8")
    wanted = f"content/handbook/{name}: error: content/handbook is no book", "Rename it book.yaml"
    refused(run(), *wanted)
    refused(run("content/handbook"), *wanted)


def test_output_is_a_file(folder: Path) -> None:
    (folder / "a.md").write_text(GOOD, "utf-8")
    Path("taken").write_text("x", "utf-8")
    result = run("--to", "taken/dist")
    refused(result, "taken/dist: error: the output folder cannot be written", "--to")


def test_a_full_disk_is_a_finding(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    (folder / "a.md").write_text(GOOD, "utf-8")
    monkeypatch.setattr("everyleaf.build.publish", fill)
    refused(run("--to", "dist"), "there is no room for what is written meanwhile", "[disk-full]")


def test_unreadable_and_unwritable_without_rights(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system refuses; pretended, because a test run by root may read and write anything."""

    def refuse(path: Path, *args: object, **options: object) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    (folder / "a.md").write_text(GOOD, "utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "iterdir", refuse)
        result = run()
    refused(result, "content: error: cannot be read: Permission denied [file-unreadable]")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", refuse)
        result = run("content/a.md", "--no-cache")  # what was read before is not read again
    refused(result, "content/a.md: error: cannot be read: Permission denied [file-unreadable]")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "mkdir", refuse)
        result = run("--to", "new")
    refused(result, "new: error: the output folder cannot be written: Permission denied")


def test_templates_and_fonts_of_the_author(folder: Path) -> None:
    (folder / "a.md").write_text(GOOD, "utf-8")
    (folder / "templates").mkdir()
    (folder / "templates" / "prnt.css").write_text("", "utf-8")
    refused(run(), "content/templates/prnt.css: error:", "[template-unknown]", "print.css")
    (folder / "templates" / "prnt.css").unlink()
    (folder / "templates" / "publication.html").write_text("<html><p>{{ nope }}</html>", "utf-8")
    refused(run(), "[template-invalid]", "'nope' is undefined")
    (folder / "templates" / "publication.html").write_text("<html><p></html>", "utf-8")
    refused(run(), "[template-invalid]", "tag mismatch")
    shutil.rmtree(folder / "templates")
    (folder / "fonts").mkdir()
    (folder / "fonts" / "x.ttf").write_bytes(b"not a font")
    refused(run(), "content/fonts/x.ttf: error: this is not a font", "[font-unreadable]")
    ours = next(font for font in packaged_fonts() if font.family == "Amiri")
    with TTFont(io.BytesIO(ours.data)) as font:
        font["OS/2"].fsType = 2
        font.save(folder / "fonts" / "x.ttf")
    refused(
        run(),
        "content/fonts/x.ttf: error: the font Amiri says that it may not be embedded",
        "[font-embedding-forbidden]",
    )


@pytest.mark.parametrize(
    "arguments", [["--format", "docx"], ["--format", ""], ["--nonsense"], ["--to"]]
)
def test_wrong_command_line(folder: Path, arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Error:" in result.stderr
