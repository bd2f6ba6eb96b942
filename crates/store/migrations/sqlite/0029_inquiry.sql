-- Messages of the public, without a word of those who sent them, and what was answered.
create table inquiry (
    agency        text    not null,
    id            text    not null,                        -- 'inquiry-2021-000001'
    kind          text    not null,
    received_on   text    not null,
    due           text,                                    -- the agency's own last day; the law sets none
    item          text,                                    -- index number of the item it was written from
    consents      integer not null check (consents in (0, 1)),
    stage         text    not null,
    title         text,                                    -- the officer's wording; none before the first draft
    question      text,
    answer        text,
    publish       integer not null check (publish in (0, 1)),
    drafted_by    text,
    returned      text,                                    -- why the last draft was sent back
    over_on       text,
    satisfaction  text,
    shown         integer not null check (shown in (0, 1)),
    erased_on     text,
    primary key (agency, id)
) strict, without rowid;
create index inquiry_open on inquiry (agency, stage, due, id) where stage in ('open', 'drafted');
create index inquiry_shown on inquiry (over_on, agency, id) where shown = 1;
create index inquiry_shown_agency on inquiry (agency, over_on, id) where shown = 1;
create index inquiry_kept on inquiry (agency, over_on, id) where over_on is not null and erased_on is null;

-- How many came in a year and what became of them.
create table inquiry_count (
    agency        text    not null,
    year          integer not null,
    received      integer not null,
    answered      integer not null,
    dismissed     integer not null,
    in_time       integer not null,                        -- answered or dismissed on or before the last day
    shown         integer not null,
    satisfied     integer not null,
    fair          integer not null,
    dissatisfied  integer not null,
    primary key (agency, year)
) strict, without rowid;
create index inquiry_count_year on inquiry_count (year);
