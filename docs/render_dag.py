"""Turn `snakemake --rulegraph` (standard input) into docs/dag.svg: rules coloured by stage, fewest arrows.

Needs Graphviz (`tred`, `dot`). `make docs` calls it.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = {"all", "write_summary"}  # they take something from nearly every rule
RULE = r"^ *rule (\w+):"
FETCH = "fetch_package"  # one node for the rules that fetch a package each
COLOURS = {
    "fetch": "#e6e6e6",
    "synthesis": "#fbe3c5",
    "layout": "#dcebd2",
    "ocr": "#d3e7ec",
    "records": "#f5f0c4",
    "encoder": "#f3d3d3",
    "linkage": "#dcd6ee",
    "evaluation": "#d6e9dd",
    "figures": "#eed6e6",
    "review": "#e3e3f1",
}
STYLE = """    bgcolor=white; nodesep=0.2; ranksep=0.22;
    node [shape=box, style="rounded,filled", color="#555555", margin="0.1,0.04"];
    node [fontname="Helvetica", fontsize=12];
    edge [color="#888888", arrowsize=0.6];
"""


def stages() -> dict[str, str]:
    """Map each rule to its stage."""
    files = (ROOT / "workflow/rules").glob("*.smk")
    texts = {file.stem: file.read_text(encoding="utf-8") for file in files}
    rules = {rule: stage for stage, text in texts.items() for rule in re.findall(RULE, text, flags=re.M)}
    return {**rules, FETCH: "fetch"}


def redraw(graph: str) -> str:
    """Return the rule graph in our style, without the rules that everything leads to."""
    rule_of = {
        number: FETCH if rule.startswith("fetch_") else rule
        for number, rule in re.findall(r'(\d+)\[label = "(\w+)"', graph)
    }
    stage_of = stages()
    kept = {number: rule for number, rule in rule_of.items() if rule not in LEFT_OUT}
    nodes = {f'    {rule} [fillcolor="{COLOURS[stage_of[rule]]}"];' for rule in kept.values()}
    pairs = re.findall(r"(\d+) -> (\d+)", graph)
    edges = {f"    {kept[a]} -> {kept[b]};" for a, b in pairs if a in kept and b in kept}
    return "digraph rules {\n" + STYLE + "\n".join(sorted(nodes) + sorted(edges)) + "\n}\n"


if __name__ == "__main__":
    graph = redraw(sys.stdin.read())
    fewest = subprocess.run(["tred"], input=graph, capture_output=True, text=True, check=True)
    target = ROOT / "docs/dag.svg"
    subprocess.run(["dot", "-Tsvg", "-o", target], input=fewest.stdout, text=True, check=True)
