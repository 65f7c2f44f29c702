"""The work goes to a Dask cluster of several processes, and what comes back is the same."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from everyleaf.cache import Cache
from everyleaf.diagnostics import PublishError
from everyleaf.executors import open_jobs
from everyleaf.jobs import Task
from tests import work
from tests.conftest import run_command
from tests.edits import set_desk
from tests.test_incremental import differences, files_of, publish_afresh

pytestmark = [pytest.mark.book, pytest.mark.filterwarnings("default")]


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """Start a scheduler and two workers; give the scheduler's address."""
    distributed = pytest.importorskip("distributed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        cluster = distributed.LocalCluster(
            n_workers=2, threads_per_worker=2, processes=True, dashboard_address=None
        )
    try:
        yield cluster.scheduler_address
    finally:
        cluster.close()


def test_work_is_done_by_the_workers(cluster: str, tmp_path: Path) -> None:
    with open_jobs(Cache(tmp_path), 1, "dask", cluster) as jobs:
        tasks = [Task((number,), weight=number) for number in range(9)]
        assert jobs.map_memo(work.double, tasks) == [number * 2 for number in range(9)]
        processes = jobs.map_memo(work.which_process, [Task((name,)) for name in "abcdefgh"])
        assert os.getpid() not in processes
        material = jobs.share(b"x" * 100_000)
        weighed = jobs.map_memo(work.weigh, [Task((material, name)) for name in "ab"])
        assert weighed == [("a", 100_000), ("b", 100_000)]
        name, heavy = jobs.map_memo(work.paint, [Task(("a", 5))])[0]
        assert (name, heavy.get()) == ("a", b"aaaaa")
        assert jobs.map_memo(work.nest, [work.NESTED]) == [14]
        with pytest.raises(PublishError, match="no 1"):
            jobs.map_memo(work.refuse, [Task((1,))])


def test_the_cluster_publishes_the_same(cluster: str, tmp_path: Path) -> None:
    set_desk(tmp_path)
    clean = publish_afresh(tmp_path)
    assert clean is not None
    command = ("publish", "content", "--no-judges", "--executor", "dask", "--scheduler", cluster)
    for options in (("--no-cache",), ("--cache", "cache"), ("--cache", "cache")):
        done = run_command(*command, *options, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert differences(files_of(tmp_path / "dist"), clean) == []
    assert "Nothing has changed" in done.stderr


def test_a_scheduler_that_does_not_answer_is_told_of(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    set_desk(tmp_path)
    command = ("publish", "content", "--no-judges", "--executor", "dask")
    done = run_command(*command, "--scheduler", "tcp://127.0.0.1:9", cwd=tmp_path)
    assert done.returncode == 1
    assert "[cluster-unreachable]" in done.stderr
    assert "Traceback" not in done.stderr
    done = run_command(*command, cwd=tmp_path)
    assert done.returncode == 2
    assert "--scheduler" in done.stderr
