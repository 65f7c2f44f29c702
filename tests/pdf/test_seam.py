"""A canary: what we rely on in WeasyPrint and pydyf, so that a new version fails here first."""

from __future__ import annotations

import inspect
import types

import pydyf
import pytest

from everyleaf.diagnostics import PublishError
from everyleaf.pdf.layout import weasy

weasyprint = weasy.load()


def test_version() -> None:
    assert weasyprint.__version__ in weasy.SUPPORTED
    assert pydyf.__version__ == "0.13.0"


def test_what_cuts_fonts_is_loaded_when_it_is_called() -> None:
    from weasyprint.pdf import fonts

    options = fonts.subset.Options(retain_gids=True)
    assert (type(options).__module__, options.retain_gids) == ("fontTools.subset", True)
    with pytest.raises(ValueError, match="fvar"):
        fonts.instantiateVariableFont({}, {})


def test_add_tags_is_where_it_was() -> None:
    import weasyprint.pdf

    parameters = tuple(inspect.signature(weasyprint.pdf.add_tags).parameters)
    assert parameters == ("pdf", "document", "pdf_version", "page_streams")
    source = inspect.getsource(weasyprint.pdf.generate_pdf)
    assert "add_tags(pdf, document, options['pdf_version'], page_streams)" in source
    assert source.index("_use_references(pdf") < source.index("add_tags(pdf")


def test_streams_hold_their_marks() -> None:
    from weasyprint.pdf.stream import Stream

    assert "self._tags = tags" in inspect.getsource(Stream.__init__)
    assert "self._tags[box] = {'tag': tag, 'mcid': mcid}" in inspect.getsource(Stream.marked)


def test_variants_are_there() -> None:
    from weasyprint.pdf import VARIANTS

    assert {"pdf/ua-1", "pdf/ua-2"} <= set(VARIANTS)


def test_boxes_have_what_we_read() -> None:
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout.absolute import AbsolutePlaceholder

    assert "at_keyword" in inspect.getsource(boxes.MarginBox.__init__)
    for name in ("link_annotation", "is_leader"):
        assert hasattr(boxes.Box, name), name
    assert "is_header" in inspect.getsource(boxes)
    assert "_box" in inspect.getsource(AbsolutePlaceholder.__init__)


@pytest.mark.parametrize("version", ["69.0", "71.0"])
def test_another_version_is_refused(version: str) -> None:
    pdf = types.SimpleNamespace(add_tags=weasyprint.pdf.add_tags)
    module = types.SimpleNamespace(__version__=version, pdf=pdf)
    with pytest.raises(PublishError) as caught:
        weasy.check_seam(module)  # type: ignore[arg-type]  # stands for the module
    (finding,) = caught.value.diagnostics
    assert finding.code == "weasyprint-version"
    assert "pip install weasyprint==70.0" in finding.remedy


def test_another_signature_is_refused() -> None:
    pdf = types.SimpleNamespace(add_tags=lambda pdf, document, streams: None)
    module = types.SimpleNamespace(__version__=weasy.SUPPORTED[-1], pdf=pdf)
    with pytest.raises(PublishError):
        weasy.check_seam(module)  # type: ignore[arg-type]  # stands for the module


def test_add_tags_is_put_back() -> None:
    import weasyprint.pdf

    from tests.pdf.documents import render

    before = weasyprint.pdf.add_tags
    render("<p>A</p>")
    assert weasyprint.pdf.add_tags is before
