"""The seam to WeasyPrint: the only module that imports it.

1. Load it with fontconfig shut off from the machine's fonts, and check that it is the version the
   tagger was proved with.
2. Give it the document as a tree, the stylesheet as text, and images and fonts from memory.
3. For the duration of one call replace `weasyprint.pdf.add_tags` by our own tagger, and mend how
   lines end (`line_ends`) and pages begin (`page_tops`).
4. Collect what it logs.

Why a private function: WeasyPrint's own tags follow pages and not the document, and `finisher`
comes after they are written. `add_tags` is called once everything is drawn, with every box still
known by its marks. tests/pdf/test_seam.py fails when this changes.
"""

from __future__ import annotations

import functools
import inspect
import io
import logging
import os
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote, unquote
from xml.etree import ElementTree

from everyleaf.diagnostics import Diagnostic, Position, PublishError
from everyleaf.model import Element, Font
from everyleaf.pdf import patches
from everyleaf.pdf.boxes import Places, find_places, gather_layout
from everyleaf.pdf.line_ends import hang_spaces
from everyleaf.pdf.objects import PdfFile
from everyleaf.pdf.page_tops import truncate_margins
from everyleaf.pdf.pango import describe_missing_pango
from everyleaf.pdf.tagger import Painted, PaintedStream

SUPPORTED = ("70.0",)
"""Versions of WeasyPrint that the tagger was proved with."""
_ADD_TAGS = ("pdf", "document", "pdf_version", "page_streams")
_BASE = "https://publication.invalid/"
"""Stands for the content folder; nothing is ever fetched from a network."""
_FONTS = _BASE + ".fonts/"
_NO_FONTS = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig/>'


@dataclass(frozen=True, slots=True)
class File:
    """Something the document or its stylesheet may ask for."""

    data: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Message:
    """Something WeasyPrint logged."""

    level: int
    text: str


@functools.cache
def load() -> ModuleType:
    """Import WeasyPrint and check it.

    Raises:
        PublishError: `pango-missing` or `weasyprint-version`.
    """
    try:
        with _no_machine(), warnings.catch_warnings(), redirect_stdout(io.StringIO()):
            warnings.filterwarnings("ignore", "No fonts configured in FontConfig", UserWarning)
            import weasyprint
            import weasyprint.pdf
    except OSError as error:  # cffi could not open libpango
        raise PublishError([describe_missing_pango(error)]) from error
    check_seam(weasyprint)
    module: ModuleType = weasyprint
    return module


def library_versions() -> dict[str, str]:
    """Return the versions of the system's libraries that may change what is laid out."""
    load()
    from weasyprint.text.ffi import harfbuzz_subset, pango

    number = pango.pango_version()  # 15012 is 1.50.12
    version = f"{number // 10000}.{number // 100 % 100}.{number % 100}"
    return {"pango": version, "harfbuzz-subset": "present" if harfbuzz_subset else "absent"}


def check_seam(weasyprint: ModuleType) -> None:
    """Check the version, and that the private function we replace is as it was.

    Raises:
        PublishError: `weasyprint-version`.
    """
    version = str(weasyprint.__version__)
    parameters = tuple(inspect.signature(weasyprint.pdf.add_tags).parameters)
    if version not in SUPPORTED or parameters != _ADD_TAGS:
        wanted = " or ".join(SUPPORTED)
        raise PublishError(
            [
                Diagnostic(
                    "weasyprint-version",
                    "error",
                    f"WeasyPrint {version} is installed; PDF tags were proved with {wanted}.",
                    f"Install it: pip install weasyprint=={SUPPORTED[-1]}",
                )
            ]
        )


@contextmanager
def _no_machine() -> Iterator[None]:
    """Keep the machine's fonts and clock out of the layout; restore the environment afterwards.

    fontconfig reads its variable whenever WeasyPrint makes a font configuration, and fontTools
    4.68 stamps each font that it subsets with now, or with SOURCE_DATE_EPOCH.
    """
    with tempfile.TemporaryDirectory(prefix="everyleaf-") as folder:
        path = Path(folder) / "fonts.conf"
        path.write_text(_NO_FONTS, "utf-8")
        wanted = {"FONTCONFIG_FILE": str(path), "SOURCE_DATE_EPOCH": "0"}
        before = {name: os.environ.get(name) for name in wanted}
        os.environ |= wanted
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value


def font_faces(fonts: Sequence[Font]) -> str:
    """Return @font-face rules for fonts that are served from memory."""
    rules = []
    for font in fonts:
        # WeasyPrint 70.0: a range of weights is refused; without it the file's own axes are used.
        weight = f" font-weight: {font.weight};" if font.weight.isdecimal() else ""
        rules.append(
            f'@font-face {{ font-family: "{font.family}"; font-style: {font.style};{weight} '
            f'src: url("{_FONTS}{quote(font.name)}") }}'
        )
    return "\n".join(rules)


@dataclass(frozen=True, slots=True)
class Material:
    """What documents are laid out with."""

    stylesheet: str
    """The print stylesheet."""
    files: Mapping[str, File]
    """`src` → image."""
    fonts: Sequence[Font]
    """All fonts that may be used."""
    page_rules: str = ""
    """`@page` rules that weigh less than any of the stylesheet's."""
    images: dict[str, Any] = field(default_factory=dict)
    """Images that a layout has decoded already."""
    patched: bool = True
    """Whether slow functions of WeasyPrint and pydyf are replaced (`patches`)."""


def find_pages(document: Element, material: Material) -> Places:
    """Lay out a document, and say only on which pages its elements begin.

    Raises:
        PublishError: `resource-refused` for anything that is not in the material's files.
    """
    load()
    with patches.applied(material.patched), _no_machine(), _logged():
        laid_out, _ = _lay_out(document, material, None)
        return find_places(laid_out.pages)


def paint(
    document: Element,
    material: Material,
    identifier: str,
    tag: Callable[[Painted], None],
    finish: Callable[[PdfFile], None],
    pdf_version: str = "1.7",
    output_intent: str | None = None,
) -> tuple[bytes, tuple[Message, ...]]:
    """Lay out a document and write it as PDF.

    Args:
        document: the `<html>` element; it is not changed.
        material: stylesheets, images and fonts.
        identifier: the file identifier (ISO 32000-1 14.4).
        tag: writes the structure tree; called once when all pages are drawn.
        finish: writes metadata; called last.
        pdf_version: `1.7` or `2.0`.
        output_intent: the colours that are meant, `srgb`; None for those of the device.

    Returns:
        The file, and what was logged.

    Raises:
        PublishError: `resource-refused` for anything that is not in the material's files.
    """
    weasyprint = load()

    def add_tags(pdf: Any, laid_out: Any, version: object, streams: Any) -> None:
        tag(_painted(root, pdf, laid_out, streams))

    with (
        patches.applied(material.patched),
        _no_machine(),
        _logged() as messages,
        _replaced(weasyprint.pdf, "add_tags", add_tags),
    ):
        laid_out, root = _lay_out(document, material, output_intent)
        with warnings.catch_warnings():
            # WeasyPrint 70.0 leaves the file of the sRGB profile to be closed by chance.
            warnings.filterwarnings("ignore", "unclosed file", ResourceWarning)
            data: bytes = laid_out.write_pdf(
                pdf_tags=True,
                pdf_version=pdf_version,
                output_intent=output_intent,
                pdf_identifier=identifier.encode(),
                finisher=lambda laid_out, pdf: finish(pdf),
            )
    return data, tuple(messages)


def _lay_out(
    document: Element, material: Material, output_intent: str | None
) -> tuple[Any, ElementTree.Element]:
    """Return WeasyPrint's pages of a document, and the `<html>` element that they are of."""
    weasyprint = load()
    served = {_FONTS + quote(font.name): File(font.data, "font/otf") for font in material.fonts}
    served |= {_BASE + path: file for path, file in material.files.items()}
    html = _html(weasyprint, document, _fetcher(weasyprint, served))
    font_configuration = weasyprint.text.fonts.FontConfiguration()

    def read(css: str) -> Any:
        return weasyprint.CSS(
            string=css,
            base_url=_BASE,
            url_fetcher=html.url_fetcher,
            font_config=font_configuration,
        )

    try:
        fonts, page_rules = read(font_faces(material.fonts)), read(material.page_rules)
        for rule in page_rules.page_rules:
            rule[1][:] = [([0, 0, 0], pseudo, selected) for _, pseudo, selected in rule[1]]
        inline, page = weasyprint.layout.inline, weasyprint.layout.page
        with (
            _replaced(inline, "split_first_line", hang_spaces(inline.split_first_line)),
            _replaced(page, "make_page", truncate_margins(page.make_page)),
        ):
            laid_out = html.render(
                font_config=font_configuration,
                stylesheets=[fonts, page_rules, read(material.stylesheet)],
                presentational_hints=True,  # `start` of lists, `width` of images
                output_intent=output_intent,
                cache=material.images,
            )
    except weasyprint.urls.FatalURLFetchingError as error:
        raise PublishError([_refused(str(error.__cause__), document)]) from error
    return laid_out, html.etree_element


def _refused(url: str, document: Element) -> Diagnostic:
    """Return the finding; it has no position if a stylesheet and not an element asks."""
    path = unquote(url.removeprefix(_BASE))
    asking = next((el for el in document.iter("img") if el.get("src") in (path, url)), None)
    source = asking.get("data-source") if asking is not None else None
    return Diagnostic(
        "resource-refused",
        "error",
        f"The print edition asks for {path}, which is not in the publication.",
        "Put the file into the content folder; nothing is fetched from a network or the machine.",
        Position.parse(source) if source else None,
    )


def _painted(root: ElementTree.Element, pdf: Any, laid_out: Any, streams: Any) -> Painted:
    """Gather what the tagger needs, and take the marks out of WeasyPrint's hands."""
    tags = [stream._tags for stream in streams]
    places = find_places(laid_out.pages)
    groups: dict[int, list[PaintedStream]] = {}
    pages = {id(stream) for stream in streams}
    for candidate in pdf.objects:
        if hasattr(candidate, "_tags") and id(candidate) not in pages:
            groups.setdefault(id(candidate._tags), []).append(candidate)
    return Painted(
        pdf,
        gather_layout(root, laid_out.pages, tags),
        places,
        streams,
        [groups.get(id(page_tags), []) for page_tags in tags],
        {font.hash: font for font in laid_out.fonts.values()},
    )


@contextmanager
def _replaced(module: Any, name: str, function: Callable[..., Any]) -> Iterator[None]:
    original = getattr(module, name)
    setattr(module, name, function)
    try:
        yield
    finally:
        setattr(module, name, original)


@contextmanager
def _logged() -> Iterator[list[Message]]:
    """Collect warnings and errors that WeasyPrint logs."""
    messages: list[Message] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            messages.append(Message(record.levelno, record.getMessage()))

    logger = logging.getLogger("weasyprint")
    collector = Collector(logging.WARNING)
    propagate = logger.propagate
    logger.addHandler(collector)
    logger.propagate = False
    try:
        yield messages
    finally:
        logger.removeHandler(collector)
        logger.propagate = propagate


def _fetcher(weasyprint: Any, files: Mapping[str, File]) -> Any:
    """Return a URL fetcher that serves only the given files and data URLs."""

    class Fetcher(weasyprint.urls.URLFetcher):  # type: ignore[misc]  # WeasyPrint is untyped
        def fetch(self, url: str, headers: object = None) -> object:
            if url.startswith("data:"):
                return super().fetch(url)
            file = files.get(url) or files.get(unquote(url))
            if file is None:
                raise ValueError(url)
            kind = {"Content-Type": file.media_type}
            return weasyprint.urls.URLFetcherResponse(url, file.data, kind)

    return Fetcher(allowed_protocols={"data"}, fail_on_errors=True)


def _html(weasyprint: Any, document: Element, fetcher: Any) -> Any:
    """Return WeasyPrint's document for an element tree, without parsing HTML again.

    Why: the tree that is laid out is then, node for node, the one that is tagged.
    """

    class Html(weasyprint.HTML):  # type: ignore[misc]  # WeasyPrint is untyped
        def __init__(self, root: ElementTree.Element) -> None:
            self.base_url = _BASE
            self.url_fetcher = fetcher
            self.media_type = "print"
            self.wrapper_element = weasyprint.cssselect2.ElementWrapper.from_html_root(
                root, content_language=None
            )
            self.etree_element = self.wrapper_element.etree_element

    return Html(_copy(document))


def _copy(el: Element) -> ElementTree.Element:
    """Return a copy of a tree without comments as elements of the standard library."""
    attributes = {str(key): str(value) for key, value in el.attrib.items()}
    copied: ElementTree.Element = ElementTree.Element(str(el.tag), attributes)
    copied.text = el.text
    for child in el:
        made = _copy(child)
        made.tail = child.tail
        copied.append(made)
    return copied
