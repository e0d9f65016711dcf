"""The user guide tells of every command, and names no command or option that is not there."""

from __future__ import annotations

import re

import typer

from inmaek.cli import app


def _commands(group, before=""):
    """The commands of ``group`` by their words, those of its groups included (``gazetteer add``)."""
    found = {}
    for name, command in group.commands.items():
        inner = getattr(command, "commands", None)
        found |= _commands(command, f"{before}{name} ") if inner else {before + name: command}
    return found


COMMANDS = _commands(typer.main.get_command(app))


def _options(command):
    return {option for param in command.params for option in param.opts if option.startswith("--")}


def test_every_command_is_in_the_guide(root):
    guide = (root / "docs" / "guide.md").read_text(encoding="utf-8")
    assert {name for name in COMMANDS if f"inmaek {name}" not in guide} == set()


def test_every_option_is_in_the_guide(root):
    guide = (root / "docs" / "guide.md").read_text(encoding="utf-8")
    params = [param for command in COMMANDS.values() for param in command.params]
    options = [param.opts for param in params if param.param_type_name == "option"]
    assert [names for names in options if not any(name in guide for name in names)] == []


def test_the_guide_invents_nothing(root):
    for name in ("README.md", "docs/guide.md", "CONTRIBUTING.md"):
        text = (root / name).read_text(encoding="utf-8")
        for line in re.findall(r"inmaek [a-z-].*", text):
            words = line.split("`")[0].replace("--lang en ", "").split()
            command = COMMANDS.get(words[1]) or COMMANDS.get(" ".join(words[1:3]))
            if command:
                known = _options(command) | {"--lang", "--help"}
                assert {word for word in words if word.startswith("--")} <= known, line
