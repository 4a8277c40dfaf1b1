"""Every kind of file that can be imported, by the name it has on the command line."""

from talenttrack.services.imports.companies import KIND as COMPANIES
from talenttrack.services.schemes.nias_importing import KIND as NIAS_PROJECTS
from talenttrack.services.schemes.rth.importing import KIND as ENGAGEMENTS

KINDS = {kind.name: kind for kind in (COMPANIES, NIAS_PROJECTS, ENGAGEMENTS)}
