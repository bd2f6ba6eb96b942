-- The journal. Rows are written once; the hash chain proves it.
create table event (
    position     bigint primary key check (0 < position),   -- order in the journal, no gaps
    stream       text   not null,                           -- e.g. 'request/2021-000123'
    version      bigint not null check (0 < version),       -- place in its stream, no gaps
    kind         text   not null,                           -- e.g. 'request.registered.v1'
    body         text   not null,                           -- JSON, canonical form, personal data sealed
    actor        text   not null,                           -- 'account/<login>', 'public' or 'system'
    recorded_at  text   not null,                           -- RFC 3339, UTC, six decimals
    hash         bytea  not null check (length(hash) = 32), -- SHA-256 over this row and the hash before it
    unique (stream, version)                                -- two writers, one winner
);

create function event_written_once() returns trigger language plpgsql as $$
begin
    raise exception 'events are written once';
end $$;

create trigger event_no_update before update on event
for each statement execute function event_written_once();

create trigger event_no_delete before delete on event
for each statement execute function event_written_once();

create trigger event_no_truncate before truncate on event
for each statement execute function event_written_once();

-- Looks at all rows of a statement at once; `unique` keeps them apart, so count and ends tell whether one is missing.
create function event_in_order() returns trigger language plpgsql as $$
begin
    if exists (
        select 1 from (select min(position) as low, max(position) as high, count(*) as count from added) as a
        where 0 < count and (
            high - low + 1 <> count
            or low <> (select coalesce(max(e.position), 0) + 1 from event as e where e.position < low)
            or high <> (select max(e.position) from event as e))
    ) or exists (
        select 1 from (
            select stream, min(version) as low, max(version) as high, count(*) as count from added group by stream) as a
        where high - low + 1 <> count
            or low <> (select coalesce(max(e.version), 0) + 1 from event as e where e.stream = a.stream and e.version < low)
            or high <> (select max(e.version) from event as e where e.stream = a.stream)
    ) then
        raise exception 'events leave no gap and replace nothing';
    end if;
    return null;
end $$;

create trigger event_in_order after insert on event
referencing new table as added
for each statement execute function event_in_order();

-- How far the projections have come; written with the events, so a journal cut short is seen.
create table watermark (
    one       bigint primary key check (one = 1),
    position  bigint not null,
    hash      bytea  not null check (length(hash) = 32)
);
insert into watermark (one, position, hash) values (1, 0, decode(repeat('00', 32), 'hex'));

create function watermark_stays() returns trigger language plpgsql as $$
begin
    raise exception 'the watermark stays';
end $$;

create trigger watermark_no_delete before delete or truncate on watermark
for each statement execute function watermark_stays();

-- Work to be done after the commit. A finished row is deleted; the event stays.
create table outbox (
    id            bigint generated always as identity primary key,
    topic         text   not null,            -- which consumer
    body          text   not null,            -- JSON
    position      bigint not null,            -- the journal's end when it was written
    leased_until  text   not null default '', -- RFC 3339; somebody is at work until then
    attempts      bigint not null default 0   -- how often it was claimed; also the claim's token
);
create index outbox_topic on outbox (topic, id);
