//! Items (政府信息) and their editions, review chain, rhythms, catalogue.
