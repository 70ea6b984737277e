"""Printed reports as PDF: one typeface, one page frame, tables that break well, Chinese that can be searched.

`fonts` embeds the typeface and refuses what it cannot print, `text` breaks lines, `formats` words the values, `style`
says how it looks, `page` is the frame around every page, `blocks` and `tables` are what a report is made of, `symbols`
draws barcodes, `document` puts it together, `sealing` attaches files and signs. A report itself lives in its module's
`reports/`.
"""

from typing import ClassVar

from veralot_shared.errors import CodedError


class GlyphMissing(CodedError, status=422):
    """A text has a character that the typeface lacks; a record is not printed with a hole in it."""

    text: ClassVar[str] = (
        "“{words}” cannot be printed: the report's typeface has no character {character} ({code_point})."
    )
    words: str
    character: str
    code_point: str
