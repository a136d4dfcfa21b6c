//! The README's console blocks are run, in order, in one empty folder; what they print must be what they show.
//! A line `…` stands for any number of lines. Keys, ids, hashes and times differ from run to run.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::path::Path;
use std::process::Command;

/// Replaces what differs from run to run: hexadecimal words of eight digits and more, instants, milliseconds.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut word = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_hexdigit() || c == '-' || c == ':' || (c == 'T' || c == 'Z' || c == '.') && !word.is_empty() {
            word.push(c);
            continue;
        }
        let digits = word.chars().filter(char::is_ascii_hexdigit).count();
        let letters_or_long = digits >= 8 && word.chars().any(|c| c.is_ascii_digit());
        let is_date = word.len() == 10 && word.chars().nth(4) == Some('-') && word.chars().nth(7) == Some('-');
        out.push_str(if letters_or_long && !is_date { "#" } else { &word });
        word.clear();
        out.push(c);
    }
    let without_ms: Vec<String> = out
        .lines()
        .map(|line| match line.split_once(" ms") {
            Some((before, after)) => {
                let kept = before.trim_end_matches(|c: char| c.is_ascii_digit());
                format!("{kept}# ms{after}")
            }
            None => line.trim_end().to_owned(),
        })
        .collect();
    // The minute at which a run signed something.
    let untimed = |line: String| match line.rsplit_once(", ") {
        Some((before, time)) if line.contains("Người ký: ") && time.contains('/') && time.contains(':') => {
            format!("{before}, #")
        }
        _ => line,
    };
    without_ms.into_iter().map(untimed).collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

struct Step {
    line: usize,
    command: String,
    shown: String,
}

fn steps(readme: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut inside = false;
    for (number, line) in (1..).zip(readme.lines()) {
        match line {
            "```console" => inside = true,
            "```" => inside = false,
            _ if !inside => {}
            _ => match (line.strip_prefix("$ "), steps.last_mut()) {
                (Some(command), _) => {
                    steps.push(Step { line: number, command: command.to_owned(), shown: String::new() })
                }
                (None, Some(step)) if step.command.ends_with('\\') => {
                    step.command.pop();
                    step.command.push_str(line.trim_start_matches("> "));
                }
                (None, Some(step)) => step.shown.push_str(&format!("{line}\n")),
                (None, None) => panic!("README line {number}: output before a command"),
            },
        }
    }
    steps
}

fn matches(shown: &str, printed: &str) -> bool {
    let (shown, printed): (Vec<&str>, Vec<&str>) = (shown.lines().collect(), printed.lines().collect());
    fn rest(shown: &[&str], printed: &[&str]) -> bool {
        match (shown.split_first(), printed.split_first()) {
            (None, None) => true,
            (Some((&"…", others)), _) => (0..=printed.len()).any(|skip| rest(others, &printed[skip..])),
            (Some((a, shown)), Some((b, printed))) => a == b && rest(shown, printed),
            _ => false,
        }
    }
    rest(&shown, &printed)
}

#[test]
fn console_blocks_are_true() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let folder = std::env::temp_dir().join(format!("sovang-readme-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    std::os::unix::fs::symlink(root.join("fixtures"), folder.join("fixtures")).unwrap();
    std::os::unix::fs::symlink(root.join("tests"), folder.join("tests")).unwrap();
    std::os::unix::fs::symlink(root.join("schemas"), folder.join("schemas")).unwrap();
    let bin = Path::new(env!("CARGO_BIN_EXE_sovang"));
    let path = format!("{}:{}", bin.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let mut ran = 0;
    for step in steps(&readme) {
        if step.command.starts_with("cargo test")
            || step.command.starts_with("cargo bench")
            || step.command.starts_with("pip ")
        {
            continue;
        }
        let command = step.command.replace("cargo run --release -- ", "sovang ");
        let output = Command::new("bash")
            .args(["-c", &command])
            .current_dir(&folder)
            .env("PATH", &path)
            .env("SOVANG_STATE", folder.join("state"))
            .env("SOVANG_PASSPHRASE", "mat-khau-cua-toi")
            .env_remove("SOVANG_LEDGER")
            .env_remove("SOVANG_LANG")
            .output()
            .unwrap();
        let printed = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        if !matches(&plain(&step.shown), &plain(&printed)) {
            panic!("README line {}: $ {}\n--- shown\n{}\n--- printed\n{printed}", step.line, step.command, step.shown);
        }
        ran += 1;
    }
    assert!(ran >= 10, "only {ran} commands in the README");
    std::fs::remove_dir_all(&folder).unwrap();
    println!("{ran} commands");
}

/// Whether a text names something that shows a line: `file.rs: function`, a vector or several (`bad/chain.*`), the code of
/// a rule that a scenario triggers, a script.
fn shows(root: &Path, what: &str, scenarios: &str) -> bool {
    let read = |path: &str| std::fs::read_to_string(root.join("tests").join(path)).unwrap_or_default();
    if let Some((file, function)) = what.split_once(": ") {
        let code = read(file);
        // The questions of the audit are cases of one test, by name.
        return code.contains(&format!("fn {function}(")) || (file == "audit.rs" && code.contains(function));
    }
    if what.ends_with(".py") {
        return root.join("tests").join(what).is_file();
    }
    let vectors = root.join("fixtures/vectors");
    let (folder, pattern) = what.rsplit_once('/').unwrap_or(("bad", what));
    let begin = pattern.trim_end_matches('*');
    let names = std::fs::read_dir(vectors.join(folder)).into_iter().flatten().flatten();
    let named = names.map(|entry| entry.file_name().to_string_lossy().into_owned()).any(|name| name.starts_with(begin));
    named || scenarios.contains(&format!("then = \"{what}\""))
}

/// Every line of the threat model names what shows it, and that exists.
#[test]
fn every_line_of_the_threat_model_is_shown_by_something() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let model = std::fs::read_to_string(root.join("docs/threat-model.md")).unwrap();
    let files = std::fs::read_dir(root.join("fixtures/scenarios")).unwrap().map(|entry| entry.unwrap().path());
    let scenarios: String = files.map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let lines: Vec<&str> = model.lines().collect();
    let is_row = |(at, line): &(usize, &&str)| {
        let ends_head = |line: &str| line.starts_with("| ---");
        line.starts_with("| ") && !ends_head(line) && !lines.get(at + 1).is_some_and(|next| ends_head(next))
    };
    let rows: Vec<&str> = lines.iter().enumerate().filter(is_row).map(|(_, line)| *line).collect();
    assert!(rows.len() > 70, "{}", rows.len());
    let mut wrong = Vec::new();
    for row in rows {
        let cell = row.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        let named: Vec<&str> = cell.split('`').skip(1).step_by(2).collect();
        if named.is_empty() {
            wrong.push(format!("nothing shows: {row}"));
        }
        let missing = named.iter().filter(|what| !shows(root, what, &scenarios));
        wrong.extend(missing.map(|what| format!("there is no {what}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(model.contains("## What cannot be seen"), "what cannot be promised stands below");
}
