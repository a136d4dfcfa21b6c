//! What is said of what waits, in lists, and of what was found.

use std::fmt::Display;

use crate::values::lang::{Lang, sentences};

messages! {
    desk_title(unit, today) "Sổ vàng của {unit} · {today}" "Golden book of {unit} · {today}";
    desk_ledger(n, last) "{n} mục; mới nhất: {last}" "{n} entries; the newest: {last}";
    columns_desk() "Số|Đang chờ|Gõ" "No.|Waits|Type";
    desk_pages(titles) "trang chờ ký: {titles}" "pages to sign: {titles}";
    desk_pending() "đề nghị chờ Hội đồng họp" "nominations wait for the council";
    desk_approved() "đề nghị đã thông qua, chưa quyết định" "nominations approved and not decided";
    desk_unissued() "quyết định chưa phát hành" "decisions not issued";
    desk_unpaid(amount) "quyết định chưa chi hết, còn {amount}" "decisions not wholly paid, {amount} left";
    desk_unpresented() "quyết định chưa trao hết" "decisions not wholly presented";
    desk_unfiled() "quyết định chưa lưu hồ sơ" "decisions not filed";
    desk_petitions() "đơn thư chưa xong" "petitions open";
    desk_take_backs() "đề nghị bỏ ghi chờ người thứ hai" "takings back wait for a second person";
    desk_nothing() "Không còn việc gì đang chờ." "Nothing waits.";
    desk_more_terms(n) "… {n} thời hạn đang chạy: sovang viec" "… {n} terms run: sovang due";
    desk_draft(command, at) "Dự thảo từ {at}: sovang {command}" "Draft of {at}: sovang {command}";
    desk_fund(year, balance, words) "Quỹ năm {year}: {balance} ({words})" "Fund {year}: {balance} ({words})";
    // Lists.
    columns_list_nominations() "Số|Ngày|Tên|Thôn, cơ quan|Hình thức|Tình trạng" "No.|Date|Name|Unit|Form|Standing";
    columns_list_sessions() "Phiên|Ngày|Biểu quyết|Thành viên|Đề nghị" "Session|Date|Voting|Members|Nominations";
    columns_list_decisions() "Quyết định|Ngày|Trích yếu|Dòng|Tiền thưởng|Tình trạng" "Decision|Date|Title|Lines|Award money|Standing";
    columns_list_payments() "Mục|Chứng từ|Ngày|Người nhận|Số tiền" "Entry|Voucher|Date|Payee|Amount";
    columns_list_people() "Tên|Đối tượng|Lượt đề nghị|Tiền thưởng" "Name|Kind|Nominations|Award money";
    columns_found() "Gõ|Là" "Type|Is";
    less_repaid(amount, back) "{amount}, đã thu lại {back}" "{amount}, {back} came back";
    taken_back() "(đã bỏ ghi)" "(taken back)";
    stands_annulled() "đã hủy" "annulled";
    stands_unpaid(n) "còn {n} dòng chưa chi" "{n} lines unpaid";
    stands_paid() "đã chi đủ" "paid";
    stands_pending() "chờ họp" "waits for a session";
    stands_approved() "đã thông qua, chờ quyết định" "approved, waits for a decision";
    stands_closed() "không xét" "closed";
    found_nothing(text) "Không thấy gì có «{text}»." "Nothing has «{text}».";
    // Drafts.
    drafts_none() "Không có dự thảo nào." "There is no draft.";
    columns_drafts() "Dự thảo|Từ|Đã trả lời" "Draft|Of|Answers";
    columns_pages() "Trang|Soạn|Gì" "Page|Prepared|What";
    draft_unknown(name) "không có dự thảo «{name}»" "there is no draft «{name}»";
    draft_unknown_advice() "Danh sách: sovang du-thao list" "The list: sovang draft list";
    draft_dropped(name) "Đã bỏ dự thảo {name}." "Draft {name} dropped.";
}
