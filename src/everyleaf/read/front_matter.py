"""Read the YAML front matter into `Metadata`, each problem with its line and column.

1. Cut the front matter from the text; the body keeps its line numbers.
2. Compose the YAML into nodes, which know where they stand.
3. Check every key and value against the table `_KEYS`; report all problems at once.

Why nodes and not plain values: a node keeps its position, and `no`, `1.10` and dates stay the
words that the author typed.
"""

from __future__ import annotations

import datetime
import difflib
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import langcodes
import yaml

from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.model import (
    NOTES_PLACES,
    PDF_STANDARDS,
    Attribution,
    Contributor,
    License,
    Metadata,
    NotesPlace,
    PdfStandard,
)
from everyleaf.read.licenses import license_from_expression
from everyleaf.read.relators import RELATORS, ROLE_WORDS

FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that no XML document may hold (XML 1.0 §2.2), and other controls."""

_FENCE = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)

_KEYS = (
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
    "pdf-standard",
    "notes",
)
_AUTHOR_KEYS = ("name", "sort", "role", "id")
_ATTRIBUTION_KEYS = ("role", "name", "title", "place", "url", "date", "license", "changes")
_LICENSE_KEYS = ("name", "url", "spdx")

_WORD_OF = {code: word for word, code in ROLE_WORDS.items()}
"""Relator code → everyday word, for authors who give the code."""

_RTL_SCRIPTS = frozenset("Arab Hebr Syrc Thaa Nkoo Adlm Rohg Samr Mand Mend".split())


@dataclass
class _Context:
    """Where we read and what we found so far."""

    path: str
    first_line: int
    findings: list[Diagnostic] = field(default_factory=list)

    def at(self, node: yaml.Node) -> Position:
        mark = node.start_mark
        return Position(self.path, mark.line + self.first_line, mark.column + 1)

    def error(self, code: str, message: str, remedy: str, place: yaml.Node | Position) -> None:
        position = place if isinstance(place, Position) else self.at(place)
        self.findings.append(Diagnostic(code, "error", message, remedy, position))


def cut_front_matter(text: str) -> tuple[str | None, str]:
    """Split a source into its YAML and its body; the body keeps its line numbers."""
    match = _FENCE.match(text)
    if match is None:
        return None, text
    return match[1], "\n" * text.count("\n", 0, match.end()) + text[match.end() :]


def read_metadata(text: str | None, path: str) -> tuple[Metadata | None, list[Diagnostic]]:
    """Return the metadata, or None where it cannot be used, and every problem found.

    `text` is the YAML between the fences, or None if the source has no front matter.
    """
    context = _Context(path, first_line=2)
    start = Position(path, 1, 1)
    if text is None:
        context.error(
            "front-matter-missing",
            "the file does not begin with front matter",
            "Begin the file with a block between two lines of ---, with at least title, lang, "
            "date and attribution.",
            start,
        )
        return None, context.findings
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = Position(path, mark.line + 2, mark.column + 1) if mark else start
        context.error(
            "front-matter-syntax",
            f"the front matter is not valid YAML: {error.problem or error.context}",
            "Put values that contain a colon, a quote or a leading symbol in quotation marks.",
            place,
        )
        return None, context.findings
    except (yaml.YAMLError, RecursionError) as error:
        deep = "it is nested too deep" if isinstance(error, RecursionError) else str(error)
        context.error(
            "front-matter-syntax",
            f"the front matter is not valid YAML: {deep}",
            "Remove characters that YAML does not allow.",
            start,
        )
        return None, context.findings
    if not isinstance(node, yaml.MappingNode):
        context.error(
            "front-matter-syntax",
            "the front matter is not a list of keys and values",
            "Write one `key: value` a line, for example `title: The Tides`.",
            start,
        )
        return None, context.findings
    metadata = _metadata(context, node, start)
    return (metadata if not context.findings else None), context.findings


def _metadata(context: _Context, node: yaml.MappingNode, start: Position) -> Metadata | None:
    fields = _mapping(context, node, _KEYS, "front matter")
    title = _required(context, fields, "title", start, "title: The Tides")
    lang_text = _required(context, fields, "lang", start, "lang: en-GB")
    language = _language(context, fields["lang"], lang_text) if lang_text else None
    date_text = _required(context, fields, "date", start, "date: 2026-11-01")
    date = _date(context, fields["date"], date_text) if date_text else None
    if "attribution" not in fields:
        context.error(
            "attribution-missing",
            "nobody is credited: the key attribution is missing",
            "Add `attribution:` with a list of entries; each has at least a role and a name.",
            start,
        )
    attributions = tuple(_attributions(context, fields.get("attribution")))
    contributors = tuple(_contributors(context, fields.get("authors")))
    publisher = _text(context, fields.get("publisher"))
    identifier = _identifier(context, fields.get("identifier"))
    subtitle = _text(context, fields.get("subtitle"))
    description = _text(context, fields.get("description"))
    subjects = tuple(_texts(context, fields.get("subjects")))
    rights = _text(context, fields.get("rights"))
    licence = _license(context, fields.get("license"))
    pdf_standard = _pdf_standard(context, fields.get("pdf-standard"))
    notes = _notes(context, fields.get("notes"))
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
        pdf_standard=pdf_standard,
        notes=notes,
        position=start,
    )


def normalize_language(tag: str) -> str | None:
    """Return a BCP 47 tag in its usual spelling, or None if it is not one."""
    tag = tag.strip()
    if not tag.isascii() or not langcodes.tag_is_valid(tag):
        return None
    return str(langcodes.standardize_tag(tag))


def direction_of(language: str) -> str:
    """Return `rtl` or `ltr`, by the script that the language is usually written in."""
    script = langcodes.Language.get(language).maximize().script
    return "rtl" if script in _RTL_SCRIPTS else "ltr"


def suggest(word: str, known: Iterable[str]) -> str:
    """Return ` Did you mean …?` for a near miss, or nothing."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" Did you mean {near[0]}?" if near else ""


def _mapping(
    context: _Context, node: yaml.Node, known: tuple[str, ...], where: str
) -> dict[str, yaml.Node]:
    """Return the values of a mapping by key; report unknown and repeated keys."""
    if not isinstance(node, yaml.MappingNode):
        context.error(
            "front-matter-value",
            f"{where} needs keys and values here",
            f"Write it as keys: {', '.join(known)}.",
            node,
        )
        return {}
    fields: dict[str, yaml.Node] = {}
    for key_node, value in node.value:
        key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "a list or keys"
        if key not in known:
            context.error(
                "front-matter-key-unknown",
                f"unknown key in {where}: {key}",
                f"Remove it or use one of: {', '.join(known)}.{suggest(key, known)}",
                key_node,
            )
        elif key in fields:
            context.error(
                "front-matter-key-repeated",
                f"the key {key} is given twice",
                "Keep one of them.",
                key_node,
            )
        else:
            fields[key] = value
    return fields


def _text(context: _Context, node: yaml.Node | None) -> str | None:
    """Return a scalar as one line of text; None for nothing."""
    if node is None:
        return None
    if not isinstance(node, yaml.ScalarNode):
        context.error(
            "front-matter-value",
            "this value must be plain text, not a list or keys",
            "Write the text on one line, in quotation marks if it has a colon.",
            node,
        )
        return None
    if node.style is None and node.value in ("", "~", "null"):
        return None
    if (character := FORBIDDEN.search(node.value)) is not None:
        context.error(
            "character-control",
            f"the value holds a control character, U+{ord(character[0]):04X}",
            "Remove it; it has no meaning in a text.",
            node,
        )
        return None
    return " ".join(node.value.split()) or None


def _texts(context: _Context, node: yaml.Node | None) -> list[str]:
    """Return a list of texts; one text alone counts as a list of one."""
    items = node.value if isinstance(node, yaml.SequenceNode) else [node]
    return [text for item in items if (text := _text(context, item))]


def _required(
    context: _Context, fields: Mapping[str, yaml.Node], key: str, start: Position, example: str
) -> str | None:
    node = fields.get(key)
    before = len(context.findings)
    text = _text(context, node)
    if text is None and len(context.findings) == before:
        context.error(
            {"lang": "language-missing"}.get(key, f"{key}-missing"),
            f"the front matter has no {key}",
            f"Add a line such as `{example}`.",
            node or start,
        )
    return text


def _language(context: _Context, node: yaml.Node, text: str) -> str | None:
    language = normalize_language(text)
    if language is None:
        context.error(
            "language-invalid",
            f"{text} is not a language tag",
            "Use a BCP 47 tag, such as en-GB, az or pt-BR.",
            node,
        )
    return language


def _date(context: _Context, node: yaml.Node, text: str) -> datetime.date | None:
    try:
        # strptime alone would accept 2026-1-1, fromisoformat alone 20261101
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return datetime.date.fromisoformat(text)
        raise ValueError(text)
    except ValueError:
        context.error(
            "date-invalid",
            f"{text} is not a date",
            "Write year-month-day, such as 2026-11-01.",
            node,
        )
        return None


def _url(context: _Context, node: yaml.Node | None) -> str | None:
    text = _text(context, node)
    if text is None or node is None:
        return None
    if not _is_web_address(text):
        context.error(
            "url-invalid",
            f"{text} is not a web address",
            "Write the whole address, beginning with https:// or http://.",
            node,
        )
        return None
    return text


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        _ = parts.port  # raises where it is no number
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and all(host.removesuffix(".").split("."))
        and not re.search(r'[\s<>"{}|\\^`]|%(?![0-9A-Fa-f]{2})', text)
    )


def _identifier(context: _Context, node: yaml.Node | None) -> str | None:
    text = _text(context, node)
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


def _license(context: _Context, node: yaml.Node | None) -> License | None:
    if node is None:
        return None
    if isinstance(node, yaml.MappingNode):
        fields = _mapping(context, node, _LICENSE_KEYS, "license")
        name = _text(context, fields.get("name"))
        url = _url(context, fields.get("url"))
        spdx = _text(context, fields.get("spdx"))
        known = _spdx(context, fields["spdx"], spdx) if spdx else None
        if name is None and known is None:
            context.error(
                "license-name-missing",
                "the license has no name",
                "Add `name:` with the words to show.",
                node,
            )
            return None
        return License(
            name or (known.name if known else ""), url or (known.url if known else None), spdx
        )
    text = _text(context, node)
    return _spdx(context, node, text) if text else None


def _spdx(context: _Context, node: yaml.Node, text: str) -> License | None:
    found = license_from_expression(text)
    if found is None:
        context.error(
            "license-unknown",
            f"{text} is not an SPDX licence expression",
            "Use one such as CC-BY-4.0, or write the words and an address: "
            "`license: {name: …, url: …}`.",
            node,
        )
    return found


def _pdf_standard(context: _Context, node: yaml.Node | None) -> PdfStandard:
    text = _text(context, node)
    found = next((name for name in PDF_STANDARDS if name == text), PDF_STANDARDS[0])
    if node is not None and text is not None and found != text:
        context.error(
            "pdf-standard-unknown",
            f"{text} is no set of PDF standards",
            "Write ua-1 (PDF/UA-1 and PDF/A-3a), which is what you get without this line, or ua-2 "
            f"(PDF/UA-2, Well-Tagged PDF and PDF/A-4f).{suggest(text.casefold(), PDF_STANDARDS)}",
            node,
        )
    return found


def _notes(context: _Context, node: yaml.Node | None) -> NotesPlace:
    text = _text(context, node)
    found = next((name for name in NOTES_PLACES if name == text), NOTES_PLACES[0])
    if node is not None and text is not None and found != text:
        context.error(
            "notes-place-unknown",
            f"{text} is no place for notes",
            "Write end (after the text), which is what you get without this line, or page (at the "
            "foot of the printed page).",
            node,
        )
    return found


def _role(context: _Context, node: yaml.Node | None, text: str | None) -> str | None:
    """Return the MARC relator code of a role word or code."""
    if text is None or node is None:
        return None
    code = ROLE_WORDS.get(text.casefold()) or (text if text in RELATORS else None)
    if code is None:
        context.error(
            "role-unknown",
            f"unknown role: {text}",
            "Use a role such as author, editor, translator, illustrator, photographer, source or "
            f"publisher, or a MARC relator code.{suggest(text.casefold(), ROLE_WORDS)}",
            node,
        )
    return code


def _contributors(context: _Context, node: yaml.Node | None) -> Iterable[Contributor]:
    if node is None:
        return
    for item in node.value if isinstance(node, yaml.SequenceNode) else [node]:
        if not isinstance(item, yaml.MappingNode):
            if name := _text(context, item):
                yield Contributor(name)
            continue
        fields = _mapping(context, item, _AUTHOR_KEYS, "authors")
        name = _text(context, fields.get("name"))
        if name is None:
            context.error(
                "author-name-missing", "an author has no name", "Add `name:` to the entry.", item
            )
            continue
        role = _role(context, fields.get("role"), _text(context, fields.get("role"))) or "aut"
        sort_name = _text(context, fields.get("sort"))
        yield Contributor(name, sort_name, role, _url(context, fields.get("id")))


def _attributions(context: _Context, node: yaml.Node | None) -> Iterable[Attribution]:
    if node is None:
        return
    items = node.value if isinstance(node, yaml.SequenceNode) else [node]
    if not items or (isinstance(node, yaml.ScalarNode)):
        context.error(
            "attribution-missing",
            "attribution lists nobody",
            "List who is credited: each entry has at least a role and a name.",
            node,
        )
        return
    for item in items:
        fields = _mapping(context, item, _ATTRIBUTION_KEYS, "attribution")
        if not isinstance(item, yaml.MappingNode):
            continue
        role, name = (_text(context, fields.get(key)) for key in ("role", "name"))
        for key, value in (("role", role), ("name", name)):
            if value is None:
                context.error(
                    "attribution-incomplete",
                    f"an attribution has no {key}",
                    f"Add `{key}:` to the entry.",
                    fields.get(key) or item,
                )
        relator = _role(context, fields.get("role"), role)
        date = _text(context, fields.get("date"))
        values = {key: _text(context, fields.get(key)) for key in ("title", "place", "changes")}
        url = _url(context, fields.get("url"))
        day = _date(context, fields["date"], date) if date else None
        licence = _license(context, fields.get("license"))
        if role and name and relator:
            yield Attribution(
                role=_WORD_OF.get(role, role),
                relator=relator,
                name=name,
                url=url,
                date=day,
                license=licence,
                position=context.at(item),
                **values,
            )
