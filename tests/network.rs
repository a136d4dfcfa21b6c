//! The network's other end lies, sends elsewhere, sends without end, or says nothing at all.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod desk;
mod office;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use desk::{Desk, PASSPHRASE, text};
use sovang::log::checkpoint::{Checkpoint, SignedCheckpoint};
use sovang::log::note::{SignatureType, VerifierKey};
use sovang::log::tree::{Tree, TreeHash, TreeHead, leaf_hash};
use sovang::log::witness::AddCheckpoint;
use sovang::shell::keys::Signer;
use sovang::shell::witness::{Limits, Witness, address, look, serve};
use sovang::values::crypto::SecretKey;

type Answer = (u16, Vec<(&'static str, String)>, Vec<u8>);

/// A server that answers every path as it is told, and remembers what it was asked.
fn server(answer: impl Fn(&str) -> Answer + Send + 'static) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let seen = Arc::clone(&asked);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut line = String::new();
            if reader.read_line(&mut line).is_err() {
                continue;
            }
            let path = line.split(' ').nth(1).unwrap_or("/").to_owned();
            let mut header = String::from("x");
            while header.trim() != "" {
                header.clear();
                if reader.read_line(&mut header).unwrap_or(0) == 0 {
                    break;
                }
            }
            seen.lock().unwrap().push(path.clone());
            let (status, headers, body) = answer(&path);
            let mut head = format!("HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
            headers.iter().for_each(|(name, value)| head.push_str(&format!("{name}: {value}\r\n")));
            let _ = stream.write_all(format!("{head}\r\n").as_bytes()).and_then(|()| stream.write_all(&body));
        }
    });
    (address, asked)
}

fn endless_checkpoint() -> Vec<u8> {
    let (root, signature) = (BASE64.encode([7; 32]), BASE64.encode([9; 68]));
    format!("evil.example/log\n{}\n{root}\n\n— evil.example/log {signature}\n", 1u64 << 50).into_bytes()
}

/// The program, in a folder and an address space of its own.
fn follow(desk: &Desk, address: &str) -> std::process::Output {
    let program = env!("CARGO_BIN_EXE_sovang");
    let limited = format!("ulimit -v 1500000; exec '{program}' -l ban-sao.sovang follow {address}");
    let mut command = Command::new("sh");
    command.args(["-c", &limited]).current_dir(desk.folder.path()).env("SOVANG_STATE", desk.folder.file("state"));
    command.env("SOVANG_PASSPHRASE", PASSPHRASE).output().unwrap()
}

#[test]
fn a_head_of_endless_entries_costs_a_few_requests() {
    let desk = Desk::bare("endless");
    let entry = vec![b'x'; 65_535];
    let mut bundle = Vec::new();
    for _ in 0..256 {
        bundle.extend((entry.len() as u16).to_be_bytes());
        bundle.extend(&entry);
    }
    let (address, asked) = server(move |path| match path {
        "/checkpoint" => (200, Vec::new(), endless_checkpoint()),
        path if path.contains("entries") => (200, Vec::new(), bundle.clone()),
        // Tiles that agree with each other as far as they can.
        _ => (200, Vec::new(), vec![7; 8192]),
    });
    let output = follow(&desk, &address);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output));
    assert!(text(&output).contains("[tile.mismatch]"), "{}", text(&output));
    assert!(asked.lock().unwrap().len() <= 12, "{:?}", asked.lock().unwrap());
    assert!(!desk.folder.file("ban-sao.sovang").exists(), "nothing is kept");
}

#[test]
fn an_answer_larger_than_a_file_may_be_is_not_read() {
    let desk = Desk::bare("large");
    let (address, _) = server(|_| (200, Vec::new(), vec![b'x'; 3_000_000]));
    let output = follow(&desk, &address);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
    assert!(!text(&output).contains("xxx"), "{}", text(&output));
}

#[test]
fn nobody_is_sent_elsewhere_and_no_foreign_page_is_printed() {
    let desk = Desk::bare("elsewhere");
    let (inside, asked) = server(|_| (200, Vec::new(), b"secret-internal".to_vec()));
    let target = format!("{inside}/admin");
    let (address, _) = server(move |_| (302, vec![("Location", target.clone())], Vec::new()));
    let output = follow(&desk, &address);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
    assert_eq!(asked.lock().unwrap().len(), 0, "the other place was not asked");
    let (address, _) = server(|_| (403, Vec::new(), b"\x1b[2JH\xe1\xbb\xa2P L\xe1\xbb\x86 token=12345".to_vec()));
    let output = follow(&desk, &address);
    assert!(!text(&output).contains("token") && !text(&output).contains('\u{1b}'), "{}", text(&output));
    assert!(text(&output).contains("403"), "{}", text(&output));
}

#[test]
fn what_is_published_is_whole_and_is_checked_whole() {
    let desk = Desk::open("whole");
    desk.ok(&["publish", "www"]);
    let gift =
        ["record", "fund.contributed", "-d", "amount=5", "-d", "donor=A", "-d", "voucher=B", "-k", "ke-toan.pem"];
    desk.ok(&gift);
    desk.ok(&["publish", "www"]);
    assert_eq!(desk.json(&["compare", "so.sovang", "www"])["relation"], "same");
    assert_eq!(desk.json(&["verify", "www"])["lawful"], true);
    let tile = desk.folder.file("www/tile/0/000.p/6");
    let right = std::fs::read(&tile).unwrap();
    let mut wrong = right.clone();
    wrong[40] ^= 1;
    for spoil in [Some(wrong), None] {
        match &spoil {
            Some(wrong) => std::fs::write(&tile, wrong).unwrap(),
            None => std::fs::remove_file(&tile).unwrap(),
        }
        for args in [&["compare", "so.sovang", "www"][..], &["verify", "www"], &["-l", "ban.sovang", "follow", "www"]] {
            let output = desk.run(args);
            assert_ne!(output.status.code(), Some(0), "{args:?}: {}", text(&output));
        }
        assert_eq!(desk.json(&["publish", "www"])["files"], 1, "what is there is mended");
        assert_eq!(std::fs::read(&tile).unwrap(), right);
    }
    // A checkpoint that the ledger's key did not sign.
    let path = desk.folder.file("www/checkpoint");
    let checkpoint = std::fs::read_to_string(&path).unwrap();
    let (body, line) = checkpoint.split_once("\n\n").unwrap();
    let mut words: Vec<String> = line.trim_end().split(' ').map(str::to_owned).collect();
    let mut bytes = BASE64.decode(&words[2]).unwrap();
    bytes[20] ^= 1;
    words[2] = BASE64.encode(bytes);
    std::fs::write(&path, format!("{body}\n\n{}\n", words.join(" "))).unwrap();
    for args in [&["compare", "so.sovang", "www"][..], &["verify", "www"], &["-l", "ban.sovang", "follow", "www"]] {
        let output = desk.run(args);
        assert_ne!(output.status.code(), Some(0), "{args:?}: {}", text(&output));
    }
}

/// A log whose heads a witness is asked to cosign.
struct Log {
    secret: SecretKey,
    key: VerifierKey,
    tree: Tree,
}

impl Log {
    fn new(entries: u8, first: u8) -> Log {
        let secret = SecretKey::from_seed(&[9; 32]);
        let key =
            VerifierKey::new("a.example/so".parse().unwrap(), SignatureType::Ed25519, &secret.public().0).unwrap();
        let mut tree = Tree::new();
        (0..entries).for_each(|n| tree.append(leaf_hash(&[n + first])));
        Log { secret, key, tree }
    }

    fn head(&self, size: u64) -> SignedCheckpoint {
        let head = TreeHead { size, root: self.tree.root_at(size).unwrap() };
        let checkpoint = Checkpoint { origin: "a.example/so".parse().unwrap(), head };
        checkpoint.sign(&self.key, |message| self.secret.sign(message).0).unwrap()
    }

    fn ask(&self, old: u64, size: u64) -> AddCheckpoint {
        let proof = if old == 0 { Vec::new() } else { self.tree.consistency_proof(old, size).unwrap() };
        AddCheckpoint { old, proof, checkpoint: self.head(size) }
    }
}

fn witness(folder: &office::Folder, log: &Log) -> Witness {
    let secret = SecretKey::from_seed(&[3; 32]);
    let key =
        VerifierKey::new("w.example/w1".parse().unwrap(), SignatureType::Cosignature, &secret.public().0).unwrap();
    Witness::open(&folder.file("w.db"), key, Signer::File(secret), vec![log.key.clone()]).unwrap()
}

#[test]
fn a_witness_keeps_what_proves_something_and_hands_on_what_it_verified() {
    let folder = office::Folder::new("witness-keeps");
    let log = Log::new(8, 0);
    let mut witness = witness(&folder, &log);
    let ask = |witness: &mut Witness, request: &AddCheckpoint| {
        witness.add_checkpoint(request.to_string().as_bytes(), 1_800_000_000).unwrap().status
    };
    assert_eq!(ask(&mut witness, &log.ask(0, 5)), 200);
    // Anybody can send a signed head with hashes of his own: that accuses nobody.
    for n in 0..100 {
        let wrong = AddCheckpoint { proof: vec![TreeHash::from_bytes([n; 32]); 3], ..log.ask(5, 7) };
        assert_eq!(ask(&mut witness, &wrong), 422);
    }
    assert_eq!(look(&folder.file("w.db")).unwrap().1, []);
    // Lines that nobody verified are not served, in the witness's own name least of all.
    let mut request = log.ask(5, 7);
    for name in ["w.example/w1", "other.example/w"] {
        let line = format!("— {name} {}", BASE64.encode([5; 76]));
        request.checkpoint = request.checkpoint.clone().with(line.parse().unwrap()).unwrap();
    }
    assert_eq!(ask(&mut witness, &request), 200);
    let served = witness.checkpoint(&address("a.example/so")).unwrap().unwrap();
    assert_eq!(served.lines().filter(|line| line.starts_with('—')).count(), 2, "log and witness: {served}");
    // The log's own signature under another history of that size: each such head once, and no more than prove the point.
    for n in 1..40 {
        let other = Log::new(8, n);
        assert_eq!(ask(&mut witness, &AddCheckpoint { old: 7, proof: Vec::new(), checkpoint: other.head(7) }), 422);
        assert_eq!(ask(&mut witness, &other.ask(3, 7)), 409);
    }
    let (_, evidence) = look(&folder.file("w.db")).unwrap();
    assert_eq!(evidence.len(), 16);
    assert!(evidence.iter().all(|one| one.size == 7 && one.note != one.cosigned), "{evidence:?}");
}

#[test]
fn idle_callers_do_not_silence_a_witness() {
    let folder = office::Folder::new("witness-idle");
    let log = Log::new(3, 0);
    let witness = witness(&folder, &log);
    let limits =
        Limits { header: Duration::from_millis(400), request: Duration::from_secs(2), connections: 64, of_one: 8 };
    let (ready, listening) = mpsc::channel();
    std::thread::spawn(move || {
        serve(witness, "127.0.0.1:0", limits, || 1_800_000_000, |address| ready.send(address).unwrap()).unwrap();
    });
    let listening = listening.recv().unwrap();
    let half = || {
        let mut stream = TcpStream::connect(&listening).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let _ = stream.write_all(b"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\nX-a: ");
        stream
    };
    let mut idle: Vec<TcpStream> = (0..40).map(|_| half()).collect();
    // All are closed by the witness itself: those above the limit at once, the rest when their time is over.
    let closed = |stream: &mut TcpStream| {
        let mut rest = Vec::new();
        let ended = stream.read_to_end(&mut rest);
        !matches!(&ended, Err(error) if matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut))
    };
    assert!(idle.iter_mut().all(closed), "every idle socket is closed");
    // A body that never comes ends too.
    let mut slow = TcpStream::connect(&listening).unwrap();
    slow.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    slow.write_all(b"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nx").unwrap();
    assert!(closed(&mut slow));
    let answered = ureq::post(format!("http://{listening}/add-checkpoint")).send(log.ask(0, 3).to_string());
    assert_eq!(answered.unwrap().status().as_u16(), 200);
}

/// What is brought to compare with may be of any size: it is read piece by piece, in less memory than it has bytes.
#[test]
fn a_large_export_is_compared_in_little_memory() {
    let desk = Desk::open("large-export");
    let mut file = std::fs::File::create(desk.folder.file("lon.jsonl")).unwrap();
    file.write_all(desk.ok(&["export"]).as_bytes()).unwrap();
    let junk = format!("{{\"prev\":\"{}\"}}\n", "x".repeat(60_000));
    (0..2_500).for_each(|_| file.write_all(junk.as_bytes()).unwrap()); // 150 MB
    drop(file);
    // What a process may have for itself, in KiB; the program with a small ledger takes about a third of it.
    let program = env!("CARGO_BIN_EXE_sovang");
    let limited = |what: &str| format!("ulimit -d 131072; exec '{program}' {what}");
    for what in ["compare so.sovang lon.jsonl", "verify so.sovang --against lon.jsonl"] {
        let mut command = Command::new("sh");
        command.args(["-c", &limited(what)]).current_dir(desk.folder.path());
        let output = command.env("SOVANG_STATE", desk.folder.file("state")).output().unwrap();
        let said = text(&output);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{what}: {:?} {said}", output.status);
        assert!(!said.contains("memory allocation"), "{what}: {said}");
    }
}
