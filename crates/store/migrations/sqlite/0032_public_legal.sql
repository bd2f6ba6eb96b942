-- Rules and normative documents of all agencies, the newest first: without it a site with few of them reads every item.
create index item_public_legal on item (legal_kind, published_at, id) where state = 'public' and legal_kind is not null;
