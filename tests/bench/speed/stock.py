"""WeasyPrint as it comes: `python -m tests.bench.speed.stock BOOK.html OUT.pdf`.

Nothing of Everyleaf is imported. `presentational_hints` is what Everyleaf, too, asks for.
"""

from __future__ import annotations

import sys

import weasyprint


def main() -> None:
    """Write an HTML file as PDF/UA-1."""
    source, target = sys.argv[1:]
    document = weasyprint.HTML(filename=source)
    document.write_pdf(target, pdf_variant="pdf/ua-1", presentational_hints=True)


if __name__ == "__main__":
    main()
