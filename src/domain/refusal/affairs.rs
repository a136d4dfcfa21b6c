//! Rules about what an office does: decisions, nominations, votes, the fund, petitions, and who may do it. Rule by rule its
//! name, details, code, source, words and advice; those about the keeping of the ledger stand in `keeping.rs`.

use super::keeping::with_keeping;
use super::{Rule, Say};
use crate::domain::decision::Capacity;
use crate::domain::fund::Category;
use crate::domain::nomination::{Form, RecipientKind, RewardType};
use crate::domain::petition::{Act, CaseGround, PetitionKind};
use crate::domain::policy::{HoldGround, Money, Needed, Share, VersionName, YearEndRule};
use crate::domain::register::Register;
use crate::log::fault::Fault;
use crate::values::crypto::PublicKey;
use crate::values::ident::{EventType, Id, Subject};
use crate::values::lang::{Label, Lang};
use crate::values::money::{Dong, Ratio};
use crate::values::text::Name;
use crate::values::time::{Date, Instant, Period};

with_keeping! { rules
    SubjectKind { subject: Subject, expected: &'static str } "subject.kind" "docs/format.md"
        vi "loại sự kiện này nói về «{expected}/…», không phải {subject}"
        en "this event type is about {expected}/…, not {subject}"
        todo_vi "Đổi --subject thành {expected}/…" todo_en "Use a subject {expected}/…";
    SubjectKey { subject: Subject } "subject.key" "docs/format.md"
        vi "{subject} không đúng dạng (cần mã UUIDv7, hoặc năm đối với quỹ)"
        en "{subject} has no proper key (a UUIDv7, or a year for a fund)"
        todo_vi "Bỏ --subject để phần mềm đặt mã mới, hoặc dùng mã đang có" todo_en "Leave --subject out to get a new id, or use an existing one";
    SubjectExists { subject: Subject } "subject.exists" "docs/format.md"
        vi "{subject} đã có trong sổ" en "{subject} already exists"
        todo_vi "Bỏ --subject để lập hồ sơ mới" todo_en "Leave --subject out to begin a new one";
    SubjectUnknown { subject: Subject } "subject.unknown" "docs/format.md"
        vi "sổ chưa có {subject}" en "the ledger has no {subject}"
        todo_vi "Xem mã bằng sovang award, fund hoặc petition" todo_en "Look it up with sovang award, fund or petition";
    ClockBack { at: Instant, before: Instant } "time.clock_back" "docs/format.md"
        vi "giờ ký {at} sớm hơn {before}, mốc người ký đã thấy hoặc đã ký trước đó"
        en "signed at {at}, before {before}, which the author had already seen or signed at"
        todo_vi "Chỉnh lại đồng hồ máy tính rồi ký lại" todo_en "Set the computer's clock and sign again";
    ClockAhead { at: Instant, recorded: Instant } "time.clock_ahead" "docs/format.md"
        vi "giờ ký {at} đi trước giờ ghi sổ {recorded} quá 5 phút"
        en "signed at {at}, more than 5 minutes after the ledger's clock, {recorded}"
        todo_vi "Chỉnh lại đồng hồ của máy ký" todo_en "Set the signing computer's clock";
    InFuture { on: Date, today: Date } "time.future" "docs/format.md"
        vi "ngày hiệu lực {on} sau ngày ký {today}" en "takes effect on {on}, after the day of signing, {today}"
        todo_vi "Ghi khi việc đã xảy ra" todo_en "Record it when it has happened";
    BeforeEarlierStep { earlier: Date, date: Date } "time.order" "NĐ 30/2020/NĐ-CP Đ15"
        vi "ngày {date} sớm hơn bước trước đó ({earlier})" en "{date} is before the step it follows ({earlier})"
        todo_vi "Kiểm tra lại ngày" todo_en "Check the date";
    DatesReversed { first: Date, last: Date } "time.reversed" "docs/format.md"
        vi "ngày cuối {last} sớm hơn ngày đầu {first}" en "the last day {last} is before the first, {first}"
        todo_vi "Kiểm tra lại hai ngày" todo_en "Check the two dates";
    WeakKey { key: PublicKey } "key.weak" "RFC 8032; docs/format.md"
        vi "khóa {key} không dùng để ký được" en "key {key} cannot sign"
        todo_vi "Lập khóa mới bằng sovang key new" todo_en "Make a key with sovang key new";
    KeyTwice "key.twice" "docs/format.md"
        vi "một khóa đứng hai lần (khóa sổ phải khác mọi khóa của người)"
        en "a key stands twice (the log's key differs from all people's)"
        todo_vi "Mỗi người một khóa riêng" todo_en "Give everybody a key of their own";
    KeyUnknown { key: PublicKey } "key.unknown" "docs/format.md"
        vi "khóa {key} không có trong sổ" en "key {key} is not in the ledger"
        todo_vi "Xem danh sách bằng sovang key list" todo_en "See sovang key list";
    KeyWasRevoked { key: PublicKey } "key.revoked" "docs/format.md"
        vi "khóa {key} đã bị thu hồi, và thu hồi là vĩnh viễn" en "key {key} was revoked, which is for ever"
        todo_vi "Ghi nhận một khóa mới" todo_en "Enrol a new key";
    KeyOfAnother { holder: Name } "key.holder" "docs/format.md"
        vi "khóa này đang thuộc về «{holder}»" en "this key belongs to {holder}"
        todo_vi "Mỗi người một khóa riêng" todo_en "Give everybody a key of their own";
    LastChairman "key.last_chairman" "Luật TĐKT 06/2022/QH15 Đ13"
        vi "đây là khóa chủ tịch duy nhất còn hiệu lực"
        en "this is the only chairman's key left"
        todo_vi "Ghi nhận khóa chủ tịch mới trước" todo_en "Enrol the new chairman's key first";
    ClockUnwitnessed "clock.unwitnessed" "docs/format.md"
        vi "sổ có chính sách nhân chứng trước mục sai giờ: đính chính phải kèm mốc phủ mọi mục sai, đủ chữ ký nhân chứng, không muộn hơn giờ đính chính"
        en "a witness policy was in force before the wrong entry: a correction carries a checkpoint of all that is wrong, cosigned as it asks, not after the correction's own time"
        todo_vi "Ký mốc, xin nhân chứng ký, rồi đính chính kèm mốc ấy (witnessed)" todo_en "Sign a head, have it cosigned, then correct with that checkpoint in witnessed";
    CatalogueNumber { next: u64 } "catalogue.number" "docs/format.md"
        vi "danh mục tiếp theo của sổ là {next}"
        en "the ledger's next catalogue is {next}"
        todo_vi "Nâng từng danh mục một" todo_en "Raise one catalogue at a time";
    CatalogueUnknown { number: u64 } "catalogue.unknown" "docs/format.md"
        vi "chương trình này chưa biết danh mục {number}"
        en "this program does not know catalogue {number}"
        todo_vi "Dùng bản mới hơn của sovang, bản biết danh mục ấy" todo_en "Use a newer sovang that knows it";
    NoPolicy { date: Date } "policy.none" "docs/architecture.md"
        vi "chưa có chính sách nào hiệu lực ngày {date}" en "no policy is in force on {date}"
        todo_vi "Ban hành: sovang policy adopt" todo_en "Adopt one: sovang policy adopt";
    NoBaseSalary { date: Date, policy: VersionName } "policy.no_base_salary" "NĐ 152/2025/NĐ-CP Đ49.1"
        vi "chính sách {policy} không có mức lương cơ sở cho ngày {date}" en "policy {policy} has no base salary for {date}"
        todo_vi "Ban hành phiên bản chính sách có mức lương ấy" todo_en "Adopt a policy version that has it";
    PolicyVersionUsed { version: VersionName } "policy.version_used" "docs/architecture.md"
        vi "tên phiên bản {version} đã dùng" en "the version name {version} is taken"
        todo_vi "Đặt tên phiên bản khác; phiên bản cũ không sửa được" todo_en "Choose another name; versions are never edited";
    PolicyNotKnown { version: VersionName, known_from: Date } "policy.not_known" "docs/architecture.md"
        vi "chính sách {version} chỉ được biết từ {known_from}" en "policy {version} is known only from {known_from}"
        todo_vi "Ban hành từ ngày ấy trở đi" todo_en "Adopt it from that day on";
    PolicyFixedAuthor { kind: EventType } "policy.fixed_author" "docs/format.md"
        vi "người lập {kind} do định dạng quy định, chính sách không đổi được" en "who authors {kind} is fixed by the format"
        todo_vi "Bỏ dòng ấy khỏi authors" todo_en "Remove that line from authors";
    PolicyAuthorTwice { kind: EventType } "policy.author_twice" "docs/format.md"
        vi "{kind} đứng hai lần trong authors" en "{kind} stands twice in authors"
        todo_vi "Gộp thành một dòng" todo_en "Make it one line";
    PolicyTwoInForce { what: String, on: Date } "policy.two_in_force" "docs/architecture.md"
        vi "«{what}»: ngày {on} có hai dòng cùng hiệu lực" en "two rows about «{what}» are in force on {on}"
        todo_vi "Ghi ngày hết hiệu lực (until) của dòng trước" todo_en "State the day (until) on which the earlier row ends";
    PolicyGap { what: String, from: Date } "policy.gap" "docs/architecture.md"
        vi "«{what}»: từ ngày {from} không dòng nào hiệu lực cho đến dòng sau" en "no row about «{what}» is in force from {from} until the next one begins"
        todo_vi "Dòng sau phải bắt đầu ngay sau ngày dòng trước hết hiệu lực" todo_en "Let the next row begin on the day after the earlier one ends";
    PolicyDeciding { what: String } "policy.deciding" "docs/architecture.md"
        vi "«{what}»: ngày quyết định dòng nào áp dụng (by) không dùng được ở bảng này, hoặc các dòng ghi khác nhau" en "the date that decides (by) about «{what}» cannot be followed in this table, or its rows differ in it"
        todo_vi "Ghi by giống nhau ở mọi dòng của một việc; xem sovang schema policy.adopted" todo_en "State the same «by» in all rows about one thing; see sovang schema policy.adopted";
    NoRow { what: Needed, date: Date } "policy.no_row" "docs/architecture.md"
        vi "không có {what} hiệu lực ngày {date}" en "{what} is missing for {date}"
        todo_vi "Ban hành phiên bản chính sách có dòng hiệu lực ngày ấy" todo_en "Adopt a policy version with a row in force on that day";
    RowEnded { what: Name, until: Date, article: String } "policy.ended" "{article}"
        vi "mức của «{what}» đã hết hiệu lực ngày {until}" en "the rate of «{what}» ended on {until}"
        todo_vi "Văn bản được gia hạn hoặc thay thế: ban hành chính sách mới (sovang policy adopt)" todo_en "If it was prolonged or replaced, adopt a newer policy (sovang policy adopt)";
    FormUnknown { form: Form, kind: RecipientKind, policy: VersionName } "award.form_unknown" "Luật TĐKT 06/2022/QH15 Đ80"
        vi "chính sách {policy} không có hình thức {form} cho {kind}"
        en "policy {policy} has no {form} for {kind}"
        todo_vi "Xem sovang policy show; hình thức cấp trên thì trình cấp trên" todo_en "See sovang policy show; higher forms are proposed upwards";
    HouseholdType { name: Name, reward_type: RewardType } "award.household_type" "Luật TĐKT 06/2022/QH15 Đ8"
        vi "hộ gia đình «{name}» không khen theo loại {reward_type}"
        en "household {name} is not awarded for {reward_type}"
        todo_vi "Hộ gia đình chỉ được khen đột xuất hoặc phong trào" todo_en "Households: sudden achievements and movements only";
    NominationUnknown { nomination: Id } "nomination.unknown" "Luật TĐKT 06/2022/QH15 Đ84"
        vi "không có đề nghị {nomination}"
        en "there is no nomination {nomination}"
        todo_vi "Lập nomination.submitted trước" todo_en "Record nomination.submitted first";
    NominationMissing { line: u64 } "nomination.missing" "Luật TĐKT 06/2022/QH15 Đ84"
        vi "dòng {line} không nêu đề nghị đã được Hội đồng biểu quyết"
        en "line {line} names no nomination that the council voted on"
        todo_vi "Thêm nomination, hoặc dùng thủ tục đơn giản nếu đúng Đ85" todo_en "Add the nomination, or use the simplified procedure where Đ85 allows";
    NominationDiffers { line: u64 } "nomination.differs" "Luật TĐKT 06/2022/QH15 Đ84"
        vi "dòng {line} khác đề nghị về người nhận hoặc hình thức"
        en "line {line} differs from its nomination in recipient or form"
        todo_vi "Ghi đúng như đã đề nghị" todo_en "State it as it was proposed";
    NominationUsed { line: u64, decision: String } "nomination.used" "Luật TĐKT 06/2022/QH15 Đ5.2"
        vi "đề nghị ở dòng {line} đã được khen tại {decision}"
        en "the nomination of line {line} is already awarded by {decision}"
        todo_vi "Một thành tích không khen nhiều lần" todo_en "One merit is not rewarded twice";
    NotApproved { line: u64, article: String } "council.not_approved" "{article}"
        vi "đề nghị ở dòng {line} không được phiên họp ấy thông qua"
        en "that session did not approve the nomination of line {line}"
        todo_vi "Xem lại biên bản Hội đồng" todo_en "Look at the council's minutes";
    VotesExceedMembers { votes: u64, members: u64, article: String } "council.count" "{article}"
        vi "{votes} phiếu trên {members} người"
        en "{votes} votes of {members}"
        todo_vi "Kiểm tra lại số phiếu" todo_en "Check the count";
    BallotTwice { nomination: Id } "council.twice" "docs/format.md"
        vi "đề nghị {nomination} có hai kết quả trong một phiên họp"
        en "nomination {nomination} has two results in one session"
        todo_vi "Giữ lại kết quả đúng biên bản" todo_en "Keep the one in the minutes";
    NoQuorum { voting: u64, members: u64, share: Share, article: String } "council.quorum" "{article}"
        vi "mới có {voting}/{members} thành viên biểu quyết, cần {share}"
        en "{voting} of {members} members voted, {share} are needed"
        todo_vi "Lấy ý kiến bằng văn bản của người vắng" todo_en "Ask absent members in writing";
    Capacity { capacity: Capacity } "decision.capacity" "NĐ 30/2020/NĐ-CP Đ13"
        vi "khóa này không ký được với tư cách {capacity}"
        en "this key cannot sign as {capacity}"
        todo_vi "Chủ tịch ký CHỦ TỊCH, Phó Chủ tịch ký KT. CHỦ TỊCH" todo_en "The chairman signs as chairman, a deputy for the chairman";
    LineNumbers { expected: u64, found: u64 } "decision.lines" "docs/format.md"
        vi "dòng {found} đứng ở chỗ của dòng {expected}"
        en "line {found} stands where {expected} should"
        todo_vi "Đánh số dòng 1, 2, 3 …" todo_en "Number the lines 1, 2, 3 …";
    SigningTakenBack { decision: String, seq: u64 } "decision.signing_taken_back" "docs/format.md"
        vi "lần ký mới nhất của {decision} (mục {seq}) đã bỏ ghi"
        en "the newest signing of {decision} (entry {seq}) was taken back"
        todo_vi "Ký lại quyết định" todo_en "Sign the decision again";
    IssuedDiffers { decision: String } "decision.issued_differs" "docs/format.md"
        vi "số, ký hiệu, ngày hoặc trích yếu không phải của {decision}"
        en "number, symbol, date or title are not those of {decision}"
        todo_vi "Để trống các trường ấy: sổ tự điền" todo_en "Leave these fields out: they follow from the ledger";
    SameMeritInDecision { name: Name, line: u64 } "award.same_merit_in_decision" "Luật TĐKT 06/2022/QH15 Đ5.2"
        vi "dòng {line}: «{name}» đã có trong quyết định với cùng thành tích"
        en "line {line}: {name} already stands in this decision for the same merit"
        todo_vi "Bỏ dòng lặp, hoặc ghi rõ thành tích khác" todo_en "Remove the line, or state the other merit";
    SameMerit { name: Name, decision: String, line: u64 } "award.same_merit" "Luật TĐKT 06/2022/QH15 Đ5.2"
        vi "«{name}» đã được khen vì chính thành tích này: {decision}, dòng {line}"
        en "{name} was already awarded for this merit: {decision}, line {line}"
        todo_vi "Một thành tích không khen nhiều lần" todo_en "One merit is not rewarded twice";
    SelfAward { line: u64 } "award.self" "Luật TĐKT 06/2022/QH15 Đ15"
        vi "dòng {line}: người ký tự khen mình"
        en "line {line}: the signer awards himself"
        todo_vi "Trình cấp trên quyết định" todo_en "Propose it to the authority above";
    Interested { line: u64, seq: u64 } "decision.interest" "Luật Phòng, chống tham nhũng 36/2018/QH14 Đ23 (chưa đối chiếu với luật sửa đổi năm 2025)"
        vi "dòng {line}: người ký đã khai có quan hệ với người được khen (mục {seq})"
        en "line {line}: the signer declared to be related to the recipient (entry {seq})"
        todo_vi "Người khác có thẩm quyền ký, hoặc trình cấp trên quyết định" todo_en "Let somebody else sign, or propose it to the authority above";
    InterestTwice { seq: u64 } "interest.twice" "docs/architecture.md"
        vi "quan hệ này đã khai ở mục {seq}"
        en "this relation was declared by entry {seq}"
        todo_vi "Không cần khai lại" todo_en "It need not be declared again";
    NotADeputy { person: Id } "deputy.unknown" "NĐ 30/2020/NĐ-CP Đ13.1"
        vi "{person} không phải Phó Chủ tịch đang giữ khóa"
        en "{person} is not a deputy who holds a key"
        todo_vi "Xem mã người bằng sovang key list" todo_en "Look the person up with sovang key list";
    SelfApproval { line: u64 } "decision.self_approval" "Luật TĐKT 06/2022/QH15 Đ84"
        vi "dòng {line}: người ký chính là người đề nghị"
        en "line {line}: the signer is the proposer"
        todo_vi "Người khác phải ký quyết định" todo_en "Somebody else must sign";
    AlreadyNumbered { decision: String } "decision.already_numbered" "NĐ 30/2020/NĐ-CP Đ15"
        vi "quyết định đã có số {decision}"
        en "the decision already bears the number {decision}"
        todo_vi "Muốn thay đổi: đính chính hoặc hủy bỏ" todo_en "To change it: correct or annul it";
    NumberUsed { number: String, year: i16, title: String } "decision.number_used" "NĐ 30/2020/NĐ-CP Đ15.1"
        vi "số {number} năm {year} đã cấp cho «{title}»"
        en "number {number} of {year} is taken by «{title}»"
        todo_vi "Lấy số tiếp theo trong sổ văn bản đi" todo_en "Take the next number of the register";
    DerivationDiffers { line: u64, on: Date } "decision.derivation" "NĐ 152/2025/NĐ-CP Đ49; NĐ 98/2023/NĐ-CP Đ53"
        vi "dòng {line}: cách tính nêu ra không phải cách tính theo chính sách ngày {on}"
        en "line {line}: the derivation stated is not that of the policy on {on}"
        todo_vi "Bỏ derivations để phần mềm tự tính" todo_en "Leave derivations out; they are computed";
    AmountDiffers { line: u64, amount: Dong, derived: Dong, coefficient: Ratio, factor: Ratio, base_salary: Dong, on: Date } "decision.amount" "NĐ 152/2025/NĐ-CP Đ49.1–2; NĐ 98/2023/NĐ-CP Đ53"
        vi "dòng {line} ghi {amount}, theo chính sách ngày {on} là {derived} ({coefficient} × {factor} × {base_salary}, làm tròn lên)"
        en "line {line} says {amount}, the policy on {on} gives {derived} ({coefficient} × {factor} × {base_salary}, rounded up)"
        todo_vi "Ký lại với số đúng, hoặc nêu lý do chênh lệch ở variance" todo_en "Sign again with that amount, or state the reason in variance";
    NotNumbered { decision: String } "decision.not_numbered" "NĐ 30/2020/NĐ-CP Đ15"
        vi "«{decision}» chưa có số"
        en "{decision} has no number yet"
        todo_vi "Cấp số trước khi phát hành" todo_en "Number it before issuing it";
    AlreadyIssued { decision: String } "decision.already_issued" "NĐ 30/2020/NĐ-CP Đ18"
        vi "{decision} đã phát hành"
        en "{decision} is already issued"
        todo_vi "Không cần phát hành lại" todo_en "Nothing to do";
    NotIssued { decision: String } "decision.not_issued" "Luật TĐKT 06/2022/QH15 Đ82; NĐ 30/2020/NĐ-CP Đ15"
        vi "«{decision}» chưa phát hành"
        en "{decision} is not issued yet"
        todo_vi "Phát hành trước (decision.issued)" todo_en "Issue it first (decision.issued)";
    LineUnknown { decision: String, line: u64 } "decision.line_unknown" "docs/format.md"
        vi "{decision} không có dòng {line}"
        en "{decision} has no line {line}"
        todo_vi "Xem sovang show" todo_en "See sovang show";
    LineAnnulled { decision: String, line: u64, on: Date } "decision.line_annulled" "Luật TĐKT 06/2022/QH15 Đ93"
        vi "dòng {line} của {decision} đã hủy ngày {on}"
        en "line {line} of {decision} was annulled on {on}"
        todo_vi "Không chi, trao hay sửa dòng đã hủy" todo_en "An annulled line is not paid, presented or corrected";
    AlreadyAnnulled { decision: String } "decision.already_annulled" "Luật TĐKT 06/2022/QH15 Đ93"
        vi "{decision} đã hủy toàn bộ"
        en "{decision} is wholly annulled"
        todo_vi "Không cần hủy lại" todo_en "Nothing to do";
    CorrectionAuthority "decision.correction_authority" "NĐ 30/2020/NĐ-CP Đ18.3"
        vi "sửa nội dung hoặc số tiền phải do người có thẩm quyền quyết định ký"
        en "content and amounts are corrected by who may decide"
        todo_vi "Chủ tịch hoặc Phó Chủ tịch ký" todo_en "Let the chairman or a deputy sign";
    ChangedTwice { line: u64 } "decision.changed_twice" "docs/format.md"
        vi "dòng {line} được sửa hai lần trong một lần đính chính"
        en "line {line} is changed twice at once"
        todo_vi "Gộp thành một" todo_en "Make it one change";
    NothingChanges { line: u64 } "decision.nothing_changes" "NĐ 30/2020/NĐ-CP Đ18.3"
        vi "dòng {line} không có gì thay đổi"
        en "nothing changes in line {line}"
        todo_vi "Bỏ dòng ấy" todo_en "Leave the line out";
    BelowPaid { line: u64, amount: Dong, paid: Dong } "decision.below_paid" "Luật TĐKT 06/2022/QH15 Đ11"
        vi "dòng {line}: {amount} thấp hơn số đã chi {paid}"
        en "line {line}: {amount} is less than what is paid, {paid}"
        todo_vi "Thu hồi phần chênh trước (fund.repaid)" todo_en "Have the difference repaid first (fund.repaid)";
    AlreadyPresented { line: u64, on: Date } "award.already_presented" "Luật TĐKT 06/2022/QH15 Đ82"
        vi "dòng {line} đã trao ngày {on}"
        en "line {line} was presented on {on}"
        todo_vi "Không cần trao lại" todo_en "Nothing to do";
    DecisionUnknown { decision: Id } "decision.unknown" "docs/format.md"
        vi "không có quyết định {decision}"
        en "there is no decision {decision}"
        todo_vi "Xem sovang award" todo_en "See sovang award";
    FundNotOpened { year: i16 } "fund.not_opened" "Luật TĐKT 06/2022/QH15 Đ11"
        vi "Quỹ năm {year} chưa mở"
        en "the fund of {year} is not opened"
        todo_vi "Ghi fund.opened cho fund/{year}" todo_en "Record fund.opened for fund/{year}";
    FundAlreadyOpened { year: i16 } "fund.already_opened" "Luật TĐKT 06/2022/QH15 Đ11"
        vi "Quỹ năm {year} đã mở"
        en "the fund of {year} is already open"
        todo_vi "Không cần mở lại" todo_en "Nothing to do";
    FundClosed { year: i16, on: Date } "fund.closed" "Luật Kế toán 88/2015/QH13 (khóa sổ)"
        vi "Quỹ năm {year} đã khóa ngày {on}"
        en "the fund of {year} was closed on {on}"
        todo_vi "Ghi vào năm đang mở" todo_en "Record it in the open year";
    FundNotClosed { year: i16 } "fund.not_closed" "Luật Kế toán 88/2015/QH13 (khóa sổ)"
        vi "Quỹ năm {year} chưa khóa"
        en "the fund of {year} is not closed"
        todo_vi "Khóa sổ trước (fund.closed)" todo_en "Close it first (fund.closed)";
    OpeningDiffers { year: i16, carried: Dong, opening: Dong } "fund.opening" "Luật TĐKT 06/2022/QH15 Đ11"
        vi "đầu năm {year} ghi {opening}, năm trước chuyển sang {carried}"
        en "{year} opens with {opening}, but {carried} was carried forward"
        todo_vi "Ghi đúng số đã chuyển" todo_en "Open with what was carried forward";
    OutsideFundYear { year: i16, date: Date, article: String } "fund.year" "{article} (chỉnh lý đến 31/01)"
        vi "ngày {date} không thuộc năm quỹ {year} (đến 31/01 năm sau)"
        en "{date} is outside the fund year {year} (until 31 January of the next)"
        todo_vi "Dùng quỹ của năm ấy" todo_en "Use the fund of that year";
    WrongFundYear { decision: String, expected: i16, year: i16 } "fund.wrong_year" "Luật TĐKT 06/2022/QH15 Đ11.4"
        vi "{decision} chi từ Quỹ năm {expected}, không phải {year}"
        en "{decision} is paid from the fund of {expected}, not {year}"
        todo_vi "Dùng fund/{expected}" todo_en "Use fund/{expected}";
    NoMoney "fund.zero" "docs/format.md"
        vi "số tiền bằng 0"
        en "the amount is zero"
        todo_vi "Ghi số tiền" todo_en "State the amount";
    TooLarge { what: Dong } "fund.too_large" "docs/format.md"
        vi "số tiền quá lớn ({what})"
        en "the amount is too large ({what})"
        todo_vi "Kiểm tra lại số tiền" todo_en "Check the amount";
    FundShort { available: Dong, asked: Dong } "fund.short" "Luật TĐKT 06/2022/QH15 Đ11"
        vi "Quỹ còn {available}, cần {asked}"
        en "the fund has {available}, {asked} are needed"
        todo_vi "Bổ sung nguồn hoặc giảm số tiền" todo_en "Add money or lower the amount";
    Overspent { category: Category, available: Dong, asked: Dong } "fund.overspent" "Luật TĐKT 06/2022/QH15 Đ11, Đ15"
        vi "mục {category} còn {available} chưa cam kết, cần {asked}"
        en "category {category} has {available} free, {asked} are needed"
        todo_vi "Phân bổ thêm (fund.allocated) hoặc điều chuyển (fund.reallocated)" todo_en "Allocate more (fund.allocated) or move money (fund.reallocated)";
    SameCategory { category: Category } "fund.same_category" "docs/format.md"
        vi "điều chuyển từ {category} sang chính nó"
        en "{category} is moved to itself"
        todo_vi "Chọn mục khác" todo_en "Choose another category";
    WrongCategory { category: Category, expected: Category } "fund.wrong_category" "Luật TĐKT 06/2022/QH15 Đ11, Đ15"
        vi "chi từ mục {category}, đúng ra là {expected}"
        en "paid from {category}, but it belongs to {expected}"
        todo_vi "Dùng mục {expected}" todo_en "Use {expected}";
    ObjectSum { amount: Dong } "fund.object_sum" "Luật Kế toán 88/2015/QH13 (chứng từ)"
        vi "số lượng × đơn giá không bằng {amount}"
        en "quantity × unit price is not {amount}"
        todo_vi "Kiểm tra hóa đơn" todo_en "Check the invoice";
    OrganisingCeiling { percent: Ratio, received: Dong, total: Dong, article: String } "fund.organising_ceiling" "{article}"
        vi "chi tổ chức lên {total}, vượt {percent} % của {received}"
        en "organising would reach {total}, more than {percent} % of {received}"
        todo_vi "Giảm chi tổ chức" todo_en "Lower the cost";
    NotDoneInYear { year: i16, article: String } "fund.not_done" "{article}"
        vi "đã sang năm: Quỹ năm {year} chỉ còn chi việc đã làm, hàng đã giao đến hết 31/12/{year}"
        en "the year is over: the fund of {year} still pays only what was done or delivered by 31/12/{year}"
        todo_vi "Ghi ngày giao hàng, làm xong (done_on) nếu đúng thế; nếu không thì chi ở Quỹ năm nay" todo_en "State when it was delivered or done (done_on) if so; else pay it from this year's fund";
    PaidBeforeIssue { decision: String, issued: Date, date: Date } "fund.paid_before_issue" "Luật TĐKT 06/2022/QH15 Đ11"
        vi "chi ngày {date}, {decision} phát hành ngày {issued}"
        en "paid on {date}, but {decision} was issued on {issued}"
        todo_vi "Chỉ chi khi quyết định đã phát hành" todo_en "Pay only after the decision is issued";
    PaidTwice { line: u64, paid: Dong } "fund.paid_twice" "Luật TĐKT 06/2022/QH15 Đ11, Đ15"
        vi "dòng {line} đã chi đủ {paid}"
        en "line {line} is fully paid ({paid})"
        todo_vi "Không chi lần hai" todo_en "Do not pay twice";
    AboveLine { line: u64, unpaid: Dong, asked: Dong } "fund.above_line" "Luật TĐKT 06/2022/QH15 Đ11, Đ15"
        vi "dòng {line} còn phải chi {unpaid}, định chi {asked}"
        en "line {line} has {unpaid} to be paid, {asked} asked"
        todo_vi "Chi đúng số trong quyết định" todo_en "Pay what the decision says";
    SelfPayment "fund.self_payment" "Luật TĐKT 06/2022/QH15 Đ15"
        vi "người ghi chi chính là người nhận"
        en "whoever records the payment is the payee"
        todo_vi "Người khác phải ghi khoản này" todo_en "Somebody else must record it";
    DisbursementUnknown { disbursement: Id } "fund.disbursement_unknown" "docs/format.md"
        vi "không có khoản chi {disbursement}"
        en "there is no disbursement {disbursement}"
        todo_vi "Xem sovang fund" todo_en "See sovang fund";
    RepaidTooMuch { outstanding: Dong, asked: Dong } "fund.repaid_too_much" "Luật TĐKT 06/2022/QH15 Đ93"
        vi "khoản chi còn {outstanding}, hoàn {asked}"
        en "{outstanding} of it are outstanding, {asked} repaid"
        todo_vi "Kiểm tra lại số hoàn" todo_en "Check the amount";
    CommitmentsOpen { year: i16, open: Dong } "fund.commitments_open" "Luật Kế toán 88/2015/QH13 (khóa sổ)"
        vi "Quỹ năm {year} còn cam kết chưa chi {open}"
        en "the fund of {year} has {open} promised and unpaid"
        todo_vi "Chi hoặc hủy các dòng còn lại trước khi khóa" todo_en "Pay or annul what is left before closing";
    CountDiffers { balance: Dong, counted: Dong } "fund.count_differs" "Luật Kế toán 88/2015/QH13 (kiểm kê)"
        vi "sổ còn {balance}, kiểm kê được {counted}"
        en "the ledger has {balance}, {counted} were counted"
        todo_vi "Tìm chênh lệch, hoặc nêu lý do ở difference" todo_en "Find the difference, or state the reason in difference";
    YearEndRule { money: Money, allowed: YearEndRule, article: String } "fund.year_end_rule" "{article}"
        vi "số dư từ {money}: chỉ được {allowed}"
        en "what is left of money {money}: only {allowed}"
        todo_vi "Nêu điểm cho phép (ground), đúng nguồn tiền (money), hoặc ban hành chính sách khác nếu có căn cứ" todo_en "Name the point that allows it (ground) and the right origin (money), or adopt another policy with its ground";
    CarriedContributions { amount: Dong, contributed: Dong } "fund.carried_contributions" "Luật TĐKT 06/2022/QH15 Đ11"
        vi "chuyển {amount} tiền đóng góp, Quỹ chỉ có {contributed} đóng góp"
        en "{amount} of contributions to carry forward, the fund had {contributed}"
        todo_vi "Phần còn lại là tiền ngân sách cấp" todo_en "The rest is money from the budget";
    CarriedToWrongYear { year: i16, to: i16 } "fund.carried_to" "Luật TĐKT 06/2022/QH15 Đ11"
        vi "Quỹ năm {year} chuyển sang năm {to}"
        en "the fund of {year} is carried to {to}"
        todo_vi "Chuyển sang năm kế tiếp" todo_en "Carry it to the next year";
    LettersMissing "petition.letters_missing" "docs/architecture.md"
        vi "vụ việc phải có ít nhất một đơn"
        en "a petition has at least one letter"
        todo_vi "Ghi số đơn; nếu tách từ đơn của vụ việc khác thì nêu vụ việc ấy ở part_of" todo_en "State the letters; for what is split off another petition name it as part_of";
    LettersTwice { letters: u64 } "petition.letters_twice" "docs/architecture.md"
        vi "vụ việc tách ra ghi {letters} đơn, đơn ấy đã đếm ở vụ việc gốc"
        en "a petition that was split off states {letters} letters, which the first one counts"
        todo_vi "Ghi letters = 0" todo_en "State letters = 0";
    PetitionUnknown { whole: Id } "petition.whole_unknown" "docs/architecture.md"
        vi "sổ chưa có đơn {whole} để tách"
        en "there is no petition {whole} to split"
        todo_vi "Xem mã bằng sovang petition" todo_en "Look it up with sovang petition";
    PetitionClosed { on: Date } "petition.closed" "Luật Khiếu nại 02/2011/QH13"
        vi "vụ việc đã kết thúc ngày {on}"
        en "it ended on {on}"
        todo_vi "Lập vụ việc mới nếu có đơn mới" todo_en "Begin a new one for a new letter";
    NotClassified "petition.not_classified" "Luật Tố cáo 25/2018/QH14 Đ24"
        vi "đơn chưa được phân loại"
        en "it is not classified yet"
        todo_vi "Ghi petition.classified trước" todo_en "Record petition.classified first";
    AlreadyAccepted "petition.already_accepted" "Luật Khiếu nại 02/2011/QH13 Đ27"
        vi "đơn đã được thụ lý"
        en "it is already accepted"
        todo_vi "Giải quyết hoặc gia hạn" todo_en "Resolve or extend it";
    NotAccepted "petition.not_accepted" "Luật Khiếu nại 02/2011/QH13 Đ27"
        vi "đơn chưa được thụ lý"
        en "it is not accepted yet"
        todo_vi "Ghi petition.accepted trước" todo_en "Record petition.accepted first";
    NotInJurisdiction "petition.not_in_jurisdiction" "Luật Khiếu nại 02/2011/QH13 Đ17"
        vi "đơn không thuộc thẩm quyền"
        en "this unit is not competent"
        todo_vi "Chuyển hoặc trả lời bằng văn bản (petition.forwarded)" todo_en "Forward or answer it (petition.forwarded)";
    Anonymous "petition.anonymous" "Luật Khiếu nại Đ11.5; Luật Tố cáo Đ25"
        vi "đơn nặc danh (khiếu nại không ký, không điểm chỉ; tố cáo không rõ họ tên, địa chỉ) không thụ lý; tố cáo có nội dung rõ, kèm chứng cứ vẫn phải kiểm tra"
        en "an anonymous letter is not accepted"
        todo_vi "Có chứng cứ cụ thể thì kiểm tra theo Đ25, không thụ lý" todo_en "Check concrete evidence under Đ25 without accepting it";
    DenunciationGoesUp "petition.goes_up" "Luật Tố cáo 25/2018/QH14 Đ12.1"
        vi "tố cáo người đứng đầu hoặc cấp phó do cấp trên giải quyết"
        en "a denunciation of the head or a deputy goes to the authority above"
        todo_vi "Chuyển lên cấp trên (petition.forwarded)" todo_en "Forward it upwards (petition.forwarded)";
    SelfResolution "petition.self_resolution" "Luật Tố cáo 25/2018/QH14 Đ12"
        vi "người giải quyết chính là người bị khiếu nại, tố cáo"
        en "the resolver is the target"
        todo_vi "Giao người khác hoặc chuyển cấp trên" todo_en "Appoint somebody else or send it upwards";
    NotResolver "petition.not_resolver" "Luật Khiếu nại 02/2011/QH13 Đ17"
        vi "người ký không phải người được giao giải quyết"
        en "the author is not the appointed resolver"
        todo_vi "Người được giao phải ký" todo_en "The appointed person must sign";
    NotExtended { due_on: Date } "petition.not_extended" "Luật Khiếu nại Đ28; Luật Tố cáo Đ30"
        vi "hạn mới không sau hạn đang có ({due_on})"
        en "the new deadline is not after the present one ({due_on})"
        todo_vi "Kiểm tra lại hạn" todo_en "Check the date";
    DeadlineTooLate { due_on: Date, last: Date, days: u64, article: String } "petition.deadline" "{article}"
        vi "hạn {due_on} quá {days} ngày (chậm nhất {last}, theo {article})"
        en "{due_on} is beyond {days} days (at the latest {last}, {article})"
        todo_vi "Đặt hạn trong thời hạn luật định" todo_en "Promise a date within the term";
    NothingToSend "petition.nothing_to_send" "Luật Tố cáo Đ34.4; NĐ 124/2020/NĐ-CP Đ28b"
        vi "không có quyết định tạm đình chỉ, đình chỉ, tiếp tục nào chưa gửi" en "no decision that suspends, resumes or ends the case waits to be sent"
        todo_vi "Gửi kết quả giải quyết thì bỏ procedural" todo_en "Leave procedural out to send the result";
    Retained { until: String, article: String } "vault.retained" "{article}"
        vi "hồ sơ còn phải lưu đến hết {until} (– : vụ việc chưa kết thúc, hoặc lưu vĩnh viễn)" en "the file is to be kept until {until} (–: the case is open, or the file is kept for ever)"
        todo_vi "Xóa khi hết thời hạn lưu" todo_en "Erase it after that";
    MovementEnded { name: Name, on: Date } "movement.ended" "Luật TĐKT 06/2022/QH15 Đ18"
        vi "«{name}» đã tổng kết ngày {on}"
        en "{name} was ended on {on}"
        todo_vi "Phong trào mới thì phát động mới (movement.launched)" todo_en "Launch a new one (movement.launched)";
    TargetOtherYear { name: Name, year: u64, period: Period } "target.other_year" "docs/format.md"
        vi "chỉ tiêu «{name}» đăng ký cho năm {year}, không phải {period}"
        en "target {name} was registered for {year}, not for {period}"
        todo_vi "Đăng ký chỉ tiêu cho năm ấy trước" todo_en "Register the target for that year first";
    TitleTwice { name: Name, year: u64 } "title.twice" "docs/format.md"
        vi "«{name}» đã đăng ký danh hiệu này cho năm {year}"
        en "{name} is already registered for this title in {year}"
        todo_vi "Không đăng ký lần hai" todo_en "Do not register twice";
    RemarkMissing "nomination.remark" "Luật TĐKT 06/2022/QH15 Đ84"
        vi "hồ sơ chưa đủ mà không nêu thiếu gì"
        en "the dossier is incomplete, but it is not said what is missing"
        todo_vi "Ghi remark: thiếu tài liệu nào" todo_en "Say in remark what is missing";
    DossierIncomplete { name: Name } "nomination.incomplete" "Luật TĐKT 06/2022/QH15 Đ84"
        vi "hồ sơ của «{name}» được thẩm định là chưa đủ"
        en "the dossier of {name} was found incomplete"
        todo_vi "Bổ sung, rồi ghi nomination.checked với complete = true" todo_en "Complete it and record nomination.checked with complete = true";
    AlreadyAnswered { document: String, line: u64, on: Date } "proposal.answered" "docs/format.md"
        vi "dòng {line} của {document} đã được trả lời ngày {on}"
        en "line {line} of {document} was answered on {on}"
        todo_vi "Kiểm tra lại số dòng" todo_en "Check the line";
    HeldByPetition { line: u64, name: Name, received: Date, article: String } "award.held" "{article}"
        vi "dòng {line}: đang có đơn về «{name}» (nhận ngày {received}) chưa giải quyết xong"
        en "line {line}: a petition about {name} (received on {received}) is open"
        todo_vi "Khen sau khi đơn giải quyết xong; đơn xong thì hết tạm dừng" todo_en "Award after the petition is closed; the hold ends with it";
    HeldByGround { line: u64, name: Name, ground: HoldGround, since: Date, article: String } "award.held_back" "{article}"
        vi "dòng {line}: «{name}» tạm dừng khen thưởng từ ngày {since}: {ground}"
        en "line {line}: awards of {name} are held since {since}: {ground}"
        todo_vi "Khen sau khi có văn bản kết luận: ghi hold.released" todo_en "Award after it is concluded in writing: record hold.released";
    MeritBeforeDiscipline { line: u64, name: Name, after: Date, article: String } "award.merit_before" "{article}"
        vi "dòng {line}: «{name}» bị kỷ luật, chỉ thành tích lập sau ngày {after} mới được tính"
        en "line {line}: {name} was disciplined; only merit after {after} counts"
        todo_vi "Nêu ngày bắt đầu lập thành tích (merit_from) sau ngày ấy" todo_en "State a first day of the merit (merit_from) after that day";
    HoldNotRuled { ground: HoldGround, date: Date } "hold.ground" "docs/architecture.md"
        vi "chính sách ngày {date} không tạm dừng khen thưởng vì «{ground}»"
        en "the policy of {date} does not hold awards because of: {ground}"
        todo_vi "Xem sovang policy show; có căn cứ thì ban hành dòng holds ấy" todo_en "See sovang policy show; adopt that row of holds if there is a basis";
    HoldReleased { seq: u64 } "hold.released" "docs/format.md"
        vi "tạm dừng này đã hết (mục {seq})" en "this hold ended with entry {seq}"
        todo_vi "Tạm dừng lần nữa thì ghi hold.placed mới" todo_en "To hold again record a new hold.placed";
    RewardTypeMissing { name: Name } "award.reward_type" "Luật TĐKT 06/2022/QH15 Đ8"
        vi "«{name}»: giấy khen phải nêu loại hình khen thưởng" en "{name}: a certificate states its type of award"
        todo_vi "Ghi reward_type; danh hiệu thi đua thì không cần" todo_en "State reward_type; titles need none";
    NothingToRecompute { decision: String } "recomputation.nothing" "NĐ 152/2025/NĐ-CP Đ49.1"
        vi "{decision}: theo những gì biết đến nay, không dòng nào có mức khác"
        en "{decision}: by what is known now, no line would be worth anything else"
        todo_vi "Không cần tính lại" todo_en "Nothing to do";
    NotAnnulled { decision: String, line: u64 } "award.not_annulled" "Luật TĐKT 06/2022/QH15 Đ93.2"
        vi "dòng {line} của {decision} không bị hủy"
        en "line {line} of {decision} is not annulled"
        todo_vi "Hủy trước (decision.annulled), thu hồi sau" todo_en "Annul it first (decision.annulled)";
    LineUnclaimed { decision: String, line: u64, on: Date } "fund.line_unclaimed" "Luật TĐKT 06/2022/QH15 Đ11"
        vi "tiền của dòng {line}, {decision} không có người nhận từ ngày {on}"
        en "the money of line {line} of {decision} was given up on {on}"
        todo_vi "Khoản này không chi, không sửa nữa" todo_en "It is neither paid nor corrected any more";
    ListTotal { decision: String, unpaid: Dong, total: Dong } "fund.list_total" "Luật TĐKT 06/2022/QH15 Đ11"
        vi "{decision} còn phải chi {unpaid}, danh sách ghi {total}"
        en "{unpaid} are to be paid for {decision}, the list says {total}"
        todo_vi "Lập lại danh sách theo số còn phải chi" todo_en "Make the list from what is to be paid";
    SettledBefore { year: i16, seq: u64 } "fund.settled" "Luật TĐKT 06/2022/QH15 Đ11"
        vi "quyết toán năm {year} đã được phê duyệt (mục {seq})"
        en "the account of {year} was approved already (entry {seq})"
        todo_vi "Muốn thay đổi: fund.reopened trước" todo_en "To change it: fund.reopened first";
    FundHandedOver { year: i16 } "fund.handed_over" "Luật TĐKT 06/2022/QH15 Đ11"
        vi "số dư Quỹ năm {year} đã chuyển năm sau hoặc nộp trả: không mở lại được"
        en "the balance of {year} was carried forward or handed back: it cannot be opened again"
        todo_vi "Khoản thu hồi về sau là thu của năm sau" todo_en "What comes back later is income of the later year";
    PetitionSuspended { on: Date } "petition.suspended" "Luật Khiếu nại Đ11a; Luật Tố cáo Đ34"
        vi "đơn đang tạm đình chỉ từ ngày {on}"
        en "the petition is suspended since {on}"
        todo_vi "Ghi petition.resumed trước" todo_en "Record petition.resumed first";
    NotSuspended "petition.not_suspended" "Luật Khiếu nại Đ11a; Luật Tố cáo Đ34"
        vi "đơn không bị tạm đình chỉ"
        en "the petition is not suspended"
        todo_vi "Gia hạn thì dùng petition.extended" todo_en "To extend it use petition.extended";
    NotResolved "petition.not_resolved" "Luật Khiếu nại Đ32; Luật Tố cáo Đ35.3"
        vi "đơn chưa có kết quả giải quyết"
        en "the petition has no result yet"
        todo_vi "Ghi petition.resolved trước" todo_en "Record petition.resolved first";
    NoDialogue "petition.no_dialogue" "Luật Khiếu nại Đ30"
        vi "tố cáo không tổ chức đối thoại: sẽ lộ người tố cáo"
        en "a denunciation is not talked over: it would reveal who made it"
        todo_vi "Chỉ đối thoại khi giải quyết khiếu nại, kiến nghị" todo_en "Dialogue is for complaints and suggestions";
    CourtForComplaints "petition.court" "Luật Khiếu nại Đ33"
        vi "chỉ khiếu nại mới kiện ra tòa hành chính được"
        en "only a complaint can go to the administrative court"
        todo_vi "Tố cáo tiếp thì instance = second" todo_en "A denunciation is taken up again: instance = second";
    NotContinued { kind: PetitionKind, date: Date } "petition.continues" "Luật Tố cáo Đ33.3; Luật Khiếu nại Đ10"
        vi "ngày {date}: không có quy định cho giải quyết tiếp {kind} đã rút"
        en "on {date} no rule lets a withdrawn {kind} go on"
        todo_vi "Ghi continues = false" todo_en "Say continues = false";
    GroundNotRuled { act: Act, kind: PetitionKind, ground: CaseGround, date: Date } "petition.ground" "Luật Tố cáo Đ33.3, Đ34; Luật Khiếu nại Đ10, Đ11a"
        vi "ngày {date}: «{ground}» không phải căn cứ {act} {kind}"
        en "on {date}, «{ground}» is no ground of {act} for a {kind}"
        todo_vi "Chọn đúng căn cứ của loại đơn ấy; xem sovang policy show. Căn cứ khác thì ban hành dòng grounds" todo_en "Choose a ground of that kind; see sovang policy show. For another, adopt a row of grounds";
    CriteriaMissing { needed: u64, found: u64, article: String } "petition.criteria" "{article}"
        vi "gia hạn này phải nêu ít nhất {needed} tiêu chí phức tạp, mới nêu {found}"
        en "this extension names {found} criteria of complexity, {needed} are needed"
        todo_vi "Nêu đúng tiêu chí trong văn bản gia hạn (criteria)" todo_en "Name the criteria that the document states (criteria)";
    TooManyWithdraw { withdrawers: u64, signatories: u64 } "petition.withdrawers" "NĐ 124/2020/NĐ-CP Đ7a"
        vi "{withdrawers} người rút, đơn chỉ còn {signatories} người ký"
        en "{withdrawers} withdraw, but {signatories} signed"
        todo_vi "Kiểm tra lại số người; tất cả cùng rút thì bỏ trống" todo_en "Check the number; leave it out if all withdraw";
    ReasonMissing "reason.missing" "Luật 91/2025/QH15 Đ14.5; Luật Tố cáo Đ33.3"
        vi "việc này phải nêu lý do"
        en "this needs a reason"
        todo_vi "Ghi reason" todo_en "Give a reason";
}
