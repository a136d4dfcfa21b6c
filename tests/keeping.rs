//! A ledger is kept: backed up whole, the backup tried, asked for again; handed over with what is open; and who finds its end
//! gone is told where the fuller copy was.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod desk;
mod office;

use desk::{Desk, text};

const GIFT: [&str; 10] = [
    "record",
    "fund.contributed",
    "-d",
    "amount=50.000",
    "-d",
    "donor=Tổ chức 1",
    "-d",
    "voucher=PT1",
    "-k",
    "ke-toan.pem",
];

#[test]
fn a_backup_takes_everything_and_is_tried() {
    let desk = Desk::open("keeping");
    assert_eq!(desk.json(&["due"])["backup_wanted"], true);
    std::fs::create_dir(desk.folder.file("usb")).unwrap();
    let said = desk.ok(&["backup", "usb/sao-luu.sovang"]);
    assert!(said.contains("khóa riêng của từng người") && said.contains("--check"), "{said}");
    for file in ["usb/sao-luu.sovang", "usb/sao-luu.log.pem", "usb/sao-luu.log.head"] {
        assert!(desk.folder.file(file).exists(), "{file}");
    }
    let due = desk.json(&["due"]);
    assert_eq!(due["backup_wanted"], false, "{due}");
    let tried = desk.ok(&["backup", "--check", "usb/sao-luu.sovang"]);
    assert!(tried.contains("BẢN SAO DÙNG ĐƯỢC") && tried.contains("Có đủ"), "{tried}");
    // What is missing is named, and the answer is no.
    std::fs::remove_file(desk.folder.file("usb/sao-luu.log.pem")).unwrap();
    desk.ok(&GIFT);
    let tried = desk.run(&["backup", "--check", "usb/sao-luu.sovang"]);
    assert_eq!(tried.status.code(), Some(1));
    let said = text(&tried);
    assert!(said.contains("THIẾU khóa của sổ") && said.contains("thêm 1 mục"), "{said}");
    // A copy that was changed is good for nothing.
    let copy = rusqlite::Connection::open(desk.folder.file("usb/sao-luu.sovang")).unwrap();
    office::past_the_belts(&copy, |copy| {
        copy.execute("UPDATE entries SET entry = replace(entry, 'UBND xã A', 'UBND xã B') WHERE seq = 1", []).unwrap();
    });
    drop(copy);
    assert!(text(&desk.run(&["backup", "--check", "usb/sao-luu.sovang"])).contains("KHÔNG DÙNG ĐƯỢC"));
}

/// S18: who practised on a copied file and comes back is told where that copy is.
#[test]
fn the_fuller_copy_is_named_with_the_time_it_was_seen() {
    let desk = Desk::open("keeping-fork");
    std::fs::create_dir(desk.folder.file("thu")).unwrap();
    for file in ["so.sovang", "so.log.pem", "so.log.pub", "so.log.head"] {
        std::fs::copy(desk.folder.file(file), desk.folder.file("thu").join(file)).unwrap();
    }
    desk.ok(&[&["-l", "thu/so.sovang"][..], &GIFT].concat());
    let said = desk.refused(&[&["-l", "so.sovang"][..], &GIFT].concat(), "memory.went_back");
    let copy = std::fs::canonicalize(desk.folder.file("thu/so.sovang")).unwrap();
    assert!(said.contains(&format!("{}, #6, ", copy.display())), "{said}");
    for way in ["sovang recover from", "sovang recover declare", "sovang practice"] {
        assert!(said.contains(way), "{way}: {said}");
    }
    // The honest way on works.
    desk.ok(&["-l", "so.sovang", "recover", "from", "thu/so.sovang"]);
    desk.ok(&[&["-l", "so.sovang"][..], &GIFT].concat());
}

/// S19: what is open is listed before a ledger is closed, and the minutes come out.
#[test]
fn a_ledger_is_handed_over_with_what_is_open_and_minutes() {
    let desk = Desk::open("keeping-handover");
    desk.ok(&GIFT);
    let nomination = [
        "de-nghi",
        "--name",
        "Cá nhân 1",
        "--kind",
        "cá nhân",
        "--unit",
        "Thôn 1",
        "--form",
        "Giấy khen",
        "--reward-type",
        "phong trào",
        "--merit",
        "Việc tốt",
        "--yes",
        "-k",
        "van-thu.pem",
    ];
    desk.ok(&nomination);
    let close = [
        "handover",
        "close",
        "--successor",
        "UBND xã mới",
        "--document",
        "NQ 01/NQ-HĐND",
        "--reason",
        "Sáp nhập",
        "-k",
        "chu-tich.pem",
    ];
    let said = desk.refused(&close, "job.not_agreed");
    for open in ["Quỹ", "50.000đ", "đề nghị", "LƯU Ý", "handover verify"] {
        assert!(said.contains(open), "{open}: {said}");
    }
    let minutes = desk.ok(&[&close[..], &["--yes"]].concat());
    assert!(minutes.starts_with("BIÊN BẢN BÀN GIAO") && minutes.contains("UBND xã mới"), "{minutes}");
    assert!(minutes.contains("50.000đ") && minutes.contains("Đại diện bên nhận"), "{minutes}");
    desk.refused(&GIFT, "ledger.closed");
}
