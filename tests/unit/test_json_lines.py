"""Lines of JSON are read as texts, and what is no row is refused with its line."""

import pytest

from clippings import frames
from clippings.tables import ITEMS

LINES = {
    "names of the first and of later lines": (
        '{"record": "0012", "noisy": "辻"}\n\n{"record": 7, "entity": null, "page": 0.50}\n',
        [["0012", "辻", None, None], ["7", None, None, "0.50"]],
    ),
    "line ends of Windows": ('{"record": 12345678901234567890}\r\n', [["12345678901234567890"]]),
    "flags and empty texts": ('{"record": true, "noisy": ""}', [["True", None]]),
}


@pytest.mark.parametrize(("text", "rows"), LINES.values(), ids=LINES)
def test_lines_of_json_are_read_as_texts(tmp_path, text, rows):
    (tmp_path / "a.jsonl").write_bytes(text.encode())
    assert frames.load(tmp_path / "a.jsonl", ITEMS).to_numpy().tolist() == rows


NO_LINES = {
    "a list": ("[1]\n", "line 1: found list, expected an object"),
    "cut short": ('{"record": 1}\n{"record"', "line 2: not readable as JSON"),
    "nested": ('{"record": {"id": 1}}', "line 1: 'record' holds several values"),
    "empty": ("\n", "an empty file, expected an object of JSON a line"),
}


@pytest.mark.parametrize(("text", "line"), NO_LINES.values(), ids=NO_LINES)
def test_lines_that_are_no_rows_are_refused(tmp_path, text, line):
    (tmp_path / "a.ndjson").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"a\.ndjson: ") as refused:
        frames.load(tmp_path / "a.ndjson", ITEMS)
    assert line in str(refused.value) and "\n" not in str(refused.value)
