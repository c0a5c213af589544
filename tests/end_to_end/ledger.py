"""What the chats' histories hold, read bit by bit, and what of it breaks the server's promises."""

import uuid


TICKS_PER_SECOND = 10_000_000


def place(message):
    """Sorts as the chat does: by the instant of the TimeUUID, then by its last eight bytes as signed numbers."""
    time = uuid.UUID(message["time"])
    return time.time, [byte - 256 if byte > 127 else byte for byte in time.bytes[8:]]


def earlier(time, seconds):
    """The TimeUUID of so many seconds before that one."""
    at = uuid.UUID(time)
    moved = at.time - seconds * TICKS_PER_SECOND
    low, middle, high = moved & 0xFFFFFFFF, (moved >> 32) & 0xFFFF, (moved >> 48) & 0x0FFF
    return str(uuid.UUID(fields=(low, middle, high | 0x1000, *at.fields[3:])))


class Ledger:
    """`overlap_seconds` is how far behind its newest message a page forward begins. One process gives times and shows
    messages in one order, so nothing; nodes that share a chat may show a message after one with a later time."""

    def __init__(self, chats, overlap_seconds=0):
        self._chats = chats  # {(one, other): id}
        self._overlap = overlap_seconds
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
            begin = newest and earlier(newest["time"], self._overlap)
            page = await pair[self._readings % 2].newer(chat, begin)
            self._check(chat, page, None if self._overlap else newest)
            known.update((message["message_id"], message) for message in page)
            if self._overlap:
                self.messages[chat] = dict(sorted(known.items(), key=lambda item: place(item[1])))
        for message in acknowledged[self._checked :]:
            if self.messages[message["chat_id"]].get(message["message_id"]) != message:
                self.faults.append(f"message {message['message_id']}: acknowledged, but not so in history")
        self._checked = len(acknowledged)
        self._readings += 1

    def _check(self, chat, page, newest):
        known = self.messages[chat]
        for last, message in zip([newest, *page], page):
            again = known.get(message["message_id"])
            if again is not None and (again != message or not self._overlap):
                self.faults.append(f"chat {chat}: message {message['message_id']} stands twice in history")
            if last and place(message) <= place(last):
                self.faults.append(f"chat {chat}: history is out of order at {message['time']}")
        if len({message["message_id"] for message in page}) < len(page):
            self.faults.append(f"chat {chat}: a message stands twice in one reading")

    async def compare_with_whole_histories(self):
        """What was read bit by bit is what both members read from the end."""
        for pair, chat in self._chats.items():
            for person in pair:
                if await person.history(chat) != list(self.messages[chat].values())[::-1]:
                    self.faults.append(f"chat {chat}: {person.name} reads another history than before")

    def ids_for(self, person):
        return {id for pair, chat in self._chats.items() if person in pair for id in self.messages[chat]}
