"""The users that an administrator keeps: all of them, or those of the administrator's own company."""

from __future__ import annotations

from typing import Any, Final, cast

from flask import Blueprint, Response, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import EmailField, RadioField, SelectChoice, StringField
from wtforms.validators import Length

from talenttrack import access, wording
from talenttrack.domain.errors import FieldError, Forbidden, Invalid, NotFound
from talenttrack.domain.lifecycle import COMPANY, Role
from talenttrack.language import _, lazy
from talenttrack.services import accounts, companies, passwords, sign_in
from talenttrack.services.accounts import UserView
from talenttrack.services.exported_lists import USERS
from talenttrack.services.paging import LIMIT_MAX, Page
from talenttrack.services.passwords import Hashed
from talenttrack.web import exporting
from talenttrack.web.forms import PageForm, needed
from talenttrack.web.frame import page, role_name
from talenttrack.wiring import Wiring

blueprint = Blueprint("users", __name__, url_prefix="/users")

N_ = str  # marks a text for translation without translating it here

SHOWN = 50

ROLES_MAY: Final = {
    Role.COMPANY_USER: lazy("Checks and registers hires for the company, and follows what becomes of them."),
    Role.COMPANY_ADMIN: lazy("Does the same, and also invites colleagues, changes their roles and closes accounts."),
    Role.CASE_OFFICER: lazy("Looks at cases first: returns, recommends or rejects them, and proposes corrections."),
    Role.APPROVING_OFFICER: lazy("Approves or rejects what another officer recommended, and confirms corrections."),
    Role.AUDITOR: lazy("Reads everything, and changes nothing."),
    Role.ADMIN: lazy("Keeps users. Sees no cases."),
    Role.SERVICE: lazy("A program that imports files or reads lists. It signs in with a token."),
}
"""What each role may do, in a sentence for whoever gives it."""


def _role_choices() -> list[SelectChoice]:
    given = accounts.GIVEN_BY.get(access.actor().role, frozenset())
    return [SelectChoice(value=role.value, label=role_name(role)) for role in Role if role in given]


class UserForm(PageForm):
    email = EmailField(lazy("E-mail address"), validators=[needed(lazy("Enter the e-mail address"))])
    name = StringField(lazy("Name"), validators=[needed(lazy("Enter the name")), Length(max=300)])
    role = RadioField(lazy("Role"), choices=_role_choices, validators=[needed(lazy("Choose a role"))])
    company = StringField(
        lazy("Business registration number of the company"),
        description=lazy("Only for company users and company administrators"),
        validators=[Length(max=20)],
    )


class RoleForm(PageForm):
    role = RadioField(lazy("Role"), choices=_role_choices, validators=[needed(lazy("Choose a role"))])

    def offer(self: Any, of_company: bool) -> None:
        """Leaves the roles of the user's own kind: nobody moves between the office and a company."""
        self.role.choices = [one for one in self.role.choices if (Role(one.value) in COMPANY) == of_company]


def _listed(cursor: str | None) -> Page[UserView]:
    return accounts.users(access.session(), access.actor(), cursor=cursor, limit=LIMIT_MAX)


exporting.offer(blueprint, USERS, _listed)


@blueprint.get("/")
def index() -> ResponseReturnValue:
    cursor = request.args.get("after")
    try:
        found = accounts.users(access.session(), access.actor(), cursor=cursor, limit=SHOWN)
    except Invalid as error:
        raise NotFound(N_("There is no such page.")) from error
    return page(
        "accounts/users.html",
        found=found,
        first=cursor is None,
        own_id=access.actor().id,
        seen=sign_in.last_sign_ins(access.session(), [user.id for user in found.items]),
    )


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    form = UserForm()
    own_company = access.actor().is_company
    if not form.validate_on_submit():
        return _new_page(form)
    settings = cast(Wiring, current_app.extensions["talenttrack"]).settings
    made: Hashed | None = None
    try:
        email = accounts.normal_email(form.email.data)
        made = passwords.hashed(None, email=email, cheap=settings.cheap_passwords)
        database = access.begin_writing()
        company_id = None if own_company else _company_id(database, form.company.data)
        role = Role(form.role.data)
        accounts.create_user(database, access.actor(), email, form.name.data, role, company_id, made, access.now())
    except Invalid as error:
        _refuse(form, error)
        return _new_page(form)
    title = _("%(name)s is invited", name=form.name.data.strip()) if own_company else _("The user is added")
    return page("accounts/password_made.html", title=title, email=email, password=made.generated)


def _new_page(form: Any) -> Response:
    return page("accounts/new_user.html", form=form, own_company=access.actor().is_company, may=_may(form))


def _may(form: Any) -> list[tuple[str, Any]]:
    """What each role that the form offers may do."""
    return [(role_name(one.value), ROLES_MAY[Role(one.value)]) for one in form.role.iter_choices()]


@blueprint.route("/<int:user_id>", methods=["GET", "POST"])
def change(user_id: int) -> ResponseReturnValue:
    user = accounts.kept_user(access.session(), access.actor(), user_id)
    form = RoleForm(data={"role": user.role.value})
    form.offer(user.role in COMPANY)
    if form.validate_on_submit():
        try:
            accounts.change_role(access.session(), access.actor(), user_id, Role(form.role.data), access.now())
        except Invalid as error:
            _refuse(form, error)
        else:
            flash(_("The role is changed. %(name)s must sign in again.", name=user.name), "success")
            return redirect(url_for("users.index"), 303)
    return page(
        "accounts/user.html",
        form=form,
        kept=user,
        own=user_id == access.actor().id,
        may=_may(form),
        seen=sign_in.last_sign_ins(access.session(), [user_id]).get(user_id),
    )


@blueprint.route("/<int:user_id>/activity", methods=["GET", "POST"])
def activity(user_id: int) -> ResponseReturnValue:
    """Asks before it shuts somebody out."""
    if request.method == "GET":
        user = accounts.kept_user(access.session(), access.actor(), user_id)
        if user_id == access.actor().id:
            raise Forbidden(N_("Somebody else must do this for you."), "actor.same")
        return page("accounts/shut_out.html", kept=user)
    active = request.form.get("active") == "yes"
    accounts.set_active(access.session(), access.actor(), user_id, active, access.now())
    told = _("The account is open again.") if active else _("The account is closed: signed out, and no longer let in.")
    flash(told, "success")
    return redirect(url_for("users.index"), 303)


@blueprint.post("/<int:user_id>/password")
def password(user_id: int) -> ResponseReturnValue:
    user = accounts.kept_user(access.session(), access.actor(), user_id)
    settings = cast(Wiring, current_app.extensions["talenttrack"]).settings
    made = passwords.hashed(None, email=user.email, cheap=settings.cheap_passwords)
    accounts.reset_password(access.begin_writing(), access.actor(), user_id, made, access.now())
    title = _("The password is replaced")
    return page("accounts/password_made.html", title=title, email=user.email, password=made.generated)


def _company_id(database: Session, brn: str) -> int | None:
    """The company of this number, None for no number. Raises Invalid at `company`."""
    if not brn:
        return None
    found = companies.by_brn(database, brn)
    if found is None:
        raise Invalid(FieldError("company", "unknown", N_("There is no company with this number.")))
    return found


def _refuse(form: Any, error: Invalid) -> None:
    for wrong in error.errors:
        field = "company" if wrong.field == "company_id" and "company" in form else wrong.field
        form.refuse(field, wording.error_text(wrong))
