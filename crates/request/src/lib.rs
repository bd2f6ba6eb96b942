//! Request cases (依申请公开): state, replies, fees, remedies.
