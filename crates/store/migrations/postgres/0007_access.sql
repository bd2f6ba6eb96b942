-- Who looked at personal data, when, and at what; never the data.
create table access_view (
    agency     text    not null,
    position   bigint  not null,                           -- of the event
    subject    text    not null,                           -- number of the case, or name of a whole register
    what       text    not null,
    detail     text,
    login      text    not null,
    why        text,
    viewed_at  text    not null,
    primary key (agency, position)
);
create index access_view_subject on access_view (agency, subject, position);
create index access_view_login on access_view (agency, login, position);
