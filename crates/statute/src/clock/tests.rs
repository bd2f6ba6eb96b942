//! Vectors and rulings on the clock.
