"""Judge finished files of any maker: EPUB, PDF, HTML.

1. `kind_of` looks at the bytes, not at the name.
2. Our own readers find what the field's judges do not see (`epub`, `pdf`, `html`).
3. The judges that are installed are asked, in one Java machine; `judgements` says in our words
   what they found, `pointers` and `pdf.places` where. What both find is said once (`merging`).
4. Claims are held against everything that was found (`claims`, and for PDFs veraPDF's verdicts).
5. Of a file of ours, `trace` and `pdf.sources` name the author's line.

A fault of a file, however damaged or hostile, is a finding and never a traceback.
"""

from __future__ import annotations

import dataclasses
import posixpath
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from everyleaf.check import ace, axe, epubcheck, nu, verapdf
from everyleaf.check.files.conformance import judge_conformance
from everyleaf.check.files.epub import examine_epub
from everyleaf.check.files.faults import find_fault
from everyleaf.check.files.html import examine_html
from everyleaf.check.files.judgements import translate
from everyleaf.check.files.markup import ContentDocument
from everyleaf.check.files.merging import Scopes, file_of, merge
from everyleaf.check.files.pdf import ExaminedPdf, examine_pdf
from everyleaf.check.files.pdf.catalog import Metadata
from everyleaf.check.files.pdf.sources import trace_objects
from everyleaf.check.files.pointers import place_finding
from everyleaf.check.tools import Tools
from everyleaf.check.verdict import Verdict
from everyleaf.diagnostics import Diagnostic, Position, sort_diagnostics
from everyleaf.model import Publication

FileKind = Literal["epub", "pdf", "html"]


_DANGEROUS = frozenset({"archive-bomb", "document-entities"})
"""EPUBCheck 5.3 unpacks entities within entities without end, and cannot be stopped."""


_FAILURES = frozenset({"image-alt-file-name", "image-alt-generic"})
"""Warnings, for words may mislead a rule; yet whoever claims to conform to WCAG has to answer for
them (technique F30)."""
_PAGE = re.compile(r"\.pdf page (\d+)$", re.IGNORECASE)
_SHOWN = 5
"""So many pages with one fault are told one by one."""
_SHOWN_LINES = 20
"""So many lines of the author with one fault of a PDF are told one by one."""


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
    objects: Mapping[int, int] | None = None,
    tools: Tools | None = None,
    judged: bool = True,
    verdicts: Sequence[Verdict] | None = None,
) -> FileReport:
    """Judge a finished file.

    Args:
        data: The file.
        name: What findings call it.
        publication: What it was made from, if it is ours: findings then name the author's lines.
        objects: Of a PDF of ours, `PdfOutput.objects`.
        tools: Where this machine keeps Node and Chromium; without, Ace, axe and Nu are not asked.
        judged: Whether veraPDF and EPUBCheck are asked.
        verdicts: What the judges have said of the file already; then none is asked.
    """
    kind = kind_of(data, name)
    ask = _Asking(tools, judged, verdicts)
    if kind == "epub":
        report = _check_epub(data, name, publication, ask)
    elif kind == "pdf":
        sources = trace_objects(publication, objects or {}) if publication is not None else {}
        report = _check_pdf(data, name, sources, ask)
    elif kind == "html":
        report = _check_html(data, name, publication, ask)
    else:
        message = "the file is no EPUB, PDF or HTML page"
        report = FileReport(None, (find_fault("file-kind-unknown", message, Position(name)),))
    named = sort_diagnostics(_name_file(finding, name) for finding in report.findings)
    findings = sorted(named, key=lambda finding: _order(finding.position))
    return dataclasses.replace(report, findings=tuple(findings))


@dataclass(frozen=True, slots=True)
class _Asking:
    """Which judges are asked."""

    tools: Tools | None
    judged: bool
    verdicts: Sequence[Verdict] | None
    """What they have said already."""


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
    data: bytes, name: str, publication: Publication | None, ask: _Asking
) -> FileReport:
    examined = examine_epub(data, name, publication)
    codes = {finding.code for finding in examined.findings}
    readable = examined.claims is not None and not codes & _DANGEROUS
    verdicts = list(ask.verdicts or ())
    if ask.verdicts is None and readable:
        verdicts = [epubcheck.validate(data, name)] if ask.judged else []
        # On what is not well-formed, Ace would give no report at all.
        if ask.tools is not None and "document-malformed" not in codes:
            verdicts.append(ace.validate(data, ask.tools, name))
    findings = merge(examined.findings, _judged(verdicts, examined.documents), Scopes(name))
    findings += _not_asked(codes, "EPUBCheck and Ace were", name) if ask.judged else ()
    if examined.claims is not None:
        against = _against_claims(findings)
        findings += judge_conformance("epub", examined.claims, against)
    return FileReport("epub", tuple(findings), tuple(verdicts))


def _check_html(
    data: bytes, name: str, publication: Publication | None, ask: _Asking
) -> FileReport:
    examined = examine_html(data, name, publication)
    verdicts = list(ask.verdicts or ())
    if ask.verdicts is None and ask.tools is not None:
        verdicts.append(nu.validate(data, ask.tools, name))
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder) / (Path(name).name or "page.html")
            page.write_bytes(data)
            verdicts.append(axe.validate(page, ask.tools, name=name))
    documents = [examined.document] if examined.document is not None else []
    findings = merge(examined.findings, _judged(verdicts, documents), Scopes(name))
    if examined.claims is not None:
        findings += judge_conformance("html", examined.claims, _against_claims(findings))
    return FileReport("html", tuple(findings), tuple(verdicts))


def _judged(
    verdicts: Iterable[Verdict], documents: Iterable[ContentDocument]
) -> Iterator[Diagnostic]:
    """Yield what the judges found in content documents, in our words and at our places.

    Args:
        verdicts: The judges' own words.
        documents: Of an EPUB, the package document is the first.
    """
    by_name = {document.name: document for document in documents}
    folder = posixpath.dirname(next(iter(by_name.values())).path) if by_name else ""
    for verdict in verdicts:
        for told, pointer in verdict.told():
            finding = translate(told)
            place = finding.position
            if place is not None and place.path not in by_name:
                # Ace names documents from the folder of the package on.
                path = place.path.replace("!/", f"!/{folder}/", 1)
                place = place._replace(path=path if path in by_name else place.path)
            if place is not None and place.path in by_name:
                place = place_finding(by_name[place.path], place, pointer)
            yield dataclasses.replace(finding, position=place)


def _check_pdf(data: bytes, name: str, sources: Mapping[int, Position], ask: _Asking) -> FileReport:
    examined = examine_pdf(data, name, sources)
    claimed = claimed_profiles(examined.metadata)
    asked = claimed
    tagged = examined.structure is not None
    if "ua1" not in asked and "ua2" not in asked and tagged:
        asked = ("ua1", *asked)  # by what else should a tagged file be judged?
    verdicts = tuple(ask.verdicts or ())
    codes = {finding.code for finding in examined.findings}
    if ask.verdicts is None and ask.judged and examined.readable and not codes & _DANGEROUS:
        verdicts = verapdf.validate_all(data, asked, name)
    claims = {verapdf.PROFILES[profile][1]: profile for profile in claimed}
    told = [
        finding
        for verdict in verdicts
        for finding in _placed(_without_claim(verdict, verdict.standard in claims), examined)
    ]
    merged = merge(examined.findings, told, Scopes(name, _tables(examined, sources)))
    findings = [_near(finding, examined) for finding in gather(merged)]
    findings += _not_asked(codes, "veraPDF was", name) if ask.judged else ()
    if examined.metadata is not None:
        against = _against_claims(findings)
        findings += judge_conformance("pdf", examined.metadata.claims, against)
    for verdict in verdicts:
        if verdict.standard in claims and verdict.outcome == "failed":
            rules = len({finding.code for finding in verdict.findings})
            many = "one of its rules" if rules == 1 else f"{rules} of its rules"
            message = f"the file claims {verdict.standard}, but veraPDF finds {many} broken"
            clause = verapdf.PROFILES[claims[verdict.standard]][2]
            findings.append(
                find_fault("conformance-unfounded", message, Position(name), reference=clause)
            )
    return FileReport("pdf", tuple(findings), verdicts)


def _against_claims(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return what speaks against a claim to conform."""
    return [f for f in findings if f.severity == "error" or f.code in _FAILURES]


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


def _without_claim(verdict: Verdict, claimed: bool) -> Verdict:
    """Leave out that a file does not claim PDF/UA, if it was judged by it for want of a claim."""
    if claimed:
        return verdict
    kept = [(f, pointer) for f, pointer in verdict.told() if f.code != "verapdf-5-1"]
    return dataclasses.replace(
        verdict,
        findings=tuple(finding for finding, _ in kept),
        pointers=tuple(pointer for _, pointer in kept),
    )


def _placed(verdict: Verdict, examined: ExaminedPdf) -> Iterator[Diagnostic]:
    """Yield veraPDF's findings in our words, at the author's line or else at the page."""
    for told, pointer in verdict.told():
        finding = translate(told, pointer)
        if pointer and examined.places is not None:
            position = examined.places.place_pointer(pointer).position
            finding = dataclasses.replace(finding, position=position)
        yield finding


def _tables(examined: ExaminedPdf, sources: Mapping[int, Position]) -> dict[Position, int]:
    """Return for each author's line that is inside a table the table's number."""
    tables: dict[Position, int] = {}
    elements = examined.structure.elements if examined.structure is not None and sources else ()
    for table in elements:
        if table.type == "Table":
            for inside in table.walk():
                if inside.object_number in sources:
                    tables[sources[inside.object_number]] = table.object_number
    return tables


def _near(finding: Diagnostic, examined: ExaminedPdf) -> Diagnostic:
    """Lead from a page of a file of ours to the author's line that begins it."""
    page = _page_of(finding)
    place = examined.near.get(int(page)) if page else None
    if place is None:
        return finding
    message = f"{finding.message}; it is on page {page}, which begins here"
    return dataclasses.replace(finding, message=message, position=place)


def gather(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return findings with those that are on many pages or lines gathered after the first few."""
    gathered: list[Diagnostic] = []
    pages: dict[str, list[Diagnostic]] = {}
    lines: dict[str, list[Diagnostic]] = {}
    for finding in findings:
        if _page_of(finding):
            pages.setdefault(finding.code, []).append(finding)
        elif finding.position is not None and finding.position.line is not None:
            lines.setdefault(finding.code, []).append(finding)
        else:
            gathered.append(finding)
    for found in pages.values():
        found.sort(key=lambda finding: _order(finding.position))
        gathered += found[:_SHOWN]
        rest = dict.fromkeys(_page_of(finding) for finding in found[_SHOWN:])
        if rest:
            place = Position(file_of(found[0]))
            gathered.append(_rest_of(found[0], list(rest), "pages", place))
    for found in lines.values():
        found.sort(key=lambda finding: _order(finding.position))
        gathered += found[:_SHOWN_LINES]
        rest = dict.fromkeys(str(finding.position) for finding in found[_SHOWN_LINES:])
        if rest:
            next_ = found[_SHOWN_LINES]
            gathered.append(_rest_of(next_, list(rest), "lines", next_.position))
    return gathered


def _rest_of(
    first: Diagnostic, rest: Sequence[str], what: str, place: Position | None
) -> Diagnostic:
    """Return the finding that tells where else the fault of another is."""
    shown = ", ".join(rest[:20]) + (" …" if len(rest) > 20 else "")
    message = f"{first.message}; the like on {len(rest)} more {what}: {shown}"
    return dataclasses.replace(first, message=message, position=place)


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
