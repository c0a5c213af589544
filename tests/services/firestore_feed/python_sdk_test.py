"""Google's own client for Python listens to a reader's document: it is sent what Caravan wrote, and as often as the meter
reckons. Run by run.py firestore."""

import asyncio
import json
import os
import unittest
from unittest import mock

from feed_case import LOOK_SECONDS, PATIENCE_SECONDS, PROXY, FeedCase, proxy
from google.auth.credentials import AnonymousCredentials
from google.cloud import firestore


class Listener:
    """What it is sent comes on a thread of the client's."""

    def __init__(self, project, reader):
        with mock.patch.dict(os.environ, {"FIRESTORE_EMULATOR_HOST": PROXY}):
            self._client = firestore.Client(project=project, credentials=AnonymousCredentials())
        self.documents = []
        self.calls = 0
        self._watch = self._client.collection("inboxes").document(reader.id).on_snapshot(self._take)

    def _take(self, snapshots, _changes, _read_time):
        self.calls += 1
        self.documents += [snapshot.to_dict() for snapshot in snapshots if snapshot.exists]

    def bodies(self):
        return {json.loads(entry)[5] for document in self.documents for entry in document["entries"]}

    async def until(self, reached):
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not reached():
                await asyncio.sleep(LOOK_SECONDS)

    def close(self):
        self._watch.unsubscribe()
        self._client.close()


class PythonSdkTest(FeedCase):
    async def test_the_python_client_reads_what_was_written_as_often_as_the_meter_says(self):
        ada, bob, chat, inbox = await self.listening_pair()
        listener = Listener(self.project, bob)
        self.addCleanup(listener.close)
        await listener.until(lambda: listener.calls > 0)  # it listens: there is no document yet
        sent = set()
        for number in range(5):
            body = f"message {number}"
            sent.add(body)
            await ada.send(chat, bob, body)
            await listener.until(lambda: sent <= listener.bodies())
        newest = listener.documents[-1]
        offsets = [json.loads(entry)[0] for entry in newest["entries"]]
        self.assertLessEqual(newest["oldest"], offsets[0])
        self.assertEqual(newest["n"], offsets[-1])
        inferred = 'caravan_cost_operations_total{cause="listener",kind="read",layout="inbox"}'
        first_touch = 'caravan_cost_operations_total{cause="first_touch",kind="read",layout="inbox"}'
        billed = int(await proxy("count reads"))
        metered = await self.server.metric(self.session, inferred) + await self.server.metric(self.session, first_touch)
        self.assertEqual(metered, billed)
        self.assertEqual(len(listener.documents), await self.server.metric(self.session, inferred))


if __name__ == "__main__":
    unittest.main(verbosity=2)
