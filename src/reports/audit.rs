//! What an inspector asks of a ledger that is authentic and lawful: findings, each with its severity, its source and the
//! entries that prove it. Rules only point; what they mean is for a person to say.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::calendar::End;
use crate::domain::deadline::{DayKind, Step};
use crate::domain::decision::{Award, Capacity, Decision, Procedure};
use crate::domain::dossier::DocumentKind;
use crate::domain::duty::Task;
use crate::domain::fund::{Account, Category, Purpose};
use crate::domain::ledger::State;
use crate::domain::nomination::Form;
use crate::domain::policy::{Dates, ProcedureKind};
use crate::log::keyring::Role;
use crate::values::ident::Id;
use crate::values::lang::Lang;
use crate::values::money::Dong;
use crate::values::text::fold;
use crate::values::time::Date;

use super::due::{About, Standing, due, judged};

/// Days after which recording late is worth a look, and worth a warning. Our own thresholds.
const LATE: [i64; 2] = [30, 90];
/// Days between issue and payment after which it is worth a look. Our own threshold.
const SLOW_PAYMENT: i64 = 90;
/// Days after which a dossier should be filed (NĐ 30/2020/NĐ-CP Đ30: within a year).
const ARCHIVE: i64 = 365;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// To be explained.
    Warning,
}

impl Severity {
    /// The word for programs; SARIF's levels.
    pub fn level(self) -> &'static str {
        match self {
            Severity::Info => "note",
            Severity::Warning => "warning",
        }
    }
}

/// A question that is always asked.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The stable code.
    pub code: &'static str,
    /// How grave.
    pub severity: Severity,
    /// The article, with its confidence mark, or «own».
    pub source: &'static str,
    /// What it looks for.
    pub vi: &'static str,
    /// The same in English.
    pub en: &'static str,
}

macro_rules! rules {
    ($($name:ident $code:literal $severity:ident $source:literal vi $vi:literal en $en:literal;)*) => {
        $(const $name: Rule = Rule { code: $code, severity: Severity::$severity, source: $source, vi: $vi, en: $en };)*
        /// Every rule of the audit.
        pub const AUDIT_RULES: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    NUMBER_ORDER "audit.number_order" Warning "NĐ 30/2020/NĐ-CP Đ15.1 (V1)"
        vi "số quyết định không theo thứ tự thời gian" en "a decision's number is out of the order of dates";
    NUMBER_LATE "audit.number_late" Warning "NĐ 30/2020/NĐ-CP Đ15.2 (V1)"
        vi "cấp số sau ngày làm việc tiếp theo của ngày ký, hoặc chưa cấp số" en "numbered later than the working day after the signature, or not at all";
    NUMBER_GAP "audit.number_gap" Info "NĐ 30/2020/NĐ-CP Đ15.1 (V1); số ở giữa có thể thuộc quyết định khác loại"
        vi "dãy số quyết định khen thưởng có khoảng trống" en "there are gaps in the series of award decisions' numbers";
    VARIANCE "audit.amount_variance" Warning "Chính sách đã ban hành"
        vi "tiền thưởng khác mức theo chính sách" en "an award differs from the rate";
    RATE_CHANGED "audit.rate_changed" Warning "NĐ 152/2025/NĐ-CP Đ49.1 (V2)"
        vi "chính sách ban hành sau cho mức khác với mức đã tính" en "a policy adopted later gives another amount than was derived";
    SLOW "audit.payment_slow" Info "ngưỡng của phần mềm: 90 ngày"
        vi "chi thưởng chậm sau khi phát hành quyết định" en "paid long after the decision was issued";
    UNPAID "audit.unpaid" Warning "Luật TĐKT 06/2022/QH15 Đ11 (V1); ngưỡng của phần mềm: 90 ngày"
        vi "quyết định đã phát hành lâu mà chưa chi đủ" en "issued long ago and not fully paid";
    NOT_RECOVERED "audit.not_recovered" Warning "Luật TĐKT 06/2022/QH15 Đ93.2 (V1)"
        vi "khen thưởng đã huỷ mà tiền chưa thu hồi" en "annulled, and the money did not come back";
    SAME_MERIT "audit.same_merit" Warning "Luật TĐKT 06/2022/QH15 Đ5.2 (V1)"
        vi "cùng đối tượng, cùng thành tích, nhiều lần khen" en "the same recipient and merit in several awards";
    TWO_IDS "audit.recipient_twice" Info "ngưỡng của phần mềm"
        vi "cùng tên, loại và đơn vị dưới nhiều mã" en "the same name, kind and unit under several ids";
    SELF_PROPOSED "audit.proposer_decides" Warning "Luật TĐKT 06/2022/QH15 Đ15 (V1)"
        vi "người ký quyết định chính là người đề nghị" en "whoever signed the decision had proposed it";
    DUTIES "audit.duties" Warning "Luật Kế toán 88/2015/QH13 (GK-M)"
        vi "một người vừa giữ tiền, vừa ghi sổ hoặc quyết định chi" en "one person keeps the money and keeps the books or decides";
    PETITION_OVERDUE "audit.petition_overdue" Warning "Luật Khiếu nại Đ27, Đ28; Luật Tố cáo Đ30 (V2)"
        vi "đơn thư quá hạn" en "a petition is overdue";
    NOMINATION_WAITS "audit.nomination_waits" Info "Thời hạn xét ở cấp xã theo chính sách đã ban hành (GK-M)"
        vi "đề nghị khen thưởng quá hạn xét" en "a nomination waits beyond its term";
    PETITION_LATE "audit.petition_late" Warning "Thời hạn của chính sách hiệu lực vào ngày tính hạn"
        vi "đơn thư được thụ lý, giải quyết, gửi hoặc công khai sau hạn" en "a step of a petition was taken after its term";
    CASH "audit.cash_differs" Warning "Luật Kế toán 88/2015/QH13 (GK-M)"
        vi "kiểm kê khác sổ" en "counted cash differs from the ledger";
    RECORDED_LATE "audit.recorded_late" Info "ngưỡng của phần mềm: 30 ngày"
        vi "ghi sổ chậm sau khi xảy ra" en "recorded long after it happened";
    RECORDED_VERY_LATE "audit.recorded_very_late" Warning "ngưỡng của phần mềm: 90 ngày"
        vi "ghi sổ rất chậm sau khi xảy ra" en "recorded very long after it happened";
    RECONSTRUCTED "audit.reconstructed" Info "docs/format.md"
        vi "bút toán tái dựng từ giấy tờ" en "entries reconstructed from papers";
    REVOKED_LATER "audit.revoked_later" Info "docs/format.md"
        vi "bút toán do khoá về sau bị thu hồi ký" en "entries signed by a key that was revoked later";
    DOSSIER "audit.dossier_missing" Warning "Luật TĐKT 06/2022/QH15 Đ84, NĐ 30/2020/NĐ-CP Đ30 (V1): nộp lưu trong 1 năm"
        vi "hồ sơ khen thưởng chưa lưu, hoặc thiếu tài liệu phải có" en "an award's dossier is not filed, or lacks what it must have";
    PETITION_OPEN "audit.awarded_while_petition" Warning "NĐ 152/2025/NĐ-CP Đ4.4 (V2)"
        vi "khen thưởng khi đang có đơn về người được khen" en "awarded while a petition about the recipient was open";
    YEAR_COMMITMENTS "audit.year_commitments" Warning "Luật NSNN 83/2015/QH13 Đ64 (GK-M)"
        vi "qua thời gian chỉnh lý quyết toán mà cam kết của năm chưa chi" en "commitments of a year not paid by the end of its settlement period";
    YEAR_OPEN "audit.year_open" Info "Luật NSNN 83/2015/QH13 Đ64 (GK-M)"
        vi "năm của Quỹ chưa khoá sổ sau 31/01 năm sau" en "a year of the fund is not closed by 31 January of the next";
    SETTLED_OTHERWISE "audit.settlement_differs" Warning "Luật TĐKT 06/2022/QH15 Đ11 (V1)"
        vi "quyết toán được phê duyệt khác số đã chi trong sổ" en "the approved account differs from what the ledger says was spent";
    TWO_TITLES "audit.two_titles" Warning "NĐ 152/2025/NĐ-CP Đ49.5 (V2): cùng thời gian thì chỉ hưởng mức cao nhất"
        vi "một người nhận tiền của nhiều danh hiệu trong một năm" en "money for several titles to one recipient in one year";
    DEPUTY_SAME_DAY "audit.deputy_same_day" Info "NĐ 30/2020/NĐ-CP Đ13 (V1)"
        vi "Phó Chủ tịch ký KT. vào ngày Chủ tịch cũng ký" en "a deputy signed for the chairman on a day on which the chairman signed too";
    DEPUTY_UNASSIGNED "audit.deputy_unassigned" Warning "NĐ 30/2020/NĐ-CP Đ13.1 (V1)"
        vi "Phó Chủ tịch ký KT. ngoài lĩnh vực được phân công, theo những phân công đã ghi sổ" en "a deputy signed outside what the ledger says was assigned";
    INTERESTED "audit.interested" Warning "Luật Phòng, chống tham nhũng 36/2018/QH14 Đ23 (GK-M)"
        vi "người ký về sau khai có quan hệ với người được khen" en "the signer declared later to be related to the recipient";
    FRAMES "audit.frames_exceed" Info "ngưỡng của phần mềm"
        vi "khung, phôi mua trong năm nhiều hơn số giấy khen đã ban hành" en "more frames were bought in a year than certificates issued";
    UNLISTED "audit.payment_unlisted" Warning "Luật Kế toán 88/2015/QH13 (GK-M)"
        vi "chi thưởng khi danh sách chi của quyết định chưa được duyệt" en "paid before the list of payments of the decision was approved";
    PAYEE "audit.payee_differs" Info "Luật Kế toán 88/2015/QH13 (GK-M)"
        vi "người nhận tiền khác người được khen" en "the money went to another than the recipient";
    REVOCATION "audit.revocation_open" Warning "Luật TĐKT 06/2022/QH15 Đ93 (V1)"
        vi "đề nghị huỷ khen thưởng chưa được quyết định" en "a proposal to annul an award was not decided";
    RECOMPUTE "audit.recomputation_open" Warning "NĐ 152/2025/NĐ-CP Đ49.1 (V2)"
        vi "đề nghị tính lại tiền thưởng chưa được quyết định" en "a proposed recomputation was not decided";
    HISTORY "audit.history_unconfirmed" Warning "docs/format.md"
        vi "quyết định cũ nhập vào sổ mà chưa có người thứ hai xác nhận" en "a decision of earlier years that no second person confirmed";
    DATA_REQUEST "audit.data_request_overdue" Warning "NĐ 356/2025/NĐ-CP Đ5 (V3)"
        vi "yêu cầu về dữ liệu cá nhân quá hạn" en "a request about personal data is overdue";
    NO_WITNESS "audit.no_witness" Info "docs/threat-model.md"
        vi "sổ không quy định nhân chứng" en "the ledger has no witness policy";
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// What it is about: a decision, a name, a number.
    pub about: String,
    /// The entries that prove it.
    pub entries: BTreeSet<u64>,
}

/// What the audit needs of each entry beside the state.
#[derive(Clone, Copy, Debug)]
pub struct Fact {
    /// Its position.
    pub seq: u64,
    /// When it took effect.
    pub on: Date,
    /// When it was recorded.
    pub recorded: Date,
    /// The author's key.
    pub by: crate::values::crypto::PublicKey,
}

struct Audit<'a> {
    state: &'a State,
    facts: &'a [Fact],
    found: Vec<Finding>,
}

/// Every finding, the gravest first, as of a day.
pub fn audit(state: &State, facts: &[Fact], today: Date) -> Vec<Finding> {
    let mut audit = Audit { state, facts, found: Vec::new() };
    audit.numbers();
    audit.amounts(today);
    audit.payments(today);
    audit.recipients();
    audit.duties();
    audit.terms(today);
    audit.cash();
    audit.recording();
    audit.dossiers(today);
    audit.years(today);
    audit.titles();
    audit.deputies();
    audit.interests();
    audit.vouchers();
    audit.papers();
    audit.found.sort_by(|a, b| b.rule.severity.cmp(&a.rule.severity).then(a.entries.cmp(&b.entries)));
    audit.found
}

impl<'a> Audit<'a> {
    fn add(&mut self, rule: &'static Rule, about: impl Into<String>, entries: impl IntoIterator<Item = u64>) {
        self.found.push(Finding { rule, about: about.into(), entries: entries.into_iter().collect() });
    }

    fn story(&self, kind: &str, id: &Id) -> Vec<u64> {
        let subject = format!("{kind}/{id}").parse().ok();
        subject.and_then(|subject| self.state.stories.get(&subject).cloned()).unwrap_or_default()
    }

    fn awards(&self) -> impl Iterator<Item = (Id, &'a Decision, &'a Award)> + use<'a> {
        let decisions = self.state.decisions.iter();
        decisions.flat_map(|(id, decision)| decision.awards.values().map(move |award| (*id, decision, award)))
    }

    /// Order, gaps and delay of decision numbers, by symbol and year.
    fn numbers(&mut self) {
        // Number, date on the document, entry.
        type Numbers = Vec<(u64, Date, u64)>;
        let mut series: BTreeMap<(String, i16), Numbers> = BTreeMap::new();
        for decision in self.state.decisions.values() {
            let Some(numbered) = &decision.numbered else { continue };
            if let Ok(number) = numbered.number.to_string().parse() {
                let key = (numbered.symbol.to_string(), numbered.on.year());
                series.entry(key).or_default().push((number, numbered.on, numbered.seq));
            }
            if self.is_late(decision.signed_on, numbered.on) {
                self.add(&NUMBER_LATE, decision.name(), [numbered.seq]);
            }
        }
        for ((symbol, year), mut numbers) in series {
            numbers.sort_unstable();
            for pair in numbers.windows(2) {
                let [(low, earlier, a), (high, later, b)] = pair else { continue };
                if later < earlier {
                    self.add(&NUMBER_ORDER, format!("{high}/{symbol}/{year}"), [*a, *b]);
                }
                if high - low > 1 {
                    self.add(&NUMBER_GAP, format!("{low}–{high}/{symbol}/{year}"), [*a, *b]);
                }
            }
        }
    }

    /// Later than the policy of the day allows, or than the next working day if it is silent; where no calendar was
    /// adopted, later than any week-end and holiday explains.
    fn is_late(&self, signed: Date, numbered: Date) -> bool {
        let dates = Dates { receipt: signed, start: signed, step: numbered };
        let term = self.state.policies.term(Step::DecisionNumber, dates).map(|ruled| ruled.row);
        let (days, unit, rolls) = term.map_or((1, DayKind::Working, false), |row| (row.days, row.unit, row.rolls));
        let end = self.state.calendars.end(signed, days, unit, rolls);
        numbered > end.map_or_else(|| signed.plus_days(10), End::latest)
    }

    fn amounts(&mut self, today: Date) {
        for (id, decision, award) in self.awards() {
            let line = format!("{}, {}", decision.name(), award.line.line);
            if award.varies() {
                self.add(&VARIANCE, &line, self.story("decision", &id));
            }
            let (Some(derivation), Some(numbered)) = (&award.derivation, &decision.numbered) else { continue };
            let form = &award.line.form;
            let kind = award.line.recipient.kind;
            let again = self.state.policies.derive_known(award.line.line, form, kind, numbered.on, today);
            if again.is_ok_and(|again| again.amount != derivation.amount) {
                self.add(&RATE_CHANGED, &line, [numbered.seq]);
            }
        }
    }

    fn payments(&mut self, today: Date) {
        for (id, decision, award) in self.awards() {
            let Some((issued, seq)) = decision.issued else { continue };
            let line = format!("{}, {}", decision.name(), award.line.line);
            if let Some((_, annulled)) = award.annulled {
                if award.settled() > Dong::ZERO {
                    self.add(&NOT_RECOVERED, line, [annulled]);
                }
            } else if award.unpaid() > Dong::ZERO && today.days_since(issued) > SLOW_PAYMENT {
                self.add(&UNPAID, line, [seq]);
            }
            let payments = self.state.funds.values().flat_map(|fund| fund.disbursements.values());
            let slow = payments.filter(|payment| match payment.payload.purpose {
                Purpose::Award { decision, line } => {
                    decision == id && line == award.line.line && payment.on.days_since(issued) > SLOW_PAYMENT
                }
                _ => false,
            });
            let slow: Vec<u64> = slow.map(|payment| payment.seq).collect();
            if !slow.is_empty() {
                self.add(&SLOW, format!("{}, {}", decision.name(), award.line.line), slow.into_iter().chain([seq]));
            }
        }
    }

    fn recipients(&mut self) {
        let mut merits: BTreeMap<(Id, String), BTreeSet<u64>> = BTreeMap::new();
        let mut ids: BTreeMap<(String, &str, String), BTreeMap<Id, u64>> = BTreeMap::new();
        for (id, decision, award) in self.awards() {
            let recipient = &award.line.recipient;
            let seq = decision.issued.map(|(_, seq)| seq).or(self.story("decision", &id).first().copied());
            let unit = recipient.unit.as_ref().map_or_else(String::new, |unit| fold(unit.as_str()));
            let same = (fold(recipient.name.as_str()), recipient.kind.as_str(), unit);
            ids.entry(same).or_default().insert(recipient.id, seq.unwrap_or(0));
            if award.annulled.is_none() {
                merits.entry((recipient.id, words(award.line.merit.as_str()))).or_default().extend(seq);
            }
            let proposer = award.line.nomination.and_then(|id| self.state.nominations.get(&id)).map(|n| n.proposer);
            if proposer == Some(decision.signer) {
                self.add(&SELF_PROPOSED, decision.name(), seq);
            }
        }
        for ((_, merit), entries) in merits.into_iter().filter(|(_, entries)| entries.len() > 1) {
            self.add(&SAME_MERIT, merit, entries);
        }
        for ((name, ..), known) in ids.into_iter().filter(|(_, known)| known.len() > 1) {
            self.add(&TWO_IDS, name, known.into_values());
        }
    }

    fn duties(&mut self) {
        let mut people: BTreeMap<Id, (String, BTreeSet<Role>, BTreeSet<u64>)> = BTreeMap::new();
        for (_, holder) in self.state.chain.keyring().holders().filter(|(_, holder)| holder.revoked.is_none()) {
            let person = people.entry(holder.person).or_default();
            person.0 = holder.name.to_string();
            person.1.extend(&holder.roles);
            person.2.insert(holder.since);
        }
        for (_, (name, roles, since)) in people {
            let keeps = roles.contains(&Role::Cashier);
            let other = [Role::Accountant, Role::Chairman, Role::Deputy].iter().any(|role| roles.contains(role));
            let books = roles.contains(&Role::Accountant) && roles.contains(&Role::Chairman);
            if (keeps && other) || books {
                self.add(&DUTIES, name, since);
            }
        }
    }

    /// Terms that are over, and steps taken after theirs.
    fn terms(&mut self, today: Date) {
        for term in due(self.state, today, 0) {
            if let Standing::Overdue(days) = term.standing {
                let (rule, kind) = match term.about {
                    About::Petition => (&PETITION_OVERDUE, "petition"),
                    About::Nomination => (&NOMINATION_WAITS, "nomination"),
                    About::Decision => (&NUMBER_LATE, "decision"),
                    About::Request => (&DATA_REQUEST, "request"),
                };
                self.add(rule, format!("{kind}/{} (+{days})", term.id), [term.seq]);
            }
        }
        for term in judged(self.state) {
            let (Some(days), Some((_, seq))) = (term.late(), term.done) else { continue };
            let (rule, kind) = match term.about {
                About::Petition => (&PETITION_LATE, "petition"),
                About::Nomination => (&NOMINATION_WAITS, "nomination"),
                About::Request => (&DATA_REQUEST, "request"),
                // Told with the numbers.
                About::Decision => continue,
            };
            self.add(rule, format!("{kind}/{}, {} (+{days})", term.id, term.task.label(Lang::Vi)), [seq]);
        }
    }

    /// What the policy of the day says a dossier must have, a year after the decision was issued.
    fn dossiers(&mut self, today: Date) {
        for (id, decision) in &self.state.decisions {
            let Some((issued, seq)) = decision.issued.filter(|(on, _)| today.days_since(*on) > ARCHIVE) else {
                continue;
            };
            let procedure = match decision.signed.procedure {
                Procedure::Council { .. } => ProcedureKind::Council,
                Procedure::Simplified { .. } => ProcedureKind::Simplified,
                Procedure::Historical { .. } => continue,
            };
            let filed = self.state.dossiers.get(id);
            let has = |kind: &DocumentKind| filed.is_some_and(|f| f.documents.iter().any(|(d, _)| d.kind == *kind));
            let mut missing: BTreeSet<String> = BTreeSet::new();
            for award in decision.awards.values() {
                let nomination = award.line.nomination.and_then(|id| self.state.nominations.get(&id));
                let dates = nomination.map_or(Dates::all(issued), |nomination| nomination.dates(issued));
                let needed = self.state.policies.dossier(procedure, &award.line.form, dates);
                let lacking = needed.into_iter().filter(|row| !row.any_of.iter().any(has));
                missing.extend(lacking.map(|row| {
                    let kinds: Vec<&str> = row.any_of.iter().map(|kind| kind.label(Lang::Vi)).collect();
                    kinds.join(" hoặc ")
                }));
            }
            if !missing.is_empty() {
                let missing: Vec<String> = missing.into_iter().collect();
                self.add(&DOSSIER, format!("{} ({})", decision.name(), missing.join(", ")), [seq]);
            }
        }
    }

    fn years(&mut self, today: Date) {
        for (year, fund) in &self.state.funds {
            let settled_by = Date::new(year.saturating_add(1), 1, 31);
            let over = settled_by.is_some_and(|last| today > last);
            let promised: i64 = Category::ALL.iter().map(|c| fund.balance_of(Account::Committed(*c))).sum();
            if over && fund.closed.is_none() {
                let subject = format!("fund/{year}").parse().ok();
                let story = subject.and_then(|subject| self.state.stories.get(&subject));
                let last = story.and_then(|story| story.last()).copied();
                let rule = if promised > 0 { &YEAR_COMMITMENTS } else { &YEAR_OPEN };
                self.add(rule, format!("fund/{year}"), last);
            }
            if let Some((approved, _, seq)) = fund.settled.filter(|(approved, ..)| *approved != fund.spent()) {
                self.add(&SETTLED_OTHERWISE, format!("fund/{year}: {approved} ≠ {}", fund.spent()), [seq]);
            }
        }
    }

    /// Several titles of one year bring the money of the highest only, if they are for the same period.
    fn titles(&mut self) {
        let mut titles: BTreeMap<(Id, i16), BTreeSet<(String, u64)>> = BTreeMap::new();
        for (_, decision, award) in self.awards().filter(|(.., award)| award.annulled.is_none()) {
            let (Some(on), Some((_, seq))) = (decision.issued_on(), decision.issued) else { continue };
            if award.line.form.as_str() != Form::CERTIFICATE && award.line.amount > Dong::ZERO {
                let of_year = titles.entry((award.line.recipient.id, on.year())).or_default();
                of_year.insert((award.line.form.to_string(), seq));
            }
        }
        for ((_, year), forms) in titles.into_iter().filter(|(_, forms)| forms.len() > 1) {
            let names: Vec<&str> = forms.iter().map(|(form, _)| form.as_str()).collect();
            self.add(&TWO_TITLES, format!("{year}: {}", names.join(", ")), forms.iter().map(|(_, seq)| *seq));
        }
    }

    fn deputies(&mut self) {
        let signed = |capacity: Capacity| {
            let of = self.state.decisions.iter().filter(move |(_, decision)| decision.signed.capacity == capacity);
            of.map(|(id, decision)| (decision.signed_on, *id)).collect::<Vec<_>>()
        };
        let by_chairman: BTreeSet<Date> = signed(Capacity::Chairman).into_iter().map(|(on, _)| on).collect();
        for (on, id) in signed(Capacity::ForChairman).into_iter().filter(|(on, _)| by_chairman.contains(on)) {
            let story = self.story("decision", &id);
            self.add(&DEPUTY_SAME_DAY, on.vietnamese(), story.first().copied());
        }
        for (id, decision) in &self.state.decisions {
            let (deputy, on) = (decision.signer, decision.signed_on);
            let for_chairman = decision.signed.capacity == Capacity::ForChairman;
            if for_chairman && !self.state.duties.in_charge(deputy, Task::Awards, on) {
                self.add(&DEPUTY_UNASSIGNED, decision.name(), self.story("decision", id).first().copied());
            }
        }
    }

    /// Signers who turn out to be related to whom they awarded.
    fn interests(&mut self) {
        for (_, decision, award) in self.awards() {
            let declared = self.state.duties.interests.get(&(decision.signer, award.line.recipient.id));
            if let Some(seq) = declared {
                let line = format!("{}, {}", decision.name(), award.line.line);
                let issued = decision.issued.map(|(_, seq)| seq);
                self.add(&INTERESTED, line, issued.into_iter().chain([*seq]));
            }
        }
    }

    /// Payments without an approved list or to somebody else; more frames than certificates.
    fn vouchers(&mut self) {
        for (year, fund) in &self.state.funds {
            let mut frames = (0, BTreeSet::new());
            let mut unlisted: BTreeMap<Id, BTreeSet<u64>> = BTreeMap::new();
            for payment in fund.disbursements.values() {
                match &payment.payload.purpose {
                    Purpose::Award { decision, line } => {
                        let listed = fund.lists.iter().any(|(of, _, _, seq)| of == decision && *seq < payment.seq);
                        // Papers of earlier years seldom say whether there was a list.
                        if !listed && !self.state.reconstructed.contains(&payment.seq) {
                            unlisted.entry(*decision).or_default().insert(payment.seq);
                        }
                        let award = self.state.decisions.get(decision).and_then(|d| d.awards.get(line));
                        let (payee, award) = (&payment.payload.payee, award.map(|award| &award.line.recipient));
                        let other = award.filter(|recipient| match payee.id {
                            Some(id) => id != recipient.id,
                            None => fold(payee.name.as_str()) != fold(recipient.name.as_str()),
                        });
                        if let Some(recipient) = other {
                            self.add(&PAYEE, format!("{} ≠ {}", payee.name, recipient.name), [payment.seq]);
                        }
                    }
                    Purpose::Frames { quantity, .. } => {
                        frames.0 += quantity.unwrap_or(0);
                        frames.1.insert(payment.seq);
                    }
                    Purpose::Organising { .. } => {}
                }
            }
            for (decision, entries) in unlisted {
                let name = self.state.decisions.get(&decision).map_or_else(String::new, Decision::name);
                self.add(&UNLISTED, name, entries);
            }
            let of_year = |decision: &&Decision| decision.issued_on().is_some_and(|on| on.year() == *year);
            let issued = self.state.decisions.values().filter(of_year);
            let certificates: usize = issued.map(|decision| decision.awards.len()).sum();
            if frames.0 > certificates as u64 {
                self.add(&FRAMES, format!("fund/{year}: {} > {certificates}", frames.0), frames.1);
            }
        }
    }

    /// Recomputations that nobody decided, papers that no second person saw, awards while a petition was open.
    fn papers(&mut self) {
        for (_, decision, award) in self.awards() {
            let line = format!("{}, {}", decision.name(), award.line.line);
            let (proposed, number) = (&decision.revocations, award.line.line);
            let proposed = proposed.iter().find(|(lines, _)| lines.as_ref().is_none_or(|l| l.contains(&number)));
            if let Some((_, seq)) = proposed.filter(|_| award.annulled.is_none()) {
                self.add(&REVOCATION, &line, [*seq]);
            }
            if let Some((_, seq)) = &award.recomputed {
                self.add(&RECOMPUTE, &line, [*seq]);
            }
            let id = award.line.recipient.id;
            let open = self.state.petitions.values().find(|petition| {
                let signed = decision.signed_on;
                let about = petition.classified.as_ref().is_some_and(|(c, ..)| c.concerns.contains(&id));
                about && petition.received_on <= signed && petition.closed_on().is_none_or(|on| on > signed)
            });
            if let Some(petition) = open {
                let signed = decision.issued.map(|(_, seq)| seq);
                self.add(&PETITION_OPEN, line, signed.into_iter().chain([petition.seq]));
            }
        }
        for past in self.state.history.values().filter(|past| past.confirmed.is_none()) {
            self.add(&HISTORY, past.imported.document.to_string(), [past.seq]);
        }
    }

    fn cash(&mut self) {
        for (year, fund) in &self.state.funds {
            // Cash box and treasury counted on one day make one count.
            let mut days: BTreeMap<Date, (i64, i64, Vec<u64>)> = BTreeMap::new();
            for (on, _, counted, said, seq) in &fund.counts {
                let day = days.entry(*on).or_default();
                day.0 = day.0.saturating_add(counted.signed());
                day.1 = said.signed();
                day.2.push(*seq);
            }
            for (on, (counted, said, entries)) in days.into_iter().filter(|(_, (counted, said, _))| counted != said) {
                self.add(&CASH, format!("fund/{year}, {on}: {counted} ≠ {said}"), entries);
            }
        }
    }

    fn recording(&mut self) {
        let state = self.state;
        for fact in self.facts.iter().filter(|fact| !state.reconstructed.contains(&fact.seq)) {
            let days = fact.recorded.days_since(fact.on);
            match LATE {
                [_, very] if days > very => self.add(&RECORDED_VERY_LATE, format!("+{days}"), [fact.seq]),
                [late, _] if days > late => self.add(&RECORDED_LATE, format!("+{days}"), [fact.seq]),
                _ => {}
            }
        }
        for (key, holder) in state.chain.keyring().holders() {
            if let Some(revoked) = holder.revoked {
                let signed = self.facts.iter().filter(|fact| fact.by == *key).map(|fact| fact.seq);
                let entries: Vec<u64> = signed.chain([revoked]).collect();
                self.add(&REVOKED_LATER, holder.name.to_string(), entries);
            }
        }
        if !state.reconstructed.is_empty() {
            self.add(&RECONSTRUCTED, state.reconstructed.len().to_string(), state.reconstructed.iter().copied());
        }
        if state.custody.witnesses.is_empty() {
            self.add(&NO_WITNESS, String::new(), []);
        }
    }
}

/// The words of a text, each once, in no order: the same merit told another way round. (The rule of admission compares
/// the text itself.)
fn words(text: &str) -> String {
    let folded = fold(text);
    let words: BTreeSet<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.into_iter().collect::<Vec<_>>().join(" ")
}

impl Finding {
    /// What it says to people.
    pub fn message(&self, lang: Lang) -> String {
        let what = lang.pick(self.rule.vi, self.rule.en);
        if self.about.is_empty() { what.to_owned() } else { format!("{what}: {}", self.about) }
    }
}
