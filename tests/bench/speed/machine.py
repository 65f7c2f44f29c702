"""Say in plain words what the benchmark ran on; no name of a host, no path."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGES = {
    "Everyleaf": "everyleaf",
    "WeasyPrint": "weasyprint",
    "Typst": "typst",
}


def describe_machine(programs: Mapping[str, str | None]) -> dict[str, str]:
    """Return what the machine is, and the versions of what ran; `programs` are name → path."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
    told = {
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "memory": f"{pages:.0f} GB",
        "system": _system(),
        "Python": platform.python_version(),
    }
    for name, package in _PACKAGES.items():
        try:
            told[name] = version(package)
        except PackageNotFoundError:
            continue
    for name, program in programs.items():
        if program:
            done = subprocess.run([program, "--version"], capture_output=True, text=True)
            words = done.stdout.split()
            told[name] = next((w for w in words if w[:1].isdigit()), "unknown")
    return told


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _system() -> str:
    told = platform.freedesktop_os_release()
    release = platform.release().partition("-")[0]
    return f"{told.get('PRETTY_NAME', 'Linux')}, {platform.system()} {release}"
