-- Lists of what is to be public, edition by edition, and the items filed under their entries.
create table inventory (
    agency     text not null,
    number     integer not null,
    kind       text not null,
    title      text not null,
    authority  text not null,
    from_day   text not null,
    edition    integer not null,
    ended      text,
    primary key (agency, number)
) strict, without rowid;

create table inventory_entry (
    agency      text not null,
    number      integer not null,
    place       integer not null,
    code        text not null,
    matter      text not null,
    submatter   text not null,
    content     text not null,
    basis       text not null,
    within      text not null,
    months      integer,
    subject     text not null,
    channels    text not null,
    audience    text not null,
    on_request  integer not null check (on_request in (0, 1)),
    column_slug text,
    primary key (agency, number, place)
) strict, without rowid;
create unique index inventory_entry_code on inventory_entry (agency, number, code);

create table item_entry (
    item          text not null,
    entry         text not null,                              -- <number of the list>/<序号>
    agency        text not null,
    published_at  text,
    is_public     integer not null check (is_public in (0, 1)),
    primary key (item, entry)
) strict, without rowid;
create index item_entry_public on item_entry (agency, entry, published_at, item) where is_public = 1;
