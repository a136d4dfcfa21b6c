//! What is said of sealed values and their vault.

use std::fmt::Display;

use crate::values::lang::{Lang, sentences};
use crate::values::shown::Shown;

messages! {
    vault_no_retention() "LƯU Ý: chính sách chưa nêu thời hạn lưu hồ sơ giải quyết đơn (retention), nên sổ không biết đã hết hạn lưu chưa; người xác nhận xem trước" "NOTE: the policy has no row on how long petition files are kept (retention), so the ledger cannot tell whether the term is over; whoever confirms looks first";
    vault_no_readers() "sổ chưa quy định ai được đọc giá trị niêm phong" "the ledger does not say who may read sealed values";
    vault_no_readers_advice() "Mỗi người lập khóa đọc: sovang vault key; Chủ tịch ghi: sovang vault readers" "Each reader makes a key: sovang vault key; the chairman records them: sovang vault readers";
    vault_type_secret() "Giá trị cần niêm phong: " "Value to seal: ";
    vault_old_kind(path) "{path} là kho niêm phong kiểu cũ (một tệp); từ định dạng 1.0 kho là một thư mục" "{path} is a vault of the old kind (a single file); since format 1.0 a vault is a folder";
    vault_old_kind_advice() "Đổi tên và cất giữ tệp ấy (chỉ bản sovang trước 1.0 mở được); mở sổ mới, hoặc xóa tên ấy đi nếu sổ này không có giá trị nào trong đó" "Rename and keep that file (only a sovang before 1.0 opens it); begin a new ledger, or free the name if this ledger has no value in it";
    vault_exchanged(sealed) "tệp của giá trị {sealed}… trong kho niêm phong không phải tệp mà sổ nêu: đã bị đổi hoặc hỏng" "the vault's file of {sealed}… is not the one that the ledger names: it was exchanged or damaged";
    vault_too_large() "giá trị quá dài để niêm phong (quá 64 KB)" "the value is too long to be sealed (above 64 KB)";
    vault_too_large_advice() "Để phần dài trong tài liệu đính kèm, niêm phong phần nhận ra người" "Keep the long part in a document and seal what names the person";
    vault_missing(sealed) "kho niêm phong không có giá trị {sealed}…" "the vault does not hold {sealed}…";
    vault_restore_advice() "Lấy lại từ bản sao lưu kho: sovang vault restore THƯ MỤC; giá trị ký ở máy khác thì chép tệp của nó trong kho ở máy ấy sang" "Bring it back from the vault's backup: sovang vault restore FOLDER; for a value signed elsewhere, copy its file from the vault there";
    vault_identity(path, reason) "{path}: không mở được khóa đọc ({reason})" "{path}: the reading key does not open ({reason})";
    vault_not_opened() "khóa đọc này không mở được giá trị ấy" "this key does not open that value";
    vault_identity_advice() "Kiểm tra tệp khóa đọc và mật khẩu; người đọc phải có trong quy định lúc niêm phong (hoặc sau vault reseal)" "Check the reading key and passphrase; a reader must have been named when it was sealed (or after vault reseal)";
    vault_unknown(text) "«{text}» không chỉ đúng một giá trị niêm phong" "«{text}» is not one sealed value";
    vault_unknown_advice() "Xem sovang vault list" "See sovang vault list";
    vault_key_made(path, public) "Đã lập khóa đọc {path}\nKhóa công khai {public}" "Made reading key {path}\nPublic key {public}";
    vault_cleaned(path, n) "{path}: đã bỏ {n} tệp (giá trị sổ nói đã xóa, hoặc ghi dở dang)" "{path}: removed {n} file(s) (erased by the ledger, or left by interrupted work)";
    vault_clean(path) "{path}: không có gì phải bỏ" "{path}: nothing to remove";
    vault_linked() "Cùng những byte ấy còn dưới tên khác trên đĩa này (một bản chụp hoặc sao lưu): xóa ở đó." "The same bytes have another name on this disk (a snapshot or backup): erase them there.";
    vault_waiting(n) "{n} giá trị của sự kiện đã ký mà chưa ghi (append). Bỏ chúng: sovang vault clean --signed" "{n} value(s) of events signed and not appended yet. To drop them: sovang vault clean --signed";
    vault_backed_up(path, n) "Đã sao lưu kho niêm phong vào {path} ({n} tệp mới). Khi một giá trị bị xóa, phải xóa cả ở bản này: sovang vault clean {path}" "Backed the vault up to {path} ({n} new file(s)). When a value is erased, clean this copy too: sovang vault clean {path}";
    vault_backup_lacks(n) "KHO THIẾU {n} giá trị: xem sovang vault list" "THE VAULT LACKS {n} value(s): see sovang vault list";
    vault_restored_earlier(n) "{n} giá trị mà tệp mới nhất không mở được: đã lấy lại tệp trước. Chạy sovang vault reseal để tệp ấy thành tệp mới nhất" "{n} value(s) whose newest file does not open: brought back the file before. Run sovang vault reseal to make it the newest";
    vault_status_exchanged() "TỆP ĐÃ BỊ ĐỔI" "FILE EXCHANGED";
    vault_none_opened(n) "khóa đọc này không mở được giá trị nào ({n})" "this key opens none of the {n} value(s)";
    vault_not_resealed(entries) "Không mở được giá trị ở mục {entries}: để nguyên" "Could not open the value(s) of entry {entries}: left as they are";
    vault_restored(n) "Đã lấy lại {n} giá trị" "Brought back {n} value(s)";
    vault_status_kept() "niêm phong" "sealed";
    vault_status_ordered(seq) "đã đề nghị xóa (mục {seq}), chờ người thứ hai" "erasure ordered (entry {seq}), waits for a second person";
    vault_status_erased(seq) "đã xóa (mục {seq})" "erased (entry {seq})";
    vault_status_left() "SỔ NÓI ĐÃ XÓA MÀ KHO CÒN: chạy sovang vault clean" "ERASED BY THE LEDGER, STILL IN THE VAULT: run sovang vault clean";
    vault_status_missing() "KHO KHÔNG CÓ" "NOT IN THE VAULT";
    vault_orphans(n) "{n} giá trị trong kho không thuộc mục nào (ghi dở dang)" "{n} value(s) in the vault belong to no entry (an interrupted record)";
    vault_not_gone(reason) "việc xóa đã được xác nhận, nhưng giá trị chưa bỏ được khỏi kho: {reason}" "the erasure is confirmed, but the value could not be taken out of the vault: {reason}";
    vault_not_gone_advice() "Sửa xong chạy sovang vault clean" "Mend it, then run sovang vault clean";
    vault_erased_now() "Đã xóa khỏi kho niêm phong. Bản sao lưu kho: chạy sovang vault clean THƯ MỤC cho từng bản." "Erased from the vault. For each backup of the vault run sovang vault clean FOLDER.";
    vault_waits() "Chưa xóa: chờ người thứ hai, với vai trò khác, chạy sovang vault erase … --confirm" "Not erased yet: a second person in another role runs sovang vault erase … --confirm";
    vault_resealed(n) "Đã mã hóa lại {n} giá trị cho những người đang được đọc" "Encrypted {n} value(s) again to the present readers";
    audit_vault_old_kind() "cạnh sổ là kho niêm phong kiểu cũ (một tệp): chưa kiểm tra được" "beside the ledger is a vault of the old kind (a single file): not checked";
    audit_vault_exchanged() "tệp trong kho niêm phong không phải tệp mà mục nêu: đã bị đổi hoặc hỏng" "the vault's file is not the one that the entry names: it was exchanged or damaged";
    audit_vault_not_opened(by) "tệp đúng mã băm nhưng khóa đọc này không mở được, hoặc trong đó là thứ khác; người ký tệp ấy: {by}" "the file has its hash, but this key does not open it, or something else is in it; signed by {by}";
    audit_vault_missing() "giá trị niêm phong ở mục này không còn trong kho, mà sổ không nói đã xóa" "the value sealed by this entry is not in the vault, and the ledger does not say it was erased";
    audit_vault_not_erased() "giá trị sổ nói đã xóa vẫn còn trong kho" "a value that the ledger says was erased is still in the vault";
    audit_vault_meaning() "Kho niêm phong bị sửa, thiếu, hoặc việc xóa chưa làm xong (sovang vault clean). Các mục không vì thế mà sai." "The vault was changed, lacks something, or an erasure was not finished (sovang vault clean). The entries are not wrong for that.";
    verify_vault(n) "Kho niêm phong: {n} giá trị, tệp khớp với mã băm trong sổ (chưa mở thử; mở thử bằng --identity)." "Vault: {n} value(s), each file has the hash that the ledger names (not opened; --identity opens them).";
    verify_vault_opened(n, opened) "Kho niêm phong: {n} giá trị, tệp khớp với mã băm trong sổ; {opened} mở được, đúng chỗ, đúng mã cam kết." "Vault: {n} value(s), each file has the hash that the ledger names; {opened} open, at their place, to their commitment.";
    verify_vault_unpadded(n) "{n} tệp có độ dài lạ: độ dài giá trị có thể lộ." "{n} file(s) of unusual length: the length of the value may show.";
    verify_vault_left(n) "{n} tệp trong kho không thuộc mục nào (ghi dở dang): sovang vault clean." "{n} file(s) in the vault belong to no entry (interrupted work): sovang vault clean.";
    verify_no_vault() "Kho niêm phong không có ở đây: chưa kiểm tra." "The vault is not here: not checked.";
    backed_up_no_vault() "Kho niêm phong không nằm trong bản này: sao lưu riêng bằng sovang vault backup" "The vault is not in this copy: back it up apart with sovang vault backup";
}
