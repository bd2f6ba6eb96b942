-- Motions: correction requests and proposals to publish, one row each.
create table motion (
    agency        text    not null,
    id            text    not null,                        -- 'correction-2021-000001'
    kind          text    not null check (kind in ('correction', 'proposal')),
    channel       text,                                    -- none for what the agency proposes to itself
    received_on   text    not null,
    due           text,                                    -- the agency's own last day; the law sets none
    subject       text    not null,
    stage         text    not null,
    outcome       text,
    drafted_by    text,
    document      text,
    answered_on   text,
    item          text,                                    -- index number of what was published
    registered_at text    not null,
    primary key (agency, id)
) strict, without rowid;
create index motion_kind on motion (agency, kind, id);
create index motion_open on motion (agency, kind, id) where stage <> 'over';

-- What they wait for.
create table motion_task (
    agency  text not null,
    id      text not null,
    task    text not null,
    due     text,
    primary key (agency, id, task)
) strict, without rowid;
create index motion_task_kind on motion_task (agency, task, due);

-- Proposals that come from requests for the same information.
create table motion_source (
    agency   text not null,
    request  text not null,
    id       text not null,
    primary key (agency, request, id)
) strict, without rowid;
