//! Policy versions and calendars of working days that come with the program, as payloads. They are material for a person
//! who compares them with the law and signs; nothing reads them as policy until then.

/// A payload to start from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Preset {
    /// Its name; of a policy, the version's.
    pub name: &'static str,
    /// The payload.
    pub json: &'static str,
}

/// Policies, payloads of `policy.adopted`, oldest first: one per regime of the award law since 2024.
pub const PRESETS: &[Preset] = &[
    Preset { name: "vn-2024-r1", json: include_str!("vn-2024-r1.json") },
    Preset { name: "vn-2025-r2", json: include_str!("vn-2025-r2.json") },
    Preset { name: "vn-2026-r3", json: include_str!("vn-2026-r3.json") },
];

impl Preset {
    /// The policy or calendar of a name.
    pub fn find(name: &str) -> Option<&'static Preset> {
        PRESETS.iter().chain(CALENDARS).find(|preset| preset.name == name)
    }
}

/// Calendars of working days, payloads of `calendar.adopted`, by year.
pub const CALENDARS: &[Preset] = &[
    Preset { name: "lich-2024", json: include_str!("lich-2024.json") },
    Preset { name: "lich-2025", json: include_str!("lich-2025.json") },
    Preset { name: "lich-2026", json: include_str!("lich-2026.json") },
    Preset { name: "lich-2027", json: include_str!("lich-2027.json") },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ledger::State;
    use crate::domain::nomination::{Form, RecipientKind};
    use crate::domain::policy::{PolicyAdopted, RoundingOrder};

    fn adopted(order: RoundingOrder) -> State {
        let mut state = State::default();
        for preset in PRESETS {
            let mut policy: PolicyAdopted = serde_json::from_str(preset.json).unwrap();
            assert_eq!(policy.version.to_string(), preset.name);
            assert!(policy.rounding.iter().all(|row| row.order == RoundingOrder::RoundLast));
            policy.rounding.iter_mut().for_each(|row| row.order = order);
            state.policies.adopt(policy);
        }
        state
    }

    fn amounts(state: &State, date: &str, form: &str, kinds: &[RecipientKind]) -> Vec<u64> {
        let (form, date) = (form.parse::<Form>().unwrap(), date.parse().unwrap());
        kinds.iter().map(|kind| state.policies.derive(1, &form, *kind, date).unwrap().amount.get()).collect()
    }

    #[test]
    fn certificates_are_worth_what_the_decrees_say() {
        use RecipientKind::{Collective, Household, Individual};
        let last = adopted(RoundingOrder::RoundLast);
        let first = adopted(RoundingOrder::MultiplyRounded);
        for (from, to, rounded_last, rounded_first) in [
            ("2024-01-01", "2024-06-30", [270_000, 540_000, 410_000], [270_000, 540_000, 410_000]),
            ("2024-07-01", "2025-06-30", [360_000, 710_000, 530_000], [360_000, 720_000, 540_000]),
            ("2025-07-01", "2026-06-30", [710_000, 1_410_000, 1_060_000], [710_000, 1_410_000, 1_070_000]),
            ("2026-07-01", "2026-09-30", [760_000, 1_520_000, 1_140_000], [760_000, 1_520_000, 1_140_000]),
            ("2026-10-01", "2027-02-28", [760_000, 1_520_000, 1_140_000], [760_000, 1_520_000, 1_140_000]),
        ] {
            for date in [from, to] {
                let kinds = [Individual, Collective, Household];
                assert_eq!(amounts(&last, date, Form::CERTIFICATE, &kinds), rounded_last, "{date}");
                assert_eq!(amounts(&first, date, Form::CERTIFICATE, &kinds), rounded_first, "{date}");
            }
        }
        assert!(last.policies.on("2023-12-31".parse().unwrap()).is_err());
        // The decree ends on 01/3/2027 unless it is prolonged: after that no amount follows from it.
        let form = Form::CERTIFICATE.parse().unwrap();
        let after = last.policies.derive(1, &form, Individual, "2027-03-01".parse().unwrap());
        assert_eq!(after.unwrap_err().code(), "policy.ended");
    }

    #[test]
    fn the_half_year_report_adds_up_as_far_as_it_can() {
        let state = adopted(RoundingOrder::RoundLast);
        let kinds = [RecipientKind::Individual, RecipientKind::Collective];
        let each = amounts(&state, "2024-06-28", Form::CERTIFICATE, &kinds);
        assert_eq!([8 * each[0], 4 * each[1]], [2_160_000, 2_160_000]);
    }

    #[test]
    fn titles_are_worth_their_coefficient() {
        let state = adopted(RoundingOrder::RoundLast);
        let worth = |date, form, kind| amounts(&state, date, form, &[kind])[0];
        assert_eq!(worth("2024-12-31", "advanced_worker", RecipientKind::Individual), 710_000);
        assert_eq!(worth("2024-12-31", "cultural_family", RecipientKind::Household), 0);
        assert_eq!(worth("2025-12-31", "grassroots_emulation_fighter", RecipientKind::Individual), 2_340_000);
        assert_eq!(worth("2025-12-31", "advanced_collective", RecipientKind::Collective), 1_880_000);
        assert_eq!(worth("2026-10-01", "cultural_village", RecipientKind::Collective), 3_800_000);
        let district = "grassroots_emulation_fighter".parse().unwrap();
        let before = "2025-06-30".parse().unwrap();
        assert!(state.policies.form_exists(&district, RecipientKind::Individual, before).is_err());
    }
}
