//! Tests of Swiss pairing: by hand, against exhaustive search, and in large fields.

mod by_hand;
mod criteria;
mod events;
mod exhaustive;
mod large_fields;
