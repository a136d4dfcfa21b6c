//! What is said when a ledger is handed over.

use std::fmt::Display;

use crate::values::lang::{Lang, sentences};

messages! {
    handover_title(unit, successor) "Khóa sổ của {unit}, bàn giao cho {successor}" "Close the ledger of {unit} and hand it over to {successor}";
    handover_nothing_open() "Không còn việc gì dở dang." "Nothing is left undone.";
    columns_open_funds() "Quỹ chưa khóa|Số dư" "Fund not closed|Balance";
    handover_counts(entries, decisions, chairmen) "Sổ có {entries} mục, {decisions} quyết định; khóa Chủ tịch còn hiệu lực: {chairmen}." "The ledger has {entries} entries, {decisions} decisions; chairman's keys in force: {chairmen}.";
    handover_lost_open() "sổ mới không tự nhận việc nào ở trên: việc dở dang phải làm xong trước khi khóa, hoặc ghi lại trong sổ mới" "the new ledger takes over none of the above: finish it before closing, or record it anew there";
    handover_lost_people() "tìm người ở sổ mới không thấy thành tích cũ: giữ cả hai sổ, xác minh cùng nhau bằng sovang handover verify" "people looked up in the new ledger do not show what they were awarded here: keep both ledgers and verify them together by sovang handover verify";
    handover_lost_beside() "tài liệu, giá trị niêm phong và khóa của sổ ở cạnh tệp sổ: giao cả, sao lưu trước bằng sovang backup" "documents, sealed values and the log's key stand beside the ledger: hand them over too, and back up first by sovang backup";
    minutes_title() "BIÊN BẢN BÀN GIAO SỔ VÀNG KHEN THƯỞNG" "MINUTES: THE LEDGER IS HANDED OVER";
    minutes_parties(unit, successor) "Bên giao: {unit}. Bên nhận: {successor}." "Handed over by: {unit}. Taken over by: {successor}.";
    minutes_by(document, reason, on) "Căn cứ {document}. Lý do: {reason}. Ngày {on}." "By {document}. Reason: {reason}. On {on}.";
    minutes_ledger(n, hash) "Sổ khóa ở mục {n}. Mã băm của mục ấy, để hai bên đối chiếu: {hash}." "The ledger was closed by entry {n}. Its hash, for both to compare: {hash}.";
    minutes_handed() "Bên giao giao: tệp sổ; thư mục tài liệu, giá trị niêm phong; khóa và mốc của sổ; các trang chờ ký. Không giao: khóa riêng của từng người." "Handed over: the ledger; the folders of documents and sealed values; the log's key and head; pages that wait for a signature. Not handed over: people's own keys.";
    minutes_next() "Bên nhận ghi trong sổ mới: sovang handover take TỆP_SỔ_CŨ --document SỐ_BIÊN_BẢN." "The successor records in the new ledger: sovang handover take OLD_LEDGER --document MINUTES.";
    minutes_signatures() "Đại diện bên giao (ký, ghi rõ họ tên)          Đại diện bên nhận (ký, ghi rõ họ tên)" "For the one side (signature, name)          For the other side (signature, name)";
}
