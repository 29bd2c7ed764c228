"""What the summary and the record of a run are made of."""


def label_files():
    """The files of labels of each dataset that has some."""
    found = {dataset: declaration(dataset)["labels"] for dataset in config["datasets"]}
    return {dataset: files for dataset, files in found.items() if files}


def own_scores(wildcards):
    """The scores of a dataset with truth; nothing without."""
    path = f"results/{wildcards.dataset}/scores/scores.csv"
    return [path] if has_truth(wildcards.dataset) else []


def has_drawn_pages(dataset):
    return has_pages(dataset) and declaration(dataset)["pages"] == "drawn"


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
    lists = ("pages", "crops", "records", "truth", "annotations", "pairs", "labels", "photographs")
    declared_lists = [found.get(key) for key in lists]
    files = [file for files in declared_lists if isinstance(files, list) for file in files]
    if "drawn" not in (found.get("pages"), found.get("crops")):
        images = {row.get("path") for rows in listed(wildcards.dataset).values() for row in rows}
        files += sorted(image for image in images if image and Path(image).is_file())
    trained = [wildcards.dataset, *used_with(wildcards.dataset)]
    files += [f"config/datasets/{dataset}.yaml" for dataset in trained]
    files += [f"config/encoders/{encoder_name(wildcards.dataset)}.yaml"]
    return files + expand("resources/{target}", target=used_resources())
