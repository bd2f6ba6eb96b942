-- Lists of what is to be public, edition by edition, and the items filed under their entries.
create table inventory (
    agency     text not null,
    number     bigint not null,
    kind       text not null,
    title      text not null,
    authority  text not null,
    from_day   text not null,
    edition    bigint not null,
    ended      text,
    primary key (agency, number)
);

create table inventory_entry (
    agency      text not null,
    number      bigint not null,
    place       bigint not null,
    code        text not null,
    matter      text not null,
    submatter   text not null,
    content     text not null,
    basis       text not null,
    within      text not null,
    months      bigint,
    subject     text not null,
    channels    text not null,
    audience    text not null,
    on_request  bigint not null check (on_request in (0, 1)),
    column_slug text,
    primary key (agency, number, place)
);
create unique index inventory_entry_code on inventory_entry (agency, number, code);

create table item_entry (
    item          text not null,
    entry         text not null,                              -- <number of the list>/<序号>
    agency        text not null,
    published_at  text,
    is_public     bigint not null check (is_public in (0, 1)),
    primary key (item, entry)
);
create index item_entry_public on item_entry (agency, entry, published_at, item) where is_public = 1;
