"""Every code has one case file, with a failing and a passing input."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image

from everyleaf.diagnostics import Diagnostic, PublishError
from everyleaf.sources import check_sources
from tests.cases import Case, check_case, read_cases
from tests.conftest import SAMPLES

CODES = Path(__file__).parent / "codes"
SOURCE = Path(__file__).parents[1] / "src" / "everyleaf"

ELSEWHERE = {
    # codes about files and folders: tests/test_bad_input.py
    "file-empty", "file-not-utf8", "file-unreadable", "source-missing", "source-name-repeated",
    "source-name-invalid",
    "output-unwritable", "citation-tool-missing", "template-unknown", "template-invalid", "font-unreadable",
    "font-embedding-forbidden", "language-detector-missing",
    # about editions as written: tests/check/test_carried.py
    "credit-not-shown",
}  # fmt: skip

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A content folder with good and bad images; the test runs beside it."""
    monkeypatch.chdir(tmp_path)
    return make_content(tmp_path)


def make_content(tmp_path: Path) -> Path:
    """Make a content folder with good and bad images."""
    images = tmp_path / "content" / "img"
    images.mkdir(parents=True)
    for name in ("chart.svg", "rule.png"):
        shutil.copy(SAMPLES / name, images / name)
    svgs = {
        "script": SVG.format("<script>alert(1)</script>"),
        "remote": SVG.format('<image href="https://example.org/a.png"/>'),
        "handler": SVG.format('<g onload="x()"/>'),
        "entity": '<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("&a;"),
        "nosize": '<svg xmlns="http://www.w3.org/2000/svg"/>',
        "broken": "<svg",
    }
    for name, text in svgs.items():
        (images / f"{name}.svg").write_text(text, "utf-8")
    (images / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nnot really")
    Image.new("1", (8000, 8000)).save(images / "bomb.png")
    Image.new("CMYK", (4, 4)).save(images / "cmyk.jpg")
    frames = [Image.new("L", (4, 4), shade) for shade in (0, 255)]
    moving = io.BytesIO()
    frames[0].save(moving, "GIF", save_all=True, append_images=frames[1:])
    (images / "moves.gif").write_bytes(moving.getvalue())
    return tmp_path / "content"


def write_files(text: str, folder: Path) -> Path:
    """Write an article, or a book of files that follow `==> name <==`; return what to read."""
    parts = re.split(r"^==> (.*) <==\n", text, flags=re.MULTILINE)
    if parts[0] or len(parts) == 1:
        parts = ["", "a.md", text]
    for name, content in zip(parts[1::2], parts[2::2], strict=True):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, "utf-8", newline="")
    return Path("content" if "book.yaml" in parts else "content/a.md")


def findings_of(text: str, folder: Path) -> str:
    """Return what is found in an article or a book."""
    source = write_files(text, folder)
    try:
        (checked,) = check_sources([source])
        findings: Sequence[Diagnostic] = checked.findings
    except PublishError as error:
        findings = error.diagnostics
    return "\n".join(d.format_text() for d in findings)


@pytest.mark.parametrize("path", sorted(CODES.glob("*.txt")), ids=lambda p: p.stem)
def test_code(path: Path, folder: Path, update: bool) -> None:
    failing, passing = read_cases(path)
    assert (failing.title, passing.title) == ("failing", "passing")
    got = findings_of(failing.given, folder)
    assert f"[{path.stem}]" in got
    assert re.search(rf"content/[^:\n]+:\d+(:\d+)?: (error|warning|advice): .*\[{path.stem}\]", got)
    check_case(failing, got, update)
    check_case(Case(path, "passing", passing.given, ""), findings_of(passing.given, folder), False)


def test_every_code_has_a_case() -> None:
    """Codes are the string arguments that stand first in a Diagnostic or an error call."""
    pattern = re.compile(
        r"(?:Diagnostic|_error|error|self\._error|context\.error)\(\s*\n?\s*\"([a-z0-9-]+)\""
    )
    rooms = [p for room in ("read", "html", "check/rules") for p in (SOURCE / room).rglob("*.py")]
    used = {code for p in [*rooms, SOURCE / "build.py"] for code in pattern.findall(p.read_text())}
    assert len(used) > 40
    have = {p.stem for p in CODES.glob("*.txt")}
    assert used - have - ELSEWHERE == set()
