"""A person's HTTP client: signs up, opens chats, sends with retries, reads history."""

import asyncio
import uuid

import aiohttp

PASSWORD = "correct horse battery"
PAGE = 20


class Person:
    def __init__(self, server, session, name):
        self._server = server
        self._session = session
        self.name = name
        self.id = None
        self.token = None

    @property
    def _bearer(self):
        return {"Authorization": f"Bearer {self.token}"}

    async def sign_up(self):
        account = {"username": self.name, "password": PASSWORD}
        async with self._session.post(f"{self._server.url}/auth/api/v1/users/", json=account) as answer:
            assert answer.status == 201, await answer.text()
            self.id = str((await answer.json())["id"])
        return await self.log_in()

    async def log_in(self):
        form = {"username": self.name, "password": PASSWORD}
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
                        return await answer.json()
                    assert answer.status == 503, f"{answer.status} {await answer.text()}"
            except (aiohttp.ClientError, OSError):
                pass
            await asyncio.sleep(0.02)  # the pause of a polite client between two tries, not a wait for a condition

    async def history(self, chat):
        """All messages of a chat, newest first."""
        messages, cursor = [], {}
        while True:
            url = f"{self._server.url}/chat/api/v1/chat/{chat}/messages/"
            async with self._session.get(url, params={"quantity": PAGE} | cursor, headers=self._bearer) as answer:
                assert answer.status == 200, await answer.text()
                page = await answer.json()
            messages += page
            if len(page) < PAGE:
                return messages
            cursor = {"time": page[-1]["time"]}
