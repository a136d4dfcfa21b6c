//! Every list of words that a payload may hold, so that a form finds the one a schema means.

use super::deadline::{DayKind, Step};
use super::decision::{AnnulmentGround, Capacity, Procedure, SimplifiedGround};
use super::dossier::{Answer, DocumentKind};
use super::duty::Task;
use super::emulation::{MovementKind, Stage};
use super::events::decision::corrected::CorrectionKind;
use super::events::ledger::log_key_rotated::Cause;
use super::fund::{Category, Method, Place, Purpose};
use super::nomination::{RecipientKind, RewardType};
use super::petition::{Act, CaseGround, Channel, Criterion, Instance, Outcome, PetitionKind};
use super::policy::{
    CarryGround, Deciding, FileClass, HoldGround, Limited, Mark, Money, Per, ProcedureKind, Reported, RoundingOrder,
    YearEndRule,
};
use super::reception::{Mediated, Receiver};
use super::register::Register;
use super::registers::taking_back::Ground;
use super::vault::{DataOutcome, DataRequest};
use crate::log::keyring::Ended;
use crate::log::role::Role;
use crate::values::listed::List;
use crate::values::money::PercentRounding;

/// Every list.
pub const LISTS: &[&List] = &[
    Role::LIST,
    Ended::LIST,
    RecipientKind::LIST,
    RewardType::LIST,
    Capacity::LIST,
    Procedure::KINDS,
    Cause::KINDS,
    SimplifiedGround::LIST,
    CorrectionKind::LIST,
    AnnulmentGround::LIST,
    Category::LIST,
    Purpose::KINDS,
    Method::LIST,
    Place::LIST,
    Money::LIST,
    CarryGround::LIST,
    MovementKind::LIST,
    Stage::LIST,
    PercentRounding::LIST,
    DocumentKind::LIST,
    Answer::LIST,
    Channel::LIST,
    PetitionKind::LIST,
    Criterion::LIST,
    Act::LIST,
    CaseGround::LIST,
    Outcome::LIST,
    Instance::LIST,
    Receiver::LIST,
    Mediated::LIST,
    Register::LIST,
    Task::LIST,
    Ground::LIST,
    DataRequest::LIST,
    DataOutcome::LIST,
    Mark::LIST,
    Deciding::LIST,
    Step::LIST,
    DayKind::LIST,
    RoundingOrder::LIST,
    Limited::LIST,
    YearEndRule::LIST,
    HoldGround::LIST,
    ProcedureKind::LIST,
    Reported::LIST,
    Per::LIST,
    FileClass::LIST,
];

/// The list that a schema names by its codes: these very ones or, in a schema of an earlier version, the first of them.
pub fn of_codes(codes: &[&str]) -> Option<&'static List> {
    let begins = |list: &&&List| {
        let mut known = list.words.iter().map(|(code, _)| *code);
        codes.iter().all(|code| known.next() == Some(*code))
    };
    let whole = |list: &&&List| list.words.len() == codes.len() && begins(list);
    let found = LISTS.iter().find(whole).or_else(|| LISTS.iter().find(begins));
    found.filter(|_| !codes.is_empty()).copied()
}
