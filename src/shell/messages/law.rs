//! What the law of the day asks of an office.

use std::fmt::Display;

use crate::values::lang::Lang;
use crate::values::shown::Shown;

messages! {
    spending_missing(year) "Quỹ năm {year} chưa ghi dự toán chi thường xuyên: chưa so được mức trích Quỹ. Ghi ở lần ngân sách cấp tiếp theo: sovang record fund.appropriated -d regular_spending=…"
        "The fund of {year} does not state the year's regular spending, so its size cannot be compared with the limit. State it with the next appropriation: sovang record fund.appropriated -d regular_spending=…";
}
