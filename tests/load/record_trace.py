#!/usr/bin/env python3
"""Turns the records of `caravan tail chat_deliveries` on standard input into a trace on standard output: when, in which
chat, from whom, to whom and how long, and nothing else. The format: traces/README.md."""

import datetime
import json
import sys

EPOCH = datetime.datetime(1970, 1, 1)


def microseconds(time_iso):
    return (datetime.datetime.fromisoformat(time_iso) - EPOCH) // datetime.timedelta(microseconds=1)


def rows(records):
    chats = {}
    first = None
    for record in records:
        delivery = json.loads(record)
        message = delivery["message"]
        if delivery["recipient"] == message["from_user"]:
            continue
        at = microseconds(message["time_iso"])
        first = at if first is None else first
        chat = chats.setdefault(message["chat_id"], len(chats))
        yield at - first, chat, message["from_user"], delivery["recipient"], len(message["body"].encode())


if __name__ == "__main__":
    print("time_us,chat,sender,recipient,bytes")
    for row in sorted(rows(sys.stdin)):
        print(*row, sep=",")
