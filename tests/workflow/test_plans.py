"""What a run would do, without doing it: jobs by rule, as Snakemake plans them where there are no results."""

import re
import shutil

from PIL import Image
from toy import ROOT, edit, planned, snakemake

DEFAULT = "config/config.yaml"
# Five folds of texts under an encoder from elsewhere: nothing is trained, nothing is done once a fold.
FOLDS = """
task: link
input: records
records: published
texts: [noisy]
sources:
  pr: {orientation: horizontal, sides: {name: query}}
  tk: {orientation: vertical, sides: {name: target}}
truth: table
folds: 5
encoder: {name: tiny, trained_on: names, models: [selfsup]}
export: [selfsup_language/noisy, levenshtein/noisy]
"""


def of_config(folder, text, *before):
    """Write a config of a test and list it after those that it builds on."""
    (folder / "config/own.yaml").write_text(text, encoding="utf-8")
    return [*(before or [DEFAULT]), "config/own.yaml"]


def test_the_default_run_is_at_most_120_jobs(bare):
    """With the ten jobs that fetch, whose files are here already."""
    jobs = planned(bare, config=[DEFAULT])
    assert jobs.total() <= 110, jobs
    assert jobs["draw_pages"] == jobs["detect_layout"] == jobs["crop_names"] >= 2
    assert (jobs["pretrain_encoder"], jobs["finetune_encoder"]) == (1, 4 + 2 * 5 + 3)
    datasets = 5
    assert jobs["judge_queries"] == jobs["link_records"] == jobs["compare_strings"] == datasets
    assert jobs["weigh_evidence"] == datasets
    assert jobs["score_links"] + jobs["score_clusters"] == datasets
    assert jobs["draw_links"] == datasets and jobs["draw_clusters"] == 1


def test_the_toy_run_is_at_most_41_jobs(bare):
    jobs = planned(bare)
    assert jobs.total() <= 41, jobs
    assert (jobs["pretrain_encoder"], jobs["finetune_encoder"], jobs["embed_records"]) == (1, 2, 1)


def test_the_demo_is_planned(bare):
    jobs = planned(bare, config=["config/demo.yaml"])
    assert jobs["detect_layout"] >= 2 and jobs["finetune_encoder"] >= 1 and jobs["draw_score_table"] == 1


def test_five_folds_under_an_encoder_from_elsewhere_are_at_most_25_jobs(bare):
    (bare / "config/datasets/folds.yaml").write_text(FOLDS, encoding="utf-8")
    jobs = planned(bare, config=of_config(bare, "datasets: [folds]\n", "config/toy.yaml"))
    assert jobs.total() <= 25, jobs
    once = ("build_records", "compare_strings", "embed_records", "search_neighbours", "judge_queries")
    assert jobs["build_records"] == 2, "the folds' own and the names on which the encoder is trained"
    assert [jobs[rule] for rule in once[1:]] == [1] * 4 and jobs["finetune_encoder"] == 0


CROPS = """
task: link
input: crops
crops: [crops.csv]
sources:
  pr: {orientation: horizontal, sides: {name: query}}
  tk: {orientation: horizontal, sides: {name: target}}
ocr: {noisy: tesseract, clean: tesseract}
encoder: {models: []}
measures: [levenshtein]
export: [levenshtein/noisy]
"""


def test_a_picture_may_be_called_like_a_wildcard(bare):
    (bare / "config/datasets/own.yaml").write_text(CROPS, encoding="utf-8")
    names = ["{0001}", "{dataset}", "{}", "{a,b}", "a{", "%20", "a b"]
    rows = "".join(f'"{name}.png",{"tk" if place else "pr"}\n' for place, name in enumerate(names))
    (bare / "crops.csv").write_text(f"path,source\n{rows}", encoding="utf-8")
    for name in names:
        Image.new("L", (40, 20), 255).save(bare / f"{name}.png")
    config = "datasets: [own]\nfigures: {networks: {g1: levenshtein/noisy, g2: levenshtein/noisy}}\n"
    jobs = planned(bare, config=of_config(bare, config, "config/toy.yaml"))
    assert jobs["import_crops"] == 2 and jobs["read_names"] == 2


SCANS = """
task: link
input: pages
sources:
  pr: {orientation: horizontal, sides: {name: query}, pages: pr.png, layout: {roles: {labels: [labels.csv]}}}
  tk: {orientation: horizontal, sides: {name: target}, pages: tk.png, layout: {roles: {labels: []}}}
ocr: {noisy: tesseract, clean: tesseract}
encoder: {models: []}
measures: [levenshtein]
export: [levenshtein/noisy]
"""


def test_without_labelled_lines_a_run_says_how_to_label_some_and_plans_the_page_for_it(bare):
    (bare / "config/datasets/own.yaml").write_text(SCANS, encoding="utf-8")
    (bare / "labels.csv").write_text("page,line,role\npr-pr,l1,name\n", encoding="utf-8")
    for name in ("pr.png", "tk.png"):
        Image.new("L", (40, 40), 255).save(bare / name)
    config = of_config(bare, "datasets: [own]\n", "config/toy.yaml")
    run = snakemake(bare, "--dry-run", config=config)
    (line,) = [line for line in run.stderr.splitlines() if line.startswith("clippings:")]
    assert run.returncode == 1
    assert "own.yaml: no line of tk is labelled yet: run `snakemake --cores 2 label_pages`" in line
    jobs = planned(bare, "label_pages", config=config)
    assert jobs["write_label_page"] == 1 and jobs["detect_layout"] == 2 and "crop_names" not in jobs
    run = snakemake(bare, "--dry-run", "label_pages")
    assert run.returncode == 1 and "clippings: no source of the run has `layout: {roles:" in run.stderr


def test_the_paper_run_trains_five_models_three_times(bare):
    jobs = planned(bare, config=["config/paper.yaml"])
    assert jobs["pretrain_encoder"] == 3
    assert jobs["finetune_encoder"] == 12
    assert jobs["embed_records"] == 3, "all models of a seed in one job"


def test_a_checkpoint_of_clip_is_no_input_of_the_row_that_was_never_aligned(bare):
    (bare / "clip.pt").touch()
    with (bare / "config/encoders/open_clip_vit_b32.yaml").open("a") as file:
        file.write("weights: clip.pt\n")
    plan = snakemake(bare, "--dry-run", config=["config/paper.yaml"]).stdout
    training = r"^rule (?:pretrain|finetune)_encoder:\n    input: (.*)\n(?:    .*\n)*?    wildcards: (.*)"
    jobs = re.findall(training, plan, flags=re.M)
    assert len(jobs) == 15
    given = {("clip.pt" in files.split(", "), "unaligned_visual" in wildcards) for files, wildcards in jobs}
    assert given == {(True, False), (False, True)}


def test_a_dataset_in_folds_trains_each_of_them_and_does_all_else_once(bare):
    jobs = planned(bare, config=of_config(bare, "datasets: [pr_tk]\n"))
    assert jobs["finetune_encoder"] == 5
    assert jobs["pretrain_encoder"] == jobs["draw_names"] == 0, "its encoder comes trained"
    for rule in ("build_records", "compare_strings", "embed_records", "search_neighbours"):
        assert jobs[rule] == 1, rule
    for rule in ("judge_queries", "link_records", "score_links", "draw_links", "write_review_page"):
        assert jobs[rule] == 1, rule
    assert "detect_layout" not in jobs


def test_the_photographs_of_a_user_are_reprinted_and_grouped_beside_the_published_ones(bare):
    folder = bare / "resources/photographs/fsa"
    folder.unlink(
        missing_ok=True
    )  # A link leads to photographs of the user's own, which are no test's to write.
    folder.mkdir(parents=True)
    names = [f"p{number}.png" for number in range(10)]
    for name in names:
        Image.new("L", (64, 48), 128).save(folder / name)
    rows = ["file,caption", *(f"{name},A ferry of {name}" for name in names)]
    (folder / "captions.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    jobs = planned(bare, config=[DEFAULT, "config/fsa.yaml"])
    assert jobs["compose_reprints"] == jobs["cluster_records"] == jobs["score_clusters"] == 2
    assert jobs["judge_queries"] == jobs["draw_links"] == jobs["draw_clusters"] == 2
    assert jobs["finetune_encoder"] == 3 * (1 + 5) and "detect_layout" not in jobs


def test_a_run_whose_one_string_measure_is_of_words_compares_strings_once(bare):
    text = """
linkage: {measures: [jaccard_words], export: [sup_multimodal/clean, jaccard_words/noisy]}
figures: {networks: {g1: sup_multimodal/clean, g2: jaccard_words/noisy}}
"""
    assert planned(bare, config=of_config(bare, text, "config/toy.yaml"))["compare_strings"] == 1


def fetched(folder, config):
    """List the files that a run would fetch, and count its jobs."""
    run = snakemake(folder, "--dry-run", "fetch", config=[config])
    assert run.returncode == 0, run.stdout + run.stderr
    job = r"^(?:local)?rule fetch_\w+:\n(?:    .*\n)*?    output: (.*)$"
    outputs = re.findall(job, run.stdout, flags=re.M)
    return [file for line in outputs for file in line.split(", ")], len(outputs)


def test_a_run_fetches_what_its_datasets_use_and_each_package_once(bare):
    for folder in (bare / "resources").iterdir():
        if folder.is_symlink() or folder.is_file():
            folder.unlink()
        elif folder.name != "encoders":
            shutil.rmtree(folder)
    everything, jobs = fetched(bare, DEFAULT)
    of_firms, _ = fetched(bare, "config/paper.yaml")
    listed = (ROOT / "config/resources.tsv").read_text(encoding="utf-8").splitlines()[1:]
    bulky = [line for line in listed if line.startswith(("photographs/", "efficientnet/", "minilm/"))]
    # Surnames are drawn by names to train on, which no encoder of the default run does.
    surnames = [line for line in listed if "surnames" in line]
    used = [line for line in listed if line not in surnames]
    assert len(surnames) == 1 and len(everything) == len(used)
    assert bulky and len(of_firms) == len(listed) - len(bulky)
    assert jobs == len({tuple(line.split("\t")[1:4]) for line in used})


def test_scans_that_are_not_there_yet_are_fetched_and_until_then_named_in_one_line(bare):
    """Rows of pictures are among those exported, though no picture is known yet."""
    configs = [DEFAULT, "config/catalogues.yaml"]
    assert planned(bare, "fetch", config=configs)["fetch_basel_1852"] == 1
    run = snakemake(bare, "--dry-run", config=configs)
    text = run.stdout + run.stderr
    assert run.returncode == 1 and "Traceback" not in text
    (line,) = [line for line in text.splitlines() if line.startswith("clippings: ")]
    assert "resources/catalogues/basel_1852: 44 files such as" in line and "`snakemake fetch` first" in line


def test_what_the_plan_refuses_ends_snakemake_in_one_line(bare):
    """Exit status 1, at once, without a traceback; what is refused, and how, is in test_refusals.py."""
    edit(bare / "config/toy.yaml", "datasets: [firms]", "datasets: [frims]")
    run = snakemake(bare, "--dry-run")
    text = run.stdout + run.stderr
    assert run.returncode == 1 and "Traceback" not in text
    (line,) = [line for line in text.splitlines() if line.startswith("clippings: ")]
    assert "config/datasets/frims.yaml: no such file" in line


SWEEP = """
datasets: [fine, poor, worn, fresh]
variants:
  fine: {of: firms, rescan: {dpi: 300}, network: false}
  poor: {of: firms, rescan: {dpi: 66}, network: false}
  worn: &drawn {of: firms, ageing: {strength: 1}, network: false}
  fresh: {<<: *drawn, ageing: {strength: 0}}
"""


def test_pages_are_read_once_for_all_scans_of_them_and_drawn_for_each_strength(bare):
    firms = bare / "config/datasets/firms.yaml"
    firms.write_text(firms.read_text(encoding="utf-8") + "dpi: 300\n", encoding="utf-8")
    jobs = planned(bare, config=of_config(bare, SWEEP, DEFAULT, "config/toy.yaml"))
    sources, drawn = 2, 3  # firms themselves, worn, fresh
    assert jobs["draw_pages"] == jobs["detect_layout"] == jobs["crop_names"] == sources * drawn
    assert jobs["rescan_crops"] == sources * 2 and jobs["read_names"] == sources * (4 + 1)
    assert jobs["draw_quality_map"] == 1 and jobs["collect_page_status"] == drawn
    assert jobs["write_review_page"] == 2, "of print as it is simulated there is nothing to correct"
