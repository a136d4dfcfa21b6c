//! The jobs of an office as commands: thin, each asks what its job asks.

use std::path::PathBuf;

use super::job::{Authored, JobArgs, Running, given, run};
use super::open;
use super::{CliError, Globals, Reply};
use crate::office::jobs::{decide, explain, fix, fund, issue, later, movement, nominate, pay, undo, vote, year};

/// Jobs whose options are their questions and nothing else.
macro_rules! jobs {
    ($($(#[$about:meta])* $name:ident $vi:literal $authored:expr, $run:path { $($(#[$option:meta])* $key:ident)* })*) => {$(
        #[derive(clap::Args, Debug)]
        $(#[$about])*
        pub struct $name {
            $($(#[$option])* $key: Option<String>,)*
            #[command(flatten)]
            args: JobArgs,
        }

        impl $name {
            pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
                let given = given([$((stringify!($key), self.$key)),*]);
                run(&Running { name: $vi, authored: $authored, run: &$run, given, shown: false }, &self.args, globals)
            }
        }
    )*};
}

jobs! {
    /// Đề nghị khen một người, tập thể, hộ
    #[command(after_help = "Ví dụ: sovang de-nghi        (hỏi từng điều)")]
    Nominate "de-nghi" Authored::By("nomination.submitted"), nominate::nominate {
        /// Tên ghi trên giấy khen
        #[arg(long, value_name = "TÊN")]
        name
        /// Đối tượng: tập thể, cá nhân, hộ
        #[arg(long, value_name = "ĐỐI TƯỢNG")]
        kind
        /// Thôn, cơ quan
        #[arg(long, value_name = "NƠI")]
        unit
        /// Hình thức, danh hiệu
        #[arg(long, value_name = "HÌNH THỨC")]
        form
        /// Loại hình khen thưởng
        #[arg(long, value_name = "LOẠI HÌNH")]
        reward_type
        /// Danh hiệu: xét cho năm nào, hoặc từ ngày đến ngày
        #[arg(long, value_name = "THỜI GIAN")]
        period
        /// Thành tích
        #[arg(long, value_name = "CHỮ")]
        merit
    }

    /// Kết quả phiên họp Hội đồng
    #[command(
        after_help = "Ví dụ: sovang hop\n       sovang hop --members 9 --present 8 --votes 8 --except '5=3 14=4' --yes"
    )]
    Vote "hop" Authored::By("council.voted"), vote::vote {
        /// Tổng số thành viên Hội đồng
        #[arg(long, value_name = "N")]
        members
        /// Số thành viên có mặt
        #[arg(long, value_name = "N")]
        present
        /// Số phiếu bằng văn bản của người vắng
        #[arg(long, value_name = "N")]
        written
        /// Số phiếu tán thành, cho mọi đề nghị
        #[arg(long, value_name = "N")]
        votes
        /// Trừ: 5=3 (đề nghị 5 được 3 phiếu), 5=- (không đưa ra)
        #[arg(long, value_name = "SỐ=PHIẾU")]
        except
        /// Biên bản
        #[arg(long, value_name = "TỆP")]
        minutes
    }

    /// Cấp số và phát hành quyết định
    #[command(after_help = "Ví dụ: sovang phat-hanh\n       sovang phat-hanh --number 03 --yes")]
    Issue "phat-hanh" Authored::By("decision.numbered"), issue::issue {
        /// Quyết định, nếu có nhiều quyết định chờ
        #[arg(value_name = "QUYẾT ĐỊNH")]
        decision
        /// Số
        #[arg(long, value_name = "SỐ")]
        number
        /// Ký hiệu
        #[arg(long, value_name = "KÝ HIỆU")]
        symbol
        /// Nơi nhận
        #[arg(long, value_name = "NƠI NHẬN")]
        to
    }

    /// Chi thưởng theo quyết định
    #[command(after_help = "Ví dụ: sovang chi\n       sovang chi 03 --method cash --voucher PC08 --missing 7 --yes")]
    Pay "chi" Authored::By("fund.disbursed"), pay::pay {
        /// Quyết định, nếu có nhiều quyết định chưa chi
        #[arg(value_name = "QUYẾT ĐỊNH")]
        decision
        /// Hình thức: tiền mặt hoặc chuyển khoản
        #[arg(long, value_name = "HÌNH THỨC")]
        method
        /// Chứng từ
        #[arg(long, visible_alias = "chung-tu", value_name = "SỐ")]
        voucher
        /// Ai chưa nhận: dòng hoặc tên
        #[arg(long, value_name = "AI")]
        missing
    }

    /// Trao khen thưởng
    #[command(after_help = "Ví dụ: sovang trao\n       sovang trao 03 --absent 'ca nhan 7' --yes")]
    Present "trao" Authored::By("award.presented"), later::present {
        /// Quyết định, nếu có nhiều quyết định chưa trao
        #[arg(value_name = "QUYẾT ĐỊNH")]
        decision
        /// Người trao
        #[arg(long, value_name = "TÊN")]
        presenter
        /// Ai vắng: dòng hoặc tên
        #[arg(long, value_name = "AI")]
        absent
    }

    /// Thu vào Quỹ: ngân sách cấp, đóng góp
    #[command(after_help = "Ví dụ: sovang thu\n       sovang thu --source 'đóng góp' --amount '5 triệu' --donor \"Tổ chức 1\" --voucher PT03 --yes")]
    Income "thu" Authored::By("fund.appropriated"), fund::income {
        /// Nguồn: ngân sách cấp hoặc đóng góp
        #[arg(long, value_name = "NGUỒN")]
        source
        /// Số tiền
        #[arg(long, value_name = "TIỀN")]
        amount
        /// Văn bản giao kinh phí (ngân sách)
        #[arg(long, value_name = "SỐ")]
        document
        /// Người đóng góp
        #[arg(long, value_name = "TÊN")]
        donor
        /// Chứng từ (đóng góp)
        #[arg(long, visible_alias = "chung-tu", value_name = "SỐ")]
        voucher
        /// Mục đích của người đóng góp
        #[arg(long, value_name = "CHỮ")]
        purpose
    }

    /// Phân bổ Quỹ cho các khoản mục
    #[command(after_help = "Ví dụ: sovang phan-bo\n       sovang phan-bo --individual '30 triệu' --collective '12 triệu' --yes")]
    Allocate "phan-bo" Authored::By("fund.allocated"), fund::allocate {
        /// Cho tập thể
        #[arg(long, value_name = "TIỀN")]
        collective
        /// Cho cá nhân
        #[arg(long, value_name = "TIỀN")]
        individual
        /// Cho hộ gia đình
        #[arg(long, value_name = "TIỀN")]
        household
        /// Cho khung, giấy khen
        #[arg(long, value_name = "TIỀN")]
        frames
        /// Cho tổ chức thực hiện
        #[arg(long, value_name = "TIỀN")]
        organising
        /// Văn bản phân bổ
        #[arg(long, value_name = "SỐ")]
        document
    }

    /// Mua khung, in giấy khen
    #[command(after_help = "Ví dụ: sovang chi-khung\n       sovang chi-khung --item 'Khung A4' --quantity 12 --price '50 nghìn' --voucher PC09 --payee 'Cửa hàng 1' --method cash --yes")]
    PayFrames "chi-khung" Authored::By("fund.disbursed"), fund::frames {
        /// Mua gì
        #[arg(long, value_name = "CHỮ")]
        item
        /// Số lượng
        #[arg(long, value_name = "N")]
        quantity
        /// Đơn giá
        #[arg(long, value_name = "TIỀN")]
        price
        /// Hình thức: tiền mặt hoặc chuyển khoản
        #[arg(long, value_name = "HÌNH THỨC")]
        method
        /// Chứng từ
        #[arg(long, visible_alias = "chung-tu", value_name = "SỐ")]
        voucher
        /// Người nhận tiền
        #[arg(long, value_name = "TÊN")]
        payee
    }

    /// Chi tổ chức thực hiện: phát động, sơ kết, tổng kết
    #[command(after_help = "Ví dụ: sovang chi-to-chuc\n       sovang chi-to-chuc --item 'Hội nghị tổng kết' --amount '2 triệu' --voucher PC10 --payee 'Người 1' --method cash --yes")]
    PayOrganising "chi-to-chuc" Authored::By("fund.disbursed"), fund::organising {
        /// Chi cho việc gì
        #[arg(long, value_name = "CHỮ")]
        item
        /// Số tiền
        #[arg(long, value_name = "TIỀN")]
        amount
        /// Hình thức: tiền mặt hoặc chuyển khoản
        #[arg(long, value_name = "HÌNH THỨC")]
        method
        /// Chứng từ
        #[arg(long, visible_alias = "chung-tu", value_name = "SỐ")]
        voucher
        /// Người nhận tiền
        #[arg(long, value_name = "TÊN")]
        payee
    }

    /// Khóa Quỹ năm cũ, mở năm mới: khóa, nộp trả, chuyển, mở, cùng lúc
    #[command(after_help = "Ví dụ: sovang khoa-so\n       sovang khoa-so --counted 13.070.000 --budget 'nộp trả' --document LC01 --yes")]
    YearEnd "khoa-so" Authored::By("fund.closed"), year::year_end {
        /// Tiền thật có
        #[arg(long, value_name = "TIỀN")]
        counted
        /// Vì sao lệch, nếu lệch
        #[arg(long, value_name = "CHỮ")]
        difference
        /// Ngân sách còn lại: nộp trả, hoặc chuyển sang năm sau theo điểm nào
        #[arg(long, value_name = "CÁCH")]
        budget
        /// Chứng từ nộp trả
        #[arg(long, value_name = "SỐ")]
        document
        /// Chuyển đóng góp sang năm sau: có hoặc không
        #[arg(long, value_name = "CÓ|KHÔNG")]
        carry
    }

    /// Phong trào thi đua: phát động, sơ kết, tổng kết
    #[command(after_help = "Ví dụ: sovang phong-trao")]
    Movement "phong-trao" Authored::Follows(&movement::movement_authored), movement::movement {
        /// Phong trào nào đang mở; new: phát động mới
        #[arg(long, value_name = "GÌ")]
        which
    }

    /// Chỉ tiêu thi đua: đăng ký, báo kết quả
    #[command(after_help = "Ví dụ: sovang chi-tieu")]
    Target "chi-tieu" Authored::Follows(&movement::target_authored), movement::target {
        /// Chỉ tiêu nào; new: đăng ký mới
        #[arg(long, value_name = "GÌ")]
        which
    }

    /// Giải trình một điều mà kiểm tra nêu ra
    #[command(
        after_help = "Ví dụ: sovang giai-trinh        (chọn trong những điều sovang audit nêu)\n       sovang giai-trinh dt2\n       sovang giai-trinh dt2 --explanation 'Hạn rơi vào ngày nghỉ' --document 11/TB-UBND --yes"
    )]
    ExplainFinding "giai-trinh" Authored::By("audit.explained"), explain::explain {
        /// Điều nào: tên việc (dt2, 03), hoặc chữ có trong phát hiện
        #[arg(value_name = "VIỆC")]
        what
        /// Giải trình
        #[arg(long, value_name = "CHỮ")]
        explanation
        /// Văn bản kèm
        #[arg(long, value_name = "VĂN BẢN")]
        document
    }

    /// Có gì sai: tìm cách sửa đúng luật (bỏ ghi, đính chính, hủy, thu hồi)
    #[command(after_help = "Ví dụ: sovang sua-sai 03\n       sovang sua-sai PC08")]
    Fix "sua-sai" Authored::Follows(&fix::authored), fix::fix {
        /// Sai ở đâu: quyết định, dòng, chứng từ, mục
        #[arg(value_name = "GÌ")]
        what
        /// Sai thế nào: recorded (ghi sai), paper (giấy sai), award (không đáng khen), money (tiền nộp lại)
        #[arg(long, value_name = "CÁCH")]
        wrong
    }

    /// Bỏ ghi một mục: mục vẫn ở trong sổ, gạch ngang, không còn hiệu lực
    #[command(after_help = "Ví dụ: sovang bo-ghi m158\n       sovang bo-ghi hd2 --ground 'gõ nhầm' --reason \"Gõ thừa một số 0\" --yes")]
    Undo "bo-ghi" Authored::Follows(&undo::authored), undo::undo {
        /// Mục: m41, hoặc thứ chỉ có một mục: hd2, PC08
        #[arg(value_name = "GÌ")]
        what
        /// Mục nào, nếu có nhiều; all: mọi mục
        #[arg(long, value_name = "SỐ")]
        entry
        /// Vì sao: gõ nhầm, ghi trùng, ghi nhầm hồ sơ, việc không xảy ra, khác
        #[arg(long, value_name = "VÌ SAO")]
        ground
        /// Sự việc
        #[arg(long, value_name = "CHỮ")]
        reason
    }

    /// Đính chính, sửa đổi một dòng của quyết định đã phát hành
    #[command(after_help = "Ví dụ: sovang dinh-chinh 03 --line 7 --name \"Cá nhân 7\" --kind 'thể thức' --document \"15/UBND-VP\" --reason \"Viết sai tên\" --yes")]
    Correct "dinh-chinh" Authored::By("decision.corrected"), fix::correct {
        /// Quyết định
        #[arg(value_name = "QUYẾT ĐỊNH")]
        decision
        /// Dòng: số hoặc tên
        #[arg(long, value_name = "DÒNG")]
        line
        /// Tên đúng
        #[arg(long, value_name = "TÊN")]
        name
        /// Thôn, cơ quan đúng
        #[arg(long, value_name = "NƠI")]
        unit
        /// Thành tích đúng
        #[arg(long, value_name = "CHỮ")]
        merit
        /// Tiền thưởng đúng
        #[arg(long, value_name = "TIỀN")]
        amount
        /// Vì sao tiền khác mức của chính sách
        #[arg(long, value_name = "CHỮ")]
        variance
        /// Loại sai sót: thể thức hoặc nội dung
        #[arg(long, value_name = "LOẠI")]
        kind
        /// Văn bản đính chính
        #[arg(long, value_name = "SỐ")]
        document
        /// Lý do
        #[arg(long, value_name = "CHỮ")]
        reason
    }

    /// Hủy quyết định đã phát hành, toàn bộ hoặc vài dòng
    #[command(after_help = "Ví dụ: sovang huy 03 --lines 7 --ground 'gian dối' --document 21/QĐ-UBND --reason \"Kê khai sai\" --yes")]
    Annul "huy" Authored::By("decision.annulled"), fix::annul {
        /// Quyết định
        #[arg(value_name = "QUYẾT ĐỊNH")]
        decision
        /// Những dòng; không nêu khi được hỏi: toàn bộ
        #[arg(long, value_name = "DÒNG")]
        lines
        /// Căn cứ
        #[arg(long, value_name = "CĂN CỨ")]
        ground
        /// Quyết định hủy
        #[arg(long, value_name = "SỐ")]
        document
        /// Sự việc
        #[arg(long, value_name = "CHỮ")]
        reason
    }

    /// Thu lại tiền đã chi
    #[command(after_help = "Ví dụ: sovang thu-hoi 03:7 --voucher PT05 --reason \"Hủy khen\" --yes")]
    Repay "thu-hoi" Authored::By("fund.repaid"), fix::repay {
        /// Lần chi: dòng của quyết định, chứng từ, mục
        #[arg(value_name = "LẦN CHI")]
        payment
        /// Số tiền (không nêu: tất cả)
        #[arg(long, value_name = "TIỀN")]
        amount
        /// Chứng từ thu
        #[arg(long, value_name = "SỐ")]
        voucher
        /// Lý do
        #[arg(long, value_name = "CHỮ")]
        reason
    }
}

/// Soạn quyết định khen thưởng để trình ký
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang quyet-dinh\n       sovang quyet-dinh --title \"Về việc khen thưởng\" --yes")]
pub struct Decide {
    /// Phiên họp, nếu có nhiều phiên chưa quyết định
    #[arg(long, value_name = "PHIÊN")]
    session: Option<String>,
    /// Người ký
    #[arg(long, value_name = "TÊN")]
    signer: Option<String>,
    /// Trích yếu
    #[arg(long, value_name = "CHỮ")]
    title: Option<String>,
    /// Trình duyệt danh sách chi cùng lúc: có hoặc không
    #[arg(long, value_name = "CÓ|KHÔNG")]
    list: Option<String>,
    #[command(flatten)]
    args: JobArgs,
}

impl Decide {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let id = open::new_id()?.to_string();
        let given = given([
            ("session", self.session),
            ("signer", self.signer),
            ("title", self.title),
            ("list", self.list),
            ("id", Some(id)),
        ]);
        run(
            &Running { name: "quyet-dinh", authored: Authored::Prepared, run: &decide::decide, given, shown: false },
            &self.args,
            globals,
        )
    }
}

/// Lưu hồ sơ quyết định
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Ví dụ: sovang luu\n       sovang luu 03 --scans hs03 --place \"Văn phòng, tủ hồ sơ số 2\" --yes"
)]
pub struct File {
    /// Quyết định, nếu có nhiều quyết định chưa lưu
    #[arg(value_name = "QUYẾT ĐỊNH")]
    decision: Option<String>,
    /// Bản quét: thư mục hoặc tệp
    #[arg(long, value_name = "NƠI")]
    scans: Option<PathBuf>,
    /// Nơi lưu
    #[arg(long, value_name = "NƠI")]
    place: Option<String>,
    /// Lưu đến hết ngày
    #[arg(long, value_name = "NGÀY")]
    until: Option<String>,
    #[command(flatten)]
    args: JobArgs,
}

impl File {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let files = self.scans.as_deref().map(super::job::files);
        let given = given([
            ("decision", self.decision),
            ("scans", self.scans.map(|scans| scans.display().to_string())),
            ("files", files),
            ("place", self.place),
            ("until", self.until),
        ]);
        run(
            &Running { name: "luu", authored: Authored::By("dossier.filed"), run: &later::file, given, shown: false },
            &self.args,
            globals,
        )
    }
}
