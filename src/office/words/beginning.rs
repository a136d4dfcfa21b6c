//! What is asked and told when a ledger begins.

use std::fmt::Display;

use crate::values::lang::{Lang, sentences};

messages! {
    begin_heading() "Mở sổ mới. Chưa ghi gì cho đến câu hỏi cuối. Ctrl-D: dừng, giữ những gì đã gõ." "A new ledger. Nothing is written before the last question. Ctrl-D: stop, keeping what was typed.";
    ask_unit_name() "Tên đơn vị" "Name of the unit";
    ask_parent() "Cơ quan cấp trên" "Authority above";
    ask_origin() "Tên gốc của sổ trong mọi chứng nhận" "Origin of the log in every proof";
    expected_origin() "chữ thường không dấu, số, dấu chấm, gạch nối, gạch chéo, như xa-a.tinh-b/so-vang" "lower-case letters, digits, dots, hyphens, slashes, such as xa-a.tinh-b/so-vang";
    ask_own_role() "Bạn là" "You are";
    begin_prepares() "Chỉ Chủ tịch mở được sổ. Bạn soạn sẵn những điều trên; Chủ tịch ký bằng khóa của mình." "Only the chairman begins a ledger. You prepare it; the chairman's key signs.";
    ask_prepare_file() "Soạn vào tệp" "Prepare it in file";
    begin_prepare_title(file) "Soạn {file} cho Chủ tịch ký, chưa mở sổ" "Prepare {file} for the chairman; there is no ledger yet";
    begin_prepare_next(file) "Chủ tịch: sovang init --prepared {file}" "The chairman: sovang init --prepared {file}";
    ask_own_name() "Tên ghi trong sổ" "Your name in the ledger";
    chairman_of(unit) "Chủ tịch {unit}" "Chairman of {unit}";
    begin_presets() "Chính sách và lịch có sẵn. Chỉ là điểm xuất phát: ban hành là Chủ tịch ký, sau khi đối chiếu với văn bản gốc." "Policies and calendars that come along. They are where to start: adopting them is the chairman's signature, after comparing with the law.";
    ask_adopt() "Ban hành (như 1 3, hoặc 1-3)" "Adopt (such as 1 3, or 1-3)";
    not_yet() "chưa" "not yet";
    expected_several() "một hoặc vài số của danh sách, như 1 3 hoặc 1-3; Enter: chưa" "numbers of the list, such as 1 3 or 1-3; Enter: not yet";
    preset_checked(name, rows) "{name}: {rows} dòng, đã đối chiếu" "{name}: {rows} rows, checked";
    preset_unchecked(name, open, rows) "{name}: {rows} dòng, {open} dòng chưa đối chiếu bản gốc" "{name}: {rows} rows, {open} not checked against the law";
    preset_calendar(name) "{name}: lịch ngày làm việc" "{name}: calendar of working days";
    begin_why_spare() "Chỉ Chủ tịch cấp được khóa và ban hành chính sách. Nếu khóa duy nhất mất, mật khẩu bị quên hoặc người giữ qua đời thì sổ dừng ở đó; một khóa dự phòng niêm phong trong két cứu được." "Only a chairman enrols keys and adopts policies. If the only key is lost, its passphrase forgotten, or its holder dies, the ledger ends there; a spare key sealed in the safe saves it.";
    ask_spare() "Lập luôn khóa Chủ tịch dự phòng" "Make the chairman's spare key now";
    begin_title(file) "Sẽ mở sổ {file}" "The ledger {file} will begin";
    begin_unit(unit, parent, origin) "{unit}, thuộc {parent}; tên gốc {origin}" "{unit}, under {parent}; origin {origin}";
    begin_key(holder) "{holder} giữ khóa Chủ tịch: chỉ mở được bằng mật khẩu chỉ mình Chủ tịch biết." "{holder} holds the chairman's key: only a passphrase that nobody else knows opens it.";
    begin_adopts(name) "Ban hành {name}" "{name} is adopted";
    begin_log_key(file) "Khóa của sổ ({file}) do máy này giữ, không dùng mật khẩu của ai: nó ký từng mốc để người ngoài kiểm tra được sổ. Sao lưu nó cùng tệp sổ." "The log's key ({file}) is this computer's and has nobody's passphrase: it signs each head, so that outsiders can check the ledger. Back it up with the ledger.";
    begin_spare(file) "Khóa Chủ tịch dự phòng vào tệp {file}, có mật khẩu riêng: chép ra thẻ nhớ, niêm phong cùng mật khẩu, cất trong két, rồi xóa khỏi máy." "The spare key goes into {file}, with a passphrase of its own: copy it to a stick, seal it with its passphrase, put it in the safe, then delete it here.";
    begin_unchecked(n) "{n} dòng chính sách chưa đối chiếu bản gốc. Xem: sovang policy show" "{n} policy rows are not checked against the law. See: sovang policy show";
    begin_no_calendar(year) "chưa có lịch ngày làm việc năm {year}: các thời hạn theo ngày làm việc chưa tính được" "no calendar of {year}: terms in working days cannot be told";
    begin_no_spare() "chưa có khóa dự phòng: sovang due sẽ nhắc cho đến khi lập bằng sovang key spare" "no spare key: sovang due reminds until one is made by sovang key spare";
}
