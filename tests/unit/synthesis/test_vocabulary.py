"""Words of drawn texts stay as they are and in their order: pages drawn before would otherwise change."""

import hashlib
import json

import pytest

from clippings.synthesis.words import VOCABULARY, vocabulary

# Of the words as 6e5e279 had them in its code.
DIGESTS = {
    "firms": "9a70f3483b4d103c",
    "captions": "56210f32e18b6154",
    "misreadings": "d8eaa1da59facbbb",
}


@pytest.mark.parametrize("name", DIGESTS)
def test_words_are_those_of_the_first_edition(name):
    text = json.dumps(vocabulary(name), ensure_ascii=False)
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == DIGESTS[name]


def test_each_file_is_known_here():
    assert {file.stem for file in VOCABULARY.glob("*.yaml")} == {*DIGESTS, "latin"}


def test_an_industry_is_told_by_the_first_word_that_fits():
    assert list(vocabulary("firms")["industries"])[:3] == ["textiles", "food", "metals"]
