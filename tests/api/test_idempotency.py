"""One key, one act."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from talenttrack.storage.audit import IdempotencyRecord, ReceiptRow
from talenttrack.storage.schemes.rth import Engagement
from tests.api.asking import HKIDS, Office, engagement, made


def _count(office: Office, model: type) -> int:
    with office.wiring.read_session() as session:
        return int(session.execute(select(func.count()).select_from(model)).scalar_one())


def test_fifty_times_the_same_key_gives_fifty_equal_answers_and_one_engagement(office: Office) -> None:
    company_id, company = office.company()
    answers = [company.post("/engagements", engagement(company_id), key="hire-1") for _ in range(50)]
    assert {(a.status_code, a.data, a.headers["ETag"], a.headers["Location"]) for a in answers} == {
        (201, answers[0].data, '"1"', f"/api/v1/engagements/{answers[0].get_json()['id']}")
    }
    assert _count(office, Engagement) == 1


def test_a_refusal_is_given_again_with_the_same_receipt(office: Office) -> None:
    company_id, company = office.company()
    for number in HKIDS[:4]:
        made(company.post("/engagements", engagement(company_id, number)))
    answers = [company.post("/engagements", engagement(company_id, HKIDS[4]), key="late") for _ in range(3)]
    assert {(answer.status_code, answer.data) for answer in answers} == {(409, answers[0].data)}
    assert answers[0].content_type == answers[2].content_type == "application/problem+json"
    assert _count(office, ReceiptRow) == 5


def test_the_order_of_fields_does_not_make_another_request_but_a_value_does(office: Office) -> None:
    company_id, company = office.company()
    body = engagement(company_id)
    made(company.post("/engagements", body, key="k"))
    turned = dict(reversed(body.items()))
    assert company.post("/engagements", turned, key="k").status_code == 201
    other = company.post("/engagements", {**body, "end": "2027-11-29"}, key="k")
    assert (other.status_code, other.get_json()["code"]) == (422, "idempotency.reused")
    elsewhere = company.post("/engagements/check", body, key="k")
    assert elsewhere.get_json()["code"] == "idempotency.reused"


def test_a_key_belongs_to_its_user(office: Office) -> None:
    for _ in range(2):
        company_id, company = office.company()
        start = "2026-12-01" if company_id == 1 else "2028-12-01"
        end = "2027-11-30" if company_id == 1 else "2029-11-30"
        made(company.post("/engagements", engagement(company_id, start=start, end=end), key="mine"))
    assert _count(office, Engagement) == 2


def test_an_error_keeps_no_key_so_that_the_repaired_request_may_use_it(office: Office) -> None:
    company_id, company = office.company()
    wrong = {**engagement(company_id), "stream": "XX"}
    assert company.post("/engagements", wrong, key="k").status_code == 422
    made(company.post("/engagements", engagement(company_id), key="k"))


@pytest.mark.parametrize("key", ["", "a b", "ä", "x" * 256])
def test_a_key_that_is_none_is_malformed(office: Office, key: str) -> None:
    answer = office.case_officer.post("/companies", {"brn": "12345678", "name_en": "A"}, key=key)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "idempotency.key")


def test_eight_twins_at_once_get_one_engagement_and_the_same_answer(office: Office) -> None:
    company_id, company = office.company()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _n: company.post("/engagements", engagement(company_id), key="twin"), range(8)))
    assert {(answer.status_code, answer.data) for answer in answers} == {(201, answers[0].data)}
    assert _count(office, Engagement) == 1


def test_what_is_kept_shows_neither_name_nor_number(office: Office) -> None:
    company_id, company = office.company()
    made(company.post("/engagements", engagement(company_id), key="secret"))
    with office.wiring.read_session() as session:
        row = session.scalars(select(IdempotencyRecord)).one()
    assert b"Chan" not in row.body
    assert "A123456" not in f"{row.request_hash}{row.headers}"


def test_the_night_by_key_is_answered_alike(office: Office) -> None:
    answers = [office.case_officer.post("/compliance/runs", {"date": "2026-11-22"}, key="n") for _ in range(3)]
    assert {(answer.status_code, answer.data) for answer in answers} == {(201, answers[0].data)}
    other = office.case_officer.post("/compliance/runs", {"date": "2026-11-21"}, key="n")
    assert other.get_json()["code"] == "idempotency.reused"
