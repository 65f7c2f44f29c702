"""Make one Markdown source of The Rust Programming Language, as mdBook keeps it in 112 files.

    python -m tests.bench.rust_book [--path FOLDER] --to FOLDER [--share 0.5]

1. The chapters of SUMMARY.md follow each other, their headings ranked under the book's title
   without skipped levels.
2. Includes become the lines of the listing files; `<Listing>` and other elements that are not
   passed through become Markdown.
3. Links between chapters become links inside the text, to the heading or else to the chapter.
4. Images are copied; characters that no font of ours has are replaced and listed.

The folder has `src` and `listings` (https://github.com/rust-lang/book) and a `book.yaml` with our
front matter. It is not part of this repository.
"""

from __future__ import annotations

import argparse
import html
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from everyleaf.fonts import missing_characters, packaged_fonts
from everyleaf.html.headings import _slug

DEFAULT = Path(__file__).parents[3] / "shared" / "corpora" / "rust-book"
"""Beside the checkout."""

_FENCE = re.compile(r"(?P<indent>[> ]*)(?P<fence>```+|~~~+)(?P<info>.*)")
_HEADING = re.compile(r"(?P<quote>[> ]*)(?P<rank>#{1,6}) +(?P<words>.*?)[ #]*$")
_INCLUDE = re.compile(r"\{\{#(?:rustdoc_)?include ([^:}]+)(?::([^}]*))?\}\}")
_ANCHOR = re.compile(r"ANCHOR(_END)?: *([\w-]+)")
_DEFINITION = re.compile(r"\[([^\]^][^\]]*)\]:\s*(\S+)\s*$")
_LISTING = re.compile(r'<Listing((?:\s+[\w-]+="[^"]*")*)\s*>')
_ATTRIBUTE = re.compile(r'([\w-]+)="(.*?)"', re.DOTALL)
_SITE = "https://doc.rust-lang.org/"


@dataclass(frozen=True, slots=True)
class Book:
    """The source as written, and what had to be done to it."""

    path: Path
    replaced: Mapping[str, int] = field(default_factory=dict)
    """Character without a glyph → how often it was replaced."""


@dataclass(frozen=True, slots=True)
class _Chapter:
    name: str
    """Name of its file without suffix, and the id of its first heading."""
    rank: int
    """Rank of its first heading."""
    text: str


def make_book(folder: Path, to: Path, share: float = 1.0) -> Book:
    """Write `rust-book.md` and its images into a folder.

    Args:
        folder: the book.
        to: where to write; made if it is not there.
        share: how much of the book, for measuring; chapters are not cut.
    """
    entries = _summary(folder / "src")
    entries = entries[: round(len(entries) * share)]
    chapters = [_read(folder / "src", *entry) for entry in entries]
    known = {c.name: {_slug(_plain(h)) for h in _headings(c.text)} for c in chapters}
    text = "\n\n".join(_convert(chapter, known) for chapter in chapters)
    missing = missing_characters([text], packaged_fonts())
    replaced = {c: text.count(c) for c in sorted(missing)}
    for character in missing:
        text = text.replace(character, f"(U+{ord(character):04X})")
    front = yaml.safe_load((folder / "book.yaml").read_text("utf-8"))
    front.pop("summary", None)
    to.mkdir(parents=True, exist_ok=True)
    for image in sorted((folder / "src" / "img").rglob("*.*")):
        target = to / "img" / image.relative_to(folder / "src" / "img")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(image, target)
        if image.suffix == ".svg":  # what a drawing says before it begins is not passed through
            target.write_bytes(re.sub(rb"^.*?(?=<svg)", b"", image.read_bytes(), flags=re.DOTALL))
    path = to / "rust-book.md"
    head = yaml.safe_dump(front, allow_unicode=True, sort_keys=False)
    path.write_text(f"---\n{head}---\n\n{text}\n", "utf-8")
    return Book(path, replaced)


def _summary(source: Path) -> list[tuple[str, int]]:
    """Return the files of the chapters in order, with the rank of each."""
    entries = []
    for line in (source / "SUMMARY.md").read_text("utf-8").splitlines():
        match = re.search(r"^( *)(?:- )?\[.*?\]\((.*?)\)", line)
        if match:
            entries.append((match[2], 3 if match[1] else 2))
    return entries


def _read(source: Path, file: str, rank: int) -> _Chapter:
    text = (source / file).read_text("utf-8")
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r"<pre>(.*?)</pre>", _code_block, text, flags=re.DOTALL)
    lines: list[str] = []
    rust = False
    fence = ""
    for line in text.split("\n"):
        match = _FENCE.match(line)
        if match and (not fence or match["fence"] == fence):
            info = re.split(r"[, ]", match["info"].strip())[0]
            rust = not fence and info == "rust"
            fence = "" if fence else match["fence"]
            line = match["indent"] + match["fence"] + info
        include = _INCLUDE.search(line)
        made = _include(source / include[1].strip(), include[2]) if include else [line]
        if fence and rust:
            made = [m for m in made if not re.match(r"[> ]*#( |$)", m)]
        lines += made
    return _Chapter(file.removesuffix(".md"), rank, "\n".join(lines))


def _code_block(match: re.Match[str]) -> str:
    return f"```\n{html.unescape(re.sub('<.*?>', '', match[1])).strip()}\n```"


def _include(path: Path, part: str | None) -> list[str]:
    """Return the lines of a file, or those of an anchor or a range of it."""
    lines = path.read_text("utf-8").rstrip("\n").split("\n")
    if part and re.fullmatch(r"\d*:?\d*", part):
        first, _, last = part.partition(":")
        lines = lines[int(first or 1) - 1 : int(last) if last else None]
    elif part:
        inside, kept = False, []
        for line in lines:
            anchor = _ANCHOR.search(line)
            if anchor and anchor[2] == part:
                inside = not anchor[1]
            elif inside:
                kept.append(line)
        lines = kept
    return [line for line in lines if not _ANCHOR.search(line)]


def _split_code(text: str) -> list[tuple[bool, list[str]]]:
    """Return the lines in runs: whether it is a fenced code block, and its lines."""
    runs: list[tuple[bool, list[str]]] = [(False, [])]
    fence = ""
    for line in text.split("\n"):
        match = _FENCE.match(line)
        if match and not fence:
            fence = match["fence"]
            runs.append((True, [line]))
        elif match and match["fence"] == fence:
            fence = ""
            runs[-1][1].append(line)
            runs.append((False, []))
        else:
            runs[-1][1].append(line)
    return runs


def _headings(text: str) -> list[str]:
    prose = [line for code, lines in _split_code(text) if not code for line in lines]
    return [match["words"] for line in prose if (match := _HEADING.match(line))]


def _plain(heading: str) -> str:
    return re.sub(r"[`*]", "", heading)


def _convert(chapter: _Chapter, known: Mapping[str, set[str]]) -> str:
    """Return a chapter as our Markdown."""
    definitions: dict[str, str] = {}
    for code, lines in _split_code(chapter.text):
        for line in lines:
            if not code and (match := _DEFINITION.match(line)):
                definitions[match[1]] = match[2]
    out: list[str] = []
    state = _Ranks(chapter)
    for code, lines in _split_code(chapter.text):
        if code:
            out += lines
            continue
        kept = [line for line in lines if not _DEFINITION.match(line)]
        prose = _LISTING.sub(_listing, "\n".join(kept))
        prose = _links(_elements(prose), chapter.name, definitions, known)
        out += [state.heading(line) for line in prose.split("\n")]
    return "\n".join(out)


class _Ranks:
    """Gives each heading of a chapter its rank and id; remembers the last one."""

    def __init__(self, chapter: _Chapter) -> None:
        self._name = chapter.name
        self._rank = chapter.rank
        self._first = 0
        self._last = 0
        self._ids: set[str] = set()

    def heading(self, line: str) -> str:
        match = _HEADING.match(line)
        if match is None:
            return line
        depth = len(match["rank"])
        if not self._first:
            self._first, self._last, name = depth, self._rank, self._name
        else:
            wanted = max(self._rank + 1, self._rank + depth - self._first)
            self._last = min(wanted, self._last + 1, 6)
            name = base = f"{self._name}--{_slug(_plain(match['words']))}"
            number = 2
            while name in self._ids:
                name, number = f"{base}-{number}", number + 1
        self._ids.add(name)
        return f"{match['quote']}{'#' * self._last} {match['words']} {{#{name}}}"


def _listing(match: re.Match[str]) -> str:
    given = dict(_ATTRIBUTE.findall(match[1]))
    parts = [f"Listing {given['number']}"] if "number" in given else []
    parts += [f"`{given['file-name']}`"] if "file-name" in given else []
    label = ", ".join(parts)
    caption = re.sub("`.*?`", lambda code: html.unescape(code[0]), given.get("caption", ""))
    return f"**{label}**: {caption}\n\n" if label else f"{caption}\n\n"


def _elements(text: str) -> str:
    """Write elements that are not passed through in Markdown, or leave their words."""
    codes: list[str] = []

    def hide(match: re.Match[str]) -> str:
        codes.append(match[0])
        return f"\x00{len(codes) - 1}\x00"

    def image(match: re.Match[str]) -> str:
        given = dict(_ATTRIBUTE.findall(match[0]))
        alt = " ".join(html.unescape(given.get("alt", "")).split())
        return f"![{alt}]({given['src']})" + ("" if alt else "{.decorative}")

    text = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", hide, text, flags=re.DOTALL)
    text = re.sub(r"<img\b.*?>", image, text, flags=re.DOTALL)
    text = re.sub(r"!\[\]\(([^)]*)\)(?!\{)", r"![](\1){.decorative}", text)
    text = re.sub(r"</?(?:Listing|span|a|figure|figcaption|section|div|p|u)\b[^>]*>", "", text)
    return re.sub("\x00(\\d+)\x00", lambda match: codes[int(match[1])], text)


def _links(
    text: str,
    chapter: str,
    definitions: Mapping[str, str],
    known: Mapping[str, set[str]],
) -> str:
    def resolve(target: str) -> str:
        target = target.strip("<>")
        if re.match(r"[a-z]+:", target):
            return target
        path, _, anchor = target.partition("#")
        name = re.sub(r"\.(html|md)$", "", path.removeprefix("./")) or chapter
        if name in known:
            where = f"--{anchor}" if anchor in known[name] else ""
            return f"#{name}{where}"
        return _SITE + "book/" + target if not path.startswith("..") else _SITE + path.strip("./")

    for label, target in sorted(definitions.items(), key=lambda item: -len(item[0])):
        mark = re.escape(label).replace(r"\ ", r"\s+")
        new = f"({resolve(target)})"
        text = re.sub(rf"\]\[{mark}\]", lambda _, new=new: f"]{new}", text, flags=re.IGNORECASE)  # type: ignore[misc]  # a default keeps the loop's value
        text = re.sub(
            rf"(\[{mark}\])(?:\[\])?(?![\[(:])",
            lambda match, new=new: match[1] + new,  # type: ignore[misc]  # as above
            text,
            flags=re.IGNORECASE,
        )
    return re.sub(
        r"(?<!!)(\[(?:[^\[\]]|!?\[[^\[\]]*\])*\])\(([^()\s]+)\)",
        lambda match: f"{match[1]}({resolve(match[2])})",
        text,
    )


def main() -> None:
    """Write the book into a folder and say what was replaced."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--path", type=Path, default=DEFAULT)
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--share", type=float, default=1.0)
    given = parser.parse_args()
    book = make_book(given.path, given.to, given.share)
    print(book.path)
    for character, times in book.replaced.items():
        print(f"U+{ord(character):04X} {character} replaced {times} times")


if __name__ == "__main__":
    main()
