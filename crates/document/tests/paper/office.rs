//! DOCX, XLSX, OFD and HTML of a report.

use std::fmt::Write as _;

use gongkai_document::office::Package;

use super::page::{Mark, Pages, placed};
use super::{Piece, Table};

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A Word file, its cells merged as Word merges them.
pub(crate) fn docx(pieces: &[Piece]) -> Vec<u8> {
    let mut body = String::new();
    let paragraph = |text: &str| {
        let runs: String = text.lines().collect::<Vec<_>>().join("</w:t><w:br/><w:t>");
        format!(
            "<w:p><w:pPr/><w:r><w:rPr><w:sz w:val=\"24\"/></w:rPr><w:t xml:space=\"preserve\">{runs}</w:t></w:r></w:p>"
        )
    };
    for piece in pieces {
        match piece {
            Piece::Title(text) | Piece::Heading(text) | Piece::Text(text) => {
                body += &paragraph(&escape(text));
            }
            Piece::Table(table) => {
                body.push_str("<w:tbl><w:tblPr/><w:tblGrid/>");
                let cells = placed(table);
                for row in 0..table.rows.len() {
                    body.push_str("<w:tr>");
                    let mut column = 0;
                    while column < table.columns.len() {
                        let found = cells.iter().find(|(top, left, cell)| {
                            (*top..top + cell.down).contains(&row)
                                && (*left..left + cell.across).contains(&column)
                        });
                        // A row that has lost a cell ends early.
                        let Some((top, _, cell)) = found else { break };
                        let span = if cell.across > 1 {
                            format!("<w:gridSpan w:val=\"{}\"/>", cell.across)
                        } else {
                            String::new()
                        };
                        let merge = match (cell.down > 1, *top == row) {
                            (false, _) => "",
                            (true, true) => "<w:vMerge w:val=\"restart\"/>",
                            (true, false) => "<w:vMerge/>",
                        };
                        let text = if *top == row { escape(&cell.text) } else { String::new() };
                        let _ =
                            write!(body, "<w:tc><w:tcPr>{span}{merge}</w:tcPr>{}</w:tc>", paragraph(&text));
                        column += cell.across;
                    }
                    body.push_str("</w:tr>");
                }
                body.push_str("</w:tbl>");
            }
        }
    }
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>"
    );
    let mut package = Package::empty();
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
    let relations = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
    package.set("[Content_Types].xml", types.into());
    package.set("_rels/.rels", relations.into());
    package.set("word/document.xml", document.into_bytes());
    package.write().unwrap()
}

fn letters(column: usize) -> char {
    char::from(b'A' + u8::try_from(column).unwrap())
}

/// A workbook of one sheet that is shown, and one with other figures that is not.
pub(crate) fn xlsx(pieces: &[Piece]) -> Vec<u8> {
    let mut rows = String::new();
    let mut merges = String::new();
    let mut number = 0;
    for piece in pieces {
        match piece {
            Piece::Title(text) | Piece::Heading(text) | Piece::Text(text) => {
                number += 1;
                let _ = write!(rows, "<row r=\"{number}\">{}</row>", inline(&format!("A{number}"), text));
            }
            Piece::Table(table) => number = sheet_table(table, number, &mut rows, &mut merges),
        }
    }
    let sheet = |rows: &str, merges: &str| {
        format!(
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData>{merges}</worksheet>"
        )
    };
    let merges = if merges.is_empty() { merges } else { format!("<mergeCells>{merges}</mergeCells>") };
    let mut package = Package::empty();
    package.set(
        "[Content_Types].xml",
        b"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>".to_vec(),
    );
    package.set("xl/workbook.xml", b"<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"\xe5\xb9\xb4\xe6\x8a\xa5\" sheetId=\"1\" r:id=\"r1\"/><sheet name=\"old\" sheetId=\"2\" state=\"hidden\" r:id=\"r2\"/></sheets></workbook>".to_vec());
    package.set("xl/_rels/workbook.xml.rels", b"<Relationships><Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"x/worksheet\" Target=\"worksheets/sheet2.xml\"/></Relationships>".to_vec());
    package.set("xl/worksheets/sheet1.xml", sheet(&rows, &merges).into_bytes());
    let hidden = rows.replace("<v>", "<v>7");
    package.set("xl/worksheets/sheet2.xml", sheet(&hidden, &merges).into_bytes());
    package.write().unwrap()
}

fn inline(address: &str, text: &str) -> String {
    format!("<c r=\"{address}\" t=\"inlineStr\"><is><t>{}</t></is></c>", escape(text))
}

fn sheet_table(table: &Table, from: usize, rows: &mut String, merges: &mut String) -> usize {
    let cells = placed(table);
    for row in 0..table.rows.len() {
        let number = from + row + 1;
        let _ = write!(rows, "<row r=\"{number}\">");
        for (_, column, cell) in cells.iter().filter(|(top, ..)| *top == row) {
            let address = format!("{}{number}", letters(*column));
            let is_number = cell.figure.is_some() && cell.text.parse::<f64>().is_ok();
            *rows += &if is_number {
                format!("<c r=\"{address}\"><v>{}</v></c>", cell.text)
            } else {
                inline(&address, &cell.text)
            };
            if cell.across > 1 || cell.down > 1 {
                let (right, bottom) = (letters(column + cell.across - 1), number + cell.down - 1);
                let _ = write!(merges, "<mergeCell ref=\"{address}:{right}{bottom}\"/>");
            }
        }
        rows.push_str("</row>");
    }
    from + table.rows.len()
}

/// An OFD of pages.
pub(crate) fn ofd(pages: &Pages) -> Vec<u8> {
    let mm = |points: f64| points * 25.4 / 72.0;
    let mut package = Package::empty();
    let namespace = "xmlns:ofd=\"http://www.ofdspec.org/2016\"";
    package.set("OFD.xml", format!("<ofd:OFD {namespace} Version=\"1.0\"><ofd:DocBody><ofd:DocInfo/><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>").into_bytes());
    let list: String = (0..pages.len())
        .map(|at| format!("<ofd:Page ID=\"{}\" BaseLoc=\"Pages/Page_{at}/Content.xml\"/>", at + 1))
        .collect();
    package.set("Doc_0/Document.xml", format!("<ofd:Document {namespace}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>{list}</ofd:Pages></ofd:Document>").into_bytes());
    for (at, page) in pages.iter().enumerate() {
        let mut out = String::new();
        for mark in page {
            match mark {
                Mark::Text { x, y, size, text } => {
                    let steps: Vec<String> = text
                        .chars()
                        .map(|ch| format!("{:.3}", mm(if ch.is_ascii() { 0.5 } else { 1.0 } * size)))
                        .collect();
                    let _ = write!(
                        out,
                        "<ofd:TextObject Boundary=\"{:.3} {:.3} 150 {:.3}\" Font=\"1\" Size=\"{:.3}\"><ofd:TextCode X=\"0\" Y=\"{:.3}\" DeltaX=\"{}\">{}</ofd:TextCode></ofd:TextObject>",
                        mm(*x),
                        mm(y - size),
                        mm(*size * 1.2),
                        mm(*size),
                        mm(*size),
                        steps.join(" "),
                        escape(text)
                    );
                }
                Mark::Line { from, to } => {
                    let _ = write!(
                        out,
                        "<ofd:PathObject Boundary=\"{:.3} {:.3} {:.3} {:.3}\" LineWidth=\"0.2\"><ofd:AbbreviatedData>M 0 0 L {:.3} {:.3}</ofd:AbbreviatedData></ofd:PathObject>",
                        mm(from.0),
                        mm(from.1),
                        mm(to.0 - from.0),
                        mm(to.1 - from.1),
                        mm(to.0 - from.0),
                        mm(to.1 - from.1)
                    );
                }
            }
        }
        let content = format!(
            "<ofd:Page {namespace}><ofd:Content><ofd:Layer ID=\"1\">{out}</ofd:Layer></ofd:Content></ofd:Page>"
        );
        package.set(&format!("Doc_0/Pages/Page_{at}/Content.xml"), content.into_bytes());
    }
    package.write().unwrap()
}

/// A page as an office program saves it.
pub(crate) fn html(pieces: &[Piece]) -> String {
    let mut out = String::from("<html><head><meta charset=\"utf-8\"></head><body>");
    for piece in pieces {
        match piece {
            Piece::Title(text) | Piece::Heading(text) | Piece::Text(text) => {
                let _ = write!(out, "<p>{}</p>", escape(text));
            }
            Piece::Table(table) => {
                out.push_str("<table border=\"1\" cellspacing=\"0\" style=\"font-size:9pt\">");
                for row in &table.rows {
                    out.push_str("<tr>");
                    for cell in row {
                        let _ = write!(
                            out,
                            "<td colspan=\"{}\" rowspan=\"{}\"><p>{}</p></td>",
                            cell.across,
                            cell.down,
                            escape(&cell.text)
                        );
                    }
                    out.push_str("</tr>");
                }
                out.push_str("</table>");
            }
        }
    }
    out.push_str("</body></html>");
    out
}
