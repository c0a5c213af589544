"""A whole server with the layout `batches`, seen as front ends see it that were written for such documents: they query by
chat, with Google's client for Python or through the rules. Run by run.py firestore."""

import asyncio
import base64
import json
import os
import unittest
from unittest import mock

from feed_case import EMULATOR, LOOK_SECONDS, PATIENCE_SECONDS, PROXY, FeedCase, proxy
from google.auth.credentials import AnonymousCredentials
from google.cloud import firestore

FIELDS = {"from_user", "chat_id", "list_of_messages", "latest_message_time_iso"}
MESSAGE_FIELDS = {"message_id", "chat_id", "from_user", "to_user", "body", "time", "time_iso"}


class ChatQuery:
    """What a front end does: one listener for a chat, in the order of time. It is called on a thread of the client's."""

    def __init__(self, project, chat):
        with mock.patch.dict(os.environ, {"FIRESTORE_EMULATOR_HOST": PROXY}):
            self._client = firestore.Client(project=project, credentials=AnonymousCredentials())
        messages = self._client.collection("messages")
        of_chat = messages.where(filter=firestore.FieldFilter("chat_id", "==", chat))
        self.documents = {}
        self.calls = 0
        self._watch = of_chat.order_by("latest_message_time_iso").on_snapshot(self._take)

    def _take(self, snapshots, _changes, _read_time):
        self.documents = {snapshot.id: snapshot.to_dict() for snapshot in snapshots}
        self.calls += 1

    def messages(self):
        documents = self.documents.values()
        return [message for document in documents for message in document["list_of_messages"]]

    def bodies(self):
        return [message["body"] for message in self.messages()]

    async def until(self, reached):
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not reached():
                await asyncio.sleep(LOOK_SECONDS)

    async def until_has(self, bodies):
        await self.until(lambda: set(bodies) <= set(self.bodies()))

    def close(self):
        self._watch.unsubscribe()
        self._client.close()


def id_token(project, uid):
    """As Firebase Authentication gives it, but for the signature, at which no emulator looks."""

    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    claims = {"sub": uid, "user_id": uid, "aud": project, "iss": f"https://securetoken.google.com/{project}", "epoch": 0}
    return f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims)}."


class BatchesTest(FeedCase):
    settings = ("firestore.layout=batches",)

    def query(self, chat):
        query = ChatQuery(self.project, chat)
        self.addCleanup(query.close)
        return query

    async def status_of_query(self, person, chat):
        url = f"http://{EMULATOR}/v1/projects/{self.project}/databases/(default)/documents:runQuery"
        where = {"field": {"fieldPath": "chat_id"}, "op": "EQUAL", "value": {"stringValue": chat}}
        query = {"from": [{"collectionId": "messages"}], "where": {"fieldFilter": where}}
        headers = {"Authorization": f"Bearer {id_token(self.project, person.id)}"}
        async with self.session.post(url, json={"structuredQuery": query}, headers=headers) as answer:
            return answer.status, await answer.json()

    async def cost(self, cause, kind):
        labels = f'cause="{cause}",kind="{kind}",layout="batches"'
        return await self.server.metric(self.session, f"caravan_cost_operations_total{{{labels}}}")

    async def test_a_front_end_that_queries_by_chat_finds_what_was_said_in_the_form_of_the_contract(self):
        ada, bob, chat, _ = await self.pair()
        query = self.query(chat)
        sent = [await ada.send(chat, bob, "hello"), await bob.send(chat, ada, "hi, Ada")]
        await query.until_has(["hello", "hi, Ada"])
        for document in query.documents.values():
            self.assertEqual(set(document), FIELDS)
            self.assertEqual(document["latest_message_time_iso"], document["list_of_messages"][-1]["time_iso"])
            for message in document["list_of_messages"]:
                self.assertEqual(set(message), MESSAGE_FIELDS)
                self.assertEqual((message["from_user"], message["chat_id"]), (document["from_user"], document["chat_id"]))
        self.assertEqual(sorted(query.messages(), key=lambda found: found["time_iso"]), sent)

    async def test_what_one_person_writes_within_a_window_is_one_document(self):
        ada, bob, chat, _ = await self.pair()
        query = self.query(chat)
        bodies = [str(number) for number in range(10)]
        await asyncio.gather(*(ada.send(chat, bob, body) for body in bodies))
        await query.until_has(bodies)
        self.assertLess(len(query.documents), 5)
        self.assertEqual(len(query.messages()), 10)

    async def test_members_query_a_chat_and_nobody_else(self):
        ada, bob, chat, _ = await self.pair()
        eve = await self.person("eve")
        query = self.query(chat)
        await ada.send(chat, bob, "hello")
        await query.until_has(["hello"])
        for member in (ada, bob):
            status, found = await self.status_of_query(member, chat)
            self.assertEqual(status, 200)
            self.assertEqual(found[0]["document"]["fields"]["from_user"]["stringValue"], ada.id)
        status, _ = await self.status_of_query(eve, chat)
        self.assertEqual(status, 403)

    async def test_the_meter_counts_what_is_billed(self):
        ada, bob, chat, _ = await self.pair()
        query = self.query(chat)
        for body in ("first", "second", "third"):
            await ada.send(chat, bob, body)
            await query.until_has([body])
        self.assertEqual(await self.cost("delivery", "write"), 3)
        self.assertEqual(await self.cost("first_touch", "read"), 1)
        self.assertEqual(await self.cost("first_touch", "write"), 1)
        self.assertEqual(await self.cost("listener", "read"), 6, "both members listen")
        self.assertEqual(int(await proxy("count writes")), 4)
        # The one listener here, and the look for the chat's members.
        self.assertEqual(int(await proxy("count reads")), 4)

    async def test_a_server_that_is_killed_in_the_middle_loses_nothing(self):
        pairs = [(await self.pair(f"reader-{number}"))[:3] for number in range(3)]
        queries = [self.query(chat) for *_, chat in pairs]
        sent = [[] for _ in pairs]

        async def chatter(number):
            ada, reader, chat = pairs[number]
            for i in range(40):
                await ada.send(chat, reader, f"{number}-{i}")
                sent[number].append(f"{number}-{i}")

        talking = [asyncio.create_task(chatter(number)) for number in range(len(pairs))]
        for _ in range(4):
            before = int(await proxy("count writes"))
            async with asyncio.timeout(PATIENCE_SECONDS):
                while int(await proxy("count writes")) < before + 4 and not all(task.done() for task in talking):
                    await asyncio.sleep(LOOK_SECONDS)
            await self.server.kill()
            await self.server.start()
        await asyncio.gather(*talking)
        for bodies, query in zip(sent, queries):
            await query.until_has(bodies)
            for document in query.documents.values():
                ids = [message["message_id"] for message in document["list_of_messages"]]
                self.assertEqual(len(ids), len(set(ids)), "only another document may hold a message again")

    async def test_while_firestore_is_away_nothing_is_lost(self):
        ada, bob, chat, _ = await self.pair()
        query = self.query(chat)
        await ada.send(chat, bob, "before")
        await query.until_has(["before"])
        await proxy("cut")
        bodies = [f"meanwhile {number}" for number in range(50)]
        for body in bodies:
            await ada.send(chat, bob, body)
        await proxy("mend")
        again = self.query(chat)
        await again.until_has(["before", *bodies])
        self.assertEqual(len(again.bodies()), 51)

    async def test_nobody_is_asked_whether_he_is_there(self):
        ada, _, _, _ = await self.pair()
        async with self.session.post(
            f"{self.server.url}/connection/presence/?listener=6f9619ff-8b86-4011-b42d-00c04fc964ff",
            headers={"Authorization": f"Bearer {ada.token}"},
        ) as answer:
            self.assertEqual(answer.status, 404)


if __name__ == "__main__":
    unittest.main(verbosity=2)
