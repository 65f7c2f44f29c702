"""Say at the end of a run what was published and what was found, to people and to programs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from everyleaf.diagnostics import Diagnostic

if TYPE_CHECKING:
    from everyleaf.build import Result

_PLURALS = {"error": "errors", "warning": "warnings", "advice": "pieces of advice"}


def format_summary(result: Result, folder: Path) -> str:
    """Return a line for each file and each verdict."""
    lines = []
    for made in result.editions:
        for suffix, data in made.files.items():
            pages = f", {made.pages} pages" if suffix == "pdf" else ""
            path = folder / f"{made.publication.name}.{suffix}"
            lines.append(f"{path.as_posix()}  {format_size(len(data))}{pages}")
            lines += [f"  {verdict.format_text()}" for verdict in made.verdicts.get(suffix, ())]
            if unasked := made.unasked.get(suffix):
                names = " and ".join(judge.judge for judge in unasked)
                lines.append(f"  not read by {names}, which only --require asks")
            if made.conformance is not None and suffix in made.conformance.claims:
                word = made.conformance.attestation
                lines.append(f"  WCAG 2.2 Level {word.level}: claimed, as {word.by} attests")
    lines.append(f"{(folder / 'index.html').as_posix()}  the page to download them from")
    return "\n".join(lines)


def format_summary_json(result: Result, folder: Path) -> str:
    """Return what was published and found, as JSON."""
    summary = {
        "published": [
            {
                "name": made.publication.name,
                "source": made.publication.source_path,
                "title": made.publication.metadata.title,
                "files": [
                    {
                        "format": suffix,
                        "path": (folder / f"{made.publication.name}.{suffix}").as_posix(),
                        "bytes": len(data),
                        "sha256": hashlib.sha256(data).hexdigest(),
                        "pages": made.pages if suffix == "pdf" else None,
                    }
                    for suffix, data in made.files.items()
                ],
                "not_asked": {
                    suffix: [judge.judge for judge in unasked]
                    for suffix, unasked in made.unasked.items()
                },
                "verdicts": [v.as_json() for found in made.verdicts.values() for v in found],
            }
            for made in result.editions
        ],
        "findings": list_findings(result.findings),
    }
    return json.dumps(summary, indent=1)


def format_findings(findings: Sequence[Diagnostic]) -> str:
    """Return the findings that a publish shows: all but advice, which is counted."""
    lines = [finding.format_text() for finding in findings if finding.severity != "advice"]
    advice = sum(f.severity == "advice" for f in findings)
    errors = sum(f.severity == "error" for f in findings)
    if advice:
        lines.append(f"Advice on {advice} more: see the report, or run everyleaf check.")
    if errors:
        lines.append(f"{errors} error{'s' * (errors != 1)}; nothing was published or changed.")
    return "\n".join(lines)


def count_findings(findings: Sequence[Diagnostic], accepted: int) -> str:
    """Return how many findings of each severity there are, as one line."""
    counts = [(severity, sum(f.severity == severity for f in findings)) for severity in _PLURALS]
    parts = [f"{n} {_PLURALS[s] if n != 1 else s}" for s, n in counts if n]
    line = f"{', '.join(parts) or 'nothing'} found"
    return f"{line}, {accepted} accepted with a reason." if accepted else f"{line}."


def list_findings(findings: Sequence[Diagnostic]) -> list[dict[str, str | int | None]]:
    """Return the findings as JSON has them."""
    return [finding.as_json() for finding in findings]


def format_size(count: int) -> str:
    """Return a size as the shelf says it, in powers of ten."""
    return f"{max(1, round(count / 1000))} kB" if count < 1_000_000 else f"{count / 1e6:.1f} MB"
