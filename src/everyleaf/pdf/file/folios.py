"""Say what is printed on each page as its number (ISO 32000-1 12.4.2).

1. The cover and the blank page behind it are called Cover.
2. The front matter counts in small roman numbers, and counts pages that show none.
3. The body counts from 1, and goes on to the end of the back matter; so does all of an article.

Why computed and not read from the page: a part's page shows no number, and has one all the same.
tests/pdf/test_folios.py compares with what is printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from everyleaf.pdf.file.objects import Value, array, dictionary, string


@dataclass(frozen=True, slots=True)
class FolioRange:
    """Pages that are numbered in one way, up to the next range."""

    page: int
    """Index of the first one."""
    style: Literal["D", "r", ""]
    """Decimal, small roman, or no number."""
    prefix: str = ""
    first: int = 1
    """The number of the first page."""


def number_pages(starts: Mapping[str, int], cover: str | None) -> tuple[FolioRange, ...]:
    """Return how the pages of a document are numbered.

    Args:
        starts: `front`, `body`, `back` → index of the first page of that matter, if there is one.
        cover: what the cover's page is called; None if there is none.
    """
    ranges: list[FolioRange] = []
    front, body = starts.get("front"), starts.get("body", starts.get("back"))
    inside = front if front is not None else body
    if cover is not None:
        ranges.append(FolioRange(0, "", cover))
        if inside is None or inside > 1:
            ranges.append(FolioRange(1, "D", f"{cover} ", 2))
    if front is not None:
        ranges.append(FolioRange(front, "r"))
    if body is not None or not ranges:
        ranges.append(FolioRange(body if ranges and body is not None else 0, "D"))
    return tuple(ranges)


def label_pages(ranges: Sequence[FolioRange], count: int) -> tuple[str, ...]:
    """Return the label of each page."""
    labels: list[str] = []
    for folios in ranges:
        del labels[folios.page :]
        for number in range(folios.first, folios.first + count - folios.page):
            labels.append(folios.prefix + format_number(number, folios.style))
    return tuple(labels[:count])


def page_numbers(ranges: Sequence[FolioRange], count: int) -> tuple[int, ...]:
    """Return the number of each page."""
    numbers: list[int] = []
    for folios in ranges:
        del numbers[folios.page :]
        numbers += range(folios.first, folios.first + count - folios.page)
    return tuple(numbers[:count])


def page_labels_tree(ranges: Sequence[FolioRange]) -> Value:
    """Return the number tree of page labels, for the catalog."""
    nums: list[Value] = []
    for folios in ranges:
        label: dict[str, Value] = {}
        if folios.style:
            label["S"] = f"/{folios.style}"
        if folios.prefix:
            label["P"] = string(folios.prefix)
        if folios.style and folios.first != 1:
            label["St"] = folios.first
        nums += [folios.page, dictionary(label)]
    return dictionary({"Nums": array(nums)})


_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def format_number(number: int, style: str) -> str:
    """Return a page number in decimal (D), small (r) or large roman (R) signs, or none."""
    if style == "":
        return ""
    if style == "D":
        return str(number)
    text = ""
    for value, sign in _ROMAN:
        text += sign * (number // value)
        number %= value
    return text.upper() if style == "R" else text
