"""Pairs as tasks of Label Studio, whose exports `clippings.verdicts` reads: same, different or can't tell."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from clippings.tables import OCRS, SEPARATOR

# Of a record without a picture where others have one: one white dot.
BLANK = "data:image/gif;base64,R0lGODlhAQABAIAAAP///////yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw=="
SIDES = ("record", "other")
PICTURE = '    <Image name="{side}_image" value="${side}_image" zoom="true"/>\n'
SIDE = """  <View style="flex: 1; padding: 1em">
{picture}    <Text name="{side}" value="${side}_text"/>
  </View>
"""
CONFIG = """<View>
<Header value="Are these the same?"/>
<View style="display: flex">
{sides}</View>
<Choices name="verdict" toName="record" choice="single" required="true" showInline="true">
  <Choice value="Same" hotkey="1"/>
  <Choice value="Different" hotkey="2"/>
  <Choice value="Can't tell" hotkey="3"/>
</Choices>
</View>
"""


def pair_tasks(
    pairs: pd.DataFrame, records: pd.DataFrame, *, pictures: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return a task per pair of ids (columns `record`, `other`), in their order.

    Its data are both ids, a text of each, and, if any record of the tasks has one of `pictures` (addresses or
    data URIs by record), both pictures. Neither truth nor score is told: either would suggest an answer.
    """
    own = records[records["record"].isin(pairs[list(SIDES)].to_numpy().ravel())]
    texts = dict(zip(own["record"], _texts(own), strict=True))
    named = pairs[list(SIDES)].to_dict("records")
    shown = any(pair[side] in pictures for pair in named for side in SIDES)
    tasks = []
    for pair in named:
        data = {**pair, **{f"{side}_text": texts[pair[side]] for side in SIDES}}
        if shown:
            data |= {f"{side}_image": pictures.get(pair[side], BLANK) for side in SIDES}
        tasks.append({"data": data})
    return tasks


def labelling_config(tasks: list[dict[str, Any]]) -> str:
    """Return the labelling configuration (XML) that shows these tasks, with pictures if they have some."""
    pictures = any(f"{side}_image" in task["data"] for task in tasks for side in SIDES)
    sides = (SIDE.format(side=side, picture=PICTURE.format(side=side) if pictures else "") for side in SIDES)
    return CONFIG.format(sides="".join(sides))


def _texts(records: pd.DataFrame) -> list[str]:
    """Return what each record says: its source and page, and its text by each OCR, a line each."""
    rows = records[["source", "page", *reversed(OCRS)]].astype(object).fillna("").to_numpy().tolist()
    return ["\n".join(dict.fromkeys(filter(None, row))).replace(SEPARATOR, " | ") for row in rows]
