-- The public log. Not projected: what was signed is never made again, whatever is replayed.
create function log_written_once() returns trigger language plpgsql as $$
begin
    raise exception 'the log is written once';
end $$;

create table log_entry (
    number    bigint  primary key check (0 <= number), -- place in the log, from 0, no gaps
    position  bigint  not null,                         -- journal position of the event it tells
    stream    text    not null,                         -- stream of that event
    edition   bigint  not null,                         -- 0 for what has none
    event     text    not null,                         -- e.g. 'publish'
    entry     bytea   not null,                         -- the entry's bytes, public
    salt      bytea,                                  -- opens the metadata; null once destroyed
    metadata  text                                      -- what the entry is bound to; null once destroyed
);
create index log_entry_stream on log_entry (stream, edition, number);

create trigger log_entry_once before update of number, position, stream, edition, event, entry on log_entry
for each statement execute function log_written_once();

create trigger log_entry_kept before delete or truncate on log_entry
for each statement execute function log_written_once();

-- Hashes as tiles hold them: level 0 of the entries, each level above of 256 below.
create table log_hash (
    level   bigint  not null,
    number  bigint  not null,
    hash    bytea   not null check (length(hash) = 32),
    primary key (level, number)
);

create trigger log_hash_once before update on log_hash
for each statement execute function log_written_once();

create trigger log_hash_kept before delete or truncate on log_hash
for each statement execute function log_written_once();

-- Every tree head that was signed.
create table log_checkpoint (
    size  bigint  not null primary key,
    note  text    not null,
    at    text    not null
);

-- Public keys of the log; the private ones stand in a file of the node.
create table log_key (
    verifier    text not null primary key,
    first_at    text not null,
    retired_at  text
);

-- How far the journal was read.
create table log_state (
    one       bigint primary key check (one = 1),
    position  bigint  not null,
    size      bigint not null
);
insert into log_state (one, position, size) values (1, 0, 0);
