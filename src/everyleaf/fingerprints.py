"""Say in one short text what a value is, and what this installation of Everyleaf is.

1. `fingerprint` tells values apart by all that is in them: two values with the same fingerprint are
   the same value.
2. `house` names everything but the arguments that has a part in a result: our own sources,
   templates and texts, every Python package that is installed, Python, and the system's libraries
   that lay out text.

Why every package: what a result depends on through others (`tinyhtml5`, `pyphen`, …) is forgotten
too easily, and a package is seldom installed.

Why nothing heavy is imported: a publish that has nothing to do ends here.
"""

from __future__ import annotations

import ctypes
import dataclasses
import datetime
import functools
import hashlib
import os
import platform
import sys
import zlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path, PurePath
from typing import Any, Protocol

_HERE = Path(__file__).parent
_CHECKOUT = Path(__file__).parents[2]
"""The folder of the project, unless Everyleaf is installed."""

_LIBRARIES = (
    # name, files by which it goes, function that returns its version
    ("pango", ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll", "libpango-1.0-0"), "pango_version_string"),
    ("harfbuzz", ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll", "libharfbuzz-0"), "hb_version_string"),
    ("harfbuzz-subset", ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll", "libharfbuzz-subset-0"), "hb_version_string"),
)  # fmt: skip


class _Hash(Protocol):
    def update(self, data: bytes, /) -> None: ...


def fingerprint(*values: object) -> str:
    """Return the SHA-256 of values, by their types and all that is in them, in hexadecimal.

    Mappings count in their order; what has a method `as_fingerprint` says itself what it is. Packaged fonts count by name: `house` says which they are.

    Raises:
        TypeError: for a value of a kind that cannot be told from others.
    """
    hash_ = hashlib.sha256()
    for value in values:
        _add(hash_, value)
    return hash_.hexdigest()


@functools.cache
def house() -> str | None:
    """Return what everything that is made here depends on, or None if that cannot be told."""
    libraries = library_versions()
    if "pango" not in libraries:
        return None
    hash_ = hashlib.sha256()
    folders = [_HERE]
    if not (_HERE / "templates").is_dir():
        folders += [_CHECKOUT / "templates", _CHECKOUT / "content" / "guide"]
    for folder in folders:
        for path in _files(folder):
            _add(hash_, (path.relative_to(folder).as_posix(), path.read_bytes()))
    _add(hash_, sorted(_packages()))
    _add(hash_, (sys.version, platform.machine(), zlib.ZLIB_RUNTIME_VERSION))
    _add(hash_, libraries)
    return hash_.hexdigest()


@functools.cache
def library_versions() -> Mapping[str, str]:
    """Return the versions of the system's libraries that lay out text, as far as they are found."""
    versions = {}
    for name, files, function in _LIBRARIES:
        for file in files:
            try:
                ask: Any = getattr(ctypes.CDLL(file), function)
            except (OSError, AttributeError):
                continue
            ask.restype = ctypes.c_char_p
            versions[name] = ask().decode("ascii")
            break
    return versions


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if "__pycache__" not in path.parts and path.is_file():
            yield path


def _packages() -> Iterator[str]:
    """Yield name and version of each Python package that is installed, as its folder is called."""
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")  # noqa: PTH208  # ten times as fast
        except OSError:
            continue
        yield from (name for name in names if name.endswith((".dist-info", ".egg-info")))


def _add(hash_: _Hash, value: object) -> None:
    """Add a value to a hash, so that no two values add the same."""
    match value:  # what there is most of comes first
        case str():
            _put(hash_, "str", value.encode("utf-8", "surrogatepass"))
        case tuple() | list():
            _group(hash_, "sequence", value)
        case None | bool() | int() | float():
            _put(hash_, type(value).__name__, repr(value).encode())
        case bytes() | bytearray() | memoryview():
            _put(hash_, "bytes", bytes(value))
        case datetime.date() | datetime.time() | PurePath():
            _put(hash_, type(value).__name__, str(value).encode("utf-8", "surrogateescape"))
        case set() | frozenset():
            _group(hash_, "set", sorted(map(fingerprint, value)))
        case Mapping():
            _group(hash_, "mapping", value.items())
        case type():
            _put(hash_, "type", f"{value.__module__}.{value.__qualname__}".encode())
        case _:
            _add_object(hash_, value)


def _add_object(hash_: _Hash, value: Any) -> None:
    kind = type(value)
    if kind.__module__ == "everyleaf.model" and kind.__name__ == "Font":
        from everyleaf.fonts import packaged_name

        name = packaged_name(value)
        if name is not None:
            _put(hash_, "packaged font", name.encode())
            return
    if hasattr(kind, "as_fingerprint"):
        _put(hash_, kind.__qualname__, value.as_fingerprint().encode())
    elif kind.__module__.startswith("lxml."):
        from lxml import etree

        _put(hash_, "tree", etree.tostring(value, with_tail=False))
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        _put(hash_, "dataclass", f"{kind.__module__}.{kind.__qualname__}".encode())
        for field in dataclasses.fields(value):
            _add(hash_, getattr(value, field.name))
    else:
        raise TypeError(f"{kind.__module__}.{kind.__qualname__} has no fingerprint")


def _group(hash_: _Hash, name: str, values: Collection[object]) -> None:
    _put(hash_, name, str(len(values)).encode())
    for member in values:
        _add(hash_, member)


def _put(hash_: _Hash, name: str, data: bytes) -> None:
    hash_.update(f"{name} {len(data)}\n".encode())
    hash_.update(data)
