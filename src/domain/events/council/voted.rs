//! `council.voted`: the council votes.

use std::collections::BTreeSet;

use crate::domain::events::prelude::*;
pub use crate::domain::registers::nomination::CouncilVoted;
use crate::domain::registers::nomination::{Ballot, Session};
use crate::values::ident::Id;
use crate::values::time::Date;

impl Kind for CouncilVoted {
    const NAME: &'static str = "council.voted";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Hội đồng biểu quyết", en: "The council votes" },
        subject: "council",
        key: Key::New,
        authors: &[Role::Secretary],
        schemas: &[schema!("council.voted", 1)],
        fields: &[
            ("members", "Tổng số thành viên", "All members"),
            ("present", "Số thành viên có mặt", "Members present"),
            ("written", "Số phiếu bằng văn bản", "Votes in writing"),
            ("ballots", "Kết quả từng đề nghị", "Result for each nomination"),
            ("ballots.nomination", "Mã đề nghị", "Nomination"),
            ("ballots.in_favour", "Số phiếu tán thành", "Votes in favour"),
            ("minutes", "Mã băm biên bản", "Hash of the minutes"),
        ],
        refers: &[("ballots.nomination", Reference::Subject("nomination"))],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        context.first_of_subject(state)?;
        let voting = self.present + self.written;
        let mut seen = BTreeSet::new();
        for ballot in &self.ballots {
            if !seen.insert(ballot.nomination) {
                return Err(Refusal::BallotTwice { nomination: ballot.nomination });
            }
            let known = state.nominations.get(&ballot.nomination);
            let nomination = known.ok_or(Refusal::NominationUnknown { nomination: ballot.nomination })?;
            if nomination.complete.is_some_and(|(complete, _)| !complete) {
                return Err(Refusal::DossierIncomplete { name: nomination.submitted.recipient.name.clone() });
            }
            let rule = state.policies.votes(&nomination.submitted.form, nomination.dates(context.on()))?.row;
            let article = || rule.cite();
            if voting > self.members {
                return Err(Refusal::VotesExceedMembers { votes: voting, members: self.members, article: article() });
            }
            if !rule.quorum.holds(voting, self.members) {
                let (members, share) = (self.members, rule.quorum);
                return Err(Refusal::NoQuorum { voting, members, share, article: article() });
            }
            if ballot.in_favour > voting {
                return Err(Refusal::VotesExceedMembers {
                    votes: ballot.in_favour,
                    members: voting,
                    article: article(),
                });
            }
            if context.on() < nomination.on {
                return Err(Refusal::BeforeEarlierStep { earlier: nomination.on, date: context.on() });
            }
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(session) = context.subject_id() else { return };
        let approved = self.ballots.iter().filter(|ballot| self.approves(state, ballot, context.on()));
        let approved: BTreeSet<Id> = approved.map(|ballot| ballot.nomination).collect();
        let (on, seq) = (context.on(), context.seq);
        let held = Session { voted: self.clone(), on, seq, approved: approved.clone() };
        state.sessions.entry(session).or_insert(held);
        for ballot in &self.ballots {
            if let Some(nomination) = state.nominations.get_mut(&ballot.nomination) {
                nomination.entries.push(context.seq);
                nomination.waiting = approved.contains(&ballot.nomination);
                if nomination.waiting {
                    nomination.approved_by.insert(session, context.on());
                }
            }
        }
    }
}

impl CouncilVoted {
    /// Whether a nomination got the votes that the law for its form asks for.
    fn approves(&self, state: &State, ballot: &Ballot, on: Date) -> bool {
        let nomination = state.nominations.get(&ballot.nomination);
        let rule = nomination.and_then(|known| state.policies.votes(&known.submitted.form, known.dates(on)).ok());
        rule.is_some_and(|rule| rule.row.approval.holds(ballot.in_favour, self.members))
    }
}
