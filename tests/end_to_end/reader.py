"""A reader on a WebSocket who reconnects, recovers by offset, and reads history when told that recovery failed."""

import asyncio
import contextlib
import json

import aiohttp

CONNECT_RETRY_SECONDS = 0.02
BROKEN = (aiohttp.ClientError, OSError, asyncio.TimeoutError)


class Reader:
    def __init__(self, server, session, person, chats):
        self._server = server
        self._session = session
        self._person = person
        self._chats = chats
        self._epoch = ""
        self._offset = 0
        self._news = asyncio.Event()
        self.seen = {}  # message_id -> message
        self.copies = 0  # how many arrived, duplicates included
        self.connects = 0
        self.rereads = 0
        self.disorders = []  # offsets that did not grow

    async def run(self):
        async with asyncio.TaskGroup() as self._rereading:
            while True:
                with contextlib.suppress(*BROKEN):
                    await self._follow()
                await asyncio.sleep(CONNECT_RETRY_SECONDS)  # the reconnect pause of a client

    async def wait_for(self, message_ids):
        while not message_ids <= self.seen.keys():
            self._news.clear()
            await self._news.wait()

    async def _follow(self):
        url = self._server.url.replace("http://", "ws://") + "/connection/websocket"
        async with self._session.ws_connect(url, max_msg_size=0) as socket:
            connect = {"token": self._person.token, "name": "reader"}
            channel = f"inbox:{self._person.id}"
            if self._epoch:
                connect["subs"] = {channel: {"recover": True, "epoch": self._epoch, "offset": self._offset}}
            await socket.send_str(json.dumps({"id": 1, "connect": connect}))
            async for frame in socket:
                if frame.type is not aiohttp.WSMsgType.TEXT:
                    break
                for line in frame.data.split("\n"):
                    await self._on_reply(socket, json.loads(line), channel)

    async def _on_reply(self, socket, reply, channel):
        if not reply:
            await socket.send_str("{}")  # a ping
        elif "connect" in reply:
            self._on_connected(reply["connect"]["subs"][channel])
        elif "push" in reply and "pub" in reply["push"]:
            self._on_publication(reply["push"]["pub"])

    def _on_connected(self, subscription):
        self.connects += 1
        if not subscription.get("recovered"):
            self._offset = subscription.get("offset", 0)
            self.rereads += bool(self._epoch)
            for chat in self._chats:
                self._rereading.create_task(self._reread(chat))
        for publication in subscription.get("publications") or []:
            self._on_publication(publication)
        self._epoch = subscription["epoch"]
        self._offset = max(self._offset, subscription.get("offset", 0))

    async def _reread(self, chat):
        """Beside the connection, and to the end even if that breaks: what comes after the connect reply is not in question.
        A reader who did nothing else meanwhile would leave pings unanswered, and fall behind again with each reading."""
        while True:
            with contextlib.suppress(*BROKEN):
                async for page in self._person.pages(chat):
                    self._take(page)
                return
            await asyncio.sleep(CONNECT_RETRY_SECONDS)

    def _on_publication(self, publication):
        if publication["offset"] <= self._offset:
            self.disorders.append((self._offset, publication["offset"]))
        self._offset = publication["offset"]
        self._take(publication["data"]["messages"])

    def _take(self, messages):
        for message in messages:
            self.copies += 1
            self.seen[message["message_id"]] = message
        self._news.set()
