-- What is to be published when: plans and their stages.
create table plan (
    id            text not null primary key,                  -- '<agency>/<number>'
    agency        text not null,
    number        integer not null,
    title         text not null,
    rhythm        text not null,
    column_slug   text not null,
    section       text,
    every_months  integer,
    ended         text,                                       -- why nothing more comes of it
    made_by       text not null,
    made_at       text not null
) strict, without rowid;
create unique index plan_number on plan (agency, number);

create table plan_stage (
    plan     text not null,
    stage    integer not null,
    agency   text not null,
    name     text not null,
    due_on   text not null,
    item     text,
    done_on  text,
    waived   text,                                            -- why it fell away
    is_open  integer not null check (is_open in (0, 1)),
    primary key (plan, stage)
) strict, without rowid;
create index plan_stage_open on plan_stage (agency, due_on, plan, stage) where is_open = 1;
