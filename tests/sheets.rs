//! Sheets as offices bring them, through the program: understood by their own headings, every wrong cell named at once, nothing
//! of a hostile file believed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod desk;
mod office;
mod workbooks;

use std::path::Path;
use std::process::Output;

use desk::{Desk, text};
use serde_json::Value;
use workbooks::{filled, ods, zipped};

/// A cell of a hand-made workbook: its attributes and what stands in it.
fn cell(at: &str, more: &str, inner: &str) -> String {
    format!("<c r=\"{at}\"{more}>{inner}</c>")
}

fn words(at: &str, text: &str) -> String {
    cell(at, " t=\"inlineStr\"", &format!("<is><t xml:space=\"preserve\">{text}</t></is>"))
}

fn row(number: u32, cells: &[&str]) -> String {
    let letters = "ABCDEFGHIJ".chars();
    let cells: String = letters
        .zip(cells)
        .filter(|(_, text)| !text.is_empty())
        .map(|(letter, text)| words(&format!("{letter}{number}"), text))
        .collect();
    format!("<row r=\"{number}\">{cells}</row>")
}

/// One sheet of a hand-made workbook: name, state, rows, what follows them.
struct Sheet<'a> {
    name: &'a str,
    more: &'a str,
    dimension: &'a str,
    rows: String,
    after: &'a str,
}

impl Sheet<'_> {
    fn of(name: &str, rows: String) -> Sheet<'_> {
        Sheet { name, more: "", dimension: "", rows, after: "" }
    }
}

fn workbook(sheets: &[Sheet<'_>], properties: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let documents = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    let types = "http://schemas.openxmlformats.org/package/2006/content-types";
    let (mut parts, mut listed, mut related) = (Vec::new(), String::new(), String::new());
    for (sheet, n) in sheets.iter().zip(1..) {
        listed += &format!("<sheet name=\"{}\" sheetId=\"{n}\"{} r:id=\"r{n}\"/>", sheet.name, sheet.more);
        related +=
            &format!("<Relationship Id=\"r{n}\" Type=\"{documents}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>");
        let dimension = if sheet.dimension.is_empty() {
            String::new()
        } else {
            format!("<dimension ref=\"{}\"/>", sheet.dimension)
        };
        let xml = format!(
            "{head}<worksheet xmlns=\"{main}\">{dimension}<sheetData>{}</sheetData>{}</worksheet>",
            sheet.rows, sheet.after
        );
        parts.push((format!("xl/worksheets/sheet{n}.xml"), xml));
    }
    related += &format!("<Relationship Id=\"s\" Type=\"{documents}/styles\" Target=\"styles.xml\"/>");
    related += &format!("<Relationship Id=\"t\" Type=\"{documents}/sharedStrings\" Target=\"sharedStrings.xml\"/>");
    parts.push((
        "[Content_Types].xml".into(),
        format!("{head}<Types xmlns=\"{types}\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"),
    ));
    parts.push(("_rels/.rels".into(), format!("{head}<Relationships xmlns=\"{relations}\"><Relationship Id=\"a\" Type=\"{documents}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>")));
    parts.push((
        "xl/workbook.xml".into(),
        format!(
            "{head}<workbook xmlns=\"{main}\" xmlns:r=\"{documents}\">{properties}<sheets>{listed}</sheets></workbook>"
        ),
    ));
    parts.push((
        "xl/_rels/workbook.xml.rels".into(),
        format!("{head}<Relationships xmlns=\"{relations}\">{related}</Relationships>"),
    ));
    // Style 1 is a date.
    parts.push(("xl/styles.xml".into(), format!("{head}<styleSheet xmlns=\"{main}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>")));
    let mut all: Vec<(&str, &[u8])> = parts.iter().map(|(name, xml)| (name.as_str(), xml.as_bytes())).collect();
    all.extend(more);
    zipped(&all)
}

const HEADS: [&str; 6] = ["STT", "Họ và tên", "Đối tượng", "Thôn", "Hình thức", "Thành tích"];
const THEMATIC: [&str; 2] = ["--reward-type", "phong trào"];
const GIVEN: [&str; 3] = ["--type", "fund.contributed", "--dry-run"];

fn nhap(desk: &Desk, file: &str, more: &[&str]) -> Output {
    desk.run(&[&["nhap", file, "-k", "van-thu.pem"], &THEMATIC[..], more].concat())
}

fn names(desk: &Desk) -> Vec<String> {
    let log = desk.ok(&["log", "--type", "nomination.submitted", "--json"]);
    let entries: Vec<Value> = match serde_json::from_str::<Value>(&log) {
        Ok(Value::Array(entries)) => entries,
        _ => log.lines().map(|line| serde_json::from_str(line).unwrap()).collect(),
    };
    let name = |entry: &Value| {
        let data = entry.pointer("/statement/data").or_else(|| entry.get("data")).unwrap();
        data["recipient"]["name"].as_str().unwrap().to_owned()
    };
    entries.iter().map(name).collect()
}

/// What rows would be recorded as.
fn contributed(desk: &Desk, file: &str) -> Vec<Value> {
    let done = desk.json(&[&["import", file, "-k", "ke-toan.pem"], &GIVEN[..]].concat());
    assert_eq!(done["admissible"], true, "{file}: {done}");
    done["events"].as_array().unwrap().iter().map(|event| event["statement"].clone()).collect()
}

fn fixture(desk: &Desk, name: &str) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/sheets").join(name);
    std::fs::copy(from, desk.folder.file(name)).unwrap();
}

#[test]
fn twelve_from_the_templates_in_use_by_one_command() {
    let desk = Desk::open("sheets-templates");
    fixture(&desk, "canhan.xlsx");
    fixture(&desk, "tapthe.xlsx");
    let args = [
        "nhap",
        "canhan.xlsx",
        "tapthe.xlsx",
        "--reward-type",
        "phong trào",
        "--merit",
        "Việc tốt",
        "--period",
        "2026",
        "-k",
        "van-thu.pem",
    ];
    let would = desk.json(&[&args[..], &["--dry-run"]].concat());
    assert_eq!(would["events"].as_array().unwrap().len(), 12, "{would}");
    let before = desk.head();
    desk.refused(&args, "job.not_agreed");
    assert_eq!(desk.head(), before);
    desk.ok(&[&args[..], &["--yes"]].concat());
    let expected: Vec<String> = (1..=8)
        .map(|n| format!("Cá nhân {n}"))
        .chain((1..=3).map(|n| format!("Tập thể {n}")))
        .chain(["Hộ ông Cá nhân 9".to_owned()])
        .collect();
    assert_eq!(names(&desk), expected);
    // Codes were looked up on the other sheet: a title, a form, a household; the place is where people live.
    let data = |n: usize| would["events"][n]["statement"]["data"].clone();
    assert_eq!(data(0)["form"], "commendation_certificate");
    assert_eq!(
        (&data(0)["recipient"]["kind"], &data(0)["recipient"]["unit"]),
        (&"individual".into(), &"Thôn 2".into())
    );
    assert_eq!(data(7)["form"], "advanced_worker");
    assert!(data(7).get("reward_type").is_none());
    assert_eq!(data(8)["recipient"]["kind"], "collective");
    assert_eq!(data(11)["recipient"]["kind"], "household");
    // The same again: told before anything is signed.
    let again = text(&desk.run(&[&args[..], &["--dry-run"]].concat()));
    assert!(again.contains("LƯU Ý") && again.contains("đã được đề nghị cùng thành tích"), "{again}");
}

#[test]
fn titles_groups_totals_and_signatures_are_no_people() {
    let desk = Desk::open("sheets-rows");
    let rows = [
        row(1, &["UBND XÃ A"]),
        row(2, &["DANH SÁCH ĐỀ NGHỊ KHEN THƯỞNG"]),
        row(4, &HEADS),
        row(5, &["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"]),
        row(6, &["I", "TẬP THỂ"]),
        row(7, &["1", "Tập thể 1", "tập thể", "Thôn 1", "giấy khen", "Việc tốt"]),
        row(8, &["II", "CÁ NHÂN"]),
        row(9, &["2", "Cá nhân 1", "CA NHAN", "", "Giấy khen", "Việc tốt"]),
        row(10, &["3", "Cá nhân 2", "individual", "", "commendation_certificate", "Việc tốt"]),
        row(12, &["", "Tổng cộng", "", "", "3"]),
        row(14, &["", "", "", "", "Xã A, ngày 2 tháng 3 năm 2026"]),
        row(15, &["", "NGƯỜI LẬP", "", "", "CHỦ TỊCH"]),
    ];
    // The village of two rows is one merged cell.
    let rows = rows.concat().replace("<c r=\"E9\"", &format!("{}<c r=\"E9\"", words("D9", "Thôn 2")));
    let sheet = Sheet {
        after: "<mergeCells count=\"2\"><mergeCell ref=\"A2:F2\"/><mergeCell ref=\"D9:D10\"/></mergeCells>",
        ..Sheet::of("Danh sách", rows)
    };
    desk.write("khen.xlsx", workbook(&[sheet], "", &[]));
    let said = text(&nhap(&desk, "khen.xlsx", &["--dry-run"]));
    for told in [
        "tiêu đề ở dòng 4",
        "3 dòng (7–10)",
        "5 (số của cột)",
        "6, 8 (tên nhóm)",
        "12 (tổng cộng)",
        "14–15 (dưới bảng)",
    ] {
        assert!(said.contains(told), "{told}: {said}");
    }
    assert!(nhap(&desk, "khen.xlsx", &["--yes"]).status.success());
    assert_eq!(names(&desk), ["Tập thể 1", "Cá nhân 1", "Cá nhân 2"]);
    let person = desk.json(&["find", "ca nhan 2"]).to_string();
    assert!(person.contains("Thôn 2"), "{person}");
}

#[test]
fn every_wrong_cell_is_named_and_stands_beside_its_row_in_a_copy() {
    let desk = Desk::open("sheets-errors");
    let rows = [
        row(3, &HEADS),
        row(4, &["1", "Cá nhân 1", "cá nhân", "Thôn 1", "Bằng khen", "Việc tốt"]),
        row(5, &["2", "", "cá nhân, hộ", "Thôn 1", "Giấy khen", ""]),
        row(6, &["3", "Cá nhân 3", "cá nhân", "Thôn 1", "Giấy khen", "=A1"]),
        row(7, &["4", "Cá nhân 4", "cá nhân", "Thôn 1", "Giấy khen", "Việc tốt"]),
    ];
    let broken = cell("F7", " t=\"e\"", "<v>#N/A</v>");
    let rows = rows.concat().replace(&words("F7", "Việc tốt"), &broken);
    desk.write("khen.xlsx", workbook(&[Sheet::of("Thôn 1", rows)], "", &[]));
    let args = ["nhap", "khen.xlsx", "--reward-type", "phong trào", "--yes", "-k", "van-thu.pem"];
    let said = desk.refused(&[&args[..], &["--errors", "loi.xlsx"]].concat(), "job.sheet");
    let json = desk.json(&args);
    let cells: Vec<String> = json["error"]["cells"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cell| {
            format!(
                "{}{} {} «{}»",
                cell["column"].as_str().unwrap(),
                cell["row"],
                cell["heading"].as_str().unwrap(),
                cell["holds"].as_str().unwrap()
            )
        })
        .collect();
    let expected = [
        "E4 Hình thức «Bằng khen»",
        "B5 Họ và tên «»",
        "C5 Đối tượng «cá nhân, hộ»",
        "F5 Thành tích «»",
        "F6 Thành tích «=A1»",
        "F7 Thành tích «#N/A»",
    ];
    assert_eq!(cells, expected);
    for at in ["E4", "B5", "F5", "C5", "F6", "F7"] {
        assert!(said.contains(at), "{at}: {said}");
    }
    // Never over another file; the rehearsal says the same, as an answer.
    desk.refused(&[&args[..], &["--errors", "loi.xlsx"]].concat(), "file.io");
    let rehearsed = desk.run(&[&args[..], &["--dry-run"]].concat());
    assert_eq!(rehearsed.status.code(), Some(1));
    assert!(text(&rehearsed).contains("6 lỗi ở 4 dòng"), "{}", text(&rehearsed));
    // The copy says the same when it is brought, whatever stands in its last column.
    let copy = desk.json(&["nhap", "loi.xlsx", "--reward-type", "phong trào", "--yes", "-k", "van-thu.pem"]);
    assert_eq!(copy["error"]["cells"].as_array().unwrap().len(), 6, "{copy}");
    // So does a copy of the copy, in the same column.
    desk.run(&[
        "nhap",
        "loi.xlsx",
        "--reward-type",
        "phong trào",
        "--errors",
        "loi2.xlsx",
        "--yes",
        "-k",
        "van-thu.pem",
    ]);
    let copies = desk.run(&["nhap", "loi2.xlsx", "--reward-type", "phong trào", "--dry-run", "-k", "van-thu.pem"]);
    assert!(text(&copies).contains("6 lỗi ở 4 dòng"), "{}", text(&copies));
}

#[test]
fn what_rules_refuse_is_told_of_every_row() {
    let desk = Desk::open("sheets-rules");
    let rows = |name: &str| {
        [
            row(1, &HEADS),
            row(2, &["1", name, "cá nhân", "Thôn 1", "Giấy khen", "Việc tốt"]),
            row(3, &["2", "Cá nhân 2", "cá nhân", "Thôn 1", "Giấy khen", "Việc tốt"]),
        ]
        .concat()
    };
    desk.write("khen.xlsx", workbook(&[Sheet::of("A", rows("Cá nhân Tú"))], "", &[]));
    assert!(nhap(&desk, "khen.xlsx", &["--yes"]).status.success());
    // Almost the same name: somebody has to say whether it is the same person.
    desk.write("gan.xlsx", workbook(&[Sheet::of("A", rows("Cá nhân Tư"))], "", &[]));
    let said = text(&nhap(&desk, "gan.xlsx", &["--yes"]));
    assert!(said.contains("trang «A», dòng 2") && said.contains("gần giống"), "{said}");
    let with = rows("Cá nhân Tư")
        .replace("</row><row r=\"2\">", &format!("{}</row><row r=\"2\">", words("G1", "Mã người nhận")));
    let with = with.replacen("</row><row r=\"3\">", &format!("{}</row><row r=\"3\">", words("G2", "mới")), 1);
    desk.write("khac.xlsx", workbook(&[Sheet::of("A", with)], "", &[]));
    let done = nhap(&desk, "khac.xlsx", &["--yes"]);
    assert!(done.status.success(), "{}", text(&done));
    // A household gets no such award but for two kinds of merit: told of its row, with the others.
    let rows = [
        row(1, &HEADS),
        row(2, &["1", "Hộ ông A", "hộ", "Thôn 1", "Giấy khen", "Việc tốt"]),
        row(3, &["2", "Hộ ông B", "hộ", "Thôn 1", "Giấy khen", "Việc tốt"]),
    ]
    .concat();
    desk.write("ho.xlsx", workbook(&[Sheet::of("A", rows)], "", &[]));
    let said = desk.json(&["nhap", "ho.xlsx", "--reward-type", "niên hạn", "--yes", "-k", "van-thu.pem"]);
    assert_eq!(said["error"]["cells"].as_array().map(Vec::len), Some(2), "{said}");
}

#[test]
fn cells_are_read_as_spreadsheets_store_them() {
    let desk = Desk::open("sheets-cells");
    let heads = row(1, &["Số tiền", "Người đóng góp", "Chứng từ", "Ngày"]);
    let stored = |n: u32, amount: &str, date: &str| {
        let cells = [
            cell(&format!("A{n}"), "", &format!("<v>{amount}</v>")),
            words(&format!("B{n}"), "Tổ chức 1"),
            words(&format!("C{n}"), &format!("PT{n}")),
            cell(&format!("D{n}"), " s=\"1\"", &format!("<v>{date}</v>")),
        ];
        format!("<row r=\"{n}\">{}</row>", cells.concat())
    };
    // 2026-07-01 in either system.
    for (name, properties, serial) in
        [("1900.xlsx", "", "46204"), ("1904.xlsx", "<workbookPr date1904=\"1\"/>", "44742")]
    {
        let rows = [heads.clone(), stored(2, "2160000", serial), stored(3, "5E5", &format!("{serial}.75"))].concat();
        desk.write(name, workbook(&[Sheet::of("Thu", rows)], properties, &[]));
        let read = contributed(&desk, name);
        assert_eq!(
            (read[0]["data"]["amount"].as_u64(), read[1]["data"]["amount"].as_u64()),
            (Some(2_160_000), Some(500_000))
        );
        assert!(read.iter().all(|statement| statement["on"] == "2026-07-01"), "{name}: {read:?}");
    }
    // Numbers stored as text, with the blanks and signs that Vietnamese spreadsheets put into them.
    let texts = ["1.500.000", "1\u{a0}500\u{a0}000", "1\u{202f}500\u{202f}000 ₫", " 1.500.000 đồng ", "1,5 triệu"];
    let rows: String =
        texts.iter().zip(2..).map(|(amount, n)| row(n, &[amount, "Tổ chức 1", "PT1", "01/7/2026"])).collect();
    desk.write("chu.xlsx", workbook(&[Sheet::of("Thu", heads.clone() + &rows)], "", &[]));
    assert!(contributed(&desk, "chu.xlsx").iter().all(|statement| statement["data"]["amount"] == 1_500_000));
    // What is not a whole đồng is refused, in its cell.
    desk.write("le.xlsx", workbook(&[Sheet::of("Thu", heads + &stored(2, "1500.5", "46204"))], "", &[]));
    let said = desk.refused(&["import", "le.xlsx", "--type", "fund.contributed", "-k", "ke-toan.pem"], "form.value");
    assert!(said.contains("trang «Thu», dòng 2, ô A2 «Số tiền»"), "{said}");
}

#[test]
fn a_sheet_of_another_type_is_understood_by_its_labels_and_all_is_named() {
    let desk = Desk::open("sheets-types");
    let head = "Số tiền;Người đóng góp;Chứng từ;Ngày;STT\r\n";
    desk.write("thu.csv", format!("{head}1.000;Tổ chức 1;PT1;01/7/2026;1\r\nmột ít;;PT2;31/6/2026;2\r\n0;Tổ chức 3;PT3;01/7/2026;3\r\n1.000;Tổ chức 1;PT1;01/7/2026;4\r\n"));
    let args = ["import", "thu.csv", "--type", "Nhận đóng góp", "-k", "ke-toan.pem"];
    let said = desk.json(&args);
    let cells = said["error"]["cells"].as_array().unwrap();
    let at: Vec<String> =
        cells.iter().map(|cell| format!("{}{}", cell["column"].as_str().unwrap_or(""), cell["row"])).collect();
    assert_eq!(at, ["3", "A3", "D3", "4"], "{said}");
    let told = text(&desk.run(&[&args[..], &["--dry-run"]].concat()));
    assert!(told.contains("dòng 5 giống hệt dòng 2"), "{told}");
    for (line, code) in
        [("dòng 3, ô A3 «Số tiền»", "form.value"), ("dòng 3, ô D3 «Ngày»", "form.value"), ("dòng 4", "fund.zero")]
    {
        assert!(told.contains(&format!("{line}: [{code}]")), "{line}: {told}");
    }
    // A column that nobody knows: what may be meant, and how to say it.
    desk.write("la.csv", "Số tiền;Nguoi dong gop cho;Chứng từ\r\n1.000;A;PT9\r\n");
    let args = ["import", "la.csv", "--type", "fund.contributed", "-k", "ke-toan.pem"];
    let said = desk.refused(&args, "form.field");
    assert!(said.contains("«Nguoi dong gop cho»") && said.contains("--map"), "{said}");
    desk.ok(&[&args[..], &["--map", "nguoi dong gop cho=Người đóng góp"]].concat());
    // What the ledger has already is told, and a script goes on.
    let again = desk.run(&[&args[..], &["--map", "Nguoi dong gop cho=donor", "-d", "note=Lần hai"]].concat());
    assert!(again.status.success() && !text(&again).contains("giống hệt"), "{}", text(&again));
    let again = desk.run(&[&args[..], &["--map", "Nguoi dong gop cho=donor"]].concat());
    assert!(text(&again).contains("dòng 2 giống hệt #"), "{}", text(&again));
}

#[test]
fn hidden_sheets_are_not_read_unless_named() {
    let desk = Desk::open("sheets-hidden");
    let rows =
        |name: &str| [row(1, &HEADS), row(2, &["1", name, "cá nhân", "Thôn 1", "Giấy khen", "Việc tốt"])].concat();
    let hidden = Sheet { more: " state=\"hidden\"", ..Sheet::of("Cũ", rows("Cá nhân 1")) };
    let lists = Sheet::of("Bảng mã", row(1, &["Mã", "Tên"]) + &row(2, &["abc", "Giấy khen"]));
    let book = workbook(
        &[hidden, Sheet::of("Thôn 1", rows("Cá nhân 2")), lists, Sheet::of("Thôn 2", rows("Cá nhân 3"))],
        "",
        &[],
    );
    desk.write("khen.xlsx", book);
    let done = nhap(&desk, "khen.xlsx", &["--yes"]);
    assert!(
        text(&done).contains("Trang ẩn, không đọc: Cũ") && text(&done).contains("không đọc: Bảng mã"),
        "{}",
        text(&done)
    );
    assert_eq!(names(&desk), ["Cá nhân 2", "Cá nhân 3"], "every visible sheet of people is read");
    assert!(nhap(&desk, "khen.xlsx", &["--sheet", "cu", "--yes"]).status.success());
    assert_eq!(names(&desk).last().map(String::as_str), Some("Cá nhân 1"));
    desk.refused(&["nhap", "khen.xlsx", "--sheet", "Mới", "-k", "van-thu.pem"], "import.sheet");
}

#[test]
fn hostile_workbooks_are_refused_before_they_unfold() {
    let desk = Desk::open("sheets-hostile");
    let good = [row(1, &HEADS), row(2, &["1", "Cá nhân 1", "cá nhân", "Thôn 1", "Giấy khen", "Việc tốt"])].concat();
    // A sheet that says it has every row there is, and a cell at the far end of it.
    let far = format!("{good}<row r=\"1048576\">{}</row>", words("XFD1048576", "x"));
    let declared = Sheet { dimension: "A1:XFD1048576", ..Sheet::of("A", far) };
    desk.write("rong.xlsx", workbook(&[declared], "", &[]));
    let done = nhap(&desk, "rong.xlsx", &["--dry-run"]);
    assert!(done.status.success() && text(&done).contains("1 đề nghị"), "{}", text(&done));
    let import = |name: &str, bytes: Vec<u8>, code: &str| {
        desk.write(name, bytes);
        let said = desk.refused(&["nhap", name, "-k", "van-thu.pem"], code);
        assert!(!said.contains("panicked"), "{name}: {said}");
    };
    // Three hundred MiB of blanks in a few hundred KiB.
    let bomb = vec![b' '; 300 << 20];
    import(
        "bom.xlsx",
        workbook(&[Sheet::of("A", good.clone())], "", &[("xl/sharedStrings.xml", &bomb)]),
        "import.too_much",
    );
    let strings =
        b"<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" uniqueCount=\"99999999999\"></sst>";
    import(
        "chuoi.xlsx",
        workbook(&[Sheet::of("A", good.clone())], "", &[("xl/sharedStrings.xml", strings)]),
        "import.too_much",
    );
    import("cut.xlsx", workbook(&[Sheet::of("A", good)], "", &[])[..400].to_vec(), "import.workbook");
    import("rong.zip", zipped(&[("a.txt", b"a")]), "import.workbook");
    // An .ods whose one cell stands there a million times in a million rows.
    let repeated = "<table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell table:number-columns-repeated=\"16384\" office:value-type=\"float\" office:value=\"1\"/></table:table-row>";
    import("lap.ods", ods(repeated), "import.too_much");
    let gap = "<table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell/></table:table-row><table:table-row><table:table-cell table:number-columns-repeated=\"900\" office:value-type=\"float\" office:value=\"1\"/></table:table-row>";
    import("cach.ods", ods(gap), "import.too_much");
}

#[test]
fn an_open_document_is_read_like_any_other() {
    let desk = Desk::open("sheets-ods");
    let row = |cells: &[&str]| {
        let cells: String = cells
            .iter()
            .map(|text| match text.is_empty() {
                true => "<table:table-cell/>".to_owned(),
                false => {
                    format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
                }
            })
            .collect();
        format!("<table:table-row>{cells}</table:table-row>")
    };
    let date = "<table:table-row><table:table-cell office:value-type=\"float\" office:value=\"1500000\"/><table:table-cell office:value-type=\"string\"><text:p>Tổ chức 1</text:p></table:table-cell><table:table-cell office:value-type=\"string\"><text:p>PT1</text:p></table:table-cell><table:table-cell office:value-type=\"date\" office:date-value=\"2026-07-01\"/></table:table-row>";
    // As spreadsheets end a sheet: all rows that there are, empty.
    let end = "<table:table-row table:number-rows-repeated=\"1048560\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>";
    desk.write("thu.ods", ods(&(row(&["Số tiền", "Người đóng góp", "Chứng từ", "Ngày"]) + date + end)));
    let read = contributed(&desk, "thu.ods");
    assert_eq!((read[0]["data"]["amount"].as_u64(), &read[0]["on"]), (Some(1_500_000), &"2026-07-01".into()));
    let heads = row(&HEADS);
    desk.write(
        "khen.ods",
        ods(&(row(&["DANH SÁCH"])
            + &heads
            + &row(&["1", "Cá nhân 1", "cá nhân", "Thôn 1", "Giấy khen", "Việc tốt"])
            + end)),
    );
    assert!(nhap(&desk, "khen.ods", &["--yes"]).status.success());
    assert_eq!(names(&desk), ["Cá nhân 1"]);
}

#[test]
fn a_template_that_is_filled_in_comes_back_as_it_was_filled_in() {
    let desk = Desk::open("sheets-template");
    let said = desk.ok(&["import", "--template", "de-nghi"]);
    assert!(said.contains("mau-de-nghi-khen-thuong.xlsx") && said.contains("mau-de-nghi-khen-thuong.csv"), "{said}");
    desk.refused(&["import", "--template", "de-nghi"], "file.io");
    desk.refused(&["import", "--template", "de-nghi", "mau.pdf"], "import.template");
    desk.refused(&["import", "--template", "khong.co"], "draft.type");
    // The same today and tomorrow.
    desk.ok(&["import", "--template", "nomination.submitted", "mau.xlsx"]);
    let bytes = |name: &str| std::fs::read(desk.folder.file(name)).unwrap();
    assert_eq!(bytes("mau.xlsx"), bytes("mau-de-nghi-khen-thuong.xlsx"));
    // Nobody is nominated by the example.
    for name in ["mau.xlsx", "mau-de-nghi-khen-thuong.csv"] {
        let said = desk.refused(&["nhap", name, "--yes", "-k", "van-thu.pem"], "job.nothing");
        assert!(said.contains("ví dụ, cách ghi") && said.contains("không có dòng nào"), "{said}");
    }
    let person = [
        "1",
        "Cá nhân 1",
        "cá nhân",
        "Thôn 1",
        "Giấy khen của Chủ tịch UBND xã",
        "phong trào, chuyên đề",
        "Việc tốt; rất \"tốt\"",
        "",
        "Nhớ gọi",
    ];
    desk.write(
        "mau.xlsx",
        filled(
            &bytes("mau.xlsx"),
            &row(6, &person.map(|text| text.replace('"', "&quot;")).each_ref().map(String::as_str)),
        ),
    );
    let mut csv = String::from_utf8(bytes("mau-de-nghi-khen-thuong.csv")).unwrap();
    csv += &person.map(|text| format!("\"{}\"", text.replace('"', "\"\""))).join(";");
    desk.write("mau.csv", csv);
    let read = |name: &str| {
        desk.json(&["nhap", name, "--dry-run", "-k", "van-thu.pem"])["events"][0]["statement"]["data"].clone()
    };
    let (one, other) = (read("mau.xlsx"), read("mau.csv"));
    let without_id = |mut data: Value| {
        data["recipient"].as_object_mut().unwrap().remove("id");
        data
    };
    let (one, other) = (without_id(one), without_id(other));
    assert_eq!(one, other);
    let expected = serde_json::json!({
        "recipient": { "name": "Cá nhân 1", "kind": "individual", "unit": "Thôn 1" }, "form": "commendation_certificate",
        "reward_type": "thematic", "merit": "Việc tốt; rất \"tốt\"", "note": "Nhớ gọi",
    });
    assert_eq!(one, expected);
}

#[test]
fn every_type_has_a_template_whose_headings_import_understands() {
    let desk = Desk::open("sheets-templates-all");
    desk.ok(&["import", "--template", "fund.contributed", "thu.csv"]);
    let mut csv = std::fs::read_to_string(desk.folder.file("thu.csv")).unwrap();
    let heads: Vec<String> =
        csv.trim_start_matches('\u{feff}').lines().next().unwrap().split(';').map(str::to_owned).collect();
    let cells = heads.iter().map(|head| match head.trim_end_matches(" *") {
        "Số tiền" => "1,5 triệu",
        "Người đóng góp" => "Tổ chức 1",
        "Chứng từ" => "PT1",
        "Ngày hiệu lực" => "01/7/2026",
        _ => "",
    });
    csv += &cells.collect::<Vec<_>>().join(";");
    desk.write("thu.csv", csv);
    let read = contributed(&desk, "thu.csv");
    assert_eq!((read.len(), &read[0]["data"]["amount"], &read[0]["on"]), (1, &1_500_000.into(), &"2026-07-01".into()));
    // A name to be sealed may stand in a file of the office's own.
    desk.ok(&["import", "--template", "petition.received", "don.xlsx"]);
    assert!(std::fs::read(desk.folder.file("don.xlsx")).unwrap().starts_with(b"PK"));
}
