-- The table a compiled rule reads: null is unknown. A column for each figure and year.
create temp table enterprise (
    row            integer primary key,
    region         text,
    industry       text[],
    founded        date,
    qualifications text[],
    flags          text[],
    staff_2022     numeric,
    revenue_2022   numeric,
    assets_2022    numeric,
    rd_2022        numeric,
    size_2022      smallint,  -- 0 micro, 1 small, 2 medium, 3 large
    staff_2023     numeric,
    revenue_2023   numeric,
    assets_2023    numeric,
    rd_2023        numeric,
    size_2023      smallint
);
