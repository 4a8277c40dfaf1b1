"""Imports every model, so that the metadata is complete for migrations and for the tests that compare them."""

from talenttrack.storage import accounts, audit, companies, findings, locks, people, policy, uploads
from talenttrack.storage.base import Base
from talenttrack.storage.schemes import nias, rth, rth_preparing

metadata = Base.metadata

__all__ = [
    "accounts",
    "audit",
    "companies",
    "findings",
    "locks",
    "metadata",
    "nias",
    "people",
    "policy",
    "rth",
    "rth_preparing",
    "uploads",
]
