//! What is wrong is mended the honest way: taken back, corrected, annulled, repaid; what rests on it is named first.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "desk/mod.rs"]
mod desk;
#[path = "office/mod.rs"]
mod office;

use desk::Desk;

/// A decision for two people, issued and paid: #4 the money, #5 its allocation.
fn decided(desk: &Desk) {
    desk.ok(&["record", "fund.appropriated", "-d", "amount=60.000.000", "-d", "document=02/QĐ", "-k", "ke-toan.pem"]);
    desk.ok(&["record", "fund.allocated", "-d", "category=individual", "-d", "amount=30 triệu", "-k", "chu-tich.pem"]);
    let sheet = "Họ tên;Đối tượng;Thôn;Hình thức;Loại hình;Thành tích\r\n\
                 Cá nhân 1;cá nhân;Thôn 1;Giấy khen;phong trào;Hiến đất\r\n\
                 Cá nhân 2;cá nhân;Thôn 2;Giấy khen;phong trào;Hiến đất\r\n";
    desk.write("dn.csv", sheet);
    desk.ok(&["nhap", "dn.csv", "--yes", "-k", "van-thu.pem"]);
    desk.ok(&["hop", "--members", "9", "--present", "8", "--votes", "8", "--yes", "-k", "van-thu.pem"]);
    desk.ok(&["quyet-dinh", "--title", "Về việc khen thưởng", "--yes"]);
    desk.ok(&["ky", "--yes", "-k", "chu-tich.pem"]);
    desk.ok(&["phat-hanh", "--number", "03", "--yes", "-k", "van-thu.pem"]);
    desk.ok(&["chi", "--method", "cash", "--voucher", "PC01", "--yes", "-k", "ke-toan.pem"]);
}

fn balance(desk: &Desk) -> u64 {
    desk.json(&["fund"])[0]["balance"].as_u64().unwrap()
}

#[test]
fn money_typed_wrongly_is_taken_back_by_two_people_and_stays_struck_through() {
    let desk = Desk::open("undo");
    desk.ok(&["record", "fund.appropriated", "-d", "amount=50.000.000", "-d", "document=02/QĐ", "-k", "ke-toan.pem"]);
    let twice = ["record", "fund.appropriated", "-d", "amount=50.000.000", "-d", "document=02/QĐ", "-k", "ke-toan.pem"];
    desk.ok(&twice);
    let seq = desk.json(&["verify", "so.sovang"])["head"]["seq"].as_u64().unwrap();
    let entry = format!("m{seq}");
    let missing = desk.refused(&["bo-ghi", &entry, "-k", "ke-toan.pem"], "job.missing");
    assert!(missing.contains("--ground") && missing.contains("--reason"), "{missing}");
    let undo = ["bo-ghi", &entry, "--ground", "ghi trung", "--reason", "Ghi hai lần", "-k", "ke-toan.pem"];
    desk.refused(&undo, "job.not_agreed");
    let told = desk.ok(&[&undo[..], &["--yes"]].concat());
    assert!(told.contains("tập trình ký"), "{told}");
    // Proposed only: nothing has changed, and the proposer cannot complete it himself.
    assert_eq!(balance(&desk), 100_000_000);
    desk.refused(&[&undo[..], &["--yes"]].concat(), "job.cannot");
    let signed = desk.run(&["ky", "--yes", "-k", "chu-tich.pem"]);
    assert!(signed.status.success(), "{}", desk::text(&signed));
    let shown = desk::text(&signed);
    for word in ["100.000.000đ → 50.000.000đ", "ghi trùng", "Kế toán"] {
        assert!(shown.contains(word), "{word}: {shown}");
    }
    assert_eq!(balance(&desk), 50_000_000);
    let log = desk.ok(&["log"]);
    let row = log.lines().find(|line| line.starts_with(&format!("#{seq} "))).unwrap();
    assert!(row.contains("đã bỏ ghi"), "{row}");
    assert!(log.contains("giờ Việt Nam"), "{log}");
    desk.refused(&["bo-ghi", &entry, "-k", "ke-toan.pem"], "taken_back.twice");
    let verified = desk.json(&["verify", "so.sovang"]);
    assert!(verified["authentic"] == true && verified["lawful"] == true, "{verified}");
}

#[test]
fn what_rests_on_it_is_named_the_newest_first() {
    let desk = Desk::open("rests");
    decided(&desk);
    let told = desk.refused(&["bo-ghi", "hd1", "-k", "van-thu.pem"], "job.cannot");
    assert!(told.contains("Ký quyết định khen thưởng") && told.contains("03/QĐ-UBND"), "{told}");
    // The money rests under everything that was done with it.
    let told = desk.refused(&["bo-ghi", "m7", "-k", "ke-toan.pem"], "job.cannot");
    assert!(told.contains("Phân bổ quỹ") && told.contains("30.000.000đ"), "{told}");
}

#[test]
fn fix_asks_what_is_wrong_and_offers_only_what_fits() {
    let desk = Desk::open("fix");
    decided(&desk);
    let json = desk.json(&["sua-sai", "03"]);
    assert_eq!(json["error"]["code"], "job.missing");
    let ways: Vec<&str> =
        json["error"]["missing"][0]["choices"].as_array().unwrap().iter().map(|c| c.as_str().unwrap()).collect();
    assert_eq!(ways, ["recorded", "paper", "award", "money"]);
    // Of a nomination only the recording can be wrong: it goes straight on.
    let json = desk.json(&["sua-sai", "dn1", "-k", "van-thu.pem"]);
    assert_eq!(json["error"]["code"], "job.cannot", "{json}");
}

#[test]
fn a_wrong_name_is_corrected_and_a_wrong_award_annulled_and_repaid() {
    let desk = Desk::open("correct");
    decided(&desk);
    let correct = ["dinh-chinh", "03", "--line", "ca nhan 2", "--name", "Cá nhân Hai", "--kind", "thể thức"];
    let paper = ["--document", "15/UBND-VP", "--reason", "Viết sai tên", "-k", "van-thu.pem", "--yes"];
    desk.ok(&[&correct[..], &paper[..]].concat());
    assert_eq!(desk.json(&["award", "--find", "ca nhan hai"])[0]["name"], "Cá nhân Hai");
    desk.refused(&["dinh-chinh", "03", "--line", "1", "--kind", "1", "-k", "van-thu.pem"], "job.cannot");
    let annul =
        ["huy", "03", "--lines", "2", "--ground", "gian doi", "--document", "21/QĐ-UBND", "--reason", "Kê khai sai"];
    let output = desk.run(&[&annul[..], &["-k", "chu-tich.pem", "--yes"]].concat());
    let text = desk::text(&output);
    assert!(output.status.success(), "{text}");
    assert!(text.contains("đã chi 760.000đ: phải thu lại") && text.contains("thu-hoi"), "{text}");
    // The only money that waits to come back need not be named.
    let before = balance(&desk);
    desk.ok(&["thu-hoi", "--voucher", "PT01", "--reason", "Hủy khen", "-k", "ke-toan.pem", "--yes"]);
    assert_eq!(balance(&desk), before + 760_000);
    desk.refused(&["thu-hoi", "03:2", "--voucher", "PT02", "--reason", "x", "-k", "ke-toan.pem"], "job.nothing");
}

#[test]
fn what_is_another_persons_is_prepared_for_him() {
    let desk = Desk::open("prepare");
    decided(&desk);
    let annul =
        ["huy", "03", "--lines", "2", "--ground", "gian doi", "--document", "21/QĐ-UBND", "--reason", "Kê khai sai"];
    desk.refused(&[&annul[..], &["-k", "van-thu.pem"]].concat(), "author.role");
    desk.ok(&[&annul[..], &["--prepare", "--yes"]].concat());
    // The accountant's own pages are none; the chairman's is named as his and stays.
    let told = desk::text(&desk.run(&["ky", "--yes", "-k", "ke-toan.pem"]));
    assert!(told.contains("author.role"), "{told}");
    desk.ok(&["ky", "--yes", "-k", "chu-tich.pem"]);
    assert_eq!(desk.json(&["award", "--find", "ca nhan 2"])[0]["status"], "annulled");
}
