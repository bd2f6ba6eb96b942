-- When the requester's data was erased; the row and its figures stay.
alter table request_case add column erased_on text;
-- Whose key seals which cases: a person is erased from all of them.
create index request_person on request_case (agency, person, number);

-- Where the sealed words of a case stand in the journal: the office's index of request texts.
-- It holds no word and no hash of one; the words are lost with the person's key.
create table request_text (
    agency    text    not null,
    number    text    not null,
    position  bigint  not null,                            -- of the event that holds the sealed words
    what      text    not null check (what in ('text', 'supplement', 'reasons')),
    person    text    not null,
    primary key (agency, number, position)
);
create index request_text_person on request_text (person);
