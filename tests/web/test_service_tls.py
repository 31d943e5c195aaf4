"""The service with a certificate: cookies bound to the host, browsers told to come back by TLS alone."""

from __future__ import annotations

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from running_service import running, settle

from andante.register.csrf import new_csrf_token


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of this machine, for an hour, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    here = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([here]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .sign(key, hashes.SHA256())
    )
    chain, secret = folder / "certificate.pem", folder / "key.pem"
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return chain, secret


def test_with_a_certificate(tmp_path: Path) -> None:
    filer = settle(tmp_path)["filer"]
    chain, secret = certificate(tmp_path)
    environment = {"ANDANTE_TLS_CERTIFICATE": str(chain), "ANDANTE_TLS_KEY": str(secret)}
    context = ssl.create_default_context(cafile=str(chain))
    with running(tmp_path, environment=environment) as service:
        assert service.address.startswith("https://127.0.0.1:")
        with httpx.Client(base_url=service.address, verify=context) as client:
            answer = client.get("/api/v1/register")
            assert answer.headers["strict-transport-security"] == "max-age=31536000"
            form = client.get("/sign-in", headers={"Accept": "text/html"})
            cookies = form.headers.get_list("set-cookie")
            for cookie in cookies:
                assert cookie.startswith("__Host-")
                assert "Secure" in cookie
                assert "Path=/" in cookie
                assert "Domain" not in cookie
                assert "SameSite=" in cookie
            assert {cookie.split("=")[0] for cookie in cookies} >= {
                "__Host-andante_csrf",
                "__Host-andante_visitor",
            }
            # a session in a cookie without the prefix is none: a neighbour could have planted it
            token = new_csrf_token(filer.session)
            plain = {"Cookie": f"andante_session={filer.session}; andante_csrf={token}"}
            assert client.get("/api/v1/me", headers=plain).status_code == 401
            bound = {"Cookie": f"__Host-andante_session={filer.session}"}
            assert client.get("/api/v1/me", headers=bound).json()["roles"] == ["filer"]
