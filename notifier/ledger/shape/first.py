"""The tables of the first release."""

FIRST = """
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
