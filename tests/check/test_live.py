"""The judges themselves: each passes what is sound and finds what is planted."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from everyleaf.check import ace, axe, epubcheck, judges, nu, specimen, verapdf
from everyleaf.check.verdict import JudgeMissingError, Verdict
from tests.judges import TOOLS, browser_or_skip, judge_missing

GOOD_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Tides</title></head>
<body><main><h1>Tides</h1><p>They rise and fall.</p></main></body></html>
"""


def _codes(verdict: Verdict) -> set[str]:
    return {finding.code for finding in verdict.findings}


def _altered(old: bytes, new: bytes) -> bytes:
    """Return the specimen EPUB with one text replaced in every part."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(specimen.epub())) as source,
        zipfile.ZipFile(buffer, "w") as target,
    ):
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name), source.read(name).replace(old, new))
    return buffer.getvalue()


def test_verapdf_finds_what_the_specimen_lacks() -> None:
    verdict = verapdf.validate(specimen.pdf(), "ua1", "specimen.pdf")
    assert verdict.outcome == "failed"
    assert verdict.version
    assert {"verapdf-6.2-1", "verapdf-7.1-3", "verapdf-7.1-10"} <= _codes(verdict)
    assert {str(finding.position) for finding in verdict.findings} == {"specimen.pdf"}


@pytest.mark.parametrize("profile", verapdf.PROFILES)
def test_verapdf_knows_each_profile(profile: verapdf.Profile) -> None:
    verdict = verapdf.validate(specimen.pdf(), profile)
    assert verdict.outcome == "failed"
    assert verdict.checks


def test_verapdf_gives_no_report_on_rubbish() -> None:
    verdict = verapdf.validate(b"%PDF-1.7 rubbish")
    assert verdict.outcome == "broken"
    assert _codes(verdict) == {"verapdf-no-report"}


def test_epubcheck_passes_the_specimen() -> None:
    verdict = epubcheck.validate(specimen.epub())
    assert (verdict.outcome, verdict.findings) == ("passed", ())


def test_epubcheck_finds_a_planted_fault_at_its_place() -> None:
    verdict = epubcheck.validate(_altered(b'<a href="n.xhtml">', b'<a href="lost.xhtml">'))
    assert not verdict.passed
    assert "publication.epub/n.xhtml:4:26" in {str(f.position) for f in verdict.findings}


@pytest.mark.parametrize("data", [b"", b"rubbish"], ids=["empty", "rubbish"])
def test_epubcheck_fails_rubbish_and_tells_no_temporary_path(data: bytes) -> None:
    verdict = epubcheck.validate(data, "book.epub")
    assert verdict.outcome in {"failed", "broken"}
    assert {str(finding.position) for finding in verdict.findings} == {"book.epub"}
    assert "/tmp" not in repr(verdict)


def test_the_same_file_gets_the_same_words() -> None:
    epub = _altered(b"dc:title", b"dc:tittle")
    first = judges.check_written({"pdf": specimen.pdf(), "epub": epub})
    assert first == judges.check_written({"pdf": specimen.pdf(), "epub": epub})
    asked = {suffix: [v.judge for v in verdicts] for suffix, verdicts in first.items()}
    assert asked == {"pdf": ["veraPDF", "veraPDF"], "epub": ["EPUBCheck"]}


def test_a_pdf_is_judged_by_every_standard_of_its_profile() -> None:
    standards = {
        profile: [
            v.standard for v in judges.check_written({"pdf": specimen.pdf()}, "s", profile)["pdf"]
        ]
        for profile in judges.PDF_PROFILES
    }
    assert standards == {
        "ua-1": ["PDF/UA-1 (ISO 14289-1)", "PDF/A-3a (ISO 19005-3)"],
        "ua-2": [
            "PDF/UA-2 (ISO 14289-2)",
            "Well-Tagged PDF 1.0, accessibility",
            "PDF/A-4f (ISO 19005-4)",
        ],
    }


def test_only_what_was_written_is_judged() -> None:
    assert judges.check_written({}) == {}
    ((suffix, verdicts),) = judges.check_written({"epub": specimen.epub()}).items()
    assert (suffix, [v.judge for v in verdicts]) == ("epub", ["EPUBCheck"])


def test_warming_up_says_nothing_and_lets_the_program_end() -> None:
    program = (
        "from everyleaf.check import judges, specimen; judges.warm_up(); "
        "found = judges.check_written({'pdf': specimen.pdf(), 'epub': specimen.epub()}); "
        "print(*[v.outcome for verdicts in found.values() for v in verdicts])"
    )
    source = Path(__file__).parents[2] / "src"
    run = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (run.stdout, run.stderr, run.returncode) == ("failed failed passed\n", "", 0)


@pytest.mark.browser
def test_nu_passes_a_sound_page_and_finds_a_fault() -> None:
    good = nu.validate(GOOD_PAGE.encode(), TOOLS)
    if good.missing:
        judge_missing(good.judge, good.findings[0].remedy)
    assert (good.outcome, good.findings) == ("passed", ())
    bad = nu.validate(GOOD_PAGE.replace("<p>", "<p colour='red'>").encode(), TOOLS, "bad.html")
    assert [str(finding.position) for finding in bad.findings] == ["bad.html:3:27"]


@pytest.mark.browser
def test_axe_passes_a_sound_page_and_finds_faults_of_one_scheme(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.html", tmp_path / "bad.html"
    good.write_text(GOOD_PAGE, "utf-8")
    style = "<style>@media (prefers-color-scheme: dark) { p { color: #ccc } }</style>"
    bad.write_text(GOOD_PAGE.replace("</head>", f"{style}</head>"), "utf-8")
    try:
        script = TOOLS.require_module("axe-core", "axe.min.js")
    except JudgeMissingError as error:
        judge_missing(axe.JUDGE, error.remedy)
    with browser_or_skip() as browser:
        sound = axe.judge_view(good, browser, script, axe.View(1280, "light"))
        assert (sound.outcome, sound.findings) == ("passed", ())
        assert axe.judge_view(bad, browser, script, axe.View(320, "light")).passed
        dark = axe.judge_view(bad, browser, script, axe.View(320, "dark"))
        assert _codes(dark) == {"axe-color-contrast"}
        lost = axe.judge_view(tmp_path / "lost.html", browser, script, axe.View(320, "dark"))
        assert lost.outcome == "broken"


@pytest.mark.browser
def test_axe_over_every_view_has_one_finding_for_each_fault(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(GOOD_PAGE.replace("<p>", '<img src="data:,"><p>'), "utf-8")
    verdict = axe.validate(page, TOOLS)
    if verdict.missing:
        judge_missing(verdict.judge, verdict.findings[0].remedy)
    assert [finding.code for finding in verdict.findings] == ["axe-image-alt"]


@pytest.mark.browser
def test_ace_finds_the_missing_metadata_of_the_specimen() -> None:
    verdict = ace.validate(specimen.epub(), TOOLS, "specimen.epub")
    if verdict.missing:
        judge_missing(verdict.judge, verdict.findings[0].remedy)
    assert verdict.outcome == "failed"
    assert "ace-metadata-accessmode" in _codes(verdict)
    assert "/tmp" not in repr(verdict)


@pytest.mark.browser
def test_ace_gives_no_report_on_rubbish() -> None:
    verdict = ace.validate(b"rubbish", TOOLS)
    if verdict.missing:
        judge_missing(verdict.judge, verdict.findings[0].remedy)
    assert verdict.outcome == "broken"


def test_a_run_that_is_terminated_ends_at_once_and_leaves_nothing(tmp_path: Path) -> None:
    program = (
        "import time; from everyleaf.check import specimen, verapdf; "
        "verapdf.validate_all(specimen.pdf(), ['ua1']); print('judged', flush=True); time.sleep(60)"
    )
    source = Path(__file__).parents[2] / "src"
    with subprocess.Popen(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(source)},
        cwd=tmp_path,
        stdout=subprocess.PIPE,
    ) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == b"judged\n"
        run.terminate()
        assert run.wait(10) == -signal.SIGTERM
    assert list(tmp_path.iterdir()) == []
