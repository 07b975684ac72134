"""The plan in force, holds, outside calendars, assessments and digests."""

PLAN_IN_FORCE = """
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

FEEDS = """
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

ASSESSED = """
-- since when an activity stands in the plan with an assessment: the start of the way to its letter
create table assessed (
    activity text primary key,
    at text not null
) strict;

-- whom a held mail may speak for is asked at every look, by its sender
create index invitations_by_address on invitations (lower(address))
"""

DIGESTS = """
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
