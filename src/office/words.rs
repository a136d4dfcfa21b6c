//! What an office's names, views and jobs say, Vietnamese first.

use std::fmt::Display;

use crate::values::lang::Lang;

macro_rules! messages {
    ($($name:ident($($arg:ident),*) $vi:literal $en:literal;)*) => {
        $(#[doc = $en]
        #[allow(clippy::too_many_arguments)]
        pub fn $name(lang: Lang $(, $arg: impl Display)*) -> String {
            match lang {
                Lang::Vi => format!($vi),
                Lang::En => format!($en),
            }
        })*
    };
}

messages! {
    // References.
    name_nothing(text) "sổ không có gì gọi là «{text}»" "the ledger has nothing called «{text}»";
    name_not_this_year(text, year) "không có «{text}» của năm {year}" "there is no «{text}» of {year}";
    name_several(text) "«{text}» có thể là nhiều thứ; chưa chọn gì" "«{text}» may be several things; none was chosen";
    name_perhaps() "Có phải là:" "Perhaps:";
    name_more(n) "… và {n} thứ khác" "… and {n} more";
    name_type_one() "Gõ như ở cột đầu. Số trần là số quyết định của năm nay; mục thì gõ m41" "Type what stands in the first column. A bare number is a decision of this year; an entry is m41";
    name_see_lists() "Gõ như danh sách in ra: 03, 03/2026, 03:7, dn16, hd2, dt3, PC08, m41, hoặc tên đối tượng" "Type what lists print: 03, 03/2026, 03:7, dn16, hd2, dt3, PC08, m41, or a recipient's name";
}
