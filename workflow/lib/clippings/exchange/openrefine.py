"""Links as OpenRefine holds reconciliation: the candidates of each query, their scores, and what is judged.

Candidates have the keys of the Reconciliation API 0.2 (id, name, score, match), queries the judgment of
OpenRefine's variable `cell.recon.judgment`. OpenRefine imports no finished reconciliation; it reads this
table as a project, a row per candidate, and each query becomes a record of several rows.
"""

import numpy as np
import pandas as pd

from clippings.tables import OPENREFINE, name_alone


def reconciliation(links: pd.DataFrame) -> pd.DataFrame:
    """Return the links of one method as a table `openrefine`, best candidate of each query first.

    A query that is linked is `matched`, one that is not is `none`, also where it has no candidate. Ids and
    names of queries are repeated in each row: *Blank down* makes records of them.
    """
    rows = links.sort_values(["query_id", "rank"], ignore_index=True)
    linked = rows["decision"] == "link"
    judged = linked.groupby(rows["query_id"]).transform("any")
    return pd.DataFrame(
        {
            "query_id": rows["query_id"],
            "query": _names(rows["query_text"]),
            "id": rows["target_id"],
            "name": _names(rows["target_text"]),
            "score": rows["score"],
            "match": linked.astype("boolean").where(rows["target_id"].notna()),
            "judgment": np.where(judged, "matched", "none"),
            "probability": rows["probability"],
        }
    )[OPENREFINE.names]


def _names(texts: pd.Series) -> pd.Series:
    return texts.map(name_alone, na_action="ignore")
