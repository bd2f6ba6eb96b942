-- Reading places and deliveries to archives and libraries, Art. 25.
create table supply_place (
    agency   text not null,
    place    integer not null,
    name     text not null,
    kind     text not null,
    address  text not null,
    closed   integer not null check (closed in (0, 1)),
    primary key (agency, place)
) strict, without rowid;

create table supply_delivery (
    agency        text not null,
    delivery      integer not null,
    place         integer not null,
    delivered_on  text not null,
    from_day      text not null,
    through_day   text not null,
    items         integer not null,
    list          text not null,                              -- SHA-256
    received_on   text,
    receiver      text,
    primary key (agency, delivery)
) strict, without rowid;
create index supply_unsigned on supply_delivery (agency, delivered_on) where received_on is null;
create index item_first_published on item (agency, first_published_on, id) where counted = 1;
