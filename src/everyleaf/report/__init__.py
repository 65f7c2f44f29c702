"""Write the accessibility report of a publication: what was proved, and what a person must check.

1. `statement` says the computed metadata in the words of the W3C's display guide.
2. `review` gathers what no tool can judge, with the places to look; `survey` has both done early.
3. `contrast` sums up what was measured of the colours; readability stands for itself.
4. `make_report` puts them beside the judges' verdicts, the findings, those that the author
   accepted, and the evidence: hashes of all files, versions of all that made them.
5. `write_html` fills `templates/report.html`; `write_json` says the same to machines.

`report.html` gets `report`, a `Report`, and `picture`, which gives an image's address.
"""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import html

from everyleaf.diagnostics import Accepted, Diagnostic
from everyleaf.jobs import InProcess, Jobs
from everyleaf.memory import give_back
from everyleaf.model import (
    FORMATS,
    Attestation,
    Conformance,
    Doubt,
    Judgement,
    Measurements,
    Metadata,
    Publication,
)
from everyleaf.report.contrast import ContrastSummary, sum_up_contrast
from everyleaf.report.review import QUESTIONS, Review
from everyleaf.report.statement import Statement, write_statements
from everyleaf.report.survey import Survey, survey_publication
from everyleaf.template import fill_template, refuse_what_runs_or_fetches
from everyleaf.typefaces import embed_fonts

__all__ = [
    "EditionClaim",
    "EditionEvidence",
    "Report",
    "Survey",
    "make_report",
    "survey_publication",
    "write_html",
    "write_json",
]

_HERE = InProcess()
_NOTHING_MEASURED = Measurements()
TEMPLATE = "report.html"
_LARGEST_PICTURE_BYTES = 400_000
"""Larger ones are not shown in the report, only named."""


@dataclass(frozen=True, slots=True)
class EditionEvidence:
    """One written file and what was found of it."""

    file: str
    """Its name beside the report."""
    size_bytes: int
    sha256: str
    judgements: tuple[Judgement, ...]
    """Empty where no judge reads this kind of file."""


@dataclass(frozen=True, slots=True)
class EditionClaim:
    """What came of a reviewer's word in one edition."""

    file: str
    claim: str | None
    """As it stands in the file; None if it makes none."""
    proof: tuple[Judgement, ...]
    """What the judges found of the file, with the claim in it."""
    doubts: tuple[Doubt, ...]
    """Why it makes none."""


@dataclass(frozen=True, slots=True)
class SourceEvidence:
    """A file that the publication was made from."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Report:
    """All that the report says."""

    name: str
    metadata: Metadata
    statements: tuple[Statement, ...]
    editions: tuple[EditionEvidence, ...]
    findings: tuple[Diagnostic, ...]
    """What stands: warnings and advice, since errors stop a publication."""
    accepted: tuple[Accepted, ...]
    attestation: Attestation | None
    """Who attests that the publication conforms to WCAG 2.2."""
    claims: tuple[EditionClaim, ...]
    """What came of it; empty if nobody attests it."""
    contrast: tuple[ContrastSummary, ...]
    """Of each edition, in light, in dark and in print."""
    measurements: Measurements
    review: Review
    questions: tuple[str, ...]
    sources: tuple[SourceEvidence, ...]
    made_with: Mapping[str, str]
    """Software → version."""

    @property
    def is_judged(self) -> bool:
        """Whether every judge that was asked passed what it read."""
        all_of_them = [j for edition in self.editions for j in edition.judgements]
        asked = [judgement for judgement in all_of_them if judgement.outcome != "unasked"]
        return bool(asked) and all(j.outcome == "passed" for j in asked)


def make_report(
    publication: Publication,
    survey: Survey,
    files: Mapping[str, bytes],
    judgements: Mapping[str, Sequence[Judgement]],
    findings: Sequence[Diagnostic],
    accepted: Sequence[Accepted],
    made_with: Mapping[str, str],
    conformance: Conformance | None = None,
    measurements: Measurements = _NOTHING_MEASURED,
) -> Report:
    """Return the report of one publication.

    Args:
        publication: What was written.
        survey: What was found in it.
        files: Name → bytes of each edition.
        judgements: Name of an edition → what the judges found.
        findings: What stands, in order.
        accepted: What the author accepted.
        made_with: Software → version.
        conformance: What came of a reviewer's word, if somebody gave it.
        measurements: Of contrast and readability.
    """
    return Report(
        name=publication.name,
        metadata=publication.metadata,
        statements=write_statements(survey.accessibility, conformance),
        editions=tuple(
            EditionEvidence(name, len(data), _hash(data), tuple(judgements.get(name, ())))
            for name, data in files.items()
        ),
        findings=tuple(findings),
        accepted=tuple(accepted),
        attestation=conformance.attestation if conformance else None,
        claims=tuple(_claims(conformance, publication.name, judgements)) if conformance else (),
        contrast=sum_up_contrast(measurements.contrast),
        measurements=measurements,
        review=survey.review,
        questions=QUESTIONS,
        sources=tuple(SourceEvidence(s.path, _hash(s.data)) for s in publication.sources),
        made_with=made_with,
    )


def _claims(
    conformance: Conformance, name: str, judgements: Mapping[str, Sequence[Judgement]]
) -> Iterator[EditionClaim]:
    for file in judgements:
        suffix = next((f for f in FORMATS if file == f"{name}.{f}"), None)
        if suffix is not None:
            doubts = tuple(doubt for doubt in conformance.doubts if suffix in doubt.formats)
            claim = conformance.claims.get(suffix)
            yield EditionClaim(file, claim, tuple(judgements[file]) if claim else (), doubts)


def write_html(report: Report, publication: Publication, jobs: Jobs = _HERE) -> bytes:
    """Return the report as one HTML file that needs nothing from anywhere else.

    Raises:
        PublishError: if the template cannot be used.
    """
    pictures = {r.path: (r.media_type, r.data) for r in publication.resources}

    def picture(source: str) -> str | None:
        """Return an image as a data address, or None where it is too large to be shown here."""
        media_type, data = pictures[source]
        if len(data) > _LARGEST_PICTURE_BYTES:
            return None
        return f"data:{media_type};base64,{base64.b64encode(data).decode('ascii')}"

    values = {"report": report, "picture": picture}
    give_back()  # what the trees of a long book took, before there is one of its report
    page = fill_template(publication.templates, TEMPLATE, values)
    document = html.document_fromstring(page)
    refuse_what_runs_or_fetches(document, TEMPLATE)
    rules = embed_fonts(publication.fonts, page, document, jobs)
    del document
    if rules:
        page = page.replace("</head>", f"<style>\n{rules}\n</style>\n</head>", 1)
    return page.encode()


def write_json(report: Report) -> bytes:
    """Return the report as JSON in a stable order."""
    data = {
        "name": report.name,
        "title": report.metadata.title,
        "identifier": report.metadata.identifier,
        "language": report.metadata.language,
        "date": report.metadata.date.isoformat(),
        "statements": {s.title: list(s.sentences) for s in report.statements},
        "editions": [dataclasses.asdict(edition) for edition in report.editions],
        "conformance": _conformance_json(report),
        "findings": [finding.as_json() for finding in report.findings],
        "accepted": [{**a.finding.as_json(), "reason": a.reason} for a in report.accepted],
        "contrast": {
            "summary": [dataclasses.asdict(one) for one in report.contrast],
            "pairs": [dataclasses.asdict(pair) for pair in report.measurements.contrast],
        },
        "readability": {
            "chapters": [
                {**dataclasses.asdict(one), "position": str(one.position)}
                for one in report.measurements.readability
            ],
            "languages_without_formula": list(report.measurements.languages_without_formula),
        },
        "to_review": {**dataclasses.asdict(report.review), "questions": list(report.questions)},
        "sources": [dataclasses.asdict(source) for source in report.sources],
        "made_with": dict(report.made_with),
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _conformance_json(report: Report) -> dict[str, object] | None:
    attestation = report.attestation
    if attestation is None:
        return None
    return {
        "attested_by": attestation.by,
        "date": attestation.date.isoformat(),
        "level": attestation.level,
        "credential": attestation.credential,
        "report": attestation.report,
        "editions": [
            {
                "file": one.file,
                "claims": one.claim,
                "proof": [dataclasses.asdict(judgement) for judgement in one.proof],
                "doubts": [{"what": doubt.what, "remedy": doubt.remedy} for doubt in one.doubts],
            }
            for one in report.claims
        ],
    }


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
