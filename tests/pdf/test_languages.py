"""Right-to-left, mixed and East Asian text: three readers get it as it is written.

MuPDF and poppler go by the content stream, assistive technology by the structure.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pikepdf
import pytest

from everyleaf.pdf import write
from tests.pdf.documents import document_text, page_texts, publication, squeeze
from tests.readers.pdf import read_pdf, structure_text

PASSAGES = {
    "ar": "هذه فقرة عربية كاملة تتحدث عن المد والجزر في الميناء، وفيها جملة ثانية طويلة بما يكفي "
    "لتنتقل إلى سطر آخر من الصفحة ثم إلى سطر ثالث بعده.",
    "he": "זוהי פסקה שלמה בעברית על הגאות והשפל בנמל, ובה משפט שני ארוך דיו כדי לעבור לשורה אחרת "
    "בעמוד ואחר כך לשורה שלישית אחריה.",
    "fa": "این یک بند کامل فارسی دربارهٔ جزر و مد در بندر است و جملهٔ دومی دارد که آن‌قدر بلند است که "
    "به سطر دیگری از صفحه برود و سپس به سطر سوم.",
    "ur": "یہ بندرگاہ میں مد و جزر کے بارے میں اردو کا ایک مکمل پیراگراف ہے جس میں دوسرا جملہ بھی ہے۔",
    "yi": "דאָס איז אַ גאַנצער פּאַראַגראַף אויף ייִדיש וועגן דעם ים.",
}
MIXED = {
    "ar": "بلغ الارتفاع 12.5 مترا في Brest يوم 26 فبراير 1992 و(613) شخصا، أي 25% منهم.",
    "he": "הגובה היה 12.5 מטר ב־Brest ביום 26 בפברואר 1992, כלומר 25% (מתוך 613).",
    "fa": "ارتفاع ۱۲٫۵ متر در Brest بود، در روز ۲۶ فوریهٔ ۱۹۹۲، یعنی ۲۵٪ از 613 نفر.",
}
EAST_ASIAN = {
    "ja": "潮の満ち引きについての短い報告です。港では一日に二回、水面が上がったり下がったりします。カタカナもあります。",
    "zh-Hans": "这是一份关于潮汐的简短报告。港口的水面每天上涨两次，又下降两次。",
    "zh-Hant": "這是一份關於潮汐的簡短報告。港口的水面每天上漲兩次，又下降兩次。",
    "ko": "이것은 조수에 관한 짧은 보고서입니다. 항구의 수면은 하루에 두 번 오르내립니다.",
}
CJK = importlib.util.find_spec("noto_cjk_sans_jp_regular") is not None
STYLE = (
    "html { font-family: 'Source Serif 4', 'Noto Sans', Amiri, 'Frank Ruhl Libre', "
    "'Noto Sans CJK JP'; hyphens: manual } p { width: 80mm }"
    "@page { @top-left { content: none } @bottom-center { content: none } }"
)


def passage(language: str, text: str) -> str:
    direction = "rtl" if language in PASSAGES else "ltr"
    return f"<p lang='{language}' dir='{direction}'>{text}</p>"


def poppler_text(data: bytes, folder: Path) -> str:
    path = folder / "a.pdf"
    path.write_bytes(data)
    command = ["pdftotext", "-enc", "UTF-8", str(path), "-"]
    return subprocess.run(command, capture_output=True, check=True, timeout=60).stdout.decode()


def plain(text: str) -> str:
    """Return text without white space, hyphens and marks of direction, ligatures taken apart."""
    text = unicodedata.normalize("NFKC", squeeze(text))
    return "".join(c for c in text if unicodedata.category(c) != "Cf")


def letters(text: str) -> str:
    """Return letters and digits: poppler sorts points and brackets by their places on the page."""
    return "".join(c for c in plain(text) if c.isalnum())


def read_three_ways(html: str, folder: Path) -> None:
    """Check that structure, MuPDF and poppler read what the HTML says."""
    made = publication(html, STYLE)
    output, findings = write(made)
    assert findings == ()
    wanted = document_text(made.document)
    assert structure_text(output.data).split() == wanted.split()
    assert plain(page_texts(output.data)[0]) == plain(wanted)
    if shutil.which("pdftotext"):
        assert letters(poppler_text(output.data, folder)) == letters(wanted)


@pytest.mark.parametrize("language", PASSAGES)
def test_right_to_left(language: str, tmp_path: Path) -> None:
    read_three_ways(passage(language, PASSAGES[language]), tmp_path)


@pytest.mark.parametrize("language", MIXED)
def test_mixed_directions(language: str, tmp_path: Path) -> None:
    read_three_ways(passage(language, MIXED[language]), tmp_path)


@pytest.mark.parametrize("language", MIXED)
def test_a_phrase_in_a_paragraph_of_the_other_direction(language: str, tmp_path: Path) -> None:
    phrase = f"<span lang='{language}' dir='rtl'>{' '.join(PASSAGES[language].split()[:4])}</span>"
    read_three_ways(f"<p>In 1992 the words {phrase} were read twice.</p>", tmp_path)


@pytest.mark.parametrize("language", MIXED)
def test_inline_elements_in_right_to_left_text(language: str, tmp_path: Path) -> None:
    words = PASSAGES[language].split()
    words[1] = f"<em>{words[1]}</em>"
    words[3] = f"<a href='https://example.org/'>{words[3]} {words[4]}</a>"
    read_three_ways(passage(language, " ".join(words)), tmp_path)


@pytest.mark.skipif(not CJK, reason="the fonts of the extra cjk are not installed")
@pytest.mark.parametrize("language", EAST_ASIAN)
def test_east_asian(language: str, tmp_path: Path) -> None:
    text = EAST_ASIAN[language]
    read_three_ways(passage(language, text), tmp_path)
    output, _ = write(publication(passage(language, text), STYLE))
    (p,) = read_pdf(output.data).root.find("P")
    assert p.language == language
    assert len(output.data) < 300_000, "only the characters that are used"
    (tmp_path / "b.pdf").write_bytes(output.data)
    with pikepdf.open(tmp_path / "b.pdf") as pdf:
        fonts = [str(font.BaseFont) for font in pdf.pages[0].Resources.Font.values()]
    assert any("CJK" in name and "+" in name for name in fonts)
