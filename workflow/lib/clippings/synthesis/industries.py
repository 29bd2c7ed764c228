"""Industries and groups of firms, told by the words of their names and products."""

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

# Words of names and products, old forms included, that tell an industry; the first that fits counts.
_INDUSTRIES = {
    "textiles": "紡|織|繊|纖|絲|糸|染|綿|毛|衣料|絹|レース|洋品|呉服|吳服",
    "food": "食|⻝|酒|醸|釀|味噌|醤|醬|糖|菓|乳|水産|水產|冷蔵|冷藏|飲|飮|米|糧|麦|麥|漁|青果|靑果|飼",
    "metals": "鉄|鐵|鋼|金属|金屬|伸銅|鋳|鑄|鍛|銑|線材|メッキ|鍍金|缶|罐",
    "electrics": "電|竜|𥧄|通信|計器|無線|ラジオ|ラヂオ",
    "machines": "機|車輌|車輛|自動車|ミシン|時計|造船|精器|工具|ポンプ|バルブ|スプリング",
    "chemicals": "化学|化學|薬|藥|油|塗料|肥料|ゴム|護謨|ガス|瓦斯|曹達|石鹸|酸素|ソーダ|樹脂",
    "mining": "炭|鉱|鑛|砿|礦|石|セメント|窯|煉瓦|ガラス|硝子|陶|コンクリ",
    "paper": "紙|印刷|出版|新聞|書|図|圖|パルプ|版",
    "wood": "木|材|林|家具|合板",
    "building": "建|土木|工事|不動産|不動產|土地|住宅|請負",
    "transport": "運|輸送|倉庫|交通|鉄道|海運|汽船|航空|タクシ|バス|港",
    "finance": "証券|證券|證劵|保険|保險|銀行|信託|信用|無尽|無盡|金融",
    "leisure": "映画|映畫|興行|ホテル|旅館|放送|観光|觀光|劇場|料理|百貨店",
    "trade": "商|貿易|販|卸|輸入|物産|物產",
}
_GROUPS = ("三井", "三菱", "住友")


def industries(names: pd.Series, products: pd.Series) -> NDArray[np.int64]:
    """Number the industry of each firm (n,) by the words of its products and name; 0 is unknown."""
    texts = products.fillna("") + names
    found = [
        next((i + 1 for i, words in enumerate(_INDUSTRIES.values()) if re.search(words, text)), 0)
        for text in texts
    ]
    return np.array(found, dtype=np.int64)


def groups(names: pd.Series, owners: pd.Series | None = None) -> NDArray[np.int64]:
    """Number the big group (n,) that each firm's name, or its shareholders, speak of; 0 is none."""
    texts = names if owners is None else names + " " + owners.fillna("")
    found = [next((i + 1 for i, g in enumerate(_GROUPS) if g in text), 0) for text in texts]
    return np.array(found, dtype=np.int64)
