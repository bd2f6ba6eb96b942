-- Keys of contents: what items say and attach, each sealed under a key of its own. Not projected: a destroyed key
-- stays destroyed, and a replay destroys it again.
create table content_key (
    hash    text not null primary key,              -- SHA-256 of the plain bytes
    id      text not null,                          -- name of this key
    blob    text not null,                          -- SHA-256 of the sealed bytes
    sealed  blob not null                           -- the key, sealed by the site key
) strict, without rowid;
create index content_key_id on content_key (id);
