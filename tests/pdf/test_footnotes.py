"""Notes at the foot of the page: read after their paragraph, linked both ways, nothing lost."""

from __future__ import annotations

import copy
import dataclasses
import re
from pathlib import Path

import pytest

from everyleaf import read
from everyleaf.check.verapdf import validate
from everyleaf.html import compose
from everyleaf.model import PdfStandard, Publication
from everyleaf.pdf import write
from everyleaf.pdf.layout.footnotes import move_notes
from tests.pdf.documents import document_text, page_texts, paragraph, squeeze, tagged
from tests.readers.pdf import Element, TaggedPdf, read_pdf, structure_text

SOURCE = f"""---
title: The Tides
lang: en-GB
date: 2026-11-01
publisher: Example Press
notes: page
attribution:
  - role: source
    name: Harbour Board
---

First.[^1] Again *this[^2]* and, once more,[^1] it goes on. {paragraph(300)}

## A heading[^h]

- item[^3] and the rest of the item

| A | B |
|---|---|
| x[^4] | y |

: A caption

{paragraph(200, 300)} Last.[^long] {paragraph(300, 500)}

[^1]: A note with *emphasis*.

    Its second paragraph, with a note of its own.[^5]

[^2]: Two.
[^3]: Three.
[^4]: Four.
[^5]: Five.
[^h]: From the heading.
[^long]: {paragraph(400, 1000)}
"""
STYLE = "[role=doc-footnote] { float: footnote }"


def publish(folder: Path, source: str = SOURCE) -> Publication:
    path = folder / "notes.md"
    path.write_text(source, "utf-8")
    return compose(read.read_manuscript(path).manuscript)[0]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    return publish(tmp_path_factory.mktemp("notes"))


@pytest.fixture(scope="module")
def data(made: Publication) -> bytes:
    return write(made)[0].data


@pytest.fixture(scope="module")
def pdf(data: bytes) -> TaggedPdf:
    return read_pdf(data)


def test_a_note_follows_the_paragraph_that_refers_to_it(pdf: TaggedPdf) -> None:
    (article,) = pdf.root.find("Art")
    assert [e.type for e in article.elements][:4] == ["P", "FENote", "FENote", "Sect"]
    body = next(e for e in article.find("LBody"))
    assert [e.type for e in body.elements] == ["P", "FENote"]
    cell = next(e for e in article.find("TD"))
    assert [e.type for e in cell.elements] == ["P", "FENote"]


def test_notes_of_headings_and_of_notes_stay_at_the_end(pdf: TaggedPdf) -> None:
    section = next(s for s in pdf.root.find("Sect") if s.elements[0].text == "Notes")
    assert [note.identifier for note in section.find("FENote")] == ["fn-3", "fn-7"]
    assert [label.text.strip() for label in section.find("Lbl")] == ["3.", "7."]


def test_links_lead_there_and_back(pdf: TaggedPdf) -> None:
    notes = {note.identifier: note for note in pdf.root.find("FENote")}
    calls = [reference.find("Link")[0] for reference in pdf.root.find("Reference")]
    led = [a.destination for call in calls for a in call.annotations]
    assert {name for name in led if name and name.startswith("fn-")} == set(notes)
    for name, note in notes.items():
        assert name is not None
        number = name.removeprefix("fn-")
        assert label_of(note) == f"{number}."
        back = {a.destination for link in note.find("Link") for a in link.annotations}
        assert f"fnref-{number}" in back


def label_of(note: Element) -> str:
    return next(e.text.strip() for e in note.elements if e.type == "Lbl")


def test_nothing_is_lost_and_nothing_but_notes_is_moved(data: bytes, made: Publication) -> None:
    document = copy.deepcopy(made.document)
    move_notes(document)
    got = structure_text(data)
    assert sorted(squeeze(got)) == sorted(squeeze(document_text(made.document)))
    for note in document.xpath("//*[@role='doc-footnote']"):
        words = squeeze("".join(note.itertext()))
        assert words in squeeze(got)
        got = squeeze(got).replace(words, "", 1)
        note.getparent().remove(note) if not note.tail else note.clear(keep_tail=True)
    assert squeeze(got) == squeeze(document_text(document))


def test_notes_are_printed_on_the_page_of_their_reference(data: bytes) -> None:
    (page,) = [page for page in page_texts(data) if "First." in page]
    assert "A note with emphasis." in page
    assert page.index("word50") < page.index("A note with emphasis.")


def test_page_starts_do_not_count_notes(made: Publication) -> None:
    """They are the same places of the document, whatever is at the page foot."""
    output, _ = write(made)
    elements = {e.get("data-node"): e for e in made.document.iter() if e.get("data-node")}
    pages = page_texts(output.data)
    for start, page in zip(output.page_starts[2:], pages[2:], strict=True):
        text = squeeze("".join(elements[str(start.node)].itertext()))[start.offset :]
        first = re.search(r"word\d+", page)
        assert first and text.startswith(first[0]), start


def test_without_notes_elsewhere_the_section_goes(tmp_path: Path) -> None:
    source = SOURCE[: SOURCE.index("First.")] + "Text.[^1]\n\n## A\n\n## B\n\n[^1]: A note.\n"
    root = read_pdf(write(publish(tmp_path, source))[0].data).root
    assert [h.text for h in root.find("H2")] == ["Contents", "A", "B", "Attribution and rights"]
    assert [item.text.strip() for item in root.find("TOC")[0].find("Link")] == [
        "A", "B", "Attribution and rights",
    ]  # fmt: skip


@pytest.mark.book
@pytest.mark.parametrize("standard", ["ua-1", "ua-2"])
def test_conformance(made: Publication, standard: PdfStandard) -> None:
    settings = dataclasses.replace(made.settings, pdf_standard=standard)
    data = write(dataclasses.replace(made, settings=settings))[0].data
    for profile in ("ua1", "3a") if standard == "ua-1" else ("ua2", "wt1a", "4f"):
        verdict = validate(data, profile)
        assert (verdict.outcome, verdict.findings) == ("passed", ())


def test_call_and_marker_of_the_stylesheet() -> None:
    """A stylesheet may number notes itself: call and marker are generated text."""
    pdf = tagged("<p>A<span role='doc-footnote'>Note.</span> b</p>", STYLE)
    p, note = pdf.root.elements
    assert [(e.type, e.text, e.generated) for e in p.elements] == [("Reference", "1", True)]
    assert (note.type, label_of(note), note.text) == ("FENote", "1.", "1. Note.")
