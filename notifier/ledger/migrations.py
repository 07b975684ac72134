"""The shape of the ledger, one migration after the other. A migration once released is never edited."""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("notifier")


def known() -> frozenset[str]:
    """Return the names of all migrations that this program brings."""
    empty = Database(memory=True, execute_plugins=False)
    try:
        return frozenset(migration.name for migration in MIGRATIONS.pending(empty))
    finally:
        empty.close()


@MIGRATIONS()
def m001_first(db: Database) -> None:
    """Make the tables of the first release."""
    _run(db, _FIRST)


@MIGRATIONS()
def m002_order_of_invitations(db: Database) -> None:
    """Find at once what of an invitation has not left yet."""
    db.execute(
        "create index messages_under_way on messages (invitation, id)"
        " where method is not null and state in ('waiting', 'claimed', 'sending')"
    )


@MIGRATIONS()
def m003_journal_of_the_outbox(db: Database) -> None:
    """Keep every step of every message in a journal of its own, and rows that do not grow."""
    _run(db, _JOURNAL)


@MIGRATIONS()
def m004_instance(db: Database) -> None:
    """Know which installation may send."""
    db.execute(_INSTANCE)


@MIGRATIONS()
def m005_plan_in_force(db: Database) -> None:
    """Tell a plan that was read from one that is in force, and keep what waits for a person."""
    _run(db, _PLAN_IN_FORCE)


@MIGRATIONS()
def m006_feeds(db: Database) -> None:
    """Keep what outside calendars said last."""
    _run(db, _FEEDS)


@MIGRATIONS()
def m007_assessed(db: Database) -> None:
    """Know since when each activity is assessed."""
    _run(db, _ASSESSED)


@MIGRATIONS()
def m008_digests(db: Database) -> None:
    """Know which daily digests went to staff."""
    _run(db, _DIGESTS)


def _run(db: Database, statements: str) -> None:
    for statement in statements.split(";\n"):
        if statement.strip():
            db.execute(statement)


_FIRST = """
-- what happened, for ever: nothing here is updated or deleted
create table events (
    id integer primary key,
    at text not null,
    kind text not null,       -- letter.cleared, message.sent, mail.held ...
    subject text not null,    -- the key or id it happened to
    actor text not null,      -- a person, or the tick that did it
    data text not null        -- JSON
) strict;
create index events_by_subject on events (subject, kind);

-- each version of the plan that was read; the last accepted one is in force
create table plans (
    id integer primary key,
    year integer not null,
    sha256 text not null,
    body text not null,       -- JSON of plan.activity.Plan
    read_at text not null
) strict;

create table letters (
    id integer primary key,
    key text not null unique,
    kind text not null,
    status text not null,
    activity text not null,
    consultations text not null,  -- JSON list of consultation keys
    facts text not null,          -- JSON snapshot the letter is rendered from
    addressees text,              -- JSON list of focal point ids, null: from the audience
    parent integer references letters (id),
    urgent integer not null,
    due_at text not null,
    created_at text not null,
    reference text unique,
    signed_hash text,
    cleared_by text, cleared_at text,
    signed_by text, signed_at text,
    issued_by text, issued_at text,
    released_at text,
    withdrawn_by text
) strict;

create table editions (
    letter integer not null references letters (id),
    language text not null,
    wording text not null,    -- JSON of letters.letter.Wording: what is signed
    subject text, plain text, html text, pdf blob, pdf_name text,  -- null until issued
    primary key (letter, language)
) strict;

-- one row per consultation and focal point: the iCalendar object they hold
create table invitations (
    id integer primary key,
    consultation text not null,
    focal_point text not null,
    member text not null,
    address text not null,
    uid text unique,
    token text unique,
    sequence integer not null,
    status text not null,     -- open | cancelled
    letter integer not null references letters (id),  -- the one they last read
    invited_at text not null,
    unique (consultation, focal_point)
) strict;

-- what the invited were last told of a consultation
create table told (
    consultation text primary key,
    facts text not null,      -- JSON of plan.changes.facts_of
    sequence integer not null,
    letter integer not null references letters (id),
    told_at text not null
) strict;

-- the outbox
create table messages (
    id integer primary key,
    key text not null unique,
    letter integer not null references letters (id),
    focal_point text not null,
    member text not null,
    name text not null,
    address text not null,
    language text not null,
    zone text not null,
    message_id text not null unique,
    personal text not null,   -- JSON: values for the slots of the edition
    invitation integer references invitations (id),
    method text,              -- REQUEST | CANCEL
    sequence integer,
    in_reply_to text,
    priority integer not null,
    state text not null,
    created_at text not null,
    next_at text not null,
    attempts integer not null default 0,
    owner text, lease_until text,
    settled_at text, code integer, reply text,
    bounced text              -- hard | soft | delayed, from a later report
) strict;
create index messages_to_send on messages (state, next_at, priority) where state in ('waiting', 'claimed');
create index messages_by_letter on messages (letter, state);
create index messages_by_person on messages (focal_point, created_at);

-- every mail that came in, unaltered, before anyone tried to understand it
create table mails (
    id integer primary key,
    sha256 text not null unique,
    raw blob not null,
    mailbox text not null,
    received_at text not null,
    state text not null,      -- filed | settled | held
    category text,
    understood text,          -- JSON of answers.answer.Understood
    why text,                 -- why it is held, or what was done
    guesses text not null default '[]'
) strict;
create index mails_by_state on mails (state);

create table responses (
    id integer primary key,
    key text not null unique, -- the same answer read twice is one response
    consultation text not null,
    member text not null,
    focal_point text not null,
    channel text not null,
    said text not null,
    comment text not null,
    given_at text not null,
    received_at text not null,
    is_late integer not null,
    is_outdated integer not null,
    mail integer references mails (id),
    acknowledged integer references messages (id)
) strict;
create index responses_by_consultation on responses (consultation, member);

create table contributions (
    id integer primary key,
    response integer not null references responses (id),
    filename text not null,
    media_type text not null,
    size integer not null,
    sha256 text not null,
    content blob not null
) strict;

create table suppressions (
    address text primary key,
    since text not null,
    reason text not null,
    message integer references messages (id)
) strict;

create table absences (
    focal_point text primary key,
    until text not null,      -- a date
    mail integer references mails (id)
) strict;

create table documents (
    key text primary key,     -- summary-report-2026
    kind text not null,
    year integer not null,
    drafted_at text not null,
    path text not null
) strict;

create table warnings (
    code text not null,
    subject text not null,
    text text not null,
    first_at text not null,
    last_at text not null,
    primary key (code, subject)
) strict
"""

_JOURNAL = """
-- which relay said something: host, port and TLS
create table relays (id integer primary key, via text not null unique) strict;

-- every step of every message, for ever: nothing here is updated or deleted
create table journal (
    id integer primary key,
    message integer not null,
    at integer not null,      -- microseconds since 1970 in UTC: there are millions of these
    step text not null,       -- claimed, sending, or what letters.message.Step lists
    hold integer,             -- the life of the service that did it
    actor text,               -- or the person or tick
    relay integer references relays (id),
    code integer,
    said text                 -- the relay's reply, or why
) strict;
create index journal_by_message on journal (message);

insert into journal (message, at, step, actor, code, said)
    select cast(subject as integer),
        cast(strftime('%s', at) as integer) * 1000000 + cast(substr(at, 21, 6) as integer),
        case substr(kind, 9) when 'bounced' then json_extract(data, '$.how') else substr(kind, 9) end,
        actor, json_extract(data, '$.code'),
        coalesce(json_extract(data, '$.reply'), json_extract(data, '$.why'), json_extract(data, '$.diagnostic'))
    from events where kind like 'message.%' order by id;
delete from events where kind like 'message.%';

-- `at`: from when a waiting row may go, until when a claim holds, since when it is in any other state
drop index messages_to_send;
alter table messages drop column owner;
alter table messages drop column lease_until;
alter table messages add column hold integer;
update messages set next_at = settled_at where state not in ('waiting', 'claimed') and settled_at is not null;
alter table messages drop column settled_at;
alter table messages rename column next_at to at;
create index messages_to_send on messages (priority, at) where state in ('waiting', 'claimed');
drop index messages_by_letter;
create index messages_by_letter on messages (letter);

-- of a Message-ID only what is before the @; what is after it is that of the letter
alter table letters add column domain text;
update letters set domain = (select rtrim(substr(message_id, instr(message_id, '@') + 1), '>')
    from messages where letter = letters.id limit 1);
update messages set message_id = substr(message_id, 2, instr(message_id, '@') - 2)
"""

_INSTANCE = """
-- one row: which installation sends from this ledger, and which start of its service
create table instance (
    only integer primary key check (only = 1),
    id text not null,          -- random; another one after each take-over
    since text not null,
    holder text,               -- random; another one at each start of the service
    epoch integer not null default 0  -- one more at each start and at each take-over
) strict
"""

_PLAN_IN_FORCE = """
-- the last accepted plan is in force; one that waits for `notifier plan accept` has no accepted_at
-- `accepted_by` is watch, or the person that said `why`
alter table plans add column accepted_at text;
alter table plans add column accepted_by text;
alter table plans add column why text;
update plans set accepted_at = read_at, accepted_by = 'watch';

-- what is not carried out until a person says so; gone when the reason is
create table holds (
    key text primary key,     -- code and subject, and what exactly is held: short-notice/...
    code text not null,
    subject text not null,    -- the key of a consultation, or the id of an activity
    text text not null,
    final integer not null,   -- whether nobody can accept it: only another date mends it
    since text not null,
    accepted_at text, accepted_by text, why text
) strict;
create index holds_by_subject on holds (subject);

-- one row: when the service was last at work; a gap tells that it, or the machine, was down
create table passes (only integer primary key check (only = 1), at text not null) strict
"""

_FEEDS = """
-- an outside calendar as it was read last
create table feeds (
    name text primary key,
    is_set integer not null,  -- whether it is among the settings now
    etag text, modified text, sync_token text,  -- what the server needs to say "nothing new"
    looked_at text,           -- when it was asked last
    read_at text,             -- when it answered with something sound, if only "nothing new"
    whole_at text,            -- when it was read from end to end
    failing_since text, problem text,
    skipped text not null,    -- JSON list: events that could not be read, and why
    events text not null,     -- JSON list of plan.feeds.FeedEvent: what is in force
    proposed text,            -- JSON list: what waits for a person, being implausible
    held_since text, held_why text
) strict;

-- the objects of a CalDAV collection, so that a change of one can be applied to the others
create table feed_objects (
    feed text not null references feeds (name),
    href text not null,
    data text not null,
    primary key (feed, href)
) strict;

-- events of feeds that no activity will follow: a person said so
create table dismissed (
    feed text not null,
    uid text not null,
    at text not null, by text not null, why text not null,
    primary key (feed, uid)
) strict
"""

_ASSESSED = """
-- since when an activity stands in the plan with an assessment: the start of the way to its letter
create table assessed (
    activity text primary key,
    at text not null
) strict;

-- whom a held mail may speak for is asked at every look, by its sender
create index invitations_by_address on invitations (lower(address))
"""

_DIGESTS = """
-- one row a day and reader: a digest goes once, and not again when its fate is unknown
create table digests (
    day text not null,        -- of the duty station's calendar
    address text not null,
    state text not null,      -- sending | sent | refused | unsure | deferred, or empty: nothing to say
    at text not null,         -- since when; of one that is deferred, when it may go again
    said text not null,       -- JSON list: the keys of its lines, to tell later what is new
    reply text,
    primary key (day, address)
) strict
"""
