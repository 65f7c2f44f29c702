"""The seam to WeasyPrint, where it is loaded and pages are laid out; they are drawn by `drawing`.

1. Load it with fontconfig shut off from the machine's fonts, and check that it is the version the
   tagger was proved with.
2. Give it the document as a tree, the stylesheet as text, and images and fonts from memory.
3. Mend how lines end (`line_ends`) and pages begin (`page_tops`).
4. Collect what it logs.
"""

from __future__ import annotations

import ctypes.util
import functools
import importlib
import inspect
import io
import logging
import os
import shutil
import sys
import tempfile
import warnings
import weakref
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote, unquote
from xml.etree import ElementTree

from everyleaf.diagnostics import Diagnostic, Position, PublishError
from everyleaf.model import Element, Font
from everyleaf.pdf import patches
from everyleaf.pdf.layout.line_ends import hang_spaces
from everyleaf.pdf.layout.page_tops import truncate_margins
from everyleaf.pdf.layout.pango import describe_missing_pango
from everyleaf.pdf.unit.message import Message

SUPPORTED = ("70.0",)
"""Versions of WeasyPrint that the tagger was proved with."""
_ADD_TAGS = ("pdf", "document", "pdf_version", "page_streams")
_BASE = "https://publication.invalid/"
"""Stands for the content folder; nothing is ever fetched from a network."""
_FONTS = _BASE + ".fonts/"
OUTPUT_INTENT = "srgb"
"""The colours that are meant."""
_NO_FONTS = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig/>'


@dataclass(frozen=True, slots=True)
class File:
    """Something the document or its stylesheet may ask for."""

    data: bytes
    media_type: str


class RefusedResource(Exception):
    """Layout asked for something that it may not have."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path
        """As the document or the stylesheet names it."""


@functools.cache
def load() -> ModuleType:
    """Import WeasyPrint and check it.

    Raises:
        PublishError: `pango-missing` or `weasyprint-version`.
    """
    try:
        with (
            no_machine(),
            _by_soname(),
            _put_off("fontTools.subset", "fontTools.varLib.instancer"),
            warnings.catch_warnings(),
            redirect_stdout(io.StringIO()),
        ):
            warnings.filterwarnings("ignore", "No fonts configured in FontConfig", UserWarning)
            import weasyprint
            import weasyprint.pdf
    except OSError as error:  # cffi could not open libpango
        raise PublishError([describe_missing_pango(error)]) from error
    check_seam(weasyprint)
    module: ModuleType = weasyprint
    return module


@contextmanager
def _by_soname() -> Iterator[None]:
    """Let Linux open libraries by their sonames, and not look for what has another name there.

    WeasyPrint 70.0 asks for the names of other systems first, and for each of them Python starts
    ldconfig, gcc and ld: 86 processes, a third of the time of the import.
    """
    if sys.platform != "linux":
        yield
        return
    with replaced(ctypes.util, "find_library", lambda name: None):
        yield


@contextmanager
def _put_off(*names: str) -> Iterator[None]:
    """Let a module be imported in which some others are loaded when a function of theirs is called.

    WeasyPrint 70.0 loads what cuts fonts in Python, a third of the time of the import. We cut them
    by HarfBuzz (`file.cut_fonts`); it is asked for rare kinds of fonts alone, if at all. Drop when
    WeasyPrint loads it where it is called.
    """
    names = tuple(name for name in names if name not in sys.modules)
    sys.modules.update({name: _PutOff(name) for name in names})
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]


class _PutOff(ModuleType):
    """Stands for a module of which nothing is used but functions and classes that are called."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            return getattr(importlib.import_module(self.__name__), name)(*arguments, **named)

        return call


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
def no_machine() -> Iterator[None]:
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
    patched: bool = True
    """Whether slow functions of WeasyPrint and pydyf are replaced (`patches`)."""


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A document in pages."""

    document: Any
    """WeasyPrint's `Document`."""
    root: ElementTree.Element
    """The `<html>` element that was laid out."""


@contextmanager
def working(patched: bool) -> Iterator[list[Message]]:
    """Let WeasyPrint work without the machine; collect what it logs.

    Raises:
        PublishError: `pango-missing` or `weasyprint-version`.
    """
    load()
    with patches.applied(patched), no_machine(), _logged() as messages:
        yield messages


def lay_out(document: Element, material: Material, files: Mapping[str, File]) -> LaidOut:
    """Lay out a document, while `working`.

    Args:
        document: the `<html>` element; it is not changed.
        material: stylesheets and fonts.
        files: what it may ask for.

    Raises:
        RefusedResource: for anything else.
    """
    weasyprint = load()
    served = {_BASE + path: file for path, file in files.items()}
    html = _html(weasyprint, document, _fetcher(weasyprint, served))
    inline, page = weasyprint.layout.inline, weasyprint.layout.page
    ready = make_ready(material)
    with (
        _refusing(),
        replaced(inline, "split_first_line", hang_spaces(inline.split_first_line)),
        replaced(page, "make_page", truncate_margins(page.make_page)),
    ):
        laid_out = html.render(
            font_config=ready.font_configuration,
            stylesheets=ready.sheets,
            presentational_hints=True,  # `start` of lists, `width` of images
            output_intent=OUTPUT_INTENT,
        )
    return LaidOut(laid_out, html.etree_element)


@contextmanager
def _refusing() -> Iterator[None]:
    """Say in our words that something was asked for which is not there.

    Raises:
        RefusedResource: in the place of WeasyPrint's error.
    """
    try:
        yield
    except load().urls.FatalURLFetchingError as error:
        raise RefusedResource(unquote(str(error.__cause__).removeprefix(_BASE))) from error


@dataclass(frozen=True, slots=True)
class _Ready:
    """Stylesheets that are read, with the fonts that they may use."""

    material: Material
    font_configuration: Any
    sheets: list[Any]
    messages: tuple[Message, ...]
    """What WeasyPrint logged about them."""
    asked: bool
    """Whether the stylesheet asked for files of the publication."""

    def may_serve(self, material: Material) -> bool:
        """Tell whether fonts and stylesheet are those of a publication, whatever else is."""
        ours = self.material
        return not self.asked and (ours.stylesheet, ours.fonts, ours.patched) == (
            material.stylesheet,
            material.fonts,
            material.patched,
        )


_ready: list[_Ready] = []
"""What was last made ready, latest first; only somebody who is `working` looks at it."""
_MANY = 2
"""How many publications a process may work on by turns."""


def make_ready(material: Material) -> _Ready:
    """Return the stylesheets and fonts of a publication, and log what there is to say of them.

    Only while `working`.

    Why kept: to read them takes as long as to lay out several pages. What is logged is the same
    whether they were read now or before.
    """
    ready = next((one for one in _ready if one.material == material), None)
    near = ready or next((one for one in _ready if one.may_serve(material)), None)
    if near is None:
        ready = _make_ready(material)
    else:
        _ready.remove(near)
        for message in near.messages:
            logging.getLogger("weasyprint").log(message.level, "%s", message.text)
        ready = ready or _adapt(near, material)
    _ready.insert(0, ready)
    del _ready[_MANY:]
    return ready


def _make_ready(material: Material) -> _Ready:
    with _refusing(), _logged() as messages:
        configuration = load().text.fonts.FontConfiguration()
        fonts = _Served(material)
        sheets = [_read_css(fonts, configuration, font_faces(material.fonts))]
        _remove_with(configuration)
        sheets.append(_read_page_rules(material, configuration))
        own = _Served(material)
        sheets.append(_read_css(own, configuration, material.stylesheet))
    return _Ready(material, configuration, sheets, tuple(messages), own.asked)


def _remove_with(font_configuration: Any) -> None:
    """Remove the files of unpacked fonts with what names them, at the latest when the process ends.

    WeasyPrint 70.0 does so in `__del__`, which is not called for what is there at the end. Drop when
    it uses `weakref.finalize`.
    """
    if folder := font_configuration._folder:
        weakref.finalize(font_configuration, shutil.rmtree, folder, ignore_errors=True)


def _adapt(near: _Ready, material: Material) -> _Ready:
    """Return what is ready for another publication, page rules exchanged, which log nothing."""
    page_rules = _read_page_rules(material, near.font_configuration)
    sheets = [near.sheets[0], page_rules, near.sheets[2]]
    return replace(near, material=material, sheets=sheets)


class _Served(dict[str, "File | Font"]):
    """What stylesheets of a publication may ask for, and whether they did."""

    def __init__(self, material: Material) -> None:
        super().__init__({_FONTS + quote(font.name): font for font in material.fonts})
        self.update({_BASE + path: file for path, file in material.files.items()})
        self.asked = False

    def get(self, url: str, default: Any = None) -> Any:
        self.asked = True
        return super().get(url, default)


def _read_css(served: _Served, font_configuration: Any, css: str) -> Any:
    return load().CSS(
        string=css,
        base_url=_BASE,
        url_fetcher=_fetcher(load(), served),
        font_config=font_configuration,
    )


def _read_page_rules(material: Material, font_configuration: Any) -> Any:
    """Return the page rules of a publication as a stylesheet that weighs nothing."""
    sheet = _read_css(_Served(material), font_configuration, material.page_rules)
    for rule in sheet.page_rules:
        rule[1][:] = [([0, 0, 0], pseudo, selected) for _, pseudo, selected in rule[1]]
    return sheet


def compute_styles(
    document: Element, material: Material
) -> tuple[Callable[..., Any], ElementTree.Element]:
    """Compute the styles of a document that shows nothing, while `working`.

    Returns:
        A function of an element and the name of a pseudo-element or None, and the `<html>` element
        whose elements it takes.
    """
    weasyprint = load()
    html = _html(weasyprint, document, _fetcher(weasyprint, {}, strict=False))
    ready = make_ready(material)
    style_for: Callable[..., Any] = weasyprint.css.get_all_computed_styles(
        html, ready.sheets, True, ready.font_configuration, None, {}, [], []
    )
    return style_for, html.etree_element


def match_rules(document: Element, material: Material) -> list[frozenset[tuple[int, int, str]]]:
    """Return for each element the rules of the stylesheets that match it, while `working`."""
    html = _html(load(), document, _fetcher(load(), {}, strict=False))
    ready = make_ready(material)
    return [
        frozenset(
            (number, order, str(pseudo))
            for number, sheet in enumerate(ready.sheets)
            for _, order, pseudo, _ in sheet.matcher.match(element)
        )
        for element in html.wrapper_element.iter_subtree()
    ]


def write_page(
    document: Element, material: Material, cut_font: Callable[[Any, Collection[int]], bool]
) -> bytes:
    """Return a document as a PDF without tags, of which somebody draws a picture.

    Args:
        document: the `<html>` element.
        material: stylesheets and fonts.
        cut_font: given a font of WeasyPrint's and the glyphs that are shown, cuts its file down to
            them; tells whether it could, otherwise WeasyPrint does.

    Raises:
        RefusedResource: for anything that is not in the material's files.
    """
    font_class: Any = load().pdf.fonts.Font
    clean = font_class.clean

    def cut(font: Any, glyphs: Collection[int], hinting: bool) -> None:
        if not cut_font(font, glyphs):
            clean(font, glyphs, hinting)

    with working(material.patched), replaced(font_class, "clean", cut):
        laid_out = lay_out(document, material, material.files)
        data: bytes = laid_out.document.write_pdf()
    return data


def refuse(error: RefusedResource, document: Element) -> Diagnostic:
    """Return the finding; it has no position if a stylesheet and not an element asks."""
    asking = next((el for el in document.iter("img") if el.get("src") == error.path), None)
    source = asking.get("data-source") if asking is not None else None
    return Diagnostic(
        "resource-refused",
        "error",
        f"The print edition asks for {error.path}, which is not in the publication.",
        "Put the file into the content folder; nothing is fetched from a network or the machine.",
        Position.parse(source) if source else None,
    )


@contextmanager
def replaced(module: Any, name: str, function: Callable[..., Any]) -> Iterator[None]:
    """Replace a function of a module or a class meanwhile."""
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


def _fetcher(weasyprint: Any, files: Mapping[str, File | Font], strict: bool = True) -> Any:
    """Return a URL fetcher that serves only the given files and data URLs.

    One that is not strict lets layout go on without the others.
    """

    class Fetcher(weasyprint.urls.URLFetcher):  # type: ignore[misc]  # WeasyPrint is untyped
        def fetch(self, url: str, headers: object = None) -> object:
            if url.startswith("data:"):
                return super().fetch(url)
            file = files.get(url) or files.get(unquote(url))
            if file is None:
                raise ValueError(url)
            kind = {"Content-Type": "font/otf" if isinstance(file, Font) else file.media_type}
            return weasyprint.urls.URLFetcherResponse(url, file.data, kind)

    return Fetcher(allowed_protocols={"data"}, fail_on_errors=strict)


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
