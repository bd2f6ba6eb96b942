-- What the check of sites looks for among public items: days that cannot be, interpretations of nothing.
create index item_misdated on item (agency, id) where state = 'public' and published_on < generated_on;
create index item_unlinked on item (agency, column_slug, id) where state = 'public' and interprets is null;
