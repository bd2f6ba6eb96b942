//! The columns of a file of earlier requests (补录表的列), what each asks for, and an empty file to fill in.

use gongkai_request::code::{DeliveryWay, ProvisionForm, ProvisionRoute};
use gongkai_statute::regulation::art31::Channel;
use gongkai_statute::{Decision, RequesterKind, codes};
use jiff::civil::Date;

use crate::AppError;
use crate::registers::{FileFormat, RegisterFile};
use crate::rows::{FileColumn, one_of, template};

codes! {
    /// A column of the file.
    ImportColumn {
        OldNumber = "old_number", "原编号";
        Requester = "requester", "申请人类别";
        Name = "name", "姓名或者名称";
        IdentityKind = "identity_kind", "证件类型";
        Identity = "identity", "证件号码";
        Contact = "contact", "联系方式";
        Subject = "subject", "事项摘要";
        Text = "text", "申请内容";
        Form = "form", "获取方式";
        Route = "route", "获取途径";
        Channel = "channel", "提交渠道";
        SubmittedOn = "submitted_on", "提交日期";
        ArrivedOn = "arrived_on", "到达日期";
        ConfirmedOn = "confirmed_on", "确认日期";
        Clerk = "clerk", "代填人";
        Decision = "decision", "办理结果";
        EndedOn = "ended_on", "办结日期";
        Way = "way", "送达方式";
        Late = "late", "是否逾期";
        Document = "document", "答复书文号";
    }
}

impl FileColumn for ImportColumn {
    const ALL: &'static [ImportColumn] = ImportColumn::ALL;

    fn label(self) -> &'static str {
        ImportColumn::label(self)
    }

    fn is_required(self) -> bool {
        matches!(
            self,
            ImportColumn::Requester
                | ImportColumn::Name
                | ImportColumn::Contact
                | ImportColumn::Text
                | ImportColumn::Form
                | ImportColumn::Route
                | ImportColumn::Channel
        )
    }

    fn hint(self) -> String {
        match self {
            ImportColumn::OldNumber => {
                "原登记簿上的编号，导入后仍可用它检索；各年编号重复的，请写上年份，例如 2019-12。".to_owned()
            }
            ImportColumn::Requester => one_of(RequesterKind::ALL.iter().map(|it| it.label())),
            ImportColumn::Name => "自然人的姓名，单位的全称。导入时即加密。".to_owned(),
            ImportColumn::IdentityKind => "例如居民身份证；写“居民身份证”或者“统一社会信用代码”的，核对校验位。".to_owned(),
            ImportColumn::Identity => "证件号码或者统一社会信用代码。导入时即加密。".to_owned(),
            ImportColumn::Contact => "电话、通信地址、电子邮箱等。导入时即加密。".to_owned(),
            ImportColumn::Subject => "用于列表和统计，不写个人信息，不超过 100 字；不填的导入后再写。".to_owned(),
            ImportColumn::Text => "照录申请书中所需信息的描述。导入时即加密。".to_owned(),
            ImportColumn::Form => one_of(ProvisionForm::ALL.iter().map(|it| it.label())),
            ImportColumn::Route => one_of(ProvisionRoute::ALL.iter().map(|it| it.label())),
            ImportColumn::Channel => one_of(Channel::ALL.iter().map(|it| it.label())),
            ImportColumn::SubmittedOn => "当面、口头提出的必填，即收到申请之日。例如 2020-12-31。".to_owned(),
            ImportColumn::ArrivedOn => "邮寄（签收）的必填，即收到申请之日。".to_owned(),
            ImportColumn::ConfirmedOn => {
                "平常信函、内设机构转来的信函、传真、在线提交、电子邮件，双方确认之日为收到申请之日；已办结的必填。".to_owned()
            }
            ImportColumn::Clerk => "口头提出的，填写代为填写的工作人员。".to_owned(),
            ImportColumn::Decision => {
                format!("已办结的填写，未办结的留空。{}", one_of(Decision::ALL.iter().map(|it| it.label())))
            }
            ImportColumn::EndedOn => "已办结的必填：答复书送达之日；没有答复的，登记办结之日。".to_owned(),
            ImportColumn::Way => {
                format!("有记载的填写。{}", one_of(DeliveryWay::ALL.iter().map(|it| it.label())))
            }
            ImportColumn::Late => "是、否。收到后 20 个工作日内答复的可以不填；依法延期后按期答复的填否。".to_owned(),
            ImportColumn::Document => "答复书的发文字号。".to_owned(),
        }
    }

    fn width(self) -> u16 {
        match self {
            ImportColumn::Text => 50,
            ImportColumn::Subject | ImportColumn::Contact => 28,
            ImportColumn::Decision | ImportColumn::Name | ImportColumn::Document => 22,
            _ => 14,
        }
    }
}

/// An empty file to fill in.
///
/// # Errors
///
/// [`AppError`] when the workbook cannot be written.
pub fn import_template(format: FileFormat, today: Date) -> Result<RegisterFile, AppError> {
    template::<ImportColumn>("依申请公开补录表", "补录", format, today)
}
