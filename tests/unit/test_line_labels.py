"""Files of labelled lines: as the label page writes them, and what is wrong with them."""

import pytest

from clippings.line_labels import read_line_labels
from clippings.tables import CORNERS, LINE_LABELS

HEAD = "page,line,x0,y0,x1,y1,role,text\r\n"
PAGE = HEAD + '0042,l-1,10,20,300,52.5,name,"Aoki, ""Taro"""\r\n0042,,10,60,300,90,other,\r\n'


def test_no_file_is_an_empty_table():
    assert read_line_labels([]).columns.tolist() == [*LINE_LABELS.names, "place"]


def test_a_file_may_have_no_row_yet(write_labels):
    assert read_line_labels([write_labels(HEAD)]).empty


def test_labels_are_read_with_their_places(write_labels):
    path = write_labels(PAGE)
    labels = read_line_labels([path, write_labels(PAGE.replace("0042", "0043"), "b.csv")])
    assert labels["page"].tolist() == ["0042", "0042", "0043", "0043"]
    assert labels["line"].isna().tolist() == [False, True] * 2
    assert labels.loc[0, CORNERS].tolist() == [10, 20, 300, 52.5]
    assert labels["role"].tolist() == ["name", "other"] * 2
    assert labels.loc[0, "text"] == 'Aoki, "Taro"' and labels["text"].isna().sum() == 2
    assert labels.loc[1, "place"] == f"{path} row 2"


def test_a_line_may_have_the_box_of_a_drawn_one_and_other_pages_the_same_ids(write_labels):
    rows = "p1,l,1,1,9,9,name,\r\np1,,1,1,9,9,other,\r\np2,l,1,1,9,9,name,\r\np2,,1,1,9,9,name,\r\n"
    assert len(read_line_labels([write_labels(HEAD + rows)])) == 4


def test_a_row_may_go_by_the_id_of_its_line_alone(write_labels):
    labels = read_line_labels([write_labels(HEAD + "p1,l,,,,,name,\r\np1,m,,,,,other,\r\n")])
    assert labels["line"].tolist() == ["l", "m"] and labels[CORNERS].isna().all(axis=None)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("0042,l-2,1,1,9,9,title,", "a.csv: role is 'title', expected one of name, partner, field, other"),
        ("0042,l-2,1,1,9,,name,", r"a.csv row 3: the box is \(1, 1, 9, nan\)"),
        ("0042,,,,,,name,", r"a.csv row 3: the box is \(nan, nan, nan, nan\)"),
        (
            "0042,l-2,9,1,9,9,name,",
            r"a.csv row 3: the box is \(9, 1, 9, 9\), expected 0 <= x0 < x1 and 0 <= y0 < y1",
        ),
        ("0042,l-2,1,9,9,1,name,", r"a.csv row 3: the box is \(1, 9, 9, 1\)"),
        ("0042,l-2,-1,1,9,9,name,", r"a.csv row 3: the box is \(-1, 1, 9, 9\)"),
        (
            "0042,l-1,1,1,9,9,name,",
            "a.csv row 3: line 'l-1' of page '0042' for the second time, expected it once",
        ),
        ("0042,,10,60,300,90,name,", "a.csv row 3: a box without a line of page '0042' for the second time"),
    ],
)
def test_a_bad_row_is_one_line(write_labels, row, message):
    with pytest.raises(ValueError, match=message) as refused:
        read_line_labels([write_labels(PAGE + row + "\r\n")])
    assert "\n" not in str(refused.value)


def test_a_page_in_two_files_is_refused_with_both(write_labels):
    first, second = write_labels(PAGE), write_labels(PAGE.replace("0042,l-1", "0043,l-1"), "b.csv")
    with pytest.raises(
        ValueError, match=r"b.csv row 2: page '0042' is labelled in .*a.csv too, .* the later"
    ):
        read_line_labels([first, second])


def test_a_file_that_is_not_there_is_one_line(tmp_path):
    with pytest.raises(ValueError, match="none.csv: no such file; expected a line_labels table"):
        read_line_labels([tmp_path / "none.csv"])
