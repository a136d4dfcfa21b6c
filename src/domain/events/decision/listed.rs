//! `decision.listed`: lines of a decision about to be signed.

use crate::domain::events::prelude::*;
pub use crate::domain::registers::decision::DecisionListed;
use crate::domain::registers::nomination::RecipientKind;
use crate::values::ident::Id;

/// The type as which the `lines` of a draft are recorded, before the entry of the draft itself.
pub fn lines_of(kind: &str) -> Option<&'static Meta> {
    (kind == super::signed::DecisionSigned::NAME).then_some(DecisionListed::META)
}

impl Kind for DecisionListed {
    const NAME: &'static str = "decision.listed";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Lập danh sách của quyết định", en: "The list of a decision" },
        subject: "decision",
        key: Key::New,
        authors: &[Role::Chairman, Role::Deputy],
        schemas: &[schema!("decision.listed", 1)],
        fields: &[
            ("lines", "Danh sách khen thưởng", "Awards"),
            ("lines.line", "Số sổ vàng", "Line"),
            ("lines.recipient", "Người nhận", "Recipient"),
            ("lines.recipient.id", "Mã người nhận", "Recipient's id"),
            ("lines.recipient.name", "Tên ghi trên giấy khen", "Name on the certificate"),
            ("lines.recipient.kind", "Đối tượng", "Kind of recipient"),
            ("lines.recipient.unit", "Thuộc đơn vị", "Belongs to"),
            ("lines.form", "Hình thức, danh hiệu", "Form or title"),
            ("lines.reward_type", "Loại hình khen thưởng", "Type of award"),
            ("lines.merit", "Thành tích", "Merit"),
            ("lines.merit_from", "Thành tích từ ngày", "Merit from"),
            ("lines.merit_to", "Thành tích đến ngày", "Merit to"),
            ("lines.nomination", "Mã đề nghị", "Nomination"),
            ("lines.amount", "Tiền thưởng", "Amount"),
            ("lines.variance", "Lý do chênh lệch", "Why the amount differs"),
            ("seed", "Mầm ngẫu nhiên", "Random seed"),
        ],
        refers: &[("lines.nomination", Reference::Subject("nomination")), ("lines.recipient", Reference::Whom)],
        filled: &[
            Filled { path: "lines.line", when: When::Always },
            Filled { path: "lines.recipient", when: When::With("nomination") },
            Filled { path: "lines.form", when: When::With("nomination") },
            Filled { path: "lines.reward_type", when: When::With("nomination") },
            Filled { path: "lines.merit", when: When::With("nomination") },
            Filled { path: "lines.amount", when: When::With("nomination") },
            Filled { path: "lines.amount", when: When::Absent },
        ],
        take_back: TakeBack::Never(never::LIST),
    };

    /// What it says is judged when it is signed: nobody is bound by a list before.
    fn admit(&self, _: &State, context: &Context<'_>) -> Result<(), Refusal> {
        context.require_id().map(drop)
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(id) = context.subject_id() else { return };
        let by = (id, context.statement.by);
        if self.seed.is_some() {
            state.listed.insert(by, Vec::new());
        }
        if let Some(list) = state.listed.get_mut(&by) {
            list.extend(self.lines.iter().cloned());
        }
    }

    fn fill(known: &Known<'_>, data: &mut Map<String, Value>) -> Result<(), Refusal> {
        number_lines(data);
        for line in data.get_mut("lines").and_then(Value::as_array_mut).into_iter().flatten() {
            if let Value::Object(line) = line {
                fill_line(known, line)?;
            }
        }
        Ok(())
    }
}

/// A line of a decision: what its nomination says, its amount by the policy of the day.
fn fill_line(known: &Known<'_>, line: &mut Map<String, Value>) -> Result<(), Refusal> {
    let nomination = line.get("nomination").and_then(Value::as_str).and_then(|id| id.parse().ok());
    if let Some(nomination) = nomination {
        let nomination: Id = nomination;
        if let Some(nominated) = known.state.nominations.get(&nomination) {
            let said = &nominated.submitted;
            line.entry("form").or_insert(json!(said.form));
            line.entry("merit").or_insert(json!(said.merit));
            if let Some(reward_type) = said.reward_type {
                line.entry("reward_type").or_insert(json!(reward_type.as_str()));
            }
            let mut recipient = json!({
                "id": said.recipient.id, "name": said.recipient.name, "kind": said.recipient.kind.as_str(),
            });
            if let (Some(unit), Some(object)) = (&said.recipient.unit, recipient.as_object_mut()) {
                object.insert("unit".into(), json!(unit));
            }
            line.entry("recipient").or_insert(recipient);
        }
    }
    if !line.contains_key("amount") {
        let form = line.get("form").and_then(Value::as_str).and_then(|form| form.parse().ok());
        let kind = line.get("recipient").and_then(|r| r.get("kind")).and_then(Value::as_str);
        let kind = RecipientKind::ALL.into_iter().find(|k| Some(k.as_str()) == kind);
        let number = line.get("line").and_then(Value::as_u64).unwrap_or(1);
        if let (Some(form), Some(kind)) = (form, kind) {
            let derived = known.state.policies.derive(number, &form, kind, known.on)?;
            line.insert("amount".into(), json!(derived.amount));
        }
    }
    Ok(())
}
