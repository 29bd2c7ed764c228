"""Folding of forms and learning of look-alikes."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clippings.linkage.candidates.lookalikes import learn_lookalikes
from clippings.spelling import STEPS, fold, fold_forms, fold_words, tokens
from clippings.tables import SEPARATOR

NAMES = st.text(alphabet="工ェエ電竜會会一丨ー社", min_size=1, max_size=6)


def test_old_forms_compatibility_ideographs_and_spaces_are_folded():
    assert fold_forms("大阪瓦斯 株式會社") == "大阪瓦斯株式会社"
    assert fold_forms("ｱｻﾋ\u3000ビール") == "アサヒビール"
    assert fold_forms("\uf9b4") == fold_forms("\u9818")


@given(NAMES)
def test_folding_twice_changes_nothing_more(text):
    assert fold_forms(fold_forms(text)) == fold_forms(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Chr. MALI, in  München.", "chr mali in munchen"),
        ("Weiß-Ærø, Œuvre ﬁn", "weiss aerø oeuvre fin"),
        ("Raphae\u0308l Ritz,\tà Sion", "raphael ritz a sion"),
        ("İstanbul Dvořák Łódź", "istanbul dvorak łodz"),
        ("ΟΔΥΣΣΕΎΣ Ἀθῆναι", "οδυσσευσ αθηναι"),
        ("Фёдор ТОЛСТОЙ", "федор толстои"),
        ("大阪瓦斯 株式會社", "大阪瓦斯株式会社"),
        ("ガス・ビール", "ガスビール"),
        ("カ゛ス ﾊﾟﾝ", "ガスパン"),
        ("(株)ＡＢＣ 商店", "株 abc 商店"),
        ("नमस्ते दुनिया", "नमस्ते दुनिया"),
        ("한국 회사", "한국 회사"),
        ("สวัสดี ครับ", "สวัสดีครับ"),
        ("—…☞", ""),
    ],
)
def test_words_are_folded_script_by_script(text, folded):
    assert fold_words(text) == folded
    assert fold_words(folded) == folded


@given(st.text(alphabet="Ééßæǽœﬁ İıΣςΐЁйカ゛ﾞガ會日・,.-&1２\u0301\u3099\u200b\t", max_size=8))
def test_folding_words_twice_changes_nothing_more(text):
    folded = fold_words(text)
    assert fold_words(folded) == folded == " ".join(tokens(folded))


@pytest.mark.parametrize(
    ("steps", "text", "folded"),
    [
        (STEPS, "Chr. MALI, in  München.", "chrmaliinmunchen"),
        (STEPS, "ΟΔΥΣΣΕΎΣ & Ἀθῆναι", "οδυσσευσαθηναι"),
        (STEPS, "Фёдор ТОЛСТОЙ", "федортолстои"),
        (STEPS, "(株)ビール・コーラ―ズ", "株ビールコーラズ"),
        (STEPS, "辻\U000e0101々〆會社", "辻々〆会社"),
        (STEPS, "神\ufe00社", "神社"),
        (STEPS, "カ゛ス ﾊﾟﾝ", "ガスパン"),
        (STEPS, "한국 회사", "한국회사"),
        (STEPS, "नमस्ते, दुनिया", "नमस्तेदुनिया"),
        (STEPS, "شَركة (أهلية)", "شَركةأهلية"),
        (STEPS, "\u05f2\u05d3", "\u05d9\u05d9\u05d3"),
        (["case"], "ÉCOLE ﬁne, Straße", "écolefine,strasse"),
        (["diacritics"], "École d'Ærø", "Ecoled'Ærø"),
        (["ligatures"], "Œuvre Ærø ﬁn Ѹтро ևս", "OEuvreAErøfinОУтроեւս"),
        (["punctuation"], "École, d'été", "Écoledété"),
        ([], "École, d'Été 會社", "École,d'Été会社"),
        (STEPS, "—…☞ ", ""),
        (STEPS, "", ""),
    ],
)
def test_normalised_texts_are_folded_step_by_step(steps, text, folded):
    assert fold(text, steps) == folded
    assert fold_words(text, steps).replace(" ", "") == folded


def test_a_name_stays_apart_from_its_fields():
    assert fold(f"(株)A.{SEPARATOR}東京・1-2{SEPARATOR}—") == f"株a{SEPARATOR}東京12"
    assert fold(f"—{SEPARATOR}…") == ""


MIXED = st.text(
    st.sampled_from("a!É\u0301\u0345\u0327αΐßİæ\u05f2・ー゛ガ會 \u200b") | st.characters(codec="utf-8")
)


@given(MIXED, st.sets(st.sampled_from(STEPS)))
def test_folding_by_steps_twice_changes_nothing_more(text, steps):
    folded = fold(text, steps)
    assert fold(folded, steps) == folded and not any(map(str.isspace, folded))


@given(MIXED, st.sets(st.sampled_from(STEPS)))
def test_canonically_equivalent_texts_fold_alike(text, steps):
    forms = [unicodedata.normalize(form, text) for form in ("NFC", "NFD")]
    assert fold(forms[0], steps) == fold(forms[1], steps) == fold(text, steps)


@given(st.text(st.characters(codec="utf-8")))
def test_without_steps_a_text_is_folded_to_new_forms(text):
    assert fold(text, ()) == unicodedata.normalize("NFC", fold_forms(text)).rstrip(SEPARATOR)


def test_a_space_is_no_lookalike():
    assert learn_lookalikes([("de mali", "dexmali"), ("la mali", "laxmali")] * 3) == {}


def test_lookalikes_need_to_be_seen_often_enough():
    pairs = [("日本工業", "日本ェ業"), ("東京工業", "東京ェ業")]
    assert learn_lookalikes(pairs, least_count=3) == {}
    table = learn_lookalikes([*pairs, ("大阪工業", "大阪ェ業")], least_count=3)
    assert "ェ業".translate(table) == "工業".translate(table)
    assert set(table) == {ord("工"), ord("ェ")}


def test_a_swap_rare_among_its_places_is_no_lookalike():
    same = [("東京工業", "東京工業"), ("大東製作", "大東製作")] * 50
    assert learn_lookalikes([*same, *[("東京工業", "大京工業")] * 3], least_count=3) == {}


def test_unlike_pairs_teach_nothing():
    assert learn_lookalikes([("三菱重工", "日立造船")] * 10, least_count=3) == {}


def test_lookalikes_chain_into_one_group_with_its_commonest_character_first():
    pairs = [("丸一社", "丸丨社")] * 4 + [("丸一社", "丸l社")] * 3
    table = learn_lookalikes(pairs, least_count=3)
    assert {chr(code): leader for code, leader in table.items()} == {"一": "一", "丨": "一", "l": "一"}


@given(st.lists(st.tuples(NAMES, NAMES), max_size=20))
def test_a_lookalike_table_applied_twice_changes_nothing_more(pairs):
    table = learn_lookalikes(pairs, least_count=1)
    for one, _ in pairs:
        assert one.translate(table).translate(table) == one.translate(table)
