"""Tell the pages of a PDF: `python -m tests.bench.speed.count FILE`, in a process of its own."""

from __future__ import annotations

import sys

import pikepdf


def main() -> None:
    """Print how many pages a file has."""
    with pikepdf.open(sys.argv[1]) as opened:
        print(len(opened.pages))


if __name__ == "__main__":
    main()
