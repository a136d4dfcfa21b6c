//! What is said of keys coming into a ledger, and of people who leave.

use std::fmt::Display;

use crate::values::lang::{Lang, sentences};
use crate::values::shown::Shown;

messages! {
    join_no_ledger() "máy này không có bản sao của sổ, và chưa nêu mã sổ" "this computer has no copy of the ledger, and no ledger id was given";
    join_no_ledger_advice() "Nêu bản sao của sổ bằng -l TỆP, hoặc hỏi Chủ tịch mã sổ (sovang key list in ở dòng đầu) rồi nêu --of MÃ" "Name a copy of the ledger with -l FILE, or ask the chairman for its id (first line of sovang key list) and give --of ID";
    join_ask_holder() "Tên ghi trong sổ" "Your name in the ledger";
    join_ask_roles() "Vai trò (như: 3 4)" "Roles (such as 3 4)";
    join_no_holder() "chưa nêu tên và vai trò" "name and roles are missing";
    join_no_holder_advice() "Thêm --holder TÊN --role VAI_TRÒ, hoặc chạy trên màn hình để được hỏi" "Add --holder NAME --role ROLE, or use a terminal to be asked";
    join_ledger_is(unit) "Sổ vàng của {unit}." "The ledger of {unit}.";
    join_known(name) "Sổ đã biết «{name}»: khóa mới thuộc cùng một người." "The ledger knows {name}: the new key belongs to the same person.";
    join_made(path) "Phiếu xin vào sổ, do chính khóa ấy ký: {path}" "Request, signed by that key: {path}";
    join_send(path) "Gửi tệp {path} cho Chủ tịch bằng cách nào cũng được; rồi tự mình đọc mã này cho Chủ tịch, trực tiếp hoặc qua điện thoại:" "Send {path} to the chairman in any way; then read this code out to the chairman yourself, in person or by telephone:";
    join_bad_request(what) "{what} không phải phiếu xin vào sổ còn nguyên vẹn" "{what} is no sound request";
    join_bad_request_advice() "Xin người ấy lập lại bằng sovang key join; phiếu .pub của bản cũ không dùng được nữa" "Ask for a new one made by sovang key join; a bare .pub file is not enough any more";
    join_other_ledger(id) "phiếu này xin vào sổ khác ({id})" "this request is for another ledger ({id})";
    join_other_ledger_advice() "Người ấy lập lại phiếu với đúng bản sao của sổ này" "They make it again with a copy of this ledger";
    join_code_memory() "máy không đủ bộ nhớ để tính mã của phiếu" "there is not enough memory for the request's code";
    join_code_memory_advice() "Đóng bớt chương trình rồi chạy lại" "Close other programs and try again";
    join_page(name) "{name} xin vào sổ" "{name} asks to come in";
    join_page_roles(roles) "Vai trò: {roles}" "Roles: {roles}";
    join_page_key(key) "Khóa {key}…, phiếu do đúng khóa ấy ký cho đúng sổ này" "Key {key}…; the request is signed by that very key, for this ledger";
    join_page_new() "Người mới: sổ chưa có tên này." "A new person: the ledger does not know this name.";
    join_page_again(name, keys) "Người này đã có trong sổ: {name}, {keys} khóa còn hiệu lực" "Known to the ledger: {name}, {keys} key(s) in force";
    join_page_vouched(name) "{name} làm chứng" "{name} vouches";
    join_warn_again(name) "khóa mới sẽ ký thay cho «{name}»: chỉ nhận nếu chính người ấy đang nói với bạn" "the new key will sign as {name}: accept it only from that very person";
    join_warn_renamed(name) "người này trước đây tên là «{name}»" "this person was called {name} before";
    join_warn_chairman() "khóa Chủ tịch làm được mọi việc của sổ, kể cả thu hồi khóa của bạn" "a chairman's key can do everything with the ledger, and revoke yours";
    join_ask_code() "Mã người ấy đọc cho bạn: " "The code that they read to you: ";
    join_wrong_code() "KHÔNG KHỚP: nghe nhầm, hoặc đây không phải khóa của người đang nói với bạn" "DOES NOT MATCH: misheard, or this is not the key of whoever is speaking to you";
    join_wrong_code_advice() "Nghe lại từ chính người ấy và gõ --code MÃ; vẫn không khớp thì bỏ phiếu này" "Hear it again from that person and give --code CODE; if it still differs, throw this request away";
    join_no_code() "chưa có mã mà người xin vào sổ đọc cho bạn" "the code that the asking person reads to you is missing";
    join_no_code_advice() "Hỏi trực tiếp hoặc qua điện thoại, rồi thêm --code MÃ" "Ask in person or by telephone, then add --code CODE";
    join_code_matches() "✔ khớp" "✔ it matches";
    join_wider(roles) "người ấy không xin vai trò: {roles}" "these roles were not asked for: {roles}";
    join_wider_advice() "Chỉ bớt được vai trò; muốn thêm thì người ấy xin lại bằng sovang key join" "Roles can only be left out; for more they ask again by sovang key join";
    key_roles_wider(roles) "khóa ấy chưa có vai trò: {roles}" "that key does not hold: {roles}";
    key_not_enrolled(text) "sổ không có khóa hay người «{text}» còn hiệu lực" "the ledger has no key or person «{text}» in force";
    key_not_enrolled_advice() "Xem tên bằng sovang key list" "See the names with sovang key list";
    key_vouched(path) "Đã làm chứng cho phiếu: {path}" "Vouched for the request: {path}";
    key_passphrase_old(path) "Mật khẩu hiện nay của {path}" "The present passphrase of {path}";
    key_passphrase_changed(path) "Đã đổi mật khẩu của {path}. Khóa vẫn là khóa ấy; bản sao cũ của tệp vẫn mở bằng mật khẩu cũ: xóa đi." "Changed the passphrase of {path}. The key is the same; older copies of the file still open with the old one: delete them.";
    key_left(who, n, seq) "{who} thôi giữ nhiệm vụ: đã thu hồi {n} khóa, đến mục {seq}. Chữ ký cũ vẫn có giá trị." "{who} has left: {n} key(s) revoked, up to entry {seq}. Old signatures keep their value.";
    due_no_spare() "Mới có một khóa Chủ tịch còn hiệu lực: mất khóa ấy là không ai cấp được khóa, ban hành được chính sách. Lập khóa dự phòng cất trong két: sovang key spare du-phong.pem" "Only one chairman's key is in force: if it is lost, nobody can enrol keys or adopt policies. Make a spare one for the safe: sovang key spare du-phong.pem";
    init_missing() "thiếu --unit, --parent hoặc --origin" "--unit, --parent or --origin is missing";
    key_new_own() "Mật khẩu mới của bạn, từ 8 ký tự" "Your new passphrase, 8 characters or more";
    key_new_spare() "Mật khẩu khóa dự phòng, từ 8 ký tự" "Passphrase of the spare key, 8 characters or more";
    init_next() "Tiếp theo: mỗi đồng nghiệp, ở máy mình, gõ sovang key join rồi đọc tám chữ số cho Chủ tịch." "Next: each colleague types sovang key join on his own computer and reads eight digits to the chairman.";
    init_prepared(path, ledger) "Đã soạn {path}, chưa mở sổ. Mã sổ {ledger}. Đồng nghiệp xin vào trước bằng sovang key join --of {ledger}; Chủ tịch mở sổ bằng sovang init --prepared {path}" "Prepared {path}; there is no ledger yet. Its id is {ledger}. Colleagues may ask to come in with sovang key join --of {ledger}; the chairman begins it with sovang init --prepared {path}";
    init_bad_with(text) "«{text}»: cần dạng PHIẾU=MÃ, ví dụ van-thu.join=48219035" "«{text}»: expected REQUEST=CODE, such as van-thu.join=48219035";
    init_spare(path) "Khóa Chủ tịch dự phòng: {path}. Chép {path} vào thẻ nhớ, bỏ cùng mật khẩu của nó vào phong bì niêm phong, cất trong két, rồi xóa tệp khỏi máy này." "The chairman's spare key: {path}. Copy {path} to a stick, put it with its passphrase into a sealed envelope in the safe, then delete the file here.";
    key_list_of(unit, ledger) "{unit}, mã sổ {ledger}" "{unit}, ledger {ledger}";
}
