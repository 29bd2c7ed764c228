"""What the page to label lines shows: a guess of each line's role, and which page to label next."""

from typing import Any

import pandas as pd

from clippings.layout.learning import learned_lines
from clippings.tables import LINE_GUESSES


def guess_roles(lines: pd.DataFrame, labelled: pd.DataFrame, *, seed: int) -> pd.DataFrame:
    """Guess the role of each line that no label names, from those of its source: a `line_guesses` table.

    Lines of labelled pages have their roles with probability 1; of a source without labels none has a role.
    """
    taught = lines["source"].isin(labelled["source"])
    guesses = [lines[~taught].assign(role=None, probability=None)]
    if taught.any():
        guesses.append(learned_lines(lines[taught], labelled, seed=seed))
    guesses = pd.concat(guesses, ignore_index=True).rename(columns={"transcribed": "text"})
    return guesses.reindex(columns=LINE_GUESSES.names).sort_values("line", ignore_index=True)


def suggest_pages(guesses: pd.DataFrame, labelled: pd.DataFrame) -> pd.DataFrame:
    """Order the pages that are not labelled, the best of each source first: a `page_suggestions` table.

    That is the page with most lines whose role is expected to be wrong; of a source without any label, the
    one whose number of lines is most usual.
    """
    rest = guesses[~guesses["page"].isin(labelled["page"])]
    pages = rest.groupby(["source", "page"], as_index=False).agg(
        lines=("line", "size"), wrong=("probability", lambda p: float((1 - p.astype(float)).sum()))
    )
    pages["taught"] = pages["source"].isin(labelled["source"])
    usual = pages.groupby("source")["lines"].transform("median")
    pages["benefit"] = pages["wrong"].where(pages["taught"], -(pages["lines"] - usual).abs())
    pages = pages.sort_values(["source", "benefit", "page"], ascending=[True, False, True])
    pages["turn"] = pages.groupby("source").cumcount()
    pages = pages.sort_values(["turn", "taught", "source"], kind="stable", ignore_index=True)
    return pages.assign(reason=[_reason(page) for page in pages.itertuples()])[["page", "reason"]]


def _reason(page: Any) -> str:
    if page.taught:
        return f"{page.wrong:.1f} of its {page.lines} lines are expected to have a wrong role"
    return f"no page of {page.source} is labelled yet, and its {page.lines} lines are a usual number"
