"""splink: levels of the edit ratio, weighed by labels or by EM (Fellegi and Sunter 1969), over all pairs."""

import logging
from collections.abc import Iterator
from typing import Any

import numpy as np
from peer_texts import SEED, Marks, Scores, Texts

WORD_SHARES = (1.0, 0.75, 0.66, 0.5, 0.33, 0.2)
EDIT_RATIOS = (0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2)  # With equality nine levels, and one for all else.


def by_splink(texts: Texts, *, labels: bool, words: bool = False) -> Iterator[Scores]:
    """Weigh levels of the edit ratio of each field, and of its words, over all pairs: match weights."""
    if labels:
        yield from (splink_weights(texts, seen, words=words) for seen in texts.training)
    else:
        weights = splink_weights(texts, None, words=words)
        yield from (weights for _ in texts.training)


def splink_weights(texts: Texts, seen: Marks | None, *, words: bool) -> Scores:
    """Return splink's match weights (q, t), learned from the labels of the queries seen, or by EM."""
    from splink import DuckDBAPI, Linker, SettingsCreator

    api = DuckDBAPI()
    labels = (None, None) if seen is None else (np.where(seen, texts.groups[0], None), texts.groups[1])
    sides = [
        api.register(side.assign(label=label, unique_id=range(len(side))), dataset_display_name=name)
        for side, label, name in zip((texts.queries, texts.targets), labels, "ab", strict=True)
    ]
    comparisons = [edit_levels(field) for field in texts.queries]
    if words:
        comparisons += [word_levels(field) for field in texts.queries]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=["1=1"],
        probability_two_random_records_match=1 / len(texts.targets),
        retain_matching_columns=False,
    )
    linker = Linker(sides, settings, log_level=logging.ERROR)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e8, seed=SEED)
    if seen is None:
        for rule in em_rules(list(texts.queries)):
            linker.training.estimate_parameters_using_expectation_maximisation(rule)
    else:
        linker.training.estimate_m_from_label_column("label")
    found = linker.inference.predict(warning_mode="never").as_duckdbpyrelation()
    found = found.select("unique_id_l, unique_id_r, match_weight").fetchnumpy()
    weights = np.full(texts.shape, np.nan)
    weights[found["unique_id_l"], found["unique_id_r"]] = found["match_weight"]
    return weights


def em_rules(fields: list[str]) -> list[str]:
    """Return the pairs on which EM learns: those with one start of a field, for the other fields, or all."""
    starts = [f"substr(l.{field}, 1, 2) = substr(r.{field}, 1, 2)" for field in fields]
    return starts if len(fields) > 1 else ["1=1"]


def edit_levels(field: str) -> Any:
    """Return a comparison of splink: equal, then levels of one less edits by the longer length."""
    from splink.comparison_level_library import ExactMatchLevel

    ratio = f"1 - levenshtein({field}_l, {field}_r) / greatest(length({field}_l), length({field}_r))"
    return levels_of(field, [ExactMatchLevel(field)], measure=ratio, least=EDIT_RATIOS, name=field)


def word_levels(field: str) -> Any:
    """Return a comparison of splink: levels of the words that both have by those of the one with fewer."""
    left, right = (f"list_distinct(string_split({field}_{side}, ' '))" for side in "lr")
    share = f"len(list_intersect({left}, {right})) / least(len({left}), len({right}))"
    return levels_of(field, [], measure=share, least=WORD_SHARES, name=f"{field}_words")


def levels_of(field: str, first: list[Any], *, measure: str, least: tuple[float, ...], name: str) -> Any:
    """Return a comparison: empty, some first levels, a measure in SQL that is high enough, all else."""
    from splink.comparison_level_library import CustomLevel, ElseLevel, NullLevel
    from splink.comparison_library import CustomComparison

    high = [CustomLevel(f"{measure} >= {bar}") for bar in least]
    return CustomComparison([NullLevel(field), *first, *high, ElseLevel()], output_column_name=name)
