"""Find the sources and read their files; the only module of this room that touches the disk.

A source is a Markdown file, a book (a folder with `book.yaml`), or a folder that holds such files
and books. What a publication may read is bounded by its own folder.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from everyleaf.diagnostics import Diagnostic, Position, PublishError
from everyleaf.fonts import describe_font
from everyleaf.model import Font, SourceFile
from everyleaf.read.book_file import BOOK_FILE
from everyleaf.read.yaml_fields import FORBIDDEN
from everyleaf.template import packaged_templates

_NAME = re.compile(r"\w[^\x00-\x1f\x7f\ud800-\udfff\"#%&*/:<>?\\|]*")
"""The stem of a file that every disk can hold and every address can name."""


_OUTSIDE = r"@import|url\((?!\s*['\"]?(?:#|data:))|\b(?:src|image|image-set)\("
_NOT_IN_STYLE = {
    "print.css": re.compile(r"</|<!--"),  # its addresses are judged when it asks for them
    "web.css": re.compile(rf"</|<!--|{_OUTSIDE}", re.IGNORECASE),
    "epub.css": re.compile(_OUTSIDE, re.IGNORECASE),
}
"""What a reader's device would fetch from elsewhere, or would take for the end of the style."""


_MEDIA_TYPES = {
    ".md": "text/markdown",
    ".yaml": "application/yaml",
    ".json": "application/json",
    ".bib": "application/x-bibtex",
    ".csl": "application/vnd.citationstyles.style+xml",
}

MAX_TEXT_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Source:
    """One text file, read."""

    path: str
    """As the user named it, with forward slashes."""
    name: str
    """Relative to the publication's folder, with forward slashes."""
    data: bytes
    text: str
    """Decoded, with `\\n` line ends and without a byte order mark."""


def find_sources(paths: Iterable[Path]) -> list[Path]:
    """Return the files and book folders that are meant, in order.

    Raises:
        PublishError: if a path does not exist, holds no source, or two would have one name.
    """
    findings: list[Diagnostic] = []
    sources: list[Path] = []
    for path in paths:
        try:
            if path.is_dir() and not _is_book(path):
                findings += _misspelt_books(path)
                inside = [p for p in sorted(path.iterdir()) if _is_source(p)]
                if not inside:
                    findings.append(
                        Diagnostic(
                            "source-missing",
                            "error",
                            f"{path.as_posix()} holds no Markdown file and no book",
                            "Put a file such as article.md into it, or a folder with a book.yaml.",
                            Position(path.as_posix()),
                        )
                    )
                sources += inside
            elif path.is_file() and path.name == BOOK_FILE:
                sources.append(path.parent)
            elif path.is_file() or path.is_dir():
                sources.append(path)
            elif path.exists():
                findings.append(_unreadable(path, ValueError("it is neither file nor folder")))
            else:
                findings.append(_missing(path))
        except OSError as error:
            findings.append(_unreadable(path, error))
    names: dict[str, Path] = {}
    for source in dict.fromkeys(sources):
        name = source_name(source)
        if not _NAME.fullmatch(name) or name.casefold() == "index":
            findings.append(_misnamed(source))
        # many disks take a.html and A.html for one file
        other = names.setdefault(unicodedata.normalize("NFC", name).casefold(), source)
        if other != source:
            findings.append(
                Diagnostic(
                    "source-name-repeated",
                    "error",
                    f"{other.as_posix()} and {source.as_posix()} would both become {name}",
                    "Rename one of them.",
                    Position(source.as_posix()),
                )
            )
    if findings:
        raise PublishError(findings)
    return list(names.values())


def source_name(source: Path) -> str:
    """Return the stem of the files in dist: that of an article's file, or a book's folder."""
    if source.suffix.lower() == ".md" and not source.is_dir():
        return source.stem
    return source.name if source.name not in ("", "..") else source.resolve().name


def name_folder(folder: Path) -> str:
    """Return a folder's name for a message; the current folder has none of its own."""
    name = folder.as_posix()
    return "the folder of the text" if name == "." else name


def _is_book(path: Path) -> bool:
    return (path / BOOK_FILE).is_file()


def _is_source(path: Path) -> bool:
    if path.name.startswith("."):
        return False
    return _is_book(path) if path.is_dir() else path.suffix.lower() == ".md" and path.is_file()


def _misspelt_books(folder: Path) -> Iterator[Diagnostic]:
    """Find files that are meant as `book.yaml`, here or a folder below."""
    below = [p for p in sorted(folder.iterdir()) if p.is_dir() and not _is_book(p)]
    for one in (folder, *below):
        for file in sorted(one.iterdir()):
            if file.name.casefold() in (BOOK_FILE, "book.yml"):
                yield Diagnostic(
                    "source-missing",
                    "error",
                    f"{one.as_posix()} is no book: its file is called {file.name}",
                    f"Rename it {BOOK_FILE}.",
                    Position(file.as_posix()),
                )


class FileProblem(Exception):
    """A file that a text names cannot be used: `missing`, `outside` the folder or `unreadable`."""

    def __init__(self, kind: str, reason: str = "") -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason


class Library:
    """The text files of one publication, each read once.

    State that lives between calls: what was read, in the order of its first use.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._root = folder.resolve()
        self._read: dict[str, Source] = {}
        self._folders: dict[str, Path] = {}

    def find(self, name: str) -> str:
        """Return the name of a file as the disk has it, relative to the folder.

        A name that differs in case or in Unicode normalisation is found too.

        Raises:
            FileProblem: if there is none that may be read.
        """
        try:
            wanted = self._resolve(name)
            if not wanted.is_relative_to(self._root) or PurePosixPath(name).is_absolute():
                raise FileProblem("outside")
            if not wanted.is_file():
                wanted = self._similar(wanted)
                if not wanted.resolve().is_relative_to(self._root):
                    raise FileProblem("outside")
            return wanted.relative_to(self._root).as_posix()
        except (OSError, ValueError, RuntimeError) as error:
            # Python 3.11 and 3.12 raise RuntimeError where links lead in a circle
            reason = error.strerror if isinstance(error, OSError) else None
            raise FileProblem("unreadable", reason or "this is not the name of a file") from error

    def _resolve(self, name: str) -> Path:
        """Return where a name leads, links followed; each folder is looked up once."""
        folder, _, last = name.rpartition("/")
        if last in ("", ".", "..") or name.startswith("/"):
            return (self._root / name).resolve()
        if folder not in self._folders:
            self._folders[folder] = self._resolve(folder)
        file = self._folders[folder] / last
        return file.resolve() if file.is_symlink() else file

    def _similar(self, wanted: Path) -> Path:
        """Return the file that has the same name but for case and normalisation."""
        folder = self._root
        for part in wanted.relative_to(self._root).parts:
            if not folder.is_dir():
                raise FileProblem("missing")
            same = [p for p in sorted(folder.iterdir()) if _folded(p.name) == _folded(part)]
            exact = [p for p in same if p.name == part]
            if len(exact or same) != 1:
                raise FileProblem("missing")
            folder = (exact or same)[0]
        if not folder.is_file():
            raise FileProblem("missing")
        return folder

    def names(self) -> Iterator[str]:
        """Yield the files of the folder, for suggestions."""
        for file in sorted(self._root.rglob("*.md")):
            yield file.relative_to(self._root).as_posix()

    def read(self, name: str) -> Source:
        """Return a file that `find` has named.

        Raises:
            PublishError: as `read_source`.
        """
        if name not in self._read:
            self._read[name] = read_source(self.folder / name, name)
        return self._read[name]

    def lines(self, path: str) -> list[str]:
        """Return the lines of a file that was read, by its path in findings."""
        source = next((s for s in self._read.values() if s.path == path), None)
        return source.text.split("\n") if source else []

    def sources(self) -> tuple[SourceFile, ...]:
        """Return what was read, in the order of its first use."""
        return tuple(as_source_file(source) for source in self._read.values())


def as_source_file(source: Source) -> SourceFile:
    """Return a file for embedding."""
    suffix = PurePosixPath(source.name).suffix.lower()
    return SourceFile(source.name, _MEDIA_TYPES.get(suffix, "text/plain"), source.data)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def read_source(file: Path, name: str | None = None) -> Source:
    """Read one text file; `name` is what its publication calls it.

    Raises:
        PublishError: if it cannot be read, is not UTF-8, is empty, or holds control characters.
    """
    path = file.as_posix()
    try:
        if file.stat().st_size > MAX_TEXT_BYTES:
            raise PublishError([_unreadable(file, ValueError("it is larger than 32 MiB"))])
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
    return Source(path, name or file.name, data, text)


def read_templates(folder: Path) -> Mapping[str, str]:
    """Return each template's text by name: ours, with those in `folder`/templates before them."""
    templates = packaged_templates()
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
                _require_inside(file, folder)
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
            _require_inside(file, folder)
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


def _require_inside(file: Path, folder: Path) -> None:
    """Refuse a link that would carry a file of the machine into an edition."""
    if not file.resolve().is_relative_to(folder.resolve()):
        raise PublishError(
            [
                Diagnostic(
                    "file-outside",
                    "error",
                    f"the file {file.name} lies outside the folder",
                    f"Copy it into {file.parent.as_posix()}; a link is not followed.",
                    Position(file.as_posix()),
                )
            ]
        )


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
