"""Set aside what the author has looked at and accepted, with the reason.

An entry of `accept` in the front matter names a code, a reason, and as a place a file, a line of it
or an id; without a place it is about the whole publication. Errors cannot be accepted: they break a
standard or lose content, and an edition that did so would be published under a false claim.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from everyleaf.diagnostics import Accepted, Diagnostic, suggest
from everyleaf.model import Acceptance, Element


@dataclass(frozen=True, slots=True)
class Weighed:
    """Findings, told apart."""

    standing: tuple[Diagnostic, ...]
    """Those that nobody accepted, and what is wrong with the acceptances themselves."""
    accepted: tuple[Accepted, ...]


def set_aside(
    findings: Sequence[Diagnostic], acceptances: Sequence[Acceptance], document: Element | None
) -> Weighed:
    """Tell accepted findings from those that stand, both in the order given.

    Args:
        findings: Of one publication.
        acceptances: Its own.
        document: The HTML intermediate, in which places are named by ids; None if there is none.
    """
    places = _places(document, {a.place for a in acceptances if a.place})
    standing: list[Diagnostic] = []
    accepted: list[Accepted] = []
    used: set[int] = set()
    refused: set[int] = set()
    for finding in findings:
        number = next((n for n, a in enumerate(acceptances) if _is_about(a, finding, places)), None)
        if number is None:
            standing.append(finding)
        elif finding.severity == "error":
            standing.append(finding)
            refused.add(number)
        else:
            accepted.append(Accepted(finding, acceptances[number].reason))
            used.add(number)
    for number, acceptance in enumerate(acceptances):
        if number in refused:
            standing.append(_refuse(acceptance))
        elif number not in used:
            standing.append(_report_idle(acceptance, findings))
    return Weighed(tuple(standing), tuple(accepted))


def _is_about(
    acceptance: Acceptance, finding: Diagnostic, places: Mapping[str, frozenset[str]]
) -> bool:
    if acceptance.code != finding.code:
        return False
    if acceptance.place is None:
        return True
    if finding.position is None:
        return False
    if acceptance.place.startswith("#"):
        return str(finding.position) in places.get(acceptance.place, frozenset())
    file, _, line = acceptance.place.rpartition(":")
    named: Callable[[str], bool] = f"/{finding.position.path}".endswith
    if line.isdecimal() and file:
        return named(f"/{file}") and finding.position.line == int(line)
    return named(f"/{acceptance.place}")


def _places(document: Element | None, wanted: set[str]) -> dict[str, frozenset[str]]:
    """Map each `#id` to the author's places of its element and of what is in it."""
    found: dict[str, frozenset[str]] = {}
    if document is None or not wanted:
        return found
    for element in document.iter(etree.Element):
        place = f"#{element.get('id')}"
        if place in wanted:
            inside = (e.get("data-source", "") for e in element.iter(etree.Element))
            found[place] = frozenset(inside)
    return found


def _refuse(acceptance: Acceptance) -> Diagnostic:
    return Diagnostic(
        "accept-error",
        "warning",
        f"{acceptance.code} is an error and cannot be accepted",
        "Mend what it is about, and remove this entry of accept.",
        acceptance.position,
    )


def _report_idle(acceptance: Acceptance, findings: Sequence[Diagnostic]) -> Diagnostic:
    where = f" at {acceptance.place}" if acceptance.place else ""
    elsewhere = [f.position for f in findings if f.code == acceptance.code and f.position]
    if elsewhere:
        hint = f" There is one at {elsewhere[0]}."
    else:
        hint = suggest(acceptance.code, [finding.code for finding in findings])
    return Diagnostic(
        "accept-unused",
        "warning",
        f"nothing is found that {acceptance.code}{where} could be about",
        f"Remove this entry of accept, or mend its code and place.{hint}",
        acceptance.position,
    )
