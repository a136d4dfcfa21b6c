#!/usr/bin/env python3
"""A second verifier of layer 1 (docs/format.md), sharing no code with the first.

    second_verifier.py [--schemas DIR] [--json] [--lang vi|en] FILE|-
    second_verifier.py [--schemas DIR] --batch DIR

Reads an export: one canonical entry a line. Exit code 0 authentic, 1 not, 2 could not do it.
Needs Python 3.9 or newer and two packages: pip install blake3 cryptography
"""
import argparse
import json
import os
import re
import sys
import unicodedata

try:
    from blake3 import blake3
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError as missing:
    sys.stderr.write(f"{missing}\npip install blake3 cryptography\n")
    sys.exit(2)

MAX_BYTES = 65_535
MAX_INTEGER = 2**53 - 1
MAX_DEPTH = 127  # what the first verifier's JSON reader accepts; no schema comes near it
ZEROS = "0" * 64


class Fault(Exception):
    """Why an entry is not authentic: a code of docs/format.md, and words for people."""

    def __init__(self, code, message=""):
        super().__init__(code)
        self.code, self.message = code, message


# ---- canonical JSON (section 1) ------------------------------------------------------------------------------

NAME = re.compile(r"[a-z][a-z0-9_]*\Z")


def refuse_constant(word):
    raise ValueError(f"{word} is not JSON")


def check_profile(value, depth=1):
    """Integers in range, plain names, NFC text without control characters; everything else is refused."""
    if depth > MAX_DEPTH + 1:
        raise ValueError("nested too deeply")
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise ValueError("number beyond 2^53 - 1")
    elif isinstance(value, str):
        check_text(value)
    elif isinstance(value, list):
        for item in value:
            check_profile(item, depth + 1)
    elif isinstance(value, dict):
        for name, member in value.items():
            if not NAME.match(name):
                raise ValueError("member name")
            check_profile(member, depth + 1)
    else:  # a float: a fraction, an exponent, or a negative zero
        raise ValueError("not an integer")


def check_text(text):
    for char in text:
        if unicodedata.category(char) == "Cc" and char != "\n":
            raise ValueError("control character")
        if "\ud800" <= char <= "\udfff":
            raise ValueError("lone surrogate")
    if not text.isascii() and unicodedata.normalize("NFC", text) != text:
        raise ValueError("not in NFC")


def canonical(value):
    """RFC 8785 within the profile: sorted names, no blanks, the short escapes, everything else as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode("utf-8")


def parse_canonical(line):
    if len(line) > MAX_BYTES:
        raise Fault("entry.too_large", f"{len(line)} bytes")
    try:
        value = json.loads(line.decode("utf-8"), parse_constant=refuse_constant)
        check_profile(value)
        if canonical(value) != line:
            raise ValueError("not the canonical spelling")
    except (ValueError, RecursionError) as error:
        raise Fault("entry.bytes", str(error)) from None
    return value


# ---- shapes (section 2) --------------------------------------------------------------------------------------

WORD = r"[a-z]+(?:_[a-z]+)*"
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\Z")
TYPE = re.compile(WORD + r"\." + WORD + r"\Z")
SUBJECT = re.compile("(" + WORD + r")/[a-z0-9-]{1,64}\Z")
DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z")
INSTANT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})\.[0-9]{3}Z\Z")


def is_date(text):
    match = DATE.match(text)
    if not match:
        return False
    year, month, day = map(int, match.groups())
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    days = [31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return 1 <= month <= 12 and 1 <= day <= days[month - 1]


def is_instant(text):
    match = INSTANT.match(text)
    if not match or not is_date(match.group(1)):
        return False
    hour, minute, second = (int(match.group(i)) for i in (2, 3, 4))
    # The last day of the year 9999 is beyond what the first verifier's clock can hold.
    return hour < 24 and minute < 60 and second < 60 and text <= "9999-12-30T22:00:00.000Z"


def text_that(test):
    return lambda value: isinstance(value, str) and bool(test(value))


def integer(most):
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def hex_of(digits):
    return text_that(re.compile("[0-9a-f]{%d}\\Z" % digits).match)


def shape(value, members):
    if not isinstance(value, dict) or set(value) != set(members):
        raise Fault("entry.shape", "members")
    for name, test in members.items():
        if not test(value[name]):
            raise Fault("entry.shape", name)


ENTRY = {
    "seq": integer(MAX_INTEGER),
    "prev": hex_of(64),
    "recorded": text_that(is_instant),
    "statement": lambda value: isinstance(value, dict),
    "signature": hex_of(128),
}
STATEMENT = {
    "v": lambda value: value == 1 and not isinstance(value, bool),
    "ledger": text_that(UUID.match),
    "id": text_that(UUID7.match),
    "type": text_that(lambda text: len(text) <= 60 and TYPE.match(text)),
    "schema": integer(2**32 - 1),
    "subject": text_that(lambda text: (match := SUBJECT.match(text)) and len(match.group(1)) <= 30),
    "expect": lambda value: value is None or integer(MAX_INTEGER)(value),
    "on": text_that(is_date),
    "at": text_that(is_instant),
    "by": hex_of(64),
    "seen": lambda value: isinstance(value, dict),
    "data": lambda value: isinstance(value, dict),
}
SEEN = {"seq": integer(MAX_INTEGER), "hash": hex_of(64)}


# ---- signatures (section 2) ----------------------------------------------------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
# The canonical encodings of the eight points of small order.
SMALL = {
    bytes.fromhex(text)
    for text in (
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        # x = 0 with the sign bit set: other spellings of the first two.
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    )
}


def is_signed(entry):
    key, signature = bytes.fromhex(entry["statement"]["by"]), bytes.fromhex(entry["signature"])
    y = int.from_bytes(key, "little") & (2**255 - 1)
    s = int.from_bytes(signature[32:], "little")
    if y >= P or s >= L or key in SMALL or signature[:32] in SMALL:
        return False
    message = b"sovang/statement/v1\0" + canonical(entry["statement"])
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


# ---- schemas (section 2): the part of JSON Schema that they use ----------------------------------------------


class Schemas:
    def __init__(self, folder):
        self.known = {}
        for name in os.listdir(folder):
            match = re.match(r"(.+)\.v([0-9]+)\.json\Z", name)
            if match:
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    self.known[(match.group(1), int(match.group(2)))] = json.load(file)
        if not self.known:
            raise OSError(f"{folder}: no schemas")

    def check(self, statement):
        schema = self.known.get((statement["type"], statement["schema"]))
        if schema is None:
            raise Fault("payload.type", f"{statement['type']} v{statement['schema']}")
        problem = mismatch(schema, statement["data"], schema)
        if problem:
            raise Fault("payload.schema", problem)


TYPES = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}


def mismatch(schema, value, root, path="data"):
    """None if the value meets the schema, else where it does not."""
    if "$ref" in schema:
        problem = mismatch(root["$defs"][schema["$ref"].rsplit("/", 1)[1]], value, root, path)
        if problem:
            return problem
    kind = schema.get("type")
    if kind and (not isinstance(value, TYPES[kind]) or (kind == "integer" and isinstance(value, bool))):
        return f"{path}: not {kind}"
    if "const" in schema and (value != schema["const"] or type(value) is not type(schema["const"])):
        return f"{path}: not {schema['const']}"
    if "enum" in schema and value not in schema["enum"]:
        return f"{path}: not one of {schema['enum']}"
    if "oneOf" in schema:
        if sum(mismatch(branch, value, root, path) is None for branch in schema["oneOf"]) != 1:
            return f"{path}: not exactly one of the alternatives"
    if isinstance(value, str):
        return check_string(schema, value, path)
    if isinstance(value, int) and not isinstance(value, bool):
        if not schema.get("minimum", value) <= value <= schema.get("maximum", value):
            return f"{path}: out of range"
    if isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            return f"{path}: {len(value)} items"
        if schema.get("uniqueItems") and len({canonical(item) for item in value}) != len(value):
            return f"{path}: an item stands twice"
        for index, item in enumerate(value):
            problem = mismatch(schema.get("items", {}), item, root, f"{path}.{index}")
            if problem:
                return problem
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        for name in schema.get("required", []):
            if name not in value:
                return f"{path}.{name}: missing"
        for name, member in value.items():
            if name in properties:
                problem = mismatch(properties[name], member, root, f"{path}.{name}")
                if problem:
                    return problem
            elif schema.get("additionalProperties") is False:
                return f"{path}.{name}: unknown"
    return None


def check_string(schema, value, path):
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        return f"{path}: length {len(value)}"
    pattern = schema.get("pattern")
    if pattern:
        # In Python a closing $ would also match before a last line feed.
        if pattern.endswith("$") and not pattern.endswith("\\$"):
            pattern = pattern[:-1] + r"\Z"
        if not re.search(pattern, value):
            return f"{path}: does not match {pattern}"
    if schema.get("format") == "date" and not is_date(value):
        return f"{path}: no such date"
    return None


# ---- keys and roles (section 3) ------------------------------------------------------------------------------

FIXED = {"ledger.opened", "key.enrolled", "key.revoked", "policy.adopted"}


class Keyring:
    def __init__(self):
        self.roles, self.revoked, self.authors = {}, {}, {}

    def apply(self, seq, statement):
        kind, data = statement["type"], statement["data"]
        if kind == "ledger.opened":
            for key in data["keys"]:
                self.enrol(key)
        elif kind == "key.enrolled":
            self.enrol(data)
        elif kind == "key.revoked" and data["key"] in self.roles:
            self.revoked.setdefault(data["key"], seq)
        elif kind == "policy.adopted":
            self.authors = {rule["type"]: set(rule["roles"]) for rule in data["authors"]}

    def enrol(self, key):
        if key["key"] not in self.revoked:
            self.roles[key["key"]] = set(key["roles"])

    def check(self, statement):
        key, kind = statement["by"], statement["type"]
        if key not in self.roles:
            raise Fault("author.unknown", key)
        if key in self.revoked:
            raise Fault("author.revoked", f"by entry {self.revoked[key]}")
        allowed = {"chairman"} if kind in FIXED else self.authors.get(kind, set())
        if not self.roles[key] & allowed:
            raise Fault("author.role", kind)


# ---- the walk (section 4) ------------------------------------------------------------------------------------


class Walk:
    def __init__(self, schemas):
        self.schemas = schemas
        self.findings = {}  # seq -> (code, message); the first for an entry stands
        self.lines, self.next, self.last_hash, self.last_recorded = 0, 1, ZEROS, None
        self.open_break = None
        self.ledger, self.ids, self.counts, self.hashes, self.seen = None, {}, {}, [], {}
        self.keyring = Keyring()

    def report(self, seq, code, message=""):
        self.findings.setdefault(seq, (code, message))

    @property
    def is_broken(self):
        return bool(self.findings) or self.open_break is not None

    def read(self, line):
        """The entry, if the line is one, and what is wrong with it by itself."""
        entry = None
        try:
            value = parse_canonical(line)
            shape(value, ENTRY)
            shape(value["statement"], STATEMENT)
            shape(value["statement"]["seen"], SEEN)
            entry = value
            if not is_signed(entry):
                raise Fault("entry.signature")
            self.schemas.check(entry["statement"])
        except Fault as fault:
            return entry, fault
        return entry, None

    def step(self, line):
        here, self.lines = self.next, self.lines + 1
        own_hash = blake3(line).hexdigest()
        entry, fault = self.read(line)
        self.settle(entry)
        if fault:
            self.report(here, fault.code, fault.message)
        if entry is None:
            self.next = here + 1
        else:
            self.place(entry, own_hash, here, fault is not None)
        self.last_hash = own_hash
        if entry is not None and fault is None and not self.is_broken:
            try:
                self.stand(entry)
            except Fault as found:
                self.report(entry["seq"], found.code, found.message)
            else:
                self.take(entry, own_hash)

    def place(self, entry, own_hash, here, has_fault):
        seq, seen = entry["seq"], entry["statement"]["seen"]
        self.next = seq + 1
        if seq != here:
            self.report(here, "chain.seq", f"{here} should stand here, not {seq}")
        elif entry["prev"] != self.last_hash:
            if here == 1:
                self.report(1, "chain.prev")
            elif not has_fault and seen == {"seq": here - 1, "hash": entry["prev"]}:
                self.report(here - 1, "chain.prev", "the author of the next entry signed for other bytes")
            else:
                self.open_break = (here, own_hash)
        if self.last_recorded is not None and entry["recorded"] < self.last_recorded:
            self.report(seq, "chain.recorded")
        self.last_recorded = entry["recorded"]

    def settle(self, following):
        """The line after a break tells which side of it was changed."""
        if self.open_break:
            (here, own_hash), self.open_break = self.open_break, None
            vouched = following is not None and following["prev"] == own_hash
            self.report(here - 1 if vouched else here, "chain.prev")

    def stand(self, entry):
        statement = entry["statement"]
        first, opening = not self.hashes, statement["type"] == "ledger.opened"
        seen = statement["seen"]
        if first != opening or (first and seen != {"seq": 0, "hash": ZEROS}):
            raise Fault("chain.genesis")
        if self.ledger not in (None, statement["ledger"]):
            raise Fault("statement.ledger")
        if statement["id"] in self.ids:
            raise Fault("statement.id", f"entry {self.ids[statement['id']]} bears it")
        count = self.counts.get(statement["subject"], 0)
        if statement["expect"] not in (None, count):
            raise Fault("statement.expect", f"there are {count}")
        if not first and not (1 <= seen["seq"] <= len(self.hashes) and self.hashes[seen["seq"] - 1] == seen["hash"]):
            raise Fault("statement.seen")
        if seen["seq"] < self.seen.get(statement["by"], 0):
            raise Fault("statement.seen_back")
        keyring = self.keyring
        if opening:
            keyring = Keyring()
            keyring.apply(1, statement)
        keyring.check(statement)

    def take(self, entry, own_hash):
        statement = entry["statement"]
        self.ledger = statement["ledger"]
        self.hashes.append(own_hash)
        self.ids[statement["id"]] = entry["seq"]
        self.counts[statement["subject"]] = self.counts.get(statement["subject"], 0) + 1
        self.seen[statement["by"]] = statement["seen"]["seq"]
        self.keyring.apply(entry["seq"], statement)

    def finish(self):
        self.settle(None)
        if self.lines == 0:
            self.report(0, "ledger.empty")
        found = [{"seq": seq, "code": code, "message": text} for seq, (code, text) in sorted(self.findings.items())]
        head = {"seq": self.next - 1, "hash": self.last_hash}
        return {"authentic": not found, "entries": self.lines, "head": head, "findings": found}


def verify(data, schemas):
    walk = Walk(schemas)
    body = data[:-1] if data.endswith(b"\n") else data
    for line in body.split(b"\n") if data else []:
        walk.step(line)
    return walk.finish()


# ---- the command ---------------------------------------------------------------------------------------------


def say(result, lang):
    vi = lang == "vi"
    words = ("XÁC THỰC", "KHÔNG XÁC THỰC") if vi else ("AUTHENTIC", "NOT AUTHENTIC")
    print(words[0] if result["authentic"] else words[1])
    print(f"  {result['entries']} {'bút toán' if vi else 'entries'}, {result['head']['hash']}")
    for finding in result["findings"]:
        print(f"  {'bút toán' if vi else 'entry'} {finding['seq']} [{finding['code']}] {finding['message']}")


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description="Verifies an exported ledger (layer 1 of docs/format.md).")
    parser.add_argument("--schemas", default=os.path.join(here, "..", "schemas"))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--lang", choices=["vi", "en"], default="vi")
    parser.add_argument("--batch", metavar="DIR", help="verify every .jsonl file of a folder, print one JSON object")
    parser.add_argument("file", nargs="?")
    args = parser.parse_args()
    if (args.file is None) == (args.batch is None):
        parser.error("one FILE, or --batch DIR")
    try:
        schemas = Schemas(args.schemas)
        if args.batch:
            results = {}
            for name in sorted(os.listdir(args.batch)):
                if name.endswith(".jsonl"):
                    with open(os.path.join(args.batch, name), "rb") as file:
                        results[name] = verify(file.read(), schemas)
            print(json.dumps(results, ensure_ascii=False))
            return 0
        if args.file == "-":
            data = sys.stdin.buffer.read()
        else:
            with open(args.file, "rb") as file:
                data = file.read()
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    result = verify(data, schemas)
    if args.json:
        print(json.dumps(result, ensure_ascii=False))
    else:
        say(result, args.lang)
    return 0 if result["authentic"] else 1


if __name__ == "__main__":
    sys.exit(main())
