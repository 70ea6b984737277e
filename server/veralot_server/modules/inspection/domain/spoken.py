"""What a sentence has of words of ours, in each language: the name of a class, and what the sampling tables refuse."""

from collections.abc import Callable

from veralot_shared.contracts.inspection import DefectClass
from veralot_shared.i18n import SOURCE_LANGUAGE, Translator, inside_sentence
from veralot_shared.rules.sampling import SamplingError

CHINESE = "zh_CN"


def in_both(name: str, say: Callable[[Translator], str]) -> dict[str, str]:
    """Return the values of a sentence that say something in English and in Chinese."""
    return {name: say(Translator(SOURCE_LANGUAGE)), f"{name}_zh": say(Translator(CHINESE))}


def class_name(defect_class: DefectClass) -> dict[str, str]:
    """Return the name of a defect class."""
    return in_both("class_name", lambda translator: inside_sentence(translator.label(defect_class)))


def problem(error: SamplingError) -> dict[str, str]:
    """Return what is wrong with a sampling plan."""
    return in_both("problem", lambda translator: translator.error(error))
