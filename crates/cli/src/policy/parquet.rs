//! A Parquet file as a table of cells, written as a person would write them in a CSV file.

use std::fs::File;
use std::path::Path;

use anyhow::{Context as _, bail};
use jiff::civil::date;
use jiff::{SignedDuration, ToSpan as _};
use parquet::basic::{ConvertedType, LogicalType, Type as Physical};
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::Field;
use parquet::schema::types::Type;

use super::enterprises::Next;

/// The first four bytes of a Parquet file.
pub(super) const MAGIC: [u8; 4] = *b"PAR1";

/// Gives heads and rows to `take`.
pub(super) fn each(
    input: File,
    file: &Path,
    take: &mut dyn FnMut(&[String], &mut Next<'_>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let place = file.display();
    let reader =
        SerializedFileReader::new(input).with_context(|| format!("{place} 不是完好的 Parquet 文件"))?;
    let schema = reader.metadata().file_metadata().schema();
    let heads: Vec<String> = schema.get_fields().iter().map(|field| field.name().to_owned()).collect();
    for (column, field) in schema.get_fields().iter().enumerate() {
        if !is_readable(field) {
            bail!(
                "{place}：第 {} 列（{}）的类型不能读成文字、数字、日期或文字的列表",
                column + 1,
                field.name()
            );
        }
    }
    let rows = reader.get_row_iter(None).with_context(|| format!("读不了 {place}"))?;
    let mut rows = rows.into_iter();
    take(&heads, &mut |cells| {
        let row = match rows.next()? {
            Ok(row) => row,
            Err(error) => return Some(Err(format!("读不了：{error}"))),
        };
        cells.clear();
        for (name, field) in row.get_column_iter() {
            match cell(field) {
                Some(cell) => cells.push(cell),
                None => return Some(Err(format!("（{name}）：{field} 不是能读的值"))),
            }
        }
        Some(Ok(()))
    })
}

/// Plain values, and lists of them.
fn is_readable(field: &Type) -> bool {
    if field.is_group() {
        let is_list = field.get_basic_info().converted_type() == ConvertedType::LIST
            || matches!(field.get_basic_info().logical_type_ref(), Some(LogicalType::List));
        return is_list;
    }
    field.get_physical_type() != Physical::INT96
}

/// As written in a CSV file; an empty text is unknown, as there.
fn cell(field: &Field) -> Option<String> {
    Some(match field {
        Field::Null => String::new(),
        Field::Bool(value) => value.to_string(),
        Field::Byte(value) => value.to_string(),
        Field::Short(value) => value.to_string(),
        Field::Int(value) => value.to_string(),
        Field::Long(value) => value.to_string(),
        Field::UByte(value) => value.to_string(),
        Field::UShort(value) => value.to_string(),
        Field::UInt(value) => value.to_string(),
        Field::ULong(value) => value.to_string(),
        Field::Float(value) => float(f64::from(*value), value.to_string()),
        Field::Double(value) => float(*value, value.to_string()),
        Field::Decimal(_) => field.to_string(),
        Field::Str(text) => text.clone(),
        Field::Bytes(bytes) => bytes.as_utf8().ok()?.to_owned(),
        Field::Date(days) => date(1970, 1, 1).checked_add(days.days()).ok()?.to_string(),
        Field::TimestampMillis(instant) => day(SignedDuration::from_millis(*instant))?,
        Field::TimestampMicros(instant) => day(SignedDuration::from_micros(*instant))?,
        Field::ListInternal(list) if list.len() == 0 => "-".to_owned(),
        Field::ListInternal(list) => {
            let cells: Option<Vec<String>> = list.elements().iter().map(cell).collect();
            cells?.join(";")
        }
        Field::TimeMillis(_)
        | Field::TimeMicros(_)
        | Field::Float16(_)
        | Field::Group(_)
        | Field::MapInternal(_) => return None,
    })
}

/// The shortest digits that give the same value; beyond six places, the nearest figure with six.
fn float(value: f64, shortest: String) -> String {
    if value.is_nan() {
        return String::new();
    }
    let places = shortest.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    if places > 6 { format!("{value:.6}") } else { shortest }
}

/// The day of an instant without zone, as tables keep days.
fn day(since: SignedDuration) -> Option<String> {
    Some(date(1970, 1, 1).at(0, 0, 0, 0).checked_add(since).ok()?.date().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_keep_the_digits_they_were_written_with() {
        assert_eq!(cell(&Field::Double(1234.5)).unwrap(), "1234.5");
        assert_eq!(cell(&Field::Double(0.1 + 0.2)).unwrap(), "0.300000");
        assert_eq!(cell(&Field::Double(2e7)).unwrap(), "20000000");
        assert_eq!(cell(&Field::Double(f64::NAN)).unwrap(), "");
        assert_eq!(cell(&Field::Date(18_262)).unwrap(), "2020-01-01");
        assert_eq!(cell(&Field::TimestampMicros(1_577_836_800_000_000)).unwrap(), "2020-01-01");
        assert_eq!(cell(&Field::Null).unwrap(), "");
        assert!(cell(&Field::TimeMillis(5)).is_none());
    }
}
