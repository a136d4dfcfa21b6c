//! What is said when something is taken back, corrected, annulled or repaid.

use std::fmt::Display;

use crate::values::lang::{Lang, sentences};

messages! {
    taken_back_by(by, reason) "(đã bỏ ghi ở #{by}: {reason})" "(taken back by #{by}: {reason})";
    // Taking back.
    ask_undo() "Bỏ ghi mục nào (như m41, hd2, PC08)" "Which entry is to be taken back (such as m41, hd2, PC08)";
    ask_undo_which() "Bỏ ghi mục nào" "Which of them";
    undo_all(n) "cả {n} mục" "all {n}";
    undo_nothing(what) "{what}: không còn mục nào bỏ ghi được" "{what}: nothing is left that could be taken back";
    undo_rests(what) "không bỏ ghi được {what}; còn dựa vào nó:" "{what} cannot be taken back; on it rest:";
    undo_rests_advice(next) "Quy tắc của sổ: bỏ cái sau trước cái trước (sovang bo-ghi {next}). Giấy sai thì đính chính hoặc hủy, không bỏ ghi: sovang sua-sai" "Rule of the ledger: the later is taken back before the earlier (sovang undo {next}). A wrong paper is corrected or annulled, not taken back: sovang fix";
    undo_free(seqs) "Không mục nào dựa vào {seqs}." "Nothing rests on {seqs}.";
    ask_ground() "Vì sao" "Why";
    ask_undo_reason() "Sự việc (một câu)" "What happened (a sentence)";
    undo_title(seqs) "BỎ GHI {seqs}" "TAKE BACK {seqs}";
    undo_propose_title(seqs) "ĐỀ NGHỊ BỎ GHI {seqs}" "PROPOSE TO TAKE BACK {seqs}";
    undo_reason(ground, reason) "Vì {ground}: {reason}" "Because of {ground}: {reason}";
    undo_stays() "Mục ấy vẫn ở trong sổ, gạch ngang; số dư, bộ đếm, báo cáo tính lại như chưa có." "It stays in the ledger, struck through; balances, counters and reports are as if it were not.";
    undo_second() "Cần người thứ hai: có hiệu lực khi người ấy ký trang trong tập trình ký." "A second person is needed: it takes effect when he signs the page in the signing folder.";
    undo_proposed_by(name, seq) "{name} đã đề nghị ở #{seq}." "{name} proposed it in #{seq}.";
    undo_waits(what, seq) "bỏ ghi {what} đã được chính bạn đề nghị ở #{seq}; cần người thứ hai" "you proposed to take {what} back yourself in #{seq}; a second person is needed";
    undo_waits_advice() "Người ấy gõ sovang ky, hoặc sovang bo-ghi với cùng mục" "He types sovang sign, or sovang undo with the same entry";
    undo_done(what) "bỏ ghi {what}" "{what} taken back";
    undo_proposed(what) "đề nghị bỏ ghi {what}" "proposed to take {what} back";
    next_record_again() "ghi lại cho đúng, nếu việc ấy có thật" "record it rightly, if it did happen";
    next_second() "người thứ hai: sovang ky" "the second person: sovang sign";
    // What is wrong.
    ask_fix() "Sai ở đâu (như 03, PC08, hd2, m41)" "What is wrong (such as 03, PC08, hd2, m41)";
    ask_fix_which_way() "Sai thế nào" "How is it wrong";
    fix_recorded_wrong() "giấy đúng, ghi vào sổ sai: bỏ ghi rồi ghi lại" "the paper is right, the recording wrong: take it back and record it anew";
    fix_paper_wrong() "quyết định viết sai tên, thôn, thành tích, tiền: đính chính" "the decision has a wrong name, unit, merit or amount: correct it";
    fix_award_wrong() "không đáng khen, khen trái luật: hủy quyết định hoặc hủy dòng" "it should not have been awarded: annul it or a line of it";
    fix_money_back() "tiền đã chi được nộp lại: thu hồi" "money that was paid comes back: repayment";
    decision_not_issued(name) "{name} chưa phát hành" "{name} is not issued";
    decision_not_issued_advice() "Chưa phát hành thì không đính chính, hủy; bỏ ghi việc ký hoặc cấp số: sovang bo-ghi" "What is not issued is neither corrected nor annulled; take back the signing or numbering: sovang undo";
    // Correcting.
    ask_line(name) "{name}: dòng nào (số hoặc tên)" "{name}: which line (number or name)";
    line_is(line, name, unit, amount) "Dòng {line}: {name}, {unit}, {amount}" "Line {line}: {name}, {unit}, {amount}";
    one_line() "một dòng, như 7 hoặc ca nhan 7" "one line, such as 7 or ca nhan 7";
    unchanged() "giữ nguyên" "unchanged";
    ask_right_name() "Tên đúng" "Right name";
    ask_right_unit() "Thôn, cơ quan đúng" "Right unit";
    ask_right_merit() "Thành tích đúng" "Right merit";
    ask_right_amount() "Tiền thưởng đúng" "Right amount";
    ask_variance() "Vì sao tiền thưởng khác mức của chính sách" "Why the amount differs from the policy's";
    ask_correction_kind() "Loại sai sót" "Kind of mistake";
    ask_correcting_document() "Văn bản đính chính, sửa đổi (số, ngày)" "Correcting document (number, date)";
    ask_why() "Lý do" "Reason";
    nothing_corrected() "chưa nêu điều gì phải sửa" "nothing was said that is to change";
    nothing_corrected_advice() "Nêu ít nhất một điều: tên, thôn, thành tích hoặc tiền" "Say at least one: name, unit, merit or amount";
    correct_title(name, line) "ĐÍNH CHÍNH {name}, dòng {line}" "CORRECT {name}, line {line}";
    columns_change() "Điều|Đang ghi|Sửa thành" "What|As it is|As it will be";
    correct_paper(document, reason) "Theo {document}. {reason}" "By {document}. {reason}";
    correct_certificate(name) "giấy khen đã trao cho {name}: cấp lại bản đúng" "the certificate was handed to {name}: issue it again";
    correct_done(name, line) "đính chính {name} dòng {line}" "{name} line {line} corrected";
    // Annulling.
    ask_annul_lines() "Những dòng nào (số hoặc tên)" "Which lines (numbers or names)";
    all_lines() "toàn bộ" "all";
    ask_annul_ground() "Căn cứ" "Basis";
    ask_annul_document() "Quyết định hủy bỏ (số, ngày)" "Annulling decision (number, date)";
    ask_facts() "Sự việc" "Facts";
    annul_title(name, n) "HỦY {name}: {n} dòng" "ANNUL {name}: {n} lines";
    columns_annul() "Dòng|Tên|Tiền thưởng|Đã chi" "Line|Name|Award money|Paid";
    annul_frees(amount) "Quỹ thôi giữ lại {amount} chưa chi." "The fund holds {amount} no longer.";
    annul_money_back(amount) "đã chi {amount}: phải thu lại (sovang thu-hoi)" "{amount} was paid: it has to come back (sovang repay)";
    annul_papers_back(n) "đã trao {n} giấy khen: phải thu lại (sovang record award.recovered)" "{n} certificates were handed over: they have to come back (sovang record award.recovered)";
    annul_done(name) "hủy {name}" "{name} annulled";
    next_repay() "kế toán, khi tiền nộp lại: sovang thu-hoi" "the accountant, when the money comes: sovang repay";
    // Repaying.
    ask_payment() "Thu lại lần chi nào (như 03:7, PC08, m85)" "Which payment comes back (such as 03:7, PC08, m85)";
    payment_is(voucher, on, name, amount) "{voucher} ngày {on}, {name}: {amount}" "{voucher} of {on}, {name}: {amount}";
    repay_nothing(name) "{name}: không còn tiền phải thu lại" "{name}: no money is left to come back";
    ask_repay_date() "Ngày nộp lại" "Date of repayment";
    ask_repay_amount() "Số tiền" "Amount";
    ask_receipt_voucher() "Chứng từ thu" "Receipt voucher";
    repay_title(voucher, on, amount) "{voucher}, {on}: thu lại {amount}" "{voucher}, {on}: {amount} comes back";
    repay_done(voucher) "{voucher}" "{voucher}";
    repay_left(amount) "Sau đó còn {amount} chưa thu lại." "{amount} is then still to come back.";
    expected_money() "số tiền như 1.500.000, 1,5 triệu hoặc 500 nghìn" "an amount such as 1.500.000 or 1,5 triệu";
    echo(amount, words) "→ {amount}, {words}" "→ {amount}, {words}";
    balance_of_year(year, before, after) "Số dư Quỹ năm {year}: {before} → {after}" "Balance of fund {year}: {before} → {after}";
    prepare_for(kind, roles) "Việc này ({kind}) của {roles}. Soạn sẵn để trình ký? [C/k]:" "This ({kind}) is for: {roles}. Prepare it for the signing folder? [Y/n]:";
}
