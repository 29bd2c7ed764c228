"""What a run reports: the rows of the results table that a dataset gives, and the files in which they lie.

Takes the config and the declarations of the datasets. Rows are known before anything runs, and so is whether
each row to be exported is one of them.
"""

MODALITIES = {
    "selfsup": ("visual", "language", "multimodal"),
    "unaligned_visual": ("visual",),
    "sup_visual": ("visual",),
    "sup_language": ("language",),
    "sup_multimodal": ("multimodal",),
}


# The length of its n-grams is chosen, so it is found by a rule of its own.
WORDS = "jaccard_words"


def table_rows(dataset):
    """The rows of the results table: string measures, hashes, then what each model and seed gives."""
    rows = [
        table_row(f"strings/{measure}", measure, "none", "string", ocr)
        for measure in string_measures(dataset)
        for ocr in texts(dataset)
    ]
    rows += [table_row(f"hashes/{name}", name, "none", "visual", "none") for name in image_hashes(dataset)]
    for seed in config["seeds"]:
        for model in encoder_models(dataset):
            for modality in modalities(dataset, model):
                supervision = model.partition("_")[0]
                method = f"{supervision}_{modality}"
                folder = f"{encoder_name(dataset)}/s{seed}/{method}"
                for ocr in ("none",) if modality == "visual" else texts(dataset):
                    rows.append(table_row(folder, method, supervision, modality, ocr, seed))
    return rows


def string_measures(dataset):
    """The string measures of a dataset: its own choice, or that of the config."""
    return declaration(dataset).get("measures", config["linkage"]["measures"])


def image_hashes(dataset):
    """The perceptual hashes that a dataset declares; none without images."""
    return declaration(dataset)["hashes"] if has_images(dataset) else []


def modalities(dataset, model):
    """The modalities of a model that a dataset has: without images, language alone."""
    return [name for name in MODALITIES[model] if name == "language" or has_images(dataset)]


def table_row(folder, method, supervision, modality, ocr, seed=None):
    return {
        "path": f"{folder}/{ocr}",
        "method": method,
        "supervision": supervision,
        "modality": modality,
        "ocr": ocr,
        "seed": seed,
        "choice": "words.json" if method == WORDS else None if modality == "string" else "weight.json",
    }


def exported_rows(dataset):
    """The rows whose links are written out, of the first seed; each entry of `export` must be one of them."""
    known = {f"{row['method']}/{row['ocr']}": row for row in reversed(table_rows(dataset))}
    own = declaration(dataset).get("export")
    wanted = own or config["linkage"]["export"]
    strange = [name for name in wanted if name not in known]
    if strange:
        where = f"config/datasets/{dataset}.yaml: export" if own else "config: linkage/export"
        rows = ", ".join(sorted(known))
        sys.exit(f"clippings: {where}: found {strange[0]!r}, expected rows of {dataset}: {rows}")
    return [known[name] for name in wanted]


def judged_rows(dataset):
    """All rows where there is truth to judge them by, else those to be exported."""
    return table_rows(dataset) if has_truth(dataset) else exported_rows(dataset)


def weighted_rows(dataset):
    """The judged rows that come from vectors, and so have an image weight."""
    return [row for row in judged_rows(dataset) if row["modality"] != "string"]


def first_exported_row(dataset):
    """The row whose clusters are listed."""
    return exported_rows(dataset)[:1]
