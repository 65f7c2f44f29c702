"""Do pieces of work that depend on nothing but their arguments, wherever it suits.

1. A room says what is to be done: a function of a module and, for each piece of work, a `Task` with
   its arguments. `share` wraps what many tasks need, so that it travels once.
2. `map_memo` returns the results in the order of the tasks.

A room knows neither whether a result was worked out or remembered nor in which process.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Task:
    """The arguments of a piece of work."""

    arguments: tuple[object, ...] = field(repr=False)
    """Plain values: dataclasses, tuples, lists, mappings, texts, bytes, numbers, dates, None, lxml
    elements; a `Shared` counts as its value. All of them together are what the result is remembered
    by, so nothing else may have a part in it."""
    weight: int = 1
    """How long it takes, compared with others; the longest is begun first."""


@dataclass(frozen=True, slots=True)
class Shared(Generic[T]):
    """A value that many tasks take as an argument; their function is given the value itself."""

    value: T = field(repr=False)


@dataclass(frozen=True, slots=True)
class Deferred(Generic[T]):
    """The heavy part of a result, which may stay in a file until somebody asks for it."""

    value: T = field(repr=False)

    def get(self) -> T:
        """Return the value; ask once and let it go, so that no two are in memory."""
        return self.value


class Jobs(Protocol):
    """Somebody who does pieces of work."""

    def share(self, value: T) -> Shared[T]:
        """Return a value as something that tasks may take as an argument."""

    def map_memo(self, function: Callable[..., T], tasks: Sequence[Task]) -> list[T]:
        """Return what a function makes of each task's arguments, in the order of the tasks.

        Args:
            function: One of a module, whose result depends on its arguments alone and can be
                pickled; fields that are `Deferred` are read back late.
            tasks: The arguments of each call.

        Raises:
            PublishError: what the function raised for the first task for which it did.
        """


class InProcess:
    """Does everything here and now, one after the other, and remembers nothing."""

    def share(self, value: T) -> Shared[T]:
        """Return a value as something that tasks may take as an argument."""
        return Shared(value)

    def map_memo(self, function: Callable[..., T], tasks: Sequence[Task]) -> list[T]:
        """Return what a function makes of each task's arguments, in the order of the tasks."""
        return [function(*map(_open, task.arguments)) for task in tasks]


def _open(argument: object) -> object:
    return argument.value if isinstance(argument, Shared) else argument
