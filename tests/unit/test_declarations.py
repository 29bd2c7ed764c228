import pytest

from clippings import declarations

SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name"],
    "properties": {
        "name": {"enum": ["lines", "coco"], "description": "Detector"},
        "size": {"type": "integer", "default": 3},
        "inner": {"type": "object", "default": {}, "properties": {"deep": {"default": 1}}},
        "shares": {
            "type": "object",
            "maxProperties": 2,
            "not": {
                "type": "object",
                "properties": {"a": {"const": 0}, "b": {"const": 0}},
                "required": ["a"],
            },
            "description": "Shares, not all 0",
        },
    },
}


def test_defaults_are_filled_in_at_every_depth():
    assert declarations.checked({"name": "lines"}, SCHEMA, where="c") == {
        "name": "lines",
        "size": 3,
        "inner": {"deep": 1},
    }


def test_defaults_are_not_shared_between_declarations():
    first = declarations.checked({"name": "lines"}, SCHEMA, where="c")
    first["inner"]["deep"] = 2
    assert declarations.checked({"name": "lines"}, SCHEMA, where="c")["inner"] == {"deep": 1}


@pytest.mark.parametrize(
    ("found", "line"),
    [
        ({"name": "linse"}, "c.yaml: name: found 'linse', expected one of lines, coco (Detector)"),
        (
            {"name": "lines", "sise": 1},
            "c.yaml: the file: unknown key 'sise', expected inner, name, shares, size",
        ),
        ({"name": "lines", "size": "x"}, "c.yaml: size: found 'x', expected integer"),
        ({}, "c.yaml: the file: 'name' is a required property"),
        (
            {"name": "lines", "shares": {"a": 0, "b": 0}},
            "c.yaml: shares: found a: 0, b: 0 (Shares, not all 0)",
        ),
        (
            {"name": "lines", "shares": {"a": 1, "b": 1, "c": 1}},
            "c.yaml: shares: found a, b, c, expected at most 2 (Shares, not all 0)",
        ),
        ({"name": "lines", "shares": 3}, "c.yaml: shares: found 3, expected object (Shares, not all 0)"),
    ],
)
def test_what_is_wrong_is_one_line(found, line):
    with pytest.raises(ValueError) as refused:
        declarations.checked(found, SCHEMA, where="c.yaml")
    assert str(refused.value) == line


def test_an_unknown_file_names_those_beside_it(tmp_path):
    (tmp_path / "ppocr.yaml").write_text("a: 1")
    with pytest.raises(ValueError, match=r"clip\.yaml: no such file; declared beside it: ppocr"):
        declarations.load(tmp_path / "clip.yaml")
    (tmp_path / "list.yaml").write_text("- 1")
    with pytest.raises(ValueError, match="found list, expected keys"):
        declarations.load(tmp_path / "list.yaml")
