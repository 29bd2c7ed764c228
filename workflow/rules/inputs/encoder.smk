"""What the encoder of a dataset is made of and trained on."""

ENCODER = "results/{dataset}/encoder/{encoder}"


def training_datasets(wildcards):
    """A dataset and those that its trainings also draw on."""
    return [wildcards.dataset, *declaration(wildcards.dataset)["pretrain_with"]]


def training_records(wildcards):
    return expand("results/{dataset}/records/records.parquet", dataset=training_datasets(wildcards))


def prepared_images(dataset, encoder):
    """The prepared images of a dataset; none where records are texts alone, which have no shards."""
    pattern = "results/{dataset}/encoder/{encoder}/images/{shard}.npz"
    return expand(pattern, dataset=dataset, encoder=encoder, shard=shards(dataset))


def own_images(wildcards):
    return prepared_images(wildcards.dataset, wildcards.encoder)


def training_images(wildcards):
    datasets = training_datasets(wildcards)
    return [file for dataset in datasets for file in prepared_images(dataset, wildcards.encoder)]


def encoder_weights(wildcards):
    """The files that an encoder starts from: a recogniser, or weights and architecture for open_clip."""
    settings = encoder_settings(wildcards)
    named = (settings.get(key) for key in ("recogniser", "weights", "architecture"))
    return [file for file in named if file]


def trained_model(wildcards):
    dataset = trained_dataset(wildcards)
    return f"results/{dataset}/encoder/{wildcards.encoder}/s{wildcards.seed}/{wildcards.model}/model.pt"
