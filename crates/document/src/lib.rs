//! Documents in and out: text, Markdown, HTML and workbooks.
