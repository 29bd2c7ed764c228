"""Files of labels: as the review page writes them, as splink writes them, and what is wrong with them."""

import pytest

from clippings.labels import read_labels
from clippings.tables import LABELS

HEAD = "query_id,target_id,verdict,labeller,labelled_at,note,drawn\r\n"
PAGE = (
    HEAD
    + '0042,t1,match,Aoki,2026-01-02T03:04:05Z,"torn, but\nlegible",random\r\nq2,,can\'t tell,Aoki,,,\r\n'
)
SPLINK = (
    "unique_id_l,source_dataset_l,unique_id_r,source_dataset_r,clerical_match_score\n"
    "q1,pr,t1,tk,1.0\nt2,tk,q1,pr,0.0\nq3,pr,t1,tk,0.5\n"
)


def test_no_file_is_an_empty_table():
    assert read_labels([]).columns.tolist() == [*LABELS.names, "place"]


def test_the_files_of_the_page_are_read_with_their_places(write_labels):
    path = write_labels(PAGE)
    labels = read_labels([path])
    assert labels["query_id"].tolist() == ["0042", "q2"]
    assert labels.loc[0, ["target_id", "verdict", "note", "drawn"]].tolist() == [
        "t1",
        "match",
        "torn, but\nlegible",
        "random",
    ]
    assert labels["target_id"].isna().tolist() == [False, True]
    assert labels["place"].tolist() == [f"{path} row 1", f"{path} row 2"]


def test_clerical_labels_of_splink_are_taken(write_labels):
    labels = read_labels([write_labels(SPLINK)])
    assert labels["verdict"].tolist() == ["match", "no match", "can't tell"]
    assert labels[["query_id", "target_id"]].values.tolist()[1] == ["t2", "q1"]


def test_what_was_said_before_is_read_once(write_labels):
    later = PAGE.replace("2026-01-02", "2026-01-09") + "q3,,no match,Aoki,,,\n"
    labels = read_labels([write_labels(PAGE), write_labels(later, "b.csv"), write_labels(SPLINK, "c.csv")])
    assert labels["query_id"].tolist() == ["0042", "q2", "q3", "q1", "t2", "q3"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (HEAD + "q1,,match,Aoki,,,\n", r"a.csv row 1: a match without a target_id"),
        (
            HEAD + "q1,t1,maybe,Aoki,,,\n",
            r"a.csv: verdict is 'maybe', expected one of match, no match, can't tell",
        ),
        (HEAD + "q1,t1,match,,,,\nq1,t1,no match,,,,\n", r"a.csv: .* appears more than once"),
        (SPLINK.replace("unique_id_l", "id_l"), r"a.csv: column 'unique_id_l' is missing"),
        (SPLINK.replace("0.5", "half"), r"a.csv: column 'clerical_match_score' is not double"),
    ],
)
def test_a_bad_file_is_one_line(write_labels, text, line):
    with pytest.raises(ValueError, match=line):
        read_labels([write_labels(text)])


def test_a_file_that_is_not_there_is_one_line(tmp_path):
    with pytest.raises(ValueError, match="none.csv: no such file; expected a labels table"):
        read_labels([tmp_path / "none.csv"])
