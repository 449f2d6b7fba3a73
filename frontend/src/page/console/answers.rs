//! What the search box answers: groups in the order of the screen, each row with the reason that it is there.

use super::person::{self, Person};
use super::state::Console;
use crate::context::{context, tr};
use crate::i18n::{self, search as words};
use crate::ui::marks::LightMark;
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use shared::api::area::AreaView;
use shared::api::case::CaseOnMap;
use shared::api::person::ResidentHit;
use shared::api::search::{DwellingHit, PlaceHit, PlaceMatch, SearchAnswer};
use shared::text::{Lang, Text};

/// One answer, of any group.
#[derive(Clone)]
pub enum Choice {
    Dwelling(DwellingHit),
    Person(ResidentHit),
    /// The complete list: so many are not shown, and perhaps more that were not counted.
    AllPeople(usize, bool),
    Place(PlaceHit),
    Area(AreaView),
    Case(CaseOnMap),
}

impl Choice {
    /// Goes there; the complete list is the box's own matter, which knows the question.
    pub fn go(&self, console: Console) {
        match self {
            Choice::Dwelling(hit) => console.select_door(hit),
            Choice::Person(hit) => person::choose(console, hit),
            Choice::AllPeople(..) => {}
            Choice::Place(hit) => console.select_place(hit),
            Choice::Area(area) => console.select_area(area),
            Choice::Case(case) => console.select_case(case),
        }
    }

    fn testid(&self) -> &'static str {
        match self {
            Choice::Dwelling(_) => "result-dwelling",
            Choice::Person(_) => "result-resident",
            Choice::AllPeople(..) => "result-all-people",
            Choice::Place(_) => "result-place",
            Choice::Area(_) => "result-area",
            Choice::Case(_) => "result-case",
        }
    }
}

/// A group of answers.
#[derive(Clone)]
pub struct Answers {
    pub title: Text,
    pub choices: Vec<Choice>,
    /// How many there are altogether, when not all are shown.
    pub total: Option<usize>,
    /// They were not counted to the end.
    pub uncounted: bool,
}

impl Answers {
    fn new(title: Text, choices: impl Iterator<Item = Choice>, total: usize) -> Answers {
        let choices: Vec<Choice> = choices.collect();
        Answers { title, total: (total > choices.len()).then_some(total), choices, uncounted: false }
    }
}

/// The groups in the order of the screen: a written address leaves no doubt, so its dwellings come first.
pub fn groups(answer: &SearchAnswer) -> Vec<Answers> {
    let mut people =
        Answers::new(i18n::PEOPLE, answer.residents.iter().cloned().map(Choice::Person), answer.residents_total);
    people.uncounted = answer.residents_more;
    if let Some(total) = people.total {
        people.choices.push(Choice::AllPeople(total - people.choices.len(), answer.residents_more));
    }
    let dwellings = answer.dwellings.iter().cloned().map(Choice::Dwelling);
    let groups = [
        Answers::new(i18n::DWELLINGS, dwellings, answer.dwellings_total),
        people,
        Answers::new(i18n::PLACES, answer.places.iter().cloned().map(Choice::Place), 0),
        Answers::new(i18n::AREAS, answer.areas.iter().cloned().map(Choice::Area), 0),
        Answers::new(i18n::CASES, answer.cases.iter().cloned().map(Choice::Case), 0),
    ];
    groups.into_iter().filter(|group| !group.choices.is_empty()).collect()
}

#[component]
pub fn Group(group: Answers, start: usize, active: RwSignal<usize>, go: Callback<Choice>) -> impl IntoView {
    let context = context();
    let Answers { title, choices, total, uncounted } = group;
    let is_long_street = total.is_some() && matches!(choices.first(), Some(Choice::Dwelling(_)));
    let rows = choices.into_iter().enumerate().map(|(row, choice)| {
        let place = start + row;
        let target = choice.clone();
        let testid = choice.testid();
        view! {
            <button class="row" class:active=move || active.get() == place id=format!("choice-{place}") role="option" tabindex="-1"
                aria-selected=move || (active.get() == place).to_string() data-testid=testid
                on:mousemove=move |_| if active.get_untracked() != place { active.set(place) } on:click=move |_| go.run(target.clone())>
                {row_of(choice)}
            </button>
        }
    });
    view! {
        <div class="group" role="group" aria-label=tr(title)>
            <h3 aria-hidden="true">{tr(title)}{total.map(|total| view! {
                <small>{move || words::of_all(total, uncounted, context.lang.get())}</small>
            })}</h3>
            {rows.collect_view()}
            {is_long_street.then(|| view! { <p class="hint">{tr(words::WIDEN)}</p> })}
        </div>
    }
}

fn row_of(choice: Choice) -> AnyView {
    let context = context();
    match choice {
        Choice::Dwelling(hit) => view! { <Dwelling hit/> }.into_any(),
        Choice::Person(hit) => view! { <Person hit/> }.into_any(),
        Choice::AllPeople(rest, uncounted) => view! {
            <span class="who all"><Icon of=icons::USERS/><b>{move || words::more_people(rest, uncounted, context.lang.get())}</b></span>
        }
        .into_any(),
        Choice::Place(hit) => view! {
            <span class="who"><Icon of=icons::MAP_PIN/><b>{hit.name}</b><span>{tr(hit.kind.text())}</span></span>
            <small>{hit.detail}</small>
            <Why matched=hit.matched/>
        }
        .into_any(),
        Choice::Area(area) => view! {
            <span class="who"><Icon of=icons::GRID_3X3/><b>{area.name}</b><span>{tr(area.level.text())}</span></span>
            <small>{(!area.within.is_empty()).then(|| format!("{} · ", area.within))}{tr(i18n::OPEN_CASES)}" "{area.open}</small>
        }
        .into_any(),
        Choice::Case(case) => {
            let light = case.light;
            let (zh, en) = (case.category_zh, case.category_en);
            view! {
                <span class="who">
                    <LightMark light=light bare=true/>
                    <b>{move || if context.lang.get() == Lang::Zh { zh.clone() } else { en.clone() }}</b>
                    <span>{case.place}</span>
                </span>
                <small>{case.number}" · "{tr(case.stage.text())}</small>
            }
            .into_any()
        }
    }
}

/// `星辰花园 29栋 2单元 301`, where it lies, and how the address was understood.
#[component]
fn Dwelling(hit: DwellingHit) -> impl IntoView {
    let context = context();
    let complex = hit.complex.map(|complex| complex.name).unwrap_or_default();
    let building = hit.building.name.strip_prefix(complex.as_str()).unwrap_or(&hit.building.name).trim().to_owned();
    let (entrance, floor) = (hit.entrance, hit.floor);
    let number = hit.dwelling.map(|dwelling| dwelling.name);
    let area = [hit.area.subdistrict, hit.area.community, hit.area.grid];
    let area: Vec<String> = area.into_iter().flatten().map(|area| area.name).collect();
    let missing = hit.missing.map(|number| {
        view! { <i class="missing">{move || words::no_such_dwelling(&number, context.lang.get())}</i> }
    });
    view! {
        <span class="who">
            <Icon of=icons::BUILDING_2/>
            <b>{complex}" "{building}" "{move || i18n::entrance(entrance, context.lang.get())}" "{number}</b>
            {floor.map(|floor| view! { <span>{move || i18n::household::floor(floor, context.lang.get())}</span> })}
        </span>
        <small>{area.join(" · ")}</small>
        <Why matched=hit.matched>{missing}</Why>
    }
}

/// Why a place is in the list; the old name that led to it is said.
#[component]
fn Why(matched: PlaceMatch, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    let old = matched.text.map(|text| view! { <i class="reason">{text}</i> });
    view! {
        <span class="reasons"><i>{tr(matched.kind.text())}</i>{old}{children.map(|children| children())}</span>
    }
}
