"""Machines read what a book is, its chapters and its images."""

from __future__ import annotations

import json

from everyleaf.model import Attribution, License
from tests.html.books import book, composed, division, select


def test_a_book_and_what_it_holds() -> None:
    cc = License("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/", "CC-BY-4.0")
    document = composed(
        book(
            division("preface", '<h1 id="p">P</h1>'),
            division(
                "part",
                '<h1 id="cold">Cold</h1>',
                children=(
                    division(
                        "chapter",
                        '<h1 id="a">The <em>moon</em></h1><figure id="fig:x"><img alt="x"/></figure>',
                        people=("Émile Essai",),
                        license=cc,
                    ),
                ),
            ),
            division("appendix", '<h1 id="t">Tables</h1>', language="fr"),
            attributions=(
                Attribution("photographer", "pht", "Pia Photo", part="fig:x", license=cc),
                Attribution("translator", "trl", "Tove Test", part="a"),
                Attribution("source", "ant", "Harbour Board"),
            ),
        )
    )
    data = json.loads(select(document, ".//script").text or "")
    assert (data["@type"], data["isbn"]) == ("Book", "9783161484100")
    assert [work["author"]["name"] for work in data["isBasedOn"]] == ["Harbour Board"]
    license = {"@type": "CreativeWork", "name": "CC BY 4.0", "url": cc.url}
    assert data["hasPart"] == [
        {
            "@type": "Chapter",
            "name": "The moon",
            "position": 1,
            "url": "#a",
            "author": [{"name": "Émile Essai"}],
            "license": license,
            "hasPart": [
                {
                    "@type": "CreativeWork",
                    "creditText": "translator",
                    "author": {"name": "Tove Test"},
                }
            ],
        },
        {"@type": "Chapter", "name": "Tables", "position": 2, "url": "#t", "inLanguage": "fr"},
        {
            "@type": "ImageObject",
            "@id": "#fig:x",
            "creditText": "photographer",
            "author": {"name": "Pia Photo"},
            "license": license,
        },
    ]
