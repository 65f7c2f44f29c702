"""Find the sources and read their files; the only module of this room that touches the disk.

A source is a Markdown file, or a folder whose Markdown files are its publications. What a
publication may read is bounded by the folder that its file lies in.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from everyleaf.diagnostics import Diagnostic, Position, PublishError
from everyleaf.fonts import describe_font
from everyleaf.model import Font
from everyleaf.read.yaml_fields import FORBIDDEN

_PACKAGED = Path(__file__).parents[1] / "templates"
_CHECKOUT = Path(__file__).parents[3] / "templates"


_NAME = re.compile(r"\w[^\x00-\x1f\x7f\ud800-\udfff\"#%&*/:<>?\\|]*")
"""The stem of a file that every disk can hold and every address can name."""


_OUTSIDE = r"@import|url\((?!\s*['\"]?(?:#|data:))|\b(?:src|image|image-set)\("
_NOT_IN_STYLE = {
    "print.css": re.compile(r"</|<!--"),  # its addresses are judged when it asks for them
    "web.css": re.compile(rf"</|<!--|{_OUTSIDE}", re.IGNORECASE),
    "epub.css": re.compile(_OUTSIDE, re.IGNORECASE),
}
"""What a reader's device would fetch from elsewhere, or would take for the end of the style."""


@dataclass(frozen=True, slots=True)
class Source:
    """One Markdown file, read."""

    name: str
    """The stem of the files in dist."""
    path: str
    """As the user named it, with forward slashes."""
    folder: Path
    """What bounds the files that it may use."""
    data: bytes
    text: str
    """Decoded, with `\\n` line ends and without a byte order mark."""


def find_sources(paths: Iterable[Path]) -> list[Path]:
    """Return the Markdown files that are meant, in order.

    Raises:
        PublishError: if a path does not exist, holds no source, or two would have one name.
    """
    findings: list[Diagnostic] = []
    files: list[Path] = []
    for path in paths:
        try:
            if path.is_dir():
                inside = sorted(
                    p
                    for p in path.iterdir()
                    if p.suffix.lower() == ".md" and not p.name.startswith(".") and p.is_file()
                )
                if not inside:
                    findings.append(
                        Diagnostic(
                            "source-missing",
                            "error",
                            f"{path.as_posix()} holds no Markdown file",
                            "Put a file such as article.md into it.",
                            Position(path.as_posix()),
                        )
                    )
                files += inside
            elif path.is_file():
                files.append(path)
            elif path.exists():
                findings.append(_unreadable(path, ValueError("it is neither file nor folder")))
            else:
                findings.append(_missing(path))
        except OSError as error:
            findings.append(_unreadable(path, error))
    names: dict[str, Path] = {}
    for file in dict.fromkeys(files):
        if not _NAME.fullmatch(file.stem) or file.stem.casefold() == "index":
            findings.append(_misnamed(file))
        # many disks take a.html and A.html for one file
        other = names.setdefault(unicodedata.normalize("NFC", file.stem).casefold(), file)
        if other != file:
            findings.append(
                Diagnostic(
                    "source-name-repeated",
                    "error",
                    f"{other.as_posix()} and {file.as_posix()} would both become {file.stem}",
                    "Rename one of them.",
                    Position(file.as_posix()),
                )
            )
    if findings:
        raise PublishError(findings)
    return list(names.values())


def read_source(file: Path) -> Source:
    """Read one Markdown file.

    Raises:
        PublishError: if it cannot be read, is not UTF-8, is empty, or holds control characters.
    """
    path = file.as_posix()
    try:
        data = file.read_bytes()
    except OSError as error:
        raise PublishError([_unreadable(file, error)]) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        raise PublishError(
            [
                Diagnostic(
                    "file-not-utf8",
                    "error",
                    f"the file is not UTF-8: byte {data[error.start]:#04x} has no meaning there",
                    "Save it as UTF-8 in your editor.",
                    Position(path, line, column),
                )
            ]
        ) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise PublishError(
            [
                Diagnostic(
                    "file-empty",
                    "error",
                    "the file is empty",
                    "Write front matter and a text, or remove the file.",
                    Position(path, 1, 1),
                )
            ]
        )
    findings = [
        Diagnostic(
            "character-control",
            "error",
            f"the text holds a control character, U+{ord(match[0]):04X}",
            "Remove it; it has no meaning in a text.",
            Position(
                path,
                text.count("\n", 0, match.start()) + 1,
                match.start() - text.rfind("\n", 0, match.start()),
            ),
        )
        for match in FORBIDDEN.finditer(text)
    ]
    if findings:
        raise PublishError(findings)
    return Source(file.stem, path, file.parent, data, text)


def read_templates(folder: Path) -> Mapping[str, str]:
    """Return each template's text by name: ours, with those in `folder`/templates before them."""
    ours = _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT
    templates = {p.name: p.read_text("utf-8") for p in sorted(ours.iterdir()) if p.is_file()}
    own = folder / "templates"
    if own.is_dir():
        for file in sorted(p for p in own.iterdir() if not p.name.startswith(".")):
            if file.name not in templates:
                raise PublishError(
                    [
                        Diagnostic(
                            "template-unknown",
                            "error",
                            f"{file.name} is not the name of a template",
                            f"Use one of: {', '.join(templates)}.",
                            Position(file.as_posix()),
                        )
                    ]
                )
            try:
                if not file.is_file():
                    raise PublishError([_unreadable(file, ValueError("it is not a file"))])
                templates[file.name] = file.read_text("utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise PublishError([_unreadable(file, error)]) from error
            if file.suffix == ".css" and (
                match := _NOT_IN_STYLE[file.name].search(templates[file.name])
            ):
                raise PublishError([_unfit_style(file, templates[file.name], match)])
    return templates


def read_fonts(folder: Path) -> tuple[Font, ...]:
    """Return the fonts in `folder`/fonts, by file name."""
    own = folder / "fonts"
    if not own.is_dir():
        return ()
    fonts: list[Font] = []
    findings: list[Diagnostic] = []
    for file in sorted(own.iterdir()):
        if file.suffix.lower() not in (".ttf", ".otf", ".woff", ".woff2"):
            continue
        try:
            if not file.is_file():
                raise PublishError([_unreadable(file, ValueError("it is not a file"))])
            fonts.append(describe_font(file.name, file.read_bytes()))
        except OSError as error:
            findings.append(_unreadable(file, error))
        except ValueError as error:
            findings.append(
                Diagnostic(
                    "font-unreadable",
                    "error",
                    f"this is not a font: {error}",
                    "Use a TrueType, OpenType or WOFF file.",
                    Position(file.as_posix()),
                )
            )
    if findings:
        raise PublishError(findings)
    return tuple(fonts)


def default_source() -> Path:
    """Return the folder that is published if none is named."""
    return Path("content")


def _missing(path: Path) -> Diagnostic:
    return Diagnostic(
        "source-missing",
        "error",
        f"there is no {path.as_posix()}",
        "Name a Markdown file or a folder, or run the command beside your content folder.",
        Position(path.as_posix()),
    )


def _unfit_style(file: Path, text: str, match: re.Match[str]) -> Diagnostic:
    return Diagnostic(
        "template-invalid",
        "error",
        f"the stylesheet holds “{match[0]}”, which leads outside the edition",
        "Remove it: an edition holds everything that it shows; put fonts into the folder fonts and "
        "pictures into data: addresses.",
        Position(file.as_posix(), text.count("\n", 0, match.start()) + 1),
    )


def _misnamed(path: Path) -> Diagnostic:
    shown = path.as_posix().encode("utf-8", "backslashreplace").decode().replace("\n", "\\n")
    return Diagnostic(
        "source-name-invalid",
        "error",
        "the file's name cannot become the name of a web page",
        "Name it with letters, digits, spaces, hyphens and dots, such as tides-2026.md; index is "
        "the name of the page that lists what is published.",
        Position(shown),
    )


def _unreadable(path: Path, error: Exception) -> Diagnostic:
    reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else error
    return Diagnostic(
        "file-unreadable",
        "error",
        f"cannot be read: {reason}",
        "Make the file or folder readable for you.",
        Position(path.as_posix()),
    )
