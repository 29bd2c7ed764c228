"""The plan that the process of a job makes: that of the run, without reading a million records again."""

from copy import deepcopy

import pandas as pd
import pytest
import yaml

from clippings.plan import load_plan
from clippings.plan.run import Named

TEXTS = {
    "task": "link",
    "input": "records",
    "records": ["names.parquet"],
    "sources": {side: {"orientation": "horizontal", "sides": {"name": side}} for side in ("query", "target")},
    "texts": ["noisy"],
    "truth": "table",
    "shares": {"train": 0, "val": 0, "test": 1},
    "measures": ["tfidf"],
    "encoder": {"name": "names", "models": []},
    "export": ["tfidf/noisy"],
    "portions": 2,
}


@pytest.fixture
def plan_of_texts(config, tmp_path, monkeypatch):
    """Plan a dataset of two texts of a kind in a Parquet file; return the plan."""

    def plan_of_texts(*, sources=("query", "query", "target", "target"), **given):
        records = pd.DataFrame({"source": sources, "record": [*"abcd"], "entity": [*"xyxy"], "noisy": "Aoki"})
        records.to_parquet(tmp_path / "names.parquet")
        (tmp_path / "config/datasets").mkdir(parents=True, exist_ok=True)
        (tmp_path / "config/datasets/own.yaml").write_text(yaml.safe_dump(TEXTS), "utf-8")
        monkeypatch.chdir(tmp_path)
        return load_plan(deepcopy(config) | {"datasets": ["own"]}, **given)

    return plan_of_texts


def test_a_job_plans_like_the_run_and_does_not_read_the_records(plan_of_texts, monkeypatch):
    first, asked = plan_of_texts(), Named("own")
    assert len(first.datasets["own"].items) == 4
    monkeypatch.setattr("clippings.plan.datasets.read_items", lambda *_, **__: pytest.fail("read again"))
    again = plan_of_texts(checked=True)
    assert again.shards_of == first.shards_of == {"own": {}}
    assert again.neighbours(asked) == first.neighbours(asked)
    assert again.query_portions("own") == first.query_portions("own") == ["1-of-2", "2-of-2"]


def test_a_source_that_is_not_declared_is_refused_where_no_record_has_an_image(plan_of_texts):
    with pytest.raises(
        ValueError, match="own: items name the source 'strange', expected one of query, targe"
    ):
        plan_of_texts(sources=("query", "query", "target", "strange"))
