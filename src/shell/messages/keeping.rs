//! What is said of backups, and of a ledger that is handed over.

use std::fmt::Display;

use crate::values::lang::{Lang, sentences};
use crate::values::shown::Shown;

messages! {
    backed_up_vault(n, path) "{n} giá trị niêm phong vào {path}; giá trị nào được lệnh xóa thì bản này cũng phải xóa" "{n} sealed values in {path}; a value that is ordered erased must be erased there as well";
    backed_up_log(n) "khóa và mốc của sổ ({n} tệp): cất bản này như cất khóa" "the log's key and head ({n} files): keep this copy as you keep keys";
    backed_up_no_log() "KHÔNG có khóa của sổ ở cạnh tệp sổ: sao lưu khóa ấy riêng" "NO key of the log beside the ledger: back that key up apart";
    backed_up_pages(n) "{n} trang chờ ký" "{n} pages that wait for a signature";
    backed_up_not() "Không chép được: khóa riêng của từng người (mỗi người tự sao lưu tệp khóa của mình), những gì đang gõ dở ở từng máy" "Not taken: each person's own key (everybody backs up his own key file), what is half typed on each computer";
    backed_up_try(path) "Thử bản này ngay: sovang backup --check {path}" "Try this copy now: sovang backup --check {path}";
    check_yes(path, n, last) "BẢN SAO DÙNG ĐƯỢC: {path}, {n} mục, mục mới nhất {last} (giờ Việt Nam); đã chép sang bên và xác minh" "THE COPY IS GOOD: {path}, {n} entries, the newest of {last} (Vietnam time); copied aside and verified";
    check_no(path) "BẢN SAO KHÔNG DÙNG ĐƯỢC: {path} không hợp lệ" "THE COPY IS NOT GOOD: {path} is not valid";
    check_complete() "Có đủ tài liệu, giá trị niêm phong, khóa và mốc của sổ" "Documents, sealed values, the log's key and head are all there";
    check_documents(n, all) "THIẾU {n} trên {all} tài liệu đính kèm (hoặc đã hỏng)" "MISSING: {n} of {all} documents (or damaged)";
    check_vault(n, all) "THIẾU {n} trên {all} giá trị niêm phong (hoặc đã hỏng)" "MISSING: {n} of {all} sealed values (or damaged)";
    check_log_key() "THIẾU khóa của sổ: khôi phục từ bản này thì phải thay khóa (sovang checkpoint rotate)" "MISSING: the log's key; restored from this copy it must be replaced (sovang checkpoint rotate)";
    check_head() "THIẾU mốc mới nhất của sổ (tệp .head)" "MISSING: the log's newest head (.head file)";
    check_behind(n) "Sổ trên máy này đã có thêm {n} mục sau bản sao: sao lưu lại" "The ledger here has {n} more entries than the copy: back up again";
    check_not() "Không kiểm tra được: khóa riêng của từng người có bản sao hay không" "Cannot be checked: whether each person's own key has a copy";
    due_backup(last, days) "Sao lưu gần nhất từ máy này: {last}, {days} ngày trước. Sao lưu, rồi thử bản sao: sovang backup TỆP; sovang backup --check TỆP" "Last backup from this computer: {last}, {days} days ago. Back up, then try the copy: sovang backup FILE; sovang backup --check FILE";
    due_no_backup() "Máy này chưa sao lưu sổ lần nào. Sao lưu, rồi thử bản sao: sovang backup TỆP; sovang backup --check TỆP" "No backup was made from this computer yet. Back up, then try the copy: sovang backup FILE; sovang backup --check FILE";
    handover_confirm() "Khóa sổ? Không mở lại được. [c]ó / [k]hông:" "Close the ledger? It cannot be opened again. [y]es / [n]o:";
    handover_minutes(path) "Biên bản bàn giao để in, ký: {path}" "Minutes to print and sign: {path}";
}
