#!/usr/bin/env python3
"""Chooses the dictionary of receipts (docs/format.md, section 13) by measuring, and shows what it saves.

    scripts/dictionary.py                 choose, print the dictionary
    scripts/dictionary.py --measure FILE  sizes with the dictionary in FILE, of texts that it was not chosen from

What is compressed in a receipt is a canonical entry, and the card of one line. The training set are entries made of the
shapes in this script and the texts in fixtures/dictionary-texts.txt; a piece of text comes into the dictionary if that
saves the most bytes over the whole set for its length. The dictionary is frozen with version 1.0 of the format: what this
script prints today is of no consequence for receipts that exist.
"""
import argparse
import json
import os
import random
import re
import sys
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
ROOM = 1120  # bytes


def canonical(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode("utf-8")


def texts():
    found = {}
    with open(os.path.join(HERE, "..", "fixtures", "dictionary-texts.txt"), encoding="utf-8") as file:
        for line in file:
            if not line.startswith("#"):
                kind, text = line.rstrip("\n").split(" ", 1)
                found.setdefault(kind, []).append(text)
    return found


class Maker:
    """Entries with everything random where a real one has what nobody can foresee."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def hex(self, digits):
        return "".join(self.random.choice("0123456789abcdef") for _ in range(digits))

    def id(self):
        h = self.hex(32)
        return f"019{h[3:8]}-{h[8:12]}-7{h[13:16]}-{self.random.choice('89ab')}{h[17:20]}-{h[20:32]}"

    def day(self):
        return f"20{self.random.randint(24, 36)}-{self.random.randint(1, 12):02}-{self.random.randint(1, 28):02}"

    def instant(self, day):
        r = self.random
        return f"{day}T{r.randint(0, 10):02}:{r.randint(0, 59):02}:{r.randint(0, 59):02}.{r.randint(0, 999):03}Z"

    def entry(self, kind, subject, data):
        day = self.day()
        statement = {
            "at": self.instant(day), "by": self.hex(64), "data": data, "expect": self.random.randint(0, 9),
            "id": self.id(), "ledger": self.id(), "on": day, "schema": 1, "seen": {"hash": self.hex(64), "seq": self.random.randint(10, 9999)},
            "subject": subject, "type": kind, "v": 1,
        }
        return canonical({
            "prev": self.hex(64), "recorded": self.instant(day), "seq": self.random.randint(10, 9999),
            "signature": self.hex(128), "statement": statement,
        })

    def root(self):
        return {"count": self.random.choice([1, 12, 60, 171, 500, 999]), "root": self.hex(64)}

    def signed(self, title):
        procedures = [
            {"kind": "council", "session": self.id()}, {"kind": "council", "session": self.id()},
            {"kind": "simplified", "ground": self.random.choice(["sudden", "found_by_head"])},
        ]
        data = {
            "capacity": self.random.choice(["chairman", "for_chairman"]), "lines": self.root(),
            "procedure": self.random.choice(procedures), "title": title,
        }
        return self.entry("decision.signed", f"decision/{self.id()}", data)

    def issued(self, title):
        data = {
            "date": self.day(), "distribution": "Như Điều 3; Hội đồng TĐKT xã; Lưu: VT", "lines": self.root(),
            "number": f"{self.random.randint(1, 200):02}", "signed": {"hash": self.hex(64), "seq": self.random.randint(10, 9999)},
            "symbol": "QĐ-UBND", "title": title,
        }
        return self.entry("decision.issued", f"decision/{self.id()}", data)

    def paid(self, name):
        data = {
            "amount": 10_000 * self.random.randint(20, 300), "category": self.random.choice(["individual", "collective"]),
            "method": "cash", "payee": {"name": name},
            "purpose": {"decision": self.id(), "kind": "award", "line": self.random.randint(1, 60)}, "voucher": "PC 12",
        }
        return self.entry("fund.disbursed", "fund/2027", data)

    def card(self, name, merit, unit, kind):
        forms = ["commendation_certificate"] * 4 + ["advanced_worker", "advanced_collective", "emulation_soldier"]
        rewards = ["thematic", "thematic", "merit_record", "sudden", "dedication"]
        card = {
            "amount": 10_000 * self.random.randint(20, 300), "form": self.random.choice(forms), "kind": kind,
            "line": self.random.randint(1, 60), "merit": merit, "name": name, "reward_type": self.random.choice(rewards),
        }
        return canonical({**card, **({"unit": unit} if unit else {})})


def kind_of(name):
    return "household" if name.startswith("Hộ") else "collective" if name.startswith(("Tập", "Ban")) else "individual"


def training():
    make, said, documents = Maker(1), texts(), []
    for at, merit in enumerate(said["merit"] * 2):
        name = said["name"][at % len(said["name"])]
        title = said["title"][at % len(said["title"])]
        heading = make.issued(title) if at % 3 else make.signed(title)
        documents.append(heading + make.card(name, merit, said["unit"][at % len(said["unit"])], kind_of(name)))
        if at % 4 == 0:
            documents.append(make.paid(name))
    return documents


# The decisions of the demonstration, and one as an office would make it: not among the texts above.
MEASURED = [
    ("Khen thưởng (quyết định thứ 1 của kỳ, tái dựng)", "Không nêu trong báo cáo", "Tập thể 1", None),
    ("Về việc tặng Giấy khen cho 02 tập thể, 10 cá nhân có thành tích «Hiến đất làm đường»", "Hiến đất làm đường",
     "Cá nhân 7", "Thôn 3"),
    ("Về việc tặng Giấy khen cho các tập thể, cá nhân", "Cứu người trong mưa lũ", "Hoàng Thị Đào", "Thôn Na Hoa"),
    ("Về việc tặng Giấy khen cho 01 cá nhân", "Nhặt được của rơi, trả lại người đánh mất", "Triệu Quý Ỷ", "Bản Khuổi Mạ"),
]


def size(document, dictionary):
    zdict = {"zdict": dictionary} if dictionary else {}
    stream = zlib.compressobj(9, zlib.DEFLATED, -15, 9, **zdict)
    return len(stream.compress(document)) + len(stream.flush())


def total(documents, dictionary):
    return sum(size(document, dictionary) for document in documents)


CUT = re.compile(r'[":,{}/ ]+')
CHANCE = re.compile("[0-9a-f]{6}|[0-9]{2}|\0")  # what is another one in every entry


def pieces(texts):
    """What stands in most of the texts, for its length: between any two marks, up to 160 bytes."""
    counts = {}
    for text in texts:
        cuts, seen = [0] + [m.end() for m in CUT.finditer(text)] + [len(text)], set()
        for i, start in enumerate(cuts):
            for end in cuts[i + 1 : i + 26]:
                piece = text[start:end]
                if CHANCE.search(piece):
                    break
                if 4 <= len(piece.encode()) <= 160:
                    seen.add(piece)
        for piece in seen:
            counts[piece] = counts.get(piece, 0) + 1
    worth = {piece: (count - 1) * (len(piece.encode()) - 3) for piece, count in counts.items() if count > 1}
    return sorted(worth, key=lambda piece: (-worth[piece], piece))


def joined(chosen):
    """The most frequent last: it is the nearest to what follows."""
    return "".join(reversed(chosen)).encode()


def choose(documents):
    """The best piece, then the best of what it leaves of the texts, and so on; then the least useful are left out again."""
    texts, chosen = [document.decode("utf-8") for document in documents], []
    while len(joined(chosen)) < 2 * ROOM:
        best = pieces(texts)[:1]
        if not best:
            break
        chosen += best
        texts = [text.replace(best[0], "\0") for text in texts]
    while len(joined(chosen)) > ROOM:
        without = {piece: joined([other for other in chosen if other != piece]) for piece in chosen}
        lost, now = {piece: total(documents, without[piece]) for piece in chosen}, total(documents, joined(chosen))
        chosen.remove(min(chosen, key=lambda piece: (lost[piece] - now) / len(piece.encode())))
    return joined(chosen)


def measure(dictionary):
    make = Maker(2)
    print("anchor          without  with  (bytes, compressed, entry and card)")
    for title, merit, name, unit in MEASURED:
        for called, heading in (("decision.issued", make.issued(title)), ("decision.signed", make.signed(title))):
            document = heading + make.card(name, merit, unit, kind_of(name))
            print(f"{called} {size(document, b''):7} {size(document, dictionary):6}  {title[:60]}")


def main():
    parser = argparse.ArgumentParser(description="Chooses the dictionary of receipts, or shows what one saves.")
    parser.add_argument("--measure", metavar="FILE")
    args = parser.parse_args()
    if args.measure:
        with open(args.measure, "rb") as file:
            measure(file.read())
    else:
        sys.stdout.buffer.write(choose(training()))


if __name__ == "__main__":
    main()
