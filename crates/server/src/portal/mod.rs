//! The portal: what every citizen may read, without an account and without scripts.
