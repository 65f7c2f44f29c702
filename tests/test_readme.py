"""The README says what is so: its map is the folder, and CI runs its commands."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from everyleaf.sources import prepare
from tests.conftest import SAMPLES

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
SOURCE = ROOT / "src" / "everyleaf"


def _map() -> dict[str, list[str]]:
    """Return folder → entries of the map: lines that begin with a name, two spaces deeper inside."""
    (block,) = re.findall(r"```\n(src/everyleaf/\n.*?)```", README, re.DOTALL)
    entries: dict[str, list[str]] = {}
    path: list[str] = []
    for line in block.splitlines():
        indent, name = re.match(r"( *)(\S+)", line).groups()  # type: ignore[union-attr] # no blank
        del path[len(indent) // 2 :]
        entries.setdefault("/".join(path), []).append(name.rstrip("/"))
        path.append(name.rstrip("/"))
    return entries


def test_every_place_on_the_map_exists() -> None:
    for folder, names in _map().items():
        missing = [name for name in names if not (ROOT / folder / name).exists()]
        assert missing == [], f"README.md shows in {folder or 'the top folder'} what is not there"


def test_every_room_is_on_the_map() -> None:
    rooms = {path.name for path in SOURCE.iterdir() if path.is_dir() and any(path.glob("*.py"))}
    assert rooms - set(_map()["src/everyleaf"]) == set()


def test_the_example_publishes_as_it_stands(tmp_path: Path) -> None:
    (example,) = re.findall(r"```markdown\n(.*?)\n```\n", README, re.DOTALL)
    (tmp_path / "img").mkdir()
    for name in ("chart.svg", "rule.png"):
        shutil.copy(SAMPLES / name, tmp_path / "img")
    text = example.replace("urn:uuid:…", "urn:uuid:00000000-0000-4000-8000-000000000001")
    (tmp_path / "tides.md").write_text(text, "utf-8")
    (prepared,) = prepare([tmp_path / "tides.md"], lambda name, step: None)
    assert prepared.findings == ()


def test_ci_runs_the_test_command_of_the_readme() -> None:
    (command,) = re.findall(r"^ {4}(pip install -e .*)$", README, re.MULTILINE)
    parts = [part.strip() for part in command.split("&&")]
    script = (ROOT / ".ci" / "run").read_text("utf-8").replace("pip install --quiet", "pip install")
    assert " && ".join(parts) in script


def test_ci_names_no_place_of_this_machine_and_no_registry() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert re.findall(r"https?://|/(?:home|root|Users)/|registry|index-url", script) == []
