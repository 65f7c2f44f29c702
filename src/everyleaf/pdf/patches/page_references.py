"""Make `pydyf.PDF.page_references` cheap to ask for one page.

pydyf 0.13.0: the property writes the reference of every page each time it is asked for, and
WeasyPrint asks for each structure element, link and bookmark: a book's tags grow with the square
of its pages. Gain: WeasyPrint's own tags of 191 pages 2.99 → 0.32 CPU s; with our tagger, which
asks once, what is left is links and bookmarks. Drop when pydyf writes one reference for one page
(upstream/pydyf-page-references.patch).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, overload

from everyleaf.pdf.patches.patch import PYDYF, Patch, Replacement


class _References(Sequence[bytes]):
    """The references of a file's pages, each written when it is asked for."""

    def __init__(self, kids: Sequence[Any]) -> None:
        self._kids = kids

    @overload
    def __getitem__(self, index: int) -> bytes: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[bytes]: ...
    def __getitem__(self, index: int | slice) -> bytes | Sequence[bytes]:
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(len(self))))
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        return b"%d 0 R" % self._kids[3 * (index % len(self))]

    def __len__(self) -> int:
        return len(self._kids) // 3


def _find() -> Iterator[Replacement]:
    import pydyf

    references = property(lambda pdf: _References(pdf.pages["Kids"]))
    yield Replacement(pydyf.PDF, "page_references", references)


PATCH = Patch("page-references", PYDYF, _find)
