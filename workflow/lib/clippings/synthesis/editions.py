"""The two publications as they are printed: which firms, on which page, with which partners."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from clippings.synthesis.forms import old_forms, printable
from clippings.synthesis.partners import draw_partners
from clippings.tables import FIELDS

# Fewest and most entries a page, and the length at which fields are cut, in characters.
PER_PAGE = {"pr": (8, 12), "tk": (40, 80)}
_LONGEST = {
    "pr": dict(zip(FIELDS, (40, 60, 12, 24, 40, 60), strict=True)),
    "tk": dict(zip(FIELDS, (24, 12, 10, 10, 16, 20), strict=True)),
}
_ORIENTATION = {"pr": "horizontal", "tk": "vertical"}


@dataclass(frozen=True)
class Editions:
    """What both publications print: entries, partners, mentions, as `tables` describes them."""

    entries: pd.DataFrame
    partners: pd.DataFrame
    mentions: pd.DataFrame


def compose_editions(
    firms: pd.DataFrame,
    candidates: pd.DataFrame,
    *,
    pages: Mapping[str, int],
    settings: Mapping[str, float],
) -> Editions:
    """Compose both publications on `pages` (source to number) from the real `firms`.

    `candidates` pairs entities of PR firms (`pr`) with entities of TK firms compared with them (`tk`).
    `settings` are those of the config's section `synthesis/editions`.
    Raise ValueError where the firms do not fill the pages.
    """
    generator = np.random.default_rng(int(settings["seed"]))
    left_out = settings["left_out"]
    chosen = choose_firms(firms, candidates, pages=pages, left_out=left_out, generator=generator)
    pr = _entries(chosen[chosen["in_pr"]], "pr", pages["pr"])
    tk = _entries(chosen[chosen["printed"]], "tk", pages["tk"])
    heads = pr.assign(owners=pr["shareholders"])
    pool = chosen[chosen["in_tk"]].reset_index(drop=True)
    pool = pool.assign(
        products=pool["tk_products"].fillna(pool["pr_products"]), owners=pool["tk_shareholders"]
    )
    drawn = draw_partners(heads, pool, settings=settings, generator=generator)
    entries = pd.concat([pr, tk], ignore_index=True)
    return Editions(entries, drawn, list_mentions(entries, drawn))


def choose_firms(
    firms: pd.DataFrame,
    candidates: pd.DataFrame,
    *,
    pages: Mapping[str, int],
    left_out: float,
    generator: np.random.Generator,
) -> pd.DataFrame:
    """Keep the firms that fill the pages; add in_pr, in_tk and printed (in the index), each a flag.

    Where there are more firms than the pages hold, PR firms are drawn at random, then come the TK firms that
    are the same, then those compared with them, then others: links and hard cases survive.
    """
    in_pr, in_tk = firms["pr"].notna().to_numpy(), firms["tk"].notna().to_numpy()
    heads = generator.permutation(np.flatnonzero(in_pr))
    heads = heads[: _fitting(len(heads), pages["pr"], "pr")]
    wanted = _fitting(round(in_tk.sum() * (1 - left_out)), pages["tk"], "tk") / (1 - left_out)
    entities = firms["entity"].to_numpy()
    near = candidates.loc[candidates["pr"].isin(entities[heads]), "tk"]
    distance = np.where(np.isin(entities, near), 1, 2)
    distance[heads] = 0
    order = generator.permutation(np.flatnonzero(in_tk))
    order = order[np.argsort(distance[order], kind="stable")][: round(wanted)]
    flags = {"in_pr": np.isin(np.arange(len(firms)), heads), "in_tk": np.isin(np.arange(len(firms)), order)}
    kept = firms.assign(**flags)[flags["in_pr"] | flags["in_tk"]].reset_index(drop=True)
    return kept.assign(printed=kept["in_tk"] & ~_left_out(kept, left_out, generator))


def _fitting(available: int, pages: int, source: str) -> int:
    """Return how many entries to print: all where they fit, else as many as fill the pages well."""
    least, most = (pages * count for count in PER_PAGE[source])
    if available < least:
        raise ValueError(
            f"synthesis/pages/{source}: {pages} pages, but {available} firms fill at most"
            f" {available // PER_PAGE[source][0]}; expected fewer pages"
        )
    return available if available <= most else (least + most) // 2


def _left_out(firms: pd.DataFrame, share: float, generator: np.random.Generator) -> pd.Series:
    """Choose whole groups of one name until they hold the share of the TK firms."""
    sizes = firms[firms["in_tk"]].groupby("homonym").size()
    sizes = sizes.iloc[generator.permutation(len(sizes))]
    names = sizes.index[sizes.cumsum() <= round(share * sizes.sum())]
    return firms["homonym"].isin(names) & firms["in_tk"]


def _entries(firms: pd.DataFrame, source: str, pages: int) -> pd.DataFrame:
    """Deal the firms of one publication to its pages, in its own order and evenly."""
    ordered = firms.sort_values(source, key=lambda paths: paths.map(_natural)).reset_index(drop=True)
    page = np.concatenate(
        [np.full(len(part), n + 1) for n, part in enumerate(np.array_split(np.arange(len(ordered)), pages))]
    )
    place = pd.Series(page).groupby(page).cumcount() + 1
    entries = ordered[["entity", "homonym", "name", "form"]].copy()
    entries["name"] = entries["name"] if source == "pr" else entries["name"].map(old_forms)
    entries["source"] = source
    entries["page"] = [f"{source}-{number:04d}" for number in page]
    entries["entry"] = [f"{p}-e{n:02d}" for p, n in zip(entries["page"], place, strict=True)]
    for field in FIELDS:
        entries[field] = [_field(text, _LONGEST[source][field]) for text in ordered[f"{source}_{field}"]]
    return entries


def _natural(path: str) -> tuple[int, ...]:
    return tuple(int(digits) for digits in re.findall(r"\d+", path.rsplit("/", 1)[-1]))


def _field(text: object, longest: int) -> str | None:
    """Return the text of a field without what no font prints, cut to `longest` characters."""
    if not isinstance(text, str):
        return None
    kept = [c for c in unicodedata.normalize("NFKC", text) if printable(c) and not c.isspace()]
    return "".join(kept)[:longest] or None


def list_mentions(entries: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """List every name that the entries and their partners print: a mentions table."""
    heads = entries.assign(mention=entries["entry"], role="name", text=entries["name"], shortened=False)
    heads["entry"] = None
    where = entries.set_index("entry")
    below = partners.assign(mention=partners["partner"], role="partner")
    below["page"], below["source"] = (partners["entry"].map(where[c]) for c in ("page", "source"))
    mentions = pd.concat([heads, below], ignore_index=True)
    return mentions.assign(orientation=mentions["source"].map(_ORIENTATION))
