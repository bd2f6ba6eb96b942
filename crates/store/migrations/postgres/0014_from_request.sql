-- Items that make public what somebody asked for (依申请公开转主动公开).
alter table item add column from_request text;
alter table edition add column from_request text;
create index item_from_request on item (agency, from_request) where from_request is not null;
