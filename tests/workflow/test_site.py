"""The site is built strictly: links and pictures are there, settings and public names described."""

import importlib
import inspect
import re
import runpy
import subprocess
import sys
import types
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
import yaml
from lxml import html
from toy import ROOT

from clippings.plan.config import STAGES

SCHEMAS = sorted((ROOT / "workflow/schemas").glob("*.schema.yaml"))
RUN = runpy.run_path(str(ROOT / "docs/run_notebooks.py"))
VALUES = ("default", "enum", "const", "required")  # Their contents are no schemas.
MODULES = re.findall(r"automodule:: (\S+)", (ROOT / "docs/api.md").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Pages of the site by their path; warnings are errors."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-nWq", "--keep-going", ROOT / "docs", folder]
    built = subprocess.run(command, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    return {
        file: html.parse(file).getroot() for file in folder.rglob("*.html") if "_static" not in file.parts
    }


def test_links_and_pictures_are_there(site):
    for file, page in site.items():
        for address in page.xpath("//a/@href | //img/@src | //link/@href | //script/@src | //object/@data"):
            parts = urlsplit(address)
            if parts.scheme:
                continue
            target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
            assert target.exists(), f"{file.name}: {address}"
            if parts.fragment and target in site:
                assert site[target].xpath("//*[@id=$id]", id=unquote(parts.fragment)), (
                    f"{file.name}: {address}"
                )


def names_of(schema):
    """Name each key that a schema declares, at any depth."""
    if isinstance(schema, list):
        return set().union(*map(names_of, schema))
    if not isinstance(schema, dict):
        return set()
    parts = [value for word, value in schema.items() if word not in VALUES]
    return set(schema.get("properties", ())).union(*map(names_of, parts))


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda file: file.name.partition(".")[0])
def test_every_key_is_described_in_its_section(site, schema):
    (page,) = (page for file, page in site.items() if file.name == "settings.html")
    declared = yaml.safe_load(schema.read_text(encoding="utf-8"))
    (section,) = page.xpath("//section[h2[text()=$title]]", title=declared["title"])
    titles = section.xpath(".//dl[contains(@class, 'confval')]/dt//*[contains(@class, 'sig-name')]")
    shown = {name for title in titles for name in re.split(": (?:- )?", title.text_content())}
    assert names_of(declared) <= shown.union(STAGES)


@pytest.mark.parametrize("name", MODULES)
def test_every_public_name_has_a_docstring(name):
    module = importlib.import_module(name)
    for key, value in public(vars(module)):
        if value.__module__ == name:
            assert inspect.getdoc(value), key
            assert all(inspect.getdoc(member) for _, member in public(vars(value))), key


def public(names):
    """List public functions and classes among the names of a module or a class."""
    kinds = (types.FunctionType, type, property)
    return [(k, v) for k, v in names.items() if isinstance(v, kinds) and not k.startswith("_")]


@pytest.mark.parametrize("notebook", RUN["NOTEBOOKS"], ids=lambda file: file.stem)
def test_a_notebook_prints_what_it_shows(notebook):
    shown = nbformat.read(notebook, as_version=4)
    assert printed(RUN["executed"](notebook)) == printed(shown) != [], "run docs/run_notebooks.py"


def printed(notebook):
    """List the texts that the cells of a notebook printed."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    return [output.get("text") or output["data"]["text/plain"] for output in outputs]
