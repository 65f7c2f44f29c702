"""The benchmark measures what it says, and the guide tells what was measured."""

from __future__ import annotations

import dataclasses
import os
import sys
from pathlib import Path

import pytest
from lxml import etree

from everyleaf.read import read_manuscript
from tests.bench.speed import books, contenders, generated, process
from tests.bench.speed.chapter import CHAPTER, PLOT, fill_chapter
from tests.bench.speed.contenders import Place
from tests.bench.speed.plot import STYLES, describe, draw, find_series
from tests.bench.speed.results import (
    GUIDED,
    TARGETS,
    Maker,
    Measured,
    Results,
    Run,
    judge,
    read_results,
    write_results,
)
from tests.bench.speed.tables import write_targets

GUIDE = Path(__file__).parents[2] / "content" / "guide"


def test_the_guide_tells_what_was_measured() -> None:
    text = (GUIDE / CHAPTER).read_text("utf-8")
    results = read_results()
    assert fill_chapter(text, results) == text, "run python -m tests.bench.speed --write"
    assert draw(results) == (GUIDE / PLOT).read_text("utf-8")


def _run(round: int, contender: str, **figures: float) -> Run:
    run = Run(round, contender, 1.0, 1.0, 100.0, 100.0, 50, 10)
    return dataclasses.replace(run, **figures)  # type: ignore[arg-type]  # figures are floats


@pytest.fixture
def results() -> Results:
    runs = (
        _run(1, "stock", wall_s=10.0),
        _run(2, "stock", wall_s=20.0),
        _run(3, "stock", wall_s=10.0),
        _run(1, "pdf", wall_s=2.0),
        _run(2, "pdf", wall_s=8.0),
        _run(3, "pdf", wall_s=3.0, pages=10, cpu_s=5.0),
        _run(3, "pdf-4", pages=40, cpu_s=22.0, memory_mb=301.0),
        _run(3, "again", wall_s=0.1),
    )
    makers = (Maker("stock", "WeasyPrint", "PDF"), Maker("pdf", "Everyleaf", "PDF"))
    book = Measured(GUIDED, "A book", makers, {"typst": "Typst is missing"}, {}, runs)
    small = Measured("harbours-100", "Harbours", makers, {}, {}, runs[:1] + runs[3:4])
    large = tuple(dataclasses.replace(run, pages=40) for run in small.runs)
    return Results(
        "2026-11-22",
        {"processor": "one"},
        (book, small, dataclasses.replace(small, key="harbours-400", runs=large)),
    )


def test_ratios_are_made_within_a_round(results: Results) -> None:
    outcomes = {o.target.case: o for o in judge(results)}
    first = outcomes[TARGETS[0].case]
    assert first.spread is not None
    assert (first.spread.least, first.spread.median, first.spread.most) == (0.2, 0.3, 0.4)
    assert first.verdict == "must met"
    assert [o.verdict for o in outcomes.values()].count("not measured") == 5
    memory = next(o for o in outcomes.values() if o.target.unit == " MB")
    assert memory.verdict == "missed"
    assert next(o for o in outcomes.values() if "a page" in o.target.case).verdict == "must met"
    assert next(o for o in outcomes.values() if o.target.unit == " s").verdict == "aim met"


def test_results_are_kept_as_they_are(results: Results, tmp_path: Path) -> None:
    write_results(results, tmp_path / "results.json")
    assert read_results(tmp_path / "results.json") == results


def test_tables_say_what_was_not_measured(results: Results) -> None:
    lines = write_targets(results).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert "not measured" in lines[3]
    assert "**no**" in write_targets(results)


def test_the_plot_is_whole_without_colour(results: Results) -> None:
    svg = etree.fromstring(draw(results).encode())
    words = " ".join(str(text) for text in svg.itertext())
    assert describe(results) in words
    assert "WeasyPrint 1.00 s" in describe(results)
    assert len(find_series(results, lambda run: run.wall_s)) == 2
    assert len({(style.dashes, style.marker) for style in STYLES}) == len(STYLES)


def test_a_process_is_measured_with_what_it_starts(tmp_path: Path) -> None:
    hold = "held = bytearray(90_000_000)\nimport time\ntime.sleep(0.6)\n"
    spin = "import time\nwhile time.process_time() < 0.4: pass\n"
    outer = f"import subprocess, sys\nfor code in ({hold!r}, {spin!r}): subprocess.run([sys.executable, '-c', code])"
    usage = process.run([sys.executable, "-c", outer], tmp_path, os.environ, 60)
    assert (
        usage.memory_mb > 90
    )  # no upper bound: a child counts the pages of the parent it is forked from
    assert 0.4 < usage.cpu_s < 3
    assert usage.wall_s >= 1
    assert usage.together_mb > 90
    with pytest.raises(process.CommandError, match="gone"):
        process.run([sys.executable, "-c", "raise SystemExit('gone')"], tmp_path, os.environ, 60)


def test_a_missing_peer_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    found = {c.key: c.missing for c in contenders.peers(Place(tmp_path), {"PATH": ""})}
    assert found["stock"] is None
    assert "pip install pypandoc-binary" in (found["pandoc-epub"] or "")
    assert "Chromium is missing" in (found["chromium"] or "")


def test_the_generated_book_is_sound_and_always_the_same(tmp_path: Path) -> None:
    for name in ("one", "two"):
        generated.write_book(tmp_path / name, 2)
    made = [
        {p.relative_to(tmp_path / name): p.read_bytes() for p in (tmp_path / name).rglob("*.*")}
        for name in ("one", "two")
    ]
    assert made[0] == made[1]
    assert read_manuscript(tmp_path / "one").findings == ()
    assert len({generated.harbour(number) for number in range(1, 200)}) == 199


def test_one_paragraph_is_edited(tmp_path: Path) -> None:
    generated.write_book(tmp_path / "source", 3)
    books.copy_book(tmp_path / "source", tmp_path / "book")
    for edit in (1, 2):
        file = books.edit_paragraph(tmp_path / "source", tmp_path / "book", edit)
    before = (tmp_path / "source" / file.name).read_text("utf-8")
    after = file.read_text("utf-8")
    assert after.replace(" This is edit 2.", "") == before
    assert read_manuscript(tmp_path / "book").findings == ()


def test_a_book_of_mdbook_is_repeated(tmp_path: Path) -> None:
    source = tmp_path / "source"
    (source / "src").mkdir(parents=True)
    (source / "book.yaml").write_text(
        "title: B\nlang: en\ndate: 2026-11-22\nattribution: [{role: source, name: N}]\n"
        "summary: src/SUMMARY.md\n",
        "utf-8",
    )
    summary = "# Summary\n\n[Foreword](foreword.md)\n\n- [One](one.md)\n  - [Two](two.md)\n"
    (source / "src" / "SUMMARY.md").write_text(summary, "utf-8")
    for name in ("foreword", "one", "two"):
        (source / "src" / f"{name}.md").write_text(f"# {name}\n\n[Two](two.md).\n", "utf-8")
    books.repeat_book(source, tmp_path / "book", 2)
    manuscript = read_manuscript(tmp_path / "book", lenient=True).manuscript
    assert [d.identifier for d in manuscript.divisions] == [
        "1-src-foreword",
        "1-src-one",
        "2-src-foreword",
        "2-src-one",
    ]
