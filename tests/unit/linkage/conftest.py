"""Small tables of records for the tests of linkage."""

import pandas as pd
import pytest


@pytest.fixture
def make_records():
    """Build records from rows (record, side, split, entity, text), or with a homonym group as sixth."""

    def make(*rows):
        return pd.DataFrame(
            {
                "record": record,
                "source": "pr" if side == "query" else "tk",
                "side": side,
                "role": "name",
                "orientation": "horizontal",
                "split": split,
                "entity": entity,
                "homonym": group[0] if group else entity,
                "noisy": text,
                "clean": text,
            }
            for record, side, split, entity, text, *group in rows
        )

    return make
