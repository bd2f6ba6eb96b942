-- Requests: one row each. Dates that a new notice may move stand in request_clock.
create table request_case (
    agency         text    not null,
    number         text    not null,                       -- '2021-000123'
    channel        text    not null,
    submitted_on   text,
    arrived_on     text,
    received_on    text,                                   -- Art. 31; never changes once set
    counted_on     text,                                   -- new in table 三 on this day
    requester      text    not null,
    person         text    not null,                       -- whose key seals the data
    identity_hash  text    not null,
    subject        text    not null,
    clerk          text,
    split_from     text,
    stage          text    not null,
    open           bigint  not null check (open in (0, 1)),
    round          bigint  not null check (0 <= round),    -- how often a remedy reopened it
    section        text,
    drafted_by     text,
    draft_decision text,
    secrecy        text    check (secrecy in ('passed', 'failed')),
    document       text,                                   -- number of the reply, e.g. 样公复〔2021〕1号
    last_due       text,                                   -- as it stood when the case was closed
    decision       text,                                   -- the first result, which table 三 counts
    report_row     text,
    result_on      text,
    late           bigint  check (late in (0, 1)),
    registered_at  text    not null,
    changed_at     text    not null,
    primary key (agency, number),
    check ((decision is null) = (result_on is null) and (report_row is null) = (result_on is null)),
    check (open = 1 or result_on is not null)
);
create index request_stage on request_case (agency, stage, number);
-- Holds all that table 三 counts, so a year is read from it alone.
create index request_counted on request_case (agency, counted_on, number, requester, decision, result_on);
create index request_result on request_case (agency, result_on, number) where result_on is not null;
create index request_same on request_case (agency, identity_hash, received_on, number);

-- The clocks of open cases only: what re-dating reads from end to end, and what to-do lists are ordered by.
create table request_clock (
    agency       text    not null,
    number       text    not null,
    clock_start  text,
    due          text,                                     -- what the clock says under the present calendar
    not_before   text,                                     -- when due cannot be told
    provisional  bigint  not null check (provisional in (0, 1)),
    timeline     text    not null,                         -- compact, for counting anew
    primary key (agency, number)
);
create index request_due on request_clock (agency, due, number);

-- Whatever else has a day: confirmation, supplement, fee, opinions, reasons, internal dates.
create table request_task (
    agency  text not null,
    number  text not null,
    kind    text not null,
    name    text not null,
    due     text,
    primary key (agency, number, kind, name)
);
create index request_task_due on request_task (agency, due, number);

-- Cases counted anew after a notice, a row for all that moved alike; shown beside each case's own events.
create table redating (
    agency        text    not null,
    position      bigint  not null,                        -- of the event
    part          bigint  not null,                        -- place within it
    what          text    not null,                        -- 'reply', or the kind of task
    name          text    not null,
    was           text,
    now           text,
    notice        text    not null,
    told_at       text    not null,
    first_number  text    not null,
    last_number   text    not null,
    numbers       text    not null,                        -- JSON, in order
    primary key (agency, position, part),
    check (first_number <= last_number)
);

-- Reviews and suits.
create table remedy_case (
    agency        text not null,
    id            text not null,                           -- '2021-000001'
    kind          text not null check (kind in ('review', 'suit_direct', 'suit_after_review')),
    request       text,
    earlier       text,
    authority     text not null,
    matter        text not null,
    stage         text not null,
    filed_on      text not null,
    accepted_on   text,
    concluded_on  text,
    result        text,
    outcome       text check (outcome in ('upheld', 'corrected', 'other')),
    reply_by      text,
    effective_on  text,
    counted_on    text,                                    -- pending in table 四 until then
    primary key (agency, id),
    check (counted_on is null or outcome is not null)
);
create index remedy_counted on remedy_case (agency, counted_on, id);
create index remedy_request on remedy_case (agency, request, id) where request is not null;
