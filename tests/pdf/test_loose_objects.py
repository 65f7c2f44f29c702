"""The objects of a unit keep what they say, whatever numbers they get."""

from __future__ import annotations

import pikepdf
import pytest

from everyleaf.pdf.file.loose_objects import Dump, dump_objects, extend, resolve, split
from everyleaf.pdf.file.objects import (
    PdfFile,
    Stream,
    Value,
    array,
    dictionary,
    pdf_file,
    stream,
    string,
)

MARKS = "\x01 7\x02 \x03 4\x02 \x01" + "7\x02\x00\x03" + "4\x02"
"""What references and keys look like in a dump, as the text of a string."""


def add(pdf: PdfFile, **values: Value) -> int:
    made = dictionary(values)
    pdf.add_object(made)
    return made.number


def add_stream(
    pdf: PdfFile, data: bytes, extra: dict[str, Value], compress: bool = False
) -> Stream:
    made = stream(data, extra, compress)
    pdf.add_object(made)
    return made


def reference(number: int) -> bytes:
    return b"%d 0 R" % number


def texts(dump: Dump, first: int, outside: tuple[int, ...] = (), key: int = 0) -> list[bytes]:
    """Return the parts of a dump's text, its objects numbered from `first`."""
    own = len(dump.counts.shared) + dump.counts.own
    return split(resolve(dump.objects.text, [*range(first, first + own), *outside], key))


def test_references_follow_the_numbers() -> None:
    pdf = pdf_file()
    kid = add(pdf, Type="/Kid")
    top = add(pdf, Type="/Top", Kids=array([reference(kid), 1, 0.5]), Name=string("12 0 R"))
    dump = dump_objects(pdf, [reference(top)], {})
    assert texts(dump, 100) == [
        b"<</Type /Kid>>",
        b"<</Type /Top/Kids [100 0 R 1 0.5]/Name (12 0 R)>>",
    ]
    assert texts(dump, 7)[1].startswith(b"<</Type /Top/Kids [7 0 R")


@pytest.mark.parametrize("text", [MARKS, MARKS.encode(), "\u0101\u0702 " + MARKS, "\r\n\x7f"])
def test_no_string_is_taken_for_a_mark(text: str | bytes) -> None:
    pdf = pdf_file()
    made = string(text)  # type: ignore[arg-type]  # bytes are written as they are
    top = add(pdf, Said=made, Kids=array([made, dictionary({"Alt": made})]))
    (written,) = texts(dump_objects(pdf, [reference(top)], {}), 1)
    read = pikepdf.Object.parse(written)
    for said in (read.Said, read.Kids[0], read.Kids[1].Alt):
        wanted = text if isinstance(text, bytes) else None
        assert bytes(said) == wanted or str(said) == text, written


def test_what_could_be_taken_for_a_mark_is_refused() -> None:
    pdf = pdf_file()
    for values in ({"Name": "/\x012\x02"}, {"\x012\x02": 0}, {"Raw": b"\x032\x02"}):
        top = add(pdf, **values)
        with pytest.raises(ValueError, match="control character"):
            dump_objects(pdf, [reference(top)], {})


def test_marks_in_a_stream_are_its_content() -> None:
    pdf = pdf_file()
    drawn = add_stream(pdf, MARKS.encode(), {})
    dump = dump_objects(pdf, [drawn.reference], {}, {drawn.number})
    assert dump.objects.contents == (MARKS.encode(),)
    assert texts(dump, 1) == [b"<</Length %d>>" % len(MARKS)]


def test_only_what_is_wanted_is_kept() -> None:
    pdf = pdf_file()
    add(pdf, Type="/Forgotten")
    inner = add(pdf, Type="/Inner")
    top = add(pdf, Inner=reference(inner), Outside=reference(pdf.pages.number))
    dump = dump_objects(pdf, [reference(top)], {pdf.pages.number: "pages"})
    assert (dump.counts.objects, dump.counts.outside) == (2, ("pages",))
    assert texts(dump, 5, outside=(99,))[1] == b"<</Inner 5 0 R/Outside 99 0 R>>"


def test_a_reference_to_nothing_is_a_bug_that_shows() -> None:
    pdf = pdf_file()
    top = add(pdf, Lost=reference(77))
    with pytest.raises(IndexError):
        dump_objects(pdf, [reference(top)], {})


def test_keys_of_the_parent_tree_are_counted_on() -> None:
    pdf = pdf_file()
    element = add(pdf, S="/P")
    page = add(pdf, Type="/Page", StructParents=0, Annots=array([]))
    dump = dump_objects(pdf, [reference(page)], {}, more=[array([reference(element)])])
    assert texts(dump, 10, key=30) == [
        b"<</S /P>>",
        b"<</Type /Page/StructParents 30/Annots []>>",
        b"[10 0 R]",
    ]


def test_streams_are_told_by_their_content() -> None:
    def image(pdf: PdfFile, data: bytes, mask: bytes | None) -> Stream:
        extra: dict[str, Value] = {"Subtype": "/Image"}
        if mask is not None:
            extra["SMask"] = add_stream(pdf, mask, {"Subtype": "/Image"}).reference
        return add_stream(pdf, data, extra)

    def digests(*made: tuple[bytes, bytes | None], before: int = 0) -> set[str]:
        pdf = pdf_file()
        for _ in range(before):
            add(pdf)
        images = [image(pdf, *one).reference for one in made]
        return set(dump_objects(pdf, images, {}).counts.shared)

    one = digests((b"picture", b"mask"))
    assert len(one) == 2
    assert digests((b"picture", b"mask"), before=3) == one
    assert len(one & digests((b"picture", b"other mask"))) == 0
    assert len(one & digests((b"picture", None))) == 0
    assert digests((b"other", b"mask"), (b"picture", b"mask")) > one


def test_a_group_with_marks_of_the_structure_is_no_unit_s_but_its_own() -> None:
    pdf = pdf_file()
    group = add_stream(pdf, b"", {"Subtype": "/Form", "StructParents": 3})
    dump = dump_objects(pdf, [group.reference], {})
    assert (dump.counts.shared, dump.counts.streams) == ((), 1)


def test_a_dictionary_gets_further_entries() -> None:
    assert extend(b"<</A <</B 1>>>>", b"/C 2", b"/D 3") == b"<</A <</B 1>>/C 2/D 3>>"
