"""The single list of schemes that the night asks; a new scheme is one line in NIGHTS."""

from __future__ import annotations

from talenttrack.services.night import SchemeNight
from talenttrack.services.schemes.rth.night import NIGHT as RTH

NIGHTS: tuple[SchemeNight, ...] = (RTH,)
