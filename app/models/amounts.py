"""Amounts of money as receipts write them, in figures and in capitals (支付结算办法, annex 1). Money is in fen."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
_LARGEST_YUAN = 10**16
_SIGNS_AROUND = re.compile(r"^(人民币|rmb|cny)?[¥￥]?|元整?$", re.IGNORECASE)


def amount_in_capitals(fen: int) -> str:
    """壹仟贰佰元整 for 120000. Raises ValueError from ten thousand 万亿 yuan on."""
    yuan, cents = divmod(abs(fen), 100)
    if yuan >= _LARGEST_YUAN:
        raise ValueError(fen)
    words = (f"{_whole(yuan)}元" if yuan else "") + _cents(cents, after_yuan=yuan > 0)
    return ("负" if fen < 0 else "") + (words or "零元") + ("" if cents else "整")


def amount_in_figures(fen: int) -> str:
    """￥1,200.00 for 120000."""
    yuan, cents = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}￥{yuan:,}.{cents:02d}"


def read_amount(value: object) -> int | None:
    """The fen in a cell or text (1,200.5, ￥1200元, 1200.50); None if it is no amount or has parts of a fen."""
    text = unicodedata.normalize("NFKC", str(value if value is not None else "")).replace(",", "")
    try:
        yuan = Decimal(_SIGNS_AROUND.sub("", "".join(text.split())))
    except InvalidOperation:
        return None
    if not yuan.is_finite() or abs(yuan) >= _LARGEST_YUAN:
        return None
    fen = yuan * 100
    return int(fen) if fen == int(fen) else None


def _cents(cents: int, *, after_yuan: bool) -> str:
    jiao, fen = divmod(cents, 10)
    if not jiao:
        return f"{'零' if after_yuan else ''}{_DIGITS[fen]}分" if fen else ""
    return f"{_DIGITS[jiao]}角" + (f"{_DIGITS[fen]}分" if fen else "")


def _whole(yuan: int) -> str:
    """The yuan in groups of four digits; a gap anywhere inside is one 零."""
    text = ""
    for rank in range(len(_GROUPS) - 1, -1, -1):
        group = yuan // 10_000**rank % 10_000
        if group:
            gap = "零" if text and (group < 1000 or yuan // 10_000 ** (rank + 1) % 10_000 == 0) else ""
            text += gap + _four(group) + _unit(rank, yuan)
    return text


def _unit(rank: int, yuan: int) -> str:
    """万亿 is 万 while 亿 follows in the next group: 壹万零壹亿, but 壹万亿."""
    return "万" if rank == 3 and yuan // 10_000**2 % 10_000 else _GROUPS[rank]


def _four(group: int) -> str:
    """Four digits without leading zeros: 1010 is 壹仟零壹拾."""
    text = ""
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit:
            text += ("零" if text and group // 10 ** (place + 1) % 10 == 0 else "") + _DIGITS[digit] + _PLACES[place]
    return text
