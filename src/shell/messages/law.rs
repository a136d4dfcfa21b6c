//! What the law of the day asks of an office.

use std::fmt::Display;

use crate::values::lang::{Lang, sentences};
use crate::values::shown::Shown;

messages! {
    spending_missing(year) "Quỹ năm {year} chưa ghi dự toán chi thường xuyên: chưa so được mức trích Quỹ. Ghi ở lần ngân sách cấp tiếp theo: sovang record fund.appropriated -d regular_spending=…"
        "The fund of {year} does not state the year's regular spending, so its size cannot be compared with the limit. State it with the next appropriation: sovang record fund.appropriated -d regular_spending=…";
    citizen_term(step, until, law) "{step}: đến hết {until} ({law})" "{step}: until {until} ({law})";
    columns_policy() "Phiên bản|Hiệu lực từ|Biết từ|Tên" "Version|In force from|Known from|Title";
    due_heading(date) "Việc đến hạn, xem ngày {date}" "What is due, as of {date}";
    due_nothing() "Không có thời hạn nào đang chạy." "No term is running.";
    due_no_term() "chính sách không nêu thời hạn" "the policy names no term";
    columns_due() "Hồ sơ|Việc|Tính từ|Hạn|Tình trạng|Theo" "Subject|What|From|Until|Standing|By";
    due_overdue(days) "QUÁ HẠN {days} ngày" "OVERDUE by {days} days";
    due_soon(days) "sắp đến hạn: còn {days} ngày" "soon: {days} days left";
    due_later(days) "còn {days} ngày" "{days} days left";
    due_unknown() "không tính được" "cannot be told";
    policy_calendars(years) "Lịch làm việc: {years}" "Calendars of working days: {years}";
    policy_no_calendar() "Chưa có lịch làm việc của năm nào: sovang policy presets" "No calendar of working days yet: sovang policy presets";
    due_no_preset(name) "Thời hạn theo ngày làm việc cần lịch của năm (ngày nghỉ lễ, ngày làm bù), chưa có {name} mẫu: sửa từ sovang policy presets lich-2026, rồi sovang policy adopt --file" "Terms in working days need the year's calendar (holidays, days worked instead); there is no {name} to start from: edit sovang policy presets lich-2026, then sovang policy adopt --file";
    due_no_calendar(name) "Thời hạn theo ngày làm việc cần lịch của năm (ngày nghỉ lễ, ngày làm bù): sovang policy adopt {name} -k chu-tich.pem" "Terms in working days need the year's calendar (holidays, days worked instead): sovang policy adopt {name} -k chu-tich.pem";
    policy_adopt_hint() "Chưa có chính sách nào: xem sovang policy presets, đối chiếu với văn bản gốc, rồi sovang policy adopt TÊN (cả lịch làm việc của năm nay và năm sau)." "No policy yet: see sovang policy presets, compare with the official texts, then sovang policy adopt NAME (and the calendars of this year and the next).";
    columns_ruling() "Việc|Quy định|Hiệu lực|Đối chiếu|Căn cứ" "What|Says|In force|Checked|By";
    second_person_rule() "Người thứ hai: khóa có vai trò từ trước" "A second person: the key has had its role";
    second_person_says(days) "ít nhất {days} ngày" "for at least {days} days";
    second_person_source() "quy tắc của phần mềm, luật không nêu (docs/format.md, mục 3)" "this software's rule, in no law (docs/format.md, section 3)";
    columns_policy_change() "Việc|Đang áp dụng|Sẽ áp dụng" "What|As it is|As it would be";
    policy_ends(date, days, n, what) "HẾT HIỆU LỰC {date} (còn {days} ngày) nếu không được gia hạn, và chưa có gì thay thế: {n} dòng — {what}" "ENDS ON {date} ({days} days left) unless prolonged, and nothing follows yet: {n} rows — {what}";
    policy_diff(before, after, date, n) "Từ {before} sang {after}, xem ngày {date}: {n} điểm khác" "From {before} to {after}, as of {date}: {n} differences";
    policy_nothing_yet() "(chưa có chính sách)" "(no policy yet)";
    policy_touches(n) "Hồ sơ đang mở đổi hạn: {n}" "Open cases whose term moves: {n}";
    calendar_missing(year) "Chưa có lịch làm việc năm {year}: hạn theo ngày làm việc lấn sang năm ấy sẽ không tính được. Ban hành: sovang policy adopt lich-{year}" "No calendar of {year} yet: terms in working days that reach it cannot be told. Adopt one: sovang policy adopt lich-{year}";
    petition_late(task, days) "{task} trễ {days} ngày" "{task}: {days} days late";
    due_report(report, until, by, source) "{report}: số liệu đến hết {until}, gửi chậm nhất {by} ({source})" "{report}: figures to {until}, sent by {by} ({source})";
    due_or_next(date) "hoặc ngày làm việc kế tiếp {date}" "or the next working day, {date}";
    due_no_local() "theo quy định của tỉnh, chưa nhập" "by the province's rule, not entered";
}
