"""The default edition of the real firms: sizes, links, and that no form tells a firm's kind by its look."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import yaml
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline

from clippings import frames, tables

ROOT = Path(__file__).parents[3]
RECORDS = ROOT / "resources/firm_records/jp_pr_tkv2.csv"
REGISTRY = ROOT / "resources/name_lists/company_registry.json.gz"
SYNTHESIS = yaml.safe_load((ROOT / "config/config.yaml").read_text(encoding="utf-8"))["synthesis"]
TABLES = {"entries": tables.ENTRIES, "partners": tables.PARTNERS, "mentions": tables.MENTIONS}
AUC_ALLOWED = 0.60


def compose(folder, pages):
    if not (RECORDS.exists() and REGISTRY.exists()):
        pytest.skip("the firms' records are not at hand: run `snakemake fetch`")
    output = SimpleNamespace(**{name: str(folder / f"{name}.parquet") for name in TABLES})
    snakemake = SimpleNamespace(
        input=SimpleNamespace(records=str(RECORDS), registry=str(REGISTRY)),
        output=output,
        params=SimpleNamespace(pages=pages, editions=SYNTHESIS["editions"]),
        log=[str(folder / "log")],
    )
    script = ROOT / "workflow/scripts/compose_editions.py"
    runpy.run_path(str(script), init_globals={"snakemake": snakemake})
    read = {name: frames.read(folder / f"{name}.parquet", table) for name, table in TABLES.items()}
    return SimpleNamespace(**read)


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    return compose(tmp_path_factory.mktemp("synthesis"), SYNTHESIS["pages"])


@pytest.mark.parametrize("config", ["demo", "toy"])
def test_the_pages_of_the_smaller_runs_can_be_filled(tmp_path, config):
    smaller = yaml.safe_load((ROOT / f"config/{config}.yaml").read_text(encoding="utf-8"))
    edition = compose(tmp_path, smaller["synthesis"]["pages"])
    printed = edition.entries.groupby("source")["page"].nunique().to_dict()
    assert printed == smaller["synthesis"]["pages"]


@pytest.fixture(scope="module")
def index(edition):
    return edition.entries[edition.entries["source"] == "tk"]


def test_all_firms_are_printed_on_the_pages_of_the_config(edition):
    per_page = edition.entries.groupby(["source", "page"]).size()
    assert per_page.groupby("source").size().to_dict() == SYNTHESIS["pages"]
    assert per_page["pr"].between(8, 12).all() and per_page["pr"].sum() == 712
    assert per_page["tk"].between(40, 80).all()


def test_every_printed_firm_is_named_and_a_quarter_has_no_match(edition, index):
    assert set(index["entity"]) <= set(edition.partners["entity"])
    matched = edition.partners["entity"].isin(index["entity"])
    assert 1 - matched.mean() == pytest.approx(0.25, abs=0.001)
    assert not edition.partners.loc[~matched, "homonym"].isin(index["homonym"]).any()


def test_a_fifth_of_the_names_is_enough_to_test_on(edition, index):
    """Split whole names 60/20/20 five times: 600 matched queries over 500 firms in the test part."""
    matched = edition.partners[edition.partners["entity"].isin(index["entity"])]
    for seed in range(5):
        names = pd.Series(index["homonym"].unique()).sample(frac=0.2, random_state=seed)
        part = matched[matched["homonym"].isin(names)]
        print(f"seed {seed}: {len(part)} matched queries over {part['entity'].nunique()} firms")
        assert len(part) >= 600
        assert part["entity"].nunique() >= 500


def test_matched_and_unmatched_names_look_alike(edition, index, capsys):
    matched = edition.partners["entity"].isin(index["entity"])
    shares = edition.partners.groupby(matched)["shortened"].mean()
    assert abs(shares[True] - shares[False]) < 0.05
    found = separation(edition.partners.loc[matched, "text"], edition.partners.loc[~matched, "text"])
    with capsys.disabled():
        print(f"\nAUC matched against unmatched: {found:.3f}")
    assert found <= AUC_ALLOWED


def test_known_forms_cannot_be_told_from_repaired_ones(index, capsys):
    known = index["form"] == "known"
    found = separation(index.loc[known, "name"], index.loc[~known, "name"])
    counts = index["form"].value_counts().to_dict()
    with capsys.disabled():
        print(f"\nAUC known against repaired or replaced: {found:.3f}; {counts}")
    assert found <= AUC_ALLOWED


def test_few_names_are_replaced(edition):
    assert (edition.entries["form"] == "replaced").mean() < 0.03


def test_small_run_keeps_links(tmp_path):
    small = compose(tmp_path, {"pr": 5, "tk": 3})
    pr, tk = (small.entries[small.entries["source"] == source] for source in ("pr", "tk"))
    assert (pr["page"].nunique(), tk["page"].nunique()) == (5, 3)
    assert pr["entity"].isin(tk["entity"]).mean() > 0.4


def separation(first, second):
    """Cross-validated AUC of a classifier on character 1- to 3-grams, distinct names of either kind."""
    first, second = (pd.unique(names) for names in (first, second))
    second = second[~np.isin(second, first)]
    texts = [*first, *second]
    truth = np.repeat([1, 0], [len(first), len(second)])
    grams = CountVectorizer(analyzer="char", ngram_range=(1, 3), lowercase=False)
    model = make_pipeline(grams, LogisticRegression(solver="liblinear"))
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    scores = cross_val_predict(model, texts, truth, cv=folds, method="predict_proba")[:, 1]
    return roc_auc_score(truth, scores)
