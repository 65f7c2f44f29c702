"""Planted defects are named, and the clean originals have no findings.

The originals are published at test time from `tests/samples` and `content`; `mutants/` holds the
defects. At least 95 of 100 must be named by the code that is meant; of those in a source, all.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from pathlib import Path

import pytest
from PIL import Image

from everyleaf.build import write_claim, write_editions
from everyleaf.check.files.examination import check_file
from everyleaf.diagnostics import Diagnostic, PublishError
from everyleaf.model import Attestation
from everyleaf.sources import check_sources, prepare
from tests.check.mutants import claims, epub, html, pdf, source
from tests.check.mutants.planting import Mutant

pytestmark = pytest.mark.book

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "tests" / "samples" / "tides-book"
ARTICLE = ROOT / "content" / "khojaly-statement.md"
MUTANTS: Mapping[str, tuple[Mutant, ...]] = {
    "epub": epub.MUTANTS,
    "html": html.MUTANTS,
    "pdf": pdf.MUTANTS,
}
REVIEW = Attestation(
    "Example Access Centre", datetime.date(2026, 1, 1), "AA", None, "https://example.org/report"
)


def _publish(source: Path, review: Attestation | None = None) -> dict[str, bytes]:
    (prepared,) = prepare([source], lambda name, step: None)
    publication = prepared.publication
    settings = dataclasses.replace(publication.settings, reviewed=review)
    publication = dataclasses.replace(publication, settings=settings)
    prepared = dataclasses.replace(prepared, publication=publication)
    made = write_editions(prepared, ("html", "pdf", "epub"), lambda name, step: None)
    files = {str(kind): data for kind, data in made.files.items()}
    if review is not None:
        files = {str(kind): write_claim(made, kind, review) for kind in made.files}
    return files


@pytest.fixture(scope="module")
def book() -> dict[str, bytes]:
    return _publish(BOOK)


@pytest.fixture(scope="module")
def reviewed() -> dict[str, bytes]:
    return _publish(BOOK, REVIEW)


@pytest.fixture(scope="module")
def article() -> dict[str, bytes]:
    return _publish(ARTICLE)


def _told(findings: tuple[Diagnostic, ...]) -> str:
    return "\n".join(finding.format_text() for finding in findings)


@pytest.mark.parametrize("kind", MUTANTS)
def test_the_originals_are_clean(
    kind: str,
    book: dict[str, bytes],
    article: dict[str, bytes],
    reviewed: dict[str, bytes],
) -> None:
    for files in (book, article, reviewed):
        report = check_file(files[kind], f"original.{kind}")
        assert report.findings == (), _told(report.findings)


@pytest.mark.parametrize("kind", MUTANTS)
def test_planted_defects_are_named(kind: str, book: dict[str, bytes]) -> None:
    missed = []
    for mutant in MUTANTS[kind]:
        data = mutant.plant(book[kind])
        assert data != book[kind], mutant.name
        report = check_file(data, f"mutant.{kind}", judged=mutant.judged)
        codes = {finding.code for finding in report.findings}
        if not codes & set(mutant.codes):
            missed.append(f"{mutant.name}: {', '.join(mutant.codes)} not in {sorted(codes)}")
    share = 1 - len(missed) / len(MUTANTS[kind])
    assert share >= 0.95, "\n".join(missed)


@pytest.mark.parametrize("kind", claims.MUTANTS)
def test_every_lie_and_every_omission_is_named(kind: str, reviewed: dict[str, bytes]) -> None:
    missed = []
    for mutant in claims.MUTANTS[kind]:
        data = mutant.plant(reviewed[kind])
        assert data != reviewed[kind], mutant.name
        report = check_file(data, f"mutant.{kind}", judged=False)
        codes = {finding.code for finding in report.findings}
        if not codes & set(mutant.codes):
            missed.append(f"{mutant.name}: {', '.join(mutant.codes)} not in {sorted(codes)}")
    assert not missed, "\n".join(missed)


def _check_source(files: Mapping[str, str], folder: Path) -> tuple[Diagnostic, ...]:
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    Image.new("L", (300, 200), 200).save(folder / "scan.png")
    try:
        checked = check_sources([folder / "tides.md"])
    except PublishError as error:
        return error.diagnostics
    return tuple(finding for one in checked for finding in one.findings)


def test_the_source_is_clean(tmp_path: Path) -> None:
    findings = _check_source(source.FILES, tmp_path)
    assert findings == (), _told(findings)


def test_defects_planted_in_the_source_are_named(tmp_path: Path) -> None:
    missed = []
    for mutant in source.MUTANTS:
        changed = mutant.change(source.FILES[mutant.file])
        findings = _check_source({**source.FILES, mutant.file: changed}, tmp_path)
        codes = {finding.code for finding in findings}
        if not codes & set(mutant.codes):
            missed.append(f"{mutant.name}: {', '.join(mutant.codes)} not in {sorted(codes)}")
    assert not missed, "\n".join(missed)


def test_there_are_enough_mutants_and_each_has_a_name() -> None:
    names = [mutant.name for mutants in MUTANTS.values() for mutant in mutants]
    names += [mutant.name for mutant in source.MUTANTS]
    names += [mutant.name for mutants in claims.MUTANTS.values() for mutant in mutants]
    assert len(names) >= 80
    per_kind = [len({m.name for m in mutants}) for mutants in MUTANTS.values()]
    assert per_kind == [len(mutants) for mutants in MUTANTS.values()]
