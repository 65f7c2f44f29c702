"""What a judge says about one file.

A `Verdict` is somebody else's report in our data types: who judged, in which version, against
what, with which outcome, and each finding as a `Diagnostic`.

Why an outcome of four words and not a flag: a judge that is not installed, or that broke off, has
not passed the file. `passed` is true for one outcome only, so nobody reads silence as praise.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from everyleaf.diagnostics import Diagnostic, Position

Outcome = Literal["passed", "failed", "missing", "broken"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The report of one judge on one file against one standard."""

    judge: str
    """The judge's own name: `veraPDF`, `EPUBCheck`."""
    version: str
    """The judge's version as it gives it itself; empty if it never ran."""
    standard: str
    """What was checked, in plain words: `PDF/UA-1 (ISO 14289-1)`."""
    outcome: Outcome
    """`missing`: the judge is not installed; `broken`: it ran and gave no report."""
    checks: int | None = None
    """How many checks the judge made, if it says so."""
    findings: tuple[Diagnostic, ...] = field(default=())
    """What it found, in a fixed order."""
    pointers: tuple[str, ...] = ()
    """For each finding the judge's own way to the object: veraPDF's context, axe's XPath, Ace's
    CFI; empty where it names none."""

    def told(self) -> Iterator[tuple[Diagnostic, str]]:
        """Yield each finding with its pointer, or an empty one."""
        for place, finding in enumerate(self.findings):
            yield finding, self.pointers[place] if place < len(self.pointers) else ""

    @property
    def passed(self) -> bool:
        """Whether the judge ran to its end and found nothing against the file."""
        return self.outcome == "passed"

    @property
    def missing(self) -> bool:
        """Whether the judge is not installed."""
        return self.outcome == "missing"

    def as_required(self) -> Verdict:
        """Return the verdict with the absence of its judge as an error."""
        if not self.missing:
            return self
        findings = tuple(dataclasses.replace(f, severity="error") for f in self.findings)
        return dataclasses.replace(self, findings=findings)

    def as_json(self) -> dict[str, object]:
        """Return the verdict as a JSON object."""
        return {
            "judge": self.judge,
            "version": self.version,
            "standard": self.standard,
            "outcome": self.outcome,
            "passed": self.passed,
            "checks": self.checks,
            "findings": [
                {**finding.as_json(), "pointer": pointer or None}
                for finding, pointer in self.told()
            ],
        }

    def format_text(self) -> str:
        """Return one line that says who judged what and how it went."""
        who = f"{self.judge} {self.version}".rstrip()
        count = len(self.findings)
        words = {
            "passed": "passed",
            "failed": f"{count} finding" + ("" if count == 1 else "s"),
            "missing": "not run: not installed",
            "broken": "gave no report",
        }
        return f"{self.standard}: {words[self.outcome]} ({who})"


class JudgeMissingError(Exception):
    """A judge, or something that it needs, is not installed."""

    def __init__(self, needed: str, remedy: str) -> None:
        """Keep what is needed and, in the imperative, how to get it."""
        super().__init__(needed)
        self.needed = needed
        self.remedy = remedy


def missing_verdict(judge: str, standard: str, error: JudgeMissingError) -> Verdict:
    """Return the verdict of a judge that is not installed: a visible finding, never a pass."""
    # No position: the finding is about this machine, not about a place in a file.
    finding = Diagnostic(
        "judge-missing",
        "warning",
        f"{judge} did not run, so {standard} was not checked: {error.needed} is not installed",
        error.remedy,
    )
    return Verdict(judge, "", standard, "missing", None, (finding,))


def broken_verdict(judge: str, version: str, standard: str, name: str, reason: str) -> Verdict:
    """Return the verdict of a judge that gave no report on the file `name`."""
    finding = Diagnostic(
        f"{judge.lower().replace(' ', '-')}-no-report",
        "error",
        f"{judge} gave no report on {standard}: {reason}",
        "Open the file in another program to see whether it is whole, and publish it again.",
        Position(name),
    )
    return Verdict(judge, version, standard, "broken", None, (finding,))
