"""Ask axe-core, in a real browser, whether a page is accessible: its results → `Verdict`.

1. `open_browser` starts Chromium without a screen and without its calls home.
2. `judge_view` shows one page at one width in one colour scheme and runs axe in it.
3. `validate` does so for every view that readers meet: a phone or 400 % zoom, a desktop, light, dark.

What axe cannot decide (`incomplete`) is advice for a person's eyes; it does not fail the page.
Nothing is fetched: a request to anything but files beside the page is refused.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NotRequired, TypedDict, cast

from everyleaf.check.tools import Tools
from everyleaf.check.verdict import (
    JudgeMissingError,
    Verdict,
    broken_verdict,
    missing_verdict,
)
from everyleaf.check.wcag import success_criteria
from everyleaf.diagnostics import Diagnostic, Position, Severity

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

JUDGE = "axe-core"
STANDARD = "WCAG 2.2 A and AA and best practices, as far as axe can test them"

CHROMIUM_FLAGS = (
    "--no-sandbox",  # Chromium refuses to run as root with it
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
TIMEOUT_S = 120.0
MAX_PLACES = 100
"""So many elements that break a rule are told one by one."""


@dataclass(frozen=True, slots=True)
class View:
    """How a reader sees the page."""

    width_px: int
    """CSS pixels; 320 is also what 1280 at 400 % zoom leaves (WCAG 2.2 SC 1.4.10)."""
    scheme: Literal["light", "dark"]

    def __str__(self) -> str:
        return f"{self.width_px} px, {self.scheme}"


_OPTIONS = "{xpath: true, rules: {'target-size': {enabled: true}}}"
"""axe leaves out SC 2.5.8 unless it is asked, though the claims are about WCAG 2.2."""

VIEWS = tuple(View(width, scheme) for width in (320, 1280) for scheme in ("light", "dark"))


class _Node(TypedDict):
    target: list[str | list[str]]
    xpath: NotRequired[list[str]]
    failureSummary: str


class _Rule(TypedDict):
    id: str
    help: str
    tags: list[str]
    nodes: list[_Node]


class _Engine(TypedDict):
    version: str


class _Results(TypedDict):
    testEngine: _Engine
    violations: list[_Rule]
    incomplete: list[_Rule]
    passes: list[_Rule]


def validate(
    page: Path, tools: Tools, views: Sequence[View] = VIEWS, name: str | None = None
) -> Verdict:
    """Judge a page with axe in every view; one finding for each element that fails in any of them.

    `name` is what findings call the page; by default, its file name.
    """
    try:
        script = tools.require_module("axe-core", "axe.min.js")
        with open_browser(tools) as browser:
            verdicts = [judge_view(page, browser, script, view, name) for view in views]
    except JudgeMissingError as error:
        return missing_verdict(JUDGE, STANDARD, error)
    worst = min(verdicts, key=lambda v: ("broken", "failed", "passed").index(v.outcome))
    checks = sum(v.checks or 0 for v in verdicts)
    # The words may differ from view to view: how far a colour is off.
    found = {(f.code, pointer): f for v in reversed(verdicts) for f, pointer in v.told()}
    told = sorted(found.items(), key=lambda item: item[0])
    return Verdict(
        JUDGE,
        worst.version,
        STANDARD,
        worst.outcome,
        checks,
        tuple(finding for _, finding in told),
        tuple(pointer for (_, pointer), _ in told),
    )


@contextmanager
def open_browser(tools: Tools) -> Iterator[Browser]:
    """Start Chromium with a fresh profile for the time of the block.

    Raises:
        JudgeMissingError: if Chromium or the Python package playwright is not installed.
    """
    program = tools.require_chromium()
    if importlib.util.find_spec("playwright") is None:
        raise JudgeMissingError("the Python package playwright", "Run pip install playwright.")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(program), args=list(CHROMIUM_FLAGS), headless=True
        )
        try:
            yield browser
        finally:
            browser.close()


def judge_view(
    page: Path, browser: Browser, script: Path, view: View, name: str | None = None
) -> Verdict:
    """Judge one page in one view; `script` is `axe.min.js`."""
    name = name or page.name
    from playwright.sync_api import Error

    context = browser.new_context(
        viewport={"width": view.width_px, "height": 900},
        color_scheme=view.scheme,
        reduced_motion="reduce",
    )
    context.set_default_timeout(TIMEOUT_S * 1000)
    context.route("**/*", _refuse_network)
    try:
        tab = context.new_page()
        tab.goto(page.resolve().as_uri())
        # axe-core 4.14 cannot tell the colours of what the browser has not drawn yet
        tab.add_style_tag(content="* { content-visibility: visible !important }")
        tab.evaluate(script.read_text("utf-8"))
        # Chromium, not Python, keeps the time limit: `evaluate` itself has none.
        limit = f"new Promise((_, no) => setTimeout(() => no('too slow'), {TIMEOUT_S * 1000}))"
        text = tab.evaluate(f"Promise.race([axe.run({_OPTIONS}), {limit}]).then(JSON.stringify)")
    except Error as error:
        reason = type(error).__name__
        return broken_verdict(JUDGE, "", STANDARD, name, f"{reason} at {view}")
    finally:
        context.close()
    return read_report(text, name)


def read_report(text: str, name: str) -> Verdict:
    """Return the verdict that the JSON of `axe.run()` amounts to.

    Raises:
        ValueError: if the text is not JSON.
    """
    results = cast(_Results, json.loads(text))
    failed, unsure = results["violations"], results["incomplete"]
    told = [
        *(told for rule in failed for told in _findings(rule, "axe", "error", name, MAX_PLACES)),
        # Once for each rule: most of what axe cannot tell is as it should be.
        *(told for rule in unsure for told in _findings(rule, "axe-undecided", "advice", name, 1)),
    ]
    outcome: Literal["passed", "failed"] = "failed" if failed else "passed"
    checks = len(failed) + len(unsure) + len(results["passes"])
    return Verdict(
        JUDGE,
        results["testEngine"]["version"],
        STANDARD,
        outcome,
        checks,
        tuple(finding for finding, _ in told),
        tuple(pointer for _, pointer in told),
    )


def _findings(
    rule: _Rule, prefix: str, severity: Severity, name: str, most: int
) -> Iterator[tuple[Diagnostic, str]]:
    """Yield a finding for each element that breaks a rule, with its XPath, up to a bound."""
    more = len(rule["nodes"]) - most
    for number, node in enumerate(rule["nodes"][:most], 1):
        parts = (part if isinstance(part, str) else " ".join(part) for part in node["target"])
        rest = f", and {more} places more" if more > 0 and number == most else ""
        finding = Diagnostic(
            f"{prefix}-{rule['id']}",
            severity,
            f"{rule['help']} (at {' '.join(parts)}{rest})",
            " ".join(node["failureSummary"].split()),
            Position(name),
            success_criteria(rule["tags"]),
        )
        # Within frames and shadow trees there is more than one step: the first is in this page.
        yield finding, next(iter(node.get("xpath", [])), "")


def _refuse_network(route: Route) -> None:
    if route.request.url.startswith(("file:", "data:", "blob:")):
        route.continue_()
    else:
        route.abort()
