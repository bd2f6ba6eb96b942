//! Supervision (监督保障): duty lists, inspections, assessments.
