"""Imports point one way, start-up is light, and a file that hides a package is named."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from inmaek.hidden import HiddenPackageError, check_own_packages

#: What a package must not import, by the beginning of the module's dotted name.
FORBIDDEN = {
    "extract": ("graph", "inmaek", "networkx", "duckdb", "pyvis"),
    "graph": ("inmaek", "kiwipiepy", "spacy", "extract"),
    "inmaek": (),
}
ALLOWED = {"graph": ("extract.records",)}
#: What `inmaek --help` has no need of.
HEAVY = {
    "ahocorasick",
    "dask",
    "distributed",
    "duckdb",
    "extract",
    "fsspec",
    "graph",
    "kiwipiepy",
    "kiwipiepy_model",
    "lxml",
    "networkx",
    "numpy",
    "pandas",
    "pyarrow",
    "pydantic",
    "pyvis",
    "spacy",
    "trafilatura",
}


def _begins(module: str, prefixes: tuple[str, ...]) -> bool:
    return any(module == prefix or module.startswith(prefix + ".") for prefix in prefixes)


def _imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: a relative import cannot be checked"
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("package", FORBIDDEN)
def test_imports_point_one_way(root, package):
    files = sorted((root / package).rglob("*.py"))
    assert files
    wrong = [
        f"{path.relative_to(root)}: {module}"
        for path in files
        for module in sorted(_imported(path))
        if _begins(module, FORBIDDEN[package]) and not _begins(module, ALLOWED.get(package, ()))
    ]
    assert wrong == []


def _python(code: str, cwd: Path, root: Path) -> subprocess.CompletedProcess[str]:
    environ = os.environ | {"PYTHONPATH": str(root), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, check=False, cwd=cwd, env=environ, capture_output=True, encoding="utf-8")


@pytest.mark.parametrize("args", [["--help"], ["--version"]])
def test_help_imports_nothing_heavy(root, tmp_path, args):
    run = _python(
        "import atexit, sys; atexit.register(lambda: print('modules:', *sys.modules));"
        f"from inmaek.cli import main; main({args!r})",
        tmp_path,
        root,
    )
    assert run.returncode == 0, run.stderr
    modules = run.stdout.rpartition("modules:")[2].split()
    assert "inmaek.cli" in modules
    assert HEAVY & {module.split(".")[0] for module in modules} == set()


@pytest.mark.parametrize("name", ["graph", "extract"])
def test_a_file_that_hides_a_package_is_named(root, tmp_path, name):
    hider = tmp_path / f"{name}.py"
    hider.write_text("answer = 42\n", encoding="utf-8")
    run = _python("import inmaek; inmaek.build", tmp_path, root)
    assert run.returncode != 0
    last = run.stderr.strip().splitlines()[-1]
    assert "HiddenPackageError" in last
    assert str(hider) in last


def test_the_command_too_names_the_file(root, tmp_path):
    (tmp_path / "graph.py").write_text("answer = 42\n", encoding="utf-8")
    run = _python("from inmaek.cli import main; main(['schema'])", tmp_path, root)
    assert run.returncode == 2
    assert str(tmp_path / "graph.py") in run.stderr
    assert "Traceback" not in run.stderr


def test_our_own_packages_are_not_hidden(root, tmp_path):
    check_own_packages(root)
    with pytest.raises(HiddenPackageError, match="extract"):
        check_own_packages(tmp_path)
