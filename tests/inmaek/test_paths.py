from __future__ import annotations

import pytest

import inmaek
from inmaek.paths import OutputError, check_writable, output


def test_data_is_found():
    assert (inmaek.data_dir() / "messages.yml").is_file()
    assert inmaek.samples_dir().is_dir()


def test_output_appears_whole(tmp_path):
    path = tmp_path / "기록.jsonl"
    with output(str(path)) as stream:
        stream.write("한 줄\n")
        assert not path.exists()
    assert path.read_bytes() == "한 줄\n".encode()


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_interrupted_output_leaves_what_was_there(tmp_path, error):
    path = tmp_path / "records.jsonl"
    path.write_text("old", encoding="utf-8")

    def write_half():
        with output(str(path)) as stream:
            stream.write("half")
            raise error

    with pytest.raises(error):
        write_half()
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_output_to_standard_output(capsys):
    with output("-") as stream:
        stream.write("그대로")
    assert capsys.readouterr().out == "그대로"


def test_folder_is_made_and_left_empty(tmp_path):
    check_writable(tmp_path / "a" / "b")
    assert list((tmp_path / "a" / "b").iterdir()) == []


def test_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OutputError, match="file"):
        check_writable(tmp_path / "file" / "out")
