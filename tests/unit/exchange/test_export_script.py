"""The script writes all forms, with pictures of the pairs and the terms of a row of all evidence."""

import json
from base64 import b64decode
from io import BytesIO

import pandas as pd
from PIL import Image

from clippings import frames, tables


def picture():
    buffer = BytesIO()
    Image.new("L", (300, 60), 200).save(buffer, "PNG")
    return buffer.getvalue()


def test_the_script_writes_every_form(run, records, links, candidates, terms, tmp_path):
    places = {"page": "p1", "source": "pr", "role": "name", "orientation": "horizontal", "parts": 1}
    crops = pd.DataFrame([{"crop": "q1", "image": picture(), **places}])
    frames.write(crops, tmp_path / "crops.parquet", tables.CROPS)
    given = {}
    for name, table in {"records": records, "links": links, "candidates": candidates, "terms": terms}.items():
        given[name] = f"{name}.parquet"
        frames.write(table, tmp_path / given[name], getattr(tables, name.upper()))
    given |= {"crops": ["crops.parquet"], "labels": [], "explained": [given.pop("terms")]}
    names = {"links": "links.xlsx", "splink": "splink.csv", "openrefine": "openrefine.csv"}
    names |= {"tasks": "tasks.json", "labelling": "tasks.xml"}
    run(
        "export_links",
        input=given,
        output={kind: f"export/{name}" for kind, name in names.items()},
        method=links["method"].iloc[0],
        fields={"address": "address"},
        sizes={"uncertain": 2, "random": 0},
        seed=0,
    )
    export = tmp_path / "export"
    pd.testing.assert_frame_equal(frames.read(export / "links.xlsx", tables.LINKS), links)
    pairs = pd.read_csv(export / "splink.csv", encoding="utf-8-sig")
    assert {"mw_sup_visual", "address_clean_l"} <= set(pairs) and len(pairs) == 3
    assert len(pd.read_csv(export / "openrefine.csv", encoding="utf-8-sig")) == 4
    tasks = json.loads((export / "tasks.json").read_text(encoding="utf-8"))
    shown = {task["data"]["record"]: task["data"]["record_image"] for task in tasks}
    kind, _, data = shown["q1"].partition(";base64,")
    assert kind == "data:image/webp" and Image.open(BytesIO(b64decode(data))).format == "WEBP"
    assert "$record_image" in (export / "tasks.xml").read_text(encoding="utf-8")
