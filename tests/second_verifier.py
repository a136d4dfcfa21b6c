#!/usr/bin/env python3
"""A second verifier of layers 1 and 2 (docs/format.md), sharing no code with the first.

    second_verifier.py [--schemas DIR ...] [--json] [--lang vi|en] [--checkpoint NOTE ...] [--vault DIR] FILE|-
    second_verifier.py [--schemas DIR ...] --batch DIR
    second_verifier.py --root FILE|- [--size N]
    second_verifier.py --receipt FILE|- [--entry FILE] (--policy FILE | --key VKEY ...) [--json] [--lang vi|en]
    second_verifier.py --receipts DIR
    second_verifier.py --policies DIR
    second_verifier.py --openings FILE
    second_verifier.py --published DIR [--json] [--lang vi|en]

The first reads an export, one canonical entry a line, and signed heads of it and the folder with its sealed values if
any are given. The third prints the
size and the root of an export's tree. The fourth judges one receipt, in a file or as the text of a QR code; the fifth
all those in DIR/good and DIR/bad, with the keys in DIR/keys.policy. The sixth reads policies. The seventh checks openings of sealed values,
as they stand in fixtures/vectors/sealed; the last verifies a folder of static files, as it was published.
Exit code 0 authentic (proven), 1 not, 2 could not do it, or authentic as far as this program can read.
Needs Python 3.9 or newer and two packages: pip install blake3 cryptography
"""
import argparse
import base64
import bisect
import datetime
import hashlib
import json
import os
import re
import sys
import unicodedata
import zlib

try:
    from blake3 import blake3
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError as missing:
    sys.stderr.write(f"{missing}\npip install blake3 cryptography\n")
    sys.exit(2)

MAX_BYTES = 65_535
MAX_INTEGER = 2**53 - 1
MAX_DEPTH = 32
ZEROS = "0" * 64


class Fault(Exception):
    """Why an entry is not authentic: a code of docs/format.md, and words for people."""

    newer = None  # the place of a line that a newer program may be able to read
    weight = None  # "undecided" where it leaves open what is wrong

    def __init__(self, code, message=""):
        super().__init__(code)
        self.code, self.message = code, message


# ---- canonical JSON (section 1) ------------------------------------------------------------------------------

NAME = re.compile(r"[a-z][a-z0-9_]*\Z")


def refuse_constant(word):
    raise ValueError(f"{word} is not JSON")


def check_profile(value, depth=1):
    """Integers in range, plain names, no control characters, not too deep; everything else is refused."""
    if depth > MAX_DEPTH and isinstance(value, (list, dict)):
        raise ValueError("nested too deeply")
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise ValueError("number beyond 2^53 - 1")
    elif isinstance(value, str):
        if LOW.search(value):
            raise ValueError("control character")
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


LOW = re.compile("[\0-\x09\x0b-\x1f\x7f]")


def read_ranges(path):
    """The code points of text, in their order: from, to. Python's own tables know later versions of Unicode."""
    with open(path, encoding="ascii") as file:
        return [tuple(int(end, 16) for end in (line.strip().split("-") * 2)[:2]) for line in file]


RANGES = read_ranges(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "fixtures", "text.ranges"))


def texts_of(value):
    """Every text in a value that is not plain ASCII."""
    if isinstance(value, str):
        return [] if value.isascii() else [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [text for item in value for text in texts_of(item)] if isinstance(value, list) else []


def outsider(texts):
    """A character that is not in the table."""
    for char in "".join(texts):
        place = bisect.bisect_right(RANGES, (ord(char), 0x110000)) - 1
        if place < 0 or ord(char) > RANGES[place][1]:
            return char
    return None


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
        texts = texts_of(value)
        outside = outsider(texts)
        if outside is None and any(unicodedata.normalize("NFC", text) != text for text in texts):
            raise ValueError("not in NFC")
    except (ValueError, RecursionError) as error:
        raise Fault("entry.bytes", str(error)) from None
    if outside is not None:
        fault = Fault("entry.bytes", f"character U+{ord(outside):04X}")
        fault.newer = outer(value)
        raise fault
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
    return 1900 <= year <= 2199 and 1 <= month <= 12 and 1 <= day <= days[month - 1]


def is_instant(text):
    match = INSTANT.match(text)
    if not match or not is_date(match.group(1)):
        return False
    hour, minute, second = (int(match.group(i)) for i in (2, 3, 4))
    return hour < 24 and minute < 60 and second < 60 and text >= "2020"


def millis(instant):
    since = datetime.datetime.fromisoformat(instant[:-1]) - datetime.datetime(1970, 1, 1)
    return since // datetime.timedelta(milliseconds=1)


def text_that(test):
    return lambda value: isinstance(value, str) and bool(test(value))


def integer(most, least=0):
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


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
    "schema": integer(2**32 - 1, 1),
    "subject": text_that(lambda text: (match := SUBJECT.match(text)) and len(match.group(1)) <= 30),
    "expect": lambda value: value is None or integer(MAX_INTEGER)(value),
    "on": text_that(is_date),
    "at": text_that(is_instant),
    "by": hex_of(64),
    "seen": lambda value: isinstance(value, dict),
    "data": lambda value: isinstance(value, dict),
}
SEEN = {"seq": integer(MAX_INTEGER), "hash": hex_of(64)}


# ---- signatures (section 1) ----------------------------------------------------------------------------------

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


def is_weak(key):
    """A key under which signatures mean nothing, or a second spelling of another key."""
    return int.from_bytes(key, "little") & (2**255 - 1) >= P or key in SMALL


D = -121665 * pow(121666, -1, P) % P


def is_point(key):
    """Whether the y of a key is that of a point: (y^2 - 1) / (d y^2 + 1) has a root."""
    y = int.from_bytes(key, "little") & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    return square == 0 or pow(square, (P - 1) // 2, P) == 1


def holds(key, signature, message):
    if len(key) != 32 or len(signature) != 64 or is_weak(key) or signature[:32] in SMALL:
        return False
    if int.from_bytes(signature[32:], "little") >= L:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def is_signed(entry):
    key, signature = bytes.fromhex(entry["statement"]["by"]), bytes.fromhex(entry["signature"])
    return holds(key, signature, b"sovang/statement/v1\0" + canonical(entry["statement"]))


def read_entry(line):
    """The entry that these bytes are, whoever signed it."""
    entry = parse_canonical(line)
    try:
        shape(entry, ENTRY)
        shape(entry["statement"], STATEMENT)
        shape(entry["statement"]["seen"], SEEN)
    except Fault as fault:
        place = outer(entry)
        version = entry["statement"].get("v") if place else None
        if place and isinstance(version, int) and not isinstance(version, bool) and version >= 2:
            fault.newer = place
        raise
    return entry


def outer(entry):
    """What stands in a line whatever a newer version puts into the statement; None if it does not."""
    try:
        shape(entry, ENTRY)
    except Fault:
        return None
    place = {name: entry[name] for name in ("seq", "prev", "recorded")}
    return {**place, "declares": declared(entry["statement"])}


def declared(statement):
    """The catalogue that a ledger.opened of whatever version declares; 0 if none."""
    found = statement if statement.get("type") == "ledger.opened" else {}
    for name in ("data", "catalogue", "number"):
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, int) and not isinstance(found, bool) and found >= 1 else 0


# ---- schemas (section 2): the part of JSON Schema that they use ----------------------------------------------


class Schemas:
    """The schemas of catalogue 1, and of each later one in a folder of its own."""

    def __init__(self, folders):
        self.catalogues, self.known = len(folders), {}
        for number, folder in enumerate(folders, 1):
            for name in os.listdir(folder):
                match = re.match(r"(.+)\.v([0-9]+)\.json\Z", name)
                if match:
                    with open(os.path.join(folder, name), encoding="utf-8") as file:
                        self.known[(match.group(1), int(match.group(2)))] = (number, json.load(file))
        if not self.known:
            raise OSError(f"{folders}: no schemas")

    def catalogue(self, statement):
        """The catalogue that a type and version belong to; None if to none that is known."""
        return self.known.get((statement["type"], statement["schema"]), (None,))[0]

    def check(self, statement):
        if self.catalogue(statement) is None:
            raise Fault("payload.type", f"{statement['type']} v{statement['schema']}")
        schema = self.known[(statement["type"], statement["schema"])][1]
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


def is_fixed(kind):
    """What is said of the ledger itself, its keys and its policy is the chairman's, by the format."""
    return kind.startswith(("ledger.", "key.")) or kind == "policy.adopted"


class Keyring:
    def __init__(self):
        self.enrolled = {}  # key -> what it was enrolled as: (seq, payload), the newest last
        self.revoked, self.authors = {}, {}

    def apply(self, seq, statement):
        kind, data = statement["type"], statement["data"]
        if kind == "ledger.opened":
            for key in data["keys"]:
                self.enrol(seq, key)
        elif kind == "key.enrolled":
            self.enrol(seq, data)
        elif kind == "key.revoked" and data["key"] in self.enrolled:
            self.revoked.setdefault(data["key"], seq)
        elif kind == "policy.adopted":
            self.authors = {rule["type"]: set(rule["roles"]) for rule in data["authors"]}

    def enrol(self, seq, key):
        if key["key"] not in self.revoked:
            self.enrolled.setdefault(key["key"], []).append((seq, key))

    def check(self, statement):
        key, kind = statement["by"], statement["type"]
        if key not in self.enrolled:
            raise Fault("author.unknown", key)
        if key in self.revoked:
            raise Fault("author.revoked", f"by entry {self.revoked[key]}")
        allowed = {"chairman"} if is_fixed(kind) else self.authors.get(kind, set())
        if not set(self.enrolled[key][-1][1]["roles"]) & allowed:
            raise Fault("author.role", kind)

    def check_proofs(self, statement):
        """Whether the keys that a statement enrols agreed to it."""
        kind, data = statement["type"], statement["data"]
        if kind == "ledger.opened":
            for key in data["keys"]:
                check_proof(statement["ledger"], key, key["key"] == statement["by"])
        elif kind == "key.enrolled":
            check_proof(statement["ledger"], data, self.is_kept(data))

    def is_kept(self, new):
        """Whether an enrolment changes nothing but that roles are lost."""
        if new["key"] not in self.enrolled or new["key"] in self.revoked:
            return False
        now = self.enrolled[new["key"]][-1][1]
        same = all(now[name] == new[name] for name in ("person", "holder"))
        return same and set(new["roles"]) <= set(now["roles"])

    def name_at(self, key, seq):
        """Who held a key when it signed an entry: by the newest enrolment before; for the first entry, its own."""
        known = [item for since, item in self.enrolled.get(key, []) if since < max(seq, 2)]
        return known[-1] if known else None


def check_proof(ledger, new, may_lack):
    signed = new.get("asked", new["roles"])
    asked = {"holder": new["holder"], "key": new["key"], "ledger": ledger, "person": new["person"], "roles": sorted(signed)}

    def agreed(domain, key, signature):
        return holds(bytes.fromhex(key), bytes.fromhex(signature), domain + b"\0" + canonical(asked))

    if not set(new["roles"]) <= set(signed):
        raise Fault("key.proof", "a role that was not asked for")
    if "proof" not in new and ("asked" in new or not may_lack):
        raise Fault("key.proof", "no signature of the enrolled key")
    if "proof" in new and not agreed(b"sovang/key/v1", new["key"], new["proof"]):
        raise Fault("key.proof", "the enrolled key signed something else")
    if "vouch" in new and not agreed(b"sovang/key-vouch/v1", new["vouch"]["by"], new["vouch"]["signature"]):
        raise Fault("key.proof", "whoever vouches signed something else")


# ---- the walk (sections 4, 5, 7) -----------------------------------------------------------------------------


class Walk:
    def __init__(self, schemas):
        self.schemas = schemas
        self.findings = {}  # seq -> (code, message); the first for an entry stands
        self.lines, self.next, self.last_hash, self.last_recorded = 0, 1, ZEROS, None
        self.open_break = None
        self.ledger, self.ids, self.counts, self.hashes, self.seen = None, {}, {}, [], {}
        self.keyring, self.names, self.sealed, self.lists = Keyring(), Names(), Sealed(), Lists()
        self.authors = []  # of each entry: key and position
        self.times, self.corrected = [], set()  # of recording, in milliseconds; the entries where they are wrong
        self.declared, self.horizon = 0, None
        self.blind_authors = self.blind_counts = False

    def report(self, seq, code, message=""):
        self.findings.setdefault(seq, (code, message))

    @property
    def is_broken(self):
        return bool(self.findings) or self.open_break is not None

    def read(self, line):
        """The entry, if the line is one, and what is wrong with it by itself."""
        entry = None
        try:
            entry = read_entry(line)
            if not is_signed(entry):
                raise Fault("entry.signature")
            self.schemas.check(entry["statement"])
        except Fault as fault:
            if fault.code == "payload.type":
                fault.newer = outer(entry)
            return entry, fault
        return entry, None

    def is_unread(self, newer):
        """Is what this program cannot read of a catalogue that it does not know?"""
        return bool(newer) and (newer["declares"] if self.lines == 1 else self.declared) > self.schemas.catalogues

    def step(self, line):
        here, self.lines = self.next, self.lines + 1
        own_hash = blake3(line).hexdigest()
        entry, fault = self.read(line)
        newer = fault.newer if fault else None
        unread = self.is_unread(newer)
        placed = newer if unread else entry
        self.settle(placed)
        if unread:
            self.begin_unread(here, entry["statement"]["type"] if entry else None, newer)
            fault = None
        elif fault:
            self.report(here, fault.code, fault.message)
        elif entry and self.schemas.catalogue(entry["statement"]) > max(self.declares(entry["statement"]), 1):
            fault = Fault("payload.type", "of a catalogue that the ledger does not declare")
            self.report(here, fault.code, fault.message)
        if placed is None:
            self.next = min(here + 1, MAX_INTEGER)
        else:
            if entry and entry["statement"]["type"] == "ledger.clock_corrected":
                self.last_recorded = None  # whether it may go back is chain.clock's question
            self.place(placed, entry["statement"]["seen"] if entry and not fault else None, own_hash, here)
        self.last_hash = own_hash
        if placed is None or fault is not None or self.is_broken:
            return
        if entry is None:
            self.hashes.append(own_hash)
            self.times.append(millis(placed["recorded"]))
            return
        try:
            self.stand(entry)
            if not unread and not self.blind_counts:
                self.lists.check(entry["statement"])
        except Fault as found:
            self.report(entry["seq"], found.code, found.message)
        else:
            self.take(entry, own_hash, unread)

    def before_witness(self, note):
        """Entries that bear a time long before one at which a witness was still shown this head without them."""
        head = Checkpoint(note)
        shown = [
            int.from_bytes(signature[:8], "big")
            for name, key_id, signature in head.signatures
            for key in self.names.witnesses
            if (key.name, key.id) == (name, key_id)
        ]
        if not shown or self.names.unread_from is not None:
            return []
        latest = (max(shown) - self.names.days * 86_400) * 1000
        beyond = range(head.size + 1, len(self.times) + 1)
        return [seq for seq in beyond if seq not in self.corrected and self.times[seq - 1] < latest]

    def declares(self, statement):
        return declared(statement) if self.lines == 1 else self.declared

    def begin_unread(self, here, kind, newer):
        """`kind` is None where not even the statement can be read: it may be any."""
        self.horizon = self.horizon or here
        if kind is None or kind.startswith("ledger."):
            self.last_recorded = None
            self.names.unread_from = self.names.unread_from or here
        self.blind_counts |= kind is None
        self.blind_authors |= kind is None or kind.startswith(("ledger.", "key.", "policy."))
        if self.lines == 1:
            self.declared = newer["declares"]

    def place(self, entry, seen, own_hash, here):
        """`seen` is what the author had seen, if the entry has no fault by itself."""
        seq = entry["seq"]
        self.next = min(seq + 1, MAX_INTEGER)
        if seq != here:
            self.report(here, "chain.seq", f"{here} should stand here, not {seq}")
        elif entry["prev"] != self.last_hash:
            if here == 1:
                self.report(1, "chain.prev")
            elif seen == {"seq": here - 1, "hash": entry["prev"]}:
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
        if first and is_practice(statement["data"].get("origin")) != ("practice" in statement["data"]):
            raise Fault("chain.genesis", "practice and origin do not agree")
        if self.ledger not in (None, statement["ledger"]):
            raise Fault("statement.ledger")
        if statement["id"] in self.ids:
            raise Fault("statement.id", f"entry {self.ids[statement['id']]} bears it")
        count = self.counts.get(statement["subject"], 0)
        if statement["expect"] not in (None, count) and not self.blind_counts:
            raise Fault("statement.expect", f"there are {count}")
        if not first and not (1 <= seen["seq"] <= len(self.hashes) and self.hashes[seen["seq"] - 1] == seen["hash"]):
            raise Fault("statement.seen")
        if seen["seq"] < self.seen.get(statement["by"], 0):
            raise Fault("statement.seen_back")
        if not self.blind_authors:
            keyring = self.keyring
            if opening:
                keyring = Keyring()
                keyring.apply(1, statement)
            keyring.check(statement)
            self.keyring.check_proofs(statement)
        if statement["type"] == "ledger.clock_corrected" and self.names.unread_from is None:
            self.check_clock(statement, millis(entry["recorded"]))

    def check_clock(self, statement, now):
        """It saw everything, names the first entry recorded after its own time, and mends a leap of the clock."""
        wrong, last = statement["data"]["wrong"], len(self.hashes)
        uncorrected = [seq for seq in range(1, last + 1) if seq not in self.corrected]
        after = [seq for seq in uncorrected if self.times[seq - 1] > now]
        if statement["seen"]["seq"] != last:
            raise Fault("chain.clock", "not everything was seen")
        if not 2 <= wrong["seq"] <= last or self.hashes[wrong["seq"] - 1] != wrong["hash"]:
            raise Fault("chain.clock", "no such entry, or the first")
        if after[:1] != [wrong["seq"]]:
            raise Fault("chain.clock", "not the first entry recorded after this time")
        if self.times[last - 1] < now + 86_400_000:
            raise Fault("chain.clock", "less than 24 hours wrong")
        before = max(seq for seq in uncorrected if seq < wrong["seq"])
        leap = self.times[wrong["seq"] - 1] - self.times[before - 1]
        if leap < self.times[last - 1] - self.times[wrong["seq"] - 1]:
            raise Fault("chain.clock", "the leap is shorter than what was recorded since")

    def take(self, entry, own_hash, unread):
        statement = entry["statement"]
        self.ledger = statement["ledger"]
        self.hashes.append(own_hash)
        self.authors.append((statement["by"], entry["seq"]))
        self.ids[statement["id"]] = entry["seq"]
        self.counts[statement["subject"]] = self.counts.get(statement["subject"], 0) + 1
        self.seen[statement["by"]] = statement["seen"]["seq"]
        self.times.append(millis(entry["recorded"]))
        if statement["type"] == "ledger.clock_corrected" and not unread:
            self.corrected.update(range(statement["data"]["wrong"]["seq"], entry["seq"]))
        if unread:
            self.lists.unread.add(statement["subject"])
            return
        if statement["type"] in ("ledger.opened", "ledger.catalogue_raised"):
            self.declared = statement["data"]["catalogue"]["number"]
        self.keyring.apply(entry["seq"], statement)
        self.names.apply(entry["seq"], statement)
        self.sealed.apply(entry["seq"], statement)
        self.lists.apply({"seq": entry["seq"], "hash": own_hash}, statement)

    def finish(self):
        self.settle(None)
        if self.lines == 0:
            self.report(0, "ledger.empty")
        found = [{"seq": seq, "code": code, "message": text} for seq, (code, text) in sorted(self.findings.items())]
        head = {"seq": self.next - 1, "hash": self.last_hash}
        horizon = None if found else self.horizon
        return {
            "authentic": not found and horizon is None,
            "verdict": "not_authentic" if found else "authentic_to" if horizon else "authentic",
            "authentic_to": horizon and horizon - 1,
            "horizon": horizon,
            "catalogue": {"ledger": self.declared, "known": self.schemas.catalogues},
            "entries": self.lines,
            "head": head,
            "findings": found,
            "practice": bool(self.names.logs) and is_practice(self.names.logs[0].origin),
            "signers": None if found or horizon else [self.signer(*author) for author in self.authors],
        }

    def signer(self, key, seq):
        name = self.keyring.name_at(key, seq)
        return name and name["holder"]


def lines_of(data):
    body = data[:-1] if data.endswith(b"\n") else data
    return body.split(b"\n") if data else []


def verify(data, schemas, checkpoints=(), vault=None):
    """Layer 1; and whether the export bears out each checkpoint, a pair of its file's name and its bytes.

    "authentic" speaks of layer 1 alone: that a head is somebody else's says nothing against the ledger.
    """
    walk, lines = Walk(schemas), lines_of(data)
    for line in lines:
        walk.step(line)
    result = walk.finish()
    result["findings"] += walk.sealed.twice  # a rule: it says nothing against the bytes
    if vault is not None and result["authentic"]:
        result["findings"] += walk.sealed.judge(vault)
    if checkpoints:
        leaves, result["checkpoints"] = [leaf_hash(line) for line in lines], []
        for file, note in checkpoints:
            head, fault = check_checkpoint(note, leaves, walk.names)
            if fault:
                finding = {"seq": head.get("size", 0), "code": fault.code, "message": fault.message, "file": file}
                finding.update({"weight": fault.weight} if fault.weight else {})
                result["findings"].append(finding)
            else:
                before = [] if "remark" in head or walk.findings else walk.before_witness(note)
                result["checkpoints"].append({"file": file, **head, "before_witness": before})
    return result


# ---- lists (section 12) --------------------------------------------------------------------------------------

CARD = ("amount", "form", "kind", "line", "merit", "name")
WHERE_THERE = ("reward_type", "unit")


def card_of(line):
    """What is proved of a line: what its certificate shows."""
    whole = {**line["recipient"], **line}
    return {name: whole[name] for name in CARD + WHERE_THERE if name in whole}


def line_leaf(card, salt):
    return leaf_hash(b"sovang/line/v1\0" + canonical({"card": card, "salt": salt}))


def salt_of(seed, number):
    return blake3(b"sovang/line-salt/v1\0" + str(number).encode(), key=bytes.fromhex(seed)).hexdigest()


class Lists:
    """The newest list of each subject and key, and the newest heading of each subject."""

    def __init__(self):
        self.open, self.signed, self.unread = {}, {}, set()

    def check(self, statement):
        kind, data, subject = statement["type"], statement["data"], statement["subject"]
        if subject in self.unread:
            return
        if kind == "decision.signed":
            _, numbers, leaves = self.open.get((subject, statement["by"]), (None, [], []))
            if numbers != list(range(1, data["lines"]["count"] + 1)) or root_of(leaves).hex() != data["lines"]["root"]:
                raise Fault("statement.list", "not the list that the signer made")
        if kind == "decision.issued" and self.signed.get(subject) != (data["signed"], data["lines"]):
            raise Fault("statement.list", "not the list that was signed last")

    def apply(self, head, statement):
        kind, data, place = statement["type"], statement["data"], (statement["subject"], statement["by"])
        if kind == "decision.listed":
            if "seed" in data:
                self.open[place] = (data["seed"], [], [])
            if place in self.open:
                seed, numbers, leaves = self.open[place]
                for line in data["lines"]:
                    numbers.append(line["line"])
                    leaves.append(line_leaf(card_of(line), salt_of(seed, line["line"])))
        if kind == "decision.signed":
            self.signed[statement["subject"]] = (head, data["lines"])


def need(condition):
    if not condition:
        raise ValueError


def check_line(anchor, line):
    """Whether a line, as its receipt has it, stands in the list whose root an entry signs."""
    try:
        need(anchor["type"] in ("decision.signed", "decision.issued") and isinstance(line, dict))
        lines, card, path = anchor["data"]["lines"], line["card"], line["path"]
        need(set(lines) == {"count", "root"} and set(line) == {"card", "path", "salt"})
        need(integer(999, 1)(lines["count"]) and hex_of(64)(lines["root"]) and hex_of(64)(line["salt"]))
        need(set(CARD) <= set(card) <= set(CARD + WHERE_THERE) and isinstance(path, list) and all(map(hex_of(64), path)))
        counted = ("amount", "line")
        need(all(integer(MAX_INTEGER)(card[name]) if name in counted else isinstance(card[name], str) for name in card))
        need(1 <= card["line"] <= lines["count"])
        hashes = [bytes.fromhex(item) for item in path]
        root = root_by(line_leaf(card, line["salt"]), card["line"] - 1, lines["count"], hashes)
        need(root.hex() == lines["root"])
    except (AttributeError, KeyError, TypeError, ValueError, Fault):
        raise Fault("receipt.line", "card, salt and path do not lead to the root of the list") from None


# ---- sealed values (section 11) ------------------------------------------------------------------------------

SEALED = b"sovang/sealed/v1\0"
VAULT_FILE = re.compile(r"([0-9a-f]{64})(?:(?:\.[0-9a-f]{12})?\.age|\.signed)\Z")
LARGEST_FILE = 128 * 1024


class Sealed:
    """What entries sealed: by commitment the entry, the newest box, and the entry that erased it."""

    is_hash = staticmethod(hex_of(64))

    def __init__(self):
        self.values, self.twice = {}, []

    def members(self, value, path):
        """Every object of exactly `box` and `sealed`, with its path."""
        if isinstance(value, dict):
            if set(value) == {"box", "sealed"} and all(map(self.is_hash, value.values())):
                yield ".".join(path), value
                return
            for name, inner in value.items():
                yield from self.members(inner, path + [name])
        elif isinstance(value, list):
            for place, inner in enumerate(value):
                yield from self.members(inner, path + [str(place)])

    def of(self, statement):
        return [] if statement["type"].startswith("vault.") else list(self.members(statement["data"], []))

    def apply(self, seq, statement):
        for path, found in self.of(statement):
            if found["sealed"] in self.values:
                self.twice.append({"seq": seq, "code": "sealed.twice", "message": found["sealed"]})
                continue
            self.values[found["sealed"]] = {"seq": seq, "box": found["box"], "erased": None}
        if statement["type"] == "vault.resealed":
            for found in statement["data"]["boxes"]:
                if found["sealed"] in self.values:
                    self.values[found["sealed"]]["box"] = found["box"]
        if statement["type"] == "vault.erasure_confirmed":
            value = self.values.get(statement["subject"].split("/", 1)[1])
            if value:
                value["erased"] = seq

    def judge(self, folder):
        names, findings = os.listdir(folder), []
        for sealed, value in self.values.items():
            held = [name for name in names if (found := VAULT_FILE.match(name)) and found.group(1) == sealed]
            own = [f"{sealed}.age", f"{sealed}.{value['box'][:12]}.age"]
            hashes = [blake3(read_bounded(os.path.join(folder, name))).hexdigest() for name in own if name in held]
            if value["erased"]:
                if held:
                    findings.append({"seq": value["erased"], "code": "vault.not_erased", "message": sealed})
            elif value["box"] not in hashes:
                code = "vault.exchanged" if f"{sealed}.age" in held else "vault.missing"
                findings.append({"seq": value["seq"], "code": code, "message": sealed})
        return findings


def read_bounded(path):
    """A plain file's bytes, and no more of them than a vault's file can have."""
    if os.path.islink(path) or not os.path.isfile(path):
        return b""
    with open(path, "rb") as file:
        return file.read(LARGEST_FILE)


def opens(opening, statement_id, ledger, path, sealed):
    """Whether an opening is of that place and gives that commitment."""
    if set(opening) != {"at", "id", "ledger", "pad", "salt", "value"} or opening["pad"].strip(" "):
        return False
    place = {"at": opening["at"], "id": opening["id"], "ledger": opening["ledger"]}
    said = SEALED + canonical({**place, "value": opening["value"]})
    given = blake3(said, key=bytes.fromhex(opening["salt"])).hexdigest()
    return place == {"at": path, "id": statement_id, "ledger": ledger} and given == sealed


# ---- the tree (section 8) ------------------------------------------------------------------------------------

LIMIT = 2**63  # of sizes, indexes and times


def sha256(data):
    return hashlib.sha256(data).digest()


def leaf_hash(entry):
    return sha256(b"\0" + entry)


def node_hash(left, right):
    return sha256(b"\1" + left + right)


def root_of(leaves):
    """RFC 6962: pair by pair, level by level; who has no neighbour goes up as he is."""
    level = leaves or [sha256(b"")]
    while len(level) > 1:
        pairs = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]


def sides(index, size):
    """For each hash of the path from the leaf up: does it stand at the left? Their number follows as well."""
    result, last = [], size - 1
    while last > 0:
        if index % 2 == 1:
            result.append(True)
        elif index < last:
            result.append(False)
        index, last = index // 2, last // 2
    return result


def root_by(leaf, index, size, path):
    """The root that this path leads to. Too short, too long, or of an entry beyond the tree: none."""
    if index >= size:
        raise Fault("receipt.inclusion", f"index {index} in a tree of {size}")
    left = sides(index, size)
    if len(left) != len(path):
        raise Fault("receipt.inclusion", f"{len(path)} hashes, should be {len(left)}")
    for is_left, other in zip(left, path):
        leaf = node_hash(other, leaf) if is_left else node_hash(leaf, other)
    return leaf


# ---- spellings (section 1): one for each value; all others raise ValueError ----------------------------------

DECIMAL = re.compile(r"(?:0|[1-9][0-9]{0,18})\Z")


def decimal(text):
    if not DECIMAL.match(text) or int(text) >= LIMIT:
        raise ValueError("not a decimal number below 2^63")
    return int(text)


def to_base64(data):
    return base64.b64encode(data).decode("ascii")


def from_base64(text):
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise ValueError("not base64") from None
    if not data or to_base64(data) != text:
        raise ValueError("not the canonical base64")
    return data


def hash_from(text):
    data = from_base64(text)
    if len(data) != 32:
        raise ValueError("not a hash")
    return data


BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def from_base45(text):
    """RFC 9285: three characters are two bytes; the last two may be one byte."""
    data = bytearray()
    digits = [BASE45.find(char) for char in text]
    if -1 in digits or len(digits) % 3 == 1:
        raise ValueError("not base45")
    for start in range(0, len(digits), 3):
        group = digits[start : start + 3]
        value = sum(digit * 45**place for place, digit in enumerate(group))
        if value >= 256 ** (len(group) - 1):
            raise ValueError("base45 beyond its bytes")
        data += value.to_bytes(len(group) - 1, "big")
    return bytes(data)


def inflate(data):
    """Raw DEFLATE after the dictionary; one byte more than allowed is asked for, so that a bomb shows and never unfolds."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS, zdict=DICTIONARY)
    try:
        result = stream.decompress(data, MAX_BYTES + 1)
    except zlib.error:
        raise ValueError("not DEFLATE") from None
    if len(result) > MAX_BYTES:
        raise ValueError(f"more than {MAX_BYTES} bytes come out")
    if not stream.eof or stream.unused_data or stream.unconsumed_tail:
        raise ValueError("the compressed bytes are cut off, or others follow them")
    return result


with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "fixtures", "dictionary.txt"), "rb") as file:
    DICTIONARY = file.read()


class Bytes:
    """Reads from the front; what is missing raises ValueError."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        if len(self.data) - self.at < count:
            raise ValueError("cut off")
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self, count):
        return int.from_bytes(self.take(count), "big")

    def leb128(self):
        """Seven bits a byte, the lowest first; the highest bit says that more follow. At most nine bytes: 63 bits."""
        value = 0
        for place in range(9):
            byte = self.number(1)
            value |= (byte & 127) << (7 * place)
            if byte < 128:
                if byte == 0 and place > 0:
                    raise ValueError("a number longer than it must be")
                return value
        raise ValueError("a number of more than nine bytes")

    def rest(self):
        return self.take(len(self.data) - self.at)

    def end(self):
        if self.at != len(self.data):
            raise ValueError("bytes left over")


# ---- keys of the log and of witnesses (sections 8, 9, signed-note, tlog-cosignature, tlog-policy) ----------------

LOG, WITNESS = 0x01, 0x04


def check_name(name):
    if not name or "+" in name or any(char.isspace() for char in name):
        raise ValueError("not a key name")


class Key:
    """A verifier key: who signs (name), how (type) and the Ed25519 key. All three are in its id."""

    def __init__(self, name, kind, public):
        self.name, self.kind, self.public = name, kind, public
        self.id = sha256(name.encode("utf-8") + b"\n" + bytes([kind]) + public)[:4]

    def signed(self, text, signature):
        """A log signs the text; a witness a time, in front of its signature, and the text."""
        if self.kind == LOG:
            return holds(self.public, signature, text)
        time = int.from_bytes(signature[:8], "big")
        return time < LIMIT and holds(self.public, signature[8:], b"cosignature/v1\ntime %d\n" % time + text)


def read_vkey(text):
    """NAME+ID+BASE64; the base64 may contain a plus as well."""
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise ValueError("not NAME+ID+KEY")
    name, key_id, material = parts[0], parts[1], from_base64(parts[2])
    check_name(name)
    if material[0] not in (LOG, WITNESS):
        raise ValueError("[policy.unsupported] neither a log's Ed25519 key (01) nor a witness's (04)")
    if len(material) != 33:
        raise ValueError("not a key of 32 bytes")
    key = Key(name, material[0], material[1:])
    if key.id.hex() != key_id:
        raise ValueError(f"the id should be {key.id.hex()}")
    if is_weak(key.public) or not is_point(key.public):
        raise ValueError("a weak key")
    return key


class Policy:
    """Whose signatures the verifier knows, and which witnesses must have signed."""

    def __init__(self):
        self.keys, self.rules, self.quorum = [], {}, None
        # Log keys that ended: good below a size; stolen ones, which are not among the keys; heads known all the same.
        self.until, self.stolen, self.heads = {}, [], set()

    def new(self, key):
        for other in self.keys + self.stolen:
            if other.kind == key.kind and other.public == key.public:
                raise ValueError("a key stands twice")
            if (other.name, other.id) == (key.name, key.id):
                raise ValueError("two keys of one name and id")
        return key

    def add(self, key):
        self.keys.append(self.new(key))
        if len(self.of_kind(LOG)) > MOST_DEFINED:
            raise ValueError("too many logs")

    def of_kind(self, kind):
        return [key for key in self.keys if key.kind == kind]

    def logs(self):
        return self.of_kind(LOG) + self.stolen

    def signers(self, text, signatures, origin, head):
        """Who signed, if one of the log's keys is among them that counts there. A stolen one is a stranger to the others."""
        try:
            signed = signers(text, signatures, self.keys)
        except ValueError as error:
            raise Fault("receipt.signature", str(error)) from None
        own = [key for key in signed if key.kind == LOG and key.name == origin]
        if any(head[0] < self.until.get(key, LIMIT) for key in own):
            return signed
        stolen = [key for key in self.stolen if key.name == origin and has_signed(key, text, signatures)]
        if stolen and head in self.heads:
            return stolen[:1] + signed
        if stolen or own:
            raise Fault("receipt.key_ended", "the key that signed this head has ended")
        raise Fault("receipt.key", "no known key of the log has signed")

    def is_met(self, signers):
        """Every rule is about names defined before it, so one pass in their order is enough."""
        met = {"none": True}
        for name, (least, members) in self.rules.items():
            if isinstance(members, Key):
                met[name] = members in signers
            else:
                met[name] = sum(met[member] for member in members) >= least
        return self.quorum is None or met[self.quorum]


def has_signed(key, text, signatures):
    try:
        return key in signers(text, signatures, [key])
    except ValueError:
        return False


def policy_of_keys(vkeys):
    policy = Policy()
    for text in vkeys:
        policy.add(read_vkey(text))
    return policy


MAX_POLICY = 1024 * 1024
MOST_DEFINED = 256


def read_policy(data, adopted=False):
    """tlog-policy: a line a rule, words apart by blanks and tabs. In a file the last line feed may be missing.

    A policy that a ledger adopts says nothing of keys that ended: its entries do.
    """
    if len(data) > MAX_POLICY:
        raise ValueError("too large")
    if adopted and not data.endswith(b"\n"):
        raise ValueError("the last line has no line feed")
    if any(byte < 0x20 and byte not in b"\t\n" or byte == 0x7F for byte in data):
        raise ValueError("a control character")
    policy, used = Policy(), set()
    for number, line in enumerate(data.split(b"\n"), 1):
        words = re.split(rb"[ \t]+", line.strip(b" \t"))
        ended = words[0] == b"#sovang"
        if words == [b""] or words[0].startswith(b"#") and not ended:
            continue
        try:
            if ended and not adopted:
                read_ended(policy, words[1:])
                continue
            read_rule(policy, used, words[0], words[1:])
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from None
    if policy.quorum is None:
        raise ValueError("no quorum")
    return policy


def read_ended(policy, rest):
    word, rest = (rest or [b""])[0].decode("latin-1"), [word.decode("utf-8") for word in rest[1:]]
    if word == "until" and len(rest) == 2:
        named = [key for key in policy.of_kind(LOG) if key.id.hex() == rest[0]]
        if len(named) != 1 or named[0] in policy.until:
            raise ValueError("not one known log, or said twice")
        policy.until[named[0]] = decimal(rest[1])
    elif word == "stolen" and len(rest) == 1:
        policy.stolen.append(policy.new(key_of_kind(rest[0].encode("utf-8"), LOG)))
    elif word == "head" and len(rest) == 2:
        policy.heads.add((decimal(rest[0]), hash_from(rest[1])))
    else:
        raise ValueError("not a line of #sovang")


def read_rule(policy, used, word, rest):
    if word == b"log" and 1 <= len(rest) <= 2:
        policy.add(key_of_kind(rest[0], LOG))
    elif word == b"witness" and 2 <= len(rest) <= 3:
        key = key_of_kind(rest[1], WITNESS)
        policy.add(key)
        define(policy, rest[0], (1, key))
    elif word == b"group" and len(rest) >= 3:
        name, least, members = rest[0], rest[1], rest[2:]
        for member in members:
            if member not in policy.rules or member in used:
                raise ValueError("a member that is not defined, or that is one already")
            used.add(member)
        named = {b"any": 1, b"all": len(members)}
        least = named[least] if least in named else decimal(least.decode("latin-1"))
        if not 1 <= least <= len(members):
            raise ValueError("a threshold that is none")
        define(policy, name, (least, members))
    elif word == b"quorum" and len(rest) == 1:
        if policy.quorum is not None:
            raise ValueError("a second quorum")
        if rest[0] != b"none" and rest[0] not in policy.rules:
            raise ValueError("the quorum is not defined")
        policy.quorum = "none" if rest[0] == b"none" else rest[0]
    else:
        raise ValueError("not a rule")


def key_of_kind(vkey, kind):
    key = read_vkey(vkey.decode("utf-8"))
    if key.kind != kind:
        raise ValueError("a key of another kind")
    return key


def define(policy, name, rule):
    if name == b"none" or name in policy.rules:
        raise ValueError("a name that is taken")
    policy.rules[name] = rule
    if len(policy.rules) > MOST_DEFINED:
        raise ValueError("too many witnesses and groups")


# ---- checkpoints (sections 8, 9, signed-note, tlog-checkpoint) ------------------------------------------------

MAX_SIGNATURES = 100
MAX_NOTE = 1_000_000


class Checkpoint:
    """A signed head as its note says it; whether to believe it is another question."""

    def __init__(self, note):
        if len(note) > MAX_NOTE:
            raise ValueError("too large")
        text = note.decode("utf-8")
        if any(char < " " and char != "\n" for char in text):
            raise ValueError("a control character")
        body, blank, signatures = text.rpartition("\n\n")
        if not blank or not signatures.endswith("\n"):
            raise ValueError("not a text, a blank line and signatures")
        self.text = (body + "\n").encode("utf-8")
        self.signatures = [read_signature(line) for line in signatures[:-1].split("\n")]
        if len(self.signatures) > MAX_SIGNATURES:
            raise ValueError(f"more than {MAX_SIGNATURES} signatures")
        lines = body.split("\n")
        if len(lines) != 3 or not lines[0]:
            raise ValueError("not the three lines origin, size and root")
        self.origin, self.size, self.root = lines[0], decimal(lines[1]), hash_from(lines[2])


def read_signature(line):
    """EM DASH NAME BASE64: a key's name, its id and what it made."""
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "\u2014":
        raise ValueError("not a signature line")
    check_name(parts[1])
    data = from_base64(parts[2])
    if len(data) < 5:
        raise ValueError("a signature without a signature")
    return parts[1], data[:4], data[4:]


def signers(text, signatures, keys):
    """The keys that signed. Unknown ones count for nothing; a wrong signature of a known one raises ValueError."""
    result = []
    for name, key_id, signature in signatures:
        for key in keys:
            if (key.name, key.id) == (name, key_id):
                if not key.signed(text, signature):
                    raise ValueError(f"the signature of {name} is wrong")
                if key not in result:
                    result.append(key)
    return result


def names_of(keys):
    """The log's first; each once, though a log may sign with its old key and its new one."""
    return list(dict.fromkeys(key.name for key in sorted(keys, key=lambda key: key.kind != LOG)))


def is_practice(origin):
    """Nothing in a ledger of such an origin is real."""
    return isinstance(origin, str) and origin.startswith("practice/")


class LogKey:
    """Under which origin and key heads are signed from an entry on; and the entry that ended it, if any, with the cause."""

    def __init__(self, since, origin, public):
        self.since, self.origin, self.public, self.ended = since, origin, public, None
        self.key = Key(origin, LOG, bytes.fromhex(public))

    def how(self):
        return self.ended and self.ended[1]


class Names:
    """Which origin and which log key the ledger itself names, from which entry on; and its witnesses.

    Only entries that stand are heard, so after a fault in layer 1 nobody can name another key.
    """

    def __init__(self):
        self.logs = []  # from which entry on, origin, key, and how it ended
        self.witnesses, self.days = [], 7  # every witness ever named; how long an entry may go without them
        self.unread_from = None  # from this size on an entry that cannot be read may name others

    def apply(self, seq, statement):
        kind, data = statement["type"], statement["data"]
        if kind == "ledger.opened" or kind == "ledger.restored" and self.keeps_practice(data["origin"]):
            self.logs.append(LogKey(seq, data["origin"], data["log_key"]))
        elif kind == "ledger.log_key_rotated" and self.is_agreed(statement):
            old = self.logs[-1]
            old.ended = (seq, data["cause"]["kind"])
            self.logs.append(LogKey(seq, data["cause"].get("origin", old.origin), data["log_key"]))
        elif kind == "ledger.witnesses_set":
            try:
                named = read_policy(data["policy"].encode("utf-8"), adopted=True).of_kind(WITNESS)
            except ValueError:
                return  # a policy that does not read names nothing
            self.witnesses += named
            self.days = data.get("days", 7)

    def keeps_practice(self, origin):
        """A ledger for practice stays one, every other none."""
        return not self.logs or is_practice(origin) == is_practice(self.logs[-1].origin)

    def is_agreed(self, statement):
        """The old key was in force, and the new one signed the change; the old one too where it was planned."""
        data, cause = statement["data"], statement["data"]["cause"]
        if not self.logs:  # the first entry could not be read
            return False
        change = {"cause": cause["kind"], "ledger": statement["ledger"], "log_key": data["log_key"], "old": data["old"]}
        change["origin"] = cause.get("origin", self.logs[-1].origin)
        if not self.keeps_practice(change["origin"]):
            return False
        message = b"sovang/log-key/v1\0" + canonical(change)
        signed = [(data["log_key"], data["new_signature"])]
        signed += [(data["old"], cause["old_signature"])] if cause["kind"] == "planned" else []
        return self.logs[-1].public == data["old"] and all(
            holds(bytes.fromhex(key), bytes.fromhex(signature), message) for key, signature in signed
        )

    def ending(self, head):
        """How the key ended that signed a head rightly: the entry and the cause; of several, the stolen one's."""
        ended = [log for log in self.logs if log.ended and has_signed(log.key, head.text, head.signatures)]
        return max((log.ended for log in ended), key=lambda end: (end[1] == "stolen", end[0]), default=None)

    def at(self, size):
        """What is in force at that size, and the keys before it that may have signed as well."""
        named = [log for log in self.logs if log.since <= size]
        if not named:
            raise Fault("checkpoint.origin", "no entry up to there names one")
        current = named[-1]
        beside = [log.key for log in named[:-1] if log.origin == current.origin and log.how() == "planned"]
        return current, [current.key] + beside


def check_checkpoint(note, leaves, names):
    """What the checkpoint says and its first fault, if any.

    That the log signed comes before what it signed: only then is a difference proof against anybody.
    """
    said = {}
    try:
        try:
            head = Checkpoint(note)
        except ValueError as error:
            raise Fault("checkpoint.malformed", str(error)) from None
        said.update(origin=head.origin, size=head.size)
        if names.unread_from is not None and head.size >= names.unread_from:
            compare_head(head, leaves)
            return {**said, "signed_by": []}, None
        current, known = names.at(min(head.size, len(leaves)))
        signed = []
        if head.origin == current.origin:
            try:
                signed = signers(head.text, head.signatures, known + names.witnesses)
            except ValueError as error:
                raise Fault("checkpoint.signature", str(error)) from None
        try:
            compare_head(head, leaves)
            differs = None
        except Fault as fault:
            differs = fault
        if current.key in signed:
            if differs:
                raise key_ended(current.ended[0]) if current.how() == "stolen" else differs
            return {**said, "signed_by": names_of(signed)}, None
        ended = names.ending(head)
        if ended and ended[1] == "stolen" and differs:
            raise key_ended(ended[0])
        if ended and head.size >= ended[0]:
            return {**said, "signed_by": [], "remark": "checkpoint.key_ended"}, None
        if head.origin != current.origin:
            was = any(log.origin == head.origin for log in names.logs)
            lost = "; it was another before" if was else ""
            raise Fault("checkpoint.origin", f"at this size the ledger's is {current.origin}{lost}")
        raise Fault("checkpoint.signature", f"not signed by the log's key {current.public}")
    except Fault as fault:
        return said, fault


def key_ended(seq):
    """Either a thief made this head or the ledger was rewritten: it does not say which."""
    fault = Fault("checkpoint.key_ended", f"signed only by a key that entry {seq} says was stolen")
    fault.weight = "undecided"
    return fault


def compare_head(head, leaves):
    if head.size > len(leaves):
        raise Fault("checkpoint.beyond", f"{head.size - len(leaves)} entries are missing at the end")
    if root_of(leaves[: head.size]) != head.root:
        raise Fault("checkpoint.root", "the log signed other entries")


# ---- receipts (section 13, tlog-proof) -----------------------------------------------------------------------


class Receipt:
    """What both forms say: which entry stands where, under which head, and who signed that head."""

    entry = index = size = origin = line = None


def read_receipt(data, policy, entry):
    """Either form. An entry given separately is preferred to one inside: neither is trusted."""
    if data.startswith((b"SV1:", b"SV2:", b"SV3:")):
        return QrReceipt(data, policy, entry)
    return FileReceipt(data, entry)


def read_line(data):
    """A line's card, path and salt; what is no canonical JSON proves nothing."""
    try:
        return parse_canonical(data)
    except Fault:
        return False


class FileReceipt(Receipt):
    """tlog-proof: a few lines, a blank line, and the checkpoint as it was published."""

    def __init__(self, data, entry):
        if len(data) > 2 * MAX_NOTE:
            raise ValueError("too large")
        top, blank, note = data.partition(b"\n\n")
        lines = top.decode("ascii").split("\n")
        if not blank or lines.pop(0) != "c2sp.org/tlog-proof@v1":
            raise ValueError("not a receipt")
        extra = None
        if lines and lines[0].startswith("extra "):
            extra, feed, line = from_base64(lines.pop(0)[len("extra ") :]).partition(b"\n")
            self.line = read_line(line) if feed else None
        if not lines or not lines[0].startswith("index "):
            raise ValueError("no index")
        self.index = decimal(lines.pop(0)[len("index ") :])
        if len(lines) > 63:
            raise ValueError("more than 63 hashes")
        self.path = [hash_from(line) for line in lines]
        self.head = Checkpoint(note)
        self.entry = extra if entry is None else entry
        self.size, self.origin = self.head.size, self.head.origin

    def head_for(self, leaf):
        if root_by(leaf, self.index, self.size, self.path) != self.head.root:
            raise Fault("receipt.inclusion", "entry and path do not lead to the head's root")
        return self.head.text, self.head.signatures


class QrReceipt(Receipt):
    """The compact form: what the verifier has or can compute himself (names, origin, root) is left out."""

    def __init__(self, data, policy, entry):
        text = (data[:-1] if data.endswith(b"\n") else data).decode("ascii")
        compact = from_base45(text[len("SV1:") :])
        carried = None
        if text.startswith("SV2:"):
            whole = Bytes(compact)
            compact = whole.take(whole.number(2))
            carried = inflate(whole.rest())
        if text.startswith("SV3:"):
            whole = Bytes(compact)
            compact = whole.take(whole.number(2))
            length, salt = whole.leb128(), whole.take(32).hex()
            path = [whole.take(32).hex() for _ in range(whole.number(1))]
            both = Bytes(inflate(whole.rest()))
            carried, card = both.take(length), read_line(both.rest())
            self.line = {"card": card, "path": path, "salt": salt}
        self.entry = carried if entry is None else entry
        self.policy, self.parts = policy, Bytes(compact)
        version = self.parts.number(1)
        if version > 1:
            fault = Fault("receipt.malformed", "of a later version than this program knows")
            fault.weight = "undecided"
            raise fault
        if version != 1:
            raise ValueError("no version")
        count, self.log_id = self.parts.number(1), self.parts.take(4)
        self.index, self.size = self.parts.leb128(), self.parts.leb128()
        if self.index >= self.size:
            raise ValueError(f"index {self.index} in a tree of {self.size}")
        self.path = [self.parts.take(32) for _ in sides(self.index, self.size)]
        self.made = [(self.log_id, self.parts.take(64))]
        self.made += [(self.parts.take(4), self.parts.take(72)) for _ in range(count)]
        self.parts.end()
        fitting = [key for key in policy.logs() if key.id == self.log_id]
        self.origin = fitting[0].name if len(fitting) == 1 else None

    def head_for(self, leaf):
        """The three lines written anew: if entry or path are wrong, the log has not signed these."""
        root = to_base64(root_by(leaf, self.index, self.size, self.path))
        signatures = []
        for place, (key_id, signature) in enumerate(self.made):
            known = self.policy.of_kind(WITNESS) if place else self.policy.logs()
            fitting = [key for key in known if key.id == key_id]
            if len(fitting) != 1:
                raise Fault("receipt.key", f"{len(fitting)} known keys have the id {key_id.hex()}")
            signatures.append((fitting[0].name, key_id, signature))
        return f"{self.origin}\n{self.size}\n{root}\n".encode("utf-8"), signatures


def check_receipt(data, policy, entry=None):
    """The first fault stands, in the order of the format."""
    result = {"proven": False, "code": None, "message": "", "index": None, "size": None, "origin": None}
    result["signed_by"] = []
    try:
        try:
            receipt = read_receipt(data, policy, entry)
        except ValueError as error:
            raise Fault("receipt.malformed", str(error)) from None
        result.update(index=receipt.index, size=receipt.size, origin=receipt.origin)
        check_receipt_entry(receipt)
        text, signatures = receipt.head_for(leaf_hash(receipt.entry))
        if not any(key.name == receipt.origin for key in policy.logs()):
            raise Fault("receipt.origin", "no known log is called that")
        root = root_by(leaf_hash(receipt.entry), receipt.index, receipt.size, receipt.path)
        signed = policy.signers(text, signatures, receipt.origin, (receipt.size, root))
        logs = [key for key in signed if key.kind == LOG and key.name == receipt.origin]
        result["signed_by"] = names_of(logs + signed)
        if not policy.is_met(signed):
            raise Fault("receipt.quorum", "the witnesses that the policy asks for have not all signed")
        if receipt.line is not None:
            check_line(json.loads(receipt.entry)["statement"], receipt.line)
            result["line"] = receipt.line["card"]
    except Fault as fault:
        return {**result, "code": fault.code, "message": fault.message, "undecided": fault.weight is not None}
    return {**result, "proven": True}


def check_receipt_entry(receipt):
    """What the receipt is about must be somebody's signed statement, at the place it bears itself."""
    if receipt.entry is None:
        raise Fault("receipt.entry", "the entry is not given")
    try:
        entry = read_entry(receipt.entry)
    except Fault as fault:
        raise Fault("receipt.entry", f"{fault.code} {fault.message}".strip()) from None
    if not is_signed(entry):
        raise Fault("receipt.entry", "entry.signature")
    if entry["seq"] != receipt.index + 1:
        raise Fault("receipt.entry", f"it is entry {entry['seq']}, the receipt is for {receipt.index + 1}")


# ---- the command ---------------------------------------------------------------------------------------------


WORDS = {
    "checkpoint.malformed": ("không phải một mốc đúng dạng", "not a well-formed checkpoint"),
    "checkpoint.origin": ("mốc mang tên gốc khác", "the checkpoint is of another origin"),
    "checkpoint.signature": ("chữ ký trên mốc không đúng", "the checkpoint is not signed as it must be"),
    "checkpoint.root": ("sổ này khác với mốc mà chính sổ đã ký", "this ledger differs from the head that it signed"),
    "checkpoint.beyond": ("sổ này thiếu các mục cuối", "this ledger lacks its last entries"),
    "checkpoint.key_ended": ("chỉ do khóa đã thay, mất hoặc bị lấy cắp ký", "signed only by a key that has ended"),
    "audit.before_witness": (
        "mang giờ từ lâu trước khi nhân chứng còn được đưa mốc chưa có nó",
        "bears a time long before a witness was still shown this head without it",
    ),
    "receipt.malformed": ("không phải biên nhận đúng dạng", "not a well-formed receipt"),
    "receipt.entry": ("mục thiếu hoặc không đúng", "the entry is missing or not right"),
    "receipt.key": ("không có khóa đã biết nào ký", "no known key has signed"),
    "receipt.key_ended": ("khóa ký mốc này đã bị thay hoặc bị lấy cắp", "the key that signed this head has ended"),
    "receipt.origin": ("không phải sổ đã biết", "not a known log"),
    "receipt.signature": ("có chữ ký sai", "a signature is wrong"),
    "receipt.inclusion": ("mục không có trong cây", "the entry does not stand in the tree"),
    "receipt.line": ("dòng không có trong danh sách", "the line does not stand in the list"),
    "receipt.quorum": ("chưa đủ chữ ký nhân chứng", "not enough witnesses have signed"),
}


def in_words(fault, vi):
    return f"[{fault['code']}] {WORDS[fault['code']][0 if vi else 1]}; {fault['message']}"


PRACTICE = ("SỔ TẬP: không có gì ở đây là thật", "FOR PRACTICE: nothing here is real")


def say(result, lang):
    vi = lang == "vi"
    if result.get("practice"):
        print(PRACTICE[0 if vi else 1])
    words = ("XÁC THỰC", "KHÔNG XÁC THỰC") if vi else ("AUTHENTIC", "NOT AUTHENTIC")
    if result["horizon"]:
        print(f"{'XÁC THỰC ĐẾN MỤC' if vi else 'AUTHENTIC TO ENTRY'} {result['authentic_to']}")
        catalogue = result["catalogue"]
        print(
            f"  từ mục {result['horizon']} sổ dùng danh mục {catalogue['ledger']}, chương trình này biết đến {catalogue['known']}"
            if vi
            else f"  from entry {result['horizon']} on the ledger uses catalogue {catalogue['ledger']}; {catalogue['known']} is known here"
        )
    else:
        print(words[0] if result["authentic"] else words[1])
    print(f"  {result['entries']} {'mục' if vi else 'entries'}, {result['head']['hash']}")
    for finding in result["findings"]:
        if "file" in finding:
            print(f"  {'mốc' if vi else 'checkpoint'} {finding['file']} {in_words(finding, vi)}")
        else:
            print(f"  {'mục' if vi else 'entry'} {finding['seq']} [{finding['code']}] {finding['message']}")
    for head in result.get("checkpoints", []):
        held = f"{head['size']} {'mục' if vi else 'entries'}, {', '.join(head['signed_by'])}"
        if "remark" in head:
            held = in_words({"code": head["remark"], "message": ""}, vi)
        print(f"  {'mốc' if vi else 'checkpoint'} {head['file']}: {held}")
        if head["before_witness"]:
            entries = ", ".join(map(str, head["before_witness"]))
            print(f"    {in_words({'code': 'audit.before_witness', 'message': entries}, vi)}")


def say_receipt(result, lang):
    vi = lang == "vi"
    if is_practice(result["origin"]):
        print(PRACTICE[0 if vi else 1])
    words = ("ĐÃ CHỨNG MINH", "KHÔNG CHỨNG MINH ĐƯỢC") if vi else ("PROVEN", "NOT PROVEN")
    print(words[0] if result["proven"] else words[1])
    if result["proven"]:
        place = f"mục {result['index'] + 1} trong" if vi else f"entry {result['index'] + 1} of"
        print(f"  {place} {result['size']}, {', '.join(result['signed_by'])}")
        if "line" in result:
            card = result["line"]
            named = f"{card['name']}, {card['unit']}" if "unit" in card else card["name"]
            print(f"  {'dòng' if vi else 'line'} {card['line']}: {named}; {card['merit']}; {card['amount']}")
    else:
        print(f"  {in_words(result, vi)}")


def read_file(path):
    if path == "-":
        return sys.stdin.buffer.read()
    with open(path, "rb") as file:
        return file.read()


def read_given_entry(path):
    """A line of an export may come with its line feed; an entry never ends in one."""
    data = read_file(path)
    return data[:-1] if data.endswith(b"\n") else data


def known_keys(policy):
    if not policy.of_kind(LOG):
        raise ValueError("no key of a log")
    return policy


def run_batch(args):
    schemas, results = Schemas(args.schemas), {}
    for name in sorted(os.listdir(args.batch)):
        if name.endswith(".jsonl"):
            results[name] = verify(read_file(os.path.join(args.batch, name)), schemas)
    print(json.dumps(results, ensure_ascii=False))
    return 0


def run_root(args):
    lines = lines_of(read_file(args.root))
    size = len(lines) if args.size is None else decimal(args.size)
    if size > len(lines):
        raise ValueError(f"there are only {len(lines)} entries")
    print(size, to_base64(root_of([leaf_hash(line) for line in lines[:size]])))
    return 0


def run_receipts(args):
    """NAME.entry is the entry of NAME.qr and NAME.tlog-proof."""
    policy = known_keys(read_policy(read_file(os.path.join(args.receipts, "keys.policy"))))
    results = {}
    for folder in ("good", "bad"):
        for name in sorted(os.listdir(os.path.join(args.receipts, folder))):
            stem, ending = os.path.splitext(name)
            if ending in (".tlog-proof", ".qr"):
                path = os.path.join(args.receipts, folder, name)
                beside = os.path.join(args.receipts, folder, stem + ".entry")
                entry = read_given_entry(beside) if os.path.exists(beside) else None
                results[f"{folder}/{name}"] = check_receipt(read_file(path), policy, entry)
    print(json.dumps(results, ensure_ascii=False))
    return 0


def run_policies(args):
    results = {}
    for folder in ("policy-good", "policy-bad"):
        for name in sorted(os.listdir(os.path.join(args.policies, folder))):
            try:
                read_policy(read_file(os.path.join(args.policies, folder, name)))
                results[f"{folder}/{name}"] = True
            except ValueError:
                results[f"{folder}/{name}"] = False
    print(json.dumps(results))
    return 0


def run_receipt(args):
    policy = read_policy(read_file(args.policy)) if args.policy else policy_of_keys(args.key or [])
    entry = None if args.entry is None else read_given_entry(args.entry)
    result = check_receipt(read_file(args.receipt), known_keys(policy), entry)
    if args.json:
        print(json.dumps(result, ensure_ascii=False))
    else:
        say_receipt(result, args.lang)
    return 0 if result["proven"] else 2 if result["undecided"] else 1


def run_ledger(args):
    schemas = Schemas(args.schemas)
    notes = [(path, read_file(path)) for path in args.checkpoint or []]
    result = verify(read_file(args.file), schemas, notes, args.vault)
    if args.json:
        print(json.dumps(result, ensure_ascii=False))
    else:
        say(result, args.lang)
        if args.names:
            for seq, name in enumerate(result["signers"] or [], start=1):
                print(f"  {seq}: {name}")
    wrong = any("weight" not in finding for finding in result["findings"])
    return 1 if wrong else 2 if result["horizon"] or result["findings"] else 0


# ---- published folders (section 8, tlog-tiles) ---------------------------------------------------------------

TILE = 256


def tile_name(index, width):
    """Groups of three digits, x before all but the last; a tile that is not full says how many it has."""
    groups = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        groups.insert(0, f"x{index % 1000:03}")
    return "/".join(groups) + ("" if width == TILE else f".p/{width}")


def tiles_of(folder, level, size):
    """Every tile of a level with its number of hashes or entries."""
    for index in range((size + TILE - 1) // TILE):
        width = min(TILE, size - index * TILE)
        yield width, read_file(os.path.join(folder, "tile", str(level), tile_name(index, width)))


def read_published(folder):
    """The checkpoint and the entries of a published folder; its tiles must be those of its entries."""
    note = read_file(os.path.join(folder, "checkpoint"))
    size, lines = Checkpoint(note).size, []
    for width, bundle in tiles_of(folder, "entries", size):
        entries, at = [], 0
        while at < len(bundle):
            length = int.from_bytes(bundle[at : at + 2], "big")
            entries.append(bundle[at + 2 : at + 2 + length])
            at += 2 + length
        if at != len(bundle) or len(entries) != width:
            raise ValueError("a bundle that does not hold its entries")
        lines += entries
    hashes, level = [leaf_hash(line) for line in lines], 0
    while hashes:
        if b"".join(tile for _, tile in tiles_of(folder, level, len(hashes))) != b"".join(hashes):
            raise ValueError(f"a tile of level {level} is not that of the entries")
        whole = len(hashes) // TILE
        hashes, level = [root_of(hashes[i * TILE : (i + 1) * TILE]) for i in range(whole)], level + 1
    return note, b"".join(line + b"\n" for line in lines)


def run_published(args):
    note, data = read_published(args.published)
    result = verify(data, Schemas(args.schemas), [("checkpoint", note)])
    if args.json:
        print(json.dumps(result, ensure_ascii=False))
    else:
        say(result, args.lang)
    return 1 if any("weight" not in finding for finding in result["findings"]) else 2 if result["horizon"] else 0


def run_openings(args):
    """Openings of sealed values, each with the place and the commitment that it is to be of."""
    results = {}
    for name, case in json.loads(read_file(args.openings)).items():
        plain = case["plain"].encode()
        padded = len(plain) in (1024 * 2**n for n in range(7)) and canonical(json.loads(plain)) == plain
        holds = padded and opens(json.loads(plain), case["id"], case["ledger"], case["at"], case["sealed"])
        results[name] = holds
    print(json.dumps(results))
    return 0


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description="Verifies an exported ledger, its heads, receipts (docs/format.md).")
    parser.add_argument("--schemas", action="append", help="the schemas of catalogue 1; again for those of 2, …")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--names", action="store_true", help="print who signed each entry, by the name in force there")
    parser.add_argument("--lang", choices=["vi", "en"], default="vi")
    parser.add_argument("--batch", metavar="DIR", help="verify every .jsonl file of a folder, print one JSON object")
    parser.add_argument("--checkpoint", metavar="NOTE", action="append", help="a signed head that FILE must bear out")
    parser.add_argument("--vault", metavar="DIR", help="the folder with the sealed values of FILE")
    parser.add_argument("--openings", metavar="FILE", help="check openings of sealed values, print one JSON object")
    parser.add_argument("--published", metavar="DIR", help="verify what a published folder holds, with its checkpoint")
    parser.add_argument("--root", metavar="FILE", help="print the size and the root of an export's tree")
    parser.add_argument("--size", metavar="N", help="of its first N entries only")
    parser.add_argument("--receipt", metavar="FILE", help="judge a .tlog-proof file, or the text of a QR code")
    parser.add_argument("--entry", metavar="FILE", help="the entry that the receipt is for")
    parser.add_argument("--policy", metavar="FILE", help="the known logs and witnesses, and which must have signed")
    parser.add_argument("--key", metavar="VKEY", action="append", help="a known log or witness")
    parser.add_argument("--receipts", metavar="DIR", help="judge every receipt of DIR/good and DIR/bad")
    parser.add_argument("--policies", metavar="DIR", help="read every policy of DIR/policy-good and DIR/policy-bad")
    parser.add_argument("file", nargs="?")
    args = parser.parse_args()
    args.schemas = args.schemas or [os.path.join(here, "..", "schemas")]
    modes = {"file": run_ledger, "batch": run_batch, "root": run_root, "receipt": run_receipt, "receipts": run_receipts}
    modes["openings"], modes["policies"] = run_openings, run_policies
    modes["published"] = run_published
    belongs = {"checkpoint": "file", "vault": "file", "size": "root", "entry": "receipt", "policy": "receipt", "key": "receipt"}
    chosen = [name for name in modes if getattr(args, name) is not None]
    if len(chosen) != 1:
        parser.error("one of FILE, --batch, --root, --receipt, --receipts, --policies, --openings and --published")
    for option, mode in belongs.items():
        if getattr(args, option) is not None and chosen != [mode]:
            parser.error(f"--{option} does not go with that")
    if args.receipt is not None and (args.policy is None) == (args.key is None):
        parser.error("--receipt needs --policy FILE or --key VKEY")
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = modes[chosen[0]](args)
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # a reader that has seen enough, such as `head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
