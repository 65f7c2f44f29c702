"""What has nothing to do loads nothing for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "PIL", "babel", "cssselect2", "distributed", "ebooklib", "everyleaf.build", "everyleaf.check", "everyleaf.model",
    "everyleaf.pdf", "everyleaf.read", "fontTools", "jinja2", "jpype", "lxml", "markdown_it", "pikepdf", "pydyf", "rich",
    "tinycss2", "uharfbuzz", "weasyprint", "yaml",
}  # fmt: skip
ARTICLE = """\
---
title: A small text
lang: en-GB
date: 2026-11-02
authors: [Tove Test]
publisher: Example Press
description: A test.
rights: © 2026 Example Press
license: CC-BY-4.0
attribution:
  - {role: source, name: Harbour Board}
---

Some words.
"""


def loaded(*arguments: str, folder: Path) -> set[str]:
    """Return the modules that a command has loaded at its end."""
    program = (
        "import sys, atexit\n"
        "atexit.register(lambda: open('modules', 'w').write('\\n'.join(sys.modules)))\n"
        "from everyleaf.cli import main\n"
        "main()\n"
    )
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    return set((folder / "modules").read_text().split())


@pytest.mark.parametrize("command", ["--help", "publish --help", "check --help", "--version"])
def test_help_loads_nothing_heavy(command: str, tmp_path: Path) -> None:
    assert loaded(*command.split(), folder=tmp_path) & HEAVY == set()


@pytest.mark.book
def test_a_publish_without_a_change_loads_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "a.md").write_text(ARTICLE, "utf-8")
    arguments = ("publish", "content/a.md", "--no-judges", "--cache", "cache", "--jobs", "1")
    assert loaded(*arguments, folder=tmp_path) & HEAVY
    again = loaded(*arguments, "--to", "dist", folder=tmp_path)
    assert again & HEAVY == set()
    assert len(again) < 400
