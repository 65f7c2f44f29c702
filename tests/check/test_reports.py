"""Recorded reports of judges become verdicts: no Java, Node or browser is needed here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from everyleaf.check import ace, axe, epubcheck, nu, verapdf
from everyleaf.check.verapdf import FailedRule, Report
from everyleaf.check.verdict import JudgeMissingError, Verdict, missing_verdict
from everyleaf.check.wcag import success_criteria

REPORTS = Path(__file__).parent / "reports"


def _recorded(name: str) -> str:
    return (REPORTS / name).read_text("utf-8")


def _lines(verdict: Verdict) -> list[str]:
    return [finding.format_text().splitlines()[0] for finding in verdict.findings]


def test_epubcheck_counts_warnings_and_names_the_place_inside() -> None:
    verdict = epubcheck.read_report(_recorded("epubcheck.json"), "book.epub")
    assert not verdict.passed
    assert (verdict.judge, verdict.version, verdict.outcome) == ("EPUBCheck", "5.3.0", "failed")
    assert _lines(verdict) == [
        "book.epub/EPUB/package.opf:1:129: warning: Invalid prefix declaration: leading or "
        "trailing whitespace is not allowed. [epubcheck-OPF-004]",
        'book.epub/EPUB/package.opf:40:29: error: Item id "cover" was not found in the manifest. '
        "[epubcheck-OPF-049]",
        "book.epub/EPUB/package.opf:40:29: error: Error while parsing file: itemref element idref "
        "attribute does not resolve to a manifest item element [epubcheck-RSC-005]",
    ]


def test_epubcheck_notes_of_usage_do_not_count() -> None:
    report = json.loads(_recorded("epubcheck.json"))
    for message in report["messages"]:
        message["severity"] = "USAGE"
    assert epubcheck.read_report(json.dumps(report), "book.epub").passed


def test_nu_counts_errors_and_no_hints() -> None:
    verdict = nu.read_report(_recorded("nu.json"), "26.9.27", "book.html")
    assert not verdict.passed
    assert _lines(verdict) == [
        "book.html:1:50: error: CSS: “fooo”: Property “fooo” doesn't exist. [nu-error]",
        "book.html:1:60: error: Element “head” is missing a required instance of child element "
        "“title”. [nu-error]",
        "book.html:2:1: error: An “img” element must have an “alt” attribute, except under certain "
        "conditions. For details, consult guidance on providing text alternatives for images. "
        "[nu-error]",
    ]


def test_axe_fails_for_violations_and_warns_of_what_it_cannot_decide() -> None:
    verdict = axe.read_report(_recorded("axe.json"), "book.html")
    assert verdict.outcome == "failed"
    assert verdict.checks == 6
    contrast = "Elements must meet minimum color contrast ratio thresholds"
    assert _lines(verdict) == [
        f"book.html: error: {contrast} (at p:nth-child(4)) [axe-color-contrast]",
        f"book.html: error: {contrast} (at p:nth-child(5)) [axe-color-contrast]",
        "book.html: error: Images must have alternative text (at img) [axe-image-alt]",
        f"book.html: advice: {contrast} (at h2) [axe-undecided-color-contrast]",
    ]
    assert verdict.findings[0].reference == "WCAG 2.2 SC 1.4.3"


def test_axe_names_the_element() -> None:
    results = json.loads(_recorded("axe.json"))
    nodes = results["violations"][0]["nodes"]
    nodes[0]["xpath"] = ["/html/body/main/p[4]"]
    nodes += [nodes[1]] * 150
    verdict = axe.read_report(json.dumps(results), "book.html")
    told = [(f, pointer) for f, pointer in verdict.told() if f.code == "axe-color-contrast"]
    assert told[0][1] == "/html/body/main/p[4]"
    assert len(told) == axe.MAX_PLACES
    assert "and 52 places more" in told[-1][0].message


def test_axe_passes_a_page_about_which_it_is_only_unsure() -> None:
    results = json.loads(_recorded("axe.json"))
    results["violations"] = []
    verdict = axe.read_report(json.dumps(results), "book.html")
    assert verdict.passed
    assert [finding.severity for finding in verdict.findings] == ["advice"]


def test_ace_names_the_document_inside() -> None:
    verdict = ace.read_report(_recorded("ace.json"), "book.epub")
    assert (verdict.judge, verdict.version) == ("Ace by DAISY", "1.4.6")
    assert [(f.code, str(f.position), f.reference) for f in verdict.findings] == [
        ("ace-epub-lang", "book.epub/p.opf", None),
        ("ace-metadata-accessibilityfeature", "book.epub/p.opf", None),
        ("ace-image-alt", "book.epub/n.xhtml", "WCAG 2.2 SC 1.1.1"),
    ]
    assert verdict.pointers == ("", "", "/4/4/2")


def test_ace_that_judged_nothing_is_no_pass() -> None:
    report = json.loads(_recorded("ace.json"))
    report["assertions"] = []
    assert ace.read_report(json.dumps(report), "book.epub").outcome == "broken"


def test_verapdf_has_one_finding_for_each_object_in_the_order_of_clauses() -> None:
    annotations = tuple(f"root/annots[{n}]" for n in range(3))
    failed = (
        FailedRule("7.18.5", 1, "Links shall be tagged", annotations, 103),
        FailedRule("7.2", 34, "Natural language shall be determined", ("root/content[1]",), 1),
    )
    verdict = verapdf.read_report(Report("1.31", False, 90, failed), "ua1", "book.pdf")
    assert not verdict.passed
    assert verdict.checks == 90
    assert _lines(verdict) == [
        "book.pdf: error: Natural language shall be determined [verapdf-7.2-34]",
        *["book.pdf: error: Links shall be tagged [verapdf-7.18.5-1]"] * 3,
        "book.pdf: error: Links shall be tagged (and 100 places more) [verapdf-7.18.5-1]",
    ]
    assert verdict.pointers == ("root/content[1]", *annotations, "")
    assert verdict.findings[0].reference == "ISO 14289-1:2014 7.2"
    findings = verdict.as_json()["findings"]
    assert isinstance(findings, list)
    assert [finding["pointer"] for finding in findings][-2:] == ["root/annots[2]", None]


@pytest.mark.parametrize(
    "report",
    [Report("1", False, 90, ()), Report("1", True, 90, (FailedRule("7.1", 1, "x", ("root",), 1),))],
    ids=["not compliant", "a failed rule"],
)
def test_verapdf_passes_a_file_only_if_verdict_and_rules_agree(report: Report) -> None:
    assert not verapdf.read_report(report, "ua1", "book.pdf").passed


def test_verapdf_passes_a_compliant_file() -> None:
    verdict = verapdf.read_report(Report("1.31", True, 90, ()), "ua1", "book.pdf")
    assert verdict.passed
    assert verdict.format_text() == "PDF/UA-1 (ISO 14289-1): passed (veraPDF 1.31)"


def test_a_missing_judge_is_a_visible_finding_and_no_pass() -> None:
    error = JudgeMissingError("the Python package jpype", "Install it: pip install x")
    verdict = missing_verdict("veraPDF", "PDF/UA-1", error)
    assert verdict.missing
    assert not verdict.passed
    (finding,) = verdict.findings
    assert (finding.code, finding.severity) == ("judge-missing", "warning")
    assert finding.format_text() == (
        "warning: veraPDF did not run, so PDF/UA-1 was not checked: the Python package jpype is "
        "not installed [judge-missing]\n  Install it: pip install x"
    )
    assert verdict.as_json()["passed"] is False


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (["cat.color", "wcag2aa", "wcag143"], "WCAG 2.2 SC 1.4.3"),
        (["wcag412", "wcag111", "wcag1410"], "WCAG 2.2 SC 1.1.1, 1.4.10, 4.1.2"),
        (["best-practice"], None),
    ],
)
def test_success_criteria(tags: list[str], expected: str | None) -> None:
    assert success_criteria(tags) == expected
