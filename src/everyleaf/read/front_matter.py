"""Read the YAML front matter into `Metadata`, each problem with its line and column.

1. Cut the front matter from the text; the body keeps its line numbers.
2. `yaml_fields` composes the YAML into nodes, which know where they stand.
3. Check every key and read every value; `credits`, `licenses` and `settings` read theirs.

All problems are reported at once.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from everyleaf.diagnostics import Diagnostic
from everyleaf.model import Form, Metadata, Settings
from everyleaf.read.credits import read_attributions, read_contributors
from everyleaf.read.languages import direction_of, normalize_language
from everyleaf.read.licenses import read_license
from everyleaf.read.settings import (
    MATERIAL_KEYS,
    SETTING_KEYS,
    Materials,
    read_materials,
    read_settings,
)
from everyleaf.read.yaml_fields import (
    Context,
    compose_mapping,
    read_date,
    read_mapping,
    read_text,
    read_texts,
    require_text,
)

_FENCE = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)

METADATA_KEYS = (
    "title",
    "subtitle",
    "lang",
    "date",
    "authors",
    "publisher",
    "description",
    "subjects",
    "identifier",
    "rights",
    "license",
    "attribution",
)


def cut_front_matter(text: str) -> tuple[str | None, str]:
    """Split a source into its YAML and its body; the body keeps its line numbers."""
    match = _FENCE.match(text)
    if match is None:
        return None, text
    return match[1], "\n" * text.count("\n", 0, match.end()) + text[match.end() :]


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the front matter of an article says."""

    metadata: Metadata | None
    """None where it cannot be used."""
    settings: Settings
    materials: Materials
    findings: tuple[Diagnostic, ...]


def read_front_matter(text: str | None, path: str) -> FrontMatter:
    """Return what the front matter says, with every problem found.

    `text` is the YAML between the fences, or None if the source has no front matter.
    """
    context = Context(path, first_line=2)
    if text is None:
        context.error(
            "front-matter-missing",
            "the file does not begin with front matter between two lines of ---",
            "Begin the file with a line of ---, then at least title, lang, date and attribution, "
            "then close them with another line of ---.",
            context.start,
        )
        return FrontMatter(None, Settings(), Materials(), tuple(context.findings))
    node = compose_mapping(context, text)
    if node is None:
        return FrontMatter(None, Settings(), Materials(), tuple(context.findings))
    keys = (*METADATA_KEYS, *SETTING_KEYS, *MATERIAL_KEYS)
    fields = read_mapping(context, node, keys, "front matter")
    metadata = read_metadata(context, fields, "article")
    settings = read_settings(context, fields, "article")
    materials = read_materials(context, fields)
    findings = tuple(context.findings)
    return FrontMatter(None if findings else metadata, settings, materials, findings)


def read_metadata(context: Context, fields: Mapping[str, yaml.Node], form: Form) -> Metadata | None:
    """Return what the keys of `METADATA_KEYS` say; None where it cannot be used."""
    title = require_text(context, fields, "title", "title: The Tides")
    lang_text = require_text(context, fields, "lang", "lang: en-GB")
    language = read_language(context, fields["lang"], lang_text) if lang_text else None
    date_text = require_text(context, fields, "date", "date: 2026-11-01")
    date = read_date(context, fields["date"], date_text) if date_text else None
    if "attribution" not in fields:
        context.error(
            "attribution-missing",
            "nobody is credited: the key attribution is missing",
            "Add `attribution:` with a list of entries; each has at least a role and a name.",
            context.start,
        )
    attributions = tuple(read_attributions(context, fields.get("attribution")))
    contributors = tuple(read_contributors(context, fields.get("authors")))
    publisher = read_text(context, fields.get("publisher"))
    identifier = _identifier(context, fields.get("identifier"))
    subtitle = read_text(context, fields.get("subtitle"))
    description = read_text(context, fields.get("description"))
    subjects = tuple(read_texts(context, fields.get("subjects")))
    rights = read_text(context, fields.get("rights"))
    licence = read_license(context, fields.get("license"))
    if title is None or language is None or date is None:
        return None
    seed = "\n".join([publisher or "", title, date.isoformat()])
    return Metadata(
        identifier=identifier or uuid.uuid5(uuid.NAMESPACE_URL, "everyleaf\n" + seed).urn,
        title=title,
        subtitle=subtitle,
        language=language,
        direction=direction_of(language),
        date=date,
        contributors=contributors,
        attributions=attributions,
        publisher=publisher,
        description=description,
        subjects=subjects,
        rights=rights,
        license=licence,
        form=form,
        position=context.start,
    )


def read_language(context: Context, node: yaml.Node, text: str) -> str | None:
    """Return a language's tag in its usual spelling."""
    language = normalize_language(text)
    if language is None:
        context.error(
            "language-invalid",
            f"{text} is not a language tag",
            "Use a BCP 47 tag, such as en-GB, az or pt-BR.",
            node,
        )
    return language


def _identifier(context: Context, node: yaml.Node | None) -> str | None:
    text = read_text(context, node)
    if text is None or node is None:
        return None
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+", text):
        context.error(
            "identifier-invalid",
            f"{text} is not a URI",
            "Use a URI such as urn:isbn:9780000000000, urn:uuid:… or https://doi.org/….",
            node,
        )
        return None
    return text
