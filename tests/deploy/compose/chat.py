"""A person who chats through the API."""

import json
import time
import urllib.error
import urllib.parse
import urllib.request

PASSWORD = "correct horse battery"
TIMEOUT_SECONDS = 10


def ask(url, body=None, *, token=None, form=False, client=None):
    """(status, answer) of a request; refusals are answers, too. With a client it is as a proxy sends it on his behalf."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if client:
        headers["X-Forwarded-For"] = client
    data = None
    if body is not None:
        data = urllib.parse.urlencode(body).encode() if form else json.dumps(body).encode()
        headers["Content-Type"] = "application/x-www-form-urlencoded" if form else "application/json"
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=TIMEOUT_SECONDS) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode()


class Person:
    def __init__(self, url, name):
        self.url, self.name = url, name
        status, answer = ask(f"{url}/auth/api/v1/users/", {"username": name, "password": PASSWORD})
        if status != 201:
            raise RuntimeError(f"{name} cannot sign up: {status} {answer}")
        self.log_in()

    def log_in(self):
        _, answer = ask(f"{self.url}/auth/api/v1/login/", {"username": self.name, "password": PASSWORD}, form=True)
        account = json.loads(answer)
        self.token, self.id = account["access_token"], account["id"]

    def chat_with(self, other):
        status, answer = ask(f"{self.url}/chat/api/v1/chat/", {"users_id": [self.id, other.id]}, token=self.token)
        if status != 201:
            raise RuntimeError(f"no chat: {status} {answer}")
        return json.loads(answer)["chat_id"]

    def say(self, chat, other, body):
        """Its status: 201, or 429 when it was too much."""
        message = {"body": body, "from_user": self.id, "to_user": other.id, "chat_id": chat}
        return ask(f"{self.url}/chat/api/v1/messaging/", message, token=self.token)[0]

    def history(self, chat):
        status, answer = ask(f"{self.url}/chat/api/v1/chat/{chat}/messages/?quantity=20", token=self.token)
        if status != 200:
            raise RuntimeError(f"no history: {status} {answer}")
        return [message["body"] for message in reversed(json.loads(answer))]


def sign_up_until_refused(url, client, tries_max=10):
    """How many accounts that address makes until the guard has had enough."""
    for number in range(tries_max):
        body = {"username": f"guest {number} of {client.rpartition('.')[2]}", "password": PASSWORD}
        status, answer = ask(f"{url}/auth/api/v1/users/", body, client=client)
        if status == 429:
            return number
        if status != 201:
            raise RuntimeError(f"{client} cannot sign up: {status} {answer}")
    raise RuntimeError(f"{tries_max} accounts of {client}, and the guard lets more through")


def say_until_refused(person, other, chat, seconds_max):
    """Load, until the guard has had enough; one message and refusal after the other."""
    deadline = time.monotonic() + seconds_max
    number = 0
    while time.monotonic() < deadline:
        number += 1
        if person.say(chat, other, f"message {number}") == 429:
            return number
    raise RuntimeError(f"{number} messages, and the guard lets more through")
