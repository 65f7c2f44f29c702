"""Work is done once, wherever it is done, and what is remembered is what was worked out."""

from __future__ import annotations

import os
import shutil
from collections import OrderedDict
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path

import pytest

from everyleaf import jobs
from everyleaf.cache import Cache
from everyleaf.diagnostics import PublishError
from everyleaf.executors import open_jobs
from everyleaf.fingerprints import house
from everyleaf.jobs import InProcess, Jobs, Shared, Task
from everyleaf.parcels import pack, unpack
from tests import work


@pytest.fixture(params=["here", "remembering", "processes"])
def anybody(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Jobs]:
    cache = None if request.param == "here" else Cache(tmp_path / "cache")
    with open_jobs(cache, 2 if request.param == "processes" else 1) as opened:
        yield opened


def test_results_come_in_the_order_of_the_tasks(anybody: Jobs) -> None:
    tasks = [Task((number,), weight=number) for number in range(5)]
    assert anybody.map_memo(work.double, tasks) == [0, 2, 4, 6, 8]
    assert anybody.map_memo(work.double, []) == []


def test_the_heavy_part_is_read_late(anybody: Jobs) -> None:
    one, other = anybody.map_memo(work.paint, [Task(("ab", 3)), Task(("c", 2))])
    assert (one[0], one[1].get(), other[1].get()) == ("ab", b"ababab", b"cc")
    assert one[1].get() == b"ababab"


def test_a_function_gets_what_is_shared_itself(anybody: Jobs) -> None:
    material = anybody.share(b"x" * 70_000)
    tasks = [Task((material, name)) for name in "abc"]
    assert anybody.map_memo(work.weigh, tasks) == [("a", 70_000), ("b", 70_000), ("c", 70_000)]


def test_what_is_shared_and_large_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_shared", OrderedDict())
    monkeypatch.setattr(jobs, "_MAX_SHARED_BYTES", 1_000)
    for size, kept in ((100, True), (2_000, False)):
        path = tmp_path / "parcel"
        path.write_bytes(pack(b"x" * size))
        task = pack((Shared(None, f"{size}"), "a"))
        answer = jobs._work("tests.work:weigh", task, {f"{size}": path}, None, "key", house())
        assert isinstance(answer, bytes)
        assert unpack(answer, "key") == ("a", size)
        assert (f"{size}" in jobs._shared) == kept


def test_what_is_shared_counts_unless_the_task_says_what_does(tmp_path: Path) -> None:
    remembering = InProcess(Cache(tmp_path))
    for data, uses, known in (
        (b"x", None, False),
        (b"x", None, True),
        (b"y", None, False),
        (b"x", ("light",), False),
        (b"y", ("light",), True),
        (b"y", ("dark",), False),
    ):
        task = Task((remembering.share(data), "a"), uses=uses)
        assert remembering.knows(work.weigh, task) == known
        remembering.map_memo(work.weigh, [task])


def test_what_is_done_afresh_is_done_by_processes_that_end(tmp_path: Path) -> None:
    with open_jobs(Cache(tmp_path / "cache"), 2) as opened:
        (long_lived,) = opened.map_memo(work.which_process, [Task(("a",))])
        first, second = (
            opened.afresh().map_memo(work.which_process, [Task((name,))])[0] for name in "bc"
        )
        (again,) = opened.map_memo(work.which_process, [Task(("d",))])
    assert again == long_lived
    assert len({os.getpid(), long_lived, first, second}) == 4


def test_errors_come_as_they_were_raised(anybody: Jobs) -> None:
    with pytest.raises(PublishError, match="no 1"):
        anybody.map_memo(work.refuse, [Task((1,)), Task((2,), weight=5)])


def test_work_inside_work(anybody: Jobs) -> None:
    assert anybody.map_memo(work.nest, [work.NESTED]) == [14]


def test_it_is_done_once(tmp_path: Path) -> None:
    for _ in range(3):
        with open_jobs(Cache(tmp_path / "cache"), 2) as opened:
            assert opened.map_memo(work.count, [Task((str(tmp_path), "calls"))]) == [1]
        assert InProcess(Cache(tmp_path / "cache")).do(work.count, str(tmp_path), "calls") == 1


def test_what_is_fleeting_is_not_remembered(tmp_path: Path) -> None:
    remembering = InProcess(Cache(tmp_path / "cache"))
    assert [remembering.do(work.guess, str(tmp_path)) for _ in range(3)] == [1, 2, 3]
    with open_jobs(Cache(tmp_path / "cache"), 2) as opened:
        assert opened.map_memo(work.guess, [Task((str(tmp_path),))]) == [4]


def test_another_house_remembers_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    remembering = InProcess(Cache(tmp_path / "cache"))
    assert remembering.do(work.count, str(tmp_path), "calls") == 1
    monkeypatch.setattr(jobs, "house", lambda: "another")
    assert remembering.do(work.count, str(tmp_path), "calls") == 2


def test_work_is_done_elsewhere(tmp_path: Path) -> None:
    with open_jobs(None, 2) as opened:
        tasks = [Task((name,)) for name in "abcdef"]
        assert os.getpid() not in opened.map_memo(work.which_process, tasks)


def test_a_killed_worker_is_replaced(tmp_path: Path) -> None:
    with open_jobs(Cache(tmp_path / "cache"), 2) as opened:
        tasks = [Task((str(tmp_path), number)) for number in range(6)]
        assert opened.map_memo(work.die_once, tasks) == list(range(6))
        assert opened.map_memo(work.double, [Task((1,))]) == [2]


def test_workers_that_are_killed_again_and_again_end_in_a_message(tmp_path: Path) -> None:
    with (
        open_jobs(Cache(tmp_path / "cache"), 2) as opened,
        pytest.raises(PublishError, match="worker-lost"),
    ):
        opened.map_memo(work.die, [Task((1,))])


def test_a_worker_of_another_house_is_refused() -> None:
    with pytest.raises(PublishError, match="worker-differs"):
        jobs._work("tests.work:double", b"", {}, None, "key", "another house")


def test_the_cache_is_taken_away_midway(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    with open_jobs(Cache(folder), 2) as opened:
        material = opened.share(b"x" * 9)
        assert opened.map_memo(work.weigh, [Task((material, "a"))]) == [("a", 9)]
        shutil.rmtree(folder)
        assert opened.map_memo(work.weigh, [Task((material, "a"))]) == [("a", 9)]
        shutil.rmtree(folder)
        folder.write_text("no folder any more")
        assert opened.map_memo(work.weigh, [Task((material, "b"))]) == [("b", 9)]


def test_what_is_damaged_is_done_beside_what_is_not_known(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    tasks = [Task((number,)) for number in range(4)]
    with open_jobs(cache, 2) as opened:
        opened.map_memo(work.double, tasks[:3])
        cache.path(jobs._key(work.double, tasks[1])).write_bytes(b"damaged")
        assert opened.map_memo(work.double, tasks) == [0, 2, 4, 6]
        cache.path(jobs._key(work.double, tasks[2])).write_bytes(b"damaged")
        assert opened.map_memo(work.double, tasks) == [0, 2, 4, 6]


def test_nothing_is_begun_by_who_was_let_go_of(tmp_path: Path) -> None:
    with open_jobs(Cache(tmp_path / "cache"), 2) as opened:
        pass
    with pytest.raises(CancelledError):
        opened.map_memo(work.double, [Task((1,))])
