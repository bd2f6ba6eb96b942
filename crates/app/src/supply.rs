//! Supplying archives and libraries (Art. 25): what was published in a period as a list, and the receipt for it.

use gongkai_agency::Role;
use gongkai_document::write::WriteError;
use gongkai_document::write::sheet::{Book, Cell, Head};
use gongkai_publication::{
    PlaceKind, Refusal, Supply, SupplyEvent, close_place, deliver, receive, set_place,
};
use gongkai_store::BlobId;
use gongkai_store::publication::ItemRow;
use jiff::civil::Date;

use crate::{Actor, Aggregate, App, AppError};

impl Aggregate for Supply {
    const AREA: &'static str = "supply";
    type Event = SupplyEvent;

    fn apply(&mut self, event: &SupplyEvent) {
        Supply::apply(self, event);
    }
}

/// Who supplies.
const SUPPLIERS: &[Role] = &[Role::Officer];
/// Items on one list.
const MOST: u32 = 20_000;
/// Columns of the list.
const HEADS: [Head; 8] = [
    Head { label: "序号", width: 8 },
    Head { label: "索引号", width: 24 },
    Head { label: "标题", width: 60 },
    Head { label: "发文字号", width: 22 },
    Head { label: "发布机构", width: 28 },
    Head { label: "生成日期", width: 12 },
    Head { label: "首次公开日期", width: 14 },
    Head { label: "内容校验值", width: 66 },
];

impl App {
    /// Registers a reading place, or changes one.
    pub async fn set_supply_place(
        &self,
        actor: &Actor,
        agency: &str,
        number: Option<u16>,
        name: &str,
        kind: PlaceKind,
        address: &str,
    ) -> Result<(), AppError> {
        self.change_supply(actor, agency, |supply, context| {
            set_place(supply, number, name, kind, address, context)
        })
        .await
    }

    /// A place is supplied no more.
    pub async fn close_supply_place(&self, actor: &Actor, agency: &str, place: u16) -> Result<(), AppError> {
        self.change_supply(actor, agency, |supply, context| close_place(supply, place, context)).await
    }

    /// Records that what was first published in a period was handed over, and keeps the list of it.
    pub async fn deliver_supply(
        &self,
        actor: &Actor,
        agency: &str,
        place: u16,
        from: Date,
        through: Date,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, SUPPLIERS, agency).await?;
        let rows = self.store.first_published_in(agency, from, through, MOST + 1).await?;
        let items = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        if items > u64::from(MOST) {
            return Err(AppError::field("through", format!("这一期间超过 {MOST} 条，请分几次送交。")));
        }
        let list = self.blobs.put(list(&rows, self.today())?).await?;
        self.change_supply(actor, agency, |supply, context| {
            deliver(supply, place, (from, through), items, list.as_str(), context)
        })
        .await
    }

    /// Records the receipt for a delivery.
    pub async fn receive_supply(
        &self,
        actor: &Actor,
        agency: &str,
        delivery: u16,
        on: Date,
        receiver: &str,
    ) -> Result<(), AppError> {
        self.change_supply(actor, agency, |supply, context| receive(supply, delivery, on, receiver, context))
            .await
    }

    /// The list of a delivery as it was handed over: a workbook.
    pub async fn supply_list(&self, agency: &str, delivery: u16) -> Result<Vec<u8>, AppError> {
        let row = self.store.supply_delivery(agency, delivery).await?.ok_or(AppError::NotFound)?;
        let list = BlobId::parse(&row.list).ok_or(AppError::NotFound)?;
        Ok(self.blobs.get(&list).await?)
    }

    /// Deliveries that wait for their receipt longer than the agency waits for one.
    pub async fn unsigned_deliveries(&self, agency: &str) -> Result<u64, AppError> {
        let days =
            self.store.agency(agency).await?.ok_or(AppError::NotFound)?.settings.letters.receipt_after_days;
        let before = self.today().saturating_sub(jiff::Span::new().days(i64::from(days)));
        Ok(self.store.count_unsigned_deliveries(agency, before).await?)
    }

    async fn change_supply<F>(&self, actor: &Actor, agency: &str, decide: F) -> Result<(), AppError>
    where
        F: Fn(&Supply, &gongkai_publication::Context) -> Result<Vec<SupplyEvent>, Refusal> + Send + Sync,
    {
        self.permit_in_tree(actor, SUPPLIERS, agency).await?;
        self.agency_state(agency).await?.active()?;
        let context = self.publication_context(actor);
        self.update::<Supply, _, _>(actor, agency, |supply| decide(supply, &context)).await?;
        Ok(())
    }
}

fn list(rows: &[ItemRow], today: Date) -> Result<Vec<u8>, AppError> {
    let broken = |error: WriteError| AppError::Inconsistent(error.to_string());
    let mut book = Book::new("政府信息送交清单", today).map_err(broken)?;
    let cells = (1_u64..).zip(rows).map(|(number, row)| {
        let fields = &row.fields;
        vec![
            Cell::Count(number),
            Cell::text(&row.index_number),
            Cell::text(&fields.title),
            Cell::text(fields.document_number.clone().unwrap_or_default()),
            Cell::text(&fields.issuer),
            Cell::Day(fields.generated_on),
            Cell::day(row.first_published_on),
            Cell::text(&fields.hash),
        ]
    });
    book.sheet("送交清单", &HEADS, cells).map_err(broken)?;
    book.finish().map_err(broken)
}
