"""The values that flow from reader to writers; every one is frozen.

Nothing here writes or decides, or reads anything but a font of ours: see `build.py` for the data's way through the house.
"""

from __future__ import annotations

import datetime
import hashlib
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from lxml import etree

from everyleaf.diagnostics import Position

Element: TypeAlias = etree._Element  # lxml names its element class privately

PdfStandard: TypeAlias = Literal["ua-1", "ua-2"]
"""Which standards the PDF keeps: `ua-1` PDF/UA-1 and PDF/A-3a, `ua-2` PDF/UA-2, Well-Tagged PDF and
PDF/A-4f."""
PDF_STANDARDS: tuple[PdfStandard, ...] = ("ua-1", "ua-2")

Format: TypeAlias = Literal["html", "pdf", "epub"]
"""An edition, by the suffix of its file."""
FORMATS: tuple[Format, ...] = ("html", "pdf", "epub")

ConformanceLevel: TypeAlias = Literal["A", "AA", "AAA"]
"""A level of WCAG 2.2."""

NotesPlace: TypeAlias = Literal["end", "chapter", "page"]
"""Where notes stand: after the text, after each chapter, or at the foot of the printed page (and
after the chapter in editions that have no pages)."""
NOTES_PLACES: tuple[NotesPlace, ...] = ("end", "chapter", "page")

PageSize: TypeAlias = Literal["A4", "Letter", "A5", "6x9"]
"""The trimmed page of the print edition; `6x9` is in inches."""
PAGE_SIZES: tuple[PageSize, ...] = ("A4", "Letter", "A5", "6x9")

Form: TypeAlias = Literal["article", "book"]
"""What is published: one text, or divisions in order."""

DivisionKind: TypeAlias = Literal[
    "text",  # the whole of an article
    "dedication",
    "epigraph",
    "foreword",
    "preface",
    "introduction",
    "acknowledgments",
    "part",
    "chapter",
    "appendix",
    "conclusion",
    "afterword",
    "glossary",
    "colophon",
]
"""What a division is to the whole; the words of EPUB Structural Semantics, and of DPUB-ARIA with
`doc-` before them."""

ListKind: TypeAlias = Literal["figures", "tables", "listings"]
"""What a book may list behind its contents."""
LIST_KINDS: tuple[ListKind, ...] = ("figures", "tables", "listings")


@dataclass(frozen=True, slots=True)
class License:
    """The terms under which something may be used."""

    name: str
    """What is shown: `CC BY 4.0`, `MIT OR Apache-2.0`, or the author's words."""
    url: str | None = None
    """The licence deed or text; None for words alone and for expressions of several licences."""
    spdx: str | None = None
    """The SPDX expression, if that is what the author gave."""


@dataclass(frozen=True, slots=True)
class Contributor:
    """A person or body that made the publication."""

    name: str
    """As printed."""
    sort_name: str | None = None
    """As filed: `Example, Ada`."""
    role: str = "aut"
    """A MARC relator code."""
    identifier: str | None = None
    """An ORCID or ISNI, as a URL."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who is credited for what: entered once, carried into every edition."""

    role: str
    """An English word for it: `source`, `photographer`; a relator code where there is none."""
    relator: str
    """The MARC relator code of that role, such as `ant` for a source."""
    name: str
    """The person or body."""
    title: str | None = None
    """The work that is meant."""
    place: str | None = None
    """Where it was published or said."""
    url: str | None = None
    """An absolute http or https address."""
    date: datetime.date | None = None
    """When it was published or said."""
    license: License | None = None
    """Its licence, if other than the publication's."""
    changes: str | None = None
    """What was changed, as CC licences ask."""
    part: str | None = None
    """The id of the element that it is about, an image's figure or a chapter; None for the whole."""
    position: Position | None = None
    """The entry that it comes from."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is said about the publication as a whole."""

    identifier: str
    """A URI: the author's own, or a `urn:uuid:` made from the other fields."""
    title: str
    language: str
    """BCP 47."""
    direction: str
    """`ltr` or `rtl`, from the language's script."""
    date: datetime.date
    """Date of publication; also the modification date that EPUB asks for."""
    contributors: tuple[Contributor, ...] = ()
    """Authors first."""
    attributions: tuple[Attribution, ...] = ()
    subtitle: str | None = None
    publisher: str | None = None
    description: str | None = None
    subjects: tuple[str, ...] = ()
    rights: str | None = None
    """The rights statement in words."""
    license: License | None = None
    form: Form = "article"
    position: Position | None = None
    """The start of the front matter."""

    def edition_identifier(self, edition: str) -> str:
        """Return a `urn:uuid:` for one edition (`pdf`, `epub`), stable for a given identifier."""
        return uuid.uuid5(uuid.NAMESPACE_URL, f"{self.identifier}#{edition}").urn


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A kind of finding that the author has looked at and lets stand."""

    code: str
    reason: str
    place: str | None = None
    """A file, `02-summer.md`, a line of it, `02-summer.md:14`, or an id, `#fig:tides`; None for the
    whole publication."""
    position: Position | None = None
    """The entry that it comes from."""


@dataclass(frozen=True, slots=True)
class Attestation:
    """A reviewer's word that the publication conforms to WCAG 2.2."""

    by: str
    """The person or body that reviewed it."""
    date: datetime.date
    """When."""
    level: ConformanceLevel = "AA"
    credential: str | None = None
    """What gives the reviewer authority."""
    report: str | None = None
    """The address of the reviewer's own report."""
    position: Position | None = None
    """The entry that it comes from."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why editions do not claim what a reviewer attests."""

    what: str
    remedy: str
    """What to do, in the imperative."""
    formats: tuple[Format, ...]
    """The editions that it is about."""


@dataclass(frozen=True, slots=True)
class Conformance:
    """What came of a reviewer's word."""

    attestation: Attestation
    claims: Mapping[Format, str]
    """Edition → its claim, as it stands in the file; those without a claim are left out."""
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """How the author wants the publication set."""

    pdf_standard: PdfStandard = "ua-1"
    notes: NotesPlace = "end"
    page_size: PageSize = "A4"
    bleed_mm: float = 0.0
    """What is printed beyond the trimmed page; with it come crop marks. 0 for none."""
    number_sections: bool = False
    number_depth: int = 3
    """Levels of headings that are numbered, from the chapters on."""
    lists: tuple[ListKind, ...] = ()
    """What is listed behind the contents."""
    index: bool = False
    half_title: bool = False
    accepted: tuple[Acceptance, ...] = ()
    reviewed: Attestation | None = None
    """Who attests that it conforms; an edition claims so once it is proved."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that the publication was made from, for embedding."""

    path: str
    """Relative to the publication's folder, forward slashes: `02-summer.md`."""
    media_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Cover:
    """The picture on the outside."""

    resource: Resource
    alt: str


@dataclass(frozen=True, slots=True)
class Resource:
    """A file that the document shows, already read and found safe."""

    path: str
    """As in the document's `src`: relative to the content folder, forward slashes."""
    media_type: str
    data: bytes = field(repr=False)
    width_px: float
    """Intrinsic width in CSS pixels."""
    height_px: float
    """Intrinsic height in CSS pixels."""
    position: Position | None = None
    """Where the author first used it."""


@dataclass(frozen=True, slots=True)
class Font:
    """A font file that sets the publication; the machine's own fonts are never used."""

    family: str
    """The name that stylesheets use."""
    style: str
    """`normal` or `italic`."""
    weight: str
    """A CSS weight or a range, `400` or `200 900`."""
    name: str
    """The file's name, unique among the fonts of a publication."""
    source: bytes | Path = field(repr=False)
    """The file's bytes, or where a file lies that nobody changes: one of ours.

    Why: ours are 43 MB, of which a process needs little at a time."""

    @property
    def data(self) -> bytes:
        """The file's bytes; those of ours are read whenever they are asked for."""
        return self.source if isinstance(self.source, bytes) else self.source.read_bytes()


@dataclass(frozen=True, slots=True)
class Division:
    """What the author wrote as one: the text of an article; a part, chapter or preface of a book.

    Ids are unique in the publication, every heading has one, and every link leads to `#id` or out.
    """

    kind: DivisionKind
    identifier: str
    """The id of its `h1`: `02-summer`; empty for the text of an article."""
    body: Element
    """An `<article>`; every element carries `data-source`. In a book its first child is the `h1`
    that names the division, and its other headings are lower; an article has no `h1`."""
    notes: Element | None = None
    """An `<ol>` of notes in the order of their first reference, or None; each `<li>` has an id and,
    as `data-number`, its number in this division, from 1."""
    contributors: tuple[Contributor, ...] = ()
    """Who wrote this division, if others than the whole."""
    rights: str | None = None
    license: License | None = None
    """Its own, if other than the publication's."""
    language: str | None = None
    """BCP 47, if other than the publication's."""
    children: tuple[Division, ...] = ()
    """The chapters of a part; the files that mdBook nests under a chapter."""

    def walk(self) -> Iterator[Division]:
        """Yield this division and those in it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Manuscript:
    """What the reader makes of one source: metadata and divisions, not yet a whole document."""

    name: str
    """The stem of the output files."""
    sources: tuple[SourceFile, ...]
    """The files as they were read; the first is the one that the user named, or `book.yaml`."""
    source_path: str
    """As the user named it."""
    metadata: Metadata
    settings: Settings
    divisions: tuple[Division, ...]
    """In the order of the text; an article has one of the kind `text`."""
    bibliography: Element | None
    """A `<ul>` of the works cited, each `<li>` with an id and `data-epub-type="biblioentry"`."""
    cover: Cover | None
    """None: one is drawn from the metadata."""
    resources: tuple[Resource, ...]
    fonts: tuple[Font, ...]
    """Fonts that the publication brings, then ours."""
    templates: Mapping[str, str]
    """File name → text of each template and stylesheet, the publication's overrides applied."""


class Document:
    """The `<html>` element of a publication: a tree or, while nobody reads a long one, its text.

    Why: a tree takes ten times the memory of its text, and whoever makes the editions of a long book
    side by side has no use for it meanwhile.
    """

    __slots__ = ("_named", "_text", "_tree", "is_away")

    def __init__(self, source: Element | bytes, is_away: bool = False) -> None:
        """Take a tree that nobody will change, or its XML; whether that alone is kept."""
        self._text = source if isinstance(source, bytes) else None
        self._tree = None if isinstance(source, bytes) else source
        self._named: dict[str, tuple[Element, ...]] = {}
        self.is_away = is_away
        """Whether each tree is made for who asks for it, and may be changed."""

    @property
    def root(self) -> Element:
        """Return the element; of a document that was put away, another one each time."""
        if self._tree is not None:
            return self._tree
        parser = etree.XMLParser(resolve_entities=False, huge_tree=True)
        tree = etree.fromstring(self.text, parser)
        if not self.is_away:
            self._tree = tree
        return tree

    def named(self, name: str) -> tuple[Element, ...]:
        """Return the elements of a name in document order; a dozen rules ask for each table."""
        if self.is_away:
            return tuple(self.root.iter(name))
        if name not in self._named:
            self._named[name] = tuple(self.root.iter(name))
        return self._named[name]

    @property
    def text(self) -> bytes:
        """Return the XML."""
        if self._text is None:
            assert self._tree is not None  # it has one of them
            self._text = etree.tostring(self._tree, with_tail=False)
        return self._text

    def put_away(self) -> None:
        """Keep the text alone."""
        self._text, self._tree, self._named, self.is_away = self.text, None, {}, True

    def as_fingerprint(self) -> str:
        """Return what tells it from all other documents."""
        return hashlib.sha256(self.text).hexdigest()

    def __reduce__(self) -> tuple[type[Document], tuple[bytes, bool]]:
        """Travel as XML."""
        return Document, (self.text, self.is_away)


@dataclass(frozen=True, slots=True)
class Publication:
    """The accessible HTML intermediate: the single truth that every writer reads.

    `document` is an `<html>` element without a namespace (SVG and MathML keep theirs). Each
    element inside `<body>` carries `data-node`, its number in document order from 0, and
    `data-source`, the author's `path:line:column`. Writers copy before they change it.
    """

    name: str
    sources: tuple[SourceFile, ...]
    source_path: str
    metadata: Metadata
    settings: Settings
    kept: Document = field(repr=False)
    """Holds `document`."""
    cover: Cover | None
    resources: tuple[Resource, ...]
    fonts: tuple[Font, ...]
    templates: Mapping[str, str]
    """As in `Manuscript`: `print.css`, `web.css`, `epub.css`, `cover.html`, …"""

    @property
    def document(self) -> Element:
        """The `<html>` element."""
        return self.kept.root


@dataclass(frozen=True, slots=True)
class PageStart:
    """Where a printed page begins in the text."""

    label: str
    """The folio as printed."""
    node: int
    """`data-node` of the block element whose text continues or begins there, or of the image."""
    offset: int
    """Characters of that element's text content (descendants included) before the page begins;
    white space (`str.isspace`) and soft hyphens are not counted."""


@dataclass(frozen=True, slots=True)
class PdfOutput:
    """A written PDF and what other editions quote of it."""

    data: bytes = field(repr=False)
    page_starts: tuple[PageStart, ...]
    """One for each page, in page order."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Id of an element → label of the page on which it begins, for what the index quotes."""
    objects: Mapping[int, int] = field(default_factory=dict, repr=False)
    """Number of an object in the file → `data-node` of the element that it was made from: of each
    structure element and link annotation, and of each page the element that begins it."""


@dataclass(frozen=True, slots=True)
class TextContrast:
    """A pair of colours that text is shown in (WCAG 2.2 SC 1.4.3, 1.4.6)."""

    where: str
    """A style sheet, such as `web.css`, or the path of a drawing."""
    mode: str
    """`light`, `dark` or `print`."""
    what: str
    """What is shown so: an element, a selector, or the words of a drawing."""
    colour: str
    """`#1b1a18`."""
    ground: str
    ratio: float
    """From 1 to 21."""
    large: bool
    """Whether the text is of 18 pt, or of 14 pt and bold."""


@dataclass(frozen=True, slots=True)
class ChapterReadability:
    """How hard a chapter, or an article, is to read, by the formula that its language has."""

    title: str
    position: Position
    language: str
    """BCP 47."""
    formula: str
    """Its name and year, as it is cited."""
    scale: str
    """How its values are to be read."""
    score: float
    words: int
    sentences: int


@dataclass(frozen=True, slots=True)
class Measurements:
    """What was measured of a publication's text."""

    contrast: tuple[TextContrast, ...] = ()
    """Each pair of each edition once, the weakest first."""
    readability: tuple[ChapterReadability, ...] = ()
    """Of the chapters that are long enough and whose language has a formula."""
    languages_without_formula: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a judge found about one file, without its findings."""

    judge: str
    """`veraPDF`."""
    version: str
    """The judge's own; empty if it did not run."""
    standard: str
    """What was checked, in plain words: `PDF/UA-1 (ISO 14289-1)`."""
    outcome: str
    """`passed`, `failed`, `missing`, `broken` or `unasked`."""
    remedy: str | None = None
    """How to let a judge read that did not."""


@dataclass(frozen=True, slots=True)
class Accessibility:
    """What is accessible about a document: computed from its content, never asserted.

    Terms of the Schema.org Accessibility Properties for Discoverability Vocabulary 1.1.
    """

    access_modes: tuple[str, ...]
    sufficient: tuple[str, ...]
    features: tuple[str, ...]
    hazards: tuple[str, ...]
    summary: str
