"""The few words that an EPUB says for itself, where the document has none to take them from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the furniture in one language."""

    contents: str
    cover: str
    pages: str
    landmarks: str
    text: str
    """Where the reading starts."""
    language: str | None = None
    """BCP 47 of these words, if it is not the publication's."""


_WORDS = {
    "ar": Words("المحتويات", "الغلاف", "الصفحات", "المعالم", "بداية النص"),
    "az": Words("Mündəricat", "Üz qabığı", "Səhifələr", "Əsas yerlər", "Mətnin başlanğıcı"),
    "de": Words("Inhalt", "Umschlag", "Seiten", "Wegmarken", "Textbeginn"),
    "en": Words("Contents", "Cover", "Pages", "Landmarks", "Start of the text"),
    "es": Words("Índice", "Cubierta", "Páginas", "Puntos de referencia", "Comienzo del texto"),
    "fa": Words("فهرست", "جلد", "صفحه‌ها", "نشانه‌ها", "آغاز متن"),
    "fr": Words("Sommaire", "Couverture", "Pages", "Repères", "Début du texte"),
    "id": Words("Daftar isi", "Sampul", "Halaman", "Penanda", "Awal teks"),
    "ja": Words("目次", "表紙", "ページ", "ランドマーク", "本文"),
    "pt": Words("Sumário", "Capa", "Páginas", "Pontos de referência", "Início do texto"),
    "ru": Words("Содержание", "Обложка", "Страницы", "Ориентиры", "Начало текста"),
    "tr": Words("İçindekiler", "Kapak", "Sayfalar", "Yer işaretleri", "Metnin başı"),
    "zh": Words("目录", "封面", "页码", "地标", "正文"),
}


def find_words(language: str) -> Words:
    """Return the words for a BCP 47 language, or English ones that say that they are English."""
    primary = language.split("-")[0].lower()
    if primary in _WORDS:
        return _WORDS[primary]
    english = _WORDS["en"]
    return Words(
        english.contents, english.cover, english.pages, english.landmarks, english.text, "en"
    )
