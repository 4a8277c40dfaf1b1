"""Passwords: long ones, hashed with argon2id; hashing is slow on purpose, so it is done before any lock is held.

Length and a short list of the obvious, no rules of composition: those make people write `Password1!`.
"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from talenttrack.domain.errors import FieldError, Invalid

N_ = str  # marks a text for translation without translating it here

LENGTH_MIN: Final = 12
LENGTH_MAX: Final = 256
_DIFFERENT_MIN: Final = 4
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_RUNS: Final = (
    "0123456789" * 3,
    "abcdefghijklmnopqrstuvwxyz" * 2,
    "qwertyuiopasdfghjklzxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
)
_COMMON_TEXT: Final = """
123456789012 1234567890ab 123123123123 password1234 password12345 password123456 passwordpassword p@ssw0rd1234
passw0rd1234 mypassword123 qwerty123456 qwertyqwerty qwerty12345678 administrator administrator1 admin12345678
adminadminadmin welcome12345 welcome123456 letmein12345 letmeinletmein iloveyou1234 iloveyouiloveyou
changeme1234 changemechangeme changeme12345 talenttrack talenttrack1 talenttrack12 talenttrack123 talenttrack1234
hongkong1234 hongkong12345 hongkonghongkong football1234 baseball1234 superman1234 sunshine1234 princess1234
monkey123456 dragon123456 abc123abc123 abcd12345678 abcdefgh1234 a1b2c3d4e5f6 1qaz2wsx3edc 1qaz2wsx3edc4rfv
q1w2e3r4t5y6 zaq12wsxcde3 secretsecret trustno1trustno1 correcthorsebatterystaple
"""
_COMMON: Final = frozenset(_COMMON_TEXT.split())


@dataclass(frozen=True, slots=True)
class Hashed:
    """A password ready to be kept, and the words themselves where they were made up here and must be told once."""

    kept: str
    generated: str | None = None


def hashed(password: str | None, *, email: str, cheap: bool, field: str = "password") -> Hashed:
    """The password, or a random one for None, ready to be kept; slow, so call it before asking for a lock.

    `cheap` is for tests. Raises Invalid at `field` for a password that would be guessed.
    """
    if password is None:
        password = generated = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(4))
    else:
        generated = None
        check(password, email=email, field=field)
    return Hashed(_hasher(cheap).hash(_spelt(password)), generated)


def check(password: str, *, email: str, field: str) -> None:
    """Raises Invalid at `field` for a password that is too short, too long, well known, or the e-mail address."""
    spelt = _spelt(password)
    if len(spelt) < LENGTH_MIN:
        message = N_("Choose a password of at least 12 characters. A few words in a row are easy to remember.")
        raise Invalid(FieldError(field, "too_short", message))
    if len(spelt) > LENGTH_MAX:
        raise Invalid(FieldError(field, "too_long", N_("Choose a password of at most 256 characters.")))
    plain = spelt.casefold()
    known = plain in _COMMON or any(plain in run for run in _RUNS) or len(set(plain)) < _DIFFERENT_MIN
    if known or plain in (email, email.partition("@")[0]):
        raise Invalid(FieldError(field, "common", N_("This password is easy to guess. Choose another one.")))


def matches(password: str, kept: str | None, *, cheap: bool) -> bool:
    """Whether `kept` was made from the password; takes the same time where nothing is kept."""
    spelt = _spelt(password)
    usable = kept is not None and len(spelt) <= LENGTH_MAX
    try:
        _hasher(cheap).verify(kept if usable and kept else _decoy(cheap), spelt[:LENGTH_MAX])
    except (VerificationError, InvalidHashError):
        return False
    return usable


def outdated(kept: str, *, cheap: bool) -> bool:
    """Whether `kept` was made at another cost than is wanted today."""
    return _hasher(cheap).check_needs_rehash(kept)


@cache
def _hasher(cheap: bool) -> PasswordHasher:
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1) if cheap else PasswordHasher()


@cache
def _decoy(cheap: bool) -> str:
    return _hasher(cheap).hash(secrets.token_urlsafe(32))


def _spelt(password: str) -> str:
    """One spelling, whatever the keyboard: composed and decomposed letters are the same password."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace").decode()
