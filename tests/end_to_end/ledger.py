"""What the chats' histories hold, read bit by bit, and what of it breaks the server's promises."""

import uuid


def ticks(message):
    return uuid.UUID(message["time"]).time


class Ledger:
    def __init__(self, chats):
        self._chats = chats  # {(one, other): id}
        self._readings = 0
        self._checked = 0  # so many acknowledged messages were looked up
        self.messages = {chat: {} for chat in chats.values()}  # by id, oldest first
        self.faults = []

    async def read_on(self, acknowledged):
        """Reads what is new in every chat, its two members in turn, and looks up what was acknowledged before."""
        acknowledged = acknowledged[:]  # what is acknowledged from now on may come after the page
        for pair, chat in self._chats.items():
            known = self.messages[chat]
            newest = next(reversed(known.values()), None)
            for message in await pair[self._readings % 2].newer(chat, newest and newest["time"]):
                if message["message_id"] in known:
                    self.faults.append(f"chat {chat}: message {message['message_id']} stands twice in history")
                if newest and ticks(message) <= ticks(newest):
                    self.faults.append(f"chat {chat}: history is out of order at {message['time']}")
                known[message["message_id"]] = newest = message
        for message in acknowledged[self._checked :]:
            if self.messages[message["chat_id"]].get(message["message_id"]) != message:
                self.faults.append(f"message {message['message_id']}: acknowledged, but not so in history")
        self._checked = len(acknowledged)
        self._readings += 1

    async def compare_with_whole_histories(self):
        """What was read bit by bit is what both members read from the end."""
        for pair, chat in self._chats.items():
            for person in pair:
                if await person.history(chat) != list(self.messages[chat].values())[::-1]:
                    self.faults.append(f"chat {chat}: {person.name} reads another history than before")

    def ids_for(self, person):
        return {id for pair, chat in self._chats.items() if person in pair for id in self.messages[chat]}
