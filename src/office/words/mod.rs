//! What an office's names, views and jobs say, Vietnamese first.

use std::fmt::Display;

use crate::values::lang::{Lang, sentences};

/// Values stay as they are: whoever lays out a page makes them safe for his place.
macro_rules! messages {
    ($($sentences:tt)*) => { sentences! { std::convert::identity; $($sentences)* } };
}

mod audit;
mod beginning;
mod desk;
mod handover;
mod mending;
mod registers;
mod sheets;
mod views;

pub use audit::*;
pub use beginning::*;
pub use desk::*;
pub use handover::*;
pub use mending::*;
pub use registers::*;
pub use sheets::*;
pub use views::*;

messages! {
    // References.
    name_nothing(text) "sổ không có gì gọi là «{text}»" "the ledger has nothing called «{text}»";
    name_not_this_year(text, year) "không có «{text}» của năm {year}" "there is no «{text}» of {year}";
    name_several(text) "«{text}» có thể là nhiều thứ; chưa chọn gì" "«{text}» may be several things; none was chosen";
    name_perhaps() "Có phải là:" "Perhaps:";
    name_more(n) "… và {n} thứ khác" "… and {n} more";
    name_type_one() "Gõ như ở cột đầu. Số trần là số quyết định của năm nay; mục thì gõ m41" "Type what stands in the first column. A bare number is a decision of this year; an entry is m41";
    name_see_lists() "Gõ như danh sách in ra: 03, 03/2026, 03:7, dn16, hd2, dt3, PC08, m41, hoặc tên đối tượng" "Type what lists print: 03, 03/2026, 03:7, dn16, hd2, dt3, PC08, m41, or a recipient's name";
    // Views.
    total() "Cộng" "Total";
    annulled(name) "{name} (đã hủy)" "{name} (annulled)";
    columns_decision() "Dòng|Tên|Thôn, cơ quan|Hình thức|Tiền thưởng|Phiếu|Đề nghị" "Line|Name|Unit|Form|Award money|Votes|Nomination";
    columns_fund_change(year) "Quỹ {year}, khoản mục|Đang còn|Sẽ giữ lại|Còn lại" "Fund {year}, category|Free now|Will be held|Left";
    decision_unnumbered(on) "QUYẾT ĐỊNH (chưa có số), ký ngày {on}" "DECISION (no number yet), signed on {on}";
    decision_brief(n, total) "quyết định, {n} dòng, {total}" "decision, {n} lines, {total}";
    by_session(session, on, voting, members) "Theo {session} ngày {on}, {voting} trên {members} thành viên biểu quyết" "By {session} of {on}, {voting} of {members} members voting";
    fund_too_small(category, free) "khoản mục {category} chỉ còn {free}: phát hành sẽ bị từ chối" "only {free} is free for {category}: the issue will be refused";
    became_signed() "Chưa có số" "No number yet";
    became_numbered() "Đã có số, chưa phát hành" "Numbered, not issued yet";
    became_paid(paid, lines, vouchers) "Đã chi {paid} trên {lines} dòng ({vouchers})" "Paid: {paid} of {lines} lines ({vouchers})";
    became_presented(presented, lines) "Đã trao {presented} trên {lines} dòng" "Presented: {presented} of {lines} lines";
    became_annulled(lines) "Đã hủy dòng {lines}" "Annulled: line {lines}";
    entry_signing(seq) "#{seq} ký" "#{seq} signed";
    entry_numbering(seq) "#{seq} số" "#{seq} numbered";
    entry_issuing(seq) "#{seq} phát hành" "#{seq} issued";
    entry_paying(seqs) "{seqs} chi" "{seqs} paid";
    entry_presenting(seqs) "{seqs} trao" "{seqs} presented";
    entries_of(steps) "Mục: {steps}" "Entries: {steps}";
    lines(lines) "Dòng {lines}" "Lines {lines}";
    // Questions.
    today(on) "hôm nay, {on}" "today, {on}";
    later() "thêm sau" "add later";
    unsaid() "không ghi" "not said";
    expected_date() "ngày như 18/01/2027, 18/1 hoặc hôm qua" "a date such as 18/01/2027, 18/1 or yesterday";
    date_ahead(on) "{on} chưa đến" "{on} is still to come";
    date_far(on, days) "ngày {on} cách hôm nay {days} ngày" "{on} is {days} days before today";
    expected_period() "năm như 2026, hoặc khoảng ngày như 01/9/2025..31/5/2026" "a year such as 2026, or days such as 01/9/2025..31/5/2026";
    expected_count(most) "số từ 0 đến {most}" "a number from 0 to {most}";
    expected_one_of(labels) "số thứ tự, hoặc chữ đầu của: {labels}" "its number, or the beginning of: {labels}";
    ask_which_decision() "Quyết định nào" "Which decision";
    decision_done(name, nothing) "{name}: {nothing}" "{name}: {nothing}";
    all_there() "đủ cả" "all there";
    // Nominations.
    ask_nomination_date() "Ngày đề nghị" "Date of nomination";
    ask_name() "Tên ghi trên giấy khen" "Name on the certificate";
    ask_kind() "Đối tượng" "Kind of recipient";
    ask_unit() "Thôn, cơ quan" "Village, office";
    ask_form() "Hình thức, danh hiệu" "Form or title";
    ask_reward_type() "Loại hình" "Type of award";
    ask_merit() "Thành tích" "Merit";
    ask_title_period() "Xét danh hiệu cho (năm, hoặc từ ngày đến ngày)" "Title considered for (a year, or from a day to a day)";
    field_title_period() "Năm xét" "Year considered";
    cell_no_period() "không phải năm hay khoảng ngày" "neither a year nor a range of days";
    title_counted(period) "Xét cho {period}" "Considered for {period}";
    title_twice(name, form, period, other) "{name}: {form} xét cho {period}, mà đã có {other} cùng thời gian: chỉ hưởng mức tiền cao nhất" "{name}: {form} for {period}, beside {other} of the same time: only the highest brings money";
    person_known(name, place) "Sổ đã có {name} ({place}): cùng một người" "The ledger knows {name} ({place}): the same";
    person_new(name, unit) "Người mới: sổ chưa có {name} ở {unit}" "New: the ledger has no {name} in {unit}";
    rows_unverified(rows) "Chưa ai đối chiếu với văn bản, mà quyết định việc này: {rows}" "Nobody compared with its text what decides this: {rows}";
    rows_end(date, days, n) "Chính sách: {n} dòng hết hiệu lực {date} (còn {days} ngày) nếu không được gia hạn, chưa có gì thay thế: sovang policy show" "Policy: {n} rows end on {date} ({days} days left) unless prolonged, and nothing follows: sovang policy show";
    nomination_says(form, kind) "{form} · {kind}" "{form} · {kind}";
    worth_today(amount) "Tiền thưởng nếu quyết định hôm nay: {amount}" "Award money if decided today: {amount}";
    next_vote() "thư ký Hội đồng: sovang hop" "the council's secretary: sovang vote";
    // The council.
    vote_nothing() "không có đề nghị nào chờ họp" "no nomination waits for a session";
    vote_heading(session, n, nominations) "{session}: {n} đề nghị chờ họp, {nominations}" "{session}: {n} nominations wait, {nominations}";
    ask_session_date() "Ngày họp" "Date of the session";
    ask_members() "Tổng số thành viên" "Members in all";
    ask_present() "Có mặt" "Present";
    ask_written() "Phiếu bằng văn bản của người vắng" "Written votes of those absent";
    ask_votes() "Tán thành, cho mọi đề nghị" "In favour, of every nomination";
    no_exception() "không trừ" "none";
    ask_vote_exceptions() "Trừ (như 5=3; 5=-: không đưa ra)" "Except (such as 5=3; 5=-: not put to the vote)";
    expected_exceptions() "số đề nghị = số phiếu, cách nhau bằng dấu cách: 5=3 14=4" "nomination = votes, parted by blanks: 5=3 14=4";
    not_waiting(nomination, name) "{nomination} ({name}) không chờ họp" "{nomination} ({name}) does not wait for a session";
    ask_minutes() "Biên bản (tệp)" "Minutes (a file)";
    columns_vote() "Đề nghị|Tên|Thôn, cơ quan|Phiếu" "Nomination|Name|Unit|Votes";
    vote_title(session, on, voting, members) "{session}, ngày {on}: {voting} trên {members} thành viên biểu quyết" "{session} of {on}: {voting} of {members} members voting";
    vote_passed(n, nominations) "Thông qua {n}: {nominations}" "Approved {n}: {nominations}";
    vote_failed(n, needed, members) "Không thông qua {n} (cần {needed} phiếu trên {members} thành viên):" "Not approved {n} ({needed} votes of {members} members needed):";
    vote_left(nominations) "Không đưa ra: {nominations}" "Not put to the vote: {nominations}";
    vote_brief(n) "{n} phiếu kết quả" "{n} results";
    next_decide() "văn thư: sovang quyet-dinh" "the clerk: sovang decide";
    // Decisions.
    decide_nothing() "không có đề nghị nào đã thông qua mà chưa quyết định" "nothing that was approved waits for a decision";
    session_with(session, n) "{session}, {n} đề nghị" "{session}, {n} nominations";
    ask_which_session() "Đã thông qua, chưa quyết định" "Approved, not decided yet";
    decide_heading(session, counts) "Theo {session}: {counts}" "By {session}: {counts}";
    ask_signer() "Người ký" "Signed by";
    ask_title() "Trích yếu" "Title";
    ask_list() "Trình duyệt danh sách chi cùng lúc?" "Ask for the payment list at the same time?";
    decide_title() "QUYẾT ĐỊNH để trình ký" "DECISION to be signed";
    decide_sum(sums, total) "{sums} = {total}" "{sums} = {total}";
    list_title(n, year) "DANH SÁCH CHI THƯỞNG theo quyết định trên: {n} dòng, từ Quỹ năm {year}" "PAYMENT LIST of the decision above: {n} lines, from the fund of {year}";
    list_effect() "Chi từ ngày phát hành; quyết định ký lại thì danh sách hết hiệu lực" "To be paid from its issue; if the decision is signed anew, the list falls away";
    list_brief(n, total) "danh sách chi, {n} dòng, {total}" "payment list, {n} lines, {total}";
    list_document() "Danh sách chi thưởng kèm theo quyết định" "Payment list";
    list_done() "danh sách chi" "payment list";
    next_issue() "văn thư: sovang phat-hanh" "the clerk: sovang issue";
    // Issue.
    issue_nothing() "không có quyết định nào chờ cấp số, phát hành" "no decision waits for its number or issue";
    issue_heading(title, on, lines, total) "Quyết định chưa phát hành: {title} (ký {on}, {lines} dòng, {total})" "Decision not issued: {title} (signed {on}, {lines} lines, {total})";
    ask_paper_date() "Ngày trên văn bản" "Date on the paper";
    highest_number(number) "; trong sổ này cao nhất là {number}" "; the highest in this ledger is {number}";
    ask_number(hint) "Số (theo sổ văn bản đi{hint})" "Number (from the register of outgoing papers{hint})";
    expected_number() "số văn bản, như 03 hoặc 12a" "a document's number, such as 03 or 12a";
    ask_symbol() "Ký hiệu" "Symbol";
    expected_symbol() "ký hiệu như QĐ-UBND" "a symbol such as QĐ-UBND";
    ask_recipients() "Nơi nhận" "Distribution";
    issue_title(number, symbol, on) "Cấp số và phát hành {number}/{symbol} ngày {on}" "Number and issue {number}/{symbol} of {on}";
    issue_effect(total, year) "Quỹ năm {year} giữ lại {total} để chi" "The fund of {year} holds {total} for it";
    number_elsewhere(other, on) "số này đã dùng cho {other} ngày {on}" "this number was used for {other} of {on}";
    numbered_late(days) "cấp số {days} ngày sau khi ký" "numbered {days} days after it was signed";
    next_pay() "kế toán: sovang chi" "the accountant: sovang pay";
    // Payments.
    pay_nothing() "không có dòng nào chờ chi" "no line waits to be paid";
    list_approved(on, seq) "danh sách duyệt {on} (#{seq})" "list approved {on} (#{seq})";
    list_missing() "chưa có danh sách chi được duyệt" "no payment list approved";
    list_missing_warning() "danh sách chi của quyết định này chưa được duyệt; kiểm tra sẽ hỏi" "the payment list of this decision was not approved; an audit will ask";
    pay_heading(name, n, list) "{name}: {n} dòng chưa chi, {list}" "{name}: {n} lines not paid, {list}";
    ask_pay_date() "Ngày chi" "Date of payment";
    ask_method() "Hình thức" "Method";
    ask_voucher() "Chứng từ, một phiếu kèm danh sách ký nhận" "Voucher, one with the signed list";
    ask_unpaid() "Ai chưa nhận (dòng hoặc tên)" "Who is missing (lines or names)";
    columns_pay() "Dòng|Người nhận|Mức|Tiền" "Lines|Recipients|Each|Sum";
    pay_title(voucher, on, method, name, n) "{voucher}, {on}, {method}, theo {name}: {n} dòng" "{voucher}, {on}, {method}, by {name}: {n} lines";
    balance_change(year, before, after) "Số dư Quỹ năm {year}: {before} → {after}" "Balance of the fund of {year}: {before} → {after}";
    voucher_used(voucher, on, total, seqs, next) "{voucher} đã dùng ngày {on}, {total} ({seqs}). Số kế tiếp chưa dùng: {next}" "{voucher} was used on {on}, {total} ({seqs}). The next not in use: {next}";
    pay_brief(voucher, n, total) "{voucher}, {n} dòng, {total}" "{voucher}, {n} lines, {total}";
    next_present() "văn thư: sovang trao" "the clerk: sovang present";
    // Presenting, filing.
    present_nothing() "không có dòng nào chờ trao" "no line waits to be presented";
    present_heading(name, n) "{name}: {n} dòng chưa trao" "{name}: {n} lines not presented";
    ask_present_date() "Ngày trao" "Date";
    ask_presenter() "Người trao" "Presented by";
    ask_absent() "Ai vắng (dòng hoặc tên)" "Who was absent (lines or names)";
    present_title(on, n, name, presenter) "Trao ngày {on}: {n} dòng theo {name}, {presenter} trao" "Presented on {on}: {n} lines of {name}, by {presenter}";
    present_brief(n) "{n} dòng" "{n} lines";
    next_file() "văn thư: sovang luu" "the clerk: sovang file";
    file_nothing() "không có quyết định nào chờ lưu hồ sơ" "no decision waits to be filed";
    file_heading(name) "Hồ sơ {name}" "Dossier of {name}";
    ask_file_date() "Ngày lưu" "Date of filing";
    paper_only() "chỉ bản giấy" "paper only";
    ask_scans() "Bản quét (thư mục hoặc tệp)" "Scans (a folder or a file)";
    no_scans(path) "{path}: không có tệp nào" "{path}: no file there";
    ask_place() "Nơi lưu" "Place";
    law_keeps(day, law) "Hồ sơ khen thưởng lưu đến hết {day} ({law})" "Award files are kept until the end of {day} ({law})";
    law_keeps_unknown() "Chính sách chưa nêu thời hạn lưu hồ sơ khen thưởng, hoặc lưu vĩnh viễn: xem sovang policy show" "The policy has no term for award files, or keeps them for ever: see sovang policy show";
    kept_too_short(until, day, law) "lưu đến {until} là sớm hơn thời hạn: đến hết {day} ({law})" "{until} is before the end of the term, {day} ({law})";
    ask_keep_until() "Lưu đến hết ngày" "Keep until";
    file_title(name, n) "Lưu hồ sơ {name}: {n} tài liệu" "File the dossier of {name}: {n} documents";
    file_brief(n) "{n} tài liệu" "{n} documents";
    // Asking, agreeing, what was done.
    warning(n) "LƯU Ý {n}:" "NOTE {n}:";
    confirm() "Ghi vào sổ? [c]ó / [k]hông / [s]ửa:" "Record it? [y]es / [n]o / [e]dit:";
    confirm_record() "Ghi vào sổ? [c]ó / [k]hông:" "Record it? [y]es / [n]o:";
    confirm_prepare() "Soạn? [c]ó / [k]hông / [s]ửa:" "Prepare it? [y]es / [n]o / [e]dit:";
    confirm_folder() "Trình ký? [c]ó / [k]hông / [s]ửa:" "Put it in the signing folder? [y]es / [n]o / [e]dit:";
    confirm_sign(brief) "Ký {brief}? [c]ó / [k]hông, để lại / [t]rả lại:" "Sign {brief}? [y]es / [n]o, leave it / [r]eturn it:";
    choose() "Chọn (số hoặc chữ đầu)" "Choose (number or beginning)";
    chosen(label) "→ {label}" "→ {label}";
    edit_which() "Sửa" "Edit";
    done(seqs, what, at) "Đã ghi {seqs}: {what}, {at} (giờ Việt Nam)." "Recorded {seqs}: {what}, {at} (Vietnam time).";
    next_is(next) "Tiếp theo, {next}" "Next, {next}";
    in_folder(n, place) "Đã đặt {n} trang vào tập trình ký ({place}). Chưa ghi gì vào sổ." "Put {n} page(s) into the signing folder ({place}). Nothing was recorded.";
    nobody_to_ask() "không có ai để hỏi «Ghi vào sổ?»" "nobody is there to be asked «Record it?»";
    nobody_advice() "Đồng ý trước bằng --yes" "Agree beforehand with --yes";
    job_missing(fields) "còn thiếu: {fields}" "missing: {fields}";
    job_missing_advice() "Thêm --TÊN GIÁ_TRỊ cho từng điều còn thiếu, hoặc chạy trên màn hình để được hỏi" "Add --NAME VALUE for each, or run it on a terminal to be asked";
    secret_typed(key) "{key}: không viết trên dòng lệnh, vì sẽ nằm lại trong lịch sử của máy" "{key}: not on a command line, whose history keeps it";
    secret_typed_advice() "Chạy trên màn hình và gõ kín khi được hỏi; trong kịch bản: sovang record petition.received -d identity=-" "Run it on a terminal and type it unseen; in a script: sovang record petition.received -d identity=-";
    nothing_recorded() "Chưa ghi gì vào sổ." "Nothing was recorded.";
    draft_kept(command) "Đã cất những gì đã gõ; tiếp tục: sovang {command}" "What was typed is kept; go on with: sovang {command}";
    draft_found(at) "Còn dự thảo từ {at}. Tiếp? [C/k]:" "There is a draft of {at}. Go on with it? [Y/n]:";
    passphrase_of(name) "Mật khẩu của {name}" "Passphrase of {name}";
    passphrase_wrong(left) "Không đúng; còn {left} lần. Kiểm tra phím Caps Lock và bộ gõ tiếng Việt" "Wrong; {left} tries left. Look at Caps Lock and the Vietnamese keyboard";
    role_missing(kind, roles) "không khóa nào ở máy này được làm việc ấy ({kind}); cần vai trò: {roles}" "no key on this computer may do that ({kind}); roles that may: {roles}";
    role_missing_advice() "Người có vai trò ấy làm, hoặc nêu khóa bằng --key TỆP.pem" "Have a holder of that role do it, or name the key with --key FILE.pem";
    which_key() "Ai đang ký" "Who is signing";
    folder_empty() "tập trình ký không có trang nào" "the signing folder is empty";
    folder_heading(n) "Tập trình ký: {n} trang" "Signing folder: {n} page(s)";
    folder_page(n, of, title) "{n}/{of}  {title}" "{n}/{of}  {title}";
    folder_by(name, at) "Soạn: {name}, {at}" "Prepared: {name}, {at}";
    folder_at(at) "Soạn ngày {at}" "Prepared: {at}";
    folder_for_others(n, of, title, roles) "{n}/{of}  {title}: để {roles} ký" "{n}/{of}  {title}: for {roles} to sign";
    folder_refused(n, of) "{n}/{of}  KHÔNG KÝ ĐƯỢC; trang vẫn ở trong tập:" "{n}/{of}  CANNOT BE SIGNED; the page stays:";
    folder_returned() "Đã trả lại, trang được cất sang bên." "Returned; the page is put aside.";
    folder_left(n) "Còn {n} trang trong tập." "{n} page(s) left in the folder.";
    folder_done() "Tập trình ký hết." "The signing folder is empty now.";
    clock_odd(today) "ĐỒNG HỒ LẠ. Máy này nghĩ hôm nay là {today}." "ODD CLOCK. This computer thinks that today is {today}.";
    clock_before_build(built) "Phần mềm này được dựng ngày {built}, sau ngày ấy." "This program was built on {built}, after that day.";
    clock_before_entry(seq, on) "Mục mới nhất, #{seq}, ghi ngày {on}, sau ngày ấy." "The newest entry, #{seq}, is of {on}, after that day.";
    clock_far(seq, on, days) "Mục mới nhất, #{seq}, ghi ngày {on}: {days} ngày trước ngày ấy." "The newest entry, #{seq}, is of {on}: {days} days before that.";
    clock_why() "Ghi bằng giờ sai thì không ai ghi tiếp được cho đến ngày ấy." "What is recorded by a wrong clock stops everybody until that day.";
    clock_ask() "Nếu đúng, gõ năm nay; Enter để dừng:" "If it is right, type the year; Enter to stop:";
    clock_stop() "đồng hồ của máy lạ; chưa hỏi gì, chưa mất gì" "the computer's clock is odd; nothing was asked, nothing is lost";
    clock_advice() "Chỉnh lại đồng hồ rồi gõ lại lệnh này; nếu đồng hồ đúng, chạy trên màn hình và xác nhận" "Set the clock and type this again; if it is right, run it on a terminal and say so";
    kept_open(minutes) "Khóa mở đến khi {minutes} phút không dùng; khóa ngay: sovang lock" "The key stays open until it is not used for {minutes} minutes; to lock it: sovang lock";
    locked(n) "Đã khóa {n} khóa." "Locked {n} key(s).";
}
