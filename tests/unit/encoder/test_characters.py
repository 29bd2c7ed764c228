"""No character is lost between a text and its vectors."""

import unicodedata

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from clippings.encoder.towers import Characters, SequencePool, tokenise

TABLE = Characters(48, buckets=1024)
# In NFKC: the tokeniser folds what NFKC calls one character.
LETTERS = st.text(st.characters(min_codepoint=0x80, exclude_categories=["Cs"]), min_size=1, max_size=12).map(
    lambda text: unicodedata.normalize("NFKC", text)[:12]
)


@given(st.lists(LETTERS, min_size=1, max_size=4))
def test_tokens_hold_every_character(texts):
    tokens = tokenise(texts, longest=12)
    assert ["".join(chr(code) for code in row if code) for row in tokens.tolist()] == texts


def test_one_ideograph_written_by_two_code_points_is_one_token():
    assert tokenise(["\uf9b4"], longest=4).tolist() == tokenise(["領"], longest=4).tolist()


@given(LETTERS, st.integers(0, 11))
def test_every_character_moves_the_vector(text, place):
    place %= len(text)
    changed = text[:place] + ("會" if text[place] != "會" else "会") + text[place + 1 :]
    first, second = (TABLE(tokenise([t], longest=12)).sum(dim=1) for t in (text, changed))
    assert (first - second).norm() > 0.1


def test_no_two_common_characters_share_a_vector():
    codes = torch.arange(0x4E00, 0xA000, dtype=torch.int32)[None]
    vectors = Characters(8, buckets=16384)(codes)[0].detach().numpy()
    assert len(np.unique(vectors.round(6), axis=0)) == codes.shape[1]


def test_characters_that_look_alike_start_close():
    rows = np.array([[1, 0, 0.1], [1, 0.1, 0], [-1, 1, 0], [0, -1, 1]], np.float32)
    codes = np.array([ord(c) for c in "會会工業"], np.int32)
    torch.manual_seed(0)
    table = Characters(256, buckets=4096, glyphs=(codes, rows))
    old, new, other = table(tokenise(["會会工"], longest=3))[0]
    assert torch.cosine_similarity(old, new, dim=0) > torch.cosine_similarity(old, other, dim=0) + 0.2


def test_alternatives_are_mixed_by_weight():
    codes = tokenise(["東束"], longest=2)[:, None, :]
    mixed = TABLE.mix(codes, torch.tensor([[[0.7, 0.3]]]))[0, 0]
    east, bundle = TABLE(tokenise(["東束"], longest=2))[0]
    assert torch.allclose(mixed, 0.7 * east + 0.3 * bundle, atol=1e-6)


def test_order_and_edges_count():
    torch.manual_seed(0)
    table = Characters(64, buckets=1024)
    pool = SequencePool(table.edges, context=16, layers=1, heads=2, longest=12)
    tokens = tokenise(["東京電機", "電機東京"], longest=12)
    one, two = pool(table(tokens), tokens != 0)
    assert torch.cosine_similarity(one, two, dim=0) < 0.95


@pytest.mark.parametrize("padding", [1, 5])
def test_padding_changes_nothing(padding):
    torch.manual_seed(0)
    pool = SequencePool(torch.nn.Parameter(torch.randn(2, 32)), context=16, layers=2, heads=2, longest=12)
    torch.nn.init.normal_(pool.leave.weight)
    vectors = torch.randn(3, 4, 32)
    mask = torch.ones(3, 4, dtype=torch.bool)
    wide = torch.cat([vectors, torch.randn(3, padding, 32)], dim=1)
    wide_mask = torch.nn.functional.pad(mask, (0, padding), value=False)
    assert torch.allclose(pool(vectors, mask), pool(wide, wide_mask), atol=1e-4)
