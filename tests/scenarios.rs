//! The scenarios of `fixtures/scenarios/`: what a clerk may record and what the ledger refuses, in Vietnamese.
//! Every refusal code is triggered by at least one, and `docs/rules.md` is compared with them.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test that finds nothing may stop

mod scenario;
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use scenario::table::{FAULTS, cases, rules};
use scenario::{ADMITTED, Samples, Scenario, Step, root, said, scenarios};
use serde_json::{Value, json};
use sovang::domain::events::TakeBack;
use sovang::domain::ledger;
use sovang::domain::refusal::RULES;
use sovang::office::names::Names;
use sovang::reports::audit::{audit, facts};
use sovang::reports::due::{Standing, due};
use sovang::reports::figures::{self, Figure, Of, Value as FigureValue};
use sovang::reports::reconcile::Reconciliation;
use sovang::values::crypto::PublicKey;
use sovang::values::lang::Lang;
use support::{Office, alone, id_of, preset, wrong_accounts};

/// Runs a scenario; what is wrong, if anything is, and whether it ended as it should.
fn run(samples: &Samples, bases: &mut BTreeMap<String, Office>, scenario: &Scenario) -> Vec<String> {
    let base = bases.entry(scenario.given.clone()).or_insert_with(|| samples.situation(&scenario.given));
    let mut office = base.fork();
    let mut wrong = Vec::new();
    for (i, step) in scenario.when.iter().enumerate() {
        let (signed, recorded) = samples.sign(&mut office, step);
        let before = office.picture();
        let rows = office.rows().len();
        let result = office.append(signed, recorded);
        wrong.extend(wrong_accounts(office.state()).into_iter().map(|what| format!("sau {}: {what}", step.kind)));
        match (i + 1 == scenario.when.len(), result) {
            (false, Ok(_)) => {}
            (false, Err(refusal)) => {
                return vec![format!("bước {} ({}) bị từ chối: {}", i + 1, step.kind, said(&refusal))];
            }
            (true, Ok(_)) if scenario.then == ADMITTED => {}
            (true, Ok(_)) => wrong.push(format!("ghi được, đúng ra là {}", scenario.then)),
            (true, Err(refusal)) => {
                if refusal.code() != scenario.then {
                    wrong.push(format!("{}, đúng ra là {}", said(&refusal), scenario.then));
                }
                let message = refusal.message(Lang::Vi);
                if let Some(part) = scenario.message.as_ref().filter(|part| !message.contains(*part)) {
                    wrong.push(format!("«{message}» không có «{part}»"));
                }
                if let Some(ground) = scenario.ground.as_ref().filter(|ground| !refusal.source().starts_with(*ground)) {
                    wrong.push(format!("căn cứ «{}» không phải «{ground}»", refusal.source()));
                }
                if refusal.advice(Lang::Vi).is_empty() || refusal.source().is_empty() {
                    wrong.push("thiếu lời khuyên hoặc nguồn".into());
                }
                if *office.state() != before || office.rows().len() != rows {
                    wrong.push("bị từ chối mà sổ vẫn thay đổi".into());
                }
            }
        }
    }
    wrong.extend(figures(&office, scenario));
    wrong.extend(accounts(&office, scenario));
    wrong.extend(audited(&office, scenario));
    wrong.extend(terms(&office, scenario));
    wrong.extend(published(&office, scenario));
    let outcome = office.walk();
    if office.journal.head().seq > 0 {
        wrong.extend(outcome.findings.iter().map(|finding| format!("mục {}: {}", finding.seq, finding.code())));
        if outcome.state != *office.state() {
            wrong.push("đọc lại sổ ra kết quả khác".into());
        }
    }
    wrong
}

fn figures(office: &Office, scenario: &Scenario) -> Vec<String> {
    let mut wrong = Vec::new();
    for (period, expected) in &scenario.figures {
        let all = figures::all(&Of::new(office.state(), period.parse().unwrap()), Lang::Vi);
        for (code, expected) in expected {
            let found = all.iter().find(|figure| figure.code == *code);
            let agrees = match (found.map(|figure: &Figure| figure.value), expected) {
                (Some(FigureValue::Some(n)), Value::Number(m)) => m.as_i64() == Some(n),
                (Some(FigureValue::None), Value::String(text)) => text == "không có",
                (Some(FigureValue::NotReported), Value::String(text)) => text == "chưa ghi nhận",
                // There is no figure that is not there; a report may still not print it.
                (Some(FigureValue::Some(0)), Value::String(text)) => {
                    text == "không nêu" && found.is_some_and(|figure| !figure.printed)
                }
                _ => false,
            };
            if !agrees {
                let found = found.map_or_else(|| "không nêu".to_owned(), |figure| figure.show(Lang::Vi));
                wrong.push(format!("{period} {code}: {found}, đúng ra là {expected}"));
            }
        }
    }
    wrong
}

/// Codes that the audit does not find.
fn audited(office: &Office, scenario: &Scenario) -> Vec<String> {
    let facts = facts(office.state());
    let Some(today) = facts.last().map(|fact| fact.recorded) else { return Vec::new() };
    let found: BTreeSet<&str> =
        audit(office.state(), &facts, &[], today).iter().map(|finding| finding.question.code).collect();
    let missing = scenario.audit.iter().filter(|code| !found.contains(code.as_str()));
    let missing = missing.map(|code| format!("kiểm tra không thấy {code}, chỉ thấy {found:?}"));
    let unwanted = scenario.not_in_audit.iter().filter(|code| found.contains(code.as_str()));
    missing.chain(unwanted.map(|code| format!("kiểm tra thấy {code}"))).collect()
}

/// Terms and typed names that do not come out as said.
fn terms(office: &Office, scenario: &Scenario) -> Vec<String> {
    let mut wrong = Vec::new();
    for expected in &scenario.due {
        let mut terms = due(office.state(), expected.on.parse().unwrap(), 5);
        terms.retain(|term| expected.what.as_ref().is_none_or(|what| what == term.task.label(Lang::Vi)));
        let [term] = terms.as_slice() else {
            wrong.push(format!("{}: {} hạn, đúng ra là một", expected.on, terms.len()));
            continue;
        };
        let (until, over) = (
            term.until.map(|on| on.to_string()),
            match term.standing {
                Standing::Overdue(days) => Some(days),
                _ => None,
            },
        );
        if (&until, over) != (&expected.until, expected.overdue) {
            wrong.push(format!("{}: hạn {until:?}, quá {over:?} ngày", expected.on));
        }
    }
    if let Some(on) = &scenario.nothing_due {
        let terms = due(office.state(), on.parse().unwrap(), 5);
        wrong.extend(terms.iter().map(|term| format!("{on}: còn hạn {}", term.task.label(Lang::Vi))));
    }
    for (typed, expected) in &scenario.finds {
        let found = Names::new(office.state(), office.last.date()).find_recipient(typed).ok();
        if found != Some(id_of(expected.trim_start_matches('$'))) {
            wrong.push(format!("«{typed}» không ra {expected}"));
        }
    }
    wrong
}

/// What is found against a publication, if it is not what the scenario says.
fn published(office: &Office, scenario: &Scenario) -> Vec<String> {
    let Some(claims) = &scenario.claims else { return Vec::new() };
    let result = Reconciliation::new(office.state(), claims, Lang::Vi).unwrap();
    let sorts: Vec<String> =
        result.contradictions.iter().map(|found| json!(found.sort).as_str().unwrap().to_owned()).collect();
    let sums: Vec<i64> = result.sums.iter().map(|sum| sum.unexplained_difference).filter(|n| *n != 0).collect();
    let mut wrong = Vec::new();
    if sorts != scenario.contradictions {
        wrong.push(format!("mâu thuẫn: {sorts:?}"));
    }
    if sums != scenario.unexplained {
        wrong.push(format!("chênh lệch không giải trình được: {sums:?}"));
    }
    wrong
}

fn accounts(office: &Office, scenario: &Scenario) -> Vec<String> {
    let mut wrong = Vec::new();
    for (year, expected) in &scenario.accounts {
        let fund = &office.state().funds[&year.parse::<i16>().unwrap()];
        for (name, expected) in expected {
            let of = |(account, _): &(_, i128)| format!("{account:?}") == *name;
            let found = fund.accounts().find(of).map_or(0, |(_, amount)| amount);
            if found != i128::from(*expected) {
                wrong.push(format!("Quỹ {year}, {name}: {found}, đúng ra là {expected}"));
            }
        }
    }
    wrong
}

#[test]
fn every_scenario_ends_as_it_says() {
    let samples = Samples::load();
    let mut bases = BTreeMap::new();
    let mut wrong = String::new();
    for (file, scenario) in scenarios() {
        for what in run(&samples, &mut bases, &scenario) {
            writeln!(wrong, "{file}, «{}»: {what}", scenario.name).unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// What is later than everything a scenario speaks of.
fn is_before(samples: &Samples, scenario: &Scenario, day: &str) -> bool {
    let mut steps: Vec<&Step> = scenario.when.iter().collect();
    let mut given = Some(scenario.given.as_str());
    while let Some(situation) = given.and_then(|name| samples.situation.get(name)) {
        steps.extend(&situation.steps);
        given = situation.after.as_deref();
    }
    let dates = steps.iter().flat_map(|step| [&step.on, &step.recorded, &step.at]).flatten();
    let asked = scenario.due.iter().map(|due| &due.on).chain(&scenario.nothing_due);
    dates.chain(asked).all(|date| date.as_str() < day)
}

/// History is judged by the law of its day: whatever is adopted for later days, no verdict, no amount, no term and no
/// finding of an earlier day changes.
#[test]
fn no_later_policy_changes_what_was_before_it() {
    let mut harsh = preset("vn-2026-r3");
    harsh["valid_from"] = json!("2025-03-01");
    for table in harsh.as_object_mut().unwrap().values_mut() {
        for row in table.as_array_mut().into_iter().flatten().filter(|row| row.get("mark").is_some()) {
            let replaced = [("coefficient", json!("9")), ("days", json!(1)), ("percent", json!("0"))];
            for (name, value) in replaced {
                if row.get(name).is_some() {
                    row[name] = value;
                }
            }
            if row.get("amount").is_none() {
                row["from"] = json!("2025-03-01");
            }
        }
    }
    for later in [preset("vn-2025-r2"), preset("vn-2026-r3"), harsh] {
        let mut samples = Samples::load();
        let from = later["valid_from"].as_str().unwrap().to_owned();
        samples.later = Some(later);
        let (mut bases, mut wrong, mut judged) = (BTreeMap::new(), String::new(), 0);
        // Entries shift by one: what names an entry by number, or brings a policy of the same name, is left out.
        let numbered = |scenario: &Scenario| {
            let steps = scenario.when.iter();
            let tampered = steps.clone().any(|step| step.tamper.is_some());
            tampered || steps.clone().any(|step| step.kind == "checkpoint.anchored" || step.kind.starts_with("ledger."))
        };
        for (file, scenario) in scenarios() {
            if is_before(&samples, &scenario, &from) && !numbered(&scenario) {
                judged += 1;
                for what in run(&samples, &mut bases, &scenario) {
                    writeln!(wrong, "{from}, {file}, «{}»: {what}", scenario.name).unwrap();
                }
            }
        }
        assert!(wrong.is_empty(), "\n{wrong}");
        assert!(judged > 150, "{judged}");
    }
}

#[test]
fn names_are_unique_and_codes_exist() {
    let known: BTreeSet<&str> = RULES.iter().map(|rule| rule.code).chain(FAULTS.map(|(code, _)| code)).collect();
    let mut names = BTreeSet::new();
    for (file, scenario) in scenarios() {
        assert!(names.insert(scenario.name.clone()), "{file}: «{}» đứng hai lần", scenario.name);
        let then = scenario.then.as_str();
        assert!(then == ADMITTED || known.contains(then), "{file}, «{}»: {then}", scenario.name);
    }
}

#[test]
fn every_awkward_case_is_shown_somewhere_or_said_to_be_open() {
    let names: BTreeSet<String> = scenarios().into_iter().map(|(_, scenario)| scenario.name).collect();
    for case in cases() {
        assert!(!case.scenarios.is_empty() || !case.tests.is_empty() || case.open.is_some(), "{}", case.what);
        for name in &case.scenarios {
            assert!(names.contains(name), "«{}»: không có tình huống «{name}»", case.what);
        }
        for test in &case.tests {
            let (file, function) = test.split_once(": ").unwrap();
            let code = std::fs::read_to_string(root().join(file)).unwrap_or_else(|_| panic!("{file}"));
            assert!(code.contains(&format!("fn {function}()")), "{test}");
        }
    }
}

#[test]
fn every_code_is_triggered() {
    let triggered: BTreeSet<String> = scenarios().into_iter().map(|(_, scenario)| scenario.then).collect();
    let codes = RULES.iter().map(|rule| rule.code).chain(FAULTS.map(|(code, _)| code));
    let missing: Vec<&str> = codes.filter(|code| !triggered.contains(*code)).collect();
    assert!(missing.is_empty(), "no scenario for {missing:?}");
}

#[test]
fn the_table_of_rules_is_up_to_date() {
    let path = root().join("docs/rules.md");
    let made = rules();
    if std::env::var_os("SOVANG_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &made).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(stored == made, "docs/rules.md is out of date: SOVANG_BLESS=1 cargo test --test scenarios");
}

/// A key that is on the curve but of small order, and so can sign nothing in the strict sense.
#[test]
fn the_weak_key_of_the_scenarios_is_weak() {
    let weak: PublicKey = format!("01{}", "0".repeat(62)).parse().unwrap();
    assert!(!weak.is_usable());
}

/// For every type that can be taken back, in the middle of a history: refused because something rests on it, or what stands
/// is the fold of all the others.
#[test]
fn taking_back_anything_leaves_the_fold_without_it() {
    let samples = Samples::load();
    let (mut bases, mut tried) = (BTreeMap::new(), BTreeMap::<String, usize>::new());
    for (file, scenario) in scenarios() {
        let base = bases.entry(scenario.given.clone()).or_insert_with(|| samples.situation(&scenario.given));
        let mut office = base.fork();
        for step in &scenario.when {
            let (signed, recorded) = samples.sign(&mut office, step);
            if office.append(signed, recorded).is_err() {
                break;
            }
        }
        for seq in 1..=office.journal.head().seq {
            let past = office.state().past_at(seq).unwrap();
            let kind = past.entry.statement.kind.to_string();
            if tried.get(&kind).is_some_and(|times| *times > 4) || office.state().taken.entries.contains_key(&seq) {
                continue;
            }
            let mut copy = office.fork();
            match copy.take_back(seq) {
                None => continue,
                Some(Err(refusal)) => {
                    assert_eq!(refusal.code(), "taken_back.rests", "{file} «{}» {seq} {kind}", scenario.name);
                    assert!(copy.state().standing() == office.state().standing(), "{file} «{}» {seq}", scenario.name);
                    if tried.contains_key(&kind) || !with_what_rests(&mut copy, seq) {
                        continue;
                    }
                }
                Some(Ok(())) => {}
            }
            assert!(
                copy.state().standing() == alone(copy.state()).standing(),
                "{file} «{}» {seq} {kind}",
                scenario.name
            );
            *tried.entry(kind).or_default() += 1;
        }
    }
    let can = ledger::EVENTS.iter().filter(|meta| !matches!(meta.take_back, TakeBack::Never(_)));
    let missing: Vec<&str> = can.map(|meta| meta.name).filter(|name| !tried.contains_key(*name)).collect();
    assert!(missing.is_empty(), "never taken back: {missing:?}");
}

/// Takes an entry back after all that rests on it, newest first; whether it could be.
fn with_what_rests(office: &mut Office, seq: u64) -> bool {
    while let Some((on, _)) = office.state().resting_on(seq).pop() {
        if !with_what_rests(office, on) {
            return false;
        }
    }
    office.take_back(seq).is_some_and(|done| done.is_ok())
}

/// For every type that can be taken back: taking back the newest entry gives the state before it but for the trace, and
/// what is read again from the bytes agrees.
#[test]
fn taking_the_newest_entry_back_leaves_the_state_before_it() {
    let samples = Samples::load();
    let (mut bases, mut tried) = (BTreeMap::new(), BTreeSet::new());
    for (file, scenario) in scenarios() {
        let base = bases.entry(scenario.given.clone()).or_insert_with(|| samples.situation(&scenario.given));
        let mut office = base.fork();
        for step in &scenario.when {
            let before = office.state().standing();
            let (signed, recorded) = samples.sign(&mut office, step);
            if office.append(signed, recorded).is_err() {
                break;
            }
            // One history a type is enough for the types that stand in hundreds.
            let seen = tried.iter().filter(|(kind, _)| *kind == step.kind).count();
            if seen > 6 {
                continue;
            }
            let mut copy = office.fork();
            match copy.take_back(office.journal.head().seq) {
                None => continue,
                Some(Err(refusal)) => panic!("{file} «{}» {}: {}", scenario.name, step.kind, said(&refusal)),
                Some(Ok(())) => {}
            }
            assert!(copy.state().standing() == before, "{file} «{}»: {} left something", scenario.name, step.kind);
            let outcome = copy.walk();
            assert!(outcome.lawful() && outcome.state == *copy.state(), "{file} «{}»: {}", scenario.name, step.kind);
            tried.insert((step.kind.clone(), scenario.name.clone()));
        }
    }
    let can = ledger::EVENTS.iter().filter(|meta| !matches!(meta.take_back, TakeBack::Never(_)));
    let missing: Vec<&str> =
        can.map(|meta| meta.name).filter(|name| !tried.iter().any(|(kind, _)| kind == name)).collect();
    assert!(missing.is_empty(), "never taken back: {missing:?}");
}
