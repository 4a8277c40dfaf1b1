"""Persons, for officers alone: their documents, always masked but for one act with a reason, and merges by two."""

from __future__ import annotations

import re
from typing import Literal

from talenttrack.api.engagement_shapes import IdTypeName
from talenttrack.api.paging import PageQuery, encoded
from talenttrack.api.registry import Answer, Call, Routes
from talenttrack.api.shapes import DayText, Id, IdNumber, Instant, MaybeText, Reason, Sent, Told, day, instant
from talenttrack.domain.errors import FieldError, Invalid, NotFound
from talenttrack.domain.people import identity
from talenttrack.services import people, people_merge
from talenttrack.services.people import DocumentView, PersonLine, PersonView
from talenttrack.services.people_merge import MergeView

N_ = str  # marks a text for translation without translating it here

routes = Routes("people")

_REFERENCE = re.compile(r"P-([0-9]{1,18})")


class DocumentTold(Told):
    id: int
    id_type: str
    id_country: str
    id_number: str
    recorded_at: Instant


class PersonEngagement(Told):
    id: int
    reference: str
    company_id: int
    company_name_en: str
    company_name_zh: str
    pool: str
    state: str
    start: DayText
    end: DayText


class MergeTold(Told):
    """Two records said to be of one person; `kept_id` stays once a second officer agrees, whatever the `warnings`."""

    id: int
    reference: str
    state: Literal["proposed", "confirmed", "rejected"]
    version: int
    kept_id: int
    merged_id: int
    reason: str
    proposed_at: Instant
    warnings: list[Literal["person.two_hkids"]]


class PersonTold(Told):
    id: int
    reference: str
    state: str
    version: int
    name_en: str
    name_zh: str
    documents: list[DocumentTold]
    engagements: list[PersonEngagement]
    merges: list[MergeTold]


class PersonListed(Told):
    id: int
    reference: str
    state: str
    version: int
    name_en: str
    name_zh: str
    documents: list[DocumentTold]


class PersonPage(Told):
    items: list[PersonListed]
    next_cursor: str | None


class PersonQuery(PageQuery):
    """`name`: a part of the name, two characters or more. `company_id`: whom that company ever named."""

    name: MaybeText = ""
    company_id: Id | None = None
    reference: MaybeText | None = None


class NewDocument(Sent):
    id_type: IdTypeName
    id_number: IdNumber
    id_country: MaybeText | None = None


class NewMerge(Sent):
    """`person_id` is the record to be merged into the one in the address."""

    person_id: Id
    reason: Reason


class MergeTransition(Sent):
    action: Literal["confirm", "reject"]
    reason: Reason | None = None


class Unmasking(Sent):
    reason: Reason


class UnmaskedTold(Told):
    document_id: int
    id_number: str


@routes.get("/people", N_("List persons"), PersonPage, query=PersonQuery)
def listing(call: Call) -> Answer:
    """`reference` is `P-` and the person's id; after a merge it leads to the record that stands for both."""
    asked = call.query(PersonQuery)
    if asked.reference is not None:
        return Answer(PersonPage(items=_referred(call, asked.reference), next_cursor=None))
    page = people.search(
        call.session,
        call.actor,
        name=asked.name,
        cursor=asked.after,
        limit=asked.limit,
        company_id=asked.company_id,
    )
    return Answer(PersonPage(items=[_listed(line) for line in page.items], next_cursor=encoded(page.next_cursor)))


@routes.get("/people/{person_id}", N_("Look up a person"), PersonTold)
def get(call: Call) -> Answer:
    """After a merge, the record that stands for both."""
    return _answer(call, call.id("person_id"), status=200)


@routes.post("/people/{person_id}/documents", N_("Add an identity document"), PersonTold, body=NewDocument, status=201)
def add_document(call: Call) -> Answer:
    """A document that is another person's is a conflict: then the two records are merged. So is a second HKID."""
    sent = call.body(NewDocument)
    found = identity(sent.id_type, sent.id_number, sent.id_country)
    people.add_document(call.session, call.actor, call.id("person_id"), found, call.now)
    return _answer(call, call.id("person_id"), status=201)


@routes.post(
    "/people/{person_id}/documents/{document_id}/unmask",
    N_("See a whole identity number"),
    UnmaskedTold,
    body=Unmasking,
)
def unmask(call: Call) -> Answer:
    """Leaves an audit entry with the reason."""
    person = people.get(call.session, call.actor, call.id("person_id"))
    document_id = call.id("document_id")
    if document_id not in {document.id for document in person.documents}:
        raise NotFound(N_("There is no such document."))
    number = people.unmask(call.session, call.actor, document_id, call.body(Unmasking).reason, call.now)
    return Answer(UnmaskedTold(document_id=document_id, id_number=number))


@routes.post("/people/{person_id}/merge", N_("Merge two records of one person"), MergeTold, body=NewMerge, status=201)
def merge(call: Call) -> Answer:
    """Proposes the merge; the same request by a second officer confirms it."""
    sent = call.body(NewMerge)
    kept_id = call.id("person_id")
    waiting = [
        open_merge
        for open_merge in people_merge.open_merges(call.session, call.actor)
        if (open_merge.kept_id, open_merge.merged_id) == (kept_id, sent.person_id)
        and open_merge.proposed_by != call.actor.id
    ]
    if waiting:
        people_merge.confirm_merge(call.session, call.actor, waiting[0].id, call.now)
        return _merge_answer(call, kept_id, waiting[0].id, status=201)
    merge_id = people_merge.propose_merge(
        call.session, call.actor, kept_id=kept_id, merged_id=sent.person_id, reason=sent.reason, now=call.now
    )
    return _merge_answer(call, kept_id, merge_id, status=201)


@routes.post(
    "/people/{person_id}/merges/{merge_id}/transitions",
    N_("Confirm or reject a merge"),
    MergeTold,
    body=MergeTransition,
)
def transition_merge(call: Call) -> Answer:
    """`confirm` by another officer than the one who proposed it; `reject` gives a reason."""
    sent = call.body(MergeTransition)
    person_id, merge_id = call.id("person_id"), call.id("merge_id")
    _merge(call, person_id, merge_id)
    if sent.action == "confirm":
        person_id = people_merge.confirm_merge(call.session, call.actor, merge_id, call.now)
    elif sent.reason is None:
        raise Invalid(FieldError("reason", "required", N_("Give a reason.")))
    else:
        people_merge.reject_merge(call.session, call.actor, merge_id, sent.reason, call.now)
    return _merge_answer(call, person_id, merge_id, status=200)


def _referred(call: Call, reference: str) -> list[PersonListed]:
    match = _REFERENCE.fullmatch(reference)
    try:
        view = people.get(call.session, call.actor, int(match[1])) if match else None
    except NotFound:
        view = None
    if view is None:
        return []
    line = PersonLine(view.id, view.name_en, view.name_zh, view.version, view.documents)
    return [_listed(line)]


def _merge(call: Call, person_id: int, merge_id: int) -> MergeView:
    person = people.get(call.session, call.actor, person_id)
    for one in person.merges:
        if one.id == merge_id:
            return one
    raise NotFound(N_("There is no such merge."))


def _merge_answer(call: Call, person_id: int, merge_id: int, *, status: int) -> Answer:
    return Answer(_merge_told(_merge(call, person_id, merge_id)), status=status)


def _answer(call: Call, person_id: int, *, status: int) -> Answer:
    view = people.get(call.session, call.actor, person_id)
    return Answer(_person(view), status=status, version=view.version)


def _person(view: PersonView) -> PersonTold:
    return PersonTold(
        id=view.id,
        reference=view.reference,
        state=view.state,
        version=view.version,
        name_en=view.name_en,
        name_zh=view.name_zh,
        documents=[_document(document) for document in view.documents],
        engagements=[
            PersonEngagement(
                id=line.id,
                reference=line.reference,
                company_id=line.company_id,
                company_name_en=line.company_name_en,
                company_name_zh=line.company_name_zh,
                pool=line.pool,
                state=line.state,
                start=day(line.first_day),
                end=day(line.last_day),
            )
            for line in view.engagements
        ],
        merges=[_merge_told(one) for one in view.merges],
    )


def _listed(line: PersonLine) -> PersonListed:
    return PersonListed(
        id=line.id,
        reference=f"P-{line.id}",
        state="recorded",
        version=line.version,
        name_en=line.name_en,
        name_zh=line.name_zh,
        documents=[_document(document) for document in line.documents],
    )


def _document(document: DocumentView) -> DocumentTold:
    return DocumentTold(
        id=document.id,
        id_type=document.id_type,
        id_country=document.id_country,
        id_number=document.masked,
        recorded_at=instant(document.recorded_at),
    )


def _merge_told(view: MergeView) -> MergeTold:
    return MergeTold.model_validate(
        {
            "id": view.id,
            "reference": f"M-{view.id}",
            "state": view.state,
            "version": 1 if view.state == "proposed" else 2,
            "kept_id": view.kept_id,
            "merged_id": view.merged_id,
            "reason": view.reason,
            "proposed_at": instant(view.proposed_at),
            "warnings": list(view.warnings),
        }
    )
