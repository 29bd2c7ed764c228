"""What a run reports: the rows of the results table that a dataset gives, and the files in which they lie.

Takes the config and the declarations of the datasets. Rows are known before anything runs, and so is whether
each row to be exported is one of them.
"""

MODALITIES = {
    "selfsup": ("visual", "language", "multimodal"),
    "sup_visual": ("visual",),
    "sup_language": ("language",),
    "sup_multimodal": ("multimodal",),
}


def table_rows(dataset):
    """The rows of the results table: first the string measures, then what each model and seed gives."""
    rows = [
        table_row(f"strings/{measure}", measure, "none", "string", ocr)
        for measure in config["linkage"]["measures"]
        for ocr in tables.OCRS
    ]
    for seed in config["seeds"]:
        for model in config["encoder"]["models"]:
            for modality in MODALITIES[model]:
                supervision = model.partition("_")[0]
                method = f"{supervision}_{modality}"
                folder = f"{encoder_name(dataset)}/s{seed}/{method}"
                for ocr in ("none",) if modality == "visual" else tables.OCRS:
                    rows.append(table_row(folder, method, supervision, modality, ocr, seed))
    return rows


def table_row(folder, method, supervision, modality, ocr, seed=None):
    return {
        "path": f"{folder}/{ocr}",
        "method": method,
        "supervision": supervision,
        "modality": modality,
        "ocr": ocr,
        "seed": seed,
    }


def exported_rows(dataset):
    """The rows whose links are written out, of the first seed; each entry of `export` must be one of them."""
    known = {f"{row['method']}/{row['ocr']}": row for row in reversed(table_rows(dataset))}
    wanted = config["linkage"]["export"]
    strange = [name for name in wanted if name not in known]
    if strange:
        rows = ", ".join(sorted(known))
        sys.exit(
            f"clippings: config: linkage/export: found {strange[0]!r}, expected rows of {dataset}: {rows}"
        )
    return [known[name] for name in wanted]


def of_rows(rows, file):
    """Give an input function: `file` in the folder of each row that `rows` lists for the dataset."""
    return lambda wildcards: [
        f"results/{wildcards.dataset}/linkage/{row['path']}/{file}" for row in rows(wildcards.dataset)
    ]


def vectors_of_row(wildcards):
    model = "selfsup" if wildcards.supervision == "selfsup" else f"sup_{wildcards.modality}"
    return (
        f"results/{wildcards.dataset}/encoder/{wildcards.encoder}/s{wildcards.seed}/{model}/vectors.parquet"
    )


def image_weights(wildcards):
    """The image weights to try; visual and language alone leave no choice."""
    fixed = {"visual": [1.0], "language": [0.0]}
    return fixed.get(wildcards.modality, config["linkage"]["image_weights"])


for dataset in config["datasets"]:
    exported_rows(dataset)
