#!/usr/bin/env python3
"""An HTTPS server that answers as an API server may: api_server.py DIRECTORY.

Makes DIRECTORY/ca.crt (and key), prints the port, and takes the token in DIRECTORY/valid. What it
does is in the path: the last part of /raw/WORD, the namespace of a watch."""
import json
import ssl
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

where = sys.argv[1]


def status(code, reason, message="as the test wants it"):
    return code, {"kind": "Status", "code": code, "reason": reason, "message": message}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def answer(self, code, body):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def handle_one(self):
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length).decode()
        with open(where + "/valid", encoding="ascii") as valid:
            if self.headers.get("Authorization") != "Bearer " + valid.read().strip():
                return self.answer(*status(401, "Unauthorized", "Unauthorized"))
        path = self.path.split("?")[0].split("/")
        if "watch=true" in self.path:
            return self.watch(path[4])
        if path[1] == "raw":
            return self.raw(path[2])
        if self.command == "GET" and path[-1] == "configmaps":
            return self.page()
        if self.command == "POST":
            return self.answer(*status(409, "AlreadyExists"))
        return self.answer(200, {"method": self.command, "path": self.path, "body": body,
                                 "type": self.headers.get("Content-Type"),
                                 "connection": self.client_address[1]})

    do_GET = do_POST = do_PATCH = do_DELETE = handle_one

    def page(self):
        more = "continue=" not in self.path
        metadata = {"resourceVersion": "7"}
        if more:
            metadata["continue"] = "a+b/=&"
        elif "continue=a%2Bb%2F%3D%26" not in self.path:
            return self.answer(*status(400, "BadRequest", self.path))
        name = "first" if more else "second"
        return self.answer(200, {"metadata": metadata, "items": [{"metadata": {"name": name}}]})

    def raw(self, word):
        if word == "slow":
            time.sleep(5)
        if word == "busy":
            return self.answer(*status(429, "TooManyRequests"))
        if word == "toolarge":
            return self.answer(*status(500, "", "etcdserver: request is too large"))
        if word == "gateway":
            return self.answer(502, b"<html>\x1b[31m Bad Gateway")
        if word == "broken":
            return self.answer(200, b'{"a":')
        if word == "deep":
            return self.answer(200, b'{"a":' + b"[" * 1000000)
        if word == "huge":
            return self.answer(200, b" " * (65 << 20))
        if word == "elsewhere":
            self.send_response(302)
            self.send_header("Location", "/raw/ok")
            self.send_header("Content-Length", "0")
            return self.end_headers()
        return self.answer(200, {"connection": self.client_address[1]})

    def chunk(self, data):
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def watch(self, word):
        if word == "refused":
            return self.answer(*status(403, "Forbidden"))
        if word == "expired":
            return self.answer(*status(410, "Expired"))
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        added = {"type": "ADDED", "object": {"metadata": {"name": "a"}}}
        self.chunk(json.dumps(added).encode() + b"\n")
        if word == "gone":
            event = {"type": "ERROR", "object": status(410, "Expired")[1]}
            self.chunk(json.dumps(event).encode() + b"\n")
        if word == "cut":
            self.chunk(b'{"type":"MODIFIED","object":{')
            self.close_connection = True
            return self.wfile.flush()
        if word == "large":
            self.chunk(b'{"type":"MODIFIED","object":{"a":"' + b"x" * (17 << 20))
        if word == "noise":
            self.chunk(b"no JSON")
        if word == "hold":
            time.sleep(5)
        return self.chunk(b"")


subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                "-keyout", where + "/key", "-out", where + "/ca.crt", "-subj", "/CN=test",
                "-addext", "subjectAltName=IP:127.0.0.1"], check=True, stderr=subprocess.DEVNULL)
server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(where + "/ca.crt", where + "/key")
# The handshake in the thread of the connection: one that is refused must not end the server.
server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
print(server.server_address[1], flush=True)
server.serve_forever()
