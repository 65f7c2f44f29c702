"""Do pieces of work that depend on nothing but their arguments, wherever it suits, and only once.

1. A room says what is to be done: a function of a module and, for each piece of work, a `Task` with
   its arguments. `share` wraps what many tasks need, so that it travels once.
2. `map_memo` looks each of them up under the fingerprint of the function, of all its arguments and
   of the house, has the others done, longest first, and returns the results in order.

A room knows neither whether a result was worked out or remembered nor in which process: `InProcess`
does everything here and now, `Pooled` sends it to any `concurrent.futures.Executor`.

Why the key is made of the arguments and not given by the caller: an input that is forgotten in a
key makes a wrong book, an input that a function is not given cannot have a part in it.
"""

from __future__ import annotations

import contextlib
import importlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ThreadPoolExecutor,
    wait,
)
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar, cast

from everyleaf.cache import Cache
from everyleaf.diagnostics import Diagnostic, PublishError
from everyleaf.fingerprints import fingerprint, house
from everyleaf.memory import give_back
from everyleaf.parcels import Deferred, pack, pack_parts, unpack

__all__ = ["HERE", "Deferred", "InProcess", "Jobs", "Pooled", "Shared", "Task", "fleeting"]

S = TypeVar("S")
T = TypeVar("T")

_MAX_LOSSES = 2
"""How many times lost processes are replaced."""
_MAX_SIDE_BY_SIDE = 4
"""How many publications are in memory at a time."""


@dataclass(frozen=True, slots=True)
class Here:
    """Stands among a task's arguments for somebody who works where the task is done."""


HERE = Here()


@dataclass(frozen=True, slots=True)
class Task:
    """The arguments of a piece of work."""

    arguments: tuple[object, ...] = field(repr=False)
    """Plain values: dataclasses, tuples, lists, mappings, texts, bytes, numbers, dates, None, lxml
    elements; a `Shared` counts as its value, `HERE` and whatever else is a `Jobs` as nothing. All of
    them together are what the result is remembered by, so nothing else may have a part in it."""
    weight: int = 1
    """How long it takes, compared with others; the longest is begun first."""
    uses: tuple[object, ...] | None = None
    """What of the shared arguments has a part in the result; None for all of it."""


@dataclass(frozen=True, slots=True)
class Shared(Generic[T]):
    """A value that many tasks take as an argument; their function is given the value itself."""

    value: T = field(repr=False)
    key: str = ""
    """Its fingerprint, where it has to travel."""


@dataclass(frozen=True, slots=True)
class _Fleeting:
    """A result that is not to be remembered."""

    value: Any


def fleeting(value: T) -> T:
    """Return a result so that it is not remembered, such as that something is not installed.

    Whoever does the task takes it for the value itself, so it has the value's type.
    """
    return cast("T", _Fleeting(value))


class Jobs(Protocol):
    """Somebody who does pieces of work."""

    @property
    def local(self) -> Jobs:
        """Somebody who works where the author's files are."""

    def reading(self) -> AbstractContextManager[Jobs]:
        """Have somebody local whose processes, if they are others, end in the end."""

    def afresh(self) -> Jobs:
        """Return somebody else whose processes, if they are of this machine, end with each call."""

    def share(self, value: T) -> Shared[T]:
        """Return a value as something that tasks may take as an argument."""

    def knows(self, function: Callable[..., object], task: Task) -> bool:
        """Tell whether a result is remembered."""

    def map_memo(
        self,
        function: Callable[..., T],
        tasks: Sequence[Task],
        meanwhile: Callable[[], object] | None = None,
    ) -> list[T]:
        """Return what a function makes of each task's arguments, in the order of the tasks.

        Args:
            function: One of a module, whose result depends on its arguments alone and can be
                packed; fields that are `Deferred` are read back late. A result that is `fleeting` is not remembered.
            tasks: The arguments of each call.
            meanwhile: What is called here if others do it, while they do.

        Raises:
            PublishError: what the function raised for the first task for which it did;
                `worker-lost`, if processes that work are killed again and again.
        """

    def do(self, function: Callable[..., T], *arguments: object) -> T:
        """Return what a function makes of its arguments, worked out in this process."""

    def keep(self, function: Callable[..., T], task: Task, result: T) -> T:
        """Remember what a function makes of a task's arguments; return it as it is remembered."""

    def aside(self, call: Callable[[], T]) -> Callable[[], T]:
        """Return what returns the result of a call that has others work, begun now if there are any.

        What nobody asks for ends with those who do the work.
        """

    def each(self, function: Callable[[S], T], items: Sequence[S]) -> Iterator[T]:
        """Yield in order what a function, which may have work done here, makes of each item.

        Where others do the work, it is called for several items at a time, in threads.
        """


class InProcess:
    """Does everything here and now, one after the other."""

    def __init__(self, cache: Cache | None = None) -> None:
        """Remember results in a cache, or nowhere."""
        self._cache = cache if cache is not None and house() is not None else None

    @property
    def local(self) -> InProcess:
        """Somebody who works where the author's files are."""
        return self

    def reading(self) -> AbstractContextManager[InProcess]:
        """Have somebody local."""
        return contextlib.nullcontext(self)

    def afresh(self) -> InProcess:
        """Return the same, who has no others."""
        return self

    def share(self, value: T) -> Shared[T]:
        """Return a value as something that tasks may take as an argument."""
        return Shared(value)

    def knows(self, function: Callable[..., object], task: Task) -> bool:
        """Tell whether a result is remembered."""
        return self._cache is not None and self._cache.has(_key(function, task))

    def map_memo(
        self,
        function: Callable[..., T],
        tasks: Sequence[Task],
        meanwhile: Callable[[], object] | None = None,
    ) -> list[T]:
        """Return what a function makes of each task's arguments, in the order of the tasks."""
        return [self._do(function, task) for task in tasks]

    def do(self, function: Callable[..., T], *arguments: object) -> T:
        """Return what a function makes of its arguments, worked out in this process."""
        result: T = self._do(function, Task(arguments))
        return result

    def keep(self, function: Callable[..., T], task: Task, result: T) -> T:
        """Remember what a function makes of a task's arguments; return it as it is remembered."""
        kept: T = self._keep(_key(function, task) if self._cache else "", result)
        return kept

    def aside(self, call: Callable[[], T]) -> Callable[[], T]:
        """Return the call, for there are no others."""
        return call

    def each(self, function: Callable[[S], T], items: Sequence[S]) -> Iterator[T]:
        """Yield in order what a function makes of each item."""
        yield from map(function, items)

    def _do(self, function: Callable[..., Any], task: Task) -> Any:
        """Return a result as it is remembered, so that the first run has what all others have."""
        key = _key(function, task) if self._cache else ""
        if self._cache:
            with contextlib.suppress(KeyError):
                return self._cache.load(key)
        result = function(*(_open(argument, self) for argument in task.arguments))
        return result.value if isinstance(result, _Fleeting) else self._keep(key, result)

    def _keep(self, key: str, result: Any) -> Any:
        if self._cache and self._cache.store(key, result):
            with contextlib.suppress(KeyError):
                return self._cache.load(key)
        return result


class Pooled:
    """Has work done by an executor, in other processes or on other machines.

    State that lives between calls: the executor, which is replaced when its processes are killed,
    and what was sent to them.
    """

    def __init__(
        self,
        start: Callable[[], Executor],
        cache: Cache,
        send: Callable[[str, Sequence[bytes]], bytes | Path],
        *,
        at_home: bool,
        wake: Callable[[], object] | None = None,
        wake_others: Callable[[], object] | None = None,
        count: int = 1,
        start_readers: Callable[[], Executor] | None = None,
        wake_reader: Callable[[], object] | None = None,
        meanwhile: Callable[[], object] | None = None,
    ) -> None:
        """Take what is needed to start an executor, with the first work that is not remembered.

        Args:
            start: Makes one, and another if its processes are lost.
            cache: Where results are kept, if only for this run.
            send: Given a fingerprint and the parts of a parcel that many tasks need, returns what
                stands for the parcel among a task's arguments: a path, or the bytes by the time of
                the call.
            at_home: Whether the processes see the folders of this machine.
            wake: What a process does at its start, while others read.
            wake_others: What those do that have nothing to do when work has begun.
            count: How many processes there are.
            start_readers: Makes one for `reading`, whose processes end with it, so that what they
                held is in memory no longer; None if the others do it.
            wake_reader: What the first of them does, at once.
            meanwhile: What this process does when it first waits for them.
        """
        self._start = start
        self._executor: Executor | None = None
        self._wake = wake
        self._wake_rest = wake_others
        self._count = count
        self._losses = 0
        self._at_hand = 0
        self._closed = False
        self._lock = threading.Lock()
        self._cache = cache
        self._at_home = at_home
        self._send = send
        self._sent: dict[str, bytes | Path] = {}
        self._here = InProcess(cache)
        self._readers = start_readers and _Readers(
            start_readers, cache, send, wake_reader, self._use_time
        )
        self._meanwhile = meanwhile

    @property
    def local(self) -> Jobs:
        """Somebody who works where the author's files are."""
        return self if self._at_home else self._here

    @contextlib.contextmanager
    def reading(self) -> Iterator[Jobs]:
        """Have somebody local whose processes, if they are others, end in the end."""
        try:
            yield self._readers or self.local
        finally:
            if self._readers is not None:
                self._readers.close()
                self._wake_others()

    def afresh(self) -> Jobs:
        """Return somebody else whose processes, if they are of this machine, end with each call."""
        if not self._at_home:
            return self
        return _Passing(self._start, self._cache, self._send)

    def share(self, value: T) -> Shared[T]:
        """Send a value to where the tasks are done, and return what stands for it."""
        key = fingerprint(value)
        with self._lock:
            if key not in self._sent:
                self._sent[key] = self._send(key, pack_parts(value))
                give_back()
        return Shared(value, key)

    def knows(self, function: Callable[..., object], task: Task) -> bool:
        """Tell whether a result is remembered."""
        return self._here.knows(function, task)

    def do(self, function: Callable[..., T], *arguments: object) -> T:
        """Return what a function makes of its arguments, worked out in this process."""
        return self._here.do(function, *arguments)

    def keep(self, function: Callable[..., T], task: Task, result: T) -> T:
        """Remember what a function makes of a task's arguments; return it as it is remembered."""
        return self._here.keep(function, task, result)

    def aside(self, call: Callable[[], T]) -> Callable[[], T]:
        """Begin a call, if it has nothing to do here but to wait; return what waits for it."""
        if not self._at_home:
            return call
        thread = ThreadPoolExecutor(1)
        result = thread.submit(call).result
        thread.shutdown(wait=False)
        return result

    def each(self, function: Callable[[S], T], items: Sequence[S]) -> Iterator[T]:
        """Yield in order what a function makes of each item, several at a time."""
        if len(items) == 1:
            yield function(items[0])
            return
        with ThreadPoolExecutor(_MAX_SIDE_BY_SIDE) as threads:
            futures = [threads.submit(function, item) for item in items]
            try:
                while futures:
                    yield futures.pop(0).result()
            finally:
                for future in futures:
                    future.cancel()

    def map_memo(
        self,
        function: Callable[..., T],
        tasks: Sequence[Task],
        meanwhile: Callable[[], object] | None = None,
    ) -> list[T]:
        """Return what a function makes of each task's arguments, in the order of the tasks."""
        keys = [_key(function, task) for task in tasks]
        results: dict[int, Any] = {}
        left = [index for index, key in enumerate(keys) if not self._cache.has(key)]
        known = [index for index in range(len(keys)) if index not in {*left}]
        left = left or self._recall(known, keys, results)
        folder = str(self._cache.folder) if self._at_home else None
        while left:
            executor = self._open()
            futures: dict[int, Future[bytes | None]] = {}
            damaged: list[int] = []
            left.sort(key=lambda index: -tasks[index].weight)
            self._count_tasks(len(left))
            try:
                for index in left:
                    call = _Call(function, tasks[index], keys[index], folder, self._sent)
                    futures[index] = call.submit(executor)
                self._wake_others()
                if meanwhile is not None:
                    meanwhile()
                    meanwhile = None
                damaged = self._recall(known, keys, results)
                for index in sorted(futures):
                    with contextlib.suppress(KeyError):
                        results[index] = self._receive(futures[index].result(), keys[index])
            except BrokenExecutor as error:
                self._replace(executor, error)
            finally:
                for future in futures.values():
                    future.cancel()
                self._count_tasks(-len(left))
            left = [index for index in left if index not in results]
            if left and executor is self._executor:
                folder = None  # the cache was taken away: results travel
            left += damaged
        give_back()
        return [results[index] for index in range(len(tasks))]

    def close(self) -> None:
        """Let go of the processes; what is not begun is not done."""
        with self._lock:
            self._closed = True
        if self._readers is not None:
            self._readers.close()
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)

    def _recall(self, known: list[int], keys: Sequence[str], results: dict[int, Any]) -> list[int]:
        """Load what is known, once; return what is not, since it is damaged."""
        damaged = []
        while known:
            index = known.pop(0)
            try:
                results[index] = self._cache.load(keys[index])
            except KeyError:
                damaged.append(index)
        return damaged

    def _open(self) -> Executor:
        with self._lock:
            if self._closed:
                raise CancelledError
            if self._executor is None:
                self._executor = self._start()
            return self._executor

    def _use_time(self) -> None:
        """Let one get ready while others read; more of them would take the readers' time."""
        if self._wake is not None:
            self._open().submit(self._wake)
        if self._meanwhile is not None:
            self._meanwhile()

    def _count_tasks(self, more: int) -> None:
        with self._lock:
            self._at_hand += more

    def _wake_others(self) -> None:
        """Let those get ready who have nothing to do yet; once, and not while others read."""
        if self._readers is not None and self._readers.are_at_work:
            return
        with self._lock, contextlib.suppress(RuntimeError):  # it is lost or closed
            if self._wake_rest is not None and self._executor is not None and self._at_hand:
                for _ in range(self._count - self._at_hand):
                    self._executor.submit(self._wake_rest)
                self._wake_rest = None

    def _receive(self, answer: bytes | None, key: str) -> Any:
        """Return the result that a process has written into the cache, or sent.

        Raises:
            KeyError: if it is no longer in the cache.
        """
        if answer is None:
            return self._cache.load(key)
        value = unpack(answer, key)
        if isinstance(value, _Fleeting):
            return value.value
        if not self._at_home and self._cache.write(key, [answer]):
            return self._cache.load(key)  # so that its deferred parts leave the memory
        return value

    def _replace(self, executor: Executor, error: Exception) -> None:
        """Replace an executor whose processes were killed, unless another thread has done so."""
        with self._lock:
            if executor is not self._executor:
                return
            self._losses += 1
            if self._losses > _MAX_LOSSES:
                raise PublishError([_LOST]) from error
            executor.shutdown(wait=False, cancel_futures=True)
            self._executor = None


class _Readers(Pooled):
    """Processes that read."""

    def __init__(
        self,
        start: Callable[[], Executor],
        cache: Cache,
        send: Callable[[str, Sequence[bytes]], bytes | Path],
        wake: Callable[[], object] | None = None,
        beside: Callable[[], object] = lambda: None,
    ) -> None:
        """Take what is needed, what the first does at once, and what is done while they work."""
        super().__init__(start, cache, send, at_home=True)
        self._beside = beside
        self._awake = wake and self._open().submit(wake)

    def map_memo(
        self,
        function: Callable[..., T],
        tasks: Sequence[Task],
        meanwhile: Callable[[], object] | None = None,
    ) -> list[T]:
        """Return what a function makes of each task's arguments, in the order of the tasks."""
        if self._awake is not None:
            wait([self._awake])  # a process that is not free would have another started
            self._awake = None
        return super().map_memo(function, tasks, meanwhile)

    @property
    def are_at_work(self) -> bool:
        """Whether there are processes."""
        return self._executor is not None

    def close(self) -> None:
        """Let the processes end, for whom nobody need wait."""
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
            self._executor = None

    def _wake_others(self) -> None:
        beside, self._beside = self._beside, lambda: None
        beside()


class _Passing(_Readers):
    """Processes that end with each call."""

    def map_memo(
        self,
        function: Callable[..., T],
        tasks: Sequence[Task],
        meanwhile: Callable[[], object] | None = None,
    ) -> list[T]:
        """Return what a function makes of each task's arguments, in the order of the tasks."""
        try:
            return super().map_memo(function, tasks, meanwhile)
        finally:
            self.close()


@dataclass(frozen=True, slots=True)
class _Call:
    """A task on its way to another process."""

    function: Callable[..., object]
    task: Task
    key: str
    folder: str | None
    """The cache's, if the process shall keep the result there."""
    sent: Mapping[str, bytes | Path]
    """Fingerprint of what is shared → what stands for it."""

    def submit(self, executor: Executor) -> Future[bytes | None]:
        """Send the task, and what its process must know to do it."""
        arguments = self.task.arguments
        return executor.submit(
            _work,
            f"{self.function.__module__}:{self.function.__qualname__}",
            pack(tuple(Shared(None, a.key) if isinstance(a, Shared) else a for a in arguments)),
            {a.key: self.sent[a.key] for a in arguments if isinstance(a, Shared)},
            self.folder,
            self.key,
            house(),
        )


_one_at_a_time = threading.Lock()
"""WeasyPrint is changed while it works; a Dask worker may have several threads."""
_shared: OrderedDict[str, object] = OrderedDict()
_MAX_SHARED = 2
_MAX_SHARED_BYTES = 8_000_000
"""What is larger, such as a long book, is opened for each task and let go of after it."""


def _work(
    name: str,
    packed: bytes,
    shared: Mapping[str, bytes | Path],
    folder: str | None,
    key: str,
    sender: str | None,
) -> bytes | None:
    """Do a task; return the result as a parcel, or None if it is in the cache.

    Raises:
        PublishError: `worker-differs`, or what the function raises.
    """
    with _one_at_a_time:
        try:
            same = house() == sender
            if not same and folder is None:
                raise PublishError([_DIFFERENT])
            # Sources that were changed since the run began: what they make is not remembered.
            cache = Cache(Path(folder)) if folder is not None and same else None
            module, _, function = name.partition(":")
            here = InProcess(cache)
            arguments = [
                _open_shared(a.key, shared[a.key]) if isinstance(a, Shared) else _open(a, here)
                for a in unpack(packed)
            ]
            result = getattr(importlib.import_module(module), function)(*arguments)
            if not same and not isinstance(result, _Fleeting):
                result = _Fleeting(result)
            parts = pack_parts(result, key)
            if cache is not None and not isinstance(result, _Fleeting) and cache.write(key, parts):
                return None
            return b"".join(parts)
        finally:
            give_back()


def _open_shared(key: str, source: bytes | Path) -> object:
    """Return what tasks share, as it was opened for the one before."""
    if key in _shared:
        _shared.move_to_end(key)
        return _shared[key]
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > _MAX_SHARED_BYTES:
        return unpack(source)
    while len(_shared) >= _MAX_SHARED:
        _shared.popitem(last=False)
    _shared[key] = unpack(source)
    return _shared[key]


def _open(argument: object, here: Jobs) -> object:
    if isinstance(argument, Shared):
        return argument.value
    return here if isinstance(argument, Here) else argument


def _key(function: Callable[..., object], task: Task) -> str:
    """Return what a result is remembered by."""
    arguments: list[object] = []
    for argument in task.arguments:
        if isinstance(argument, Shared):
            if task.uses is None:
                arguments.append(argument.key or fingerprint(argument.value))
        elif not isinstance(argument, Here | InProcess | Pooled):
            arguments.append(argument)
    return fingerprint(house(), function.__module__, function.__qualname__, arguments, task.uses)


_LOST = Diagnostic(
    "worker-lost",
    "error",
    "the processes that do the work were killed again and again, perhaps for want of memory",
    "Close other programs, or publish with --jobs 1.",
)
# No position: the finding is about this machine, not about a place in a file.
_DIFFERENT = Diagnostic(
    "worker-differs",
    "error",
    "a worker of the cluster has another Everyleaf, or other libraries, than this machine",
    "Install the same versions of Everyleaf, of all Python packages and of Pango on every worker.",
)
