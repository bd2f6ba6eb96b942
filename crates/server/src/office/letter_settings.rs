//! What the letters of an agency say besides the case, as its settings show and ask it (文书设置).

use gongkai_agency::LetterSettings;
use gongkai_store::agency::AgencyRow;

use super::forms::Filled;
use crate::form::{Checker, FieldErrors, Fields};
use crate::ui::field::Field;
use crate::ui::metadata_table::{MetadataRow, MetadataTable};

/// What stands now.
pub(super) fn facts(agency: &AgencyRow) -> MetadataTable {
    let settings = &agency.settings.letters;
    let or = |text: &Option<String>, general: &str| text.clone().unwrap_or_else(|| general.to_owned());
    MetadataTable {
        rows: vec![
            MetadataRow::new("答复书代字", settings.reply_mark(&agency.short_name)),
            MetadataRow::new("程序性文书代字", settings.notice_mark(&agency.short_name)),
            MetadataRow::new("复议机关（本级政府）", or(&settings.government, "上级机关的名称")),
            MetadataRow::new("上一级主管部门", or(&settings.superior_department, "上一级主管部门")),
            MetadataRow::new("管辖法院", or(&settings.court, "有管辖权的人民法院")),
            MetadataRow::new("回执提醒", format!("发出后 {} 天", settings.receipt_after_days)),
            MetadataRow::new("未读提醒", format!("发出后 {} 天", settings.unread_after_days)),
            MetadataRow::new("案卷保管", format!("{} 年", settings.retention_years)),
            MetadataRow::wide("缴费方式", settings.payment.clone().unwrap_or_default()),
            MetadataRow::wide("查询网址", settings.tracking.clone().unwrap_or_default()),
        ],
    }
}

/// The fields of the form.
pub(super) fn fields(filled: &Filled<'_>) -> Vec<Field> {
    vec![
        filled
            .line("document_mark", "答复书代字")
            .optional()
            .hint("例如 样经信公复；不填的由机关简称生成。文号由系统按年连续编排。"),
        filled.line("government", "受理复议的本级人民政府").optional().hint("不填的写上级机关的名称。"),
        filled.line("superior_department", "上一级主管部门").optional(),
        filled.line("court", "有管辖权的人民法院").optional(),
        filled.area("payment", "信息处理费的缴纳方式", 2).optional().hint("收费通知书中告知申请人。"),
        filled.line("tracking", "查询办理情况的网址").optional(),
        filled
            .number("receipt_after_days", "回执提醒（天）")
            .hint("邮寄、直接送达后多少天没有收回回执即提醒。"),
        filled.number("unread_after_days", "未读提醒（天）").hint("电子送达后多少天没有打开即提醒。"),
        filled
            .number("retention_years", "案卷保管年限")
            .hint("自办结之日起算，期满后才能删除个人信息；条例未规定，一般为 10 年。"),
    ]
}

/// What the form holds at first.
pub(super) fn present(letters: &LetterSettings) -> Vec<(&'static str, String)> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    vec![
        ("document_mark", text(&letters.document_mark)),
        ("government", text(&letters.government)),
        ("superior_department", text(&letters.superior_department)),
        ("court", text(&letters.court)),
        ("payment", text(&letters.payment)),
        ("tracking", text(&letters.tracking)),
        ("receipt_after_days", letters.receipt_after_days.to_string()),
        ("unread_after_days", letters.unread_after_days.to_string()),
        ("retention_years", letters.retention_years.to_string()),
    ]
}

/// What was filled in.
pub(super) fn read(given: &Fields) -> Result<LetterSettings, FieldErrors> {
    let mut check = Checker::new(given);
    let mut count =
        |name: &str, label: &str| check.count(name, label).and_then(|days| u16::try_from(days).ok());
    let receipt = count("receipt_after_days", "回执提醒天数");
    let unread = count("unread_after_days", "未读提醒天数");
    let retention = count("retention_years", "案卷保管年限");
    let (document_mark, government) = (check.optional("document_mark"), check.optional("government"));
    let (superior_department, court) = (check.optional("superior_department"), check.optional("court"));
    let (payment, tracking) = (check.optional("payment"), check.optional("tracking"));
    let days = receipt.zip(unread).zip(retention);
    check.finish(days.map(|((receipt_after_days, unread_after_days), retention_years)| LetterSettings {
        document_mark,
        government,
        superior_department,
        court,
        payment,
        tracking,
        receipt_after_days,
        unread_after_days,
        retention_years,
    }))
}
