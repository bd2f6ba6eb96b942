-- Annual reports: where each stands, and every edition that was published.
create table report (
    agency        text    not null,
    year          integer not null,
    stage         text    not null,                           -- drafting, submitted, signed_off, published
    opened_on     text    not null,
    signed_on     text,
    published_on  text,                                       -- of the newest edition
    edition       integer not null default 0,                 -- the newest published one; 0 before the first
    submitted_on  text,                                       -- to the 主管部门
    primary key (agency, year)
) strict;
create index report_published on report (agency, published_on, year);

create table report_edition (
    agency        text    not null,
    year          integer not null,
    edition       integer not null check (0 < edition),
    content_hash  text    not null,                           -- of the blob with the edition
    position      integer not null,                           -- the journal position up to which its figures count
    published_on  text    not null,
    source        text,                                       -- where one made before the platform was published
    primary key (agency, year, edition),
    check ((source is not null) = (position = 0))             -- nothing here counts from no record
) strict;

-- Notices of the information-processing fee (收费通知), which section 六 of the report sums up.
create table fee_notice (
    agency      text    not null,
    request     text    not null,
    noticed_on  text    not null,
    yuan        integer not null check (0 <= yuan),
    paid_on     text,
    refunded_on text,
    primary key (agency, request)                             -- a request is charged once
) strict;
create index fee_notice_day on fee_notice (agency, noticed_on);
create index fee_notice_paid on fee_notice (agency, paid_on) where paid_on is not null;
