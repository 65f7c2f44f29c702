"""Turn values into bytes that can be kept and sent, and back.

A parcel begins with a list of what is in it, with the hash of each part: a parcel that was cut off
or changed is known at once. Its first part is the value; the others are those of its fields that are
`Deferred`, which stay in the file until somebody asks for them.

Documents travel as XML; fonts that come with Everyleaf by their name alone.

Why the reader knows few classes: pickled data can name any function of any library and have it
called. A folder of parcels may have been touched by others; what is in it can only be data of ours.
"""

from __future__ import annotations

import hashlib
import io
import pickle
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, Generic, TypeVar

T = TypeVar("T")

_MAGIC = b"everyleaf parcel 1\n"
_COUNT = struct.Struct(">I")
_ENTRY = struct.Struct(">Q32s")
_CHUNK = 1 << 20
_MAX_PARTS = 100_000

_PLAIN = {
    "builtins": {"bytearray", "complex", "frozenset", "range", "set", "slice", "str"},
    "collections": {"Counter", "OrderedDict", "defaultdict", "deque"},
    "datetime": {"date", "datetime", "time", "timedelta", "timezone"},
    "decimal": {"Decimal"},
    "fractions": {"Fraction"},
    "pathlib": {"Path", "PosixPath", "PurePath", "PurePosixPath", "PureWindowsPath", "WindowsPath"},
    "uuid": {"UUID"},
}
"""Types of the standard library that hold data alone."""


class DamagedError(Exception):
    """The bytes are no parcel, or not the whole of one."""


class Deferred(Generic[T]):
    """The heavy part of a result, which may stay in a file until somebody asks for it."""

    __slots__ = ("_read",)

    def __init__(self, value: T) -> None:
        """Keep a value in memory."""
        self._read: Callable[[], T] = lambda: value

    @classmethod
    def late(cls, read: Callable[[], T]) -> Deferred[T]:
        """Return one whose value is read whenever it is asked for."""
        deferred = cls.__new__(cls)
        deferred._read = read
        return deferred

    def get(self) -> T:
        """Return the value; ask once and let it go, so that no two are in memory.

        Raises:
            DamagedError: if the file that it is in was removed or changed.
        """
        return self._read()


def pack(value: object, label: str = "") -> bytes:
    """Return a value as a parcel, which can be opened only under the same label.

    Raises:
        TypeError: or another error of pickle's, for a value that cannot travel.
    """
    return b"".join(pack_parts(value, label))


def pack_parts(value: object, label: str = "") -> list[bytes]:
    """Return what a parcel consists of, for a file; `pack` has all of it in memory once more."""
    packer = _Packer()
    first = packer.pack(value)
    parts = [first, *packer.parts]
    head = _COUNT.pack(len(parts)) + b"".join(
        _ENTRY.pack(len(part), hashlib.sha256(part).digest()) for part in parts
    )
    return [_MAGIC, _seal(head, label), head, *parts]


def unpack(source: bytes | Path, label: str = "") -> Any:
    """Return the value that a parcel holds; one in a file is checked from end to end.

    Raises:
        DamagedError: if it is not a whole parcel, has another label, or names what no parcel of
            ours names.
        OSError: if a file cannot be read.
    """
    with _open(source) as file:
        parts = _read_head(file, label)
        first = _read_part(file, *parts[0])
        for start, length, digest in parts[1:]:
            _check_part(file, start, length, digest)
        if file.read(1):
            raise DamagedError("something follows the last part")
    return _load(first, source, parts[1:])


def _load(data: bytes, source: bytes | Path, parts: list[tuple[int, int, bytes]]) -> Any:
    unpacker = _Unpacker(data, source, parts)
    try:
        return unpacker.load()
    except DamagedError:
        raise
    # what pickle raises for data that is not its own, by its documentation
    except (pickle.UnpicklingError, ArithmeticError, AttributeError, EOFError, ImportError,
            LookupError, MemoryError, TypeError, ValueError) as error:  # fmt: skip
        raise DamagedError(str(error)) from error


def _open(source: bytes | Path) -> BinaryIO:
    return io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")


def _seal(head: bytes, label: str) -> bytes:
    return hashlib.sha256(label.encode() + b"\n" + head).digest()


def _read_head(file: BinaryIO, label: str) -> list[tuple[int, int, bytes]]:
    """Return place, length and hash of each part; the file then stands at the first."""
    if file.read(len(_MAGIC)) != _MAGIC:
        raise DamagedError("it does not begin as a parcel")
    digest = file.read(32)
    head = file.read(_COUNT.size)
    if len(head) < _COUNT.size or not 0 < _COUNT.unpack(head)[0] <= _MAX_PARTS:
        raise DamagedError("its list of parts is damaged")
    (count,) = _COUNT.unpack(head)
    head += file.read(count * _ENTRY.size)
    if _seal(head, label) != digest:
        raise DamagedError("its list of parts is damaged, or it has another label")
    start = file.tell()
    parts = []
    for length, of_part in _ENTRY.iter_unpack(head[_COUNT.size :]):
        parts.append((start, length, of_part))
        start += length
    return parts


def _read_part(file: BinaryIO, start: int, length: int, digest: bytes) -> bytes:
    file.seek(start)
    data = file.read(length)
    if hashlib.sha256(data).digest() != digest:
        raise DamagedError("a part is damaged")
    return data


def _check_part(file: BinaryIO, start: int, length: int, digest: bytes) -> None:
    """Check a part without having all of it in memory."""
    file.seek(start)
    hash_ = hashlib.sha256()
    while length > 0:
        data = file.read(min(length, _CHUNK))
        if not data:
            break
        hash_.update(data)
        length -= len(data)
    if hash_.digest() != digest:
        raise DamagedError("a part is damaged")


class _Packer:
    """Pickles a value, its deferred parts apart."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def pack(self, value: object) -> bytes:
        out = io.BytesIO()
        _Pickler(out, self).dump(value)
        return out.getvalue()


class _Pickler(pickle.Pickler):
    def __init__(self, out: BinaryIO, packer: _Packer) -> None:
        super().__init__(out, protocol=5)
        self._packer = packer

    def reducer_override(self, value: Any) -> Any:
        kind = type(value)
        if isinstance(value, str):  # of lxml and markupsafe, which are more than their text
            return str, (str.__str__(value),)
        if kind is Deferred:
            place = len(self._packer.parts)
            self._packer.parts.append(b"")
            self._packer.parts[place] = self._packer.pack(value.get())
            return _late, (place,)
        if kind.__module__ == "everyleaf.model" and kind.__name__ == "Font":
            from everyleaf.fonts import packaged_name

            name = packaged_name(value)
            return NotImplemented if name is None else (_font, (name,))
        if kind.__module__.startswith("lxml."):
            from lxml import etree

            return _tree, (etree.tostring(value, with_tail=False),)
        return NotImplemented


class _Unpacker(pickle.Unpickler):
    def __init__(
        self, data: bytes, source: bytes | Path, parts: list[tuple[int, int, bytes]]
    ) -> None:
        super().__init__(io.BytesIO(data))
        self._source = source
        self._parts = parts

    def find_class(self, module: str, name: str) -> Any:
        if module == __name__ and name in _MAKERS:
            return self._late if name == "_late" else _MAKERS[name]
        if module.partition(".")[0] == "everyleaf":
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__.partition(".")[0] == "everyleaf":
                return found
        elif name in _PLAIN.get(module, ()):
            return super().find_class(module, name)
        raise DamagedError(f"it names {module}.{name}")

    def _late(self, place: int) -> Deferred[Any]:
        source, parts = self._source, self._parts
        part = parts[place]

        def read() -> Any:
            try:
                with _open(source) as file:
                    data = _read_part(file, *part)
            except OSError as error:
                raise DamagedError(str(error)) from error
            return _load(data, source, parts)

        return Deferred.late(read)


def _late(place: int) -> Deferred[Any]:
    """Stand in pickled data for a part of the parcel."""
    raise AssertionError(place)


def _tree(data: bytes) -> Any:
    """Return the tree of an XML text."""
    from everyleaf.model import Document

    return Document(data).root


def _font(name: str) -> Any:
    """Return a font that comes with Everyleaf."""
    from everyleaf.fonts import packaged_fonts

    return next(font for font in packaged_fonts() if font.name == name)


_MAKERS: dict[str, Callable[..., Any]] = {"_late": _late, "_tree": _tree, "_font": _font}
