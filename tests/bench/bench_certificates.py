"""Certificates into one PDF: ours against naive ReportLab, fpdf2 and typst, each in a fresh process.

By hand: python tests/bench/bench_certificates.py [--people 1000] [--rounds 3] [--only ours,typst] [--keep FOLDER]
Contestants that are not installed are left out. The others get their text broken into lines and, but for the
naive one, their QR matrix for nothing (subtracted from their time); ours pays for everything.
Answers CPU ms a certificate (children included, imports and fonts included), peak memory and file size, as JSON lines.
"""

import argparse
import io
import json
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

MM = 72 / 25.4
WIDTH, HEIGHT = 297 * MM, 210 * MM
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟"
)
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂香珍玉凤云龙春燕红梅建国华志文学海山水清林森雪晨阳光宇轩"
COURSES = ("中式烹调师", "家政服务员", "茶艺师", "核桃种植与嫁接技术", "滇红茶初制加工", "养老护理员", "砌筑工")
FONT_FILES = {"kai": "LXGWWenKai-Regular", "song": "NotoSerifSC-Regular", "song_bold": "NotoSerifSC-Bold"}
FAMILIES = {
    "kai": ("LXGW WenKai", "regular"),
    "song": ("Noto Serif SC", "regular"),
    "song_bold": ("Noto Serif SC", "bold"),
}


def make_sheets(count: int) -> list[Any]:
    """Invented certificates of many courses, every name and code its own."""
    from app.documents.certificate_sheet import CertificateSheet

    chance = random.Random(5)
    return [
        CertificateSheet(
            number=f"{number:017d}",
            kind="completion",
            template_id="completion",
            template_version=1,
            name=chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2)))),
            sex_label="女",
            id_label="公民身份号码",
            id_number=f"53352219900312{number % 10000:04d}",
            course=chance.choice(COURSES),
            level="五级/初级工",
            theory_hours=40,
            practical_hours=80,
            hours=120,
            period_from=date(2026, 11, 1),
            period_to=date(2026, 11, 15),
            issued_on=date(2026, 11, 21),
            provider="凤庆县职业教育中心",
            station_name="凤庆县鲁史镇乡村人才振兴工作站",
            county_name="凤庆县",
            credential_text="https://rc.example.cn/v#" + "".join(chance.choices("0123456789", k=411)),
        )
        for number in range(count)
    ]


def lines_of(sheet: Any) -> list[tuple[str, float, float, float, str]]:
    """A sheet's lines: face, size, x and y in points from below, text."""
    from app.documents import templates
    from app.documents.certificate_sheet import fields_of
    from app.documents.fonts import glyphs
    from app.documents.layout import place

    fields = fields_of(sheet)
    found = []
    for block in templates.load(sheet.template_id, sheet.template_version).texts:
        for line in place(block, fields).lines:
            x = line.x * MM
            for run in line.runs:
                found.append((run.face, run.size, x, HEIGHT - line.baseline * MM, run.text))
                x += run.size * sum(glyphs(run.face)[character].advance for character in run.text)
    return found


def frame() -> str:
    from app.documents import ornaments, templates

    template = templates.load("completion", 1)
    return ornaments.drawing(template.ornaments, template.size_mm)


def matrices(sheets: list[Any]) -> list[Any]:
    from app.documents import qr

    shape = qr.plan([sheet.credential_text for sheet in sheets], 40)
    return [qr.encode(sheet.credential_text, shape) for sheet in sheets]


def ours(sheets: list[Any], path: Path) -> Callable[[], None]:
    def run() -> None:
        from app.documents import certificates

        certificates.render(sheets, path)

    return run


def naive_reportlab(sheets: list[Any], path: Path) -> Callable[[], None]:
    """The usual tutorial: everything drawn on every page, the QR code as a Pillow image."""
    drawing, pages = frame(), [(lines_of(sheet), sheet.credential_text) for sheet in sheets]

    def run() -> None:
        import qrcode
        from reportlab.lib.utils import ImageReader
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.ttfonts import TTFont
        from reportlab.pdfgen.canvas import Canvas

        for name, file in FONT_FILES.items():
            pdfmetrics.registerFont(TTFont(name, str(font_path(file))))
        canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
        for lines, text in pages:
            canvas.addLiteral(drawing)
            for face, size, x, y, words in lines:
                canvas.setFont(face, size)
                canvas.drawString(x, y, words)
            code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_Q, border=0)
            code.add_data(text)
            picture = io.BytesIO()
            code.make_image().save(picture)
            picture.seek(0)
            canvas.drawImage(ImageReader(picture), 36 * MM, 33.5 * MM, 33 * MM, 33 * MM)
            canvas.showPage()
        canvas.save()

    return run


def fpdf2(sheets: list[Any], path: Path) -> Callable[[], None]:
    drawing, pages = frame(), [lines_of(sheet) for sheet in sheets]
    codes = [rectangles(symbol) for symbol in matrices(sheets)]

    def run() -> None:
        from fpdf import FPDF

        pdf = FPDF(orientation="L", unit="pt", format=(HEIGHT, WIDTH))
        pdf.set_auto_page_break(False)
        for name, file in FONT_FILES.items():
            pdf.add_font(name, fname=str(font_path(file)))
        for lines, code in zip(pages, codes, strict=True):
            pdf.add_page()
            pdf._out(drawing)
            for face, size, x, y, words in lines:
                pdf.set_font(face, size=size)
                pdf.text(x, HEIGHT - y, words)
            pdf._out(code)
        pdf.output(str(path))

    return run


def typst(sheets: list[Any], path: Path) -> Callable[[], None]:
    folder = path.with_suffix(".typst")
    folder.mkdir(exist_ok=True)
    (folder / "frame.svg").write_text(as_svg(frame()), encoding="utf-8")
    pages = []
    for sheet, symbol in zip(sheets, matrices(sheets), strict=True):
        dots = [0 if symbol.is_dark(r, c) else 255 for r in range(symbol.modules) for c in range(symbol.modules)]
        lines = [[FAMILIES[f][0], FAMILIES[f][1], size, x, HEIGHT - y, text] for f, size, x, y, text in lines_of(sheet)]
        pages.append({"lines": lines, "dots": dots, "side": symbol.modules})
    (folder / "pages.json").write_text(json.dumps(pages, ensure_ascii=False), encoding="utf-8")
    (folder / "main.typ").write_text(TYPST, encoding="utf-8")

    def run() -> None:
        import typst as compiler

        fonts = [str(font_path("LXGWWenKai-Regular").parent)]
        compiler.compile(
            str(folder / "main.typ"), output=str(path), root=str(folder), font_paths=fonts, ignore_system_fonts=True
        )

    return run


TYPST = """
#set page(width: 297mm, height: 210mm, margin: 0mm, background: image("frame.svg", width: 297mm, height: 210mm))
#set text(lang: "zh", region: "cn", bottom-edge: "baseline", top-edge: "baseline")
#for (number, page) in json("pages.json").enumerate() {
  if number > 0 { pagebreak() }
  for line in page.lines {
    place(top + left, dx: line.at(3) * 1pt, dy: line.at(4) * 1pt,
      text(font: line.at(0), weight: line.at(1), size: line.at(2) * 1pt, line.at(5)))
  }
  place(top + left, dx: 36mm, dy: 143.5mm, image(bytes(page.dots), width: 33mm, scaling: "pixelated",
    format: (encoding: "luma8", width: page.side, height: page.side)))
}
"""


def font_path(name: str) -> Path:
    from app.resources import path_of

    return path_of(f"fonts/{name}.ttf")


def rectangles(symbol: Any) -> str:
    """A code as filled rectangles, one for each run of dark modules."""
    unit, parts = 33 * MM / symbol.modules, []
    for row in range(symbol.modules):
        bits = "".join("1" if symbol.is_dark(row, column) else "0" for column in range(symbol.modules))
        for run in re.finditer("1+", bits):
            x, y = 36 * MM + run.start() * unit, 66.5 * MM - (row + 1) * unit
            parts.append(f"{x:.3f} {y:.3f} {len(run[0]) * unit:.3f} {unit:.3f} re")
    return "0 g " + " ".join(parts) + " f"


def as_svg(operators: str) -> str:
    """Our frame's operators as SVG paths."""
    paths, colour, width = [], "#000", "1"
    for line in operators.splitlines():
        words = line.split()
        if words[-1] == "w":
            colour = "#" + "".join(f"{round(float(part) * 255):02x}" for part in words[:3])
            width = words[4]
        elif words[-1] == "S":
            path = re.sub(r"((?:\S+ ){5}\S+) c", r"C\1", re.sub(r"(\S+ \S+) l", r"L\1", line[:-2].replace(" h", " Z")))
            path = re.sub(r"(\S+ \S+) m", r"M\1", path)
            paths.append(f'<path d="{path}" stroke="{colour}" stroke-width="{width}"/>')
    box = f'viewBox="0 0 {WIDTH:.2f} {HEIGHT:.2f}" width="{WIDTH:.2f}" height="{HEIGHT:.2f}"'
    turned = f'<g fill="none" transform="matrix(1 0 0 -1 0 {HEIGHT:.2f})">'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{turned}{"".join(paths)}</g></svg>'


CONTESTANTS = {"ours": ours, "typst": typst, "fpdf2": fpdf2, "naive_reportlab": naive_reportlab}


def cpu() -> float:
    both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, both))


def measure(name: str, people: int, path: Path) -> None:
    """In a process of its own: prepare, then run; the whole process counts, but for what is handed over ready."""
    import app.documents.certificate_sheet  # noqa: F401  # a cold start pays for its imports

    started = cpu()
    sheets = make_sheets(people)
    run = CONTESTANTS[name](sheets, path)
    ready = cpu() - started
    wall = time.perf_counter()
    run()
    spent, wall = cpu() - ready, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = {"contestant": name, "people": people, "cpu_ms_each": round(spent / people * 1000, 3)}
    print(json.dumps(figures | {"wall_s": round(wall, 2), "peak_mb": round(peak), "kib": path.stat().st_size // 1024}))


def compare(people: int, rounds: int, names: list[str], folder: Path) -> None:
    """Rounds of all contestants in turn; medians, and ratios to ours."""
    runs: dict[str, list[dict[str, Any]]] = {}
    for _ in range(rounds):
        for name in names:
            command = [sys.executable, __file__, "--measure", name, "--people", str(people), "--keep", str(folder)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                print(f"{name}: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
                continue
            runs.setdefault(name, []).append(json.loads(done.stdout))
    medians = {name: statistics.median(run["cpu_ms_each"] for run in found) for name, found in runs.items()}
    for name, found in runs.items():
        ratio = round(medians[name] / medians.get("ours", medians[name]), 2)
        print(json.dumps(found[-1] | {"cpu_ms_each": medians[name], "times_ours": ratio}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default=",".join(CONTESTANTS))
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--measure", choices=CONTESTANTS)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = wanted.keep or Path(scratch)
        if wanted.measure:
            measure(wanted.measure, wanted.people, folder / f"{wanted.measure}.pdf")
        else:
            compare(wanted.people, wanted.rounds, wanted.only.split(","), folder)


if __name__ == "__main__":
    main()
