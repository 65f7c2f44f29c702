"""Planted defects are named, and the clean originals have no findings.

The originals are published at test time from `tests/samples` and `content`; `mutants/` holds the
defects. At least 95 of 100 must be named by the code that is meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from everyleaf.build import prepare, write_editions
from everyleaf.check.files import check_file
from everyleaf.diagnostics import Diagnostic
from tests.check.mutants import epub, html, pdf
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


def _publish(source: Path) -> dict[str, bytes]:
    (prepared,) = prepare([source], lambda name, step: None)
    made = write_editions(prepared, ("html", "pdf", "epub"), lambda name, step: None)
    return {str(kind): data for kind, data in made.files.items()}


@pytest.fixture(scope="module")
def book() -> dict[str, bytes]:
    return _publish(BOOK)


@pytest.fixture(scope="module")
def article() -> dict[str, bytes]:
    return _publish(ARTICLE)


def _told(findings: tuple[Diagnostic, ...]) -> str:
    return "\n".join(finding.format_text() for finding in findings)


@pytest.mark.parametrize("kind", MUTANTS)
def test_the_originals_are_clean(
    kind: str, book: dict[str, bytes], article: dict[str, bytes]
) -> None:
    for files in (book, article):
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


def test_there_are_enough_mutants_and_each_has_a_name() -> None:
    names = [mutant.name for mutants in MUTANTS.values() for mutant in mutants]
    assert len(names) >= 80
    per_kind = [len({m.name for m in mutants}) for mutants in MUTANTS.values()]
    assert per_kind == [len(mutants) for mutants in MUTANTS.values()]
