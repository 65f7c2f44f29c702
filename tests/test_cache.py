"""The cache gives back what was put in, or nothing."""

from __future__ import annotations

import datetime
import multiprocessing
import os
import pickle
import resource
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from everyleaf.cache import Cache
from everyleaf.diagnostics import Diagnostic, Position, PublishError
from everyleaf.fingerprints import fingerprint, house, library_versions
from everyleaf.fonts import packaged_fonts
from everyleaf.model import Publication
from everyleaf.parcels import DamagedError, Deferred, pack, unpack

KEY = fingerprint("a key")
VALUE = {"a": (1, 2.5, None, "ä\ud800", b"\0"), "b": [datetime.date(2026, 11, 1), {3, 4}]}


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def is_lost(cache: Cache) -> bool:
    try:
        cache.load(KEY)
    except KeyError:
        return True
    return False


def test_a_value_comes_back(cache: Cache) -> None:
    assert is_lost(cache)
    assert cache.store(KEY, VALUE)
    assert cache.load(KEY) == VALUE
    assert cache.problem is None
    assert stat.S_IMODE(cache.folder.stat().st_mode) & 0o077 == 0


def test_an_entry_that_was_cut_off_is_none(cache: Cache) -> None:
    cache.store(KEY, (VALUE, Deferred(VALUE)))
    data = cache.path(KEY).read_bytes()
    for length in range(len(data)):
        cache.path(KEY).write_bytes(data[:length])
        assert is_lost(cache), length
    cache.path(KEY).write_bytes(data + b"\0")
    assert is_lost(cache)


def test_an_entry_with_a_flipped_bit_is_none(cache: Cache) -> None:
    cache.store(KEY, (VALUE, Deferred(VALUE)))
    data = cache.path(KEY).read_bytes()
    for place in range(len(data)):
        flipped = bytearray(data)
        flipped[place] ^= 1 << place % 8
        cache.path(KEY).write_bytes(flipped)
        assert is_lost(cache), place


def test_an_entry_in_anothers_place_is_none(cache: Cache) -> None:
    other = fingerprint("another")
    cache.store(other, VALUE)
    cache.path(KEY).parent.mkdir(exist_ok=True)
    cache.path(other).rename(cache.path(KEY))
    assert is_lost(cache)


def test_a_late_part_that_changes_midway_is_found_out(cache: Cache) -> None:
    cache.store(KEY, Deferred(b"x" * 1000))
    heavy = cache.load(KEY)
    data = bytearray(cache.path(KEY).read_bytes())
    data[-20] ^= 1
    cache.path(KEY).write_bytes(data)
    with pytest.raises(DamagedError):
        heavy.get()
    cache.path(KEY).unlink()
    with pytest.raises(DamagedError):
        heavy.get()


@pytest.mark.parametrize(
    "named", [os.system, pickle.loads, multiprocessing.Process, PublishError.mro]
)
def test_an_entry_can_name_no_function_and_no_stranger(cache: Cache, named: Any) -> None:
    data = pickle.dumps(named)
    honest = pack(None)
    assert unpack(honest) is None
    with pytest.raises(DamagedError):
        unpack(_forge(data))


def _forge(data: bytes) -> bytes:
    """Return pickled data in a parcel that is whole."""
    import hashlib
    import struct

    head = struct.pack(">I", 1) + struct.pack(">Q32s", len(data), hashlib.sha256(data).digest())
    return b"everyleaf parcel 1\n" + hashlib.sha256(b"\n" + head).digest() + head + data


def test_a_folder_that_cannot_be_written_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = Cache(tmp_path / "file" / "cache")
    assert not cache.store(KEY, VALUE)
    assert cache.problem
    assert is_lost(cache)


def test_a_cache_that_may_only_be_read_is_read(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.store(KEY, VALUE)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")  # which root is never told

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    monkeypatch.setattr("os.utime", refuse)
    assert not cache.store(fingerprint("another"), VALUE)
    assert cache.problem == "Permission denied"
    assert cache.load(KEY) == VALUE


def test_a_full_disk_leaves_no_half_entry(cache: Cache) -> None:
    with _files_of_at_most(4096):
        assert not cache.store(KEY, b"x" * 10_000)
    assert cache.problem
    assert is_lost(cache)
    assert list(cache.path(KEY).parent.iterdir()) == []


@contextmanager
def _files_of_at_most(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def _write_often(folder: str) -> None:
    for _ in range(200):
        assert Cache(Path(folder)).store(KEY, [VALUE] * 50)


def test_two_processes_write_the_same_entry(cache: Cache) -> None:
    cache.store(KEY, [VALUE] * 50)
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_often, args=(str(cache.folder),)) for _ in range(2)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert cache.load(KEY) == [VALUE] * 50
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0


def test_what_was_not_used_for_longest_goes(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache", limit_bytes=10_000)
    keys = [fingerprint(number) for number in range(10)]
    for age, key in enumerate(keys):
        cache.store(key, b"x" * 1800)
        os.utime(cache.path(key), ns=(age * 10**9, age * 10**9))
    cache.load(keys[0])
    cache.prune()
    left = [key for key in keys if cache.has(key)]
    assert left == [keys[0], *keys[7:]]
    assert cache.measure()[1] <= 8000


def test_clearing_leaves_what_is_not_the_caches(cache: Cache) -> None:
    cache.store(KEY, VALUE)
    (cache.folder / "letter.txt").write_text("mine")
    (cache.path(KEY).parent / "letter.txt").write_text("mine")
    (cache.path(KEY).parent / ".unfinished-abc").write_text("of a killed run")
    cache.clear()
    assert is_lost(cache)
    left = sorted(p.name for p in cache.folder.rglob("*") if p.is_file())
    assert left == ["CACHEDIR.TAG", "letter.txt", "letter.txt"]


def test_a_publication_comes_back(tides: Publication) -> None:
    again = unpack(pack(tides))
    assert etree.tostring(again.document) == etree.tostring(tides.document)
    assert again.metadata == tides.metadata
    assert again.fonts == packaged_fonts()
    assert len(pack(tides)) < 1_000_000
    assert fingerprint(again) == fingerprint(tides)


def test_findings_come_back() -> None:
    finding = Diagnostic("a-b", "error", "it is so", "Mend it.", Position("a.md", 1))
    error = unpack(pack(PublishError([finding])))
    assert error.diagnostics == (finding,)


def test_no_two_values_have_one_fingerprint() -> None:
    values = [
        None, True, 1, 1.0, "1", b"1", "", b"", (), ("",), ("", ""), (("",), ""), ("1", "2"), ("12",), ("1", ("2",)),
        [1], {1: 2}, {2: 1}, {1, 2}, {"1": "2"}, datetime.date(2026, 1, 1), "2026-01-01", Path("a"), "a",
        Position("a"), Position("a", 1), etree.Element("a"), etree.Element("b"), etree.Element("a", b="c"),
    ]  # fmt: skip
    prints = {fingerprint(value) for value in values}
    assert len(prints) == len(values)
    assert fingerprint([1]) == fingerprint((1,))
    assert fingerprint({1, 2, 3}) == fingerprint({3, 2, 1})


def test_what_cannot_be_told_apart_has_no_fingerprint() -> None:
    with pytest.raises(TypeError, match="no fingerprint"):
        fingerprint(object())


def test_the_house_is_known() -> None:
    assert house()
    assert set(library_versions()) >= {"pango", "harfbuzz"}
