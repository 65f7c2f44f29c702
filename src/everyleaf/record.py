"""Remember what a run was told, what it read and what it wrote: the next one may have nothing to do.

A record is found by what the command was told and where; it holds as long as the sources (`inputs`),
Everyleaf and its libraries (`fingerprints.house`) and the written files are what they were.

Why nothing heavy is imported: this is all that a publish does if nothing has changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from everyleaf.cache import Cache
from everyleaf.fingerprints import fingerprint, house


@dataclass(frozen=True, slots=True)
class Told:
    """What a run said at its end."""

    summary: str
    """What it wrote, for people."""
    summary_json: str
    """The same for programs."""
    findings: str
    """What was found in the sources and the files, for people."""


@dataclass(frozen=True, slots=True)
class Record:
    """What a run read, wrote and said."""

    inputs: str
    """The fingerprint of its sources."""
    outputs: Mapping[str, str]
    """Name of each file in the output folder → SHA-256."""
    told: Told


@dataclass(frozen=True, slots=True)
class Run:
    """A run that is about to begin."""

    cache: Cache
    key: str
    """What the command was told, and where."""
    inputs: str
    folder: Path
    """Where the files go."""

    def recall(self) -> Told | None:
        """Return what a run said whose files are still what this one would write."""
        try:
            record: Record = self.cache.load(self.key)
        except KeyError:
            return None
        same = record.inputs == self.inputs and all(
            _hash_file(self.folder / name) == digest for name, digest in record.outputs.items()
        )
        return record.told if same else None

    def remember(self, outputs: Mapping[str, str], told: Told) -> None:
        """Keep what the run has written, by name and SHA-256, and said."""
        self.cache.store(self.key, Record(self.inputs, outputs, told))


def begin_run(
    cache: Cache | None, inputs: str | None, folder: Path, options: Mapping[str, object]
) -> Run | None:
    """Return a run, or None for one of which nothing can be remembered.

    Args:
        cache: Where records are kept.
        inputs: The fingerprint of the sources.
        folder: Where the files go.
        options: Whatever else the command was told, and has a part in what it writes or says.
    """
    if cache is None or inputs is None or house() is None:
        return None
    key = fingerprint("record", house(), str(folder.resolve()), str(folder), options)
    return Run(cache, key, inputs, folder)


def _hash_file(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
