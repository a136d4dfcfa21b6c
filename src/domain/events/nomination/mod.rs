//! What nominations, proposals and decisions share.

pub mod checked;
pub mod submitted;

use crate::domain::refusal::Refusal;
use crate::domain::registers::nomination::{Recipient, RecipientKind, RewardType};

/// Households are awarded for sudden achievements and in movements only (Luật TĐKT Đ8).
pub(in crate::domain) fn household_in_its_types(recipient: &Recipient, reward_type: RewardType) -> Result<(), Refusal> {
    let fits = matches!(reward_type, RewardType::Sudden | RewardType::Thematic);
    if recipient.kind == RecipientKind::Household && !fits {
        return Err(Refusal::HouseholdType { name: recipient.name.clone(), reward_type });
    }
    Ok(())
}
