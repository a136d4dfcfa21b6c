//! What a movement and its reviews share.

pub mod launched;
pub mod reviewed;

use crate::domain::refusal::Refusal;
use crate::domain::registers::emulation::Movement;
use crate::domain::state::{Context, State};

impl State {
    pub(in crate::domain) fn movement(&self, context: &Context<'_>) -> Result<&Movement, Refusal> {
        let unknown = || Refusal::SubjectUnknown { subject: context.statement.subject.clone() };
        self.emulation.movements.get(&context.require_id()?).ok_or_else(unknown)
    }
}
