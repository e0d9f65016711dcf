from __future__ import annotations

import re
import string

import pytest
import yaml

from inmaek import data_dir
from inmaek.messages import LANGUAGES, Messages, choose_language


def _table():
    return yaml.safe_load((data_dir() / "messages.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("args", "environ", "language", "rest"),
    [
        (["--help"], {"LANG": "ko_KR.UTF-8"}, "ko", ["--help"]),
        (["--lang", "en", "build", "x"], {"LANG": "ko_KR.UTF-8"}, "en", ["build", "x"]),
        (["build", "x", "--lang=ko"], {"LANG": "en_US.UTF-8"}, "ko", ["build", "x"]),
        (["build", "--lang", "en", "--lang", "ko"], {}, "ko", ["build"]),
        (["explain", "--", "--lang", "en"], {"LANG": "ko_KR"}, "ko", ["explain", "--", "--lang", "en"]),
        ([], {"LANG": "en_GB.UTF-8"}, "en", []),
        ([], {"LANG": "de_DE.UTF-8"}, "en", []),
        ([], {"LANG": "C.UTF-8"}, "ko", []),
        ([], {"LC_ALL": "C", "LANG": "en_US.UTF-8"}, "ko", []),
        ([], {"INMAEK_LANG": "en", "LANG": "ko_KR.UTF-8"}, "en", []),
        ([], {"INMAEK_LANG": "xx", "LANG": "ko_KR.UTF-8"}, "ko", []),
    ],
)
def test_language(args, environ, language, rest):
    assert choose_language(args, environ) == (language, rest)


@pytest.mark.parametrize("args", [["--lang", "fr"], ["--lang="], ["--lang"]])
def test_unknown_language(args):
    with pytest.raises(ValueError, match="--lang"):
        choose_language(args, {})


def test_every_string_is_there_in_both_languages():
    for key, entry in _table().items():
        assert sorted(entry) == sorted(LANGUAGES), key
        fields = {
            language: {name for _, name, *_ in string.Formatter().parse(text) if name}
            for language, text in entry.items()
        }
        assert fields["ko"] == fields["en"], key
        assert all(entry.values()), key


def test_keys_are_used_and_used_keys_are_there(root):
    code = "\n".join(path.read_text(encoding="utf-8") for path in (root / "inmaek").glob("*.py"))
    used = set(re.findall(r'(?:say\(\s*|help=)"([a-z_.]+)"', code)) | {"opt.help"}
    prefixes = tuple(re.findall(r'say\(f"([a-z_]+\.)\{', code))
    table = set(_table())
    assert used - table == set()
    assert {key for key in table - used if not key.startswith(prefixes)} == set()


def test_values_are_filled_in():
    assert Messages("en")("skipped", count=3) == "inputs skipped: 3"
    with pytest.raises(KeyError):
        Messages("ko")("no.such.key")
