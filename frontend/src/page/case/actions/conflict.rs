//! Somebody was faster: who, and what they did. What was written stays, and can be sent again.

use crate::context::context;
use crate::format;
use crate::i18n::casework as words;
use crate::page::case::file::CaseFile;
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use shared::api::case::CaseEvent;
use shared::case::workflow::Action;
use shared::text::Lang;

/// `刘芳（派遣员）14:32 受理`; photos are told only when nothing else happened.
fn faster(history: &[CaseEvent], version: i64, lang: Lang) -> Option<String> {
    let mut since: Vec<&CaseEvent> = history.iter().collect();
    since.sort_by_key(|event| event.seq);
    let since: Vec<_> = since.into_iter().skip(usize::try_from(version).ok()?).collect();
    let last = since.iter().rev().find(|event| event.action != Action::Attach).or(since.last())?;
    let (time, step) = (format::hm(last.at), last.action.text().get(lang));
    let role = last.role.map(|role| role.text().get(lang));
    Some(match (lang, role) {
        (Lang::Zh, Some(role)) => format!("{}（{role}）{time} {step}", last.actor),
        (Lang::Zh, None) => format!("{} {time} {step}", last.actor),
        (Lang::En, Some(role)) => format!("{} ({role}), {time}: {step}", last.actor),
        (Lang::En, None) => format!("{}, {time}: {step}", last.actor),
    })
}

#[component]
pub fn Conflict(file: CaseFile, action: Action) -> impl IntoView {
    let context = context();
    let version = file.draft.overtaken;
    let who = move || {
        let version = version.get()?;
        file.history.with(|history| faster(history.ready()?, version, context.lang.get()))
    };
    let still =
        move || file.detail.with(|detail| detail.ready().is_some_and(|detail| detail.allowed.contains(&action)));
    let banner = move || {
        let now = file.detail.with(|detail| detail.ready().map(|detail| detail.case.state));
        view! {
            <div class="action-conflict" role="alert" data-testid="action-conflict">
                <Icon of=icons::TRIANGLE_ALERT/>
                <p>
                    <b>{move || context.t(words::OVERTAKEN)}</b>
                    {move || who().map(|who| view! { <span data-testid="conflict-who">{who}</span> })}
                    {now.map(|state| view! { <span>{move || context.t(words::NOW_IT_IS)}" "<b>{move || context.t(state.text())}</b></span> })}
                    <span>{move || context.t(if still() { words::SEND_AGAIN } else { words::NOT_ANY_MORE })}</span>
                </p>
            </div>
        }
    };
    move || version.get().map(|_| banner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::noon;
    use shared::access::Role;
    use shared::case::workflow::State;

    #[test]
    fn who_was_faster_is_who_came_after_what_was_seen() {
        let event = |seq, action, role, actor: &str| CaseEvent {
            seq,
            action,
            state: State::Accepted,
            at: noon(),
            actor: actor.into(),
            role,
            location: None,
            note: String::new(),
            changes: Default::default(),
            hash: String::new(),
        };
        let history = [
            event(40, Action::Report, None, "系统"),
            event(77, Action::Accept, Some(Role::Acceptor), "刘芳"),
            event(80, Action::Attach, Some(Role::Worker), "宋远"),
        ];
        assert_eq!(faster(&history, 1, Lang::Zh).unwrap(), "刘芳（受理员）12:00 受理");
        assert_eq!(faster(&history, 2, Lang::En).unwrap(), "宋远 (Grid worker), 12:00: Add photo");
        assert_eq!(faster(&history, 3, Lang::Zh), None);
    }
}
