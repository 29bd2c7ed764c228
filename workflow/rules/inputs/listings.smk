"""What people list, and what synthesis draws in its place: pages, image files, texts, photographs.

Takes the tables of a dataset's file, read and checked before anything runs. Returns them as plain rows.
"""

_items = {}


def listed_pages(dataset):
    """The pages in a dataset's TSV tables, or those that synthesis draws."""
    if declaration(dataset)["pages"] == "drawn":
        return drawn_pages(dataset)
    rows = listed_rows(dataset, declaration(dataset)["pages"], tables.PAGES)
    for row in rows:
        if config["layout"]["on_bad_page"] == "fail" and not Path(row["path"]).is_file():
            raise ValueError(f"{row['path']}: no such file; {dataset} lists it as page {row['page']}")
    return [{**row, "frame": None if row["frame"] is None else int(row["frame"])} for row in rows]


def drawn_pages(dataset):
    size = config["layout"]["pages_per_shard"]
    return [
        {
            "page": f"{source}-{number + 1:04d}",
            "path": f"results/{dataset}/synthesis/pages/{source}-{number // size:03d}.tif",
            "source": source,
            "frame": number % size,
        }
        for source in sources(dataset)
        for number in range(config["synthesis"]["pages"][source])
    ]


def listed_crops(dataset):
    """The images in a dataset's own tables, of crops or of records, or the names that synthesis draws."""
    found = declaration(dataset)
    files = found[found["input"]]
    if files == "published":
        return []
    if files == "reprinted":
        return listed_photographs(dataset)
    if files == "drawn":
        numbers = range(config["synthesis"]["names"]["count"])
        return [{"source": source, "number": number} for source in sources(dataset) for number in numbers]
    rows = [row for row in plain_rows(dataset, listed_items(dataset), tables.ITEMS) if row["path"]]
    missing = [row for row in rows if not Path(row["path"]).is_file()]
    if missing:
        lost = missing[0]
        raise ValueError(f"{lost['path']}: no such file; {dataset} lists it as record {lost['record']}")
    return rows


def listed_items(dataset):
    """A user's own tables of crops or records; an empty one where a dataset has none."""
    dataset = whole(dataset)
    if dataset not in _items:
        found = declaration(dataset)
        files = found[found["input"]] if found["input"] != "pages" else []
        _items[dataset] = items.read_items(
            files if isinstance(files, list) else [],
            columns=found["columns"],
            extra=item_columns(dataset),
            sources=found["sources"],
        )
    return _items[dataset]


def item_columns(dataset):
    """The columns of its tables of crops or records that a dataset uses beside those that every one has."""
    found = declaration(dataset)
    return found["fields"] + ([found["block"]] if "block" in found else [])


def photograph_tables(dataset):
    """The tables of the photographs that a dataset reprints."""
    found = declaration(dataset)["photographs"]
    return ["config/photographs.tsv"] if found == "published" else found


def listed_photographs(dataset):
    """The photographs that synthesis reprints, all of the dataset's one source."""
    found = photographs.list_photographs(photograph_tables(dataset))
    (source,) = sources(dataset)
    return [{"source": source, "photograph": row.photograph, "path": row.path} for row in found.itertuples()]


def listed_rows(dataset, files, table):
    """Read a user's own tables into plain dicts, None where a cell is empty."""
    return plain_rows(dataset, frames.read_shards(files, table), table)


def plain_rows(dataset, found, table):
    """The rows of a table as plain dicts, None where a cell is empty; each is of a declared source."""
    rows = found.astype(object).where(found.notna(), None).to_dict("records")
    for row in rows:
        if row["source"] not in sources(dataset):
            raise ValueError(
                f"{dataset}: {table.name} name the source {row['source']!r}, expected one of"
                f" {', '.join(sources(dataset))}"
            )
    return rows
