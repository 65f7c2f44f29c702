"""Style and types are tests like any other: one command judges everything."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

TOOLS = {
    "ruff check": ("ruff", "check", "--output-format=concise", "src", "tests"),
    "ruff format": ("ruff", "format", "--check", "src", "tests"),
    "mypy": ("mypy", "--strict", "--no-error-summary"),
}


@pytest.mark.parametrize("command", TOOLS.values(), ids=TOOLS.keys())
def test_nothing_to_complain_about(command: tuple[str, ...]) -> None:
    run = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if run.returncode:
        pytest.fail(f"{' '.join(command)}\n{run.stdout}{run.stderr}", pytrace=False)
