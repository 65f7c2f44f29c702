"""Pandoc, then Typst: `python -m tests.bench.speed.pandoc_typst PANDOC FOLDER OUT.pdf`.

FOLDER is the `pandoc` folder of `export`. Nothing of Everyleaf is imported. The alternative texts,
which pandoc 3.9 does not tell Typst and which PDF/UA asks for, are put back between the two.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import typst

from tests.bench.speed.dialect import DIALECT

_LOOK = ("mainfont=Source Serif 4", "codefont=Source Code Pro", "papersize=a4", "fontsize=11pt")
_IMAGE = re.compile(r'image\("([^"]*)"')


def main() -> None:
    """Write a folder's Markdown as PDF/UA-1."""
    pandoc, folder, target = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    command = [pandoc, "--standalone", f"--from={DIALECT}", "--to=typst", "--toc"]
    command += ["--metadata-file=metadata.json", "--syntax-highlighting=none"]
    command += [f"--variable={value}" for value in _LOOK]
    subprocess.run([*command, "book.md", "--output=book.typ"], cwd=folder, check=True)
    source = folder / "book.typ"
    alternatives: dict[str, str] = json.loads((folder / "alternatives.json").read_text("utf-8"))

    def say(match: re.Match[str]) -> str:
        return f"{match[0]}, alt: {json.dumps(alternatives.get(match[1], match[1]))}"

    source.write_text(_IMAGE.sub(say, source.read_text("utf-8")), "utf-8")
    typst.compile(
        source,
        output=target,
        root=folder,
        font_paths=[folder / "fonts"],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
    )


if __name__ == "__main__":
    main()
