"""The pipeline: what the judges say stops a publication, and one name means one thing."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from everyleaf import build, cli, executors, sources
from everyleaf.cache import Cache
from everyleaf.check import judges, specimen
from everyleaf.check.verdict import Verdict
from everyleaf.diagnostics import Diagnostic, Position, PublishError, has_errors
from everyleaf.model import FORMATS, PDF_STANDARDS, Format, Publication
from everyleaf.pdf.layout import pagination
from everyleaf.report import survey_publication
from everyleaf.summary import format_summary
from tests import work
from tests.edits import set_desk
from tests.test_incremental import differences, files_of


@pytest.mark.parametrize(
    ("suffix", "judge", "code", "rule"),
    [
        ("epub", "Ace by DAISY", "ace-landmarks", "Ace landmarks"),
        ("html", "axe-core", "axe-tabindex", "axe tabindex"),
    ],
)
def test_what_a_required_judge_finds_is_not_lost(
    tides: Publication,
    monkeypatch: pytest.MonkeyPatch,
    suffix: Literal["epub", "html"],
    judge: str,
    code: str,
    rule: str,
) -> None:
    finding = Diagnostic(code, "error", "it is so", "Mend it.", Position(f"tides.{suffix}"))
    verdict = Verdict(judge, "1", "its rules", "failed", None, (finding,))
    monkeypatch.setattr(judges, "check_written", lambda *_: {suffix: (verdict,)})
    files: dict[Format, bytes] = {"epub": specimen.epub(), "html": b"<!doctype html><p>Tides"}
    editions = build.Editions(tides, files, b"", 1, {}, (), survey_publication(tides))
    judged = build.judge(editions, lambda name, step: None, (), None)
    assert has_errors(f for f in judged.findings if f"({rule})" in f.message)


def test_a_run_says_which_judges_were_not_asked(tides: Publication) -> None:
    verdicts: dict[Format, tuple[Verdict, ...]] = {
        "html": (Verdict("axe-core", "4", "WCAG 2.2", "passed"),)
    }
    unasked = judges.find_unasked(("pdf", "epub", "html"), verdicts)
    told = {suffix: [one.judge for one in found] for suffix, found in unasked.items()}
    assert told == {"epub": ["Ace by DAISY"], "html": ["Nu HTML Checker"]}
    files: dict[Format, bytes] = {"epub": b"PK", "html": b"<!doctype html>"}
    made = build.Editions(tides, files, b"", 1, {}, (), survey_publication(tides), unasked=unasked)
    summary = format_summary(build.Result((made,), (), {}), Path("dist"))
    assert "tides.html  1 kB\n  not read by Nu HTML Checker, which only --require asks" in summary


def test_the_command_line_knows_the_names_of_those_who_do_the_work() -> None:
    assert cli._FORMATS == FORMATS
    assert cli._PDF_STANDARDS == PDF_STANDARDS
    assert cli._JUDGES == judges.JUDGES
    assert cli._EXECUTORS == executors.EXECUTORS


def test_a_document_that_was_put_away_makes_the_same_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_desk(tmp_path)
    monkeypatch.chdir(tmp_path)
    build.publish([Path("content")], Path("kept"), judged=False)
    monkeypatch.setattr(build, "_LONG", 0)
    monkeypatch.setattr(pagination, "_LONG", 0)
    with executors.open_jobs(None, 2) as jobs:  # which writes and lays out again in fresh processes
        build.publish([Path("content")], Path("away"), judged=False, jobs=jobs)
    assert differences(files_of(Path("away")), files_of(Path("kept"))) == []


def test_what_was_laid_out_for_nothing_ends_with_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_desk(tmp_path)
    monkeypatch.chdir(tmp_path)

    monkeypatch.setattr(sources, "examine", work.refuse_publication)
    with (
        pytest.raises(PublishError, match="refused"),
        executors.open_jobs(Cache(tmp_path / "cache"), 2) as jobs,
    ):
        build.publish([Path("content")], Path("out"), judged=False, jobs=jobs)
    assert not Path("out").exists()
