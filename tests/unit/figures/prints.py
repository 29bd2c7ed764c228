"""Prints of photographs, their captions and their clusters, made up for the tests of figures."""

import numpy as np
import pandas as pd

from clippings import frames, tables
from clippings.images import encode_png

ROW, OTHER = "sup_multimodal/noisy", "jaccard_words/noisy"
# The cluster of each print: a is found whole, b and c are merged, d is split, e is alone.
CLUSTERS = {"a": "111", "b": "22", "c": "2", "d": "334", "e": "5"}
CAPTION = "ANY TOWN, June 14 (AP) — The mayor of the town opens the new bridge before a crowd of thousands."


def memberships():
    """The clusters of every photograph; by the other row, each print is alone."""
    rows = [
        (f"{entity}{place}", entity, cluster)
        for entity, clusters in CLUSTERS.items()
        for place, cluster in enumerate(clusters)
    ]
    ours = pd.DataFrame(rows, columns=["record", "entity", "cluster"]).assign(method="sup_multimodal", seed=0)
    later = ours.assign(seed=1, cluster="1")
    theirs = ours.assign(method="jaccard_words", seed=None, cluster=ours["record"])
    before = ours.assign(split="val", record="v-" + ours["record"])
    found = [frame.astype({"seed": "Int64"}) for frame in (ours, later, theirs, before)]
    made = pd.concat(found).assign(fold=0, ocr="noisy", split=lambda row: row["split"].fillna("test"))
    return frames.check(made, tables.MEMBERSHIPS, where="test")


def records():
    """The prints of the test split as records, each on a page of its own."""
    ours = memberships().query("method == 'jaccard_words'")
    made = ours[["record", "entity", "split"]].assign(
        source="paper", side="member", role="photograph", orientation="horizontal", noisy=CAPTION
    )
    return frames.check(made.assign(page="p-" + made["record"]), tables.RECORDS, where="test")


def crops():
    """A grey picture of each print, those of one photograph alike."""
    made = records().rename(columns={"record": "crop"})[["crop", "source", "role", "orientation", "page"]]
    shades = [np.tile(np.linspace(40 * ord(crop[0]) % 200, 255, 600), (450, 1)) for crop in made["crop"]]
    made["image"] = [encode_png(shade.astype(np.uint8)) for shade in shades]
    return frames.check(made.assign(parts=1), tables.CROPS, where="test")


def weights():
    """What one row of all evidence learned of two comparisons."""
    rows = [("tfidf_noisy", "text", 0.5, 0.25, 0.75), ("sup_visual", "picture", 1.0, None, None)]
    made = pd.DataFrame(rows, columns=["comparison", "part", "weight", "low", "high"])
    row = {"method": "sup_all_evidence", "ocr": "noisy", "seed": 0, "fold": 0, "form": "value"}
    return frames.check(made.assign(**row), tables.WEIGHTS, where="test")


def links():
    """Every print with all others, those of its photograph first, save that e0 finds them by the alphabet."""
    names = records()["record"].tolist()
    rows = [
        {"query_id": query, "target_id": target, "rank": rank, "score": 1 / rank, "decision": "no match"}
        for query in names
        for rank, target in enumerate(
            sorted(set(names) - {query}, key=lambda name: name[0] != query[0])[:6], 1
        )
    ]
    return frames.check(pd.DataFrame(rows).assign(method=ROW), tables.LINKS, where="test")


def scores(make_scores):
    """Scores of clusters for each row of the paper's second table, and of perceptual hashes."""
    rows = [("jaccard_words", "noisy", 0.3), ("phash", "none", 0.4), ("selfsup_multimodal", "noisy", 0.5, 0)]
    rows += [
        ("sup_visual", "none", 0.6, 0),
        ("sup_multimodal", "noisy", 0.7, 0),
        ("sup_multimodal", "noisy", 0.8, 1),
    ]
    made = make_scores(*rows, dataset="newspapers").copy()
    made.loc[made["method"] == "phash", "modality"] = "visual"
    for place, name in enumerate(("ari", *(f"{kind}_{part}" for kind in KINDS for part in PARTS))):
        made[name] = made["top1"] - 0.01 * place
        made[f"{name}_low"], made[f"{name}_high"] = made[name] - 0.05, made[name] + 0.04
    return frames.check(made.assign(n_records=120, cut=0.7), tables.SCORES, where="test")


KINDS, PARTS = ("pairwise", "bcubed"), ("precision", "recall", "f1")
