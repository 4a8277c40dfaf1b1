"""What the demo's diary can tell of engagements, persons and projects, by the name of the act; each scheme its own."""

from talenttrack.services.schemes.nias_demo import ACTS as NIAS
from talenttrack.services.schemes.rth.demo import ACTS as RTH

ACTS = {**RTH, **NIAS}
