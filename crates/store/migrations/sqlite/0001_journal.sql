-- The journal. Rows are written once; the hash chain proves it.
create table event (
    position     integer primary key check (0 < position),  -- order in the journal, no gaps
    stream       text    not null,                          -- e.g. 'request/2021-000123'
    version      integer not null check (0 < version),      -- place in its stream, no gaps
    kind         text    not null,                          -- e.g. 'request.registered.v1'
    body         text    not null,                          -- JSON, canonical form, personal data sealed
    actor        text    not null,                          -- 'account/<login>', 'public' or 'system'
    recorded_at  text    not null,                          -- RFC 3339, UTC, six decimals
    hash         blob    not null check (length(hash) = 32), -- SHA-256 over this row and the hash before it
    unique (stream, version)                                -- two writers, one winner
) strict;

create trigger event_no_update before update on event
begin select raise(abort, 'events are written once'); end;

create trigger event_no_delete before delete on event
begin select raise(abort, 'events are written once'); end;

-- Also stops `insert or replace`, which deletes a row without firing the trigger above.
create trigger event_in_order before insert on event
when new.position <> (select coalesce(max(position), 0) + 1 from event)
  or new.version <> (select coalesce(max(version), 0) + 1 from event where stream = new.stream)
begin select raise(abort, 'events leave no gap and replace nothing'); end;

-- How far the projections have come; written with the events, so a journal cut short is seen.
create table watermark (
    one       integer primary key check (one = 1),
    position  integer not null,
    hash      blob    not null check (length(hash) = 32)
) strict;
insert into watermark (one, position, hash) values (1, 0, zeroblob(32));

create trigger watermark_no_delete before delete on watermark
begin select raise(abort, 'the watermark stays'); end;

-- Work to be done after the commit. A finished row is deleted; the event stays.
create table outbox (
    id            integer primary key autoincrement,
    topic         text    not null,            -- which consumer
    body          text    not null,            -- JSON
    position      integer not null,            -- the journal's end when it was written
    leased_until  text    not null default '', -- RFC 3339; somebody is at work until then
    attempts      integer not null default 0   -- how often it was claimed; also the claim's token
) strict;
create index outbox_topic on outbox (topic, id);
