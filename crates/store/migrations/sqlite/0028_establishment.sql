-- What agencies are for, who leads them and how they are set up.
create table agency_establishment (
    agency  text not null primary key,
    body    text not null,                                    -- JSON
    set_by  text not null,
    set_at  text not null
) strict, without rowid;
