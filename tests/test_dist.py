"""dist/ holds what a fresh publish makes, and a publish makes the same bytes everywhere."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.conftest import Published, run_command
from tests.readers.epub import read_epub
from tests.readers.pdf import format_tree, structure_text

pytestmark = pytest.mark.book

ROOT = Path(__file__).parents[1]
DIST = ROOT / "dist"


def files_of(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir()) if p.is_file()}


def test_same_bytes_elsewhere(published: Published, tmp_path: Path) -> None:
    """Another folder, another time zone, another locale, another hash seed."""
    shutil.copytree(ROOT / "content", tmp_path / "content")
    environment = {
        **os.environ, "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "4711", "LC_ALL": "C", "HOME": "/",
    }  # fmt: skip
    paths = [str(ROOT / "src")] if (ROOT / "src").is_dir() else []
    environment["PYTHONPATH"] = os.pathsep.join(paths)
    done = run_command("publish", "--no-cache", cwd=tmp_path, env=environment)
    assert done.returncode == 0, done.stderr
    again = files_of(tmp_path / "dist")
    first = files_of(published.folder)
    assert list(again) == list(first)
    assert [name for name in first if again[name] != first[name]] == []


def test_no_trace_of_the_machine(published: Published) -> None:
    for name, data in files_of(published.folder).items():
        for trace in (str(ROOT), str(published.folder), str(Path.home()) + "/"):
            assert trace.encode() not in data, f"{name} holds {trace}"


def test_dist_is_fresh(published: Published) -> None:
    """Byte for byte where the same versions made it; else the same text and structure."""
    kept, fresh = files_of(DIST), files_of(published.folder)
    made_with = [json.loads(f["manifest.json"])["made_with"] for f in (kept, fresh)]
    differing = {
        name: (made_with[0].get(name), made_with[1].get(name))
        for name in {*made_with[0], *made_with[1]}
        if made_with[0].get(name) != made_with[1].get(name)
    }
    assert list(kept) == list(fresh), "run `everyleaf publish`"
    if not differing:
        stale = [name for name in fresh if kept[name] != fresh[name]]
        assert not stale, f"run `everyleaf publish`: {stale}"
        return
    print(f"made with other versions (dist, here): {differing}")
    for name in fresh:
        message = f"run `everyleaf publish`: {name}; versions differ too: {differing}"
        if name.endswith(".pdf"):
            assert structure_text(kept[name]) == structure_text(fresh[name]), message
            assert _types(kept[name]) == _types(fresh[name]), message
        elif name.endswith(".epub"):
            assert read_epub(kept[name]).text == read_epub(fresh[name]).text, message


def _types(pdf: bytes) -> list[str]:
    """The structure types in order, without text, pages and places."""
    return [line.split()[0] for line in format_tree(pdf).splitlines()]
