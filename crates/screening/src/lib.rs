//! Screening (敏感信息筛查) of text before publication.
