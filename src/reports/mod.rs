//! Reports are folds over what was recorded, and nothing else: no figure can be typed in.

pub mod audit;
pub mod due;
pub mod figures;
pub mod half_year;
pub mod law;
pub mod markdown;
pub mod past;
pub mod reconcile;
pub mod registers;
pub mod struck;
