"""Write a PDF file object by object, so that no more than a few objects are in memory.

1. A stream is written at once; other objects go into object streams of some hundred (ISO 32000-1
   7.5.7).
2. The cross-reference stream is written last (7.5.8). Its file identifier is made from all bytes
   before it, so that the same input gives the same bytes (14.4).
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Sequence
from itertools import accumulate
from typing import BinaryIO

_IN_A_STREAM = 200
_LEVEL = 6
_ENTRY = struct.Struct(">BIH")
"""Kind, place, and index or generation of an entry of the cross-reference stream."""
_WIDTHS = b"1 4 2"
"""Bytes of each."""
_FREE = b"\0\0\0\0\0\xff\xff"


class StreamedFile:
    """A file that is being written."""

    def __init__(self, output: BinaryIO, version: str, objects: int) -> None:
        """Begin a file.

        Args:
            output: where it is written.
            version: `1.7` or `2.0`.
            objects: how many numbers are given out; `new_number` gives out further ones.
        """
        self._output = output
        self._size = objects + 1
        self._entries = bytearray(_FREE * self._size)
        self._position = 0
        self._digest = hashlib.md5(usedforsecurity=False)
        self._pending: list[tuple[int, bytes]] = []
        self._write(b"%%PDF-%s\n%%\xf0\x9f\x8d\x83\n" % version.encode())

    def new_number(self) -> int:
        """Return a number that no object has."""
        self._entries += _FREE
        self._size += 1
        return self._size - 1

    def add(self, number: int, data: bytes) -> None:
        """Write an object that is no stream."""
        self.add_all((number,), (data,))

    def add_all(self, numbers: Sequence[int], data: Sequence[bytes]) -> None:
        """Write objects that are no streams."""
        self._pending.extend(zip(numbers, data, strict=True))
        while len(self._pending) >= _IN_A_STREAM:
            self._write_pending()

    def add_stream(self, number: int, entries: bytes, content: bytes) -> None:
        """Write a stream.

        Args:
            number: of the object.
            entries: its dictionary, with the length of its content.
            content: as it is written.
        """
        self._enter(number, 1, self._position, 0)
        self._write(b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (number, entries, content))

    def close(self, root: int, info: int | None, identifier: str) -> None:
        """Write what is pending, and the cross-reference stream.

        Args:
            root: number of the catalog.
            info: number of the document information dictionary; None for none.
            identifier: the same for all versions of the file.
        """
        self._write_pending()
        number = self.new_number()
        position = self._position
        self._enter(number, 1, position, 0)
        content = zlib.compress(bytes(self._entries), _LEVEL)
        document = b"" if info is None else b"/Info %d 0 R" % info
        digest = self._digest.hexdigest().encode()
        entries = (
            b"<</Type /XRef/Size %d/W [%s]/Root %d 0 R%s/ID [(%s) (%s)]"
            b"/Filter /FlateDecode/Length %d>>"
        ) % (
            self._size,
            _WIDTHS,
            root,
            document,
            identifier.encode("ascii"),
            digest,
            len(content),
        )
        self.add_stream(number, entries, content)
        self._write(b"startxref\n%d\n%%%%EOF\n" % position)

    def _write_pending(self) -> None:
        """Write the objects that came first, as many as a stream holds."""
        if not self._pending:
            return
        number = self.new_number()
        numbers, data = zip(*self._pending[:_IN_A_STREAM], strict=True)
        del self._pending[:_IN_A_STREAM]
        for index, object_ in enumerate(numbers):
            self._enter(object_, 2, number, index)
        places = accumulate((len(one) + 1 for one in data), initial=0)
        head = b" ".join(map(b"%d %d".__mod__, zip(numbers, places, strict=False))) + b"\n"
        content = zlib.compress(head + b"\n".join(data), _LEVEL)
        count, first = len(numbers), len(head)
        entries = b"<</Type /ObjStm/N %d/First %d/Filter /FlateDecode/Length %d>>"
        self.add_stream(number, entries % (count, first, len(content)), content)

    def _enter(self, number: int, kind: int, place: int, index: int) -> None:
        _ENTRY.pack_into(self._entries, number * _ENTRY.size, kind, place, index)

    def _write(self, data: bytes) -> None:
        self._output.write(data)
        self._digest.update(data)
        self._position += len(data)
