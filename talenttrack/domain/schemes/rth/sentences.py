"""The sentences of the checks: one English template for each outcome, translated by gettext when it is read.

Braces name the check's own figures (`limit`, `used`, `after`, shown in the check's unit) or its values.
"""

from __future__ import annotations

N_ = str  # marks a text for translation without translating it here

SENTENCES: dict[str, str] = {
    "rth.concurrent.pass": N_("With this one there are at most {after} engagements at any one time; the limit is {limit}."),
    "rth.concurrent.fail": N_("From {from} to {to} there would be {after} engagements at any one time; the limit is {limit}."),
    "rth.total_months.pass": N_("With this one the company has used {after} of its {limit} talent-months."),
    "rth.total_months.fail": N_("With this one the company would use {after} talent-months; the limit is {limit}."),
    "rth.itf_concurrent.pass": N_("With this one the ITF project has at most {after} engagements at any one time; the limit is {limit}."),
    "rth.itf_concurrent.fail": N_("From {from} to {to} the ITF project would have {after} engagements; the limit is {limit}."),
    "nias.project.pass": N_("The NIAS project {project} of this company has been approved."),
    "nias.project.fail": N_("Name a NIAS project of this company that has been approved."),
    "nias.window.pass": N_("The engagement lies within the window of NIAS project {project}, {from} to {to}."),
    "nias.window.fail": N_("The engagement does not fit the window of NIAS project {project}, {from} to {to}. The window is read as applying to the day on which an engagement starts; that is a setting."),
    "nias.window.fail_every_day": N_("The engagement does not fit the window of NIAS project {project}, {from} to {to}. The window is read as applying to every day of an engagement; that is a setting."),
    "nias.window.terminated": N_("NIAS project {project} was terminated on {terminated_on}; no day of the engagement may lie after that day."),
    "nias.extra_concurrent.pass": N_("With this one there are at most {after} additional NIAS talents at any one time; the limit is {limit}."),
    "nias.extra_concurrent.fail": N_("From {from} to {to} there would be {after} additional NIAS talents; the limit is {limit}."),
    "nias.extra_technical.pass": N_("With this one there are at most {after} technical talents at any one time; the limit is {limit}."),
    "nias.extra_technical.fail": N_("From {from} to {to} there would be {after} technical talents; the limit is {limit}."),
    "nias.extra_technical.pool": N_("Technical talent can be engaged in the additional NIAS pool only."),
    "rth.talent_overlap.pass": N_("The person has no other engagement on these days."),
    "rth.talent_overlap.fail": N_("From {from} to {to} the person is already engaged."),
    "rth.talent_overlap.elsewhere": N_("The person cannot be engaged on these days."),
    "rth.talent_months.pass": N_("With this one the person has {after} of at most {limit} months."),
    "rth.talent_months.fail": N_("With this one the person would have {after} months; the limit is {limit}."),
    "rth.talent_months.excepted": N_("With this one the person has {after} months, more than {limit}; an exception is recorded."),
    "rth.talent_months.elsewhere": N_("The person's months under the scheme do not allow this engagement."),
    "rth.degree.pass": N_("The person holds a STEM degree of a recognised institution."),
    "rth.degree.fail": N_("Research talent needs a STEM degree of a local university, jointly with a local one, or of a well-recognised non-local institution."),
    "rth.right_to_work.pass": N_("The person may work in Hong Kong."),
    "rth.right_to_work.fail": N_("The person is neither a permanent resident nor permitted to work in Hong Kong on {first_day}."),
    "rth.right_to_work.warn": N_("The permit to work ends on {permit_until}, before the engagement ends on {last_day}: renew it in time."),
    "rth.conflict.pass": N_("No interest in the company and no family tie is declared."),
    "rth.conflict.fail": N_("The person is declared a proprietor, partner, shareholder or manager of the company, or a relative of one."),
    "rth.dates.pass": N_("The engagement ends on or after the day on which it starts."),
    "rth.dates.fail": N_("The engagement ends on {last_day}, before it starts on {first_day}."),
    "rth.backdated.pass": N_("The engagement starts on or after the day of submission."),
    "rth.backdated.warn": N_("The engagement starts on {first_day}, before the day of submission, {submitted_on}."),
    "rth.company.pass": N_("The company may draw on this pool."),
    "rth.company.suspended": N_("The company is suspended."),
    "rth.company.unregistered": N_("The company is not registered in Hong Kong."),
    "rth.company.subvented": N_("A government-subvented body, or a subsidiary of one, cannot draw on this pool."),
}
