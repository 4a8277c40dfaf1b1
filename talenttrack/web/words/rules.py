"""The words of the rules: schemes, which day picks a version, how sure it is."""

from __future__ import annotations

from typing import Final

from talenttrack.language import lazy

SCHEMES: Final = {
    "rth": lazy("Research Talent Hub"),
    "nias": lazy("New Industrialisation Acceleration Scheme"),
    "techtas": lazy("Technology Talent Admission Scheme"),
    "nittp": lazy("New Industrialisation and Technology Training Programme"),
    "nifs": lazy("New Industrialisation Funding Scheme"),
    "mplus": lazy("Manufacturing+"),
    "general": lazy("All schemes"),
}
PICKED_BY: Final = {
    "service_day": lazy("each day of the engagement"),
    "submission": lazy("the day of the first submission"),
    "approval": lazy("the day of the project's approval"),
    "course_start": lazy("the first day of the course"),
    "lodging": lazy("the day of lodging"),
    "day_of_use": lazy("the day on which it is used"),
}
CHOICES: Final = {"start": lazy("First day"), "every_day": lazy("each day of the engagement")}
CERTAINTIES: Final = {
    "published": lazy("published"),
    "reported": lazy("reported, not found in an official text"),
    "assumed": lazy("first day assumed"),
}
UNITS: Final = {
    "heads": lazy("heads"),
    "count": lazy("count"),
    "months": lazy("months"),
    "years": lazy("years"),
    "days": lazy("days"),
    "hkd": lazy("Hong Kong dollars"),
    "share": lazy("share"),
    "flag": lazy("true or false"),
    "choice": lazy("choice"),
    "text": lazy("text"),
}
