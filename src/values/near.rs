//! What somebody may have meant who typed something else: a slip of a letter or two, or a word of it.

use super::text::fold;

/// How many are told.
const MOST: usize = 3;

/// Those of some names that are a slip away from what was typed, the nearest first; else those that contain it.
pub fn nearest<'a>(typed: &str, all: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let wanted = fold(typed);
    let allowed = (wanted.chars().count() / 4).clamp(1, 3);
    let mut found: Vec<(usize, &str)> = all
        .filter_map(|name| {
            let known = fold(name);
            let slips = distance(&wanted, &known);
            let within = wanted.chars().count() >= 3 && known.contains(&wanted);
            (slips <= allowed || within).then_some((if slips <= allowed { slips } else { allowed + 1 }, name))
        })
        .collect();
    found.sort_by_key(|(slips, _)| *slips);
    found.dedup_by(|a, b| a.1 == b.1);
    found.into_iter().take(MOST).map(|(_, name)| name).collect()
}

/// How many letters have to be put in, left out, changed or swapped with their neighbour (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], index: usize| row.get(index).copied().unwrap_or(usize::MAX / 2);
            let mut least = (at(&last, j + 1) + 1).min(at(&row, j) + 1).min(at(&last, j) + usize::from(x != y));
            let swapped = j > 0 && i > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                least = least.min(at(&before, j - 1) + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_told_from_another_word() {
        let all = ["fund.disbursed", "fund.repaid", "decision.signed", "Chi quỹ"];
        assert_eq!(nearest("fund.disbusred", all.into_iter()), ["fund.disbursed"]);
        assert_eq!(nearest("chi quy", all.into_iter()), ["Chi quỹ"]);
        assert_eq!(nearest("decision", all.into_iter()), ["decision.signed"]);
        assert!(nearest("petition.heard", all.into_iter()).is_empty());
        assert_eq!((distance("abcd", "abdc"), distance("", "ab"), distance("ab", "ab")), (1, 2, 0));
    }
}
