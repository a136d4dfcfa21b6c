//! The writer: reads what is stored, judges what comes next, appends it in one transaction.

use std::path::Path;
use std::sync::mpsc::sync_channel;

use rayon::prelude::*;

use super::files;
use super::store::{Row, Store, StoreError};
use crate::domain::catalogue::KNOWN;
use crate::domain::events::Margin;
use crate::domain::ledger::{Event, State};
use crate::domain::refusal::Refusal;
use crate::domain::walk::{Finding, Horizon, Line, Outcome, Walk};
use crate::log::entry::{Entry, MAX_BYTES, Sealed};
use crate::log::fault::Fault;
use crate::log::statement::{Head, Signed};
use crate::log::tree::{Frontier, Node, Tree, leaf_hash};
use crate::values::crypto::Hash;
use crate::values::time::Instant;

/// Entries checked in parallel at a time.
const BATCH: usize = 2048;
/// Bytes of entries in a batch, at most but for the last of them: the largest ones are few. A handful of batches is held
/// at once, and what was read of each takes several times its bytes.
const BATCH_BYTES: usize = 2 << 20;
/// So many bytes of entries are taken over from a copy at a time.
pub const A_PIECE: usize = 16 << 20;

/// Why nothing was appended.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file failed in the very commit and cannot be read since: whether it was recorded is not known.
    #[error("unclear whether it was recorded: {0}")]
    Unclear(StoreError),
    /// What is stored does not verify: nothing is built on it.
    #[error("entry {}: {}", .0.seq, .0.code())]
    Unsound(Box<Finding>),
    /// It holds entries of a catalogue that this program does not know.
    #[error("from entry {} on the ledger uses catalogue {}", .0.seq, .0.catalogue)]
    Newer(Horizon),
    /// The ledger does not contain what this author had verified before.
    #[error("the ledger no longer holds entry {} with hash {}", .0.seq, .0.hash)]
    WentBack(Head),
    /// What the rows lead to is not what was to be accepted.
    #[error("what was brought does not lead to the head that was signed")]
    NotAccepted,
    /// A rule refuses a statement.
    #[error("statement {}: {}", .index, .refusal.code())]
    Refused {
        /// Which of the statements, from 0.
        index: usize,
        /// Which rule.
        refusal: Box<Refusal>,
    },
}

/// A statement that stands in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Where it stands and under which hash.
    pub head: Head,
    /// Whether it stood there before: the same id with the same bytes is the same append.
    pub already: bool,
}

/// Walks over everything a store holds. `progress` gets the number of entries so far.
pub fn walk(store: &dyn Store, progress: &mut dyn FnMut(u64)) -> Result<Outcome, StoreError> {
    let mut walk = Walk::default();
    feed(store, &mut walk, 1, None, progress)?;
    Ok(walk.finish())
}

/// The walk over everything that a store holds, not ended: more may follow.
pub fn begin(store: &dyn Store) -> Result<Walk, StoreError> {
    let mut walk = Walk::default();
    feed(store, &mut walk, 1, None, &mut |_| {})?;
    Ok(walk)
}

/// Walks over everything, without checking again the signatures up to a head whose hash vouches for them.
pub fn walk_trusting(store: &dyn Store, trusted: Option<Head>) -> Result<Outcome, StoreError> {
    let mut walk = Walk::default();
    feed(store, &mut walk, 1, trusted, &mut |_| {})?;
    Ok(walk.finish())
}

/// Walks over the first `last` entries only.
pub fn walk_to(store: &dyn Store, last: u64) -> Result<Outcome, StoreError> {
    let mut walk = Walk::default();
    feed_until(store, &mut walk, 1, None, Some(last), &mut |_| {})?;
    Ok(walk.finish())
}

/// Walks over the first `last` entries, and then over lines that somebody says follow them.
pub fn walk_on(store: &dyn Store, last: u64, lines: &[&[u8]]) -> Result<Outcome, StoreError> {
    let mut walk = Walk::default();
    feed_until(store, &mut walk, 1, None, Some(last), &mut |_| {})?;
    lines.iter().for_each(|line| walk.step(&Line::check(line, false)));
    Ok(walk.finish())
}

/// Walks over the lines of an export. Lines end with a line feed; a last line without one counts as a line.
pub fn walk_lines(bytes: &[u8], progress: &mut dyn FnMut(u64)) -> Outcome {
    let body = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let lines: Vec<&[u8]> = if bytes.is_empty() { Vec::new() } else { body.split(|byte| *byte == b'\n').collect() };
    let mut walk = Walk::default();
    let check = |line: &&[u8]| Line::check(line, false);
    in_stages(&mut walk, &check, &|walk, _, line| walk.step(line), |next| {
        let mut done = 0;
        for batch in lines.chunks(BATCH) {
            next(batch.to_vec());
            done += batch.len() as u64;
            progress(done);
        }
    });
    walk.finish()
}

/// The same for an export in a file that has not changed on its way, read piece by piece: no more of it is held than a few
/// batches. What is longer than any entry is cut, and is as wrong as it was.
pub fn walk_export(path: &Path, progress: &mut dyn FnMut(u64)) -> std::io::Result<Outcome> {
    let mut lines = files::Lines::open(path, MAX_BYTES + 1)?;
    let mut walk = Walk::default();
    let check = |line: &Vec<u8>| Line::check(line, false);
    let mut done = 0;
    in_stages(&mut walk, &check, &|walk, _, line| walk.step(line), |next| {
        in_batches(next, Vec::len, |each| {
            while let Some(line) = lines.next_line()? {
                each(line);
                done += 1;
                if done % BATCH as u64 == 0 {
                    progress(done);
                }
            }
            Ok::<(), std::io::Error>(())
        })
    })?;
    Ok(walk.finish())
}

/// Walks over entries that come in groups, until there are no more.
pub fn walk_groups<E>(mut group: impl FnMut() -> Result<Option<Vec<Vec<u8>>>, E>) -> Result<Outcome, E> {
    let mut walk = Walk::default();
    let check = |line: &Vec<u8>| Line::check(line, false);
    in_stages(&mut walk, &check, &|walk, _, line| walk.step(line), |next| {
        in_batches(next, Vec::len, |each| {
            while let Some(entries) = group()? {
                entries.into_iter().for_each(&mut *each);
            }
            Ok(())
        })
    })?;
    Ok(walk.finish())
}

/// Gathers what comes one by one into batches.
fn in_batches<T, E>(
    next: &mut dyn FnMut(Vec<T>),
    bytes: impl Fn(&T) -> usize,
    feed: impl FnOnce(&mut dyn FnMut(T)) -> Result<(), E>,
) -> Result<(), E> {
    let (mut batch, mut held) = (Vec::new(), 0);
    feed(&mut |one| {
        held += bytes(&one);
        batch.push(one);
        if batch.len() == BATCH || held > BATCH_BYTES {
            next(std::mem::take(&mut batch));
            held = 0;
        }
    })?;
    next(batch);
    Ok(())
}

/// Checks batches on every core while the one before is folded in order and the one after is read by `feed`, which
/// hands them on one by one; no more than two wait.
fn in_stages<T: Send + Sync, R>(
    walk: &mut Walk,
    check: &(dyn Fn(&T) -> Line + Sync),
    step: &(dyn Fn(&mut Walk, &T, &Line) + Sync),
    feed: impl FnOnce(&mut dyn FnMut(Vec<T>)) -> R,
) -> R {
    std::thread::scope(|scope| {
        let (sender, batches) = sync_channel::<Vec<T>>(1);
        scope.spawn(move || {
            let mut before: Vec<(T, Line)> = Vec::new();
            let fold =
                |walk: &mut Walk, batch: Vec<(T, Line)>| batch.iter().for_each(|(row, line)| step(walk, row, line));
            for batch in batches {
                let checked = || {
                    batch
                        .into_par_iter()
                        .map(|row| {
                            let line = check(&row);
                            (row, line)
                        })
                        .collect()
                };
                before = rayon::join(|| fold(walk, before), checked).1;
            }
            fold(walk, before);
        });
        // It takes everything until this end hangs up.
        feed(&mut |batch| drop(sender.send(batch)))
    })
}

fn feed(
    store: &dyn Store,
    walk: &mut Walk,
    from: u64,
    trusted: Option<Head>,
    progress: &mut dyn FnMut(u64),
) -> Result<(), StoreError> {
    feed_until(store, walk, from, trusted, None, progress)
}

fn feed_until(
    store: &dyn Store,
    walk: &mut Walk,
    from: u64,
    trusted: Option<Head>,
    last: Option<u64>,
    progress: &mut dyn FnMut(u64),
) -> Result<(), StoreError> {
    let check = |row: &Row| Line::check(&row.bytes, trusted.is_some_and(|head| row.seq <= head.seq));
    let step = |walk: &mut Walk, row: &Row, line: &Line| {
        walk.step(line);
        if row.hash != line.hash() || line.entry().is_some_and(|entry| entry.seq != row.seq) {
            walk.note_row(row.seq);
        }
    };
    in_stages(walk, &check, &step, |next| {
        let mut done = from.saturating_sub(1);
        let mut hand_on = |batch: Vec<Row>| {
            done += batch.len() as u64;
            next(batch);
            progress(done);
        };
        in_batches(
            &mut hand_on,
            |row| row.bytes.len(),
            |each| {
                store.scan(from, &mut |row| {
                    let wanted = last.is_none_or(|last| row.seq <= last);
                    if wanted {
                        each(row);
                    }
                    wanted
                })
            },
        )
    })
}

/// The nodes of the tree that new rows complete. The tree is the one folded from the entries, not the stored one.
pub fn nodes_of(tree: &Tree, before: Head, rows: &[Row]) -> Result<Vec<Node>, StoreError> {
    let missing = |error: crate::log::tree::ProveError| StoreError::Damaged(error.to_string());
    let mut frontier = Frontier::load(before.seq, |level, n| tree.node(level, n)).map_err(missing)?;
    let mut nodes = Vec::with_capacity(2 * rows.len());
    rows.iter().for_each(|row| frontier.append(leaf_hash(&row.bytes), |node| nodes.push(node)));
    Ok(nodes)
}

/// Whether a store's row at a position is, byte by byte, the entry of a head.
fn holds(store: &dyn Store, head: Head) -> Result<bool, StoreError> {
    let mut found = false;
    store.scan(head.seq, &mut |row| {
        found = row.seq == head.seq && Hash::of(&row.bytes) == head.hash;
        false
    })?;
    Ok(found)
}

/// A ledger opened for reading and appending, with its state in memory.
pub struct Journal<S: Store> {
    store: S,
    state: State,
}

impl<S: Store> Journal<S> {
    /// Opens a ledger. What the author's memory vouches for is checked by hash and rule, the rest by signature
    /// too. An empty store is fine: it waits for `ledger.opened`.
    pub fn open(store: S, trusted: Option<Head>) -> Result<Journal<S>, JournalError> {
        let mut walk = Walk::default();
        feed(&store, &mut walk, 1, trusted, &mut |_| {})?;
        let outcome = walk.finish();
        let finding = outcome.findings.into_iter().find(|finding| finding.seq > 0);
        if let Some(head) = trusted.filter(|head| head.seq > 0)
            && outcome.state.chain.hash_at(head.seq) != Some(head.hash)
        {
            // What was seen is still there, and no longer read because of one before it: nothing went back.
            let broken = finding.as_ref().is_some_and(|finding| finding.seq <= head.seq);
            if !broken || !holds(&store, head)? {
                return Err(JournalError::WentBack(head));
            }
        }
        match finding {
            Some(finding) => Err(JournalError::Unsound(Box::new(finding))),
            None if outcome.horizon.is_some() => {
                Err(outcome.horizon.map_or(JournalError::NotAccepted, JournalError::Newer))
            }
            None => Ok(Journal { store, state: outcome.state }),
        }
    }

    /// The ledger as it stands.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The store and the state, where nothing more is appended.
    pub fn into_parts(self) -> (S, State) {
        (self.store, self.state)
    }

    /// The store.
    pub fn store(&self) -> &S {
        &self.store
    }

    /// The store, for what stands beside the entries.
    pub fn store_mut(&mut self) -> &mut S {
        &mut self.store
    }

    /// Takes over rows of a fuller copy as they are, judging each as verification does, if `accept` accepts what they
    /// lead to. All or none.
    pub fn adopt(&mut self, rows: &[Row], accept: &dyn Fn(&State) -> bool) -> Result<(), JournalError> {
        let expected = self.head();
        for row in rows {
            if let Err(error) = self.take(row) {
                self.start_over(expected, true)?;
                return Err(error);
            }
        }
        if !accept(&self.state) {
            self.start_over(expected, true)?;
            return Err(JournalError::NotAccepted);
        }
        let nodes = nodes_of(self.state.chain.tree(), expected, rows)?;
        let stored = self.store.append(expected, rows, &nodes);
        if stored.is_err() {
            self.start_over(expected, true)?;
        }
        Ok(stored?)
    }

    /// The newest entry.
    pub fn head(&self) -> Head {
        self.state.chain.head()
    }

    /// Takes over what others have appended meanwhile.
    pub fn catch_up(&mut self) -> Result<(), JournalError> {
        let from = self.head().seq + 1;
        let mut new = Vec::new();
        self.store.scan(from, &mut |row| {
            new.push(row);
            true
        })?;
        for row in &new {
            self.take(row)?;
        }
        Ok(())
    }

    /// Judges and takes over one stored row, as the walk does.
    fn take(&mut self, row: &Row) -> Result<(), JournalError> {
        let unsound = |problem| JournalError::Unsound(Box::new(Finding { seq: row.seq, problem }));
        let fault = |fault| unsound(crate::domain::walk::Problem::Fault(fault));
        let line = Line::check(&row.bytes, false);
        let head = self.head();
        if let Some(wrong) = line.fault() {
            // Said as it is: an entry of a newer version, or bytes that changed, is no forged signature.
            return Err(fault(wrong.clone()));
        }
        let (Some(entry), Some((event, margin))) = (line.entry(), line.event()) else {
            return Err(fault(Fault::Signature));
        };
        if entry.seq != head.seq + 1 || row.seq != entry.seq {
            return Err(fault(Fault::Seq { expected: head.seq + 1, found: entry.seq }));
        }
        if entry.prev != head.hash || row.hash != line.hash() {
            return Err(fault(Fault::Prev));
        }
        if let Some(before) = self
            .state
            .chain
            .last_recorded()
            .filter(|before| entry.recorded < *before && !entry.statement.corrects_the_clock())
        {
            return Err(fault(Fault::Recorded { before }));
        }
        self.state.admit(&entry.statement, (event, margin), entry.recorded).map_err(|refusal| match refusal {
            Refusal::NotAuthentic(why) => fault(why),
            other => unsound(crate::domain::walk::Problem::Refusal(other)),
        })?;
        self.state.apply(entry, line.hashes(), event, margin);
        Ok(())
    }

    /// Would a statement be admitted now? Changes nothing.
    pub fn admit(&self, signed: &Signed, clock: Instant) -> Result<Event, Refusal> {
        let sealed = self.seal(signed.clone(), clock).map_err(Refusal::NotAuthentic)?;
        let (event, margin) = judge(&sealed)?;
        self.state.admit(&signed.statement, (&event, &margin), sealed.entry.recorded)?;
        Ok(event)
    }

    fn seal(&self, signed: Signed, clock: Instant) -> Result<Sealed, Fault> {
        Entry::seal(signed, self.head(), self.state.chain.last_recorded(), clock)
    }

    /// Appends statements in order, all or none. Returns when they are durable.
    pub fn append(&mut self, statements: &[Signed], clock: Instant) -> Result<Vec<Recorded>, JournalError> {
        let given = |index| statements.get(index).cloned().ok_or(JournalError::NotAccepted);
        self.extend(statements.len(), &|_| clock, |_, index| Ok(vec![given(index)?]))
    }

    /// Appends statements that are made one by one upon the state that the earlier ones leave: `next` gets
    /// that state and the index and makes one statement or several, `clock` tells when each is recorded. All or none: whatever `next` or a rule
    /// refuses, nothing is written. Starts over, asking `next` again, if another process was faster.
    pub fn extend<E, F>(
        &mut self,
        count: usize,
        clock: &dyn Fn(&Signed) -> Instant,
        mut next: F,
    ) -> Result<Vec<Recorded>, E>
    where
        E: From<JournalError>,
        F: FnMut(&State, usize) -> Result<Vec<Signed>, E>,
    {
        loop {
            self.catch_up()?;
            let expected = self.head();
            let (mut rows, mut recorded) = (Vec::new(), Vec::new());
            for index in 0..count {
                let refused = |refusal| JournalError::Refused { index, refusal: Box::new(refusal) };
                let placed = next(&self.state, index).and_then(|made| {
                    made.into_iter().try_for_each(|signed| {
                        let now = clock(&signed);
                        let (done, row) = self.place(signed, now).map_err(|refusal| E::from(refused(refusal)))?;
                        recorded.push(done);
                        rows.extend(row);
                        Ok(())
                    })
                });
                if let Err(error) = placed {
                    self.start_over(expected, !rows.is_empty())?;
                    return Err(error);
                }
            }
            let Some(last) = rows.last() else { return Ok(recorded) };
            let last = Head { seq: last.seq, hash: last.hash };
            let nodes = nodes_of(self.state.chain.tree(), expected, &rows).map_err(JournalError::from)?;
            match self.store.append(expected, &rows, &nodes) {
                Ok(()) => return Ok(recorded),
                Err(StoreError::Moved(_)) => self.start_over(expected, true)?,
                // What the file holds decides, not what the system said last.
                Err(other) => match self.holds(last) {
                    Ok(true) => return Ok(recorded),
                    Ok(false) => {
                        self.start_over(expected, true)?;
                        return Err(JournalError::from(other).into());
                    }
                    Err(_) => return Err(JournalError::Unclear(other).into()),
                },
            }
        }
    }

    fn holds(&self, head: Head) -> Result<bool, StoreError> {
        let mut found = false;
        self.store.scan(head.seq, &mut |row| {
            found = row.seq == head.seq && row.hash == head.hash;
            false
        })?;
        Ok(found)
    }

    /// Judges one statement and applies it to the state; the row is still to be stored.
    fn place(&mut self, signed: Signed, clock: Instant) -> Result<(Recorded, Option<Row>), Refusal> {
        let id = signed.statement.id;
        if let Some(known) = self.state.chain.known(&id)
            && known.statement == Hash::of(&signed.statement.to_bytes())
        {
            let hash = self.state.chain.hash_at(known.seq).unwrap_or(Hash::ZERO);
            return Ok((Recorded { head: Head { seq: known.seq, hash }, already: true }, None));
        }
        let sealed = self.seal(signed, clock).map_err(Refusal::NotAuthentic)?;
        let (event, margin) = judge(&sealed)?;
        self.state.admit(&sealed.entry.statement, (&event, &margin), sealed.entry.recorded)?;
        self.state.apply(&sealed.entry, sealed.hashes, &event, &margin);
        debug_assert!(self.state.adds_up(), "entry {}: the fund does not add up", sealed.entry.seq);
        let row = Row { seq: sealed.entry.seq, hash: sealed.hashes.entry, bytes: sealed.bytes };
        Ok((Recorded { head: Head { seq: row.seq, hash: row.hash }, already: false }, Some(row)))
    }

    /// Throws the state away and folds it again from the store: there is no undo code.
    fn start_over(&mut self, trusted: Head, dirty: bool) -> Result<(), JournalError> {
        if dirty {
            // Two of them never stand beside each other.
            self.state = State::default();
            let mut walk = Walk::default();
            feed(&self.store, &mut walk, 1, Some(trusted), &mut |_| {})?;
            let outcome = walk.finish();
            if let Some(finding) = outcome.findings.into_iter().find(|finding| finding.seq > 0) {
                return Err(JournalError::Unsound(Box::new(finding)));
            }
            self.state = outcome.state;
        }
        Ok(())
    }
}

/// The checks that need nothing but the entry itself, made before anything is written.
fn judge(sealed: &Sealed) -> Result<(Event, Margin), Refusal> {
    if !sealed.entry.is_signed(&sealed.bytes) {
        return Err(Refusal::NotAuthentic(Fault::Signature));
    }
    let read = Event::of(&sealed.entry.statement).map_err(Refusal::NotAuthentic)?;
    // Admissible in the ledger, but this program could not go on after it.
    match &read.0 {
        Event::CatalogueRaised(raised) if raised.catalogue.number > KNOWN => {
            Err(Refusal::CatalogueUnknown { number: raised.catalogue.number })
        }
        _ => Ok(read),
    }
}
