"""Ask Ace by DAISY whether an EPUB is accessible: its report → `Verdict`.

Ace runs as a command: Node, with the Chromium that it is told to use. It sees no environment but
what it needs, and keeps its profile, settings and report in a folder that is gone afterwards.

Why EPUBCheck first: Ace gives no report at all on malformed content documents.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, NotRequired, TypedDict, cast

from everyleaf.check.tools import Tools
from everyleaf.check.verdict import (
    JudgeMissingError,
    Verdict,
    broken_verdict,
    missing_verdict,
)
from everyleaf.check.wcag import success_criteria
from everyleaf.diagnostics import Diagnostic, Position

JUDGE = "Ace by DAISY"
STANDARD = "EPUB Accessibility 1.1, as far as Ace can test it"
TIMEOUT_S = 600.0


class _Pointer(TypedDict):
    cfi: NotRequired[list[str]]


_Outcome = TypedDict(
    "_Outcome",
    {
        "earl:outcome": str,
        "dct:description": NotRequired[str],
        "earl:pointer": NotRequired[_Pointer],
    },
)
_Help = TypedDict("_Help", {"dct:description": NotRequired[str]})
_Test = TypedDict(
    "_Test",
    {
        "dct:title": str,
        "dct:description": NotRequired[str],
        "help": NotRequired[_Help],
        "rulesetTags": NotRequired[list[str]],
    },
)
_Assertion = TypedDict("_Assertion", {"earl:result": _Outcome, "earl:test": _Test})


class _Subject(TypedDict):
    url: str


_Document = TypedDict("_Document", {"earl:testSubject": _Subject, "assertions": list[_Assertion]})
_Release = TypedDict("_Release", {"doap:revision": str})
_Software = TypedDict("_Software", {"doap:release": _Release})
_Report = TypedDict("_Report", {"earl:assertedBy": _Software, "assertions": list[_Document]})


def validate(epub: bytes, tools: Tools, name: str = "publication.epub") -> Verdict:
    """Judge an EPUB with Ace; `name` is what findings call the file."""
    try:
        node = tools.require_node()
        chromium = tools.require_chromium()
        program = tools.require_module("@daisy/ace-cli", "bin/ace.js")
    except JudgeMissingError as error:
        return missing_verdict(JUDGE, STANDARD, error)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "publication.epub"
        path.write_bytes(epub)
        command = [str(node), str(program), "-s", "-f", "-o", str(Path(folder) / "out"), str(path)]
        try:
            _run(command, folder, _environment(node, chromium, folder))
            text = (Path(folder) / "out" / "report.json").read_text("utf-8")
        except subprocess.TimeoutExpired:
            return broken_verdict(JUDGE, "", STANDARD, name, "it took too long")
        except FileNotFoundError:
            return broken_verdict(JUDGE, "", STANDARD, name, "it broke off")
    return read_report(text, name)


def read_report(text: str, name: str) -> Verdict:
    """Return the verdict that a `report.json` of Ace amounts to: one finding for each violation.

    Raises:
        ValueError: if the text is not JSON.
    """
    report = cast(_Report, json.loads(text))
    version = report["earl:assertedBy"]["doap:release"]["doap:revision"]
    if not report["assertions"]:
        return broken_verdict(JUDGE, version, STANDARD, name, "it judged no document")
    told = tuple(dict.fromkeys(_findings(report["assertions"], name)))
    outcome: Literal["passed", "failed"] = "failed" if told else "passed"
    findings = tuple(finding for finding, _ in told)
    pointers = tuple(pointer for _, pointer in told)
    return Verdict(JUDGE, version, STANDARD, outcome, None, findings, pointers)


def _run(command: list[str], folder: str, environment: dict[str, str]) -> None:
    """Run a command in a session of its own, so that its browser ends with it."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(TIMEOUT_S)  # Ace tells by its report, not by its exit code, how it went
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise


def _findings(documents: Iterable[_Document], name: str) -> Iterable[tuple[Diagnostic, str]]:
    """Yield each finding with the CFI of its element inside the document, where it has one."""
    for document in documents:
        inside = document["earl:testSubject"]["url"].lstrip("/")
        for assertion in document["assertions"]:
            result, test = assertion["earl:result"], assertion["earl:test"]
            if result["earl:outcome"] != "fail":
                continue
            finding = Diagnostic(
                f"ace-{test['dct:title']}",
                "error",
                " ".join(result.get("dct:description", test.get("dct:description", "")).split()),
                test.get("help", {}).get("dct:description", "Mend the EPUB.").strip() or "Mend it.",
                Position(f"{name}/{inside}" if inside else name),
                success_criteria(test.get("rulesetTags", [])),
            )
            yield finding, next(iter(result.get("earl:pointer", {}).get("cfi", [])), "")


def _environment(node: Path, chromium: Path, folder: str) -> dict[str, str]:
    return {
        "PATH": os.pathsep.join((str(node.parent), os.defpath)),
        "HOME": folder,
        "TMPDIR": folder,
        "LANG": "C.UTF-8",
        "PUPPETEER_EXECUTABLE_PATH": str(chromium),
        "ACE_TIMEOUT_INITIAL": "60000",  # milliseconds; the default is too short for a busy machine
        "ACE_TIMEOUT_EXTENSION": str(int(TIMEOUT_S * 1000)),
    }
