//! `data_request.*`: what somebody asks about his own data.

use crate::domain::events::prelude::*;
use crate::domain::registers::vault::Request;

pub mod acknowledged;
pub mod answered;
pub mod received;

impl State {
    /// The request that an entry is about, still open.
    pub(super) fn request(&self, context: &Context<'_>) -> Result<&Request, Refusal> {
        let unknown = || Refusal::SubjectUnknown { subject: context.statement.subject.clone() };
        let request = self.vault.requests.get(&context.require_id()?).ok_or_else(unknown)?;
        if let Some((_, on, _)) = request.answered {
            return Err(Refusal::RequestAnswered { on });
        }
        let earlier = request.acknowledged.unwrap_or(request.on);
        if context.on() < earlier {
            return Err(Refusal::BeforeEarlierStep { earlier, date: context.on() });
        }
        Ok(request)
    }
}
