//! Who may act in whose place, and who must stand aside: what deputies are in charge of (NĐ 30/2020/NĐ-CP Đ13.1) and
//! interests that officers declare (Luật Phòng, chống tham nhũng 36/2018/QH14 Đ23).

use std::collections::{BTreeMap, BTreeSet};

use crate::values::ident::Id;
use crate::values::listed::listed;
use crate::values::time::Date;

listed! {
    /// What a deputy may be in charge of.
    Task {
        /// Emulation and commendation.
        Awards "awards" "thi đua, khen thưởng" "emulation and commendation",
        /// Citizen reception and petitions.
        Petitions "petitions" "đơn thư" "petitions",
        /// The emulation and commendation fund.
        Fund "fund" "Quỹ thi đua, khen thưởng" "the fund",
    }
}

/// Assignments and declared interests.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Duties {
    /// By deputy, in the order of recording: since when, for what.
    pub assignments: BTreeMap<Id, Vec<(Date, BTreeSet<Task>)>>,
    /// By officer and recipient: the entry.
    pub interests: BTreeMap<(Id, Id), u64>,
}

impl Duties {
    /// Whether a deputy was in charge of something on a day.
    pub fn in_charge(&self, deputy: Id, task: Task, on: Date) -> bool {
        let all = self.assignments.get(&deputy).into_iter().flatten();
        let last = all.filter(|(since, _)| *since <= on).max_by_key(|(since, _)| *since);
        last.is_some_and(|(_, tasks)| tasks.contains(&task))
    }
}
