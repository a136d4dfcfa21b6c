//! What nominations, proposals and decisions share.

pub mod checked;
pub mod submitted;

use crate::domain::refusal::Refusal;
use crate::domain::registers::nomination::{Form, Recipient, RecipientKind, RewardType};

/// Types of award belong to forms of commendation, not to titles; households are awarded for sudden achievements and in
/// movements only (Luật TĐKT Đ8).
pub(in crate::domain) fn type_of_award(
    recipient: &Recipient,
    form: &Form,
    reward_type: Option<RewardType>,
) -> Result<(), Refusal> {
    let Some(reward_type) = reward_type else {
        return match form.is_certificate() {
            true => Err(Refusal::RewardTypeMissing { name: recipient.name.clone() }),
            false => Ok(()),
        };
    };
    let fits = matches!(reward_type, RewardType::Sudden | RewardType::Thematic);
    if recipient.kind == RecipientKind::Household && !fits {
        return Err(Refusal::HouseholdType { name: recipient.name.clone(), reward_type });
    }
    Ok(())
}
