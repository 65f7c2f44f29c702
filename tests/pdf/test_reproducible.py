"""The same publication gives the same bytes, whatever the environment."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from everyleaf.pdf import write
from tests.conftest import make_publication

ROOT = Path(__file__).parents[2]
PROGRAM = """
import hashlib
from everyleaf.pdf import write
from tests.conftest import make_publication
print(hashlib.sha256(write(make_publication())[0].data).hexdigest())
"""


def test_twice_in_a_process() -> None:
    first, second = (write(make_publication())[0] for _ in range(2))
    assert first.data == second.data
    assert first.page_starts == second.page_starts


@pytest.mark.book
def test_in_other_environments(tmp_path: Path) -> None:
    here = hashlib.sha256(write(make_publication())[0].data).hexdigest()
    path = os.pathsep.join([str(ROOT), str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    for seed, zone, language in (("1", "Asia/Jakarta", "id_ID.UTF-8"), ("2", "UTC", "C")):
        environment = {
            **os.environ,
            "PYTHONPATH": path,
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "LANG": language,
            "LC_ALL": language,
            "TMPDIR": str(tmp_path),
        }
        run = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            capture_output=True,
            text=True,
            check=True,
            cwd=tmp_path,
            env=environment,
        )
        assert run.stdout.strip() == here
        assert list(tmp_path.iterdir()) == [], "nothing is left behind"


def test_no_path_of_the_machine_in_the_file() -> None:
    data = write(make_publication())[0].data
    assert str(Path.home()).encode() not in data
    assert b"weasyprint-" not in data
