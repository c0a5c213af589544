"""Sends without end, and what came of it."""

import asyncio
import itertools


class Load:
    """Everybody writes in all of their chats, one message after the other, until `end()`."""

    def __init__(self, chats):
        self._chats = chats  # {(one, other): id}
        self._progress = asyncio.Condition()
        self._going = True
        self.acknowledged = []

    async def send(self, person):
        own_chats = [(chat, pair) for pair, chat in self._chats.items() if person in pair]
        for number in itertools.count():
            if not self._going:
                return
            chat, pair = own_chats[number % len(own_chats)]
            other = pair[1] if pair[0] is person else pair[0]
            message = await person.send(chat, other, f"{person.name} {number}")
            async with self._progress:
                self.acknowledged.append(message)
                self._progress.notify_all()

    async def acknowledge(self, count):
        """Waits until so many more are acknowledged."""
        enough = len(self.acknowledged) + count
        async with self._progress:
            await self._progress.wait_for(lambda: len(self.acknowledged) >= enough)

    def end(self):
        self._going = False
