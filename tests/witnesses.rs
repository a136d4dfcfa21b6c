//! Witnesses and publication as their users meet them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod desk;
mod office;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use desk::{COSIGN, Desk, GIFT, files_of, set_witness, text};
use serde_json::Value;

fn code(output: &std::process::Output) -> i32 {
    output.status.code().unwrap()
}

/// Decodes a one-bit PNG and the QR code in it.
fn read_qr(path: &Path) -> String {
    let decoder = png::Decoder::new(BufReader::new(std::fs::File::open(path).unwrap()));
    let mut reader = decoder.read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    let (width, height) = (info.width as usize, info.height as usize);
    let dark = |x: usize, y: usize| bytes[y * info.line_size + x / 8] >> (7 - x % 8) & 1 == 0;
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| if dark(x, y) { 0 } else { 255 });
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1, "{}", path.display());
    grids[0].decode().unwrap().1
}

/// A witness listening on a free port.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(desk: &Desk, logs: &str) -> Server {
        let args = [
            "witness",
            "serve",
            "--name",
            "thanhtra.example/w1",
            "--db",
            "w1.db",
            "--logs",
            logs,
            "--listen",
            "127.0.0.1:0",
            "-k",
            "thanh-tra.pem",
        ];
        let mut child = desk.command(&args).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().rsplit(' ').next().unwrap().to_owned();
        assert!(address.starts_with("http://"), "{line}");
        Server { child, address }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_witness_cosigns_over_the_network_and_never_goes_back() {
    let desk = Desk::open("witness");
    desk.ok(&["key", "new", "thanh-tra.pem"]);
    desk.write("so.policy", desk.ok(&["checkpoint", "policy"]));
    let server = Server::start(&desk, "so.policy");
    desk.refused(&["checkpoint", "cosign"], "witness.none");
    set_witness(&desk, &server.address);
    let verified = desk.json(&["verify", "so.sovang"]);
    assert_eq!((&verified["witnessed"], &verified["witnesses"][0]["size"]), (&Value::Null, &Value::Null));
    assert!(desk.ok(&["checkpoint", "cosign"]).contains("đã ký mốc 6 mục"));
    desk.ok(&["backup", "cu.bak"]);
    desk.ok(&GIFT);
    assert!(desk.ok(&["checkpoint", "cosign"]).contains("đã ký mốc 7 mục"));
    assert!(desk.ok(&["checkpoint", "cosign", "--witness", "thanh-tra"]).contains("đã ký mốc 7 mục"), "again: no harm");
    let verified = desk.json(&["verify", "so.sovang"]);
    assert_eq!((&verified["witnessed"], &verified["witnesses"][0]["size"]), (&7.into(), &7.into()), "{verified}");
    // The receipt now says before when.
    desk.write("moi.policy", desk.ok(&["checkpoint", "policy"]));
    desk.write("bt7.tlog-proof", desk.ok(&["receipt", "make", "m7"]));
    let checked = desk.ok(&["receipt", "check", "bt7.tlog-proof", "--policy", "moi.policy"]);
    assert!(checked.contains("nhân chứng đã ký: thanhtra.example/w1"), "{checked}");
    // Anybody can ask the witness what it saw.
    let newest = desk.json(&["checkpoint", "show"]);
    let hash = sovang::shell::witness::address("xa-a.example/so");
    let seen =
        ureq::get(format!("{}/{hash}/checkpoint", server.address)).call().unwrap().body_mut().read_to_string().unwrap();
    assert!(newest["checkpoint"].as_str().unwrap().starts_with(seen.split("\n\n").next().unwrap()));
    // A ledger that went back is told, and a forked one is kept as evidence.
    desk.replace_ledger("cu.bak");
    for file in ["so.log.head", "state"] {
        let _ = std::fs::remove_file(desk.folder.file(file));
        let _ = std::fs::remove_dir_all(desk.folder.file(file));
    }
    let output = desk.run(&["checkpoint", "cosign"]);
    assert_eq!(code(&output), 1);
    assert!(text(&output).contains("nhiều hơn sổ này đang có"), "{}", text(&output));
    for amount in ["amount=8", "amount=9"] {
        desk.ok(&["record", "fund.contributed", "-d", amount, "-d", "donor=Z", "-d", "voucher=Z", "-k", "ke-toan.pem"]);
        let output = desk.run(&["checkpoint", "cosign"]);
        assert!(text(&output).contains("422"), "{}", text(&output));
    }
    let shown = desk.json(&["witness", "show", "--db", "w1.db"]);
    assert_eq!(shown["logs"][0]["size"], 7);
    let evidence = shown["evidence"].as_array().unwrap();
    assert_eq!((evidence.len(), &evidence[0]["size"]), (1, &7.into()), "the head of 8 contradicts none of 8: {shown}");
    assert_eq!(evidence[0]["origin"], "xa-a.example/so", "{shown}");
    assert_eq!(code(&desk.run(&["witness", "show", "--db", "w1.db"])), 1);
}

#[test]
fn a_witness_without_a_network_works_by_files() {
    let desk = Desk::open("files");
    desk.ok(&["key", "new", "thanh-tra.pem"]);
    set_witness(&desk, "");
    desk.write("so.policy", desk.ok(&["checkpoint", "policy"]));
    assert_eq!(code(&desk.run(&["checkpoint", "cosign"])), 1, "no address to ask");
    for size in [6, 7] {
        desk.write("yeu-cau.txt", desk.ok(&["checkpoint", "request", "thanh-tra"]));
        let answer = desk.ok(&[&COSIGN[..], &["--qr", &format!("tl{size}.png")]].concat());
        assert_eq!(read_qr(&desk.folder.file(&format!("tl{size}.png"))), answer);
        desk.write("tra-loi.txt", &answer);
        assert!(desk.ok(&["checkpoint", "add", "tra-loi.txt"]).contains(&format!("đã ký mốc {size} mục")));
        desk.ok(&GIFT);
    }
    // The same request again is a conflict, by the same rules as over HTTP.
    let output = desk.run(&COSIGN);
    assert!(text(&output).contains("[409]"), "{}", text(&output));
    desk.write("yeu-cau.txt", "old 0\n\nla\n");
    assert!(text(&desk.run(&COSIGN)).contains("[400]"));
    desk.write("tra-loi.txt", "— thanhtra.example/w1 AAAA\n");
    desk.refused(&["checkpoint", "add", "tra-loi.txt"], "witness.no_cosignature");
    let qr = desk.folder.file("yc.png");
    desk.ok(&["checkpoint", "request", "thanh-tra", "--qr", "yc.png"]);
    assert_eq!(read_qr(&qr), desk.ok(&["checkpoint", "request", "thanh-tra"]));
}

#[test]
fn a_witness_signs_no_more_for_a_key_that_ended() {
    let desk = Desk::open("ended");
    desk.ok(&["key", "new", "thanh-tra.pem"]);
    set_witness(&desk, "");
    let policy = desk.ok(&["checkpoint", "policy"]);
    let key = policy.lines().find_map(|line| line.strip_prefix("log ")).unwrap().to_owned();
    desk.write("so.policy", &policy);
    desk.write("yeu-cau.txt", desk.ok(&["checkpoint", "request", "thanh-tra"]));
    // By the chairman's letter, or because a newer policy beside the old one says that it was stolen.
    let refused = text(&desk.run(&[&COSIGN[..], &["--ended", &key]].concat()));
    assert!(refused.contains("[404]"), "{refused}");
    desk.write("so.policy", format!("{policy}#sovang stolen {key}\n"));
    let refused = text(&desk.run(&COSIGN));
    assert!(refused.contains("[404]"), "{refused}");
    desk.write("so.policy", &policy);
    desk.ok(&COSIGN);
}

/// Serves a folder over HTTP until the test ends.
fn serve_folder(folder: PathBuf) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut stream = stream;
            let mut request = String::new();
            if BufReader::new(stream.try_clone().unwrap()).read_line(&mut request).is_err() {
                continue;
            }
            let path = request.split(' ').nth(1).unwrap_or("/").trim_start_matches('/').to_owned();
            let (status, body) = match std::fs::read(folder.join(path)) {
                Ok(body) => ("200 OK", body),
                Err(_) => ("404 Not Found", Vec::new()),
            };
            let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
        }
    });
    address
}

#[test]
fn a_published_ledger_is_followed_and_a_lying_one_is_not() {
    let desk = Desk::open("published");
    desk.ok(&["publish", "www"]);
    let address = serve_folder(desk.folder.file("www"));
    let follow = |source: &str| {
        desk.command(&["-l", "guong.ban", "follow", source])
            .env("SOVANG_STATE", desk.folder.file("s2"))
            .output()
            .unwrap()
    };
    let vkey = desk.ok(&["checkpoint", "policy"]);
    let vkey = vkey.lines().next().unwrap().trim_start_matches("log ").to_owned();
    let first = desk.run(&["-l", "guong.ban", "follow", &address, "--vkey", &vkey]);
    assert_eq!(code(&first), 0, "{}", text(&first));
    desk.ok(&GIFT);
    let done = desk.json(&["publish", "www"]);
    assert_eq!((&done["before"], &done["size"], &done["files"]), (&5.into(), &6.into(), &3.into()), "{done}");
    assert_eq!(desk.json(&["publish", "www"])["files"], 0, "nothing new, nothing written");
    let followed = follow(&address);
    assert!(text(&followed).contains("từ 5 đến 6 mục"), "{}", text(&followed));
    assert_eq!(code(&follow(desk.folder.file("www").to_str().unwrap())), 0, "a folder serves as well");
    assert_eq!(desk.json(&["compare", "so.sovang", "guong.ban"])["relation"], "same");
    assert_eq!(desk.json(&["compare", "www", "guong.ban"])["relation"], "same");
    assert_eq!(desk.json(&["verify", "guong.ban"])["lawful"], true);

    // Every published file lies in turn: nothing is taken over, the copy stays as it was.
    desk.ok(&GIFT);
    desk.ok(&["publish", "www"]);
    let before = std::fs::read(desk.folder.file("guong.ban")).unwrap();
    let needed = ["checkpoint", "tile/entries/000.p/7", "tile/0/000.p/7"];
    for path in files_of(&desk.folder.file("www")) {
        let name = path.strip_prefix(desk.folder.file("www")).unwrap().to_str().unwrap().to_owned();
        let right = std::fs::read(&path).unwrap();
        for at in (0..right.len()).step_by(right.len().div_ceil(40)) {
            let mut wrong = right.clone();
            wrong[at] ^= 1;
            std::fs::write(&path, wrong).unwrap();
            if needed.contains(&name.as_str()) {
                let output = follow(&address);
                assert_ne!(code(&output), 0, "{name}, byte {at}: {}", text(&output));
            }
        }
        std::fs::write(&path, right).unwrap();
    }
    assert_eq!(std::fs::read(desk.folder.file("guong.ban")).unwrap(), before);
    assert_eq!(code(&follow(&address)), 0);
    // Another history under the same name is not followed, nor published over this one.
    let stranger = Desk::open_another("published-stranger");
    stranger.ok(&["publish", "www"]);
    let output = follow(stranger.folder.file("www").to_str().unwrap());
    assert_eq!(code(&output), 1, "{}", text(&output));
    assert!(text(&output).contains("[checkpoint.root]"));
    let over = desk.run(&["publish", stranger.folder.file("www").to_str().unwrap()]);
    assert!(text(&over).contains("[publish.other]"), "{}", text(&over));
}

/// Whatever is sent to its port, a witness answers with a refusal or hangs up, and goes on serving.
#[test]
fn a_witness_answers_nothing_that_is_no_request() {
    let desk = Desk::open("raw");
    desk.ok(&["key", "new", "thanh-tra.pem"]);
    desk.write("so.policy", desk.ok(&["checkpoint", "policy"]));
    let server = Server::start(&desk, "so.policy");
    set_witness(&desk, &server.address);
    let request = desk.ok(&["checkpoint", "request", "thanh-tra"]);
    let post = |headers: &str, body: &str| {
        format!("POST /add-checkpoint HTTP/1.1\r\nHost: w\r\n{headers}\r\n{body}").into_bytes()
    };
    let length = request.len();
    let many: String = (0..1000).map(|n| format!("X-{n}: y\r\n")).collect();
    let tricks: Vec<(&str, Vec<u8>)> = vec![
        ("a path upwards", b"GET /../../../../etc/passwd HTTP/1.1\r\nHost: w\r\n\r\n".to_vec()),
        ("the same, encoded", b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: w\r\n\r\n".to_vec()),
        ("its database", b"GET /w1.db HTTP/1.1\r\nHost: w\r\n\r\n".to_vec()),
        ("its key", b"GET //thanh-tra.pem HTTP/1.1\r\nHost: w\r\n\r\n".to_vec()),
        (
            "another method",
            format!("DELETE /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: {length}\r\n\r\n{request}")
                .into_bytes(),
        ),
        ("asked for, not sent", b"GET /add-checkpoint HTTP/1.1\r\nHost: w\r\n\r\n".to_vec()),
        ("200 kB", post("Content-Length: 200000\r\n", &"x".repeat(200_000))),
        ("a huge length", post("Content-Length: 99999999999999999999\r\n", "x")),
        ("a length below zero", post("Content-Length: -1\r\n", "x")),
        ("two lengths", post(&format!("Content-Length: {length}\r\nContent-Length: 3\r\n"), &request)),
        (
            "chunked and a length",
            post(&format!("Transfer-Encoding: chunked\r\nContent-Length: {length}\r\n"), "0\r\n\r\n"),
        ),
        ("a chunk of nonsense", post("Transfer-Encoding: chunked\r\n", "zz\r\nx\r\n0\r\n\r\n")),
        ("a thousand headers", post(&format!("{many}Content-Length: {length}\r\n"), &request)),
        (
            "a megabyte of header",
            post(&format!("X: {}\r\nContent-Length: {length}\r\n", "y".repeat(1 << 20)), &request),
        ),
        ("no body", post("Content-Length: 0\r\n", "")),
        ("bytes that are no text", post("Content-Length: 4\r\n", "\u{0}\u{1}\u{2}\u{3}")),
        ("the next HTTP", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec()),
        ("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec()),
        ("nothing at all", b"\r\n\r\n".to_vec()),
    ];
    for (what, sent) in tricks {
        let mut stream = std::net::TcpStream::connect(server.address.trim_start_matches("http://")).unwrap();
        let _ = stream.write_all(&sent);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut answer = Vec::new();
        let _ = std::io::Read::read_to_end(&mut stream, &mut answer);
        let answer = String::from_utf8_lossy(&answer);
        let status = answer.split(' ').nth(1).unwrap_or_default();
        assert!(answer.is_empty() || status.starts_with('4') || status.starts_with('5'), "{what}: {answer}");
        assert!(
            !answer.contains("root:") && !answer.contains("PRIVATE KEY") && !answer.contains("SQLite"),
            "{what}: {answer}"
        );
    }
    // It goes on, and what proves something is cosigned once.
    assert!(desk.ok(&["checkpoint", "cosign"]).contains("đã ký mốc 6 mục"));
}
