"""Look whether letters could go: a relay up to the point where one would, and back.

No letter leaves: the envelope is taken back before any data. The trial message is another matter.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import datetime

from aiosmtplib import SMTP, SMTPAuthenticationError, SMTPRecipientRefused, SMTPSenderRefused

from notifier.errors import Problem, UserError
from notifier.preflight.check import Check, fail, ok
from notifier.preflight.extensions import Load, extension_checks, largest_taken
from notifier.preflight.steps import FAILURES, Approach, BarredError, reason
from notifier.relay.access import RelayAccess, open_line, tls_context

FAREWELL = 5.0  # seconds
LONGEST = 20.0  # seconds that one answer is waited for here, whatever letters would wait


async def relay_checks(access: RelayAccess, load: Load, now: datetime) -> list[Check]:
    """Return a row for each step, up to the first that fails. Nothing is sent to anybody.

    Two connections: one that names the step which fails, then a line as letters go over it.
    """
    access = replace(access, timeout=min(access.timeout, LONGEST))
    try:
        tls = tls_context(access)
    except UserError as error:
        problem = error.problems[0]
        return [fail("TLS", problem.what, f"Mend the setting {problem.where}.")]
    approach = Approach(access, tls)
    try:
        await approach.walk(now)
        async with _let_in(access, tls) as line:
            login = ok("login", _login(line, access))
            offers = extension_checks(line.esmtp_extensions, load)
            asked = [row async for row in _asked(line, load)]
            return [*approach.rows, login, *offers, *asked]
    except BarredError as barred:
        return [*approach.rows, barred.check]


async def fit_to_send(accesses: Iterable[RelayAccess], size: int = 0) -> list[Problem]:
    """Return why a message of `size` octets cannot go: one problem for each relay that is unfit.

    Quick: connection, TLS, login and SIZE, all relays at once. Where there are fewer problems
    than relays, letters can go.
    """
    found = await asyncio.gather(*(_unfit(access, size) for access in accesses))
    return [problem for problem in found if problem is not None]


async def _unfit(access: RelayAccess, size: int) -> Problem | None:
    where = f"relays.{access.name}"
    try:
        quick = replace(access, timeout=min(access.timeout, LONGEST))
        async with _let_in(quick, tls_context(access)) as line:
            largest = largest_taken(line.esmtp_extensions)
    except UserError as error:
        return error.problems[0]
    except BarredError as barred:
        return Problem(where, f"{access.host}:{access.port} lets nobody in: {barred.check.seen}")
    if largest and size > largest:
        return Problem(where, f"takes {largest} octets at most; the letter has {size}")
    return None


@asynccontextmanager
async def _let_in(access: RelayAccess, tls: ssl.SSLContext | None) -> AsyncIterator[SMTP]:
    """Yield a line as letters go over it."""
    try:
        line = await open_line(access, tls, access.hello)
    except FAILURES as error:
        raise BarredError(_not_let_in(error, access)) from error
    try:
        yield line
        with suppress(*FAILURES):
            await line.quit(timeout=FAREWELL)
    finally:
        line.close()


def _not_let_in(error: BaseException, access: RelayAccess) -> Check:
    if access.username and isinstance(error, SMTPAuthenticationError):
        seen = f"{access.username}: {reason(error)}"
        return fail("login", seen, f"Mend username and password of relays.{access.name}.")
    mend = f"See relays.{access.name}: its login, its tls and what the relay says above."
    return fail("login" if access.username else "line", reason(error), mend)


def _login(line: SMTP, access: RelayAccess) -> str:
    offered = ", ".join(way.upper() for way in line.server_auth_methods)
    if not access.username:
        return "none is configured" + (f"; the relay offers {offered}" if offered else "")
    if access.oauth is not None:
        return f"{access.username}, by XOAUTH2"
    return f"{access.username}, accepted; the relay offers {offered}"


async def _asked(line: SMTP, load: Load) -> AsyncIterator[Check]:
    """Yield whether the relay takes the sender and each recipient; then the envelope is void."""
    options = [f"SIZE={load.size}"] if load.size and line.supports_extension("size") else []
    what = f"MAIL FROM {load.sender}"
    try:
        said = await line.mail(load.sender, options=options)
        yield ok(what, f"{said.code} {said.message}")
        for recipient in load.recipients:
            yield await _recipient(line, recipient)
        await line.rset()
    except SMTPSenderRefused as error:
        yield fail(what, reason(error), "Have the relay let this account send from that address.")
    except FAILURES as error:
        yield fail("envelope", reason(error), "Ask the relay's administrator why it hangs up.")


async def _recipient(line: SMTP, recipient: str) -> Check:
    what = f"RCPT TO {recipient}"
    try:
        said = await line.rcpt(recipient)
    except SMTPRecipientRefused as error:
        mend = "Have the relay take mail from here to other domains, or mend the address."
        return fail(what, reason(error), mend)
    return ok(what, f"{said.code} {said.message}; nothing was sent")
