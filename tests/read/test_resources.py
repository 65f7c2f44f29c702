"""What an SVG may hold, in whatever disguise, and files that only look like images."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from everyleaf.jobs import InProcess
from everyleaf.model import Element
from everyleaf.read.resources import Pictures

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'


def codes(folder: Path, name: str) -> list[str]:
    body: Element = etree.fromstring(f'<p><img src="{name}" data-source="a.md:1:1"/></p>')
    return [finding.code for finding in Pictures(folder, InProcess()).read([body])]


def code_of(folder: Path, data: bytes) -> list[str]:
    (folder / "a.svg").write_bytes(data)
    return codes(folder, "a.svg")


@pytest.mark.parametrize(
    "inside",
    [
        "<style>@import 'http://x/a.css';</style>",
        r"<style>@im\port 'http://x/a.css';</style>",
        r"<style>rect { fill: u\72l(http://x/a) }</style>",
        "<style>rect { fill: image-set('http://x' 1x) }</style>",
        '<rect fill="url(http://x/a#b)"/>',
        r'<rect style="fill:u\72l(http://x)"/>',
        '<g xml:base="http://x/"><use href="#a"/></g>',
        '<image href="data:image/svg+xml,x"/>',
        '<a href="javascript:alert(1)"/>',
        "<animateColor/>",
        '<rect onclick="x"/>',
    ],
)
def test_unsafe(tmp_path: Path, inside: str) -> None:
    assert code_of(tmp_path, SVG.format(inside).encode()) == ["svg-unsafe"]


@pytest.mark.parametrize(
    "inside",
    ["<rect fill=\"url( '#a' )\"/>", "<rect style='fill:url(\"#a\")'/>", '<use href="#a"/>'],
)
def test_safe(tmp_path: Path, inside: str) -> None:
    assert code_of(tmp_path, SVG.format(inside).encode()) == []


def test_references_that_multiply(tmp_path: Path) -> None:
    """Small files that take for ever to draw."""
    levels = "".join(f'<g id="a{n + 1}">{f"""<use href="#a{n}"/>""" * 10}</g>' for n in range(6))
    bomb = f'<defs><rect id="a0"/>{levels}</defs><use href="#a6"/>'
    assert code_of(tmp_path, SVG.format(bomb).encode()) == ["svg-unsafe"]
    circle = '<g id="a"><use href="#b"/></g><g id="b"><rect fill="url(#a)"/></g>'
    assert code_of(tmp_path, SVG.format(circle).encode()) == ["svg-unsafe"]
    far = "".join(f'<g id="a{n + 1}"><use href="#a{n}"/></g>' for n in range(5000))
    assert code_of(tmp_path, SVG.format(far).encode()) == ["svg-unsafe"]
    honest = '<path id="p"/>' + '<use href="#p" fill="#a" style="clip-path: url(#p)"/>' * 999
    linked = f'<g id="a"><a href="#a">{honest}</a></g>'
    assert code_of(tmp_path, SVG.format(linked).encode()) == []


def test_document_type_in_another_encoding(tmp_path: Path) -> None:
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE svg [<!ENTITY a SYSTEM "file:///x">]>'
    assert code_of(tmp_path, (text + SVG.format("&a;")).encode("utf-16")) == ["svg-unsafe"]


def test_stylesheet_before_the_first_element(tmp_path: Path) -> None:
    text = '<?xml-stylesheet href="http://x/a.css"?>' + SVG.format("")
    assert code_of(tmp_path, text.encode()) == ["svg-unsafe"]


def test_sizes_that_are_no_numbers(tmp_path: Path) -> None:
    text = '<svg xmlns="http://www.w3.org/2000/svg" width="1.2.3" height="."/>'
    assert code_of(tmp_path, text.encode()) == ["svg-no-size"]


def test_links_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "a.png").symlink_to("a.png")
    assert codes(tmp_path, "a.png")[0] in ("image-unreadable", "image-not-found")
