"""The web edition: the document, whole, in one file that asks for nothing."""

from __future__ import annotations

import base64
import dataclasses
import io
import json
import re

import pytest
from fontTools.ttLib import TTFont
from lxml import etree, html

from everyleaf import web
from everyleaf.model import PageStart, Publication
from tests.conftest import SAMPLES, make_publication


@pytest.fixture(scope="module")
def publication() -> Publication:
    made = make_publication()
    head = made.document.find("head")
    assert head is not None
    script = etree.SubElement(head, "script", {"type": "application/ld+json"})
    script.text = '{"name": "a </script> b"}'
    return made


@pytest.fixture(scope="module")
def page(publication: Publication) -> str:
    return web.write(publication).decode()


@pytest.fixture(scope="module")
def parsed(page: str) -> html.HtmlElement:
    return html.document_fromstring(page.encode())


def words(text: str) -> str:
    return "".join(text.split())


def test_text_is_the_document_s(publication: Publication, parsed: html.HtmlElement) -> None:
    body = publication.document.find("body")
    assert body is not None
    found = parsed.find("body")
    assert found is not None
    assert words("".join(found.itertext())) == words("".join(body.itertext()))


def test_starts_as_a_web_page(page: str) -> None:
    assert page.startswith('<!DOCTYPE html>\n<html lang="en-GB" dir="ltr">')
    assert page.index('<meta charset="utf-8">') < page.index("<title>") < 1024
    assert page.count("<meta charset") == page.count('name="viewport"') == 1


def test_nothing_is_fetched(page: str, parsed: html.HtmlElement) -> None:
    for element in parsed.iter(etree.Element):
        for name in ("src", "srcset", "poster", "data", "background", "action"):
            assert element.get(name, "data:").startswith("data:")
        if element.tag == "link":
            assert element.get("rel") in ("license", "author")
    style = "".join(e.text or "" for e in parsed.iter("style"))
    assert all(address.startswith("data:") for address in re.findall(r"url\(([^)]*)", style))
    assert "@import" not in style


def test_data_attributes_are_gone_and_ids_unique(parsed: html.HtmlElement) -> None:
    identifiers = [e.get("id") for e in parsed.iter(etree.Element) if e.get("id")]
    assert len(identifiers) == len(set(identifiers))
    assert not [k for e in parsed.iter(etree.Element) for k in e.attrib if k.startswith("data-")]


def test_links_land(parsed: html.HtmlElement) -> None:
    identifiers = {e.get("id") for e in parsed.iter(etree.Element)}
    targets = [a.get("href", "") for a in parsed.iter("a")]
    inner = [target[1:] for target in targets if target.startswith("#")]
    assert len(inner) > 10 and set(inner) <= identifiers


def test_wide_things_are_reached_by_keyboard(parsed: html.HtmlElement) -> None:
    for table in parsed.iter("table"):
        box = table.getparent()
        assert box is not None
        assert (box.get("class"), box.get("tabindex")) == ("table-scroll", "0")
        (caption,) = parsed.xpath("//*[@id=$id]", id=box.get("aria-labelledby", ""))
        assert caption.tag == "caption"
    assert all(pre.get("tabindex") == "0" for pre in parsed.iter("pre"))


def test_images_are_inside(parsed: html.HtmlElement) -> None:
    chart, rule = parsed.iter("img")
    kind, _, data = chart.get("src", "").partition(";base64,")
    assert kind == "data:image/svg+xml"
    drawn = etree.fromstring(base64.b64decode(data))
    original = etree.fromstring((SAMPLES / "chart.svg").read_bytes())
    style = drawn.find("{http://www.w3.org/2000/svg}style")
    if style is not None:  # the fonts of its text
        drawn.remove(style)
    assert etree.tostring(drawn, method="c14n") == etree.tostring(original, method="c14n")
    assert rule.get("src", "").startswith("data:image/png;base64,")


def test_json_ld_cannot_end_early(page: str, parsed: html.HtmlElement) -> None:
    (script,) = parsed.iter("script")
    assert script.text is not None
    assert '"name": "a \\u003c/script> b"' in script.text
    assert json.loads(script.text)["name"] == "a </script> b"
    assert page.count("</script>") == 1


def test_pages_are_claimed_where_they_are(publication: Publication) -> None:
    cases: tuple[tuple[tuple[PageStart, ...], bool], ...]
    cases = (((), False), ((PageStart("1", 0, 0),), True))
    for starts, claimed in cases:
        document = html.document_fromstring(web.write(publication, starts))
        (script,) = document.iter("script")
        features = json.loads(str(script.text))["accessibilityFeature"]
        assert ("pageNavigation" in features, "pageBreakMarkers" in features) == (claimed, claimed)


def test_fonts_are_small_and_whole(page: str, publication: Publication) -> None:
    faces = re.findall(r'font-family: "([^"]+)"; font-style: (\w+).*?base64,([^)]*)\) format', page)
    assert {"Source Serif 4", "Source Sans 3", "Source Code Pro", "Amiri"} == {f[0] for f in faces}
    covered: set[int] = set()
    for _, _, data in faces:
        with TTFont(io.BytesIO(base64.b64decode(data))) as font:
            covered |= set(font.getBestCmap())
    body = publication.document.find("body")
    assert body is not None
    text = {c for part in body.itertext() for c in part if not c.isspace()} - {"\u00ad"}
    assert {c for c in text if ord(c) not in covered} <= {"☑"}
    assert len(page) < 600_000


def test_no_code_no_code_font() -> None:
    source = b"<html lang='en'><head><title>t</title></head><body><p>Plain</p></body></html>"
    publication = make_publication(html=source)
    page = web.write(dataclasses.replace(publication, resources=())).decode()
    assert 'font-family: "Source Code Pro"; font-style' not in page
    assert 'font-family: "Amiri"; font-style' not in page


def test_document_is_left_alone() -> None:
    publication = dataclasses.replace(make_publication(), fonts=())
    before = etree.tostring(publication.document)
    web.write(publication)
    assert etree.tostring(publication.document) == before
