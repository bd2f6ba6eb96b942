//! Enterprise profiles and decomposed policies (惠企政策).
