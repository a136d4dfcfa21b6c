#!/usr/bin/env python3
"""Cuts the power, in simulation, while each writing command runs (after the idea of ALICE, OSDI 2014).

The system calls of a real run are recorded by strace. Then the folder is built again as a disk might hold it after a cut
at some point of the run: what a file's fsync did not cover is kept, lost, or kept in part (pages of 4 KiB at random, the
last torn at 512 bytes); a name that no fsync of its folder covered is there or not. The program must open every such
folder, with nothing acknowledged lost, every sealed value and document of an acknowledged entry beside it, and go on.

usage: powercut.py PROGRAM [--cuts N] [--seed N] [--only COMMAND]
N cuts of each command, spread over its calls. Exit 1 if anything was lost. NOSYNC=1 lets the disk lie about fsync, which
shows that this can fail.
"""
import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

CALLS = ("openat,creat,open,write,pwrite64,pwritev,pwritev2,writev,ftruncate,fallocate,fsync,fdatasync,rename,renameat,"
         "renameat2,unlink,unlinkat,link,linkat,mkdir,mkdirat,copy_file_range,sendfile")
PAGE, SECTOR = 4096, 512


def unhex(text):
    return bytes.fromhex(text.replace("\\x", ""))


class File:
    """A file's bytes on the disk, and the writes that are not there yet."""

    def __init__(self, data=b""):
        self.base, self.pending = data, []

    def now(self):
        data = bytearray(self.base)
        for op in self.pending:
            put(data, op)
        return bytes(data)

    def sync(self):
        self.base, self.pending = self.now(), []

    def after_cut(self, how, rng):
        if how == "kept":
            return self.now()
        data = bytearray(self.base)
        for op in self.pending if how == "some" else []:
            for piece in pieces(op):
                chance = rng.random()
                if chance < 0.45:
                    continue
                if chance > 0.9 and piece[0] == "write" and len(piece[2]) > SECTOR:
                    torn = SECTOR * rng.randrange(1, max(2, len(piece[2]) // SECTOR))
                    piece = ("write", piece[1], piece[2][:torn])
                put(data, piece)
        return bytes(data)


def put(data, op):
    kind, at = op[0], op[1]
    if kind == "size":
        del data[at:]
        data.extend(b"\0" * (at - len(data)))
        return
    at = len(data) if at == "end" else at
    data.extend(b"\0" * (at - len(data)))
    data[at:at + len(op[2])] = op[2]


def pieces(op):
    if op[0] == "size" or op[1] == "end":
        return [op]
    _, at, data = op
    out, i = [], 0
    while i < len(data):
        n = PAGE - (at + i) % PAGE
        out.append(("write", at + i, data[i:i + n]))
        i += n
    return out


class Disk:
    """Names as the programs see them, and names as the disk has them."""

    def __init__(self, root):
        self.names, self.folders = {}, set()
        for path, folders, files in os.walk(root):
            self.folders.update(os.path.relpath(os.path.join(path, name), root) for name in folders)
            for name in files:
                place = os.path.relpath(os.path.join(path, name), root)
                if not place.endswith("-shm"):
                    with open(os.path.join(root, place), "rb") as file:
                        self.names[place] = File(file.read())
        self.durable = dict(self.names)

    def do(self, event):
        kind, path = event[0], event[1]
        if kind == "create":
            self.names.setdefault(path, File())
        elif kind in ("write", "size"):
            self.names.setdefault(path, File()).pending.append((kind, *event[2:]))
        elif kind == "sync" and not os.environ.get("NOSYNC"):
            if path in self.names:
                # ext4, xfs, NTFS: the fsync of a new file makes its name durable as well.
                self.names[path].sync()
                self.durable.setdefault(path, self.names[path])
            else:
                folder = "" if path == "." else path
                for name in [n for n in self.durable if os.path.dirname(n) == folder and n not in self.names]:
                    del self.durable[name]
                self.durable.update({n: f for n, f in self.names.items() if os.path.dirname(n) == folder})
        elif kind == "rename" and path in self.names:
            self.names[event[2]] = self.names.pop(path)
        elif kind == "link" and path in self.names:
            self.names[event[2]] = self.names[path]
        elif kind == "unlink":
            self.names.pop(path, None)
        elif kind == "folder":
            self.folders.add(path)

    def build(self, how, root, rng):
        names = self.names if how == "kept" or (how == "some" and rng.random() < 0.5) else self.durable
        shutil.rmtree(root, ignore_errors=True)
        for folder in ["."] + sorted(self.folders):
            os.makedirs(os.path.join(root, folder), exist_ok=True)
        for name, file in names.items():
            place = os.path.join(root, name)
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with open(place, "wb") as out:
                out.write(file.after_cut(how, rng))
            os.chmod(place, 0o600)


class Office:
    """A ledger with its officers, and the program run beside it."""

    def __init__(self, program, root):
        self.program, self.root = program, root
        self.live, self.cut = os.path.join(root, "live"), os.path.join(root, "cut")
        os.makedirs(self.live)
        self.must(["key", "new", "chu-tich.pem"])
        prepared = self.must(["init", "--unit", "UBND xã A", "--parent", "UBND tỉnh B", "--origin", "a.example/so",
                              "--prepare", "mo-so.json", "--json"])
        ledger, come = json.loads(prepared)["ledger"], []
        for name, holder, roles in (("van-thu", "Văn thư", ["clerk", "secretary", "receptionist", "proposer"]),
                                    ("ke-toan", "Kế toán", ["accountant"])):
            asked = [arg for role in roles for arg in ("--role", role)]
            told = self.must(["key", "join", name + ".pem", "--holder", holder, *asked, "--of", ledger, "--json"])
            come += ["--with", name + ".join=" + json.loads(told)["code"]]
        self.must(["-l", "so.sovang", "init", "--prepared", "mo-so.json", "-k", "chu-tich.pem", *come,
                   "--adopt", "vn-2024-r1", "--adopt", "vn-2025-r2", "--adopt", "vn-2026-r3"])
        self.must(["record", "fund.opened", "-d", "opening=0", "-k", "ke-toan.pem"])
        self.must(["vault", "key", "tiep-dan.age"])
        self.must(["vault", "readers", "tiep-dan.age.pub=Tiếp dân", "-k", "chu-tich.pem"])
        for name in ("don.pdf", "khac.pdf"):
            with open(os.path.join(self.live, name), "w") as out:
                out.write(name * 5000)
        # What some commands need: a witness, somebody who asks to join, a full copy, a rescued file, a ledger to open.
        self.must(["key", "new", "thanh-tra.pem"])
        vkey = self.must(["witness", "key", "--name", "thanhtra.example/w1", "-k", "thanh-tra.pem"]).decode().strip()
        self.write("chinh-sach.json", {"policy": f"witness thanh-tra {vkey}\nquorum thanh-tra\n", "days": 31})
        self.must(["record", "ledger.witnesses_set", "--file", "chinh-sach.json", "-k", "chu-tich.pem"])
        with open(os.path.join(self.live, "so.policy"), "wb") as out:
            out.write(self.must(["checkpoint", "policy"]))
        joined = self.must(["key", "join", "cho.pem", "--holder", "Người chờ", "--role", "clerk", "--json"])
        self.code = json.loads(joined)["code"]
        self.must(["init", "--unit", "UBND xã C", "--parent", "UBND tỉnh B", "--origin", "c.example/so", "--prepare",
                   "mo-moi.json"])
        self.must(["export", "--out", "day-du.jsonl"])
        self.must(["backup", "cuu.db"])

    def write(self, name, value):
        with open(os.path.join(self.live, name), "w") as out:
            json.dump(value, out)

    def run(self, args, folder=None, typed="", before=()):
        folder = folder or self.live
        env = dict(os.environ, SOVANG_STATE=os.path.join(folder, "state"), SOVANG_PASSPHRASE="mat khau thu 2026",
                   SOVANG_LEDGER="so.sovang")
        return subprocess.run([*before, self.program, *args], cwd=folder, env=env, input=typed.encode(), capture_output=True)

    def must(self, args, folder=None, typed=""):
        done = self.run(args, folder, typed)
        if done.returncode:
            sys.exit(f"{args}: {(done.stdout + done.stderr).decode()}")
        return done.stdout

    def entries(self, folder=None):
        return self.run(["export"], folder).stdout.count(b"\n")

    def trace(self, args, typed):
        """Runs a command, and returns its system calls inside the folder."""
        trace = os.path.join(self.root, "trace")
        before = ["strace", "-f", "-y", "-xx", "-s", "4000000", "-e", "trace=" + CALLS, "-o", trace]
        done = self.run(args, typed=typed, before=before)
        if done.returncode:
            sys.exit(f"{args}: {(done.stdout + done.stderr).decode()}")
        events, offsets, waiting = [], {}, {}
        with open(trace, errors="replace") as lines:
            for line in lines:
                call = whole_call(line, waiting)
                if call:
                    events += self.event(*call, offsets)
        return events

    def event(self, call, rest, result, result_path, offsets):
        inside = lambda p: p is not None and p.startswith(self.live + "/") and not p.endswith("-shm")
        short = lambda p: os.path.relpath(p, self.live)
        absolute = lambda p: p if p.startswith("/") else os.path.join(self.live, p)
        opened = re.match(r"(\d+)<([^>]*)>", rest)
        number, path = (opened.group(1), unhex(opened.group(2)).decode()) if opened else (None, None)
        texts = [unhex(text) for text in re.findall(r'"((?:\\x[0-9a-f]{2})*)"', rest)]
        if call in ("openat", "open", "creat"):
            path = unhex(result_path).decode() if result_path else None
            offsets[result] = "end" if "O_APPEND" in rest else 0
            if not inside(path):
                return []
            out = [("create", short(path))] if "O_CREAT" in rest or call == "creat" else []
            return out + ([("size", short(path), 0)] if "O_TRUNC" in rest or call == "creat" else [])
        if call == "write" and inside(path):
            at = offsets.get(int(number), 0)
            offsets[int(number)] = at if at == "end" else at + result
            return [("write", short(path), at, (texts[0] if texts else b"")[:result])]
        if call == "pwrite64" and inside(path):
            return [("write", short(path), int(rest.rsplit(",", 1)[1]), texts[0][:result])]
        if call == "ftruncate" and inside(path):
            return [("size", short(path), int(rest.rsplit(",", 1)[1]))]
        if call in ("fsync", "fdatasync") and (inside(path) or path == self.live):
            return [("sync", short(path))]
        if call.startswith(("rename", "link")):
            old, new = (absolute(text.decode()) for text in texts[:2])
            return [("rename" if call.startswith("rename") else "link", short(old), short(new))] if inside(new) else []
        if call.startswith("unlink"):
            path = absolute(texts[0].decode())
            return [("unlink", short(path))] if inside(path) else []
        if call.startswith("mkdir"):
            path = absolute(texts[0].decode())
            return [("folder", short(path))] if path.startswith(self.live) else []
        if call in ("pwritev", "pwritev2", "writev", "copy_file_range", "sendfile") and inside(path):
            sys.exit(f"a call that is not modelled: {call}")
        return []

    def made(self, name, last, args, typed):
        """What is wrong with a file that a command makes: whole or not there, and there when it was acknowledged."""
        read = lambda folder: open(os.path.join(folder, name), "rb").read()
        if os.path.lexists(os.path.join(self.cut, name)):
            whole = read(self.cut) == read(self.live)
            return None if whole else f"{name} is not what was made"
        if last:
            return f"{name} was acknowledged and is not there"
        again = self.run(args, self.cut, typed)
        return f"{name} cannot be made again: {(again.stdout + again.stderr).decode()}" if again.returncode else None

    def problem(self, need, mend):
        """What is wrong with the folder after a cut, if anything is."""
        found = self.entries(self.cut)
        if found < need:
            return f"{found} entries, {need} were acknowledged"
        if mend:
            cleaned = self.run(["vault", "clean"], self.cut)
            if cleaned.returncode:
                return "vault clean: " + cleaned.stderr.decode()
        verified = self.run(["verify", "--json"], self.cut)
        if verified.returncode:
            return "verify: " + (verified.stdout + verified.stderr).decode()
        listed = self.run(["attachment", "list", "--json"], self.cut)
        absent = [a for a in json.loads(listed.stdout or "[]") if a["status"] != "kept" and a["entry"] <= need]
        if absent:
            return f"documents that entries name are gone: {absent}"
        more = self.run(GIVE, self.cut)
        if more.returncode:
            return "cannot go on: " + more.stderr.decode()
        left = [name for _, _, names in os.walk(self.cut) for name in names if name.endswith(".tmp")]
        return f"left behind: {left}" if left and mend else None


def whole_call(line, waiting):
    found = re.match(r"(\d+)\s+(.*)", line.rstrip("\n"))
    if not found:
        return None
    process, rest = found.groups()
    if rest.endswith("<unfinished ...>"):
        waiting[process] = rest[: -len("<unfinished ...>")].rstrip()
        return None
    resumed = re.match(r"<\.\.\. \w+ resumed>\s?(.*)", rest)
    if resumed:
        rest = waiting.pop(process, "") + resumed.group(1)
    call = re.match(r"(\w+)\((.*)\)\s+=\s+(-?\d+)(?:<([^>]*)>)?", rest)
    if not call or int(call.group(3)) < 0:
        return None
    return call.group(1), call.group(2), int(call.group(3)), call.group(4)


GIVE = ["record", "fund.contributed", "-d", "amount=1000", "-d", "donor=D", "-d", "voucher=P", "-k", "ke-toan.pem"]
RECEIVE = ["record", "petition.received", "-d", "channel=letter", "-d", "identity=-", "-d", "summary=Đơn", "-d",
           "award_related=có", "-d", "letters=1", "-d", "signatories=1", "-k", "van-thu.pem"]
NOMINATE = ["record", "nomination.submitted", "-d", "recipient.name=Cá nhân 1", "-d", "recipient.kind=individual", "-d",
            "form=commendation_certificate", "-d", "reward_type=thematic", "-d", "merit=Hiến đất", "-d",
            "attachments.0.name=Đơn", "-d", "attachments.0.blake3=@don.pdf", "-k", "van-thu.pem"]
ERASE = ["vault", "erase", "VALUE", "--ground", "Hết thời hạn", "-k", "van-thu.pem"]
CONFIRM = ["vault", "erase", "VALUE", "--confirm", "-k", "chu-tich.pem"]
JOB = ["thu", "--source", "dong gop", "--donor", "A", "--on", "01/01", "--amount", "5 triệu", "--voucher", "PT", "--yes"]
WITNESS = ["--name", "thanhtra.example/w1", "--db", "w1.db", "--logs", "so.policy", "-k", "thanh-tra.pem"]
# Name, arguments, what is typed, whether `vault clean` may have to finish it, and the file that it makes: there when it was
# acknowledged, whole whenever it is there, and while it is not the same command makes it.
COMMANDS = [
    ("record", GIVE, "", False, None),
    ("petition", RECEIVE, "Người viết đơn\n", False, None),
    ("import", ["import", "ba.jsonl", "-k", "van-thu.pem", "-k", "ke-toan.pem"], "", False, None),
    ("document", NOMINATE, "", False, None),
    ("put", ["attachment", "put", "khac.pdf"], "", False, None),
    ("get", ["attachment", "get", "DOCUMENT", "ra.pdf"], "", False, "ra.pdf"),
    ("sign", ["checkpoint", "sign"], "", False, None),
    ("open", ["vault", "open", "VALUE", "--purpose", "Thử", "--identity", "tiep-dan.age", "-k", "van-thu.pem"], "", False, None),
    ("reseal", ["vault", "reseal", "--identity", "tiep-dan.age", "-k", "van-thu.pem"], "", True, None),
    ("order", ERASE, "", False, None),
    ("erase", CONFIRM, "", True, None),
    ("clean", ["vault", "clean"], "", False, None),
    ("vault backup", ["vault", "backup", "kho"], "", False, None),
    ("vault restore", ["vault", "restore", "kho"], "", True, None),
    ("readers", ["vault", "readers", "tiep-dan.age.pub=Người đọc", "-k", "chu-tich.pem"], "", False, None),
    ("reading key", ["vault", "key", "doc.age"], "", False, "doc.age"),
    ("backup", ["backup", "ban-sao.sovang"], "", False, "ban-sao.sovang"),
    ("publish", ["publish", "www"], "", False, "www/checkpoint"),
    ("follow", ["-l", "ban.so", "follow", "www"], "", False, None),
    ("recover from", ["recover", "from", "day-du.jsonl"], "", False, None),
    ("recover file", ["recover", "file", "cuu.db", "cuu.sovang"], "", False, None),
    ("recover nodes", ["recover", "nodes"], "", False, None),
    ("recover heads", ["recover", "heads"], "", False, None),
    ("bundle", ["bundle", "make", "goi.html"], "", False, "goi.html"),
    ("receipt", ["receipt", "make", "m5", "--out", "bn.tlog-proof", "--qr", "bn.png", "--bare"], "", False, "bn.png"),
    ("export", ["export", "--out", "xuat.jsonl"], "", False, "xuat.jsonl"),
    ("presign", ["presign", *RECEIVE[1:4], *RECEIVE[6:], "--out", "ky.json"], "", False, "ky.json"),
    ("append", ["append", "ky.json"], "", False, None),
    ("job", [*JOB, "-k", "ke-toan.pem"], "", False, None),
    ("page to sign", [*JOB, "--prepare"], "", False, None),
    ("drop", ["du-thao", "drop", "001"], "", False, None),
    ("take back", ["bo-ghi", "m8", "--ground", "ghi trung", "--reason", "Ghi thử", "-k", "ke-toan.pem", "--yes"], "", False, None),
    ("request", ["checkpoint", "request", "thanh-tra", "--out", "xin.txt"], "", False, "xin.txt"),
    ("cosign", ["witness", "cosign", "xin.txt", *WITNESS, "--out", "tra-loi.txt"], "", False, "tra-loi.txt"),
    ("add", ["checkpoint", "add", "tra-loi.txt"], "", False, None),
    ("anchor", ["checkpoint", "anchor", "--document", "A", "--recipient", "B", "-k", "van-thu.pem"], "", False, None),
    ("key", ["key", "new", "moi.pem"], "", False, "moi.pem"),
    ("join", ["key", "join", "xin.pem", "--holder", "Người mới", "--role", "clerk"], "", False, "xin.join"),
    ("vouch", ["key", "vouch", "cho.join", "-k", "ke-toan.pem"], "", False, None),
    ("enrol", ["key", "enrol", "cho.join", "--code", "CODE", "-k", "chu-tich.pem"], "", False, None),
    ("leave", ["key", "leave", "Người chờ", "--reason", "Thôi", "-k", "chu-tich.pem"], "", False, None),
    ("spare", ["key", "spare", "du-phong.pem", "-k", "chu-tich.pem"], "", False, None),
    ("passphrase", ["key", "passphrase", "moi.pem", "--passphrase-fd", "0"], "mat khau thu 2026\nmat khau moi 2026\n", False, None),
    ("rotate", ["checkpoint", "rotate", "so.log2.pem", "--reason", "Thay máy", "-k", "chu-tich.pem"], "", False, None),
    ("init", ["-l", "moi.sovang", "init", "--prepared", "mo-moi.json", "-k", "chu-tich.pem"], "", False, None),
    ("prepare", ["init", "--unit", "A", "--parent", "B", "--origin", "c.example/so", "--prepare", "soan.json"], "", False, "soan.json"),
]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--cuts", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only")
    options = parser.parse_args()
    rng, bad, tried = random.Random(options.seed), 0, 0
    with tempfile.TemporaryDirectory() as root:
        office = Office(os.path.abspath(options.program), os.path.realpath(root))
        row = {"channel": "letter", "summary": "Đơn", "award_related": True, "letters": 1, "signatories": 1}
        rows = [{"type": "petition.received", "data": dict(row, identity={"sealed": {"plain": f"Người {n}"}})} for n in range(3)]
        with open(os.path.join(office.live, "ba.jsonl"), "w") as out:
            out.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in rows)
        for name, args, typed, mend, made in COMMANDS:
            words = {"CODE": office.code}
            if "VALUE" in args:
                words["VALUE"] = json.loads(office.must(["vault", "list", "--json"]))[0]["sealed"]
            if "DOCUMENT" in args:
                words["DOCUMENT"] = json.loads(office.must(["attachment", "list", "--json"]))[0]["blake3"]
            args = [words.get(arg, arg) for arg in args]
            before, disk = office.entries(), Disk(office.live)
            events = office.trace(args, typed)
            after = office.entries()
            if options.only not in (None, name):
                continue
            points = sorted({round(i * len(events) / options.cuts) for i in range(options.cuts + 1)})
            lost, done = [], 0
            for point in points:
                for event in events[done:point]:
                    disk.do(event)
                done = point
                # What was acknowledged must stand on the disk by itself.
                how = "lost" if point == len(events) else ("lost", "kept", "some")[tried % 3]
                disk.build(how, office.cut, rng)
                tried += 1
                last = point == len(events)
                problem = office.problem(after if last else before, mend)
                problem = problem or (made and office.made(made, last, args, typed))
                if problem:
                    lost.append(f"after call {point} of {len(events)} ({events[point - 1][:2] if point else ''}), {how}: {problem}")
            bad += len(lost)
            print(f"{name}: {len(events)} calls, {len(points)} cuts, {len(lost)} bad", flush=True)
            print("".join(f"  {one}\n" for one in lost[:3]), end="", flush=True)
    print(f"{tried} cuts, {bad} bad")
    sys.exit(bad > 0)


main()
