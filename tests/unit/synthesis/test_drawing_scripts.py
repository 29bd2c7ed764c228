"""The scripts of drawing, each run once; the checks of what the config may say of fonts."""

import runpy
from types import SimpleNamespace

import pandas as pd
import pytest
from drawn import AGEING, FONTS, ROOT, SYNTHESIS, entries, partners

from clippings import declarations, frames, tables
from clippings.images import open_page

REGISTRY = ROOT / "resources/name_lists/company_registry.json.gz"


def run(script, folder, *, given, made, **params):
    snakemake = SimpleNamespace(
        input=SimpleNamespace(**{key: str(path) for key, path in given.items()}),
        output=SimpleNamespace(**{key: str(folder / path) for key, path in made.items()}),
        params=SimpleNamespace(**params),
        log=[str(folder / "log")],
    )
    runpy.run_path(str(ROOT / f"workflow/scripts/{script}.py"), init_globals={"snakemake": snakemake})


def draw(folder, fonts):
    table = pd.concat([entries("pr", 8), entries("pr", 9, page="pr-0002")])
    named = partners(table, 3).assign(shortened=False)
    frames.write(table.assign(homonym=None), folder / "entries.parquet", tables.ENTRIES)
    frames.write(named.assign(whole=named["text"]), folder / "partners.parquet", tables.PARTNERS)
    path = str(folder / "pr-000.tif")
    run(
        "draw_pages",
        folder,
        given={name: folder / f"{name}.parquet" for name in ("entries", "partners")},
        made={"pages": "pr-000.tif", "annotations": "pr-000.parquet"},
        pages=[{"page": f"pr-000{n + 1}", "path": path, "source": "pr", "frame": n} for n in range(2)],
        orientation="horizontal",
        spelling="new",
        fonts=fonts,
        broken=0.6,
        ageing=AGEING,
    )
    return path


def test_draw_pages_writes_frames_in_page_order(tmp_path):
    path = draw(tmp_path, FONTS["pages"])
    annotations = frames.read(tmp_path / "pr-000.parquet", tables.ANNOTATIONS)
    for frame, page in enumerate(("pr-0001", "pr-0002")):
        scan = open_page(path, frame=frame)
        assert scan.shape == (2400, 1700, 3)
        names = annotations[(annotations["page"] == page) & (annotations["role"] == "name")]
        for row in names.itertuples():
            assert scan[int(row.y0) : int(row.y1), int(row.x0) : int(row.x1)].min() < 110


def test_draw_pages_ends_with_one_line_where_a_font_is_missing(tmp_path, capsys):
    font = {"name": "x", "style": "mincho", "package": "fonts-x", "path": "/nowhere/x.ttf"}
    with pytest.raises(SystemExit):
        draw(tmp_path, [font, *FONTS["pages"]])
    assert "expected it from fonts-x" in capsys.readouterr().err
    assert not (tmp_path / "pr-000.tif").exists()


def test_draw_names_gives_the_names_of_its_shard(tmp_path):
    if not REGISTRY.exists():
        pytest.skip("the name lists are not at hand: run `snakemake fetch`")
    resources = ROOT / "resources"
    given = {
        "records": resources / "firm_records/jp_pr_tkv2.csv",
        "registry": REGISTRY,
        "surnames": resources / "name_lists/surnames.csv",
    }
    run(
        "draw_names",
        tmp_path,
        given=given,
        made={"crops": "crops.parquet", "mentions": "mentions.parquet"},
        names={"count": 30, "per_shard": 20, "renders": 2, "coarse": 0, "seed": 0},
        edition_seed=0,
        rows=[20, 40],
        source="tk",
        orientation="vertical",
        spelling="old",
        fonts=FONTS["names"],
        ageing=AGEING,
    )
    crops = frames.read(tmp_path / "crops.parquet", tables.CROPS)
    mentions = frames.read(tmp_path / "mentions.parquet", tables.MENTIONS)
    assert crops["crop"].tolist() == mentions["mention"].tolist()
    assert mentions["entity"].nunique() == 10 and len(crops) == 20


def test_a_font_of_an_unknown_style_is_refused():
    schema = declarations.load(ROOT / "workflow/schemas/synthesis.schema.yaml")
    fonts = SYNTHESIS["fonts"]
    strange = fonts | {"names": [fonts["names"][0], {**fonts["names"][1], "style": "kai"}]}
    strange = {"pages": {"pr": 1, "tk": 1}, "fonts": strange}
    with pytest.raises(ValueError, match="fonts/names/1/style: found 'kai', expected one of mincho, gothic"):
        declarations.checked(strange, schema, where="config")
