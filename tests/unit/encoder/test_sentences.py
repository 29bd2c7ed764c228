"""MiniLM: the mean over word pieces, each text once, from local files alone."""

import json

import numpy as np
import pytest
import torch
from made_photographs import small_minilm

from clippings.encoder.minilm import FrozenSentences, WordPieces, load_minilm, sentence_width

TEXTS = ["Mayor opens bridge", "flood", "Senator opens the school in Boston today"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    torch.manual_seed(0)
    return small_minilm(tmp_path_factory.mktemp("minilm"))


def test_a_text_is_the_mean_of_its_pieces(folder):
    pieces = WordPieces(folder)
    network = load_minilm(folder, empty=pieces.empty).eval()
    with torch.no_grad():
        together = network(pieces(TEXTS))
        for text, found in zip(TEXTS, together, strict=True):
            states = network.network(input_ids=pieces([text])).last_hidden_state[0]
            mean = sum(states) / len(states)
            assert torch.allclose(found, mean / mean.norm(), atol=1e-5)
    assert sentence_width(folder) == 16


def test_a_frozen_network_reads_each_text_once_and_alike_in_any_company(folder):
    known = FrozenSentences(folder)
    first = known(TEXTS[:1])
    calls = []
    network = known._network
    known.__dict__["_network"] = lambda pieces: calls.append(len(pieces)) or network(pieces)
    again = known([*TEXTS, TEXTS[0]])
    assert sum(calls) == 2, "only two texts are new"
    assert torch.equal(again[0], first[0]) and torch.equal(again[3], first[0])
    assert known([TEXTS[0]]).shape == (1, 16)


def test_long_texts_are_cut(folder):
    assert WordPieces(folder)(["flood " * 900]).shape == (1, 256)


def test_a_folder_without_a_model_is_one_clear_line_before_anything_is_loaded(tmp_path):
    with pytest.raises(ValueError, match=r"nobody/minilm: no config\.json there, expected config\.json, "):
        WordPieces("nobody/minilm")
    (tmp_path / "config.json").write_text(json.dumps({"hidden_size": 8}))
    with pytest.raises(ValueError, match=r"no model\.safetensors there"):
        load_minilm(tmp_path, empty=0)


def test_recomputing_gives_the_same_gradients(folder):
    gradients = []
    for recompute in (False, True):
        pieces = WordPieces(folder)
        network = load_minilm(folder, empty=pieces.empty, recompute=recompute).train()
        network(pieces(TEXTS))[:, 0].sum().backward()
        gradients.append(network.network.embeddings.word_embeddings.weight.grad)
    assert np.allclose(*gradients, atol=1e-6)
    assert gradients[0].abs().sum() > 0
