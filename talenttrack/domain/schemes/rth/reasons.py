"""The reasons an officer picks from when deciding, by act: stable codes, and their words as English message ids.

A company reads those of what is told to it in its own language, so that codes are kept and never their words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

N_ = str  # marks a text for translation without translating it here

REASONS: Final[Mapping[str, Mapping[str, str]]] = {
    "recommend": {
        "complete": N_("The papers are complete and agree with the answers."),
        "degree_seen": N_("The degree and its awarding institution were checked."),
        "right_to_work_seen": N_("The right to work in Hong Kong was checked."),
        "similar_approved": N_("A like case of this company was approved before."),
    },
    "approve": {
        "as_recommended": N_("Approved as recommended."),
        "own_check": N_("The papers were looked at again."),
    },
    "return": {
        "contract": N_("Add the employment contract."),
        "degree_certificate": N_("Add the certificate of the degree."),
        "transcript": N_("Add the transcript, so that the field of study can be seen."),
        "identity_document": N_("Add a readable copy of the identity document."),
        "permit": N_("Add the permit to work or the visa."),
        "post": N_("Describe the post: its research work and who supervises it."),
        "salary": N_("Explain the monthly salary, or correct it."),
        "dates": N_("Check the first and the last day."),
        "project": N_("Show how the person works on the project that is named."),
        "ties": N_("Declare how the person is tied to the company."),
    },
    "reject": {
        "not_research": N_("The post is not research and development."),
        "degree_unfit": N_("The degree does not meet the requirement."),
        "not_eligible_to_work": N_("The person may not take up this work in Hong Kong."),
        "tied": N_("The person is tied to the company."),
        "no_quota": N_("There is no quota left for these days."),
        "papers_wrong": N_("The papers do not agree with the answers."),
        "no_answer": N_("What was asked for was not given."),
        "not_needed": N_("The longer engagement is not explained."),
    },
}
"""Which reasons belong to which act."""

TEXTS: Final[Mapping[str, str]] = {code: text for reasons in REASONS.values() for code, text in reasons.items()}
"""The words of a code, whichever act it belongs to: no two acts share one."""
