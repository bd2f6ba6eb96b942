-- What is to be published when: plans and their stages.
create table plan (
    id            text not null primary key,                  -- '<agency>/<number>'
    agency        text not null,
    number        bigint not null,
    title         text not null,
    rhythm        text not null,
    column_slug   text not null,
    section       text,
    every_months  bigint,
    ended         text,                                       -- why nothing more comes of it
    made_by       text not null,
    made_at       text not null
);
create unique index plan_number on plan (agency, number);

create table plan_stage (
    plan     text not null,
    stage    bigint not null,
    agency   text not null,
    name     text not null,
    due_on   text not null,
    item     text,
    done_on  text,
    waived   text,                                            -- why it fell away
    is_open  bigint not null check (is_open in (0, 1)),
    primary key (plan, stage)
);
create index plan_stage_open on plan_stage (agency, due_on, plan, stage) where is_open = 1;
