"""Fill a template: cover and shelf are pages of their own, beside the document of `html/`.

Why a sandbox: templates come with the text, often from someone else, and to publish a text must
never run what its author likes on the publisher's machine.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from pathlib import Path

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from everyleaf.diagnostics import Diagnostic, Position, PublishError
from everyleaf.elements import local_name
from everyleaf.model import Element

_PACKAGED = Path(__file__).parent / "templates"
_CHECKOUT = Path(__file__).parents[2] / "templates"

MAX_CHARACTERS = 256 * 1024 * 1024

_FORBIDDEN = frozenset(
    "script iframe object embed base source audio video frame applet form".split()
)
"""Elements that run something or show something from elsewhere."""


def packaged_templates() -> dict[str, str]:
    """Return the text by name of each template that comes with Everyleaf."""
    ours = _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT
    return {p.name: p.read_text("utf-8") for p in sorted(ours.iterdir()) if p.is_file()}


def load_template(templates: Mapping[str, str], name: str) -> jinja2.Template:
    """Return a template that is ready to be filled.

    Raises:
        TemplateError: of Jinja's, if it cannot be used.
    """
    return _environment(tuple(templates.items())).get_template(name)


@functools.lru_cache(maxsize=2)
def _environment(templates: tuple[tuple[str, str], ...]) -> jinja2.Environment:
    """Return what compiles templates, which takes as long as to fill them, and remembers them."""
    return ImmutableSandboxedEnvironment(
        loader=jinja2.DictLoader(dict(templates)),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )


def fill_template(templates: Mapping[str, str], name: str, values: Mapping[str, object]) -> str:
    """Return the filled template, every value escaped.

    Raises:
        PublishError: `template-invalid`, if it is not there or cannot be used.
    """
    try:
        return _bounded(load_template(templates, name).generate(dict(values)))
    except (
        jinja2.TemplateError,
        # what a template's own expressions may raise
        ArithmeticError,
        AttributeError,
        LookupError,
        MemoryError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        raise _unusable(name, error) from error


def _bounded(parts: Iterable[str]) -> str:
    """Join what a template writes, while it is less than any edition needs."""
    written: list[str] = []
    length = 0
    for part in parts:
        length += len(part)
        if length > MAX_CHARACTERS:
            raise ValueError("it writes more than any edition can hold")
        written.append(part)
    return "".join(written)


def _unusable(name: str, error: Exception) -> PublishError:
    """Return the finding about what went wrong in a template, or in one that it includes."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return unusable_template(error.name or name, error.message or "", error.lineno)
    if isinstance(error, jinja2.TemplateNotFound):
        return unusable_template(name, f"it includes {error.name}, which is no template")
    if isinstance(error, MemoryError):
        return unusable_template(name, "it needs more memory than there is")
    return unusable_template(name, str(getattr(error, "message", None) or error))


def refuse_what_runs_or_fetches(root: Element, name: str) -> None:
    """Keep scripts, and addresses that would be fetched, out of what a template adds.

    Raises:
        PublishError: `template-invalid`.
    """
    for element in root.iter(etree.Element):
        tag = local_name(element).lower()
        fetched = tag == "link" and not (
            element.get("rel") == "license" or element.get("href", "").startswith("data:")
        )
        if tag in _FORBIDDEN or fetched:
            reason = f"it holds <{tag}>; an edition runs no script and holds all it shows"
            raise unusable_template(name, reason)
        for attribute, value in element.items():
            script = value.strip().lower().startswith("javascript:")
            if script or attribute.lower().startswith("on"):
                raise unusable_template(name, f"it runs a script on <{tag} {attribute}>")


def unusable_template(name: str, reason: str, line: int | None = None) -> PublishError:
    """Return the finding about a template that cannot be used."""
    finding = Diagnostic(
        "template-invalid",
        "error",
        f"the template cannot be used: {reason}",
        "Mend the template, or remove it to use the one that comes with Everyleaf.",
        Position(f"templates/{name}", line),
    )
    return PublishError([finding])
