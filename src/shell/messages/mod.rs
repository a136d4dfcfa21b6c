//! The one catalogue of what office people read, Vietnamese first. Labels of fields come from the schemas,
//! refusals from `domain::refusal`, faults from `log::fault`.

use std::fmt::Display;

mod words;

pub use words::*;

use crate::values::lang::Lang;

macro_rules! messages {
    ($($name:ident($($arg:ident),*) $vi:literal $en:literal;)*) => {
        $(#[doc = $en]
        #[allow(clippy::too_many_arguments)]
        pub fn $name(lang: Lang $(, $arg: impl Display)*) -> String {
            match lang {
                Lang::Vi => format!($vi),
                Lang::En => format!($en),
            }
        })*
    };
}

messages! {
    // Where the ledger is.
    no_ledger() "không thấy sổ nào trong thư mục này" "there is no ledger in this folder";
    no_ledger_advice() "Chỉ rõ sổ bằng --ledger TỆP hoặc SOVANG_LEDGER; mở sổ mới bằng sovang init; xem thử bằng sovang demo"
        "Name it with --ledger FILE or SOVANG_LEDGER; begin one with sovang init; try one with sovang demo";
    many_ledgers(names) "thư mục này có nhiều sổ: {names}" "this folder has several ledgers: {names}";
    many_ledgers_advice() "Chỉ rõ sổ bằng --ledger TỆP" "Name one with --ledger FILE";
    // Errors.
    error_heading(code) "LỖI [{code}]" "ERROR [{code}]";
    refused_heading(code) "KHÔNG GHI ĐƯỢC [{code}]" "REFUSED [{code}]";
    error_source(source) "Căn cứ: {source}" "Source: {source}";
    error_advice(advice) "Cách xử lý: {advice}" "What to do: {advice}";
    error_statement(n, message) "sự kiện thứ {n}: {message}" "event {n}: {message}";
    error_line(path, line, message) "{path}, dòng {line}: {message}" "{path}, line {line}: {message}";
    nothing_written() "Không có gì được ghi vào sổ." "Nothing was written.";
    unsound(seq, message) "sổ không còn đúng ở bút toán {seq}: {message}" "the ledger is not sound at entry {seq}: {message}";
    unsound_advice() "Chạy sovang verify để xem toàn bộ; không ghi tiếp vào sổ này trước khi làm rõ"
        "Run sovang verify to see everything; record nothing more before it is cleared up";
    went_back(seq, hash) "sổ này không còn bút toán {seq} ({hash}…) mà máy này đã từng xác minh: có thể đã bị thay bằng bản cũ hoặc bản khác"
        "this ledger no longer holds entry {seq} ({hash}…), which was verified here before: it may have been replaced by an older or another copy";
    went_back_advice() "Không ký tiếp. Tìm bản sổ đầy đủ hơn (bản sao lưu mới nhất) và so sánh hai bản"
        "Do not sign. Find the fuller copy (the newest backup) and compare the two";
    io_error(path, reason) "{path}: {reason}" "{path}: {reason}";
    io_advice() "Kiểm tra đường dẫn, quyền và dung lượng đĩa" "Check the path, permissions and disk space";
    is_directory(path) "{path} là thư mục" "{path} is a directory";
    bad_json(path, reason) "{path}: không đọc được ({reason})" "{path}: cannot be read ({reason})";
    bad_json_advice() "Xem ví dụ bằng sovang record --help hoặc sovang schema LOẠI" "See sovang record --help or sovang schema TYPE";
    usage_advice() "Thêm --help để xem cách dùng và ví dụ" "Add --help to see usage and an example";
    typed_unknown_argument(arg) "không có tham số {arg}" "there is no argument {arg}";
    typed_unknown_command(name) "không có lệnh «{name}»" "there is no command {name}";
    typed_missing(args) "thiếu {args}" "missing: {args}";
    typed_missing_command(known) "thiếu lệnh con: {known}" "missing subcommand: {known}";
    typed_no_value(arg) "{arg} cần một giá trị" "{arg} needs a value";
    typed_bad_value(value, arg, reason) "«{value}» không dùng được cho {arg}: {reason}" "{value} does not fit {arg}: {reason}";
    typed_whole_number() "phải là số nguyên" "a whole number is needed";
    typed_period() "kỳ viết như 2024H1 (6 tháng đầu năm), 2024H2 hoặc 2024 (cả năm)" "a period such as 2024H1, 2024H2 or 2024";
    typed_form() "không đúng dạng" "not of that form";
    typed_conflict(arg, other) "{arg} không đi cùng {other}" "{arg} does not go with {other}";
    typed_values(arg) "số giá trị của {arg} không đúng" "wrong number of values for {arg}";
    typed_suggested(what) "Có phải: {what}?" "Perhaps: {what}?";
    typed_advice(usage) "{usage}    (thêm --help để xem ví dụ)" "{usage}    (--help shows an example)";
    missing_file(path) "không có tệp {path}" "there is no file {path}";
    already_exists(path) "{path} đã có; không ghi đè" "{path} already exists; it is not overwritten";
    already_exists_advice() "Chọn tên khác" "Choose another name";
    not_a_ledger(path) "{path} không phải sổ sovang" "{path} is not a sovang ledger";
    newer_layout(path, found, known) "{path} có bố cục {found}, phần mềm này đọc đến {known}" "{path} has layout {found}; this program reads up to {known}";
    newer_layout_advice() "Dùng phiên bản sovang mới hơn" "Use a newer sovang";
    busy() "sổ đang được chương trình khác giữ" "the ledger is held by another program";
    busy_advice() "Thử lại sau giây lát; đóng chương trình đang mở sổ" "Try again; close the program that holds it";
    disk_full() "đĩa đầy; không có gì được ghi" "the disk is full; nothing was written";
    disk_full_advice() "Dọn đĩa rồi ghi lại" "Free space and record again";
    read_only() "sổ chỉ đọc; không có gì được ghi" "the ledger is read-only; nothing was written";
    read_only_advice() "Kiểm tra quyền của tệp và của thư mục chứa sổ" "Check the permissions of the file and of its folder";
    damaged(reason) "tệp sổ bị hỏng: {reason}" "the ledger file is damaged: {reason}";
    damaged_advice() "Dừng ghi, giữ nguyên tệp, khôi phục từ bản sao lưu mới nhất rồi so sánh" "Stop, keep the file as it is, restore the newest backup and compare";
    moved() "sổ vừa có bút toán mới" "the ledger just got a new entry";
    // Drafts and forms.
    unknown_type(kind) "không có loại sự kiện «{kind}»" "there is no event type «{kind}»";
    unknown_type_advice() "Xem danh sách bằng sovang schema" "See sovang schema";
    needs_subject(kind) "{kind} cần --subject" "{kind} needs --subject";
    needs_subject_advice() "Nêu hồ sơ, ví dụ --subject 03 (quyết định năm nay), 03/2026, dt3 (đơn thư); người thì nêu tên" "Name it, such as --subject 03 (a decision of this year), 03/2026, dt3 (a petition); a person by name";
    no_match(text) "không có gì mang tên «{text}»" "nothing is called «{text}»";
    near_name(name, known) "«{name}» gần giống «{known}» đã có trong sổ: cùng một người, hay người khác?" "«{name}» is almost «{known}», whom the ledger knows: the same, or somebody else?";
    near_name_advice(typed) "Cùng một người: ghi đúng tên ấy, hoặc recipient.id={typed}. Người khác: recipient.id=mới" "The same: write that very name, or recipient.id={typed}. Somebody else: recipient.id=new";
    ledger_not_opened() "sổ chưa mở (chưa có bút toán nào)" "the ledger is not opened (it has no entry)";
    unknown_field(path, known) "không có trường «{path}»; có: {known}" "there is no field «{path}»; there are: {known}";
    bad_value(path, text, expected) "trường {path}: «{text}» không hợp; cần: {expected}" "field {path}: «{text}» does not fit; expected: {expected}";
    unfit(what) "{what}: nội dung chưa đủ hoặc chưa đúng" "{what}: something is missing or does not fit";
    unfit_advice(kind) "Thêm -d TRƯỜNG=GIÁ TRỊ. Đủ các trường, kèm ví dụ: sovang schema {kind}" "Add -d FIELD=VALUE. All fields, with examples: sovang schema {kind}";
    field_missing(path, label, told) "thiếu {path}: {label} ({told})" "{path} is missing: {label} ({told})";
    field_wrong(path, label, told) "{path} chưa đúng: {label} ({told})" "{path} does not fit: {label} ({told})";
    field_unknown(path) "không có trường {path}" "there is no field {path}";
    field_example(example) "ví dụ {example}" "such as {example}";
    field_row() "một dòng" "a row";
    field_kind() "Loại" "Kind";
    field_when(kind) "khi {kind}" "for {kind}";
    holds_sealed() "niêm phong: gõ - rồi đưa giá trị qua đầu vào chuẩn" "sealed: type - and give the value on standard input";
    holds_rows() "một hoặc nhiều dòng: .0, .1 …" "one or more rows: .0, .1 …";
    holds_list(item) "danh sách, cách nhau bằng dấu phẩy: {item}" "a list, parted by commas: {item}";
    holds_group() "gồm các trường dưới đây" "the fields below";
    holds_integer() "số nguyên" "a whole number";
    holds_boolean() "có | không" "true | false";
    holds_date() "ngày" "a date";
    holds_hash() "mã băm, hoặc @TỆP" "a hash, or @FILE";
    holds_quantity() "số, phần lẻ như 20.5 hoặc 20,5" "a number such as 20.5";
    holds_period() "kỳ: 2024H1 (6 tháng đầu năm), 2024H2 hoặc 2024 (cả năm)" "a period: 2024H1, 2024H2 or 2024";
    holds_id() "tên như danh sách in ra: 03/2026, dn16, hd2, PC08, m41, hoặc tên người" "a name as lists print it: 03/2026, dn16, hd2, PC08, m41, or a person's name";
    holds_text() "chữ" "text";
    schema_heading(title, kind, version, subject) "{title} · {kind}, phiên bản {version}, hồ sơ {subject}/…" "{title} · {kind}, version {version}, subject {subject}/…";
    schema_must() "* bắt buộc (nếu nhóm chứa nó có mặt) · ° bỏ trống thì phần mềm điền từ sổ · .0 là dòng đầu, tiếp theo .1, .2 …" "* required (where its group is present) · ° filled in from the ledger if left out · .0 is the first row, then .1, .2 …";
    a_key() "KHOÁ" "KEY";
    an_id() "MÃ" "ID";
    schema_example(command) "Ví dụ: {command}" "Example: {command}";
    columns_fields() "Trường|Tên|Giá trị" "Field|Name|Value";
    bad_set(text) "«{text}»: cần dạng TRƯỜNG=GIÁ TRỊ" "«{text}»: expected FIELD=VALUE";
    no_terminal_field(reason) "thiếu dữ liệu ({reason})" "something is missing ({reason})";
    input_ended() "đầu vào kết thúc giữa chừng" "the input ended";
    no_key() "chưa chọn khoá để ký" "no key was chosen";
    no_key_advice() "Thêm --key TỆP.pem (hoặc SOVANG_KEY), hay --agent" "Add --key FILE.pem (or SOVANG_KEY), or --agent";
    no_key_for(kind) "không khoá nào đã nêu được lập {kind}" "none of the keys given may author {kind}";
    agent_many(keys) "ssh-agent đang giữ nhiều khoá: {keys}" "ssh-agent holds several keys: {keys}";
    agent_many_advice() "Chọn một: --agent KHOÁ" "Choose one: --agent KEY";
    agent_none() "ssh-agent không giữ khoá Ed25519 nào" "ssh-agent holds no Ed25519 key";
    agent_none_advice() "Nạp khoá bằng ssh-add" "Add one with ssh-add";
    bad_public_key(text) "«{text}» không phải khoá công khai (64 chữ số hex hoặc tệp .pub)" "«{text}» is no public key (64 hex digits or a .pub file)";
    bad_enrol(text) "«{text}»: cần dạng VAI_TRÒ[,VAI_TRÒ]=KHOÁ:TÊN" "«{text}»: expected ROLE[,ROLE]=KEY:NAME";
    empty_import(path) "{path} không có sự kiện nào" "{path} has no event";
    not_utf8(path) "{path} không phải UTF-8" "{path} is not UTF-8";
    not_utf8_advice() "Lưu lại dưới dạng «CSV UTF-8»" "Save it as «CSV UTF-8»";
    csv_column(column) "cột «{column}» không phải trường của loại sự kiện này" "column «{column}» is no field of this event type";
    bad_claims(reason) "tệp số liệu công bố: {reason}" "the file of claims: {reason}";
    no_such_entry(text) "không có bút toán hay hồ sơ «{text}»" "there is no entry or subject «{text}»";
    no_such_rule(code) "không có quy tắc «{code}»" "there is no rule «{code}»";
    // Signing.
    about_to_sign() "Sắp ký và ghi:" "About to sign and record:";
    would_record(n) "Hợp lệ: {n} sự kiện sẽ được ghi. (Chạy thử, chưa ghi gì.)" "Admissible: {n} event(s) would be recorded. (Dry run, nothing written.)";
    recorded(seq, hash) "Đã ghi bút toán {seq}, mã băm {hash}" "Recorded as entry {seq}, hash {hash}";
    recorded_before(seq) "Đã có sẵn ở bút toán {seq}; không ghi lại" "Already recorded as entry {seq}; not recorded again";
    imported(n, first, last) "Đã ghi {n} sự kiện, bút toán {first}–{last}" "Recorded {n} events, entries {first}–{last}";
    signed_to(path) "Đã ký, lưu ở {path}" "Signed, saved as {path}";
    importing(done, total) "đang ký và kiểm tra {done}/{total}" "signing and checking {done}/{total}";
    // Keys.
    key_made(path, public) "Đã lập khoá {path}\nKhoá công khai {public}" "Made key {path}\nPublic key {public}";
    key_keep() "Giữ tệp khoá và mật khẩu riêng từng người; mất khoá thì báo ngay để thu hồi." "Keep the file and the passphrase to yourself; report a lost key at once so that it is revoked.";
    key_for(path) "Mật khẩu của {path}" "Passphrase of {path}";
    key_new_for(path) "Đặt mật khẩu cho {path}" "Choose a passphrase for {path}";
    key_revoked_at(seq) "đã thu hồi ở bút toán {seq}" "revoked by entry {seq}";
    key_active() "đang hiệu lực" "active";
    // Ledger begun.
    ledger_made(path, ledger) "Đã mở sổ {path} ({ledger})" "Began ledger {path} ({ledger})";
    ledger_backup_hint(log_key) "Hãy sao lưu: tệp sổ, khoá sổ {log_key}, và các tệp khoá của từng người." "Back up: the ledger, its key {log_key}, and everybody's key files.";
    policies_adopted(names) "Đã ban hành chính sách: {names}" "Adopted policies: {names}";
    unverified_hint(n) "{n} giá trị trong chính sách chưa được đối chiếu với văn bản gốc: xem sovang policy show" "{n} values of the policy were not checked against the official text: see sovang policy show";
    // Verify.
    verify_yes() "HỢP LỆ" "VALID";
    verify_no() "KHÔNG HỢP LỆ" "NOT VALID";
    verify_authentic(n) "Xác thực: có. {n} bút toán đúng thứ tự, đúng người ký, không bị sửa." "Authentic: yes. {n} entries in order, signed by their authors, unchanged.";
    verify_not_authentic() "Xác thực: KHÔNG." "Authentic: NO.";
    verify_lawful() "Đúng quy tắc: có. Mọi bút toán đều được phép ghi vào lúc ghi." "Lawful: yes. Every entry was admissible when it was recorded.";
    verify_not_lawful() "Đúng quy tắc: KHÔNG." "Lawful: NO.";
    verify_lawful_unknown(seq) "Đúng quy tắc: chỉ kiểm tra được đến trước bút toán {seq}." "Lawful: could be checked only before entry {seq}.";
    verify_work(entries, signatures, ms) "Đã kiểm tra {entries} bút toán, {signatures} chữ ký trong {ms} ms." "Checked {entries} entries and {signatures} signatures in {ms} ms.";
    verify_head(seq, hash) "Bút toán cuối {seq}, mã băm {hash}" "Last entry {seq}, hash {hash}";
    verify_finding(seq, code, message) "Bút toán {seq} [{code}]: {message}" "Entry {seq} [{code}]: {message}";
    verify_after(first, last) "Từ bút toán {first} đến {last}: không còn bảo đảm được, vì dựa trên phần đã sai." "Entries {first} to {last} can no longer be vouched for: they rest on what is wrong.";
    verify_not_checked() "Chưa kiểm tra: phần cuối sổ có bị cắt hay không (cần một bản giữ bên ngoài để so), nội dung ngoài đời." "Not checked: whether the end was cut off (needs something kept elsewhere), the world outside.";
    verify_root(root, short) "Gốc cây: {root} (đọc bằng mắt: {short})" "Root: {root} (for eyes: {short})";
    verify_signed(n, size) "Mốc: {n} mốc do sổ ký đều khớp, mới nhất tại bút toán {size}." "Heads: {n} signed by the log agree, the newest at entry {size}.";
    verify_witness(name, size, time) "Nhân chứng {name}: đã ký đến bút toán {size}, lúc {time}." "Witness {name}: cosigned up to entry {size}, at {time}.";
    verify_witness_missing(name) "Nhân chứng {name}: CHƯA ký mốc nào." "Witness {name}: has cosigned NOTHING.";
    verify_unwitnessed(first, last) "Bút toán {first} đến {last}: chưa đủ chữ ký nhân chứng." "Entries {first} to {last}: not enough witnesses yet.";
    verify_witness_late(age, days) "QUÁ HẠN: đã {age} ngày, quy định {days} ngày." "LATE: {age} days, the policy says {days}.";
    verify_against_agrees(n) "Khớp với {n} vật đem đối chiếu." "Agrees with the {n} things brought.";
    no_evidence(what) "«{what}» không phải sổ, bản xuất, mốc, biên nhận, báo cáo có mốc, hay một mốc gõ từ giấy" "«{what}» is no ledger, export, checkpoint, receipt, report with a checkpoint, or head typed from paper";
    no_evidence_advice() "Mốc gõ từ giấy: số bút toán, rồi gốc, ví dụ '56 dohyv xfvra qgsny tyfa7'" "A head typed from paper: entries, then root, such as '56 dohyv xfvra qgsny tyfa7'";
    verify_heads_differ() "Mốc, cây và vật đem đối chiếu: KHÔNG khớp." "Heads, tree and what was brought: do NOT agree.";
    verify_not_checked_else() "Chưa kiểm tra: nội dung ngoài đời." "Not checked: the world outside.";
    verify_heads_follow(n) "Vì vậy {n} nút và mốc trên các bút toán ấy cũng không khớp (xem --json)." "Hence {n} nodes and heads over those entries differ as well (see --json).";
    verify_memory_agrees(seq) "Khớp với những gì máy này đã xác minh trước đây (đến bút toán {seq})." "Agrees with what was verified here before (up to entry {seq}).";
    verifying(n) "đã kiểm tra {n} bút toán" "{n} entries checked";
    // Heads.
    head_unsigned(reason) "Đã ghi, nhưng chưa ký được mốc của sổ: {reason}. Ký sau bằng: sovang checkpoint sign" "Recorded, but the log's head is not signed yet: {reason}. Sign it later: sovang checkpoint sign";
    no_log_key() "không thấy khoá của sổ" "the log's key is not here";
    no_log_key_advice() "Đặt tệp khoá của sổ (.log.pem và .log.pub) cạnh tệp sổ, hoặc chỉ ra bằng --log-key" "Put the log's key (.log.pem and .log.pub) beside the ledger, or name it with --log-key";
    head_other_key() "khoá đã mở không phải khoá đang ký mốc của sổ" "the key that was opened is not the log's present one";
    head_shorter(entries, signed, place) "sổ này có {entries} bút toán, nhưng chính sổ đã ký mốc {signed} bút toán ({place}): phần cuối đã mất, hoặc tệp là bản cũ" "this ledger has {entries} entries, but its own log signed a head of {signed} ({place}): the end is lost, or the file is an old copy";
    head_shorter_advice() "Không ghi tiếp. Nếu có bản đầy đủ hơn: sovang recover from BẢN_ĐẦY_ĐỦ. Nếu phần cuối đã mất hẳn: sovang recover declare" "Record nothing. With a fuller copy at hand: sovang recover from COPY. If the end is lost for good: sovang recover declare";
    head_forked(signed, place) "sổ này khác với mốc {signed} bút toán mà chính sổ đã ký ({place}): hai lịch sử khác nhau" "this ledger differs from the head of {signed} entries that its own log signed ({place}): two histories";
    head_forked_advice() "Không ghi tiếp. So hai bản bằng sovang compare, giữ cả hai làm chứng cứ" "Record nothing. Compare the two with sovang compare and keep both as evidence";
    head_damaged(path) "{path} không phải mốc do sổ này ký" "{path} is no head signed by this log";
    head_damaged_advice() "Xác minh sổ với bản sao lưu hoặc báo cáo đã gửi, rồi chuyển tệp ấy đi nơi khác" "Verify the ledger against a backup or a report sent out, then move that file away";
    audit_node(level, n) "nút {n} tầng {level} của cây không khớp với các bút toán" "node {n} of level {level} of the tree does not follow from the entries";
    audit_node_meaning() "Bảng nút trong tệp bị sửa hoặc hỏng; bản thân bút toán không vì thế mà sai. Lập lại bằng sovang recover nodes." "The table of nodes was changed or damaged; the entries are not wrong for that. Rebuild it with sovang recover nodes.";
    audit_malformed() "mốc không đọc được" "the checkpoint cannot be read";
    audit_origin() "mốc mang tên gốc của sổ khác" "the checkpoint bears another log's name";
    audit_signature(reason) "mốc không có chữ ký đúng của khoá sổ ({reason})" "the checkpoint has no right signature by the log's key ({reason})";
    audit_root(seq) "gốc cây tại mốc {seq} khác với các bút toán" "the root at {seq} entries differs from the entries";
    audit_beyond(seq, entries) "mốc có {seq} bút toán, ở đây chỉ có {entries}: thiếu từ bút toán tiếp theo" "a head of {seq} entries, but there are only {entries} here: what follows is missing";
    audit_cosignature(reason) "chữ ký nhân chứng không đúng ({reason})" "a cosignature is wrong ({reason})";
    audit_entry(seq) "bút toán {seq} khác với bản đem đối chiếu" "entry {seq} is another than in what was brought";
    audit_note_meaning() "Mốc bị sửa, hỏng, hoặc của sổ khác. Các bút toán không vì thế mà sai; so với bản đã gửi đi." "The checkpoint was changed, damaged, or is another log's. The entries are not wrong for that; compare with copies sent out.";
    audit_root_meaning() "Có hai lịch sử khác nhau mang tên sổ này. Giữ cả hai làm chứng cứ, so bằng sovang compare." "Two histories bear this ledger's name. Keep both as evidence; compare them with sovang compare.";
    audit_beyond_meaning() "Phần cuối sổ đã bị cắt, hoặc đây là bản cũ. Tìm bản đầy đủ hơn." "The end was cut off, or this is an old copy. Find the fuller one.";
    report_head() "Mốc của sổ" "The ledger's head";
    report_head_why() "Báo cáo này lập từ sổ ở đúng mốc dưới đây. Ai giữ báo cáo đều so được với sổ về sau: sovang verify --against." "This report was made from the ledger at exactly this head. Whoever keeps it can hold any later ledger against it: sovang verify --against.";
    report_head_qr() "Mã QR của mốc" "QR code of the head";
    report_unsigned() "(Sổ chưa ký mốc này.)" "(The log has not signed this head.)";
    // Sealed values and documents.
    vault_no_readers() "sổ chưa quy định ai được đọc giá trị niêm phong" "the ledger does not say who may read sealed values";
    vault_no_readers_advice() "Mỗi người lập khoá đọc: sovang vault key; Chủ tịch ghi: sovang vault readers" "Each reader makes a key: sovang vault key; the chairman records them: sovang vault readers";
    vault_type_secret() "Giá trị cần niêm phong: " "Value to seal: ";
    vault_damaged(path, line) "{path}, dòng {line}: kho niêm phong bị sửa hoặc hỏng" "{path}, line {line}: the vault was changed or damaged";
    vault_other_ledger(path) "{path} là kho niêm phong của sổ khác" "{path} is the vault of another ledger";
    vault_other_ledger_advice() "Đặt đúng kho của sổ này cạnh tệp sổ" "Put this ledger's vault beside it";
    vault_missing(sealed) "kho niêm phong không có giá trị {sealed}…" "the vault does not hold {sealed}…";
    vault_restore_advice() "Lấy lại từ bản sao lưu kho: sovang vault restore TỆP" "Bring it back from the vault's backup: sovang vault restore FILE";
    vault_identity(path, reason) "{path}: không mở được khoá đọc ({reason})" "{path}: the reading key does not open ({reason})";
    vault_not_opened() "khoá đọc này không mở được giá trị ấy" "this key does not open that value";
    vault_identity_advice() "Kiểm tra tệp khoá đọc và mật khẩu; người đọc phải có trong quy định lúc niêm phong (hoặc sau vault reseal)" "Check the reading key and passphrase; a reader must have been named when it was sealed (or after vault reseal)";
    vault_unknown(text) "«{text}» không chỉ đúng một giá trị niêm phong" "«{text}» is not one sealed value";
    vault_unknown_advice() "Xem sovang vault list" "See sovang vault list";
    bad_reader(text) "«{text}»: cần dạng TỆP.pub=TÊN hoặc age1…=TÊN" "«{text}»: expected FILE.pub=NAME or age1…=NAME";
    vault_key_made(path, public) "Đã lập khoá đọc {path}\nKhoá công khai {public}" "Made reading key {path}\nPublic key {public}";
    vault_cleaned(path) "{path}: đã bỏ những giá trị sổ nói đã xoá" "{path}: removed what the ledger says was erased";
    vault_clean(path) "{path}: không còn giá trị nào đã xoá" "{path}: nothing erased is left in it";
    vault_backed_up(path) "Đã sao lưu kho niêm phong vào {path}. Khi một giá trị bị xoá, phải xoá cả ở bản này: sovang vault clean {path}" "Backed the vault up to {path}. When a value is erased, clean this copy too: sovang vault clean {path}";
    vault_restored(n) "Đã lấy lại {n} giá trị" "Brought back {n} value(s)";
    vault_status_kept() "niêm phong" "sealed";
    vault_status_ordered(seq) "đã đề nghị xoá (bút toán {seq}), chờ người thứ hai" "erasure ordered (entry {seq}), waits for a second person";
    vault_status_erased(seq) "đã xoá (bút toán {seq})" "erased (entry {seq})";
    vault_status_left() "SỔ NÓI ĐÃ XOÁ MÀ KHO CÒN: chạy sovang vault clean" "ERASED BY THE LEDGER, STILL IN THE VAULT: run sovang vault clean";
    vault_status_missing() "KHO KHÔNG CÓ" "NOT IN THE VAULT";
    vault_orphans(n) "{n} giá trị trong kho không thuộc bút toán nào (ghi dở dang)" "{n} value(s) in the vault belong to no entry (an interrupted record)";
    vault_erased_now() "Đã xoá khỏi kho niêm phong. Bản sao lưu kho: chạy sovang vault clean TỆP cho từng bản." "Erased from the vault. For each backup of the vault run sovang vault clean FILE.";
    vault_waits() "Chưa xoá: chờ người thứ hai, với vai trò khác, chạy sovang vault erase … --confirm" "Not erased yet: a second person in another role runs sovang vault erase … --confirm";
    vault_resealed(n) "Đã mã hoá lại {n} giá trị cho những người đang được đọc" "Encrypted {n} value(s) again to the present readers";
    vault_reseal_purpose() "Mã hoá lại cho người đọc mới" "Encrypting again for new readers";
    audit_attachment(name) "tài liệu «{name}» cất cạnh sổ không còn là tài liệu bút toán này nêu" "document «{name}» beside the ledger is not the one this entry names";
    audit_attachment_meaning() "Tệp bị sửa hoặc hỏng. Bút toán không vì thế mà sai; lấy lại tệp từ bản sao lưu hoặc bản giấy." "The file was changed or damaged. The entry is not wrong for that; bring the file back from a backup or the paper.";
    audit_vault_damaged(line) "kho niêm phong, dòng {line}: bị sửa hoặc hỏng" "the vault, line {line}: changed or damaged";
    audit_vault_missing() "giá trị niêm phong ở bút toán này không còn trong kho, mà sổ không nói đã xoá" "the value sealed by this entry is not in the vault, and the ledger does not say it was erased";
    audit_vault_not_erased() "giá trị sổ nói đã xoá vẫn còn trong kho" "a value that the ledger says was erased is still in the vault";
    audit_vault_meaning() "Kho niêm phong bị sửa, thiếu, hoặc việc xoá chưa làm xong (sovang vault clean). Các bút toán không vì thế mà sai." "The vault was changed, lacks something, or an erasure was not finished (sovang vault clean). The entries are not wrong for that.";
    verify_documents(kept, absent) "Tài liệu đính kèm: {kept} còn nguyên, {absent} không có cạnh sổ." "Documents: {kept} intact, {absent} not beside the ledger.";
    verify_vault(n) "Kho niêm phong: {n} giá trị, khớp với sổ." "Vault: {n} value(s), in accord with the ledger.";
    verify_no_vault() "Kho niêm phong không có ở đây: chưa kiểm tra." "The vault is not here: not checked.";
    backed_up_documents(n, path) "Đã chép {n} tài liệu đính kèm vào {path}" "Copied {n} document(s) to {path}";
    backed_up_no_vault() "Kho niêm phong không nằm trong bản này: sao lưu riêng bằng sovang vault backup" "The vault is not in this copy: back it up apart with sovang vault backup";
    attachment_kept(n) "còn nguyên, {n} byte" "intact, {n} bytes";
    attachment_missing() "không có cạnh sổ" "not beside the ledger";
    attachment_changed() "ĐÃ BỊ SỬA HOẶC HỎNG" "CHANGED OR DAMAGED";
    attachment_unknown(text) "«{text}» không chỉ đúng một tài liệu sổ nhắc đến" "«{text}» is not one document that the ledger names";
    attachment_unknown_advice() "Xem sovang attachment list" "See sovang attachment list";
    attachment_got(path, n) "Đã lấy ra {path}, {n} byte, đúng mã băm" "Wrote {path}, {n} bytes, with the right hash";
    attachment_not_there(hash) "không có tài liệu {hash} cạnh sổ" "document {hash} is not beside the ledger";
    attachment_not_whole(hash) "tài liệu {hash} đã bị sửa hoặc hỏng" "document {hash} was changed or damaged";
    attachment_advice() "Lấy lại từ bản sao lưu; xem sovang attachment list" "Bring it back from a backup; see sovang attachment list";
    recompute_heading(day) "Tiền thưởng tính lại theo những gì biết đến {day} (chưa có gì thay đổi)" "Amounts by what is known on {day} (nothing is changed)";
    recompute_nothing() "Không dòng nào có mức khác." "No line would be worth anything else.";
    recompute_next(number) "Đề nghị tính lại: sovang record recomputation.proposed -s {number} -d reason=… ; rồi Chủ tịch đính chính (decision.corrected)" "To propose it: sovang record recomputation.proposed -s {number} -d reason=… ; then the chairman corrects (decision.corrected)";
    columns_recompute() "Quyết định|Dòng|Đối tượng|Đang ghi|Tính lại|Chênh lệch" "Decision|Line|Recipient|Stands|By now|Difference";
    person_heading(name) "{name}" "{name}";
    columns_person() "Bút toán|Ngày|Sự kiện|Hồ sơ" "Entry|Date|Event|Subject";
    person_none(text) "sổ không có người nhận nào khớp «{text}»" "no recipient matches «{text}»";
    person_advice() "Xem sovang award --find TÊN" "See sovang award --find NAME";
    person_sealed() "Giá trị niêm phong không tìm được theo tên: sổ chỉ giữ mã cam kết. Xem sovang vault list." "Sealed values cannot be found by name: the ledger holds commitments only. See sovang vault list.";
    award_historical() "hồi cố, đã có người thứ hai xác nhận" "from papers, confirmed by a second person";
    award_historical_unconfirmed() "hồi cố, CHƯA ai xác nhận" "from papers, NOT confirmed";
    // Receipts.
    receipt_yes() "ĐÚNG" "PROVEN";
    receipt_no(code) "KHÔNG CHỨNG MINH ĐƯỢC [{code}]" "NOT PROVEN [{code}]";
    receipt_no_meaning() "Tờ này không chứng minh gì. Có thể bị sửa, chép thiếu, hoặc không phải của sổ này; hãy hỏi nơi cấp và so với bản khác." "This paper proves nothing. It may be altered, incomplete, or of another ledger; ask who issued it and compare with another copy.";
    receipt_proved() "Đã chứng minh:" "Proved:";
    receipt_signer(key) "đúng nội dung trên, từng chữ, do khoá {key} ký" "these very words were signed by key {key}";
    receipt_place(seq, origin, size) "là bút toán {seq} của sổ {origin}, trong mốc {size} bút toán do khoá của sổ ký" "it is entry {seq} of the ledger {origin}, under a head of {size} entries signed by the ledger's key";
    receipt_before(time, names) "có trước {time}; nhân chứng đã ký: {names}" "it existed before {time}; witnesses: {names}";
    receipt_unwitnessed() "chưa có nhân chứng nào ký: người giữ khoá sổ vẫn có thể lập một sổ khác cho người khác xem" "no witness has signed: whoever holds the ledger's key could still show others another ledger";
    receipt_not_proved() "Không chứng minh:" "Not proved:";
    receipt_not_standing() "quyết định còn hiệu lực hay đã bị đính chính, huỷ sau đó: phải xem sổ" "that it still stands: a later entry may correct or annul it; the ledger shows that";
    receipt_not_holder() "ai giữ khoá ấy và khoá ấy có quyền gì vào lúc ký: sổ (hoặc bản xuất) cho biết" "who holds that key and what it was entitled to then: the ledger (or an export) shows that";
    receipt_no_keys() "chưa nêu khoá nào của sổ để kiểm tra" "no key of the ledger to check with";
    receipt_no_keys_advice() "Nêu --policy TỆP hoặc --vkey; nơi giữ sổ in ra bằng sovang checkpoint policy" "Give --policy FILE or --vkey; the office prints it with sovang checkpoint policy";
    receipt_no_head(seq) "bút toán {seq} chưa nằm trong mốc nào đã ký" "entry {seq} is under no signed head yet";
    receipt_no_head_advice() "Ký mốc trước: sovang checkpoint sign" "Sign the head first: sovang checkpoint sign";
    receipt_damaged() "bảng nút hoặc mốc trong tệp sổ không khớp với bút toán" "the nodes or the checkpoint in the file do not agree with the entry";
    receipt_damaged_advice() "Chạy sovang verify; lập lại bảng nút bằng sovang recover nodes" "Run sovang verify; rebuild the nodes with sovang recover nodes";
    qr_too_large(reason) "không vừa một mã QR ({reason})" "it does not fit a QR code ({reason})";
    qr_too_large_advice() "Thêm --bare: mã QR không chứa bút toán; hoặc đưa tệp .tlog-proof" "Add --bare: the code without the entry; or hand out the .tlog-proof file";
    qr_kind(path) "{path}: mã QR là tệp .png, .svg, hoặc -" "{path}: a QR code is a .png or .svg file, or -";
    unproven_malformed(reason) "không phải biên nhận nguyên vẹn ({reason})" "not an intact receipt ({reason})";
    unproven_no_entry() "biên nhận này không chứa bút toán: nêu --entry TỆP" "this receipt does not carry its entry: give --entry FILE";
    unproven_entry(reason) "bút toán không đúng: {reason}" "the entry is not right: {reason}";
    unproven_key() "không khoá nào đã biết của sổ ký mốc này" "no known key of the ledger signed this head";
    unproven_origin(origin) "biên nhận của sổ khác: {origin}" "the receipt is of another ledger: {origin}";
    unproven_signature(reason) "chữ ký trên mốc không đúng: {reason}" "a signature on the head is wrong: {reason}";
    unproven_inclusion(reason) "bút toán không nằm trong mốc này ở vị trí ấy: {reason}" "the entry is not under this head at that place: {reason}";
    unproven_quorum() "chưa đủ nhân chứng ký theo quy định" "not enough witnesses signed for the policy";
    // Comparing.
    compare_same(n) "GIỐNG NHAU: cùng {n} bút toán" "THE SAME: {n} entries";
    compare_extends(long, short, small, large) "NỐI TIẾP: {long} ({large} bút toán) giữ nguyên {small} bút toán của {short} rồi ghi thêm" "EXTENDS: {long} ({large} entries) keeps the {small} entries of {short} and goes on";
    compare_fork(size) "HAI LỊCH SỬ KHÁC NHAU: {size} bút toán đầu không giống nhau" "TWO HISTORIES: the first {size} entries are not the same";
    compare_fork_at(seq) "HAI LỊCH SỬ KHÁC NHAU, từ bút toán {seq}" "TWO HISTORIES, from entry {seq} on";
    compare_fork_evidence() "Giữ cả hai bên làm chứng cứ: cùng một sổ không thể có cả hai." "Keep both sides as evidence: one ledger cannot have both.";
    compare_unrelated() "KHÁC SỔ: hai bên không cùng một sổ" "ANOTHER LEDGER: the two are not of one ledger";
    compare_undecided() "chưa đủ căn cứ: một mốc lớn hơn những gì bên kia có" "not decided: one head covers more than the other side has";
    compare_undecided_advice() "Đem theo sổ hoặc bản xuất của bên dài hơn" "Bring the ledger or an export of the longer side";
    compare_side(what, size, root) "{what}: {size} bút toán, gốc {root}" "{what}: {size} entries, root {root}";
    compare_side_unsound(what, size, root) "{what}: {size} bút toán, gốc {root}; tự nó KHÔNG hợp lệ, xem sovang verify" "{what}: {size} entries, root {root}; it does NOT verify by itself, see sovang verify";
    compare_side_short(what, size) "{what}: {size} bút toán" "{what}: {size} entries";
    // Checkpoints and witnesses.
    head_line(origin, size, root, short) "Sổ {origin}, {size} bút toán\nGốc {root}\nĐọc bằng mắt: {short}" "Ledger {origin}, {size} entries\nRoot {root}\nFor eyes: {short}";
    head_none() "sổ chưa ký mốc nào" "the log has signed no head yet";
    witness_ahead(size) "nhân chứng đã ký đến {size} bút toán, nhiều hơn sổ này đang có" "the witness has cosigned {size} entries, more than this ledger has";
    witness_unknown(name) "quy định nhân chứng của sổ không có «{name}»" "the ledger's witness policy has no «{name}»";
    witness_no_url(name) "quy định không nêu địa chỉ của {name}" "the policy names no address of {name}";
    no_witnesses() "sổ chưa có quy định nhân chứng" "the ledger has no witness policy yet";
    no_witnesses_advice() "Chủ tịch ghi ledger.witnesses_set, xem sovang schema ledger.witnesses_set" "The chairman records ledger.witnesses_set, see sovang schema ledger.witnesses_set";
    no_cosignature() "không có chữ ký đúng nào của nhân chứng của sổ" "no right cosignature by a witness of this ledger";
    no_cosignature_advice() "Gửi bằng tệp: sovang checkpoint request, nhận về bằng sovang checkpoint add" "Send it as a file: sovang checkpoint request; take the answer with sovang checkpoint add";
    cosigned(name, size) "{name}: đã ký mốc {size} bút toán" "{name}: cosigned the head of {size} entries";
    not_cosigned(name, reason) "{name}: CHƯA ký ({reason})" "{name}: did NOT cosign ({reason})";
    tree_broken(reason) "cây của sổ: {reason}" "the ledger's tree: {reason}";
    net_failed(reason) "không nhận được trả lời: {reason}" "no answer: {reason}";
    net_failed_advice() "Kiểm tra mạng và địa chỉ; không có mạng thì gửi bằng tệp" "Check network and address; without a network, send files";
    witness_failed(reason) "nhân chứng không làm việc được: {reason}" "the witness cannot work: {reason}";
    witness_serves(name, address) "Nhân chứng {name} nghe ở http://{address}" "Witness {name} listens on http://{address}";
    witness_refuses(status, reason) "KHÔNG KÝ [{status}]: {reason}" "NOT COSIGNED [{status}]: {reason}";
    witness_watches(origin, size, root, time) "{origin}: đã ký mốc {size} bút toán (gốc {root}) lúc {time}" "{origin}: cosigned {size} entries (root {root}) at {time}";
    witness_evidence(origin, time, reason) "MÂU THUẪN: {origin}, lúc {time}, đưa mốc không nối tiếp mốc đã ký ({reason}). Giữ làm chứng cứ:" "CONTRADICTION: {origin} at {time} brought a head that does not extend the one cosigned ({reason}). Keep as evidence:";
    // Publication and recovery.
    published(folder, before, size, files) "Đã công bố vào {folder}: từ {before} đến {size} bút toán, {files} tệp mới" "Published in {folder}: from {before} to {size} entries, {files} new files";
    publish_not_a_folder(path) "{path} là liên kết hoặc tệp, không phải thư mục của bản công bố" "{path} is a link or a file, not a folder of the publication";
    publish_not_a_folder_advice() "Ai đó đã đặt nó ở đó: kiểm tra rồi xoá, hoặc công bố vào thư mục khác" "Somebody put it there: look at it and remove it, or publish into another folder";
    publish_other(folder) "{folder} đang công bố sổ khác, hoặc một lịch sử khác của sổ này" "{folder} holds another ledger, or another history of this one";
    followed(path, before, size, root) "{path}: từ {before} đến {size} bút toán, gốc {root}, đã kiểm tra" "{path}: from {before} to {size} entries, root {root}, verified";
    not_followed(code) "KHÔNG THEO ĐƯỢC [{code}]" "NOT FOLLOWED [{code}]";
    not_followed_meaning() "Nơi công bố đưa ra dữ liệu không nối tiếp bản sao này, hoặc không đúng chữ ký. Bản sao giữ nguyên; hãy giữ nó làm chứng cứ." "What is published does not continue this copy, or is not rightly signed. The copy is unchanged; keep it as evidence.";
    follow_missing(name) "nơi công bố thiếu {name}" "{name} is missing where it should be published";
    follow_advice() "Nêu bản sao bằng -l TỆP và kiểm tra địa chỉ công bố" "Name the copy with -l FILE and check the address";
    recover_no_entries(what) "{what} không chứa các bút toán" "{what} holds no entries";
    recover_other(what) "{what} không nối tiếp sổ này: hai lịch sử khác nhau, hoặc sổ khác" "{what} does not extend this ledger: two histories, or another ledger";
    recovered(n, seq, hash) "Đã lấy lại {n} bút toán; sổ đến bút toán {seq}, mã băm {hash}" "{n} entries recovered; the ledger stands at entry {seq}, hash {hash}";
    recover_nothing() "không biết mốc nào đã mất" "no lost head is known";
    recover_nothing_advice() "Nêu --lost: mốc, biên nhận hoặc báo cáo mới nhất còn giữ" "Give --lost: the newest checkpoint, receipt or report that is left";
    recover_not_declared() "sổ này không khai việc khôi phục nào làm mất những gì máy này đã xác minh" "this ledger declares no restoration that lost what was verified here";
    recover_accepted(seq) "Đã chấp nhận việc khôi phục; máy này ghi nhớ sổ đến bút toán {seq}" "The restoration is accepted; this computer remembers the ledger up to entry {seq}";
    nodes_rebuilt(n) "Đã lập lại {n} nút từ các bút toán" "{n} nodes rebuilt from the entries";
    // Lists.
    nothing_found() "Không có." "None.";
    columns_log() "Mục|Ghi lúc|Ngày hiệu lực|Sự kiện|Hồ sơ|Người ký" "Entry|Recorded|Took effect|Event|Subject|Author";
    columns_award() "Quyết định|Ngày|Dòng|Đối tượng|Loại|Hình thức|Tiền thưởng|Đã chi|Tình trạng" "Decision|Date|Line|Recipient|Kind|Form|Amount|Paid|Status";
    columns_petition() "Đơn|Nhận ngày|Loại|Số đơn|Tình trạng|Hạn|Nội dung" "Petition|Received|Kind|Letters|Status|Due|Summary";
    columns_vault() "Mã cam kết|Bút toán|Tình trạng|Đã mở ở" "Commitment|Entry|Status|Opened by";
    columns_attachment() "Mã băm|Bút toán|Tên|Tình trạng" "Hash|Entry|Name|Status";
    columns_key() "Khoá|Người giữ|Vai trò|Tình trạng" "Key|Holder|Roles|Status";
    columns_fund() "Mục|Phân bổ còn lại|Cam kết chưa chi|Đã chi" "Category|Free|Committed|Spent";
    columns_schema() "Loại|Phiên bản|Hồ sơ|Tên" "Type|Version|Subject|Title";
    columns_policy() "Phiên bản|Hiệu lực từ|Biết từ|Tên" "Version|In force from|Known from|Title";
    fund_year(year) "Quỹ thi đua, khen thưởng năm {year}" "The emulation and commendation fund of {year}";
    fund_total(income, unallocated, balance) "Nguồn: {income} · Chưa phân bổ: {unallocated} · Số dư: {balance}" "Received: {income} · Not allocated: {unallocated} · Balance: {balance}";
    fund_closed_on(date) "Đã khoá ngày {date}" "Closed on {date}";
    status_signed() "đã ký" "signed";
    status_numbered() "đã cấp số" "numbered";
    status_annulled() "đã huỷ" "annulled";
    status_unpaid() "chưa chi" "unpaid";
    status_paid() "đã chi" "paid";
    status_presented() "đã trao" "presented";
    // Entries.
    entry_heading(seq, title) "Bút toán {seq} · {title}" "Entry {seq} · {title}";
    entry_signed(holder, at) "Người ký: {holder}, lúc {at}" "Signed by {holder} at {at}";
    entry_recorded(recorded, on) "Ghi sổ: {recorded} · Ngày hiệu lực: {on}" "Recorded: {recorded} · Took effect: {on}";
    entry_subject(subject) "Hồ sơ: {subject}" "Subject: {subject}";
    entry_hash(hash) "Mã băm: {hash}" "Hash: {hash}";
    reconstructed_mark(source) "TÁI DỰNG từ: {source}" "RECONSTRUCTED from: {source}";
    // Replay.
    replay_at(seq, date) "Sổ như lúc có {seq} bút toán (ghi đến {date})" "The ledger as it stood at entry {seq} (recorded up to {date})";
    replay_as_of(date) "Sổ tính đến {date}" "The ledger as of {date}";
    replay_in_force(date) "có hiệu lực đến {date}" "in force on {date}";
    replay_known(date) "đã biết đến {date}" "known on {date}";
    replay_figure() "Chỉ tiêu" "Figure";
    replay_value() "Giá trị" "Value";
    replay_entries() "Bút toán" "Entries";
    replay_decisions() "Quyết định đã phát hành" "Decisions issued";
    replay_awards() "Lượt khen đang có hiệu lực" "Awards standing";
    replay_spent() "Đã chi (mọi năm)" "Spent (all years)";
    replay_balance() "Số dư Quỹ (mọi năm)" "Fund balance (all years)";
    replay_petitions() "Đơn thư đang xử lý" "Petitions open";
    // Changes and reasons.
    columns_change() "Chỉ tiêu|Trước|Sau|Thay đổi" "Figure|Before|After|Change";
    diff_heading(period, a, b) "Kỳ {period}: từ bút toán {a} đến bút toán {b}" "Period {period}: from entry {a} to entry {b}";
    diff_nothing() "Không chỉ tiêu nào đổi." "No figure changed.";
    steps_heading(period, a, b) "Kỳ {period}, từng bút toán {a}–{b}" "Period {period}, entry by entry {a}–{b}";
    steps_none() "(không đổi chỉ tiêu nào)" "(no figure changes)";
    bad_moment(text) "«{text}» không phải số bút toán hay ngày" "«{text}» is neither an entry nor a date";
    bad_moment_advice() "Ví dụ: sovang diff 40 56, hoặc sovang diff 2024-06-30 2024-12-31" "For example: sovang diff 40 56, or sovang diff 2024-06-30 2024-12-31";
    unknown_figure(code) "không có chỉ tiêu «{code}»" "there is no figure «{code}»";
    unknown_figure_advice() "Xem mã của các chỉ tiêu bằng sovang report half-year KỲ --explain" "See the figures' codes with sovang report half-year PERIOD --explain";
    why_counted() "Được tính:" "Counted:";
    why_behind() "Dựa trên:" "Resting on:";
    why_derived() "Mức tiền theo chính sách:" "Amounts by the policy:";
    why_line(decision, line, coefficient, factor, base, amount) "{decision}, dòng {line}: {coefficient} × {factor} × {base} → {amount}" "{decision}, line {line}: {coefficient} × {factor} × {base} → {amount}";
    why_policy(policy, seq) "theo {policy} (bút toán {seq})" "by {policy} (entry {seq})";
    why_variance(amount) "nhưng quyết định ghi {amount}" "but the decision says {amount}";
    // What is due.
    due_heading(date) "Việc đến hạn, xem ngày {date}" "What is due, as of {date}";
    due_nothing() "Không có thời hạn nào đang chạy." "No term is running.";
    due_no_term() "chính sách không nêu thời hạn" "the policy names no term";
    columns_due() "Hồ sơ|Việc|Tính từ|Hạn|Tình trạng|Theo" "Subject|What|From|Until|Standing|By";
    due_overdue(days) "QUÁ HẠN {days} ngày" "OVERDUE by {days} days";
    due_soon(days) "sắp đến hạn: còn {days} ngày" "soon: {days} days left";
    due_later(days) "còn {days} ngày" "{days} days left";
    due_unknown() "không tính được" "cannot be told";
    policy_calendars(years) "Lịch làm việc: {years}" "Calendars of working days: {years}";
    policy_no_calendar() "Chưa có lịch làm việc của năm nào: sovang policy presets" "No calendar of working days yet: sovang policy presets";
    due_no_preset(name) "Thời hạn theo ngày làm việc cần lịch của năm (ngày nghỉ lễ, ngày làm bù), chưa có {name} mẫu: sửa từ sovang policy presets lich-2026, rồi sovang policy adopt --file" "Terms in working days need the year's calendar (holidays, days worked instead); there is no {name} to start from: edit sovang policy presets lich-2026, then sovang policy adopt --file";
    due_no_calendar(name) "Thời hạn theo ngày làm việc cần lịch của năm (ngày nghỉ lễ, ngày làm bù): sovang policy adopt {name} -k chu-tich.pem" "Terms in working days need the year's calendar (holidays, days worked instead): sovang policy adopt {name} -k chu-tich.pem";
    // Handover.
    handover_open(name) "{name} chưa khoá sổ" "{name} is not closed yet";
    handover_open_advice() "Chủ tịch đơn vị cũ khoá sổ trước: sovang handover close" "The old unit's chairman closes it first: sovang handover close";
    handover_ledger(name, unit, entries, verdict) "{name}: {unit}, {entries} bút toán: {verdict}" "{name}: {unit}, {entries} entries: {verdict}";
    handover_binds(name, seq, here) "{name} khoá ở bút toán {seq}, đúng như bút toán {here} của sổ mới đã nhận." "{name} was closed by entry {seq}, just as entry {here} of the new ledger took it over.";
    handover_differs(name, seq) "{name}: bút toán {seq} KHÔNG phải bút toán khoá sổ mà sổ mới đã nhận." "{name}: entry {seq} is NOT the closing entry that the new ledger took over.";
    handover_missing(unit, ledger) "THIẾU sổ của {unit} ({ledger}), đã nhận bàn giao." "The ledger of {unit} ({ledger}), taken over, is MISSING.";
    handover_not_named(name) "{name} KHÔNG được sổ mới nhận bàn giao." "{name} was NOT taken over by the new ledger.";
    // Bundles.
    bundle_whole(unit, total) "Gói này chứa toàn bộ sổ của {unit}: {total} bút toán." "This bundle carries the whole ledger of {unit}: {total} entries.";
    bundle_part(unit, count, left, total) "Gói này chứa {count} trong {total} bút toán của sổ {unit}, mỗi bút toán có chứng minh nằm trong sổ; {left} bút toán còn lại không có ở đây, kể cả những bút toán có thể đính chính hoặc huỷ điều nêu trong gói." "This bundle carries {count} of the {total} entries of the ledger of {unit}, each proved to be in it; the other {left} are left out, those included that may correct or annul what is shown here.";
    bundle_documents(n) "Kèm {n} tài liệu." "With {n} document(s).";
    bundle_made(file) "Đã lập {file}: mở bằng trình duyệt, không cần mạng; hoặc sovang bundle check" "Made {file}: open it in a browser, without a network; or sovang bundle check";
    bundle_yes() "GÓI ĐÚNG" "THE BUNDLE HOLDS";
    bundle_no() "GÓI KHÔNG ĐÚNG" "THE BUNDLE DOES NOT HOLD";
    bundle_item(name, seq) "{name}: đúng (bút toán {seq})" "{name}: holds (entry {seq})";
    bundle_upto(name, seq) "{name}: đúng (đến bút toán {seq})" "{name}: holds (up to entry {seq})";
    bundle_unnamed() "không bút toán nào đã kiểm tra ở đây nêu tài liệu này" "no entry verified here names it";
    bundle_item_no(name, reason) "{name}: KHÔNG đúng ({reason})" "{name}: does NOT hold ({reason})";
    bundle_own_keys() "Khoá đi kèm gói: chỉ chứng tỏ gói không tự mâu thuẫn. Nêu --policy lấy từ nơi bạn tin." "Checked with the bundle's own keys: it only shows that the bundle does not contradict itself. Give --policy from a source you trust.";
    // Audit.
    audit_info() "để biết" "note";
    audit_warning() "PHẢI GIẢI TRÌNH" "TO EXPLAIN";
    audit_nothing() "Không có phát hiện nào." "No findings.";
    audit_heading(warnings, notes) "{warnings} điều phải giải trình, {notes} điều để biết" "{warnings} to explain, {notes} notes";
    audit_entries(entries) "Bút toán: {entries}" "Entries: {entries}";
    audit_refused() "Không thể có trong sổ đúng quy tắc, vì bị từ chối ngay khi ghi (sovang explain MÃ); sổ nào có thì verify chỉ ra:" "Cannot stand in a lawful ledger, because it is refused when recorded (sovang explain CODE); verify finds it where it does:";
    audit_list_advice() "Xem các quy tắc bằng sovang audit --list" "See the rules with sovang audit --list";
    // Reconcile.
    reconcile_heading(published) "Đối chiếu số liệu công bố với sổ\n{published}" "Published figures against the ledger\n{published}";
    reconcile_columns() "Chỉ tiêu|Công bố|Trong sổ|Chênh lệch|Kết luận|Bút toán" "Figure|Published|Ledger|Difference|Verdict|Entries";
    reconcile_agrees() "khớp" "agrees";
    reconcile_differs() "KHÔNG KHỚP" "DIFFERS";
    reconcile_not_reported() "sổ chưa ghi nhận" "not in the ledger";
    reconcile_sums() "Số liệu công bố tự đối chiếu: tổng với các phần" "The claims against each other: totals and parts";
    reconcile_sum(label, claimed, sum, verdict) "{label}\n    công bố {claimed}, cộng các phần được {sum}: {verdict}" "{label}\n    published {claimed}, parts make {sum}: {verdict}";
    reconcile_unexplained(n) "CHÊNH {n}, không giải trình được" "OFF BY {n}, unexplained";
    reconcile_checks(n, found) "Công bố tự kiểm tra ({n} phép: tỷ lệ, cùng một việc, số và ngày văn bản, số tiền): {found} chỗ không khớp" "The publication against itself ({n} checks of percentages, repeated facts, numbers and dates, amounts): {found} do not agree";
    contradiction_percentage(what) "tỷ lệ không đúng với số gốc, {what}" "a percentage is not that of its base, {what}";
    contradiction_same(what) "một việc nêu nhiều số, {what}" "one fact, several values, {what}";
    contradiction_order(what) "số sau có ngày trước, {what}" "a higher number with an earlier date, {what}";
    contradiction_unreadable() "số tiền không đọc được" "an amount that cannot be read";
    contradiction_words() "số tiền bằng chữ khác bằng số" "an amount's words say another";
    contradiction_expected(expected) " (tính ra {expected})" " (it would be {expected})";
    explain_heading(label, amount, most) "Phép tính, KHÔNG phải kết luận: các mức thưởng của kỳ cộng thành {amount} ({label}) bằng cách nào, nhiều nhất {most} lượt" "Arithmetic, NOT a finding: how rates of the period would make {amount} ({label}), with at most {most} awards";
    explain_way(sum) "có thể là {sum}" "might be {sum}";
    explain_none() "không cách nào: số này không thể chỉ gồm các mức thưởng đúng quy định" "in no way: this cannot consist of lawful rates alone";
    reconcile_all_agree() "Mọi số liệu đều khớp." "Everything agrees.";
    reconcile_summary(n, sums) "{n} chỉ tiêu không khớp với sổ, {sums} tổng không khớp với các phần. Phần chênh lệch không giải trình được:" "{n} figures differ from the ledger, {sums} totals from their parts. Unexplained:";
    // Other.
    backed_up(path, seq) "Đã sao lưu vào {path}, đến bút toán {seq}" "Backed up to {path}, up to entry {seq}";
    demo_made(path, entries) "Đã dựng sổ minh hoạ {path}: {entries} bút toán, có chữ ký, tái dựng từ báo cáo 6 tháng đầu năm 2024" "Built {path}: {entries} signed entries, reconstructed from the report of the first half of 2024";
    demo_keys(dir, passphrase) "Khoá minh hoạ (không dùng thật) ở {dir}, mật khẩu «{passphrase}»" "Demonstration keys (never for real use) in {dir}, passphrase «{passphrase}»";
    demo_step(title) "── {title}" "── {title}";
    demo_build() "1. Dựng sổ" "1. Build the ledger";
    demo_verify() "2. Xác minh từng byte" "2. Verify every byte";
    demo_report() "3. Báo cáo sinh ra từ sổ" "3. The report that follows from it";
    demo_reconcile() "4. Báo cáo đã công bố không giải trình được gì" "4. What the published report cannot account for";
    demo_next(path) "Thử tiếp: sovang -l {path} log" "Go on: sovang -l {path} log";
    policy_unverified() "chưa đối chiếu" "unverified";
}
