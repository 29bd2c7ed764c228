"""The rows that weigh all evidence: which datasets have them, and what each is weighed from."""

import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from clippings.plan.rows import list_rows

ROOT = Path(__file__).parents[3]
TEXTS = {
    "of": "pr_tk",
    "encoder": {"pretrained_on": "names", "models": ["selfsup"]},
    "export": ["levenshtein/noisy"],
}
SELFSUP, SUP = "selfsup_all_evidence/{}".format, "sup_all_evidence/{}".format


@pytest.fixture
def planned(plan_of_own):
    """Plan the dataset `own`, pr_tk but for some keys, with some seeds."""

    def planned(*, seeds=(0,), datasets=("own",), **declared):
        return plan_of_own(TEXTS | declared, datasets=datasets, seeds=seeds)

    return planned


def weighed(plan, dataset="own"):
    rows = plan.rows(plan.datasets[dataset])
    return [(row.name, row.seed) for row in rows if row.encoder == "evidence"]


def named(seed="0", dataset="own"):
    return SimpleNamespace(dataset=dataset, seed=seed, portion="1", portions="1")


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ({}, [SELFSUP("noisy"), SUP("noisy")]),
        ({"truth": "none"}, [SELFSUP("noisy")]),
        ({"encoder": {"models": []}}, [SELFSUP("noisy"), SUP("noisy")]),
    ],
)
def test_labels_weigh_where_there_is_something_to_learn_from(planned, declared, expected):
    assert [name for name, _ in weighed(planned(**declared))] == expected


@pytest.mark.parametrize(
    ("val", "expected"), [(0.2, [SELFSUP("noisy"), SUP("noisy")]), (0, [SELFSUP("noisy")])]
)
def test_without_folds_a_validation_split_teaches(planned, val, expected):
    dataset = replace(
        planned().datasets["own"], folds=0, shares={"train": 0.2, "val": val, "test": 0.8 - val}
    )
    rows = list_rows(dataset, seeds=[0], images=False)
    assert [row.name for row in rows if row.encoder == "evidence"] == expected


def test_two_ocrs_are_weighed_alone_and_together(planned):
    rows = weighed(planned(datasets=["firms"]), "firms")
    assert rows == [(of(ocr), 0) for of in (SELFSUP, SUP) for ocr in ("noisy", "clean", "both")]


def test_without_a_model_the_rows_have_no_seed(planned):
    plan = planned(encoder={"models": []}, seeds=[3, 1])
    assert weighed(plan) == [(SELFSUP("noisy"), None), (SUP("noisy"), None)]
    assert plan.neighbours(named())[-1] == "results/own/linkage/evidence/s0/neighbours"
    assert len(plan.weighed_params(named("0"))) == 2
    assert plan.encoder_vectors(named()) == plan.hash_vectors(named()) == plan.united_models(named()) == []


def test_seeds_do_not_mix_and_keep_the_order_of_the_config(planned):
    plan = planned(seeds=[10, 2], export=[SELFSUP("noisy")])
    assert [seed for _, seed in weighed(plan)] == [10, 10, 2, 2]
    assert plan.exported(plan.datasets["own"])[0].seed == 10
    for seed in (10, 2):
        own = named(str(seed))
        assert {row["seed"] for row in plan.weighed_params(own)} == {seed}
        assert {row["seed"] for row in plan.united_params(own)} == {None, seed}
        assert plan.united_neighbours(own) == [
            f"results/own/linkage/{folder}/neighbours/1-of-1.parquet"
            for folder in ("strings", f"names/s{seed}")
        ]
        assert all(f"/encoder/names/s{seed}/" in file for file in plan.encoder_vectors(own))


def test_photographs_are_compared_by_their_hashes_too(planned):
    plan = planned(datasets=["newspapers"])
    own = named(dataset="newspapers")
    assert plan.united_models(own) == ["phash", "selfsup", "sup_visual", "sup_language", "sup_multimodal"]
    assert plan.hash_vectors(own) == ["results/newspapers/encoder/hashes/s0/vectors/1-of-1.parquet"]
    assert not set(plan.hash_vectors(own)) & set(plan.encoder_vectors(own))


def test_without_truth_all_rows_are_searched_if_their_evidence_is_exported(planned):
    lone = planned(truth="none")
    assert [row.name for row in lone.judged(lone.datasets["own"])] == ["levenshtein/noisy"]
    plan = planned(truth="none", export=[SELFSUP("noisy")])
    assert plan.judged(plan.datasets["own"]) == plan.rows(plan.datasets["own"])
    assert "levenshtein" in {row["method"] for row in plan.united_params(named())}
    assert "selfsup_language" in {row["method"] for row in plan.united_params(named())}
    with pytest.raises(ValueError, match="export: found 'sup_all_evidence/noisy', expected rows of own"):
        planned(truth="none", export=[SUP("noisy")]).exported_names(named())


def test_fields_have_kinds_and_are_text_without_one(planned):
    assert planned(fields=["address"]).datasets["own"].fields == {"address": "text"}
    plan = planned(fields={"address": "address", "founded": "date"})
    assert plan.datasets["own"].fields == {"address": "address", "founded": "date"}
    assert plan.datasets["own"].item_columns == ["address", "founded"]


def test_an_unknown_kind_is_refused_in_one_line(planned):
    with pytest.raises(ValueError, match="fields") as refused:
        planned(fields={"address": "adress"})
    assert "\n" not in str(refused.value) and "adress" in str(refused.value)


@pytest.mark.parametrize("field", ["name", "text", "picture", "crossed", "quality"])
def test_a_field_that_is_called_like_another_part_is_refused(planned, field):
    with pytest.raises(ValueError, match=f"fields: found '{field}'") as refused:
        planned(fields=[field])
    assert "\n" not in str(refused.value)


def test_no_search_by_an_encoder_makes_what_weighing_makes():
    text = (ROOT / "workflow/rules/linkage.smk").read_text(encoding="utf-8")
    rule = text[text.index("rule search_neighbours:") : text.index("rule weigh_evidence:")]
    encoder = re.search(r'encoder="(.+)"', rule)[1]
    made = re.compile(f"results/(?P<dataset>.+)/linkage/(?P<encoder>{encoder})/s(?P<seed>.+)/choices.csv")
    assert made.fullmatch("results/firms/linkage/names/s0/choices.csv")
    assert made.fullmatch("results/firms/linkage/evidences/s0/choices.csv")
    assert not made.fullmatch("results/firms/linkage/evidence/s0/choices.csv")
