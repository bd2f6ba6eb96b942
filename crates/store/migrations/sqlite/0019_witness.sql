-- Witnesses of the public log, and the logs this site is a witness of. Outside the journal.
alter table log_checkpoint add column witnesses integer not null default 0;  -- how many have signed it too
create index log_checkpoint_witnesses on log_checkpoint (witnesses, size);

-- How far each of our witnesses has come.
create table log_witness (
    name  text    not null primary key,
    size  integer not null
) strict, without rowid;

-- What this site has signed last as a witness: it signs nothing that does not continue it.
create table log_witnessed (
    origin  text    not null primary key,
    size    integer not null,
    root    blob    not null check (length(root) = 32),
    at      text    not null
) strict, without rowid;
