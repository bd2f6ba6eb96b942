//! Agencies (机关): joining the tree, what the guide says of them, how they are organised.

use gongkai_agency::{
    Agency, AgencyEvent, Channel, Column, Ending, Establishment, Founded, HandOver, Lineage, Naming, Profile,
    Refusal, Role, Section, Settings, add_section, close_channel, close_column, close_section, end, found,
    hand_over, move_under, open_channel, rename, rename_section, set_column, set_establishment, set_profile,
    set_settings, write_leaders, write_offices,
};
use gongkai_publication::IndexTemplate;
use gongkai_screening::Kind;

use crate::screening::is_personal;
use crate::{Actor, Aggregate, App, AppError, FieldError};

/// Names stand there by law; numbers of persons and marks of secrecy do not.
fn must_not_stand(kind: Kind) -> bool {
    kind == Kind::SecrecyMark || (is_personal(kind) && kind != Kind::PersonName && kind != Kind::Email)
}

impl Aggregate for Agency {
    const AREA: &'static str = "agency";
    type Event = AgencyEvent;

    fn apply(&mut self, event: &AgencyEvent) {
        Agency::apply(self, event);
    }
}

impl App {
    /// Adds an agency to the tree. Only an operator may; below an agency, its operator too.
    pub async fn found_agency(&self, actor: &Actor, facts: Founded) -> Result<(), AppError> {
        match &facts.parent {
            Some(parent) => self.permit_in_tree(actor, &[Role::Operator], parent).await?,
            None if actor.has_anywhere(Role::Operator) => {}
            None => return Err(AppError::Forbidden),
        }
        let above = self.lineage_of(facts.parent.as_deref()).await?;
        let code = facts.code.clone();
        self.update::<Agency, _, _>(actor, &code, |agency| found(agency, facts.clone(), &above)).await?;
        Ok(())
    }

    /// Puts an agency below another, or at the top.
    pub async fn move_agency(
        &self,
        actor: &Actor,
        code: &str,
        parent: Option<String>,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, &[Role::Operator], code).await?;
        let above = self.lineage_of(parent.as_deref()).await?;
        self.change_agency(actor, code, |agency| move_under(agency, parent.clone(), &above)).await
    }

    /// Sets what the guide says of the disclosure unit.
    pub async fn set_agency_profile(
        &self,
        actor: &Actor,
        code: &str,
        profile: Profile,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, &[Role::Officer, Role::Operator], code).await?;
        for login in [&profile.officer, &profile.deputy].into_iter().flatten() {
            if self.store.account(login).await?.is_none() {
                return Err(AppError::field("officer", format!("没有账号 {login}，请先开立账号。")));
            }
        }
        self.change_agency(actor, code, |agency| set_profile(agency, profile.clone())).await
    }

    /// Changes an agency's switches.
    pub async fn set_agency_settings(
        &self,
        actor: &Actor,
        code: &str,
        settings: Settings,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, &[Role::Officer, Role::Operator], code).await?;
        IndexTemplate::parse(&settings.index_template)?;
        self.change_agency(actor, code, |agency| set_settings(agency, settings.clone())).await
    }

    /// Says what an agency is for, who leads it and how it is set up; no personal number stands in it.
    pub async fn set_establishment(
        &self,
        actor: &Actor,
        code: &str,
        establishment: Establishment,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, &[Role::Officer, Role::Operator], code).await?;
        let screener = self.screener_for(code).await?;
        let texts = [
            ("duties", establishment.duties.clone()),
            ("leaders", write_leaders(&establishment.leaders)),
            ("offices", write_offices(&establishment.offices)),
            ("units", write_offices(&establishment.units)),
        ];
        let mut faults = Vec::new();
        for (field, text) in texts {
            let screening = screener.screen(&text, Some(self.today()));
            let told = screening.each().filter(|(finding, _)| must_not_stand(finding.kind));
            let mut told: Vec<String> =
                told.map(|(finding, mark)| format!("{}“{}”", finding.kind.label(), mark.text)).collect();
            told.dedup();
            if !told.is_empty() {
                let message = format!("不能公开{}，请删去或者改填办公电话。", told.join("、"));
                faults.push(FieldError { field, message });
            }
        }
        if !faults.is_empty() {
            return Err(AppError::Fields(faults));
        }
        let by = self.context(actor).by;
        self.change_agency(actor, code, |agency| set_establishment(agency, establishment.clone(), &by)).await
    }

    /// Adds a section.
    pub async fn add_section(&self, actor: &Actor, code: &str, section: Section) -> Result<(), AppError> {
        self.permit_in_tree(actor, &[Role::Officer, Role::Operator], code).await?;
        self.change_agency(actor, code, |agency| add_section(agency, section.clone())).await
    }

    /// Gives a section another name.
    pub async fn rename_section(&self, actor: &Actor, code: &str, section: Section) -> Result<(), AppError> {
        self.permit_in_tree(actor, &[Role::Officer, Role::Operator], code).await?;
        self.change_agency(actor, code, |agency| rename_section(agency, section.clone())).await
    }

    /// Closes a section.
    pub async fn close_section(&self, actor: &Actor, code: &str, slug: &str) -> Result<(), AppError> {
        self.permit_in_tree(actor, &[Role::Officer, Role::Operator], code).await?;
        self.change_agency(actor, code, |agency| close_section(agency, slug)).await
    }

    /// Opens a column, or describes it anew.
    pub async fn set_column(&self, actor: &Actor, code: &str, column: Column) -> Result<(), AppError> {
        self.permit_in_tree(actor, &[Role::Officer, Role::Operator], code).await?;
        if let Some(category) = &column.category
            && gongkai_statute::Category::from_code(category).is_none()
        {
            return Err(AppError::field("category", "没有这个类别，请从条例第20、21条的目录中选择。"));
        }
        self.change_agency(actor, code, |agency| set_column(agency, column.clone())).await
    }

    /// Closes a column; its items stay.
    pub async fn close_column(&self, actor: &Actor, code: &str, slug: &str) -> Result<(), AppError> {
        self.permit_in_tree(actor, &[Role::Officer, Role::Operator], code).await?;
        self.change_agency(actor, code, |agency| close_column(agency, slug)).await
    }

    /// Opens a way in for requests.
    pub async fn open_channel(
        &self,
        actor: &Actor,
        code: &str,
        channel: Channel,
        note: &str,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, &[Role::Officer, Role::Operator], code).await?;
        self.change_agency(actor, code, |agency| open_channel(agency, channel, note)).await
    }

    /// Closes a way in for requests; the two basic ones stay.
    pub async fn close_channel(
        &self,
        actor: &Actor,
        code: &str,
        channel: Channel,
        note: &str,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, &[Role::Officer, Role::Operator], code).await?;
        self.change_agency(actor, code, |agency| close_channel(agency, channel, note)).await
    }

    /// Hands one officer's open matters to another by a signed list.
    pub async fn hand_over(&self, actor: &Actor, code: &str, list: HandOver) -> Result<(), AppError> {
        self.permit_in_tree(actor, &[Role::Officer, Role::UnitHead, Role::Operator], code).await?;
        for login in [&list.from, &list.to, &list.witness] {
            if self.store.account(login).await?.is_none() {
                return Err(AppError::field("to", format!("没有账号 {login}，请核对交接双方和监交人。")));
            }
        }
        let today = self.today();
        self.change_agency(actor, code, |agency| hand_over(agency, list.clone(), today)).await
    }

    /// Gives an agency another name from a day on.
    pub async fn rename_agency(&self, actor: &Actor, code: &str, naming: Naming) -> Result<(), AppError> {
        self.permit_in_tree(actor, &[Role::Operator], code).await?;
        self.change_agency(actor, code, |agency| rename(agency, naming.clone())).await
    }

    /// Ends an agency: merged into one other, or split among several; all of them must act.
    pub async fn end_agency(&self, actor: &Actor, code: &str, ending: Ending) -> Result<(), AppError> {
        self.permit_in_tree(actor, &[Role::Operator], code).await?;
        for successor in &ending.successors {
            let row = self.store.agency(successor).await?;
            if row.is_none_or(|row| row.ended_on.is_some()) {
                return Err(AppError::field(
                    "successors",
                    format!("承接机关 {successor} 不存在或已撤并，请另选。"),
                ));
            }
        }
        self.change_agency(actor, code, |agency| end(agency, ending.clone())).await
    }

    /// An agency's present state.
    pub async fn agency_state(&self, code: &str) -> Result<Agency, AppError> {
        Ok(self.load_existing::<Agency>(code).await?.state)
    }

    /// May the actor do what one of `roles` may within this agency? A supervisor's and an operator's role reaches
    /// the agencies below.
    pub async fn may_in_tree(&self, actor: &Actor, roles: &[Role], agency: &str) -> Result<bool, AppError> {
        if roles.iter().any(|role| actor.has(*role, agency)) {
            return Ok(true);
        }
        let reaching: Vec<Role> =
            roles.iter().copied().filter(|role| role.reaches_below() && actor.has_anywhere(*role)).collect();
        if reaching.is_empty() {
            return Ok(false);
        }
        let line = self.store.lineage(agency).await?;
        Ok(line.iter().any(|(above, _)| reaching.iter().any(|role| actor.has(*role, above))))
    }

    /// [`App::may_in_tree`], or [`AppError::Forbidden`].
    pub async fn permit_in_tree(&self, actor: &Actor, roles: &[Role], agency: &str) -> Result<(), AppError> {
        if self.may_in_tree(actor, roles, agency).await? { Ok(()) } else { Err(AppError::Forbidden) }
    }

    pub(crate) async fn change_agency<F>(&self, actor: &Actor, code: &str, decide: F) -> Result<(), AppError>
    where
        F: Fn(&Agency) -> Result<Vec<AgencyEvent>, Refusal> + Send + Sync,
    {
        self.update::<Agency, _, _>(actor, code, decide).await?;
        Ok(())
    }

    async fn lineage_of(&self, parent: Option<&str>) -> Result<Lineage, AppError> {
        let Some(parent) = parent else { return Ok(Lineage::top()) };
        let line = self.store.lineage(parent).await?;
        Ok(Lineage {
            all_active: line.iter().all(|(_, active)| *active),
            line: line.into_iter().map(|(code, _)| code).collect(),
        })
    }
}
