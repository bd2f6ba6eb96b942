-- What an agency owes for its items: assessing again what is not public, interpreting a policy, taking back what fell.
create table edition_now (
    item                 text    not null,
    edition              integer not null,
    state                text    not null check (state in ('work', 'public', 'superseded', 'withdrawn', 'pulled', 'abandoned', 'held')),
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
    from_request         text,
    primary key (item, edition)
) strict;
insert into edition_now (item, edition, state, title, summary, body, attachments, document_number, registration_number, issuer, joint_issuers, origin, generated_on, categories, column_slug, theme, genre, legal_kind, keywords, attribute, ground, ground_note, rhythm, section, interprets, effective_on, expires_on, content_hash, levels, minor, change_note, emergency, approver, drafted_by, drafted_at, published_at, published_on, from_request)
select item, edition, state, title, summary, body, attachments, document_number, registration_number, issuer, joint_issuers, origin, generated_on, categories, column_slug, theme, genre, legal_kind, keywords, attribute, ground, ground_note, rhythm, section, interprets, effective_on, expires_on, content_hash, levels, minor, change_note, emergency, approver, drafted_by, drafted_at, published_at, published_on, from_request from edition;
drop table edition;
alter table edition_now rename to edition;
create unique index edition_one_public on edition (item) where state = 'public';
create unique index edition_one_in_work on edition (item) where state = 'work';

alter table item add column held_at text;                     -- decided not to be public
alter table item add column interpretation text;              -- 'needed' or 'none', once that was planned

create table item_duty (
    item    text not null,
    kind    text not null,                                    -- 'reassess', 'disclose', 'interpret' or 'take_back'
    agency  text not null,
    since   text not null,                                    -- the day it counts from; of 'reassess' the day it is due
    primary key (item, kind)
) strict, without rowid;
create index item_duty_list on item_duty (agency, kind, since, item);
insert into item_duty (item, kind, agency, since)
select id, 'interpret', agency, first_published_on from item
where state = 'public' and source is null and legal_kind is not null and origin = 'made'
  and not exists (select 1 from item other where other.interprets = item.id and other.state = 'public');
