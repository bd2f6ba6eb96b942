-- Asking the public about drafts: the notices, and the opinions without a word of those who gave them.
create table solicitation (
    id                text primary key,
    agency            text not null,
    number            integer not null,
    item              text not null,
    title             text not null,
    from_day          text not null,
    through_day       text not null,
    touches_business  integer not null check (touches_business in (0, 1)),
    why_short         text,
    ways              text not null,
    stopped           text,
    stopped_on        text,
    feedback          text,
    opinions          integer not null,
    unweighed         integer not null,
    opened_by         text not null
) strict, without rowid;
create unique index solicitation_number on solicitation (agency, number);
create index solicitation_item on solicitation (item);
create index solicitation_through on solicitation (through_day, id);
create index solicitation_agency_through on solicitation (agency, through_day);

create table solicited_opinion (
    id            text primary key,
    solicitation  text not null references solicitation,
    number        integer not null,
    channel       text not null,
    received_on   text not null,
    gist          text,
    adoption      text,
    reason        text,
    weighed_by    text,
    erased        integer not null check (erased in (0, 1))
) strict, without rowid;
create unique index solicited_opinion_number on solicited_opinion (solicitation, number);
create index solicited_opinion_unweighed on solicited_opinion (solicitation, number) where adoption is null;
create index solicited_opinion_kept on solicited_opinion (solicitation, number) where erased = 0;
