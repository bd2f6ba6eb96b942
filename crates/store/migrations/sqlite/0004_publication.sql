-- Items: one row each, with what is public now, or was, or what the first draft says while nothing ever was.
create table item (
    id                   text    not null primary key,        -- '<agency>/<number>'
    agency               text    not null,
    number               integer not null,
    index_number         text    not null unique,             -- never used again
    state                text    not null check (state in ('draft', 'public', 'withdrawn', 'pulled', 'abandoned')),
    edition              integer,                             -- the public one, or the last that was
    newest_edition       integer not null,
    title                text    not null,
    summary              text    not null,
    body                 text    not null,                    -- SHA-256
    attachments          text    not null,                    -- JSON
    document_number      text,
    registration_number  text,
    issuer               text    not null,
    joint_issuers        text    not null,                    -- JSON
    origin               text    not null,
    generated_on         text    not null,
    categories           text    not null,                    -- JSON
    column_slug          text    not null,
    theme                text,
    genre                text,
    legal_kind           text,
    keywords             text    not null,                    -- JSON
    attribute            text    not null,
    ground               text,
    ground_note          text,
    rhythm               text    not null,
    section              text,
    interprets           text,
    effective_on         text,
    expires_on           text,
    content_hash         text    not null,
    published_at         text,                                -- of the edition shown
    published_on         text,
    first_published_on   text,
    first_published_year integer,
    counted              integer not null check (counted in (0, 1)), -- stands in item_count
    validity             text    not null,
    validity_on          text,
    validity_act         text,
    validity_act_item    text,
    withdrawal_kind      text,
    withdrawal_notice    text,
    successor            text,
    withdrawn_at         text,
    after_review         integer not null check (after_review in (0, 1)), -- an emergency's review is due
    drafted_by           text    not null,
    drafted_at           text    not null,
    source               text,                                -- where a legacy item stood
    check (state = 'draft' or state = 'abandoned' or published_at is not null),
    check ((counted = 1) = (first_published_year is not null))
) strict;
create unique index item_number on item (agency, number);
create index item_public on item (published_at, id) where state = 'public';
create index item_public_agency on item (agency, published_at, id) where state = 'public';
create index item_public_column on item (agency, column_slug, published_at, id) where state = 'public';
create index item_public_validity on item (agency, validity, published_at, id) where state = 'public';
create index item_counted_year on item (agency, first_published_year, published_at, id) where counted = 1;
create index item_legal on item (agency, legal_kind, generated_on) where legal_kind is not null;
create index item_interprets on item (interprets) where interprets is not null;
create index item_office on item (agency, drafted_at, id);
create index item_office_state on item (agency, state, drafted_at, id);
create index item_after_review on item (agency) where after_review = 1;
create index item_document_number on item (document_number) where document_number is not null;

create table edition (
    item                 text    not null,
    edition              integer not null,
    state                text    not null check (state in ('work', 'public', 'superseded', 'withdrawn', 'pulled', 'abandoned')),
    title                text    not null,
    summary              text    not null,
    body                 text    not null,                    -- SHA-256
    attachments          text    not null,                    -- JSON
    document_number      text,
    registration_number  text,
    issuer               text    not null,
    joint_issuers        text    not null,                    -- JSON
    origin               text    not null,
    generated_on         text    not null,
    categories           text    not null,                    -- JSON
    column_slug          text    not null,
    theme                text,
    genre                text,
    legal_kind           text,
    keywords             text    not null,                    -- JSON
    attribute            text    not null,
    ground               text,
    ground_note          text,
    rhythm               text    not null,
    section              text,
    interprets           text,
    effective_on         text,
    expires_on           text,
    content_hash         text    not null,
    levels               integer not null,
    minor                integer not null check (minor in (0, 1)),
    change_note          text    not null,
    emergency            text,
    approver             text,
    drafted_by           text    not null,
    drafted_at           text    not null,
    published_at         text,
    published_on         text,
    primary key (item, edition)
) strict;
-- At most one edition of an item is public, and at most one is in work.
create unique index edition_one_public on edition (item) where state = 'public';
create unique index edition_one_in_work on edition (item) where state = 'work';

create table edition_category (
    item      text    not null,
    edition   integer not null,
    category  text    not null,
    primary key (item, edition, category)
) strict;

-- Categories of what the item's row shows.
create table item_category (
    item          text    not null,
    category      text    not null,
    agency        text    not null,
    published_at  text    not null,
    is_public     integer not null check (is_public in (0, 1)),
    primary key (item, category)
) strict;
create index item_category_public on item_category (agency, category, published_at, item) where is_public = 1;
create index item_category_everywhere on item_category (category, published_at, item) where is_public = 1;

-- Every step of every review, those voided by a later change too.
create table item_review (
    position    integer not null primary key,                 -- of the event
    item        text    not null,
    edition     integer not null,
    act         text    not null,
    level       integer,
    of_levels   integer,
    conclusion  text,
    note        text    not null,
    hash        text,
    by_login    text    not null,
    at          text    not null
) strict;
create index item_review_item on item_review (item, position);

-- Editions in work: on whose desk, since when.
create table item_task (
    item          text    not null primary key,
    edition       integer not null,
    agency        text    not null,
    stage         text    not null,
    level         integer not null,                           -- of the review it waits for; 0 outside the levels
    levels        integer not null,
    approver      text,
    title         text    not null,
    generated_on  text    not null,
    drafted_by    text    not null,
    emergency     text,
    reason        text,                                       -- why it was sent back
    since         text    not null
) strict;
create index item_task_agency on item_task (agency, stage, since);

-- Items by year of first publication, kept with every event: facet 'all', 'column' or 'category'.
create table item_count (
    agency     text    not null,
    year       integer not null,
    facet      text    not null,
    facet_key  text    not null,
    items      integer not null,
    primary key (agency, year, facet, facet_key)
) strict;

-- Items public now, by the same facets.
create table item_stock (
    agency     text    not null,
    facet      text    not null,
    facet_key  text    not null,
    items      integer not null,
    primary key (agency, facet, facet_key)
) strict;

-- What had been published before the platform counted.
create table item_opening (
    agency               text    not null primary key,
    as_of                text    not null,
    items                integer not null check (0 <= items),
    regulations          integer not null,
    normative_documents  integer not null,
    evidence             text    not null,
    evidence_file        text,
    stated_by            text    not null,
    stated_at            text    not null
) strict;

-- Emergency take-downs (紧急撤稿), for the incident record.
create table item_incident (
    position  integer not null primary key,                   -- of the event
    item      text    not null,
    edition   integer not null,
    agency    text    not null,
    reason    text    not null,
    by_login  text    not null,
    at        text    not null
) strict;
create index item_incident_agency on item_incident (agency, position);

-- The last index number (索引号) of each series: the next one counts on from it.
create table index_series (
    series  text    not null primary key,
    last    integer not null
) strict;
