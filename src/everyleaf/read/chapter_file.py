"""Read the front matter that a chapter's file may have: who wrote it, and under which terms."""

from __future__ import annotations

from dataclasses import dataclass

from everyleaf.diagnostics import Diagnostic
from everyleaf.model import Attribution, Contributor, License
from everyleaf.read.credits import read_attributions, read_contributors
from everyleaf.read.front_matter import cut_front_matter, read_language
from everyleaf.read.licenses import read_license
from everyleaf.read.yaml_fields import Context, compose_mapping, read_mapping, read_text

_KEYS = ("authors", "attribution", "license", "rights", "lang")


@dataclass(frozen=True, slots=True)
class ChapterMatter:
    """What a chapter says of itself, other than the book says of the whole."""

    contributors: tuple[Contributor, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    rights: str | None = None
    license: License | None = None
    language: str | None = None
    findings: tuple[Diagnostic, ...] = ()


def read_chapter_matter(text: str, path: str) -> tuple[ChapterMatter, str]:
    """Return what a file says of itself, and its Markdown with the line numbers of the file."""
    yaml_text, markdown = cut_front_matter(text)
    if yaml_text is None:
        return ChapterMatter(), markdown
    context = Context(path, first_line=2)
    node = compose_mapping(context, yaml_text)
    fields = read_mapping(context, node, _KEYS, "the front matter of a chapter") if node else {}
    lang_text = read_text(context, fields.get("lang"))
    matter = ChapterMatter(
        tuple(read_contributors(context, fields.get("authors"))),
        tuple(read_attributions(context, fields.get("attribution"))),
        read_text(context, fields.get("rights")),
        read_license(context, fields.get("license")),
        read_language(context, fields["lang"], lang_text) if lang_text else None,
        tuple(context.findings),
    )
    return matter, markdown
