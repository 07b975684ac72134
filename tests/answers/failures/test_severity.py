"""Whether an address is dead is told by words first, by codes where words are silent."""

import pytest

from notifier.answers.failures.severity import enhanced_status, has_reply, is_hard, is_hard_told

DEAD = [
    ("5.1.1", "550 5.1.1 User unknown"),
    ("5.1.2", "Host unknown (Name server: host not found)"),
    ("5.1.6", "mailbox has moved"),
    ("5.1.10", "recipient has null MX"),
    ("5.0.0", "550 Requested action not taken: mailbox unavailable"),
    ("", "550 sorry, no mailbox here by that name"),
    ("5.2.1", "550 5.2.1 The email account that you tried to reach is inactive"),
    ("5.4.1", "550 5.4.1 Recipient address rejected: Access denied"),
    ("5.4.4", "unable to route: domain not found"),
    ("5.7.1", "550 5.7.1 <x@y.example>: Recipient address rejected: User unknown"),
    ("5.0.0", "550 5.1.1 RESOLVER.ADR.RecipNotFound; not found"),
    ("5.0.0", "Adresse inconnue"),
    ("5.0.0", "пользователь не найден"),
    ("5.0.0", "收件人不存在"),
]
LOST = [
    ("5.2.2", "552 mailbox full"),
    ("5.1.1", "550 5.1.1 mailbox is full: over quota"),
    ("5.7.1", "550 5.7.1 rejected by DMARC policy"),
    ("5.7.1", "554 5.7.1 Service unavailable; client host [192.0.2.1] blocked using a list"),
    ("4.4.7", "delivery time expired"),
    ("5.4.7", "delivery time expired"),
    ("4.4.3", "Host or domain name not found. Name service error: Host not found, try again"),
    ("4.1.1", "450 4.1.1 unverified address: user unknown"),
    ("5.3.4", "552 5.3.4 Message size exceeds fixed limit"),
    ("5.1.8", "553 5.1.8 sender domain must exist"),
    ("5.0.0", "554 rejected as spam"),
    ("", ""),
    ("rubbish", "\x00"),
]


@pytest.mark.parametrize(("status", "words"), DEAD)
def test_an_unknown_user_or_host_is_dead(status: str, words: str) -> None:
    """The address is given up, and a replacement is asked for."""
    assert is_hard(status, words)


@pytest.mark.parametrize(("status", "words"), LOST)
def test_anything_else_is_the_loss_of_one_mail(status: str, words: str) -> None:
    """A full mailbox, a policy or an expiry never costs anybody the address."""
    assert not is_hard(status, words)


GONE = (
    "550 5.1.1 <x@y.example>... User unknown",
    "550 #5.1.0 Address rejected x@y.example",
    "550 5.1.1 sid=i01K1n00l0kn1Em01 Address rejected foobar@foobar.com. [code=28]",
    "553 5.3.0 <x@y.example>... Unknown user in our system",
    "550 There is no one at this address",
    "554 Email address could not be found, or was misspelled (G8)",
    "550 Invalid recipient x@y.example (#5.1.1)",
    "550-5.1.1 The email account that you tried to reach does not exist",
    "550 5.1.1 Recipient not found",
    "550 RCPT TO:<x@y.example> User unknown",
    "511 5.1.1 unknown user",
    "550 no such recipient",
    "550 x@y.example no such address",
    "550 that is not a valid address here",
    "550 5.1.1 unknown or illegal alias: x@y.example",
    "550 mailbox x@y.example unavailable",
    "550 Mailbox does not exist",
    "550-Mailbox unknown.  Either there is no mailbox associated with this name or you do not have authorization to see it.",
    "User unknown in relay recipient table",
    "550 5.1.1 x@y.example is not a known user at y",
    "550 <x@y> is not a valid mailbox",
    "550 5.1.6 recipient no longer on server",
    "user has moved",
    "550 5.2.1 Mailbox disabled, not accepting messages",
    "550 5.2.1 The email account that you tried to reach is disabled",
    "Host or domain name not found. Name service error for name=y.example type=MX: Host not found",
    "5.1.2 (bad destination host 'DNS Hard Error looking up y.example (MX): NXDomain')",
    "Unable to resolve domain y.example",
    'unrouteable mail domain "y.example"',
    "all relevant MX records point to non-existent hosts",
    "an MX or SRV record indicated no SMTP service",
    "Unknown host: y.example",
    "bad address syntax",
    "550 Requested action not taken: mailbox unavailable invalid DNS MX or A/AAAA resource record",
    "550 Account inactive",
    "550 5.1.1 No such person at this address",
    "The e-mail address you entered couldn't be found",
    "550 Administrative prohibition unknown user",
    "No matching user",
    "Recipient does not exist in the directory",
    "the recipient's email address was not found in the recipient's e-mail system",
    "550 User x@y.example does not exist",
    "account closed",
    "550 5.7.1 No such recipient",
    "554 5.7.1 <x@y.example>: Recipient address rejected: user x@y.example does not exist",
    "550 5.4.1 Recipient address rejected: Access denied. AS(201806281)",
    "553 5.1.2 We weren't able to find the recipient domain",
    "Bad destination mailbox address",
    "550 Not a valid recipient",
    "550-5.1.1 <x@y.example> is unknown",
    "550 5.1.0 x@y.example: unknown address",
    "Domain name not found",
    "No MX for y.example",
    "The following destination addresses were unknown (please check the addresses and re-mail the message)",
    "550 Invalid User",
    "Name server for domain could not be found",
    "the mailbox is inactive",
    "550 sorry, no such mailbox here",
    "Delivery to unknown user",
)
REFUSED = (
    "552 5.2.2 mailbox full",
    "452 4.2.2 over quota",
    "550 5.7.1 Message rejected as spam by Content Filtering",
    "554 5.7.1 Message blocked due to spam content",
    "550 SPF check failed",
    "550 5.7.26 This mail is unauthenticated",
    "552 message size exceeds maximum",
    "421 too many connections",
    "450 4.2.0 greylisted",
    "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen",
    "550 5.7.1 Relaying denied",
    "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
    "550 unable to relay for x@y.example",
    "5.4.6 routing loop detected",
    "554 too many hops",
    "4.4.7 delivery time expired",
    "connection timed out",
    "Connection refused",
    "No route to host",
    "mailbox size limit exceeded",
    "The recipient's mailbox is full and can't accept messages now",
    "The user you are trying to contact is receiving mail at a rate that prevents",
    "550 5.7.1 Access denied",
    "550 permanent failure for one or more recipients (x@y.example:blocked)",
    "554 5.4.14 Hop count exceeded",
    "451 4.3.0 temporary lookup failure",
    "550 5.3.4 Message too large",
    "554 5.3.0 virus found",
    "550 5.7.0 Local Policy Violation",
    "550 DMARC unauthenticated mail is prohibited",
    "550 Verification failed for <a@b.example> No such user: Sender verify failed",
    "550 5.1.8 Sender domain not found",
    "554 5.7.1 <unknown[192.0.2.1]>: Client host rejected: cannot find your hostname",
    "550 Cannot resolve your domain",
    "host unreachable",
    "550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy",
    "554 5.2.0 STOREDRV.Deliver; delivery result banner",
    "system not accepting network messages",
    "disk full",
    "550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient",
    "554 Transaction failed",
    "550 Error: content rejected",
    "554 5.6.0 message content rejected",
    "message could not be delivered for 5 days",
    "550 Mail is rejected by recipients",
    "550 Connection frequency limited",
    "550 Domain frequency limited",
    "554 Message refused",
    "User is over quota",
    "550 Quota exceeded",
    "550 5.7.1 Recipient requires authentication",
    "550 5.7.64 TenantAttribution; Relay Access Denied",
    "I/O error",
    "Local configuration error",
    "mail system: out of memory",
    "552 Requested mail action aborted: exceeded storage allocation",
    "user's mailbox is temporarily over quota",
    "5.2.2 x@y.example... mailbox for x exceeded quota",
    "554 rejected due to spam URL in content",
    "550 Blacklisted",
    "571 Message refused",
    "550 rejected because of bad reputation",
)
AROUND = "Your message could not be delivered.\n\n<f.meier@foreign.example>:\n{}\n\nAsk your staff."


@pytest.mark.parametrize("words", GONE)
def test_servers_words_for_a_dead_address(words: str) -> None:
    """As many makes of server write them, alone and in a text."""
    assert is_hard(enhanced_status(words), words)
    assert is_hard_told(AROUND.format(words))


@pytest.mark.parametrize("words", REFUSED)
def test_servers_words_for_the_loss_of_one_mail(words: str) -> None:
    """Full, blocked, too large, too late: nobody's address is dead."""
    assert not is_hard(enhanced_status(words), words)
    assert not is_hard_told(AROUND.format(words))


def test_a_code_is_told_from_a_number() -> None:
    """A letter may speak of 500 people."""
    assert has_reply("host mx.example said: 550 no such user")
    assert has_reply("Status: 5.1.1")
    assert not has_reply("We were 500 people, at 550 Main Street, in section 4.5.")


STATED = (
    ("5.0.0", "550 5.1.1 User unknown", True),
    ("5.1.1", "550 Blocked by policy", False),
    ("5.7.1", "550 5.7.1 Unknown recipient", True),
    (
        "5.5.0",
        "550 Requested action not taken: mailbox unavailable (1145307056:1845:-2147467259)",
        True,
    ),
    (
        "5.0.0",
        "421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to user complaints",
        False,
    ),
    ("5.3.0", "553 5.3.0 <x>... Spam blocked see: http://spamcop.example", False),
    ("5.2.0", "550 5.2.0 STOREDRV.Deliver.Exception:MailboxUnavailableException", True),
    (
        "5.1.1",
        "550 5.1.1 <x>: Recipient address rejected: User unknown in relay recipient table",
        True,
    ),
    ("5.4.316", "Message expired, connection refused(Socket error code 10061)", False),
    ("5.4.310", "DNS domain foreign.example does not exist [Message=InfoDomainNonexistent]", True),
    ("5.4.300", "Message expired -> 421 4.4.1 Connection timed out", False),
    (
        "5.1.10",
        "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
        True,
    ),
    (
        "5.7.708",
        "550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP",
        False,
    ),
    ("5.7.606", "550 5.7.606 Access denied, banned sending IP [192.0.2.1]", False),
    (
        "5.0.350",
        "550 5.0.350 Remote server returned an error -> 554 5.7.1 spam message rejected",
        False,
    ),
    ("5.1.0", "550 5.1.0 sender rejected", False),
    ("5.1.2", "554 5.1.2 invalid hostname", True),
    ("5.1.3", "501 5.1.3 Bad recipient address syntax", True),
    ("5.6.1", "554 5.6.1 Body type not supported by remote host", False),
    ("5.2.1", "550 5.2.1 The user you are trying to contact is receiving mail too quickly", False),
    ("5.0.0", "552 Message rejected: attachment type .exe not allowed", False),
    ("5.0.0", "x-unix; user's mailbox is full", False),
    ("4.2.2", "452 4.2.2 Mailbox full", False),
    ("5.0.0", "554 5.0.0 MX list for foreign.example. points back to mx.foreign.example", False),
    ("5.0.0", "550 unable to find foreign.example", True),
    ("5.0.0", "550 Unknown address error 550-'No such user - pphosted'", True),
    ("5.1.1", "550 5.1.1 This mailbox has been blocked due to inactivity", True),
    ("5.0.0", "550 Account blocked for inactivity", True),
    (
        "5.0.0",
        "550 Message was not accepted -- invalid mailbox. Local mailbox x@y.example is unavailable: user not found",
        True,
    ),
    ("5.7.1", "550 5.7.1 Mailbox unavailable due to policy", False),
    ("5.0.0", "553 sorry, this recipient is not in my validrcptto list (#5.7.1)", True),
)


@pytest.mark.parametrize(("status", "words", "dead"), STATED)
def test_status_and_words_together(status: str, words: str, dead: bool) -> None:
    """The status of a report is often vague, and now and then wrong."""
    assert is_hard(status, words) is dead
