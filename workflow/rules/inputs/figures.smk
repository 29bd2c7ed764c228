"""What the figures and the summary are made of, dataset by dataset."""


def has_truth(dataset):
    found = declaration(dataset)
    return found["truth"] != "none" or bool(found["pairs"]) or bool(found["labels"])


def label_files():
    """The files of labels of each dataset that has some."""
    found = {dataset: declaration(dataset)["labels"] for dataset in config["datasets"]}
    return {dataset: files for dataset, files in found.items() if files}


def has_annotations(dataset):
    """Whether the truth says where names stand on pages, so that layout can be scored."""
    drawn = declaration(dataset)["truth"] == "drawn"
    return has_pages(dataset) and (drawn or bool(declaration(dataset)["annotations"]))


def has_pages(dataset):
    return declaration(dataset)["door"] == "pages"


def reads_crops(dataset):
    return declaration(dataset)["door"] != "records"


def of_datasets(file, *conditions):
    """Map each dataset of the run that meets the conditions to its `file`."""
    chosen = [d for d in config["datasets"] if all(meets(d) for meets in conditions)]
    return {dataset: f"results/{dataset}/{file}" for dataset in chosen}


def own_scores(wildcards):
    """The scores of a dataset with truth; nothing without."""
    path = f"results/{wildcards.dataset}/scores/scores.csv"
    return [path] if has_truth(wildcards.dataset) else []


def scored_figures(*names):
    """The figures of the scores; none where no dataset has truth."""
    return expand("results/figures/{name}", name=names) if of_datasets("", has_truth) else []


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
    names = ("scores", "paired", "breakdown", "reliability", "ceilings")
    tables = expand(f"results/{wildcards.dataset}/scores/{{name}}.csv", name=names)
    network = f"results/figures/{wildcards.dataset}/network_distances.csv"
    return [*tables, network] if has_network(wildcards.dataset) else tables


def all_figures():
    scored = scored_figures("table1.csv", "table1.md", "accuracy.png", "accuracy.svg")
    pages = expand("results/figures/{dataset}/tables.html", dataset=of_datasets("", has_truth))
    return scored + dataset_figures() + pages + retrieval_figures() + network_figures()


def whole_records(wildcards):
    """The records of a dataset, or of one of its folds, which differ in their splits alone."""
    return f"results/{fold_datasets(wildcards.dataset)[0]}/records/records.parquet"


def reviewed_method(dataset):
    """The row whose links are reviewed: that of the config, which must be exported, or the first exported."""
    exported = [f"{row['method']}/{row['ocr']}" for row in exported_rows(dataset)]
    method = config["figures"]["review"].get("method", exported[0])
    if method not in exported:
        where = f"config: figures/review/method: found {method!r}"
        sys.exit(f"clippings: {where}, expected one that {dataset} exports: {', '.join(exported)}")
    return method


def overlays():
    return [
        f"results/{dataset}/layout/overlays/{source}.png"
        for dataset in of_datasets("", has_pages)
        for source in sources(dataset)
    ]


def model_cards():
    """The card of each model that the run trains for its datasets, or for their folds."""
    cards = []
    for dataset in (fold for whole in config["datasets"] for fold in fold_datasets(whole)):
        for model in encoder_models(dataset):
            trained = declaration(dataset)["encoder"].get("trained_on", dataset)
            if model == "selfsup":
                trained = declaration(trained)["encoder"].get("pretrained_on", trained)
            for seed in config["seeds"]:
                folder = f"results/{trained}/encoder/{encoder_name(dataset)}/s{seed}/{model}"
                cards.append(f"{folder}/card.md")
    return list(dict.fromkeys(cards))


def outside_files(wildcards):
    """The files from outside that a dataset uses: what is fetched, and what its declaration lists."""
    found = declaration(wildcards.dataset)
    lists = ("pages", "crops", "records", "truth", "annotations", "pairs", "labels")
    declared_lists = [found.get(key) for key in lists]
    files = [file for files in declared_lists if isinstance(files, list) for file in files]
    if "drawn" not in (found.get("pages"), found.get("crops")):
        images = {row["path"] for rows in listed(wildcards.dataset).values() for row in rows}
        files += sorted(image for image in images if image and Path(image).is_file())
    trained = [wildcards.dataset, *used_with(wildcards.dataset)]
    files += [f"config/datasets/{dataset}.yaml" for dataset in trained]
    files += [f"config/encoders/{encoder_name(wildcards.dataset)}.yaml"]
    return files + expand("resources/{target}", target=RESOURCES)


for dataset in of_datasets("", has_network):
    network_methods(dataset)


for dataset in config["datasets"]:
    reviewed_method(dataset)
