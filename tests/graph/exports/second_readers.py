"""Other programs' readers of our files, where they are installed.

CI names in SECOND_READERS those it has installed: there their absence is a failure.
"""

import importlib
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest

SCRIPT = Path(__file__).with_name("graphology.cjs")


def absent(name: str, reason: str) -> NoReturn:
    if name in os.environ.get("SECOND_READERS", "").split():
        pytest.fail(f"{name}: {reason}, but CI has installed it")
    pytest.skip(reason)


def python_reader(name: str):
    """Return the module ``name``, a tool of development only."""
    try:
        return importlib.import_module(name)
    except ImportError:
        absent(name, f"{name} is not installed")


def graphology(format_: str, path: Path) -> dict:
    """Return the nodes and edges that graphology reads from ``path``."""
    node = shutil.which("node")
    if node is None:
        absent("graphology", "Node is not installed")
    names = ["graphology", "graphology-graphml", "graphology-gexf", "jsdom"]
    probe = "".join(f"require.resolve('{name}');" for name in names)
    if subprocess.run([node, "-e", probe], capture_output=True, check=False).returncode:
        absent("graphology", f"NODE_PATH has no {', '.join(names)}")
    run = subprocess.run(
        [node, str(SCRIPT), format_, str(path)], capture_output=True, check=True, text=True, encoding="utf-8"
    )
    return json.loads(run.stdout)
