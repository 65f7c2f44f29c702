"""Killed, short of room, or not alone: a run ends in whole files or changes none, and the next is right."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.conftest import run_command
from tests.edits import insert, report, set_desk
from tests.test_incremental import differences, files_of, publish_afresh

pytestmark = pytest.mark.book

COMMAND = ("publish", "content", "--no-judges", "--cache", "cache", "--jobs")
KILLS = 5
ROUNDS = [0, *(pytest.param(number, marks=pytest.mark.thorough) for number in range(1, 20))]


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that programs are told to keep temporary files in: some are killed."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


@pytest.fixture
def desk(tmp_path: Path, temporary: Path) -> Path:
    set_desk(tmp_path)
    shutil.rmtree(tmp_path / "content" / "tides")  # an article is published in a second or two
    return tmp_path


def start(
    desk: Path, jobs: int = 1, limit: Callable[[], None] | None = None
) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "everyleaf", *COMMAND, str(jobs)]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, cwd=desk, stdout=pipe, stderr=pipe, text=True, preexec_fn=limit, start_new_session=True
    )  # fmt: skip


def finish(process: subprocess.Popen[str]) -> str:
    said, complaints = process.communicate(timeout=600)
    assert process.returncode == 0, said + complaints
    return complaints


def published(folder: Path) -> dict[str, bytes]:
    """Return what readers find: hidden folders are of a run at work, or one that was killed."""
    if not folder.is_dir():
        return {}
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir()) if not p.name.startswith(".")}


@pytest.mark.parametrize("round_", ROUNDS)
def test_killed_at_any_moment(desk: Path, round_: int) -> None:
    """Five of a hundred moments, over the whole of a run; killed with all its processes, or alone."""
    random = Random(1953 + round_)
    begin = time.monotonic()
    finish(start(desk, 2))
    duration = time.monotonic() - begin
    old = published(desk / "dist")
    for number in range(KILLS):
        report(desk, random)
        if number % 3 == 0:
            shutil.rmtree(desk / "cache", ignore_errors=True)
        new = publish_afresh(desk)
        assert new is not None
        process = start(desk, 1 + number % 2)
        time.sleep(duration * (number + random.random()) / KILLS)
        if number % 2:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.communicate()
        for name, data in published(desk / "dist").items():
            assert data in (old.get(name), new.get(name)), f"{name} is neither old nor new"
        finish(start(desk, 1))
        assert differences(files_of(desk / "dist"), new) == []
        old = new
    assert [p.name for p in (desk / "dist").iterdir() if p.name.startswith(".")] == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_no_temporary_file_is_left(desk: Path, temporary: Path, jobs: int) -> None:
    finish(start(desk, jobs))
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_workers_end_with_the_run_that_began_them(
    desk: Path, temporary: Path, end: signal.Signals
) -> None:
    """And what they wrote for themselves alone goes with them."""
    process = start(desk, 2)
    while not list(temporary.glob("*/weasyprint-*")):
        assert process.poll() is None
        time.sleep(0.01)
    workers = _children(process.pid)
    process.send_signal(end)
    process.communicate()
    for _ in range(200):
        if not any(Path(f"/proc/{worker}/cmdline").is_file() for worker in workers):
            break
        time.sleep(0.05)
    else:
        pytest.fail("workers wait for ever")
    assert list(temporary.iterdir()) == []


def _children(parent: int) -> list[int]:
    path = Path(f"/proc/{parent}/task/{parent}/children")
    return [int(number) for number in path.read_text().split()] if path.is_file() else []


def test_a_killed_worker_is_replaced(desk: Path) -> None:
    clean = publish_afresh(desk)
    assert clean is not None
    process = start(desk, 2)
    killed = 0
    while process.poll() is None and killed < 2:
        for worker in _children(process.pid)[-1:]:
            os.kill(worker, signal.SIGKILL)
            killed += 1
        time.sleep(0.4)
    said, complaints = process.communicate(timeout=600)
    if process.returncode == 0:
        assert differences(files_of(desk / "dist"), clean) == []
    else:
        assert "[worker-lost]" in complaints
        assert "Traceback" not in complaints
        assert published(desk / "dist") == {}


def test_two_publishes_at_once(desk: Path) -> None:
    clean = publish_afresh(desk)
    assert clean is not None
    one, other = start(desk), start(desk)
    complaints = [finish(one), finish(other)]
    assert any("Waiting until another publish" in said for said in complaints), complaints
    assert differences(files_of(desk / "dist"), clean) == []


def test_a_cache_that_cannot_be_written(desk: Path) -> None:
    (desk / "cache").write_text("not a folder")
    clean = publish_afresh(desk)
    assert clean is not None
    for jobs in (1, 2):
        command = ("publish", "content", "--no-judges", "--jobs", str(jobs), "--to", "dist")
        done = run_command(
            *command,
            cwd=desk,
            env={**os.environ, "EVERYLEAF_CACHE": str(desk / "cache" / "inside")},
        )
        assert done.returncode == 0, done.stderr
        assert "cannot be written" in done.stderr
        assert differences(files_of(desk / "dist"), clean) == []


def test_a_cache_that_is_taken_away_midway(desk: Path) -> None:
    random = Random(7)
    for jobs in (1, 2):
        report(desk, random)
        clean = publish_afresh(desk)
        assert clean is not None
        process = start(desk, jobs)
        while process.poll() is None:
            shutil.rmtree(desk / "cache", ignore_errors=True)
            time.sleep(0.01)
        finish(process)
        assert differences(files_of(desk / "dist"), clean) == []


def test_a_cache_of_rubbish(desk: Path) -> None:
    """Every entry cut off, changed or exchanged for another."""
    finish(start(desk))
    clean = published(desk / "dist")
    random = Random(11)
    entries = sorted(p for p in (desk / "cache").rglob("*") if p.is_file())
    contents = [entry.read_bytes() for entry in entries]
    for harm in ("cut", "changed", "emptied", "exchanged"):
        shutil.rmtree(desk / "dist")
        for entry in entries:
            data = bytearray(random.choice(contents))
            if harm == "cut":
                data = data[: random.randrange(len(data) or 1)]
            elif harm == "changed" and data:
                data[random.randrange(len(data))] ^= 1
            elif harm == "emptied":
                data = bytearray()
            entry.write_bytes(data)
        finish(start(desk))
        assert differences(files_of(desk / "dist"), clean) == []


@pytest.mark.parametrize("size", [1, 60_000])
def test_a_full_disk(desk: Path, size: int) -> None:
    """No file may grow beyond a size: the cache does without, the editions say why not."""
    finish(start(desk))
    before = published(desk / "dist")
    report(desk, Random(5))
    process = start(desk, 1, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
    said, complaints = process.communicate(timeout=600)
    assert process.returncode == 1, said
    assert "Traceback" not in complaints
    assert "error: " in complaints
    assert published(desk / "dist") == before
    clean = publish_afresh(desk)
    assert clean is not None
    finish(start(desk))
    assert differences(files_of(desk / "dist"), clean) == []


def test_what_a_killed_run_left_is_cleared_away(desk: Path) -> None:
    left = desk / "dist" / ".everyleaf-abc"
    left.mkdir(parents=True)
    (left / "report.pdf").write_bytes(b"half")
    finish(start(desk))
    assert not left.exists()


@pytest.mark.usefixtures("temporary")
def test_a_book_is_killed_too(tmp_path: Path) -> None:
    """Once, while its chapters are in several processes."""
    set_desk(tmp_path)
    finish(start(tmp_path, 2))
    insert(tmp_path, Random(1))
    clean = publish_afresh(tmp_path)
    process = start(tmp_path, 2)
    time.sleep(2)
    process.kill()
    process.communicate()
    finish(start(tmp_path, 2))
    assert clean is not None
    assert differences(files_of(tmp_path / "dist"), clean) == []
