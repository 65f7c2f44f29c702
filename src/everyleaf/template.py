"""Fill a template: cover and shelf are pages of their own, beside the document of `html/`.

Why a sandbox: templates come with the text, often from someone else, and to publish a text must
never run what its author likes on the publisher's machine.
"""

from __future__ import annotations

from collections.abc import Mapping

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from everyleaf.diagnostics import Diagnostic, Position, PublishError


def fill_template(templates: Mapping[str, str], name: str, values: Mapping[str, object]) -> str:
    """Return the filled template, every value escaped.

    Raises:
        PublishError: `template-invalid`, if it is not there or cannot be used.
    """
    environment = ImmutableSandboxedEnvironment(
        loader=jinja2.DictLoader(dict(templates)),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    try:
        return environment.get_template(name).render(dict(values))
    except (
        jinja2.TemplateError,
        # what a template's own expressions may raise
        ArithmeticError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        finding = Diagnostic(
            "template-invalid",
            "error",
            f"the template cannot be used: {getattr(error, 'message', None) or error}",
            "Mend the template, or remove it to use the one that comes with Everyleaf.",
            Position(f"templates/{name}", getattr(error, "lineno", None)),
        )
        raise PublishError([finding]) from error
