"""What linkage reads of each row, dataset and fold, and the settings that depend on the task.

Takes the rows of the results table that inputs/linkage/rows.smk lists.
"""


include: "linkage/rows.smk"


def choices(wildcards):
    """What was chosen for the judged rows before they were searched, of the dataset or of each of its folds."""
    return [
        f"results/{fold}/linkage/{row['path']}/{row['choice']}"
        for fold in fold_datasets(wildcards.dataset)
        for row in judged_rows(wildcards.dataset)
        if row["choice"]
    ]


def of_rows(rows, file):
    """Return an input function: `file` of each row that `rows` lists, of the dataset or of each of its folds."""
    return lambda wildcards: [
        f"results/{fold}/linkage/{row['path']}/{file}"
        for fold in fold_datasets(wildcards.dataset)
        for row in rows(wildcards.dataset)
    ]


def of_folds(file):
    """Return an input function: `file` of the dataset, or of each of its folds."""
    return lambda wildcards: [f"results/{fold}/{file}" for fold in fold_datasets(wildcards.dataset)]


def of_clusters(file):
    """Return an input function: `file` of a dataset to cluster, nothing of one to link."""
    return lambda wildcards: [f"results/{wildcards.dataset}/{file}"] if clustered(wildcards.dataset) else []


def clustered(dataset):
    return declaration(dataset)["task"] == "cluster"


def cluster_datasets():
    """The datasets of the run to cluster, as a pattern; one that matches nothing where there is none."""
    return "|".join(dataset for dataset in config["datasets"] if clustered(dataset)) or "(?!)"


def clustering(wildcards):
    """How clusters are made of neighbours, where there are to be clusters."""
    names = ("neighbours", "method", "loose", "most")
    return (
        {name: config["linkage"]["cluster"][name] for name in names} if clustered(wildcards.dataset) else {}
    )


def kept_neighbours(wildcards):
    """How many neighbours a search keeps: candidates of a link, or edges of the graph of clusters."""
    kept = config["linkage"]
    return kept["cluster"]["neighbours"] if clustered(wildcards.dataset) else kept["candidates"]


def string_neighbours():
    """The neighbours of every measure of characters in the run, which one job finds for a dataset and an OCR."""
    path = "results/{{dataset}}/linkage/strings/{measure}/{{ocr}}/neighbours.parquet"
    return expand(path, measure=character_measures())


def character_measures():
    """The measures of characters that the config or a dataset of the run names, in order."""
    named = [measure for dataset in config["datasets"] for measure in string_measures(dataset)]
    return [
        measure for measure in dict.fromkeys([*config["linkage"]["measures"], *named]) if measure != WORDS
    ]


def vectors_of_row(wildcards):
    alone = wildcards.supervision == "selfsup"
    model = "selfsup" if alone else f"{wildcards.supervision}_{wildcards.modality}"
    return embedded(wildcards.dataset, f"{wildcards.encoder}/s{wildcards.seed}/{model}")


def embedded(dataset, folder):
    """The vectors of a dataset by one model, a file for each portion of its records."""
    return expand(
        f"results/{dataset}/encoder/{folder}/vectors/{{portion}}.parquet", portion=portions(dataset)
    )


def candidate_vectors(wildcards):
    """The vectors behind the first exported row that has some, of the dataset or of each of its folds."""
    encoded = [row for row in exported_rows(wildcards.dataset) if row["modality"] != "string"]
    if not encoded:
        return []
    row = encoded[0]
    encoder, seed = Path(row["path"]).parts[:2]
    model = "selfsup" if row["supervision"] == "selfsup" else row["method"]
    folds = fold_datasets(wildcards.dataset)
    if row["supervision"] == "none":
        return [f"results/{fold}/encoder/{row['method']}/vectors.parquet" for fold in folds]
    return [file for fold in folds for file in embedded(fold, f"{encoder}/{seed}/{model}")]


def image_weights(wildcards):
    """The image weights to try; visual and language alone leave no choice."""
    fixed = {"visual": [1.0], "language": [0.0]}
    return fixed.get(wildcards.modality, config["linkage"]["image_weights"])


for dataset in config["datasets"]:
    exported_rows(dataset)
