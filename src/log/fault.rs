//! Every way an entry can fail to be authentic. The codes are part of the format: a second verifier must
//! give the same code for the same entry.

use super::code;
use crate::values::crypto::{Hash, PublicKey};
use crate::values::ident::{EventType, LedgerId, Subject};
use crate::values::jcs::NotCanonical;
use crate::values::lang::Lang;
use crate::values::time::Instant;

/// Why an entry is not authentic (`docs/format.md`, section 4). Ordered as they are checked: for one entry
/// the first that applies is reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Larger than 65,535 bytes.
    TooLarge {
        /// Its size in bytes.
        bytes: usize,
    },
    /// Not canonical JSON.
    Bytes(NotCanonical),
    /// Canonical JSON, but not an entry with exactly the members of the format.
    Shape {
        /// What the reader says.
        reason: String,
    },
    /// The author's signature is not valid over these bytes.
    Signature,
    /// No schema of that type and version exists.
    UnknownType {
        /// The event type.
        kind: EventType,
        /// The schema version.
        schema: u32,
    },
    /// The payload does not meet its schema.
    Schema {
        /// What the reader says.
        reason: String,
    },
    /// The number does not follow the entry before: something is missing, doubled or moved.
    Seq {
        /// The number that should stand here.
        expected: u64,
        /// The number that does.
        found: u64,
    },
    /// The chain does not close over this entry: its bytes, or the `prev` naming it, were changed.
    Prev,
    /// `recorded` goes back.
    Recorded {
        /// When the entry before was recorded.
        before: Instant,
    },
    /// `ledger.clock_corrected` that is no correction: it must have seen everything, name the first entry recorded after
    /// its own time, and mend a leap of the clock, not months of life.
    Clock {
        /// Which of its conditions does not hold, in Vietnamese and English.
        why: (&'static str, &'static str),
    },
    /// The first entry, and only the first, is `ledger.opened`, and has seen nothing.
    Genesis,
    /// A statement of another ledger.
    Ledger {
        /// The ledger this is.
        expected: LedgerId,
    },
    /// An id that an earlier entry already bears.
    Id {
        /// The entry that bears it.
        seq: u64,
    },
    /// The author had not seen the newest event of the subject.
    Expect {
        /// The subject.
        subject: Subject,
        /// What the author expected.
        expected: u64,
        /// How many there are.
        found: u64,
    },
    /// `seen` names no earlier entry, or another hash for it.
    Seen {
        /// The position named.
        seq: u64,
        /// The hash named.
        hash: Hash,
    },
    /// The author has seen less than in an earlier statement of the same key.
    SeenBack {
        /// What that key had seen before.
        before: u64,
    },
    /// A key that no entry before enrols.
    UnknownAuthor {
        /// The key.
        key: PublicKey,
    },
    /// A key revoked by an earlier entry.
    RevokedAuthor {
        /// The entry that revokes it.
        seq: u64,
    },
    /// The key holds no role that may author this type.
    Role {
        /// The event type.
        kind: EventType,
        /// Roles that may.
        allowed: Vec<String>,
    },
    /// A key is enrolled whose holder did not agree to it.
    Proof {
        /// What is wrong with the signature, in Vietnamese and English.
        why: (&'static str, &'static str),
    },
    /// A decision's heading names another list than its signer made, or than was signed last.
    List {
        /// Which of the two, in Vietnamese and English.
        why: (&'static str, &'static str),
    },
}

impl Fault {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Fault::TooLarge { .. } => code::ENTRY_TOO_LARGE,
            Fault::Bytes(_) => code::ENTRY_BYTES,
            Fault::Shape { .. } => code::ENTRY_SHAPE,
            Fault::Signature => code::ENTRY_SIGNATURE,
            Fault::UnknownType { .. } => code::PAYLOAD_TYPE,
            Fault::Schema { .. } => code::PAYLOAD_SCHEMA,
            Fault::Seq { .. } => code::CHAIN_SEQ,
            Fault::Prev => code::CHAIN_PREV,
            Fault::Recorded { .. } => code::CHAIN_RECORDED,
            Fault::Clock { .. } => code::CHAIN_CLOCK,
            Fault::Genesis => code::CHAIN_GENESIS,
            Fault::Ledger { .. } => code::STATEMENT_LEDGER,
            Fault::Id { .. } => code::STATEMENT_ID,
            Fault::Expect { .. } => code::STATEMENT_EXPECT,
            Fault::Seen { .. } => code::STATEMENT_SEEN,
            Fault::SeenBack { .. } => code::STATEMENT_SEEN_BACK,
            Fault::UnknownAuthor { .. } => code::AUTHOR_UNKNOWN,
            Fault::RevokedAuthor { .. } => code::AUTHOR_REVOKED,
            Fault::Role { .. } => code::AUTHOR_ROLE,
            Fault::Proof { .. } => code::KEY_PROOF,
            Fault::List { .. } => code::STATEMENT_LIST,
        }
    }

    /// What is wrong, in a sentence.
    pub fn message(&self, lang: Lang) -> String {
        let vi = lang == Lang::Vi;
        match self {
            Fault::TooLarge { bytes } if vi => format!("mục dài {bytes} byte, quá mức 65.535"),
            Fault::TooLarge { bytes } => format!("the entry has {bytes} bytes, more than 65,535"),
            Fault::Bytes(why) if vi => format!("không phải JSON chính tắc ({why})"),
            Fault::Bytes(why) => format!("not canonical JSON ({why})"),
            Fault::Shape { reason } if vi => format!("không đúng các trường của một mục ({reason})"),
            Fault::Shape { reason } => format!("not the members of an entry ({reason})"),
            Fault::Signature if vi => "chữ ký không khớp với nội dung".into(),
            Fault::Signature => "the signature does not match the statement".into(),
            Fault::UnknownType { kind, schema } if vi => format!("không có lược đồ {kind} phiên bản {schema}"),
            Fault::UnknownType { kind, schema } => format!("there is no schema {kind} version {schema}"),
            Fault::Schema { reason } if vi => format!("nội dung không đúng lược đồ ({reason})"),
            Fault::Schema { reason } => format!("the payload does not meet its schema ({reason})"),
            Fault::Seq { expected, found } if vi => format!("đúng ra là mục số {expected}, lại gặp số {found}"),
            Fault::Seq { expected, found } => format!("entry {expected} should stand here, but it is {found}"),
            Fault::Prev if vi => "chuỗi băm đứt ở đây: mục không còn là bản mà mục sau nó ghi nhận".into(),
            Fault::Prev => "the chain breaks here: this is not the entry that the next one names".into(),
            Fault::Recorded { before } if vi => format!("giờ ghi sổ lùi lại trước {before}"),
            Fault::Recorded { before } => format!("recorded before {before}, the time of the entry before"),
            Fault::Clock { why } | Fault::Proof { why } => lang.pick(why.0, why.1).into(),
            Fault::Genesis if vi => "mục đầu tiên (và chỉ nó) phải là ledger.opened, chưa thấy gì trước nó, và tên gốc bắt đầu bằng practice/ khi và chỉ khi là sổ tập".into(),
            Fault::Genesis => "the first entry, and no other, is ledger.opened, has seen nothing, and its origin begins with practice/ exactly if it is for practice".into(),
            Fault::Ledger { expected } if vi => format!("thuộc sổ khác, không phải sổ {expected}"),
            Fault::Ledger { expected } => format!("belongs to another ledger than {expected}"),
            Fault::Id { seq } if vi => format!("mã sự kiện đã có ở mục {seq}"),
            Fault::Id { seq } => format!("entry {seq} already bears this id"),
            Fault::Expect { subject, expected, found } if vi => {
                format!("người ký thấy {expected} sự kiện của {subject}, trong sổ có {found}")
            }
            Fault::Expect { subject, expected, found } => {
                format!("the author had seen {expected} events of {subject}, there are {found}")
            }
            Fault::Seen { seq, hash } if vi => {
                format!("người ký đã thấy mục {seq} có mã băm {}…, sổ này không có mục ấy", hash.short())
            }
            Fault::Seen { seq, hash } => {
                format!("the author had seen entry {seq} with hash {}…, which this ledger does not have", hash.short())
            }
            Fault::SeenBack { before } if vi => format!("trước đó khóa này đã thấy đến mục {before}"),
            Fault::SeenBack { before } => format!("this key had already seen entry {before}"),
            Fault::UnknownAuthor { key } if vi => format!("khóa {}… chưa được ghi nhận trong sổ", key.short()),
            Fault::UnknownAuthor { key } => format!("key {}… is not enrolled", key.short()),
            Fault::RevokedAuthor { seq } if vi => format!("khóa đã bị thu hồi ở mục {seq}"),
            Fault::RevokedAuthor { seq } => format!("the key was revoked by entry {seq}"),
            Fault::Role { kind, allowed } if vi => {
                format!("khóa không có vai trò được lập {kind} (cần: {})", allowed.join(", "))
            }
            Fault::Role { kind, allowed } => {
                format!("the key holds no role that may author {kind} (needed: {})", allowed.join(", "))
            }
            Fault::List { why } => lang.pick(why.0, why.1).into(),
        }
    }

    /// What it may mean and what to do, in plain words.
    pub fn meaning(&self, lang: Lang) -> &'static str {
        let (vi, en) = match self {
            Fault::TooLarge { .. } | Fault::Bytes(_) | Fault::Shape { .. } | Fault::Signature | Fault::Prev => (
                "Mục này đã bị sửa sau khi ghi, hoặc tệp bị hỏng. Hãy so với bản sao lưu hoặc bản đã gửi đi.",
                "The entry was changed after it was recorded, or the file is damaged. Compare with a backup or a copy sent out earlier.",
            ),
            Fault::UnknownType { .. } | Fault::Schema { .. } => (
                "Nội dung không do phần mềm đúng chuẩn lập ra, hoặc cần phiên bản mới hơn để đọc.",
                "The payload was not made by conforming software, or a newer version is needed to read it.",
            ),
            Fault::Seq { .. } | Fault::Id { .. } => {
                ("Có mục bị xóa, chèn, lặp hoặc đổi chỗ.", "An entry was deleted, inserted, repeated or moved.")
            }
            Fault::Clock { .. } => (
                "Đính chính giờ phải nêu đúng mục đầu tiên sai giờ, và chỉ khi đồng hồ đã nhảy. Nếu chưa được, hãy chờ đến giờ ấy.",
                "A correction names the first entry of wrong time, and only after a leap of the clock. If it cannot be made, wait for that time.",
            ),
            Fault::Recorded { .. } => {
                ("Giờ ghi sổ đã bị sửa, hoặc thứ tự bị đổi.", "A recording time was changed, or the order was.")
            }
            Fault::Genesis | Fault::Ledger { .. } => (
                "Đầu sổ bị thay, hoặc mục được chép từ sổ khác sang.",
                "The beginning was replaced, or the entry was copied from another ledger.",
            ),
            Fault::List { .. } => (
                "Danh sách không phải là danh sách đã được ký: hãy lập lại danh sách và ký lại quyết định.",
                "The list is not the one that was signed: make the list anew and sign the decision again.",
            ),
            Fault::Expect { .. } => (
                "Người ký chưa xem diễn biến mới nhất. Hãy xem lại hồ sơ rồi ký lại.",
                "The author had not seen the newest events. Look at the subject again, then sign again.",
            ),
            Fault::Seen { .. } | Fault::SeenBack { .. } => (
                "Người ký đã thấy một lịch sử khác: có thể sổ bị thay bằng bản khác hoặc bản cũ.",
                "The author had seen another history: the ledger may have been replaced by another or older copy.",
            ),
            Fault::Proof { .. } => (
                "Khóa chỉ vào sổ khi chính khóa ấy ký phiếu xin (sovang key join). Ai lập mục này đã không có phiếu, hoặc sửa phiếu.",
                "A key comes in only by a request that it signed itself (sovang key join). Whoever made this entry had none, or changed it.",
            ),
            Fault::UnknownAuthor { .. } | Fault::RevokedAuthor { .. } | Fault::Role { .. } => (
                "Người ký không có thẩm quyền tại thời điểm ghi. Hãy dùng khóa của người có vai trò phù hợp.",
                "The author had no authority at that point of the log. Use the key of someone who holds the role.",
            ),
        };
        lang.pick(vi, en)
    }
}
