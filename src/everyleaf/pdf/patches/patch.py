"""What a guarded patch is: functions of another tool that are replaced while a document is made."""

from __future__ import annotations

import functools
import importlib.metadata
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Replacement:
    """One attribute that is replaced."""

    owner: Any
    """A module or class of the tool."""
    name: str
    """The attribute."""
    value: Any
    """What stands there while the patch is applied."""


@dataclass(frozen=True, slots=True)
class Patch:
    """A guarded patch; its module says the symptom, the gain and when to drop it."""

    name: str
    """Its module, with hyphens."""
    versions: Mapping[str, tuple[str, ...]]
    """Distribution → versions it was proved with; with any other it is left out."""
    replacements: Callable[[], Iterator[Replacement]]
    """Finds what is replaced; called once in a process, after WeasyPrint is imported."""

    def misfits(self) -> dict[str, str]:
        """Return the distributions whose installed version it was not proved with."""
        installed = {name: _version(name) for name in self.versions}
        return {name: v for name, v in installed.items() if v not in self.versions[name]}


WEASYPRINT = {"weasyprint": ("70.0",)}
PYDYF = {"pydyf": ("0.13.0",)}


@functools.cache
def _version(distribution: str) -> str:
    return importlib.metadata.version(distribution)


def everywhere(function: Any, value: Any) -> Iterator[Replacement]:
    """Yield a replacement for each module of WeasyPrint that has imported a function by its name."""
    name = function.__name__
    for module in sorted(sys.modules):
        if module.partition(".")[0] == "weasyprint":
            owner = sys.modules[module]
            if getattr(owner, name, None) is function:
                yield Replacement(owner, name, value)
