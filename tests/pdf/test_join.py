"""Units that are laid out apart make the file that they make in one piece."""

from __future__ import annotations

import dataclasses
import functools
import gc
import io
import pickle
import random
import re
import subprocess
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

import pikepdf
import pytest

from everyleaf.check.judges import PDF_PROFILES
from everyleaf.check.verapdf import validate_all
from everyleaf.jobs import InProcess, Task
from everyleaf.model import PDF_STANDARDS, PdfOutput, PdfStandard, Settings
from everyleaf.pdf import edition, write
from everyleaf.pdf.file.loose_objects import LooseObjects
from everyleaf.pdf.join.book import JoinedFile, join
from everyleaf.pdf.layout import print_text
from everyleaf.pdf.layout.units import whole_unit
from everyleaf.pdf.unit.painted_unit import Pagination, Place, PlacedUnit
from tests.pdf.book import make_book
from tests.pdf.documents import page_texts, render
from tests.readers.pdf import Element, TaggedPdf, format_tree, read_pdf

T = TypeVar("T")


def settings(standard: PdfStandard) -> Settings:
    return Settings(page_size="A5", pdf_standard=standard, index=True)


@functools.cache
def joined(standard: PdfStandard) -> PdfOutput:
    output, findings = write(make_book(settings(standard)))
    assert findings == ()
    return output


@functools.cache
def in_one_piece(standard: PdfStandard) -> PdfOutput:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(print_text, "_split", lambda document, *_: (whole_unit(document),))
        output, _ = write(make_book(settings(standard)))
    return output


@functools.cache
def read(data: bytes) -> TaggedPdf:
    return read_pdf(data)


both = pytest.mark.parametrize("standard", PDF_STANDARDS)


# As in one piece


@both
def test_the_structure_is_that_of_one_piece(standard: PdfStandard) -> None:
    one, other = (format_tree(make(standard).data) for make in (joined, in_one_piece))
    assert _without_ids(one) == _without_ids(other)


def _without_ids(tree: str) -> str:
    """Leave out what makes IDs of our own unique."""
    return re.sub(r"'(?:[^' ]+ )?((?:th |note-)\d+)'", lambda match: "'ID'", tree)


@both
def test_bookmarks_names_and_labels_are_those_of_one_piece(standard: PdfStandard) -> None:
    one, other = joined(standard), in_one_piece(standard)
    assert (one.page_starts, one.labels) == (other.page_starts, other.labels)
    assert _outline(one.data) == _outline(other.data)
    assert _places(one.data) == _places(other.data)
    assert [_name(b.target) for b in read(one.data).bookmarks] == [
        _name(b.target) for b in read(other.data).bookmarks
    ]
    targets = [
        {name: _name(target) for name, target in read(data).names.items()}
        for data in (one.data, other.data)
    ]
    assert targets[0] == targets[1]


def _name(element: Element | None) -> str:
    return "" if element is None else f"{element.type} {element.text[:40]}"


def _outline(data: bytes) -> tuple[int, list[tuple[str, int, int]]]:
    """Return how many bookmarks are shown at first, and title, depth and page of each."""
    found: list[tuple[str, int, int]] = []
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_outline() as outline:
        pages: dict[Any, int] = {page.objgen: n for n, page in enumerate(pdf.pages)}

        def walk(items: Sequence[pikepdf.OutlineItem], depth: int) -> None:
            for item in items:
                place: Any = item.destination or cast(Any, item.action).D
                found.append((item.title, depth, pages[place[0].objgen]))
                walk(item.children, depth + 1)

        walk(outline.root, 0)
        return int(pdf.Root.Outlines.Count), found


def _places(data: bytes) -> dict[str, tuple[int, float]]:
    """Return page and height of each named destination, and check that every link has one."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pages: dict[Any, int] = {page.objgen: n for n, page in enumerate(pdf.pages)}
        places: dict[str, tuple[int, float]] = {}
        for name, value in pikepdf.NameTree(pdf.Root.Names.Dests).items():
            place: Any = value.D if isinstance(value, pikepdf.Dictionary) else value
            places[str(name)] = (pages[place[0].objgen], float(place[3]))
        for page in pdf.pages:
            for annotation in page.get("/Annots", []):
                leads = annotation.get("/Dest") or annotation.A.get("/D")
                assert leads is None or str(leads) in places
        return places


@both
def test_readers_get_the_same_text_page_by_page(standard: PdfStandard, tmp_path: Path) -> None:
    one, other = joined(standard).data, in_one_piece(standard).data
    assert page_texts(one) == page_texts(other)
    assert _poppler_text(one, tmp_path) == _poppler_text(other, tmp_path)


def _poppler_text(data: bytes, folder: Path) -> list[str]:
    """Return its lines; a space that ends one is shown by a glyph or by ActualText."""
    (folder / "read.pdf").write_bytes(data)
    command: list[str | Path] = ["pdftotext", folder / "read.pdf", "-"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return [line.rstrip() for line in done.stdout.split("\n")]


@both
def test_what_is_an_artifact_in_one_piece_is_one(standard: PdfStandard) -> None:
    def artifacts(data: bytes) -> list[tuple[int, str, str, str]]:
        return sorted(
            (a.page, a.type, a.subtype, a.text) for a in read(data).artifacts if a.text.strip()
        )

    one, other = (make(standard).data for make in (joined, in_one_piece))
    assert artifacts(one) == artifacts(other)
    assert (read(one).untagged, read(one).unclaimed) == ("", [])


@pytest.mark.book
@both
def test_the_judges_pass_it(standard: PdfStandard, tmp_path: Path) -> None:
    data = joined(standard).data
    for verdict in validate_all(data, PDF_PROFILES[standard]):
        assert (verdict.outcome, verdict.findings) == ("passed", ()), verdict.standard
    path = tmp_path / "joined.pdf"
    path.write_bytes(data)
    done = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


# As a file


def test_objects_are_named_by_the_element_that_they_are_made_from() -> None:
    output = joined("ua-1")
    source = make_book(settings("ua-1")).document
    elements = {int(el.get("data-node", "-1")): el for el in source.iter()}
    kinds = {"/H1": "h1", "/H2": "h2", "/TR": "tr", "/Table": "table", "/Code": "code"}
    seen: set[str] = set()
    with pikepdf.open(io.BytesIO(output.data)) as pdf:
        for number, node in output.objects.items():
            made = pdf.get_object(number, 0)
            if made.get("/Type") == "/Annot":
                assert elements[node].tag == "a"
            elif "/S" in made and str(made.S) in kinds:
                seen.add(str(made.S))
                assert elements[node].tag == kinds[str(made.S)]
        pages = [output.objects[cast(Any, page).objgen[0]] for page in pdf.pages]
    assert seen == set(kinds)
    assert pages == [start.node for start in output.page_starts]


def test_each_font_is_embedded_once() -> None:
    files: dict[str, set[Any]] = {}
    with pikepdf.open(io.BytesIO(joined("ua-1").data)) as pdf:
        for object_ in pdf.objects:
            if isinstance(object_, pikepdf.Dictionary) and "/FontName" in object_:
                file: Any = object_.get("/FontFile3", object_.get("/FontFile2"))
                files.setdefault(str(object_.FontName), set()).add(file.objgen)
    assert len(files) > 3
    assert {name for name, found in files.items() if len(found) > 1} == set()


def test_a_picture_of_several_units_is_written_once() -> None:
    chapters = "".join(
        f"<section role='doc-chapter' data-chunk='chapter' data-matter='body' "
        f"aria-labelledby='c{i}'><h2 id='c{i}'>Chapter {i}</h2>"
        f"<figure><img src='img/p.png' alt='Green'/></figure></section>"
        for i in range(3)
    )
    title = "<header data-chunk='title' data-matter='front'><h1>The Tides</h1></header>"
    book = make_book(settings("ua-1"), front=title, body=chapters, back="", cover=False)
    output, _ = write(book)
    with pikepdf.open(io.BytesIO(output.data)) as pdf:
        images = [
            object_
            for object_ in pdf.objects
            if isinstance(object_, pikepdf.Stream) and object_.get("/Width") == 20
        ]
        drawn = [page for page in pdf.pages if page.Resources.get("/XObject")]
    assert (len(images), len(drawn) >= 3) == (1, True)


class Shuffled(InProcess):
    """Does tasks in an order of its own."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._random = random.Random(seed)

    def map_memo(
        self,
        function: Callable[..., T],
        tasks: Sequence[Task],
        meanwhile: Callable[[], object] | None = None,
    ) -> list[T]:
        order = list(range(len(tasks)))
        self._random.shuffle(order)
        results = {
            number: InProcess.map_memo(self, function, [tasks[number]])[0] for number in order
        }
        return [results[number] for number in range(len(tasks))]


def test_the_order_in_which_units_are_drawn_changes_no_byte() -> None:
    made = make_book(settings("ua-1"))
    assert write(made, Shuffled(1))[0].data == joined("ua-1").data


def test_an_article_is_a_join_of_one_unit() -> None:
    data = render("<h1 id='a'>One</h1><p><a href='#a'>Back</a></p>")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.Root.Pages.Kids[0].Type == "/Page"
        assert [str(kid.S) for kid in pdf.Root.StructTreeRoot.K[0].K] == ["/H1", "/P"]
    (link,) = (kid for e in read_pdf(data).root.walk() for kid in e.annotations)
    assert link.destination == "a"


def test_fonts_are_not_cut_again_if_no_new_glyph_is_shown() -> None:
    keys: list[list[object]] = []

    class Recorded(InProcess):
        def map_memo(
            self,
            function: Callable[..., T],
            tasks: Sequence[Task],
            meanwhile: Callable[[], object] | None = None,
        ) -> list[T]:
            if function.__name__ == "embed_font":
                keys.append([task.arguments for task in tasks])
            return super().map_memo(function, tasks)

    chapter = "<section data-chunk='chapter' data-matter='body'><h2>One</h2><p>Words that go</p>"
    body = f"{chapter}</section>{chapter}<p>More</p></section>"
    book = make_book(settings("ua-1"), front="<h1>Tides</h1>", body=body, back="", cover=False)
    write(book, Recorded())
    for p in book.document.iter("p"):
        p.text = " ".join(reversed((p.text or "").split()))
        break
    write(book, Recorded())
    assert keys[0] == keys[1]


# Of any length


class Late:
    """The objects of a unit in a file, as far as memory is concerned."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._others = self._count()

    @staticmethod
    def _count() -> int:
        return sum(isinstance(o, LooseObjects) for o in gc.get_objects())

    def get(self) -> LooseObjects:
        fonts_and_metadata = 20
        alive = self._count() - self._others
        assert alive <= fonts_and_metadata, "the objects of one unit at a time"
        objects = pickle.loads(self._data)
        assert isinstance(objects, LooseObjects)
        return objects


def _long_pagination(one: Pagination, units: int) -> Pagination:
    """Return a document of the longest unit of another, again and again, with names of their own."""
    placed = max(one.units, key=lambda unit: unit.painted.pages)
    assert placed.painted.objects is not None
    late: Any = Late(pickle.dumps(placed.painted.objects.get()))
    made: list[PlacedUnit] = []
    places: dict[str, Place] = {}
    for number in range(units):
        kept = placed.painted.kept
        assert kept is not None
        kept = dataclasses.replace(
            kept,
            anchors={f"{number}{name}": place for name, place in kept.anchors.items()},
            links={place: f"{number}{name}" for place, name in kept.links.items()},
            identified={f"{number}{name}": place for name, place in kept.identified.items()},
        )
        painted = dataclasses.replace(placed.painted, kept=kept, objects=late)
        made.append(PlacedUnit(placed.unit, painted, number * painted.pages))
        for name, place in painted.places.items():
            page = place.page + made[-1].first_page
            places[f"{number}{name}"] = dataclasses.replace(place, page=page)
        for name in kept.links.values():
            places.setdefault(name, Place(0, 0, 0))
    pages = units * placed.painted.pages
    labels = tuple(map(str, range(pages)))
    return Pagination(made, one.folios, tuple(range(pages)), labels, places)


def test_memory_does_not_grow_with_the_length_of_the_book() -> None:
    def peak(units: int) -> tuple[int, int]:
        """Return pages, and what is needed besides the units' summaries and the file."""
        (pagination, _, shell, profile, identifier, fonts, *_) = arguments
        long = _long_pagination(pagination, units)
        nodes = [0] * len(long.numbers)
        gc.collect()
        tracemalloc.start()
        try:
            output = join(long, nodes, shell, profile, identifier, fonts, InProcess())
            return len(nodes), tracemalloc.get_traced_memory()[1] - 2 * len(output.data)
        finally:
            tracemalloc.stop()

    arguments: list[Any] = []

    def note(*given: Any) -> JoinedFile:
        arguments.extend(given)
        return join(*given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(edition, "join", note)
        write(make_book(settings("ua-2"), cover=False))
    (few, small), (many, large) = peak(20), peak(220)
    assert many - few >= 800
    assert (large - small) / (many - few) < 8_000, "bytes a page"
