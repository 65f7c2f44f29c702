"""The page of a phone: nothing in an e-book is wider than what shows it."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import Published
from tests.judges import PUBLICATIONS, browser_or_skip

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.book, pytest.mark.browser]

PHONE_PX = 360

# Spaces that hang at the end of a line of code may stick out: nobody has to see them.
OUTSIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')]
  .filter(element => element.getBoundingClientRect().right > innerWidth + 1)
  .map(element => element.localName + ': ' + element.textContent.trim().slice(0, 40))"""


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_nothing_is_wider_than_the_page_of_a_phone(
    name: str, published: Published, tmp_path: Path
) -> None:
    with zipfile.ZipFile(published.folder / f"{name}.epub") as container:
        container.extractall(tmp_path)
    documents = sorted(tmp_path.rglob("*.xhtml"))
    with browser_or_skip() as browser:
        page = browser.new_page(viewport={"width": PHONE_PX, "height": 640})
        outside = {path.name: found for path in documents if (found := _outside(page, path))}
        page.close()
    assert documents
    assert outside == {}


def _outside(page: Page, path: Path) -> list[str]:
    page.goto(path.as_uri())
    found: list[str] = page.evaluate(OUTSIDE)
    return found
