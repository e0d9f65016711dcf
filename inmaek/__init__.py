"""inmaek (인맥): Korean news in, the graph of who met, signed with and supplies whom out.

>>> import inmaek
>>> graph = inmaek.build("articles/")
>>> graph.who_met("샘 올트먼")

Names are loaded when first used, so that ``import inmaek`` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inmaek import paths
from inmaek.hidden import load_api

if TYPE_CHECKING:
    from inmaek.api import (
        InputWarning,
        NoArticlesError,
        add,
        build,
        explain,
        extract,
        names,
        open_graph,
        read_text,
        refresh,
        remove,
    )
    from inmaek.paths import data_dir, samples_dir

__version__ = "0.1.0"

__all__ = [
    "InputWarning",
    "NoArticlesError",
    "add",
    "build",
    "data_dir",
    "explain",
    "extract",
    "names",
    "open_graph",
    "read_text",
    "refresh",
    "remove",
    "samples_dir",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'inmaek' has no attribute {name!r}")
    if name in {"data_dir", "samples_dir"}:
        return getattr(paths, name)
    return getattr(load_api(), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
