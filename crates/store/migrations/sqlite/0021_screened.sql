-- Lists of words for the screening, and what screening what is public again found.
create table agency_words (
    agency  text not null primary key,
    words   text not null,
    hash    text not null,                                    -- SHA-256 of the list
    set_by  text not null,
    set_at  text not null
) strict, without rowid;

-- How far an agency's public items were screened by which rules. Outside the journal.
create table rescreening (
    agency      text not null primary key,
    rules       text not null,
    after_item  text,                                         -- the cursor of the last one
    is_done     integer not null check (is_done in (0, 1))
) strict, without rowid;

-- What stands to be looked at in public items; how many, not what. Outside the journal.
create table screened (
    item         text not null primary key,
    agency       text not null,
    hash         text not null,                               -- of the content that was screened
    rules        text not null,
    open         integer not null,                           -- findings to look at that nobody gave a reason for
    unread       integer not null,                           -- parts that were not read
    links        integer not null,                           -- links to what is not here any more
    kinds        text not null,                               -- JSON: key of the kind, how many
    screened_at  text not null
) strict, without rowid;
create index screened_agency on screened (agency, item);
