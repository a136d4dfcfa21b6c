//! What is said of ledgers for practice.

use std::fmt::Display;

use crate::values::lang::{Lang, sentences};
use crate::values::shown::Shown;

messages! {
    practice_banner() "▒▒ SỔ TẬP ▒▒ Không có giá trị, không gửi đi được ▒▒" "▒▒ PRACTICE ▒▒ Worth nothing, cannot be sent ▒▒";
    practice_made(path, n) "Đã lập sổ tập {path}, chép đến mục {n}. Sổ khác, khóa khác: không gì ở đây sang sổ thật." "Made the practice ledger {path}, copied up to entry {n}. Another ledger, other keys: nothing here reaches the real one.";
    practice_keys(passphrase) "Khóa tập; mật khẩu của mọi khóa: {passphrase}" "Practice keys; the passphrase of each: {passphrase}";
    practice_next(folder) "Tập: cd {folder}, rồi gõ lệnh như thường. Tài liệu và giá trị niêm phong không được chép theo. Tập xong thì xóa cả thư mục {folder}." "To practise: cd {folder}, then type commands as usual. Documents and sealed values are not copied. When done, delete the folder {folder}.";
    practice_entry(seq) "mục {seq} không chép sang sổ tập được" "entry {seq} cannot be made again for practice";
    practice_entry_advice() "Tập trên sổ minh họa: sovang practice --demo" "Practise on the demonstration: sovang practice --demo";
    practice_again() "đây đã là sổ tập" "this is a practice ledger already";
    practice_again_advice() "Lập sổ tập mới từ sổ thật, hoặc: sovang practice --demo" "Make another from the real ledger, or: sovang practice --demo";
    practice_stays() "đây là sổ tập: không công bố, không xin nhân chứng ký" "this is a practice ledger: it is not published and no witness is asked";
    practice_stays_advice() "Làm việc này trên sổ thật" "Do this with the real ledger";
    practice_log(name) "{name} là khóa của một sổ tập" "{name} is the key of a practice ledger";
    practice_log_advice() "Bỏ dòng ấy: nhân chứng không ký cho sổ tập" "Leave that line out: a witness signs for no practice ledger";
}
