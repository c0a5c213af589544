"""Stands in for Google's metadata server and IAM Credentials on a free port: signs with a key of its own."""

import asyncio
import json
import ssl

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

ACCOUNT = "caravan@demo-caravan.iam.gserviceaccount.com"
ACCESS_TOKEN = "ya29.of-the-stub"
METADATA = "/computeMetadata/v1/instance/service-accounts/default/"


class GoogleStub:
    def __init__(self):
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.payloads = []
        self.answers = asyncio.Event()  # cleared: asked to sign, it says nothing until it is set
        self.answers.set()
        self._runner = None
        self.url = None

    async def start(self, certificate=None):
        """`certificate`, a file with its key in it, makes it a server that speaks TLS."""
        app = web.Application()
        app.router.add_get(METADATA + "{what}", self._metadata)
        app.router.add_post("/v1/projects/-/serviceAccounts/{account}", self._sign)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        port = int(self.url.rsplit(":", 1)[1]) if self.url else 0
        context = None
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
        await web.TCPSite(self._runner, "127.0.0.1", port, reuse_address=True, ssl_context=context).start()
        self.url = f"{'https' if certificate else 'http'}://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def stop(self):
        await self._runner.cleanup()

    async def _metadata(self, request):
        if request.headers.get("Metadata-Flavor") != "Google":
            return web.Response(status=403)
        if request.match_info["what"] == "email":
            return web.Response(text=ACCOUNT)
        return web.json_response({"access_token": ACCESS_TOKEN, "expires_in": 3599, "token_type": "Bearer"})

    async def _sign(self, request):
        if request.headers.get("Authorization") != f"Bearer {ACCESS_TOKEN}":
            return web.json_response({"error": {"code": 401}}, status=401)
        if request.match_info["account"] != f"{ACCOUNT}:signJwt":
            return web.json_response({"error": {"code": 403}}, status=403)
        payload = json.loads((await request.json())["payload"])
        self.payloads.append(payload)
        await self.answers.wait()
        return web.json_response({"keyId": "1", "signedJwt": jwt.encode(payload, self.key, "RS256")})
