"""A file's name as any system can keep it: no path, no control character, no reserved name, of a bounded length.

What a name may be is the strictest of what Windows, macOS and Linux ask, since a record outlives the computer that it was
made on. Nothing is refused: a name is only how people call a file, its content's hash is what it is.
"""

import re
import unicodedata
from typing import Final

LONGEST: Final = 200
"""In bytes of UTF-8: file systems allow 255, and programs append to names."""
LONGEST_ENDING: Final = 16
UNNAMED: Final = "file"

FORBIDDEN: Final = re.compile(r'[<>:"|?*]')
RESERVED: Final = re.compile(r"(?i)(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|CLOCK\$|(COM|LPT)[0-9¹²³])(?=\.|$)")
INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of characters that no name needs and that make one look like another: U+202E shows “fdp.exe” as “exe.pdf”."""


def safe_name(given: str) -> str:
    """Return a file's name made safe; a safe name comes back as it is."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    seen = "".join(char for char in last if unicodedata.category(char) not in INVISIBLE)
    clean = FORBIDDEN.sub("_", seen).strip().lstrip(".").rstrip(". ").strip() or UNNAMED
    return shortened(f"_{clean}" if RESERVED.match(clean) else clean)


def shortened(name: str) -> str:
    """Return a name of a bounded length that keeps its ending."""
    if len(name.encode()) <= LONGEST:
        return name
    ending = ending_of(name)
    if len(ending.encode()) > LONGEST_ENDING:
        ending = ""
    stem = name.removesuffix(ending).encode()[: LONGEST - len(ending.encode())].decode(errors="ignore")
    return stem.rstrip(". ") + ending


def ending_of(name: str) -> str:
    """Return what follows the last point of a name, with the point; nothing where there is none."""
    stem, point, ending = name.rpartition(".")
    return f"{point}{ending}" if stem and point else ""
