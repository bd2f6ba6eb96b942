-- Who may see an item that is not public, where that is limited: logins with the authors', JSON.
alter table item add column limited_to text;
create index item_limited on item (agency) where limited_to is not null;
