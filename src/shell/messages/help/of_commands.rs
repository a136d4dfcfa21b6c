//! What the commands and the options that all of them take say of themselves, in English.

/// Vietnamese as it stands at each command, and English.
pub const COMMANDS: &[[&str; 2]] = &[
    [
        "Khóa của sổ đã hết hiệu lực, theo thư của Chủ tịch: không ký cho nữa, dù tệp còn nêu (nêu nhiều lần)",
        "A log's key that ended, by the chairman's letter: signed for no more, though the file names it (may be repeated)",
    ],
    [
        "Năm; kỳ khác cũng được, đặt cạnh kỳ ấy của năm trước",
        "A year; another period will do, beside the same of the year before",
    ],
    [
        "Báo cáo tiếp công dân, xử lý đơn, giải quyết khiếu nại, tố cáo: kỳ tính theo quy định của ngành Thanh tra",
        "The report on reception and petitions: its period is cut as the inspection sector asks",
    ],
    ["Giải trình một điều mà kiểm tra nêu ra", "Explain something that the audit found"],
    [
        "Thử một bản sao lưu: chép sang bên, xác minh, nêu những gì còn thiếu",
        "Try a backup: copy it aside, verify it, say what it lacks",
    ],
    ["Phiên bản (mặc định: mới nhất)", "The version (default: the newest)"],
    [
        "Sổ vàng khen thưởng: sổ cái có chữ ký, xác minh được, của quyết định khen thưởng, Quỹ và đơn thư",
        "The golden book: a signed, verifiable ledger of award decisions, the award fund and petitions",
    ],
    [
        "Tệp sổ (mặc định: tệp *.sovang duy nhất trong thư mục)",
        "The ledger's file (default: the only *.sovang file in the folder)",
    ],
    ["Ngôn ngữ: vi hoặc en", "Language: vi or en"],
    ["In kết quả dạng JSON", "Print the answer as JSON"],
    [
        "Ghi kết quả ra tệp mới thay vì in ra (không ghi đè; đúng từng byte, dù trên PowerShell)",
        "Write the answer to a new file instead (nothing is overwritten; byte by byte, on PowerShell too)",
    ],
    [
        "Giữ chữ đúng như đã gõ dù trông như hỏng phông (tên nước ngoài)",
        "Keep letters as typed even if they look broken (foreign names)",
    ],
    ["Mở sổ mới cho đơn vị", "Begin a unit's ledger"],
    ["Khóa: lập, xem, ghi nhận, thu hồi", "Keys: make, show, enrol, revoke"],
    ["Chính sách: mức thưởng, lương cơ sở, thẩm quyền, thời hạn", "Policies: rates, base salary, authority, terms"],
    ["Ghi một sự kiện: ký và thêm vào sổ", "Record an event: sign and append it"],
    ["Nhập nhiều dòng từ .xlsx, .ods, .csv, .jsonl", "Import many rows from .xlsx, .ods, .csv, .jsonl"],
    [
        "Tệp .xlsx, .ods, .csv hoặc .jsonl; đề nghị khen thưởng thì nhiều tệp cũng được",
        "The .xlsx, .ods, .csv or .jsonl file; of nominations several",
    ],
    [
        "Viết tệp mẫu để điền cho loại ấy (de-nghi, fund.contributed …) ra TỆP .xlsx hoặc .csv; không nêu TỆP thì ra cả hai",
        "Write a sheet to fill in for that type (nomination.submitted, fund.contributed …) into FILE, .xlsx or .csv; into both without a FILE",
    ],
    [
        "Loại sự kiện của mọi dòng, nếu không phải đề nghị khen thưởng và không có cột type",
        "The event type of all rows, if they are no nominations and there is no column type",
    ],
    [
        "Chỉ đọc trang này (mặc định: mọi trang không ẩn có tiêu đề hiểu được)",
        "Read this sheet only (default: every sheet that is not hidden and has headings that are understood)",
    ],
    [
        "Một cột là gì: \"Diện=kind\"; \"Diện=\" là không nhập (nêu nhiều lần)",
        "What a column is: \"HEADING=kind\"; \"HEADING=\" is not imported (may be repeated)",
    ],
    [
        "Viết bản kèm cột «Lỗi» ra tệp mới này, nếu có lỗi",
        "Write a copy with a column «Lỗi» into this new file, if anything is wrong",
    ],
    ["Chỉ kiểm tra và cho xem sẽ ghi gì; không ghi", "Only check, and show what would be recorded; record nothing"],
    [
        "Đề nghị: đối tượng của mọi dòng, nếu bảng không có cột ấy",
        "Nominations: the kind of recipient of all rows, if the sheet has no such column",
    ],
    ["Đề nghị: hình thức của mọi dòng", "Nominations: the form of all rows"],
    ["Đề nghị: loại hình của mọi dòng", "Nominations: the type of award of all rows"],
    [
        "Đề nghị: danh hiệu của mọi dòng xét cho năm nào, hoặc từ ngày đến ngày",
        "Nominations: the year that titles of all rows are considered for, or from a day to a day",
    ],
    ["Đề nghị: thành tích của mọi dòng", "Nominations: the merit of all rows"],
    ["Đề nghị khen một người, tập thể, hộ", "Nominate a person, collective or household"],
    ["Kết quả phiên họp Hội đồng", "Results of a session of the council"],
    ["Xem và ký tập trình ký", "Look through the signing folder and sign"],
    ["Cấp số và phát hành quyết định", "Number and issue a decision"],
    ["Chi thưởng theo quyết định", "Pay the awards of a decision"],
    ["Trao khen thưởng", "Present awards"],
    ["Bàn làm việc: việc đang chờ, thời hạn", "The desk: what waits, terms"],
    ["Tìm mọi thứ", "Find anything"],
    ["Dự thảo: những gì đã gõ dở, trang chờ ký", "Drafts: what was begun, pages to be signed"],
    ["Thu vào Quỹ", "Money into the fund"],
    ["Phân bổ Quỹ", "Allocate the fund"],
    ["Mua khung, in giấy khen", "Buy frames, print certificates"],
    ["Chi tổ chức thực hiện", "Pay for organising"],
    ["Khóa Quỹ năm cũ, mở năm mới", "Close the fund's year, open the next"],
    ["Phong trào: phát động, sơ kết, tổng kết", "Movements: launch, interim review, final review"],
    ["Chỉ tiêu thi đua: đăng ký, báo kết quả", "Targets: register, report results"],
    ["Có gì sai: tìm cách sửa đúng luật", "Something is wrong: find the lawful way to mend it"],
    ["Bỏ ghi một mục ghi nhầm, ghi trùng", "Take back an entry recorded by mistake or twice"],
    ["Đính chính quyết định đã phát hành", "Correct an issued decision"],
    ["Hủy quyết định, hoặc vài dòng của quyết định", "Annul a decision, or lines of it"],
    ["Thu lại tiền đã chi", "Take back money that was paid"],
    ["Khóa lại mọi khóa đang mở", "Lock all keys that are open"],
    ["Giữ một khóa đang mở (phần mềm tự gọi)", "Holds a key open (called by the program itself)"],
    [
        "Ký một sự kiện ra tệp mà không ghi (nửa đầu của record)",
        "Sign an event into a file without recording it (the first half of record)",
    ],
    [
        "Ghi sự kiện đã ký ở nơi khác (nửa sau của record)",
        "Record an event signed elsewhere (the second half of record)",
    ],
    ["Liệt kê mục", "List entries"],
    ["Xem một mục, hoặc toàn bộ diễn biến một hồ sơ", "Show an entry, or anything that has a name"],
    ["Các lượt khen thưởng hiện có", "The awards there are"],
    ["Mọi điều sổ ghi về một người, tập thể, hộ", "All that the ledger says of a person, collective or household"],
    [
        "Mức thưởng nào sẽ khác theo những gì biết đến nay; không thay đổi gì",
        "Which amounts would differ by what is known now; changes nothing",
    ],
    ["Quỹ thi đua, khen thưởng hiện có", "The fund as it stands"],
    [
        "Đơn thư: danh sách, nhận đơn mới, việc tiếp theo của một đơn",
        "Petitions: list, receive a new one, what comes next for one",
    ],
    ["Việc đến hạn, sắp đến hạn, quá hạn", "What is due, soon due, overdue"],
    ["Lập báo cáo từ sổ", "Make a report from the ledger"],
    [
        "Vì sao có con số này: mục, hồ sơ và chính sách tạo nên nó",
        "Why a figure is what it is: its entries, subjects and policy",
    ],
    ["Xem sổ như vào một ngày, hoặc đến một mục", "The ledger as of a day, or up to an entry"],
    [
        "So hai thời điểm của sổ: chỉ tiêu nào đổi, đổi bao nhiêu",
        "Compare two moments of the ledger: which figures changed, by how much",
    ],
    [
        "Xác minh toàn bộ sổ: từng byte, chữ ký, thứ tự, quy tắc",
        "Verify the whole ledger: every byte, signature, order, rule",
    ],
    ["Những điều thanh tra thường hỏi về một sổ đã hợp lệ", "What inspectors ask of a ledger that is valid"],
    ["Đối chiếu số liệu đã công bố với sổ", "Reconcile published figures with the ledger"],
    [
        "So hai bản của sổ, hoặc sổ với mốc, biên nhận, báo cáo",
        "Compare two copies, or a ledger with a head, receipt or report",
    ],
    ["Biên nhận: lập, kiểm tra không cần sổ", "Receipts: make, check without the ledger"],
    ["Tài liệu đính kèm cạnh sổ: cất, liệt kê, lấy ra", "Papers beside the ledger: keep, list, take out"],
    ["Giá trị niêm phong: ai được đọc, mở, xóa, sao lưu kho", "Sealed values: who may read, open, erase, back up"],
    ["Khôi phục sổ bị cắt hoặc quay về bản cũ", "Recover a ledger that was cut or replaced by an old copy"],
    [
        "Bàn giao khi sáp nhập, giải thể: khóa sổ cũ, nhận vào sổ mới, xác minh cùng nhau",
        "Handover when units merge or end: close the old, take over into the new, verify together",
    ],
    ["Công bố sổ thành các tệp tĩnh", "Publish the ledger as static files"],
    ["Theo dõi một sổ đã công bố: chép về, kiểm tra phần mới", "Follow a published ledger: copy it, check what is new"],
    ["Làm nhân chứng cho sổ của các đơn vị khác", "Witness the ledgers of other units"],
    ["In trang kiểm tra HTML, dùng không cần mạng", "Print the HTML page that checks, without a network"],
    ["Xuất mọi mục, mỗi dòng một mục chính tắc", "Export all entries, one canonical entry a line"],
    ["Gói cho thanh tra: một tệp HTML tự kiểm tra được", "A bundle for inspectors: one HTML file that checks itself"],
    ["Sao lưu sổ đang dùng", "Back up a ledger in use"],
    ["Lược đồ các loại sự kiện", "The schemas of the event types"],
    ["Giải thích một mã từ chối hoặc mã lỗi xác minh", "Explain a code of refusal or verification"],
    [
        "Dựng sổ minh họa từ báo cáo thật 6 tháng đầu năm 2024 của xã Hồ Sơn",
        "Make the demonstration from the real half-year report of «Hồ Sơn», 2024",
    ],
    ["Sinh lệnh gợi ý cho shell", "Print completions for a shell"],
    [
        "Tệp khóa .pem để ký (có thể nêu nhiều lần khi nhập hàng loạt)",
        "The .pem key file that signs (may be repeated for imports)",
    ],
    [
        "Ký bằng khóa trong ssh-agent (nêu phần đầu khóa công khai nếu có nhiều)",
        "Sign by a key of the ssh-agent (the beginning of the public key, if it has several)",
    ],
    [
        "Đọc mật khẩu từ bộ mô tả tệp số N (hoặc đặt SOVANG_PASSPHRASE; nếu không, phần mềm sẽ hỏi)",
        "Read the passphrase from file descriptor N (or set SOVANG_PASSPHRASE; otherwise it is asked for)",
    ],
    [
        "Tệp khóa của sổ, để ký mốc (mặc định: tìm cạnh tệp sổ, hoặc trong ssh-agent)",
        "The log's key file, which signs heads (default: beside the ledger, or in the ssh-agent)",
    ],
    ["Không ký mốc lần này (ký sau bằng checkpoint sign)", "Sign no head this time (later: checkpoint sign)"],
    ["Mục, hoặc ngày (những gì đã ghi đến hết ngày ấy)", "An entry, or a day (what had been recorded by its end)"],
    ["Mục, hoặc ngày", "An entry, or a day"],
    [
        "Kỳ của các chỉ tiêu (mặc định: năm của mục cuối)",
        "The period of the figures (default: the year of the last entry)",
    ],
    ["Mã chỉ tiêu, như trong report --explain", "The figure's code, as in report --explain"],
    ["Kỳ", "The period"],
    [
        "Tên (không cần dấu; thêm thôn nếu trùng), hoặc một thứ của người ấy: dn7, 03:7",
        "The name (diacritics may be left out; with the village where two share it), or something of theirs: dn7, 03:7",
    ],
    ["Các phiên bản và lịch làm việc đã ban hành trong sổ", "The versions and calendars adopted in the ledger"],
    [
        "Xem phiên bản hiệu lực vào một ngày; giá trị chưa đối chiếu với văn bản gốc được đánh dấu",
        "The version in force on a day; values not compared with the official text are marked",
    ],
    ["Ngày (mặc định: hôm nay)", "A day (default: today)"],
    [
        "Chính sách mẫu và lịch nghỉ lễ mẫu kèm theo phần mềm; nêu tên để in ra, sửa rồi ban hành bằng adopt --file",
        "The shipped policies and calendars; name one to print it, change it and adopt it by adopt --file",
    ],
    ["Tên", "Its name"],
    [
        "Điều gì thay đổi nếu ban hành một chính sách, và hồ sơ đang mở nào bị ảnh hưởng",
        "What would change if a policy were adopted, and which open cases it touches",
    ],
    [
        "Tên chính sách mẫu hoặc chính sách đã ban hành (mặc định: bản mẫu mới nhất kèm phần mềm)",
        "A shipped or adopted policy (default: the newest one shipped)",
    ],
    [
        "Ban hành một phiên bản chính sách, hoặc lịch làm việc của một năm (Chủ tịch ký); nêu trước những gì thay đổi",
        "Adopt a version of the policy, or a year's calendar (signed by the chairman); says first what changes",
    ],
    [
        "Tên chính sách mẫu, lịch mẫu (mặc định: chính sách mẫu mới nhất)",
        "A shipped policy or calendar (default: the newest policy)",
    ],
    ["Tệp chính sách hoặc lịch của đơn vị (JSON)", "The unit's own policy or calendar (JSON)"],
    ["Thư mục công bố", "The folder to publish in"],
    ["Địa chỉ (https://…) hoặc thư mục", "An address (https://…) or a folder"],
    [
        "Khóa kiểm tra của sổ, nếu đã biết từ trước (lần đầu không nêu thì tin khóa ghi trong sổ)",
        "The log's key, if known from before (without it the first time believes the key in the ledger)",
    ],
    ["Lập biên nhận cho một mục hoặc quyết định", "Make a receipt of an entry or a decision"],
    ["Kiểm tra biên nhận, không cần sổ", "Check a receipt, without the ledger"],
    [
        "Mục (m21), hồ sơ như danh sách in ra (03, 03/2024, dt3), hoặc một dòng của quyết định: 03:7, 03:\"Hoàng Thị Đào\"",
        "An entry (m21), a subject as lists print it (03, 03/2024, dt3), or a line of a decision: 03:7, 03:\"Hoàng Thị Đào\"",
    ],
    [
        "Của một dòng: dựa vào chữ ký của người quyết định, thay cho mục phát hành (có số và ngày)",
        "Of a line: rest on the signature of who decided, instead of the issue (which has number and date)",
    ],
    [
        "Mã QR của biên nhận: tệp .png hoặc .svg, hoặc \"-\" để vẽ trên màn hình",
        "A QR code of the receipt: a .png or .svg file, or \"-\" to draw it on the screen",
    ],
    [
        "Mã QR không chứa mục (nhỏ hơn; người kiểm tra cần có mục)",
        "A QR code without the entry (smaller; whoever checks it needs the entry)",
    ],
    [
        "Tệp biên nhận, hoặc chữ đọc được từ mã QR (SV1:…, SV2:…, SV3:…)",
        "The receipt's file, or the text of its QR code (SV1:…, SV2:…, SV3:…)",
    ],
    ["Mục, nếu biên nhận không chứa", "The entry, if the receipt has none"],
    [
        "Khóa kiểm tra của sổ hoặc nhân chứng (tên+mã+khóa), nêu nhiều lần",
        "Keys of the log or of witnesses (name+id+key), may be repeated",
    ],
    [
        "Tệp quy định (tlog-policy): khóa của sổ, nhân chứng, cần bao nhiêu",
        "A policy (tlog-policy): log keys, witnesses, how many are needed",
    ],
    ["Theo những gì biết đến ngày này (mặc định: hôm nay)", "By what was known on this day (default: today)"],
    ["Tệp số liệu công bố", "The file of published figures"],
    [
        "Một số liệu đã công bố: tên hoặc mã chỉ tiêu = số (nêu nhiều lần)",
        "A published figure: its name or code = number (may be repeated)",
    ],
    ["Kỳ của các số liệu ấy", "The period of those figures"],
    [
        "Với số tiền không giải trình được: liệt kê những cách các mức thưởng cộng lại thành đúng số ấy. Chỉ là phép tính, không phải kết luận",
        "For sums not accounted for: list the ways in which rates add up to them. Arithmetic only, no conclusion",
    ],
    ["Nhiều nhất bao nhiêu lượt khen trong một cách", "At most so many awards in one way"],
    [
        "Loại sự kiện, ví dụ fund.disbursed (xem: sovang schema)",
        "The event type, such as fund.disbursed (see sovang schema)",
    ],
    [
        "Hồ sơ: mã, phần đầu hoặc cuối của mã, hay số quyết định; bỏ trống để lập hồ sơ mới",
        "The subject: an id, the beginning or end of one, or the number of a decision; absent for a new one",
    ],
    [
        "Ngày hiệu lực: 2024-06-28 hoặc 28/6/2024 (mặc định: hôm nay)",
        "Date in effect: 2024-06-28 or 28/6/2024 (default: today)",
    ],
    [
        "Một trường của nội dung: amount=2.160.000, lines.0.recipient.name=\"Cá nhân 1\"",
        "A field: amount=2.160.000, lines.0.recipient.name=\"Cá nhân 1\"",
    ],
    [
        "Nội dung từ tệp JSON hoặc TOML (\"-\": đầu vào chuẩn, JSON)",
        "All fields from a JSON or TOML file (\"-\": standard input, JSON)",
    ],
    ["Phiên bản lược đồ (mặc định: mới nhất)", "The schema's version (default: the newest)"],
    [
        "Số sự kiện của hồ sơ mà người ký đã thấy (mặc định: số hiện có)",
        "How many events of the subject the signer has seen (default: as many as there are)",
    ],
    ["Chỉ kiểm tra và cho xem những gì sẽ ký; không ghi", "Only check and show what would be signed; record nothing"],
    [
        "Đồng ý trước với câu «Ghi vào sổ?», chỉ hỏi khi có người ngồi trước máy",
        "Agree beforehand to «Record it?», which is asked only where somebody sits at the terminal",
    ],
    ["Cho phép một ô CSV có nhiều dòng", "Allow cells of several lines"],
    ["Tệp do lệnh presign tạo ra (\"-\": đầu vào chuẩn)", "The file that presign made (\"-\": standard input)"],
    [
        "Lấy phần còn thiếu từ một bản đầy đủ hơn (sổ, bản xuất, thư mục công bố)",
        "Take what is missing from a fuller copy (a ledger, an export, a published folder)",
    ],
    [
        "Phần cuối đã mất hẳn: Chủ tịch khai, sổ đi tiếp dưới tên gốc và khóa mới",
        "The end is lost for good: the chairman declares it, and the ledger goes on under a new origin and key",
    ],
    [
        "Trên máy của người ký khác: chấp nhận việc khôi phục đã được khai trong sổ",
        "On another signer's computer: accept a restoration declared in the ledger",
    ],
    [
        "Bỏ những mốc và chữ ký nhân chứng không đúng, cất sang bên tệp mốc không do sổ ký (sổ ký lại mốc sau)",
        "Drop heads and cosignatures that do not hold, put aside head files that the log did not sign (it signs again later)",
    ],
    [
        "Chép mục từ một tệp cứu được (.dump, .recover) hoặc bị can thiệp sang tệp sổ mới",
        "Copy entries from a rescued (.dump, .recover) or meddled file into a new ledger",
    ],
    ["Lập lại bảng nút của cây từ các mục", "Make the tree's nodes again from the entries"],
    ["Bản đầy đủ hơn", "The fuller copy"],
    ["Tên gốc mới của sổ", "The ledger's new origin"],
    [
        "Khóa mới của sổ, đặt cạnh tệp sổ (lập mới nếu chưa có)",
        "The log's new key, beside the ledger (made if it is not there)",
    ],
    ["Điều đã xảy ra", "What happened"],
    [
        "Mốc mới nhất được biết là đã ký (mặc định: mốc mà máy này còn giữ): mốc, biên nhận, báo cáo",
        "The newest head known to have been signed (default: the one this computer kept): a head, receipt or report",
    ],
    ["Mục khai việc khôi phục", "The entry that declares it"],
    ["Tệp SQLite cứu được", "The rescued SQLite file"],
    ["Tệp sổ mới (không ghi đè)", "The new ledger's file (nothing is overwritten)"],
    ["Chỉ đến mục này: phần sau không còn đúng", "Only up to this entry: what follows does not hold"],
    [
        "Ngày: đặt cạnh nhau những gì có hiệu lực và những gì đã biết đến hết ngày ấy",
        "A day: what had taken effect beside what was known by its end",
    ],
    ["Chỉ theo một trong hai mốc", "By one of the two clocks only"],
    ["Sau mục số N", "After entry N"],
    [
        "Từng bước: mỗi mục làm đổi chỉ tiêu nào của kỳ nêu ở --report (mặc định: năm của mục cuối)",
        "Step by step: which figures of the period of --report each entry changes (default: the year of the last entry)",
    ],
    ["Với --steps: từ mục số N", "With --steps: from entry N on"],
    [
        "In báo cáo kỳ này như sổ khi ấy (kỳ: 2024H1); với --as-of cần thêm --by",
        "Print the report of this period as the ledger was then (such as 2024H1); with --as-of, --by is needed too",
    ],
    [
        "Báo cáo công tác thi đua, khen thưởng 6 tháng (hoặc năm), dạng Markdown hoặc --json",
        "The report on emulation and commendation of a half-year (or year), as Markdown or --json",
    ],
    [
        "Báo cáo năm: số liệu cả năm bên cạnh năm trước",
        "The annual report: the year's figures beside the year's before",
    ],
    [
        "Sổ theo mẫu: tiep-cong-dan (03/TCD), don, so-vang, quy (S07-X), cap-so; số thứ tự chạy trong kỳ, danh tính niêm phong",
        "Statutory registers: tiep-cong-dan (03/TCD), don, so-vang, quy (S07-X), cap-so; numbered within the period, identities sealed",
    ],
    ["Sổ: tiep-cong-dan, don, so-vang, quy, cap-so", "Register: tiep-cong-dan, don, so-vang, quy, cap-so"],
    [
        "Kỳ: 2024, 2024H1, 2024Q3, 2024M05, hoặc 2024-01-15..2024-02-14",
        "Period: 2024, 2024H1, 2024Q3, 2024M05, or 2024-01-15..2024-02-14",
    ],
    ["Dưới mỗi số liệu, nêu các mục tạo ra nó", "Below each figure, the entries that make it"],
    [
        "Mã QR của mốc, để in kèm báo cáo: ghi ra tệp .png hoặc .svg",
        "A QR code of the head, to go with the report: written to a .png or .svg file",
    ],
    [
        "Cắt kỳ như chính sách quy định cho báo cáo này: awards hoặc petitions",
        "Cut the period as the policy says for this report: awards or petitions",
    ],
    ["Lập lại báo cáo như khi sổ có N mục", "Make the report again as when the ledger had N entries"],
    ["Loại sự kiện; bỏ trống để liệt kê", "An event type; absent to list all"],
    ["Mã; bỏ trống để liệt kê mọi quy tắc", "The code; absent to list all rules"],
    ["Mục hoặc hồ sơ, như danh sách in ra", "An entry or a subject, as lists print it"],
    ["Từng mục như đã ký, với mã và mã băm", "Each entry as it was signed, with ids and hashes"],
    [
        "Lập khóa đọc (age) cho một người, mã hóa bằng mật khẩu",
        "Make a person's reading key (age), encrypted by a passphrase",
    ],
    [
        "Quy định ai được đọc giá trị niêm phong (Chủ tịch ký)",
        "Say who may read sealed values (signed by the chairman)",
    ],
    ["Khóa đọc và tên: TỆP.pub=TÊN hoặc age1…=TÊN", "Reading key and name: FILE.pub=NAME or age1…=NAME"],
    [
        "Liệt kê giá trị niêm phong: ở mục nào, còn hay đã xóa, ai đã mở",
        "List sealed values: in which entry, kept or erased, who opened them",
    ],
    [
        "Đọc một giá trị niêm phong; việc đọc được ghi vào sổ trước",
        "Read a sealed value; the reading is recorded first",
    ],
    [
        "Mã cam kết (phần đầu), hoặc số mục có nó",
        "The commitment (its beginning), or the number of the entry that has it",
    ],
    ["Để làm gì", "What for"],
    ["Tệp khóa đọc", "The reading key's file"],
    [
        "Xóa một giá trị niêm phong: một người đề nghị, người thứ hai xác nhận (--confirm)",
        "Erase a sealed value: one person proposes, a second confirms (--confirm)",
    ],
    ["Căn cứ xóa", "The ground"],
    ["Người thứ hai xác nhận: giá trị bị xóa", "The second person confirms: the value is erased"],
    [
        "Nơi có bản sao đã xóa theo (nêu nhiều lần); được ghi vào sổ",
        "Where copies were erased as well (may be repeated); it is recorded",
    ],
    [
        "Bỏ khỏi kho (hoặc một bản sao lưu kho) mọi giá trị sổ nói đã xóa, và những gì ghi dở dang để lại",
        "Drop from the vault (or a backup of it) all that the ledger says is erased, and what interrupted work left",
    ],
    ["Thư mục sao lưu kho (mặc định: kho cạnh sổ)", "The vault's backup folder (default: the vault beside the ledger)"],
    [
        "Bỏ cả giá trị của những sự kiện đã ký (sign) mà chưa ghi (append)",
        "Drop values of events that were signed and not recorded as well",
    ],
    [
        "Sao lưu kho niêm phong (tách khỏi sao lưu sổ); chạy lại chỉ chép phần mới",
        "Back up the vault (apart from the ledger's backup); run again, it copies only what is new",
    ],
    [
        "Lấy lại từ bản sao lưu kho những giá trị đã mất hoặc bị đổi, trừ những giá trị đã xóa",
        "Take back lost or exchanged values from the vault's backup, but for what was erased",
    ],
    ["Thư mục sao lưu kho", "The vault's backup folder"],
    [
        "Tệp khóa đọc: lấy lại cả bản trước của giá trị mà bản mới nhất không mở được",
        "A reading key: also takes back the earlier copy of a value whose newest cannot be opened",
    ],
    [
        "Mã hóa lại mọi giá trị cho những người đang được đọc (sau khi đổi người)",
        "Encrypt all values again for those who may read now (after a change of people)",
    ],
    ["Sổ hoặc bản xuất (mặc định: --ledger)", "The ledger or export (default: --ledger)"],
    [
        "So với vật đem theo: sổ, bản xuất, thư mục công bố, mốc, biên nhận, báo cáo, hoặc mốc gõ từ giấy (nêu nhiều lần)",
        "Compare with what you brought: a ledger, export, published folder, head, receipt, report, or a head typed from paper (may be repeated)",
    ],
    [
        "Mở thử mọi giá trị niêm phong bằng khóa đọc này (không hiện giá trị nào)",
        "Try to open every sealed value by this reading key (shows none)",
    ],
    [
        "In khóa kiểm tra của nhân chứng, để các sổ đưa vào quy định",
        "Print the witness's key, for ledgers to name in their policy",
    ],
    ["Phục vụ qua mạng (C2SP tlog-witness)", "Serve over the network (C2SP tlog-witness)"],
    ["Ký một yêu cầu nhận bằng tệp, không cần mạng", "Sign a request from a file, without a network"],
    [
        "Xem các sổ đang theo dõi và những yêu cầu mâu thuẫn đã từ chối",
        "Show the ledgers watched and the contradictory requests refused",
    ],
    [
        "Tên khóa của nhân chứng, ví dụ thanhtra.example/w1",
        "The name of the witness's key, such as thanhtra.example/w1",
    ],
    ["Cơ sở dữ liệu của nhân chứng (lập mới nếu chưa có)", "The witness's database (made if it is not there)"],
    [
        "Các sổ được theo dõi: tệp gồm các dòng «log KHÓA», do đơn vị in bằng checkpoint policy",
        "The ledgers watched: a file of lines «log KEY», as units print them by checkpoint policy",
    ],
    ["Địa chỉ nghe", "The address to listen on"],
    ["Tệp yêu cầu (sovang checkpoint request)", "The request's file (sovang checkpoint request)"],
    [
        "Mã QR của chữ ký: tệp .png hoặc .svg, hoặc \"-\" để vẽ trên màn hình",
        "A QR code of the signature: a .png or .svg file, or \"-\" to draw it on the screen",
    ],
    ["Cơ sở dữ liệu của nhân chứng", "The witness's database"],
];
