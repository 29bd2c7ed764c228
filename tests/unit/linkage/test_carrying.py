"""The scorer of a model to carry: what it learns, what it carries, and that it scores alike elsewhere."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from clippings import frames, row_groups, tables
from clippings.linkage.candidates.encoder_rows import search_rows
from clippings.linkage.decision.outcomes import judge_rows
from clippings.linkage.evidence.carrying import apply_carried, blank_features, fit_carried, portable
from clippings.linkage.evidence.features import feature_sets, make_features
from clippings.linkage.evidence.packing import Origin, pack_model
from clippings.linkage.evidence.weighing import Weighed, weigh_rows
from clippings.linkage.neighbours import chosen_values, write_searches
from clippings.model_file import read_model
from clippings.provenance import file_digest
from clippings.rows import CARRIED
from clippings.spelling import STEPS

QUERIES, TARGETS, KIND = 40, 5, "sup_multimodal"
LIBRARY = Path(__file__).parents[3] / "workflow/lib"
# comparison, part, measure, ocr, learned; {} is the model.
COMPARED = [
    ("{}_visual", "picture", "{}_visual", "none", True),
    ("{}_language_clean", "text", "{}_language", "clean", True),
    ("{}_legibility_clean", "quality", "{}_legibility", "clean", True),
    ("levenshtein_clean", "text", "levenshtein", "clean", False),
    ("levenshtein_normalised_clean", "text", "levenshtein_normalised", "clean", True),
    ("town_jaccard_clean", "town", "jaccard", "clean", False),
    ("length_clean", "quality", "length", "clean", False),
]
ELSEWHERE = [("selfsup_visual", "picture", "selfsup_visual", "none", False)]
ELSEWHERE += [("levenshtein_noisy", "text", "levenshtein", "noisy", False)]
ROW = {"method": "carried_all_evidence", "ocr": "clean", "seed": 0, "supervision": CARRIED, "modality": "all"}
# What another process does, with the model and a table of evidence alone.
SCORE = """
import sys
import pandas as pd
sys.path.insert(0, sys.argv[1])
from clippings.linkage.evidence.carrying import apply_carried
from clippings.model_file import read_model
carried = read_model("firms.clippings").model
model, features = apply_carried(carried, pd.read_csv("evidence.csv"), pd.read_csv("comparisons.csv"))
assert "torch" not in sys.modules
pd.Series(model.log_odds(features.matrix)).to_csv("scores.csv", index=False)
"""


def name_comparisons(model, *, elsewhere=False, learned=True):
    rows = [*COMPARED, *(ELSEWHERE if elsewhere else [])]
    named = [(one.format(model), part, measure.format(model), *rest) for one, part, measure, *rest in rows]
    comparisons = pd.DataFrame(named, columns=["comparison", "part", "measure", "ocr", "learned"])
    own = comparisons["comparison"].str.startswith(f"{model}_")
    return comparisons if learned else comparisons.assign(learned=comparisons["learned"] & ~own)


def make_evidence(comparisons, *, blank=("visual", "town"), seed=0):
    """Make candidate pairs of which the first of each query is the same, more alike by every comparison."""
    draws = np.random.default_rng(seed)
    pairs = [
        (f"q{query:02d}", f"t{query:02d}{target}") for query in range(QUERIES) for target in range(TARGETS)
    ]
    evidence = pd.DataFrame(pairs, columns=["query", "target"])
    same = evidence["target"].str.endswith("0")
    for name in comparisons["comparison"]:
        evidence[name] = draws.normal(same * 1.2, 1.0)
        if any(word in name for word in blank):
            evidence.loc[draws.random(len(evidence)) < 0.2, name] = np.nan
    known = evidence["query"] < f"q{QUERIES - 3:02d}"
    return evidence.assign(
        taught=False, seed=0, fold=0, acceptable=same.astype("boolean").where(known, pd.NA)
    )


def make_records(*, folds=True, truth=True):
    rows = []
    for query in range(QUERIES):
        entity = f"e{query}" if truth and query < QUERIES - 3 else None
        fold = query % 3 + 1 if folds and entity else None
        rows.append((f"q{query:02d}", "query", ("train", "val", "val")[query % 3], entity, fold))
        for target in range(TARGETS):
            own = f"e{query}" if target == 0 else f"e{query}x{target}"
            rows.append((f"t{query:02d}{target}", "target", "none", own if truth else None, None))
    records = pd.DataFrame(rows, columns=["record", "side", "split", "entity", "fold"])
    records = records.assign(source="s", role="name", orientation="vertical", noisy="x", clean="x")
    return frames.check(records.reindex(columns=tables.RECORDS.names), tables.RECORDS, where="test")


def pack(folder, records, evidence, comparisons, *, labelled=True, kind=KIND):
    origin = Origin(
        dataset="firms",
        method="sup_all_evidence" if labelled else "selfsup_all_evidence",
        ocr="clean",
        kind=kind,
        fold=1,
        row=None,
        labelled=labelled,
        normalisation=list(STEPS),
        measures=["levenshtein"],
        fields={"town": "address"},
        languages=["jpn"],
    )
    (folder / "rec.onnx").write_bytes(b"network")
    settings = {"choices": pd.DataFrame(), "origin": origin, "encoder": [], "k": TARGETS, "seed": 0}
    networks, path = {str(folder / "rec.onnx"): folder / "rec.onnx"}, folder / "firms.clippings"
    pack_model(records, evidence, comparisons, networks=networks, path=path, **settings)
    return path


@pytest.fixture
def packed(tmp_path):
    comparisons = name_comparisons(KIND, elsewhere=True)
    evidence = make_evidence(comparisons)
    return pack(tmp_path, make_records(), evidence, comparisons), evidence, comparisons


def scored(carried, evidence, comparisons):
    model, features = apply_carried(carried, evidence, comparisons)
    return model.log_odds(features.matrix)


def test_only_what_another_dataset_can_compare_is_carried(packed):
    path, *_ = packed
    carried = {(feature.part, feature.measure) for feature in read_model(path).model.features}
    assert carried == {
        ("picture", "carried_visual"),
        ("text", "carried_language"),
        ("quality", "carried_legibility"),
        ("text", "levenshtein"),
        ("town", "jaccard"),
        ("quality", "length"),
    }
    comparisons = name_comparisons(KIND, elsewhere=True)
    assert "quality" not in {*portable(comparisons, kind=KIND, ocr="clean", labelled=False)["part"]}
    texts = portable(comparisons, kind=None, ocr="noisy", labelled=True)
    assert [*texts["comparison"]] == ["levenshtein_noisy"]


@pytest.mark.parametrize("folds", [True, False])
def test_the_scorer_is_that_of_scikit_learn_on_all_labelled_pairs(folds, monkeypatch):
    monkeypatch.setattr("clippings.linkage.evidence.prior.WORTH", 0.0)
    comparisons, records = name_comparisons(KIND), make_records(folds=folds)
    evidence = make_evidence(comparisons, blank=())
    fitted = fit_carried(records, evidence, comparisons, kind=KIND, labelled=True, k=TARGETS, seed=0)
    sets = feature_sets(evidence, list(comparisons["comparison"]))
    (own,) = (each for each in sets if len(each.forms) == len(fitted.features))
    teaching = records.set_index("record").loc[evidence["query"]]
    kept = (teaching["fold"].notna() if folds else (teaching["split"] == "val")).to_numpy()
    kept = kept & evidence["acceptable"].notna().to_numpy()
    matrix = own.matrix[kept]
    standard = (matrix - matrix.mean(axis=0)) / matrix.std(axis=0)
    expected = LogisticRegression(C=fitted.penalty, solver="newton-cholesky", max_iter=200, tol=1e-10)
    expected.fit(standard, evidence["acceptable"][kept].astype(int))
    assert [one.weight for one in fitted.features] == pytest.approx(expected.coef_[0].tolist(), abs=1e-6)
    assert fitted.intercept == pytest.approx(expected.intercept_[0], abs=1e-6)
    assert fitted.queries == evidence["query"][kept].nunique()


def test_threshold_and_calibration_come_from_scores_of_pairs_left_out(packed, monkeypatch):
    path, evidence, comparisons = packed
    carried, seen = read_model(path).model, []
    monkeypatch.setattr(
        "clippings.linkage.evidence.carrying.tune_sigmoid",
        lambda judged, expected: (
            seen.append(judged) or (0.0, pd.DataFrame({"score": [0.0], "probability": [0.5]}))
        ),
    )
    own = portable(comparisons, kind=KIND, ocr="clean", labelled=True)
    fit_carried(make_records(), evidence, own, kind=KIND, labelled=True, k=TARGETS, seed=0)
    (judged,) = seen
    renamed = name_comparisons(CARRIED)
    refit = pd.Series(
        scored(carried, evidence.set_axis(evidence.columns.str.replace(KIND, CARRIED), axis=1), renamed)
    )
    best = refit.groupby(evidence["query"]).max().reindex(judged["query"]).to_numpy()
    assert len(judged) == QUERIES - 3
    assert (np.abs(best - judged["score"]) > 1e-3).mean() > 0.9, "the refit scorer has seen them"
    assert np.corrcoef(best, judged["score"])[0, 1] > 0.9


def test_features_where_nothing_is_blank_are_those_of_the_scorer_itself(packed):
    path, *_ = packed
    comparisons = name_comparisons(CARRIED, learned=False)
    evidence = make_evidence(comparisons, blank=(), seed=3)
    carried = read_model(path).model
    _, features = apply_carried(carried, evidence, comparisons)
    expected = make_features(evidence, list(comparisons["comparison"]), margins=True)
    columns = dict(
        zip(zip(expected.comparisons, expected.forms, strict=True), expected.matrix.T, strict=True)
    )
    for place, key in enumerate(zip(features.comparisons, features.forms, strict=True)):
        expected_column = np.zeros(len(evidence)) if key[1] == "blank" else columns[key]
        np.testing.assert_array_equal(features.matrix[:, place], expected_column)
    assert len(features.forms) == len(carried.features)


def test_without_labels_it_scores_the_data_that_taught_it_as_its_row_there_did(tmp_path):
    """Some texts were read with less confidence, and count less in both."""
    comparisons = name_comparisons("selfsup", learned=False)
    evidence, records = make_evidence(comparisons), make_records(truth=False)
    records = records.assign(clean_confidence=np.linspace(0.1, 1, len(records)))
    path = pack(tmp_path, records, evidence, comparisons, labelled=False, kind="selfsup")
    row = {**ROW, "method": "selfsup_all_evidence", "supervision": "selfsup"}
    settings = {"explained": [], "scorer": "logistic", "k": TARGETS, "seed": 0, "weighed": Weighed()}
    (own,) = weigh_rows(records, evidence, comparisons, rows=[row], **settings)
    names = {name: name.replace("selfsup", CARRIED) for name in evidence}
    renamed = comparisons.replace({"selfsup": CARRIED}, regex=True)
    settings |= {"rows": [ROW], "carried": read_model(path).model}
    (carried,) = weigh_rows(records, evidence.rename(columns=names), renamed, **settings)
    pd.testing.assert_frame_equal(carried.neighbours, own.neighbours)
    sure = records.assign(clean_confidence=1.0)
    (other,) = weigh_rows(sure, evidence.rename(columns=names), renamed, **settings)
    assert not np.allclose(other.neighbours["score"], own.neighbours["score"])


def test_on_the_data_that_taught_it_the_features_are_those_that_taught_it(packed):
    path, evidence, comparisons = packed
    own = portable(comparisons, kind=KIND, ocr="clean", labelled=True)
    carried = read_model(path).model
    names = {name: name.replace(KIND, CARRIED) for name in evidence}
    renamed = own.replace({KIND: CARRIED}, regex=True)
    _, features = apply_carried(carried, evidence.rename(columns=names), renamed)
    sets = feature_sets(evidence, list(own["comparison"]))
    (expected,) = (each for each in sets if len(each.forms) == len(carried.features))
    np.testing.assert_allclose(features.matrix, expected.matrix, rtol=1e-12)


def test_a_score_hangs_on_no_pair_of_another_query(packed):
    path, *_ = packed
    comparisons = name_comparisons(CARRIED)
    evidence = make_evidence(comparisons, seed=4)
    whole = scored(read_model(path).model, evidence, comparisons)
    for query in ("q00", "q07"):
        own = (evidence["query"] == query).to_numpy()
        alone = scored(read_model(path).model, evidence[own].reset_index(drop=True), comparisons)
        np.testing.assert_allclose(alone, whole[own], rtol=1e-12)


def test_what_is_not_compared_there_adds_the_same_to_every_pair(packed):
    path, *_ = packed
    comparisons = name_comparisons(CARRIED)
    evidence, carried = make_evidence(comparisons, seed=4), read_model(path).model
    empty = evidence.assign(town_jaccard_clean=np.nan)
    without = comparisons[comparisons["part"] != "town"]
    np.testing.assert_allclose(scored(carried, empty, comparisons), scored(carried, evidence, without))
    for table, compared in ((empty, comparisons), (evidence, without)):
        assert blank_features(carried, table, compared) == {"town jaccard"}
    # Of a comparison that was never blank no mark was learned: without it nothing is added.
    other = comparisons[comparisons["measure"] != "levenshtein"]
    gone = [one for one in carried.features if one.measure != "levenshtein"]
    lean = replace(carried, features=gone)
    np.testing.assert_allclose(scored(carried, evidence, other), scored(lean, evidence, other))


@pytest.mark.parametrize(
    ("blank", "pairs", "expected"),
    [
        ([True, False], None, []),
        ([False, True], None, []),
        ([True, True], None, ["blank in every pair, though the model weighs it: town jaccard"]),
        ([True, True], 0, ["carried_all_evidence/clean: no pair to compare, none is scored"]),
    ],
)
def test_what_is_blank_in_every_pair_of_all_portions_is_said(
    packed, tmp_path, monkeypatch, blank, pairs, expected
):
    said, files = [], []
    comparisons = name_comparisons(CARRIED, learned=False)
    described = tables.EVIDENCE.with_numbers(comparisons["comparison"])
    for number, none in enumerate(blank, 1):
        part = make_evidence(comparisons, seed=number)[:pairs]
        files.append(tmp_path / f"{number}-of-2.parquet")
        row_groups.write_groups(
            [part.assign(town_jaccard_clean=np.nan) if none else part], files[-1], described
        )
    model = read_model(packed[0]).model
    monkeypatch.setattr("clippings.running.say", said.append)
    settings = {"explained": ["carried_all_evidence/clean"], "scorer": "logistic", "k": TARGETS, "seed": 0}
    searches = list(
        weigh_rows(
            make_records(), files, comparisons, rows=[ROW], **settings, weighed=Weighed(), carried=model
        )
    )
    assert said[1:] == expected and [search.portion for search in searches] == [1, 2]


def test_moved_to_another_folder_and_process_it_gives_the_same_scores(packed, tmp_path):
    path, *_ = packed
    away = tmp_path / "away"
    away.mkdir()
    (away / path.name).write_bytes(path.read_bytes())
    comparisons = name_comparisons(CARRIED)
    evidence = make_evidence(comparisons, seed=5)
    evidence.to_csv(away / "evidence.csv", index=False)
    comparisons.to_csv(away / "comparisons.csv", index=False)
    path.unlink()
    command = [sys.executable, "-c", SCORE, str(LIBRARY)]
    run = subprocess.run(command, cwd=away, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    expected = scored(read_model(away / path.name).model, evidence, comparisons)
    np.testing.assert_allclose(pd.read_csv(away / "scores.csv").to_numpy()[:, 0], expected, atol=1e-5)


@pytest.mark.parametrize("truth", [True, False])
def test_a_row_is_scored_and_decided_by_the_model_and_by_no_label(packed, tmp_path, truth):
    path, *_ = packed
    comparisons = name_comparisons(CARRIED, learned=False)
    evidence, records = make_evidence(comparisons, seed=6), make_records(folds=False, truth=truth)
    carried, weighed = read_model(path).model, Weighed()
    (search,) = weigh_rows(
        records,
        evidence if truth else evidence.assign(acceptable=pd.NA),
        comparisons,
        rows=[ROW],
        explained=["carried_all_evidence/clean"],
        scorer="logistic",
        k=TARGETS,
        seed=0,
        weighed=weighed,
        carried=carried,
    )
    scores = pd.Series(
        scored(carried, evidence, comparisons), pd.MultiIndex.from_frame(evidence[["query", "target"]])
    )
    found = search.neighbours.set_index(["query", "target"])["score"]
    np.testing.assert_allclose(found, scores.loc[found.index], atol=1e-6)
    assert len(found) == len(evidence)
    terms = weighed.table("terms").groupby(["query", "target"])["term"].sum()
    np.testing.assert_allclose(terms, scores.loc[terms.index], atol=1e-6)
    write_searches([search], tmp_path / "n.parquet", choices=tmp_path / "c.csv")
    files, choices = [tmp_path / "n.parquet"], pd.DataFrame(columns=tables.CHOICES.names)
    outcomes, thresholds, calibration = judge_rows(
        records, files, choices=choices, rows=[ROW], default=0.5, carried=carried
    )
    assert thresholds["threshold"].tolist() == [carried.threshold]
    assert thresholds["accuracy"].isna().all()
    assert calibration[["score", "probability"]].to_numpy().tolist() == carried.knots
    assert (outcomes["linked"] == (outcomes["score"] >= carried.threshold)).all()
    assert len(outcomes) > 0 if truth else len(outcomes) == 0


def test_without_labels_the_mixture_of_scores_decides(tmp_path):
    comparisons = name_comparisons("selfsup")
    evidence = make_evidence(comparisons).assign(acceptable=pd.NA)
    records = make_records(folds=False, truth=False)
    own = portable(comparisons, kind="selfsup", ocr="clean", labelled=False)
    fitted = fit_carried(records, evidence, own, kind="selfsup", labelled=False, k=TARGETS, seed=0)
    assert {one.form for one in fitted.features} == {"value"}
    assert {one.part for one in fitted.features} == {"picture", "text", "town"}
    assert np.isfinite(fitted.threshold) and fitted.queries == 0


def test_of_members_the_threshold_is_the_cut_of_clusters():
    comparisons = name_comparisons(KIND)
    evidence, records = make_evidence(comparisons), make_records()
    fold = records["record"].str[1:3].astype(int) % 3 + 1
    members = records.assign(side="member", fold=fold.where(records["entity"].notna()))
    settings = {"kind": KIND, "labelled": True, "k": TARGETS, "seed": 0}
    cut = fit_carried(members, evidence, comparisons, **settings)
    link = fit_carried(records, evidence, comparisons, **settings)
    assert np.isfinite(cut.threshold) and cut.threshold != link.threshold
    alone = records.assign(side="member")  # Their targets teach nothing: no edge joins two that do.
    assert fit_carried(alone, evidence, comparisons, **settings).threshold == 0


def test_the_image_weight_of_a_model_is_that_of_its_row(tmp_path):
    draws, parts = np.random.default_rng(0), {}
    for part in ("visual", "clean"):
        matrix = draws.normal(size=(len(make_records()), 4))
        parts[part] = [*(matrix / np.linalg.norm(matrix, axis=1, keepdims=True)).astype(np.float32)]
    records = make_records()
    vectors = records[["record"]].assign(model=CARRIED, fold=0, noisy=None, **parts)
    frames.write(vectors, tmp_path / "v.parquet", tables.VECTORS)
    row = ROW | {"method": "carried_multimodal", "modality": "multimodal", "model": CARRIED}
    found = {}
    for weight in (None, 0.0, 0.5, 0.9):
        own = row if weight is None else row | {"image_weight": weight}
        settings = {"rows": [own], "weights": [0.1], "objective": None, "k": TARGETS}
        (found[weight],) = search_rows(records, [tmp_path / "v.parquet"], **settings)
        chosen = chosen_values(pd.DataFrame(columns=tables.CHOICES.names), own, fold=0)
        assert chosen["image_weight"] == (0.5 if weight is None else weight)
    scores = {weight: search.neighbours["score"].to_numpy() for weight, search in found.items()}
    assert np.allclose(scores[None], scores[0.5], atol=1e-5)
    assert not np.allclose(scores[None], scores[0.9], atol=1e-2)


def test_nothing_to_compare_is_said_in_one_line():
    comparisons = name_comparisons(KIND)
    evidence = make_evidence(comparisons).assign(**dict.fromkeys(comparisons["comparison"], np.nan))
    for labelled in (True, False):
        with pytest.raises(ValueError, match="no pair to compare, expected pictures, texts or fields"):
            fit_carried(
                make_records(), evidence, comparisons, kind=KIND, labelled=labelled, k=TARGETS, seed=0
            )


def test_the_card_says_where_it_comes_from_and_what_its_encoder_needs(packed, tmp_path):
    stored = read_model(packed[0])
    digest = file_digest(tmp_path / "rec.onnx")
    assert stored.model.files == {str(tmp_path / "rec.onnx"): digest}
    assert digest in stored.card and "`sup_all_evidence/clean`" in stored.card
    assert f"{QUERIES - 3} labelled queries" in stored.card and "`sup_multimodal`, fold 1" in stored.card
    texts = packed[0].read_bytes()
    assert b"q00" not in texts and b"t000" not in texts
