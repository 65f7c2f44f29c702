"""Judge finished files of any maker: EPUB, PDF, HTML.

1. `kind_of` looks at the bytes, not at the name.
2. Our own readers find what the field's judges do not see (`epub`, `pdf`, `html`).
3. The judges that are installed are asked, in one Java machine; `judgements` says in our words
   what they found. What both find is said once.
4. Claims are held against everything that was found (`claims`, and for PDFs veraPDF's verdicts).
5. Of a file of ours, `trace` names the author's line.

A fault of a file, however damaged or hostile, is a finding and never a traceback.
"""

from __future__ import annotations

import dataclasses
import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from everyleaf.check import ace, axe, epubcheck, nu, verapdf
from everyleaf.check.files.claims import judge_conformance
from everyleaf.check.files.epub import examine_epub
from everyleaf.check.files.faults import FAULTS, find_fault
from everyleaf.check.files.html import examine_html
from everyleaf.check.files.judgements import translate
from everyleaf.check.files.pdf import ExaminedPdf, examine_pdf
from everyleaf.check.files.pdf.catalog import Metadata
from everyleaf.check.files.pdf.sources import object_numbers, page_number
from everyleaf.check.tools import Tools
from everyleaf.check.verdict import Verdict
from everyleaf.diagnostics import Diagnostic, Position, sort_diagnostics
from everyleaf.model import Publication

__all__ = ["FAULTS", "FileKind", "FileReport", "check_file", "gather", "kind_of"]

FileKind = Literal["epub", "pdf", "html"]


_DANGEROUS = frozenset({"archive-bomb", "document-entities"})
"""EPUBCheck 5.3 unpacks entities within entities without end, and cannot be stopped."""


_PAGE = re.compile(r"\.pdf page (\d+)$", re.IGNORECASE)
_SHOWN = 5
"""So many places of one fault are told one by one."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """What is to be said of a finished file."""

    kind: FileKind | None
    """None if it is none of them."""
    findings: tuple[Diagnostic, ...]
    """In the order of places; those of the judges are among them, in our words."""
    verdicts: tuple[Verdict, ...] = ()
    """The judges' own reports, in their words."""


def check_file(
    data: bytes,
    name: str,
    *,
    publication: Publication | None = None,
    tools: Tools | None = None,
    judged: bool = True,
) -> FileReport:
    """Judge a finished file.

    Args:
        data: The file.
        name: What findings call it.
        publication: What it was made from, if it is ours: findings then name the author's lines.
        tools: Where this machine keeps Node and Chromium; without, Ace, axe and Nu are not asked.
        judged: Whether veraPDF and EPUBCheck are asked.
    """
    kind = kind_of(data, name)
    if kind == "epub":
        report = _check_epub(data, name, publication, tools, judged)
    elif kind == "pdf":
        report = _check_pdf(data, name, publication, judged)
    elif kind == "html":
        report = _check_html(data, name, publication, tools)
    else:
        message = "the file is no EPUB, PDF or HTML page"
        report = FileReport(None, (find_fault("file-kind-unknown", message, Position(name)),))
    named = sort_diagnostics(_name_file(finding, name) for finding in report.findings)
    findings = sorted(named, key=lambda finding: _order(finding.position))
    return dataclasses.replace(report, findings=tuple(findings))


def kind_of(data: bytes, name: str) -> FileKind | None:
    """Return what a file is, by its first bytes and then by its name; None if it is neither."""
    if data.startswith(b"PK"):
        return "epub"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    suffix = name.lower().rsplit(".", 1)[-1]
    kinds: dict[str, FileKind] = {
        "epub": "epub", "pdf": "pdf", "html": "html", "htm": "html", "xhtml": "html"
    }  # fmt: skip
    return kinds.get(suffix)


def _check_epub(
    data: bytes, name: str, publication: Publication | None, tools: Tools | None, judged: bool
) -> FileReport:
    examined = examine_epub(data, name, publication)
    codes = {finding.code for finding in examined.findings}
    readable = examined.claims is not None and not codes & _DANGEROUS
    verdicts = [epubcheck.validate(data, name)] if judged and readable else []
    # On what is not well-formed, Ace would give no report at all.
    if tools is not None and readable and "document-malformed" not in codes:
        verdicts.append(ace.validate(data, tools, name))
    findings = _merge(examined.findings, verdicts)
    findings += _not_asked(codes, "EPUBCheck and Ace were", name) if judged else ()
    if examined.claims is not None:
        errors = [f for f in findings if f.severity == "error"]
        findings += judge_conformance(examined.claims, errors)
    return FileReport("epub", tuple(findings), tuple(verdicts))


def _check_html(
    data: bytes, name: str, publication: Publication | None, tools: Tools | None
) -> FileReport:
    examined = examine_html(data, name, publication)
    verdicts = []
    if tools is not None:
        verdicts.append(nu.validate(data, tools, name))
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder) / (Path(name).name or "page.html")
            page.write_bytes(data)
            verdicts.append(axe.validate(page, tools, name=name))
    return FileReport("html", tuple(_merge(examined.findings, verdicts)), tuple(verdicts))


def _check_pdf(data: bytes, name: str, publication: Publication | None, judged: bool) -> FileReport:
    examined = examine_pdf(data, name, publication)
    profiles = claimed = claimed_profiles(examined.metadata)
    tagged = examined.structure is not None
    if "ua1" not in profiles and "ua2" not in profiles and tagged:
        profiles = ("ua1", *profiles)  # by what else should a tagged file be judged?
    verdicts: Sequence[Verdict] = ()
    codes = {finding.code for finding in examined.findings}
    if judged and examined.readable and not codes & _DANGEROUS:
        verdicts = verapdf.validate_all(data, profiles, name)
    located = [
        _locate(_without_claim(verdict, profile in claimed), examined)
        for profile, verdict in zip(profiles, verdicts, strict=False)
    ]
    findings = gather(_merge(examined.findings, located))
    findings += _not_asked(codes, "veraPDF was", name) if judged else ()
    for profile, verdict in zip(profiles, verdicts, strict=False):
        if profile in claimed and verdict.outcome == "failed":
            message = (
                f"the file claims {verdict.standard}, but veraPDF finds {len(verdict.findings)} of "
                "its rules broken"
            )
            clause = verapdf.PROFILES[profile][2]
            findings.append(
                find_fault("conformance-unfounded", message, Position(name), reference=clause)
            )
    return FileReport("pdf", tuple(findings), tuple(verdicts))


def _not_asked(codes: Iterable[str], who: str, name: str) -> Iterable[Diagnostic]:
    """Say that judges were not let near a file that could keep them busy for ever."""
    for code in sorted(_DANGEROUS.intersection(codes)):
        message = f"{who} not asked, because of {code}"
        yield find_fault("judge-not-asked", message, Position(name))


def claimed_profiles(metadata: Metadata | None) -> tuple[verapdf.Profile, ...]:
    """Return veraPDF's names for the standards that the XMP of a PDF claims."""
    if metadata is None:
        return ()
    a_level = f"{metadata.a_part}{metadata.a_conformance}".lower()
    names = [f"ua{metadata.ua_part}" if metadata.ua_part else "", a_level]
    names += ["wt1a" for uri in metadata.declared if "wtpdf#accessibility" in uri]
    return tuple(profile for profile in verapdf.PROFILES if profile in names)


def _merge(own: Iterable[Diagnostic], verdicts: Iterable[Verdict]) -> list[Diagnostic]:
    """Return our findings and the judges', each fault of a place once."""
    findings = list(own)
    known = {(finding.code, _file_of(finding)) for finding in findings}
    for verdict in verdicts:
        for finding in map(translate, verdict.findings):
            if (finding.code, _file_of(finding)) not in known:
                findings.append(finding)
    return findings


def _file_of(finding: Diagnostic) -> str:
    """Return the file, or the document inside it, that a finding is about."""
    path = finding.position.path if finding.position else ""
    return re.sub(r"(\.pdf) page \d+$", r"\1", path, flags=re.IGNORECASE)


def _without_claim(verdict: Verdict, claimed: bool) -> Verdict:
    """Leave out that a file does not claim PDF/UA, if it was judged by it for want of a claim."""
    if claimed:
        return verdict
    findings = tuple(f for f in verdict.findings if f.code != "verapdf-5-1")
    return dataclasses.replace(verdict, findings=findings)


def _locate(verdict: Verdict, examined: ExaminedPdf) -> Verdict:
    """Give veraPDF's findings the page, and where it can be told, the author's line."""
    tree = examined.structure
    if tree is None:
        return verdict
    sources = examined.sources
    elements = {e.object_number: e for e in tree.elements if e.object_number}

    def placed(finding: Diagnostic) -> Diagnostic:
        numbers = object_numbers(finding.message)
        source = next((sources[n] for n in numbers if n in sources), None)
        if source is not None:
            return dataclasses.replace(finding, position=source)
        page = page_number(finding.message) or next(
            (elements[n].page_near() for n in numbers if n in elements), None
        )
        if page is None or finding.position is None:
            return finding
        place = Position(f"{finding.position.path} page {page}")
        return dataclasses.replace(finding, position=place)

    return dataclasses.replace(verdict, findings=tuple(map(placed, verdict.findings)))


def gather(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return findings with those that are on many pages gathered after the first few."""
    gathered: list[Diagnostic] = []
    pages: dict[str, list[Diagnostic]] = {}
    for finding in findings:
        path = finding.position.path if finding.position else ""
        if _PAGE.search(path):
            pages.setdefault(finding.code, []).append(finding)
        else:
            gathered.append(finding)
    for found in pages.values():
        found.sort(key=lambda finding: _order(finding.position))
        gathered += found[:_SHOWN]
        rest = dict.fromkeys(_page_of(finding) for finding in found[_SHOWN:])
        if rest:
            first = found[0]
            shown = ", ".join(list(rest)[:20]) + (" …" if len(rest) > 20 else "")
            message = f"{first.message}; the like on {len(rest)} more pages: {shown}"
            place = Position(_file_of(first))
            gathered.append(dataclasses.replace(first, message=message, position=place))
    return gathered


def _page_of(finding: Diagnostic) -> str:
    match = _PAGE.search(finding.position.path if finding.position else "")
    return match[1] if match else ""


def _order(place: Position | None) -> tuple[list[tuple[int, str]], int, int]:
    """Return a key that sorts page 9 before page 10."""
    if place is None:
        return [], 0, 0
    parts = re.findall(r"\d+|\D+", place.path)
    keys = [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]
    return keys, place.line or 0, place.column or 0


def _name_file(finding: Diagnostic, name: str) -> Diagnostic:
    """Say in which edition a fault is, where its place is in the source."""
    if finding.position is None or finding.position.path.startswith(name):
        return finding
    return dataclasses.replace(finding, message=f"{finding.message} (in {name})")
