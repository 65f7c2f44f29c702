"""Which standards the PDF keeps: front matter, command line, and what a judge says of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from everyleaf import build
from everyleaf.check import judges, verapdf
from everyleaf.check.verdict import Verdict
from everyleaf.cli import main
from everyleaf.diagnostics import Diagnostic, PublishError
from everyleaf.model import PdfStandard

pytestmark = pytest.mark.book

SOURCE = """---
title: The Tides
lang: en-GB
date: 2026-11-01
{}attribution:
  - role: source
    name: Harbour Board
---

Text.
"""


def publish(tmp_path: Path, key: str, *options: str) -> bytes:
    source = tmp_path / "tides.md"
    source.write_text(SOURCE.format(key), "utf-8")
    arguments = ["publish", str(source), "--to", str(tmp_path / "dist"), "--format", "pdf"]
    done = CliRunner().invoke(main, [*arguments, "--no-judges", *options])
    assert done.exit_code == 0, done.output
    return (tmp_path / "dist" / "tides.pdf").read_bytes()


@pytest.mark.parametrize(
    ("key", "options", "version"),
    [
        ("", (), b"1.7"),
        ("pdf-standard: ua-1\n", (), b"1.7"),
        ("pdf-standard: ua-2\n", (), b"2.0"),
        ("pdf-standard: ua-2\n", ("--pdf-standard", "ua-1"), b"1.7"),
        ("", ("--pdf-standard", "ua-2"), b"2.0"),
    ],
)
def test_front_matter_and_command_line(
    key: str, options: tuple[str, ...], version: bytes, tmp_path: Path
) -> None:
    assert publish(tmp_path, key, *options).startswith(b"%PDF-" + version)


def test_an_unknown_standard_is_an_error_of_the_command_line(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["publish", str(tmp_path), "--pdf-standard", "ua-3"])
    assert done.exit_code == 2
    assert "ua-3" in done.output


def test_a_pdf_that_breaks_a_standard_it_claims_is_not_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "tides.md"
    source.write_text(SOURCE.format("pdf-standard: ua-2\n"), "utf-8")
    asked: list[PdfStandard] = []

    def validate_all(pdf: bytes, profiles: tuple[str, ...], name: str) -> tuple[Verdict, ...]:
        asked.extend(s for s, names in judges.PDF_PROFILES.items() if names == profiles)
        finding = Diagnostic("verapdf-6-1", "error", "A rule fails", "Mend it.")
        good = [Verdict("veraPDF", "1", profile, "passed") for profile in profiles[:-1]]
        return (*good, Verdict("veraPDF", "1", profiles[-1], "failed", 1, (finding,)))

    monkeypatch.setattr(verapdf, "validate_all", validate_all)
    monkeypatch.setattr(judges, "warm_up", lambda standards: None)
    with pytest.raises(PublishError) as caught:
        build.publish([source], tmp_path / "dist", ("pdf",))
    codes = {d.code for d in caught.value.diagnostics}
    assert codes == {"verapdf-6-1"}  # that it does not conform is the same thing
    assert set(asked) == {"ua-2"}
    assert list((tmp_path / "dist").iterdir()) == []
