"""Words that rules look for, by language: a rule is silent where it does not know the words.

Keys are the first part of a BCP 47 tag. All words are in lower case.
"""

from __future__ import annotations

from collections.abc import Mapping

CAPITALS = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶŁĻŃŅŇŌŐŒŘŚŞŠŤŪŮŰŲŸŹŻŽƏȘȚΑ-ΩЀ-Я"
"""Capital letters of the cased scripts, as in a character class."""

CHART_WORDS: Mapping[str, tuple[str, ...]] = {
    "en": ("chart", "bar graph", "line graph", "histogram", "scatter plot", "pie graph", "plot of"),
    "de": ("diagramm", "histogramm", "kurve der"),
    "fr": ("graphique", "histogramme", "diagramme en"),
    "es": ("gráfico de", "gráfica", "histograma"),
    "pt": ("gráfico de", "histograma"),
    "it": ("grafico a", "istogramma"),
    "nl": ("grafiek", "staafdiagram"),
    "tr": ("grafiği", "histogram"),
    "az": ("qrafiki", "diaqramı", "histoqram"),
    "id": ("diagram batang", "grafik"),
    "ru": ("диаграмма", "гистограмма", "график"),
}
"""Alternative text with one of these is that of a chart."""

TEXT_IMAGES: Mapping[str, tuple[str, ...]] = {
    "en": ("text:", "text reading", "text that reads", "screenshot of text", "screenshot of code",
           "screenshot of the code", "scan of ", "scanned ", "code:", "quote:", "quotation:"),
    "de": ("text:", "scan ", "zitat:", "bildschirmfoto von text"),
    "fr": ("texte:", "texte :", "citation:", "citation :"),
    "es": ("texto:", "cita:"),
    "pt": ("texto:", "citação:"),
    "it": ("testo:", "citazione:"),
    "nl": ("tekst:", "citaat:"),
    "tr": ("metin:", "alıntı:"),
    "az": ("mətn:", "sitat:"),
    "id": ("teks:", "kutipan:"),
    "ru": ("текст:", "цитата:"),
}  # fmt: skip
"""Alternative text that begins so is that of a picture of text."""

FORMULA_IMAGES: Mapping[str, tuple[str, ...]] = {
    "en": ("equation", "formula", "the equation", "the formula"),
    "de": ("formel", "gleichung"),
    "fr": ("formule", "équation"),
    "es": ("fórmula", "ecuación"),
    "pt": ("fórmula", "equação"),
    "it": ("formula", "equazione"),
    "nl": ("formule", "vergelijking"),
    "tr": ("formül", "denklem"),
    "az": ("düstur", "tənlik"),
    "id": ("rumus", "persamaan"),
    "ru": ("формула", "уравнение"),
}
"""… of a formula."""

TABLE_IMAGES: Mapping[str, tuple[str, ...]] = {
    "en": ("table of", "table:", "table showing", "table with", "a table"),
    "de": ("tabelle",),
    "fr": ("tableau ",),
    "es": ("tabla ",),
    "pt": ("tabela ",),
    "it": ("tabella ",),
    "nl": ("tabel ",),
    "tr": ("tablo",),
    "az": ("cədvəl",),
    "id": ("tabel ",),
    "ru": ("таблица",),
}
"""… of a table."""

_COLOURS_EN = "red|green|blue|yellow|orange|purple|pink|grey|gray"
COLOUR_POINTERS: Mapping[str, str] = {
    "en": rf"(?:marked|shown|highlighted|printed|coloured|colored|drawn|displayed|underlined)\s+"
    rf"(?:in\s+)?(?:{_COLOURS_EN})\b|the\s+(?:{_COLOURS_EN})\s+(?:text|words?|letters?|lines?|"
    r"bars?|box(?:es)?|dots?|cells?|rows?|columns?|fields?|curves?|buttons?|areas?|arrows?|items?|"
    rf"entries|segments?|slices?)\b|(?:words?|lines?|items?|cells?|rows?|entries|fields|those|"
    rf"ones|names|numbers)\s+in\s+(?:{_COLOURS_EN})\b",
    "de": r"(?:rot|grün|blau|gelb|orange|grau)\s+(?:markiert|hervorgehoben|dargestellt|gedruckt|"
    r"unterlegt|gefärbt)|(?:die|der|das|den|dem)\s+(?:rote|grüne|blaue|gelbe|graue)[nrsm]?\s+"
    r"(?:linien?|balken|felder?|punkte?|zellen?|zeilen?|pfeile?|kästchen|wörter|schrift)\b",
    "fr": r"(?:marquée?s?|imprimée?s?|surlignée?s?|indiquée?s?|affichée?s?)\s+en\s+"
    r"(?:rouge|vert|bleu|jaune|orange|gris)\b",
    "es": r"(?:marcad[oa]s?|resaltad[oa]s?|impres[oa]s?|indicad[oa]s?)\s+en\s+"
    r"(?:rojo|verde|azul|amarillo|naranja|gris)\b",
    "pt": r"(?:marcad[oa]s?|destacad[oa]s?|impress[oa]s?|indicad[oa]s?)\s+em\s+"
    r"(?:vermelho|verde|azul|amarelo|laranja|cinza)\b",
    "it": r"(?:evidenziat|segnat|stampat|indicat)[oaie]\s+in\s+"
    r"(?:rosso|verde|blu|giallo|arancione|grigio)\b",
    "nl": r"(?:rood|groen|blauw|geel|oranje|grijs)\s+(?:gemarkeerd|gedrukt|gekleurd)",
    "tr": r"(?:kırmızı|yeşil|mavi|sarı|turuncu|gri)\s+(?:ile\s+(?:işaretl|gösteril)|renkle|"
    r"çizgi|çubuk|kutu|hücre)",
    "az": r"(?:qırmızı|yaşıl|mavi|göy|sarı|narıncı|boz)\s+(?:ilə\s+(?:işarələn|göstəril)|rənglə|"
    r"xətt|sütun|xana)",
    "id": r"(?:ditandai|ditampilkan|dicetak|disorot)\s+(?:dengan\s+)?(?:warna\s+)?"
    r"(?:merah|hijau|biru|kuning|jingga|abu-abu)\b",
    "ru": r"(?:выделен|отмечен|обозначен|показан|напечатан)\w*\s+"
    r"(?:красным|зелёным|зеленым|синим|жёлтым|желтым|серым)\b|"
    r"(?:красным|зелёным|зеленым|синим|жёлтым|желтым|серым)\s+(?:цветом\s+)?"
    r"(?:выделен|отмечен|обозначен|показан|напечатан)",
}
"""Regular expressions of words that point at a thing by its colour."""

COLOUR_STEMS: Mapping[str, tuple[str, ...]] = {
    "en": tuple(_COLOURS_EN.split("|")),
    "de": ("rot", "grün", "blau", "gelb", "orange", "grau", "blaue"),
    "fr": ("rouge", "vert", "bleu", "jaune", "orange", "gris"),
    "es": ("rojo", "verde", "azul", "amarillo", "naranja", "gris"),
    "pt": ("vermelho", "verde", "azul", "amarelo", "laranja", "cinza"),
    "it": ("rosso", "verde", "blu", "giallo", "arancione", "grigio"),
    "nl": ("rood", "groen", "blauw", "geel", "oranje", "grijs"),
    "tr": ("kırmızı", "yeşil", "mavi", "sarı", "turuncu", "gri"),
    "az": ("qırmızı", "yaşıl", "mavi", "göy", "sarı", "narıncı", "boz"),
    "id": ("merah", "hijau", "biru", "kuning", "jingga", "abu-abu"),
    "ru": ("красн", "зелён", "зелен", "сини", "жёлт", "желт", "серы"),
}
"""What the words above have in them: few passages do, and only those need be looked at closely."""

_THINGS_EN = "box|button|icon|picture|image|figure|photo|chart|panel|column|menu|link|sidebar"
_THINGS_DE = "kasten|kästchen|schaltfläche|knopf|bild|symbol|foto|diagramm|spalte|menü|leiste"
_THINGS_FR = "encadré|bouton|icône|image|figure|photo|graphique|colonne|menu|volet"
PLACE_POINTERS: Mapping[str, str] = {
    "en": rf"the\s+(?:{_THINGS_EN})s?\s+(?:on|at|to)\s+(?:the|your)\s+(?:right|left)\b|"
    rf"the\s+(?:right|left)[- ]hand\s+(?:{_THINGS_EN})s?\b|"
    r"(?:press|click|tap|choose|select)\s+(?:on\s+)?the\s+(?:round|square|large|small|big|triangular)"
    r"\s+(?:button|icon|box|circle|arrow)\b",
    "de": rf"(?:der|die|das|den|dem)\s+(?:{_THINGS_DE})\s+(?:rechts|links)\b|"
    rf"(?:rechte|linke)[nrsm]?\s+(?:{_THINGS_DE})\b",
    "fr": rf"(?:le|la|l['’])\s*(?:{_THINGS_FR})\s+(?:à|de)\s+(?:droite|gauche)\b",
    "es": r"(?:el|la)\s+(?:recuadro|botón|icono|imagen|figura|foto|gráfico|columna|menú|panel)\s+de\s+"
    r"la\s+(?:derecha|izquierda)\b",
    "it": r"(?:il|la|l['’])\s*(?:riquadro|pulsante|icona|immagine|figura|foto|grafico|colonna|menu)\s+"
    r"(?:a|di)\s+(?:destra|sinistra)\b",
    "pt": r"(?:o|a)\s+(?:caixa|botão|ícone|imagem|figura|foto|gráfico|coluna|menu|painel)\s+"
    r"(?:à|da)\s+(?:direita|esquerda)\b",
    "nl": r"(?:de|het)\s+(?:kader|knop|pictogram|afbeelding|figuur|foto|grafiek|kolom|menu)\s+"
    r"(?:rechts|links)\b",
    "tr": r"(?:sağdaki|soldaki)\s+(?:kutu|düğme|simge|resim|görsel|şekil|grafik|sütun|menü)",
    "az": r"(?:sağdakı|soldakı)\s+(?:qutu|düymə|işarə|şəkil|qrafik|sütun|menyu)",
    "id": r"(?:kotak|tombol|ikon|gambar|foto|grafik|kolom|menu)\s+(?:di\s+)?(?:sebelah\s+)?"
    r"(?:kanan|kiri)\b",
    "ru": r"(?:рамк|кнопк|значк|значок|рисун|изображени|фотографи|график|столб|меню)\w*\s+"
    r"(?:справа|слева)\b",
}
"""… of words that point at a thing by where it stands on a page, or by its shape or size. Left and
right, above and below mean something to who reads a page: what is heard or reflowed has none."""

PLACE_STEMS: Mapping[str, tuple[str, ...]] = {
    "en": ("right", "left", "button", "icon", "box", "circle", "arrow"),
    "de": ("recht", "link"),
    "fr": ("droite", "gauche"),
    "es": ("derecha", "izquierda"),
    "it": ("destra", "sinistra"),
    "pt": ("direita", "esquerda"),
    "nl": ("rechts", "links"),
    "tr": ("sağdak", "soldak"),
    "az": ("sağdak", "soldak"),
    "id": ("kanan", "kiri"),
    "ru": ("справа", "слева"),
}
"""What the words above have in them, in small letters, as `COLOUR_STEMS`."""

UNTITLED: frozenset[str] = frozenset(
    {"untitled", "untitled document", "document", "title", "new document", "chapter", "chapter title",
     "ohne titel", "unbenannt", "sans titre", "sin título", "sem título", "senza titolo", "başlıksız",
     "adsız", "tanpa judul", "без названия", "без имени", "无标题", "無題", "بلا عنوان", "todo", "tbd"}
)  # fmt: skip
"""Titles that nobody gave."""

KNOWN_ABBREVIATIONS: frozenset[str] = frozenset(
    """README AAA AC AD AI AM API ASCII ATM BBC BC BCE BMP CD CE CEO CERN CIA CJK CLI CMYK CPU CSS CSV CV DC DIY
    DNA DOI DVD ECMA EPUB EU FAQ FBI FIFO GB GDP GIF GHz GMT GPS GPU GUI HD HDMI HIV HTML HTTP HTTPS
    IBM ID IDE IEC IEEE IETF INRI IOS IP IQ ISBN ISO ISSN IT JPEG JPG JSON KB KGB LCD LED LIFO MB MIDI
    MIT MP3 MP4 NASA NATO NFC NGO OCR OECD OK OS OSS PC PDF PIN PM PNG PO POSIX PPS PS RAM RGB RNA
    ROM RSS SIM SMS SOS SQL SSD SSH SVG TB TCP TIFF TLS TNT TV UDP UFO UI UK UN UNESCO UNICEF URI URL
    URN US USA USB USD USSR UTC UTF UUID VAT VHS VIP VPN W3C WC WCAG WHO WIFI WWW XHTML XML YAML ZIP
    ARIA DAISY MARC ORCID ISNI SPDX TEX YML""".split()
)
"""Abbreviations that more readers know than know their words."""


FUNCTION_WORDS: Mapping[str, frozenset[str]] = {
    "en": frozenset(
        "the of and to is that it for with are this you which be an by was not".split()
    ),
    "de": frozenset("der die das und ist nicht ein eine mit den dem von zu auf sich wird".split()),
    "fr": frozenset("le les des et est une dans du qui pour pas sur au il ce que avec".split()),
    "es": frozenset("el los las del y es una con por su se al como más lo pero fue".split()),
    "pt": frozenset("os as do da dos das é um uma com não em ao pelo são mais mas".split()),
    "it": frozenset("il gli della di che è una con per non sono del alla nel più".split()),
    "nl": frozenset("de het een van en is dat niet te zijn met op voor aan ook".split()),
    "tr": frozenset("ve bir bu için ile da de olarak daha çok gibi olan en ne".split()),
    "az": frozenset("və bir bu üçün ilə da də olaraq daha çox kimi olan ən isə".split()),
    "id": frozenset("yang dan di itu dengan untuk dari ini pada tidak dalam adalah".split()),
    "ru": frozenset("и в не на что с по это как из к для он было но".split()),
}
"""Small words that a text of some length in the language has, and one in another has not."""


def openings_in(phrases: Mapping[str, tuple[str, ...]], language: str) -> tuple[str, ...]:
    """Return the phrases that a language has, or none."""
    return phrases.get(primary(language), ())


def primary(language: str) -> str:
    """Return the first part of a language tag: `en` of `en-GB`."""
    return language.partition("-")[0].lower()
