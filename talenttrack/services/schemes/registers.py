"""The single list of the schemes' registers that are searched; a new scheme is one line in REGISTERS."""

from __future__ import annotations

from talenttrack.services.registers import Register
from talenttrack.services.schemes.nias_search import REGISTER as NIAS
from talenttrack.services.schemes.rth.search import REGISTER as RTH

REGISTERS: tuple[Register, ...] = (RTH, NIAS)
