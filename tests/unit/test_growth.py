"""What the benchmark of growing collections draws, measures and extrapolates."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from clippings import frames, tables
from clippings.linkage.candidates.encoder_rows import search_rows
from clippings.linkage.candidates.pooling import VectorFiles
from clippings.linkage.candidates.string_rows import compare_strings
from clippings.linkage.neighbours import write_searches
from clippings.linkage.tuning import objective_of

BENCH = Path(__file__).resolve().parents[2] / "bench"
NAMES = 300


@pytest.fixture
def bench(monkeypatch):
    monkeypatch.syspath_prepend(BENCH)
    import growth_names
    import growth_recall
    import growth_table
    import growth_vectors

    # A batch of records then spans blocks of entities, and both sides.
    monkeypatch.setattr(growth_vectors, "BLOCK", 128)
    return {"names": growth_names, "vectors": growth_vectors, "recall": growth_recall, "table": growth_table}


@pytest.fixture
def drawn(bench):
    return bench["names"].draw_records(NAMES, seed=0)


@pytest.fixture
def results(bench, drawn, tmp_path):
    """The results of a run as far as its vectors, and the table that was drawn."""
    bench["names"].write_records(NAMES, tmp_path, seed=0, picture=None)
    records = drawn.rename(columns={"source": "side"}).assign(
        source=drawn["source"], role="name", orientation="horizontal", split="test", fold=None
    )
    frames.write(records, tmp_path / "records/records.parquet", tables.RECORDS)
    file = tmp_path / "encoder/names/s0/vectors/1-of-1.parquet"
    bench["vectors"].write_vectors(tmp_path / "names.parquet", file, ["visual", "noisy"], seed=0)
    return tmp_path


def test_names_are_distinct_and_those_of_the_seed(bench):
    names = bench["names"].draw_names(2_000, seed=1)
    assert names["indexed"].is_unique
    assert names.equals(bench["names"].draw_names(2_000, seed=1))
    assert not names.equals(bench["names"].draw_names(2_000, seed=2))


def test_more_names_than_the_lists_yield_are_refused(bench, monkeypatch):
    few = bench["names"].Lists(["Ott", "Rot"], ["Ida"], ["Bern"], ["Maler"], [("{name} & Co.", "{name}")], "")
    monkeypatch.setattr(bench["names"], "read_lists", lambda seed: [few])
    assert bench["names"].distinct_names([few]) == 2
    with pytest.raises(ValueError, match="found 4 distinct names, expected 5"):
        bench["names"].draw_names(5, seed=0)


def test_a_share_of_queries_has_no_match_and_every_other_has_one(bench, drawn):
    sides = {side: drawn[drawn["source"] == side] for side in ("query", "target")}
    assert {side: len(own) for side, own in sides.items()} == {"query": NAMES, "target": NAMES}
    assert drawn["record"].is_unique and all(own["entity"].is_unique for own in sides.values())
    matched = sides["query"]["entity"].isin(sides["target"]["entity"])
    assert (~matched).sum() == round(bench["names"].SHARE_UNMATCHED * NAMES) == 21
    assert 0.05 < drawn["year"].isna().mean() < 0.15


def test_as_many_characters_are_misread_as_said(bench):
    texts = ["Keller, Emil, Maler in Aarau"] * 2_000
    read = bench["names"].misread(texts, seed=[0])
    assert read == bench["names"].misread(texts, seed=[0])
    dropped, added = (np.mean([side * (len(text) - 28) > 0 for text in read]) for side in (-1, 1))
    # Of 28 characters .005 are dropped and as many added, now and then in one text.
    assert dropped == pytest.approx(0.12, abs=0.03) and added == pytest.approx(0.12, abs=0.03)
    assert np.mean([text != texts[0] for text in read]) == pytest.approx(1 - 0.97**28, abs=0.04)


def test_vectors_have_length_1_and_are_nearest_to_their_entity(results, drawn):
    files = VectorFiles(sorted(results.glob("encoder/*/*/vectors/*")), records := drawn)
    for vectors in files.read_modalities("selfsup", 0, ocr="noisy"):
        assert vectors.shape == (2 * NAMES, 256)
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)
        own, others = vectors[21:NAMES], vectors[NAMES:]
        nearest = records["entity"].to_numpy()[NAMES:][(own @ others.T).argmax(axis=1)]
        assert (nearest == records["entity"].to_numpy()[21:NAMES]).mean() > 0.95


@pytest.mark.parametrize(("kept", "share"), [(10, 1.0), (6, 0.6)])
def test_recall_is_the_share_of_the_ten_best_that_were_found(bench, results, kept, share):
    records = frames.read(results / "records/records.parquet", tables.RECORDS)
    row = {"method": "selfsup_multimodal", "ocr": "noisy", "seed": 0, "modality": "multimodal"}
    dense = search_rows(
        records,
        sorted(results.glob("encoder/*/*/vectors/*")),
        rows=[row | {"model": "selfsup"}],
        weights=[],
        objective=objective_of("link", k=10),
        k=10,
    )
    strings = compare_strings(
        records,
        measures=["tfidf", "levenshtein_forms"],
        ocrs=["noisy"],
        lengths=[],
        objective=objective_of("link", k=10),
        k=10,
        kanjivg="",
    )
    for folder, searches in (("strings", strings), ("names/s0", dense)):
        cut = (
            each._replace(neighbours=each.neighbours[each.neighbours["rank"] <= kept]) for each in searches
        )
        folder = results / "linkage" / folder
        write_searches(cut, folder / "neighbours.parquet", choices=folder / "choices.csv")
    found = dict(bench["recall"].recalls(results, sampled=50, seed=0))
    assert found == pytest.approx(
        dict.fromkeys(["selfsup_multimodal", "tfidf", "levenshtein_forms"], share), abs=1e-9
    )


def test_costs_grow_by_the_exponent_between_sizes_and_are_extrapolated_by_the_last(bench):
    table = bench["table"]
    assert table.exponent((10, 5.0), (1000, 50.0)) == pytest.approx(0.5)
    sizes = pd.DataFrame({"names": [100, 10, 1000], "seconds: link_records": [10.0, 1.0, 1000.0], "other": 1})
    assert table.extrapolated(sizes.set_index("names").sort_index().iloc[:, 0], 10_000) == pytest.approx(1e5)
    assert list(table.growth_lines(sizes, beyond=10_000))[:4] == [
        "| seconds | 10 | 100 | 1,000 | n^, 10 to 100 | n^, 100 to 1,000 | n^, 10 to 1,000"
        " | 10,000, extrapolated |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
        "| link_records | 1.0 | 10.0 | 1,000.0 | 1.00 | 2.00 | 1.50 | 100,000 |",
        "",
    ]
    with pytest.raises(ValueError, match="found 1, expected two"):
        list(table.growth_lines(sizes.head(1), beyond=10_000))


def test_a_step_is_extrapolated_by_each_of_its_rules(bench):
    costs = {"names": [10, 100], "seconds: judge_queries": [9.0, 9.0], "seconds: link_records": [1.0, 10.0]}
    sizes = pd.DataFrame(costs | {"seconds: decision": [10.0, 19.0], "seconds: whole run": [11.0, 20.0]})
    lines = list(bench["table"].growth_lines(sizes, beyond=1_000))
    assert lines[4] == "| decision | 10.0 | 19.0 | 0.28 | 109 |"
    assert lines[5] == "| whole run | 11.0 | 20.0 | 0.26 |  |"
    with pytest.raises(ValueError, match="found 1, expected two"):
        list(bench["table"].growth_lines(sizes.head(1), beyond=1_000))


def test_a_row_is_appended_to_a_table_with_other_columns(bench, tmp_path):
    file = tmp_path / "growth.csv"
    bench["table"].append({"names": 10, "seconds: a": 1.0}, file)
    bench["table"].append({"names": 20, "seconds: b": 2.0}, file)
    assert pd.read_csv(file).fillna(-1).to_numpy().tolist() == [[10, 1, -1], [20, -1, 2]]


def test_the_peak_of_a_rule_is_the_highest_seen_of_any_job(bench, tmp_path):
    for portion, peak in ((1, 100), (2, 300)):
        (tmp_path / "judge_queries").mkdir(exist_ok=True)
        file = tmp_path / f"judge_queries/{portion}-of-2.tsv"
        file.write_text(f"s\tmax_rss\tcpu_time\n2.0\t{peak}\t1.5\n")
    costs = bench["table"].measured(tmp_path, peaks={"judge_queries": 500.0}, processor={})
    assert costs.loc["judge_queries"].tolist() == [2, 4.0, 3.0, 500.0]
    assert bench["table"].totals(costs).loc["decision"].tolist() == [2, 4.0, 3.0, 500.0]
