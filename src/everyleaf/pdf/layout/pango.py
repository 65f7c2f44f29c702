"""Tell the reader of a bare machine how to install Pango, which lays out the PDF's text."""

from __future__ import annotations

import platform

from everyleaf.diagnostics import Diagnostic

_LINUX = (
    # names in os-release ID and ID_LIKE, command
    (("debian", "ubuntu"), "sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"),
    (("fedora", "rhel", "centos"), "sudo dnf install pango"),
    (("arch",), "sudo pacman -S pango"),
    (("alpine",), "sudo apk add pango fontconfig harfbuzz-subset"),
    (("suse", "opensuse"), "sudo zypper install libpango-1_0-0"),
)
_OTHER = {
    "Darwin": "brew install pango",
    "Windows": "pacman -S mingw-w64-x86_64-pango (in the MSYS2 shell, from https://www.msys2.org)",
}
_MANUAL = "https://doc.courtbouillon.org/weasyprint/stable/first_steps.html"


def describe_missing_pango(error: OSError) -> Diagnostic:
    """Return the finding for a library that could not be opened, with the install command."""
    return Diagnostic(
        "pango-missing",
        "error",
        f"The PDF needs the Pango library, which this system lacks ({error}).".replace("\n", " "),
        f"Install it: {install_command()}",
    )


def install_command() -> str:
    """Return the command that installs Pango on this system."""
    system = platform.system()
    if system != "Linux":
        return _OTHER.get(system, f"see {_MANUAL}")
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        release = {}
    names = {release.get("ID", ""), *release.get("ID_LIKE", "").split()}
    return next((command for ids, command in _LINUX if names & set(ids)), f"see {_MANUAL}")
