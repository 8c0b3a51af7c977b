"""Writes down where the checkout is, and takes the library into the wheel when told to.

REINS_BUNDLE_LIBRARY=PATH pip wheel ./Bridges/python    makes a wheel that needs no checkout.
"""

import os
import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithLibrary(build_py):
    def run(self) -> None:
        super().run()
        package = Path(self.build_lib) / "reins"
        package.mkdir(parents=True, exist_ok=True)
        library = os.environ.get("REINS_BUNDLE_LIBRARY")
        if library:
            shutil.copy2(library, package / "libreins_cell.so")
            return
        checkout = Path(__file__).resolve().parents[2]
        if (checkout / "Scripts" / "build-cell").exists():
            (package / "checkout.txt").write_text(str(checkout) + "\n")


setup(cmdclass={"build_py": BuildWithLibrary})
