"""A template of the author's may change everything but the text."""

from __future__ import annotations

import copy
import dataclasses

import pytest
from lxml import etree

from everyleaf.diagnostics import PublishError
from everyleaf.html import compose
from tests.html.books import book, division, select, text_of

BOOK = book(
    division("preface", '<h1 id="p">P</h1><p id="x">p</p>'),
    division("chapter", '<h1 id="a">A</h1><p>a</p>', notes='<li id="fn-1-1"><p>n</p></li>'),
    bibliography='<li id="ref-a">A</li>',
)


def test_a_template_of_the_authors() -> None:
    templates = dict(BOOK.templates)
    templates["book.html"] = templates["book.html"].replace("{{ body }}", "{{ body }}<p>Ours</p>")
    publication, _ = compose(dataclasses.replace(BOOK, templates=templates))
    assert text_of(select(publication.document, ".//main/p")) == "Ours"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("{{ body }}", "", "does not show {{ body }}"),
        ("{{ body }}", "{{ body }}{{ body }}", "does not show {{ body }}"),
        ("{{ front_matter }}", "", "does not show {{ body }}"),
        ("ids.notes, words.notes, notes,", "ids.notes, words.notes, '',", "the id fn-1-1"),
        ("words.bibliography, bibliography,", "words.bibliography, '',", "the id ref-a"),
        ("{{ body }}", '{{ body }}<p id="contents">c</p>', "two elements with the id contents"),
        ("{{ body }}", '{{ body }}<section data-stands-for="x"/>', "does not show {{ body }}"),
        ("{{ body }}", "{{ body }}<p>", "Opening and ending tag mismatch"),
        ("{{ body }}", "{{ bodi }}", "'bodi' is undefined"),
    ],
)
def test_a_template_that_cannot_be_used(old: str, new: str, reason: str) -> None:
    templates = dict(BOOK.templates)
    assert old in templates["book.html"]
    templates["book.html"] = templates["book.html"].replace(old, new)
    with pytest.raises(PublishError) as caught:
        compose(dataclasses.replace(BOOK, templates=templates))
    [finding] = caught.value.diagnostics
    assert finding.code == "template-invalid"
    assert reason in finding.message


def test_trees_are_taken_only_where_they_may_be() -> None:
    before = [etree.tostring(one.body) for one in BOOK.divisions]
    copied, findings = compose(BOOK)
    assert [etree.tostring(one.body) for one in BOOK.divisions] == before
    taken = copy.deepcopy(BOOK)
    made = compose(taken, consume=True)
    assert etree.tostring(made[0].document) == etree.tostring(copied.document)
    assert made[1] == findings
    assert taken.divisions[0].body.getroottree().getroot() is made[0].document
