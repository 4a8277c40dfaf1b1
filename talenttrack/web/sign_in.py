"""Sign-in, sign-out, one's own password, and the start page that leads everybody to their own first page."""

from __future__ import annotations

from typing import Any, Final, cast

from flask import Blueprint, Response, current_app, flash, g, redirect, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from wtforms import EmailField, PasswordField
from wtforms.validators import Length

from talenttrack import access, clock, wording
from talenttrack.domain.errors import Invalid, NotFound, TooMany
from talenttrack.language import _, language, lazy
from talenttrack.services import accounts, passwords, sign_in
from talenttrack.services.accounts import UserView
from talenttrack.services.sign_in import Attempt
from talenttrack.web.forms import PageForm, needed
from talenttrack.web.frame import address, page, sections, typed_words
from talenttrack.web.session import browser_session
from talenttrack.web.start import start
from talenttrack.wiring import Wiring

blueprint = Blueprint("account", __name__)

N_ = str  # marks a text for translation without translating it here

TYPED_MAX: Final = 1000


class SignInForm(PageForm):
    email = EmailField(
        lazy("E-mail address"), validators=[needed(lazy("Enter your e-mail address")), Length(max=TYPED_MAX)]
    )
    password = PasswordField(lazy("Password"), validators=[needed(lazy("Enter your password")), Length(max=TYPED_MAX)])


class PasswordForm(PageForm):
    present_password = PasswordField(
        lazy("Present password"), validators=[needed(lazy("Enter your present password")), Length(max=TYPED_MAX)]
    )
    new_password = PasswordField(
        lazy("New password"),
        description=lazy("At least 12 characters. A few words in a row are easy to remember."),
        validators=[needed(lazy("Enter the new password")), Length(max=TYPED_MAX)],
    )
    again_password = PasswordField(
        lazy("New password again"), validators=[needed(lazy("Enter the new password again")), Length(max=TYPED_MAX)]
    )


KEPT: Final = "kept."


@blueprint.route("/sign-in", methods=["GET", "POST"], endpoint="sign_in")
def sign_in_page() -> ResponseReturnValue:
    form = SignInForm()
    if request.method == "GET" and access.signed_in():
        return redirect(_next(), 303)
    kept = [pair for pair in request.form.items(multi=True) if pair[0].startswith(KEPT)]
    if not form.validate_on_submit():
        return page("accounts/sign_in.html", form=form, action="", kept=kept)
    try:
        found = _authenticate(form.email.data, form.password.data)
    except TooMany as error:
        return _told_to_wait(error, "accounts/sign_in.html", form=form, action="", kept=kept)
    if found is None:
        form.refuse("", _("The e-mail address or the password is not right."))
        return page("accounts/sign_in.html", form=form, action="", kept=kept)
    return enter(*found)


def enter(user: UserView, attempt: Attempt) -> ResponseReturnValue:
    """What follows a right password: here the user is signed in.

    A second factor takes its place here: note in the visit who has shown a password, and lead to its page instead.
    """
    database = access.begin_writing()
    sign_in.note_success(database, user, attempt, sign_in.SIGN_IN, access.now())
    browser_session().sign_in(database, user)
    pairs = [
        (name.removeprefix(KEPT), value) for name, value in request.form.items(multi=True) if name.startswith(KEPT)
    ]
    if not pairs:
        return redirect(_next(), 303)
    g.pop("csrf_token", None)  # Flask-WTF's token for this request belongs to the visit that has just ended
    resend = {"action": _next(), "pairs": pairs, "token": generate_csrf(), "code": language().code}
    return page("accounts/back_to_form.html", resend=resend)


def keep_words(error: access.SignInNeeded) -> ResponseReturnValue:
    """A form sent after its session had ended: sign-in takes its words along, so that nothing typed is lost."""
    words = typed_words()
    if words is None or error.way_back is None:
        return redirect(url_for("account.sign_in", next=error.way_back), 303)
    kept = [(KEPT + name, value) for name, value in words["pairs"]]
    action = url_for("account.sign_in", next=error.way_back)
    response = page("accounts/sign_in.html", form=SignInForm(formdata=None), action=action, kept=kept)
    response.status_code = 401
    return response


@blueprint.post("/sign-out", endpoint="sign_out")
def sign_out() -> ResponseReturnValue:
    browser_session().sign_out(access.session())
    flash(_("You have signed out."), "success")
    return redirect(url_for("account.sign_in"), 303)


@blueprint.route("/password", methods=["GET", "POST"], endpoint="password")
def password_page() -> ResponseReturnValue:
    form = PasswordForm()
    if not form.validate_on_submit():
        return page("accounts/password.html", form=form)
    user = accounts.user_by_id(access.session(), access.actor().id or 0)
    if user is None:
        raise NotFound(N_("There is no such user."))
    try:
        hashed = _new_password(form, user)
        found = _authenticate(user.email, form.present_password.data) if hashed is not None else None
    except TooMany as error:
        return _told_to_wait(error, "accounts/password.html", form=form)
    if hashed is not None and found is None:
        form.refuse("present_password", _("This is not your present password."))
    if hashed is None or found is None:
        return page("accounts/password.html", form=form)
    database = access.begin_writing()
    accounts.change_password(database, access.actor(), hashed, access.now())
    sign_in.note_success(database, user, found[1], "confirm_password", access.now())
    browser_session().sign_in(database, user)
    flash(_("Your password is changed. You are signed out everywhere else."), "success")
    return redirect(url_for("account.password"), 303)


def home() -> ResponseReturnValue:
    """What this is, for somebody not signed in; else the first section of the role, or at least one's password."""
    if not access.signed_in():
        return start()
    offered = [item["href"] for item in sections(g.user.role) if item["href"] != url_for("home")]
    return redirect(offered[0] if offered else url_for("account.password"), 303)


@blueprint.record_once
def _add_home(state: BlueprintSetupState) -> None:
    state.app.add_url_rule("/", "home", home)
    state.app.register_error_handler(access.SignInNeeded, keep_words)


def _authenticate(email: str, password: str) -> tuple[UserView, Attempt] | None:
    wiring = cast(Wiring, current_app.extensions["talenttrack"])
    settings = wiring.settings
    return sign_in.authenticate(
        wiring.read_session,
        wiring.write_session,
        email,
        password,
        clock.wall(),
        limited=bool(current_app.config["RATE_LIMIT"]),
        cheap=settings.cheap_passwords,
    )


def _new_password(form: Any, user: UserView) -> passwords.Hashed | None:
    """The new password, hashed; None where the form says what is wrong with it."""
    if form.new_password.data != form.again_password.data:
        form.refuse("again_password", _("The two new passwords are not the same."))
        return None
    wiring = cast(Wiring, current_app.extensions["talenttrack"])
    try:
        return passwords.hashed(
            form.new_password.data, email=user.email, cheap=wiring.settings.cheap_passwords, field="new_password"
        )
    except Invalid as error:
        for wrong in error.errors:
            form.refuse(wrong.field, wording.error_text(wrong))
        return None


def _told_to_wait(error: TooMany, template: str, *, form: Any, **context: Any) -> Response:
    form.refuse("", wording.error_text(error))
    response = page(template, form=form, **context)
    response.status_code = 429
    response.headers["Retry-After"] = str(error.values["seconds"])
    return response


def _next() -> str:
    return access.safe_next(request.args.get("next")) or address("home") or "/"
