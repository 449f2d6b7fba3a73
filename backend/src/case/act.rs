//! Taking a step of casework: one transaction for the case's new course, its history row and the word to other processes.
//!
//! Nobody overwrites anybody: a step names the version that was looked at. Of two who were looking at the same version,
//! one wins and the other is shown the case as it is now. What a step looks at beyond its own case (children, the case that
//! it is tied to) is read while the counter of events is held, so that it still holds when the step is written.

use super::store::{self, Actor, CaseRow, EventRow};
use super::view::Directory;
use crate::account::Account;
use crate::app::App;
use crate::area::Given;
use crate::db::{StoreError, Tx, announce, next};
use crate::http::extract::text;
use crate::http::{ApiError, ApiResult, Both};
use crate::vault::Secret;
use crate::{both, evidence};
use chrono::{DateTime, SubsecRound, Utc};
use shared::access::{Deed, Object, Office, may};
use shared::api::case::{ActionInput, CaseDetail};
use shared::case::course::{Course, stage_minutes};
use shared::case::deadline::Limit;
use shared::case::step::{Circumstances, Move, Refusal};
use shared::case::supervision::{Supervision, standing};
use shared::case::workflow::Action;
use shared::evidence::EvidenceKind;
use shared::geo::{Datum, Position};
use shared::person::Phone;
use shared::text::{Lang, Text};

/// Characters of a reason or result.
const LONGEST_NOTE: usize = 1_000;

/// A case that the account may see; one that it may not see is not there for it.
pub async fn visible(app: &App, account: &Account, number: &str) -> ApiResult<CaseRow> {
    let row = store::by_number(&app.db, number).await?.filter(|row| sees(&account.office, row));
    row.ok_or_else(|| ApiError::not_found(both!("没有这个编号的案件", "there is no case with this number")))
}

/// Whether an office sees a case.
pub fn sees(office: &Office, row: &CaseRow) -> bool {
    let object = Object::Case { area: &row.area(), departments: &row.course.0.departments() };
    may(office, Deed::SeeCases, object)
}

/// Takes a step. The answer is the case as it is after it.
pub async fn act(
    app: &App,
    account: &Account,
    number: &str,
    action: Action,
    input: ActionInput,
    lang: Lang,
) -> ApiResult<CaseRow> {
    let mut row = visible(app, account, number).await?;
    if row.course.0.resumed(app.clock.now(), &app.calendar).is_some() {
        resume_due(app).await?;
        row = visible(app, account, number).await?;
    }
    if !account.may(Deed::Take(action), Object::Any) {
        return Err(ApiError::forbidden(both!("当前岗位无此操作", "your office has no such step")));
    }
    if row.version != input.version {
        return Err(stale(app, account, &row, lang).await);
    }
    let (step, position) = read(app, &row, action, input)?;
    let actor = actor(account, position);
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    next(&mut tx, "event", 0).await?;
    let children = store::children_in(&mut tx, number).await?;
    let open_children = children.iter().any(|(_, closed_at)| closed_at.is_none());
    let outcome =
        with_circumstances(app, &row, now, open_children, |now| row.course.0.next(&step, &account.office, now));
    let course = match outcome {
        Ok(course) => course,
        Err(Refusal::NotYours) => {
            return Err(ApiError::forbidden(both!("当前岗位无此操作", "your office has no such step")));
        }
        Err(Refusal::Field { field, mend }) => {
            return Err(ApiError::field(&format!("/{field}"), Both { zh: mend.zh.to_owned(), en: mend.en.to_owned() }));
        }
        Err(Refusal::NotNow(why)) => {
            let allowed = allowed(app, account, &row, open_children);
            let list = |lang: Lang| {
                let names: Vec<&str> = allowed.iter().map(|action| action.text().get(lang)).collect();
                names.join(if lang == Lang::Zh { "、" } else { ", " })
            };
            let (zh, en) = (list(Lang::Zh), list(Lang::En));
            let words = Both {
                zh: format!("{}；目前可以：{}", why.zh, if zh.is_empty() { "无" } else { &zh }),
                en: format!("{}; possible now: {}", why.en, if en.is_empty() { "nothing" } else { &en }),
            };
            // Nobody waits while this is read, and the case is shown as others see it.
            drop(tx);
            return Err(ApiError::stale(words, detail(app, account, &row, lang).await?));
        }
    };
    if let Some(target) = &step.target {
        check_target(&mut tx, &row, target, !children.is_empty()).await?;
    }
    needs_evidence(app, &mut tx, &row, action, &course).await?;
    let event = EventRow::new(action, now, &actor, &step.note, Some(&row.course.0), &course);
    let mut taken = row.clone();
    taken.course.0 = course;
    if !commit_step(&mut tx, &mut taken, event).await? {
        drop(tx);
        return Err(stale(app, account, &row, lang).await);
    }
    tx.commit().await?;
    app.hub.wake();
    Ok(taken)
}

/// Whoever says that the work is done shows it, where the criterion asks for photos.
async fn needs_evidence(app: &App, tx: &mut Tx, row: &CaseRow, action: Action, after: &Course) -> ApiResult<()> {
    if !matches!(action, Action::FeedBack | Action::SelfHandle) {
        return Ok(());
    }
    let needed =
        app.categories.load().criterion_of(after).map(|criterion| criterion.evidence.clone()).unwrap_or_default();
    if needed.is_empty() {
        return Ok(());
    }
    let photos = evidence::store::of_case_in(tx, row.id).await?;
    let missing = |kind: &&EvidenceKind| !photos.iter().any(|photo| photo.kind.0 == **kind);
    let missing: Vec<Text> = needed.iter().filter(missing).map(|kind| kind.text()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let list = |lang: Lang, comma: &str| missing.iter().map(|kind| kind.get(lang)).collect::<Vec<_>>().join(comma);
    let (zh, en) = (list(Lang::Zh, "、"), list(Lang::En, ", ").to_lowercase());
    Err(ApiError::field("/evidence", both!("请先上传照片：{zh}", "add these photos first: {en}")))
}

/// Writes one step within a transaction; false when somebody was faster and nothing must be committed.
pub async fn commit_step(tx: &mut Tx, row: &mut CaseRow, event: EventRow) -> Result<bool, StoreError> {
    let seen = row.version;
    let mut events = [(row.id, event)];
    store::chain_events(tx, &mut [(row.id, &mut *row)].into(), &mut events).await?;
    if !store::update(tx, row, seen).await? {
        return Ok(false);
    }
    store::insert_events(tx, &events).await?;
    announce(tx).await?;
    Ok(true)
}

/// Whether an account may add photos to a case now.
pub async fn may_attach(app: &App, account: &Account, row: &CaseRow, lang: Lang) -> ApiResult<()> {
    if allowed(app, account, row, false).contains(&Action::Attach) {
        return Ok(());
    }
    let words = both!("案件已结束或岗位无权上传照片", "the case is over, or your office adds no photos");
    Err(ApiError::stale(words, detail(app, account, row, lang).await?))
}

/// Writes into a case's history that a photo came. Whoever holds the counter of events is alone with the case, so this
/// asks for no version.
pub async fn record_attached(
    tx: &mut Tx,
    account: &Account,
    number: &str,
    note: &str,
    position: Option<Position>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    next(tx, "event", 0).await?;
    let mut row = store::by_number_in(tx, number).await?;
    let event = EventRow::new(Action::Attach, now, &actor(account, position), note, Some(&row.course.0), &row.course.0);
    let written = commit_step(tx, &mut row, event).await?;
    assert!(written, "nobody else writes while the counter of events is held");
    Ok(())
}

fn actor(account: &Account, position: Option<Position>) -> Actor {
    Actor { login: Some(account.login.clone()), name: account.name.clone(), role: Some(account.office.role), position }
}

/// Resumes the suspended cases whose time has run out, each at the moment at which it did. Returns how many.
pub async fn resume_due(app: &App) -> Result<usize, StoreError> {
    let now = app.clock.now();
    let mut resumed = 0;
    for row in store::over_suspended(&app.db, now).await? {
        let Some((at, course)) = row.course.0.resumed(now, &app.calendar) else { continue };
        let actor = Actor { name: "系统".to_owned(), ..Actor::default() };
        let event = EventRow::new(Action::Resume, at, &actor, "挂账到期，自动恢复", Some(&row.course.0), &course);
        let mut next = row;
        next.course.0 = course;
        let mut tx = app.db.begin().await?;
        if commit_step(&mut tx, &mut next, event).await? {
            tx.commit().await?;
            resumed += 1;
        }
    }
    if resumed > 0 {
        app.hub.wake();
    }
    Ok(resumed)
}

/// One case in full, as an account sees it.
pub async fn detail(app: &App, account: &Account, row: &CaseRow, lang: Lang) -> ApiResult<CaseDetail> {
    let now = app.clock.now();
    let children = store::children(&app.db, &row.number).await?;
    let open_children = children.iter().any(|(_, closed_at)| closed_at.is_none());
    let (directory, course) = (Directory::of(app), &row.course.0);
    let opened = row.reporter_phone.as_deref().map(|sealed| app.vault.open(Secret::ReporterPhone, row.id, sealed));
    let opened = opened.transpose().map_err(|error| ApiError::internal(&error))?;
    let phone = opened.as_deref().map(Phone::parse).and_then(Result::ok);
    let missing = app.calendar.missing_year(course.clock.started_at, course.clock.due_at);
    let days = app.options.supervision_days;
    Ok(CaseDetail {
        case: directory.view(row, super::Eyes::Staff, now),
        decided_by: row.decided_by.map(|decided_by| decided_by.0),
        reason: directory.assignment(row, lang).reason,
        reporter_name: row.reporter_name.clone(),
        reporter_phone: phone.map(|phone| phone.masked()),
        occurred_at: row.occurred_at,
        allowed: allowed(app, account, row, open_children),
        stage_due_at: stage_minutes(course.state).map(|minutes| course.since + chrono::Duration::minutes(minutes)),
        supervision: Supervision::of(row.reported_at, days, &app.calendar),
        standing: standing(
            row.reported_at,
            course.planned_at,
            course.fed_back_at,
            course.closed_at,
            now,
            days,
            &app.calendar,
        ),
        children: children.into_iter().map(|(number, _)| number).collect(),
        warnings: missing.map(|year| warning(year, lang)).into_iter().collect(),
        criterion: directory.criterion(course).cloned(),
        course: course.clone(),
    })
}

fn warning(year: i32, lang: Lang) -> String {
    let (zh, en) = shared::case::calendar::missing_year_warning(year);
    if lang == Lang::Zh { zh } else { en }
}

fn allowed(app: &App, account: &Account, row: &CaseRow, open_children: bool) -> Vec<Action> {
    with_circumstances(app, row, app.clock.now(), open_children, |now| row.course.0.allowed(&account.office, now))
}

fn with_circumstances<T>(
    app: &App,
    row: &CaseRow,
    at: DateTime<Utc>,
    open_children: bool,
    f: impl FnOnce(&Circumstances<'_>) -> T,
) -> T {
    let categories = app.categories.load();
    let limits = |code: &str| -> Option<Limit> { categories.limit(code, &row.course.0) };
    f(&Circumstances { at, calendar: &app.calendar, limits: &limits, open_children })
}

/// Somebody was faster.
async fn stale(app: &App, account: &Account, row: &CaseRow, lang: Lang) -> ApiError {
    let words = both!(
        "该案件刚刚被他人更新，请核对最新状态后重试",
        "somebody has just changed this case; look at its present state and send again"
    );
    let fresh = async {
        let row = visible(app, account, &row.number).await?;
        detail(app, account, &row, lang).await
    };
    match fresh.await {
        Ok(present) => ApiError::stale(words, present),
        Err(error) => error,
    }
}

/// Reads the inputs of a step: bounded, and in the forms that are kept.
fn read(app: &App, row: &CaseRow, action: Action, input: ActionInput) -> ApiResult<(Move, Option<Position>)> {
    let note = match input.note.as_deref().map(str::trim).filter(|note| !note.is_empty()) {
        Some(note) => text("/note", note, LONGEST_NOTE).map_err(|fault| ApiError::invalid(vec![fault]))?,
        None => String::new(),
    };
    let position = match input.location {
        Some(location) => {
            let given = Given { location: Some(location), building: None };
            let asked = given.check(&app.areas.book(), false);
            asked.map_err(|(field, mend)| ApiError::field(&format!("/location{field}"), mend))?.position
        }
        None => None,
    };
    let (categories, course) = (app.categories.load(), &row.course.0);
    // Filing is the choice of a criterion: of the reported category's first one when nobody says otherwise.
    let reported = course.category.as_ref().filter(|_| action == Action::File && course.criterion.is_none());
    let chosen = input.category.as_ref().or(reported).map(|code| categories.choice(code, course));
    let step = Move {
        action,
        note,
        departments: input.departments,
        category: chosen,
        // As both engines keep moments: the history hashes what comes back from them.
        until: input.until.map(|until| until.trunc_subsecs(6)),
        target: input.target,
        satisfied: input.satisfied,
    };
    Ok((step, position))
}

/// Link and merge: the other case is there, is another one, is open, and is no child itself.
async fn check_target(tx: &mut Tx, row: &CaseRow, number: &str, has_children: bool) -> ApiResult<()> {
    let wrong = |mend: Both| Err(ApiError::field("/target", mend));
    let Some(other) = store::find_in(tx, number).await? else {
        return wrong(both!("没有这个编号的案件", "there is no case with this number"));
    };
    if other.id == row.id {
        return wrong(both!("不能与本案关联", "a case cannot be tied to itself"));
    }
    if other.course.0.parent.is_some() {
        return wrong(both!("该案件已是其他案件的子案", "that case is itself a child of another"));
    }
    if has_children {
        return wrong(both!("本案已有子案，不能再作子案", "this case has children and cannot become one"));
    }
    if !other.course.0.state.is_open() {
        return wrong(both!("该案件已结束", "that case is over"));
    }
    Ok(())
}

/// The place of a history row, for people.
pub fn location(event: &EventRow) -> Option<shared::geo::Location> {
    event.lon.zip(event.lat).map(|(lon, lat)| Position { lon, lat }.to_datum(Datum::Wgs84))
}
