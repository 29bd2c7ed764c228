"""All evidence of candidate pairs, from records and neighbours to scored pairs and what speaks for them."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from clippings import frames, tables
from clippings.folds import fold_numbers
from clippings.linkage.candidates.pooling import VectorFiles
from clippings.linkage.candidates.string_rows import compare_strings, spellings
from clippings.linkage.evidence.comparing import Ingredients, gather_evidence, tabulate
from clippings.linkage.evidence.weighing import Weighed, usable, weigh_rows
from clippings.linkage.neighbours import Searched, read_neighbours, write_searches
from clippings.spelling import STEPS
from clippings.tables import OCRS, SEPARATOR

FIRMS, K = 30, 4
STRINGS = [
    {"method": "levenshtein", "ocr": ocr, "seed": None, "encoder": None, "model": None} for ocr in OCRS
]
MODELS = [
    {"method": f"{model}_language", "ocr": "noisy", "seed": 3, "encoder": "tiny", "model": name}
    for model, name in (("selfsup", "selfsup"), ("sup", "sup_language"))
]
ROWS = [
    {
        "method": f"{supervision}_all_evidence",
        "ocr": ocr,
        "seed": 3,
        "supervision": supervision,
        "modality": "all",
    }
    for supervision in ("selfsup", "sup")
    for ocr in (*OCRS, "both")
]
EXPLAINED = ["sup_all_evidence/both", "selfsup_all_evidence/noisy"]


def make_records(*, folds, empty=False):
    """Make firms on both sides, read twice with errors; the last query's entity is not known."""
    generator = np.random.default_rng(0)

    def read(name, errors):
        letters = np.array(list(name))
        letters[generator.choice(len(letters), errors, replace=False)] = "x"
        return SEPARATOR.join(["".join(letters), f"town {generator.integers(1, 4)}"])

    rows = []
    for firm in range(FIRMS):
        name = "".join(generator.choice(list("abcdefghij "), 9))
        split = ("train", "val", "val", "test", "test")[firm % 5]
        entity = None if firm == FIRMS - 1 else f"e{firm}"
        for side in ("query", "target"):
            texts = ["", ""] if empty else [read(name, 3), read(name, 1)]
            rows.append((f"{side[0]}{firm:02d}", side, split, entity, *texts, firm % 3 + 1))
    columns = ["record", "side", "split", "entity", *OCRS, "fold"]
    records = pd.DataFrame(rows, columns=columns).assign(source="s", role="name", orientation="vertical")
    records["fold"] = records["fold"].where(records["entity"].notna()) if folds else None
    return frames.check(records, tables.RECORDS, where="test")


@pytest.fixture
def gather(tmp_path):
    """Compare the candidates of string rows, and of two models with random vectors near those of a firm."""

    def gather(records):
        found = [
            *compare_strings(
                records, measures=["levenshtein"], ocrs=OCRS, lengths=[], objective=None, k=K, kanjivg=Path()
            )
        ]
        # As a search by a model: of every query the same targets, in each fold.
        queries = records.loc[records["side"] == "query", ["record"]].set_axis(["query"], axis=1)
        few, one = (queries.assign(target=target, rank=1, score=0.5) for target in ("t01", "t02"))
        found += [Searched(MODELS[0], 0, few), *(Searched(MODELS[1], f, one) for f in fold_numbers(records))]
        write_searches(found, tmp_path / "n.parquet", choices=tmp_path / "c.csv")
        generator, parts = np.random.default_rng(1), []
        for model, folds in (("selfsup", [0]), ("sup_language", fold_numbers(records))):
            for fold in folds:
                matrix = generator.normal(size=(FIRMS, 6))[records["record"].str[1:].astype(int)]
                matrix += generator.normal(size=matrix.shape)
                unit = [*(matrix / np.linalg.norm(matrix, axis=1, keepdims=True)).astype(np.float32)]
                parts.append(
                    records[["record"]].assign(model=model, fold=fold, visual=None, noisy=unit, clean=unit)
                )
        frames.write(pd.concat(parts), tmp_path / "v.parquet", tables.VECTORS)
        vectors = VectorFiles([tmp_path / "v.parquet"], records)
        table, comparisons = gather_evidence(
            records,
            [tmp_path / "n.parquet"],
            ingredients=Ingredients(3, [*STRINGS, *MODELS], [vectors], ["selfsup", "sup_language"]),
            ocrs=OCRS,
            fields={"town": "address"},
            spelt_of=lambda texts: spellings(records, texts, STEPS),
            k=K,
            kanjivg=Path(),
        )
        return table.whole(), tabulate(comparisons)

    return gather


def weigh(records, evidence, comparisons, *, rows=ROWS, seed=0, scorer="logistic", k=K):
    weighed = Weighed()
    settings = {"explained": EXPLAINED, "scorer": scorer, "k": k, "seed": seed, "weighed": weighed}
    searched = list(weigh_rows(records, evidence, comparisons, rows=rows, **settings))
    return {(s.row["method"], s.row["ocr"], s.fold): s.neighbours for s in searched}, weighed


@pytest.fixture(params=[True, False], ids=["folds", "splits"])
def weighing(request, gather):
    records = make_records(folds=request.param)
    evidence, comparisons = gather(records)
    return records, evidence, comparisons, *weigh(records, evidence, comparisons)


def test_candidates_are_the_best_of_every_row_each_once(weighing, tmp_path):
    records, evidence, comparisons, *_ = weighing
    expected = set()
    for row in (*STRINGS, *MODELS):
        found = read_neighbours([tmp_path / "n.parquet"], row, fold=fold_numbers(records)[0])
        expected |= {*found[found["rank"] <= K][["query", "target"]].itertuples(index=False, name=None)}
    assert {*evidence[["query", "target"]].itertuples(index=False, name=None)} == expected
    assert len(evidence) == len(expected)
    same = evidence["query"].str[1:] == evidence["target"].str[1:]
    unknown = evidence["query"] == f"q{FIRMS - 1}"
    assert evidence["acceptable"][unknown].isna().all()
    assert (evidence["acceptable"][~unknown] == same[~unknown]).all()
    assert [*evidence.columns[6:]] == [*comparisons["comparison"]] and comparisons["comparison"].is_unique
    described = tables.EVIDENCE.with_numbers(comparisons["comparison"])
    assert frames.check(evidence, described, where="test").shape == evidence.shape


def test_a_query_is_compared_by_what_has_not_learned_from_it(weighing, tmp_path):
    records, evidence, comparisons, *_ = weighing
    vectors, places = VectorFiles([tmp_path / "v.parquet"], records), pd.Index(records["record"])
    name = "sup_language_language_noisy"
    assert comparisons.set_index("comparison").loc[name, "learned"]
    for fold, pairs in evidence.groupby("fold"):
        matrix = vectors.read("sup_language", fold, column="noisy")
        ones, others = (matrix[places.get_indexer(pairs[side])] for side in ("query", "target"))
        assert pairs[name].to_numpy() == pytest.approx((ones * others).sum(axis=1), abs=1e-6)


def test_without_labels_no_pair_is_scored_that_labels_alone_found(weighing):
    records, evidence, comparisons, *_ = weighing
    taught = {*evidence.loc[evidence["taught"], ["query", "target"]].itertuples(index=False, name=None)}
    assert taught and all(target == "t02" for _, target in taught)
    found, _ = weigh(records, evidence, comparisons, rows=[ROWS[2], ROWS[5]], k=99)
    for (method, *_), neighbours in found.items():
        scored = {*neighbours[["query", "target"]].itertuples(index=False, name=None)}
        assert bool(scored & taught) == (method == "sup_all_evidence")


def test_without_labels_nothing_that_labels_taught_is_weighed(weighing):
    records, evidence, comparisons, found, weighed = weighing
    learned = comparisons["comparison"][comparisons["learned"] | (comparisons["part"] == "quality")]
    assert {"levenshtein_normalised_noisy", "sup_language_language_clean", "length_noisy"} < {*learned}
    weights = weighed.table("weights")
    assert not {*weights["comparison"][weights["method"] == "selfsup_all_evidence"]} & {*learned}
    assert {*learned} < {*weights["comparison"][weights["method"] == "sup_all_evidence"]}
    noise = np.random.default_rng(5).normal(size=(len(evidence), len(learned)))
    other = evidence.assign(acceptable=~evidence["acceptable"], **dict(zip(learned, noise.T, strict=True)))
    again, _ = weigh(records, other, comparisons, rows=ROWS[:3])
    for name, neighbours in again.items():
        pd.testing.assert_frame_equal(neighbours, found[name])


def test_a_row_weighs_its_own_ocr_and_both_weigh_all(weighing):
    *_, comparisons, _, weighed = weighing
    ocr_of = comparisons.set_index("comparison")["ocr"]
    for (_, ocr), weights in weighed.table("weights").groupby(["method", "ocr"]):
        assert {*weights["comparison"].map(ocr_of)} == ({*OCRS} if ocr == "both" else {ocr})
    assert len(usable(comparisons, ROWS[5])) == len(comparisons)


def test_terms_and_intercept_add_up_to_the_score(weighing):
    records, evidence, comparisons, found, weighed = weighing
    terms = frames.check(weighed.table("terms"), tables.TERMS, where="test")
    assert {*(terms["method"] + "/" + terms["ocr"])} == {*EXPLAINED}
    for name, part in terms.groupby(["method", "ocr", "fold"]):
        scores = found[name].set_index(["query", "target"])[["score", "rank"]]
        pairs = part.groupby(["query", "target"]).agg(score=("term", "sum"), rank=("rank", "first"))
        expected = scores.loc[pairs.index]
        assert pairs["score"].to_numpy() == pytest.approx(expected["score"].to_numpy(), abs=1e-5)
        assert (pairs["rank"] == expected["rank"]).all() and pairs["rank"].max() == 2
    values = evidence.set_index(["query", "target"])[list(comparisons["comparison"])].stack()
    known = terms[terms["value"].notna()]
    places = pd.MultiIndex.from_frame(known[["query", "target", "comparison"]])
    assert known["value"].to_numpy() == pytest.approx(values.loc[places].to_numpy())
    assert terms["value"][terms["comparison"] == "intercept"].isna().all()
    labelled = terms[terms["method"] == "sup_all_evidence"]
    queries = records[records["side"] == "query"]
    # Queries that taught are scored by other models than that whose weights are listed.
    tested = queries if records["fold"].notna().any() else queries[queries["split"] != "val"]
    assert {*labelled["query"]} >= {*tested["record"]} - {f"q{FIRMS - 1}"}
    assert not {*labelled["query"]} & ({*queries["record"]} - {*tested["record"]}) - {f"q{FIRMS - 1}"}


def test_neighbours_of_a_fold_are_those_of_queries_that_it_tests_and_that_taught_it(weighing):
    records, _, _, found, _ = weighing
    queries, last = {*records.loc[records["side"] == "query", "record"]}, f"q{FIRMS - 1}"
    folds = fold_numbers(records)
    assert {name[2] for name in found if name[0] == "sup_all_evidence"} == {*folds}
    assert {name[2] for name in found if name[0] == "selfsup_all_evidence"} == {0}
    for (_, _, fold), neighbours in found.items():
        # What teaches nothing is scored by the first fold alone.
        assert {*neighbours["query"]} == (queries if fold == folds[0] or fold == 0 else queries - {last})
        assert neighbours.groupby("query")["score"].is_monotonic_decreasing.all()


def test_labels_of_the_queries_tested_say_nothing_about_their_scores(weighing):
    records, evidence, comparisons, found, _ = weighing
    row = ROWS[5]
    for fold in fold_numbers(records):
        tested = records["fold"] == fold if fold else records["split"].isin(["test", "train"])
        own = {*records["record"][tested]}
        flipped = evidence["acceptable"].where(~evidence["query"].isin(own), ~evidence["acceptable"])
        again, _ = weigh(records, evidence.assign(acceptable=flipped), comparisons, rows=[row])
        scores = [f[row["method"], row["ocr"], fold] for f in (found, again)]
        straight, other = (part[part["query"].isin(own)].reset_index(drop=True) for part in scores)
        pd.testing.assert_frame_equal(straight, other)
        assert len(straight)


def test_the_seed_and_nothing_else_moves_the_parts(gather):
    records = make_records(folds=False)
    evidence, comparisons = gather(records)
    rows = ROWS[5:]
    runs = [weigh(records, evidence, comparisons, rows=rows, seed=seed)[0] for seed in (0, 0, 1)]
    first, again, other = (run["sup_all_evidence", "both", 0] for run in runs)
    pd.testing.assert_frame_equal(first, again)
    assert not first.equals(other)


def test_boosting_weighs_without_weights(gather):
    records = make_records(folds=True)
    found, weighed = weigh(records, *gather(records), rows=ROWS[5:], scorer="boosting")
    assert all(np.isfinite(neighbours["score"]).all() and len(neighbours) for neighbours in found.values())
    assert list(weighed.table("weights").columns) == tables.WEIGHTS.names
    assert list(weighed.table("terms").columns) == tables.TERMS.names


def label_few(records, labelled):
    known = (records["side"] == "query") & (records["split"] == "val") & records["entity"].notna()
    return records.assign(entity=records["entity"].mask(known & (known.cumsum() > labelled)))


@pytest.mark.parametrize("labelled", [0, 1, 3])
def test_few_labels_leave_what_is_found_without_any(gather, labelled):
    """Once a label or two made the row score nothing: all links were gone until there were more."""
    records = label_few(make_records(folds=False), labelled)
    found, _ = weigh(records, *gather(records))
    for ocr in (*OCRS, "both"):
        few, none = (found[f"{kind}_all_evidence", ocr, 0] for kind in ("sup", "selfsup"))
        few, none = (part[part["rank"] == 1].set_index("query")["target"] for part in (few, none))
        assert len(few) == len(none) == FIRMS
        assert (few == none).mean() > 0.6
        assert (few.str[1:] == few.index.str[1:]).mean() > (none.str[1:] == none.index.str[1:]).mean() - 0.1


@pytest.mark.parametrize("labelled", [0, 1])
def test_labels_too_few_for_boosting_are_said(gather, labelled, monkeypatch):
    records, said = label_few(make_records(folds=False), labelled), []
    evidence, comparisons = gather(records)
    monkeypatch.setattr("clippings.running.say", said.append)
    found, _ = weigh(records, evidence, comparisons, scorer="boosting")
    assert all((len(n) > 0) == (method == "selfsup_all_evidence") for (method, *_), n in found.items())
    assert "sup_all_evidence/noisy: too few labels to learn from, none is scored" in said


@pytest.fixture
def scripted(run, tmp_path):
    """Run the script on records whose texts alone are compared."""

    def scripted(records, *, fields=None):
        for row in (rows := [{**row, "seed": None} for row in ROWS]):
            row["encoder"] = "evidence"
        frames.write(records, tmp_path / "records.parquet", tables.RECORDS)
        strings = compare_strings(
            records, measures=["levenshtein"], ocrs=OCRS, lengths=[], objective=None, k=K, kanjivg=Path()
        )
        write_searches(strings, tmp_path / "strings.parquet", choices=tmp_path / "c.csv")
        compared = {"pairs": "pairs/1-of-1.parquet", "comparisons": "compared.csv"}
        given = {"neighbours": ["strings.parquet"], "vectors": [], "hashes": [], "kanjivg": "none.zip"}
        run(
            "compare_evidence",
            input={"records": "records.parquet", **given},
            output=compared,
            wildcards={"portion": "1", "portions": "1"},
            rows=STRINGS,
            models=[],
            ocrs=OCRS,
            fields=fields or {},
            normalisation=dict.fromkeys(STEPS, True),
            candidates=K,
        )
        output = {"choices": "choices.csv", "comparisons": "comparisons.csv", "weights": "weights.csv"}
        output |= {"terms": "terms.parquet"}
        pairs = [compared["pairs"]]
        run(
            "weigh_evidence",
            input={"records": "records.parquet", **compared, "pairs": pairs, "model": []},
            output=output | {"neighbours": "n"},
            wildcards={"seed": "0"},
            rows=rows,
            explained=EXPLAINED,
            scorer="logistic",
            candidates=K,
        )
        found = {"neighbours": "n/1-of-1.parquet", "evidence": pairs[0], **output}
        written = {
            key: frames.read(tmp_path / file, getattr(tables, key.upper())) for key, file in found.items()
        }
        return written, rows

    return scripted


def test_the_script_writes_tables_that_say_what_they_are(scripted, tmp_path):
    written, rows = scripted(make_records(folds=True), fields={"town": "address"})
    assert all(len(table) for table in written.values())
    assert {*written["choices"]["setting"]} == {"penalty"}
    assert {"town_within_clean", "levenshtein_noisy"} < {*written["comparisons"]["comparison"]}
    assert written["evidence"]["seed"].isna().all()
    for row in rows:
        assert len(read_neighbours([tmp_path / "n"], row, fold=2))


def test_records_without_any_text_have_no_pair_and_no_neighbour(scripted):
    written, _ = scripted(make_records(folds=True, empty=True))
    assert [key for key, table in written.items() if len(table)] == ["comparisons"]


def test_an_ocr_that_read_nothing_weighs_nothing(scripted, tmp_path):
    records = make_records(folds=True).assign(noisy=None)
    _, rows = scripted(frames.check(records, tables.RECORDS, where="test"))
    for row in rows:
        assert (len(read_neighbours([tmp_path / "n"], row, fold=1)) > 0) == (row["ocr"] != "noisy")


def test_a_query_without_text_has_no_neighbour_in_a_row_of_texts(scripted, tmp_path):
    records = make_records(folds=True)
    records["noisy"] = records["noisy"].where(records["record"] != "q05")
    _, rows = scripted(frames.check(records, tables.RECORDS, where="test"))
    for row in rows:
        found = {*read_neighbours([tmp_path / "n"], row, fold=1)["query"]}
        assert ("q05" in found) == (row["ocr"] != "noisy") and "q04" in found
