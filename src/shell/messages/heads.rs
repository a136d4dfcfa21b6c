//! What is said of log keys that ended, and of heads kept outside.

use std::fmt::Display;

use crate::values::lang::{Lang, sentences};
use crate::values::shown::Shown;

messages! {
    head_unknown(path) "{path} không phải mốc mà sổ này bảo đảm: tệp bị sửa, hỏng hoặc của sổ khác. Không suy ra điều gì về sổ" "{path} has no head that this ledger vouches for: it was changed, damaged, or is of another ledger. Nothing follows from it about the ledger";
    head_unknown_advice() "Việc ghi vẫn được; mốc mới chưa ký cho đến khi có người xem. So sổ với bản sao lưu hoặc báo cáo đã gửi (sovang verify --against), rồi cất tệp ấy sang bên bằng sovang recover heads" "Recording goes on; no new head is signed until a person has looked. Compare the ledger with a backup or a report sent out (sovang verify --against), then put that file aside with sovang recover heads";
    heads_aside(path) "Đã cất sang bên: {path}" "Put aside: {path}";
    recover_unsigned(what) "«{what}» không mang chữ ký của sổ: một con số không phải là chứng cứ" "«{what}» is not signed by the log: a number is no evidence";
    recover_too_large() "mốc đã mất, hoặc mục nêu khóa của nó, quá dài để khai" "the lost head, or the entry that names its key, is too long to be declared";
    entry_recorded_between(from, until) "Giờ trên KHÔNG tin được (đồng hồ sai, đã đính chính): thực ra ghi trong khoảng {from} đến {until}" "These times are NOT to be relied on (the clock was wrong and was corrected): it was recorded between {from} and {until}";
    recorded_between(from, until) "{from}–{until} (giờ không tin được)" "{from}–{until} (time not to be relied on)";
    policy_unsupported(path) "{path}: có khóa thuộc loại chữ ký mà chương trình này chưa biết" "{path}: it has a key of a signature type that this program does not know";
    policy_unsupported_advice() "Dùng bản sovang mới hơn, hoặc bỏ dòng ấy nếu đủ nhân chứng khác" "Use a newer sovang, or leave that line out if there are other witnesses enough";
    ending_planned() "được thay" "was replaced";
    ending_lost() "bị mất" "was lost";
    ending_stolen() "được khai là bị lấy cắp" "is said to have been stolen";
    audit_before_witness(n, entries, witness, time, size) "{n} mục ({entries}) mang giờ ghi sổ từ lâu trước {time}, lúc nhân chứng {witness} còn được đưa mốc {size} mục, chưa có chúng" "{n} entries ({entries}) bear recording times long before {time}, when the witness {witness} was still shown a head of {size} entries, without them";
    audit_before_witness_meaning() "Có thể giờ ghi sổ bị lùi lại, hoặc mốc được ký muộn: hỏi người ghi và nhân chứng. Không nói gì chống lại nội dung." "The recording times may have been set back, or the head was cosigned late: ask those who recorded, and the witness. It says nothing against the contents.";
    audit_key_ended(seq, at, ending) "mốc {seq} mục chỉ do một khóa cũ của sổ ký, khóa ấy {ending} ở mục {at}" "the head of {seq} entries is signed only by a former key of the log, which {ending} at entry {at}";
    audit_key_ended_witnessed(names) "nhân chứng đã ký mốc ấy: {names}" "witnesses that cosigned it: {names}";
    audit_key_ended_meaning() "Mốc ấy không chứng minh điều gì, cũng không nói gì chống lại sổ." "That head proves nothing, and says nothing against the ledger.";
    audit_key_stolen_meaning() "Hoặc kẻ giữ khóa lấy cắp đã giả mốc này, hoặc sổ đã bị viết lại: một mình mốc này không phân định được. So với vật khác có ngày tháng: báo cáo, biên nhận, bản sao, chữ ký nhân chứng, chữ ký của người ghi sau." "Either whoever has the stolen key made this head, or the ledger was rewritten: this head alone does not decide it. Compare with something else that has a date: a report, a receipt, a copy, a witness, the signature of a later author.";
    verify_undecided() "CHƯA PHÂN ĐỊNH ĐƯỢC: bản thân sổ không thấy gì sai; vật đem đối chiếu do khóa đã khai bị lấy cắp ký" "UNDECIDED: nothing is wrong with the ledger itself; what was brought is signed by a key that is said to be stolen";
    unproven_key_ended() "chưa chứng minh được: khóa ký mốc này đã bị thay hoặc bị lấy cắp. Xin nơi giữ sổ cấp lại biên nhận, hoặc so với sổ" "not proved: the key that signed this head was replaced or stolen. Ask the office for a new receipt, or compare with the ledger";
    key_ended_advice() "So với vật khác có ngày tháng, hoặc xin nơi giữ sổ cấp lại" "Compare with something else that has a date, or ask the office for a new one";
    rotated_planned(path) "Khóa cũ đã được thay. Phát lại khóa kiểm tra cho người giữ biên nhận: sovang checkpoint policy --out {path}" "The old key was replaced. Hand out the keys again: sovang checkpoint policy --out {path}";
    rotated_lost(path) "Khóa cũ được khai là mất. Phát lại khóa kiểm tra: sovang checkpoint policy --out {path}. Tìm thấy tệp khóa cũ thì xóa, không dùng lại." "The old key is said to be lost. Hand out the keys again: sovang checkpoint policy --out {path}. If its file turns up, destroy it.";
    rotated_stolen(path, origin) "Khóa cũ được khai là bị lấy cắp: từ nay chữ ký của nó một mình không chứng minh gì.\n  1. Phát lại khóa kiểm tra ngay cho mọi người đang giữ: sovang checkpoint policy --out {path}\n  2. Gửi công văn cho từng nhân chứng, xin bỏ khóa cũ của {origin} khỏi tệp các sổ được theo dõi và thay bằng tệp trên\n  3. Cấp lại biên nhận cho ai cần: sovang receipt make\n  4. Nhân chứng nào trả lời 409 hoặc 422 thì kẻ gian đã xin được chữ ký: giữ mốc ấy làm chứng cứ, rồi đi tiếp dưới tên gốc mới (checkpoint rotate KHÓA_MỚI --origin TÊN)"
        "The old key is said to be stolen: from now on its signature alone proves nothing.\n  1. Hand out the keys again at once to everybody who holds them: sovang checkpoint policy --out {path}\n  2. Write to each witness, asking that the old key of {origin} be dropped from the logs it watches, and that file taken instead\n  3. Issue receipts again to whoever needs one: sovang receipt make\n  4. If a witness answers 409 or 422, the thief has had a head cosigned: keep it as evidence and go on under another origin (checkpoint rotate NEW_KEY --origin NAME)";
}
