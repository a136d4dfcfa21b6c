//! A request to come into a ledger: who asks for which roles, signed by the key that asks. Its code is what two people say
//! to each other, so that no file put in its place on the way is enrolled.

use std::collections::BTreeSet;

use argon2::{Algorithm, Argon2, Params, Version};
use serde_json::{Map, Value, json};

use super::keys::{KeyError, Signer};
use crate::log::fault::Fault;
use crate::log::keyring::KeyEnrolled;
use crate::log::role::Role;
use crate::values::ident::{Id, LedgerId};
use crate::values::jcs;
use crate::values::text::Name;

/// The work of one code: 64 MiB, so often that it takes about a second. Eight digits ground at a second each are three
/// years of one computer, and whoever stands in between has minutes.
const MEMORY: u32 = 64 * 1024;
const ROUNDS: u32 = 8;
const SALT: &[u8] = b"sovang/join-code/v1";

/// A request: of which ledger, and what is to be enrolled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The ledger.
    pub ledger: LedgerId,
    /// The key, its person, name and roles, with its proof.
    pub asked: KeyEnrolled,
}

/// Why a file is no request.
#[derive(Debug, thiserror::Error)]
pub enum BadRequest {
    /// It does not read.
    #[error("{0}")]
    Shape(String),
    /// Its signature does not hold.
    #[error("the signature does not hold")]
    Unsigned(Fault),
}

impl Request {
    /// Made and signed by the key that asks.
    pub fn make(
        signer: &Signer,
        ledger: LedgerId,
        person: Id,
        holder: Name,
        roles: BTreeSet<Role>,
    ) -> Result<Request, KeyError> {
        let mut asked =
            KeyEnrolled { key: signer.public(), person, holder, roles, asked: None, proof: None, vouch: None };
        asked.proof = Some(signer.sign_bytes(&asked.proof_bytes(ledger))?);
        Ok(Request { ledger, asked })
    }

    /// Reads a file. Whoever asks must have signed; nobody else's word is taken for it.
    pub fn read(bytes: &[u8]) -> Result<Request, BadRequest> {
        let shape = |error: serde_json::Error| BadRequest::Shape(error.to_string());
        let mut members: Map<String, Value> = serde_json::from_slice(bytes).map_err(shape)?;
        let ledger = members.remove("ledger").unwrap_or(Value::Null);
        let ledger = serde_json::from_value(ledger).map_err(shape)?;
        let asked: KeyEnrolled = crate::values::strict::read(&Value::Object(members)).map_err(shape)?;
        asked.check_proof(ledger, false).map_err(BadRequest::Unsigned)?;
        Ok(Request { ledger, asked })
    }

    /// As a file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut members = self.enrolment(None);
        members.insert("ledger".into(), json!(self.ledger));
        let mut bytes = jcs::to_bytes(&Value::Object(members));
        bytes.push(b'\n');
        bytes
    }

    /// The payload that enrols it; with fewer roles where some are given.
    pub fn enrolment(&self, given: Option<&BTreeSet<Role>>) -> Map<String, Value> {
        let KeyEnrolled { key, person, holder, roles, proof, vouch, .. } = &self.asked;
        let mut members = Map::new();
        let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
        put("key", json!(key));
        put("person", json!(person));
        put("holder", json!(holder));
        put("roles", json!(given.unwrap_or(roles)));
        if given.is_some_and(|given| given != roles) {
            put("asked", json!(roles));
        }
        if let Some(proof) = proof {
            put("proof", json!(proof));
        }
        if let Some(vouch) = vouch {
            put("vouch", json!({ "by": vouch.by, "signature": vouch.signature }));
        }
        members
    }

    /// The eight digits that whoever asks reads out and whoever enrols types. `None` where there is no memory for the work.
    pub fn code(&self) -> Option<String> {
        let params = Params::new(MEMORY, ROUNDS, 1, Some(8)).ok()?;
        let mut out = [0u8; 8];
        let work = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        work.hash_password_into(&self.asked.proof_bytes(self.ledger), SALT, &mut out).ok()?;
        Some(format!("{:08}", u64::from_be_bytes(out) % 100_000_000))
    }
}

/// A code as it is read out: four digits and four.
pub fn spoken(code: &str) -> String {
    match code.split_at_checked(4) {
        Some((first, second)) => format!("{first} {second}"),
        None => code.to_owned(),
    }
}

/// Whether what was typed is a code: spaces, dots and hyphens between the digits do not matter.
pub fn is_code(typed: &str, code: &str) -> bool {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.')).collect();
    digits == code
}

/// Adds to an enrolment what the key itself signs, where its secret half is at hand.
pub fn prove(signer: &Signer, ledger: LedgerId, mut enrolment: Value) -> Result<Value, KeyError> {
    if let Ok(asked) = serde_json::from_value::<KeyEnrolled>(enrolment.clone())
        && let Some(members) = enrolment.as_object_mut()
    {
        members.insert("proof".into(), json!(signer.sign_bytes(&asked.proof_bytes(ledger))?));
    }
    Ok(enrolment)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::crypto::SecretKey;

    fn request(seed: u8) -> Request {
        let signer = Signer::File(SecretKey::from_seed(&[seed; 32]));
        let ledger = "019a7c3e-5d0f-7b1c-8e77-3f9b2d5e6a10".parse().unwrap();
        let person = "01a21ff3-0000-7000-8000-00000000000a".parse().unwrap();
        let holder = serde_json::from_value(json!("Văn thư")).unwrap();
        Request::make(&signer, ledger, person, holder, [Role::Clerk, Role::Secretary].into()).unwrap()
    }

    #[test]
    fn a_request_reads_back_and_nothing_in_it_can_be_changed() {
        let request = request(2);
        let bytes = request.to_bytes();
        assert_eq!(Request::read(&bytes).unwrap(), request);
        let text = String::from_utf8(bytes).unwrap();
        let other = "019a7c3e-5d0f-7b1c-8e77-3f9b2d5e6a11";
        for (from, to) in
            [("Văn thư", "Chủ tịch"), ("secretary", "chairman"), ("019a7c3e-5d0f-7b1c-8e77-3f9b2d5e6a10", other)]
        {
            let changed = text.replacen(from, to, 1);
            assert!(matches!(Request::read(changed.as_bytes()), Err(BadRequest::Unsigned(_))), "{from}");
        }
    }

    #[test]
    fn fewer_roles_keep_what_was_asked() {
        let given = BTreeSet::from([Role::Clerk]);
        let enrolment = request(2).enrolment(Some(&given));
        assert_eq!((&enrolment["roles"], &enrolment["asked"]), (&json!(["clerk"]), &json!(["secretary", "clerk"])));
        assert!(!request(2).enrolment(None).contains_key("asked"));
    }

    #[test]
    fn the_code_is_of_the_request() {
        let code = request(2).code().unwrap();
        assert_eq!((code.as_str(), code.len()), (request(2).code().unwrap().as_str(), 8));
        assert_ne!(code, request(3).code().unwrap());
        assert!(is_code(&spoken(&code), &code) && !is_code("", &code));
    }
}
