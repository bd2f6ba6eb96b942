-- Tables of the site that have no legal life: they are outside the journal and outside replays.

create table session (
    id_hash     blob not null primary key check (length(id_hash) = 32), -- SHA-256 of the cookie, so a copy of the table opens no door
    data        blob not null,
    expires_at  text not null                                           -- RFC 3339, UTC, six decimals
) strict;
create index session_expiry on session (expires_at);

create table credential (
    login       text not null primary key,
    phc         text not null,             -- Argon2id in PHC form
    changed_at  text not null
) strict;

-- Destroying a row erases the person: what was sealed under the key can never be read again.
create table person_key (
    person  text not null primary key,
    sealed  blob not null                  -- the person's key, sealed by the site key
) strict;

create table login_attempt (
    throttle    text not null,             -- what is counted: a keyed hash of login or address
    at          text not null
) strict;
create index login_attempt_throttle on login_attempt (throttle, at);

-- Numbers given out once, e.g. for receipts; never from a count of rows.
create table counter (
    name  text    not null primary key,
    last  integer not null check (0 < last)
) strict;
