"""graphology as a second reader of GraphML and GEXF, where Node and its packages are there."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("graphology.cjs")


def graphology(format_: str, path: Path) -> dict:
    """Return the nodes and edges that graphology reads from ``path``."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not installed")
    names = ["graphology", "graphology-graphml", "graphology-gexf", "jsdom"]
    probe = "".join(f"require.resolve('{name}');" for name in names)
    if subprocess.run([node, "-e", probe], capture_output=True, check=False).returncode:
        pytest.skip(f"NODE_PATH has no {', '.join(names)}")
    run = subprocess.run(
        [node, str(SCRIPT), format_, str(path)], capture_output=True, check=True, text=True, encoding="utf-8"
    )
    return json.loads(run.stdout)
