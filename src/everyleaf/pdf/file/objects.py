"""PDF objects with types: the home of pydyf."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol, TypeAlias, TypeGuard, cast

import pydyf

from everyleaf.pdf.file.syntax import write_number

Value: TypeAlias = object
"""Anything pydyf can write: numbers, `/Name` strings, byte references, objects."""


class Indirect(Protocol):
    """An object of the file."""

    number: int
    """Its number, once it is added to a file."""

    @property
    def reference(self) -> bytes:
        """How other objects refer to it."""
        ...


class Dictionary(Indirect, Protocol):
    """A dictionary object."""

    def __getitem__(self, key: str, /) -> Value: ...
    def __setitem__(self, key: str, value: Value, /) -> None: ...
    def __delitem__(self, key: str, /) -> None: ...
    def __contains__(self, key: object, /) -> bool: ...
    def __iter__(self) -> Iterator[str]: ...


class String(Indirect, Protocol):
    """A string object."""

    string: str


class Stream(Indirect, Protocol):
    """A stream whose content is a live list of tokens."""

    stream: list[Value]
    extra: dict[str, Value]
    compress: bool


class PdfFile(Protocol):
    """A file under construction."""

    objects: list[Value]
    pages: Dictionary
    catalog: Dictionary
    info: Dictionary
    page_references: tuple[bytes, ...]
    """Computed at each access: read it once."""

    def add_object(self, object_: Indirect, /) -> None:
        """Give an object its number."""
        ...


def dictionary(values: Mapping[str, Value]) -> Dictionary:
    """Return a dictionary object."""
    return cast(Dictionary, pydyf.Dictionary(values))


def array(values: Iterable[Value]) -> list[Value]:
    """Return an array object."""
    return cast("list[Value]", pydyf.Array(values))


def string(text: str) -> String:
    """Return a string object."""
    return cast(String, pydyf.String(text))


def stream(data: bytes, extra: Mapping[str, Value], compress: bool) -> Stream:
    """Return a stream object."""
    return cast(Stream, pydyf.Stream([data], dict(extra), compress))


def is_dictionary(value: Value, type: str | None = None) -> TypeGuard[dict[str, Any]]:
    """Tell whether an object is a dictionary, of the given Type if there is one: `/Page`."""
    return isinstance(value, dict) and type in (None, value.get("Type"))


def is_array(value: Value) -> TypeGuard[list[Value]]:
    """Tell whether an object is an array."""
    return isinstance(value, list)


def is_stream(value: Value) -> TypeGuard[Stream]:
    """Tell whether an object is a stream."""
    return isinstance(value, pydyf.Stream)


def is_string(value: Value) -> TypeGuard[String]:
    """Tell whether an object is a string object."""
    return isinstance(value, pydyf.String)


def token_bytes(token: Value) -> bytes:
    """Return what stands in a content stream for one of its tokens."""
    if isinstance(token, bytes):
        return token
    if isinstance(token, int | float):
        return write_number(token)
    return cast(bytes, token.data if isinstance(token, pydyf.Object) else str(token).encode())


def pdf_file() -> PdfFile:
    """Return a file without pages, to which objects can be added."""
    return cast(PdfFile, pydyf.PDF())


def reference_number(reference: Value) -> int:
    """Return the number of the object that a reference names."""
    assert isinstance(reference, bytes)
    return int(reference.split()[0])


def name(text: str) -> str:
    """Return a name object, with what a name cannot hold as it stands written in hexadecimal."""
    return cast(bytes, pydyf.name(text)).decode("ascii")


def entries(parent: Dictionary, key: str) -> dict[str, Value]:
    """Return the dictionary under a key, made if it is not there; changing it changes the parent."""
    if key not in parent:
        parent[key] = dictionary({})
    return cast("dict[str, Value]", parent[key])
