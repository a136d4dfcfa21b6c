//! Rules about the keeping of the ledger: taking back, history, sealed values, the log's keys and heads, restoration,
//! closing. [`with_keeping`] hands them and those about an office's affairs to one macro.

/// Gives a macro the rules about an office's affairs and those that stand here.
macro_rules! with_keeping {
    ($rules:ident $($first:tt)*) => {
        $rules! {
            $($first)*
            TakenBackUnknown { seq: u64 } "taken_back.unknown" "docs/format.md"
                vi "sổ không có mục {seq} với mã băm ấy trước mục này"
                en "there is no entry {seq} with that hash before this one"
                todo_vi "Nêu đúng số mục; phần mềm tự điền mã băm" todo_en "Name the entry by its number; the hash is filled in";
            TakenBackUnseen { seq: u64 } "taken_back.unseen" "docs/format.md"
                vi "người ký chưa thấy mục {seq}"
                en "the author had not seen entry {seq}"
                todo_vi "Đọc bản sổ mới hơn rồi ký lại" todo_en "Read a newer copy and sign again";
            TakenBackNever { seq: u64, kind: EventType, instead: Label } "taken_back.never" "docs/format.md"
                vi "mục {seq} ({kind}) không bỏ ghi được"
                en "entry {seq} ({kind}) cannot be taken back"
                todo_vi "Thay vào đó: {instead}" todo_en "Instead: {instead}";
            TakenBackTwice { seq: u64, by: u64 } "taken_back.twice" "docs/format.md"
                vi "mục {seq} đã bỏ ghi ở mục {by}"
                en "entry {seq} was taken back by entry {by}"
                todo_vi "Không phải làm gì thêm" todo_en "Nothing more is to be done";
            TakenBackAuthority { seq: u64, kind: EventType } "taken_back.authority" "docs/format.md"
                vi "mục {seq} là {kind}: người bỏ ghi không được lập loại ấy, người đề nghị cũng không"
                en "entry {seq} is {kind}: neither who takes it back nor who proposed it may author that type"
                todo_vi "Người được lập loại ấy đề nghị hoặc ký" todo_en "Let somebody who may author it propose or sign";
            TakenBackNotProposed { seq: u64 } "taken_back.not_proposed" "docs/format.md"
                vi "bỏ ghi mục {seq} cần hai người: chưa có ai khác đề nghị"
                en "to take back entry {seq} needs two people: nobody proposed it"
                todo_vi "Người thứ nhất ghi entry.take_back_proposed trước" todo_en "The first person records entry.take_back_proposed";
            TakenBackRests { seq: u64, on: u64, code: &'static str } "taken_back.rests" "docs/format.md"
                vi "mục {on} dựa vào mục {seq}: nếu không có mục ấy thì bị từ chối ({code})"
                en "entry {on} rests on entry {seq}: without it, it would be refused ({code})"
                todo_vi "Bỏ ghi mục {on} trước, từ mới nhất trở về" todo_en "Take back entry {on} first, newest first";
            InsteadOfStanding { seq: u64 } "instead_of.standing" "docs/format.md"
                vi "mục {seq} chưa bỏ ghi nên không thay được"
                en "entry {seq} was not taken back, so nothing replaces it"
                todo_vi "Bỏ ghi mục ấy trước, hoặc bỏ instead_of" todo_en "Take it back first, or leave instead_of out";
            InsteadOfOther { seq: u64, kind: EventType } "instead_of.type" "docs/format.md"
                vi "mục {seq} là {kind}, loại khác không thay được"
                en "entry {seq} is {kind}; another type cannot replace it"
                todo_vi "Ghi đúng loại ấy, hoặc bỏ instead_of" todo_en "Record that type, or leave instead_of out";
            SamePerson "second_person" "docs/format.md"
                vi "người thứ hai phải là người khác, với vai trò khác"
                en "the second person must be another one, in another role"
                todo_vi "Người khác ký" todo_en "Somebody else must sign";
            SecondPersonRecent { days: u64 } "second_person.recent" "docs/format.md"
                vi "một trong hai khóa mới do chính người kia đưa vào sổ, chưa đủ {days} ngày: chưa phải người thứ hai"
                en "one of the two keys was brought in by the other person, less than {days} days ago: it is no second person yet"
                todo_vi "Nhờ người đã có khóa trong sổ trước việc này; hoặc cấp lại khóa ấy có người khác làm chứng (key enrol --vouch); hoặc chờ đủ {days} ngày"
                todo_en "Ask somebody whose key was there before; or enrol that key again with another officer vouching (key enrol --vouch); or wait until it is {days} days old";
            PredecessorHead { seq: u64, size: u64 } "ledger.predecessor_head" "docs/format.md"
                vi "mốc {size} mục của sổ cũ không phủ mục {seq} được nhận bàn giao"
                en "the earlier ledger's head of {size} entries does not cover entry {seq}, which is taken over"
                todo_vi "Nêu mốc của mục ấy hoặc mốc sau nó (sovang handover take)" todo_en "Name the head of that entry or a later one (sovang handover take)";
            KeyVouch { by: PublicKey } "key.vouch" "docs/format.md"
                vi "khóa {by} không làm chứng được: phải là khóa còn hiệu lực của người khác, không phải người ký hay người được cấp"
                en "key {by} cannot vouch: it takes a key in force of somebody other than the author and the holder"
                todo_vi "Nhờ cán bộ khác làm chứng, hoặc bỏ phần làm chứng" todo_en "Ask another officer, or leave it out";
            HistoryTwice { document: Name, seq: u64 } "history.twice" "docs/format.md"
                vi "{document} đã nhập ở mục {seq}"
                en "{document} was brought in by entry {seq}"
                todo_vi "Không nhập hai lần" todo_en "Do not bring it in twice";
            ScanDiffers { document: Name } "history.scan" "docs/format.md"
                vi "bản quét đã xem không phải bản quét của {document}"
                en "the scan that was seen is not that of {document}"
                todo_vi "Xem đúng tệp đã nhập; khác thì không xác nhận" todo_en "Look at the very file; if it differs, do not confirm";
            ConfirmedBefore { seq: u64 } "history.confirmed" "docs/format.md"
                vi "đã có người xác nhận ở mục {seq}"
                en "entry {seq} confirmed it already"
                todo_vi "Không cần xác nhận lại" todo_en "Nothing to do";
            ValueErased { seq: u64 } "vault.erased" "Luật 91/2025/QH15 Đ14"
                vi "giá trị niêm phong này đã xóa (mục {seq})"
                en "this sealed value was erased (entry {seq})"
                todo_vi "Không còn gì để mở hoặc xóa" todo_en "There is nothing left to open or erase";
            SealedTwice { seq: u64 } "sealed.twice" "docs/format.md"
                vi "giá trị niêm phong này đã đứng ở mục {seq}: mã cam kết gắn với một chỗ duy nhất"
                en "this sealed value stands in entry {seq} already: a commitment belongs to one place"
                todo_vi "Niêm phong lại giá trị cho sự kiện này (-d TRƯỜNG=-), không chép mã cam kết" todo_en "Seal the value anew for this event (-d FIELD=-); do not copy the commitment";
            ErasureNotOrdered "vault.not_ordered" "Luật 91/2025/QH15 Đ14"
                vi "chưa ai đề nghị xóa giá trị này"
                en "nobody ordered that this value be erased"
                todo_vi "Người thứ nhất ghi vault.erasure_ordered trước" todo_en "A first person records vault.erasure_ordered";
            RequestAcknowledged { on: Date } "data_request.acknowledged" "NĐ 356/2025/NĐ-CP Đ5"
                vi "đã phản hồi lần đầu ngày {on}"
                en "a first reply was given on {on}"
                todo_vi "Trả lời nội dung: ghi data_request.answered" todo_en "Answer it: record data_request.answered";
            RequestAnswered { on: Date } "data_request.answered" "NĐ 356/2025/NĐ-CP Đ5"
                vi "yêu cầu đã được trả lời ngày {on}"
                en "the request was answered on {on}"
                todo_vi "Yêu cầu mới thì lập hồ sơ mới" todo_en "A new request has a subject of its own";
            RegisterNotEmpty { register: Register, period: Period, found: u64 } "register.not_empty" "docs/architecture.md"
                vi "khai «không có» {register} kỳ {period}, sổ đang có {found}"
                en "{register} of {period} declared empty, but there are {found}"
                todo_vi "Khai none = false" todo_en "Declare none = false";
            LogKeyNotCurrent { key: PublicKey } "log_key.not_current" "docs/format.md"
                vi "{key} không phải khóa đang ký mốc của sổ"
                en "{key} is not the key that signs the log's heads now"
                todo_vi "Xem khóa đang dùng bằng sovang checkpoint show" todo_en "See the present key with sovang checkpoint show";
            LogKeyNotAgreed "log_key.not_agreed" "docs/format.md"
                vi "việc thay khóa chưa được khóa mới ký (và khóa cũ, nếu thay theo dự định) đúng như khai"
                en "the new key (and the old one, if the change was planned) has not signed the change as it is stated"
                todo_vi "Dùng sovang checkpoint rotate" todo_en "Use sovang checkpoint rotate";
            WitnessPolicy { line: u64, fault: String } "witness.policy" "C2SP tlog-policy"
                vi "quy định nhân chứng, dòng {line}: {fault}"
                en "witness policy, line {line}: {fault}"
                todo_vi "Sửa dòng ấy theo mẫu: log, witness, group, quorum" todo_en "Correct that line: log, witness, group, quorum";
            AnchorOfAnother { size: u64 } "anchor.root" "docs/format.md"
                vi "mốc {size} mục có gốc khác với sổ này: giấy ấy không phải của sổ này, hoặc sổ đã bị thay"
                en "the head of {size} entries has another root than this ledger: the paper is of another ledger, or this one was replaced"
                todo_vi "So lại từng ký tự; nếu đúng là giấy đã phát hành thì báo thanh tra" todo_en "Compare every character; if the paper is genuine, tell the inspector";
            AnchorBeyond { size: u64, entries: u64 } "anchor.beyond" "docs/format.md"
                vi "mốc {size} mục, sổ mới có {entries}"
                en "a head of {size} entries, but the ledger has {entries}"
                todo_vi "So lại con số; nếu đúng thì phần cuối sổ đã mất" todo_en "Compare the number; if it is right, the end of the ledger is lost";
            RestoredElsewhere { kept: u64, entries: u64 } "restored.kept" "docs/format.md"
                vi "khai giữ được {kept} mục, sổ đang có {entries}"
                en "{kept} entries are said to be kept, the ledger has {entries}"
                todo_vi "Lập lại bằng sovang recover declare" todo_en "Make it again with sovang recover declare";
            NothingLost { size: u64 } "restored.nothing_lost" "docs/format.md"
                vi "sổ vẫn có đủ {size} mục của mốc ấy: không mất gì"
                en "the ledger still holds the {size} entries of that head: nothing is lost"
                todo_vi "Ghi tiếp như thường" todo_en "Go on as usual";
            LostUnsigned { size: u64 } "restored.unsigned" "docs/format.md"
                vi "mốc {size} mục khai là đã mất không mang chữ ký của khóa sổ"
                en "the head of {size} entries that is said to be lost is not signed by the log's key"
                todo_vi "Nêu mốc, biên nhận hoặc báo cáo do sổ ký (--lost), không nêu con số" todo_en "Give a head, receipt or report that the log signed (--lost), not a number";
            OriginUsed { origin: String } "restored.origin" "C2SP tlog-checkpoint"
                vi "{origin} đã được dùng; một tên gốc không ký hai lịch sử khác nhau"
                en "{origin} was used already; one origin never signs two histories"
                todo_vi "Chọn tên gốc mới, ví dụ {origin}-2" todo_en "Choose another origin, such as {origin}-2";
            OriginPractice { origin: String } "restored.practice" "docs/format.md"
                vi "{origin}: sổ tập giữ tên gốc bắt đầu bằng practice/, sổ thật không bao giờ mang tên ấy"
                en "{origin}: a ledger for practice keeps an origin that begins with practice/, a real one never has one"
                todo_vi "Chọn tên gốc khác" todo_en "Choose another origin";
            CalendarOtherYear { date: Date, year: i16 } "calendar.year" "docs/format.md"
                vi "ngày {date} không thuộc năm {year}"
                en "{date} is not in {year}"
                todo_vi "Ghi vào lịch của năm ấy" todo_en "Put it into that year's calendar";
            CalendarTwice "calendar.twice" "docs/format.md"
                vi "một ngày được nêu hai lần"
                en "a day is given twice"
                todo_vi "Mỗi ngày nêu một lần, là nghỉ hoặc làm bù" todo_en "Give each day once, as a holiday or as worked";
            CalendarNotWeekend { date: Date } "calendar.not_weekend" "docs/format.md"
                vi "ngày làm bù {date} không phải thứ Bảy, Chủ nhật"
                en "{date}, said to be worked instead, is no weekend day"
                todo_vi "Bỏ ngày ấy: ngày thường vốn là ngày làm việc" todo_en "Leave it out: a weekday is worked anyway";
            LedgerIsClosed { seq: u64 } "ledger.closed" "docs/architecture.md"
                vi "sổ đã khóa ở mục {seq}"
                en "the ledger was closed by entry {seq}"
                todo_vi "Ghi vào sổ của đơn vị kế thừa" todo_en "Record it in the successor's ledger";
            OwnPredecessor "ledger.own_predecessor" "docs/architecture.md"
                vi "sổ không kế thừa chính nó"
                en "a ledger is not its own predecessor"
                todo_vi "Nêu sổ của đơn vị cũ" todo_en "Name the old unit's ledger";
            PredecessorTwice { seq: u64 } "ledger.predecessor_twice" "docs/architecture.md"
                vi "sổ ấy đã được nhận bàn giao ở mục {seq}"
                en "that ledger was taken over by entry {seq} already"
                todo_vi "Không ghi lần hai" todo_en "Do not record it twice";
        }
    };
}
pub(super) use with_keeping;
