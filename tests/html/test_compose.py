"""The HTML intermediate: ids, sections, contents, notes, furniture, credits, JSON-LD."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import etree

from everyleaf.html import compose
from everyleaf.html.languages import locale_of
from everyleaf.model import Element, Publication
from everyleaf.read import read_manuscript

HEAD = """---
title: The Tides & the moon
subtitle: A <short> report
lang: {lang}
date: 2026-11-01
authors: [Ada Example, Tove Test, Émile Essai]
publisher: Example Press
license: CC-BY-4.0
attribution:
  - role: source
    name: Harbour Board
    title: Tide tables
    place: Brest
    url: https://example.org/tides
    date: 2026-10-01
    license: {{name: Open terms, url: "https://example.org/terms"}}
    changes: figures rounded
  - {{role: photographer, name: Pia Photo}}
---
"""


def publish(folder: Path, body: str, lang: str = "en-GB") -> Publication:
    (folder / "a.md").write_text(HEAD.format(lang=lang) + body, "utf-8")
    reading = read_manuscript(folder / "a.md")
    assert not reading.findings
    return compose(reading.manuscript)[0]


def select(document: Element, path: str) -> Element:
    found = document.find(path)
    assert found is not None, path
    return found


def text_of(element: Element) -> str:
    return " ".join("".join(str(t) for t in element.itertext()).split())


def test_sections_follow_headings(tmp_path: Path) -> None:
    document = publish(tmp_path, "Intro.\n\n## A\n\na\n\n### B\n\nb\n\n## A\n\nc\n").document
    article = select(document, ".//article")
    assert [e.tag for e in article] == ["p", "section", "section"]
    first, second = article.findall("section")
    assert [e.tag for e in first] == ["h2", "p", "section"]
    assert (first.get("aria-labelledby"), first[0].get("id")) == ("a", "a")
    assert second[0].get("id") == "a-2"


@pytest.mark.parametrize(
    ("heading", "identifier"),
    [
        ("What's *new*, in 2026?", "whats-new-in-2026"),
        ("Xocalı şəhəri", "xocalı-şəhəri"),
        ("!!!", "section"),
        ("Contents", "contents-2"),
        ("Words[^1]", "words"),
    ],
)
def test_ids_are_made_of_words(tmp_path: Path, heading: str, identifier: str) -> None:
    body = f"## {heading}\n" + ("\n[^1]: Note.\n" if "[^1]" in heading else "\nText.\n")
    assert select(publish(tmp_path, body).document, ".//article//h2").get("id") == identifier


def test_contents_equal_headings(tmp_path: Path) -> None:
    body = "## A *b* {#x}\n\n### C[^n] {#y}\n\n#### D\n\n## E [l](#x)\n\n[^n]: Note.\n"
    contents = select(publish(tmp_path, body).document, ".//nav[@role='doc-toc']")
    links = contents.findall(".//a")
    assert [(a.get("href"), text_of(a)) for a in links] == [
        ("#x", "A b"),
        ("#y", "C"),
        ("#e-l", "E l"),
        ("#notes", "Notes"),
        ("#credits", "Attribution and rights"),
    ]
    assert links[0].find("em") is not None
    assert [len(li.findall("./ol/li")) for li in contents.findall("./ol/li")] == [1, 0, 0, 0]


def test_notes_lead_there_and_back(tmp_path: Path) -> None:
    body = "A[^a] b[^b] c[^a].\n\n[^a]: Note with `code`.\n\n    - ends in a list\n[^b]: Second.\n"
    document = publish(tmp_path, body).document
    by_id = {e.get("id"): e for e in document.iter() if e.get("id")}
    references = document.findall(".//a[@role='doc-noteref']")
    assert [r.get("aria-label") for r in references] == ["Note 1", "Note 2", "Note 1"]
    for reference in references:
        note = by_id[reference.get("href", "")[1:]]
        back = [a.get("href") for a in note.iter("a") if a.get("role") == "doc-backlink"]
        assert f"#{reference.get('id')}" in back
    labels = [a.get("aria-label") for a in document.findall(".//a[@role='doc-backlink']")]
    assert labels == [
        "Back to reference 1 of note 1",
        "Back to reference 2 of note 1",
        "Back to the reference of note 2",
    ]


def test_one_title_landmarks_and_skip_link(tmp_path: Path) -> None:
    document = publish(tmp_path, "## A\n").document
    assert len(document.findall(".//h1")) == 1
    assert text_of(select(document, ".//h1")) == "The Tides & the moon"
    assert select(document, "body")[0].get("href") == "#main"
    assert select(document, ".//main").get("id") == "main"
    assert text_of(select(document, ".//p[@class='subtitle']")) == "A <short> report"
    assert text_of(select(document, ".//p[@class='byline']")) == (
        "By Ada Example, Tove Test and Émile Essai"
    )
    assert text_of(select(document, ".//time")) == "1 November 2026"


def test_nodes_and_places(tmp_path: Path) -> None:
    document = publish(tmp_path, "A *b*.\n\n[^n]: x\n\nc[^n]\n").document
    body = select(document, "body")
    elements = list(body.iter(etree.Element))
    assert [e.get("data-node") for e in elements] == [str(i) for i in range(len(elements))]
    assert all((e.get("data-source") or "").count(":") >= 1 for e in elements)


def test_credits_say_everything(tmp_path: Path) -> None:
    section = select(publish(tmp_path, "Text.\n").document, ".//section[@role='doc-credits']")
    assert text_of(section) == (
        "Attribution and rights Source "
        "Harbour Board, Tide tables, Brest, 1 October 2026 (https://example.org/tides). "
        "Licence: Open terms (https://example.org/terms). Changes: figures rounded. "
        "Photographer Pia Photo. Publisher Example Press "
        "Licence CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/) "
        "Identifier urn:uuid:e8231417-731c-5ebd-b8b6-c1aa15726b89"
    )


def test_json_ld(tmp_path: Path) -> None:
    document = publish(tmp_path, "Text </script>.\n".replace("</script>", "")).document
    data = json.loads(select(document, ".//script").text or "")
    assert data["@context"] == "https://schema.org"
    assert data["inLanguage"] == "en-GB"
    assert data["alternativeHeadline"] == "A <short> report"
    assert "<" not in (select(document, ".//script").text or "")
    [work] = data["isBasedOn"]
    assert work["author"]["name"] == "Harbour Board"
    assert work["comment"]["text"] == "figures rounded"
    assert [p["author"]["name"] for p in data["hasPart"]] == ["Pia Photo"]
    assert "accessMode" not in data, "that is for the web edition to say"


def test_language_without_furniture(tmp_path: Path) -> None:
    document = publish(tmp_path, "## A\n\nשלום.\n", "he").document
    assert (document.get("lang"), document.get("dir")) == ("he", "rtl")
    heading = select(document, ".//h2[@id='credits']")
    assert (heading.get("lang"), heading.get("dir")) == ("en", "ltr")


def test_code_runs_left_to_right(tmp_path: Path) -> None:
    body = "`a` [`b`]{lang=en dir=ltr}\n\n```\nc\n```\n"
    document = publish(tmp_path, body, "ar").document
    codes = {text_of(e): e.get("dir") for e in document.iter("code")}
    assert codes == {"a": "ltr", "b": None, "c": None}
    assert select(document, ".//pre").get("dir") == "ltr"


def test_furniture_is_in_the_language_of_the_text(tmp_path: Path) -> None:
    document = publish(tmp_path, "## A[^n]\n\n## B\n\n[^n]: x\n", "fr-CA").document
    assert text_of(select(document, ".//h2[@id='contents']")) == "Sommaire"
    reference = select(document, ".//article//a[@role='doc-noteref']")
    assert (reference.get("aria-label"), reference.get("lang")) == ("Note 1", None)
    back = select(document, ".//a[@role='doc-backlink']")
    assert back.get("aria-label") == "Retour à l’appel de la note 1"


@pytest.mark.parametrize(
    ("language", "locale"),
    [("en-GB", "en_GB"), ("az", "az"), ("zh-Hant-TW", "zh_Hant_TW"), ("de-x-private", "de"),
     ("tlh", "en")],
)  # fmt: skip
def test_locale(language: str, locale: str) -> None:
    assert str(locale_of(language)) == locale
