//! `page`: the verification page that works without a network and without this program.

use serde_json::{Map, Value, json};

use super::{CliError, Globals, Reply};
use crate::domain::event::SCHEMAS;
use crate::values::text::TABLE;

const PAGE: &str = include_str!("../verify.html");
/// Where the page takes the schemas.
const PLACE: &str = "/*SCHEMAS*/null";
/// Where it takes the table of characters.
const RANGES: &str = "/*RANGES*/null";

/// In trang kiểm tra HTML: mở bằng trình duyệt, thả sổ hoặc biên nhận vào, không cần mạng
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang page > kiem-tra.html")]
pub struct Page {}

impl Page {
    pub(super) fn run(self, _: &Globals) -> Result<Reply, CliError> {
        let page = filled();
        Ok(Reply::yes(page.clone(), json!({ "page": page })))
    }
}

/// The page with every schema and the table of characters in it. No `<` stands in it that could end the script.
pub fn filled() -> String {
    let read = |json: &str| serde_json::from_str::<Value>(json).unwrap_or(Value::Null);
    let schemas: Map<String, Value> =
        SCHEMAS.iter().map(|schema| (format!("{}.v{}", schema.kind, schema.version), read(schema.json))).collect();
    PAGE.replacen(PLACE, &Value::Object(schemas).to_string().replace('<', "\\u003c"), 1).replacen(
        RANGES,
        &json!(TABLE).to_string(),
        1,
    )
}
