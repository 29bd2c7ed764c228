"""Made photographs with captions, and a MiniLM of a few numbers, the way a folder of the real one looks."""

import numpy as np
import pandas as pd
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

WORDS = """mayor senator opens bridge flood city school workers march chicago boston detroit monday
today""".split()  # noqa: SIM905
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def small_minilm(folder):
    """Write a transformer of 16 numbers and a tokeniser of a few words."""
    known = {word: place for place, word in enumerate([*SPECIAL, *WORDS])}
    pieces = Tokenizer(models.WordPiece(known, unk_token="[UNK]"))
    pieces.normalizer = normalizers.BertNormalizer(lowercase=True)
    pieces.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    pieces.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    names = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    PreTrainedTokenizerFast(tokenizer_object=pieces, mask_token="[MASK]", **names).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(known),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    return folder


def made_captions(photographs, *, seed):
    """Records of two papers' captions of each photograph: two thirds to train, the others to validate."""
    generator = np.random.default_rng(seed)
    rows = []
    for photograph in range(photographs):
        words = list(generator.choice(WORDS, 6, replace=False))
        for paper in range(2):
            row = {"record": f"{photograph}-{paper}", "page": f"page-{paper}-{photograph % 3}"}
            row |= {"split": "train" if photograph < photographs * 2 // 3 else "val"}
            rows.append(row | {"entity": f"photo-{photograph}", "noisy": " ".join(words[paper:])})
    shared = {"source": "paper", "side": "member", "role": "photograph", "orientation": "horizontal"}
    return pd.DataFrame(rows).assign(**shared, homonym=None, clean=None)
