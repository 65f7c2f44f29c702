"""Run the command line as `python -m everyleaf`."""

from __future__ import annotations

from everyleaf.cli import main

if __name__ == "__main__":
    main()
