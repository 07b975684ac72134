"""The journal of the outbox, and which installation may send."""

JOURNAL = """
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

INSTANCE = """
-- one row: which installation sends from this ledger, and which start of its service
create table instance (
    only integer primary key check (only = 1),
    id text not null,          -- random; another one after each take-over
    since text not null,
    holder text,               -- random; another one at each start of the service
    epoch integer not null default 0  -- one more at each start and at each take-over
) strict
"""
