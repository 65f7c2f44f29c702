"""Ask the Nu HTML Checker whether a page is valid HTML: its JSON report → `Verdict`.

For the web edition and the shelf, not for EPUB content documents: Nu knows no `epub:type`.

Why in the process and not as a command: the jar's embedded validator judges a page in a fraction of
a second in the Java machine that runs anyway, and then needs no Java of the system's.
"""

from __future__ import annotations

import functools
import json
import zipfile
from pathlib import Path
from typing import Literal, NotRequired, TypedDict, cast

from everyleaf.check import jvm
from everyleaf.check.tools import Tools
from everyleaf.check.verdict import (
    JudgeMissingError,
    Verdict,
    broken_verdict,
    missing_verdict,
)
from everyleaf.diagnostics import Diagnostic, Position, sort_diagnostics

JUDGE = "Nu HTML Checker"
STANDARD = "HTML (WHATWG Living Standard)"


class _Message(TypedDict):
    type: str
    message: str
    subType: NotRequired[str]
    firstLine: NotRequired[int]
    """Where it is not the last."""
    lastLine: NotRequired[int]
    firstColumn: NotRequired[int]
    lastColumn: NotRequired[int]


class _Report(TypedDict):
    messages: list[_Message]


def validate(page: bytes, tools: Tools, name: str = "publication.html") -> Verdict:
    """Judge an HTML page with the Nu HTML Checker; `name` is what findings call the file."""
    try:
        jar = tools.require_module("vnu-jar", "build/dist/vnu.jar")
        loader = jvm.class_loader([jar])
    except JudgeMissingError as error:
        return missing_verdict(JUDGE, STANDARD, error)
    version = _version(jar)
    with jvm.entered(loader):
        embedded = jvm.java_class("nu.validator.client.EmbeddedValidator", loader)
        formats = jvm.java_class("nu.validator.client.EmbeddedValidator$OutputFormat", loader)
        validator = embedded()
        validator.setOutputFormat(formats.JSON)
        try:
            text = str(validator.validate(jvm.byte_stream(page)))
        except jvm.java_error() as error:
            return broken_verdict(JUDGE, version, STANDARD, name, type(error).__name__)
    return read_report(text, version, name)


def read_report(text: str, version: str, name: str) -> Verdict:
    """Return the verdict that a JSON report of Nu amounts to: errors count, hints do not.

    Raises:
        ValueError: if the text is not JSON.
    """
    report = cast(_Report, json.loads(text))
    findings = sort_diagnostics(
        _finding(message, name)
        for message in report["messages"]
        if message["type"] in {"error", "non-document-error"}
    )
    outcome: Literal["passed", "failed"] = "failed" if findings else "passed"
    return Verdict(JUDGE, version, STANDARD, outcome, None, tuple(findings))


def _finding(message: _Message, name: str) -> Diagnostic:
    line = message.get("firstLine") or message.get("lastLine")
    column = message.get("firstColumn") or message.get("lastColumn")
    return Diagnostic(
        "nu-fatal" if message.get("subType") == "fatal" else "nu-error",
        "error",
        message["message"],
        "Mend the page; if Everyleaf wrote it, the fault is Everyleaf's: please report it.",
        Position(name, line, column if line else None),
        STANDARD,
    )


@functools.cache
def _version(jar: Path) -> str:
    with zipfile.ZipFile(jar) as archive:
        manifest = archive.read("META-INF/MANIFEST.MF").decode("utf-8")
    entries = dict(line.split(": ", 1) for line in manifest.splitlines() if ": " in line)
    return entries.get("Implementation-Version", "").split(" ")[0]
