"""A small OpenID provider: a process of its own on loopback that tests start, and can tell to misbehave.

    python oidc_provider.py            prints its issuer, then serves until its standard input ends

There is no page to sign in on: a request is granted at once, to the person that POST /person has set.
POST /fault sets what goes wrong with the next answers.
"""

from __future__ import annotations

import base64
import hmac
import json
import secrets
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core.util import create_half_hash
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

CLIENT, SECRET = "andante", "the client's own secret"


class Provider(ThreadingHTTPServer):
    """Its keys, the codes it has given, and the person and fault that were set."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server_address[1]}"
        self.key = ECKey.generate_key("P-256", {"kid": "one", "use": "sig"})
        self.other = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
        self.codes: dict[str, dict[str, str]] = {}
        self.person: dict[str, Any] = {"sub": "1"}
        self.fault = ""
        self.exchanges: list[dict[str, str]] = []
        self.signed_out: list[dict[str, str]] = []

    def id_token(self, asked: dict[str, str], access_token: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked.get("nonce", ""),
            "at_hash": create_half_hash(access_token, "ES256").decode(),
            **self.person,
        }
        header = {"alg": "ES256", "kid": "one"}
        key: Any = self.key
        match self.fault:
            case "nonce":
                claims["nonce"] = secrets.token_urlsafe(32)
            case "no nonce":
                del claims["nonce"]
            case "audience":
                claims["aud"] = "another client"
            case "audiences":
                claims |= {"aud": [CLIENT, "another client"], "azp": "another client"}
            case "issuer":
                claims["iss"] = "http://127.0.0.1:1"
            case "expired":
                claims |= {"iat": now - 900, "exp": now - 600}
            case "future":
                claims |= {"iat": now + 900, "exp": now + 1200}
            case "not yet":
                claims["nbf"] = now + 600
            case "no expiry":
                del claims["exp"]
            case "no subject":
                del claims["sub"]
            case "access token":
                claims["at_hash"] = create_half_hash("another", "ES256").decode()
            case "key":
                header["alg"], key = "RS256", self.other
            case "shared secret":
                header["alg"], key = "HS256", OctKey.import_key(SECRET)
            case "public key as secret":
                signed = f"{part({'alg': 'HS256', 'kid': 'one'})}.{part(claims)}"
                mark = hmac.new(self.key.as_pem(private=False), signed.encode(), "sha256").digest()
                return f"{signed}.{base64url(mark)}"
            case "none":
                return f"{part({'alg': 'none'})}.{part(claims)}."
        token = jwt.encode(header, claims, key, algorithms=["ES256", "RS256", "HS256"])
        if self.fault == "signature":
            head, body, _ = token.split(".")
            return f"{head}.{body}.{base64url(bytes(64))}"
        return token


def part(value: Any) -> str:
    return base64url(json.dumps(value).encode())


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Handler(BaseHTTPRequestHandler):
    """The endpoints."""

    server: Provider

    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, urlsplit(self.path).query
        asked = {name: values[0] for name, values in parse_qs(query).items()}
        if path == "/.well-known/openid-configuration":
            issuer = self.server.issuer
            end = {
                "no end": {},
                "end elsewhere": {"end_session_endpoint": "https://elsewhere.example/out"},
                "end in clear": {"end_session_endpoint": "http://elsewhere.example/out"},
                "end with more": {"end_session_endpoint": f"{issuer}/out?tenant=mill"},
            }
            self.answer(
                end.get(self.server.fault, {"end_session_endpoint": f"{issuer}/out"})
                | {
                    "issuer": "http://127.0.0.1:1" if self.server.fault == "description" else issuer,
                    "authorization_endpoint": f"{issuer}/authorize",
                    "token_endpoint": f"{issuer}/token",
                    "jwks_uri": f"{issuer}/keys",
                    "code_challenge_methods_supported": ["S256"],
                    "authorization_response_iss_parameter_supported": True,
                }
            )
        elif path == "/keys":
            unknown = {"kty": "OKP", "crv": "Ed9000", "x": "AA", "kid": "two"}
            keys = KeySet([self.server.key]).as_dict(private=False)["keys"]
            self.answer({"keys": [unknown, {"kty": "oct", "k": "AAAA", "kid": "three"}, *keys]})
        elif path == "/authorize":
            code = secrets.token_urlsafe(16)
            self.server.codes[code] = asked
            back = {"code": code, "state": asked["state"], "iss": self.server.issuer}
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri']}?{urlencode(back)}")
            self.end_headers()
        elif path == "/out":
            self.server.signed_out.append(asked)
            self.send_response(302)
            self.send_header("Location", asked["post_logout_redirect_uri"])
            self.end_headers()
        elif path == "/signed-out":
            self.answer(self.server.signed_out)
        elif path == "/exchanges":
            self.answer(self.server.exchanges)
        else:
            self.answer({}, 404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/person":
            self.server.person = json.loads(body)
            self.answer({})
        elif self.path == "/fault":
            self.server.fault = json.loads(body)
            self.answer({})
        elif self.path == "/token":
            self.exchange({name: values[0] for name, values in parse_qs(body.decode()).items()})
        else:
            self.answer({}, 404)

    def exchange(self, sent: dict[str, str]) -> None:
        self.server.exchanges.append(sent)
        asked = self.server.codes.pop(sent.get("code", ""), None)
        verifier = sent.get("code_verifier", "")
        if self.server.fault == "gateway":
            self.answer_raw(b"<html>busy</html>", 429)
        elif self.server.fault == "redirect":
            self.send_response(302)
            self.send_header("Location", f"{self.server.issuer}/elsewhere")
            self.end_headers()
        elif not self.is_the_client():
            self.answer({"error": "invalid_client"}, 401)
        elif (
            asked is None
            or sent.get("grant_type") != "authorization_code"
            or asked["client_id"] != CLIENT
            or sent.get("redirect_uri") != asked["redirect_uri"]
            or asked.get("code_challenge_method") != "S256"
            or create_s256_code_challenge(verifier) != asked.get("code_challenge")
        ):
            self.answer({"error": "invalid_grant"}, 400)
        else:
            access_token = secrets.token_urlsafe(16)
            granted = {"access_token": access_token, "token_type": "Bearer"}
            if self.server.fault != "no token":
                granted["id_token"] = self.server.id_token(asked, access_token)
            self.answer(granted)

    def is_the_client(self) -> bool:
        kind, _, value = self.headers.get("Authorization", "").partition(" ")
        if kind != "Basic":
            return False
        name, _, secret = base64.b64decode(value).decode().partition(":")
        return (unquote(name), unquote(secret)) == (CLIENT, SECRET) or (name, secret) == (CLIENT, SECRET)

    def answer(self, value: Any, status: int = 200) -> None:
        self.answer_raw(json.dumps(value).encode(), status)

    def answer_raw(self, body: bytes, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


if __name__ == "__main__":
    provider = Provider()
    print(provider.issuer, flush=True)
    threading.Thread(target=provider.serve_forever, daemon=True).start()
    sys.stdin.read()
