-- Requests brought along from earlier records: what makes a row of a file one and the same in every try.
create table request_import (
    agency  text not null,
    key     text not null,                                 -- 'n:' and the old number as compared, or 'r:' and row
    number  text not null,
    content text not null,                                 -- keyed hash of the whole row
    primary key (agency, key)
) strict, without rowid;
