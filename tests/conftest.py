"""Values that tests of several rooms share."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from everyleaf.diagnostics import Position
from everyleaf.fonts import packaged_fonts
from everyleaf.model import (
    Attribution,
    Contributor,
    Document,
    License,
    Metadata,
    Publication,
    Resource,
    Settings,
    SourceFile,
)
from tests.judges import tell_judges_not_run

SAMPLES = Path(__file__).parent / "samples"
TEMPLATES = Path(__file__).parents[1] / "templates"


def load_templates() -> dict[str, str]:
    return {p.name: p.read_text("utf-8") for p in sorted(TEMPLATES.iterdir()) if p.is_file()}


def make_publication(name: str = "tides", html: bytes | None = None) -> Publication:
    """Return a publication whose document is a hand-written HTML file, not our own reader's."""
    cc = License("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/", "CC-BY-4.0")
    metadata = Metadata(
        identifier="urn:uuid:00000000-0000-4000-8000-000000000001",
        title="The Tides",
        subtitle="A short report for testing",
        language="en-GB",
        direction="ltr",
        date=datetime.date(2026, 11, 1),
        contributors=(Contributor("Ada Example", "Example, Ada"), Contributor("Tove Test")),
        publisher="Example Press",
        description="A test publication.",
        subjects=("Tides",),
        rights="© 2026 Example Press",
        license=cc,
        attributions=(
            Attribution(
                role="source",
                relator="ant",
                name="Harbour Board",
                title="Tide tables",
                place="Brest",
                url="https://example.org/tides",
                date=datetime.date(2026, 10, 1),
                changes="figures rounded",
                position=Position("content/tides.md", 9, 3),
            ),
        ),
        position=Position("content/tides.md", 1, 1),
    )
    resources = (
        Resource("img/chart.svg", "image/svg+xml", (SAMPLES / "chart.svg").read_bytes(), 320, 120),
        Resource("img/rule.png", "image/png", (SAMPLES / "rule.png").read_bytes(), 240, 4),
    )
    document = etree.fromstring(html or (SAMPLES / f"{name}.html").read_bytes())
    return Publication(
        name=name,
        sources=(SourceFile(f"{name}.md", "text/markdown", b"# The Tides\n"),),
        source_path=f"content/{name}.md",
        metadata=metadata,
        settings=Settings(),
        cover=None,
        kept=Document(document),
        resources=resources,
        fonts=packaged_fonts(),
        templates=load_templates(),
    )


@pytest.fixture
def tides() -> Publication:
    """A small publication that has most elements, made without our reader."""
    return make_publication()


def pytest_configure(config: pytest.Config) -> None:
    """Keep what the tests work out apart from what the user's own publishing did."""
    os.environ["EVERYLEAF_CACHE"] = tempfile.mkdtemp(prefix="everyleaf-tests-")
    if "PYTHONPATH" in os.environ:  # commands run in other folders, too
        paths = os.environ["PYTHONPATH"].split(os.pathsep)
        os.environ["PYTHONPATH"] = os.pathsep.join(os.path.abspath(path) for path in paths)  # noqa: PTH100


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(os.environ["EVERYLEAF_CACHE"], ignore_errors=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the golden files")
    parser.addoption("--thorough", action="store_true", help="run the long forms, too: an hour")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--thorough"):
        skip = pytest.mark.skip(reason="the long form: pytest --thorough")
        for item in items:
            if item.get_closest_marker("thorough"):
                item.add_marker(skip)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    tell_judges_not_run(terminalreporter)


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be rewritten; never in CI."""
    wanted = bool(request.config.getoption("--update"))
    assert not (wanted and os.environ.get("CI")), "golden files are not rewritten in CI"
    return wanted


@dataclass(frozen=True)
class Published:
    """Everything in content/, published once for the whole run by the command itself."""

    folder: Path
    report: dict[str, Any]


def run_command(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run `everyleaf` as a user does, in a process of its own."""
    command = [sys.executable, "-m", "everyleaf", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, **options)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """Publish content/ into a new folder."""
    folder = tmp_path_factory.mktemp("published")
    command = ("publish", "content", "--to", folder, "--json", "--no-cache")
    done = run_command(*command, cwd=TEMPLATES.parent)
    assert done.returncode == 0, done.stderr
    return Published(folder, json.loads(done.stdout))
