"""The sentences of the checks: one English template for each outcome, translated by gettext when it is read.

`%(name)s` names one of the check's own figures (limit, used, after; shown in the check's unit) or its values.
"""

from __future__ import annotations

N_ = str  # marks a text for translation without translating it here

SENTENCES: dict[str, str] = {
    "rth.concurrent.pass": N_(
        "With this one there are at most %(after)s engagements at any one time; the limit is %(limit)s."
    ),
    "rth.concurrent.fail": N_(
        "From %(from)s to %(to)s there would be %(after)s engagements at any one time; the limit is %(limit)s."
    ),
    "rth.total_months.pass": N_("With this one the company has used %(after)s of its %(limit)s talent-months."),
    "rth.total_months.fail": N_("With this one the company would use %(after)s talent-months; the limit is %(limit)s."),
    "rth.itf_concurrent.pass": N_(
        "With this one the ITF project has at most %(after)s engagements at any one time; the limit is %(limit)s."
    ),
    "rth.itf_concurrent.fail": N_(
        "From %(from)s to %(to)s the ITF project would have %(after)s engagements; the limit is %(limit)s."
    ),
    "nias.project.pass": N_("The NIAS project %(project)s of this company has been approved."),
    "nias.project.fail": N_("Name a NIAS project of this company that has been approved."),
    "nias.window.pass": N_("The engagement lies within the window of NIAS project %(project)s, %(from)s to %(to)s."),
    "nias.window.fail": N_(
        "The engagement does not fit the window of NIAS project %(project)s, %(from)s to %(to)s. The "
        "window is read as applying to the day on which an engagement starts; that is a setting."
    ),
    "nias.window.fail_every_day": N_(
        "The engagement does not fit the window of NIAS project %(project)s, %(from)s to %(to)s. The "
        "window is read as applying to every day of an engagement; that is a setting."
    ),
    "nias.window.terminated": N_(
        "NIAS project %(project)s was terminated on %(terminated_on)s; no day of the engagement may lie after that day."
    ),
    "nias.extra_concurrent.pass": N_(
        "With this one there are at most %(after)s additional NIAS talents at any one time; the limit is %(limit)s."
    ),
    "nias.extra_concurrent.fail": N_(
        "From %(from)s to %(to)s there would be %(after)s additional NIAS talents; the limit is %(limit)s."
    ),
    "nias.extra_technical.pass": N_(
        "With this one there are at most %(after)s technical talents at any one time; the limit is %(limit)s."
    ),
    "nias.extra_technical.fail": N_(
        "From %(from)s to %(to)s there would be %(after)s technical talents; the limit is %(limit)s."
    ),
    "nias.extra_technical.pool": N_("Technical talent can be engaged in the additional NIAS pool only."),
    "rth.talent_overlap.pass": N_("The person has no other engagement on these days."),
    "rth.talent_overlap.fail": N_("From %(from)s to %(to)s the person is already engaged."),
    "rth.talent_overlap.elsewhere": N_("The person cannot be engaged on these days."),
    "rth.talent_months.pass": N_("With this one the person has %(after)s of at most %(limit)s months."),
    "rth.talent_months.fail": N_("With this one the person would have %(after)s months; the limit is %(limit)s."),
    "rth.talent_months.excepted": N_(
        "With this one the person has %(after)s months, more than %(limit)s; an exception is recorded."
    ),
    "rth.talent_months.elsewhere": N_("The person's months under the scheme do not allow this engagement."),
    "rth.degree.pass": N_("The person holds a STEM degree of a recognised institution."),
    "rth.degree.fail": N_(
        "Research talent needs a STEM degree of a local university, jointly with a local one, or of a "
        "well-recognised non-local institution."
    ),
    "rth.right_to_work.pass": N_("The person may work in Hong Kong."),
    "rth.right_to_work.fail": N_(
        "The person is neither a permanent resident nor permitted to work in Hong Kong on %(first_day)s."
    ),
    "rth.right_to_work.warn": N_(
        "The permit to work ends on %(permit_until)s, before the engagement ends on %(last_day)s: renew it in time."
    ),
    "rth.conflict.pass": N_("No interest in the company and no family tie is declared."),
    "rth.conflict.fail": N_(
        "The person is declared a proprietor, partner, shareholder or manager of the company, or a relative of one."
    ),
    "rth.dates.pass": N_("The engagement ends on or after the day on which it starts."),
    "rth.dates.fail": N_("The engagement ends on %(last_day)s, before it starts on %(first_day)s."),
    "rth.backdated.pass": N_("The engagement starts on or after the day of submission."),
    "rth.backdated.warn": N_("The engagement starts on %(first_day)s, before the day of submission, %(submitted_on)s."),
    "rth.company.pass": N_("The company may draw on this pool."),
    "rth.company.suspended": N_("The company is suspended."),
    "rth.company.unregistered": N_("The company is not registered in Hong Kong."),
    "rth.company.subvented": N_("A government-subvented body, or a subsidiary of one, cannot draw on this pool."),
}
