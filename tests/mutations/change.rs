//! The changes: to bytes, to lines, to values; as a stranger makes them, or as somebody who holds every key.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use sovang::log::statement::signing_bytes;
use sovang::values::crypto::{Hash, SecretKey};

/// A small generator: the same changes in every run.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n.max(1)
    }
}

/// Text that some reader might take for other text, or not at all.
const TEXT: [&str; 20] = [
    "\u{301}",
    "\u{200b}",
    "Đ",
    "Ð",
    "\u{20000}",
    "😀",
    "\u{7f}",
    "\n",
    " ",
    "\\",
    "\"",
    "\u{e000}",
    "\u{378}",
    "ệ",
    "e\u{302}\u{323}",
    "\u{ac}",
    "\u{fffd}",
    "\u{feff}",
    "0",
    "a",
];

/// A ledger with one to three changes.
pub fn ledger(lines: &[Vec<u8>], random: &mut Random) -> Vec<Vec<u8>> {
    let mut lines = lines.to_vec();
    match random.below(8) {
        0 => {
            for _ in 0..=random.below(3) {
                rearrange(&mut lines, random);
            }
        }
        1 | 2 => {
            for _ in 0..=random.below(2) {
                let i = random.below(lines.len());
                lines[i] = text(&lines[i], random);
            }
        }
        3 => {
            if let Some(entries) = values(&lines) {
                let mut entries = entries;
                let i = random.below(entries.len());
                change(&mut entries[i], random, 4);
                lines = entries.iter().map(|entry| entry.to_string().into_bytes()).collect();
            }
        }
        _ => {
            if let Some(mut entries) = values(&lines) {
                for _ in 0..=random.below(2) {
                    let i = random.below(entries.len());
                    change(&mut entries[i]["statement"], random, 4);
                }
                if random.below(4) == 0 {
                    let (i, j) = (random.below(entries.len()), random.below(entries.len()));
                    entries.swap(i, j);
                }
                lines = sealed(entries);
            }
        }
    }
    lines
}

fn values(lines: &[Vec<u8>]) -> Option<Vec<Value>> {
    lines.iter().map(|line| serde_json::from_slice(line).ok()).collect()
}

fn rearrange(lines: &mut Vec<Vec<u8>>, random: &mut Random) {
    let (i, j) = (random.below(lines.len()), random.below(lines.len()));
    match random.below(4) {
        _ if lines.is_empty() => {}
        0 => drop(lines.remove(i)),
        1 => lines.insert(i, lines[j].clone()),
        2 => lines.swap(i, j),
        _ => lines.truncate(i),
    }
}

/// Text with some of its bytes or lines changed.
pub fn text(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    if bytes.is_empty() {
        return b"0".to_vec();
    }
    let at = random.below(bytes.len());
    match random.below(9) {
        0 => bytes.truncate(at),
        1 => drop(bytes.remove(at)),
        2 => bytes.insert(at, bytes[random.below(bytes.len())]),
        3 => {
            let more = TEXT[random.below(TEXT.len())];
            drop(bytes.splice(at..at, more.bytes()));
        }
        4 => {
            let mut lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
            let (i, j) = (random.below(lines.len()), random.below(lines.len()));
            match random.below(3) {
                0 => lines.swap(i, j),
                1 => drop(lines.remove(i)),
                _ => lines.insert(i, lines[j]),
            }
            bytes = lines.join(&b'\n');
        }
        _ => {
            let new = b"0aA1\"}] -9+/=$"[random.below(14)];
            bytes[at] = if bytes[at] == new { b'2' } else { new };
        }
    }
    bytes
}

/// A value, or one somewhere in it, becomes another.
fn change(value: &mut Value, random: &mut Random, depth: usize) {
    let deeper = depth > 0 && random.below(5) > 0;
    match value {
        Value::Object(members) if deeper && !members.is_empty() => {
            let at = random.below(members.len());
            if let Some((_, member)) = members.iter_mut().nth(at) {
                change(member, random, depth - 1);
            }
        }
        Value::Array(items) if deeper && !items.is_empty() => {
            let at = random.below(items.len());
            change(&mut items[at], random, depth - 1);
        }
        Value::Object(members) => rename(members, random),
        Value::Array(items) => match random.below(3) {
            0 => items.extend(items.first().cloned()),
            1 => drop(items.pop()),
            _ => items.reverse(),
        },
        Value::String(text) => match random.below(4) {
            0 => *value = other(random),
            1 => drop(text.pop()),
            2 => text.push_str(TEXT[random.below(TEXT.len())]),
            _ => {
                let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
                let at = places.get(random.below(places.len())).copied().unwrap_or(0);
                text.insert_str(at, TEXT[random.below(TEXT.len())]);
            }
        },
        Value::Number(number) => {
            let n = number.as_i64().unwrap_or(0);
            let all = [
                json!(n + 1),
                json!(n - 1),
                json!(-n),
                json!(0),
                json!(9_007_199_254_740_991i64),
                json!(9_007_199_254_740_992i64),
                json!(1.5),
                json!(n.to_string()),
            ];
            *value = all[random.below(all.len())].clone();
        }
        other_value => *other_value = other(random),
    }
}

fn rename(members: &mut Map<String, Value>, random: &mut Random) {
    let names: Vec<String> = members.keys().cloned().collect();
    let name = names.get(random.below(names.len())).cloned().unwrap_or_default();
    match random.below(4) {
        0 => drop(members.remove(&name)),
        1 => drop(members.insert("them".into(), other(random))),
        2 => {
            if let Some(value) = members.remove(&name) {
                members.insert(format!("{name}_2"), value);
            }
        }
        _ => drop(members.insert(name, other(random))),
    }
}

fn other(random: &mut Random) -> Value {
    let all = [
        json!(null),
        json!(true),
        json!([]),
        json!({}),
        json!(["a"]),
        json!({ "a": 1 }),
        json!("x"),
        json!(""),
        json!(1),
        json!(-1),
    ];
    all[random.below(all.len())].clone()
}

/// Numbered, chained and signed anew by whoever holds the vectors' keys, so that what was changed is all that is wrong.
fn sealed(entries: Vec<Value>) -> Vec<Vec<u8>> {
    let keys: BTreeMap<String, SecretKey> =
        (1..=9).map(|seed| SecretKey::from_seed(&[seed; 32])).map(|key| (key.public().to_string(), key)).collect();
    let mut lines: Vec<Vec<u8>> = Vec::new();
    for (index, mut entry) in entries.into_iter().enumerate() {
        entry["seq"] = json!(index + 1);
        entry["prev"] = json!(lines.last().map_or(Hash::ZERO, |line| Hash::of(line)));
        if !entry["statement"].is_object() {
            lines.push(entry.to_string().into_bytes());
            continue;
        }
        if let Some(Value::Object(seen)) = entry["statement"].get_mut("seen")
            && let Some(line) =
                seen.get("seq").and_then(Value::as_u64).and_then(|seq| lines.get((seq as usize).wrapping_sub(1)))
        {
            seen.insert("hash".into(), json!(Hash::of(line)));
        }
        if let Some(key) = entry["statement"]["by"].as_str().and_then(|by| keys.get(by)) {
            entry["signature"] = json!(key.sign(&signing_bytes(entry["statement"].to_string().as_bytes())));
        }
        lines.push(entry.to_string().into_bytes());
    }
    lines
}
