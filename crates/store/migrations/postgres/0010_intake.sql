-- Requests that come in online.

-- What a visitor's browser asked us to keep: drafts, and the case it has opened. Outside the journal and outside replays.
-- Sealed under a key that only the browser's cookie holds, so a copy of the table tells nothing.
create table visitor_box (
    id_hash     bytea not null primary key check (length(id_hash) = 32), -- derived from the cookie, one way
    data        bytea not null,
    expires_at  text not null                                           -- RFC 3339, UTC, six decimals
);
create index visitor_box_expiry on visitor_box (expires_at);

-- How often published items were offered to those who ask: counts only, nobody is known.
create table suggestion_count (
    agency  text    not null,
    day     text    not null,
    what    text    not null check (what in ('shown', 'opened', 'enough')),
    count   bigint  not null check (0 < count),
    primary key (agency, day, what)
);

-- Secrecy marks met in what was handed in: when, where and by which rule; the text itself is kept nowhere.
create table screening_stop (
    at     text not null,
    place  text not null,
    rule   text not null
);
create index screening_stop_at on screening_stop (at);

-- Replies as their requesters found them, from the journal.
create table request_rating (
    agency    text    not null,
    number    text    not null,
    round     bigint  not null check (0 <= round),
    rated_on  text    not null,
    score     bigint  not null check (score between 1 and 5),
    primary key (agency, number, round)
);
create index request_rating_day on request_rating (agency, rated_on);

-- Complaints, from the journal; their words are sealed in it.
create table request_complaint (
    agency       text    not null,
    number       text    not null,
    id           bigint  not null check (0 < id),
    filed_on     text    not null,
    answered_on  text,
    answered_by  text,
    primary key (agency, number, id)
);
create index request_complaint_open on request_complaint (agency, filed_on) where answered_on is null;
