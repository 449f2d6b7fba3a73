//! The clocks of a case: the handling clock with its light, the present step's own clock, and 督考130.

use super::file::CaseFile;
use crate::context::{context, tr};
use crate::format;
use crate::i18n::{self, casework as words};
use crate::ui::marks::LightMark;
use crate::ui::{Icon, icons};
use chrono::{DateTime, Duration, Utc};
use leptos::prelude::*;
use shared::api::case::{CaseDetail, CaseOnMap};
use shared::case::Light;
use shared::case::course::stage_minutes;
use shared::case::deadline::Limit;
use shared::case::supervision::Watch;
use shared::case::workflow::State;
use shared::text::{Lang, Text};

/// How the handling clock of a case reads: what is left, what is past, or that it stands still.
pub fn reading(case: &CaseOnMap, now: DateTime<Utc>, lang: Lang) -> String {
    let stopped = |at| format!("{} · {}", words::PAUSED.get(lang), format::left(case.due_at, at, lang));
    match (case.state, case.paused_at) {
        (State::Rejected | State::Merged, _) => case.state.text().get(lang).to_owned(),
        (State::Closed | State::Evaluated, paused) => {
            let late = paused.or(case.closed_at).is_some_and(|at| at > case.due_at);
            (if late { words::CLOSED_LATE } else { words::CLOSED_IN_TIME }).get(lang).to_owned()
        }
        (_, Some(paused)) => stopped(paused),
        (_, None) => format::left(case.due_at, now, lang),
    }
}

/// The same in the width of a row.
pub fn short_reading(case: &CaseOnMap, now: DateTime<Utc>, lang: Lang) -> String {
    match (case.state.is_open(), case.paused_at) {
        (true, Some(_)) => words::PAUSED.get(lang).to_owned(),
        _ => reading(case, now, lang),
    }
}

/// `2工作日`, `4 work hours`.
pub fn limit(limit: Limit, lang: Lang) -> String {
    let unit = limit.unit.text().get(lang);
    match lang {
        Lang::Zh => format!("{}{unit}", limit.amount),
        Lang::En => format!("{} {unit}", limit.amount),
    }
}

#[component]
pub fn Clocks(file: CaseFile) -> impl IntoView {
    let body = move |detail: &CaseDetail| {
        let stage = detail.stage_due_at.zip(stage_minutes(detail.case.state));
        view! {
            <Handling detail=detail.clone()/>
            {stage.map(|(due, minutes)| view! { <StageClock state=detail.case.state due minutes/> })}
            <OneThreeZero detail=detail.clone()/>
        }
    };
    view! { <div class="clocks">{move || file.detail.with(|detail| detail.ready().map(body))}</div> }
}

#[component]
fn Handling(detail: CaseDetail) -> impl IntoView {
    let context = context();
    let case = detail.case;
    let shown = case.clone();
    let lit = Signal::derive(move || shown.light_at(context.now.get()));
    let due = case.due_at;
    let clock = detail.course.clock;
    let extensions = detail.course.extensions;
    let read = move || reading(&case, context.now.get(), context.lang.get());
    let excused = detail.course.excused.then(|| view! { <span class="tag">{tr(words::EXCUSED)}</span> });
    let extended = move || (extensions > 0).then(|| words::extended(extensions, context.lang.get()));
    view! {
        <div class="big-clock" data-light=move || lit.get().code() data-testid="case-clock">
            <LightMark light=lit/>
            <b>{read}</b>
            {excused}
            <small>
                {tr(words::LIMIT)}" "{move || limit(clock.limit, context.lang.get())}{extended}" · "
                {tr(i18n::DUE)}" "{format::day_hm(due)}
            </small>
        </div>
    }
}

/// The 15 or 30 minutes of whoever has to take the next step.
#[component]
fn StageClock(state: State, due: DateTime<Utc>, minutes: i64) -> impl IntoView {
    let context = context();
    let late = move || context.now.get() > due;
    let read = move || format::left(due, context.now.get(), context.lang.get());
    view! {
        <p class="stage-clock" class:late=late data-testid="stage-clock">
            <Icon of=icons::CLOCK/><span>{tr(state.text())}" · "{move || words::stage_limit(minutes, context.lang.get())}</span><b>{read}</b>
        </p>
    }
}

/// How the case stands in one list of the rule.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Done,
    Waiting,
    Late,
}

/// A term ends with its day: people read its last minute, not the first of the next day.
fn last_minute(end: DateTime<Utc>) -> DateTime<Utc> {
    end - Duration::seconds(1)
}

#[component]
fn OneThreeZero(detail: CaseDetail) -> impl IntoView {
    let (standing, terms, course) = (detail.standing, detail.supervision, detail.course);
    let open = standing.open;
    // Nobody sets a day for clearing: the case's own limit says when it is late.
    let case = detail.case;
    let uncleared = open && case.light == Light::Red;
    let mark = |waits: bool, late: bool| match (waits, late) {
        (true, true) => Mark::Late,
        (true, false) => Mark::Waiting,
        (false, _) => Mark::Done,
    };
    // A term that is over with the case is no term any more; what was done shows when.
    let entry = move |watch: Watch,
                      mark: Mark,
                      late: bool,
                      done: Text,
                      at: Option<DateTime<Utc>>,
                      due: DateTime<Utc>| {
        let words = match (mark, at) {
            (Mark::Done, None) => words::NEVER,
            (Mark::Done, Some(_)) => done,
            _ => watch.text(),
        };
        let until = (at.is_none() && open).then(|| {
            view! { <span class="until" data-testid=format!("watch-{}-due", watch.code())>{tr(words::DUE_BY)}" "{format::day_hm(due)}</span> }
        });
        let class = match mark {
            Mark::Done => "done",
            Mark::Waiting => "waiting",
            Mark::Late => "late",
        };
        view! {
            <li class=class data-testid=format!("watch-{}", watch.code())>
                <i aria-hidden="true">{watch.code()}</i>
                <span>{tr(words)}{late.then(|| view! { <em>{tr(words::LATE)}</em> })}</span>
                <small>{at.map(format::day_hm)}{until}</small>
            </li>
        }
    };
    view! {
        <ul class="standing" aria-label=tr(i18n::ONE_THREE_ZERO) title=tr(i18n::ONE_THREE_ZERO_HINT) data-testid="case-standing">
            {entry(Watch::Plan, mark(standing.awaits_plan, standing.plan_late), standing.plan_late, words::PLANNED, course.planned_at, last_minute(terms.plan_due))}
            {entry(Watch::Feedback, mark(standing.awaits_feedback, standing.feedback_late), standing.feedback_late, words::ANSWERED, course.fed_back_at, last_minute(terms.feedback_due))}
            {entry(Watch::Open, mark(standing.open, uncleared), uncleared, words::CLEARED, course.closed_at, case.due_at)}
        </ul>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{case, noon};
    use shared::case::deadline::LimitUnit;

    #[test]
    fn a_clock_reads_as_what_is_left_past_or_standing_still() {
        let read = |case: &CaseOnMap, hours| reading(case, noon() + Duration::hours(hours), Lang::Zh);
        assert_eq!(read(&case(), 7), "剩余3小时0分");
        assert_eq!(read(&case(), 12), "超期2小时0分");
        let paused = CaseOnMap { paused_at: Some(noon() + Duration::hours(4)), ..case() };
        assert_eq!(read(&paused, 40), "暂停中 · 剩余6小时0分");
        assert_eq!(short_reading(&paused, noon(), Lang::Zh), "暂停中");
        let closed = |hours| {
            let at = Some(noon() + Duration::hours(hours));
            CaseOnMap { state: State::Closed, paused_at: at, closed_at: at, ..case() }
        };
        assert_eq!([read(&closed(10), 99), read(&closed(11), 99)], ["按期结案", "超期结案"]);
        // Fed back in time and closed late is in time: the clock stood still while others looked.
        let checked = CaseOnMap { closed_at: Some(noon() + Duration::hours(30)), ..closed(9) };
        assert_eq!(read(&checked, 99), "按期结案");
        assert_eq!(read(&CaseOnMap { state: State::Rejected, ..case() }, 99), "不予受理");
    }

    #[test]
    fn a_limit_names_its_unit() {
        let two = Limit { amount: 2, unit: LimitUnit::WorkDay };
        assert_eq!((limit(two, Lang::Zh).as_str(), limit(two, Lang::En).as_str()), ("2工作日", "2 work days"));
    }
}
