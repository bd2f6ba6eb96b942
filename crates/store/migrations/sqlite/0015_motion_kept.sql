-- When a motion was over, and whether its maker is erased.
alter table motion add column over_on text;
alter table motion add column erased_on text;
update motion set over_on = answered_on where stage = 'over';
create index motion_kept on motion (agency, over_on, id) where stage = 'over' and erased_on is null;
