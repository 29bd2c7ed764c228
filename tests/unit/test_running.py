import sys

import pytest

from clippings import running


def test_a_failed_step_ends_with_one_line_and_keeps_the_traceback_in_its_log(tmp_path, capsys):
    log = tmp_path / "logs/read_names.log"
    with pytest.raises(SystemExit) as end, running.logged(log):
        raise ValueError("crops.parquet: found 会\n twice, expected once")
    assert end.value.code == 1
    assert capsys.readouterr().err == "read_names: crops.parquet: found 会 twice, expected once\n"
    assert "Traceback" in log.read_text() and "expected once" in log.read_text()


def test_an_unforeseen_error_names_its_kind(tmp_path, capsys):
    with pytest.raises(SystemExit), running.logged(tmp_path / "step.log"):
        raise KeyError("x")
    assert capsys.readouterr().err == "step: KeyError: 'x'\n"


def test_messages_and_progress_go_to_the_log(tmp_path, capsys):
    with running.logged(tmp_path / "step.log"):
        running.say("begun")
        assert list(running.progress([1, 2], what="pages")) == [1, 2]
        print("from a library", file=sys.stderr)
    text = (tmp_path / "step.log").read_text()
    assert "begun" in text and "pages: 100%" in text and "from a library" in text
    assert capsys.readouterr() == ("", "")


def test_atomic_leaves_the_old_file_after_an_error(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("old")
    with pytest.raises(RuntimeError), running.atomic(path) as temporary:
        temporary.write_text("half")
        raise RuntimeError
    assert path.read_text() == "old"
    with running.atomic(path) as temporary:
        temporary.write_text("new")
    assert path.read_text() == "new"
    assert [file.name for file in tmp_path.iterdir()] == ["table.csv"]
