"""The single list of the schemes' histories; a new scheme is one line in CHRONICLES."""

from __future__ import annotations

from talenttrack.services.histories import Chronicle
from talenttrack.services.schemes.nias_chronicle import CHRONICLE as NIAS
from talenttrack.services.schemes.rth.chronicle import CHRONICLE as RTH

CHRONICLES: tuple[Chronicle, ...] = (RTH, NIAS)
