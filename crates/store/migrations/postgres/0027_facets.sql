-- Public items by subject, form and issuer, and rules by their force.
drop index item_public_validity;
create index item_public_force on item (agency, published_at, id, validity, validity_on, expires_on)
    where state = 'public' and legal_kind is not null;
create index item_public_theme on item (agency, theme, published_at, id) where state = 'public' and theme is not null;
create index item_public_genre on item (agency, genre, published_at, id) where state = 'public' and genre is not null;
create index item_public_issuer on item (agency, issuer, published_at, id) where state = 'public';

insert into item_stock (agency, facet, facet_key, items)
    select agency, 'theme', theme, count(*) from item where state = 'public' and theme is not null group by agency, theme;
insert into item_stock (agency, facet, facet_key, items)
    select agency, 'genre', genre, count(*) from item where state = 'public' and genre is not null group by agency, genre;
insert into item_stock (agency, facet, facet_key, items)
    select agency, 'issuer', issuer, count(*) from item where state = 'public' group by agency, issuer;
