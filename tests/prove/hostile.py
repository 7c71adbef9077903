"""Call-backs nobody honest sends, made by the dice: each kind is one way to lie."""

import base64
import json
import random
import secrets
import time
from urllib.parse import urlencode

from server.sandbox.wechat import crypto

TOKEN, KEY = "sandbox-push-token", base64.b64decode("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG=")
APPID = "wx0000000000000001"
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1 if n else str()};" * 10}">' for n in range(9))
    + "]><xml><Encrypt>&a8;</Encrypt><MsgId>&a8;</MsgId></xml>"
)
OUTSIDE = (
    '<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml><Encrypt>&x;</Encrypt></xml>'
)


class Hostile:
    """So many requests, alike for one seed."""

    def __init__(self, seed, replayed):
        self.dice, self.replayed = random.Random(seed), replayed
        self.kinds = [getattr(self, name) for name in dir(type(self)) if name.startswith("by_")]

    def __call__(self):
        return self.dice.choice(self.kinds)()

    def message(self, **changed):
        told = {
            "ToUserName": "gh",
            "FromUserName": f"o{self.dice.getrandbits(60)}",
            "CreateTime": int(time.time()),
            "MsgType": "text",
            "Content": "在吗",
            "MsgId": self.dice.getrandbits(60),
            **changed,
        }
        return json.dumps(told, ensure_ascii=False).encode()

    def sealed(self, content, appid=APPID):
        return crypto.encrypt(KEY, self.dice.randbytes(16), content, appid)

    def request(self, sealed, body=None, *, appid=APPID, **changed):
        stamp, nonce = str(int(time.time())), secrets.token_hex(8)
        stamp = changed.pop("timestamp", stamp)
        query = {
            "timestamp": stamp,
            "nonce": nonce,
            "signature": crypto.signature(TOKEN, stamp, nonce),
            "msg_signature": crypto.signature(TOKEN, stamp, nonce, sealed),
            **changed,
        }
        given = json.dumps({"Encrypt": sealed}).encode() if body is None else body
        return f"/callbacks/wechat/{appid}?{urlencode(query)}", given

    def by_wrong_signature(self):
        return self.request(self.sealed(self.message()), msg_signature=secrets.token_hex(20))

    def by_no_signature(self):
        return self.request(self.sealed(self.message()), msg_signature="")

    def by_signature_of_the_query_only(self):
        """`signature` does not cover the body and must never be enough."""
        target, body = self.request("", self.message(), msg_signature="")
        return target.replace("&msg_signature=", ""), body

    def by_another_body(self):
        other = json.dumps({"Encrypt": self.sealed(self.message())}).encode()
        return self.request(self.sealed(self.message()), other)

    def by_stale_time(self):
        late = self.dice.choice((301, 3600, 10**6, -301, -(10**6)))
        return self.request(self.sealed(self.message()), timestamp=str(int(time.time()) - late))

    def by_no_time(self):
        odd = self.dice.choice(("", "0", "-1", "soon", "1e9", "²", "9" * 400, "\0", "NaN"))
        return self.request(self.sealed(self.message()), timestamp=odd)

    def by_replay(self):
        return self.replayed

    def by_wrong_appid_inside(self):
        return self.request(self.sealed(self.message(), appid="wx9999999999999999"))

    def by_wrong_appid_in_the_address(self):
        odd = self.dice.choice(("wx9999999999999999", "x", "%00", "..%2f..%2f", "'--", "a" * 3000))
        return self.request(self.sealed(self.message()), appid=odd)

    def by_entity_bomb_outside(self):
        return self.request("x", self.dice.choice((BOMB, OUTSIDE)).encode())

    def by_entity_bomb_inside(self):
        return self.request(self.sealed(self.dice.choice((BOMB, OUTSIDE)).encode()))

    def by_bent_cipher(self):
        good = bytearray(base64.b64decode(self.sealed(self.message())))
        for _ in range(self.dice.randrange(1, 4)):
            good[self.dice.randrange(len(good))] ^= 1 << self.dice.randrange(8)
        # A bit turned in the first block changes only the random head: it would be accepted.
        good[-1] ^= 1
        return self.request(base64.b64encode(good).decode())

    def by_odd_length(self):
        raw = self.dice.randbytes(self.dice.randrange(0, 100))
        return self.request(base64.b64encode(raw).decode())

    def by_bent_message(self):
        odd = self.dice.choice(
            ({"MsgId": ["1"]}, {"MsgId": "\0"}, {"MsgType": {"a": 1}}, {"Event": "e" * 9000})
        )
        return self.request(self.sealed(self.message(**odd)))

    def by_no_message(self):
        odd = self.dice.choice(
            (b"", b"{", b"[]", b"\xff", b"<xml/>", b"<a>", b'{"a":' * 3000, b"null")
        )
        return self.request(self.sealed(odd))

    def by_junk(self):
        return self.request("x", self.dice.randbytes(self.dice.randrange(0, 3000)))

    def by_junk_that_looks_right(self):
        odd = self.dice.choice(
            (b'{"Encrypt":1}', b'{"Encrypt":["a"]}', b"[]", b"<xml></xml>", b"<" * 9000)
        )
        return self.request("x", odd)

    def by_size(self):
        return self.request("x", b'{"Encrypt":"' + b"a" * 70_000 + b'"}')
