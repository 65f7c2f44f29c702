"""`everyleaf check`: what it prints, writes and returns."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from everyleaf.check import specimen
from everyleaf.cli import main

ARTICLE = """\
---
title: The Tides
lang: en-GB
date: 2026-11-01
publisher: Example Press
attribution:
  - {role: source, name: Harbour Board}
%s---

## Heights

| Port  | High (m) |
|-------|---------:|
| Brest |      6.9 |
"""
ACCEPT = "accept:\n  - {code: table-caption-missing, reason: The heading names it.}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "content").mkdir()
    return tmp_path


def write(folder: Path, front_matter: str = "", text: str = "") -> Path:
    path = folder / "content" / "tides.md"
    path.write_text(ARTICLE % front_matter + text, "utf-8")
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments], catch_exceptions=False)


def test_warnings_pass_unless_it_is_strict(folder: Path) -> None:
    write(folder)
    result = run()
    assert result.exit_code == 0
    assert result.output.startswith("content/tides.md:12:1: warning: the table has no caption")
    assert result.output.endswith("1 warning found.\n")
    assert run("--strict").exit_code == 1


def test_errors_fail_and_all_are_told(folder: Path) -> None:
    write(folder, text="\n![](none.png)\n\n[](https://example.org) [x](#nowhere)\n")
    result = run()
    assert result.exit_code == 1
    for code in ("image-alt-missing", "image-not-found", "link-empty", "link-target-missing"):
        assert f"[{code}]" in result.output
    assert not (folder / "dist").exists()


def test_what_is_accepted_is_counted_and_told_to_machines(folder: Path) -> None:
    write(folder, ACCEPT)
    assert run("--strict").output == "nothing found, 1 accepted with a reason.\n"
    data = json.loads(run("--json").output)
    assert data["findings"] == []
    assert [a["reason"] for a in data["accepted"]] == ["The heading names it."]


def test_what_is_accepted_is_not_told_by_a_publish_that_fails(folder: Path) -> None:
    write(folder, ACCEPT, "\n[](https://example.org)\n")
    result = CliRunner().invoke(main, ["publish", "--no-judges"])
    assert result.exit_code == 1
    assert "table-caption-missing" not in result.output + result.stderr


def test_judges_are_not_required_where_they_read_nothing(folder: Path) -> None:
    write(folder)
    result = run("--require", "verapdf")
    assert result.exit_code == 2
    assert "everyleaf publish --require" in result.stderr


def test_sarif_goes_into_a_file(folder: Path) -> None:
    write(folder)
    run("--sarif", "found.sarif")
    log = json.loads((folder / "found.sarif").read_text("utf-8"))
    (result,) = log["runs"][0]["results"]
    assert result["ruleId"] == "table-caption-missing"


def test_sarif_that_cannot_be_written_is_a_finding_beside_the_others(folder: Path) -> None:
    write(folder)
    result = run("--sarif", "none/found.sarif")
    assert result.exit_code == 1
    assert "table-caption-missing" in result.output
    assert "none/found.sarif: error: cannot be written" in result.output


def test_a_source_that_is_missing_hides_no_finished_file(folder: Path) -> None:
    (folder / "a.pdf").write_bytes(b"no PDF")
    output = run("none.md", "a.pdf").output
    assert "none.md: error" in output
    assert "\na.pdf" in output


def test_the_current_folder_has_a_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, text="\n![High water at Brest.](none.png)\n")
    monkeypatch.chdir(folder / "content")
    assert "the path begins at the folder of the text." in run("tides.md").output


def test_finished_files_are_judged_by_their_bytes(folder: Path) -> None:
    (folder / "a.pdf").write_bytes(b"no PDF")
    (folder / "b.epub").write_bytes(b"PK")
    result = run("a.pdf", "b.epub", "c.html")
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    for name in ("a.pdf", "b.epub", "c.html"):
        assert f"\n{name}" in f"\n{result.output}"
    assert "c.html: error: cannot be read" in result.output


def test_a_required_judge_that_is_missing_is_an_error(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("EVERYLEAF_NODE_MODULES", raising=False)
    (folder / "a.epub").write_bytes(specimen.epub())
    assert "warning: Ace by DAISY did not run" in run("a.epub").output
    result = run("--require", "ace", "a.epub")
    assert "error: Ace by DAISY did not run" in result.output
    assert result.exit_code == 1


def test_a_judge_that_nobody_knows_is_a_mistake_of_the_command_line(folder: Path) -> None:
    result = CliRunner().invoke(main, ["check", "--require", "verapfd"])
    assert result.exit_code == 2
    assert "verapfd is not one of verapdf" in result.output


def test_nothing_to_check(folder: Path) -> None:
    result = run("nothing")
    assert result.exit_code == 1
    assert "nothing: error: there is no nothing [source-missing]" in result.output
