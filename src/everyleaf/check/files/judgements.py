"""Say in our words what a judge found.

`translate` turns a finding of veraPDF, EPUBCheck, Ace, axe or Nu into one with our code, message,
remedy and clause (`judge_rules`). Of the judge's own words only the names that it quotes are kept,
and its number for the rule, by which one may ask the judge.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from everyleaf.check import verapdf
from everyleaf.check.files.faults import FAULTS
from everyleaf.check.files.judge_rules import (
    AXE,
    EPUBCHECK,
    EPUBCHECK_SUBJECTS,
    EPUBCHECK_WORDS,
    NU_WORDS,
    SUBJECTS,
    VERAPDF,
    VERAPDF_WORDS,
    Rule,
)
from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.elements import shorten

_STANDARDS: Mapping[str, str] = {
    cited: re.sub(r"(?<=\d)[a-z]? \(.*", "", plain) for _, plain, cited in verapdf.PROFILES.values()
}
"""The standard as veraPDF's profiles cite it → its short name."""
_QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"")
_ADVICE = re.compile(r"; (?:expected|must be|allowed)\b.*|\. .*", re.DOTALL)
_MORE = re.compile(r" \(and (\d+) places more\)$|, and (\d+) places more\)$")


@dataclass(frozen=True, slots=True)
class _Known:
    """What is said of a judge's rule."""

    rule: str
    """The judge and its name of the rule: `EPUBCheck RSC-007`."""
    code: str
    """Ours; empty where the judge's own is kept."""
    message: str
    remedy: str
    names: str = ""
    """What the judge quotes."""


def translate(finding: Diagnostic, pointer: str = "") -> Diagnostic:
    """Return a judge's finding in our words; what is no judge's stays as it is.

    Args:
        finding: The judge's.
        pointer: The judge's way to the object, where that tells rules apart.
    """
    known = _look_up(finding, pointer)
    if known is None:
        return finding
    message = known.message + (f": {known.names}" if known.names else "")
    if finding.code.startswith("axe-undecided-"):
        message = f"perhaps {message}; axe cannot tell"
    if more := _MORE.search(finding.message):
        message += f"; the like in {more[1] or more[2]} more places"
    reference = finding.reference
    if known.code and not known.rule.startswith("veraPDF"):
        reference = FAULTS[known.code].reference or finding.reference
    return Diagnostic(
        known.code or finding.code,
        finding.severity,
        f"{message} ({known.rule})",
        FAULTS[known.code].remedy if known.code else known.remedy,
        _inside(finding.position),
        reference,
    )


def _look_up(finding: Diagnostic, pointer: str) -> _Known | None:
    """Return what is said of a finding; None for what is not of a judge."""
    code = finding.code
    if code.endswith("-no-report"):
        return None
    if code.startswith("verapdf-"):
        return _of_verapdf(finding, code.removeprefix("verapdf-"), pointer)
    if code.startswith("epubcheck-"):
        return _of_epubcheck(finding, code.removeprefix("epubcheck-"))
    for prefix, judge in (("ace-", "Ace"), ("axe-undecided-", "axe"), ("axe-", "axe")):
        if code.startswith(prefix):
            rule = code.removeprefix(prefix)
            known = AXE.get(rule, ("", "the page is not as WCAG has it"))
            return _Known(
                f"{judge} {rule}", *known, "Mend the element; the rule says what is meant."
            )
    if code in ("nu-error", "nu-fatal"):
        known = next(r for p, r in NU_WORDS if re.search(p, finding.message, re.IGNORECASE))
        return _Known("Nu", *known, "Write the page as HTML has it.", _names(finding.message))
    return None


def _of_verapdf(finding: Diagnostic, rule: str, pointer: str) -> _Known:
    standard = (finding.reference or "").rpartition(" ")[0]
    words = finding.message
    known = VERAPDF.get(f"{standard} {rule}")
    if rule == "7.18.1-2" and "PDLinkAnnot)" in pointer:
        known = VERAPDF[f"{standard} 7.18.5-2"]  # the same said of links in particular
    for pattern, other in VERAPDF_WORDS:
        match = re.search(pattern, words) if known is None else None
        if match is not None:
            known = other[0], other[1].format_map(match.groupdict())
    subject, remedy = next(
        (what, remedy)
        for pattern, what, remedy in SUBJECTS
        if re.search(pattern, f"{pointer.rpartition('/')[2]} {words}", re.IGNORECASE)
    )
    if known is None:
        name = _STANDARDS.get(standard, standard)
        known = "", f"the file breaks a rule of {name} about {subject}"
    return _Known(f"veraPDF {rule}", *known, remedy)


def _of_epubcheck(finding: Diagnostic, rule: str) -> _Known:
    words = _fault(finding.message)
    known: Rule | None = EPUBCHECK.get(re.sub(r"[a-z]$", "", rule))
    for name, pattern, other in EPUBCHECK_WORDS:
        if known is None and name == rule and re.search(pattern, words, re.IGNORECASE):
            known = other
    message, remedy = next(
        (message, remedy)
        for pattern, message, remedy in EPUBCHECK_SUBJECTS
        if re.match(pattern, rule)
    )
    return _Known(f"EPUBCheck {rule}", *(known or ("", message)), remedy, _names(words))


def _names(words: str) -> str:
    """Return what a judge quotes of the file."""
    quoted = dict.fromkeys(one or other for one, other in _QUOTED.findall(_fault(words)))
    return ", ".join(f"“{shorten(name)}”" for name in list(quoted)[:3])


def _fault(words: str) -> str:
    """Return a judge's words without what it would have liked to see."""
    return _ADVICE.sub("", _MORE.sub("", words).removeprefix("Error while parsing file: "))


def _inside(position: Position | None) -> Position | None:
    """Write a place in an EPUB as our own readers do: `book.epub!/EPUB/ch1.xhtml`."""
    if position is None or "!/" in position.path:
        return position
    match = re.fullmatch(r"(.+?\.epub)/(.+)", position.path, re.IGNORECASE)
    if match is None:
        return position
    return position._replace(path=f"{match[1]}!/{match[2]}")
