"""The tokens that the running server gives out for Firebase, verified by a library that shares nothing with it, and by the
rules that Firebase holds custom tokens to. Both ways of signing: with a key file, and by Google, whom a stub stands in for."""

import json
import logging
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

import aiohttp
import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from google_stub import ACCOUNT, GoogleStub

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "end_to_end"))

from client import Person  # noqa: E402
from server import Server  # noqa: E402

AUDIENCE = "https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit"
PATH = "/auth/api/v1/firebase-token/"
# https://firebase.google.com/docs/auth/admin/create-custom-tokens
RESERVED = set("acr amr at_hash aud auth_time azp cnf c_hash exp firebase iat iss jti nbf nonce sub".split())
UID_CHARACTERS_MAX = 128
LIFETIME_SECONDS_MAX = 3600
DEADLINE_SECONDS = 0.5  # that the server is given to wait for Google

# It would report the handshake that the server breaks off, which is what is asked for, and steps that take long.
logging.getLogger("asyncio").setLevel(logging.CRITICAL)


def key_file(folder, key):
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "service-account.json"
    path.write_text(json.dumps({"type": "service_account", "client_email": ACCOUNT, "private_key": pem.decode()}))
    path.chmod(0o600)
    return path


class Tokens(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.session = await self.enterAsyncContext(aiohttp.ClientSession())

    async def serve(self, *settings):
        self.server = Server(self.folder / "data", "guard.enabled=false", *settings)
        await self.server.start()
        self.addAsyncCleanup(self.server.kill)
        self.ann = await Person(self.server, self.session, "ann").sign_up()
        self.ben = await Person(self.server, self.session, "ben").sign_up()

    async def serve_with_key_file(self):
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        await self.serve("firebase.signer=key_file", f"firebase.credentials_file={key_file(self.folder, key)}")
        return key

    async def serve_with_google(self, sign_url=None):
        google = await GoogleStub().start()
        self.addAsyncCleanup(google.stop)
        await self.serve(
            "firebase.signer=iam",
            f"firebase.sign_url={sign_url or google.url}",
            f"firebase.metadata_url={google.url}",
            f"firebase.request_timeout={int(DEADLINE_SECONDS * 1000)}ms",
        )
        return google

    async def ask(self, person, method="POST"):
        headers = {"Authorization": f"Bearer {person.token}"}
        async with self.session.request(method, self.server.url + PATH, headers=headers) as answer:
            return answer.status, await answer.json() if answer.content_type == "application/json" else None

    async def token_of(self, person):
        status, body = await self.ask(person)
        self.assertEqual(status, 200, body)
        return body["token"]

    def verified(self, token, key):
        """What the token says, once everything that Firebase asks of it holds."""
        said = jwt.decode(
            token, key.public_key(), algorithms=["RS256"], audience=AUDIENCE, issuer=ACCOUNT, subject=ACCOUNT,
            options={"require": ["exp", "iat", "iss", "sub", "aud"]},
        )  # fmt: skip
        self.assertEqual(set(said), {"iss", "sub", "aud", "iat", "exp", "uid", "claims"})
        self.assertLessEqual(said["exp"] - said["iat"], LIFETIME_SECONDS_MAX)
        self.assertLess(abs(said["iat"] - time.time()), 60)
        self.assertTrue(0 < len(said["uid"]) <= UID_CHARACTERS_MAX)
        self.assertIsInstance(said["uid"], str)
        self.assertFalse(RESERVED & set(said["claims"]))
        return said

    async def test_a_key_files_token_is_what_firebase_takes(self):
        key = await self.serve_with_key_file()
        said = self.verified(await self.token_of(self.ann), key)
        self.assertEqual(said["uid"], self.ann.id)
        self.assertEqual(said["claims"], {"epoch": 0})
        self.assertEqual(self.verified(await self.token_of(self.ben), key)["uid"], self.ben.id)

    async def test_nobody_elses_key_verifies_it(self):
        await self.serve_with_key_file()
        other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        with self.assertRaises(jwt.InvalidSignatureError):
            self.verified(await self.token_of(self.ann), other)

    async def test_ending_the_sessions_raises_the_epoch_for_good(self):
        key = await self.serve_with_key_file()
        first = await self.token_of(self.ann)
        self.assertEqual(await self.token_of(self.ann), first)
        self.assertEqual(await self.ask(self.ann, "DELETE"), (204, None))
        self.assertEqual(self.verified(await self.token_of(self.ann), key)["claims"], {"epoch": 1})
        self.assertEqual(self.verified(await self.token_of(self.ben), key)["claims"], {"epoch": 0})
        await self.server.kill()
        await self.server.start()
        self.assertEqual(self.verified(await self.token_of(self.ann), key)["claims"], {"epoch": 1})

    async def test_what_google_signs_is_what_firebase_takes(self):
        google = await self.serve_with_google()
        said = self.verified(await self.token_of(self.ann), google.key)
        self.assertEqual((said["uid"], said["claims"]), (self.ann.id, {"epoch": 0}))
        await self.token_of(self.ann)
        self.assertEqual(len(google.payloads), 1)

    async def test_without_google_it_is_503_and_then_works_again(self):
        google = await self.serve_with_google()
        await google.stop()
        self.assertEqual((await self.ask(self.ann))[0], 503)
        await google.start()
        self.verified(await self.token_of(self.ann), google.key)

    async def test_a_google_that_says_nothing_is_given_up_at_the_deadline(self):
        google = await self.serve_with_google()
        google.answers.clear()
        began = time.monotonic()
        self.assertEqual((await self.ask(self.ann))[0], 503)
        self.assertGreaterEqual(time.monotonic() - began, DEADLINE_SECONDS)
        self.assertIn("firebase.signing_failed", self.server.log())
        google.answers.set()
        self.verified(await self.token_of(self.ann), google.key)
        self.assertIn("firebase.signing_again", self.server.log())

    async def test_who_cannot_prove_to_be_google_is_told_nothing(self):
        certificate = self.folder / "impostor.pem"
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1"]
        command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", certificate, "-out", self.folder / "own.pem"]
        subprocess.run(command, check=True, capture_output=True)
        with open(certificate, "a", encoding="utf-8") as both:
            both.write((self.folder / "own.pem").read_text())
        impostor = await GoogleStub().start(certificate)
        self.addAsyncCleanup(impostor.stop)
        await self.serve_with_google(sign_url=impostor.url)
        self.assertEqual((await self.ask(self.ann))[0], 503)
        self.assertEqual(impostor.payloads, [])
        self.assertIn("certificate", self.server.log())

    async def test_without_a_signer_there_are_no_tokens(self):
        await self.serve()
        self.assertEqual(await self.ask(self.ann), (404, {"detail": "Not Found"}))
        self.assertEqual(await self.ask(self.ann, "DELETE"), (404, {"detail": "Not Found"}))

    async def test_the_log_says_nothing_of_tokens_and_keys(self):
        await self.serve_with_key_file()
        token = await self.token_of(self.ann)
        for secret in (token, token.split(".")[2], "PRIVATE KEY"):
            self.assertNotIn(secret, self.server.log())


class Settings(unittest.IsolatedAsyncioTestCase):
    async def refusal(self, *settings):
        with tempfile.TemporaryDirectory() as folder:
            server = Server(pathlib.Path(folder) / "data", *settings)
            with self.assertRaises(RuntimeError) as refused:
                await server.start()
            return str(refused.exception)

    async def test_a_start_that_cannot_work_says_what_to_set(self):
        self.assertIn("set firebase.credentials_file", await self.refusal("firebase.signer=key_file"))
        missing = ("firebase.signer=key_file", "firebase.credentials_file=missing.json")
        self.assertIn("missing.json: cannot be read", await self.refusal(*missing))
        self.assertIn("set firebase.project and firebase.api_key", await self.refusal("web.realtime=both"))
        web = ("web.realtime=firestore", "firebase.project=p", "firebase.api_key=k")
        self.assertIn("set firebase.signer", await self.refusal(*web))
        self.assertIn("set both", await self.refusal(*web, "firebase.signer=iam", "firebase.emulator_auth=http://h:1"))
        self.assertIn("set backend.feed", await self.refusal(*web, "firebase.signer=iam"))
        elsewhere = ("backend.feed=firestore", "firestore.project=another")
        self.assertIn("another database", await self.refusal(*web, "firebase.signer=iam", *elsewhere))


class WebUi(unittest.IsolatedAsyncioTestCase):
    async def page_and_settings(self, *settings):
        with tempfile.TemporaryDirectory() as folder:
            # Nobody is there, and nothing is written.
            nowhere = {"FIRESTORE_EMULATOR_HOST": "127.0.0.1:9"}
            server = await Server(pathlib.Path(folder) / "data", *settings, environment=nowhere).start()
            try:
                async with aiohttp.ClientSession() as session:
                    async with session.get(f"{server.url}/config.json") as answer:
                        self.assertEqual(answer.headers["Cache-Control"], "no-store")
                        told = await answer.json()
                    async with session.get(server.url) as page:
                        policy = page.headers["Content-Security-Policy"]
            finally:
                await server.kill()
            return told, next(part for part in policy.split("; ") if part.startswith("connect-src"))

    async def test_by_socket_nothing_else_may_be_connected_to(self):
        told, connections = await self.page_and_settings()
        self.assertEqual(told, {"realtime": "websocket", "firebase": None})
        self.assertEqual(connections, "connect-src 'self'")

    async def test_with_firestore_pages_may_connect_to_where_they_are_sent(self):
        feed = ("backend.feed=firestore", "firestore.project=p")
        web = (*feed, "web.realtime=both", "firebase.project=p", "firebase.api_key=k", "firebase.signer=iam")
        told, connections = await self.page_and_settings(*web)
        self.assertEqual(told["firebase"], {"apiKey": "k", "projectId": "p", "database": "(default)"})
        google = (f"https://{name}.googleapis.com" for name in ("firestore", "identitytoolkit", "securetoken"))
        self.assertEqual(connections, " ".join(["connect-src 'self'", *google]))

        emulators = ("firebase.emulator_firestore=127.0.0.1:8080", "firebase.emulator_auth=http://127.0.0.1:9099")
        told, connections = await self.page_and_settings(*web, *emulators)
        self.assertEqual(
            told["firebase"]["emulators"], {"firestore": "127.0.0.1:8080", "auth": "http://127.0.0.1:9099"}
        )
        self.assertEqual(connections, "connect-src 'self' http://127.0.0.1:8080 http://127.0.0.1:9099")


if __name__ == "__main__":
    unittest.main()
