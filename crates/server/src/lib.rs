//! The executables: settings, logs, roles and an orderly end.
