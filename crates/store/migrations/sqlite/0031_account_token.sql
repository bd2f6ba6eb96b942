-- Tokens by which programs act for accounts: a keyed hash of each, never the token.
create table account_token (
    hash         text    not null primary key,
    login        text    not null,
    id           text    not null,
    name         text    not null,
    through_day  text    not null,
    issued_at    text    not null,
    revoked      integer not null check (revoked in (0, 1))
) strict, without rowid;
create unique index account_token_login on account_token (login, id);
