"""An edition claims to conform where a reviewer attests it and everything proves it; else it says why."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable, Collection, Mapping
from io import BytesIO
from pathlib import Path

import pytest

from everyleaf import build
from everyleaf.check import judges
from everyleaf.check.proof import NEEDED
from everyleaf.check.verdict import JudgeMissingError, Verdict, missing_verdict
from everyleaf.conformance import is_asked_for, level_of, lowest_level
from everyleaf.diagnostics import Diagnostic, Position, PublishError
from everyleaf.model import PDF_STANDARDS, Format, PdfStandard
from tests.judges import TOOLS, assert_passed

pytestmark = pytest.mark.book

ARTICLE = """---
title: The Tides
lang: en-GB
date: 2026-11-01
publisher: Example Press
license: CC-BY-4.0
attribution:
  - {role: source, name: Harbour Board, title: Tide tables, license: CC-BY-4.0}
%s
---

## What the tides are

%s
"""
REVIEW = "reviewed: {by: Example Access Centre, date: 2026-10-28, level: %s}"
TABLE = "| Port | High |\n|------|-----:|\n| A    |    1 |"
"""A table without a caption, which is a warning, and breaks no criterion."""
LINK = "For more, [click here](https://example.org/)."
"""A link that says nothing, which is a warning (WCAG 2.2 SC 2.4.4)."""

Judges = Callable[[Format, str, bytes], Verdict]


def passing(suffix: Format, judge: str, data: bytes) -> Verdict:
    return Verdict(judge, "1", "a standard", "passed")


def lacking(*absent: str) -> Judges:
    def judge(suffix: Format, judge: str, data: bytes) -> Verdict:
        if judge in absent:
            return missing_verdict(judge, "a standard", JudgeMissingError(judge, f"Get {judge}."))
        return passing(suffix, judge, data)

    return judge


class Bench:
    """Publishes an article before judges of our own, and keeps what they were given."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.judges: Judges = passing
        self.seen: list[Mapping[Format, bytes]] = []
        monkeypatch.setattr(judges, "check_written", self.check_written)
        monkeypatch.setattr(judges, "warm_up", lambda standards: None)

    def check_written(
        self,
        files: Mapping[Format, bytes],
        name: str,
        pdf_standard: PdfStandard,
        required: Collection[str],
        tools: object,
        jobs: object,
        needed: Collection[str],
    ) -> dict[Format, tuple[Verdict, ...]]:
        self.seen.append(files)
        asked = (
            {"veraPDF", "EPUBCheck"} if not needed else {j for js in NEEDED.values() for j in js}
        )
        return {
            suffix: tuple(self.judges(suffix, j, data) for j in NEEDED[suffix] if j in asked)
            for suffix, data in files.items()
        }

    def publish(self, keys: str, text: str = "The tides rise.", judged: bool = True) -> None:
        source = self.folder / "tides.md"
        source.write_text(ARTICLE % (keys, text), "utf-8")
        result = build.publish([source], self.folder / "out", judged=judged)
        self.findings = result.findings
        self.files = {
            kind: (self.folder / "out" / f"tides.{kind}").read_bytes()
            for kind in ("html", "pdf", "epub")
        }

    @property
    def claims(self) -> dict[str, str]:
        """What each file says that it conforms to."""
        with zipfile.ZipFile(BytesIO(self.files["epub"])) as archive:
            package = archive.read("EPUB/content.opf").decode()
        texts = {
            "epub": re.search(r'"dcterms:conformsTo"[^>]*>([^<]*)', package),
            "html": re.search(r'"conformsTo": "([^"]*)"', self.files["html"].decode()),
            "pdf": re.search(
                r"<pdfd:conformsTo>([^<]*wcag[^<]*)", self.files["pdf"].decode("latin-1")
            ),
        }
        return {kind: match[1] for kind, match in texts.items() if match}

    @property
    def unproved(self) -> list[Diagnostic]:
        return [f for f in self.findings if f.code == "conformance-unproved"]

    def json(self, name: str) -> dict[str, object]:
        data: dict[str, object] = json.loads((self.folder / "out" / name).read_bytes())
        return data


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    return Bench(tmp_path, monkeypatch)


def test_without_a_review_nothing_is_claimed_and_nothing_done_twice(bench: Bench) -> None:
    bench.publish("")
    assert (bench.claims, bench.unproved, len(bench.seen)) == ({}, [], 1)
    assert "conformance" not in json.dumps(bench.json("manifest.json"))
    assert bench.json("tides-accessibility.json")["conformance"] is None


def test_what_is_proved_is_claimed_and_was_judged_as_it_is(bench: Bench) -> None:
    bench.publish(REVIEW % "AA")
    assert bench.findings == ()
    assert bench.claims == {
        "epub": "EPUB Accessibility 1.1 - WCAG 2.2 Level AA",
        "html": "https://www.w3.org/TR/WCAG22/",
        "pdf": "https://pdfa.org/declarations#wcag22AA",
    }
    assert dict(bench.seen[-1]) == bench.files
    manifest = json.dumps(bench.json("manifest.json"))
    assert manifest.count('"attested_by": "Example Access Centre"') == 3
    report = (bench.folder / "out" / "tides-accessibility.html").read_text("utf-8")
    assert "This publication meets accepted accessibility standards" in report
    assert "EPUB Accessibility 1.1 - WCAG 2.2 Level AA" in report
    first = bench.files
    bench.publish(REVIEW % "AA")
    assert bench.files == first


def test_a_level_is_claimed_as_it_is_attested(bench: Bench) -> None:
    bench.publish(REVIEW % "A")
    assert bench.claims["epub"] == "EPUB Accessibility 1.1 - WCAG 2.2 Level A"
    assert (
        '"Conforms to Web Content Accessibility Guidelines 2.2, Level A."'
        in bench.files["html"].decode()
    )


def test_a_missing_judge_keeps_the_claim_out_of_its_edition(bench: Bench) -> None:
    bench.judges = lacking("Ace by DAISY")
    bench.publish(REVIEW % "AA")
    assert set(bench.claims) == {"html", "pdf"}
    (finding,) = bench.unproved
    assert "tides.epub does not claim" in finding.message
    assert "Ace by DAISY is not installed" in finding.message
    assert finding.remedy == "Get Ace by DAISY."
    assert finding.position is not None and finding.position.line == 9
    assert finding.position.path.endswith("tides.md")
    manifest = json.dumps(bench.json("manifest.json"))
    assert '"doubts": ["Ace by DAISY is not installed"]' in manifest
    report = (bench.folder / "out" / "tides-accessibility.html").read_text("utf-8")
    assert "The EPUB makes no such claim" in report


def test_without_any_judge_all_is_said_once(bench: Bench) -> None:
    bench.judges = lacking("Ace by DAISY", "veraPDF", "EPUBCheck", "axe-core", "Nu HTML Checker")
    bench.publish(REVIEW % "AA")
    assert bench.claims == {}
    assert [f.code for f in bench.findings] == ["conformance-unproved"] * 5
    assert len({f.message for f in bench.findings}) == 5
    report = (bench.folder / "out" / "tides-accessibility.html").read_text("utf-8")
    assert "No edition claims to conform to WCAG or to EPUB Accessibility" in report


def test_no_judges_at_all_were_wanted(bench: Bench) -> None:
    bench.publish(REVIEW % "AA", judged=False)
    assert bench.claims == {}
    assert {f.remedy for f in bench.unproved} == {"Publish it without --no-judges."}


def test_a_warning_that_stands_keeps_the_claim_out_of_all(bench: Bench) -> None:
    bench.publish(REVIEW % "AA", TABLE)
    assert bench.claims == {}
    (finding,) = bench.unproved
    assert "tides.html, tides.pdf, tides.epub do not claim" in finding.message
    assert "table-caption-missing" in finding.message


ACCEPT = "accept: [{code: %s, reason: The text says it.}]\n"


def test_an_accepted_failure_of_wcag_is_still_a_failure(bench: Bench) -> None:
    bench.publish(ACCEPT % "link-text-vague" + REVIEW % "AA", LINK)
    assert bench.claims == {}
    (finding,) = bench.unproved
    assert "1 accepted finding breaks a criterion of level AA" in finding.message


def test_an_accepted_warning_that_breaks_no_criterion_does_not_count(bench: Bench) -> None:
    bench.publish(ACCEPT % "table-caption-missing" + REVIEW % "AA", TABLE)
    assert (len(bench.claims), bench.findings) == (3, ())


def test_the_doubt_itself_can_be_accepted(bench: Bench) -> None:
    bench.judges = lacking("Ace by DAISY")
    bench.publish(ACCEPT % "conformance-unproved" + REVIEW % "AA")
    assert set(bench.claims) == {"html", "pdf"}
    assert bench.findings == ()


def test_advice_counts_for_level_aaa_alone(bench: Bench) -> None:
    text = "The WMO says so. The tides rise, and the WMO knows."
    bench.publish(REVIEW % "AA", text)
    assert [f.code for f in bench.findings] == ["abbreviation-unexplained"]
    assert len(bench.claims) == 3
    bench.publish(REVIEW % "AAA", text)
    assert bench.claims == {}
    assert "abbreviation-unexplained" in bench.unproved[0].message
    bench.publish(ACCEPT % "abbreviation-unexplained" + REVIEW % "AAA", text)
    assert "abbreviation-unexplained" not in str(bench.unproved)


def test_level_aaa_asks_for_more_contrast(bench: Bench) -> None:
    templates = bench.folder / "templates"
    templates.mkdir()
    ours = Path(build.__file__).parents[2] / "templates" / "epub.css"
    (templates / "epub.css").write_text(
        ours.read_text("utf-8") + "\np { color: #666; background: #fff }\n"
    )
    bench.publish(REVIEW % "AAA")
    assert bench.claims == {}
    assert any("contrast of 7:1" in f.message and "epub.css" in f.message for f in bench.unproved)


def test_what_does_not_pass_with_the_claim_is_published_without(bench: Bench) -> None:
    def judge(suffix: Format, judge: str, data: bytes) -> Verdict:
        refused = judge == "veraPDF" and b"declarations#wcag22AA" in data
        return Verdict(judge, "1", "PDF/UA-1", "broken" if refused else "passed")

    bench.judges = judge
    bench.publish(REVIEW % "AA")
    assert set(bench.claims) == {"html", "epub"}
    assert bench.files["pdf"] == bench.seen[0]["pdf"]
    assert "veraPDF has not passed it" in bench.unproved[0].message


def test_what_our_own_readers_find_is_a_doubt(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Position("tides.epub")
    missing = Diagnostic("judge-missing", "warning", "pikepdf is not installed", "Get pikepdf.")
    wrong = Diagnostic("note-target-wrong", "error", "a note is elsewhere", "Mend it.", place)
    found = {"tides.pdf": (missing,), "tides.epub": (wrong,), "tides.html": ()}
    monkeypatch.setattr(build, "read_back", lambda data, name: found[name])
    bench.publish(REVIEW % "AA")
    assert set(bench.claims) == {"html"}
    assert {f.remedy for f in bench.unproved} == {
        "Get pikepdf.",
        "Run everyleaf check tides.epub, and mend what it finds.",
    }


def test_a_reviewers_name_is_text_wherever_it_stands(bench: Bench) -> None:
    review = "reviewed: {by: '</script><b>A & B</b>', date: 2026-10-28, credential: '\"><i>'}"
    bench.publish(review)
    assert len(bench.claims) == 3
    assert b"<b>A" not in bench.files["html"]
    report = (bench.folder / "out" / "tides-accessibility.html").read_text("utf-8")
    assert "&lt;b&gt;A &amp; B" in report
    assert "<b>A" not in report


@pytest.mark.parametrize("standard", PDF_STANDARDS)
def test_the_fields_own_judges_prove_it(standard: PdfStandard, tmp_path: Path) -> None:
    source = tmp_path / "tides.md"
    source.write_text(ARTICLE % (REVIEW % "AA", "The tides rise."), "utf-8")
    result = build.publish([source], tmp_path / "out", pdf_standard=standard, tools=TOOLS)
    (made,) = result.editions
    for verdict in (v for verdicts in made.verdicts.values() for v in verdicts):
        assert_passed(verdict)
    assert made.conformance is not None
    assert set(made.conformance.claims) == {"html", "pdf", "epub"}
    assert [f for f in result.findings if f.severity != "advice"] == []
    assert made.files == {
        suffix: (tmp_path / "out" / f"tides.{suffix}").read_bytes() for suffix in made.files
    }


@pytest.mark.parametrize(
    ("review", "code", "words"),
    [
        ("reviewed: yes", "front-matter-value", "reviewed needs keys and values"),
        ("reviewed:", "front-matter-value", "reviewed needs keys and values"),
        ("reviewed: [{by: A, date: 2026-10-28}]", "front-matter-value", "keys and values"),
        ("reviewed: {name: A, date: 2026-10-28}", "front-matter-key-unknown", "unknown key"),
        ("reviewed: {by: A B, dat: 2026-10-28}", "front-matter-key-unknown", "Did you mean date?"),
        ("review: {by: A B, date: 2026-10-28}", "front-matter-key-unknown", "mean reviewed?"),
        ("reviewed: {by: '', date: 2026-10-28}", "review-incomplete", "has no name"),
        ("reviewed: {by: '—', date: 2026-10-28}", "review-incomplete", "has no name"),
        ("reviewed: {by: [A, B], date: 2026-10-28}", "front-matter-value", "plain text"),
        ("reviewed: {by: A B}", "review-incomplete", "the key date is missing"),
        ("reviewed: {by: A B, date: yesterday}", "date-invalid", "not a date"),
        ("reviewed: {by: A B, date: 2026-11-31}", "date-invalid", "not a date"),
        ("reviewed: {by: A B, date: 2026-11-02}", "review-date-late", "earlier"),
        ("reviewed: {by: A B, date: 2026-10-28, level: AAAA}", "setting-unknown", "cannot be AAAA"),
        ("reviewed: {by: A B, date: 2026-10-28, level: 2.2}", "setting-unknown", "cannot be 2.2"),
        (
            "reviewed: {by: A B, date: 2026-10-28, report: report.html}",
            "url-invalid",
            "web address",
        ),
        ("reviewed: {by: A B, by: C D, date: 2026-10-28}", "front-matter-key-repeated", "twice"),
    ],
)
def test_a_review_with_a_mistake_is_refused(
    bench: Bench, review: str, code: str, words: str
) -> None:
    with pytest.raises(PublishError) as caught:
        bench.publish(review)
    assert code in {d.code for d in caught.value.diagnostics}, caught.value
    assert words in str(caught.value)
    assert bench.seen == []


@pytest.mark.parametrize(
    ("reference", "level"),
    [
        (None, None),
        ("ISO 14289-1:2014 7.3", None),
        ("WCAG 2.2 SC 1.1.1", "A"),
        ("WCAG 2.2 SC 1.4.3", "AA"),
        ("WCAG 2.2 SC 3.1.5", "AAA"),
        ("WCAG 2.2 SC 1.4.3, 1.3.1", "A"),
    ],
)
def test_levels_of_criteria(reference: str | None, level: str | None) -> None:
    assert lowest_level(reference) == level


def test_higher_levels_hold_the_lower() -> None:
    assert [is_asked_for(level, "AA") for level in ("A", "AA", "AAA")] == [True, True, False]
    assert level_of("4.1.2") == "A"
