-- What an agency owes for its items: assessing again what is not public, interpreting a policy, taking back what fell.
alter table edition drop constraint edition_state_check;
alter table edition add constraint edition_state_check check (state in ('work', 'public', 'superseded', 'withdrawn', 'pulled', 'abandoned', 'held'));

alter table item add column held_at text;                     -- decided not to be public
alter table item add column interpretation text;              -- 'needed' or 'none', once that was planned

create table item_duty (
    item    text not null,
    kind    text not null,                                    -- 'reassess', 'disclose', 'interpret' or 'take_back'
    agency  text not null,
    since   text not null,                                    -- the day it counts from; of 'reassess' the day it is due
    primary key (item, kind)
);
create index item_duty_list on item_duty (agency, kind, since, item);
insert into item_duty (item, kind, agency, since)
select id, 'interpret', agency, first_published_on from item
where state = 'public' and source is null and legal_kind is not null and origin = 'made'
  and not exists (select 1 from item other where other.interprets = item.id and other.state = 'public');
