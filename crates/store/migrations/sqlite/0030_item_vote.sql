-- What readers think of items: one word of each, who they are is not known. Not part of the journal.
create table item_vote (
    item          text not null,
    voter         text not null,                           -- keyed hash of a visitor's secret and the item
    satisfaction  text not null,
    voted_at      text not null,
    primary key (item, voter)
) strict, without rowid;
