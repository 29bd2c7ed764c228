"""What the figures are made of, dataset by dataset."""


include: "figures/summary.smk"


def has_annotations(dataset):
    """Whether the truth says where names stand on pages, so that layout can be scored."""
    drawn = declaration(dataset)["truth"] == "drawn"
    return has_pages(dataset) and (drawn or bool(declaration(dataset)["annotations"]))


def has_pages(dataset):
    return declaration(dataset)["input"] == "pages"


def reads_crops(dataset):
    return declaration(dataset)["input"] != "records"


def links(dataset):
    return declaration(dataset)["task"] == "link"


def clusters(dataset):
    return declaration(dataset)["task"] == "cluster"


def of_datasets(file, *conditions):
    """Map each dataset of the run that meets the conditions to its `file`."""
    chosen = [d for d in config["datasets"] if all(meets(d) for meets in conditions)]
    return {dataset: f"results/{dataset}/{file}" for dataset in chosen}


def scored_figures(*names):
    """Figures of the scores of links; none where no dataset to link has truth."""
    return expand("results/figures/{name}", name=names) if of_datasets("", has_truth, links) else []


def clustered_figures(*names):
    """Figures of the scores of clusters; none where no dataset to cluster has truth."""
    return expand("results/figures/{name}", name=names) if of_datasets("", has_truth, clusters) else []


def has_sheet(dataset):
    """Whether right and wrong clusters can be shown: a dataset to cluster with pictures and truth."""
    return clusters(dataset) and has_truth(dataset) and reads_crops(dataset)


def contact_sheets(*kinds):
    datasets = of_datasets("", has_sheet)
    return expand("results/figures/{dataset}/contact_sheet.{kind}", dataset=datasets, kind=kinds)


def dataset_figures():
    """The pictures that each dataset with truth has."""
    return expand(
        "results/figures/{dataset}/{name}.{kind}",
        dataset=of_datasets("", has_truth),
        name=("paired", "risk_coverage", "reliability", "breakdown"),
        kind=("png", "svg"),
    )


def retrieval_figures():
    """The examples of each dataset with truth whose records are crops."""
    datasets = of_datasets("", has_truth, reads_crops)
    return expand("results/figures/{dataset}/retrieval.{kind}", dataset=datasets, kind=("png", "svg"))


def network_figures():
    """What is made of the supply chain of each dataset that declares one."""
    names = ("network.png", "network.svg", "network_g1.html", "network_g2.html", "network_distances.csv")
    graphs = ("network_g1.graphml", "network_g2.graphml")
    return expand(
        "results/figures/{dataset}/{name}", dataset=of_datasets("", has_network), name=(*names, *graphs)
    )


def has_network(dataset):
    return declaration(dataset)["network"]


def network_methods(dataset):
    """The rows whose links make g1 and g2; each must be exported."""
    methods = {graph: config["figures"]["networks"][graph] for graph in ("g1", "g2")}
    exported = [f"{row['method']}/{row['ocr']}" for row in exported_rows(dataset)]
    strange = [method for method in methods.values() if method not in exported]
    if strange:
        where = f"config: figures/networks: found {strange[0]!r}"
        sys.exit(f"clippings: {where}, expected rows that {dataset} exports: {', '.join(exported)}")
    return methods


def score_tables(wildcards):
    """The tables of one dataset that a page shows to sort."""
    names = ("scores", "averages", "paired", "breakdown", "reliability", "ceilings")
    tables = expand(f"results/{wildcards.dataset}/scores/{{name}}.csv", name=names)
    if clusters(wildcards.dataset):
        tables += [f"results/{wildcards.dataset}/scores/paired_clusters.csv"]
    network = f"results/figures/{wildcards.dataset}/network_distances.csv"
    return [*tables, network] if has_network(wildcards.dataset) else tables


def all_figures():
    scored = scored_figures("table1.csv", "table1.md", "accuracy.png", "accuracy.svg")
    scored += clustered_figures("table2.csv", "table2.md", "ari.png", "ari.svg") + contact_sheets(
        "png", "svg"
    )
    pages = expand("results/figures/{dataset}/tables.html", dataset=of_datasets("", has_truth))
    return scored + dataset_figures() + pages + retrieval_figures() + network_figures()


def whole_records(wildcards):
    """The records of a dataset, or of one of its folds, which differ in their splits alone."""
    return f"results/{fold_datasets(wildcards.dataset)[0]}/records/records.parquet"


def first_exported(dataset):
    """The row whose clusters are written out and shown, as method/ocr."""
    row = exported_rows(dataset)[0]
    return f"{row['method']}/{row['ocr']}"


def reviewed_method(dataset):
    """The row whose links are reviewed: that of the config, which must be exported, or the first exported."""
    exported = [f"{row['method']}/{row['ocr']}" for row in exported_rows(dataset)]
    method = config["figures"]["review"].get("method", exported[0])
    if method not in exported:
        where = f"config: figures/review/method: found {method!r}"
        sys.exit(f"clippings: {where}, expected one that {dataset} exports: {', '.join(exported)}")
    return method


for dataset in of_datasets("", has_network):
    network_methods(dataset)


for dataset in config["datasets"]:
    reviewed_method(dataset)
