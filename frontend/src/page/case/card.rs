//! What the case is: its name and number, what was reported, where, whose it is and why, and its relatives.

use super::file::CaseFile;
use crate::api::encode;
use crate::context::{context, tr};
use crate::format;
use crate::i18n::{self, casework as words};
use crate::page::console::pick;
use crate::page::console::{Console, Selection};
use crate::ui::reveal::Reveal;
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use shared::api::area::AreaRef;
use shared::api::case::CaseDetail;
use shared::case::category::Priority;
use shared::case::workflow::State;
use shared::disclosure::PersonField;
use shared::text::Text;

#[component]
pub fn Head(file: CaseFile) -> impl IntoView {
    let context = context();
    let body = move |detail: &CaseDetail| {
        let case = detail.case.clone();
        let (zh, en) = (case.category_zh, case.category_en);
        view! {
            <div class="card-head">
                <h2>
                    {move || pick(context.lang.get(), &zh, &en).to_owned()}
                    {case.urgent.then(|| view! { <em class="urgent">{tr(i18n::URGENT)}</em> })}
                    {case.supervised.then(|| view! { <em class="supervised">{tr(words::SUPERVISED)}</em> })}
                </h2>
                <code data-testid="case-number">{case.number}</code>
            </div>
        }
    };
    move || file.detail.with(|detail| detail.ready().map(body))
}

/// In the console a thing is shown beside the case; elsewhere the console is opened on it.
#[component]
fn Show(to: Selection, icon: &'static str, text: Text, testid: &'static str) -> impl IntoView {
    let inner = move || view! { <Icon of=icon/>{tr(text)} };
    match use_context::<Console>() {
        Some(console) => {
            let go = move |_| console.selection.set(Some(to.clone()));
            view! { <button class="link" on:click=go data-testid=testid>{inner()}</button> }.into_any()
        }
        None => {
            let address = match to {
                Selection::Case(number) => format!("/case/{}", encode(&number)),
                Selection::Building { id, .. } => format!("/?building={}", encode(&id)),
                Selection::Grid(code) => format!("/?grid={}", encode(&code)),
            };
            view! { <a class="link" href=address data-testid=testid>{inner()}</a> }.into_any()
        }
    }
}

/// Another case, by its number.
#[component]
fn Relative(number: String, testid: &'static str) -> impl IntoView {
    let shown = number.clone();
    match use_context::<Console>() {
        Some(console) => {
            let go = move |_| console.selection.set(Some(Selection::Case(number.clone())));
            view! { <button class="link" on:click=go data-testid=testid><code>{shown}</code></button> }.into_any()
        }
        None => {
            let address = format!("/case/{}", encode(&number));
            view! { <a class="link" href=address data-testid=testid><code>{shown}</code></a> }.into_any()
        }
    }
}

#[component]
pub fn Facts(file: CaseFile) -> impl IntoView {
    let part = move |part: fn(CaseDetail) -> AnyView| {
        move || file.detail.with(|detail| detail.ready().map(|detail| part(detail.clone())))
    };
    // Whoever is being asked for a purpose is not interrupted when somebody else takes a step.
    let reporter = Memo::new(move |_| file.detail.with(|detail| detail.ready().map(Reporter::of)));
    let description = move |detail: CaseDetail| {
        let words = detail.case.description;
        words.map(|words| view! { <blockquote data-testid="case-description">{words}</blockquote> })
    };
    view! {
        {move || file.detail.with(|detail| detail.ready().cloned().map(description))}
        <dl class="facts-list">
            {part(|detail| view! { <Belongs detail/> }.into_any())}
            {move || reporter.get().map(|reporter| view! { <ReporterLine reporter/> })}
            {part(|detail| view! { <Outcome detail/> }.into_any())}
        </dl>
    }
}

/// Who reported, as far as the viewer may know.
#[derive(Clone, PartialEq)]
struct Reporter {
    case: String,
    name: Option<String>,
    /// Masked.
    phone: Option<String>,
}

impl Reporter {
    fn of(detail: &CaseDetail) -> Reporter {
        let CaseDetail { case, reporter_name, reporter_phone, .. } = detail;
        Reporter { case: case.number.clone(), name: reporter_name.clone(), phone: reporter_phone.clone() }
    }
}

#[component]
fn ReporterLine(reporter: Reporter) -> impl IntoView {
    let Reporter { case, name, phone } = reporter;
    let reveal = phone.is_some().then(|| {
        let url = format!("/api/v1/cases/{}/reveal", encode(&case));
        view! { " "<Reveal url fields=vec![PersonField::ReporterPhone]/> }
    });
    let words = [name, phone].into_iter().flatten().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then(|| view! { <dt>{tr(i18n::REPORTER)}</dt><dd>{words}{reveal}</dd> })
}

#[component]
fn Belongs(detail: CaseDetail) -> impl IntoView {
    let context = context();
    let (case, course) = (detail.case, detail.course);
    let chain: Vec<AreaRef> = [case.subdistrict, case.community, case.grid.clone()].into_iter().flatten().collect();
    let chain = chain.into_iter().map(|area| area.name).collect::<Vec<_>>().join(" · ");
    let building = case.building_id.map(|id| Selection::Building { id, entrance: None, dwelling: None });
    let grid = case.grid.map(|grid| Selection::Grid(grid.code));
    let criterion = detail.criterion.map(|criterion| {
        let pressing = criterion.priority != Priority::Normal;
        let (zh, en, code) = (criterion.zh, criterion.en, criterion.code);
        view! {
            <dt>{tr(words::CRITERION)}</dt>
            <dd data-testid="case-criterion">
                {move || pick(context.lang.get(), &zh, &en).to_owned()}
                {pressing.then(|| view! { <span class="tag priority">{tr(criterion.priority.text())}</span> })}
                <code title=tr(words::CRITERION)>{code}</code>
            </dd>
        }
    });
    // Before the dispatch the department is what the category says, not yet anybody's task.
    let department = course.orders.is_empty().then_some(case.department).flatten();
    view! {
        <dt>{tr(i18n::PLACE)}</dt>
        <dd>
            {case.place}
            {building.map(|to| view! { <Show to icon=icons::BUILDING_2 text=i18n::SHOW_BUILDING testid="case-building"/> })}
        </dd>
        <dt>{tr(i18n::BELONGS)}</dt>
        <dd>
            {chain}
            {grid.map(|to| view! { <Show to icon=icons::GRID_3X3 text=i18n::SHOW_GRID testid="case-grid"/> })}
        </dd>
        <dt>{tr(i18n::ASSIGNED)}</dt>
        <dd data-testid="case-assignment">
            {case.worker.map(|worker| view! { <b>{worker.name}</b>" "{tr(worker.post.text())} })}
            {department.map(|department| view! { <span class="tag" title=tr(words::USUAL)>{tr(department.text())}</span> })}
            <p class="reason">{detail.reason}</p>
        </dd>
        {criterion}
        <dt>{tr(words::LEVEL)}</dt>
        <dd>{tr(course.level.text())}</dd>
        <dt>{tr(i18n::SOURCE)}</dt>
        <dd>{tr(case.source.text())}" · "{format::day_hm(case.reported_at)}</dd>
        {detail.occurred_at.map(|at| view! { <dt>{tr(words::OCCURRED)}</dt><dd>{format::day_hm(at)}</dd> })}
    }
}

/// How satisfied the reporter was, and which cases belong to this one.
#[component]
fn Outcome(detail: CaseDetail) -> impl IntoView {
    let course = detail.course;
    let satisfied = course.satisfied.map(|yes| if yes { i18n::SATISFIED } else { i18n::UNSATISFIED });
    let parent = course.parent.map(|number| {
        let text = if detail.case.state == State::Merged { words::MERGED_INTO } else { words::PARENT };
        view! { <dt>{tr(text)}</dt><dd><Relative number testid="case-parent"/></dd> }
    });
    let children = (!detail.children.is_empty()).then(|| {
        let children = detail.children.into_iter().map(|number| view! { <Relative number testid="case-child"/> });
        view! { <dt>{tr(words::CHILDREN)}</dt><dd class="relatives">{children.collect_view()}</dd> }
    });
    view! {
        {satisfied.map(|text| view! { <dt>{tr(i18n::SATISFACTION)}</dt><dd>{tr(text)}</dd> })}
        {parent}
        {children}
    }
}
