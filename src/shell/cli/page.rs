//! `page`: the verification page that works without a network and without this program.

use serde_json::json;

use super::{CliError, Globals, Reply};
use crate::shell::page::filled;

/// In trang kiểm tra HTML: mở bằng trình duyệt, thả sổ hoặc biên nhận vào, không cần mạng
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang page --out kiem-tra.html")]
pub struct Page {}

impl Page {
    pub(super) fn run(self, _: &Globals) -> Result<Reply, CliError> {
        let page = filled();
        Ok(Reply::yes(page.clone(), json!({ "page": page })))
    }
}
