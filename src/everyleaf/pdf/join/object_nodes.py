"""Say which element of the document each object of a written PDF was made from.

So that a judge's finding about an object leads to the author's line. Numbers are those of the
finished file; elements are named by their `data-node`.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping


class ObjectNodes(Mapping[int, int]):
    """Number of an object → `data-node`, in little memory."""

    def __init__(self, nodes: array[int] | bytes) -> None:
        """Keep the nodes by number, -1 for an object that no element was made into."""
        self._nodes = array("i", nodes) if isinstance(nodes, bytes) else nodes

    def __reduce__(self) -> tuple[type[ObjectNodes], tuple[bytes]]:
        return ObjectNodes, (self._nodes.tobytes(),)

    def __getitem__(self, number: int) -> int:
        if not 0 <= number < len(self._nodes) or self._nodes[number] < 0:
            raise KeyError(number)
        return self._nodes[number]

    def __iter__(self) -> Iterator[int]:
        return (number for number, node in enumerate(self._nodes) if node >= 0)

    def __len__(self) -> int:
        return sum(node >= 0 for node in self._nodes)
