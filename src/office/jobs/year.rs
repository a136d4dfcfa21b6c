//! The end of a year of the fund and the beginning of the next, in the only right order, all or nothing: closed, handed back,
//! carried over, opened.

use serde_json::json;

use super::answers::{Answered, answered, choice, date, money, text, yes};
use super::{Entered, Event, JobError, Office, Proposal, Question, Step, object};
use crate::domain::fund::{Account, Category, Fund};
use crate::domain::policy::{CarryGround, Money, Row, YearEndRule};
use crate::office::views::{Page, law, words};
use crate::office::words as say;
use crate::values::money::Dong;
use crate::values::time::Date;

/// Asks what was counted, what lapses and what goes over.
pub fn year_end(office: &Office<'_>, entered: &Entered) -> Result<Step, JobError> {
    let (lang, names) = (office.lang, &office.names);
    let state = names.state();
    let open = state.funds.values().find(|fund| fund.closed.is_none() && fund.year < names.today().year());
    let Some(fund) = open.or_else(|| state.funds.values().find(|fund| fund.closed.is_none())) else {
        return Err(JobError::Nothing(say::year_nothing(lang)));
    };
    let year = fund.year;
    let held: Dong = Category::ALL.iter().map(|category| amount_in(fund, Account::Committed(*category))).sum();
    if held > Dong::ZERO {
        return Err(unpaid(office, fund, held));
    }
    let balance = fund.balance();
    let given = state.contributions_of(fund).get().min(balance.get());
    let given = Dong::new(given).unwrap_or_default();
    let budget = balance.less(given);
    let received: Dong = fund.income.iter().map(|income| income.amount).sum();
    let above = vec![say::year_heading(lang, year, received, fund.spent(), balance), say::year_of(lang, budget, given)];
    let on = answered!(date(office, entered, &above, "on", say::ask_closing_date(lang)));
    let counted = answered!(money(office, entered, &[], Question::new("counted", say::ask_counted(lang))));
    let mut close = object(json!({ "counted": counted }));
    if counted != balance {
        let off = counted.signed().saturating_sub(balance.signed());
        let above = [say::count_differs(lang, crate::office::views::money(off))];
        let why = answered!(text(entered, &above, Question::new("difference", say::ask_difference(lang))));
        close.insert("difference".to_owned(), json!(why));
    }
    let subject = Some(year.to_string());
    let event = |kind, subject: &Option<String>, data| Event { kind, subject: subject.clone(), on: Some(on), data };
    let mut events = vec![event("fund.closed", &subject, close)];
    let mut steps = vec![say::year_closes(lang, year, counted)];
    let mut carried = Dong::ZERO;
    let last = Date::new(year, 12, 31).unwrap_or(on);
    if budget > Dong::ZERO {
        let carries = answered!(budget_goes(office, entered, (year, budget, last)));
        match carries {
            None => {
                let voucher = answered!(text(entered, &[], Question::new("document", say::ask_lapse_document(lang))));
                let data = object(json!({ "amount": budget, "document": voucher }));
                events.push(event("fund.lapsed", &subject, data));
                steps.push(say::year_lapses(lang, budget, voucher, state.year_end_article(year)));
            }
            Some(ground) => {
                let mut data = object(json!({ "amount": budget, "money": "appropriation", "to_year": year + 1 }));
                if let Some(ground) = &ground {
                    data.insert("ground".to_owned(), json!(ground));
                }
                events.push(event("fund.carried_forward", &subject, data));
                let ground = ground.map(|code| CarryGround::LIST.word(&code, lang).to_owned()).unwrap_or_default();
                steps.push(say::year_carries(lang, budget, year + 1, ground));
                carried = budget;
            }
        }
    }
    if given > Dong::ZERO {
        let question = say::ask_carry_given(lang, given, year + 1);
        let carries = answered!(yes(office, entered, &[], "carry", question, true));
        if carries {
            let data = json!({
                "amount": given, "money": "contribution", "to_year": year + 1, "ground": CarryGround::StatedPurpose.as_str(),
            });
            events.push(event("fund.carried_forward", &subject, object(data)));
            let ground = CarryGround::StatedPurpose.label(lang);
            steps.push(say::year_carries(lang, given, year + 1, ground));
            carried = carried.plus(given).unwrap_or(carried);
        }
    }
    if !state.funds.contains_key(&(year + 1)) {
        events.push(event("fund.opened", &Some((year + 1).to_string()), object(json!({ "opening": carried }))));
        steps.push(say::year_opens(lang, year + 1, carried));
    }
    let mut page = Page::titled(say::year_title(lang, year));
    let first = state.chain.head().seq + 1;
    for (step, seq) in steps.into_iter().zip(first..) {
        page.say(format!("#{seq}  {step}"));
    }
    page.say(words(balance));
    if on <= Date::new(year + 1, 1, 31).unwrap_or(on) {
        page.warnings.push(say::year_early(lang, year, year + 1));
    }
    let rules = [(Money::Appropriation, budget), (Money::Contribution, given)];
    let rules = rules.into_iter().filter(|(_, amount)| *amount > Dong::ZERO);
    let rules = rules.filter_map(|(money, _)| state.policies.year_end(money, last).map(|ruled| ruled.row as &dyn Row));
    page.warnings.extend(law::unverified(rules, lang));
    page.brief = say::year_title(lang, year);
    let (done, next) = (page.brief.clone(), Some(say::next_income(lang)));
    Ok(Step::Ready(Box::new(Proposal { page, events, done, next, ..Proposal::default() })))
}

/// Whether budget money goes back (nothing) or over, by which point of the law where one is needed.
fn budget_goes(
    office: &Office<'_>,
    entered: &Entered,
    (year, budget, last): (i16, Dong, Date),
) -> Result<Answered<Option<Option<String>>>, JobError> {
    let (lang, state) = (office.lang, office.names.state());
    let rule = state.policies.year_end(Money::Appropriation, last);
    let allowed = rule.as_ref().map_or(YearEndRule::Either, |rule| rule.row.rule);
    let grounds: Vec<CarryGround> = rule
        .map(|rule| CarryGround::ALL.into_iter().filter(|g| rule.row.grounds.contains(g)).collect())
        .unwrap_or_default();
    let mut choices = vec![("lapse".to_owned(), say::budget_lapses(lang))];
    if matches!(allowed, YearEndRule::Either | YearEndRule::CarryForward) {
        choices.push(("carry".to_owned(), say::budget_carried(lang, year + 1)));
    }
    let excepted = grounds.iter().map(|g| (g.as_str().to_owned(), say::budget_excepted(lang, year + 1, g.label(lang))));
    choices.extend(excepted);
    if allowed == YearEndRule::CarryForward {
        choices.retain(|(code, _)| code != "lapse");
    }
    let question = Question::new("budget", say::ask_budget_goes(lang, budget)).among(choices).deciding();
    Ok(match choice(office, entered, &[], question)? {
        Answered::Is(code) if code == "lapse" => Answered::Is(None),
        Answered::Is(code) if code == "carry" => Answered::Is(Some(None)),
        Answered::Is(code) => Answered::Is(Some(Some(code))),
        Answered::Ask(step) => Answered::Ask(step),
    })
}

fn amount_in(fund: &Fund, account: Account) -> Dong {
    u64::try_from(fund.balance_of(account)).ok().and_then(Dong::new).unwrap_or_default()
}

/// What is promised and not paid: by which decision, how much.
fn unpaid(office: &Office<'_>, fund: &Fund, held: Dong) -> JobError {
    let (lang, names) = (office.lang, &office.names);
    let of_year = names.state().decisions.values().filter(|d| d.issued.is_some() && d.fund_year() == Some(fund.year));
    let open = of_year.filter_map(|decision| {
        let unpaid: Dong = decision.awards.values().map(|award| award.unpaid()).sum();
        let lines = decision.awards.values().filter(|award| award.unpaid() > Dong::ZERO).count();
        (unpaid > Dong::ZERO).then(|| say::year_unpaid(lang, names.of_decision(decision, lang), lines, unpaid))
    });
    JobError::Cannot {
        why: say::year_holds(lang, fund.year, held),
        listed: open.collect(),
        advice: say::year_holds_advice(lang),
    }
}
