"""Persons, as officers see them."""

from __future__ import annotations

from typing import Final

from talenttrack.api.examples.example import Example

N_ = str  # marks a text for translation without translating it here

PERSON: Final = {"person_id": "$person"}

EXAMPLES: Final = (
    Example(
        name="people",
        operation="people_listing",
        by="case_officer",
        title=N_("Found by two characters of the Chinese name"),
        query={"name": "小明"},
        keeps={"person": "items.0.id", "document": "items.0.documents.0.id"},
    ),
    Example(
        name="person",
        operation="people_get",
        by="case_officer",
        title=N_("A person with documents and engagements of all companies"),
        ids=PERSON,
    ),
    Example(
        name="document",
        operation="people_add_document",
        by="case_officer",
        title=N_("A passport of the same person"),
        ids=PERSON,
        body={"id_type": "passport", "id_number": "H21000317", "id_country": "CHN"},
    ),
    Example(
        name="unmasked",
        operation="people_unmask",
        by="case_officer",
        title=N_("The whole number, for a reason that is kept"),
        ids={**PERSON, "document_id": "$document"},
        body={"reason": "Compared with the copy of the card."},
    ),
    Example(
        name="people-of-company",
        operation="people_listing",
        by="case_officer",
        title=N_("Everybody whom a company has named"),
        query={"company_id": "$company", "limit": "200"},
        keeps={"other": "items.1.id"},
        items=2,
    ),
    Example(
        name="merge",
        operation="people_merge",
        by="case_officer",
        title=N_("Two records are said to be of one person"),
        ids=PERSON,
        body={"person_id": "$other", "reason": "The company's letter names them as one."},
        keeps={"merge": "id"},
    ),
    Example(
        name="merge-rejected",
        operation="people_transition_merge",
        by="approving_officer",
        title=N_("The second officer does not agree"),
        ids={**PERSON, "merge_id": "$merge"},
        body={"action": "reject", "reason": "The letter speaks of two persons."},
    ),
)
