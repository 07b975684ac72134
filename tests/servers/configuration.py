"""What Postfix and Dovecot are told: two servers on loopback that talk to nobody else.

It knows the two dialects of Dovecot's configuration, 2.3 (Debian 12) and 2.4 (Debian 13).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

PASSWORD = "pw"
REPLY, BOUNCE = "reply@secretariat.example", "bounce@secretariat.example"
GHOST = "ghost"  # Postfix takes mail for it, Dovecot does not know it: that makes a real DSN
NOBODY = "nobody@mfa.example"  # refused at RCPT
# two focal points each of the shipped list for members of six languages, and one of no member
PEOPLE = (
    *(f"wsis@digital.{code}.example" for code in ("eg", "cn", "ke", "fr", "ru", "es")),
    *(f"itu@mission.{code}.example" for code in ("eg", "cn", "ke", "fr", "ru", "es")),
    "focal@mfa.example",
)
CROWD = 4  # lines that one client may have, where Postfix is `crowded`
RATE = 50  # messages in a second that it takes of one client, where it is `rated`
DIALECTS = ("2.3", "2.4")


@dataclass(frozen=True, slots=True)
class Site:
    """Where the servers live and listen: a folder, ports of 127.0.0.1, who owns the mail."""

    top: Path
    smtp: int
    imap: int
    imaps: int
    crowded: int
    rated: int
    owner: tuple[int, int]

    @property
    def name(self) -> str:
        """The name in both greetings, by which a server is told from another one."""
        return self.top.name


def main_cf(site: Site, known: Collection[str]) -> str:
    """Return Postfix's settings. Who is not `known`, and no ghost, is refused at RCPT."""
    domains = {address.partition("@")[2] for address in known}
    addresses = (*known, *(f"{GHOST}@{domain}" for domain in domains))
    return _MAIN_CF.format(
        site=site,
        domains=", ".join(sorted(domains)),
        maps=" ".join(f"{{{address}=1}}" for address in addresses),
    )


def master_cf(site: Site) -> str:
    """Return Postfix's services: only those that take, deliver and report."""
    return _MASTER_CF.format(site=site, crowd=CROWD, rate=RATE)


def dovecot_conf(site: Site, version: str) -> str:
    """Return Dovecot's settings in the dialect of `version`."""
    head, tail = (_HEAD_2_4, _TAIL_2_4) if version == "2.4" else ("", _TAIL_2_3)
    return (head + _DOVECOT + tail).format(site=site, uid=site.owner[0])


def dovecot_users(site: Site, known: Iterable[str]) -> str:
    """Return the accounts, a line each; answers and bounces share one, as notifier reads one."""
    uid, gid = site.owner
    return "".join(
        f"{address}:{{PLAIN}}{PASSWORD}:{uid}:{gid}::{site.top}/mail/"
        f"{REPLY if address == BOUNCE else address}::\n"
        for address in known
    )


_MAIN_CF = """\
compatibility_level = 3.6
config_directory = {site.top}/postfix
queue_directory = {site.top}/queue
data_directory = {site.top}/data
maillog_file = {site.top}/run/postfix.log
maillog_file_prefixes = {site.top}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
myhostname = mx.test.example
smtpd_banner = $myhostname ESMTP {site.name}
mydestination =
virtual_mailbox_domains = {domains}
virtual_mailbox_maps = inline:{{ {maps} }}
virtual_transport = lmtp:unix:{site.top}/run/lmtp
recipient_delimiter = +
local_recipient_maps =
alias_maps =
alias_database =
smtp_dns_support_level = disabled
transport_maps = regexp:{{ {{/@digital[.]m[0-9]+[.]example/ discard:}} }}
anvil_rate_time_unit = 1s
default_transport = error:5.1.2 no outside mail in tests
relay_transport = error:5.1.2 no outside mail in tests
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
smtpd_client_port_logging = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = {site.top}/run/auth
smtpd_tls_security_level = may
smtpd_tls_cert_file = {site.top}/server.pem
smtpd_tls_key_file = {site.top}/server.key
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 1s
"""

_MASTER_CF = """\
127.0.0.1:{site.smtp} inet n - n - - smtpd
127.0.0.1:{site.crowded} inet n - n - - smtpd
 -o smtpd_client_event_limit_exceptions=
 -o smtpd_client_connection_count_limit={crowd}
127.0.0.1:{site.rated} inet n - n - - smtpd
 -o smtpd_client_event_limit_exceptions=
 -o smtpd_client_message_rate_limit={rate}
discard unix - - n - - discard
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
"""

_HEAD_2_4 = """\
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
"""

_DOVECOT = """\
base_dir = {site.top}/run/dovecot
state_dir = {site.top}/run/dovecot
log_path = {site.top}/run/dovecot.log
listen = 127.0.0.1
login_greeting = {site.name}
protocols = imap lmtp
ssl = yes
auth_failure_delay = 0
first_valid_uid = {uid}
recipient_delimiter = +
lmtp_save_to_detail_mailbox = no
postmaster_address = postmaster@secretariat.example
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = {site.imap}
  }}
  inet_listener imaps {{
    port = {site.imaps}
    ssl = yes
  }}
}}
service lmtp {{
  unix_listener {site.top}/run/lmtp {{
    mode = 0666
  }}
}}
service auth {{
  unix_listener {site.top}/run/auth {{
    mode = 0666
  }}
}}
"""

_TAIL_2_3 = """\
disable_plaintext_auth = no
ssl_cert = <{site.top}/server.pem
ssl_key = <{site.top}/server.key
mail_location = maildir:~/Maildir
passdb {{
  driver = passwd-file
  args = username_format=%u {site.top}/dovecot/users
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {site.top}/dovecot/users
}}
"""

_TAIL_2_4 = """\
auth_allow_cleartext = yes
ssl_server_cert_file = {site.top}/server.pem
ssl_server_key_file = {site.top}/server.key
mail_driver = maildir
mail_path = ~/Maildir
namespace inbox {{
  inbox = yes
}}
passdb passwd-file {{
  passwd_file_path = {site.top}/dovecot/users
}}
userdb passwd-file {{
  passwd_file_path = {site.top}/dovecot/users
}}
"""
