"""Finds and loads the robot-side library."""

from __future__ import annotations

import ctypes
import os
import subprocess
import threading
from pathlib import Path
from typing import Optional

from . import _structures

_lock = threading.Lock()
_loaded: Optional[ctypes.CDLL] = None


class LibraryNotFound(ImportError):
    """The robot-side library is not here; the text says what to do."""


def load() -> ctypes.CDLL:
    """The library, loaded once: RTLD_LOCAL, so that it and other libraries (pyzmq has a libzmq of
    its own) do not see each other's symbols."""
    global _loaded
    with _lock:
        if _loaded is None:
            _loaded = _open(find())
        return _loaded


def find() -> Path:
    """REINS_CELL_LIBRARY, else the wheel's own, else one built in the checkout."""
    named = os.environ.get("REINS_CELL_LIBRARY")
    if named:
        if not Path(named).is_file():
            raise LibraryNotFound(
                f"REINS_CELL_LIBRARY names {named}, which is no file: "
                "set it to the path that Scripts/build-cell prints."
            )
        return Path(named)
    bundled = Path(__file__).with_name("libreins_cell.so")
    if bundled.is_file():
        return bundled
    checkout = _checkout()
    if checkout is not None:
        return _build(checkout)
    raise LibraryNotFound(
        "The library libreins_cell.so was not found: set REINS_CELL_LIBRARY to the path that "
        "Scripts/build-cell prints in a checkout of Reins."
    )


def _checkout() -> Optional[Path]:
    noted = Path(__file__).with_name("checkout.txt")
    if noted.is_file():
        root = Path(noted.read_text().strip())
    else:  # used from the source tree
        root = Path(__file__).resolve().parents[4]
    return root if (root / "Scripts" / "build-cell").is_file() else None


def _build(checkout: Path) -> Path:
    try:
        made = subprocess.run(
            [str(checkout / "Scripts" / "build-cell")],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    except OSError as error:
        raise LibraryNotFound(f"Scripts/build-cell in {checkout} could not run: {error}.") from None
    path = Path(made.stdout.strip().splitlines()[-1]) if made.stdout.strip() else None
    if made.returncode != 0 or path is None or not path.is_file():
        reason = made.stderr.strip().splitlines()
        raise LibraryNotFound(
            f"Scripts/build-cell in {checkout} failed ({reason[-1] if reason else 'no output'}): "
            "run it by hand, or set REINS_CELL_LIBRARY to a library built elsewhere."
        )
    return path


def _open(path: Path) -> ctypes.CDLL:
    try:
        library = ctypes.CDLL(str(path), mode=ctypes.RTLD_LOCAL)
    except OSError as error:
        raise LibraryNotFound(
            f"{path} could not be loaded ({error}): it needs the Debian packages libzmq5 and "
            "libsodium23."
        ) from None
    try:
        for name, (result, arguments) in _structures.FUNCTIONS.items():
            function = getattr(library, name)
            function.restype = result
            function.argtypes = arguments
        major = library.reins_cell_version() >> 16
    except AttributeError as error:
        raise LibraryNotFound(
            f"{path} is not the library of this version: {error}; build it with Scripts/build-cell."
        ) from None
    if major != _structures.VERSION_MAJOR:
        raise LibraryNotFound(
            f"{path} has version {major} of the interface where this package knows version "
            f"{_structures.VERSION_MAJOR}: build it with Scripts/build-cell."
        )
    return library
