"""Entities by what people say: pairs of records that are the same, or are not, and labels of links."""

import pandas as pd

from clippings.components import connect
from clippings.contradictions import components, expect_agreement, nodes
from clippings.running import say
from clippings.truth import group_of

# What the review page says, in the words of pairs; of "can't tell" nothing is known.
VERDICTS = {"match": "same", "no match": "different"}
SIDES = {"link": ("query", "target"), "cluster": ("member", "member")}


def name_paired_entities(records: pd.DataFrame, pairs: pd.DataFrame) -> pd.Series:
    """Return the entity of each record after joining what `pairs` join, named by its smallest member.

    A record with an entity stands for all records of that entity; one that is only said to differ from others
    is an entity of its own; one without, in no pair, stays without. Pairs of unknown records, and pairs that
    contradict themselves or the entities, are a ValueError.
    """
    named = pairs.melt("place", ["record", "other"], value_name="named")
    unknown = named[~named["named"].isin(records["record"])]
    if len(unknown):
        row = unknown.iloc[0]
        raise ValueError(
            f"{row['place']}: record {row['named']!r} is not among the records ({len(unknown)} unknown);"
            f" expected ids of this dataset"
        )
    expect_agreement(pairs, records)
    joined = components(records["record"], pairs, nodes(records))
    after_entity, paired = joined.str.startswith("e"), records["record"].isin(named["named"])
    entity = joined.str[1:].where(after_entity | paired, None)
    return _expect_own_names(entity, ~after_entity, taken=records["entity"])


def join_homonyms(records: pd.DataFrame) -> pd.Series:
    """Return the homonym group of each record, one for all of an entity: groups that meet there are joined.

    A joined group bears the smallest of their names; an entity without any group stays without.
    """
    known = records[["entity", "homonym"]].dropna().drop_duplicates()
    first = known.groupby("entity")["homonym"].min()
    joined = connect(zip(known["entity"].map(first), known["homonym"], strict=True))
    homonym = records["homonym"].map(joined).fillna(records["homonym"])
    return records["entity"].map(first.map(joined)).fillna(homonym).astype(object)


def apply_labels(records: pd.DataFrame, labels: pd.DataFrame, *, task: str) -> pd.DataFrame:
    """Return `records` with `entity` and `homonym` completed by what `labels` (with their `place`) say.

    What is known stays: a label fills in where there is no entity, and is a ValueError where it contradicts
    an entity, another label, or what other labels lead to. `no match` without a target speaks of the targets
    that were shown: it makes a record of which nothing else is known an entity of its own. Where the task is
    to link, homonyms count as the same, and a query matches one target; where it is to cluster, a member
    that differs from another one is an entity too.
    """
    labels = _with_query_first(labels, records, expected=SIDES[task])
    said = labels.assign(verdict=labels["verdict"].map(VERDICTS)).dropna(subset="verdict")
    said = said.rename(columns={"query_id": "record", "target_id": "other"})
    pairs, unmatched = said[said["other"].notna()], said[said["other"].isna()]
    same, different = (pairs[pairs["verdict"] == verdict] for verdict in ("same", "different"))
    known = "group" if task == "link" else "entity"
    grouped = records.assign(group=group_of(records))
    node = nodes(grouped, known)
    joined = components(records["record"], pairs, node).set_axis(records["record"])
    if task == "link":
        _expect_one_target(same, node)
    _expect_within(same, node, joined=joined)
    expect_agreement(_without_homonyms(pairs, records), grouped, known=known)
    alone = [*unmatched["record"]]
    if task == "link":
        _expect_unmatched(unmatched, same, joined=joined)
    else:
        alone += [*different["record"], *different["other"]]
    completed = _complete(records, same, joined=joined, alone=alone)
    counts = ", ".join(f"{count} {verdict}" for verdict, count in labels["verdict"].value_counts().items())
    fresh = records["entity"].isna() & completed["entity"].notna()
    say(f"labels: {counts}; {fresh.sum()} records have an entity by them")
    return completed


def _with_query_first(
    labels: pd.DataFrame, records: pd.DataFrame, *, expected: tuple[str, str]
) -> pd.DataFrame:
    """Turn each pair so that the query comes first; unknown records and other sides are a ValueError."""
    side = records.set_index("record")["side"]
    turned = (labels["query_id"].map(side) == "target") & (labels["target_id"].map(side) == "query")
    labels = labels.assign(
        query_id=labels["query_id"].where(~turned, labels["target_id"]),
        target_id=labels["target_id"].where(~turned, labels["query_id"]),
    )
    for column, wanted in zip(("query_id", "target_id"), expected, strict=True):
        sides = labels[column].map(side).fillna("not among the records")
        strange = labels[labels[column].notna() & (sides != wanted)]
        if len(strange):
            row = strange.iloc[0]
            raise ValueError(
                f"{row['place']}: {column} {row[column]!r} is {sides[row.name]}, expected a record of the"
                f" side {wanted}"
            )
    return labels


def _expect_one_target(matches: pd.DataFrame, node: pd.Series) -> None:
    """Refuse matches of one query with two targets that are not known to be the same."""
    matches = matches.assign(node=matches["other"].map(node))
    first = matches.groupby("record")[["node", "other", "place"]].transform("first")
    strange = matches[matches["node"] != first["node"]]
    if len(strange):
        row, other = strange.iloc[0], first.loc[strange.index[0]]
        raise ValueError(
            f"labels: query {row['record']!r} matches {other['other']!r} in {other['place']} and"
            f" {row['other']!r} in {row['place']}; expected one target, or targets known to be the same"
        )


def _expect_within(matches: pd.DataFrame, node: pd.Series, *, joined: pd.Series) -> None:
    """Refuse matches that join, directly or not, what the truth keeps apart."""
    known = node[node.str.startswith("e")]
    several = known.groupby(joined[known.index]).unique()
    several = several[several.map(len) > 1]
    if len(several):
        rows = matches[matches["record"].map(joined) == several.index[0]]
        one, other = (name[1:] for name in sorted(several.iloc[0])[:2])
        raise ValueError(
            f"labels: {_places(rows)}: the matches join {one!r} and {other!r}, which the truth keeps apart;"
            f" expected matches within one entity"
        )


def _without_homonyms(pairs: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """Leave out what is rightly different though of one group: two known entities, unless also matched."""
    entity = records.set_index("record")["entity"]
    one, other = pairs["record"].map(entity), pairs["other"].map(entity)
    matched = pd.MultiIndex.from_frame(pairs.loc[pairs["verdict"] == "same", ["record", "other"]])
    both = pd.MultiIndex.from_frame(pairs[["record", "other"]]).isin(matched)
    return pairs[~(one.notna() & other.notna() & (one != other) & ~both)]


def _expect_unmatched(denials: pd.DataFrame, matches: pd.DataFrame, *, joined: pd.Series) -> None:
    """Refuse a match, over other links too, of a query that another label says has none."""
    matched = matches.assign(component=matches["record"].map(joined))
    strange = denials[denials["record"].map(joined).isin(matched["component"])]
    if len(strange):
        row = strange.iloc[0]
        rows = matched[matched["component"] == joined[row["record"]]]
        raise ValueError(
            f"{row['place']}: no match for {row['record']!r}, but by the matches of {_places(rows)} it is one"
            f" with a target; expected labels that agree"
        )


def _complete(
    records: pd.DataFrame, matches: pd.DataFrame, *, joined: pd.Series, alone: list[str]
) -> pd.DataFrame:
    """Name those without an entity: by their own target's, by one that the matches lead to, by a record."""
    joining = records.assign(component=records["record"].map(joined)).sort_values(["entity", "record"])
    first = joining.groupby("component")[["entity", "homonym"]].first()
    members = joining.groupby("component")["record"].agg(["min", "size"])
    component = joining["component"].reindex(records.index)
    target = matches.drop_duplicates("record").set_index("record")["other"]
    near = records["record"].map(target).map(records.set_index("record")["entity"])
    led = near.fillna(component.map(first["entity"]))
    made = component.map(members["min"].where(members["size"] > 1))
    made = made.fillna(records["record"].where(records["record"].isin(alone)))
    fresh = records["entity"].isna()
    _expect_own_names(made, fresh & led.isna(), taken=records["entity"])
    return records.assign(
        entity=records["entity"].fillna(led).fillna(made),
        homonym=records["homonym"].where(~fresh, component.map(first["homonym"])),
    )


def _expect_own_names(named: pd.Series, after_record: pd.Series, *, taken: pd.Series) -> pd.Series:
    """Return `named`; raise ValueError where an entity named after a record bears another entity's name."""
    both = named[after_record & named.notna() & named.isin(taken)]
    if len(both):
        raise ValueError(f"pairs: {both.iloc[0]!r} names a record and another entity, expected two names")
    return named


def _places(rows: pd.DataFrame) -> str:
    named = list(rows["place"].iloc[:3])
    return ", ".join(named) + (f" and {len(rows) - 3} more" if len(rows) > 3 else "")
