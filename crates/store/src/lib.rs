//! All SQL, in both directions.
