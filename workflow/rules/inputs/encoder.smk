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
    return expand(pattern, dataset=whole(dataset), encoder=encoder, shard=shards(dataset))


def own_images(wildcards):
    return prepared_images(wildcards.dataset, wildcards.encoder)


def training_images(wildcards):
    datasets = training_datasets(wildcards)
    return [file for dataset in datasets for file in prepared_images(dataset, wildcards.encoder)]


def encoder_weights(wildcards):
    """The files that an encoder starts from: a recogniser, weights, an architecture, a folder of MiniLM."""
    settings = encoder_settings(wildcards)
    named = (settings.get(key) for key in ("recogniser", "architecture", "vision_weights"))
    return [file for file in named if file] + clip_weights(settings) + sentence_model(settings)


def starting_weights(wildcards):
    """The files that a training starts from: none of CLIP's where a model is never to meet language."""
    unaligned = wildcards.model == "unaligned_visual"
    left_out = clip_weights(encoder_settings(wildcards)) if unaligned else []
    return [file for file in encoder_weights(wildcards) if file not in left_out]


def clip_weights(settings):
    """The weights of CLIP that an encoder file names: a file, or the files of a `local-dir:`."""
    folder = settings.get("model", "").partition("local-dir:")[2]
    found = sorted(str(file) for file in Path(folder).glob("*") if file.is_file()) if folder else []
    return [settings["weights"], *found] if settings.get("weights") else found


def sentence_model(settings):
    """The files of a MiniLM, which lie in one folder."""
    names = ("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")
    return [f"{settings['text_model']}/{name}" for name in names if settings.get("text_model")]


def starting_model(wildcards):
    """The model without labels from which a training starts; none for the one that never aligns."""
    started = wildcards.model != "unaligned_visual"
    return [model_file(wildcards.dataset, "selfsup", wildcards)] if started else []


def trained_model(wildcards):
    """The model that embeds a dataset: trained on it, or on the dataset that it names."""
    return model_file(trained_dataset(wildcards), wildcards.model, wildcards)


def model_file(dataset, model, wildcards):
    """A model of a dataset; without labels it may be that of another dataset."""
    if model == "selfsup":
        dataset = declaration(dataset)["encoder"].get("pretrained_on", dataset)
    return f"results/{dataset}/encoder/{wildcards.encoder}/s{wildcards.seed}/{model}/model.pt"


def stage_before(wildcards):
    """The model that a training with labels went on from; none where a training is the first."""
    return [] if wildcards.model == "selfsup" else starting_model(wildcards)


def model_recipe(wildcards):
    """The settings by which a model was trained, with those of the stage before it."""
    stages = ("pretraining",) if wildcards.model == "selfsup" else ("pretraining", "finetuning")
    stages = ("finetuning",) if wildcards.model == "unaligned_visual" else stages
    return {stage: config["encoder"][stage] for stage in stages}


def training_log(wildcards):
    """Where the training of a model left its log."""
    encoder, seed = wildcards.encoder, wildcards.seed
    if wildcards.model == "selfsup":
        return f"results/logs/{wildcards.dataset}/pretrain_encoder/{encoder}-s{seed}.log"
    return f"results/logs/{wildcards.dataset}/finetune_encoder/{encoder}-s{seed}-{wildcards.model}.log"


def preparation_memory(wildcards, input, attempt):
    """Megabytes to make crops ready: a recogniser, and the crops decoded one by one."""
    return round((2000 + 4 * input.size_mb) * attempt)


def encoder_memory(wildcards, input, attempt):
    """Megabytes to train or embed: torch and a model in each process, tables and images as often as copied."""
    return round((4000 + 4 * input.size_mb) * config["encoder"]["processes"] * attempt)
