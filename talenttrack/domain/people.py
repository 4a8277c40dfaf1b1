"""Identity documents: one spelling for each number, and no more trust in it than a check digit can give.

A check digit catches every single wrong digit and every swap of neighbours, but not every wrong letter; and a
number that passes need not belong to anybody.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from talenttrack.domain.errors import FieldError, Invalid

N_ = str  # marks a text for translation without translating it here


class IdType(StrEnum):
    HKID = "hkid"
    PASSPORT = "passport"


COUNTRIES = frozenset(
    """
    ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR BHS BIH
    BLM BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI CUB
    CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK FRA FRO FSM GAB GBR GEO
    GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN
    IRQ ISL ISR ITA JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA
    MAC MAF MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER
    NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU
    RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA
    TCD TGO THA TJK TKL TKM TLS TON TTO TUN TUR TUV TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT
    WLF WSM YEM ZAF ZMB ZWE
    """.split()  # noqa: SIM905 (249 quoted strings would not be easier to compare with the standard)
)
"""The assigned alpha-3 codes of ISO 3166-1."""

_HKID = re.compile(r"([A-Z]{1,2})([0-9]{6})([0-9A])")
_PASSPORT = re.compile(r"(?=.*[0-9])[A-Z0-9]{5,20}")
_LIKE_A_HKID = re.compile(r"[A-Z]{1,2}[0-9]{5,7}[0-9A]?")
_HOLDS_A_HKID = re.compile(r"(?<![A-Z0-9])[A-Z]{1,2}(?:[\W_]{0,3}[0-9]){6,7}(?![\W_]{0,3}[0-9])")
_APART = re.compile(r"[\s:;,]+")
_BRACKETS = frozenset("()[]{}<>")
_MISSING_LETTER = 36


@dataclass(frozen=True, slots=True)
class Identity:
    """A document by its normalised number; `country` is empty for a HKID. Its text forms show the masked number."""

    type: IdType
    country: str
    number: str

    @property
    def lookup_text(self) -> str:
        """What is hashed to find the document again: equal for every spelling of the same document."""
        return f"{self.type.value}:{self.country}:{self.number}"

    @property
    def masked(self) -> str:
        """What may be shown: `A12****(*)`, or the first two characters of a passport number."""
        if self.type is IdType.HKID:
            body = self.number[:-1]
            return f"{body[:3]}{'*' * (len(body) - 3)}(*)"
        return self.number[:2] + "*" * (len(self.number) - 2)

    @property
    def written(self) -> str:
        """The whole number as it is written on the document: `A123456(3)`. Restricted."""
        if self.type is IdType.HKID:
            return f"{self.number[:-1]}({self.number[-1]})"
        return self.number

    def __repr__(self) -> str:
        return f"Identity({self.type.value}, {self.country!r}, {self.masked!r})"

    __str__ = __repr__


def identity(id_type: str, id_number: str, id_country: str | None) -> Identity:
    """The document as sent, in its one canonical form.

    Full-width characters become ASCII; spaces, brackets and case do not matter. Raises Invalid naming
    `id_type`, `id_number` and `id_country`, all that are wrong.
    """
    number = normalised_number(id_number)
    country = normalised_number(id_country or "")
    try:
        known = IdType(id_type.strip().lower())
    except ValueError:
        raise Invalid(FieldError("id_type", "unknown", N_("Choose the type of document: hkid or passport."))) from None
    errors = _hkid_errors(number, country) if known is IdType.HKID else _passport_errors(number, country)
    if errors:
        raise Invalid(*errors)
    return Identity(known, "" if known is IdType.HKID else country, number)


def normalised_number(text: str) -> str:
    """Upper case without spaces, invisible characters and brackets; letters beyond ASCII stay, to be refused."""
    kept = "".join(
        character
        for character in unicodedata.normalize("NFKC", text)
        if character not in _BRACKETS and unicodedata.category(character)[0] != "Z" and not _invisible(character)
    )
    # Upper case could make ASCII of letters that are none, such as the dotless i.
    return kept.upper() if kept.isascii() else kept


def may_be_number(text: str) -> bool:
    """Whether the text may be, or hold, the number of a document, mistyped ones included.

    Such a text is kept out of addresses and logs. Words and references with hyphens are none, a single word of
    letters and digits may be one.
    """
    plain = unicodedata.normalize("NFKC", text)
    visible = "".join(character for character in plain if unicodedata.category(character) != "Cf").upper()
    if _HOLDS_A_HKID.search(visible):
        return True
    tokens = [normalised_number(token) for token in _APART.split(plain)]
    worded = any(len(token) > 2 and token.isalpha() for token in tokens)
    whole = [] if worded else [normalised_number(text)]
    bare = "".join(character for character in normalised_number(text) if character.isalnum())
    return any(map(_PASSPORT.fullmatch, [*tokens, *whole])) or bool(_LIKE_A_HKID.fullmatch(bare))


def documents_numbered(text: str) -> tuple[Identity, ...]:
    """Every document that may have this number: a HKID whose check digit fits, or a passport of any country."""
    number = normalised_number(text)
    found = [Identity(IdType.HKID, "", number)] if not _hkid_errors(number, "") else []
    if _PASSPORT.fullmatch(number):
        found += [Identity(IdType.PASSPORT, country, number) for country in sorted(COUNTRIES)]
    return tuple(found)


def hkid_check_digit(body: str) -> str:
    """The check digit, 0 to 9 or A, of one or two letters and six digits.

    A to Z count 10 to 35 and a missing first letter 36; weights 9 to 2; the weighted sum and the check digit
    add up to a multiple of 11, where A stands for 10.
    """
    values = [ord(c) - ord("A") + 10 if c.isalpha() else int(c) for c in body]
    if len(body) == 7:
        values.insert(0, _MISSING_LETTER)
    rest = -sum(value * weight for value, weight in zip(values, range(9, 1, -1), strict=True)) % 11
    return "A" if rest == 10 else str(rest)


def _invisible(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) == "Cf"


def _hkid_errors(number: str, country: str) -> list[FieldError]:
    errors = []
    match = _HKID.fullmatch(number)
    if match is None:
        message = N_("Write the number as on the card: one or two letters, six digits and the check digit in brackets.")
        errors.append(FieldError("id_number", "required" if not number else "format", message))
    elif hkid_check_digit(match[1] + match[2]) != match[3]:
        message = N_("The check digit does not fit the number. Compare the number with the card.")
        errors.append(FieldError("id_number", "check_digit", message))
    if country not in ("", "HKG"):
        message = N_("Leave the country empty for a Hong Kong identity card.")
        errors.append(FieldError("id_country", "unexpected", message))
    return errors


def _passport_errors(number: str, country: str) -> list[FieldError]:
    errors = []
    if not _PASSPORT.fullmatch(number):
        message = N_("Write the passport number as in the passport: 5 to 20 letters and digits.")
        errors.append(FieldError("id_number", "required" if not number else "format", message))
    if country not in COUNTRIES:
        message = N_("Give the country that issued the passport as its three letters in ISO 3166-1, such as GBR.")
        errors.append(FieldError("id_country", "required" if not country else "unknown", message))
    return errors
