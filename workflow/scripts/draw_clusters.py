"""Draw the figures of a dataset to cluster, with retrieval examples, a contact sheet and a page of tables."""

from clippings import frames, tables
from clippings.figures.contact_sheet import choose_lines, clusters_of, count_lines, draw_contacts
from clippings.figures.pages import table_page
from clippings.figures.pictures import best_texts, read_crops
from clippings.figures.retrieval import draw_examples, retrieve_examples
from clippings.figures.rows import labels, read_layout
from clippings.figures.score_figures import FIGURES, draw_score_figures
from clippings.figures.style import save_figure
from clippings.running import atomic, logged

SHOWN = ("scores", "averages", "ceilings", "paired", "breakdown", "reliability", "paired_clusters")

with logged(snakemake.log[0]):
    given, output, params = snakemake.input, snakemake.output, snakemake.params
    pictures = {
        name: [getattr(output, f"{name}_{kind}") for kind in ("png", "svg")]
        for name in (*FIGURES, "retrieval", "contact_sheet")
    }
    draw_score_figures(
        {name: getattr(given, name) for name in ("scores", *FIGURES)},
        pictures,
        names=labels(read_layout(given.layout)),
        resolution=params.resolution,
    )
    records = frames.read(given.records, tables.RECORDS)
    links = frames.read(given.links, tables.LINKS)
    examples = retrieve_examples(records, links, count=params.queries, seed=params.seed)
    shown = read_crops(given.crops, [*examples["query"], *examples["target"]])
    save_figure(
        lambda: draw_examples(examples, shown, methods=params.methods),
        pictures["retrieval"],
        resolution=params.resolution,
    )
    memberships = clusters_of(frames.read(given.memberships, tables.MEMBERSHIPS), row=params.row)
    lines = choose_lines(memberships, count=params.lines, seed=params.seed)
    crops, texts = read_crops(given.crops, lines["record"]), best_texts(records).to_dict()
    save_figure(
        lambda: draw_contacts(lines, crops, texts, counts=count_lines(memberships)),
        pictures["contact_sheet"],
        resolution=params.resolution,
    )
    page = table_page(
        [getattr(given, name) for name in SHOWN], title=f"Scores of {snakemake.wildcards.dataset}"
    )
    with atomic(output.tables) as path:
        path.write_text(page, encoding="utf-8")
