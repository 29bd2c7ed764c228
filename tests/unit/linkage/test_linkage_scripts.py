"""Each script of a dataset to link, run once from records to scores, and again in folds."""

import numpy as np
import pandas as pd
import pytest

from clippings import frames, tables
from clippings.folds import in_fold
from clippings.linkage.neighbours import read_neighbours

STRING = {
    "method": "levenshtein",
    "supervision": "none",
    "modality": "string",
    "ocr": "noisy",
    "seed": None,
    "encoder": None,
    "model": None,
}
NORMALISED = {**STRING, "method": "levenshtein_normalised"}
MULTIMODAL = {
    "method": "sup_multimodal",
    "supervision": "sup",
    "modality": "multimodal",
    "ocr": "noisy",
    "seed": 0,
    "encoder": "tiny",
    "model": "sup_multimodal",
}
VISUAL = {**MULTIMODAL, "method": "selfsup_visual", "modality": "visual", "ocr": "none", "model": "selfsup"}
ROWS = [STRING, MULTIMODAL]
FOLDED_ROWS = [STRING, NORMALISED, VISUAL, MULTIMODAL]
PORTION = {"portion": "1", "portions": "1"}
NEIGHBOURS = ["strings.parquet", "vectors_neighbours.parquet"]
CHOICES = ["strings.csv", "vectors_choices.csv"]
SEARCHED = {"task": "link", "candidates": 10}
JUDGED = {"outcomes": "outcomes.parquet", "thresholds": "thresholds.csv", "calibration": "calibration.csv"}
SCORED = ("scores", "averages", "ceilings", "paired", "breakdown", "risk_coverage", "reliability")
NAMES = ["日本工業", "東京電機", "大阪製鋼", "神戸造船", "京都繊維", "名古屋運輸"]


def records_of(make_records, *, folds=None):
    """A query and a target of each name, split by shares or by folds."""
    splits = ["train", "train", "val", "val", "test", "test"] if folds is None else ["test"] * 6
    records = make_records(
        *(
            (f"{side[0]}{number}", side, splits[number], f"e{number}", name)
            for side in ("query", "target")
            for number, name in enumerate(NAMES)
        )
    )
    return records.assign(fold=None if folds is None else folds * 2)


def vectors_of(records, *, folds=(0,)):
    """One direction a name; those of a model that was trained in folds turn with the fold."""
    parts = []
    for model, fold in [("selfsup", 0), *(("sup_multimodal", fold) for fold in folds)]:
        turned = np.roll(np.tile(np.eye(6, dtype=np.float32), (2, 1)), fold, axis=1).tolist()
        part = pd.DataFrame({"record": records["record"], "visual": turned, "noisy": turned, "clean": turned})
        parts.append(part.assign(model=model, fold=fold))
    return pd.concat(parts, ignore_index=True)


@pytest.fixture
def search(run, tmp_path):
    """Write records and vectors, and search by strings and by vectors."""

    def search(records, vectors, *, strings=("levenshtein", "jaccard"), rows=(MULTIMODAL,)):
        frames.write(records, tmp_path / "records.parquet", tables.RECORDS)
        frames.write(vectors, tmp_path / "vectors.parquet", tables.VECTORS)
        run(
            "compare_strings",
            input={"records": "records.parquet", "kanjivg": "kanjivg.zip", "chosen": []},
            wildcards=PORTION,
            output={"neighbours": NEIGHBOURS[0], "choices": CHOICES[0]},
            measures=list(strings),
            ocrs=["noisy"],
            lengths=[1],
            normalisation={"case": True, "punctuation": False},
            **SEARCHED,
        )
        run(
            "search_neighbours",
            input={"records": "records.parquet", "vectors": ["vectors.parquet"], "chosen": []},
            wildcards=PORTION,
            output={"neighbours": NEIGHBOURS[1], "choices": CHOICES[1]},
            rows=list(rows),
            image_weights=[0.25, 0.75],
            **SEARCHED,
        )
        return tmp_path

    return search


@pytest.fixture
def searched(search, make_records):
    """The neighbours of rows of strings and of a row of vectors, in a folder with their records."""
    records = records_of(make_records)
    return search(records, vectors_of(records))


@pytest.fixture
def judge(run):
    """Judge rows by what was searched."""

    def judge(rows=ROWS):
        run(
            "judge_queries",
            input={"records": "records.parquet", "neighbours": NEIGHBOURS, "choices": CHOICES, "model": []},
            output=JUDGED,
            rows=rows,
            default=0.5,
        )

    return judge


@pytest.fixture
def judged(searched, judge):
    """The outcomes of both rows, and what validation chose, in the folder of their neighbours."""
    judge()
    return searched


def score(run, rows=ROWS):
    run(
        "score_links",
        input={"records": "records.parquet", **JUDGED},
        output={name: f"{name}.csv" for name in SCORED},
        wildcards={"dataset": "toy"},
        rows=rows,
        resamples=100,
        seed=0,
    )


def link(run, rows=ROWS, *, files=NEIGHBOURS, portions=1):
    searched = {"neighbours": files, "vectors": ["vectors.parquet"]}
    run(
        "link_records",
        input={"records": "records.parquet", **searched, **JUDGED},
        output={
            "links": "links.csv",
            "links_parquet": "links.parquet",
            "candidates": "candidates.csv",
            "candidates_parquet": "candidates.parquet",
        },
        rows=rows,
        portions=portions,
        assignment="none",
        candidates=2,
    )


def test_the_smaller_of_equal_image_weights_is_chosen(searched):
    tried = frames.read(searched / CHOICES[1], tables.CHOICES)
    assert tried[["value", "chosen", "fold"]].values.tolist() == [[0.25, True, 0], [0.75, False, 0]]
    assert frames.read(searched / CHOICES[0], tables.CHOICES).empty


def test_a_query_is_linked_to_the_target_of_its_name_and_its_candidates_are_compared(judged, run):
    link(run)
    links = frames.read(judged / "links.csv", tables.LINKS)
    right = links["query_id"].str[1:] == links["target_id"].str[1:]
    assert ((links["decision"] == "link") == right).all()
    assert right.sum() == 12
    assert len(frames.read(judged / "links.parquet", tables.LINKS)) == len(links)
    candidates = frames.read(judged / "candidates.csv", tables.CANDIDATES)
    assert len(frames.read(judged / "candidates.parquet", tables.CANDIDATES)) == len(candidates)
    same = candidates["query_id"].str[1:] == candidates["target_id"].str[1:]
    assert (candidates["visual"] == same).all() and (candidates["acceptable"] == same).all()


def test_rows_are_scored_compared_and_broken_down(judged, run):
    score(run)
    scored = {name: frames.read(judged / f"{name}.csv", getattr(tables, name.upper())) for name in SCORED}
    assert scored["scores"]["top1"].tolist() == scored["scores"]["accuracy"].tolist() == [1, 1]
    assert scored["scores"]["method"].tolist() == ["levenshtein", "sup_multimodal"]
    assert scored["ceilings"]["top1"].tolist() == [1, 1]
    assert scored["paired"]["difference"].tolist() == [0, 0]
    assert set(scored["breakdown"]["kind"]) == {"length", "script", "homonym"}
    assert scored["risk_coverage"]["risk"].max() == 0 and scored["reliability"]["n"].sum() == 4
    assert set(scored["averages"]["score"]) >= {"top1", "accuracy"}


@pytest.fixture
def folded(search, judge, make_records):
    """The same names in three folds, with a model trained in each, from records to outcomes."""
    records = records_of(make_records, folds=[1, 1, 2, 2, 3, 3])
    strings, rows = ["levenshtein", "levenshtein_normalised"], [VISUAL, MULTIMODAL]
    folder = search(records, vectors_of(records, folds=(1, 2, 3)), strings=strings, rows=rows)
    judge(FOLDED_ROWS)
    return folder, records


def test_only_what_depends_on_the_fold_is_searched_in_each(folded):
    folder, _ = folded
    neighbours = pd.concat(pd.read_parquet(folder / file) for file in NEIGHBOURS)
    folds = neighbours.groupby("method")["fold"].agg(lambda folds: sorted(set(folds)))
    assert folds.to_dict() == {
        "levenshtein": [0],
        "levenshtein_normalised": [1, 2, 3],
        "selfsup_visual": [0],
        "sup_multimodal": [1, 2, 3],
    }
    tried = frames.read(folder / CHOICES[1], tables.CHOICES)
    assert sorted(set(tried["fold"])) == [1, 2, 3] and tried["chosen"].sum() == 3


def test_folds_give_what_a_dataset_of_the_splits_of_each_fold_gives(folded, search, judge):
    """Naive oracle: search and judge the records of one fold as a dataset of its own."""
    folder, records = folded
    files = [folder / file for file in NEIGHBOURS]
    together = [read_neighbours(files, row, fold=2) for row in FOLDED_ROWS]
    kinds = {name: getattr(tables, name.upper()) for name in JUDGED}
    judged = {name: frames.read(folder / file, kinds[name]) for name, file in JUDGED.items()}
    vectors = frames.read(folder / "vectors.parquet", tables.VECTORS)
    alone = vectors[vectors["fold"].isin([0, 2])].assign(fold=0)
    strings, rows = ["levenshtein", "levenshtein_normalised"], [VISUAL, MULTIMODAL]
    search(in_fold(records, 2).drop(columns="fold"), alone, strings=strings, rows=rows)
    judge(FOLDED_ROWS)
    for row, neighbours in zip(FOLDED_ROWS, together, strict=True):
        pd.testing.assert_frame_equal(neighbours, read_neighbours(files, row, fold=0))
    for name, whole in judged.items():
        part = whole[whole["fold"] == 2].drop(columns="fold").reset_index(drop=True)
        expected = frames.read(folder / JUDGED[name], kinds[name]).drop(columns="fold")
        pd.testing.assert_frame_equal(part, expected)


def test_folds_are_linked_and_scored_as_one(folded, run):
    folder, _ = folded
    link(run)
    links = frames.read(folder / "links.csv", tables.LINKS)
    assert links.groupby("method")["query_id"].nunique().tolist() == [6, 6]
    score(run, FOLDED_ROWS)
    assert frames.read(folder / "scores.csv", tables.SCORES)["n"].tolist() == [6] * 4
