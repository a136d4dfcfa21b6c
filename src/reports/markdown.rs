//! Reports as Markdown, for reading and for pasting into the office's own document.

use std::fmt::Write;

use super::figures::{Figure, Value};
use super::half_year::{Before, HalfYear, Section};
use crate::domain::policy::sourced;
use crate::values::lang::Lang;
use crate::values::money::grouped;
use crate::values::shown::markdown;
use crate::values::text::in_full;

/// The half-year report. With `explain`, the entries that make each figure stand under it.
pub fn half_year(report: &HalfYear, lang: Lang, explain: bool) -> String {
    let mut out = String::new();
    let _ = render(&mut out, report, lang, explain);
    out
}

fn render(out: &mut String, report: &HalfYear, lang: Lang, explain: bool) -> std::fmt::Result {
    let vi = lang == Lang::Vi;
    let period = report.period.said(lang);
    writeln!(out, "# {} {period}", report.title(lang))?;
    writeln!(out, "\n{} ({})\n", markdown(&in_full(&report.unit)), markdown(&in_full(&report.parent)))?;
    let head = report.head;
    if vi {
        writeln!(out, "Lập từ sổ {} đến mục {}, mã băm {}.", report.ledger, head.seq, head.hash)?;
    } else {
        writeln!(out, "Made from ledger {} up to entry {}, hash {}.", report.ledger, head.seq, head.hash)?;
    }
    if let Some(cut) = &report.cut {
        let law = sourced(&cut.source, cut.mark, lang);
        writeln!(out, "\n{}: {} ({}).", lang.pick("Cách tính kỳ", "Periods"), cut.says, markdown(&law))?;
    }
    for (number, section) in (1..).zip(&report.sections) {
        writeln!(out, "\n## {number}. {}\n", section.title)?;
        if let Some(before) = &report.before {
            beside(out, report, section, before, lang, explain)?;
        }
        for figure in section.figures.iter().filter(|figure| figure.printed && report.before.is_none()) {
            let indent = "  ".repeat(figure.depth.into());
            let mark = if figure.reconstructed { " *" } else { "" };
            writeln!(out, "{indent}- {}: **{}**{mark}", markdown(&figure.label), figure.show(lang))?;
            if explain && !figure.entries.is_empty() {
                writeln!(
                    out,
                    "{indent}  - `{}` ← {} {}",
                    figure.code,
                    lang.pick("mục", "entries"),
                    runs(&figure.entries)
                )?;
            }
        }
        for item in &section.items {
            writeln!(out, "- {} ({} {})", markdown(&item.text), lang.pick("mục", "entry"), item.entry)?;
        }
    }
    if report.cut.is_none() {
        golden_book(out, report, lang)?;
    }
    if report.before.is_some() {
        writeln!(out, "\n—: {}.", lang.pick("sổ không ghi nhận", "not reported"))?;
    }
    if !report.variances.is_empty() {
        writeln!(out, "\n## {}\n", lang.pick("Chênh lệch so với mức quy định", "Amounts that differ from the rates"))?;
        for v in &report.variances {
            let (amount, derived) = (grouped(v.amount), grouped(v.derived));
            writeln!(
                out,
                "- {}, {} {}: {amount}đ ({derived}đ). {}",
                markdown(&v.decision),
                lang.pick("dòng", "line"),
                v.line,
                markdown(&v.reason)
            )?;
        }
    }
    if !report.taken_back.is_empty() {
        writeln!(out, "\n## {}\n", lang.pick("Mục đã bỏ ghi", "Entries taken back"))?;
        for one in &report.taken_back {
            let (what, ground, reason) = (markdown(&one.what), one.ground, markdown(&one.reason));
            let (on, taken) = match lang {
                Lang::Vi => (one.on.vietnamese(), one.taken_back_on.vietnamese()),
                Lang::En => (one.on.to_string(), one.taken_back_on.to_string()),
            };
            let (entry, by) = (one.entry, one.by);
            match lang {
                Lang::Vi => {
                    writeln!(out, "- ~~#{entry} {what} {on}~~: bỏ ghi ở #{by} ngày {taken} ({ground}). {reason}")?
                }
                Lang::En => {
                    writeln!(out, "- ~~#{entry} {what} {on}~~: taken back by #{by} on {taken} ({ground}). {reason}")?
                }
            }
        }
    }
    if report.reconstructed > 0 {
        let n = report.reconstructed;
        if vi {
            writeln!(out, "\n\\* Dựa trên mục tái dựng từ văn bản ({n} mục), không ghi lúc sự việc xảy ra.")?;
        } else {
            writeln!(
                out,
                "\n\\* Rests on entries reconstructed from papers ({n} entries), not recorded when it happened."
            )?;
        }
    }
    Ok(())
}

/// A section of the annual report: the year beside the year before.
fn beside(
    out: &mut String,
    report: &HalfYear,
    section: &Section,
    before: &Before,
    lang: Lang,
    explain: bool,
) -> std::fmt::Result {
    if section.figures.is_empty() {
        return Ok(());
    }
    let show = |figure: &Figure| match figure.value {
        Value::NotReported => "—".to_owned(),
        _ if figure.reconstructed => format!("{} \\*", figure.show(lang)),
        _ => figure.show(lang),
    };
    let (what, year) = (lang.pick("Chỉ tiêu", "Figure"), lang.pick("Năm", "Year"));
    let (more, rule) = match explain {
        true => (format!(" {} |", lang.pick("Mục", "Entries")), "---|"),
        false => (String::new(), ""),
    };
    writeln!(out, "| {what} | {year} {} | {year} {} |{more}", report.period.year(), before.period.year())?;
    writeln!(out, "|---|---:|---:|{rule}")?;
    // What is not worth a line this year is, if it was the year before.
    let last_year = |figure: &Figure| before.figures.get(&figure.code).is_some_and(|before| before.printed);
    for figure in section.figures.iter().filter(|figure| figure.printed || last_year(figure)) {
        let indent = "– ".repeat(figure.depth.into());
        let last = before.figures.get(&figure.code).map_or_else(|| "—".to_owned(), show);
        let more = if explain { format!(" {} |", runs(&figure.entries)) } else { String::new() };
        writeln!(out, "| {indent}{} | {} | {last} |{more}", markdown(&figure.label), show(figure))?;
    }
    if section.items.is_empty() { Ok(()) } else { writeln!(out) }
}

fn golden_book(out: &mut String, report: &HalfYear, lang: Lang) -> std::fmt::Result {
    let title = lang.pick("Sổ vàng khen thưởng", "The golden book");
    writeln!(out, "\n## {}. {title}\n", report.sections.len() + 1)?;
    if report.golden_book.is_empty() {
        return writeln!(out, "{}", lang.pick("Không có dòng nào trong kỳ.", "No line in the period."));
    }
    if lang == Lang::Vi {
        writeln!(
            out,
            "| Quyết định | Ngày | Số sổ vàng | Đối tượng | Loại | Hình thức | Tiền thưởng | Tình trạng | Mục |"
        )?;
    } else {
        writeln!(out, "| Decision | Date | Line | Recipient | Kind | Form | Amount | Status | Entry |")?;
    }
    writeln!(out, "|---|---|---:|---|---|---|---:|---|---:|")?;
    for row in &report.golden_book {
        let status = match row.status {
            "paid" => lang.pick("đã chi", "paid"),
            "annulled" => lang.pick("đã hủy", "annulled"),
            "taken_back" => lang.pick("đã bỏ ghi", "taken back"),
            _ => lang.pick("chưa chi", "unpaid"),
        };
        let date = if lang == Lang::Vi { row.dated.vietnamese() } else { row.dated.to_string() };
        let (name, amount, decision) = (markdown(&row.name), grouped(row.amount), markdown(&row.decision));
        let (line, kind, form, entry) = (row.line, markdown(&row.kind), markdown(&row.form), row.entry);
        writeln!(out, "| {decision} | {date} | {line} | {name} | {kind} | {form} | {amount}đ | {status} | {entry} |")?;
    }
    Ok(())
}

/// Writes 1, 2, 3, 7 as `1–3, 7`.
pub fn runs(entries: &[u64]) -> String {
    let mut parts: Vec<(u64, u64)> = Vec::new();
    for seq in entries {
        match parts.last_mut() {
            Some((_, last)) if *last + 1 == *seq => *last = *seq,
            _ => parts.push((*seq, *seq)),
        }
    }
    let show = |(first, last): &(u64, u64)| match last - first {
        0 => first.to_string(),
        1 => format!("{first}, {last}"),
        _ => format!("{first}–{last}"),
    };
    parts.iter().map(show).collect::<Vec<_>>().join(", ")
}
