"""Two hosts behind nginx: each a start of its own with a web process and a worker, one database."""

import datetime
import ipaddress
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from server.embedded.process import free_port, wait_until

NGINX = Path(__file__).parents[2] / "deploy" / "nginx"


def program():
    """Where nginx is, or nothing."""
    return shutil.which("nginx") or (
        "/usr/sbin/nginx" if Path("/usr/sbin/nginx").exists() else None
    )


def certificate(folder):
    """A key and a certificate of our own for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "onetrip.example")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


class Nginx:
    """The configuration of `deploy/`, moved to other ports and folders, and nothing else changed."""

    def __init__(self, *ports):
        # Not under pytest's folders: nginx's own user must be able to enter.
        self.folder = folder = Path(tempfile.mkdtemp(prefix="onetrip-nginx-"))
        self.port, self.plain_port = free_port(), free_port()
        folder.chmod(0o755)
        for name in ("logs", "tls"):
            (folder / name).mkdir()
        (folder / "logs").chmod(0o777)
        certificate(folder / "tls")
        upstream = (NGINX / "upstream.conf").read_text()
        for name, port in zip(("web-a:8000", "web-b:8000"), ports, strict=True):
            upstream = upstream.replace(name, f"127.0.0.1:{port}")
        (folder / "upstream.conf").write_text(upstream)
        shutil.copy(NGINX / "away.html", folder / "away.html")
        (folder / "nginx.conf").write_text(self._moved((NGINX / "nginx.conf").read_text()))

    def _moved(self, text):
        for old, new in (
            ("listen 443 ", f"listen 127.0.0.1:{self.port} "),
            ("listen 80 ", f"listen 127.0.0.1:{self.plain_port} "),
            ("include upstream.conf", f"include {self.folder}/upstream.conf"),
            ("/etc/nginx/tls/", f"{self.folder}/tls/"),
            ("root /etc/nginx/away", f"root {self.folder}"),
            ("/var/log/onetrip-nginx", f"{self.folder}/logs"),
            ("pid /run/nginx.pid", f"pid {self.folder}/nginx.pid"),
        ):
            assert old in text, old
            text = text.replace(old, new)
        return text

    def check(self):
        """`nginx -t`."""
        command = [program(), "-t", "-p", self.folder, "-c", self.folder / "nginx.conf"]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def __enter__(self):
        command = [program(), "-p", self.folder, "-c", self.folder / "nginx.conf"]
        command += ["-g", "daemon off;"]
        with (self.folder / "out.txt").open("w") as out:
            self.process = subprocess.Popen(command, stdout=out, stderr=out)
        assert wait_until(self._answers, self.process, 20), (self.folder / "out.txt").read_text()
        return self

    def _answers(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True

    def url(self, path=""):
        return f"https://127.0.0.1:{self.port}{path}"

    def __exit__(self, *exc):
        self.process.send_signal(signal.SIGQUIT)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder)
