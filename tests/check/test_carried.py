"""A credit that an edition does not show is found, in each edition and script."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from pathlib import Path

import pytest

from everyleaf import build
from everyleaf.check.carried import find_lost_credits
from everyleaf.diagnostics import Position, PublishError
from everyleaf.model import Attribution, License, Metadata
from tests.conftest import make_publication

CREDIT = Attribution(
    "source", "ant", "Harbour Board", "Tide tables of the year", license=License("CC BY 4.0"),
    position=Position("a.md", 4, 3),
)  # fmt: skip


def metadata(*credits: Attribution) -> Metadata:
    return dataclasses.replace(make_publication().metadata, attributions=credits)


def page(body: str) -> bytes:
    return f"<!DOCTYPE html><html lang=en><title>A</title><body>{body}</body></html>".encode()


SHOWN = "<p>Har\u00adbour <b>Board</b>, Tide tables of\nthe year, CC\u00a0BY\u00a04.0</p>"


def test_a_credit_that_is_shown() -> None:
    assert find_lost_credits({"html": page(SHOWN)}, metadata(CREDIT), "a") == []


@pytest.mark.parametrize(
    ("body", "lost"),
    [
        ("", ""),
        (SHOWN.replace("Board", ""), ""),
        (SHOWN.replace("tables", ""), ": “Tide tables of the year” is lost"),
        (SHOWN.replace("4.0", ""), ": “CC BY 4.0” is lost"),
        (f"<script>{SHOWN}</script>", ""),
        (f"<div hidden>{SHOWN}</div>", ""),
    ],
)
def test_a_credit_that_is_not(body: str, lost: str) -> None:
    (finding,) = find_lost_credits({"html": page(body)}, metadata(CREDIT), "a")
    assert finding.code == "credit-not-shown" and finding.position == Position("a.md", 4, 3)
    assert finding.message == (
        f"the web edition (a.html) does not show the credit of Harbour Board (source){lost}"
    )


def test_a_content_document_without_it() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, body in (("a.xhtml", "<p>Harbour Board</p>"), ("b.xhtml", "<p>CC BY 4.0</p>")):
            archive.writestr(name, f'<html xmlns="http://www.w3.org/1999/xhtml">{body}</html>')
    (finding,) = find_lost_credits({"epub": data.getvalue()}, metadata(CREDIT), "a")
    assert "EPUB" in finding.message and "Tide tables" in finding.message


def test_the_first_page_is_read_too() -> None:
    data = b"<html><body>" + SHOWN.encode() + b"<p>x</p>" * 9 + b"</body></html>"
    assert find_lost_credits({"html": data}, metadata(CREDIT), "a") == []


SOURCE = """---
title: The Tides
lang: {language}
date: 2026-11-01
publisher: Example Press
attribution:
  - role: source
    name: {name}
    title: {title}
    license: CC-BY-4.0
---

Text.
"""


@pytest.mark.parametrize(
    ("language", "name", "title"),
    [
        ("en", "Harbour Board of the Extraordinarily Long Coastline of the North", "Tides"),
        ("ar", "هيئة الميناء في الساحل الشمالي", "جداول المد والجزر لسنة ٢٠٢٦"),
        ("he", "רשות הנמל", "לוחות הגאות"),
        ("ja", "港湾局", "潮汐表"),
    ],
)
def test_editions_as_they_are_written(tmp_path: Path, language: str, name: str, title: str) -> None:
    source = tmp_path / "content" / "a.md"
    source.parent.mkdir()
    source.write_text(SOURCE.format(language=language, name=name, title=title), "utf-8")
    (made,) = build.publish([source], tmp_path / "dist", judged=False).editions
    assert find_lost_credits(made.files, made.publication.metadata, "a") == []


def test_a_stylesheet_that_hides_credits_in_print(tmp_path: Path) -> None:
    source = tmp_path / "content" / "a.md"
    (source.parent / "templates").mkdir(parents=True)
    source.write_text(SOURCE.format(language="en", name="Harbour Board", title="Tides"), "utf-8")
    (source.parent / "templates" / "print.css").write_text(".credits { display: none }", "utf-8")
    with pytest.raises(PublishError) as caught:
        build.publish([source], tmp_path / "dist", judged=False)
    told = [f.message for f in caught.value.diagnostics if f.severity == "error"]
    assert told == [
        "the PDF (a.pdf) does not show the credit of Harbour Board (source)",
    ]
