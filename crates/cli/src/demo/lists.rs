//! The city agency's list of what is to be public, invented in the columns that such lists have.

use anyhow::Context as _;
use gongkai_app::App;
use gongkai_app::inventories::NewInventory;
use gongkai_document::table::Table;
use gongkai_publication::InventoryKind;
use gongkai_store::publication::ItemFilter;
use jiff::civil::date;

use super::items::Chain;

const LIST: &str = "\
序号,一级事项,二级事项,公开内容（要素）,公开依据,公开时限,更新周期（月）,公开主体,公开渠道和载体,公开对象,公开方式,对应栏目
1,机构信息,领导分工,姓名、职务、分工,政府信息公开条例第20条,变动后20个工作日,24,办公室,政府网站,全社会,主动,ldfg
2,政策文件,行政规范性文件,文件全文和解读材料,政府信息公开条例第20条,印发后20个工作日,12,各科室,政府网站,全社会,主动,zcwj
3,政策文件,政策解读,背景、主要内容、适用范围,政府信息公开条例第20条,与文件同步,12,各科室,政府网站,全社会,主动,zcjd
4,财政信息,预算决算,部门预算、决算和“三公”经费,政府信息公开条例第20条,批复后20日,12,财务科,政府网站,全社会,主动,czxx
5,规划计划,专项规划,规划文本和实施情况,政府信息公开条例第20条,批准后20个工作日,24,城市建设科,政府网站,全社会,主动,ghjh
6,房屋征收,征收决定,征收决定公告、补偿方案,国有土地上房屋征收与补偿条例,作出决定后及时公开,,住房保障科,政府网站、现场公示,全社会,主动,
7,房屋征收,补偿结果,分户补偿情况,国有土地上房屋征收与补偿条例,补偿协议签订后,,住房保障科,征收范围内公布,特定群众,主动,
8,住房保障,公租房分配,分配对象、房源和轮候情况,住房保障有关规定,审核后20个工作日,6,住房保障科,政府网站,全社会,主动,
9,行政处罚,处罚决定,具有一定社会影响的处罚决定,行政处罚法第48条,作出决定后7个工作日,6,综合执法队,政府网站,全社会,主动,
10,企业资料,资质申报材料,企业申报的原始材料,政府信息公开条例第16条,,,城市建设科,依申请提供,申请人,依申请,
";

/// Adopts the list, and files one announcement under it.
pub(crate) async fn adopt(app: &App, chain: &Chain) -> anyhow::Result<()> {
    let (code, officer) = (chain.office.code, &chain.officer);
    let new = NewInventory {
        number: None,
        kind: InventoryKind::Basic,
        title: "云浦市城乡建设局主动公开基本目录".to_owned(),
        authority: "云浦市人民政府办公厅印发（演示）".to_owned(),
        from: date(2021, 1, 1),
    };
    let table = Table::open(LIST.into()).context("目录文件读不出")?;
    let number = app.adopt_inventory(officer, code, new, table).await?;
    let notices = ItemFilter {
        agency: Some(code.to_owned()),
        column: Some("gggt".to_owned()),
        ..ItemFilter::default()
    };
    let found = app.store.public_items(&notices, None, 2).await?.rows;
    let ids: Vec<String> = found.into_iter().map(|item| item.id).collect();
    app.file_items(officer, code, number, "6", &ids, true).await?;
    Ok(())
}
