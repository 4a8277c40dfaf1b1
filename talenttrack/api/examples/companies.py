"""The company of the story, its NIAS project, and the rules that it meets."""

from __future__ import annotations

from typing import Final

from talenttrack.api.examples.example import Example

N_ = str  # marks a text for translation without translating it here

COMPANY: Final = {"company_id": "$company"}

EXAMPLES: Final = (
    Example(
        name="company",
        operation="companies_create",
        by="case_officer",
        title=N_("A company enters the register"),
        headers={"Idempotency-Key": "kite-robotics-1"},
        body={
            "brn": "30417765",
            "name_en": "Kite Robotics Limited",
            "name_zh": "紙鳶機械人有限公司",
            "address": "12/F, 8 Science Park West Avenue, Sha Tin",
            "phone": "+852 5550 0100",
            "directors": ["LAM Wing Yan"],
            "operating_since": "2019-04-01",
        },
        keeps={"company": "id"},
    ),
    Example(
        name="company-invalid",
        operation="companies_create",
        by="case_officer",
        title=N_("Two fields are wrong, and both are named"),
        body={"brn": "3041", "name_en": "Kite Robotics Limited", "colour": "blue"},
    ),
    Example(
        name="company-again",
        operation="companies_create",
        by="case_officer",
        title=N_("Another company under the same number is a conflict"),
        body={"brn": "30417765", "name_en": "Somebody Else Limited"},
    ),
    Example(
        name="companies",
        operation="companies_listing",
        by="case_officer",
        title=N_("Found by its business registration number"),
        query={"reference": "30417765"},
    ),
    Example(
        name="company-own",
        operation="companies_get",
        by="company_user",
        title=N_("A company looks at itself"),
        ids=COMPANY,
    ),
    Example(
        name="company-of-others",
        operation="companies_get",
        by="company_user",
        title=N_("Another company's record is not there, whether or not it exists"),
        ids={"company_id": "999"},
    ),
    Example(
        name="project",
        operation="nias_projects_create",
        by="case_officer",
        title=N_("A project is entered; its grant is computed"),
        ids=COMPANY,
        body={
            "reference": "NIAS/2026/014",
            "total_cost": "600000000.00",
            "own_share": "400000000.00",
            "industry": "advanced_manufacturing_and_new_energy",
            "submitted_on": "2026-06-15",
        },
        keeps={"project": "id"},
    ),
    Example(
        name="project-approved",
        operation="nias_projects_transition",
        by="approving_officer",
        title=N_("Its approval opens the window of the extra places"),
        ids={"project_id": "$project"},
        headers={"If-Match": '"1"'},
        body={"action": "approve", "on": "2026-11-02"},
    ),
    Example(
        name="projects",
        operation="nias_projects_listing",
        by="company_user",
        title=N_("The projects of one's own company"),
    ),
    Example(
        name="project-one",
        operation="nias_projects_get",
        by="company_user",
        title=N_("One project"),
        ids={"project_id": "$project"},
    ),
    Example(
        name="policies",
        operation="policies_on_day",
        by="company_user",
        title=N_("What holds on a day; of all parameters the first is shown here"),
        query={"on": "2026-11-23"},
        items=1,
    ),
)
