"""The catalogue of Simplified Chinese: read, merged, checked against the texts that there are, and written."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from babel.messages import Catalog, Message
from babel.messages.pofile import read_po, write_po

from scripts.translations import code, contracts
from scripts.translations.text import Problem, Text, names_in

LOCALE: Final = code.ROOT / "resources/veralot_resources/locale"
CATALOGUE: Final = LOCALE / "zh_CN/LC_MESSAGES/veralot.po"

HEADER: Final = """\
# Veralot in Simplified Chinese. The English stands in the code; `python -m scripts.translations --merge` writes this.
# Copyright the authors of Veralot. Licensed as Veralot is.
#"""

CHINESE: Final = re.compile(r"[\u3400-\u9fff]")
WORD: Final = re.compile(r"\b(?!Veralot\b)[A-Za-z][a-z]{2,}")
ACCESS_KEY: Final = re.compile(r"&([A-Za-z0-9])")
ACRONYM: Final = re.compile(r"[A-Z0-9-]+")
MARKS: Final = {".": "。", "?": "？", "!": "！", ":": "：", "…": "…"}
"""How a text ends, in each language."""

Key = tuple[str, str]


def collected() -> tuple[dict[Key, Text], list[Problem]]:
    """Return every text that a person may see, by context and English, and what cannot be translated as it is."""
    found: dict[Key, Text] = {}
    problems: list[Problem] = []
    for text in (*code.texts(), *contracts.texts()):
        if isinstance(text, Problem):
            problems.append(text)
        elif text.key not in found or (text.plural and not found[text.key].plural):
            found[text.key] = text
    return found, problems


# --- checks ----------------------------------------------------------------------------------------------------------


def problems(texts: Mapping[Key, Text], catalogue: Catalog) -> Iterator[Problem]:
    """Yield what is missing or wrong in a catalogue."""
    for text in texts.values():
        message = catalogue.get(text.msgid, text.context or None)
        if message is None or not _translations(message):
            yield Problem(text.place, f"not translated: {_shown(text)}")
        elif message.fuzzy:
            yield Problem(text.place, f"only guessed: {_shown(text)}")
        else:
            yield from (Problem(text.place, what) for what in faults(text, _translations(message)))


def faults(text: Text, translations: Iterable[str]) -> Iterator[str]:
    """Yield what is wrong with a text's translation."""
    for translation in translations:
        if names_in(translation) != text.placeholders:
            yield f"other placeholders: {_shown(text)} → “{translation}”"
        if not _speaks_chinese(text.msgid, translation):
            yield f"no Chinese in it: {_shown(text)} → “{translation}”"
        if sorted(_keys(text.msgid)) != sorted(_keys(translation)):
            yield f"other access keys: {_shown(text)} → “{translation}”"
        if not text.context and not _ends_alike(text.msgid, translation):
            yield f"ends otherwise: {_shown(text)} → “{translation}”"


def unused(texts: Mapping[Key, Text], catalogue: Catalog) -> Iterator[Problem]:
    """Yield the translations of texts that are no longer there."""
    for message in _messages(catalogue):
        if (message.context or "", _english(message)) not in texts:
            yield Problem("the catalogue", f"no longer used: “{_english(message)}”")


def _keys(text: str) -> list[str]:
    """Return the keys that reach a field or button: marked by `&` in English, in Chinese by `(&X)` at the end."""
    return [key.upper() for key in ACCESS_KEY.findall(text)]


def _speaks_chinese(english: str, chinese: str) -> bool:
    says_nothing = not WORD.search(_without_names(english)) or ACRONYM.fullmatch(chinese) is not None
    return says_nothing or CHINESE.search(chinese) is not None


def _ends_alike(english: str, chinese: str) -> bool:
    chinese = re.sub(r"\(&[A-Za-z0-9]\)", "", chinese)
    mark = english.rstrip()[-1:]
    if mark in MARKS:
        return " " not in english or chinese.rstrip().endswith((MARKS[mark], mark) if mark == ":" else MARKS[mark])
    return not chinese.endswith("。")


def _without_names(text: str) -> str:
    return re.sub(r"\{[^}]*\}", "", text).replace("&", "")


def _shown(text: Text) -> str:
    return f"“{text.msgid}”" + (f" ({text.context})" if text.context else "")


# --- reading, merging, writing ---------------------------------------------------------------------------------------


def read(path: Path) -> Catalog:
    """Return a catalogue; an empty one where there is no file."""
    if not path.is_file():
        return Catalog(locale="zh_CN")
    with path.open("rb") as stream:
        return read_po(stream, locale="zh_CN", abort_invalid=True)


def merged(texts: Mapping[Key, Text], sources: Iterable[Catalog]) -> Catalog:
    """Return a catalogue of exactly `texts`, each as the first source has it that knows it; the others are empty."""
    result = Catalog(locale="zh_CN", project="Veralot", version="0.1.0", header_comment=HEADER, fuzzy=False)
    known = list(sources)
    for key in sorted(texts, key=lambda key: (key[0], key[1].casefold(), key[1])):
        text = texts[key]
        result.add(
            (text.msgid, text.plural) if text.plural else text.msgid,
            _first(known, text),
            locations=[(text.place, 0)],
            context=text.context or None,
        )
    return result


def _first(sources: Iterable[Catalog], text: Text) -> str | tuple[str, ...]:
    for source in sources:
        message = source.get(text.msgid, text.context or None)
        if message is not None and not message.fuzzy and _translations(message):
            translations = tuple(_translations(message))
            return translations[:1] if text.plural else translations[0]
    return ("",) if text.plural else ""


def write(catalogue: Catalog, path: Path) -> None:
    """Write a catalogue; places without line numbers, so that only a text that moves to another file changes it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        write_po(stream, catalogue, width=0, sort_output=False, include_lineno=False, omit_header=False)


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _english(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _translations(message: Message) -> list[str]:
    strings = [message.string] if isinstance(message.string, str) else list(message.string or ())
    return strings if all(strings) else []
