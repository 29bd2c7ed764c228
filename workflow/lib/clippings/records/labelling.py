"""Truth given as labels: a match joins query and target; no match gives a query an entity of its own."""

import pandas as pd

from clippings.components import connect
from clippings.running import say


def apply_labels(records: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """Return `records` with `entity` and `homonym` completed by what `labels` (with their `place`) say.

    What is known stays: a label fills in where there is no entity, and is a ValueError where it speaks
    against an entity, against another label, or against what other labels lead to. `no match` without a
    target speaks of the targets that were shown, so it changes nothing where the entity is known.
    """
    labels = _facing(labels, records)
    matches, denials = (labels[labels["verdict"] == verdict] for verdict in ("match", "no match"))
    _expect_one_answer(matches, denials, records)
    joined = _join(matches, _answers(records))
    _expect_agreement(matches, records, joined=joined)
    _expect_apart(denials, matches, joined=joined, entity=records.set_index("record")["entity"])
    alone = set(denials.loc[denials["target_id"].isna(), "query_id"])
    found = _name(records, matches, joined=joined, alone=alone)
    _report(labels, records, found)
    return found


def _facing(labels: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """Turn each pair so that the query comes first; unknown records and other sides are a ValueError."""
    side = records.set_index("record")["side"]
    turned = (labels["query_id"].map(side) == "target") & (labels["target_id"].map(side) == "query")
    labels = labels.assign(
        query_id=labels["query_id"].where(~turned, labels["target_id"]),
        target_id=labels["target_id"].where(~turned, labels["query_id"]),
    )
    for column, expected in (("query_id", "query"), ("target_id", "target")):
        found = labels[column].map(side).fillna("not among the records")
        strange = labels[labels[column].notna() & (found != expected)]
        if len(strange):
            row = strange.iloc[0]
            raise ValueError(
                f"{row['place']}: {column} {row[column]!r} is {found[row.name]}, expected a record of the"
                f" side {expected}"
            )
    return labels


def _expect_one_answer(matches: pd.DataFrame, denials: pd.DataFrame, records: pd.DataFrame) -> None:
    """Refuse two answers to one query: match and no match, or two targets that are not known to be one."""
    both = matches.merge(denials, on="query_id", suffixes=("", "_other"))
    both = both[both["target_id_other"].isna() | (both["target_id_other"] == both["target_id"])]
    if len(both):
        row = both.iloc[0]
        raise ValueError(
            f"labels: query {row['query_id']!r} is a match in {row['place']} and no match in"
            f" {row['place_other']}; expected one verdict"
        )
    answers = matches.assign(answer=matches["target_id"].map(_answers(records)))
    first = answers.groupby("query_id")[["answer", "target_id", "place"]].transform("first")
    strange = answers[answers["answer"] != first["answer"]]
    if len(strange):
        row, other = strange.iloc[0], first.loc[strange.index[0]]
        raise ValueError(
            f"labels: query {row['query_id']!r} matches {other['target_id']!r} in {other['place']} and"
            f" {row['target_id']!r} in {row['place']}; expected one target, or targets known to be the same"
        )


def _answers(records: pd.DataFrame) -> pd.Series:
    """Return what each record is known as, by record: its homonym group, its entity, or itself."""
    # A letter before each keeps a group, an entity and a record of the same name apart.
    known = ("h" + records["homonym"]).fillna("e" + records["entity"]).fillna("r" + records["record"])
    return known.set_axis(records["record"])


def _join(matches: pd.DataFrame, answer: pd.Series) -> pd.Series:
    """Return the component of each record after the matches, by record."""
    edges = zip(matches["query_id"].map(answer), matches["target_id"].map(answer), strict=True)
    component = connect(edges)
    return answer.map(component).fillna(answer)


def _expect_agreement(matches: pd.DataFrame, records: pd.DataFrame, *, joined: pd.Series) -> None:
    """Refuse matches that join entities which the truth keeps apart, homonyms aside."""
    answer = _answers(records)
    known = answer[~answer.str.startswith("r")]
    several = known.groupby(joined[known.index]).unique()
    several = several[several.map(len) > 1]
    if len(several):
        rows = matches[matches["query_id"].map(joined) == several.index[0]]
        one, other = (name[1:] for name in sorted(several.iloc[0])[:2])
        raise ValueError(
            f"labels: {_places(rows)}: the matches join {one!r} and {other!r}, which the truth keeps apart;"
            f" expected matches within one entity"
        )


def _expect_apart(
    denials: pd.DataFrame, matches: pd.DataFrame, *, joined: pd.Series, entity: pd.Series
) -> None:
    """Refuse a match, over other links too, of what another label says has none."""
    matched = set(matches["query_id"].map(joined))
    component = denials["query_id"].map(joined)
    one, other = denials["query_id"].map(entity), denials["target_id"].map(entity)
    # Homonyms stand in one component, and are two entities all the same.
    homonyms = one.notna() & other.notna() & (one != other)
    same = (denials["target_id"].map(joined) == component) & ~homonyms
    told = (denials["target_id"].isna() & component.isin(matched)) | same
    if told.any():
        row = denials[told].iloc[0]
        rows = matches[matches["query_id"].map(joined) == component[row.name]]
        against = f"the matches of {_places(rows)}" if len(rows) else "the truth"
        whom = "a target" if pd.isna(row["target_id"]) else repr(row["target_id"])
        raise ValueError(
            f"{row['place']}: no match for {row['query_id']!r}, but by {against} it is one with {whom};"
            f" expected labels that agree"
        )


def _places(rows: pd.DataFrame) -> str:
    named = list(rows["place"].iloc[:3])
    return ", ".join(named) + (f" and {len(rows) - 3} more" if len(rows) > 3 else "")


def _name(
    records: pd.DataFrame, matches: pd.DataFrame, *, joined: pd.Series, alone: set[str]
) -> pd.DataFrame:
    """Name those without an entity: by their own target's, by one that the matches lead to, by a record."""
    component = records["record"].map(joined)
    known = records.assign(component=component).sort_values(["entity", "record"])
    first = known.groupby("component")[["entity", "homonym"]].first()
    members = known.groupby("component")["record"].agg(["min", "size"])
    target = matches.drop_duplicates("query_id").set_index("query_id")["target_id"]
    near = records["record"].map(target).map(records.set_index("record")["entity"])
    made = component.map(members["min"].where(members["size"] > 1))
    made = made.fillna(records["record"].where(records["record"].isin(alone)))
    led = near.fillna(component.map(first["entity"]))
    fresh = records["entity"].isna()
    taken = made[fresh & led.isna() & made.notna() & made.isin(records["entity"])]
    if len(taken):
        raise ValueError(f"labels: {taken.iloc[0]!r} names a record and another entity, expected two names")
    return records.assign(
        entity=records["entity"].fillna(led).fillna(made),
        homonym=records["homonym"].where(~fresh, component.map(first["homonym"])),
    )


def _report(labels: pd.DataFrame, records: pd.DataFrame, found: pd.DataFrame) -> None:
    counts = labels["verdict"].value_counts()
    said = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
    fresh = found[records["entity"].isna() & found["entity"].notna()]
    say(f"labels: {said}; {len(fresh)} records have an entity by them")
