"""What people wrote is refused by the plan: in one line that says what was found and expected, at once.

`clippings.plan` reads config, declarations and a user's own tables without Snakemake, so that each refusal is
tested in milliseconds. That Snakemake ends with the same line is in test_plans.py.
"""

import shutil

import pytest
from photographs import lay_out_album
from toy import DATASET, ROOT, edit

from clippings.plan import load_plan, read_config

CONFIG, FIRMS, TOY = "config/config.yaml", "config/datasets/firms.yaml", "config/toy.yaml"
TINY = "config/encoders/tiny.yaml"
RECORDS = """
task: link
input: records
records: [firms.csv]
fields: [adress]
sources:
  pr: {orientation: horizontal, sides: {name: query}}
  tk: {orientation: vertical, sides: {name: target}}
encoder: {trained_on: firms}
"""


@pytest.fixture
def root(tmp_path, monkeypatch):
    """The working folder of a run, with what its plan reads of the project: config and downloads."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "config", tmp_path / "config")
    (tmp_path / "resources").symlink_to(ROOT / "resources")
    (tmp_path / "README.md").write_text("A file that is no picture.\n")
    return tmp_path


@pytest.fixture
def plan(root):
    """Return a function that makes the plan of config files on top of the default one."""

    def plan(*configs):
        return load_plan(read_config(CONFIG, *(configs or [TOY])))

    return plan


@pytest.fixture
def refusal(plan):
    """Return a function that gives the one line with which a plan is refused."""

    def refusal(*configs):
        with pytest.raises(ValueError) as caught:
            plan(*configs)
        line = str(caught.value)
        assert line and "\n" not in line
        return line

    return refusal


def declare_own(folder, dataset, rows):
    """Declare the dataset `own`, enter its table of records, and name it in a config."""
    (folder / "firms.csv").write_text(rows, encoding="utf-8")
    (folder / "config/datasets/own.yaml").write_text(dataset, encoding="utf-8")
    (folder / "config/own.yaml").write_text("datasets: [own]\n", encoding="utf-8")
    return [TOY, "config/own.yaml"]


def with_settings(more):
    """The dataset of records without fields, and with other settings in place of its encoder."""
    return RECORDS.replace("fields: [adress]\n", "").replace("encoder: {trained_on: firms}", more)


WRONG_WORDS = [
    (TOY, "datasets: [firms]", "datasets: [frims]", "config/datasets/frims.yaml: no such file"),
    (CONFIG, "detector: lines", "detector: linse", "layout: detector: found 'linse', expected one of"),
    (CONFIG, "detector: lines", "detector: coco", "config: layout: the file: 'coco' is a required property"),
    (CONFIG, "- strokes\n", "- stroke\n", "linkage: measures/4: found 'stroke', expected one of"),
    (TOY, "name: tiny", "name: tinny", "config/encoders/tinny.yaml: no such file"),
    (FIRMS, "noisy: tesseract", "noisy: tesserakt", "ocr/noisy: found 'tesserakt', expected one of"),
    (FIRMS, "task: link", "task: sort", "firms.yaml: task: found 'sort', expected one of link, cluster"),
    (FIRMS, "truth: drawn", "truth: drawn\nhashes: [md5]", "hashes/0: found 'md5', expected one of phash"),
    (TINY, "vision: ppocr", "vision: vgg", "tiny.yaml: vision: found 'vgg', expected one of ppocr, open"),
    (TINY, "language: characters", "language: vgg", "language: found 'vgg', expected one of characters"),
    (
        CONFIG,
        "  default_threshold:",
        "  assignment: optimal\n  default_threshold:",
        "linkage: assignment: found 'optimal', expected one of none, greedy",
    ),
    (FIRMS, "input: pages", "inptu: pages", "config/datasets/firms.yaml: "),
    (CONFIG, "resolution: 160", "resolutoin: 160", "unknown key 'resolutoin', expected contacts, networks"),
    (
        CONFIG,
        "export: [all_evidence, sup_multimodal/clean",
        "export: [all_evidence, sup_multimodl/clean",
        "linkage/export: found 'sup_multimodl/clean'",
    ),
    (
        CONFIG,
        "networks: {g1: sup_multimodal/clean",
        "networks: {g1: sup_visual/none",
        "figures/networks: found 'sup_visual/none', expected rows that firms exports: sup_all_ev",
    ),
    (
        FIRMS,
        "truth: drawn",
        "truth: drawn\nlabels: [config/none.csv]",
        "config/none.csv: no such file; expected a labels table",
    ),
    (
        FIRMS,
        "truth: drawn",
        "truth: drawn\nfields: [address]",
        "fields: found ['address'], expected a table of crops or records",
    ),
    (FIRMS, "truth: drawn", "truth: drawn\nfolds: 2", "folds: 2 is less than the minimum of 3"),
    (
        CONFIG,
        "singletons: 0.4,",
        "wordings: {wire: 0, edited: 0, local: 0, bare: 0}, singletons: 0.4,",
        "synthesis: reprints/wordings: found wire: 0, edited: 0, local: 0, bare: 0 (Shares of",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "line"), WRONG_WORDS)
def test_a_wrong_word_is_named_with_those_expected(root, refusal, file, old, new, line):
    edit(root / file, old, new)
    assert line in refusal()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "review: {method: sup_visual/clean}",
            "review/method: found 'sup_visual/clean', expected one that firms exports: sup_all_ev",
        ),
        ("labels: {nimi: [labels.csv]}", "labels: found 'nimi', expected one of the run: firms, names"),
    ],
)
def test_a_wrong_word_beside_the_toy_is_named_with_those_expected(root, refusal, text, line):
    (root / "config/own.yaml").write_text(f"{text}\n", encoding="utf-8")
    assert line in refusal(TOY, "config/own.yaml")


OLD_KEYS = [
    ("press: {pages: {pr: 6, tk: 3}}", "press", "synthesis"),
    ("figures: {review: {candidates: 6}}", "review", "review"),
    ("linkage: {bootstrap: {resamples: 200}}", "bootstrap", "evaluation"),
    ("encoder: {finetuning: {contrast: {draws: 3}}}", "draws", "samples_per_class"),
    ("encoder: {finetuning: {contrast: {forget_text: 0.1}}}", "forget_text", "text_dropout"),
    ("encoder: {finetuning: {contrast: {forget_fields: 0.5}}}", "forget_fields", "field_dropout"),
]


@pytest.mark.parametrize(("text", "old", "new"), OLD_KEYS)
def test_a_key_of_the_first_edition_is_refused_with_its_new_name(root, refusal, text, old, new):
    (root / "config/own.yaml").write_text(f"{text}\n", encoding="utf-8")
    line = refusal(TOY, "config/own.yaml")
    assert old in line and new in line


def test_the_old_key_of_a_dataset_is_refused_with_its_new_name(root, refusal):
    edit(root / FIRMS, "input: pages", "door: pages")
    line = refusal()
    assert FIRMS in line and "door" in line and "input" in line


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ("page\tpath\tsource\na\tREADME.md\tpr\na\tREADME.md\tpr\n", "{'page': 'a'} appears more than once"),
        ("page\tpth\tsource\na\tREADME.md\tpr\n", "column 'path' is missing; found page, pth, source"),
        (
            "page\tpath\tsource\na\tnone.png\tpr\n",
            "none.png: no such file, nor config/pages/none.png; scans lists it as page a",
        ),
        ("page\tpath\tsource\na\tREADME.md\txx\n", "name the source 'xx', expected one of pr, tk"),
    ],
)
def test_a_bad_table_of_pages_is_refused(root, refusal, rows, line):
    (root / "config/datasets/scans.yaml").write_text(DATASET, encoding="utf-8")
    (root / "config/pages/scans.tsv").write_text(rows, encoding="utf-8")
    (root / "config/scans.yaml").write_text("datasets: [scans]\n", encoding="utf-8")
    assert line in refusal(TOY, "config/scans.yaml")


def test_a_path_in_a_table_may_be_relative_to_the_folder_of_the_table(root, plan):
    (root / "config/datasets/scans.yaml").write_text(DATASET, encoding="utf-8")
    (root / "config/pages/scans.tsv").write_text("page\tpath\tsource\na\ta.png\tpr\nb\tREADME.md\ttk\n")
    (root / "config/pages/a.png").touch()
    (root / "config/scans.yaml").write_text("datasets: [scans]\n", encoding="utf-8")
    assert "scans" in plan(TOY, "config/scans.yaml").datasets


def test_a_column_that_a_table_of_records_lacks_is_refused(root, refusal):
    configs = declare_own(root, RECORDS, "record,source,noisy,address\n1,pr,a,b\n")
    line = refusal(*configs)
    assert "firms.csv: column 'adress' is missing; found record, source, noisy, address" in line


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ("", "found unaligned_visual, sup_visual, trained with images, and none in own; expected `models:`"),
        ("truth: table\nencoder: {pretrained_on: names}", "found unaligned_visual, sup_visual, trained with"),
        (
            "truth: table\nencoder: {name: ppocr, models: [selfsup]}",
            "found selfsup, trained with pairs of image and text, and none in own; expected `models: []`, or",
        ),
        (
            "encoder: {pretrained_on: names, models: [selfsup, sup_language]}",
            "found sup_language, trained with truth, and none in own; expected `truth:`, `trained_on:` or",
        ),
    ],
)
def test_models_that_a_dataset_cannot_train_are_refused(root, refusal, more, line):
    declare_own(root, with_settings(more), "record,source,noisy\n1,pr,a\n2,tk,b\n")
    assert line in refusal("config/own.yaml")


@pytest.mark.parametrize(
    "more",
    [
        "truth: none\nencoder: {trained_on: firms}",
        "pairs: [pairs.csv]\nencoder: {pretrained_on: names, models: [selfsup, sup_language]}",
        "truth: none\nencoder: {models: []}\nexport: [levenshtein/clean]",
    ],
)
def test_models_that_a_dataset_can_have_are_planned(root, plan, more):
    own = with_settings(more) + ("" if "export" in more else "\nexport: [levenshtein/clean]\n")
    configs = declare_own(root, own, "record,source,noisy,clean\n1,pr,a,a\n2,tk,b,b\n")
    (root / "pairs.csv").write_text("record,other\n1,2\n", encoding="utf-8")
    assert "own" in plan(*configs).datasets


def test_photographs_reprinted_by_two_sources_are_refused(root, refusal):
    paper = "{orientation: horizontal, sides: {photograph: member}}"
    edit(root / "config/datasets/newspapers.yaml", f"paper: {paper}", f"paper: {paper}\n  weekly: {paper}")
    (root / "config/own.yaml").write_text("datasets: [newspapers]\n", encoding="utf-8")
    line = refusal(TOY, "config/own.yaml")
    assert "config/datasets/newspapers.yaml: sources: found paper, weekly, expected at most 1" in line


def test_a_photograph_to_reprint_that_is_not_there_is_named(root, refusal):
    edit(root / "config/datasets/fsa.yaml", "resources/photographs/fsa/captions.csv", "prints/captions.csv")
    (root / "prints").mkdir()
    rows = "file,caption\nthere.png,A ferry\nlost.png,A bridge\n"
    (root / "prints/captions.csv").write_text(rows, encoding="utf-8")
    (root / "prints/there.png").touch()
    (root / "config/own.yaml").write_text("datasets: [fsa]\n", encoding="utf-8")
    line = refusal("config/own.yaml")
    assert "prints/lost.png" in line and "no such file" in line and "listed as photograph lost" in line


ALBUM = (TOY, "config/album.yaml")


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        (
            "album/captions.csv",
            "album/p03-0.png",
            "album/lost.png",
            "album/lost.png: no such file, nor album/album/lost.png; album lists it as record lost",
        ),
        (
            "album/verdicts.csv",
            "p00-0,p01-0,Different",
            "p01-2,p01-0,different",
            "'p01-2' and 'p01-0' are different in album/verdicts.csv line 4, but the same by 'p01-2'–'p01-1'"
            " (album/verdicts.csv line 3), 'p01-1'–'p01-0' (album/verdicts.csv line 2)",
        ),
        (
            "album/verdicts.csv",
            "p00-0,p01-0,Different",
            "p00-0,p05-0,Same",
            "stand on one scan, '0-0', but are the same by",
        ),
        ("album/verdicts.csv", "p00-0,p01-0,Different", "p00-0,p01-0,Unlike", "line 4: verdict 'Unlike'"),
        (
            "config/datasets/album.yaml",
            "path: image",
            "path: picture",
            "album/captions.csv: column 'picture' is missing, which `columns` takes as 'path'",
        ),
        (
            "config/datasets/album.yaml",
            "{photograph: member}",
            "{photograph: query}",
            "sources: found the sides query, expected member of a dataset to cluster",
        ),
    ],
)
def test_bad_photographs_captions_and_verdicts_are_refused(root, refusal, file, old, new, line):
    lay_out_album(root)
    text = (root / file).read_text(encoding="utf-8-sig")
    (root / file).write_text(text.replace(old, new, 1), encoding="utf-8-sig")
    assert line in refusal(*ALBUM)


def test_captions_in_another_encoding_are_named_by_line_and_byte(root, refusal):
    lay_out_album(root)
    captions = root / "album/captions.csv"
    captions.write_bytes(captions.read_bytes().replace("Malmö".encode(), "Malmö".encode("cp1252")))
    line = refusal(*ALBUM)
    assert "album/captions.csv: line " in line and "found 0xf6 in another encoding, expected UTF-8" in line


HEAD = "record,source,noisy,entity\n"
MEMBERS = (
    RECORDS.replace("task: link", "task: cluster")
    .replace(
        "pr: {orientation: horizontal, sides: {name: query}}",
        "pr: {orientation: horizontal, sides: {name: member}}",
    )
    .replace(
        "tk: {orientation: vertical, sides: {name: target}}",
        "tk: {orientation: vertical, sides: {name: context}}",
    )
)
NOTHING_TO_FIND = {
    "header alone": (RECORDS, HEAD, "own: firms.csv: found no record; expected at least 1 query to link"),
    "one record": (RECORDS, HEAD + "1,pr,a,e\n", "found 1 query; expected at least 1 target to link"),
    "no target": (
        RECORDS,
        HEAD + "1,pr,a,e\n2,pr,b,e\n",
        "found 2 query; expected at least 1 target to link",
    ),
    "no query": (RECORDS, HEAD + "1,tk,a,e\n2,tk,b,e\n", "found 2 target; expected at least 1 query to link"),
    "no match": (RECORDS, HEAD + "1,pr,a,e\n2,tk,a,f\n", "none of 1 queries has a target of its entity"),
    "no member": (MEMBERS, HEAD + "1,tk,a,e\n", "found 1 context; expected at least 2 member to cluster"),
    "one member": (MEMBERS, HEAD + "1,pr,a,e\n", "found 1 member; expected at least 2 member to cluster"),
    "members all different": (
        MEMBERS,
        HEAD + "1,pr,a,e\n2,pr,b,f\n",
        "none of 2 queries has a target of its",
    ),
    "no test split": (
        RECORDS + "shares: {train: 0.5, val: 0.5, test: 0}\n",
        HEAD + "1,pr,a,e\n2,tk,a,e\n",
        "shares/test: 0 is less than or equal to the minimum of 0",
    ),
}


@pytest.mark.parametrize(("dataset", "rows", "line"), NOTHING_TO_FIND.values(), ids=NOTHING_TO_FIND)
def test_records_among_which_there_is_nothing_to_find_are_refused(root, refusal, dataset, rows, line):
    own = dataset.replace("fields: [adress]\n", "").replace("trained_on: firms", "models: []")
    assert line in refusal(*declare_own(root, own + "truth: table\n", rows))


TABLES = ["records: [firms.csv]", "pairs: []", "labels: []", "annotations: []", "truth: none"]


@pytest.mark.parametrize("old", TABLES)
def test_a_table_with_braces_in_its_name_is_refused(root, refusal, old):
    """Snakemake would take them for wildcards."""
    key = old.partition(":")[0]
    declared = with_settings("encoder: {models: []}")
    declared = declared.replace(old, "") + f'{key}: ["{{dataset}}.csv"]\n'
    configs = declare_own(root, declared, HEAD + "1,pr,a,e\n2,tk,a,e\n")
    shutil.copy(root / "firms.csv", root / "{dataset}.csv")
    assert "found braces, expected a table named without them" in refusal(*configs)


def test_a_table_that_is_nearly_there_is_named(root, refusal):
    configs = declare_own(root, with_settings("encoder: {models: []}"), HEAD)
    (root / "firms.csv").rename(root / "Firms.csv")
    assert "firms.csv: no such file, but Firms.csv, which differs in capitals or Unicode norm" in refusal(
        *configs
    )


RULES = {
    "no condition": ("[{}]", "blocking/0: {} should be non-empty"),
    "unknown word": ("[{town: same}]", "blocking/0/town: 'same' does not match '^equal$'"),
    "negative": ("[{town: -1}]", "blocking/0/town: -1 is less than the minimum of 0"),
    "twice": ("[{town: equal}, {town: equal}]", "has non-unique elements"),
    "unknown column": ("[{tawn: equal}]", "firms.csv: column 'tawn' is missing; found record, source, noisy"),
    "empty column": ("[{page: equal}]", "no record of firms.csv has a value in 'page', expected a column"),
    "text within": (
        "[{town: 2}]",
        "blocking: town: found the tolerance 2 for a field of kind text, expected",
    ),
    "no field within": ("[{noisy: 2}]", "noisy: found the tolerance 2 for what is no field, expected equal"),
    "beside block": ("[{town: equal}]\nblock: town", "found `block` beside it, expected either of them"),
}


@pytest.mark.parametrize(("rules", "line"), RULES.values(), ids=RULES)
def test_a_blocking_rule_that_cannot_be_is_refused(root, refusal, rules, line):
    declared = with_settings(f"encoder: {{models: []}}\nfields: [town]\nblocking: {rules}")
    assert line in refusal(*declare_own(root, declared, "record,source,noisy,town\n1,pr,a,b\n2,tk,a,b\n"))


def test_a_blocking_rule_is_planned_with_its_columns(root, plan):
    rules = "fields: {year: date}\nblocking: [{year: 2, town: equal}, {town: equal}]"
    more = f"encoder: {{models: []}}\nexport: [levenshtein/noisy]\n{rules}"
    rows = "record,source,noisy,town,year\n1,pr,a,b,1900\n2,tk,a,b,1901\n"
    own = plan(*declare_own(root, with_settings(more), rows)).datasets["own"]
    assert own.blocked and own.item_columns == ["year", "town"]


UNREAD = {
    "row too long": (HEAD + "1,pr,Smith, Jones & Co,A\n", "firms.csv: line 2 has 5 cells, expected 4"),
    "quotation mark": (
        HEAD + '1,pr,"Elite" Hotel,A\n',
        "firms.csv: line 2: quotation marks that do not pair",
    ),
}


@pytest.mark.parametrize(("rows", "line"), UNREAD.values(), ids=UNREAD)
def test_a_table_that_would_be_read_wrongly_is_refused_with_its_line(root, refusal, rows, line):
    assert line in refusal(*declare_own(root, with_settings("encoder: {models: []}"), rows))


@pytest.mark.parametrize("name", ["config", "demo", "toy", "paper", "seeds"])
def test_each_config_of_the_project_is_planned(root, plan, name):
    assert plan(f"config/{name}.yaml").run
