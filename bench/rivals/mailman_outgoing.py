"""Mailman 3: one post to a list of members, fully personalised, by its own outgoing runner, timed.

    python -m bench.rivals.mailman_outgoing prepare FOLDER COUNT SIZE
    python -m bench.rivals.mailman_outgoing send FOLDER PORT

The post has gone through Mailman's own posting pipeline into its `out` queue. The runner takes
it from there: what is timed is its whole iteration over the queue, database included.
"""

import sys
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from mailman.app.lifecycle import create_list
from mailman.app.membership import add_member
from mailman.config import config
from mailman.core.initialize import initialize
from mailman.core.pipelines import process
from mailman.database.transaction import transaction
from mailman.email.message import Message
from mailman.interfaces.domain import IDomainManager
from mailman.interfaces.mailinglist import Personalization
from mailman.interfaces.member import DeliveryMode
from mailman.interfaces.subscriptions import RequestRecord
from mailman.runners.outgoing import OutgoingRunner
from zope.component import getUtility

from bench.letter import SENDER, letter, person
from bench.measure import Stopwatch

_DOMAIN = "lists.secretariat.example"
_CONFIGURATION = """
[mailman]
layout: here
[paths.here]
var_dir: {folder}
[mta]
incoming: mailman.mta.null.NullMTA
smtp_host: 127.0.0.1
smtp_port: {port}
verp_personalized_deliveries: yes
max_sessions_per_connection: 0
"""


def main() -> None:
    """Prepare a queue, or send it."""
    verb, folder, *numbers = sys.argv[1:]
    if verb == "prepare":
        _set_up(Path(folder), 25)
        _prepare(*map(int, numbers))
    else:
        _set_up(Path(folder), int(numbers[0]))
        _send()


def _set_up(folder: Path, port: int) -> None:
    file = folder.resolve() / "mailman.cfg"
    file.write_text(_CONFIGURATION.format(folder=folder.resolve(), port=port), encoding="utf-8")
    initialize(str(file))


def _prepare(count: int, size: int) -> None:
    with transaction():
        getUtility(IDomainManager).add(_DOMAIN)
        members = create_list(f"forum@{_DOMAIN}")
        members.personalize = Personalization.full
        for number in range(count):
            who = person(number)
            add_member(members, RequestRecord(who.address, who.name, DeliveryMode.regular, "en"))
    with transaction():
        post = message_from_bytes(_post(size).as_bytes(policy=policy.SMTP), Message)
        process(members, post, {}, "default-posting-pipeline")


def _post(size: int) -> EmailMessage:
    words, who = letter(size), person(0)
    post = EmailMessage()
    post["From"], post["To"] = SENDER, f"forum@{_DOMAIN}"
    post["Subject"], post["Message-ID"] = words.subject, "<forum-2027@secretariat.example>"
    post.set_content(who.fill(words.text))
    post.add_alternative(who.fill(words.html), subtype="html")
    if words.pdf is not None and words.calendar is not None:
        post.add_attachment(words.pdf, maintype="application", subtype="pdf", filename="letter.pdf")
        invitation = who.fill(words.calendar).encode()
        post.add_attachment(
            invitation, maintype="text", subtype="calendar", filename="invite.ics",
            params={"method": "REQUEST"},
        )  # fmt: skip
    return post


def _send() -> None:
    runner = OutgoingRunner("out", 0)
    [queued] = runner.switchboard.files
    recipients = len(runner.switchboard.dequeue(queued)[1]["recipients"])
    runner.switchboard.recover_backup_files()
    runner.stop()  # after one iteration: the queue is empty then
    with Stopwatch() as watch:
        runner.run()
    refused = len(config.switchboards["retry"].files) + len(config.switchboards["shunt"].files)
    watch.report(0 if refused else recipients)


if __name__ == "__main__":
    main()
