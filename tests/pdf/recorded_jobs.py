"""Somebody who does work here, and tells what was done and how."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from everyleaf.jobs import InProcess, Task
from everyleaf.parcels import pack, unpack
from everyleaf.pdf.unit.painted_unit import UnitJob

T = TypeVar("T")


class RecordedJobs(InProcess):
    """Does the last task first, as if each were in another process."""

    def __init__(self) -> None:
        super().__init__()
        self.units: list[UnitJob] = []
        """The units that were laid out."""

    def map_memo(
        self,
        function: Callable[..., T],
        tasks: Sequence[Task],
        meanwhile: Callable[[], object] | None = None,
    ) -> list[T]:
        self.units += [
            job for task in tasks for job in task.arguments[:1] if isinstance(job, UnitJob)
        ]
        results = super().map_memo(function, tasks[::-1])[::-1]
        copies: list[T] = unpack(pack(results))
        return copies
