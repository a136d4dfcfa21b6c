//! What somebody tries in a random history: a step of the main line, by whom, about what, how long after the last.

use super::*;

/// One thing somebody tries: a kind of step and small numbers that choose its details.
#[derive(Clone, Debug)]
pub struct Attempt {
    pub step: u8,
    pub a: u8,
    pub b: u8,
    pub c: u8,
    /// Days since the step before.
    pub days: u8,
    /// Whether the wrong person signs.
    pub wrong_hand: bool,
    /// How many days ago it is said to have happened.
    pub back: u8,
    /// Tried a second time at once.
    pub again: bool,
}

pub fn attempts() -> impl Strategy<Value = Vec<Attempt>> {
    let one = (
        0u8..STEPS.len() as u8,
        any::<u8>(),
        any::<u8>(),
        any::<u8>(),
        prop_oneof![50 => 0u8..5, 1 => 60u8..120],
        prop::bool::weighted(0.04),
        prop_oneof![8 => Just(0u8), 1 => 1u8..60],
        prop::bool::weighted(0.1),
    )
        .prop_map(|(step, a, b, c, days, wrong_hand, back, again)| Attempt {
            step,
            a,
            b,
            c,
            days,
            wrong_hand,
            back,
            again,
        });
    prop::collection::vec(one, 40..160)
}

/// Steps by type and usual author; those of the main line stand several times, so that histories get far.
pub const STEPS: [(&str, &str); 56] = [
    ("nomination.submitted", "truong-thon"),
    ("nomination.submitted", "truong-thon"),
    ("nomination.submitted", "truong-thon"),
    ("council.voted", "van-thu"),
    ("council.voted", "van-thu"),
    ("decision.signed", "chu-tich"),
    ("decision.signed", "chu-tich"),
    ("decision.signed", "chu-tich"),
    ("decision.signed", "pho-chu-tich"),
    ("decision.numbered", "van-thu"),
    ("decision.numbered", "van-thu"),
    ("decision.numbered", "van-thu"),
    ("decision.issued", "van-thu"),
    ("decision.issued", "van-thu"),
    ("decision.issued", "van-thu"),
    ("decision.corrected", "chu-tich"),
    ("decision.corrected", "chu-tich"),
    ("decision.annulled", "chu-tich"),
    ("decision.annulled", "chu-tich"),
    ("award.presented", "van-thu"),
    ("fund.opened", "ke-toan"),
    ("fund.opened", "ke-toan"),
    ("fund.appropriated", "ke-toan"),
    ("fund.appropriated", "ke-toan"),
    ("fund.contributed", "ke-toan"),
    ("fund.allocated", "chu-tich"),
    ("fund.allocated", "chu-tich"),
    ("fund.allocated", "chu-tich"),
    ("fund.reallocated", "chu-tich"),
    ("fund.disbursed", "ke-toan"),
    ("fund.disbursed", "ke-toan"),
    ("fund.disbursed", "ke-toan"),
    ("fund.disbursed", "ke-toan"),
    ("fund.repaid", "ke-toan"),
    ("fund.repaid", "ke-toan"),
    ("fund.repaid", "ke-toan"),
    ("fund.counted", "thu-quy"),
    ("fund.closed", "ke-toan"),
    ("fund.carried_forward", "ke-toan"),
    ("fund.lapsed", "ke-toan"),
    ("fund.unclaimed", "ke-toan"),
    ("fund.reopened", "chu-tich"),
    ("fund.settled", "ke-toan"),
    ("petition.suspended", "chu-tich"),
    ("petition.resumed", "chu-tich"),
    ("petition.received", "van-thu"),
    ("petition.received", "van-thu"),
    ("petition.classified", "van-thu"),
    ("petition.forwarded", "van-thu"),
    ("petition.accepted", "chu-tich"),
    ("petition.extended", "chu-tich"),
    ("petition.extended", "chu-tich"),
    ("petition.accepted", "chu-tich"),
    ("petition.resolved", "chu-tich"),
    ("petition.withdrawn", "van-thu"),
    ("register.declared", "van-thu"),
];

pub const CATEGORIES: [&str; 5] = ["collective", "individual", "household", "frames", "organising"];

/// A few aliases, so that steps meet each other.
fn pick(of: &str, n: u8, among: u8) -> String {
    id_of(&format!("{of} {}", n % among)).to_string()
}

fn recipient(n: u8) -> Value {
    let kind = CATEGORIES[usize::from(n % 3)];
    json!({ "id": pick("người nhận", n, 6), "name": format!("Người nhận {}", n % 6), "kind": kind })
}

/// Sums around what an award costs, and some far off.
fn amount(n: u8) -> u64 {
    [0, 1, 90_000, 270_000, 410_000, 540_000, 1_000_000, 5_000_000, 20_000_000][usize::from(n % 9)]
}

impl Attempt {
    pub fn kind(&self) -> &'static str {
        STEPS[usize::from(self.step)].0
    }

    fn by(&self) -> &'static str {
        if self.wrong_hand { support::PEOPLE[usize::from(self.c % 6)].0 } else { STEPS[usize::from(self.step)].1 }
    }

    fn subject(&self, office: &Office, on: Date) -> Option<String> {
        if let Some(ready) = self.ready(office) {
            return Some(ready);
        }
        let year = if self.a.is_multiple_of(4) { on.year() - 1 } else { on.year() };
        Some(match self.kind().split_once('.').unwrap().0 {
            "nomination" => pick("đề nghị", self.a, 8),
            "council" => pick("phiên", self.a, 5),
            "decision" | "award" => pick("quyết định", self.a, 5),
            "petition" => pick("đơn", self.a, 4),
            "fund" if self.kind() == "fund.opened" => on.year().to_string(),
            "fund" => year.to_string(),
            _ => return None,
        })
    }

    /// Whether there is nothing to do it with: such attempts are made now and then only, and refused.
    pub fn is_idle(&self, office: &Office, on: Date) -> bool {
        let state = office.state();
        let begins = matches!(
            self.kind(),
            "nomination.submitted" | "council.voted" | "decision.signed" | "petition.received" | "register.declared"
        );
        let idle = match self.kind() {
            "fund.opened" => state.funds.contains_key(&on.year()),
            "fund.repaid" => state.funds.values().all(|fund| fund.disbursements.is_empty()),
            "fund.closed" => !self.b.is_multiple_of(4),
            "fund.carried_forward" | "fund.lapsed" | "fund.reopened" | "fund.settled" => {
                state.funds.values().all(|fund| fund.closed.is_none())
            }
            kind if kind.starts_with("fund.") => !state.funds.contains_key(&on.year()),
            _ => !begins && self.ready(office).is_none(),
        };
        idle && !self.a.is_multiple_of(10)
    }

    /// Mostly something that waits for this very step.
    fn ready(&self, office: &Office) -> Option<String> {
        let state = office.state();
        let decisions = state.decisions.iter().filter(|(_, decision)| match self.kind() {
            "decision.numbered" => decision.numbered.is_none(),
            "decision.issued" => decision.numbered.is_some() && decision.issued.is_none(),
            "decision.corrected" | "decision.annulled" | "award.presented" => decision.issued.is_some(),
            _ => false,
        });
        let petitions = state.petitions.iter().filter(|(_, petition)| match self.kind() {
            "petition.classified" => petition.classified.is_none(),
            "petition.accepted" => petition.classified.is_some() && petition.accepted.is_none(),
            "petition.forwarded" | "petition.withdrawn" => self.b.is_multiple_of(3) && petition.closed_on().is_none(),
            "petition.resumed" => petition.suspended.is_some(),
            "petition.extended" | "petition.resolved" | "petition.suspended" => {
                petition.accepted.is_some() && petition.closed_on().is_none()
            }
            _ => false,
        });
        let ids: Vec<_> = decisions.map(|(id, _)| id).chain(petitions.map(|(id, _)| id)).collect();
        let chosen = ids.get(usize::from(self.a) % ids.len().max(1));
        chosen.filter(|_| !self.a.is_multiple_of(10)).map(ToString::to_string)
    }

    fn data(&self, office: &Office, on: Date) -> Value {
        let (a, b, c) = (self.a, self.b, self.c);
        match self.kind() {
            "nomination.submitted" => json!({
                "recipient": recipient(b), "form": "commendation_certificate",
                "reward_type": if c.is_multiple_of(5) { "merit_record" } else { "thematic" },
                "merit": format!("Thành tích {}", c % 3),
            }),
            "council.voted" => json!({
                "members": 9, "present": 5 + u64::from(b % 4), "written": u64::from(c % 2),
                "ballots": office.state().nominations.keys().take(4 + usize::from(c % 3))
                    .map(|id| json!({ "nomination": id, "in_favour": 3 + u64::from(b % 4) })).collect::<Vec<_>>(),
            }),
            "decision.signed" => self.signed(office),
            "decision.numbered" => json!({ "number": format!("{}", b % 12), "symbol": "QĐ-UBND" }),
            "decision.issued" => json!({}),
            "decision.corrected" => {
                let mut change = json!({ "line": 1 + u64::from(b % 2) });
                match c % 3 {
                    0 => change["amount"] = json!(amount(c / 3)),
                    1 => change["merit"] = json!(format!("Thành tích {}", c / 3 % 3)),
                    _ => change["name"] = json!(format!("Tên sửa {}", c % 2)),
                }
                if !c.is_multiple_of(4) && c % 3 == 0 {
                    change["variance"] = json!("Theo bản giấy");
                }
                json!({ "kind": "content", "document": "15/QĐ-UBND", "changes": [change], "reason": "Ghi sai" })
            }
            "decision.annulled" => {
                let mut data = json!({ "document": "21/QĐ-UBND", "ground": "fraud", "reason": "Kê khai sai" });
                if !c.is_multiple_of(3) {
                    data["lines"] = json!([1 + u64::from(b % 2)]);
                }
                data
            }
            "award.presented" => json!({ "lines": [1 + u64::from(b % 2)], "presenter": "Chủ tịch" }),
            "fund.disbursed" => self.disbursed(office),
            "fund.repaid" => {
                let all: Vec<_> = office.state().funds.values().flat_map(|fund| fund.disbursements.iter()).collect();
                let chosen = all.get(usize::from(b) % all.len().max(1));
                let id = chosen.map_or_else(|| id_of("không có"), |(id, _)| **id);
                let whole = chosen.map_or(1, |(_, paid)| paid.payload.amount.get());
                let amount = if c.is_multiple_of(2) { whole } else { whole / 3 };
                json!({ "disbursement": id, "amount": amount, "voucher": "PT", "reason": "Hoàn trả" })
            }
            "fund.unclaimed" => {
                let issued = office.state().decisions.iter().filter(|(_, decision)| decision.issued.is_some());
                let issued: Vec<_> = issued.map(|(id, _)| id.to_string()).collect();
                let chosen = issued.get(usize::from(b) % issued.len().max(1)).cloned();
                let decision = chosen.unwrap_or_else(|| pick("quyết định", b, 5));
                json!({ "decision": decision, "line": 1 + u64::from(c % 2), "reason": "Không ai nhận" })
            }
            "fund.reopened" => json!({ "document": "46/TB", "reason": "Chi sót" }),
            "fund.settled" => json!({ "document": "45/TB", "total_spent": amount(b) }),
            kind if kind.starts_with("fund.") => self.fund(office, on),
            _ => self.other(office, on),
        }
        .as_object()
        .map_or_else(|| panic!("{}: {a}", self.kind()), |members| Value::Object(members.clone()))
    }

    fn signed(&self, office: &Office) -> Value {
        let (a, b, c) = (self.a, self.b, self.c);
        let deputy = self.by() == "pho-chu-tich";
        let approved = office.state().nominations.iter().filter(|(_, n)| !n.approved_by.is_empty());
        let approved: Vec<_> = approved.filter(|(_, n)| n.decision.is_none() || c.is_multiple_of(7)).collect();
        let council = !approved.is_empty() && !b.is_multiple_of(3);
        let (procedure, lines): (Value, Vec<Value>) = if council {
            let session = approved[usize::from(c) % approved.len()].1.approved_by.keys().next().unwrap();
            let of_session = approved.iter().filter(|(_, n)| n.approved_by.contains_key(session));
            let lines = of_session.take(2).map(|(id, _)| json!({ "nomination": id })).collect();
            (json!({ "kind": "council", "session": session }), lines)
        } else {
            let line = |n: u8| {
                json!({
                    "recipient": recipient(n), "form": "commendation_certificate", "reward_type": "thematic",
                    "merit": format!("Thành tích {}", c % 3),
                })
            };
            (json!({ "kind": "simplified", "ground": "found_by_head" }), vec![line(b), line(c)])
        };
        let mut lines = lines;
        if a.is_multiple_of(6) {
            lines[0]["amount"] = json!(amount(c));
            lines[0]["variance"] = json!("Theo bản giấy");
        }
        let capacity = if deputy && !c.is_multiple_of(9) { "for_chairman" } else { "chairman" };
        json!({ "title": "Tặng Giấy khen", "capacity": capacity, "procedure": procedure, "lines": lines })
    }

    fn disbursed(&self, office: &Office) -> Value {
        let (b, c) = (self.b, self.c);
        let payee = json!({ "name": "Người nhận" });
        let rest = |category: &str, amount: u64, purpose: Value| {
            json!({
                "category": category, "amount": amount, "purpose": purpose, "payee": payee, "method": "cash",
                "voucher": "PC",
            })
        };
        match c % 8 {
            0 => rest("frames", amount(b), json!({ "kind": "frames", "what": "Khung" })),
            1 => rest("organising", amount(b), json!({ "kind": "organising", "what": "Hội nghị" })),
            _ => {
                let issued = office.state().decisions.iter().filter(|(_, decision)| decision.issued.is_some());
                let issued: Vec<_> = issued.collect();
                let Some((id, decision)) = issued.get(usize::from(b) % issued.len().max(1)) else {
                    let none = json!({ "kind": "award", "decision": pick("quyết định", b, 5), "line": 1 });
                    return rest("individual", 270_000, none);
                };
                let line = 1 + u64::from(c % 2);
                let award = decision.awards.get(&line).or_else(|| decision.awards.values().next()).unwrap();
                let whole = award.line.amount.get();
                let amount = if c.is_multiple_of(3) { whole / 2 } else { whole };
                let category = award.line.recipient.kind.as_str();
                rest(category, amount, json!({ "kind": "award", "decision": id, "line": award.line.line }))
            }
        }
    }

    fn fund(&self, office: &Office, on: Date) -> Value {
        let (b, c) = (self.b, self.c);
        let year: i16 = self.subject(office, on).unwrap().parse().unwrap();
        let fund = office.state().funds.get(&year);
        let balance = fund.map_or(0, |fund| fund.balance().get());
        let handed = |fund: &sovang::domain::fund::Fund| {
            fund.carried.iter().filter(|c| c.1 == year).map(|c| c.2.get()).sum::<u64>()
        };
        match self.kind() {
            "fund.opened" => json!({ "opening": office.state().funds.values().map(handed).sum::<u64>() }),
            "fund.appropriated" => json!({ "amount": amount(b), "document": "02/QĐ-UBND" }),
            "fund.contributed" => json!({ "amount": amount(b), "donor": "Hợp tác xã", "voucher": "PT" }),
            "fund.allocated" => json!({ "category": CATEGORIES[usize::from(c % 5)], "amount": amount(b) }),
            "fund.reallocated" => json!({
                "from": CATEGORIES[usize::from(c % 5)], "to": CATEGORIES[usize::from(b % 5)], "amount": amount(b / 5),
                "reason": "Điều chuyển",
            }),
            "fund.counted" => json!({ "amount": balance, "place": "cash" }),
            "fund.closed" => json!({ "counted": if c.is_multiple_of(4) { 0 } else { balance } }),
            "fund.carried_forward" => {
                json!({ "amount": if c.is_multiple_of(2) { balance } else { amount(b) }, "money": "appropriation", "to_year": year + 1 })
            }
            _ => json!({ "amount": if c.is_multiple_of(2) { balance } else { amount(b) }, "document": "Lệnh" }),
        }
    }

    fn other(&self, office: &Office, on: Date) -> Value {
        let (b, c) = (self.b, self.c);
        let due = |days: u8| on.plus_days(u32::from(days % 70)).to_string();
        match self.kind() {
            "petition.received" => json!({
                "channel": "letter", "summary": "Nội dung đơn", "award_related": b.is_multiple_of(2),
                "letters": 1 + u64::from(c % 3), "signatories": u64::from(b % 4),
            }),
            "petition.classified" => {
                let kind = ["complaint", "denunciation", "suggestion", "unspecified"][usize::from(b % 4)];
                let mut data =
                    json!({ "kind": kind, "in_jurisdiction": !c.is_multiple_of(4), "anonymous": c % 6 == 1 });
                if c % 5 == 1 {
                    data["target"] = json!(id_of(support::PEOPLE[usize::from(b % 6)].0));
                }
                if let Some(id) = office.state().decisions.keys().next().filter(|_| c % 5 == 2) {
                    data["decision"] = json!(id);
                }
                data
            }
            "petition.forwarded" => json!({ "to": "Cấp trên", "reply": "31/UBND" }),
            "petition.accepted" => {
                let resolver = if c.is_multiple_of(5) { "pho-chu-tich" } else { "chu-tich" };
                json!({ "document": "12/TB", "resolver": id_of(resolver), "due_on": due(b) })
            }
            "petition.extended" => {
                json!({ "document": "18/TB", "due_on": due(b), "reason": "Phức tạp", "criteria": ["two_places", "many_people"] })
            }
            "petition.resolved" => json!({ "outcome": "rejected", "document": "40/QĐ" }),
            "petition.withdrawn" => json!({ "document": "Đơn rút", "continues": false }),
            "petition.suspended" => {
                json!({ "document": "16/QĐ", "ground": "waiting_for_other", "reason": "Chờ giám định" })
            }
            "petition.resumed" => json!({ "document": "17/QĐ", "due_on": due(b) }),
            "register.declared" => {
                let register =
                    ["decisions", "petitions", "award_petitions", "contributions", "mediations"][usize::from(b % 5)];
                let period = ["2024H1", "2024H2", "2024", "2025H1"][usize::from(c % 4)];
                json!({ "register": register, "period": period, "none": c.is_multiple_of(2) })
            }
            other => panic!("no payload for {other}"),
        }
    }

    /// The statement, unless it cannot even be made: a number for a decision that is not there, say.
    pub fn sign(&self, office: &Office, index: usize, now: sovang::values::time::Instant) -> Option<Vec<Signed>> {
        let today = now.date();
        let on = back_from(today, u32::from(self.back));
        let draft = Draft {
            kind: self.kind().parse().unwrap(),
            schema: None,
            subject: self.subject(office, on),
            on: Some(on),
            id: Some(id_of(&format!("sự kiện {index}"))),
            expect: None,
            at: None,
            by: None,
            data: object(self.data(office, on)),
        };
        let key = key_of(self.by());
        let mut new_id = || id_of(&format!("người của {index}"));
        let mut signing = Signing { key: key.public(), now, new_id: &mut new_id };
        let statements = compose(office.state(), &draft, &mut signing).ok()?;
        Some(statements.into_iter().map(|statement| statement.sign(&key)).collect())
    }
}

/// A date some days ago.
fn back_from(date: Date, days: u32) -> Date {
    let at = morning(date);
    later(at, -i64::from(days) * 86_400).date()
}
