"""The GS1 application identifiers (AIs) as a table: what each one holds (GS1 General Specifications §3).

A row is the AI, its components and its data title. A component is a character set and a length: `N6` exactly six
digits, `X..20` one to twenty characters, `[N4]` one that may be absent. After a colon stands what else must be true of
it: `key` ends in a check digit, `date` begins with YYMMDD, `month` is YYMMDD whose day may be 00. The `n` in an AI
stands for each of the digits after the row's `=`.
"""

from collections.abc import Iterator
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import msgspec

TABLE: Final = """
00   N18:key            SSCC
01   N14:key            GTIN
02   N14:key            CONTENT
03   N14:key            MTO GTIN
10   X..20              BATCH/LOT
11   N6:month           PROD DATE
12   N6:month           DUE DATE
13   N6:month           PACK DATE
15   N6:month           BEST BEFORE
16   N6:month           SELL BY
17   N6:month           EXPIRY
20   N2                 VARIANT
21   X..20              SERIAL
22   X..20              CPV
235  X..28              TPX
240  X..30              ADDITIONAL ID
241  X..30              CUST. PART No.
242  N..6               MTO VARIANT
243  X..20              PCN
250  X..30              SECONDARY SERIAL
251  X..30              REF. TO SOURCE
253  N13:key,[X..17]    GDTI
254  X..20              GLN EXTENSION COMPONENT
255  N13:key,[N..12]    GCN
30   N..8               VAR. COUNT
310n N6                 NET WEIGHT (kg) =012345
311n N6                 LENGTH (m) =012345
312n N6                 WIDTH (m) =012345
313n N6                 HEIGHT (m) =012345
314n N6                 AREA (m²) =012345
315n N6                 NET VOLUME (L) =012345
316n N6                 NET VOLUME (m³) =012345
320n N6                 NET WEIGHT (lb) =012345
321n N6                 LENGTH (in) =012345
322n N6                 LENGTH (ft) =012345
323n N6                 LENGTH (yd) =012345
324n N6                 WIDTH (in) =012345
325n N6                 WIDTH (ft) =012345
326n N6                 WIDTH (yd) =012345
327n N6                 HEIGHT (in) =012345
328n N6                 HEIGHT (ft) =012345
329n N6                 HEIGHT (yd) =012345
330n N6                 GROSS WEIGHT (kg) =012345
331n N6                 LENGTH (m), log =012345
332n N6                 WIDTH (m), log =012345
333n N6                 HEIGHT (m), log =012345
334n N6                 AREA (m²), log =012345
335n N6                 VOLUME (L), log =012345
336n N6                 VOLUME (m³), log =012345
337n N6                 KG PER m² =012345
340n N6                 GROSS WEIGHT (lb) =012345
341n N6                 LENGTH (in), log =012345
342n N6                 LENGTH (ft), log =012345
343n N6                 LENGTH (yd), log =012345
344n N6                 WIDTH (in), log =012345
345n N6                 WIDTH (ft), log =012345
346n N6                 WIDTH (yd), log =012345
347n N6                 HEIGHT (in), log =012345
348n N6                 HEIGHT (ft), log =012345
349n N6                 HEIGHT (yd), log =012345
350n N6                 AREA (in²) =012345
351n N6                 AREA (ft²) =012345
352n N6                 AREA (yd²) =012345
353n N6                 AREA (in²), log =012345
354n N6                 AREA (ft²), log =012345
355n N6                 AREA (yd²), log =012345
356n N6                 NET WEIGHT (troy oz) =012345
357n N6                 NET VOLUME (oz) =012345
360n N6                 NET VOLUME (qt) =012345
361n N6                 NET VOLUME (gal) =012345
362n N6                 VOLUME (qt), log =012345
363n N6                 VOLUME (gal), log =012345
364n N6                 VOLUME (in³) =012345
365n N6                 VOLUME (ft³) =012345
366n N6                 VOLUME (yd³) =012345
367n N6                 VOLUME (in³), log =012345
368n N6                 VOLUME (ft³), log =012345
369n N6                 VOLUME (yd³), log =012345
37   N..8               COUNT
390n N..15              AMOUNT =0123456789
391n N3,N..15           AMOUNT =0123456789
392n N..15              PRICE =0123456789
393n N3,N..15           PRICE =0123456789
394n N4                 PRCNT OFF =0123
395n N6                 PRICE/UoM =012345
400  X..30              ORDER NUMBER
401  X..30              GINC
402  N17:key            GSIN
403  X..30              ROUTE
410  N13:key            SHIP TO LOC
411  N13:key            BILL TO
412  N13:key            PURCHASE FROM
413  N13:key            SHIP FOR LOC
414  N13:key            LOC No.
415  N13:key            PAY TO
416  N13:key            PROD/SERV LOC
417  N13:key            PARTY
420  X..20              SHIP TO POST
421  N3,X..9            SHIP TO POST
422  N3                 ORIGIN
423  N3,[N..12]         COUNTRY - INITIAL PROCESS
424  N3                 COUNTRY - PROCESS
425  N3,[N..12]         COUNTRY - DISASSEMBLY
426  N3                 COUNTRY - FULL PROCESS
427  X..3               ORIGIN SUBDIVISION
430n X..35              SHIP TO NAME =01
430n X..70              SHIP TO ADDRESS =23456
4307 X2                 SHIP TO COUNTRY
4308 X..30              SHIP TO PHONE
4309 N20                SHIP TO GEO
431n X..35              RTN TO NAME =01
431n X..70              RTN TO ADDRESS =23456
4317 X2                 RTN TO COUNTRY
4318 X..20              RTN TO POST
4319 X..30              RTN TO PHONE
4320 X..35              SRV DESCRIPTION
4321 N1                 DANGEROUS GOODS
4322 N1                 AUTH TO LEAVE
4323 N1                 SIG REQUIRED
4324 N6:month,N4        NOT BEF DEL DT
4325 N6:month,N4        NOT AFT DEL DT
4326 N6:date            REL DATE
4330 N6,[X1]            MAX TEMP F
4331 N6,[X1]            MAX TEMP C
4332 N6,[X1]            MIN TEMP F
4333 N6,[X1]            MIN TEMP C
7001 N13                NSN
7002 X..30              MEAT CUT
7003 N6:date,N4         EXPIRY TIME
7004 N..4               ACTIVE POTENCY
7005 X..12              CATCH AREA
7006 N6:date            FIRST FREEZE DATE
7007 N6:date,[N6:date]  HARVEST DATE
7008 X..3               AQUATIC SPECIES
7009 X..10              FISHING GEAR TYPE
7010 X..2               PROD METHOD
7011 N6:date,[N4]       TEST BY DATE
7020 X..20              REFURB LOT
7021 X..20              FUNC STAT
7022 X..20              REV STAT
7023 X..30              GIAI - ASSEMBLY
703n N3,X..27           PROCESSOR =0123456789
7040 N1,X3              UIC+EXT
7041 X..4               UFRGT UNIT TYPE
71n  X..20              NHRN =01234567
723n X2,X..28           CERT =0123456789
7240 X..20              PROTOCOL
7241 N2                 AIDC MEDIA TYPE
7242 X..25              VCN
7250 N8                 DOB
7251 N12                DOB TIME
7252 N1                 BIO SEX
7253 X..40              FAMILY NAME
7254 X..40              GIVEN NAME
7255 X..10              SUFFIX
7256 X..90              FULL NAME
7257 X..70              PERSON ADDR
7258 N1,X1,N1           BIRTH SEQUENCE
7259 X..40              BABY
8001 N14                DIMENSIONS
8002 X..20              CMT No.
8003 N1,N13:key,[X..16] GRAI
8004 X..30              GIAI
8005 N6                 PRICE PER UNIT
8006 N14:key,N4         ITIP
8007 X..34              IBAN
8008 N8:date,[N..4]     PROD TIME
8009 X..50              OPTSEN
8010 Y..30              CPID
8011 N..12              CPID SERIAL
8012 X..20              VERSION
8013 X..25              GMN
8014 X..25              MUDI
8017 N18:key            GSRN - PROVIDER
8018 N18:key            GSRN - RECIPIENT
8019 N..10              SRIN
8020 X..25              REF No.
8026 N14:key,N4         ITIP CONTENT
8030 Z..90              DIGSIG
8040 N15                IMEI
8041 N15                IMEI2
8042 N32                ESIM
8043 N18,[N..2]         PSIM
8110 X..70              COUPON
8111 N4                 POINTS
8112 X..70              COUPON
8200 X..70              PRODUCT URL
90   X..30              INTERNAL
9n   X..90              INTERNAL =123456789
"""

UPPER: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LOWER: Final = UPPER.lower()
DIGITS: Final = "0123456789"
CHARACTER_SETS: Final = MappingProxyType(
    {
        "N": frozenset(DIGITS),
        "X": frozenset(DIGITS + UPPER + LOWER + "!\"%&'()*+,-./:;<=>?_"),
        "Y": frozenset(DIGITS + UPPER + "#-/"),
        "Z": frozenset(DIGITS + UPPER + LOWER + "-_="),
    }
)
"""Digits; the 82 characters of ISO/IEC 646 (Figure 7.11-1); the 39 characters (7.11-2); URL-safe base64 (7.11-3)."""

PREDEFINED_LENGTH: Final = frozenset(f"{digits:02}" for digits in (*range(5), *range(11, 21), *range(31, 37), 41))
"""First two digits of the AIs that need no separator after them (Figure 7.8.5-2); the list is closed for ever."""


class Check(StrEnum):
    """What must be true of a component beside its characters and its length."""

    NONE = ""
    KEY = "key"
    DATE = "date"
    MONTH = "month"


class Component(msgspec.Struct, frozen=True):
    """One part of an element's value: `shortest` to `longest` characters of one set."""

    characters: str
    shortest: int
    longest: int
    optional: bool
    check: Check


class Identifier(msgspec.Struct, frozen=True):
    """One application identifier."""

    ai: str
    title: str
    components: tuple[Component, ...]

    @property
    def shortest(self) -> int:
        """The least characters that a value has."""
        return sum(component.shortest for component in self.components if not component.optional)

    @property
    def longest(self) -> int:
        """The most characters that a value has."""
        return sum(component.longest for component in self.components)

    @property
    def needs_separator(self) -> bool:
        """Whether FNC1 ends the value where another element follows."""
        return self.ai[:2] not in PREDEFINED_LENGTH


def read_component(text: str) -> Component:
    """Return the component that the table writes as `N6`, `X..20`, `[N4]` or `N14:key`."""
    form, _, check = text.strip("[]").partition(":")
    up_to = form[1:3] == ".."
    longest = int(form[3:] if up_to else form[1:])
    return Component(form[0], 1 if up_to else longest, longest, text.startswith("["), Check(check))


def read_row(row: str) -> Iterator[Identifier]:
    """Return the identifiers that one row of the table stands for."""
    ai, components, title = row.split(maxsplit=2)
    title, _, digits = title.partition(" =")
    parts = tuple(read_component(part) for part in components.split(","))
    for digit in digits or [""]:
        yield Identifier(ai.replace("n", digit), title, parts)


IDENTIFIERS: Final = MappingProxyType(
    {identifier.ai: identifier for row in TABLE.strip().splitlines() for identifier in read_row(row)}
)
"""Every identifier by its digits."""
