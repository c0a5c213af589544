"""A person's HTTP client: signs up, opens chats, sends with retries, reads history."""

import asyncio
import uuid

import aiohttp

PASSWORD = "correct horse battery"
PAGE = 20
RETRY_SECONDS = 0.02  # the pause between two tries of a client less patient than Retry-After asks


class Person:
    def __init__(self, server, session, name):
        self._server = server
        self._session = session
        self.name = name
        self.id = None
        self.token = None
        self.refusals = 0  # answers with 503
        self.tries_max = 0  # of a message that was acknowledged

    @property
    def _bearer(self):
        return {"Authorization": f"Bearer {self.token}"}

    async def sign_up(self):
        account = {"username": self.name, "password": PASSWORD}
        async with self._session.post(f"{self._server.url}/auth/api/v1/users/", json=account) as answer:
            assert answer.status == 201, await answer.text()
            self.id = str((await answer.json())["id"])
        return await self.log_in()

    async def log_in(self, password=PASSWORD):
        form = {"username": self.name, "password": password}
        async with self._session.post(f"{self._server.url}/auth/api/v1/login/", data=form) as answer:
            assert answer.status == 200, await answer.text()
            self.token = (await answer.json())["access_token"]
        return self

    async def open_chat(self, other):
        request = {"users_id": [self.id, other.id], "users_name": [self.name, other.name]}
        url = f"{self._server.url}/chat/api/v1/chat/"
        async with self._session.post(url, json=request, headers=self._bearer) as answer:
            assert answer.status == 201, await answer.text()
            return (await answer.json())["chat_id"]

    async def chats(self):
        async with self._session.get(f"{self._server.url}/chat/api/v1/chat/", headers=self._bearer) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def try_chats(self, limit):
        """The status of a list of chats, read to its end."""
        url = f"{self._server.url}/chat/api/v1/chat/?limit={limit}"
        async with self._session.get(url, headers=self._bearer) as answer:
            await answer.read()
            return answer.status

    async def open_group(self, members):
        request = {"kind": "group", "users_id": members}
        url = f"{self._server.url}/chat/api/v1/chat/"
        async with self._session.post(url, json=request, headers=self._bearer) as answer:
            assert answer.status == 201, await answer.text()
            return (await answer.json())["chat_id"]

    async def send(self, chat, to, body):
        """Sends until the server acknowledges, whatever happens to it meanwhile; returns the stored message."""
        message = {"message_id": str(uuid.uuid4()), "chat_id": chat, "from_user": self.id, "to_user": to.id, "body": body}
        attempt = 0
        while True:
            headers = self._bearer | ({"Retry-Attempt": str(attempt)} if attempt else {})
            attempt += 1
            try:
                url = f"{self._server.url}/chat/api/v1/messaging/"
                async with self._session.post(url, json=message, headers=headers) as answer:
                    if answer.status == 201:
                        self.tries_max = max(self.tries_max, attempt)
                        return await answer.json()
                    await self._on_refusal(answer)
            except (aiohttp.ClientError, OSError, asyncio.TimeoutError):
                pass
            await asyncio.sleep(RETRY_SECONDS)

    async def say_presence(self, listener):
        """Says that this listener is in the feed."""
        async with self._session.post(self._presence_of(listener), headers=self._bearer) as answer:
            assert answer.status == 200, await answer.text()

    async def fetch(self, listener, log, n):
        """Says that this listener has everything up to there, and returns what was delivered since, or None."""
        url = self._presence_of(listener)
        async with self._session.post(url, params={"log": log, "n": n}, headers=self._bearer) as answer:
            assert answer.status == 200, await answer.text()
            return (await answer.json()).get("inbox")

    async def stop_presence(self, listener):
        async with self._session.delete(self._presence_of(listener), headers=self._bearer) as answer:
            assert answer.status == 204, await answer.text()

    def _presence_of(self, listener):
        return f"{self._server.url}/connection/presence/?listener={listener}"

    async def pages(self, chat):
        """All messages of a chat, page by page, newest first."""
        page = await self._page(chat)
        yield page
        while len(page) == PAGE:
            page = await self._page(chat, time=page[-1]["time"])
            yield page

    async def history(self, chat):
        """All messages of a chat, newest first."""
        return [message async for page in self.pages(chat) for message in page]

    async def newer(self, chat, after):
        """What came after that time (from the beginning when it is None), oldest first."""
        if after is None:
            return (await self.history(chat))[::-1]
        messages = []
        while True:
            page = (await self._page(chat, after=after))[::-1]
            messages += page
            if len(page) < PAGE:
                return messages
            after = page[-1]["time"]

    async def _page(self, chat, **cursor):
        """Reads until the server answers with the page."""
        url = f"{self._server.url}/chat/api/v1/chat/{chat}/messages/"
        while True:
            async with self._session.get(url, params={"quantity": PAGE} | cursor, headers=self._bearer) as answer:
                if answer.status == 200:
                    return await answer.json()
                await self._on_refusal(answer)
            await asyncio.sleep(RETRY_SECONDS)

    async def _on_refusal(self, answer):
        assert answer.status == 503, f"{answer.status} {await answer.text()}"
        assert int(answer.headers["Retry-After"]) >= 1
        self.refusals += 1
