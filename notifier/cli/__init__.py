"""The command line: `notifier --help`. Errors of people come as sentences, never as tracebacks."""

import sys
from typing import NoReturn

import typer
from rich.console import Console

from notifier.cli.calendar.feeds import app as feed
from notifier.cli.calendar.plan import app as plan
from notifier.cli.commands import add_to
from notifier.cli.mail import app as mail
from notifier.cli.register import app as response
from notifier.cli.sending.outbox import app as outbox
from notifier.cli.writing.letters import app as letter
from notifier.cli.writing.templates import app as template
from notifier.errors import UserError

app = typer.Typer(
    name="notifier",
    help="Watches the activity calendar, writes to Member States in time, logs every answer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(plan, name="plan")
app.add_typer(feed, name="feed")
app.add_typer(template, name="template")
app.add_typer(letter, name="letter")
app.add_typer(outbox, name="outbox")
app.add_typer(mail, name="mail")
app.add_typer(response, name="response")
add_to(app)


def main() -> None:
    """Run the command line; the exit code is 0, or 2 when something is for a person to mend."""
    try:
        app()
    except UserError as error:
        _tell(error)
    except OSError as error:
        if error.filename is None or error.strerror is None:
            raise  # not about a file, so nothing that a person could mend
        _tell(UserError.of(str(error.filename), f"{error.strerror}."))
    except KeyboardInterrupt:
        sys.exit(130)


def _tell(error: UserError) -> NoReturn:
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    many = len(error.problems) > 1
    console.print(f"{len(error.problems)} problems:" if many else "Cannot go on:", style="bold")
    for problem in error.problems:
        console.print(f"  {problem.where}: {problem.what}", markup=False)
    sys.exit(error.exit_code)
