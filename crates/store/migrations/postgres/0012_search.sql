-- What people looked for in vain, folded, by day; what may be personal data never comes here. Outside the journal.
create table missed_search (
    day    text not null,
    query  text not null,
    times  bigint not null check (0 < times),
    primary key (day, query)
);
