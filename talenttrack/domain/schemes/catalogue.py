"""The single list of schemes: what shared code knows of each of them."""

from talenttrack.domain.schemes.nias_awards import SENTENCES as NIAS_SENTENCES
from talenttrack.domain.schemes.rth.mending import MENDING as RTH_MENDING
from talenttrack.domain.schemes.rth.reasons import TEXTS as RTH_REASONS
from talenttrack.domain.schemes.rth.sentences import SENTENCES as RTH_SENTENCES

SENTENCES: dict[str, str] = {**RTH_SENTENCES, **NIAS_SENTENCES}
"""Every sentence of every scheme's checks, by the key that `Check.wording` holds."""

REASONS: dict[str, str] = {**RTH_REASONS}
"""The words of every scheme's reasons for a decision, by the code that is kept."""

MENDING: dict[str, str] = {**RTH_MENDING}
"""Every sentence that says what would mend a finding, by the key that `Mend.wording` holds."""
