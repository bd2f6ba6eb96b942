//! Channels out and in: mail, WeChat, folders.
