//! `docs/rules.md`: rules, faults and audit questions with the scenarios that show them, and the awkward cases.

use std::fmt::Write as _;

use serde::Deserialize;
use sovang::domain::events::TakeBack;
use sovang::domain::ledger;
use sovang::domain::policy::PolicyAdopted;
use sovang::domain::presets::PRESETS;
use sovang::domain::refusal::RULES;
use sovang::reports::audit::QUESTIONS;
use sovang::reports::law::Ruling;
use sovang::values::lang::Lang;
use sovang::values::time::Date;

use super::{read, root, scenarios};

/// Faults that a statement handed in can have. The others are of stored bytes: `docs/format.md`, and its vectors.
pub const FAULTS: [(&str, &str); 17] = [
    ("entry.too_large", "mục dài quá 65.535 byte"),
    ("entry.bytes", "nội dung không phải JSON chính tắc (số lẻ, chữ không theo NFC, ký tự điều khiển)"),
    ("entry.signature", "chữ ký không khớp với nội dung"),
    ("payload.type", "không có lược đồ của loại sự kiện và phiên bản ấy"),
    ("payload.schema", "nội dung không đúng lược đồ"),
    ("chain.clock", "ledger.clock_corrected không đúng điều kiện: docs/format.md, The clock"),
    ("chain.genesis", "mục đầu tiên, và chỉ nó, là ledger.opened"),
    ("statement.ledger", "thuộc sổ khác"),
    ("statement.id", "mã sự kiện đã có trong sổ, với nội dung khác"),
    ("statement.expect", "người ký chưa xem sự kiện mới nhất của hồ sơ"),
    ("statement.seen", "người ký đã thấy một mục mà sổ này không có"),
    ("statement.seen_back", "người ký đã thấy ít hơn lần ký trước"),
    ("author.unknown", "khóa chưa được ghi nhận trong sổ"),
    ("author.revoked", "khóa đã bị thu hồi"),
    ("author.role", "khóa không có vai trò được lập loại sự kiện ấy"),
    ("key.proof", "khóa được cấp không ký đúng tên, vai trò, người giữ ấy cho sổ này"),
    ("statement.list", "danh sách không phải là danh sách đã được ký"),
];

/// The awkward cases that a commune meets, and where each is shown.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseFile {
    pub case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub what: String,
    pub then: String,
    /// Names of scenarios.
    #[serde(default)]
    pub scenarios: Vec<String>,
    /// Tests, as `file.rs: function`.
    #[serde(default)]
    pub tests: Vec<String>,
    /// What is not covered.
    #[serde(default)]
    pub open: Option<String>,
}

/// Every one.
pub fn cases() -> Vec<Case> {
    read::<CaseFile>(&root().join("fixtures/scenarios/truong-hop.toml")).case
}

/// A cell of a Markdown table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// The whole page.
pub fn rules() -> String {
    let all = scenarios();
    let by_code = |code: &str| {
        let first = all.iter().find(|(_, scenario)| scenario.then == code);
        first.map_or_else(String::new, |(file, scenario)| format!("{} ({file})", scenario.name))
    };
    let mut out = String::from(
        "# Vì sao sổ từ chối\n\n\
         Bảng này sinh ra từ mã nguồn và từ các tình huống trong `fixtures/scenarios/`; đừng sửa tay \
         (`SOVANG_BLESS=1 cargo test --test scenarios`). Mã là cố định: phần mềm khác dựa vào mã, không dựa vào câu chữ. \
         Từ trong ngoặc nhọn được thay bằng tên, ngày, số tiền của hồ sơ.\n\n\
         ## Quy tắc\n\n| Mã | Ý nghĩa | Nguồn | Tình huống |\n| --- | --- | --- | --- |\n",
    );
    for rule in RULES {
        let source = rule.source.replace("{article}", "điều luật ghi trong chính sách");
        writeln!(out, "| `{}` | {} | {} | {} |", rule.code, cell(rule.vi), cell(&source), cell(&by_code(rule.code)))
            .unwrap();
    }
    out.push_str(
        "\n## Tính xác thực\n\nKiểm tra trước các quy tắc trên, theo `docs/format.md`. Các mã chỉ gặp khi xác minh một tệp \
         đã bị sửa (`entry.shape`, `chain.seq`, `chain.prev`, `chain.recorded`, `store.row`, `ledger.empty`) không có ở đây.\n\n\
         | Mã | Ý nghĩa | Tình huống |\n| --- | --- | --- |\n",
    );
    for (code, vi) in FAULTS {
        writeln!(out, "| `{code}` | {} | {} |", cell(vi), cell(&by_code(code))).unwrap();
    }
    out.push_str(
        "\n## Điều kiểm tra sau\n\nKhông ngăn việc ghi sổ: `sovang audit` chỉ ra để người có trách nhiệm giải trình.\n\n\
         | Mã | Mức | Ý nghĩa | Nguồn |\n| --- | --- | --- | --- |\n",
    );
    for rule in QUESTIONS {
        let level = if rule.severity.level() == "note" { "để biết" } else { "phải giải trình" };
        writeln!(out, "| `{}` | {level} | {} | {} |", rule.code, cell(rule.label.0), cell(rule.source)).unwrap();
    }
    taking_back(&mut out);
    shipped_rows(&mut out);
    out.push_str("\n## Những trường hợp khó\n\n| | Trường hợp | Sổ làm gì | Xem |\n| ---: | --- | --- | --- |\n");
    for (number, case) in (1..).zip(cases()) {
        let mut seen: Vec<String> = case.scenarios.iter().map(|name| format!("«{name}»")).collect();
        seen.extend(case.tests.iter().map(|test| format!("`{test}`")));
        seen.extend(case.open.iter().map(|open| format!("Chưa có: {open}")));
        writeln!(out, "| {number} | {} | {} | {} |", cell(&case.what), cell(&case.then), cell(&seen.join("; ")))
            .unwrap();
    }
    out
}

/// By how many people each type can be taken back.
fn taking_back(out: &mut String) {
    out.push_str("\n## Bỏ ghi: loại nào, mấy người\n\n| Loại | Tên | Bỏ ghi |\n| --- | --- | --- |\n");
    for meta in ledger::EVENTS {
        let instead = match meta.take_back {
            TakeBack::Never(instead) => format!(": {}", instead.vi),
            _ => String::new(),
        };
        let how = meta.take_back.label(Lang::Vi);
        writeln!(out, "| `{}` | {} | {how}{instead} |", meta.name, meta.label.vi).unwrap();
    }
}

/// Every row of the policies that ship.
fn shipped_rows(out: &mut String) {
    out.push_str(
        "\n## Chính sách kèm phần mềm, từng dòng\n\nDữ liệu để đối chiếu với văn bản gốc rồi ban hành, không phải hằng số của \
         phần mềm. Dòng nào chưa đối chiếu thì ghi như thế ở mọi nơi nó quyết định điều gì.\n",
    );
    for shipped in PRESETS {
        let policy: PolicyAdopted = serde_json::from_str(shipped.json).unwrap();
        writeln!(out, "\n### {}: {}\n\n{}\n", policy.version, policy.title, policy.source).unwrap();
        out.push_str("| Việc | Quy định | Từ | Đến | Đối chiếu | Căn cứ |\n| --- | --- | --- | --- | --- | --- |\n");
        for row in policy.rows() {
            let Ruling { what, mut says, from, until, source, mark, by } = Ruling::of(row, Lang::Vi);
            if let Some(by) = by {
                write!(says, " ({by})").unwrap();
            }
            let until = until.map_or_else(String::new, Date::vietnamese);
            let (what, says, source) = (cell(&what), cell(&says), cell(&source));
            let (from, mark) = (from.vietnamese(), mark.label(Lang::Vi));
            writeln!(out, "| {what} | {says} | {from} | {until} | {mark} | {source} |").unwrap();
        }
    }
}
