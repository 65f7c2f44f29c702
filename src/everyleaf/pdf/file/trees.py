"""Write name trees and number trees (ISO 32000-1 7.9.6 and 7.9.7).

A small tree is one node; of a larger one each leaf says what it holds, so that a reader finds a name
without reading all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from everyleaf.pdf.file.streamed_file import StreamedFile
from everyleaf.pdf.file.syntax import encode_text, write_string

_LEAF = 256
"""Names in a leaf."""


def write_name_tree(file: StreamedFile, number: int, values: Mapping[str, bytes]) -> None:
    """Write a name tree.

    Args:
        file: where it is written.
        number: of its root.
        values: name → what is written for it.
    """
    pairs = sorted((encode_text(name), value) for name, value in values.items())
    leaves = [pairs[i : i + _LEAF] for i in range(0, len(pairs), _LEAF)]
    if len(leaves) < 2:
        file.add(number, b"<<%s>>" % _names(pairs))
        return
    kids: list[int] = []
    for leaf in leaves:
        kids.append(file.new_number())
        limits = b" ".join(write_string(leaf[end][0]) for end in (0, -1))
        file.add(kids[-1], b"<</Limits [%s]%s>>" % (limits, _names(leaf)))
    file.add(number, b"<</Kids [%s]>>" % references(kids))


def _names(pairs: Sequence[tuple[bytes, bytes]]) -> bytes:
    return b"/Names [%s]" % b" ".join(write_string(n) + b" " + value for n, value in pairs)


class NumberTree:
    """A number tree that is written leaf by leaf, in the order of the numbers."""

    def __init__(self, file: StreamedFile, number: int) -> None:
        """Begin a tree with the given root."""
        self._file = file
        self._number = number
        self._leaves: list[int] = []

    def add_leaf(self, first: int, values: Sequence[bytes]) -> None:
        """Write a leaf for numbers that follow each other."""
        if not values:
            return
        leaf = self._file.new_number()
        self._leaves.append(leaf)
        nums = b" ".join(b"%d %s" % (first + i, value) for i, value in enumerate(values))
        last = first + len(values) - 1
        self._file.add(leaf, b"<</Limits [%d %d]/Nums [%s]>>" % (first, last, nums))

    def close(self) -> None:
        """Write the root."""
        kids = b"/Kids [%s]" % references(self._leaves) if self._leaves else b"/Nums []"
        self._file.add(self._number, b"<<%s>>" % kids)


def references(numbers: Sequence[int]) -> bytes:
    """Return references to objects, as they stand in an array."""
    return b" ".join(b"%d 0 R" % number for number in numbers)
