//! The accounts within one's area: found by what is typed, opened beside the list.

use super::account::AccountForm;
use super::areas::Areas;
use crate::api;
use crate::context::{context, tr};
use crate::i18n::admin as words;
use crate::load::{Load, follow};
use crate::ui::states::{Empty, Failed, Loading};
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use shared::api::account::{AccountSaved, AccountView};
use shared::api::session::OfficeView;
use shared::text::Lang;

/// Accounts that are read at all, and rows that are drawn before somebody asks for more.
const MOST: usize = 20_000;
const ROWS: usize = 100;

/// `网格员 · 第三网格`.
pub fn office_words(office: &OfficeView, lang: Lang) -> String {
    let department = office.department.map(|department| department.text().get(lang));
    let parts = [Some(office.role.text().get(lang)), department, Some(office.area.name.as_str())];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn fits(account: &AccountView, typed: &str, lang: Lang) -> bool {
    let texts = account.offices.iter().map(|office| office_words(office, lang));
    let texts: Vec<String> =
        texts.chain([account.login.clone(), account.name.clone()]).map(|text| text.to_lowercase()).collect();
    typed.split_whitespace().all(|word| texts.iter().any(|text| text.contains(word)))
}

/// What is open beside the list.
#[derive(Clone, Debug, PartialEq)]
enum Open {
    New,
    /// By its login, with the password that it was made with a moment ago.
    Known(String, Option<String>),
}

#[component]
pub fn Accounts() -> impl IntoView {
    let context = context();
    let areas = Areas::load(context);
    let round = RwSignal::new(0_u32);
    let accounts = follow(
        true,
        move || round.get(),
        |_| api::get_all::<AccountView>("/api/v1/accounts?limit=200".to_owned(), MOST),
    );
    let again = Callback::new(move |()| round.update(|round| *round += 1));
    let typed = RwSignal::new(String::new());
    let most = RwSignal::new(ROWS);
    let open = RwSignal::new(None::<Open>);
    let matching = Memo::new(move |_| {
        let (typed, lang) = (typed.get().to_lowercase(), context.lang.get());
        accounts.with(|all| {
            let all = all.ready().into_iter().flatten();
            all.filter(|account| fits(account, &typed, lang)).cloned().collect::<Vec<_>>()
        })
    });
    let row = move |account: AccountView| {
        let login = account.login.clone();
        let this = login.clone();
        let active = move || open.with(|open| matches!(open, Some(Open::Known(login, _)) if *login == this));
        let (name, shown, offices) = (account.name, account.login.clone(), account.offices);
        let held = move || {
            let lang = context.lang.get();
            offices.iter().map(|office| office_words(office, lang)).collect::<Vec<_>>().join("；")
        };
        view! {
            <li>
                <button type="button" class="list-row" class:active=active class:off=account.disabled data-testid="account-row" data-login=account.login
                    on:click=move |_| open.set(Some(Open::Known(login.clone(), None)))>
                    <b>{name}</b><code>{shown}</code>
                    {account.disabled.then(|| view! { <em class="tag">{tr(words::DISABLED)}</em> })}
                    <small>{held}</small>
                    {(account.sessions > 0).then(|| view! { <span class="online" title=tr(words::SESSIONS)>"● "{account.sessions}</span> })}
                </button>
            </li>
        }
    };
    let rows = move || match accounts.with(|all| all.ready().is_some()) {
        true if matching.with(Vec::is_empty) => view! { <Empty text=words::NO_ACCOUNTS/> }.into_any(),
        true => {
            let shown = matching.get();
            let more = shown.len() > most.get();
            view! {
                <ul class="list" data-testid="account-list">{shown.into_iter().take(most.get()).map(row).collect_view()}</ul>
                {more.then(|| view! { <button type="button" class="button quiet" on:click=move |_| most.update(|most| *most += ROWS)>{tr(words::MORE)}</button> })}
            }
            .into_any()
        }
        false => match accounts.get() {
            Load::Failed(error) => view! { <Failed error retry=again/> }.into_any(),
            _ => view! { <Loading/> }.into_any(),
        },
    };
    let side = move || {
        let shown = open.get()?;
        let (account, initial) = match shown {
            Open::New => (None, None),
            Open::Known(login, initial) => {
                let all = accounts.with_untracked(|all| all.ready().cloned()).unwrap_or_default();
                (Some(all.into_iter().find(|account| account.login == login)?), initial)
            }
        };
        let saved = Callback::new(move |saved: AccountSaved| {
            let login = saved.account.login.clone();
            accounts.update(|all| {
                if let Load::Ready(all) = all {
                    all.retain(|account| account.login != login);
                    all.push(saved.account);
                    all.sort_by(|a, b| a.login.cmp(&b.login));
                }
            });
            // A form that stays says itself that it has saved; a new account is shown as the one that it became.
            if saved.initial_password.is_some() || open.with_untracked(|open| *open == Some(Open::New)) {
                open.set(Some(Open::Known(login, saved.initial_password)));
            }
        });
        let close = Callback::new(move |()| open.set(None));
        Some(view! { <AccountForm account areas initial saved changed=again close/> })
    };
    view! {
        <div class="admin-body" class:open=move || open.with(Option::is_some)>
            <section class="panel list-panel">
                <div class="list-tools">
                    <label class="find"><Icon of=icons::SEARCH/>
                        <input type="search" placeholder=tr(words::FIND_ACCOUNT) aria-label=tr(words::FIND_ACCOUNT) data-testid="account-find"
                            prop:value=typed on:input:target=move |event| typed.set(event.target().value())/>
                    </label>
                    <button type="button" class="button" on:click=move |_| open.set(Some(Open::New)) data-testid="account-new">{tr(words::NEW_ACCOUNT)}</button>
                </div>
                {rows}
            </section>
            <div class="admin-side">{side}</div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use shared::access::Role;
    use shared::api::area::AreaRef;

    #[test]
    fn an_account_is_found_by_every_word_of_login_name_or_office() {
        let area = AreaRef { code: "340202000000".to_owned(), name: "镜湖区".to_owned() };
        let account = AccountView {
            login: "li.jing".to_owned(),
            name: "李静".to_owned(),
            worker: None,
            offices: vec![OfficeView { position: 0, role: Role::Dispatcher, area, department: None }],
            disabled: false,
            password_set_at: DateTime::UNIX_EPOCH,
            sessions: 0,
        };
        for (typed, found) in [("", true), ("li", true), ("镜湖 派遣", true), ("李静 li.j", true), ("李静 受理", false)]
        {
            assert_eq!(fits(&account, typed, Lang::Zh), found, "{typed}");
        }
    }
}
