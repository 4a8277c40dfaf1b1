"""Where a command gets its wiring: from the application it was called on, else from the environment, once."""

import click
from flask.cli import ScriptInfo

from talenttrack.settings import SettingsError
from talenttrack.wiring import Wiring, wire


def wiring() -> Wiring:
    """The wiring of this invocation; a wrong setting ends it with one sentence and exit status 1."""
    context = click.get_current_context()
    found = context.find_object(Wiring)
    if found is not None:
        return found
    script = context.find_object(ScriptInfo)
    if script is not None:
        of_the_app: Wiring = script.load_app().extensions["talenttrack"]
        return of_the_app
    root = context.find_root()
    try:
        wired = wire({})
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    root.obj = wired
    return wired
