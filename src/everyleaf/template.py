"""Fill a template: cover and shelf are pages of their own, beside the document of `html/`."""

from __future__ import annotations

from collections.abc import Mapping

import jinja2

from everyleaf.diagnostics import Diagnostic, Position, PublishError


def fill_template(templates: Mapping[str, str], name: str, values: Mapping[str, object]) -> str:
    """Return the filled template, every value escaped.

    Raises:
        PublishError: `template-invalid`, if it is not there or cannot be used.
    """
    environment = jinja2.Environment(
        loader=jinja2.DictLoader(dict(templates)),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    try:
        return environment.get_template(name).render(dict(values))
    except jinja2.TemplateError as error:
        finding = Diagnostic(
            "template-invalid",
            "error",
            f"the template cannot be used: {error.message}",
            "Mend the template, or remove it to use the one that comes with Everyleaf.",
            Position(f"templates/{name}", getattr(error, "lineno", None)),
        )
        raise PublishError([finding]) from error
