"""A PNG is whole or not: what a judge of one says of every way in which one breaks."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Iterator

import pytest
from PIL import Image, ImageFile

from everyleaf.read.png import is_whole_png
from everyleaf.read.resources import measure_raster

WIDTH, HEIGHT = 60, 40
END = 12
"""Bytes of the chunk that ends a file, whose own checksum nobody needs."""


def png(mode: str = "RGB", **options: bool) -> bytes:
    dots = random.Random(1).randbytes(WIDTH * HEIGHT * len(mode) if mode != "1" else 8 * HEIGHT)
    out = io.BytesIO()
    Image.frombytes(mode, (WIDTH, HEIGHT), dots).save(out, "PNG", **options)
    return out.getvalue()


def with_rows(rows: bytes, passes: int = 0) -> bytes:
    def chunks() -> Iterator[bytes]:
        header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, passes)
        for kind, content in ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")):
            checksum = zlib.crc32(kind + content)
            yield struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)

    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks())


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "1", "P"])
def test_what_pillow_writes_is_whole(mode: str) -> None:
    assert is_whole_png(png(mode))


def test_a_file_that_ends_early_is_not() -> None:
    data = png()
    assert not any(is_whole_png(data[:size]) for size in range(8, len(data)))
    assert measure_raster(data) is not None
    assert measure_raster(data[:-END]) is None


def test_no_byte_may_be_another() -> None:
    data = png()
    for at in range(8, len(data), 7):
        assert not is_whole_png(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]), at


def test_rows_that_are_not_all_there() -> None:
    row = b"\0" + b"\x80" * (3 * WIDTH)
    assert is_whole_png(with_rows(row * HEIGHT))
    assert not is_whole_png(with_rows((row * HEIGHT)[:-1]))
    assert measure_raster(with_rows(row * (HEIGHT - 1))) is None


def test_a_row_with_a_filter_that_is_none() -> None:
    row = b"\0" + b"\x80" * (3 * WIDTH)
    other = b"\5" + row[1:]
    assert not is_whole_png(with_rows(row * 9 + other + row * (HEIGHT - 10)))
    assert measure_raster(with_rows(other * HEIGHT)) is None


@pytest.mark.parametrize("lenient", [False, True])
def test_one_in_passes_is_read_by_pillow(monkeypatch: pytest.MonkeyPatch, *, lenient: bool) -> None:
    """Whether WeasyPrint, which has Pillow read half a file, is there or not."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", lenient)
    rows = b"\0" * 9000
    assert is_whole_png(with_rows(rows, passes=1)) is None
    assert measure_raster(with_rows(rows, passes=1)) is not None
    assert measure_raster(with_rows(rows[:99], passes=1)) is None
