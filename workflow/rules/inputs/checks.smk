"""What is checked before anything is planned: the config, the declarations, and a user's own tables.

Raises ValueError in one line; the Snakefile ends the run with it.
"""


def check_declarations():
    """Check config, datasets, encoders, engines and lists of pages before anything is planned."""
    declarations.checked(config, schema("config"), where="config")
    for stage in STAGES:
        declarations.checked(config[stage], schema(stage), where=f"config: {stage}")
    take_labels()
    for dataset in used_datasets():
        declare("encoder", encoder_name(dataset))
        for ocr, engine in declaration(dataset)["ocr"].items():
            if engine not in config["ocr"]:
                known = ", ".join(config["ocr"])
                raise ValueError(
                    f"config/datasets/{dataset}.yaml: ocr/{ocr}: found {engine!r}, expected one of {known}"
                )
        shards(dataset)
        check_truth(dataset)
        check_columns(dataset)
    for dataset in config["datasets"]:
        check_task(dataset)
        check_models(dataset)


def take_labels():
    """Let the files of labels that the config names join those of the datasets' own files."""
    for dataset, files in config["labels"].items():
        if dataset not in used_datasets():
            expected = f"expected one of the run: {', '.join(used_datasets())}"
            raise ValueError(f"config: labels: found {dataset!r}, {expected}")
        own = declaration(dataset)["labels"]
        own += [file for file in files if file not in own]


def check_truth(dataset):
    """Read a user's own tables of truth, which no rule needs before the records are built."""
    for key, table in (("truth", tables.MENTIONS), ("annotations", tables.ANNOTATIONS)):
        files = declaration(dataset)[key]
        if isinstance(files, list) and files:
            frames.read_shards(files, table)
    labels.read_labels(declaration(dataset)["labels"])
    pairs, known = verdicts.read_pairs(declaration(dataset)["pairs"]), listed_items(dataset)
    try:
        contradictions.expect_agreement(pairs, known)
        if declaration(dataset)["task"] == "cluster":
            contradictions.expect_one_a_page(pairs, known)
    except ValueError as error:
        raise ValueError(f"{dataset}: {error}") from None


def check_columns(dataset):
    """Only a table of crops or records has the columns that `fields` and `block` name."""
    where, found = f"config/datasets/{dataset}.yaml", declaration(dataset)
    tabulated = isinstance(found[found["input"]], list) or found.get("records") == "published"
    tabulated &= found["input"] != "pages"
    for key in ("fields", "block", "columns"):
        if found.get(key) and not tabulated:
            raise ValueError(f"{where}: {key}: found {found[key]!r}, expected a table of crops or records")


def check_task(dataset):
    """A dataset of the run is there to be linked or clustered: its sources take the sides of its task."""
    where, found = f"config/datasets/{dataset}.yaml", declaration(dataset)
    expected = {"link": ["query", "target"], "cluster": ["member"]}.get(found["task"])
    if expected is None:
        raise ValueError(
            f"{where}: task: found {found['task']!r}, expected link or cluster of a dataset in `datasets:`"
        )
    sides = {side for source in found["sources"].values() for side in source["sides"].values()}
    if sides - {"context"} != set(expected):
        raise ValueError(
            f"{where}: sources: found the sides {', '.join(sorted(sides)) or 'none'},"
            f" expected {' and '.join(expected)} of a dataset to {found['task']}"
        )


def check_models(dataset):
    """Models that need truth or images are refused where there are none, not hours later by their training."""
    models, own = encoder_models(dataset), declaration(dataset)["encoder"]
    trained = own.get("trained_on", dataset)
    paired = declaration(trained)["encoder"].get("pretrained_on", trained)
    pairs = any(map(has_images, [paired, *declaration(paired)["pretrain_with"]]))
    seeing = {"unaligned_visual", "sup_visual"}
    aligned, taught = set(models) - {"unaligned_visual"}, set(models) - {"selfsup"}
    needs = (
        (seeing, "images", has_images(trained), trained, "`models:` without them"),
        (aligned, "pairs of image and text", pairs, paired, "`models: []`, or `pretrained_on:` names"),
        (taught, "truth", has_truth(trained), trained, "`truth:`, `trained_on:` or `models: [selfsup]`"),
    )
    for group, need, there, where, expected in needs:
        found = ", ".join(model for model in models if model in group)
        if found and not there:
            line = f"found {found}, trained with {need}, and none in {where}; expected {expected}"
            raise ValueError(f"config/datasets/{dataset}.yaml: encoder: {line}")
