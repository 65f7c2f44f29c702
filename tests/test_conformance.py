"""The field's own judges find nothing in what `everyleaf publish content` writes."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from everyleaf import pdf
from everyleaf.check import ace, axe, epubcheck, nu, verapdf
from everyleaf.check.judges import PDF_PROFILES
from everyleaf.check.verdict import JudgeMissingError
from everyleaf.model import PDF_STANDARDS, PdfStandard
from everyleaf.sources import prepare
from tests.conftest import Published
from tests.judges import (
    PUBLICATIONS,
    SOURCES,
    TOOLS,
    assert_passed,
    browser_or_skip,
    judge_missing,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.book
PAGES = [
    "index.html",
    *(f"{name}{ending}" for name in PUBLICATIONS for ending in (".html", "-accessibility.html")),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browser_or_skip() as browser:
        yield browser


def test_every_publication_is_judged(published: Published) -> None:
    assert PUBLICATIONS
    assert sorted(made["name"] for made in published.report["published"]) == PUBLICATIONS


@pytest.mark.parametrize("name", PUBLICATIONS)
@pytest.mark.parametrize("standard", PDF_STANDARDS)
def test_verapdf_finds_no_failed_rule_of_any_standard(name: str, standard: PdfStandard) -> None:
    """Both profiles, whichever one the publication chose; every standard that each claims."""
    (prepared,) = prepare([SOURCES[name]], lambda name, step: None)
    publication = prepared.publication
    settings = dataclasses.replace(publication.settings, pdf_standard=standard)
    printed, _ = pdf.write(dataclasses.replace(publication, settings=settings))
    for profile in PDF_PROFILES[standard]:
        verdict = verapdf.validate(printed.data, profile, f"{name}.pdf")
        assert_passed(verdict)
        assert verdict.checks is not None
        assert verdict.checks > 1000  # it looked at the content, not only at the header


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_the_report_has_a_verdict_for_each_standard(name: str, published: Published) -> None:
    (made,) = [made for made in published.report["published"] if made["name"] == name]
    passed = {v["standard"] for v in made["verdicts"] if v["passed"]}
    wanted = [{verapdf.PROFILES[p][1] for p in names} for names in PDF_PROFILES.values()]
    assert any(standards <= passed for standards in wanted)


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_epubcheck_finds_no_error_and_no_warning(name: str, published: Published) -> None:
    epub = (published.folder / f"{name}.epub").read_bytes()
    assert_passed(epubcheck.validate(epub, f"{name}.epub"))


@pytest.mark.browser
@pytest.mark.parametrize("name", PUBLICATIONS)
def test_ace_finds_no_violation(name: str, published: Published) -> None:
    epub = (published.folder / f"{name}.epub").read_bytes()
    assert_passed(ace.validate(epub, TOOLS, f"{name}.epub"))


@pytest.mark.browser
@pytest.mark.parametrize("view", axe.VIEWS, ids=str)
@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_no_violation(
    page: str,
    view: axe.View,
    browser: Browser,
    published: Published,
) -> None:
    try:
        script = TOOLS.require_module("axe-core", "axe.min.js")
    except JudgeMissingError as error:
        judge_missing(axe.JUDGE, error.remedy)
    assert_passed(axe.judge_view(published.folder / page, browser, script, view))


@pytest.mark.browser
@pytest.mark.parametrize("page", PAGES)
def test_nu_finds_no_error(page: str, published: Published) -> None:
    assert_passed(nu.validate((published.folder / page).read_bytes(), TOOLS, page))
