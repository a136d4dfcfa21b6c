//! `key join`, `key enrol`, `key vouch`: how a colleague's key comes into the ledger.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::open::{self, KeyArgs, SigningArgs};
use super::recording::record_one;
use super::sitting;
use super::{CliError, Globals, Reply};
use crate::domain::ledger::State;
use crate::log::keyring::Vouch;
use crate::log::role::Role;
use crate::office::jobs::Question;
use crate::office::jobs::answers::chosen;
use crate::office::names::Names;
use crate::office::views::Page;
use crate::shell::durable::{self, Access};
use crate::shell::files;
use crate::shell::join::{Request, is_code, spoken};
use crate::shell::keys::{self, Signer, pem};
use crate::shell::messages as say;
use crate::shell::terminal::{Asked, Asking, is_attended};
use crate::values::ident::{Id, LedgerId};
use crate::values::lang::Lang;
use crate::values::text::{Name, spelled};

/// Xin vào sổ: lập khóa của mình và phiếu xin, do chính khóa ấy ký
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Ví dụ:\n  sovang key join\n  sovang key join van-thu.pem --holder \"Văn thư\" --role clerk --role secretary\n\n\
Chủ tịch nhận phiếu bằng: sovang key enrol van-thu.join -k chu-tich.pem"
)]
pub struct Join {
    /// Tệp khóa của mình; lập mới nếu chưa có (mặc định: trong thư mục riêng của phần mềm)
    #[arg(value_name = "TỆP")]
    file: Option<PathBuf>,
    /// Tên ghi trong sổ
    #[arg(long, value_name = "TÊN")]
    holder: Option<String>,
    /// Vai trò: chairman, deputy, secretary, clerk, accountant, cashier, receptionist, proposer
    #[arg(long = "role", value_name = "VAI_TRÒ")]
    roles: Vec<Role>,
    /// Tên trước đây trong sổ, nếu đã đổi tên
    #[arg(long, value_name = "TÊN")]
    was: Option<String>,
    /// Mã sổ, nếu máy này không có bản sao của sổ
    #[arg(long, value_name = "MÃ")]
    of: Option<LedgerId>,
    /// Dùng khóa đang có trong ssh-agent (nêu phần đầu khóa công khai nếu có nhiều)
    #[arg(long, value_name = "KHÓA", num_args = 0..=1, default_missing_value = "")]
    agent: Option<String>,
    /// Đọc mật khẩu từ bộ mô tả tệp số N
    #[arg(long, value_name = "N")]
    passphrase_fd: Option<i32>,
}

impl Join {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let mut asking = Asking::new(lang);
        let state = self.state(globals)?;
        let ledger = self.of.or_else(|| state.as_ref().and_then(|state| state.chain.ledger()));
        let ledger = ledger.ok_or(CliError::Said("join.ledger", say::join_no_ledger, say::join_no_ledger_advice))?;
        if let Some(opened) = state.as_ref().and_then(|state| state.opened.as_ref()).filter(|_| is_attended()) {
            asking.tell(&say::join_ledger_is(lang, &opened.unit.name));
        }
        let (holder, roles) = self.who(globals, &mut asking)?;
        let file = match &self.file {
            Some(file) => file.clone(),
            None => sitting::own_file(holder.as_str())?,
        };
        let name = file.file_name().map(PathBuf::from).unwrap_or_default();
        let request_file = match &self.file {
            Some(file) => file.with_extension("join"),
            None => name.with_extension("join"),
        };
        super::is_free(&request_file)?;
        let (signer, made) = self.key(&file, lang)?;
        let known = state.as_ref().map(|state| person_of(state, &signer, &holder, self.was.as_deref())).transpose()?;
        let person = match known.flatten() {
            Some((person, name)) => {
                asking.tell(&say::join_known(lang, name));
                person
            }
            None => open::new_id()?,
        };
        let request = Request::make(&signer, ledger, person, holder, roles)?;
        let code = code_of(&request)?;
        durable::write_new(&request_file, &request.to_bytes(), Access::Anyone)
            .map_err(|error| CliError::Io(request_file.clone(), error))?;
        let mut text = String::new();
        if made {
            text.push_str(&format!("{}\n", say::key_made(lang, file.display(), signer.public())));
        }
        let path = request_file.display().to_string();
        text.push_str(&format!(
            "{}\n{}\n\n  {}\n",
            say::join_made(lang, &path),
            say::join_send(lang, &path),
            spoken(&code)
        ));
        let json = json!({
            "file": file.display().to_string(), "request": path, "public": signer.public(),
            "person": person, "code": code,
        });
        Ok(Reply::done(text, json))
    }

    /// The ledger to come into, if a copy is at hand.
    fn state(&self, globals: &Globals) -> Result<Option<State>, CliError> {
        match globals.ledger() {
            // What is named, as by SOVANG_LEDGER, may not be there yet.
            Ok(path) if self.of.is_some() && !path.exists() => Ok(None),
            Ok(path) => open::read_state(&path).map(Some),
            Err(_) if self.of.is_some() => Ok(None),
            Err(CliError::Said("ledger.none", ..)) => {
                Err(CliError::Said("join.ledger", say::join_no_ledger, say::join_no_ledger_advice))
            }
            Err(error) => Err(error),
        }
    }

    /// Name and roles, asked for where nobody gave them.
    fn who(&self, globals: &Globals, asking: &mut Asking) -> Result<(Name, BTreeSet<Role>), CliError> {
        let lang = globals.lang;
        let missing = || CliError::Said("join.who", say::join_no_holder, say::join_no_holder_advice);
        let holder = match &self.holder {
            Some(holder) => holder.clone(),
            None => ask(asking, &Question::new("holder", say::join_ask_holder(lang))).ok_or_else(missing)?,
        };
        let mut data = json!({ "holder": holder }).as_object().cloned().unwrap_or_default();
        globals.tell(globals.tidy(&mut data)?);
        let holder: Name =
            data.remove("holder").and_then(|name| serde_json::from_value(name).ok()).ok_or_else(missing)?;
        let mut roles: BTreeSet<Role> = self.roles.iter().cloned().collect();
        if roles.is_empty() {
            let labels = Role::ALL.map(|role| (role.to_string(), role.label(lang).to_owned()));
            let question = Question::new("roles", say::join_ask_roles(lang)).among(labels.clone());
            let typed = ask(asking, &question).ok_or_else(missing)?;
            roles = several(&typed, &labels).ok_or_else(missing)?;
        }
        Ok((holder, roles))
    }

    /// The key that asks: the one in the file, or a new one there.
    fn key(&self, file: &Path, lang: Lang) -> Result<(Signer, bool), CliError> {
        let there = file.symlink_metadata().is_ok();
        if there || self.agent.is_some() {
            let keys = if self.agent.is_some() { Vec::new() } else { vec![file.to_owned()] };
            let args = SigningArgs { keys, agent: self.agent.clone(), passphrase_fd: self.passphrase_fd };
            return Ok((args.signer(lang)?, false));
        }
        pem::check_free(file)?;
        let mut source = keys::passphrase::Source::new(self.passphrase_fd);
        let passphrase = source.ask_new(&say::key_new_for(lang, file.display()))?;
        let secret = keys::new_secret()?;
        pem::create(file, &secret, &passphrase)?;
        Ok((Signer::File(secret), true))
    }
}

fn ask(asking: &mut Asking, question: &Question) -> Option<String> {
    if !is_attended() {
        return None;
    }
    match asking.ask(question, None) {
        Asked::Typed(typed) if !typed.is_empty() => Some(typed),
        _ => None,
    }
}

/// Several of a list, parted by blanks or commas: numbers, codes, or the beginnings of labels.
fn several(typed: &str, labels: &[(String, String)]) -> Option<BTreeSet<Role>> {
    if let Some(one) = chosen(typed, labels) {
        return one.parse().ok().map(|role| BTreeSet::from([role]));
    }
    let parts = typed.split([',', ' ']).filter(|part| !part.is_empty());
    parts.map(|part| chosen(part, labels).and_then(|code| code.parse().ok())).collect()
}

/// Whose key it is, if the ledger knows the person: by the key, by the name that was said, or by the very same name.
fn person_of(
    state: &State,
    signer: &Signer,
    holder: &Name,
    was: Option<&str>,
) -> Result<Option<(Id, String)>, CliError> {
    let keyring = state.chain.keyring();
    if let Some(known) = keyring.holder(&signer.public()) {
        return Ok(Some((known.now.person, known.now.name.to_string())));
    }
    if let Some(was) = was {
        let person = Names::new(state, open::now().date()).find_holder(was)?;
        return Ok(Some((person, was.to_owned())));
    }
    let same = |name: &Name| spelled(name.as_str()) == spelled(holder.as_str());
    let mut known = keyring.holders().map(|(_, holder)| &holder.now).filter(|now| same(&now.name));
    Ok(known.next().map(|now| (now.person, now.name.to_string())))
}

fn code_of(request: &Request) -> Result<String, CliError> {
    request.code().ok_or(CliError::Said("join.code", say::join_code_memory, say::join_code_memory_advice))
}

/// Nhận khóa của một người vào sổ theo phiếu xin (Chủ tịch ký)
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang key enrol van-thu.join --code 48219035 -k chu-tich.pem\n\n\
Phiếu do người ấy lập bằng: sovang key join")]
pub struct Enrol {
    /// Tệp phiếu xin vào sổ
    #[arg(value_name = "PHIẾU")]
    file: PathBuf,
    /// Mã tám chữ số mà chính người ấy đọc cho bạn
    #[arg(long, value_name = "MÃ")]
    code: Option<String>,
    /// Chỉ nhận những vai trò này trong số đã xin
    #[arg(long = "role", value_name = "VAI_TRÒ")]
    roles: Vec<Role>,
    #[command(flatten)]
    key: KeyArgs,
}

impl Enrol {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let state = open::read_state(&globals.ledger()?)?;
        let request = read(&self.file, ledger_of(&state)?)?;
        let given: BTreeSet<Role> = self.roles.iter().cloned().collect();
        let wider: Vec<&str> = given.difference(&request.asked.roles).map(|role| role.label(lang)).collect();
        if !wider.is_empty() {
            return Err(CliError::About("join.wider", wider.join(", "), say::join_wider, say::join_wider_advice));
        }
        let mut asking = Asking::new(lang);
        if is_attended() {
            asking.show(&page_of(&request, &state, &given, lang), lang);
        }
        self.hear(&request, &mut asking, lang)?;
        let given = Some(&given).filter(|given| !given.is_empty());
        record_one(globals, "key.enrolled", request.enrolment(given), &self.key)
    }

    /// The code comes from the person, never from the file.
    fn hear(&self, request: &Request, asking: &mut Asking, lang: Lang) -> Result<(), CliError> {
        if let Some(typed) = &self.code {
            return heard(request, typed);
        }
        let code = code_of(request)?;
        if !is_attended() {
            return Err(CliError::Said("join.code_missing", say::join_no_code, say::join_no_code_advice));
        }
        for _ in 0..3 {
            match asking.line(&say::join_ask_code(lang), None) {
                Asked::Typed(typed) if is_code(&typed, &code) => {
                    asking.tell(&say::join_code_matches(lang));
                    return Ok(());
                }
                Asked::Typed(_) => asking.tell(&say::join_wrong_code(lang)),
                Asked::Left => break,
            }
        }
        Err(wrong_code())
    }
}

fn ledger_of(state: &State) -> Result<LedgerId, CliError> {
    state.chain.ledger().ok_or(CliError::Said("ledger.none", say::no_ledger, say::no_ledger_advice))
}

fn wrong_code() -> CliError {
    CliError::Said("join.code_differs", say::join_wrong_code, say::join_wrong_code_advice)
}

/// Whether a code that was heard is that of a request.
pub fn heard(request: &Request, typed: &str) -> Result<(), CliError> {
    if is_code(typed, &code_of(request)?) { Ok(()) } else { Err(wrong_code()) }
}

/// A request for a ledger, from a file.
pub fn read(file: &Path, ledger: LedgerId) -> Result<Request, CliError> {
    let bytes = files::given(file, files::SMALL).map_err(|error| CliError::Io(file.to_owned(), error))?;
    let bad = || {
        let name = file.display().to_string();
        CliError::About("join.request", name, say::join_bad_request, say::join_bad_request_advice)
    };
    let text = files::Text::of(bytes).utf8().map_err(|_| bad())?;
    let request = Request::read(text.trim_end().as_bytes()).map_err(|_| bad())?;
    match request.ledger == ledger {
        true => Ok(request),
        false => {
            let other = request.ledger.to_string();
            Err(CliError::About("join.other_ledger", other, say::join_other_ledger, say::join_other_ledger_advice))
        }
    }
}

/// Who asks for what, and what to look at.
fn page_of(request: &Request, state: &State, given: &BTreeSet<Role>, lang: Lang) -> Page {
    let asked = &request.asked;
    let mut page = Page::titled(say::join_page(lang, &asked.holder));
    let roles = if given.is_empty() { &asked.roles } else { given };
    let words: Vec<&str> = roles.iter().map(|role| role.label(lang)).collect();
    page.say(say::join_page_roles(lang, words.join(", ")));
    page.say(say::join_page_key(lang, asked.key.short()));
    let keyring = state.chain.keyring();
    let own = || keyring.holders().map(|(_, holder)| holder).filter(|holder| holder.now.person == asked.person);
    match own().max_by_key(|holder| holder.now.seq) {
        None => page.say(say::join_page_new(lang)),
        Some(newest) => {
            let name = &newest.now.name;
            let active = own().filter(|holder| holder.revoked.is_none()).count();
            page.say(say::join_page_again(lang, name, active));
            page.warnings.push(say::join_warn_again(lang, name));
            if *name != asked.holder {
                page.warnings.push(say::join_warn_renamed(lang, name));
            }
        }
    }
    if let Some(voucher) = asked.vouch.as_ref().and_then(|vouch| keyring.holder(&vouch.by)) {
        page.say(say::join_page_vouched(lang, &voucher.now.name));
    }
    if roles.contains(&Role::Chairman) {
        page.warnings.push(say::join_warn_chairman(lang));
    }
    page
}

/// Làm chứng cho phiếu xin của đồng nghiệp: «tôi thấy người ấy tự lập khóa»
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang key vouch van-thu.join -k ke-toan.pem")]
pub struct VouchFor {
    /// Tệp phiếu xin vào sổ
    #[arg(value_name = "PHIẾU")]
    file: PathBuf,
    #[command(flatten)]
    key: SigningArgs,
}

impl VouchFor {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let state = open::read_state(&globals.ledger()?)?;
        let mut request = read(&self.file, ledger_of(&state)?)?;
        let target = self.file.with_extension("vouched.join");
        super::is_free(&target)?;
        if is_attended() {
            Asking::new(lang).show(&page_of(&request, &state, &BTreeSet::new(), lang), lang);
        }
        let signer = self.key.signer(lang)?;
        let signature = signer.sign_bytes(&request.asked.vouch_bytes(request.ledger))?;
        request.asked.vouch = Some(Vouch { by: signer.public(), signature });
        durable::write_new(&target, &request.to_bytes(), Access::Anyone)
            .map_err(|error| CliError::Io(target.clone(), error))?;
        let path = target.display().to_string();
        Ok(Reply::done(format!("{}\n", say::key_vouched(lang, &path)), json!({ "request": path })))
    }
}
