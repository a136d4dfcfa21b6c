//! What stands between the examples of a command, in English.

/// Put in place of one another in this order: the longer before what they contain.
pub const EXAMPLES: &[[&str; 2]] = &[
    [
        "Mã thoát: 0 đúng · 1 không đúng (không hợp lệ, có chênh lệch) · 2 không làm được.",
        "Exit codes: 0 yes · 1 no (not valid, differences) · 2 it could not be done.",
    ],
    ["Bắt đầu: sovang demo        English: sovang --lang en …", "To begin: sovang --lang en demo"],
    [
        "Mã thoát: 0 không có gì phải giải trình · 1 có · 2 không làm được",
        "Exit codes: 0 nothing to explain · 1 something · 2 it could not be done",
    ],
    [
        "Mã thoát: 0 giống nhau hoặc nối tiếp · 1 khác lịch sử hoặc khác sổ · 2 không đủ căn cứ để biết",
        "Exit codes: 0 alike, or one goes on from the other · 1 two histories, or two ledgers · 2 not enough to tell",
    ],
    [
        "Mã thoát: 0 không có việc quá hạn · 1 có việc quá hạn · 2 không làm được",
        "Exit codes: 0 nothing overdue · 1 something overdue · 2 it could not be done",
    ],
    [
        "Mỗi bên là: sổ, bản xuất, thư mục công bố, mốc, biên nhận, báo cáo có mốc, hoặc mốc gõ từ giấy.",
        "Each is: a ledger, export, published folder, head, receipt, report with a head, or a head typed from paper.",
    ],
    ["(không cần sổ: tập trên sổ minh họa Hồ Sơn)", "(needs no ledger: on the demonstration)"],
    ["(chọn trong những điều sovang audit nêu)", "(choose among what sovang audit found)"],
    ["(hỏi từng điều)", "(asks one by one)"],
    ["Văn thư soạn trước, Chủ tịch ký:", "The clerk prepares, the chairman signs:"],
    ["Chủ tịch nhận phiếu bằng: ", "The chairman takes the request by: "],
    ["Phiếu do người ấy lập bằng: ", "The request is made by: "],
    [
        "Chủ tịch mới: người mới xin vào bằng sovang key join --role chairman, Chủ tịch cũ nhận bằng key enrol,\nrồi Chủ tịch mới thu hồi khóa cũ bằng key leave",
        "A new chairman: the new one asks by sovang key join --role chairman, the old one takes it by key enrol,\nand the new one revokes the old key by key leave",
    ],
    [
        "Bảng đề nghị khen thưởng của cơ quan: tiêu đề cột để nguyên (Họ và tên, Thôn, Hình thức, Thành tích …); cột thiếu thì hỏi một lần cho mọi dòng, cột lạ thì hỏi là gì rồi nhớ. Việc khác: nêu --type, tiêu đề là tên trường như sovang schema LOẠI in ra. Dòng trống, tổng cộng, chữ ký dưới bảng không phải dữ liệu.",
        "An office's own sheet of nominations: leave its headings as they are («Họ và tên», «Thôn», «Hình thức», «Thành tích» …); what has no column is asked once for all rows, a column that nobody knows is asked about and remembered. Anything else: name --type; the headings are the names of fields that sovang schema TYPE prints. Empty rows, totals and signatures below the table are not data.",
    ],
    [
        "Mỗi dòng JSON: {\"type\":…,\"subject\":…,\"on\":…,\"data\":{…}}.",
        "Each line of JSON: {\"type\":…,\"subject\":…,\"on\":…,\"data\":{…}}.",
    ],
    ["(đề nghị; cũng vậy: hd2, dt3, PC08, tên đối tượng)", "(a nomination; likewise hd2, dt3, PC08, a name)"],
    ["(quyết định; số trần là của năm nay)", "(a decision; a bare number is of this year)"],
    ["(mục 12)", "(entry 12)"],
    ["(ký mọi trang ký được)", "(sign every page that can be)"],
    ["(bản mẫu mới nhất kèm phần mềm)", "(the newest one shipped)"],
    ["(một dòng, không nêu ai khác)", "(one line, naming nobody else)"],
    ["(vẽ trên màn hình)", "(drawn on the screen)"],
    ["(chỉ đến mục 120)", "(up to entry 120 only)"],
    ["(xem sổ khai gì)", "(what the ledger declares)"],
    ["(hỏi từng trường)", "(asks field by field)"],
    ["(danh sách)", "(the list)"],
    ["(nhận đơn mới)", "(receive a new one)"],
    ["(việc tiếp theo của ĐT 3)", "(what comes next for petition 3)"],
    [
        "Kỳ được cắt theo chính sách có hiệu lực vào ngày cuối kỳ (TT 06/2025/TT-TTCP: từ ngày 15 đến ngày 14); thêm @N hoặc nêu khoảng ngày thì theo đó.",
        "The period is cut by the policy in force on its last day (TT 06/2025/TT-TTCP: from the 15th to the 14th); @N or a range of days is taken as it stands.",
    ],
    [
        "Các biểu 01/TCD, 02/XLD, 03/GQKN, 04/GQTC, 05/KQTH, 06/QLKNTC: phụ lục chưa đọc, nên chưa dựng cột; số liệu ở đây để điền vào biểu của tỉnh.",
        "Forms 01/TCD, 02/XLD, 03/GQKN, 04/GQTC, 05/KQTH, 06/QLKNTC: their appendix was not read, so their columns are not drawn; the figures here fill in the province's forms.",
    ],
    ["'quý III năm 2026'", "'2026Q3'"],
    ["Cũng có: ", "See also: "],
    ["Ví dụ: ", "Example: "],
    ["Ví dụ:", "Examples:"],
];
