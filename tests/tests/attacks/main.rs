//! Attacks: clients and hosts that mean harm, run beside a victim who must notice nothing.
