"""Counts table three of the annual report with DuckDB: FILE YEAR ROUNDS; prints [counts by address, seconds a round]."""

import json
import sys
import time

import duckdb

file, year, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
first, last = f"date '{year}-01-01'", f"date '{year}-12-31'"
database = duckdb.connect()
database.execute(
    "create table request as select requester, counted_on, nullif(report_row, '') as report_row, result_on "
    "from read_csv(?, header = true, columns = {'requester': 'varchar', 'counted_on': 'date', "
    "'report_row': 'varchar', 'result_on': 'date'})",
    [file],
)
FLOW = f"""select requester,
    count(*) filter (counted_on between {first} and {last}),
    count(*) filter (counted_on < {first} and (result_on is null or result_on >= {first})),
    count(*) filter (counted_on <= {last} and (result_on is null or result_on > {last})),
    count(*) filter (result_on between {first} and {last})
    from request group by requester"""
RESULTS = f"""select requester, report_row, count(*) from request
    where result_on between {first} and {last} group by requester, report_row"""

seconds = []
for _ in range(rounds):
    start = time.perf_counter()
    flow = database.execute(FLOW).fetchall()
    results = database.execute(RESULTS).fetchall()
    seconds.append(time.perf_counter() - start)

counts = {f"requests.{row}.{kind}": count for kind, row, count in results}
for kind, received, carried_in, carried_out, total in flow:
    counts[f"requests.received.{kind}"] = received
    counts[f"requests.carried_in.{kind}"] = carried_in
    counts[f"requests.carried_out.{kind}"] = carried_out
    counts[f"requests.results_total.{kind}"] = total
json.dump([counts, seconds], sys.stdout)
