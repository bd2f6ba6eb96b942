-- Numbers given to documents (文号登记): every number of a series and year, void ones too.
create table document_number (
    agency       text    not null,
    series       text    not null check (series in ('reply', 'notice')),
    year         integer not null,
    place        integer not null check (0 < place),
    text         text    not null,                         -- as printed, e.g. '样公复〔2021〕1号'
    request      text    not null,
    taken_on     text    not null,
    letter       text,                                     -- which document bears it, once it was issued
    sent_on      text,
    voided_on    text,
    void_reason  text,
    primary key (agency, series, year, place),
    check ((voided_on is null) = (void_reason is null)),
    check (voided_on is null or sent_on is null)
) strict, without rowid;
create index document_number_request on document_number (agency, request, text);
