"""django-post_office: messages queued in its database, then its own send_queued_mail, timed.

python -m bench.rivals.django_post_office prepare FOLDER COUNT SIZE
python -m bench.rivals.django_post_office send FOLDER PORT THREADS
"""

import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import call_command

from bench.letter import BOUNCE, letter, person
from bench.measure import Stopwatch

BATCH = 500


def main() -> None:
    """Prepare a queue, or send it."""
    verb, folder, *numbers = sys.argv[1:]
    if verb == "prepare":
        count, size = map(int, numbers)
        _set_up(Path(folder), port=25, threads=8)
        _prepare(count, size)
    else:
        port, threads = map(int, numbers)
        _set_up(Path(folder), port=port, threads=threads)
        _send(folder)


def _set_up(folder: Path, *, port: int, threads: int) -> None:
    settings.configure(
        SECRET_KEY="loopback",  # noqa: S106 - signs nothing
        INSTALLED_APPS=["django.contrib.contenttypes", "post_office"],
        # the same journal and the same care of the disk as everybody's
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": folder / "queue.db",
                "OPTIONS": {"init_command": "pragma journal_mode=wal; pragma synchronous=full;"},
            }
        },
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        MEDIA_ROOT=str(folder / "media"),
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        EMAIL_BACKEND="post_office.EmailBackend",
        DEFAULT_FROM_EMAIL=BOUNCE,
        POST_OFFICE={
            "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"},
            "THREADS_PER_PROCESS": threads,
            "BATCH_SIZE": BATCH,
        },
        LOGGING_CONFIG=None,
    )
    django.setup()


def _prepare(count: int, size: int) -> None:
    from post_office import mail  # noqa: PLC0415 - only after the settings
    from post_office.models import Attachment  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    words = letter(size)
    people = [person(number) for number in range(count)]
    queued = [
        {
            "recipients": who.address,
            "subject": words.subject,
            "message": who.fill(words.text),
            "html_message": who.fill(words.html),
            "headers": {"Reply-To": who.reply},
            "priority": "medium",
        }
        for who in people
    ]
    emails = mail.send_many(queued)
    if words.pdf is None or words.calendar is None:
        return
    paper = Attachment(name="letter.pdf", mimetype="application/pdf")
    paper.file.save("letter.pdf", ContentFile(words.pdf), save=True)
    for who, email in zip(people, emails, strict=True):
        invitation = Attachment(name="invite.ics", mimetype="text/calendar")
        content = ContentFile(who.fill(words.calendar).encode())
        invitation.file.save("invite.ics", content, save=True)
        email.attachments.add(paper, invitation)


def _send(folder: str) -> None:
    from post_office.models import STATUS, Email  # noqa: PLC0415

    with Stopwatch() as watch:
        call_command("send_queued_mail", lockfile=os.path.join(folder, "lock"))  # noqa: PTH118
    watch.report(Email.objects.filter(status=STATUS.sent).count())


if __name__ == "__main__":
    main()
