"""Read a PDF of any maker with pikepdf (qpdf), and believe nothing of it.

Values are asked for by kind (`name_of`, `text_of`, `items_of`): where a file holds something else,
there is nothing. `BROKEN` is what qpdf and pikepdf raise on damaged objects.

Why pikepdf: it shows the objects as they are, structure tree included, and qpdf mends what it can.
It comes with the `check` extra.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from everyleaf.diagnostics import Position

if TYPE_CHECKING:
    import pikepdf

Object: TypeAlias = Any
"""A PDF object: pikepdf's own class cannot say of which kind it is."""

MAX_STREAM_BYTES = 256 * 2**20
"""Of one content stream, unpacked."""
_SUSPICIOUS_BYTES = 64 * 2**10
"""Packed streams below this cannot become too large unless they are packed twice."""


@dataclass(frozen=True, slots=True)
class OpenPdf:
    """A PDF that could be opened."""

    name: str
    pdf: pikepdf.Pdf = field(repr=False)
    page_numbers: dict[tuple[int, int], int] = field(repr=False)
    """For each page object its number from 1."""
    sources: Mapping[int, Position] = field(default_factory=dict, repr=False)
    """Of a file of ours, the author's place for each structure element, link annotation and page, by
    the number of the object."""


def broken() -> tuple[type[Exception], ...]:
    """Return what pikepdf raises when a file holds something else than it should."""
    import pikepdf

    return (
        pikepdf.PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError,
        RuntimeError, OverflowError, NotImplementedError,
    )  # fmt: skip


def is_dictionary(value: Object) -> bool:
    """Tell whether a value is a dictionary or a stream."""
    import pikepdf

    return isinstance(value, pikepdf.Dictionary | pikepdf.Stream)


def is_array(value: Object) -> bool:
    """Tell whether a value is an array."""
    import pikepdf

    return isinstance(value, pikepdf.Array)


def get(dictionary: Object, key: str) -> Object:
    """Return the value of a key; None if there is none or this is no dictionary."""
    return dictionary.get(key) if is_dictionary(dictionary) else None


def name_of(value: Object) -> str:
    """Return a name without its slash; empty for anything else."""
    import pikepdf

    return str(value)[1:] if isinstance(value, pikepdf.Name) else ""


def text_of(value: Object) -> str | None:
    """Return a text string; None for anything else."""
    import pikepdf

    return str(value) if isinstance(value, pikepdf.String) else None


def number_of(value: Object) -> int | None:
    """Return an integer; None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def items_of(value: Object) -> list[Object]:
    """Return the items of an array; a value alone is one item, and nothing is none."""
    if value is None:
        return []
    return list(value) if is_array(value) else [value]


def key_of(value: Object) -> tuple[int, int]:
    """Return the number of an indirect object; (0, 0) for a direct one."""
    number: tuple[int, int] = getattr(value, "objgen", (0, 0))
    return number


def tree_values(root: Object, key: str) -> Iterator[tuple[Object, Object]]:
    """Yield the pairs of a name tree (`/Names`) or a number tree (`/Nums`), loops cut off."""
    stack, seen = [root], set()
    while stack:
        node = stack.pop()
        if not is_dictionary(node) or (key_of(node) != (0, 0) and key_of(node) in seen):
            continue
        seen.add(key_of(node))
        values = items_of(get(node, key))
        yield from zip(values[::2], values[1::2], strict=False)
        stack += reversed(items_of(get(node, "/Kids")))


def is_too_large(stream: Object) -> bool:
    """Tell whether a stream unpacks to more than may be read, without unpacking more than that."""
    filters = [name_of(f) for f in items_of(get(stream, "/Filter"))]
    data = stream.read_raw_bytes()
    if len(data) < _SUSPICIOUS_BYTES and filters.count("FlateDecode") < 2:
        return False
    for filter_ in filters:
        if filter_ not in ("FlateDecode", "Fl"):
            return len(data) > MAX_STREAM_BYTES
        try:
            data = zlib.decompressobj().decompress(data, MAX_STREAM_BYTES + 1)
        except zlib.error:
            return False
        if len(data) > MAX_STREAM_BYTES:
            return True
    return False
