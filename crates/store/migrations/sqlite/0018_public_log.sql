-- The public log. Not projected: what was signed is never made again, whatever is replayed.
create table log_entry (
    number    integer primary key check (0 <= number),  -- place in the log, from 0, no gaps
    position  integer not null,                         -- journal position of the event it tells
    stream    text    not null,                         -- stream of that event
    edition   integer not null,                         -- 0 for what has none
    event     text    not null,                         -- e.g. 'publish'
    entry     blob    not null,                         -- the entry's bytes, public
    salt      blob,                                     -- opens the metadata; null once destroyed
    metadata  text                                      -- what the entry is bound to; null once destroyed
) strict;
create index log_entry_stream on log_entry (stream, edition, number);

create trigger log_entry_once before update of number, position, stream, edition, event, entry on log_entry
begin select raise(abort, 'log entries are written once'); end;

create trigger log_entry_kept before delete on log_entry
begin select raise(abort, 'log entries are kept'); end;

-- Hashes as tiles hold them: level 0 of the entries, each level above of 256 below.
create table log_hash (
    level   integer not null,
    number  integer not null,
    hash    blob    not null check (length(hash) = 32),
    primary key (level, number)
) strict, without rowid;

create trigger log_hash_once before update on log_hash
begin select raise(abort, 'log hashes are written once'); end;

create trigger log_hash_kept before delete on log_hash
begin select raise(abort, 'log hashes are kept'); end;

-- Every tree head that was signed.
create table log_checkpoint (
    size  integer not null primary key,
    note  text    not null,
    at    text    not null
) strict;

-- Public keys of the log; the private ones stand in a file of the node.
create table log_key (
    verifier    text not null primary key,
    first_at    text not null,
    retired_at  text
) strict, without rowid;

-- How far the journal was read.
create table log_state (
    one       integer primary key check (one = 1),
    position  integer not null,
    size      integer not null
) strict;
insert into log_state (one, position, size) values (1, 0, 0);
