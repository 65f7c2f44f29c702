"""Read the images that a text shows, after making sure that each is safe to show.

An image must lie inside the content folder, be a PNG, JPEG, GIF, WebP or SVG, and be of bounded
size; an SVG may hold no script, no event handler and no address outside itself.
"""

from __future__ import annotations

import dataclasses
import io
import posixpath
import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from lxml import etree
from PIL import Image, ImageFile

from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.elements import place_of
from everyleaf.jobs import Jobs, Task
from everyleaf.model import Element, Resource
from everyleaf.read.png import is_whole_png
from everyleaf.read.project import name_folder

FAILED = "data-failed"
"""Attribute of an image that cannot be shown."""

MAX_BYTES = 32 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_REPEATED = 500_000
"""Elements of an SVG that are drawn again because others refer to them."""

_RASTER = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
_MODES = ("1", "L", "LA", "P", "PA", "RGB", "RGBA")
"""Pillow's names for what every edition can show; PDF/A knows no bare CMYK."""
_SVG_TAGS_FORBIDDEN = frozenset(
    "script foreignObject iframe object embed audio "
    "video animate animateColor animateTransform animateMotion discard set handler".split()
)
_LENGTH = re.compile(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*(px|pt|mm|cm|in|)\s*")
_PX = {"": 1.0, "px": 1.0, "pt": 4 / 3, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
_OUTSIDE_URL = re.compile(
    r"url\((?!\s*['\"]?#)|\b(?:src|image|image-set|cross-fade)\(|@import", re.IGNORECASE
)
_INSIDE_URL = re.compile(r"url\(\s*['\"]?#(.+?)['\"]?\s*\)")


@dataclass(frozen=True, slots=True)
class Raster:
    """What can be said of an image of pixels."""

    kind: str
    """As Pillow calls the format."""
    mode: str
    """As Pillow calls its kind of colours."""
    frames: int
    width: int
    """In pixels."""
    height: int
    is_bounded: bool
    """Whether it has no more than `MAX_PIXELS`."""


class Pictures:
    """The images of one publication, each read once.

    State that lives between calls: what was read, and what could not be.
    """

    def __init__(self, folder: Path, jobs: Jobs) -> None:
        """`folder` bounds what may be read; `jobs` remembers what was read of each image."""
        self._folder = folder
        self._jobs = jobs
        self._read: dict[str, Resource] = {}
        self._failed: set[str] = set()

    def read(self, roots: Iterable[Element], file: str = "") -> list[Diagnostic]:
        """Read each image of some trees; point its `src` at the resource's path.

        Changes the `src` attributes. `file` is where the words stand, relative to the folder:
        an image's path begins there.
        """
        findings: list[Diagnostic] = []
        for image in (i for root in roots for i in root.iter("img")):
            source = image.get("src", "")
            place = place_of(image)
            found = self.read_one(source, place, posixpath.dirname(file))
            if isinstance(found, Resource):
                image.set("src", found.path)
                continue
            image.set(FAILED, "")
            if (where := posixpath.join(posixpath.dirname(file), source)) not in self._failed:
                self._failed.add(where)
                findings.append(found)
        return findings

    def read_one(self, source: str, place: Position, base: str = "") -> Resource | Diagnostic:
        """Return an image, or what is wrong with it; `base` is the folder that names it."""
        found = _read(source, place, self._folder, base, self._jobs)
        return found if isinstance(found, Diagnostic) else self._read.setdefault(found.path, found)

    def resources(self) -> tuple[Resource, ...]:
        """Return the images that were read, in the order of their first use."""
        return tuple(self._read.values())


def _read(
    source: str, place: Position, folder: Path, base: str, jobs: Jobs
) -> Resource | Diagnostic:
    def error(code: str, message: str, remedy: str) -> Diagnostic:
        return Diagnostic(code, "error", message, remedy, place)

    parts = urlsplit(source)
    if parts.scheme or parts.netloc:
        return error(
            "image-remote",
            f"the image {source} is not a file beside the text",
            "Save the image in the content folder and give its path; nothing is fetched from the "
            "network.",
        )
    name = unquote(parts.path)
    if not name:
        return error("image-not-found", "the image has no file name", "Write `![…](img/a.png)`.")
    root = folder.resolve()
    try:
        file = (root / base / name).resolve()
        inside = file.is_relative_to(root) and not PurePosixPath(name).is_absolute()
        if not inside:
            return error(
                "image-outside",
                f"the image {name} lies outside the content folder",
                f"Copy it into {folder.name or 'the content folder'} and give its path from there.",
            )
        if not file.is_file():
            return error(
                "image-not-found",
                f"there is no image {name}",
                f"Check the spelling; the path begins at {name_folder(folder / base)}.",
            )
        if file.stat().st_size > MAX_BYTES:
            return error(
                "image-too-large",
                f"the image {name} is larger than 32 MiB",
                "Save a smaller version.",
            )
        data = file.read_bytes()
    except (OSError, ValueError, RuntimeError) as problem:
        # Python 3.11 and 3.12 raise RuntimeError where links lead in a circle
        reason = problem.strerror if isinstance(problem, OSError) else "not the name of a file"
        return error(
            "image-unreadable",
            f"the image {name} cannot be read: {reason}",
            "Make the file readable for you.",
        )
    path = file.relative_to(root).as_posix()
    if data.lstrip()[:1] == b"<" or name.lower().endswith(".svg"):
        return _svg(path, data, place)
    return _raster(path, data, place, jobs)


def _raster(path: str, data: bytes, place: Position, jobs: Jobs) -> Resource | Diagnostic:
    unreadable = Diagnostic(
        "image-unreadable",
        "error",
        f"{path} is not an image that can be read",
        "Save it again as PNG, JPEG, GIF, WebP or SVG.",
        place,
    )
    (measured,) = jobs.map_memo(measure_raster, [Task((data,))])
    if measured is None:
        return unreadable
    if not measured.is_bounded:
        return _too_many_pixels(path, place)
    if measured.mode not in _MODES:
        return Diagnostic(
            "image-colours",
            "error",
            f"{path} has colours that not every edition can show ({measured.mode})",
            "Save it as RGB or grey with 8 bits a channel.",
            place,
        )
    if measured.frames > 1:
        return Diagnostic(
            "image-animated",
            "error",
            f"{path} moves",
            "Show a still image: print cannot move, and motion may harm readers.",
            place,
            "WCAG 2.2 SC 2.2.2",
        )
    return Resource(
        path, _RASTER[measured.kind], data, float(measured.width), float(measured.height), place
    )


def measure_raster(data: bytes) -> Raster | None:
    """Return what an image is if all of it can be read, or None; a task.

    What is too large is not read to its end.
    """
    try:
        with warnings.catch_warnings():
            # Pillow warns before its own limit; ours comes first.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=tuple(_RASTER)) as image:
                frames = getattr(image, "n_frames", 1)
                found = Raster(
                    image.format or "", image.mode, frames, image.width, image.height, True
                )
                if image.width * image.height > MAX_PIXELS:
                    return dataclasses.replace(found, is_bounded=False)
                whole = is_whole_png(data) if image.format == "PNG" else None
                if whole is None:
                    _load(image)
                return None if whole is False else found
    except Image.DecompressionBombError:
        return Raster("", "", 1, 0, 0, is_bounded=False)
    except (OSError, ValueError, SyntaxError):
        return None


def _load(image: Image.Image) -> None:
    """Read all of an image.

    WeasyPrint 70.0, where it was loaded before, has Pillow read files that break off.

    Raises:
        OSError, ValueError, SyntaxError: if not all of it is there.
    """
    lenient = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        image.load()
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _too_many_pixels(path: str, place: Position) -> Diagnostic:
    return Diagnostic(
        "image-too-large",
        "error",
        f"{path} has more than {MAX_PIXELS // 1_000_000} million pixels",
        "Save a smaller version; 300 pixels an inch are enough for print.",
        place,
    )


def _svg(path: str, data: bytes, place: Position) -> Resource | Diagnostic:
    def error(code: str, message: str, remedy: str) -> Diagnostic:
        return Diagnostic(code, "error", message, remedy, place)

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as problem:
        return error(
            "image-unreadable",
            f"{path} is not a well-formed SVG: {problem.msg}",
            "Save it again as plain SVG.",
        )
    if declared := _declares(root):
        return error(
            "svg-unsafe",
            f"{path} has a document type declaration",
            "Remove the <!DOCTYPE …> lines from the SVG.",
        )
    if declared is not None:  # it names the standard, as old drawing programs do
        data = etree.tostring(root, encoding="utf-8", with_tail=False)
    if root.tag != "{http://www.w3.org/2000/svg}svg":
        return error(
            "image-unreadable",
            f"{path} is not an SVG image",
            "Save it as SVG, with <svg xmlns=…> as its first element.",
        )
    if reason := _unsafe(root) or _multiplies(root):
        return error(
            "svg-unsafe",
            f"{path} {reason}",
            "Save it as plain SVG, without scripts and with everything inside the file.",
        )
    size = _svg_size(root)
    if size is None:
        return error(
            "svg-no-size",
            f"{path} says neither viewBox nor width and height",
            "Add a viewBox to the <svg> element.",
        )
    return Resource(path, "image/svg+xml", data, *size, place)


def _declares(root: Element) -> bool | None:
    """Tell whether a document type declaration declares anything; None where there is none."""
    document = root.getroottree().docinfo
    if not document.doctype:
        return None
    dtd = document.internalDTD
    return dtd is None or any(True for _ in (*dtd.iterentities(), *dtd.iterelements()))


def _unsafe(root: Element) -> str | None:
    """Say what makes an SVG unsafe, or None."""
    for element in (*root.itersiblings(preceding=True), *root.itersiblings(), *root.iter()):
        if not isinstance(element.tag, str):
            if isinstance(element, etree._ProcessingInstruction):
                return "has a processing instruction"
            continue
        name = etree.QName(element).localname
        if name in _SVG_TAGS_FORBIDDEN:
            return f"holds <{name}>"
        for attribute, value in element.attrib.items():
            local = etree.QName(str(attribute)).localname
            text = str(value)
            if local.lower().startswith("on"):
                return f"runs a script on {local}"
            outside = not text.startswith("#") and not re.match(r"data:image/(png|jpeg|gif);", text)
            if local in ("href", "src") and outside:
                return f"refers to {text[:80]}"
            if local == "base" or _OUTSIDE_URL.search(text):
                return "refers to something outside itself"
            if local == "style" and "\\" in text:
                return "has a style with escaped characters, which could hide an address"
        if name == "style":
            style = "".join(str(t) for t in element.itertext())
            if "\\" in style or _OUTSIDE_URL.search(style):
                return "has a stylesheet that refers to something outside itself"
    return None


def _multiplies(root: Element) -> str | None:
    """Say what makes an SVG draw without end, or nearly so, or None."""
    elements = list(root.iter(etree.Element))
    by_id = {element.get("id"): element for element in reversed(elements)}
    drawn: dict[Element, int] = {}
    waiting: list[tuple[Element, tuple[Element, ...] | None]] = [(root, None)]
    while waiting:  # a stack, for references may lead further than Python calls itself
        element, parts = waiting.pop()
        if parts is not None:
            drawn[element] = 1 + sum(drawn[part] for part in parts)
        elif element not in drawn:
            targets = (by_id.get(name) for name in _references(element))
            parts = (*element.iterchildren(etree.Element), *(t for t in targets if t is not None))
            drawn[element] = 0
            waiting += [(element, parts), *((part, None) for part in parts)]
        elif not drawn[element]:
            return "refers to itself in a circle"
    if drawn[root] - len(elements) > MAX_REPEATED:
        return f"draws more than {MAX_REPEATED:,} elements again by references"
    return None


def _references(element: Element) -> Iterable[str]:
    """Yield the ids of what is drawn wherever this element is drawn."""
    for attribute, value in element.attrib.items():
        names = etree.QName(str(attribute)), etree.QName(element)
        if names[0].localname == "href" and names[1].localname != "a":
            yield str(value).strip().removeprefix("#")
        elif match := _INSIDE_URL.search(str(value)):
            yield match[1]


def _svg_size(root: Element) -> tuple[float, float] | None:
    """Return width and height in CSS pixels."""
    sizes = [_LENGTH.fullmatch(root.get(side, "")) for side in ("width", "height")]
    if sizes[0] and sizes[1]:
        width, height = (float(m[1]) * _PX[m[2]] for m in sizes if m)
    else:
        try:
            _, _, width, height = map(float, re.split(r"[\s,]+", root.get("viewBox", "").strip()))
        except ValueError:
            return None
    return (width, height) if width > 0 and height > 0 else None
