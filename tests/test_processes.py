"""How many processes work: those that were asked for, or those that are best; how they look for garbage."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from click.testing import CliRunner

from everyleaf import cli, executors
from everyleaf.diagnostics import Diagnostic, PublishError

PROCESSORS = 5


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "article.md").write_text("A text.\n", "utf-8")
    books = {"plain": "title: T\nchapters: [index.md]\n", "indexed": "title: T\nindex: true\n"}
    for name, settings in books.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "book.yaml").write_text(settings, "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        ("article.md", 1),
        ("article.md --jobs 3", 3),
        ("article.md plain", PROCESSORS),
        ("plain", PROCESSORS),
        ("plain --format html", PROCESSORS),
        ("plain --format epub", 1),
        ("plain --format epub --jobs 3", 3),
        ("plain indexed --format epub", PROCESSORS),
        ("indexed --format epub", PROCESSORS),
        ("indexed --format epub --jobs 1", 1),
    ],
)
@pytest.mark.usefixtures("sources")
def test_count(arguments: str, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []

    def open_jobs(cache: object, count: int, *more: object) -> None:
        opened.append(count)
        raise PublishError([Diagnostic("none", "error", "enough is known", "Go on.")])

    monkeypatch.setattr(executors, "open_jobs", open_jobs)
    monkeypatch.setattr(cli, "_count_processors", lambda: PROCESSORS)
    CliRunner().invoke(cli.main, ["publish", *arguments.split(), "--no-cache"])
    assert opened == [count]


@pytest.mark.parametrize(
    ("arguments", "collecting"),
    [("article.md", False), ("plain", False), ("article.md plain", True), (".", True)],
)
@pytest.mark.usefixtures("sources")
def test_garbage_of_many_publications_is_looked_for(
    arguments: str, collecting: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What one leaves stays to the end; of a thousand it would be a gigabyte."""
    seen = []

    def open_jobs(*_: object) -> None:
        seen.append(gc.isenabled())
        raise PublishError([Diagnostic("none", "error", "enough is known", "Go on.")])

    monkeypatch.setattr(executors, "open_jobs", open_jobs)
    CliRunner().invoke(cli.main, ["publish", *arguments.split(), "--no-cache"])
    assert seen == [collecting]
    assert gc.isenabled()
