import pytest

from graph.exports import write_all
from graph.exports.files import replacing, utf8, write_text


def test_interrupted_writing_leaves_the_old_file(tmp_path):
    target = tmp_path / "graph.html"
    write_text(target, "old")

    def interrupted():
        with replacing(target) as part:
            part.write_text("half", encoding="utf-8")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert target.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_lone_surrogates_can_be_written(tmp_path):
    assert utf8("가\ud800") == "가\ufffd"
    assert write_text(tmp_path / "a" / "b.txt", "가\ud800").read_bytes().decode() == "가\ufffd"


def test_write_all(small_graph, tmp_path):
    paths = write_all(small_graph, tmp_path / "out")
    assert [p.name for p in paths] == ["graph.html", "graph.graphml", "nodes.csv", "edges.csv"]
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == sorted(p.name for p in paths)


def test_write_all_twice_is_the_same_to_the_byte(small_graph, tmp_path):
    one, two = write_all(small_graph, tmp_path / "1"), write_all(small_graph, tmp_path / "2")
    assert [p.read_bytes() for p in one] == [p.read_bytes() for p in two]
