"""Each object of a PDF leads to the element that it was made from."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pytest

from everyleaf import pdf
from everyleaf.model import Publication

pytestmark = pytest.mark.book

MADE_FROM = {
    "/P": {"p", "span", "li", "dd", "dt", "figure", "caption", "figcaption", "div", "pre"},
    "/LI": {"li", "dt", "dd"},
    "/TH": {"th"},
    "/TD": {"td"},
    "/Figure": {"img"},
    "/Link": {"a"},
    "/BlockQuote": {"blockquote"},
    "/Note": {"li"},
    "/Annot": {"a"},
}


def _objects(file: Any) -> dict[int, Any]:
    """Return every structure element, annotation and page by its number."""
    found = {}
    for item in file.objects:
        if isinstance(item, pikepdf.Dictionary):
            is_element = "/S" in item and "/P" in item and "/Type" not in item
            if is_element or str(item.get("/Type")) in ("/Page", "/Annot"):
                found[item.objgen[0]] = item
    return found


def test_every_object_leads_to_what_it_was_made_from(tides: Publication) -> None:
    printed, _ = pdf.write(tides)
    nodes = {int(e.get("data-node", "-1")): e for e in tides.document.iter("*")}
    with pikepdf.open(io.BytesIO(printed.data)) as file:
        objects = _objects(file)
        assert set(printed.objects) == set(objects)
        for number, item in objects.items():
            element = nodes[printed.objects[number]]
            kind = str(item.get("/S") or item.get("/Type"))
            assert str(element.tag) in MADE_FROM.get(kind, {element.tag}), (kind, element.tag)
            if "/Alt" in item:
                said = element.get("alt") or element.get("aria-label")
                assert said == str(item.Alt)


def test_a_page_leads_to_what_begins_it(tides: Publication) -> None:
    printed, _ = pdf.write(tides)
    with pikepdf.open(io.BytesIO(printed.data)) as file:
        begun = [printed.objects[page.obj.objgen[0]] for page in file.pages]
    assert begun == [start.node for start in printed.page_starts]
