-- Agencies of the tree and what the guide says of them.
create table agency (
    code              text    not null primary key,
    name              text    not null,                       -- the newest; earlier ones in agency_name
    short_name        text    not null,
    kind              text    not null,
    level             text    not null,
    region            text    not null,
    parent            text,
    credit_code       text    unique,                         -- one organisation, one code
    ended_on          text,
    successors        text    not null default '[]',          -- JSON
    address           text    not null default '',
    postcode          text    not null default '',
    office_hours      text    not null default '',
    phone             text    not null default '',
    fax               text    not null default '',
    internet_contact  text    not null default '',
    unit_name         text    not null default '',
    unit_head         text    not null default '',
    section           text,
    officer           text,
    deputy            text,
    settings          text    not null,                       -- JSON
    updated_at        text    not null                        -- when what the guide shows last changed
);
create index agency_parent on agency (parent, code);

create table agency_name (
    agency      text not null,
    valid_from  text not null,                                -- '0001-01-01' for the first name
    name        text not null,
    short_name  text not null,
    basis       text not null,
    primary key (agency, valid_from)
);

create table agency_section (
    agency  text    not null,
    slug    text    not null,
    name    text    not null,
    closed  bigint  not null check (closed in (0, 1)),
    primary key (agency, slug)
);

create table agency_column (
    agency          text    not null,
    slug            text    not null,
    name            text    not null,
    column_type     text    not null,
    description     text    not null,
    category        text,
    rhythm          text    not null,
    due_every_days  bigint,
    review_levels   bigint,
    place           bigint  not null,
    closed          bigint  not null check (closed in (0, 1)),
    primary key (agency, slug)
);

create table agency_channel (
    agency   text    not null,
    channel  text    not null,
    is_open  bigint  not null check (is_open in (0, 1)),
    note     text    not null,
    primary key (agency, channel)
);

create table agency_hand_over (
    position     bigint  not null primary key,                -- of the event
    agency       text    not null,
    from_login   text    not null,
    to_login     text    not null,
    handed_on    text    not null,
    matters      text    not null,                            -- JSON
    witness      text    not null,
    signed_list  text
);
create index agency_hand_over_agency on agency_hand_over (agency, position);

create table account (
    login      text    not null primary key,
    name       text    not null,
    agency     text    not null,
    section    text,
    disabled   bigint  not null check (disabled in (0, 1)),
    opened_at  text    not null
);
create index account_agency on account (agency, login);

create table account_role (
    login       text not null,
    role        text not null,
    agency      text not null,
    granted_by  text not null,
    granted_at  text not null,
    primary key (login, role, agency)
);
create index account_role_agency on account_role (agency, role, login);

create table account_delegation (
    login       text not null,
    from_login  text not null,
    role        text not null,
    agency      text not null,
    since       text not null,
    until       text,
    primary key (login, from_login, role, agency)
);

create table calendar_notice (
    year       bigint  not null,
    version    bigint  not null,
    blob       text    not null,                              -- SHA-256 of the CSV
    source     text    not null,
    loaded_at  text    not null,
    primary key (year, version)
);

create table calendar_day (
    agency   text    not null,
    day      text    not null,
    workday  bigint  not null check (workday in (0, 1)),
    name     text    not null,
    source   text    not null,
    primary key (agency, day)
);
