"""The words that readers see but no author wrote, by language.

Why English stands in: a language without a catalogue gets English words that are marked
`lang="en"`, so that a screen reader says them right, and the author is told.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One language's furniture; `{…}` stands for what is filled in."""

    skip: str
    """The link over the navigation."""
    contents: str
    notes: str
    credits: str
    """The heading of attribution and rights."""
    by: str
    """`{names}`."""
    note: str
    """`{number}`: the name of a note reference."""
    back: str
    """`{number}`: back to the only reference of a note."""
    back_to: str
    """`{number}` and `{reference}`: back to one of several references."""
    publisher: str
    rights: str
    license: str
    identifier: str
    changes: str
    cover: str
    pages: str
    landmarks: str
    text: str
    """Where the reading starts."""
    language: str | None = None
    """BCP 47 of these words, if it is not the publication's."""


_CATALOGUE = {
    "ar": Words(
        "انتقل إلى النص", "المحتويات", "الحواشي", "الإسناد والحقوق", "{names}",
        "الحاشية {number}", "العودة إلى موضع الحاشية {number}",
        "العودة إلى الموضع {reference} للحاشية {number}",
        "الناشر", "الحقوق", "الرخصة", "المعرّف", "التغييرات",
        "الغلاف", "الصفحات", "المعالم", "بداية النص",
    ),
    "az": Words(
        "Mətnə keç", "Mündəricat", "Qeydlər", "Mənbə və hüquqlar", "{names}",
        "Qeyd {number}", "{number} nömrəli qeydin yerinə qayıt",
        "{number} nömrəli qeydin {reference}-ci yerinə qayıt",
        "Nəşriyyat", "Hüquqlar", "Lisenziya", "İdentifikator", "Dəyişikliklər",
        "Üz qabığı", "Səhifələr", "Əsas yerlər", "Mətnin başlanğıcı",
    ),
    "de": Words(
        "Zum Text", "Inhalt", "Anmerkungen", "Nachweise und Rechte", "Von {names}",
        "Anmerkung {number}", "Zurück zur Stelle der Anmerkung {number}",
        "Zurück zur Stelle {reference} der Anmerkung {number}",
        "Verlag", "Rechte", "Lizenz", "Kennung", "Änderungen",
        "Umschlag", "Seiten", "Wegmarken", "Textbeginn",
    ),
    "en": Words(
        "Skip to the text", "Contents", "Notes", "Attribution and rights", "By {names}",
        "Note {number}", "Back to the reference of note {number}",
        "Back to reference {reference} of note {number}",
        "Publisher", "Rights", "Licence", "Identifier", "Changes",
        "Cover", "Pages", "Landmarks", "Start of the text",
    ),
    "es": Words(
        "Ir al texto", "Índice", "Notas", "Atribución y derechos", "Por {names}",
        "Nota {number}", "Volver a la llamada de la nota {number}",
        "Volver a la llamada {reference} de la nota {number}",
        "Editorial", "Derechos", "Licencia", "Identificador", "Cambios",
        "Cubierta", "Páginas", "Puntos de referencia", "Comienzo del texto",
    ),
    "fa": Words(
        "رفتن به متن", "فهرست", "یادداشت‌ها", "منابع و حقوق", "{names}",
        "یادداشت {number}", "بازگشت به جای یادداشت {number}",
        "بازگشت به جای {reference} یادداشت {number}",
        "ناشر", "حقوق", "پروانه", "شناسه", "تغییرات",
        "جلد", "صفحه‌ها", "نشانه‌ها", "آغاز متن",
    ),
    "fr": Words(
        "Aller au texte", "Sommaire", "Notes", "Attribution et droits", "Par {names}",
        "Note {number}", "Retour à l’appel de la note {number}",
        "Retour à l’appel {reference} de la note {number}",
        "Éditeur", "Droits", "Licence", "Identifiant", "Modifications",
        "Couverture", "Pages", "Repères", "Début du texte",
    ),
    "id": Words(
        "Langsung ke teks", "Daftar isi", "Catatan", "Atribusi dan hak", "Oleh {names}",
        "Catatan {number}", "Kembali ke rujukan catatan {number}",
        "Kembali ke rujukan {reference} catatan {number}",
        "Penerbit", "Hak", "Lisensi", "Pengenal", "Perubahan",
        "Sampul", "Halaman", "Penanda", "Awal teks",
    ),
    "ja": Words(
        "本文へ移動", "目次", "注", "出典と権利", "{names}",
        "注{number}", "注{number}の参照箇所に戻る", "注{number}の参照箇所{reference}に戻る",
        "発行", "権利", "ライセンス", "識別子", "変更点",
        "表紙", "ページ", "ランドマーク", "本文",
    ),
    "pt": Words(
        "Ir para o texto", "Sumário", "Notas", "Atribuição e direitos", "Por {names}",
        "Nota {number}", "Voltar à chamada da nota {number}",
        "Voltar à chamada {reference} da nota {number}",
        "Editora", "Direitos", "Licença", "Identificador", "Alterações",
        "Capa", "Páginas", "Pontos de referência", "Início do texto",
    ),
    "ru": Words(
        "Перейти к тексту", "Содержание", "Примечания", "Источники и права", "{names}",
        "Примечание {number}", "Назад к месту примечания {number}",
        "Назад к месту {reference} примечания {number}",
        "Издатель", "Права", "Лицензия", "Идентификатор", "Изменения",
        "Обложка", "Страницы", "Ориентиры", "Начало текста",
    ),
    "tr": Words(
        "Metne geç", "İçindekiler", "Notlar", "Kaynak ve haklar", "{names}",
        "Not {number}", "{number} numaralı notun yerine dön",
        "{number} numaralı notun {reference}. yerine dön",
        "Yayıncı", "Haklar", "Lisans", "Tanımlayıcı", "Değişiklikler",
        "Kapak", "Sayfalar", "Yer işaretleri", "Metnin başı",
    ),
    "zh": Words(
        "跳至正文", "目录", "注释", "来源与权利", "{names}",
        "注释{number}", "返回注释{number}的引用处", "返回注释{number}的第{reference}个引用处",
        "出版者", "权利", "许可", "标识符", "改动",
        "封面", "页码", "地标", "正文",
    ),
}  # fmt: skip


def find_words(language: str) -> Words:
    """Return the words for a BCP 47 language, or English ones that say that they are English."""
    found = _CATALOGUE.get(language.split("-")[0].lower())
    return found or dataclasses.replace(_CATALOGUE["en"], language="en")
