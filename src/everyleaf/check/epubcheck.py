"""Ask EPUBCheck whether an EPUB keeps EPUB 3.3: its JSON report → `Verdict`.

Warnings count against the file: a publication passes with no fatal error, error or warning.
Usage notes and information do not.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Literal, NotRequired, TypedDict, cast

from everyleaf.check import jvm
from everyleaf.check.jvm import JavaObject
from everyleaf.check.verdict import (
    JudgeMissingError,
    Verdict,
    broken_verdict,
    missing_verdict,
)
from everyleaf.diagnostics import Diagnostic, Position, Severity, sort_diagnostics

JUDGE = "EPUBCheck"
STANDARD = "EPUB 3.3"
SEVERITIES: dict[str, Severity] = {"FATAL": "error", "ERROR": "error", "WARNING": "warning"}


class _Location(TypedDict):
    path: str
    line: int
    column: int


class _Message(TypedDict):
    ID: str
    severity: str
    message: str
    additionalLocations: int
    locations: list[_Location]
    suggestion: NotRequired[str | None]


class _Checker(TypedDict):
    checkerVersion: str


class _Report(TypedDict):
    messages: list[_Message]
    checker: _Checker


def validate(epub: bytes, name: str = "publication.epub") -> Verdict:
    """Judge an EPUB with EPUBCheck; `name` is what findings call the file."""
    try:
        jars = jvm.require_jars("epubcheck", "epubcheck.jar")
        jars += jvm.require_jars("epubcheck", "lib/*.jar")
        loader = jvm.class_loader(jars)
    except JudgeMissingError as error:
        return missing_verdict(JUDGE, STANDARD, error)
    # Through a file: given a stream, EPUBCheck 5.3 makes a file of its own and names it in messages.
    with tempfile.TemporaryDirectory() as folder, jvm.entered(loader):
        path = Path(folder) / Path(name).name
        path.write_bytes(epub)
        checker = jvm.java_class("com.adobe.epubcheck.api.EpubCheck", loader)
        try:
            text = _report(path, loader)
        except jvm.java_error() as error:
            version = str(checker.version())
            return broken_verdict(JUDGE, version, STANDARD, name, type(error).__name__)
    return read_report(text.replace(str(path), name), name)


def _report(path: Path, loader: JavaObject) -> str:
    checker = jvm.java_class("com.adobe.epubcheck.api.EpubCheck", loader)
    reporter = jvm.java_class("com.adobe.epubcheck.reporting.CheckingReport", loader)
    text = jvm.java_class("java.io.StringWriter")()
    report = reporter(jvm.java_class("java.io.PrintWriter")(text), str(path))
    report.initialize()
    checker(jvm.java_class("java.io.File")(str(path)), report).doValidate()
    report.generate()
    return str(text.toString())


def read_report(text: str, name: str) -> Verdict:
    """Return the verdict that a JSON report of EPUBCheck amounts to.

    Raises:
        ValueError: if the text is not JSON.
    """
    report = cast(_Report, json.loads(text))
    findings = sort_diagnostics(
        finding
        for message in report["messages"]
        if message["severity"] in SEVERITIES
        for finding in _findings(message, name)
    )
    outcome: Literal["passed", "failed"] = "failed" if findings else "passed"
    version = report["checker"]["checkerVersion"]
    return Verdict(JUDGE, version, STANDARD, outcome, None, tuple(findings))


def _findings(message: _Message, name: str) -> list[Diagnostic]:
    remedy = message.get("suggestion") or (
        "Mend the EPUB; if Everyleaf wrote it, the fault is Everyleaf's: please report it."
    )
    more = message["additionalLocations"]
    places = [_position(place, name) for place in message["locations"]] or [Position(name)]
    rest = f" (and {more} places more)" if more > 0 else ""
    return [
        Diagnostic(
            f"epubcheck-{message['ID']}",
            SEVERITIES[message["severity"]],
            message["message"] + (rest if place is places[-1] else ""),
            remedy,
            place,
            STANDARD,
        )
        for place in places
    ]


def _position(place: _Location, name: str) -> Position:
    """Return the place inside the EPUB: `book.epub/EPUB/ch1.xhtml:12:3`; -1 means unknown."""
    inside = place["path"]
    path = name if not inside or inside == name else f"{name}/{inside}"
    return Position(
        path,
        place["line"] if place["line"] > 0 else None,
        place["column"] if place["column"] > 0 else None,
    )
