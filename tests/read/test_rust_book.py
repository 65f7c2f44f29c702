"""The Rust Book reads as its authors keep it: only its own faults are found, each with its place.

The corpus is not part of the repository; where it is missing the run says so.
"""

from __future__ import annotations

import re
import time
from collections import Counter

import pytest

from everyleaf import read
from tests.bench import RUST_BOOK
from tests.read.books import every

pytestmark = pytest.mark.skipif(not RUST_BOOK.is_dir(), reason="no ../shared/corpora/rust-book")


def test_strictly_only_its_own_faults_are_found() -> None:
    start = time.process_time()
    reading = read.read_manuscript(RUST_BOOK)
    assert time.process_time() - start < 30
    assert Counter((f.code, f.severity) for f in reading.findings) == {
        ("link-file-missing", "error"): 33,  # to ../std/… and others of its site
        ("heading-skipped", "error"): 1,  # #### under the title
        ("address-unused", "warning"): 5,
    }
    for finding in reading.findings:
        assert finding.position is not None and finding.position.line
        if finding.code == "link-file-missing":
            assert re.search(r"\.\./(std|reference|nomicon|unstable-book)/", finding.message)


def test_leniently_nothing_is_an_error() -> None:
    reading = read.read_manuscript(RUST_BOOK, lenient=True)
    assert {f.severity for f in reading.findings} == {"warning"}
    manuscript = reading.manuscript
    divisions = list(every(manuscript.divisions))
    assert len(divisions) == 111
    assert sum(len(list(d.body.iter("pre"))) for d in divisions) > 900
    numbered = [f for d in divisions for f in d.body.iter("figure") if f.get("data-number")]
    assert len([f for f in numbered if f.get("class") == "listing"]) > 300
    assert len([f for f in numbered if f.get("class") != "listing"]) == 25
    assert len(manuscript.sources) > 600  # chapters and the listings that they include
    text = "".join(str(t) for d in divisions for t in d.body.itertext())
    assert "{{#" not in text and "ANCHOR" not in text
    assert len(text.split()) > 170_000
