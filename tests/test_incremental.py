"""What is published after an edit is what would be published afresh, byte for byte."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from everyleaf.build import publish
from everyleaf.cli import main
from everyleaf.diagnostics import PublishError
from tests.conftest import run_command
from tests.edits import EDITS, Edit, break_it, insert, leave, mend, report, set_desk

pytestmark = pytest.mark.book

EDITS_A_DAY = 5


def publish_again(desk: Path, *options: str) -> str:
    """Publish as an author does, with the cache; return what was said about it."""
    common = ("content", "--to", "dist", "--cache", "cache", "--no-judges", "--jobs", "1")
    arguments = ["publish", *common, *options]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(desk)
        done = CliRunner().invoke(main, arguments)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return f"{done.exit_code}\n{done.output}"


def publish_afresh(desk: Path) -> dict[str, bytes] | None:
    """Return what is published without a cache; None if that cannot be published."""
    shutil.rmtree(desk / "clean", ignore_errors=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(desk)
        try:
            publish([Path("content")], Path("clean"), judged=False)
        except PublishError:
            return None
    return files_of(desk / "clean")


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def differences(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return [name for name in sorted({*one, *other}) if one.get(name) != other.get(name)]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    set_desk(tmp_path)
    return tmp_path


DAYS = [0, 1, *(pytest.param(day, marks=pytest.mark.thorough) for day in range(2, 20))]


@pytest.mark.parametrize("day", DAYS)
def test_a_hundred_edits(desk: Path, day: int) -> None:
    """Twenty days of five edits; every day the author goes back to where they were, too."""
    random = Random(4711 + day)
    assert publish_again(desk).startswith("0")
    done: list[str] = []
    for number in range(EDITS_A_DAY):
        edit: Edit = EDITS[(day * EDITS_A_DAY + number) % len(EDITS)]
        if number == 2:
            shutil.copytree(desk / "content", desk / "kept")
        if number == 4:
            shutil.rmtree(desk / "content")
            shutil.copytree(desk / "kept", desk / "content")
            done.append("back")
        edit(desk, random)
        done.append(edit.__name__)
        before = files_of(desk / "dist")
        said = publish_again(desk)
        clean = publish_afresh(desk)
        if clean is None:
            assert said.startswith("1"), (done, said)
            assert files_of(desk / "dist") == before
        else:
            assert said.startswith("0"), (done, said)
            assert differences(files_of(desk / "dist"), clean) == [], done


def test_what_cannot_be_published_changes_nothing(desk: Path) -> None:
    random = Random(1)
    assert publish_again(desk).startswith("0")
    before = files_of(desk / "dist")
    break_it(desk, random)
    for _ in range(2):
        said = publish_again(desk)
        assert said.startswith("1")
        assert "1 error; nothing was published or changed." in said
        assert files_of(desk / "dist") == before
    mend(desk, random)
    assert "Nothing has changed since" in publish_again(desk)
    assert files_of(desk / "dist") == before


def test_a_second_run_says_the_same_and_does_nothing(desk: Path) -> None:
    first = publish_again(desk)
    times = {path: path.stat().st_mtime_ns for path in (desk / "dist").iterdir()}
    again = publish_again(desk)
    assert again.replace("Nothing has changed since: nothing was written.\n", "") == first
    assert "Nothing has changed since" in again
    assert times == {path: path.stat().st_mtime_ns for path in (desk / "dist").iterdir()}


@pytest.mark.parametrize("harm", ["changed", "removed"])
def test_a_written_file_that_was_harmed_is_written_again(desk: Path, harm: str) -> None:
    publish_again(desk)
    before = files_of(desk / "dist")
    for name in before:
        path = desk / "dist" / name
        if harm == "changed":
            path.write_bytes(path.read_bytes()[:-1] + b"?")
        else:
            path.unlink()
        assert "Nothing has changed since" not in publish_again(desk)
        assert files_of(desk / "dist") == before


def test_one_publication_does_not_forget_the_others(desk: Path) -> None:
    publish_again(desk)
    before = files_of(desk / "dist")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(desk)
        alone = ["publish", "content/report.md", "--to", "dist", "--cache", "cache", "--no-judges"]
        assert CliRunner().invoke(main, alone).exit_code == 0
    assert set(differences(files_of(desk / "dist"), before)) <= {"index.html", "manifest.json"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("everyleaf.pdf.write", None)  # whatever lays out pages
        patch.setattr("everyleaf.epub.write", None)
        publish_again(desk)
    assert files_of(desk / "dist") == before


def test_an_edit_of_one_publication_leaves_the_other_alone(desk: Path) -> None:
    publish_again(desk)
    times = {path: path.stat().st_mtime_ns for path in (desk / "dist").iterdir()}
    report(desk, Random(1))
    publish_again(desk)
    changed = {p.name for p, time in times.items() if p.stat().st_mtime_ns != time}
    assert "report.pdf" in changed
    assert not [name for name in changed if name.startswith("tides")]


def test_other_options_are_another_run(desk: Path) -> None:
    publish_again(desk)
    assert "Nothing has changed" not in publish_again(desk, "--pdf-standard", "ua-2")
    assert "Nothing has changed" not in publish_again(desk)


def test_several_processes_write_the_same(desk: Path) -> None:
    """In processes of their own, with and without the cache, after an edit too."""
    clean = publish_afresh(desk)
    assert clean is not None
    common = ("publish", "content", "--no-judges")
    for options in (("--jobs", "1"), ("--jobs", "2")):
        done = run_command(*common, "--no-cache", "--to", "alone", *options, cwd=desk)
        assert done.returncode == 0, done.stderr
        assert differences(files_of(desk / "alone"), clean) == []
        shutil.rmtree(desk / "alone")
    for edit in (leave, insert):
        edit(desk, Random(2))
        clean = publish_afresh(desk)
        assert clean is not None
        done = run_command(*common, "--cache", "cache", "--jobs", "2", cwd=desk)
        assert done.returncode == 0, done.stderr
        assert differences(files_of(desk / "dist"), clean) == []


def test_judged_runs_are_the_same_too(desk: Path) -> None:
    """An unchanged file is not judged again, and its verdicts are the same."""
    shutil.rmtree(desk / "content" / "tides")
    common = ("publish", "content", "--cache", "cache", "--jobs", "1")
    assert run_command(*common, cwd=desk).returncode == 0
    (desk / "dist" / "report.html").unlink()  # so that the run has something to do
    again = run_command(*common, cwd=desk)
    clean = run_command(*common, "--to", "clean", "--no-cache", cwd=desk)
    assert (again.returncode, clean.returncode) == (0, 0), again.stderr + clean.stderr
    assert again.stdout == clean.stdout.replace("clean/", "dist/")
    assert differences(files_of(desk / "dist"), files_of(desk / "clean")) == []
