"""Makers of invented certificates and registers, and eyes to look at what was drawn."""

import io
import random
from datetime import date
from pathlib import Path

import pypdfium2
from PIL import Image
from pypdf import PdfReader

from app.documents import certificates
from app.documents.certificate_sheet import CertificateSheet

DOTS_PER_MM = 300 / 25.4
RARE_NAMES = ("王𬭎", "䶮㛃𠀀", "欧阳𬭎䶮", "阿依古丽·买买提", "𰻞𰻞")
FIFTY = "阿卜杜热依木·吾布力喀斯木·买买提吐尔逊·阿布都克热木·艾合买提江·托合提麦麦提·依明尼牙孜·肉孜"


def credential_text(seed: int = 1, digits: int = 411) -> str:
    """A text as long as a signed one."""
    chance = random.Random(seed)
    return "https://rc.example.cn/v#" + "".join(chance.choice("0123456789") for _ in range(digits))


def make_sheet(**wanted) -> CertificateSheet:
    template = wanted.pop("template", "completion")
    return CertificateSheet(
        **{
            "number": "53092110126000173",
            "kind": template,
            "template_id": template,
            "template_version": 1,
            "name": "李兰",
            "sex_label": "女",
            "id_label": "公民身份号码",
            "id_number": "533522199003129827",
            "course": "核桃种植与嫁接技术",
            "level": "五级/初级工",
            "theory_hours": 40,
            "practical_hours": 80,
            "hours": 120,
            "period_from": date(2026, 11, 1),
            "period_to": date(2026, 11, 15),
            "issued_on": date(2026, 11, 21),
            "provider": "凤庆县职业教育中心",
            "station_name": "凤庆县鲁史镇乡村人才振兴工作站",
            "county_name": "凤庆县",
            "credential_text": credential_text(),
            **wanted,
        }
    )


def make_photo(width: int = 295, height: int = 413, form: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(out, form)
    return out.getvalue()


def rendered(*sheets: CertificateSheet, **options) -> bytes:
    out = io.BytesIO()
    certificates.render(sheets, out, **options)
    return out.getvalue()


def seen(pdf: bytes | Path, page: int = 0, dpi: int = 300) -> Image.Image:
    """A page as a printer would ink it, in grey."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[page].render(scale=dpi / 72, grayscale=True).to_pil().copy()
    finally:
        document.close()


def said_by_pdfium(pdf: bytes, page: int = 0) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[page].get_textpage().get_text_bounded()
    finally:
        document.close()


def said_by_pypdf(pdf: bytes, page: int = 0) -> str:
    return PdfReader(io.BytesIO(pdf)).pages[page].extract_text()


def without_blanks(text: str) -> str:
    return "".join(text.split())
