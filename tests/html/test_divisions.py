"""Divisions stand in the order of print, as sections with their role, chunk, matter and rank."""

from __future__ import annotations

from lxml import etree

from everyleaf.model import Contributor, License, Settings
from tests.html.books import book, composed, division, outline, select, text_of

CHAPTER = (
    '<h1 id="{0}">{0}</h1><p>Text.</p><h2 id="{0}-a">A</h2><p>a</p><h3 id="{0}-b">B</h3><p>b</p>'
)


def test_the_order_of_print() -> None:
    document = composed(
        book(
            division("dedication", "<p>For you.</p>"),
            division("preface", '<h1 id="preface">Preface</h1><p>p</p>'),
            division(
                "part",
                '<h1 id="cold">Cold</h1><p>c</p>',
                children=(division("chapter", CHAPTER.format("moon")),),
            ),
            division("chapter", CHAPTER.format("sun"), notes='<li id="n">x</li>'),
            division("appendix", CHAPTER.format("tables")),
            division("glossary", '<h1 id="glossary">Words</h1><dl><dt>a</dt><dd>b</dd></dl>'),
            division("afterword", '<h1 id="after">After</h1><p>a</p>'),
            settings=Settings(number_sections=True, half_title=True),
            bibliography='<li id="ref-a">A</li>',
        )
    )
    assert (
        "\n".join(outline(document))
        == """\
[front half-title]
[front title]
h1 The Tides
[front colophon]
[front dedication]
[front contents]
h2 Contents
[front preface]
h2 Preface
[body part]
h2 Part I Cold
  [body chapter]
  h3 1 moon
  h4 1.1 A
  h5 1.1.1 B
[body chapter]
h2 2 sun
h3 2.1 A
h4 2.1.1 B
[body appendix]
h2 Appendix A tables
h3 A.1 A
h4 A.1.1 B
[back afterword]
h2 After
[back notes]
h2 Notes
[back glossary]
h2 Words
[back bibliography]
h2 Bibliography
[back credits]
h2 Attribution and rights"""
    )
    assert [e.get("role") for e in document.iter("section") if e.get("role")] == [
        "doc-colophon", "doc-dedication", "doc-preface", "doc-part", "doc-chapter", "doc-chapter",
        "doc-appendix", "doc-afterword", "doc-endnotes", "doc-glossary", "doc-bibliography",
        "doc-credits",
    ]  # fmt: skip


def test_every_section_has_a_name_and_every_id_is_one() -> None:
    document = composed(
        book(
            division("epigraph", "<blockquote><p>e</p></blockquote>", identifier="motto"),
            division("chapter", CHAPTER.format("notes"), notes='<li id="n">x</li>'),
            division("chapter", CHAPTER.format("credits")),
        )
    )
    ids = [e.get("id") for e in document.iter(etree.Element) if e.get("id")]
    assert len(ids) == len(set(ids))
    for section in document.iter("section"):
        label = section.get("aria-labelledby")
        assert section.get("aria-label") or ids.count(label) == 1
    epigraph = select(document, ".//section[@role='doc-epigraph']")
    assert (epigraph.get("aria-label"), epigraph.get("id")) == ("Epigraph", "motto")
    assert select(document, ".//section[@role='doc-endnotes']/h2").get("id") == "notes-2"


def test_files_under_a_chapter_are_chunks_of_their_own() -> None:
    nested = division("chapter", '<h1 id="b">B</h1><p>b</p><h2 id="c">C</h2><p>c</p>')
    document = composed(book(division("chapter", '<h1 id="a">A</h1><p>a</p>', children=(nested,))))
    assert outline(document)[5:9] == [
        "[body chapter]", "h2 1 A", "  [body subchapter]", "  h3 1.1 B",
    ]  # fmt: skip
    assert select(document, ".//*[@data-chunk='subchapter']").get("role") is None


def test_ranks_do_not_go_below_six() -> None:
    deep = "".join(f'<h{n} id="h{n}">{n}</h{n}><p>t</p>' for n in range(1, 7))
    part = division("part", '<h1 id="p">P</h1>', children=(division("chapter", deep),))
    document = composed(book(part))
    ranks = [
        e.tag for e in select(document, ".//*[@data-chunk='chapter']").iter("h3", "h4", "h5", "h6")
    ]
    assert ranks == ["h3", "h4", "h5", "h6", "h6", "h6"]


def test_headings_sink_together() -> None:
    chapter = division(
        "chapter",
        '<h1 id="a">A</h1><aside><h2 id="b">B</h2></aside><h3 id="c">skips a level</h3>',
    )
    document = composed(book(division("part", '<h1 id="p">P</h1>', children=(chapter,))))
    ranks = {e.get("id"): e.tag for e in document.iter("h1", "h2", "h3", "h4", "h5")}
    assert [ranks[i] for i in "pabc"] == ["h2", "h3", "h4", "h5"]


def test_a_chapter_of_its_own_people_and_terms() -> None:
    document = composed(
        book(
            division(
                "chapter",
                '<h1 id="a">A</h1><p>a</p>',
                people=("Émile Essai", "Ada Example"),
                rights="© 2025 Émile Essai",
                license=License("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
                language="fr",
            )
        )
    )
    chapter = select(document, ".//section[@role='doc-chapter']")
    assert (chapter.get("lang"), chapter.get("dir")) == ("fr", "ltr")
    assert [text_of(e) for e in chapter][1:3] == [
        "Par Émile Essai et Ada Example",
        "© 2025 Émile Essai. Licence: CC BY 4.0.",
    ]


def test_who_helped_is_named_with_the_role() -> None:
    people = (
        Contributor("Ada Example"),
        Contributor("Tove Test", role="trl"),
        Contributor("Ida Ink", role="ill"),
        Contributor("Per Pen", role="ill"),
        Contributor("Pia Paper", role="ppm"),
    )
    document = composed(book(division("chapter", '<h1 id="a">A</h1>'), contributors=people))
    assert [text_of(e) for e in document.findall(".//header//p[@class]")][:4] == [
        "By Ada Example",
        "Translator: Tove Test",
        "Illustrator: Ida Ink and Per Pen",
        "ppm: Pia Paper",
    ]


def test_the_imprint_says_who_published_what_and_when() -> None:
    document = composed(
        book(
            division("chapter", '<h1 id="a">A</h1><p>a</p>'),
            publisher="Example Press",
            rights="© 2026",
        )
    )
    assert text_of(select(document, ".//section[@role='doc-colophon']")) == (
        "The Tides Rights © 2026 Publisher Example Press Date 1 November 2026 "
        "ISBN 9783161484100 Attribution and rights"
    )


def test_contents_say_the_language_of_a_chapter() -> None:
    document = composed(
        book(division("chapter", '<h1 id="a">Les gens</h1>', language="fr"), language="ar")
    )
    link = select(document, ".//nav//a[@href='#a']")
    assert [(e.tag, e.get("lang"), e.get("dir")) for e in link] == [("span", "fr", "ltr")]


def test_contents_have_three_levels() -> None:
    part = division(
        "part", '<h1 id="p">P</h1>', children=(division("chapter", CHAPTER.format("moon")),)
    )
    document = composed(book(part, division("chapter", CHAPTER.format("sun"))))
    nav = select(document, ".//nav[@role='doc-toc']")
    assert [(a.get("href"), text_of(a)) for a in nav.iter("a")] == [
        ("#p", "Part I P"),
        ("#moon", "1 moon"),
        ("#moon-a", "1.1 A"),
        ("#sun", "2 sun"),
        ("#sun-a", "2.1 A"),
        ("#sun-b", "2.1.1 B"),
        ("#credits", "Attribution and rights"),
    ]
    assert select(document, "body/a").get("href") == "#p"
