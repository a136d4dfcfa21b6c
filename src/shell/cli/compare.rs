//! `compare`: two things that speak of a ledger: the same, one extends the other, or two histories.

use std::path::Path;

use serde_json::{Value, json};

use super::verify::bring;
use super::{CliError, Globals, Reply};
use crate::log::checkpoint::SignedCheckpoint;
use crate::log::tree::{TreeHash, TreeHead};
use crate::shell::cosigning::newest;
use crate::shell::evidence::{self, Evidence, first_difference, keys_of};
use crate::shell::heads::{Finding, Problem};
use crate::shell::messages as say;
use crate::shell::report::MadeAgain;
use crate::shell::store::sqlite::SqliteStore;
use crate::values::lang::Lang;

/// So hai bản: giống nhau, bản này nối tiếp bản kia, hay hai lịch sử khác nhau
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Mỗi bên là: sổ, bản xuất, thư mục công bố, mốc, biên nhận, báo cáo có mốc, hoặc mốc gõ từ giấy.\n\
Ví dụ: sovang compare so.sovang ban-sao.sovang\n       sovang compare so.sovang bao-cao-2024h1.md\n\
Mã thoát: 0 giống nhau hoặc nối tiếp · 1 khác lịch sử hoặc khác sổ · 2 không đủ căn cứ để biết"
)]
pub struct Compare {
    /// Bên thứ nhất
    #[arg(value_name = "A")]
    a: String,
    /// Bên thứ hai
    #[arg(value_name = "B")]
    b: String,
}

/// How two things stand to each other.
enum Relation {
    Same,
    /// The longer one extends the shorter one: proof, if a tree is at hand.
    Extends {
        longer: bool,
        proof: Vec<TreeHash>,
    },
    /// Two histories; the first entry in which they differ, where both have their entries.
    Fork {
        first: Option<u64>,
    },
    Unrelated,
    /// What is at hand does not decide it; what stands in the way, if it is a key that ended.
    Undecided(Option<Finding>),
}

/// What is asked of one side: what stands in it only where the other is a report of it as it stands.
fn beside(one: Evidence, other: &Evidence) -> Evidence {
    match (&one, other) {
        (Evidence::Entries(_), Evidence::Report { checkpoint, .. })
            if checkpoint.unverified().head.size == one.size() =>
        {
            one
        }
        _ => one.lean(),
    }
}

impl Compare {
    /// Both sides; what stands in two ledgers is never held at once.
    fn sides(&self) -> Result<(Evidence, Evidence), CliError> {
        if evidence::has_entries(&self.a) {
            let b = bring(&self.b)?.lean();
            return Ok((beside(bring(&self.a)?, &b), b));
        }
        let a = bring(&self.a)?;
        let a = if evidence::has_entries(&self.b) { a.lean() } else { a };
        let b = beside(bring(&self.b)?, &a);
        Ok((beside(a, &b), b))
    }

    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let (a, b) = self.sides()?;
        let relation = relate(&a, &b, (&self.a, &self.b));
        let mut head_only = String::new();
        for ((ledger, ours), (what, other)) in [((&self.a, &a), (&self.b, &b)), ((&self.b, &b), (&self.a, &a))] {
            let Evidence::Report { checkpoint, text } = other else { continue };
            let made = match (ours, &relation) {
                (Evidence::Entries(outcome), Relation::Same | Relation::Extends { .. }) => {
                    evidence::made_again(Path::new(ledger), outcome, checkpoint, text)
                }
                _ => None,
            };
            match made {
                Some(MadeAgain::Same) => {}
                Some(MadeAgain::Differs(place)) => {
                    let told = format!("{what}: {}", say::audit_figures(lang, other.size(), place));
                    let text = format!("{told}\n  {}\n", say::audit_figures_meaning(lang));
                    return Ok(Reply::answer(text, json!({ "relation": "altered", "what": what }), false));
                }
                Some(MadeAgain::NotAReport) | None => {
                    head_only.push_str(&format!("{}\n", say::verify_head_only(lang, what)));
                }
            }
        }
        let (name, text, yes) = match &relation {
            Relation::Same => ("same", say::compare_same(lang, a.size()), true),
            Relation::Extends { longer, .. } => {
                let (long, short) = if *longer { (&self.b, &self.a) } else { (&self.a, &self.b) };
                let (large, small) = (a.size().max(b.size()), a.size().min(b.size()));
                ("extends", say::compare_extends(lang, long, short, small, large), true)
            }
            Relation::Fork { first: Some(first) } => ("fork", say::compare_fork_at(lang, first), false),
            Relation::Fork { first: None } => ("fork", say::compare_fork(lang, a.size().min(b.size())), false),
            Relation::Unrelated => ("unrelated", say::compare_unrelated(lang), false),
            Relation::Undecided(Some(finding)) => {
                let told = format!("{} {}", finding.message(lang), finding.meaning(lang));
                return Err(CliError::About(finding.code(), told, |_, told| told, say::key_ended_advice));
            }
            Relation::Undecided(None) => {
                return Err(CliError::Said("compare.undecided", say::compare_undecided, say::compare_undecided_advice));
            }
        };
        let mut text = format!("{text}\n{head_only}");
        let sides = [("A", &self.a, &a), ("B", &self.b, &b)];
        let described: Vec<Value> = sides
            .iter()
            .map(|(side, what, evidence)| {
                text.push_str(&format!("  {side}: {}\n", describe(what, evidence, lang)));
                side_json(what, evidence)
            })
            .collect();
        if let Relation::Fork { .. } = relation {
            text.push_str(&format!("{}\n", say::compare_fork_evidence(lang)));
            for (_, what, evidence) in sides {
                if let Some(checkpoint) = signed(evidence).or_else(|| signed_last(what)) {
                    text.push_str(&format!("\n{checkpoint}"));
                }
            }
        }
        let proof: Option<Vec<String>> = match &relation {
            Relation::Extends { proof, .. } if !proof.is_empty() => {
                Some(proof.iter().map(TreeHash::to_base64).collect())
            }
            _ => None,
        };
        let first = match relation {
            Relation::Fork { first } => first,
            _ => None,
        };
        let json = json!({ "relation": name, "a": described.first(), "b": described.get(1), "first_difference": first, "consistency_proof": proof });
        let horizons = [&a, &b].into_iter().filter_map(|side| match side {
            Evidence::Entries(outcome) => outcome.horizon,
            _ => None,
        });
        let answer = Reply::answer(text, json, yes);
        // Two histories are two, whatever stands beyond.
        let horizon = horizons.filter(|_| yes).min_by_key(|horizon| horizon.seq);
        answer.judged_to(horizon, lang)
    }
}

fn describe(what: &str, evidence: &Evidence, lang: Lang) -> String {
    match (evidence, evidence.head()) {
        (Evidence::Entries(outcome), Some(head)) if outcome.findings.is_empty() => {
            say::compare_side(lang, what, head.size, head.root)
        }
        (Evidence::Entries(_), Some(head)) => say::compare_side_unsound(lang, what, head.size, head.root),
        (_, Some(head)) => say::compare_side(lang, what, head.size, head.root),
        (_, None) => say::compare_side_short(lang, what, evidence.size()),
    }
}

fn side_json(what: &str, evidence: &Evidence) -> Value {
    let head = evidence.head();
    json!({ "what": what, "size": evidence.size(), "root": head.map(|head| head.root.to_base64()), "checkpoint": signed(evidence).map(|c| c.to_string()) })
}

/// The signed head that a side carries.
fn signed(evidence: &Evidence) -> Option<SignedCheckpoint> {
    match evidence {
        Evidence::Checkpoint(checkpoint) | Evidence::Report { checkpoint, .. } => Some(checkpoint.clone()),
        Evidence::Receipt(receipt) => receipt.checkpoint(&Default::default()),
        _ => None,
    }
}

/// The newest head that a ledger's file holds.
fn signed_last(what: &str) -> Option<SignedCheckpoint> {
    newest(&SqliteStore::open_read_only(Path::new(what)).ok()?).ok()
}

fn origin(evidence: &Evidence) -> Option<String> {
    signed(evidence).map(|checkpoint| checkpoint.unverified().origin.to_string())
}

fn relate(a: &Evidence, b: &Evidence, named: (&str, &str)) -> Relation {
    match (a, b) {
        (Evidence::Entries(ours), Evidence::Entries(theirs)) => {
            if ours.state.chain.ledger() != theirs.state.chain.ledger() {
                return Relation::Unrelated;
            }
            let (tree, other) = (&ours.tree, &theirs.tree);
            let common = tree.size().min(other.size());
            if let Some(first) = first_difference(tree, other, common) {
                return Relation::Fork { first: Some(first) };
            }
            let longer = if tree.size() < other.size() { other } else { tree };
            extends(tree.size(), other.size(), longer.consistency_proof(common, longer.size()).unwrap_or_default())
        }
        (Evidence::Entries(ours), other) => with_tree(ours, (named.1, other), false),
        (other, Evidence::Entries(ours)) => with_tree(ours, (named.0, other), true),
        _ => heads(a, b),
    }
}

fn extends(a: u64, b: u64, proof: Vec<TreeHash>) -> Relation {
    if a == b { Relation::Same } else { Relation::Extends { longer: b > a, proof } }
}

fn with_tree(ours: &crate::domain::walk::Outcome, (what, other): (&str, &Evidence), swapped: bool) -> Relation {
    let (tree, custody) = (&ours.tree, &ours.state.custody);
    let problems = other.against(&ours.state, tree);
    let size = match other {
        Evidence::Receipt(receipt) => {
            receipt.checkpoint(&keys_of(custody)).map_or(other.size(), |c| c.unverified().head.size)
        }
        _ => other.size(),
    };
    match problems.first() {
        None => {
            let proof = tree.consistency_proof(size, tree.size()).unwrap_or_default();
            let (a, b) = if swapped { (size, tree.size()) } else { (tree.size(), size) };
            extends(a, b, proof)
        }
        Some((seq, Problem::Entry)) => Relation::Fork { first: Some(*seq) },
        Some((_, Problem::Root)) => Relation::Fork { first: None },
        Some((_, Problem::Origin | Problem::Malformed | Problem::Signature(_))) => Relation::Unrelated,
        Some((seq, problem @ Problem::KeyEnded { .. })) => {
            let source = Some(what.to_owned());
            Relation::Undecided(Some(Finding { seq: *seq, problem: problem.clone(), source }))
        }
        Some(_) => Relation::Undecided(None),
    }
}

fn heads(a: &Evidence, b: &Evidence) -> Relation {
    if let (Some(one), Some(two)) = (origin(a), origin(b))
        && one != two
    {
        return Relation::Unrelated;
    }
    let (Some(one), Some(two)): (Option<TreeHead>, Option<TreeHead>) = (a.head(), b.head()) else {
        return Relation::Undecided(None);
    };
    match (one.size == two.size, one.root == two.root) {
        (true, true) => Relation::Same,
        (true, false) => Relation::Fork { first: None },
        (false, _) => Relation::Undecided(None),
    }
}
