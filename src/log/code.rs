//! The codes of the format: what a verifier says is wrong with an entry, a head, a receipt, a bundle or a folder. A second
//! verifier gives the same (`docs/format.md`, section 16, whose table is compared with this one). Codes of rules are not
//! here: `domain/refusal` has them.

/// What a code is said of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// An entry of a ledger, or a ledger without one. The ledger is not authentic.
    Entry,
    /// A checkpoint that is held against a ledger.
    Head,
    /// A receipt.
    Receipt,
    /// A bundle.
    Bundle,
    /// What stands beside a ledger: its vault, its documents, heads kept outside.
    Beside,
    /// A file of keys and witnesses.
    Policy,
    /// A program's own file of a ledger, of which the format says nothing.
    Store,
}

macro_rules! codes {
    ($($name:ident $code:literal $of:ident,)*) => {
        $(#[doc = concat!("`", $code, "`")] pub const $name: &str = $code;)*

        /// Every code, and what it is said of.
        pub const CODES: &[(&str, Of)] = &[$(($name, Of::$of),)*];
    };
}

codes! {
    ENTRY_TOO_LARGE "entry.too_large" Entry,
    ENTRY_BYTES "entry.bytes" Entry,
    ENTRY_SHAPE "entry.shape" Entry,
    ENTRY_SIGNATURE "entry.signature" Entry,
    PAYLOAD_TYPE "payload.type" Entry,
    PAYLOAD_SCHEMA "payload.schema" Entry,
    CHAIN_SEQ "chain.seq" Entry,
    CHAIN_PREV "chain.prev" Entry,
    CHAIN_RECORDED "chain.recorded" Entry,
    CHAIN_GENESIS "chain.genesis" Entry,
    STATEMENT_LEDGER "statement.ledger" Entry,
    STATEMENT_ID "statement.id" Entry,
    STATEMENT_EXPECT "statement.expect" Entry,
    STATEMENT_SEEN "statement.seen" Entry,
    STATEMENT_SEEN_BACK "statement.seen_back" Entry,
    AUTHOR_UNKNOWN "author.unknown" Entry,
    AUTHOR_REVOKED "author.revoked" Entry,
    AUTHOR_ROLE "author.role" Entry,
    KEY_PROOF "key.proof" Entry,
    CHAIN_CLOCK "chain.clock" Entry,
    STATEMENT_LIST "statement.list" Entry,
    LEDGER_EMPTY "ledger.empty" Entry,
    CHECKPOINT_MALFORMED "checkpoint.malformed" Head,
    CHECKPOINT_ORIGIN "checkpoint.origin" Head,
    CHECKPOINT_SIGNATURE "checkpoint.signature" Head,
    CHECKPOINT_BEYOND "checkpoint.beyond" Head,
    CHECKPOINT_ROOT "checkpoint.root" Head,
    CHECKPOINT_KEY_ENDED "checkpoint.key_ended" Head,
    RECEIPT_MALFORMED "receipt.malformed" Receipt,
    RECEIPT_ENTRY "receipt.entry" Receipt,
    RECEIPT_ORIGIN "receipt.origin" Receipt,
    RECEIPT_KEY "receipt.key" Receipt,
    RECEIPT_SIGNATURE "receipt.signature" Receipt,
    RECEIPT_KEY_ENDED "receipt.key_ended" Receipt,
    RECEIPT_INCLUSION "receipt.inclusion" Receipt,
    RECEIPT_QUORUM "receipt.quorum" Receipt,
    RECEIPT_LINE "receipt.line" Receipt,
    POLICY_UNSUPPORTED "policy.unsupported" Policy,
    BUNDLE_MALFORMED "bundle.malformed" Bundle,
    BUNDLE_PAGE "bundle.page" Bundle,
    BUNDLE_UNKNOWN "bundle.unknown" Bundle,
    BUNDLE_KEYS "bundle.keys" Bundle,
    BUNDLE_NAME "bundle.name" Bundle,
    BUNDLE_ORDER "bundle.order" Bundle,
    BUNDLE_OTHER_KEY "bundle.other_key" Bundle,
    BUNDLE_INCOMPLETE "bundle.incomplete" Bundle,
    BUNDLE_DOCUMENT "bundle.document" Bundle,
    BUNDLE_NOTE "bundle.note" Bundle,
    ATTACHMENT_CHANGED "attachment.changed" Beside,
    VAULT_MISSING "vault.missing" Beside,
    VAULT_EXCHANGED "vault.exchanged" Beside,
    VAULT_NOT_ERASED "vault.not_erased" Beside,
    VAULT_NOT_OPENED "vault.not_opened" Beside,
    VAULT_OLD_KIND "vault.old_kind" Beside,
    HEAD_UNKNOWN "head.unknown" Beside,
    STORE_ROW "store.row" Store,
    STORE_SCHEMA "store.schema" Store,
    STORE_INTEGRITY "store.integrity" Store,
    TREE_NODE "tree.node" Store,
    CHECKPOINT_COSIGNATURE "checkpoint.cosignature" Store,
}
