"""Judge words that stand for something: alternative text, link text, titles.

Used by the rules for sources (`check/rules`), by those for finished files (`check/files`) and where
claims are computed (`accessibility`), so that the same words are judged alike wherever they are
found. Each function takes plain text and touches nothing else.

Why lists and not statistics: an author must be able to see why a word was found wanting.
"""

from __future__ import annotations

import functools
import re
import unicodedata

from everyleaf.words import find_words, languages

_EXTENSIONS = (
    "apng avif bmp emf eps gif htm html heic jpe jpeg jpg md pdf png ps psd qxd indd docx doc odt "
    "svg svgz tif tiff webp wmf xhtml xml"
)
_FILE_NAME = re.compile(rf"[^\s/\\]+\.(?:{'|'.join(_EXTENSIONS.split())})", re.IGNORECASE)
_CAMERA_NAME = re.compile(
    r"(?:img|dsc|dscn|dscf|image|picture|photo|screenshot|scan|pic|fig|figure|bild|untitled|"
    r"unnamed|grafik)[-_]?\d[\d_-]*",
    re.IGNORECASE,
)
# A name such as crates.io is what people call the site; with a path it is an address.
_ADDRESS = re.compile(
    r"(?:(?:https?|ftp)://|www\.)\S+|(?:[a-z0-9-]+\.)+(?:com|org|net|edu|gov|io|dev|info)/\S*",
    re.IGNORECASE,
)
_HASH = re.compile(r"(?=.*\d)[0-9a-f-]{16,}", re.IGNORECASE)

GENERIC_ALTERNATIVES = frozenset(
    """
    alt|alt text|alternative text|art|artwork|blank|bullet|chart|decorative|diagram|drawing|figure|
    graph|graphic|graphics|icon|illustration|image|img|logo|map|n/a|na|no alt|none|null|photo|
    photograph|pic|picture|placeholder|plot|screen shot|screenshot|spacer|table|tbd|todo|undefined|
    untitled|untitled image|image here|description|image description|see caption|see text|
    abbildung|bild|diagramm|foto|grafik|karte|schaubild|tabelle|zeichnung|
    afbeelding|grafiek|plaatje|
    illustrazione|immagine|
    dessin|graphique|schéma|tableau|carte|
    figura|foto|fotografía|gráfico|gráfica|ilustración|imagen|mapa|
    fotografia|ilustração|imagem|
    рисунок|изображение|картинка|график|диаграмма|фото|схема|таблица|иллюстрация|
    görsel|grafik|resim|fotoğraf|şekil|çizim|
    şəkil|şəkli|rəsm|qrafik|foto|
    gambar|grafik|ilustrasi|diagram|
    صورة|شكل|رسم|رسم بياني|تصویر|شکل|نمودار|
    图|图片|图像|圖|圖片|照片|图表|
    図|画像|写真|イメージ|グラフ|
    그림|이미지|사진
    """.replace("\n", "")
    .replace("    ", "")
    .split("|")
)

VAGUE_LINKS = frozenset(
    """
    click|click here|click this|click this link|continue|continue reading|details|download|find out
    more|follow this link|go|go here|here|info|information|learn more|link|more|more info|more
    information|more details|press here|read|read here|read more|see here|see more|tap here|
    this|this link|this page|this site|this website|view|view more|website|web site|
    hier|hier klicken|klicken sie hier|klick hier|mehr|mehr dazu|mehr erfahren|weiter|weiterlesen|
    weitere informationen|
    klik hier|lees meer|meer|
    ici|cliquez ici|cliquer ici|en savoir plus|lire la suite|lire plus|plus|plus d'informations|
    suite|
    aquí|haga clic aquí|haz clic aquí|clic aquí|leer más|más|más información|ver más|
    aqui|clique aqui|leia mais|mais|mais informações|saiba mais|ver mais|
    qui|clicca qui|continua|leggi tutto|leggi di più|
    здесь|тут|нажмите здесь|подробнее|читать далее|далее|ещё|ссылка|
    buraya tıklayın|buraya tıkla|burada|buraya|devamı|daha fazla|tıklayın|
    bura|buraya klikləyin|burada|ətraflı|davamı|
    di sini|klik di sini|klik disini|baca selengkapnya|selengkapnya|baca|lihat|
    هنا|اضغط هنا|انقر هنا|المزيد|اقرأ المزيد|اینجا|اینجا کلیک کنید|بیشتر|ادامه مطلب|
    这里|点击这里|点此|更多|阅读更多|查看更多|這裡|點擊這裡|
    こちら|ここ|ここをクリック|こちらをクリック|続きを読む|詳細|もっと見る|
    여기|여기를 클릭|더 보기|자세히
    """.replace("\n    ", " ")
    .replace("| ", "|")
    .strip()
    .split("|")
)

_IMAGE_OF = re.compile(
    r"(?:an? |the )?(?:image|picture|photo|photograph|graphic|pic) (?:of|showing|that shows)\b|"
    r"(?:bild|foto|abbildung) (?:von|des|der|einer|eines)\b|(?:image|photo) (?:de|du|des|d')|"
    r"(?:imagen|foto) de\b|(?:imagem|foto) d[eoa]\b|изображение\s|gambar dari\b",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """Return text as it is compared: lower case, one space, no punctuation at its ends."""
    folded = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return folded.strip(" .,:;!?…'\"“”‘’«»()[]<>→›-–—")


def is_file_name(text: str) -> bool:
    """Tell whether text is the name of a file, or what a camera or a program calls one."""
    words = text.strip()
    return any(p.fullmatch(words) is not None for p in (_FILE_NAME, _CAMERA_NAME, _HASH))


def is_generic_alternative(text: str) -> bool:
    """Tell whether alternative text says only that there is a picture."""
    words = plain(text)
    return words in GENERIC_ALTERNATIVES or re.sub(r"[\s#]*\d+$", "", words) in GENERIC_ALTERNATIVES


def says_nothing(text: str) -> bool:
    """Tell whether alternative text is none in truth: nobody may claim by it that there is one."""
    words = plain(text)
    return (
        not words or words in _undescribed() or is_file_name(text) or is_generic_alternative(text)
    )


def learn_words() -> None:
    """Have the words of all languages in memory."""
    _undescribed()


@functools.cache
def _undescribed() -> frozenset[str]:
    """Return what `--lenient` says, in any language, of an image that nobody described."""
    return frozenset(plain(find_words(language).undescribed) for language in languages())


def begins_with_kind(text: str) -> bool:
    """Tell whether alternative text begins with “image of”, which readers hear anyway."""
    return _IMAGE_OF.match(text.strip()) is not None


def is_vague_link(text: str) -> bool:
    """Tell whether link text says nothing of where the link leads."""
    return plain(text) in VAGUE_LINKS


def is_bare_address(text: str) -> bool:
    """Tell whether link text is an address, which a screen reader spells out."""
    return _ADDRESS.fullmatch(text.strip().strip("<>()")) is not None


def same_words(one: str, other: str) -> bool:
    """Tell whether two texts say the same, whatever their case, spaces and last full stop."""
    return bool(plain(one)) and plain(one) == plain(other)
