"""A system without Pango gets the command that installs it."""

from __future__ import annotations

import platform
import subprocess
import sys
import textwrap

import pytest

from everyleaf.pdf.layout.pango import describe_missing_pango, install_command

SYSTEMS = [
    ("Linux", {"ID": "debian"}, "sudo apt install libpango-1.0-0"),
    ("Linux", {"ID": "linuxmint", "ID_LIKE": "ubuntu debian"}, "sudo apt install"),
    ("Linux", {"ID": "fedora"}, "sudo dnf install pango"),
    ("Linux", {"ID": "arch"}, "sudo pacman -S pango"),
    ("Linux", {"ID": "alpine"}, "sudo apk add pango"),
    ("Linux", {"ID": "unheard-of"}, "see https://"),
    ("Darwin", {}, "brew install pango"),
    ("Windows", {}, "mingw-w64-x86_64-pango"),
]


@pytest.mark.parametrize(("system", "release", "command"), SYSTEMS)
def test_install_command(
    system: str, release: dict[str, str], command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "system", lambda: system)
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: release)
    assert command in install_command()


def test_no_os_release(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> dict[str, str]:
        raise FileNotFoundError

    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setattr(platform, "freedesktop_os_release", missing)
    assert "see https://" in install_command()


def test_finding() -> None:
    finding = describe_missing_pango(OSError("cannot load library 'libpango-1.0-0'"))
    assert (finding.code, finding.severity) == ("pango-missing", "error")
    assert "Pango" in finding.message
    assert finding.remedy.startswith("Install it: ")


def test_no_traceback_without_pango() -> None:
    """In a process of its own, since WeasyPrint opens the library when it is imported."""
    program = """
        import cffi
        class NoPango(cffi.FFI):
            def dlopen(self, name, flags=0):
                if "pango" in name:
                    raise OSError(f"cannot load library {name!r}")
                return super().dlopen(name, flags)
        cffi.FFI = NoPango
        from everyleaf.diagnostics import PublishError
        from everyleaf.pdf.layout import weasy
        try:
            weasy.load()
        except PublishError as error:
            print(*(d.code for d in error.diagnostics))
    """
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "pango-missing"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other names for libraries")
def test_no_process_looks_for_libraries() -> None:
    program = """
        import sys
        from everyleaf.pdf.layout import weasy
        sys.addaudithook(lambda event, _: event == "subprocess.Popen" and sys.exit("started one"))
        weasy.load()
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=True)
