"""One code weighs the same and rests on the same clause, wherever it is found and explained.

What a source is told is in the cases of `tests/codes`, what a finished file is told in `FAULTS`,
what an author reads of it in the guide.
"""

from __future__ import annotations

import re

from everyleaf.check.catalogue import explanations
from everyleaf.check.files.faults import FAULTS
from tests.test_codes import CODES

APART = {
    "contrast-low",  # computed from style sheets in a source, measured by a browser in a file
    "heading-second-title",  # a file may have two; in a source the title is in the front matter
    "language-invalid",  # of the whole or of a passage: there are two criteria
    "note-unreferenced",  # a source loses the note, a file shows it
}
"""Codes that mean more in one of the two, and say so in the guide."""

_TOLD = re.compile(r": (error|warning|advice): .* \[([a-z0-9-]+)\]\n  (.*)")
_CLAUSE = re.compile(r"\(((?:WCAG|ISO|EPUB|DPUB|WAI|BCP|SVG|HTML|Accessibility)[^()]*)\)$")
_WEIGHT = re.compile(r"\*(Error|Warning|Advice)\b([^*]*)\*")

Weight = tuple[str, str | None]
"""A severity, and the clause."""


def _of_sources() -> dict[str, set[Weight]]:
    """Return how each code of a source is told in its own case."""
    told: dict[str, set[Weight]] = {}
    for path in CODES.glob("*.txt"):
        for severity, code, remedy in _TOLD.findall(path.read_text("utf-8")):
            if code == path.stem:
                clause = _CLAUSE.search(remedy)
                told.setdefault(code, set()).add((severity, clause[1] if clause else None))
    return told


def test_a_source_and_a_file_are_told_alike() -> None:
    told = _of_sources()
    apart = {
        code: (told[code], fault)
        for code, fault in FAULTS.items()
        if code in told and told[code] != {(fault.severity, fault.reference)}
    }
    assert set(apart) == APART, {code: apart[code] for code in apart.keys() - APART}


def test_the_guide_says_what_is_told() -> None:
    told = _of_sources()
    for code, fault in FAULTS.items():
        told.setdefault(code, set()).add((fault.severity, fault.reference))
    wrong = []
    for code, weights in told.items():
        weight = _WEIGHT.search(explanations()[code])
        assert weight is not None, code
        said = " ".join(weight[0].casefold().split())
        for severity, clause in weights:
            # The guide names a whole specification where the finding names a role of it.
            known = (
                clause is None or clause.partition(", ")[0].partition(" doc-")[0].casefold() in said
            )
            if severity not in said or not known:
                wrong.append(f"{code}: {severity}, {clause} is not in “{weight[0]}”")
    assert not wrong, "\n".join(wrong)
