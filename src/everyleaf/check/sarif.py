"""Write findings as SARIF 2.1.0, which code hosts show beside the lines they are about.

OASIS Static Analysis Results Interchange Format, 27 March 2020. A finding that the author accepted
is in the file too, with the reason, as §3.27.23 asks.

Why every result has a place: GitHub refuses a whole file for one result without, such as that a
judge is not installed (github/codeql-action#1738).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote

import everyleaf
from everyleaf.check.catalogue import explanations
from everyleaf.diagnostics import Accepted, Diagnostic, Position

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {"error": "error", "warning": "warning", "advice": "note"}
_FIRST_SENTENCE = re.compile(r"# \S+\s+(?:\*[^*]+\*\s+)?(.+?\.)(?=\s|\Z)", re.DOTALL)
"""Of an entry of the guide, after its code, severity and clause."""


def write_sarif(
    findings: Sequence[Diagnostic], accepted: Sequence[Accepted] = (), checked: str = "."
) -> str:
    """Return the findings as the text of a SARIF file, in the order given.

    Args:
        findings: What stands.
        accepted: What the author accepted.
        checked: The path that was checked, as the place of a finding that has none.
    """
    told = [*findings, *(one.finding for one in accepted)]
    codes = sorted({finding.code for finding in told})
    results = [_result(finding, checked) for finding in findings]
    results += [
        {
            **_result(one.finding, checked),
            "suppressions": [{"kind": "inSource", "justification": one.reason}],
        }
        for one in accepted
    ]
    driver = {
        "name": "Everyleaf",
        "semanticVersion": everyleaf.__version__,
        "rules": [_rule(code) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(code: str) -> Mapping[str, object]:
    """Return what a code host shows of a code: the guide's words, where it has some."""
    text = explanations().get(code)
    if text is None:
        return {"id": code}
    first = _FIRST_SENTENCE.match(text)
    return {
        "id": code,
        "shortDescription": {"text": " ".join(first[1].split()) if first else code},
        "help": {"text": text, "markdown": text},
    }


def _result(finding: Diagnostic, checked: str) -> Mapping[str, object]:
    clause = f" ({finding.reference})" if finding.reference else ""
    text = f"{finding.message[:1].upper()}{finding.message[1:]}. {finding.remedy}{clause}"
    place = finding.position or Position(checked)
    location: dict[str, object] = {"artifactLocation": {"uri": quote(place.path)}}
    if place.line is not None:
        region = {"startLine": place.line}
        if place.column is not None:
            region["startColumn"] = place.column
        location["region"] = region
    return {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [{"physicalLocation": location}],
    }
