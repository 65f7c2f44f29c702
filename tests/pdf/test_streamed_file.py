"""Files of any size are read by others as they were written."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from everyleaf.pdf.file.streamed_file import StreamedFile
from everyleaf.pdf.file.syntax import write_number, write_string
from everyleaf.pdf.file.trees import NumberTree, references, write_name_tree
from everyleaf.pdf.join.destinations import Destination
from everyleaf.pdf.join.outline import OutlineItem, nest_items, write_outline


def write(size: int, names: list[str], items: list[OutlineItem]) -> bytes:
    """Return a file of one page with a name tree, a number tree and an outline."""
    output = io.BytesIO()
    file = StreamedFile(output, "1.7", 5)
    catalog, pages, page, name_tree, number_tree = range(1, 6)
    file.add(page, b"<</Type /Page/Parent 2 0 R/MediaBox [0 0 9 9]/Resources <<>>>>")
    file.add(pages, b"<</Type /Pages/Count 1/Kids [%s]>>" % references([page]))
    write_name_tree(file, name_tree, {name: write_string(f"is {name}") for name in names})
    tree = NumberTree(file, number_tree)
    for first in range(0, size, 100):
        tree.add_leaf(first, [b"<</P (%d)>>" % n for n in range(first, min(first + 100, size))])
    tree.close()
    more = b"/Outlines %d 0 R" % write_outline(file, nest_items(items)) if items else b""
    entries = b"<</Type /Catalog/Pages 2 0 R/Names <</Dests 4 0 R>>/PageLabels 5 0 R%s>>"
    file.add(catalog, entries % more)
    file.close(catalog, None, "id")
    return output.getvalue()


@pytest.mark.parametrize("size", [0, 1, 256, 257, 3000])
def test_trees_of_any_size(size: int, tmp_path: Path) -> None:
    names = [f"sec:{n}" for n in range(size)] + ["\u00fcber", "(a", "\x07"]
    data = write(size or 1, names, [])
    with pikepdf.open(io.BytesIO(data)) as pdf:
        read = {name: str(value) for name, value in pikepdf.NameTree(pdf.Root.Names.Dests).items()}
        assert read == {name: f"is {name}" for name in names}
        assert len(pikepdf.NumberTree(pdf.Root.PageLabels)) == (size or 1)
    (tmp_path / "tree.pdf").write_bytes(data)
    subprocess.run(["qpdf", "--check", tmp_path / "tree.pdf"], check=True, capture_output=True)


def test_bookmarks_lie_in_the_nearest_one_above() -> None:
    place = Destination(3, 0, 0, None)
    levels = [2, 4, 3, 1, 2, 2, 1]
    items = [OutlineItem(level, str(n), place, n != 3) for n, level in enumerate(levels)]
    found: list[tuple[int, str]] = []
    with pikepdf.open(io.BytesIO(write(1, ["a"], items))) as pdf, pdf.open_outline() as outline:

        def walk(items: Any, depth: int) -> None:
            for item in items:
                found.append((depth, item.title))
                walk(item.children, depth + 1)

        walk(outline.root, 0)
        counts = [int(pdf.Root.Outlines.Count), int(pdf.Root.Outlines.First.Next.Count)]
    assert found == [(0, "0"), (1, "1"), (1, "2"), (0, "3"), (1, "4"), (1, "5"), (0, "6")]
    assert counts == [5, -2]


def test_the_same_file_has_the_same_bytes_and_another_has_another_identifier() -> None:
    one, again, other = write(1, ["a"], []), write(1, ["a"], []), write(1, ["b"], [])
    assert one == again
    identifiers = []
    for data in (one, other):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            identifiers.append([str(part) for part in pdf.trailer.ID])
    assert identifiers[0][0] == identifiers[1][0] == "id"
    assert identifiers[0][1] != identifiers[1][1]


def test_numbers_and_strings() -> None:
    numbers = [0, -3, 2.0, 0.5, -0.25, 1 / 3]
    assert b" ".join(map(write_number, numbers)) == b"0 -3 2 0.5 -0.25 0.333333"
    assert write_string("a (b) \\") == rb"(a \(b\) \\)"
    assert write_string("é") == b"<feff00e9>"
    assert write_string("a\x01") == b"<feff00610001>"
