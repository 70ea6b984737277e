"""The words of the moment: texts, numbers and dates in the language that the person reads now."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from veralot_client.core.observers import Observers
from veralot_shared.errors import CodedError, Sentence
from veralot_shared.i18n import N_, SOURCE_LANGUAGE, Translator, is_amount

LOCALES = {"en": "en_GB"}
"""Where the locale data of a language has another name; British dates cannot be misread day for month."""
FIRST: Final = 12
"""How many records are named one by one before it is said how many more there are."""
JUST_NOW: Final = N_("less than a minute")


class Words:
    """Texts, numbers and dates in one language, which can change while the client runs; `changed` tells when.

    Bind `_ = words.text` where texts are made. Numbers and dates come from Babel's locale data.
    """

    def __init__(self, language: str = SOURCE_LANGUAGE, load: Callable[[str], Translator] = Translator) -> None:
        """Speak `language`; `load` makes the translator of a language. Raises: LookupError, as `load` does."""
        self.changed: Observers[[]] = Observers()
        self.zone = ZoneInfo("UTC")
        """The plant's time zone, in which every moment is shown."""
        self._load = load
        self._translator = load(language)

    @property
    def language(self) -> str:
        """The language now, `en` or `zh_CN`."""
        return self._translator.language

    @property
    def _locale(self) -> str:
        return LOCALES.get(self.language, self.language)

    def switch(self, language: str) -> None:
        """Speak another language from now on. Raises: LookupError."""
        if language != self.language:
            self._translator = self._load(language)
            self.changed.tell()

    # --- texts -------------------------------------------------------------------------------------------------------

    def text(self, msgid: str, /, **values: object) -> str:
        """Return a text, see `Translator.text`; numbers in it are written as everywhere."""
        return self._translator.text(msgid, **self._in_words(values))

    def plural(self, one: str, many: str, count: int, /, **values: object) -> str:
        """Return the form that fits `count`, written in this language's digits as `{count}`."""
        return self._translator.plural(one, many, count, **{"count": self.number(count), **self._in_words(values)})

    def context(self, context: str, msgid: str, /, **values: object) -> str:
        """Return the text that `msgid` has in a context."""
        return self._translator.context(context, msgid, **self._in_words(values))

    def _in_words(self, values: Mapping[str, object]) -> dict[str, object]:
        """Return what fills a text with its numbers as this language writes them; a record's number is none."""
        return {name: self._amount(name, value) for name, value in values.items()}

    def _amount(self, name: str, value: object) -> object:
        if isinstance(value, int | Decimal) and not isinstance(value, bool) and is_amount(name):
            return self.number(value)
        return value

    def listed(self, texts: Iterable[str]) -> str:
        """Return texts one after another, with this language's comma between them."""
        return self._translator.context("list", ", ").join(texts)

    def first_of(self, texts: Sequence[str]) -> str:
        """Return the first `FIRST` texts, and how many more there are."""
        text, more = self.listed(texts[:FIRST]), len(texts) - FIRST
        if more <= 0:
            return text
        many = {"count": self.number(more), "text": text}
        return self._translator.plural("{text} and {count} more", "{text} and {count} more", more, **many)

    def label(self, value: StrEnum) -> str:
        """Return what a coded value is called."""
        return self._translator.label(value)

    def field(self, path: str) -> str:
        """Return what the field at a message path is called."""
        return self._translator.field(path)

    def permission(self, permission: str) -> str:
        """Return what a right is called."""
        return self._translator.permission(permission)

    def error(self, error: CodedError, field: str = "") -> str:
        """Return what an error says: what happened and what to do; `field` is what its field is called where it is shown."""
        return self._translator.error(error, self.written, field)

    def written(self, value: datetime | date | Decimal) -> str:
        """Return a point in time, a day or a quantity."""
        if isinstance(value, datetime):
            return self.moment(value)
        return self.date(value) if isinstance(value, date) else self.number(value)

    def sentence(self, sentence: Sentence) -> str:
        """Return a sentence with data of the plant in it."""
        return self._translator.sentence(sentence)

    def beside(self, *parts: str) -> str:
        """Return what is told side by side, of one thing, with this language's comma between: a time and who it was."""
        return self.context("beside", ", ").join(part for part in parts if part)

    def headed(self, head: str, text: str) -> str:
        """Return a text under what it is about, with this language's colon between: a number and what is done with it."""
        return self._translator.context("headed", "{head}: {text}", head=head, text=text)

    def sentences(self, texts: Iterable[str]) -> str:
        """Return sentences one after another, as this language sets them."""
        return self._translator.sentences(texts)

    def name(self, english: str | None, chinese: str | None) -> str:
        """Return the name of a record that has one in each language; the other one where this one is empty."""
        first, other = (chinese, english) if self.language.startswith("zh") else (english, chinese)
        return first or other or ""

    # --- numbers and dates: Babel is loaded when the first one is shown, not when the client starts ------------------

    def number(self, value: Decimal | int) -> str:
        """Return a number with every decimal that says something, grouped as this language does."""
        from babel.numbers import format_decimal  # noqa: PLC0415 - see above

        return format_decimal(value, locale=self._locale, decimal_quantization=False)

    def quantity(self, value: Decimal, unit: str) -> str:
        """Return a quantity with its unit, kept on one line."""
        return f"{self.number(value)}\N{NO-BREAK SPACE}{unit}"

    def measured(self, value: Decimal, places: int) -> str:
        """Return a measured number with all the decimal places that it was measured to: 18.20."""
        from babel.numbers import format_decimal  # noqa: PLC0415 - see above

        pattern = "#,##0." + "0" * places if places > 0 else "#,##0"
        return format_decimal(value, pattern, locale=self._locale, decimal_quantization=False)

    def date(self, value: date) -> str:
        """Return a date."""
        from babel.dates import format_date  # noqa: PLC0415 - see above

        return format_date(value, format="medium", locale=self._locale)

    def age(self, since: datetime, now: datetime) -> str:
        """Return how long ago something was, in one unit that is not too coarse: 90 minutes are no “2 hours”.

        Seconds are not counted: what has just begun is less than a minute old, not “0 minutes” or “1 minute”.
        """
        from babel.dates import format_timedelta  # noqa: PLC0415 - see above

        gone = max(now - since, timedelta())
        if gone < timedelta(minutes=1):
            return self.text(JUST_NOW)
        return format_timedelta(gone, granularity="minute", threshold=2, locale=self._locale)

    def moment(self, value: datetime, *, seconds: bool = False) -> str:
        """Return a point in time in the plant's zone, without the zone's name."""
        from babel.dates import format_datetime, get_datetime_format  # noqa: PLC0415 - see above

        local = value.astimezone(self.zone)
        joined = str(get_datetime_format("medium", locale=self._locale))
        clock = format_datetime(local, "HH:mm:ss" if seconds else "HH:mm", locale=self._locale)
        return joined.replace("'", "").format(clock, self.date(local))
