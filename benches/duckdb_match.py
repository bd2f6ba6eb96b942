"""DuckDB beside the matching index: FILE, then on stdin the conditions as one JSON line, then one line a round.

Answers the conditions with [met, sum of their ids, unknown, sum of theirs] each; a round with seconds a condition, for
counts and for id lists. Of two ways to count the quicker one is told.
"""

import json
import sys
import time

import duckdb

database = duckdb.connect()
database.execute("set threads = 2")
database.execute(
    "create table e as select *, case when revenue <> 0 then rd / revenue::double end as ratio "
    "from read_csv(?, header = false, nullstr = '', columns = {'id': 'uinteger', 'region': 'integer', "
    "'industry': 'integer', 'founded': 'integer', 'staff': 'bigint', 'revenue': 'bigint', 'before': 'bigint', "
    "'assets': 'bigint', 'rd': 'bigint', 'qualifications': 'integer', 'flags': 'integer', 'size': 'tinyint'})",
    [sys.argv[1]],
)
conditions = json.loads(sys.stdin.readline())
answers = [
    database.execute(
        f"select count(*) filter ({c}), coalesce(sum(id) filter ({c}), 0)::bigint, "
        f"count(*) filter (({c}) is null), coalesce(sum(id) filter (({c}) is null), 0)::bigint from e"
    ).fetchone()
    for c in conditions
]
print(json.dumps(answers), flush=True)


def seconds(sql, fetch):
    start = time.perf_counter()
    fetch(database.execute(sql))
    return time.perf_counter() - start


for _ in sys.stdin:
    counts, ids = [], []
    for c in conditions:
        one = seconds(f"select count(*) filter ({c}), count(*) filter (({c}) is null) from e", lambda r: r.fetchone())
        two = seconds(f"select ({c}), count(*) from e where ({c}) is not false group by 1", lambda r: r.fetchall())
        counts.append(min(one, two))
        ids.append(seconds(f"select id, ({c}) as met from e where ({c}) is not false", lambda r: r.fetchnumpy()))
    print(json.dumps([counts, ids]), flush=True)
