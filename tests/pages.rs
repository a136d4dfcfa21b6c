//! What an office looks up comes as a page: what it is, where it stands, by which entries; no ids, Vietnamese time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "desk/mod.rs"]
mod desk;
#[path = "office/mod.rs"]
mod office;

use desk::Desk;

/// Two people nominated, one of them awarded, paid, presented; frames bought.
fn year(desk: &Desk) {
    desk.ok(&["record", "fund.appropriated", "-d", "amount=60.000.000", "-d", "document=02/QĐ", "-k", "ke-toan.pem"]);
    for (category, amount) in [("individual", "30 triệu"), ("frames", "5 triệu")] {
        let [category, amount] = [format!("category={category}"), format!("amount={amount}")];
        desk.ok(&["record", "fund.allocated", "-d", &category, "-d", &amount, "-k", "chu-tich.pem"]);
    }
    let sheet = "Họ tên;Đối tượng;Thôn;Hình thức;Loại hình;Thành tích\r\n\
                 Cá nhân 1;cá nhân;Thôn 1;Giấy khen;phong trào;Hiến đất\r\n\
                 Cá nhân 2;cá nhân;Thôn 2;Giấy khen;phong trào;Hiến đất\r\n";
    desk.write("dn.csv", sheet);
    desk.ok(&["nhap", "dn.csv", "--yes", "-k", "van-thu.pem"]);
    let vote =
        ["hop", "--members", "9", "--present", "8", "--votes", "8", "--except", "2=3", "--yes", "-k", "van-thu.pem"];
    desk.ok(&vote);
    desk.ok(&["quyet-dinh", "--title", "Về việc khen thưởng", "--yes"]);
    desk.ok(&["ky", "--yes", "-k", "chu-tich.pem"]);
    desk.ok(&["phat-hanh", "--number", "03", "--yes", "-k", "van-thu.pem"]);
    desk.ok(&["chi", "--method", "cash", "--voucher", "PC01", "--yes", "-k", "ke-toan.pem"]);
}

#[test]
fn everything_that_a_list_prints_has_a_page() {
    let desk = Desk::open("pages");
    year(&desk);
    let money = desk.json(&["log", "--type", "fund.appropriated"])[0]["seq"].as_u64().unwrap();
    for (what, words) in [
        ("03", &["03/QĐ-UBND", "Cá nhân 1", "760.000đ", "8/9", "Đã chi 1 trên 1", "Mục: #"][..]),
        ("03:1", &["Cá nhân 1", "Dòng 1: Hiến đất. #"]),
        ("dn1", &["ĐN-", "Cá nhân 1, Thôn 1 (cá nhân): 03/QĐ-UBND", "Giấy khen", "Hiến đất", "HĐ-", "✔ Đề nghị"]),
        ("dn2", &["Cá nhân 2, Thôn 2", "không"]),
        ("hd1", &["8 trên 9 thành viên", "3/9", "không thông qua", "8/9"]),
        ("pc01", &["PC01  chi", "tiền mặt: 760.000đ", "Bảy trăm sáu mươi nghìn đồng", "dòng 1", "(giờ Việt Nam)"]),
        ("ca nhan 1", &["Cá nhân 1, Thôn 1 (cá nhân)", "760.000đ", "đã chi", "ĐN-", "Chi quỹ"]),
        (format!("m{money}").as_str(), &["Mục #", "60.000.000đ", "(giờ Việt Nam)"]),
    ] {
        let shown = desk.ok(&["xem", what]);
        for word in words {
            assert!(shown.contains(word), "{what}: {word}\n{shown}");
        }
        assert!(!shown.contains("T0") && !shown.contains("Z\n"), "{what}: a time in UTC\n{shown}");
        let ids = |text: &str| text.split(|c: char| !c.is_ascii_hexdigit() && c != '-').any(|word| word.len() >= 32);
        assert!(!ids(&shown), "{what}: an id or a hash\n{shown}");
        // As they were signed, with what programs go by.
        let verbatim = desk.ok(&["xem", what, "-v"]);
        assert!(ids(&verbatim) && verbatim.contains("Mã băm: "), "{what}\n{verbatim}");
        let english = desk.ok(&["--lang", "en", "show", what]);
        assert!(!english.contains("giờ Việt Nam") && !english.contains("Mục"), "{what}\n{english}");
        // For programs nothing changes with the page.
        assert!(desk.json(&["xem", what])[0]["hash"].is_string(), "{what}");
    }
    let year = desk::this_year();
    let fund = desk.ok(&["quy", &year]);
    assert!(fund.contains("760.000đ") && fund.contains("Khoản mục"), "{fund}");
}

#[test]
fn a_person_is_told_of_every_entry_that_speaks_of_him_and_of_nobody_else() {
    let desk = Desk::open("pages-person");
    year(&desk);
    let one = desk.json(&["nguoi", "ca nhan 1"]);
    let types: Vec<&str> = one["entries"].as_array().unwrap().iter().map(|e| e["type"].as_str().unwrap()).collect();
    for kind in ["nomination.submitted", "council.voted", "decision.listed", "decision.signed", "fund.disbursed"] {
        assert!(types.contains(&kind), "{kind}: {types:?}");
    }
    let voted = one["entries"].as_array().unwrap().iter().find(|entry| entry["type"] == "council.voted").unwrap();
    assert_eq!(voted["data"]["ballots"].as_array().unwrap().len(), 1, "the votes about others: {voted}");
    let other = desk.ok(&["nguoi", "ca nhan 2"]);
    assert!(!other.contains("760.000đ") && !other.contains("Chi quỹ"), "{other}");
    desk.refused(&["nguoi", "ca nhan 3"], "draft.no_match");
}
