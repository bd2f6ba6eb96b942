"""Reads feeds as a feed reader does: prints what each holds, as JSON; fails on anything malformed."""

import json
import sys

import feedparser

read = []
for address in sys.argv[1:]:
    feed = feedparser.parse(address)
    read.append({
        "address": address,
        "status": feed.get("status"),
        "malformed": str(feed.get("bozo_exception", "")) if feed.bozo else "",
        "version": feed.version,
        "title": feed.feed.get("title", ""),
        "entries": [
            {"id": entry.get("id", ""), "title": entry.get("title", ""), "link": entry.get("link", ""),
             "dated": entry.get("published_parsed") is not None or entry.get("updated_parsed") is not None}
            for entry in feed.entries
        ],
    })
json.dump(read, sys.stdout, ensure_ascii=False)
