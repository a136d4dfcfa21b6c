//! What schemas say of members, as readers that payload types name.

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer};

/// Reads an optional member that, when present, is never null.
pub(crate) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(d: D) -> Result<Option<T>, D::Error> {
    T::deserialize(d).map(Some)
}

/// A list of `MIN` to `MAX` items.
pub(crate) fn sized<'de, D: Deserializer<'de>, T: Deserialize<'de>, const MIN: usize, const MAX: usize>(
    d: D,
) -> Result<Vec<T>, D::Error> {
    let items = Vec::<T>::deserialize(d)?;
    if (MIN..=MAX).contains(&items.len()) {
        return Ok(items);
    }
    Err(serde::de::Error::custom(format!("{} items, expected {MIN} to {MAX}", items.len())))
}

/// `MIN` to `MAX` items, each once.
pub(crate) fn each_once<'de, D: Deserializer<'de>, T: Deserialize<'de> + Ord, const MIN: usize, const MAX: usize>(
    d: D,
) -> Result<BTreeSet<T>, D::Error> {
    let listed = sized::<D, T, MIN, MAX>(d)?;
    let (length, set) = (listed.len(), listed.into_iter().collect::<BTreeSet<T>>());
    if set.len() == length { Ok(set) } else { Err(serde::de::Error::custom("an item stands twice")) }
}

/// An integer from `MIN` to `MAX`.
pub(crate) fn within<'de, D: Deserializer<'de>, const MIN: u64, const MAX: u64>(d: D) -> Result<u64, D::Error> {
    let n = u64::deserialize(d)?;
    if (MIN..=MAX).contains(&n) {
        return Ok(n);
    }
    Err(serde::de::Error::custom(format!("{n} is not within {MIN} to {MAX}")))
}

/// [`within`], for an optional member.
pub(crate) fn maybe_within<'de, D: Deserializer<'de>, const MIN: u64, const MAX: u64>(
    d: D,
) -> Result<Option<u64>, D::Error> {
    within::<D, MIN, MAX>(d).map(Some)
}

/// Payloads whose members are read as they stand.
macro_rules! payloads {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $ty:ty,)* })*) => {
        $($(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$field_doc])* pub $field: $ty,)* })*
    };
}
pub(crate) use payloads;
