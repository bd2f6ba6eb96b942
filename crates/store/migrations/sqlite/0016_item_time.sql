-- Set times: when an edition is to be published, when an item is to be withdrawn.
create table item_time (
    item    text not null,
    kind    text not null check (kind in ('publish', 'end')),
    agency  text not null,
    at      text not null,
    primary key (item, kind)
) strict, without rowid;
create index item_time_due on item_time (at, item);
create index item_time_agency on item_time (agency, at);
create index item_expired on item (agency, expires_on, id)
    where state = 'public' and validity in ('in_force', 'modified') and expires_on is not null;
