"""What the figures and the summary are made of, dataset by dataset."""


def has_truth(dataset):
    return declaration(dataset)["truth"] != "none" or bool(declaration(dataset)["pairs"])


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


def overlays():
    return [
        f"results/{dataset}/layout/overlays/{source}.png"
        for dataset in of_datasets("", has_pages)
        for source in sources(dataset)
    ]


def outside_files(wildcards):
    """The files from outside that a dataset uses: what is fetched, and what its declaration lists."""
    found = declaration(wildcards.dataset)
    declared_lists = [
        found.get(key) for key in ("pages", "crops", "records", "truth", "annotations", "pairs")
    ]
    files = [file for files in declared_lists if isinstance(files, list) for file in files]
    if "drawn" not in (found.get("pages"), found.get("crops")):
        images = {row["path"] for rows in listed(wildcards.dataset).values() for row in rows}
        files += sorted(image for image in images if image and Path(image).is_file())
    trained = [wildcards.dataset, *used_with(wildcards.dataset)]
    files += [f"config/datasets/{dataset}.yaml" for dataset in trained]
    files += [f"config/encoders/{encoder_name(wildcards.dataset)}.yaml"]
    return files + expand("resources/{target}", target=RESOURCES)
