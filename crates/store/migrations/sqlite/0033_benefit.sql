-- What policies give whom: the guides enterprises go by. What is public and what is being written stand beside each other.
create table benefit (
    id            text    not null primary key,            -- 'yunxi-jxj/12'
    agency        text    not null,
    number        integer not null,
    stage         text    not null,
    item          text    not null,                        -- index number of the item it is taken from
    name          text    not null,
    drafted_by    text    not null,
    draft         text,                                    -- JSON: source and terms, while they differ from what is public
    returned      text,                                    -- why the draft was sent back
    version       integer,
    source        text,                                    -- JSON of what is public
    terms         text,
    kind          text,
    mode          text,
    opens_on      text,
    closes_on     text,
    published_on  text,
    is_public     integer not null check (is_public in (0, 1)),
    pushed_on     text,
    closed        text,                                    -- why it is no longer offered
    closed_on     text,
    changed       integer not null                         -- position of the last event
) strict, without rowid;
create unique index benefit_number on benefit (agency, number);
create index benefit_stage on benefit (agency, stage, number);
create index benefit_item on benefit (item, number);
create index benefit_changed on benefit (changed);
create index benefit_public on benefit (published_on, id) where is_public = 1;

-- Claims of enterprises and what became of them.
create table claim (
    benefit       text    not null,
    agency        text    not null,
    credit_code   text    not null,
    version       integer not null,
    year          integer not null,
    applied_on    text    not null,
    due           text,
    by_enterprise integer not null check (by_enterprise in (0, 1)),
    is_open       integer not null check (is_open in (0, 1)),
    paid_on       text,
    paid          text,                                    -- 万元, as written
    refused_on    text,
    refused       text,
    primary key (benefit, credit_code)
) strict, without rowid;
create index claim_open on claim (agency, due, benefit, credit_code) where is_open = 1;
create index claim_of on claim (credit_code, benefit);

-- Accounts of enterprises, and whom they let see what.
create table enterprise_account (
    credit_code   text    not null primary key,
    agency        text    not null,                        -- whoever invited it last
    invited_on    text    not null,
    through_day   text    not null,
    opened_on     text,
    is_quiet      integer not null check (is_quiet in (0, 1))
) strict, without rowid;
create index enterprise_account_agency on enterprise_account (agency, invited_on, credit_code);

create table enterprise_consent (
    credit_code   text    not null,
    agency        text    not null,
    data          text    not null,
    since         text    not null,
    primary key (credit_code, agency, data)
) strict, without rowid;
