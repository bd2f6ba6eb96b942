-- The register of enterprises: loaded in bulk, so no projection; the journal keeps what was loaded.
create table enterprise (
    credit_code     text    not null primary key,
    name            text,
    region          text,
    industry        text,                                  -- codes, ';' between them, the main one first
    founded         text,
    qualifications  text,                                  -- names, ';' between them; '' is known to be none
    flags           text,
    figures         text    not null,                      -- JSON: {"staff@2024":"12"}; not public
    changed         bigint  not null                       -- the change it came with
);
create index enterprise_changed on enterprise (changed, credit_code);

-- The last change: whoever writes enterprises counts it up first, so that changes become visible in their order.
create table enterprise_change (
    only_row     bigint  not null primary key check (only_row = 1),
    number       bigint  not null
);
insert into enterprise_change (only_row, number) values (1, 0);

-- Loads, so that one that was broken off goes on where it stood.
create table enterprise_load (
    number       bigint  not null primary key,
    sha256       text    not null,
    year         bigint  not null,
    done         bigint  not null,                         -- rows of the file behind it
    read         bigint  not null,                         -- of these, enterprises
    changed      bigint  not null,
    bad          bigint  not null,
    finished_at  text
);
create index enterprise_load_file on enterprise_load (sha256, year);

-- What an enterprise says of itself: sealed, seen by nobody else unless it agrees.
create table enterprise_stated (
    credit_code  text not null primary key,
    sealed       text not null,
    stated_at    text not null
);

-- To whom a benefit was pushed and what came of it: once for each window. The exact candidates of each push are a blob
-- that its event names.
create table benefit_reach (
    benefit      text    not null,
    round        text    not null,                         -- the window: application year, first and last day
    credit_code  text    not null,
    version      bigint  not null,
    push         bigint  not null,                         -- which push of the benefit told it first
    result       text    not null check (result in ('met', 'unknown')),
    pushed_on    text    not null,
    reached_at   text,                                     -- in the inbox of an open account
    opened_at    text,                                     -- read there
    primary key (benefit, round, credit_code)
);
create index benefit_reach_of on benefit_reach (credit_code, pushed_on, benefit);
create index benefit_reach_push on benefit_reach (benefit, push);
