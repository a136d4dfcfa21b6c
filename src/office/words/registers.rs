//! What is said when petitions, movements and targets go on, and when money of the fund moves beside awards.

use std::fmt::Display;

use crate::values::lang::{Lang, sentences};

messages! {
    sealed() "(niêm phong)" "(sealed)";
    expected_quantity() "số như 25 hoặc 20,5" "a number such as 25 or 20.5";
    // Petitions.
    ask_petition() "Đơn nào (như 3, dt3)" "Which petition (such as 3, dt3)";
    petition_unknown(text) "không có đơn «{text}»" "there is no petition «{text}»";
    petition_over(name) "{name}: không còn việc gì" "{name}: nothing is left to do";
    petition_received(name, on) "{name}, nhận ngày {on}" "{name}, received on {on}";
    petition_step(name, step, on) "{name}: {step}, ngày {on}" "{name}: {step}, {on}";
    ask_receipt_date() "Ngày nhận" "Date of receipt";
    ask_step() "Việc tiếp theo" "What comes next";
    ask_step_date() "Ngày" "Date";
    law_gives(day, article) "Luật cho đến hết ngày {day} ({article})" "The law gives until {day} ({article})";
    term_runs(task, until, days) "{task}: chậm nhất {until}, còn {days} ngày" "{task}: by {until}, {days} days left";
    term_over(task, until, days) "{task}: hạn {until}, QUÁ HẠN {days} ngày" "{task}: was due {until}, OVERDUE by {days} days";
    term_unknown(task) "{task}: chưa tính được hạn" "{task}: its term is not known";
    next_petition(name) "việc sau của đơn ấy: sovang don {name}" "what follows for it: sovang petition {name}";
    // Movements and targets.
    ask_which_of_register() "Việc nào" "Which";
    a_new_one(label) "{label}: mới" "{label}: a new one";
    go_on_with(name, about) "tiếp {name}: {about}" "go on with {name}: {about}";
    // Income.
    ask_income_date() "Ngày thu" "Date of receipt";
    ask_source() "Nguồn" "Source";
    source_budget() "ngân sách cấp" "the budget";
    source_gift() "đóng góp, tài trợ" "a contribution";
    income_title(paper, on, amount) "THU VÀO QUỸ {amount}, {paper}, {on}" "{amount} INTO THE FUND, {paper}, {on}";
    income_twice(seq) "cùng nguồn, số tiền, ngày và chứng từ với #{seq}: ghi hai lần?" "same source, amount, day and document as #{seq}: recorded twice?";
    much_more(times, largest, seq) "gấp {times} lần khoản lớn nhất cùng loại từng ghi ({largest}, #{seq})" "{times} times the largest of its kind so far ({largest}, #{seq})";
    next_allocate() "Chủ tịch: sovang phan-bo" "the chairman: sovang allocate";
    next_income() "sovang thu (ngân sách năm mới), rồi Chủ tịch: sovang phan-bo" "sovang income (the new year's budget), then the chairman: sovang allocate";
    // Allocating.
    ask_allocation_date() "Ngày phân bổ" "Date of allocation";
    ask_allocation_document() "Văn bản phân bổ" "Allocating document";
    fund_not_open(year) "Quỹ năm {year} chưa mở" "the fund of {year} is not open";
    fund_not_open_advice() "Kế toán gõ sovang khoa-so (khóa năm cũ, mở năm mới)" "The accountant types sovang year-end (closes the old year, opens the new)";
    unallocated(year, amount) "Quỹ năm {year}, chưa phân bổ: {amount}. Enter: không thêm cho khoản mục ấy" "Fund {year}, not allocated: {amount}. Enter: nothing more for that category";
    columns_allocate() "Khoản mục|Đang còn|Thêm|Sẽ có" "Category|Free now|More|Then";
    nothing_allocated() "chưa nêu số tiền nào để phân bổ" "no amount was said";
    allocate_title(year, total) "Phân bổ Quỹ năm {year}: {total}" "Allocate of fund {year}: {total}";
    left_unallocated(amount) "Còn lại chưa phân bổ: {amount}" "Left to allocate: {amount}";
    // Bills.
    ask_bought() "Mua gì" "What was bought";
    ask_organised() "Chi cho việc gì" "What for";
    ask_quantity(open) "Số lượng ({open} giấy khen chưa có khung)" "How many ({open} certificates without a frame)";
    ask_unit_price() "Đơn giá" "Price of one";
    ask_one_voucher() "Chứng từ" "Voucher";
    ask_payee() "Người nhận tiền" "Payee";
    frames_title(n, price, amount, what) "{n} × {price} = {amount}, {what}" "{n} × {price} = {amount}, {what}";
    organising_title(amount, what) "{amount}, {what}" "{amount}, {what}";
    frames_many(n, open) "mua {n} khung, chỉ {open} giấy khen chưa có khung; kiểm tra sẽ hỏi" "{n} frames for {open} certificates without one; an audit will ask";
    paid_to(payee) "Người nhận: {payee}" "Paid to {payee}";
    paid_twice(voucher, seq) "cùng người nhận, số tiền và ngày với {voucher} (#{seq}): chi hai lần?" "same payee, amount and day as {voucher} (#{seq}): paid twice?";
    category_change(category, year, before, after) "Khoản mục {category}, Quỹ năm {year}: {before} → {after}" "Category {category}, fund {year}: {before} → {after}";
    // The end of a year.
    year_nothing() "không có năm Quỹ nào đang mở" "no year of the fund is open";
    year_heading(year, received, spent, balance) "Quỹ năm {year}: thu {received}, chi {spent}, số dư {balance}" "Fund {year}: received {received}, spent {spent}, balance {balance}";
    year_of(budget, given) "  gồm ngân sách {budget}, đóng góp {given}" "  of which budget {budget}, contributions {given}";
    year_holds(year, held) "chưa khóa được Quỹ năm {year}: còn giữ {held} để chi theo quyết định" "the fund of {year} cannot be closed yet: {held} is promised by decisions";
    year_unpaid(name, lines, amount) "{name}: {lines} dòng, {amount}" "{name}: {lines} lines, {amount}";
    year_holds_advice() "Chi nốt (sovang chi), hoặc ghi không có người nhận (sovang record fund.unclaimed)" "Pay it (sovang pay), or record that nobody takes it (sovang record fund.unclaimed)";
    ask_closing_date() "Ngày khóa sổ" "Date of closing";
    ask_counted() "Tiền thật có (kiểm quỹ)" "Money really there (counted)";
    count_differs(off) "LỆCH {off} so với sổ. Giải thích, hoặc Ctrl-D để dừng và tìm" "OFF BY {off} from the ledger. Explain it, or Ctrl-D to stop and look";
    ask_difference() "Vì sao lệch" "Why it differs";
    ask_budget_goes(amount) "Ngân sách còn {amount}" "Of the budget {amount} is left";
    budget_lapses() "nộp trả ngân sách" "it goes back to the budget";
    budget_carried(year) "chuyển sang {year}" "it goes over to {year}";
    budget_excepted(year, ground) "chuyển sang {year}: {ground}" "it goes over to {year}: {ground}";
    ask_lapse_document() "Chứng từ nộp trả" "Document of the return";
    ask_carry_given(amount, year) "Đóng góp {amount}: chuyển sang {year}" "Contributions of {amount}: carry them over to {year}";
    year_closes(year, counted) "Khóa Quỹ năm {year}, kiểm quỹ {counted}" "Close fund {year}, counted {counted}";
    year_lapses(amount, document, article) "Nộp trả ngân sách {amount}, {document} ({article})" "{amount} back to the budget, {document} ({article})";
    year_carries(amount, year, ground) "Chuyển {amount} sang {year}, {ground}" "{amount} over to {year}, {ground}";
    year_opens(year, amount) "Mở Quỹ năm {year}, đầu năm {amount}" "Open fund {year} with {amount}";
    year_title(year) "KHÓA SỔ QUỸ NĂM {year}, ghi theo thứ tự này, cùng lúc hoặc không gì cả" "CLOSE FUND {year}, in this order, all or nothing";
    year_early(year, next) "khóa rồi thì không chi cho năm {year} nữa; luật cho đến 31/01/{next}" "once closed nothing is paid for {year}; the law gives until 31/01/{next}";
}
