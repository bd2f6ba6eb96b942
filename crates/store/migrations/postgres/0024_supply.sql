-- Reading places and deliveries to archives and libraries, Art. 25.
create table supply_place (
    agency   text not null,
    place    bigint not null,
    name     text not null,
    kind     text not null,
    address  text not null,
    closed   bigint not null check (closed in (0, 1)),
    primary key (agency, place)
);

create table supply_delivery (
    agency        text not null,
    delivery      bigint not null,
    place         bigint not null,
    delivered_on  text not null,
    from_day      text not null,
    through_day   text not null,
    items         bigint not null,
    list          text not null,                              -- SHA-256
    received_on   text,
    receiver      text,
    primary key (agency, delivery)
);
create index supply_unsigned on supply_delivery (agency, delivered_on) where received_on is null;
create index item_first_published on item (agency, first_published_on, id) where counted = 1;
