"""Write findings as SARIF 2.1.0, which code hosts show beside the lines they are about.

OASIS Static Analysis Results Interchange Format, 27 March 2020. A finding that the author accepted
is in the file too, with the reason, as §3.27.23 asks.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from urllib.parse import quote

import everyleaf
from everyleaf.diagnostics import Accepted, Diagnostic

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {"error": "error", "warning": "warning", "advice": "note"}


def write_sarif(findings: Sequence[Diagnostic], accepted: Sequence[Accepted] = ()) -> str:
    """Return the findings as the text of a SARIF file, in the order given.

    Args:
        findings: What stands.
        accepted: What the author accepted.
    """
    told = [*findings, *(one.finding for one in accepted)]
    codes = sorted({finding.code for finding in told})
    results = [_result(finding) for finding in findings]
    results += [
        {
            **_result(one.finding),
            "suppressions": [{"kind": "inSource", "justification": one.reason}],
        }
        for one in accepted
    ]
    driver = {
        "name": "Everyleaf",
        "semanticVersion": everyleaf.__version__,
        "rules": [{"id": code} for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _result(finding: Diagnostic) -> Mapping[str, object]:
    clause = f" ({finding.reference})" if finding.reference else ""
    text = f"{finding.message[:1].upper()}{finding.message[1:]}. {finding.remedy}{clause}"
    result: dict[str, object] = {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": text},
    }
    if finding.position is not None:
        place = finding.position
        location: dict[str, object] = {"artifactLocation": {"uri": quote(place.path)}}
        if place.line is not None:
            region = {"startLine": place.line}
            if place.column is not None:
                region["startColumn"] = place.column
            location["region"] = region
        result["locations"] = [{"physicalLocation": location}]
    return result
