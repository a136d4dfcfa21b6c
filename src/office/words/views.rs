//! What is said of a thing on its own page.

use std::fmt::Display;

use crate::values::lang::{Lang, sentences};

messages! {
    // Awards, and where they stand.
    status_signed() "đã ký" "signed";
    status_numbered() "đã cấp số" "numbered";
    status_annulled() "đã hủy" "annulled";
    status_unpaid() "chưa chi" "unpaid";
    status_paid() "đã chi" "paid";
    status_presented() "đã trao" "presented";
    // The fund.
    fund_year(year) "Quỹ thi đua, khen thưởng năm {year}" "The emulation and commendation fund of {year}";
    fund_total(income, unallocated, balance) "Nguồn: {income} · Chưa phân bổ: {unallocated} · Số dư: {balance}" "Received: {income} · Not allocated: {unallocated} · Balance: {balance}";
    fund_closed_on(date) "Đã khóa ngày {date}" "Closed on {date}";
    columns_fund() "Khoản mục|Phân bổ còn lại|Cam kết chưa chi|Đã chi" "Category|Free|Committed|Spent";
    // Persons.
    columns_person() "Mục|Ngày|Sự kiện|Hồ sơ" "Entry|Date|Event|Subject";
    person_sealed() "Giá trị niêm phong không tìm được theo tên: sổ chỉ giữ mã cam kết. Xem sovang vault list." "Sealed values cannot be found by name: the ledger holds commitments only. See sovang vault list.";
    columns_person_awards() "Quyết định|Ngày|Dòng|Hình thức|Tiền thưởng|Tình trạng" "Decision|Date|Line|Form|Amount|Status";
    columns_person_nominations() "Đề nghị|Ngày|Hình thức|Tình trạng" "Nomination|Date|Form|Status";
    // An entry.
    struck(by) "đã bỏ ghi ở #{by}" "taken back by #{by}";
    // Nominations, sessions, vouchers.
    approved_by(session, on) "{session} ngày {on} đã thông qua" "approved by {session} of {on}";
    papers_there(n) "Tài liệu kèm theo: {n}" "Papers with it: {n}";
    columns_session() "Đề nghị|Tên|Thôn, cơ quan|Phiếu|Kết quả" "Nomination|Name|Unit|Votes|Result";
    ballot_passed() "thông qua" "approved";
    ballot_failed() "không thông qua" "not approved";
    voucher_title(voucher, on, method, total) "{voucher}  chi {on}, {method}: {total}" "{voucher}  paid {on}, {method}: {total}";
    columns_voucher() "Mục|Người nhận|Chi cho|Khoản mục|Số tiền" "Entry|Paid to|For|Category|Amount";
    voucher_repaid(amount, on, seqs) "Đã thu lại {amount} ngày {on} ({seqs})" "{amount} repaid on {on} ({seqs})";
    recorded_by(holder, at) "Ghi: {holder}, {at} (giờ Việt Nam)" "Recorded: {holder}, {at} (Vietnam time)";
    line_of(decision, line) "{decision}, dòng {line}" "{decision}, line {line}";
    line_became(line, merit, steps) "Dòng {line}: {merit}. {steps}" "Line {line}: {merit}. {steps}";
    nothing_yet() "Chưa chi, chưa trao" "Not paid, not presented";
}
