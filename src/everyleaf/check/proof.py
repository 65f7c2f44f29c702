"""Decide in which editions a publication may claim that it conforms to WCAG 2.2.

A reviewer attests it in the front matter. The claim is made where nothing speaks against it:

1. `find_doubts_of_text`: errors and warnings that stand, in whichever edition; warnings that were
   accepted, if they rest on a criterion that is claimed; for level AAA also advice on criteria of
   that level, and text whose contrast is below 7:1.
2. `find_doubts_of_edition`: judges of the edition that did not read it, or did not pass it; what our
   own readers find in it.
3. `report_doubts` says each doubt once, as a finding.

Why accepted warnings count: a reason may excuse a broken criterion, but the file still breaks it.
Accepted advice does not: it was a suspicion, and its author has denied it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from everyleaf.check.accepted import Weighed
from everyleaf.check.rules.contrast import measure_contrast
from everyleaf.check.rules.skeleton import reduce_publication
from everyleaf.check.verdict import Verdict
from everyleaf.conformance import is_asked_for, lowest_level
from everyleaf.diagnostics import Diagnostic
from everyleaf.model import Attestation, ConformanceLevel, Doubt, Format, Publication

NEEDED: Mapping[Format, tuple[str, ...]] = {
    "pdf": ("veraPDF",),
    "epub": ("EPUBCheck", "Ace by DAISY"),
    "html": ("axe-core", "Nu HTML Checker"),
}
"""The judges that must have passed an edition."""
UNPROVED = "conformance-unproved"

_ENHANCED, _ENHANCED_LARGE = 7.0, 4.5
"""Contrast of text and of large text (WCAG 2.2 SC 1.4.6)."""
_SHOWN = 4


def find_doubts_of_text(
    publication: Publication, attestation: Attestation, weighed: Weighed, formats: Sequence[Format]
) -> Iterator[Doubt]:
    """Yield what speaks against the claim in every edition."""
    standing = [f for f in weighed.standing if f.severity != "advice"]
    if standing:
        what = f"{_count(len(standing), 'finding stands', 'findings stand')}: {_codes(standing)}"
        yield Doubt(what, "Mend what was found.", tuple(formats))
    level = attestation.level
    broken = [a.finding for a in weighed.accepted if _breaks(a.finding, level)]
    if broken:
        count = _count(len(broken), "accepted finding breaks", "accepted findings break")
        what = f"{count} a criterion of level {level}: {_codes(broken)}"
        yield Doubt(
            what, "Mend it; a reason excuses it, but the criterion is broken.", tuple(formats)
        )
    if level == "AAA":
        yield from _find_doubts_of_aaa(publication, weighed, formats)


def find_doubts_of_edition(format: Format, verdicts: Sequence[Verdict]) -> Iterator[Doubt]:
    """Yield which judges have not passed an edition."""
    for judge in NEEDED[format]:
        of_judge = [verdict for verdict in verdicts if verdict.judge == judge]
        if not of_judge:
            remedy = "Publish it without --no-judges."
            yield Doubt(f"{judge} was not asked", remedy, (format,))
        for verdict in of_judge:
            if verdict.missing:
                yield Doubt(f"{judge} is not installed", verdict.findings[0].remedy, (format,))
            elif not verdict.passed:
                what = f"{judge} has not passed it against {verdict.standard}"
                yield Doubt(what, "Mend what the judge found.", (format,))


def find_doubts_of_file(
    format: Format, name: str, findings: Sequence[Diagnostic]
) -> Iterator[Doubt]:
    """Yield what our own readers found in the finished file of an edition."""
    found = [finding for finding in findings if finding.severity != "advice"]
    for finding in found:
        if finding.code == "judge-missing":
            yield Doubt(finding.message, finding.remedy, (format,))
    found = [finding for finding in found if finding.code != "judge-missing"]
    if found:
        what = f"everyleaf check finds in it: {_codes(found)}"
        yield Doubt(what, f"Run everyleaf check {name}, and mend what it finds.", (format,))


def report_doubts(
    name: str, attestation: Attestation, doubts: Sequence[Doubt]
) -> Iterator[Diagnostic]:
    """Yield each doubt as a finding; `name` is the stem of the editions' files."""
    for doubt in doubts:
        files = ", ".join(f"{name}.{format}" for format in doubt.formats)
        yield Diagnostic(
            "conformance-unproved",
            "warning",
            f"{files} does not claim the conformance that {attestation.by} attests: {doubt.what}"
            if len(doubt.formats) == 1
            else f"{files} do not claim the conformance that {attestation.by} attests: {doubt.what}",
            doubt.remedy,
            attestation.position,
            "EPUB Accessibility 1.1 §3.5",
        )


def _find_doubts_of_aaa(
    publication: Publication, weighed: Weighed, formats: Sequence[Format]
) -> Iterator[Doubt]:
    advice = [f for f in weighed.standing if f.severity == "advice"]
    highest = [f for f in advice if lowest_level(f.reference) == "AAA"]
    if highest:
        what = f"level AAA also asks for what is only advised: {_codes(highest)}"
        yield Doubt(what, "Follow the advice, or accept it with a reason.", tuple(formats))
    for pair in measure_contrast(publication, reduce_publication(publication)):
        least = _ENHANCED_LARGE if pair.large else _ENHANCED
        if pair.ratio < least:
            what = (
                f"level AAA asks for a contrast of {least:g}:1, and {pair.what} has "
                f"{pair.ratio:.2f}:1 in {pair.sheet} (WCAG 2.2 SC 1.4.6)"
            )
            yield Doubt(what, "Make one of the two colours darker or lighter.", tuple(formats))
            return  # the weakest comes first; one is enough


def _breaks(finding: Diagnostic, claimed: ConformanceLevel) -> bool:
    if finding.severity == "advice":
        return False
    if "EPUB Accessibility" in (finding.reference or ""):
        return True
    level = lowest_level(finding.reference)
    return level is not None and is_asked_for(level, claimed)


def _codes(findings: Sequence[Diagnostic]) -> str:
    """Return the codes, the most frequent first, with how often they occur."""
    counted = Counter(finding.code for finding in findings)
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    named = [code if times == 1 else f"{code} ({times} times)" for code, times in ordered]
    more = len(named) - _SHOWN
    return ", ".join(named[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
