//! What an office does beside awards: the fund's money and its year's end, petitions step by step, movements and targets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "desk/mod.rs"]
mod desk;
#[path = "office/mod.rs"]
mod office;

use desk::{Desk, this_year, today};

fn shown(desk: &Desk, args: &[&str]) -> String {
    let output = desk.run(args);
    let text = desk::text(&output);
    assert!(output.status.success(), "{args:?}: {text}");
    text
}

#[test]
fn money_comes_in_is_allocated_and_spent_and_slips_are_warned_of() {
    let desk = Desk::open("money");
    let gift = ["thu", "--source", "dong gop", "--donor", "Tổ chức 1", "-k", "ke-toan.pem", "--yes", "--on", "01/01"];
    shown(&desk, &[&gift[..], &["--amount", "5 triệu", "--voucher", "PT01"]].concat());
    // A zero too many, and the same thing twice.
    let told = shown(&desk, &[&gift[..], &["--amount", "50.000.000 đồng", "--voucher", "PT02"]].concat());
    assert!(
        told.contains("LƯU Ý 1") && told.contains("gấp 10 lần") && told.contains("năm mươi triệu")
            || told.contains("Năm mươi triệu"),
        "{told}"
    );
    let told = shown(&desk, &[&gift[..], &["--amount", "5 triệu", "--voucher", "PT01"]].concat());
    assert!(told.contains("ghi hai lần?"), "{told}");
    let allocate = ["phan-bo", "--individual", "30 triệu", "--frames", "3 triệu", "-k", "chu-tich.pem", "--yes"];
    let told = shown(&desk, &allocate);
    assert!(told.contains("Còn lại chưa phân bổ: 27.000.000đ"), "{told}");
    let frames = ["chi-khung", "--item", "Khung A4", "--quantity", "12", "--price", "50 nghìn", "--method", "tien mat"];
    let rest = ["--voucher", "PC01", "--payee", "Cửa hàng 1", "-k", "ke-toan.pem", "--yes"];
    let told = shown(&desk, &[&frames[..], &rest[..]].concat());
    assert!(told.contains("600.000đ") && told.contains("3.000.000đ → 2.400.000đ"), "{told}");
    assert!(told.contains("12 khung, chỉ 0 giấy khen"), "{told}");
    assert_eq!(desk.json(&["fund"])[0]["balance"], 59_400_000);
}

#[test]
fn a_year_ends_and_the_next_begins_in_the_only_right_order() {
    let desk = Desk::open("year");
    let before = (this_year().parse::<i32>().unwrap() - 1).to_string();
    let on = format!("02/01/{before}");
    let record = |kind: &str, data: &[&str]| {
        let mut args = vec!["record", kind, "-s", &before, "--on", &on, "-k", "ke-toan.pem"];
        args.extend(data.iter().flat_map(|pair| ["-d", pair]));
        desk.ok(&args);
    };
    record("fund.opened", &["opening=0"]);
    record("fund.appropriated", &["amount=10 triệu", "document=02/QĐ"]);
    record("fund.contributed", &["amount=2 triệu", "donor=Tổ chức 1", "voucher=PT1", "purpose=học sinh giỏi"]);
    let missing = desk.refused(&["khoa-so", "-k", "ke-toan.pem"], "job.missing");
    assert!(missing.contains("--counted"), "{missing}");
    let close = ["khoa-so", "--budget", "nop tra", "--document", "LC01", "-k", "ke-toan.pem"];
    // What was counted differs: an explanation is asked for.
    let missing = desk.refused(&[&close[..], &["--counted", "11 triệu"]].concat(), "job.missing");
    assert!(missing.contains("--difference"), "{missing}");
    let told = shown(&desk, &[&close[..], &["--counted", "12.000.000", "--yes"]].concat());
    for step in ["Khóa Quỹ năm", "Nộp trả ngân sách 10.000.000đ", "Chuyển 2.000.000đ"] {
        assert!(told.contains(step), "{step}: {told}");
    }
    let funds = desk.json(&["fund"]);
    assert_eq!((&funds[0]["balance"], &funds[1]["balance"]), (&0.into(), &2_000_000.into()));
    // Of a year that holds promises, the decisions are named, and nothing is written.
    desk.refused(&["phan-bo", "--on", &on, "--individual", "1 triệu", "-k", "chu-tich.pem"], "fund.closed");
}

#[test]
fn a_petition_is_led_from_step_to_step() {
    let desk = Desk::open("petition");
    let on = "01/01";
    let new =
        ["don", "moi", "--on", on, "-d", "channel=nop don", "-d", "summary=Đề nghị xem lại", "-d", "award_related=có"];
    desk.refused(&[&new[..], &["-d", "identity=Cá nhân 9", "-k", "van-thu.pem", "--yes"]].concat(), "job.secret");
    assert!(desk.json(&["draft", "list"])["drafts"].as_array().unwrap().is_empty());
    shown(&desk, &[&new[..], &["-k", "van-thu.pem", "--yes"]].concat());
    // What may follow comes as codes; nothing that does not fit is offered.
    let json = desk.json(&["don", "1", "--step", "petition.resolved", "-k", "chu-tich.pem"]);
    assert_eq!(json["error"]["code"], "job.answer", "{json}");
    let classify =
        ["don", "1", "--on", on, "-d", "kind=khieu nai", "-d", "in_jurisdiction=có", "-d", "anonymous=không"];
    let told = shown(&desk, &[&classify[..], &["--step", "1", "-k", "van-thu.pem", "--yes"]].concat());
    assert!(told.contains("Phân loại đơn"), "{told}");
    // Acceptance is the chairman's: the clerk is told so, and the resolver and the law's last day stand ready.
    let accept = ["don", "dt1", "--on", on, "--step", "petition.accepted", "-d", "document=05/TB"];
    desk.refused(&[&accept[..], &["-k", "van-thu.pem", "--yes"]].concat(), "author.role");
    shown(&desk, &[&accept[..], &["-k", "chu-tich.pem", "--yes"]].concat());
    assert!(desk.json(&["petition"])[0]["due_on"].is_string());
    let resolve = ["don", "1", "--step", "petition.resolved", "-d", "outcome=đúng một phần", "-d", "document=09/QĐ"];
    shown(&desk, &[&resolve[..], &["-k", "chu-tich.pem", "--yes"]].concat());
    let deliver =
        ["don", "1", "--step", "petition.delivered", "-d", "to=người khiếu nại", "-k", "van-thu.pem", "--yes"];
    shown(&desk, &deliver);
    assert_eq!(desk.json(&["petition"])[0]["status"], "resolved");
}

#[test]
fn movements_and_targets_are_begun_and_gone_on_with() {
    let desk = Desk::open("movement");
    // Fields of a new movement have no options: on a terminal they are asked, elsewhere it is said what is missing.
    let missing = desk.refused(&["phong-trao", "-k", "chu-tich.pem"], "job.missing");
    assert!(missing.contains("--name") && missing.contains("--from"), "{missing}");
    let missing = desk.refused(&["chi-tieu", "-k", "van-thu.pem"], "job.missing");
    assert!(missing.contains("--unit"), "{missing}");
}

#[test]
fn the_desk_says_what_waits_lists_can_be_typed_back_and_everything_is_found() {
    let desk = Desk::open("desk");
    desk.ok(&["thu", "--source", "1", "--amount", "60 triệu", "--document", "02/QĐ", "-k", "ke-toan.pem", "--yes"]);
    desk.ok(&["phan-bo", "--individual", "30 triệu", "-k", "chu-tich.pem", "--yes"]);
    let sheet = "Họ tên;Đối tượng;Thôn;Hình thức;Loại hình;Thành tích\r\nCá nhân 1;cá nhân;Thôn 1;Giấy khen;phong trào;Hiến đất\r\n";
    desk.write("dn.csv", sheet);
    desk.ok(&["nhap", "dn.csv", "--yes", "-k", "van-thu.pem"]);
    let waits = |command: &str| {
        let told = desk.json(&["desk"]);
        told["waits"].as_array().unwrap().iter().any(|row| row["type"] == format!("sovang {command}"))
    };
    assert!(waits("hop") && !waits("quyet-dinh"));
    desk.ok(&["hop", "--members", "9", "--present", "8", "--votes", "8", "--yes", "-k", "van-thu.pem"]);
    assert!(waits("quyet-dinh") && !waits("hop"));
    desk.ok(&["quyet-dinh", "--title", "Về việc khen thưởng", "--yes"]);
    assert!(waits("ky"));
    desk.ok(&["ky", "--yes", "-k", "chu-tich.pem"]);
    assert!(waits("phat-hanh") && !waits("ky"));
    desk.ok(&["phat-hanh", "--number", "03", "--yes", "-k", "van-thu.pem"]);
    assert!(waits("chi") && waits("trao") && waits("luu"));
    desk.ok(&["chi", "--method", "cash", "--voucher", "PC01", "--yes", "-k", "ke-toan.pem"]);
    assert!(!waits("chi"));
    // What stands first in any list means that very thing.
    for what in ["nominations", "sessions", "decisions", "payments", "people"] {
        let rows = desk.json(&["danh-sach", what]);
        let rows = rows.as_array().unwrap();
        assert!(!rows.is_empty(), "{what}");
        for row in rows {
            desk.ok(&["show", row[0].as_str().unwrap()]);
        }
    }
    for text in ["hien dat", "03", "PC01", "ca nhan 1", "02/QĐ"] {
        let rows = desk.json(&["tim", text]);
        assert!(!rows.as_array().unwrap().is_empty(), "{text}");
        for row in rows.as_array().unwrap() {
            desk.ok(&["show", row[0].as_str().unwrap()]);
        }
    }
    assert_eq!(desk.run(&["tim", "khong co gi nhu vay"]).status.code(), Some(1));
}

/// A title is counted to the year that it was considered for, whenever it is issued (NĐ 152/2025/NĐ-CP Đ49.5).
#[test]
fn a_title_is_asked_its_year_and_two_of_one_year_are_said_before_anybody_signs() {
    let desk = Desk::open("titles");
    desk.ok(&["thu", "--source", "1", "--amount", "60 triệu", "--document", "02/QĐ", "-k", "ke-toan.pem", "--yes"]);
    desk.ok(&["phan-bo", "--individual", "30 triệu", "-k", "chu-tich.pem", "--yes"]);
    let one =
        "Họ tên;Đối tượng;Thôn;Danh hiệu;Thành tích\r\nCá nhân 1;cá nhân;Thôn 1;Lao động tiên tiến;Hoàn thành tốt\r\n";
    desk.write("mot.csv", one);
    let bring = ["nhap", "mot.csv", "-k", "van-thu.pem", "--yes"];
    let missing = desk.refused(&bring, "job.missing");
    assert!(missing.contains("--period") && !missing.contains("--reward_type"), "{missing}");
    desk.refused(&[&bring[..], &["--period", "hai-nghin"]].concat(), "job.answer");
    let told = shown(&desk, &[&bring[..], &["--period", "2025"]].concat());
    assert!(told.contains("Lao động tiên tiến (năm 2025)"), "{told}");
    // A column of the sheet says it row by row, and a cell that is no time is named.
    let two = |year: &str| {
        format!(
            "Họ tên;Đối tượng;Thôn;Danh hiệu;Năm xét;Thành tích\r\n\
             Cá nhân 1;cá nhân;Thôn 1;Chiến sĩ thi đua cơ sở;{year};Hoàn thành xuất sắc\r\n\
             Cá nhân 2;cá nhân;Thôn 1;Lao động tiên tiến;01/9/2024..31/5/2025;Dạy giỏi\r\n"
        )
    };
    desk.write("hai.csv", two("năm ngoái"));
    let told = desk.refused(&["nhap", "hai.csv", "-k", "van-thu.pem", "--yes"], "job.sheet");
    assert!(told.contains("E2") && told.contains("năm ngoái"), "{told}");
    desk.write("hai.csv", two("2025"));
    desk.ok(&["nhap", "hai.csv", "-k", "van-thu.pem", "--yes"]);
    desk.ok(&["hop", "--members", "9", "--present", "9", "--votes", "9", "--yes", "-k", "van-thu.pem"]);
    let told = shown(&desk, &["quyet-dinh", "--title", "Về việc tặng danh hiệu", "--yes"]);
    assert!(told.contains("chỉ hưởng mức tiền cao nhất") && told.contains("xét cho năm 2025"), "{told}");
    assert_eq!(told.matches("chỉ hưởng mức tiền cao nhất").count(), 1, "{told}");
    let told = shown(&desk, &["ky", "--yes", "-k", "chu-tich.pem"]);
    assert!(told.contains("Lao động tiên tiến (từ 01/9/2024 đến 31/5/2025)"), "{told}");
    desk.ok(&["phat-hanh", "--number", "03", "--yes", "-k", "van-thu.pem"]);
    let found = desk.json(&["audit"]);
    let about = found["findings"].as_array().unwrap().iter().find(|found| found["code"] == "audit.two_titles");
    assert!(about.is_some_and(|found| found["about"].to_string().contains("2025")), "{found}");
}

#[test]
fn what_was_typed_is_kept_and_can_be_gone_on_with_or_dropped() {
    let desk = Desk::open("drafts");
    let half = ["thu", "--source", "1", "--amount", "60 triệu", "--document", "02/QĐ", "-k", "ke-toan.pem"];
    desk.refused(&half, "job.not_agreed");
    let drafts = desk.json(&["draft", "list"]);
    assert_eq!(drafts["drafts"][0][0], "thu");
    assert_eq!(desk.json(&["draft", "show", "thu"])["document"], "02/QĐ");
    desk.ok(&["draft", "drop", "thu"]);
    assert_eq!(desk.json(&["draft", "list"])["drafts"].as_array().unwrap().len(), 0);
    desk.refused(&["draft", "drop", "thu"], "draft.unknown");
    // A page for somebody else is a draft as well.
    desk.ok(&["phan-bo", "--individual", "1 triệu", "--prepare", "--yes"]);
    assert_eq!(desk.json(&["draft", "list"])["pages"][0][0], "001");
    desk.ok(&["draft", "drop", "001"]);
    assert_eq!(desk.json(&["draft", "list"])["pages"].as_array().unwrap().len(), 0);
}

#[test]
fn what_was_mistyped_is_guessed_at_and_names_of_people_are_taken() {
    let desk = Desk::open("near");
    let told = desk.refused(&["record", "fund.disbusred", "-k", "ke-toan.pem"], "draft.type");
    assert!(told.contains("Có phải: fund.disbursed?"), "{told}");
    let told = desk.refused(&["record", "Ngân sách cấp", "-d", "amuont=5", "-k", "ke-toan.pem"], "form.field");
    assert!(told.contains("Có phải: amount?"), "{told}");
    desk.ok(&["record", "Ngân sách cấp", "-d", "amount=5 triệu", "-d", "document=02/QĐ", "-k", "ke-toan.pem"]);
    assert!(desk.ok(&["log", "--type", "ngan sach cap"]).contains("Ngân sách cấp"));
    // A figure of a published report, in its own words.
    let year = this_year();
    let claim = |text: &str| desk.run(&["doi-chieu", "--claim", text, "--period", &year]);
    let agrees = claim("awards.certificates=0");
    assert!(agrees.status.code() == Some(0) || agrees.status.code() == Some(1), "{}", desk::text(&agrees));
    let differs = claim("giấy khen=14");
    assert_eq!(differs.status.code(), Some(1), "{}", desk::text(&differs));
    assert!(desk::text(&differs).contains("14"), "{}", desk::text(&differs));
    desk.refused(&["doi-chieu", "--claim", "giay kheng=14", "--period", &year], "claims.bad");
}

/// The newest policy that ships, in force from today, its rows that end ending in so many days.
fn ending_in(days: u32) -> String {
    let shipped = sovang::domain::presets::PRESETS.last().unwrap();
    let mut policy: serde_json::Value = serde_json::from_str(shipped.json).unwrap();
    policy["version"] = "thu".into();
    policy["valid_from"] = today().to_string().into();
    for (table, rows) in policy.as_object_mut().unwrap() {
        for row in rows.as_array_mut().into_iter().flatten().filter(|_| table != "authors" && table != "base_salaries")
        {
            row["from"] = today().to_string().into();
            if row.get("until").is_some() {
                row["until"] = today().plus_days(days).to_string().into();
            }
        }
    }
    policy.to_string()
}

#[test]
fn rows_that_end_and_rows_that_nobody_compared_are_said_wherever_they_decide() {
    let desk = Desk::open("rows");
    desk.ok(&["thu", "--source", "1", "--amount", "60 triệu", "--document", "02/QĐ", "-k", "ke-toan.pem", "--yes"]);
    desk.ok(&["phan-bo", "--individual", "30 triệu", "-k", "chu-tich.pem", "--yes"]);
    let adopt = |days: u32| {
        desk.write("thu.json", ending_in(days).replace("\"thu\"", &format!("\"thu-{days}\"")));
        desk.ok(&["policy", "adopt", "--file", "thu.json", "-k", "chu-tich.pem"]);
    };
    let ends = format!("{} (còn 60 ngày)", today().plus_days(60).vietnamese());
    let looks =
        || [shown(&desk, &["policy", "show"]), desk::text(&desk.run(&["due"])), shown(&desk, &["ban-lam-viec"])];
    adopt(61);
    looks().iter().for_each(|told| assert!(!told.contains("còn 61 ngày") && !told.contains("còn 60 ngày"), "{told}"));
    adopt(60);
    looks().iter().for_each(|told| assert!(told.contains(&ends), "{told}"));
    // From nomination to issue: what the money rests on, how votes are counted, and what ends before long.
    let certificate =
        "Chưa ai đối chiếu với văn bản, mà quyết định việc này: Giấy khen của Chủ tịch UBND xã (cá nhân): 0,3 × 1";
    let sheet = "Họ tên;Đối tượng;Thôn;Hình thức;Loại hình;Thành tích\r\nCá nhân 1;cá nhân;Thôn 1;Giấy khen;phong trào;Hiến đất\r\n";
    desk.write("dn.csv", sheet);
    let told = shown(&desk, &["nhap", "dn.csv", "--yes", "-k", "van-thu.pem"]);
    assert!(told.contains(certificate), "{told}");
    let vote = ["hop", "--members", "9", "--present", "8", "--votes", "8", "--yes", "-k", "van-thu.pem"];
    let told = shown(&desk, &vote);
    assert!(told.contains("quyết định việc này: biểu quyết: chung: dự họp ít nhất 2/3"), "{told}");
    let rest: [&[&str]; 3] = [
        &["quyet-dinh", "--title", "Về việc khen thưởng", "--yes"],
        &["ky", "--yes", "-k", "chu-tich.pem"],
        &["phat-hanh", "--number", "03", "--yes", "-k", "van-thu.pem"],
    ];
    for step in rest {
        let told = shown(&desk, step);
        assert!(told.contains(certificate) && told.contains(&ends), "{told}");
    }
    // How long the file is kept is the policy's to say, and it is said if somebody means to keep it for less.
    let file = ["luu", "--place", "Tủ 1", "-k", "van-thu.pem"];
    let year = today().year();
    let short = desk::text(&desk.run(&[&file[..], &["--until", &format!("31/12/{}", year + 1)]].concat()));
    assert!(short.contains(&format!("sớm hơn thời hạn: đến hết 31/12/{}", year + 10)), "{short}");
    let told = shown(&desk, &[&file[..], &["--yes"]].concat());
    assert!(told.contains(&format!("lưu đến hết 31/12/{}", year + 10)) && told.contains("(chưa đối chiếu)"), "{told}");
    // A term says it of its own article.
    let new = ["don", "moi", "-d", "channel=nop don", "-d", "summary=Xem lại", "-d", "award_related=có"];
    shown(&desk, &[&new[..], &["-k", "van-thu.pem", "--yes"]].concat());
    let kind = ["-d", "kind=to cao", "-d", "in_jurisdiction=có", "-d", "anonymous=không", "-k", "van-thu.pem", "--yes"];
    shown(&desk, &[&["don", "1", "--step", "petition.classified"][..], &kind[..]].concat());
    let told = desk::text(&desk.run(&["due"]));
    assert!(told.contains("chưa đọc Luật 136/2025/QH15 (chưa đối chiếu); thu-60"), "{told}");
}

/// Every command that is asked about a time takes a named period, one cut at another day, and a range of days, in codes or as
/// offices write it; and a report of any of them is made again from its head.
#[test]
fn any_period_is_taken_everywhere_and_its_report_is_made_again() {
    let desk = Desk::open("periods");
    let year = this_year();
    let gift = ["thu", "--source", "dong gop", "--donor", "Tổ chức 1", "--amount", "5 triệu", "--voucher", "PT01"];
    desk.ok(&[&gift[..], &["-k", "ke-toan.pem", "--yes"]].concat());
    let codes = ["", "H2", "Q4", "N9", "M12", "Q4@15", "@15"].map(|part| format!("{year}{part}"));
    let words = [
        format!("quý IV năm {year}"),
        format!("6 tháng cuối năm {year}"),
        format!("01/10/{year}..31/12/{year}"),
        format!("từ 15/9/{year} đến 14/12/{year}"),
    ];
    for period in codes.iter().chain(&words) {
        for report in ["half-year", "annual", "petitions"] {
            let made = desk.ok(&["report", report, period, "--explain"]);
            desk.write("bao-cao.md", &made);
            let again = desk.run(&["verify", "so.sovang", "--against", "bao-cao.md"]);
            assert!(again.status.success() && desk::text(&again).contains("Khớp với 1"), "{report} {period}: {made}");
        }
    }
    let all = format!("01/01/{year}..31/12/{year}");
    for period in [&codes[2], &codes[5], &words[0], &all] {
        for register in ["tiep-cong-dan", "don", "so-vang", "quy", "cap-so"] {
            desk.ok(&["report", "register", register, period]);
        }
        desk.ok(&["why", "fund.contributed", "--period", period]);
        desk.ok(&["diff", "1", "2", "--period", period]);
        desk.ok(&["replay", "--as-of", &today().to_string(), "--report", period]);
        for looked in [&["audit", "--period", period][..], &["award", "--period", period]] {
            let output = desk.run(looked);
            assert!(output.status.code() != Some(2), "{looked:?}: {}", desk::text(&output));
        }
        let claim = desk.run(&["doi-chieu", "--claim", "fund.contributed=5.000.000", "--period", period]);
        assert!(claim.status.code() != Some(2), "{period}: {}", desk::text(&claim));
    }
    assert!(desk.ok(&["why", "fund.contributed", "--period", &all]).contains("5.000.000"));
    // The report on petitions is cut by its own rule, which it names; a cut or days of one's own are kept.
    let own = desk.ok(&["report", "petitions", &codes[2]]);
    assert!(own.contains(&format!("quý IV năm {year} (từ 15/9/{year} đến 14/12/{year})")), "{own}");
    assert!(own.contains("Cách tính kỳ: kỳ tính từ ngày 15") && own.contains("TT 06/2025/TT-TTCP Đ7"), "{own}");
    assert!(!own.contains("Quỹ thi đua"), "{own}");
    assert!(desk.ok(&["report", "petitions", &all]).contains(&format!("từ 01/01/{year} đến 31/12/{year}")));
    for bad in ["2026Q5", "quý V năm 2026", "năm kia", "31/12/2026..01/10/2026"] {
        let output = desk.run(&["report", "half-year", bad]);
        assert!(output.status.code() == Some(2) && desk::text(&output).contains("quý III năm 2024"), "{bad}");
    }
}
