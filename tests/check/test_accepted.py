"""Findings that an author accepts."""

from __future__ import annotations

import json

from lxml import etree

from everyleaf.check.accepted import set_aside
from everyleaf.check.sarif import write_sarif
from everyleaf.diagnostics import Diagnostic, Position, Severity
from everyleaf.model import Acceptance

DOCUMENT = etree.fromstring(
    b'<html><body><figure id="fig:x" data-source="b/1.md:7:1"><img data-source="b/1.md:7:3"/></figure>'
    b'<p data-source="b/2.md:7:1">A</p></body></html>'
)


def find(
    code: str, path: str, line: int, column: int = 1, severity: Severity = "warning"
) -> Diagnostic:
    return Diagnostic(code, severity, "it is long", "Cut it.", Position(path, line, column))


LONG = find("image-alt-long", "b/1.md", 7, 3)
CAPS = find("text-capitals", "b/2.md", 7)


def codes(*acceptances: Acceptance) -> tuple[list[str], list[str]]:
    judged = set_aside([LONG, CAPS], acceptances, DOCUMENT)
    return [f.code for f in judged.standing], [a.finding.code for a in judged.accepted]


def test_without_acceptances_everything_stands() -> None:
    assert codes() == (["image-alt-long", "text-capitals"], [])


def test_a_code_without_a_place_is_about_the_whole() -> None:
    assert codes(Acceptance("text-capitals", "A name.")) == (["image-alt-long"], ["text-capitals"])


def test_places_are_files_lines_and_ids() -> None:
    kept = (["text-capitals"], ["image-alt-long"])
    for place in ("1.md", "b/1.md", "1.md:7", "#fig:x"):
        assert codes(Acceptance("image-alt-long", "A map.", place)) == kept, place


def test_an_acceptance_of_nothing_is_a_finding() -> None:
    for place in ("2.md", "1.md:8", "#fig:y", "11.md"):
        stands, accepted = codes(Acceptance("image-alt-long", "A map.", place))
        assert (stands, accepted) == (["image-alt-long", "text-capitals", "accept-unused"], [])


def test_a_near_code_is_suggested() -> None:
    judged = set_aside([LONG], [Acceptance("image-alt-lnog", "A map.")], DOCUMENT)
    assert judged.standing[-1].remedy.endswith("Did you mean image-alt-long?")


def test_the_place_that_may_be_meant_is_told() -> None:
    judged = set_aside([LONG], [Acceptance("image-alt-long", "A map.", "1.md:8")], DOCUMENT)
    assert judged.standing[-1].remedy.endswith(
        "mend its code and place. There is one at b/1.md:7:3."
    )


def test_errors_are_not_accepted() -> None:
    error = find("image-alt-missing", "b/1.md", 7, severity="error")
    judged = set_aside([error], [Acceptance("image-alt-missing", "No time.")], DOCUMENT)
    assert [f.code for f in judged.standing] == ["image-alt-missing", "accept-error"]
    assert judged.accepted == ()


def test_sarif_tells_what_stands_and_what_was_accepted() -> None:
    judged = set_aside([LONG, CAPS], [Acceptance("text-capitals", "A name.")], DOCUMENT)
    log = json.loads(write_sarif(judged.standing, judged.accepted))
    (run,) = log["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [
        "image-alt-long",
        "text-capitals",
    ]
    first, second = run["results"]
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "b/1.md"
    assert place["region"] == {"startLine": 7, "startColumn": 3}
    assert "suppressions" not in first
    assert second["suppressions"] == [{"kind": "inSource", "justification": "A name."}]


def test_sarif_gives_every_finding_a_place_since_code_hosts_refuse_the_file_otherwise() -> None:
    finding = Diagnostic("judge-missing", "warning", "no veraPDF", "Install it.")
    (result,) = json.loads(write_sarif([finding], checked="dist/a.pdf"))["runs"][0]["results"]
    assert result["locations"] == [
        {"physicalLocation": {"artifactLocation": {"uri": "dist/a.pdf"}}}
    ]
    assert result["message"]["text"] == "No veraPDF. Install it."


def test_sarif_explains_each_code_in_the_words_of_the_guide() -> None:
    error = find("image-alt-missing", "b/1.md", 7, severity="error")
    (rule,) = json.loads(write_sarif([error]))["runs"][0]["tool"]["driver"]["rules"]
    assert rule["shortDescription"]["text"] == "An image has no alternative text."
    assert "decoration" in rule["help"]["markdown"]
