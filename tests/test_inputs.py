"""Whatever a publication may read has a part in what its sources are."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path, PurePath

import pytest

from everyleaf.fingerprints import fingerprint
from everyleaf.inputs import Inputs, find_inputs


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    (folder / "book" / "img").mkdir(parents=True)
    (folder / "dist").mkdir()
    (folder / ".git").mkdir()
    for name in (
        "a.md",
        "book/book.yaml",
        "book/1.md",
        "book/img/x.png",
        "dist/a.pdf",
        ".git/HEAD",
    ):
        (folder / name).write_text(name)
    (folder / "link.md").symlink_to("a.md")
    return folder


def look(content: Path) -> Inputs:
    inputs = find_inputs([content], [content / "dist"])
    assert inputs is not None
    return inputs


CHANGES: dict[str, tuple[Callable[[Path], object], bool, bool]] = {
    # change, whether the article's folder changes with it, whether the book's does
    "nothing": (lambda f: None, False, False),
    "an article": (lambda f: (f / "a.md").write_text("b"), True, False),
    "a chapter": (lambda f: (f / "book/1.md").write_text("b"), True, True),
    "a name": (lambda f: (f / "book/1.md").rename(f / "book/2.md"), True, True),
    "a new file": (lambda f: (f / "book/notes.txt").write_text(""), True, True),
    "a new folder": (lambda f: (f / "book/fonts").mkdir(), True, True),
    "a file less": (lambda f: (f / "book/img/x.png").unlink(), True, True),
    "what a link leads to": (lambda f: _link_anew(f), True, False),
    "what was published": (lambda f: (f / "dist/a.pdf").write_text("b"), False, False),
    "the history": (lambda f: (f / ".git/HEAD").write_text("b"), False, False),
}


def _link_anew(folder: Path) -> None:
    (folder / "link.md").unlink()
    (folder / "link.md").symlink_to("book/1.md")


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_is_seen(content: Path, name: str) -> None:
    change, of_article, of_book = CHANGES[name]
    before = look(content)
    change(content)
    after = look(content)
    assert (before.whole != after.whole) == of_article
    for source, changed in ((content / "a.md", of_article), (content / "book", of_book)):
        one, other = before.of(source), after.of(source)
        assert (fingerprint(one) != fingerprint(other)) == changed
        assert one.are_unchanged() != changed


def test_a_time_alone_is_no_change_but_a_reason_not_to_trust(content: Path) -> None:
    before = look(content)
    os.utime(content / "a.md", (1, 1))
    assert look(content).whole == before.whole
    assert not before.are_unchanged()


def test_old_folders_are_not_listed_again(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in (content, *(p for p in content.rglob("*") if p.is_dir())):
        os.utime(folder, (1, 1))
    (content / "link.md").unlink()
    os.utime(content, (1, 1))
    before = look(content)
    monkeypatch.setattr("everyleaf.inputs._walk", lambda *a, **b: pytest.fail("listed again"))
    assert before.are_unchanged()
    monkeypatch.undo()
    (content / "book/new.md").write_text("")
    assert not before.are_unchanged()
    (content / "book/new.md").unlink()
    assert (
        before.are_unchanged()
    )  # its time says that something was there; a new look, that nothing is


def test_a_folder_that_moves_as_a_whole_is_the_same(content: Path) -> None:
    before = look(content).of(content / "book")
    other = shutil.copytree(content, content.parent / "elsewhere" / "content")
    after = look(other).of(other / "book")
    assert before.as_fingerprint() != after.as_fingerprint()  # named otherwise: findings would be
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(content.parent)
        here = fingerprint(look(Path("content")).of(Path("content/book")))
        patch.chdir(content.parent / "elsewhere")
        assert fingerprint(look(Path("content")).of(Path("content/book"))) == here


def test_what_is_read_where_nothing_counts_is_known(content: Path) -> None:
    inputs = look(content)
    assert inputs.count(content / "a.md", [PurePath("a.md"), PurePath("book/1.md")])
    assert not inputs.count(content / "a.md", [PurePath("dist/a.pdf")])
    assert not inputs.count(content / "a.md", [PurePath(".git/HEAD")])


def test_too_much_is_not_looked_at(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("everyleaf.inputs._MAX_FILES", 3)
    assert find_inputs([content]) is None
