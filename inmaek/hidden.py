"""Notice when a user's own ``graph.py`` or ``extract.py`` hides our package of that name."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

PACKAGES = ("extract", "graph")


class HiddenPackageError(ImportError):
    """Another file is imported where inmaek's own package is meant."""


def load_api() -> ModuleType:
    """Import and return ``inmaek.api``, and with it Kiwi, spaCy and networkx.

    Raises:
        HiddenPackageError: as ``check_own_packages``.
    """
    check_own_packages()
    return importlib.import_module("inmaek.api")


def check_own_packages(home: Path | None = None) -> None:
    """Make sure that ``import extract`` and ``import graph`` find the packages beside inmaek's own.

    ``home`` is the folder that holds the three packages (default: where this one stands).

    Raises:
        HiddenPackageError: naming the file that hides a package, and what to do about it.
    """
    home = home or Path(__file__).resolve().parents[1]
    for name in PACKAGES:
        own = home / name / "__init__.py"
        found = _origin(name)
        if found is None or found.resolve() != own.resolve():
            hider = found or "a folder or namespace package"
            raise HiddenPackageError(
                f"inmaek needs its own package {name!r} ({own}), but Python finds {hider} instead; "
                f"rename that file, or take its folder off sys.path"
            )


def _origin(name: str) -> Path | None:
    if name in sys.modules:
        file = getattr(sys.modules[name], "__file__", None)
    else:
        spec = importlib.util.find_spec(name)
        file = spec.origin if spec else None
    return Path(file) if file else None
