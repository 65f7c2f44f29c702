"""Read who made the work and who is credited for what.

1. `read_contributors` reads `authors`: names, or entries with a role.
2. `read_attributions` reads `attribution`, which must name somebody.
3. Roles are everyday words or MARC relator codes (`relators`).
"""

from __future__ import annotations

from collections.abc import Iterable

import yaml

from everyleaf.diagnostics import suggest
from everyleaf.model import Attribution, Contributor
from everyleaf.read.licenses import read_license
from everyleaf.read.yaml_fields import (
    Context,
    read_date,
    read_mapping,
    read_text,
    read_url,
)
from everyleaf.relators import RELATORS, ROLE_OF, ROLE_WORDS

_AUTHOR_KEYS = ("name", "sort", "role", "id")
_ATTRIBUTION_KEYS = ("role", "name", "title", "place", "url", "date", "license", "changes")


def read_contributors(context: Context, node: yaml.Node | None) -> Iterable[Contributor]:
    """Yield the people of `authors`: one name, or a list of names and entries."""
    if node is None:
        return
    for item in node.value if isinstance(node, yaml.SequenceNode) else [node]:
        if not isinstance(item, yaml.MappingNode):
            if name := read_text(context, item):
                yield Contributor(name)
            continue
        fields = read_mapping(context, item, _AUTHOR_KEYS, "authors")
        name = read_text(context, fields.get("name"))
        if name is None:
            context.error(
                "author-name-missing", "an author has no name", "Add `name:` to the entry.", item
            )
            continue
        role = _role(context, fields.get("role"), read_text(context, fields.get("role"))) or "aut"
        sort_name = read_text(context, fields.get("sort"))
        yield Contributor(name, sort_name, role, read_url(context, fields.get("id")))


def read_attributions(context: Context, node: yaml.Node | None) -> Iterable[Attribution]:
    """Yield the complete entries of `attribution`; report the others."""
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
        fields = read_mapping(context, item, _ATTRIBUTION_KEYS, "attribution")
        if not isinstance(item, yaml.MappingNode):
            continue
        role, name = (read_text(context, fields.get(key)) for key in ("role", "name"))
        for key, value in (("role", role), ("name", name)):
            if value is None:
                context.error(
                    "attribution-incomplete",
                    f"an attribution has no {key}",
                    f"Add `{key}:` to the entry.",
                    fields.get(key) or item,
                )
        relator = _role(context, fields.get("role"), role)
        date = read_text(context, fields.get("date"))
        values = {key: read_text(context, fields.get(key)) for key in ("title", "place", "changes")}
        url = read_url(context, fields.get("url"))
        day = read_date(context, fields["date"], date) if date else None
        licence = read_license(context, fields.get("license"))
        if role and name and relator:
            yield Attribution(
                role=ROLE_OF.get(role, role),
                relator=relator,
                name=name,
                url=url,
                date=day,
                license=licence,
                position=context.at(item.start_mark),
                **values,
            )


def _role(context: Context, node: yaml.Node | None, text: str | None) -> str | None:
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
