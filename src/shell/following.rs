//! A copy that follows what others recorded: entries are taken over as they are, each judged as verification judges it. Also
//! those of a newer catalogue: of these only order, hashes and signatures are, and it is said from where on.

use super::journal::{self, JournalError};
use super::store::sqlite::SqliteStore;
use super::store::{Row, Store};
use crate::domain::ledger::State;
use crate::domain::walk::{Horizon, Line, Walk};

/// A copy, and how far it was judged.
pub struct Following {
    store: SqliteStore,
    walk: Walk,
}

impl Following {
    /// Opens a copy that verifies as far as it can be read; an empty one waits for its first entry.
    pub fn open(store: SqliteStore) -> Result<Following, JournalError> {
        let walk = journal::begin(&store)?;
        match walk.is_clean() {
            true => Ok(Following { store, walk }),
            false => Err(unsound(walk)),
        }
    }

    /// What stands, as far as it can be read.
    pub fn state(&self) -> &State {
        self.walk.state()
    }

    /// Where entries begin that this program cannot read.
    pub fn horizon(&self) -> Option<Horizon> {
        self.walk.horizon()
    }

    /// The store, for what stands beside the entries.
    pub fn store_mut(&mut self) -> &mut SqliteStore {
        &mut self.store
    }

    /// The store and the state, where nothing more is taken over.
    pub fn into_parts(self) -> (SqliteStore, State) {
        (self.store, self.walk.finish().state)
    }

    /// Takes over rows that follow, if all are sound and `accept` accepts what they lead to. All or none.
    pub fn adopt(&mut self, rows: &[Row], accept: &dyn Fn(&State) -> bool) -> Result<(), JournalError> {
        let before = self.state().chain.head();
        for row in rows {
            self.walk.step(&Line::check(&row.bytes, false));
            if !self.walk.is_clean() {
                return Err(unsound(self.start_over()?));
            }
        }
        if !accept(self.state()) {
            self.start_over()?;
            return Err(JournalError::NotAccepted);
        }
        let nodes = journal::nodes_of(self.state().chain.tree(), before, rows)?;
        let stored = self.store.append(before, rows, &nodes);
        if stored.is_err() {
            self.start_over()?;
        }
        Ok(stored?)
    }

    /// What the copy holds is folded again; gives what was walked so far.
    fn start_over(&mut self) -> Result<Walk, JournalError> {
        let anew = journal::begin(&self.store)?;
        Ok(std::mem::replace(&mut self.walk, anew))
    }
}

fn unsound(walk: Walk) -> JournalError {
    let first = walk.finish().findings.into_iter().next();
    first.map_or(JournalError::NotAccepted, |finding| JournalError::Unsound(Box::new(finding)))
}
