"""nginx, set up as docs/how-to/run-a-site.md shows it, in front of something that keeps what it is handed."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingUnixStreamServer

import pytest

from tests.architecture.sources import ROOT

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
pytestmark = pytest.mark.skipif(
    NGINX is None or shutil.which("openssl") is None, reason="no nginx with which to try the how-to"
)
NAME = "smeaton.example.org"
TOKEN = "12.1~Zq3xyz-AbC_dEf0123456789"
GET = f"GET /sign-in/ HTTP/1.1\r\nHost: {NAME}\r\n"


@dataclass
class Proxy:
    """nginx with its ports and logs; `handed` are the requests that came through, with their headers."""

    folder: Path
    https: int
    http: int
    certificate: Path
    handed: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    version: str | None = ""
    cipher: tuple[str, str, int] | None = None
    """Of the latest connection."""

    def context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.certificate)

    def says(self, sent: str, context: ssl.SSLContext | None = None, name: str = NAME) -> bytes:
        """Everything that comes back by TLS for these bytes."""
        context = context or self.context()
        heard = b""
        with (
            socket.create_connection(("127.0.0.1", self.https), timeout=20) as plain,
            context.wrap_socket(plain, server_hostname=name) as line,
        ):
            line.sendall((sent + "Connection: close\r\n\r\n").encode())
            while piece := line.recv(65_536):
                heard += piece
            self.version, self.cipher = line.version(), line.cipher()
        return heard

    def logs(self) -> str:
        return "".join(path.read_text() for path in sorted(self.folder.glob("*.log")))


def free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1]), int(other.getsockname()[1])


def configuration(folder: Path, https: int, http: int) -> str:
    """The block of the how-to, with ports, certificates and paths of this test."""
    page = (ROOT / "docs" / "how-to" / "run-a-site.md").read_text(encoding="utf-8")
    found = re.search(r"```nginx\n(.*?)```", page, re.DOTALL)
    assert found is not None
    block = found[1]
    for before, after in (
        ("listen 80 ", f"listen 127.0.0.1:{http} "),
        ("listen 443 ", f"listen 127.0.0.1:{https} "),
        ("/etc/ssl/smeaton.pem", f"{folder}/cert.pem"),
        ("/etc/ssl/private/smeaton.key", f"{folder}/key.pem"),
        ("/var/log/nginx/smeaton", f"{folder}/smeaton"),
        ("/run/smeaton/web.sock", f"{folder}/web.sock"),
    ):
        assert before in block
        block = block.replace(before, after)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    own = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    head = f"daemon off;\npid {folder}/pid;\nerror_log {folder}/main.log;\n"
    head += f"events {{}}\nhttp {{\naccess_log {folder}/main.log;\n{own}"
    return ("user root;\n" if os.geteuid() == 0 else "") + f"{head}{block}}}\n"


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    folder = tmp_path_factory.mktemp("n")
    https, http = free_ports()
    command = f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={NAME} -addext"
    made = [*command.split(), f"subjectAltName=DNS:{NAME}", "-keyout", "key.pem", "-out", "cert.pem"]
    subprocess.run(made, cwd=folder, check=True, capture_output=True)
    (folder / "nginx.conf").write_text(configuration(folder, https, http))
    proxy = Proxy(folder, https, http, folder / "cert.pem")

    class Keeps(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            self.rfile.read(length)
            proxy.handed.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            self.send_response(204)
            self.end_headers()

        do_GET = do_POST = handle_one  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Nothing."""

        def address_string(self) -> str:
            return "socket"

    with ThreadingUnixStreamServer(str(folder / "web.sock"), Keeps) as behind:
        threading.Thread(target=behind.serve_forever, daemon=True).start()
        assert NGINX is not None
        nginx = subprocess.Popen(
            [NGINX, "-p", folder, "-c", folder / "nginx.conf"], stderr=subprocess.DEVNULL
        )
        try:
            give_up = time.monotonic() + 30
            while time.monotonic() < give_up:
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", https)) == 0:
                        break
                assert nginx.poll() is None, proxy.logs()
                time.sleep(0.1)
            yield proxy
        finally:
            nginx.terminate()
            nginx.wait(20)
            behind.shutdown()


def test_it_speaks_tls_1_3_first_and_1_2_with_good_ciphers_and_nothing_older(proxy: Proxy) -> None:
    proxy.says(GET)
    assert proxy.version == "TLSv1.3"
    older = proxy.context()
    older.maximum_version = ssl.TLSVersion.TLSv1_2
    proxy.says(GET, older)
    assert proxy.version == "TLSv1.2"
    assert proxy.cipher is not None
    assert re.match(r"ECDHE-(RSA|ECDSA)-(AES\d+-GCM|CHACHA20)", proxy.cipher[0])
    for weak in ("AES128-SHA", "AES256-GCM-SHA384", "ECDHE-RSA-AES128-SHA", "DHE-RSA-AES128-GCM-SHA256"):
        older.set_ciphers(f"{weak}:@SECLEVEL=0")
        with pytest.raises(ssl.SSLError):
            proxy.says(GET, older)
    old = proxy.context()
    old.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match=r"TLSv1_1"):
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises(ssl.SSLError):
        proxy.says(GET, old)


def test_it_answers_to_our_name_alone(proxy: Proxy) -> None:
    other = proxy.context()
    other.check_hostname = False
    with pytest.raises(ssl.SSLError):
        proxy.says(GET, other, name="other.example.org")
    before = len(proxy.handed)
    heard = proxy.says(GET.replace(NAME, "evil.example.org"))
    assert b" 204 " not in heard
    assert len(proxy.handed) == before


def test_plain_requests_are_sent_to_https(proxy: Proxy) -> None:
    with socket.create_connection(("127.0.0.1", proxy.http), timeout=20) as line:
        line.sendall(b"GET /me/?a=1 HTTP/1.1\r\nHost: evil.example.org\r\nConnection: close\r\n\r\n")
        heard = line.recv(65_536).decode()
    assert heard.startswith("HTTP/1.1 301 ")
    assert f"Location: https://{NAME}/me/?a=1\r\n" in heard


def test_what_a_browser_says_of_itself_does_not_get_through(proxy: Proxy) -> None:
    lies = "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: evil.example.org\r\n"
    proxy.says(GET + lies + "Forwarded: for=6.6.6.6;host=evil.example.org\r\n")
    _, headers = proxy.handed[-1]
    assert headers["host"] == NAME
    assert headers["x-forwarded-proto"] == "https"
    assert headers["x-forwarded-for"] == "127.0.0.1"
    assert "evil" not in str(headers)
    assert "6.6.6.6" not in str(headers)


def test_a_request_whose_end_is_in_doubt_is_not_handed_on(proxy: Proxy) -> None:
    post = GET.replace("GET", "POST")
    for doubt in (
        "Content-Length: 0\r\nContent-Length: 40\r\n",
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Content-Length: +4\r\n",
    ):
        before = len(proxy.handed)
        heard = proxy.says(post + doubt)
        assert re.findall(rb"HTTP/1\.1 (\d{3})", heard) in ([b"400"], [b"501"]), doubt
        assert len(proxy.handed) == before


def test_no_secret_of_a_link_is_in_its_logs(proxy: Proxy) -> None:
    for path in (f"/answer/{TOKEN}/", f"/join/{TOKEN}/?next=/join/{TOKEN}/", f"/no-reminders/{TOKEN}/"):
        proxy.says(GET.replace("/sign-in/", path) + f"Referer: https://{NAME}{path}\r\n")
        proxy.says(GET.replace("/sign-in/", path) + "Content-Length: x\r\n")
        with socket.create_connection(("127.0.0.1", proxy.http), timeout=20) as line:
            line.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            assert b" 301 " in line.recv(65_536)
        proxy.says(GET.replace("/sign-in/", path).replace(NAME, "evil.example.org"))
    socket_file = proxy.folder / "web.sock"
    socket_file.rename(socket_file.with_suffix(".away"))
    heard = proxy.says(GET.replace("/sign-in/", f"/answer/{TOKEN}/"))
    socket_file.with_suffix(".away").rename(socket_file)
    assert heard.startswith(b"HTTP/1.1 502 ")
    written = proxy.logs()
    assert "/answer/…" in written
    assert "/join/…" in written
    assert "/no-reminders/…" in written
    assert TOKEN[6:12] not in written
